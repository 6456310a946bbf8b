//! Slots: one person, one day, one part of the day holds one event, whatever kind of event it is.

use chrono::NaiveDate;
use serde::Serialize;

use super::{calendar::weekday_name, event::Subject, id::Id, person::Account, refusal::Refusal, words::words};

words!(
    pub Part { Morning "morning" "Buổi sáng", Afternoon "afternoon" "Buổi chiều", Evening "evening" "Buổi tối" }
);

words!(
    /// What a slot is taken by, as all of the office may know it: a dialogue inside one complaint is `Private`.
    pub Occasion { Reception "reception" "buổi tiếp công dân", Dialogue "dialogue" "buổi đối thoại", Private "private" "việc khác" }
);

/// Somebody is engaged. The database holds it once for each person, day and part, on both engines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    pub account: Id<Account>,
    pub day: NaiveDate,
    pub part: Part,
    /// The reception, the dialogue: whatever takes the slot.
    pub subject: Id<Subject>,
    pub occasion: Occasion,
}

/// Refuses a time at which this person is engaged elsewhere, and says what is there. The field is the form's day.
pub(super) fn free(
    taken: &[Slot],
    who: &Account,
    day: NaiveDate,
    part: Part,
    subject: Option<Id<Subject>>,
) -> Result<(), Refusal> {
    match in_the_way(taken, who.id, day, part, subject) {
        Some(slot) => Err(Refusal::field("day", engaged_words(who, slot))),
        None => Ok(()),
    }
}

/// What else than `subject` itself holds that person at that time.
pub fn in_the_way(
    taken: &[Slot],
    who: Id<Account>,
    day: NaiveDate,
    part: Part,
    subject: Option<Id<Subject>>,
) -> Option<&Slot> {
    let there = |slot: &&Slot| slot.account == who && slot.day == day && slot.part == part;
    taken.iter().filter(there).find(|slot| Some(slot.subject) != subject)
}

fn engaged_words(who: &Account, slot: &Slot) -> String {
    format!(
        "{} {} {} {} đã có {}. Xin chọn buổi khác.",
        if who.title.is_empty() { who.role.label() } else { &who.title },
        slot.part.label().to_lowercase(),
        weekday_name(slot.day),
        slot.day.format("%d/%m/%Y"),
        slot.occasion.label()
    )
}
