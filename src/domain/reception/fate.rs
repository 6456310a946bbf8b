//! What becomes of a planned reception: moved, called off, missed by the chairman, or held by himself.

use super::{
    Reception, ReceptionState, Sitting, future_day, keeper, lawful_or_fail,
    note::{NoteKind, because, reason},
    noted,
    turn::{CallCause, call_all, write_to_all},
};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    form::{Fields, Reader},
    office::Office,
    person::Role,
    refusal::Refusal,
    slot::{self, Part, Slot},
};

/// The acts of this file, in the order pages offer them.
pub const FATES: &[Deed] = &[Deed::HoldReception, Deed::MissReception, Deed::MoveReception, Deed::CallOffReception];

/// `taken`: the slots of the day that the form names, for a move.
pub fn decide(
    deed: Deed,
    fields: &Fields,
    sitting: &Sitting,
    taken: &[Slot],
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    may(deed, &sitting.reception, act)?;
    let reception = &sitting.reception;
    if fields.get("version") != reception.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người sửa ngày tiếp dân này. Xin xem lại rồi làm tiếp.".to_owned()));
    }
    match deed {
        Deed::MoveReception => shift(fields, sitting, taken, act, office),
        Deed::CallOffReception => call_off(fields, sitting, act),
        Deed::MissReception => miss(fields, reception, act),
        Deed::HoldReception => Ok(turned(reception, ReceptionState::Held, act, deed)),
        _ => Err(Refusal::Unseen),
    }
}

/// Whether this person may do this to it now: the role first, then the time.
pub fn may(deed: Deed, reception: &Reception, act: &Act) -> Result<(), Refusal> {
    let account = keeper(act)?;
    if deed == Deed::HoldReception && account.role != Role::Chair {
        return Err(Refusal::NotYours("Chủ tịch trực tiếp tiếp dân, không ủy quyền: chỉ tài khoản Chủ tịch ghi được."));
    }
    let is_open = reception.state == ReceptionState::Planned;
    let timely = match deed {
        Deed::HoldReception | Deed::MissReception => is_open && reception.day <= act.today(),
        Deed::MoveReception | Deed::CallOffReception => is_open && reception.day >= act.today(),
        _ => false,
    };
    if timely {
        return Ok(());
    }
    Err(Refusal::Untimely(format!(
        "Ngày tiếp dân {} đang là “{}”, nên bây giờ không làm được việc “{}”.",
        reception.day.format("%d/%m/%Y"),
        reception.state.label(),
        deed.label()
    )))
}

fn turned(reception: &Reception, state: ReceptionState, act: &Act, deed: Deed) -> Change {
    let after = Reception { state, ..reception.clone() };
    noted(&after, act, deed).with(Write::SaveReception(Box::new(after)))
}

/// To another day or part; the day it was stays in its note, and those who booked keep their numbers.
fn shift(fields: &Fields, sitting: &Sitting, taken: &[Slot], act: &Act, office: &Office) -> Result<Change, Refusal> {
    let reception = &sitting.reception;
    let mut reader = Reader::new(fields);
    let day = future_day(&mut reader, act.today());
    let part = reader.word("part", Part::from_code, "Xin chọn buổi.");
    let reason = reason(&mut reader);
    if let Some(day) = day {
        if Some(reception.part) == part && reception.day == day {
            reader.fail("day", "Buổi tiếp dân đang ở đúng ngày và buổi này.");
        } else if !reception.unplanned {
            lawful_or_fail(&mut reader, day, act.today(), office);
        }
    }
    reader.done()?;
    let (Some(day), Some(part)) = (day, part) else { return Err(Refusal::Unseen) };
    let head = office.account(reception.head).ok_or(Refusal::Unseen)?;
    slot::free(taken, head, day, part, Some(reception.id.subject()))?;
    let after = Reception { day, part, posted_on: act.today(), ..reception.clone() };
    let change = noted(&after, act, Deed::MoveReception)
        .noting("from", reception.day)
        .noting("from_part", reception.part)
        .with(Write::FreeSlot(reception.slot()))
        .with(Write::TakeSlot(after.slot()))
        .with(Write::SaveReception(Box::new(after)))
        .with_all(call_all(&sitting.turns, CallCause::Moved))
        .with_all(write_to_all(&sitting.turns, act));
    Ok(because(change, reception, NoteKind::Moved, reason, act))
}

fn call_off(fields: &Fields, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    let reception = &sitting.reception;
    let mut reader = Reader::new(fields);
    let reason = reason(&mut reader);
    reader.done()?;
    let change = turned(reception, ReceptionState::CalledOff, act, Deed::CallOffReception)
        .with(Write::FreeSlot(reception.slot()))
        .with_all(call_all(&sitting.turns, CallCause::CalledOff));
    Ok(because(change, reception, NoteKind::CalledOff, reason, act))
}

fn miss(fields: &Fields, reception: &Reception, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let reason = reason(&mut reader);
    reader.done()?;
    let change = turned(reception, ReceptionState::Absent, act, Deed::MissReception);
    Ok(because(change, reception, NoteKind::Absent, reason, act))
}
