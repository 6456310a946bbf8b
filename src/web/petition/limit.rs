//! The limits of a petition: the article, the date, and how it was counted day by day.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{desk::Desk, line::left_of};
use crate::domain::{
    clock::{Clock, ClockState},
    event::Event,
    lateness::{LateReason, explained},
    law::{self, Unit},
    petition::Case,
};

#[derive(Serialize)]
pub struct ClockShown {
    what: String,
    basis: String,
    due: NaiveDate,
    started_on: NaiveDate,
    length: Option<String>,
    state: ClockState,
    left: i32,
    ended_on: Option<NaiveDate>,
    late: bool,
    /// Why it was late, as it was said.
    why: Option<String>,
    citizens: bool,
    provisional: bool,
    calendar_version: i32,
    trail: Vec<String>,
    /// “còn 19 ngày”, while it is stopped.
    remaining: Option<String>,
    first_due: Option<NaiveDate>,
    extended: bool,
}

/// The commune's own running limits first, then the citizen's, then what is over.
pub fn clocks(desk: &Desk, case: &Case, history: &[Event], reasons: &[LateReason]) -> Vec<ClockShown> {
    let mut clocks: Vec<&Clock> = case.clocks.iter().collect();
    clocks.sort_by_key(|clock| (clock.state, clock.citizens, clock.due, clock.id));
    let why = |clock: &Clock| {
        let id = clock.id.to_string();
        let code = history.iter().filter_map(explained).find(|(_, clock)| *clock == id).map(|(code, _)| code)?;
        reasons.iter().find(|reason| reason.code == code).map(|reason| reason.name.clone())
    };
    clocks.into_iter().map(|clock| clock_shown(desk, clock, why(clock))).collect()
}

fn clock_shown(desk: &Desk, clock: &Clock, why: Option<String>) -> ClockShown {
    let calendar = &desk.office.calendar;
    ClockShown {
        what: clock.what.clone(),
        basis: clock.basis.clone(),
        due: clock.due,
        started_on: clock.started_on,
        length: (clock.length > 0).then(|| format!("{} {}", clock.length, unit_words(clock.unit))),
        state: clock.state,
        left: clock.left(calendar, desk.today()),
        ended_on: clock.ended_on,
        why,
        late: clock.ended_on.is_some_and(|ended| ended > clock.due),
        citizens: clock.citizens,
        provisional: clock.provisional,
        calendar_version: clock.calendar_version,
        trail: law::compact(&clock.trail.0),
        remaining: clock.remaining.map(|_| left_of(clock)),
        first_due: clock.first_due.filter(|first| *first != clock.due),
        extended: clock.extended,
    }
}

fn unit_words(unit: Unit) -> &'static str {
    match unit.code() {
        "NLV" => "ngày làm việc",
        "N" => "ngày",
        code => code,
    }
}
