//! Failed tries, by account or by hash of a code, never by address. Housekeeping.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{Conn, Trouble, Tx, column::Moment, connection::on, schema::throttles};

/// Failures are forgotten this long after the first.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Failures within the window, and when it began.
pub fn failures(conn: &mut Conn, subject: &str, now: DateTime<Utc>) -> Result<Option<(i32, DateTime<Utc>)>, Trouble> {
    let found: Option<(i32, Moment)> = on!(conn, c => throttles::table
        .filter(throttles::subject.eq(subject))
        .filter(throttles::since.gt(Moment(now - WINDOW)))
        .select((throttles::failures, throttles::since))
        .first(c)
        .optional())?;
    Ok(found.map(|(failures, since)| (failures, since.into())))
}

pub fn failed(tx: &mut Tx, subject: &str, now: DateTime<Utc>) -> Result<(), Trouble> {
    let row = throttles::table.filter(throttles::subject.eq(subject));
    let counted = on!(tx, c => diesel::update(row.filter(throttles::since.gt(Moment(now - WINDOW))))
        .set(throttles::failures.eq(throttles::failures + 1))
        .execute(c))?;
    if counted == 0 {
        on!(tx, c => {
            diesel::delete(row).execute(c)?;
            diesel::insert_into(throttles::table)
                .values((throttles::subject.eq(subject), throttles::failures.eq(1), throttles::since.eq(Moment(now))))
                .on_conflict_do_nothing()
                .execute(c)
        })?;
    }
    Ok(())
}

pub fn forgive(tx: &mut Tx, subject: &str) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(throttles::table.filter(throttles::subject.eq(subject))).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(throttles::table.filter(throttles::since.lt(Moment(now - WINDOW)))).execute(c))?)
}
