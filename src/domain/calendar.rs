//! The commune's working days: weekends, holidays, swapped days, and who signed each year's list.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::words::words;

/// From November on an unsigned list of the next year is warned of (product.md, rule 2).
const WARN_MONTH: u32 = 11;

words!(
    /// What a row of the calendar says of its day, against what its weekday would say: a holiday or a weekday given away
    /// in a swap; a Saturday or Sunday worked in exchange.
    pub DayKind { Off "off" "nghỉ", Worked "worked" "làm bù" }
);

/// Pure data: the days that differ from Monday to Friday, and the years the list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    version: i32,
    years: BTreeMap<i32, Option<String>>,
    days: BTreeMap<NaiveDate, (DayKind, String)>,
}

impl WorkCalendar {
    /// The list that comes with the program (`law/holidays.toml`).
    #[expect(clippy::expect_used, reason = "a file of the program itself; a test parses it")]
    pub fn shipped() -> Self {
        toml::from_str::<Sheet>(include_str!("law/holidays.toml"))
            .expect("holidays.toml is part of the program; a test parses it")
            .into()
    }

    /// From rows: each year with who signed it (none: provisional), each differing day with its label.
    pub fn from_rows(
        version: i32,
        years: impl IntoIterator<Item = (i32, Option<String>)>,
        days: impl IntoIterator<Item = (NaiveDate, DayKind, String)>,
    ) -> Self {
        Self {
            version,
            years: years.into_iter().collect(),
            days: days.into_iter().map(|(day, kind, label)| (day, (kind, label))).collect(),
        }
    }

    pub fn version(&self) -> i32 {
        self.version
    }

    /// The first year it holds; 0 when it holds none.
    pub fn first_year(&self) -> i32 {
        self.years.keys().next().copied().unwrap_or(0)
    }

    /// The last year it holds; 0 when it holds none.
    pub fn last_year(&self) -> i32 {
        self.years.keys().next_back().copied().unwrap_or(0)
    }

    /// Whether it has a list for that year, signed or not.
    pub fn holds(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    pub fn is_signed(&self, year: i32) -> bool {
        self.signed_by(year).is_some()
    }

    /// Who answers for that year's list: a person, or the papers it was taken from.
    pub fn signed_by(&self, year: i32) -> Option<&str> {
        self.years.get(&year)?.as_deref()
    }

    /// The last year of the unbroken run of signed years that begins with the first signed one.
    pub fn signed_until(&self) -> Option<i32> {
        let first = self.years.keys().copied().find(|year| self.is_signed(*year))?;
        (first..).take_while(|year| self.is_signed(*year)).last()
    }

    /// In years it does not hold, only Saturdays and Sundays are off.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        self.why_off(day).is_none()
    }

    /// Why nobody works that day: the holiday's name, else “thứ Bảy” or “Chủ nhật”.
    pub fn why_off(&self, day: NaiveDate) -> Option<&str> {
        match self.days.get(&day) {
            Some((DayKind::Off, label)) => Some(label),
            Some((DayKind::Worked, _)) => None,
            None => is_weekend(day).then(|| weekday_name(day)),
        }
    }

    /// The label of a Saturday or Sunday that is worked in exchange for a weekday.
    pub fn why_worked(&self, day: NaiveDate) -> Option<&str> {
        match self.days.get(&day) {
            Some((DayKind::Worked, label)) if is_weekend(day) => Some(label),
            _ => None,
        }
    }

