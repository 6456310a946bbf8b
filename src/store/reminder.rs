//! Reminders and digests in rows: which limits have reached a step that nobody was told, and what stands on boards.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Conn, Trouble, Tx,
    connection::on,
    row::ReminderRow,
    schema::{clocks, digests, reminders},
};
use crate::domain::{
    calendar::WorkCalendar,
    clock::{Clock, ClockState},
    digest::Digest,
    id::Id,
    person::Account,
    petition::Petition,
    reminder::{Reminder, Step},
    urgency::Urgency,
};

/// Limits told of in one morning, at each step.
const MATTERS_MAX: i64 = 5_000;
/// A digest stands on a board so long when no newer one came.
const SHOWN_DAYS: u64 = 7;

/// What has a limit that reached a step of which nobody was told: a petition, or another thing by its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pending {
    Petition(Id<Petition>),
    Duty(Id<Clock>),
}

pub fn pending(conn: &mut Conn, today: NaiveDate, calendar: &WorkCalendar) -> Result<Vec<Pending>, Trouble> {
    let mut found: Vec<Pending> = Vec::new();
    for (step, urgency) in [(Step::Overdue, Urgency::Overdue), (Step::Due, Urgency::Today), (Step::Soon, Urgency::Soon)]
    {
        let (from, to) = urgency.days(today, calendar);
        let told = reminders::table
            .filter(reminders::clock.eq(clocks::id))
            .filter(reminders::due.eq(clocks::due))
            .filter(reminders::step.eq(step));
        let ids: Vec<(Option<Id<Petition>>, Id<Clock>)> = on!(conn, c => clocks::table
            .filter(clocks::state.eq(ClockState::Running))
            .filter(clocks::citizens.eq(false))
            .filter(clocks::due.ge(from))
            .filter(clocks::due.le(to))
            .filter(diesel::dsl::not(diesel::dsl::exists(told)))
            .order((clocks::due, clocks::id))
            .limit(MATTERS_MAX)
            .select((clocks::petition, clocks::id))
            .load(c))?;
        let matter = |(petition, clock): (Option<_>, _)| petition.map_or(Pending::Duty(clock), Pending::Petition);
        found.extend(ids.into_iter().map(matter));
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|id| seen.insert(*id));
    Ok(found)
}

/// What was told of one petition's limits.
pub fn of_petition(conn: &mut Conn, petition: Id<Petition>) -> Result<Vec<Reminder>, Trouble> {
    let rows: Vec<ReminderRow> = on!(conn, c => reminders::table
        .filter(reminders::petition.eq(petition))
        .select(ReminderRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What was told of one limit.
pub fn of_clock(conn: &mut Conn, clock: Id<Clock>) -> Result<Vec<Reminder>, Trouble> {
    let rows: Vec<ReminderRow> = on!(conn, c => reminders::table
        .filter(reminders::clock.eq(clock))
        .select(ReminderRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Since when the chairman and the Front know that these limits have run out.
pub fn duties_told(conn: &mut Conn, among: &[Id<Clock>]) -> Result<BTreeMap<Id<Clock>, NaiveDate>, Trouble> {
    let rows: Vec<(Id<Clock>, NaiveDate)> = on!(conn, c => reminders::table
        .inner_join(clocks::table.on(clocks::id.eq(reminders::clock).and(clocks::due.eq(reminders::due))))
        .filter(reminders::clock.eq_any(among.to_vec()))
        .filter(reminders::step.eq(Step::Overdue))
        .select((reminders::clock, reminders::told_on))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// The first digest of a day stays, whoever else makes one; whether it is this one.
pub fn keep_digest(tx: &mut Tx, account: Id<Account>, digest: &Digest) -> Result<bool, Trouble> {
    let body = serde_json::to_string(digest).map_err(|error| Trouble::Database(error.to_string()))?;
    let rows = on!(tx, c => diesel::insert_into(digests::table)
        .values((digests::account.eq(account), digests::day.eq(digest.day), digests::body.eq(body)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// The newest digest of somebody, of today or of the days before.
pub fn digest(conn: &mut Conn, account: Id<Account>, today: NaiveDate) -> Result<Option<Digest>, Trouble> {
    let body: Option<String> = on!(conn, c => digests::table
        .filter(digests::account.eq(account))
        .filter(digests::day.le(today))
        .filter(digests::day.gt(today - chrono::Days::new(SHOWN_DAYS)))
        .order(digests::day.desc())
        .select(digests::body)
        .first(c)
        .optional())?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// Digests of long ago are nobody's.
pub fn tidy(tx: &mut Tx, before: NaiveDate) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(digests::table.filter(digests::day.lt(before))).execute(c))?)
}
