//! Notice: by when a dialogue has to be announced, and the first day on which one may be held.

use chrono::NaiveDate;

use super::DialogueKind;
use crate::domain::{
    law::{Deadline, LawError, Variant},
    office::Office,
    refusal::Refusal,
};

/// Days ahead in which the first lawful one is looked for; no notice is half as long.
const AHEAD_DAYS_MAX: usize = 60;

/// The last day on which it may be announced, counted backward from its own day.
pub fn last_day(kind: DialogueKind, day: NaiveDate, office: &Office) -> Result<Deadline, Refusal> {
    let unready = |error: LawError| Refusal::Unready(error.to_string());
    let rule = office.terms.rule(kind.notice(), day).map_err(unready)?;
    rule.deadline(&office.calendar, day, Variant::default()).map_err(unready)
}

/// The first day on which it may be held when it is announced today.
pub fn first_day(kind: DialogueKind, today: NaiveDate, office: &Office) -> Option<NaiveDate> {
    today.iter_days().skip(1).take(AHEAD_DAYS_MAX).find(|day| is_in_time(kind, *day, today, office))
}

fn is_in_time(kind: DialogueKind, day: NaiveDate, today: NaiveDate, office: &Office) -> bool {
    last_day(kind, day, office).is_ok_and(|last| last.due >= today)
}

/// Why that day is too early, and which is the first lawful one; nothing when it may stand.
pub fn too_early(kind: DialogueKind, day: NaiveDate, today: NaiveDate, office: &Office) -> Option<String> {
    let last = last_day(kind, day, office).ok()?;
    if last.due >= today {
        return None;
    }
    let first = first_day(kind, today, office)?;
    Some(format!(
        "Chưa đủ ngày báo trước: buổi ngày {} phải thông báo chậm nhất {} (ít nhất {} {}, {}). Thông báo ngay hôm nay \
         thì sớm nhất là {}.",
        written(day),
        written(last.due),
        last.length,
        last.unit,
        last.basis,
        written(first)
    ))
}

fn written(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{calendar::WorkCalendar, law::Terms, office::OfficeFacts};

    fn office() -> Office {
        Office {
            facts: OfficeFacts::default(),
            staff: Vec::new(),
            units: Vec::new(),
            villages: Vec::new(),
            routes: Vec::new(),
            absences: Vec::new(),
            authorities: Vec::new(),
            late_reasons: Vec::new(),
            competences: Vec::new(),
            lists: Default::default(),
            topics: Vec::new(),
            wordings: Vec::new(),
            terms: Arc::new(Terms::shipped()),
            calendar: Arc::new(WorkCalendar::shipped()),
        }
    }

    fn day(text: &str) -> NaiveDate {
        crate::domain::form::parse_date(text).expect("a day")
    }

    #[test]
    fn the_first_lawful_day_is_counted_backward_over_days_off() {
        let office = office();
        let first = |kind, today| first_day(kind, day(today), &office).expect("a day");
        assert_eq!(first(DialogueKind::Conference, "25/11/2026"), day("02/12/2026"));
        assert_eq!(first(DialogueKind::Complaint, "25/11/2026"), day("30/11/2026"));
        // Five days before 29/11 is the holiday of 24/11: the notice had to go out on the 23rd.
        assert_eq!(first(DialogueKind::Complaint, "23/11/2026"), day("28/11/2026"));
        assert!(too_early(DialogueKind::Complaint, day("29/11/2026"), day("24/11/2026"), &office).is_some());
        assert!(too_early(DialogueKind::Complaint, day("29/11/2026"), day("23/11/2026"), &office).is_none());
    }

    #[test]
    fn an_early_day_is_refused_with_the_first_lawful_one() {
        let words = too_early(DialogueKind::Thematic, day("01/12/2026"), day("25/11/2026"), &office());
        let words = words.expect("too early");
        // Seven days before is the holiday of 24/11, so the notice had to go out on the 23rd.
        for part in ["01/12/2026", "23/11/2026", "ít nhất 7 ngày", "Điều 43", "02/12/2026"] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }
}
