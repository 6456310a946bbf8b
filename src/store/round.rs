//! Rounds: which were begun and done, so that two servers do each once. Housekeeping.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::{
    Conn, Trouble, Tx,
    column::Moment,
    connection::on,
    schema::{petitions, rounds},
};
use crate::domain::{
    id::Id,
    petition::{Petition, Stage},
};

/// A slot that was begun and not finished is taken over after this.
const TAKE_OVER: TimeDelta = TimeDelta::minutes(5);

/// Whether this server may run the round's slot: it was first, or who was first did not finish.
pub fn begin(tx: &mut Tx, name: &str, slot: &str, now: DateTime<Utc>) -> Result<bool, Trouble> {
    let inserted = on!(tx, c => diesel::insert_into(rounds::table)
        .values((rounds::name.eq(name), rounds::slot.eq(slot), rounds::state.eq("running"), rounds::begun_at.eq(Moment(now))))
        .on_conflict_do_nothing()
        .execute(c))?;
    if inserted == 1 {
        return Ok(true);
    }
    let stuck = rounds::table
        .filter(rounds::name.eq(name))
        .filter(rounds::slot.eq(slot))
        .filter(rounds::state.eq("running"))
        .filter(rounds::begun_at.lt(Moment(now - TAKE_OVER)));
    Ok(on!(tx, c => diesel::update(stuck).set(rounds::begun_at.eq(Moment(now))).execute(c))? == 1)
}

pub fn finish(tx: &mut Tx, name: &str, slot: &str) -> Result<(), Trouble> {
    let row = rounds::table.filter(rounds::name.eq(name)).filter(rounds::slot.eq(slot));
    on!(tx, c => diesel::update(row).set(rounds::state.eq("done")).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, before: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(rounds::table.filter(rounds::begun_at.lt(Moment(before)))).execute(c))?)
}

/// Answered petitions whose person was told before that day: those that may be silent.
pub fn told_before(conn: &mut Conn, day: chrono::NaiveDate, at_most: i64) -> Result<Vec<Id<Petition>>, Trouble> {
    Ok(on!(conn, c => petitions::table
        .filter(petitions::stage.eq(Stage::Answered))
        .filter(petitions::told_on.lt(day))
        .order(petitions::id)
        .limit(at_most)
        .select(petitions::id)
        .load(c))?)
}
