//! Horizon: in how many working days limits run out, as the columns of the head's board; finer than urgency, never against it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{calendar::WorkCalendar, id::Id, person::Account, petition::Topic, urgency::Urgency, words::words};

words!(
    /// The codes stand in addresses (`?due=week`).
    pub Horizon {
        Overdue "overdue" "Quá hạn",
        Today "today" "Hôm nay",
        Soon "soon" "Còn 1–3 ngày",
        Week "week" "Còn 4–7 ngày",
        Far "far" "Còn lâu hơn",
    }
);

words!(
    /// By what the board parts what is held.
    pub Parting {
        Unit "unit" "Theo đơn vị",
        Village "village" "Theo thôn",
        Topic "topic" "Theo lĩnh vực",
        Owner "owner" "Theo cán bộ",
    }
);

/// Where a petition belongs in one of the board's tables; none where nothing is set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// With who holds it.
    Unit(Option<String>, Option<Id<Account>>),
    Village(Option<String>),
    Topic(Topic),
    Owner(Option<Id<Account>>),
}

/// So many petitions of one key whose next limit runs out on one day.
#[derive(Debug, Clone)]
pub struct Holding {
    pub key: Key,
    pub due: NaiveDate,
    pub count: i64,
}

/// Working days left up to which a limit runs out in this column's week.
const WEEK_DAYS: i32 = 7;

/// One line of the board.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    counts: [i64; Horizon::ALL.len()],
    /// Among them: those of which a running limit was extended.
    pub extended: i64,
}

impl Held {
    pub fn count(&self, horizon: Horizon) -> i64 {
        Horizon::ALL.iter().zip(self.counts).filter(|(of, _)| **of == horizon).map(|(_, count)| count).sum()
    }

    pub fn total(&self) -> i64 {
        self.counts.iter().sum()
    }

    #[must_use]
    pub fn and(self, other: &Held) -> Held {
        let mut sum = self;
        sum.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        sum.extended += other.extended;
        sum
    }
}

/// Lines by what `place` makes of each key.
pub fn lines<K: Ord>(
    all: &[Holding],
    extended: &[Holding],
    place: impl Fn(&Key) -> K,
    today: NaiveDate,
    calendar: &WorkCalendar,
) -> BTreeMap<K, Held> {
    let mut lines: BTreeMap<K, Held> = BTreeMap::new();
    for holding in all {
        let horizon = Horizon::of(holding.due, today, calendar);
        let line = lines.entry(place(&holding.key)).or_default();
        let column = Horizon::ALL.iter().zip(&mut line.counts).find(|(of, _)| **of == horizon);
        column.into_iter().for_each(|(_, count)| *count += holding.count);
    }
    for holding in extended {
        lines.entry(place(&holding.key)).or_default().extended += holding.count;
    }
    lines
}

impl Horizon {
    pub fn of(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Horizon {
        match Urgency::of(due, today, calendar) {
            Urgency::Overdue => Horizon::Overdue,
            Urgency::Today => Horizon::Today,
            Urgency::Soon => Horizon::Soon,
            Urgency::Later if calendar.working_days_left(today, due) <= WEEK_DAYS => Horizon::Week,
            Urgency::Later => Horizon::Far,
        }
    }

    /// The due dates that lie in it, first and last day included.
    pub fn days(self, today: NaiveDate, calendar: &WorkCalendar) -> (NaiveDate, NaiveDate) {
        let (from, to) = Urgency::Later.days(today, calendar);
        let far = from.iter_days().find(|day| calendar.working_days_left(today, *day) > WEEK_DAYS).unwrap_or(to);
        match self {
            Horizon::Overdue => Urgency::Overdue.days(today, calendar),
            Horizon::Today => Urgency::Today.days(today, calendar),
            Horizon::Soon => Urgency::Soon.days(today, calendar),
            Horizon::Week => (from, far - Days::new(1)),
            Horizon::Far => (far, to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_due_date_lies_in_the_days_of_its_horizon_alone() {
        let calendar = WorkCalendar::shipped();
        let start = NaiveDate::from_ymd_opt(2026, 11, 16).expect("a day");
        for today in start.iter_days().take(40) {
            for due in (today - Days::new(20)).iter_days().take(60) {
                let horizon = Horizon::of(due, today, &calendar);
                for other in Horizon::ALL {
                    let (from, to) = other.days(today, &calendar);
                    assert_eq!((from..=to).contains(&due), *other == horizon, "{due} seen on {today}: {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_week_is_seven_working_days_and_the_days_off_behind_them() {
        let calendar = WorkCalendar::shipped();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
        // From Tuesday 08/12: 4 left on Monday 14/12, 7 on Thursday 17/12.
        assert_eq!(Horizon::Week.days(day(12, 8), &calendar), (day(12, 14), day(12, 17)));
        assert_eq!(Horizon::of(day(12, 18), day(12, 8), &calendar), Horizon::Far);
    }
}
