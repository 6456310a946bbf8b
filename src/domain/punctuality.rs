//! Punctuality: how much was on time, month by month over a year; what ran out and is not done counts in the month it ran out.

use chrono::{Datelike, Months, NaiveDate};

use super::oversight::{Figures, Measure};

/// Months of the table, the running one among them.
const MONTHS: u32 = 12;

/// Settling limits of one day: what became of them, and whether they were extended.
#[derive(Debug, Clone, Copy)]
pub struct Settled {
    pub measure: Measure,
    /// When it was met; when it ran out, where it runs still.
    pub on: NaiveDate,
    pub extended: bool,
    pub count: i64,
}

/// The figures of some days, and the same without what was extended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    pub all: Figures,
    pub plain: Figures,
}

/// Twelve months; what ran out before them and is not done stands apart, and counts in the whole.
#[derive(Debug)]
pub struct Year {
    /// By their first day.
    pub months: Vec<(NaiveDate, Rate)>,
    pub before: Rate,
    pub whole: Rate,
}

/// The first day of the first month.
pub fn since(today: NaiveDate) -> NaiveDate {
    let first = first_of_month(today);
    first.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(first)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

pub fn year(settled: &[Settled], today: NaiveDate) -> Year {
    let since = since(today);
    let rate = |of: &dyn Fn(&Settled) -> bool| settled.iter().filter(|one| of(one)).fold(Rate::default(), Rate::with);
    let months = (0..MONTHS).filter_map(|number| since.checked_add_months(Months::new(number)));
    Year {
        months: months.map(|first| (first, rate(&|one| first_of_month(one.on) == first))).collect(),
        before: rate(&|one| one.on < since),
        whole: rate(&|_| true),
    }
}

impl Rate {
    fn with(mut self, settled: &Settled) -> Rate {
        self.all.add(settled.measure, settled.count);
        if !settled.extended {
            self.plain.add(settled.measure, settled.count);
        } else if settled.measure != Measure::Unsettled {
            self.all.add(Measure::Extended, settled.count);
        }
        self
    }
}

/// The days of a figure, as the list behind it is asked for (`?month=`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    ThisYear,
    /// The twelve months; of what is not done, all.
    Twelve,
    /// By its first day.
    Month(NaiveDate),
    /// Ran out before the twelve months.
    Before,
}

impl Period {
    /// What means nothing is this year.
    pub fn parse(code: &str) -> Period {
        match code {
            "12" => Period::Twelve,
            "before" => Period::Before,
            month => format!("{month}-01").parse().map_or(Period::ThisYear, Period::Month),
        }
    }

    /// As the further words of an address.
    pub fn query(self) -> String {
        match self {
            Period::ThisYear => String::new(),
            Period::Twelve => "&month=12".to_owned(),
            Period::Before => "&month=before".to_owned(),
            Period::Month(first) => format!("&month={}", first.format("%Y-%m")),
        }
    }

    pub fn words(self, today: NaiveDate) -> String {
        let since = since(today);
        match self {
            Period::ThisYear => format!("Từ đầu năm {}", today.year()),
            Period::Twelve => format!("Từ {} đến nay", since.format("%d/%m/%Y")),
            Period::Before => format!("Hết hạn trước {}", since.format("%d/%m/%Y")),
            Period::Month(first) => first.format("Tháng %m/%Y").to_string(),
        }
    }

    /// The days on which such limits were met or ran out, both included; none where all count.
    pub fn days(self, measure: Measure, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let since = since(today);
        match self {
            Period::ThisYear => None,
            Period::Twelve => (measure != Measure::Unsettled).then_some((since, today)),
            Period::Before => Some((NaiveDate::from_ymd_opt(1900, 1, 1)?, since.pred_opt()?)),
            Period::Month(first) => Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    fn settled(measure: Measure, on: NaiveDate, extended: bool, count: i64) -> Settled {
        Settled { measure, on, extended, count }
    }

    #[test]
    fn months_and_what_lies_before_them_add_up_to_the_whole() {
        let today = day(2026, 11, 25);
        let all = [
            settled(Measure::OnTime, day(2026, 11, 3), false, 4),
            settled(Measure::OnTime, day(2025, 12, 1), true, 2),
            settled(Measure::Late, day(2026, 10, 31), false, 1),
            settled(Measure::Unsettled, day(2025, 11, 30), false, 3),
            settled(Measure::Unsettled, day(2026, 11, 24), true, 1),
        ];
        let year = year(&all, today);
        assert_eq!((year.months[0].0, year.months[11].0, year.months.len()), (day(2025, 12, 1), day(2026, 11, 1), 12));
        assert_eq!(year.before.all.unsettled, 3);
        let sum = |of: fn(&Figures) -> i64| {
            year.months.iter().map(|(_, rate)| of(&rate.all)).sum::<i64>() + of(&year.before.all)
        };
        assert_eq!(sum(|all| all.on_time), 6);
        assert_eq!(sum(|all| all.unsettled), year.whole.all.unsettled);
        // 6 ÷ (7 + 4), and without what was extended 4 ÷ (5 + 3).
        assert_eq!((year.whole.all.percent(), year.whole.all.extended), (Some(54), 2));
        assert_eq!(year.whole.plain.percent(), Some(50));
    }

    #[test]
    fn a_period_is_read_as_it_is_written() {
        let today = day(2026, 11, 25);
        for period in [Period::Twelve, Period::Before, Period::Month(day(2026, 2, 1)), Period::ThisYear] {
            assert_eq!(Period::parse(period.query().trim_start_matches("&month=")), period);
        }
        for text in ["2026-13", "x", "99999999999-1", "-"] {
            assert_eq!(Period::parse(text), Period::ThisYear, "{text}");
        }
        let february = Period::Month(day(2026, 2, 1)).days(Measure::Late, today);
        assert_eq!(february, Some((day(2026, 2, 1), day(2026, 2, 28))));
    }
}
