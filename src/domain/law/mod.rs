//! The law's deadlines: which rule holds on a day (`rule`, `terms`), how a term is counted to its last day step by step
//! (`counting`), and how that count is said (`trail`).

mod counting;
mod rule;
mod terms;
mod trail;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use self::{
    counting::{LENGTH_MAX, count},
    rule::{Certainty, Direction, Rule, Unit, Variant, Variants, Whose},
    terms::Terms,
    trail::{Step, compact},
};
use crate::domain::calendar::WorkCalendar;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub rule: String,
    pub from: NaiveDate,
    /// The last lawful day.
    pub due: NaiveDate,
    pub length: u32,
    pub unit: Unit,
    pub basis: String,
    /// “Tạm tính”: a day that was counted lies in a year whose calendar nobody signed.
    pub provisional: bool,
    pub trail: Vec<Step>,
}

/// The statutory date, refused when it, or the event, lies in a year that the calendar does not hold.
pub fn deadline(
    terms: &Terms,
    calendar: &WorkCalendar,
    id: &str,
    from: NaiveDate,
    variant: Variant,
) -> Result<Deadline, LawError> {
    let deadline = terms.rule(id, from)?.deadline(calendar, from, variant)?;
    let mut years = years_between(deadline.from, deadline.due);
    match years.find(|year| !calendar.holds(*year)) {
        None => Ok(deadline),
        Some(_) => Err(LawError::BeyondCalendar {
            day: if calendar.holds(from.year()) { deadline.due } else { from },
            first: calendar.first_year(),
            last: calendar.last_year(),
        }),
    }
}

/// Every year that a count from one day to another touches.
fn years_between(one: NaiveDate, other: NaiveDate) -> impl Iterator<Item = i32> {
    one.year().min(other.year())..=one.year().max(other.year())
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LawError {
    #[error("Không có thời hạn nào mang mã “{id}”{}", meant(.near))]
    UnknownRule { id: String, near: Vec<String> },
    #[error("{id} ({what}): luật không định một số ngày. Lời của luật: “{words}” ({basis})")]
    WithoutNumber { id: String, what: String, words: String, basis: String },
    #[error("{id} không có trường hợp {case}")]
    NoSuchVariant { id: String, case: &'static str },
    #[error("{id} không áp dụng cho ngày {}; chỉ áp dụng {}", written(*.on), .periods.join("; "))]
    NotInForce { id: String, on: NaiveDate, periods: Vec<String> },
    #[error("Ngày {} nằm ngoài lịch làm việc, lịch chỉ có từ năm {first} đến năm {last}", written(*.day))]
    BeyondCalendar { day: NaiveDate, first: i32, last: i32 },
}

fn meant(near: &[String]) -> String {
    match near {
        [] => String::new(),
        _ => format!(". Có phải: {}?", near.join(", ")),
    }
}

fn written(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
