//! Urgency: past, today, up to three working days, later; the one rule for tags, boards and lists.

use chrono::{Days, NaiveDate};

use super::{calendar::WorkCalendar, words::words};

words!(
    /// How near a due date is; the codes stand in addresses (`?due=overdue`).
    pub Urgency {
        Overdue "overdue" "Quá hạn",
        Today "today" "Hết hạn hôm nay",
        Soon "soon" "Trong 3 ngày làm việc",
        Later "later" "Còn thời gian",
    }
);

/// Working days left up to which a limit is near.
pub const SOON_DAYS: i32 = 3;
/// Before any limit there can be, and after.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 30) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl Urgency {
    pub fn of(due: NaiveDate, today: NaiveDate, calendar: &WorkCalendar) -> Urgency {
        match calendar.working_days_left(today, due) {
            _ if due == today => Urgency::Today,
            left if left < 0 => Urgency::Overdue,
            left if left <= SOON_DAYS => Urgency::Soon,
            _ => Urgency::Later,
        }
    }

    /// The due dates that are so near, first and last day included.
    pub fn days(self, today: NaiveDate, calendar: &WorkCalendar) -> (NaiveDate, NaiveDate) {
        let (yesterday, tomorrow) = (today - Days::new(1), today + Days::new(1));
        let far = today.iter_days().skip(1).find(|day| calendar.working_days_left(today, *day) > SOON_DAYS);
        let far = far.unwrap_or(LAST_DAY);
        match self {
            Urgency::Overdue => (FIRST_DAY, yesterday),
            Urgency::Today => (today, today),
            Urgency::Soon => (tomorrow, far - Days::new(1)),
            Urgency::Later => (far, LAST_DAY),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_due_date_lies_in_the_days_of_its_urgency_alone() {
        let calendar = WorkCalendar::shipped();
        let start = NaiveDate::from_ymd_opt(2026, 11, 16).expect("a day");
        for today in start.iter_days().take(40) {
            for due in (today - Days::new(20)).iter_days().take(60) {
                let urgency = Urgency::of(due, today, &calendar);
                for other in Urgency::ALL {
                    let (from, to) = other.days(today, &calendar);
                    assert_eq!((from..=to).contains(&due), *other == urgency, "{due} seen on {today}: {other:?}");
                }
            }
        }
    }

    #[test]
    fn soon_ends_with_the_third_working_day_and_the_days_off_behind_it() {
        let calendar = WorkCalendar::shipped();
        let tuesday = NaiveDate::from_ymd_opt(2026, 12, 8).expect("a day");
        let sunday = NaiveDate::from_ymd_opt(2026, 12, 13).expect("a day");
        assert_eq!(Urgency::Soon.days(tuesday, &calendar).1, sunday);
    }
}
