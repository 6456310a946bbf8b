//! The trail: how a date was counted, each step with its reason, and the same in few lines for a page.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{rule::Direction, written};
use crate::domain::calendar::weekday_name;

/// One line of the explanation. `n` is how many days (months, years) are counted by the end of that
/// date, so it grows exactly on the days that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub date: NaiveDate,
    pub n: u32,
    pub why: String,
}

pub(super) const SKIPPED: &str = "không tính";
pub(super) const INCLUDING_OFF: &str = ", tính cả ngày nghỉ";
pub(super) const INCLUDING_WORKED: &str = ", tính cả ngày làm bù";
pub(super) const LAST_IS_OFF: &str = ", rơi vào ngày nghỉ";

pub(super) fn start_words(event_day: &str, direction: Direction) -> String {
    match direction {
        Direction::Forward => format!("{event_day}, không tính"),
        Direction::Backward => format!("{event_day}, không tính, đếm lùi từ đây"),
    }
}

/// The trail in few lines for a page: the start, counted days in runs, each run of days off with its
/// reasons, the last day, and where it moved.
pub fn compact(trail: &[Step]) -> Vec<String> {
    let Some(start) = trail.first() else {
        return Vec::new();
    };
    let counted = trail.last().map_or(0, |step| step.n);
    let mut lines = vec![format!("{}: {}", full(start.date), start.why)];
    let mut rest = &trail[1..];
    let mut before = start.n;
    while let Some(first) = rest.first() {
        let run = run_length(rest, before, counted);
        let (steps, later) = rest.split_at(run);
        let last = &steps[run - 1];
        lines.push(if first.n == before && first.why.starts_with(SKIPPED) {
            skipped_line(steps, start.date)
        } else if first.n == before {
            let (moved, day) = (capitalised(&first.why), full(first.date));
            format!("{moved}: {day}")
        } else if first.n == counted {
            last_line(first, later.is_empty())
        } else {
            counted_line(steps, start.date)
        });
        before = last.n;
        rest = later;
    }
    lines
}

/// How many steps from the first belong on one line: days off together, counted days together but
/// for the last of all, the move alone.
fn run_length(steps: &[Step], before: u32, counted: u32) -> usize {
    let skipped = |step: &Step| step.why.starts_with(SKIPPED);
    if steps[0].n == before {
        return steps.iter().take_while(|step| skipped(step)).count().max(1);
    }
    let mut n = before;
    let grows = |step: &&Step| {
        let grew = step.n > n && step.n < counted;
        n = step.n;
        grew
    };
    steps.iter().take_while(grows).count().max(1)
}

/// “thứ Bảy, 14/02 đến Chủ nhật, 22/02: không tính (cuối tuần, Tết Nguyên đán)”.
fn skipped_line(steps: &[Step], start: NaiveDate) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for step in steps {
        let bare = step.why.strip_prefix(SKIPPED).unwrap_or(&step.why);
        let within = bare.strip_prefix(" (").and_then(|bare| bare.strip_suffix(')'));
        let reason = within.unwrap_or(bare);
        let weekend = reason == weekday_name(step.date);
        let reason = if weekend { "cuối tuần" } else { reason };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    format!("{}: {SKIPPED} ({})", span(steps, start), reasons.join(", "))
}

/// “thứ Hai, 16/11 đến thứ Sáu, 20/11: ngày làm việc 1 đến 5”.
fn counted_line(steps: &[Step], start: NaiveDate) -> String {
    let first = steps[0].why.split(',').next().unwrap_or_default();
    let numbers = match steps {
        [_] => first.to_owned(),
        _ => format!("{first} đến {}", steps[steps.len() - 1].n),
    };
    let including: String = [INCLUDING_OFF, INCLUDING_WORKED]
        .into_iter()
        .filter(|words| steps.iter().any(|step| step.why.contains(words)))
        .collect();
    format!("{}: {numbers}{including}", span(steps, start))
}

/// “Chủ nhật, 22/11/2026: ngày 30, rơi vào ngày nghỉ”; the weekday is not said twice.
fn last_line(step: &Step, ends_here: bool) -> String {
    let weekday = format!(" ({})", weekday_name(step.date));
    let why = step.why.strip_suffix(&weekday).unwrap_or(&step.why);
    let end = if ends_here { ", là ngày cuối" } else { "" };
    format!("{}: {why}{end}", full(step.date))
}

fn span(steps: &[Step], start: NaiveDate) -> String {
    match steps {
        [only] => short(only.date, start),
        [first, .., last] => format!("{} đến {}", short(first.date, start), short(last.date, start)),
        [] => String::new(),
    }
}

/// “thứ Sáu, 20/11”, with the year only when it is not the start's.
fn short(day: NaiveDate, start: NaiveDate) -> String {
    if day.year() == start.year() { format!("{}, {}", weekday_name(day), day.format("%d/%m")) } else { full(day) }
}

fn full(day: NaiveDate) -> String {
    format!("{}, {}", weekday_name(day), written(day))
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