    /// The day itself when it works, else the nearest later day that does.
    pub fn next_working(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The day itself when it works, else the nearest earlier day that does.
    pub fn previous_working(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().rev().find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// Working days after `today` up to and including `due`; 0 on the day itself.
    /// Overdue as soon as `today` is after `due`: then minus the working days since, at most −1,
    /// so that a weekend right after the due date is already −1.
    pub fn working_days_left(&self, today: NaiveDate, due: NaiveDate) -> i32 {
        if today <= due { self.working_days_between(today, due) } else { -self.working_days_between(due, today).max(1) }
    }

    /// Working days after `after` up to and including `until`, which is not before it.
    fn working_days_between(&self, after: NaiveDate, until: NaiveDate) -> i32 {
        let rows = self.days.range(after..=until).filter(|(day, _)| **day != after);
        let correction: i32 = rows
            .map(|(day, (kind, _))| match kind {
                DayKind::Off if !is_weekend(*day) => -1,
                DayKind::Worked if is_weekend(*day) => 1,
                _ => 0,
            })
            .sum();
        weekdays_up_to(until) - weekdays_up_to(after) + correction
    }

    pub fn set_version(&mut self, version: i32) {
        self.version = version;
    }

    /// Takes the day off; a year it did not hold is added, unsigned.
    pub fn off_day(&mut self, day: NaiveDate, label: impl Into<String>) {
        self.set_day(day, DayKind::Off, label);
    }

    /// Makes a Saturday or Sunday a working day; a year it did not hold is added, unsigned.
    pub fn worked_day(&mut self, day: NaiveDate, label: impl Into<String>) {
        self.set_day(day, DayKind::Worked, label);
    }

    pub fn set_day(&mut self, day: NaiveDate, kind: DayKind, label: impl Into<String>) {
        self.years.entry(day.year()).or_default();
        self.days.insert(day, (kind, label.into()));
    }

    /// Makes the day what its weekday says.
    pub fn clear_day(&mut self, day: NaiveDate) {
        self.days.remove(&day);
    }

    /// Signs a year's list, or with `None` makes it provisional again.
    pub fn sign(&mut self, year: i32, by: Option<String>) {
        self.years.insert(year, by);
    }

    /// The year's list is exactly this one; what was known of it before is gone.
    pub fn replace_year(
        &mut self,
        year: i32,
        by: Option<String>,
        days: impl IntoIterator<Item = (NaiveDate, DayKind, String)>,
    ) {
        self.days.retain(|day, _| day.year() != year);
        self.days.extend(days.into_iter().map(|(day, kind, label)| (day, (kind, label))));
        self.sign(year, by);
    }

    /// The year after this one, once it is November and nobody has signed its list.
    pub fn unsigned_next_year(&self, today: NaiveDate) -> Option<i32> {
        let next = today.year() + 1;
        (today.month() >= WARN_MONTH && !self.is_signed(next)).then_some(next)
    }

    /// The differing days of a year, in order, for a page that shows or edits it.
    pub fn days_of(&self, year: i32) -> impl Iterator<Item = (NaiveDate, DayKind, &str)> {
        self.days
            .iter()
            .filter(move |(day, _)| day.year() == year)
            .map(|(day, (kind, label))| (*day, *kind, label.as_str()))
    }
}

/// “thứ Hai” … “Chủ nhật”.
pub fn weekday_name(day: NaiveDate) -> &'static str {
    match day.weekday() {
        Weekday::Mon => "thứ Hai",
        Weekday::Tue => "thứ Ba",
        Weekday::Wed => "thứ Tư",
        Weekday::Thu => "thứ Năm",
        Weekday::Fri => "thứ Sáu",
        Weekday::Sat => "thứ Bảy",
        Weekday::Sun => "Chủ nhật",
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Mondays to Fridays from 01/01/0001, a Monday, to the day itself.
fn weekdays_up_to(day: NaiveDate) -> i32 {
    let days = day.num_days_from_ce();
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The shape of `holidays.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    version: i32,
    year: Vec<SheetYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetYear {
    year: i32,
    signed_by: Option<String>,
    #[serde(default)]
    off: Vec<SheetDays>,
    #[serde(default)]
    worked: Vec<SheetDays>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetDays {
    days: Vec<NaiveDate>,
    label: String,
}

impl From<Sheet> for WorkCalendar {
    fn from(sheet: Sheet) -> Self {
        let mut calendar = Self::from_rows(sheet.version, [], []);
        for year in sheet.year {
            calendar.sign(year.year, year.signed_by);
            let off = year.off.into_iter().map(|row| (DayKind::Off, row));
            let worked = year.worked.into_iter().map(|row| (DayKind::Worked, row));
            for (kind, row) in off.chain(worked) {
                for day in row.days {
                    calendar.set_day(day, kind, row.label.clone());
                }
            }
        }
        calendar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_calendar_parses_and_differs_only_where_a_weekday_would_not() {
        let calendar = WorkCalendar::shipped();
        assert_eq!((calendar.first_year(), calendar.last_year()), (2023, 2027));
        for year in 2023..=2027 {
            for (day, kind, label) in calendar.days_of(year) {
                assert_eq!(is_weekend(day), kind == DayKind::Worked, "{day} {label}");
                assert!(calendar.holds(day.year()) && !label.is_empty(), "{day}");
            }
        }
    }

    #[test]
    fn the_sum_of_working_days_is_the_count_of_them() {
        let calendar = WorkCalendar::shipped();
        let start = NaiveDate::from_ymd_opt(2025, 12, 20).expect("a day");
        for after in start.iter_days().take(40) {
            for until in after.iter_days().take(300) {
                let counted =
                    after.iter_days().skip(1).take_while(|day| *day <= until).filter(|day| calendar.is_working(*day));
                assert_eq!(calendar.working_days_between(after, until), counted.count() as i32, "{after} {until}");
            }
        }
    }
}
