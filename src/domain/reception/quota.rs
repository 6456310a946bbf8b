//! How many days the chairman owes: at least one a week to 30/06/2026, at least two a month from 01/07/2026.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Serialize;

use super::{Reception, ReceptionState};
use crate::domain::office::Office;

/// Luật Tiếp công dân Đ.15.
const RULE: &str = "TCD-DINHKY";
const A_WEEK: usize = 1;
const A_MONTH: usize = 2;
/// A period that begins within so many days should be planned: posting alone takes five working days.
const AHEAD_DAYS: i64 = 15;

/// One period with what is owed in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quota {
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// “tháng 12/2026”, “tuần từ 22/06/2026”.
    pub words: String,
    pub basis: String,
    pub needed: usize,
    /// Different days that are planned or held; unplanned receptions and days he missed do not count.
    pub planned: usize,
    pub held: usize,
}

impl Quota {
    pub fn is_short(&self) -> bool {
        self.planned < self.needed
    }
}

/// The period that holds a day, as the law stood on it.
pub fn quota(on: NaiveDate, receptions: &[Reception], office: &Office) -> Quota {
    let monthly_from = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap_or(on);
    let basis = office.terms.rule(RULE, on).map(|rule| rule.basis.clone()).unwrap_or_default();
    let (from, until, words, needed) = if on >= monthly_from {
        let from = on.with_day(1).unwrap_or(on);
        let until = from + Months::new(1) - Days::new(1);
        (from, until, format!("tháng {}", on.format("%m/%Y")), A_MONTH)
    } else {
        let from = on - Days::new(u64::from(on.weekday().num_days_from_monday()));
        let until = (from + Days::new(6)).min(monthly_from - Days::new(1));
        (from, until, format!("tuần từ {}", from.format("%d/%m/%Y")), A_WEEK)
    };
    let days = |states: &[ReceptionState]| {
        let counts = |one: &&Reception| !one.unplanned && states.contains(&one.state) && within(one, from, until);
        receptions.iter().filter(counts).map(|one| one.day).collect::<BTreeSet<_>>().len()
    };
    Quota {
        planned: days(&[ReceptionState::Planned, ReceptionState::Held]),
        held: days(&[ReceptionState::Held]),
        from,
        until,
        words,
        basis,
        needed,
    }
}

fn within(one: &Reception, from: NaiveDate, until: NaiveDate) -> bool {
    (from..=until).contains(&one.day)
}

/// Which periods lack days: this one, and the next once it is near.
pub fn short(today: NaiveDate, receptions: &[Reception], office: &Office) -> Vec<Quota> {
    let now = quota(today, receptions, office);
    let next = quota(now.until + Days::new(1), receptions, office);
    let near = (next.from - today).num_days() <= AHEAD_DAYS;
    [Some(now), near.then_some(next)].into_iter().flatten().filter(Quota::is_short).collect()
}

/// The days over which [`short`] has to know all receptions.
pub fn span(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = today.with_day(1).unwrap_or(today);
    (first - Days::new(6), first + Months::new(2))
}
