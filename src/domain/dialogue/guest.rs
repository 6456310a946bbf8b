//! Guests: who else is invited, who was told and how, who says they come; and the printed invitation, which names a person.

use super::{
    Coming, Dialogue, DialogueStage, DialogueWrite, GUESTS_MAX, Guest, Seat, Session,
    plan::{guest, turning},
    preparer,
};
use crate::domain::{
    act::{Act, Actor},
    change::{Change, Write},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    petition::{Case, Medium},
    policy::{self, Sight},
    refusal::Refusal,
};

const LABEL: Length = Length { min: 3, max: 120 };

/// One more: an office, somebody concerned; by office, not by name.
pub fn invite(fields: &Fields, session: &Session, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let seat = reader.word("seat", Seat::from_code, "Xin chọn mời với tư cách nào.");
    let label = reader.text("label", LABEL, "Xin ghi cơ quan, chức vụ, không ghi tên riêng.");
    if usize::try_from(session.last_seat).unwrap_or(GUESTS_MAX) >= GUESTS_MAX {
        reader.fail("label", format!("Một buổi mời nhiều nhất {GUESTS_MAX} người."));
    }
    reader.done()?;
    let seat = seat.ok_or(Refusal::Unseen)?;
    let dialogue = &session.dialogue;
    let new = guest(dialogue.id, session.last_seat + 1, seat, None, label, act);
    Ok(turning(dialogue, dialogue.clone(), act, Deed::InviteGuest)
        .noting("seat", new.position)
        .with(Write::Dialogue(DialogueWrite::Guest(Box::new(new)))))
}

/// These were told, in that way.
pub fn told(fields: &Fields, session: &Session, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let medium = reader.word("channel", Medium::from_code, "Xin chọn đã báo bằng cách nào.");
    let sent_on = reader.date("sent_on", act.today(), "Xin ghi ngày báo.");
    let seats: Vec<i32> = reader.all("seats").iter().filter_map(|seat| seat.parse().ok()).collect();
    let guests: Vec<&Guest> = session.guests.iter().filter(|guest| seats.contains(&guest.position)).collect();
    if guests.is_empty() {
        reader.fail("seats", "Xin đánh dấu người đã báo.");
    }
    reader.done()?;
    let dialogue = &session.dialogue;
    let saved = guests.iter().map(|guest| Guest { medium, told_on: sent_on, ..(*guest).clone() });
    Ok(turning(dialogue, dialogue.clone(), act, Deed::TellGuests)
        .noting("medium", medium)
        .noting("sent_on", sent_on)
        .noting("seats", guests.iter().map(|guest| guest.position).collect::<Vec<_>>())
        .with_all(saved.map(|guest| Write::Dialogue(DialogueWrite::SaveGuest(Box::new(guest))))))
}

/// One invitation as its holder finds it by the petition's code.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub dialogue: Dialogue,
    pub guest: Guest,
}

impl Invitation {
    /// It may still be answered.
    pub fn is_open(&self, today: chrono::NaiveDate) -> bool {
        self.dialogue.stage == DialogueStage::Announced && self.dialogue.day >= today
    }
}

/// The person's own word, by one tap: they come, or they cannot.
pub fn coming(fields: &Fields, invitation: &Invitation, act: &Act) -> Result<Change, Refusal> {
    if !matches!(act.by, Actor::Citizen) {
        return Err(Refusal::Unseen);
    }
    if !invitation.is_open(act.today()) {
        return Err(Refusal::Untimely("Buổi đối thoại này đã qua, đã dời hoặc không tổ chức nữa.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    let answer = reader.word("answer", Coming::from_code, "Xin chọn: sẽ đến, hay không đến được.");
    reader.done()?;
    let guest = Guest { coming: answer, ..invitation.guest.clone() };
    Ok(Change::about(invitation.dialogue.id, act, Deed::Coming)
        .noting("seat", guest.position)
        .noting("answer", answer)
        .with(Write::Dialogue(DialogueWrite::SaveGuest(Box::new(guest)))))
}

/// The invitation of a petition's party as a paper with the name in it: recorded before it is made.
pub fn open_invitation(
    dialogue: Id<Dialogue>,
    seat: i32,
    case: &Case,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
    preparer(&sight)?;
    if case.petition.sealed || !policy::may_see(&sight, case) {
        return Err(Refusal::Unseen);
    }
    Ok(Change::looking(Some(case.petition.id), act, Deed::OpenPaper).also_about(dialogue).noting("invitation", seat))
}
