//! Counting: from a day to the last day of a term, over days off, step by step.

use chrono::{Months, NaiveDate};

use super::{
    rule::{Direction, Unit, Whose},
    trail::{INCLUDING_OFF, INCLUDING_WORKED, LAST_IS_OFF, SKIPPED, Step, start_words},
    years_between,
};
use crate::domain::calendar::{WorkCalendar, weekday_name};

/// The longest term that is counted, in its own unit; no law comes near it.
pub const LENGTH_MAX: u32 = 1_000;

/// The bare counting, also for the commune's own limits and for the days that remain after a pause:
/// the last day, whether it is provisional, and the trail, whose first step is always the start.
///
/// BLDS Điều 147 khoản 2: the starting day is not counted. Điều 148 khoản 5: a last day on which nobody
/// works moves to the next working day. Counted backward it moves to the working day before, because a
/// notice cannot be given when the office is closed, and given a day later it would be too late.
/// Months and years end on the day of the same number, or the month's last (Điều 148 khoản 2–4).
/// A length of 0 is the start itself, moved when nobody works; lengths end at [`LENGTH_MAX`].
pub fn count(
    calendar: &WorkCalendar,
    length: u32,
    unit: Unit,
    direction: Direction,
    whose: Whose,
    from: NaiveDate,
) -> (NaiveDate, bool, Vec<Step>) {
    let mut counting = Counting { calendar, direction, whose, trail: Vec::new() };
    counting.push(from, 0, start_words("ngày bắt đầu", direction));
    let length = length.min(LENGTH_MAX);
    match unit {
        Unit::Day => counting.days(length),
        Unit::WorkingDay => counting.working_days(length),
        Unit::Month => counting.jump(length, length, unit),
        Unit::Year => counting.jump(length, length * 12, unit),
    }
    counting.roll();
    let due = counting.last().date;
    let first = next(from, direction).unwrap_or(from);
    let provisional = due != from && !years_between(first, due).all(|year| calendar.is_signed(year));
    (due, provisional, counting.trail)
}

fn next(day: NaiveDate, direction: Direction) -> Option<NaiveDate> {
    match direction {
        Direction::Forward => day.succ_opt(),
        Direction::Backward => day.pred_opt(),
    }
}

struct Counting<'a> {
    calendar: &'a WorkCalendar,
    direction: Direction,
    whose: Whose,
    trail: Vec<Step>,
}

impl Counting<'_> {
    /// Calendar days: every one counts, holidays inside included.
    fn days(&mut self, length: u32) {
        while self.last().n < length {
            let Some((day, n)) = self.ahead() else { return };
            let including = match self.why_off(day) {
                Some(reason) => format!("{INCLUDING_OFF} ({reason})"),
                None => String::new(),
            };
            self.push(day, n + 1, format!("ngày {}{including}", n + 1));
        }
    }

    /// Working days: the others are passed over, each with its reason.
    fn working_days(&mut self, length: u32) {
        while self.last().n < length {
            let Some((day, n)) = self.ahead() else { return };
            if let Some(reason) = self.why_off(day) {
                self.push(day, n, format!("{SKIPPED} ({reason})"));
                continue;
            }
            let including = match self.calendar.why_worked(day) {
                Some(_) => INCLUDING_WORKED,
                None => "",
            };
            self.push(day, n + 1, format!("ngày làm việc {}{including}", n + 1));
        }
    }

    /// Months and years end on the day of the same number; 29/02 ends on 28/02.
    fn jump(&mut self, length: u32, months: u32, unit: Unit) {
        let from = self.last().date;
        let (day, side) = match self.direction {
            Direction::Forward => (from.checked_add_months(Months::new(months)), "sau"),
            Direction::Backward => (from.checked_sub_months(Months::new(months)), "trước"),
        };
        if let Some(day) = day.filter(|day| *day != from) {
            self.push(day, length, format!("{length} {unit} {side}, ngày tương ứng"));
        }
    }

    /// BLDS Điều 148 khoản 5.
    fn roll(&mut self) {
        let Some(reason) = self.why_off(self.last().date) else {
            return;
        };
        if let Some(step) = self.trail.last_mut().filter(|step| step.n > 0) {
            let bare = step.why.split(INCLUDING_OFF).next().unwrap_or_default();
            step.why = format!("{bare}{LAST_IS_OFF} ({reason})");
        }
        let moved = match self.direction {
            Direction::Forward => "dời đến ngày làm việc kế tiếp",
            Direction::Backward => "lùi về ngày làm việc trước đó",
        };
        while let Some((day, n)) = self.ahead() {
            let Some(reason) = self.why_off(day) else {
                return self.push(day, n, moved.to_owned());
            };
            self.push(day, n, format!("{SKIPPED} ({reason})"));
        }
    }

    fn why_off(&self, day: NaiveDate) -> Option<String> {
        let for_all = self.calendar.why_off(day).map(str::to_owned);
        for_all.or_else(|| {
            let swapped = self.whose == Whose::Citizen && self.calendar.why_worked(day).is_some();
            swapped.then(|| format!("{}, chỉ cơ quan làm bù", weekday_name(day)))
        })
    }

    /// The next day in the direction of counting, and how many are counted so far.
    fn ahead(&self) -> Option<(NaiveDate, u32)> {
        let last = self.last();
        Some((next(last.date, self.direction)?, last.n))
    }

    #[expect(clippy::expect_used, reason = "a count begins with its start day")]
    fn last(&self) -> &Step {
        self.trail.last().expect("the start is pushed first")
    }

    fn push(&mut self, date: NaiveDate, n: u32, why: String) {
        self.trail.push(Step { date, n, why });
    }
}
