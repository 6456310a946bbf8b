//! Limits that move: extended, paused, resumed. Each recounts day by day and says so in its trail; the first date is kept.

use chrono::{Days, NaiveDate};

use super::{Clock, ClockState, Trail};
use crate::domain::{
    law::{Direction, Step, Unit, Whose, count},
    office::Office,
};

/// How the step begins from which a resumed limit is counted on.
const RESUMED: &str = "tiếp tục";

/// So many days more, counted on from where its count began last.
pub fn extended(clock: &Clock, more: u32, number: &str, office: &Office) -> Clock {
    let steps = &clock.trail.0;
    let begin = steps.iter().rposition(|step| step.why.starts_with(RESUMED)).unwrap_or(0);
    let Some(from) = steps.get(begin) else { return clock.clone() };
    let total = total(steps) + more;
    let (due, provisional, counted) = counted_on(clock.unit, total.saturating_sub(from.n), from, office);
    let mut trail = steps[..=begin].to_vec();
    trail.extend(counted);
    if let Some(last) = trail.last_mut() {
        last.why = format!("{}, gia hạn theo {number}", last.why);
    }
    Clock {
        length: clock.length.saturating_add(i32::try_from(more).unwrap_or(0)),
        due,
        provisional,
        calendar_version: office.calendar.version(),
        trail: Trail(trail),
        first_due: clock.first_due.or(Some(clock.due)),
        extended: true,
        ..clock.clone()
    }
}

/// Stops with the days that remain. The day of the decision still counts; where the limit had run out, it stays so by as many days.
pub fn paused(clock: &Clock, on: NaiveDate, number: &str) -> Clock {
    let mut trail: Vec<Step> = clock.trail.0.iter().filter(|step| step.date <= on).cloned().collect();
    let used = total(&trail);
    let left = i32::try_from(total(&clock.trail.0).saturating_sub(used)).unwrap_or(0);
    let late = i32::try_from((on - clock.due).num_days()).unwrap_or(0);
    let remaining = if late > 0 { -late } else { left };
    let why = if late > 0 {
        format!("tạm đình chỉ theo {number}, khi đã quá hạn {late} ngày")
    } else {
        format!("tạm đình chỉ theo {number}, còn {left} {}", clock.unit)
    };
    trail.push(Step { date: on, n: used, why });
    Clock {
        state: ClockState::Paused,
        remaining: Some(remaining),
        trail: Trail(trail),
        first_due: clock.first_due.or(Some(clock.due)),
        ..clock.clone()
    }
}

/// Goes on with the days that remained, counted from the day of the decision (that day is not counted).
pub fn resumed(clock: &Clock, on: NaiveDate, number: &str, office: &Office) -> Clock {
    let remaining = clock.remaining.unwrap_or(0);
    let left = u32::try_from(remaining).unwrap_or(0);
    let mut trail = clock.trail.0.clone();
    let why = format!("{RESUMED} theo {number}, còn {left} {}, không tính ngày này", clock.unit);
    let from = Step { date: on, n: total(&trail), why };
    let (mut due, provisional, counted) = counted_on(clock.unit, left, &from, office);
    trail.push(from);
    trail.extend(counted);
    if remaining < 0 {
        due = on.checked_sub_days(Days::new(u64::from(remaining.unsigned_abs()))).unwrap_or(on);
    }
    Clock {
        state: ClockState::Running,
        remaining: None,
        due,
        provisional,
        calendar_version: office.calendar.version(),
        trail: Trail(trail),
        ..clock.clone()
    }
}

/// Days that were counted by the end of a trail.
fn total(steps: &[Step]) -> u32 {
    steps.iter().map(|step| step.n).max().unwrap_or(0)
}

/// The steps after that one, numbered on from it.
fn counted_on(unit: Unit, length: u32, from: &Step, office: &Office) -> (NaiveDate, bool, Vec<Step>) {
    let (due, provisional, steps) = count(&office.calendar, length, unit, Direction::Forward, Whose::Own, from.date);
    let number_on = |step: Step| {
        let why = step.why.replacen(&format!(" {}", step.n), &format!(" {}", step.n + from.n), 1);
        Step { n: step.n + from.n, why, ..step }
    };
    (due, provisional, steps.into_iter().skip(1).map(number_on).collect())
}
