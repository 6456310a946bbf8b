//! Acts on a dialogue: who may do which when, then the rule.

use super::{Dialogue, DialogueStage, Session, guest, meeting, plan, preparer, result};
use crate::domain::{
    act::Act,
    change::Change,
    event::Deed,
    form::Fields,
    office::Office,
    petition::{Attachment, Case},
    policy::Sight,
    refusal::Refusal,
    slot::Slot,
};

/// Every act on a dialogue, in the order pages offer them.
pub const ON_A_DIALOGUE: &[Deed] = &[
    Deed::AnnounceDialogue,
    Deed::TellGuests,
    Deed::InviteGuest,
    Deed::MoveDialogue,
    Deed::CallOffDialogue,
    Deed::Attend,
    Deed::WriteMinutes,
    Deed::SignMinutes,
    Deed::AddScan,
    Deed::Conclude,
    Deed::PublishDialogue,
];

/// The acts that this person may do now.
pub fn offered(sight: &Sight, session: &Session, today: chrono::NaiveDate) -> Vec<Deed> {
    let may = |deed: &&Deed| preparer(sight).is_ok() && is_timely(session, **deed, today).is_ok();
    ON_A_DIALOGUE.iter().filter(may).copied().collect()
}

/// What is checked before fields.
pub fn may(
    deed: Deed,
    fields: &Fields,
    session: &Session,
    sight: &Sight,
    today: chrono::NaiveDate,
) -> Result<(), Refusal> {
    preparer(sight)?;
    is_timely(session, deed, today)?;
    is_newest(deed, fields, &session.dialogue)
}

/// The dialogue, the petition that is concluded, and who is engaged on the day it is moved to.
pub type Table<'t> = (&'t Session, Option<&'t Case>, &'t [Slot]);

/// Not yours, untimely, not the newest, fields: in this order. The petition is the one that is concluded.
pub fn perform(
    deed: Deed,
    fields: &Fields,
    files: &[Attachment],
    (session, petition, taken): Table,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
    may(deed, fields, session, &sight, act.today())?;
    match deed {
        Deed::AnnounceDialogue => plan::announce(session, act, office),
        Deed::TellGuests => guest::told(fields, session, act),
        Deed::InviteGuest => guest::invite(fields, session, act),
        Deed::MoveDialogue => plan::move_day(fields, session, taken, act, office),
        Deed::CallOffDialogue => plan::call_off(fields, session, act),
        Deed::Attend => meeting::attend(fields, session, act, office),
        Deed::WriteMinutes => meeting::write(fields, session, act),
        Deed::SignMinutes => meeting::sign(fields, files, session, act),
        Deed::AddScan => meeting::add_scan(fields, files, session, act),
        Deed::Conclude => result::conclude(fields, session, petition.ok_or(Refusal::Unseen)?, act, office),
        Deed::PublishDialogue => result::publish(fields, session, act),
        _ => Err(Refusal::Unseen),
    }
}

fn is_timely(session: &Session, deed: Deed, today: chrono::NaiveDate) -> Result<(), Refusal> {
    let Dialogue { stage, kind, day, announced_on, moved_from, .. } = &session.dialogue;
    let ahead = stage.is_ahead();
    let held = stage.was_held();
    let ok = match deed {
        Deed::AnnounceDialogue => *stage == DialogueStage::Planned,
        Deed::InviteGuest => ahead,
        Deed::MoveDialogue | Deed::CallOffDialogue => ahead,
        // After it was moved or called off those who knew the old day are told again.
        Deed::TellGuests => match stage {
            DialogueStage::Announced => true,
            DialogueStage::Planned => moved_from.is_some(),
            DialogueStage::CalledOff => announced_on.is_some() || moved_from.is_some(),
            _ => false,
        },
        Deed::Attend => {
            (*stage == DialogueStage::Announced && *day <= today) || (held && session.signed_minutes().is_none())
        }
        Deed::WriteMinutes => held,
        Deed::SignMinutes => held && session.open_minutes().is_some(),
        Deed::AddScan => session.unscanned().next().is_some(),
        Deed::Conclude => held && session.agenda.iter().any(|item| item.outcome.is_none()),
        Deed::PublishDialogue => held && kind.is_public(),
        _ => false,
    };
    let words = || match deed {
        Deed::AddScan if session.signed_minutes().is_some() => meeting::SCANNED.to_owned(),
        Deed::AddScan => meeting::UNSIGNED.to_owned(),
        _ => format!("Buổi đối thoại “{}”, nên bây giờ không làm được việc “{}”.", stage.label(), deed.label()),
    };
    if ok { Ok(()) } else { Err(Refusal::Untimely(words())) }
}

/// Minutes have a revision of their own.
fn is_newest(deed: Deed, fields: &Fields, dialogue: &Dialogue) -> Result<(), Refusal> {
    if deed == Deed::WriteMinutes || fields.get("version") == dialogue.version.to_string() {
        return Ok(());
    }
    Err(Refusal::Untimely(
        "Vừa có người khác sửa buổi đối thoại này. Những gì anh chị ghi còn ở dưới đây; xin xem lại bản mới nhất."
            .to_owned(),
    ))
}
