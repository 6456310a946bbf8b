//! Oversight: honest figures, counted in one way for the office and for those who watch it.

use std::collections::BTreeMap;

use chrono::{DateTime, Timelike, Utc};
use serde::Serialize;

use super::{
    act::{WALL, day_of},
    calendar::WorkCalendar,
    petition::Topic,
    words::words,
};

words!(
    /// What is counted. A settlement is one settling limit that was met or runs (product.md, “Clocks by kind”).
    pub Measure {
        Open "open" "Đang mở",
        Overdue "overdue" "Đang quá hạn",
        OnTime "on_time" "Xong đúng hạn",
        Late "late" "Xong nhưng trễ hạn",
        Unsettled "unsettled" "Quá hạn giải quyết, chưa xong",
        Extended "extended" "Đã xong, có gia hạn",
    }
);

/// Where a petition belongs in tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub unit: Option<String>,
    pub village: Option<String>,
    pub topic: Topic,
}

/// So many of one kind in one place, as the rows say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub place: Place,
    pub measure: Measure,
    pub count: i64,
}

/// The figures of one line of a table, or of the whole commune.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub open: i64,
    pub overdue: i64,
    pub on_time: i64,
    pub late: i64,
    pub unsettled: i64,
    /// Among the settled: those whose limit was extended, shown apart.
    pub extended: i64,
}

impl Figures {
    pub fn of<'c>(counted: impl IntoIterator<Item = &'c Counted>) -> Figures {
        counted.into_iter().fold(Figures::default(), Figures::with)
    }

    fn with(mut self, counted: &Counted) -> Figures {
        self.add(counted.measure, counted.count);
        self
    }

    pub(super) fn add(&mut self, measure: Measure, count: i64) {
        *match measure {
            Measure::Open => &mut self.open,
            Measure::Overdue => &mut self.overdue,
            Measure::OnTime => &mut self.on_time,
            Measure::Late => &mut self.late,
            Measure::Unsettled => &mut self.unsettled,
            Measure::Extended => &mut self.extended,
        } += count;
    }

    /// Settled this year, on time or not.
    pub fn settled(&self) -> i64 {
        self.on_time + self.late
    }

    /// On time ÷ (settled + overdue), in whole percent, rounded down: 100 only when nothing was late.
    pub fn percent(&self) -> Option<i64> {
        let all = self.settled() + self.unsettled;
        (all > 0).then(|| self.on_time * 100 / all)
    }
}

/// One line for each unit, village or topic; the line of what belongs nowhere comes first.
pub fn lines<K: Ord>(counted: &[Counted], of: impl Fn(&Place) -> K) -> BTreeMap<K, Figures> {
    counted.iter().fold(BTreeMap::new(), |mut lines, one| {
        let line: &mut Figures = lines.entry(of(&one.place)).or_default();
        *line = line.with(one);
        lines
    })
}

/// Below this a count might point at somebody.
pub const CELL_MIN: i64 = 5;

/// A count of sealed petitions as the Front may know it: none and one are told apart as little as one and four.
pub fn guarded(count: i64) -> String {
    if count < CELL_MIN { format!("dưới {CELL_MIN}") } else { count.to_string() }
}

/// Hours in which an office works, before and after which a look at an identity is marked.
const HOURS: std::ops::Range<u32> = 6..19;

/// At night or on a day off: no reproach, but worth a question.
pub fn is_odd_hour(at: DateTime<Utc>, calendar: &WorkCalendar) -> bool {
    let wall = at.with_timezone(&WALL);
    !HOURS.contains(&wall.hour()) || !calendar.is_working(day_of(at))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn counted(unit: &str, measure: Measure, count: i64) -> Counted {
        Counted { place: Place { unit: Some(unit.to_owned()), village: None, topic: Topic::Land }, measure, count }
    }

    #[test]
    fn the_rate_is_on_time_over_settled_and_overdue_and_never_flatters() {
        let counts = [counted("land", Measure::OnTime, 86), counted("land", Measure::Late, 11)];
        assert_eq!(Figures::of(&counts).percent(), Some(88));
        let overdue = counted("economy", Measure::Unsettled, 3);
        assert_eq!(Figures::of(counts.iter().chain([&overdue])).percent(), Some(86));
        let nearly = [counted("land", Measure::OnTime, 999), counted("land", Measure::Late, 1)];
        assert_eq!(Figures::of(&nearly).percent(), Some(99));
        assert_eq!(Figures::default().percent(), None);
    }

    #[test]
    fn lines_add_up_to_the_whole() {
        let counts = [
            counted("land", Measure::Open, 4),
            counted("economy", Measure::Open, 2),
            counted("land", Measure::Overdue, 1),
        ];
        let lines = lines(&counts, |place| place.unit.clone());
        assert_eq!(lines[&Some("land".to_owned())], Figures { open: 4, overdue: 1, ..Figures::default() });
        assert_eq!(lines.values().map(|line| line.open).sum::<i64>(), Figures::of(&counts).open);
    }

    #[test]
    fn small_counts_of_sealed_petitions_are_not_told_apart() {
        assert_eq!((0..5).map(guarded).collect::<std::collections::BTreeSet<_>>().len(), 1);
        assert_eq!(guarded(5), "5");
    }

    #[test]
    fn nights_and_days_off_are_odd_hours() {
        let calendar = WorkCalendar::shipped();
        let at = |day, hour| WALL.with_ymd_and_hms(2026, 11, day, hour, 30, 0).single().expect("a moment").to_utc();
        assert!(!is_odd_hour(at(25, 9), &calendar));
        assert!(is_odd_hour(at(25, 21), &calendar));
        assert!(is_odd_hour(at(22, 9), &calendar), "a Sunday");
    }
}
