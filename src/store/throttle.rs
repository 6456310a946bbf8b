//! Tries that were not right, by account or by hash of a code, never by address. Housekeeping.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{Trouble, Tx, column::Moment, connection::on, schema::throttles};

/// Tries are forgotten this long after the first.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
const COUNT_TRIES_MAX: usize = 5;

/// Counts a try before anybody knows whether it is right, so that tries side by side do not slip past each other;
/// a right one is forgiven. Says until when to wait when there were as many as may be: that try may not be checked.
pub fn count(tx: &mut Tx, subject: &str, tries_max: i32, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Trouble> {
    for _ in 0..COUNT_TRIES_MAX {
        let running = || {
            throttles::table.filter(throttles::subject.eq(subject)).filter(throttles::since.gt(Moment(now - WINDOW)))
        };
        let counted = on!(tx, c => diesel::update(running().filter(throttles::failures.lt(tries_max)))
            .set(throttles::failures.eq(throttles::failures + 1))
            .execute(c))?;
        if counted > 0 {
            return Ok(None);
        }
        let full: Option<Moment> = on!(tx, c => running().select(throttles::since).first(c).optional())?;
        if let Some(since) = full {
            return Ok(Some(DateTime::from(since) + WINDOW));
        }
        // Nothing was inserted when another try began at this moment: then this one is counted beside it.
        if begin(tx, subject, now)? {
            return Ok(None);
        }
    }
    Err(Trouble::Busy)
}

/// The first try of a window.
fn begin(tx: &mut Tx, subject: &str, now: DateTime<Utc>) -> Result<bool, Trouble> {
    let old = throttles::table.filter(throttles::subject.eq(subject)).filter(throttles::since.le(Moment(now - WINDOW)));
    let inserted = on!(tx, c => {
        diesel::delete(old).execute(c)?;
        diesel::insert_into(throttles::table)
            .values((throttles::subject.eq(subject), throttles::failures.eq(1), throttles::since.eq(Moment(now))))
            .on_conflict_do_nothing()
            .execute(c)
    })?;
    Ok(inserted > 0)
}

pub fn forgive(tx: &mut Tx, subject: &str) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(throttles::table.filter(throttles::subject.eq(subject))).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(throttles::table.filter(throttles::since.lt(Moment(now - WINDOW)))).execute(c))?)
}
