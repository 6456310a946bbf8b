//! Whether the last copy of the commune is young enough.

use chrono::{DateTime, TimeDelta, Utc};

use super::words::words;

/// A commune is copied every day.
pub const AGE_MAX: TimeDelta = TimeDelta::hours(24);

words!(
    /// What is wrong with the last copy.
    pub Overdue {
        Never "never" "Chưa sao lưu lần nào. Máy hỏng thì mất hết đơn.",
        Old "old" "Đã quá một ngày chưa sao lưu.",
    }
);

/// Whether somebody has to be warned.
pub fn overdue(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Overdue> {
    match last {
        None => Some(Overdue::Never),
        Some(at) if now - at > AGE_MAX => Some(Overdue::Old),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_young_enough_and_a_second_more_is_not() {
        let at = DateTime::from_timestamp(1_764_000_000, 0).expect("a moment");
        assert_eq!(overdue(None, at), Some(Overdue::Never));
        assert_eq!(overdue(Some(at), at + AGE_MAX), None);
        assert_eq!(overdue(Some(at), at + AGE_MAX + TimeDelta::seconds(1)), Some(Overdue::Old));
        assert_eq!(overdue(Some(at), at - AGE_MAX), None, "a clock that was set back");
    }
}
