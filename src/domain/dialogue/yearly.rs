//! The year's conference: at least one with the people, together with the Front; from October on its lack is said.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{Dialogue, DialogueKind};
use crate::domain::office::Office;

/// Luật Thực hiện dân chủ ở cơ sở Đ.32.1.
const RULE: &str = "DT-NAM";
/// What is left of the year is enough to announce one and to hold it.
const WARNED_FROM_MONTH: u32 = 10;

/// A year without its conference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Owed {
    pub year: i32,
    pub basis: String,
}

/// None while it is early, or when one of the year was held or is still to come. `known`: those of the year, called off or not.
pub fn owed(today: NaiveDate, known: &[Dialogue], office: &Office) -> Option<Owed> {
    let counts = |one: &Dialogue| {
        let ahead = one.stage.is_ahead() && one.day >= today;
        one.kind == DialogueKind::Conference && one.day.year() == today.year() && (ahead || one.stage.was_held())
    };
    if today.month() < WARNED_FROM_MONTH || known.iter().any(counts) {
        return None;
    }
    let basis = office.terms.rule(RULE, today).map(|rule| rule.basis.clone()).unwrap_or_default();
    Some(Owed { year: today.year(), basis })
}
