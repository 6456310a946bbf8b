//! The chain: each event's stored text is hashed over the hash before it, within a minute, in an order that never changes.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::super::{
    Conn, Store, Trouble, Tx,
    column::Moment,
    connection::on,
    row::EventRow,
    schema::{events, links, unlinked},
};
use crate::domain::change::hex;

/// Events chained in one transaction.
const BATCH: i64 = 500;
/// An event that waits longer than this for its link is a fault.
pub const WAIT_MAX: TimeDelta = TimeDelta::minutes(10);
/// Digits of a head that name it.
const HEAD_DIGITS_MIN: usize = 16;
const FIRST: &str = "tiepdan";

/// What walking the chain found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Whole {
        head: String,
        entries: i64,
        contains: Option<bool>,
    },
    /// The first entry whose hash does not follow.
    Broken {
        seq: i64,
        event: String,
    },
}

/// Chains what waits; returns how many.
pub fn chain(store: &Store) -> Result<usize, Trouble> {
    let mut total = 0;
    loop {
        let linked = match store.write(link_batch) {
            // Another server linked the same events first: nothing is left to do here.
            Err(Trouble::Taken(_)) => 0,
            other => other?,
        };
        total += linked;
        if linked == 0 {
            return Ok(total);
        }
    }
}

/// Picks “has no link yet”, never “id above the last”: commits do not come in the order of ids. The database itself
/// keeps which those are, so that a batch takes as long as it is, whatever was chained before.
fn link_batch(tx: &mut Tx) -> Result<usize, Trouble> {
    let last: Option<(i64, String)> = on!(tx, c => links::table
        .order(links::seq.desc())
        .select((links::seq, links::hash))
        .first(c)
        .optional())?;
    let (mut seq, mut hash) = last.unwrap_or((0, FIRST.to_owned()));
    let waiting: Vec<EventRow> = on!(tx, c => unlinked::table
        .inner_join(events::table)
        .order((unlinked::at, unlinked::event))
        .limit(BATCH)
        .select(EventRow::as_select())
        .load(c))?;
    let mut rows = Vec::with_capacity(waiting.len());
    for event in &waiting {
        seq += 1;
        hash = link_hash(&hash, event);
        rows.push((links::seq.eq(seq), links::event.eq(event.id), links::hash.eq(hash.clone())));
    }
    on!(tx, c => diesel::insert_into(links::table).values(&rows).execute(c))?;
    Ok(waiting.len())
}

/// Over the stored text itself, so that a later release verifies what an earlier one wrote.
fn link_hash(before: &str, event: &EventRow) -> String {
    let mut hash = Sha256::new();
    let id = |id: Option<String>| id.unwrap_or_default();
    let parts = [
        before.to_owned(),
        event.id.to_string(),
        event.at.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(),
        event.actor.clone(),
        id(event.account.map(|account| account.to_string())),
        id(event.petition.map(|petition| petition.to_string())),
        event.deed.code().to_owned(),
        event.form.clone().unwrap_or_default(),
        event.body.clone(),
    ];
    // Named last and only where there is one: what was chained before subjects existed keeps its hash.
    for part in parts.into_iter().chain(event.subject.map(|subject| subject.to_string())) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// Walks the whole chain; `since` asks whether an older head is still in it.
pub fn verify(conn: &mut Conn, since: Option<&str>) -> Result<Verdict, Trouble> {
    let mut before = FIRST.to_owned();
    let (mut seq, mut found) = (0, false);
    // As it was copied from the page: in groups, the first sixteen digits are enough.
    let wanted = since.map(|since| since.split_whitespace().collect::<String>().to_lowercase());
    let wanted = wanted.filter(|wanted| wanted.len() >= HEAD_DIGITS_MIN);
    loop {
        let rows: Vec<(i64, String, EventRow)> = on!(conn, c => links::table
            .inner_join(events::table)
            .filter(links::seq.gt(seq))
            .order(links::seq)
            .limit(BATCH)
            .select((links::seq, links::hash, EventRow::as_select()))
            .load(c))?;
        if rows.is_empty() {
            break;
        }
        for (at, hash, event) in rows {
            if at != seq + 1 || hash != link_hash(&before, &event) {
                return Ok(Verdict::Broken { seq: seq + 1, event: event.id.to_string() });
            }
            found |= wanted.as_deref().is_some_and(|wanted| hash.starts_with(wanted));
            (seq, before) = (at, hash);
        }
    }
    Ok(Verdict::Whole { head: before, entries: seq, contains: since.map(|_| found) })
}

/// The newest hash and how many entries stand behind it.
pub fn head(conn: &mut Conn) -> Result<Option<(i64, String)>, Trouble> {
    Ok(on!(conn, c => links::table.order(links::seq.desc()).select((links::seq, links::hash)).first(c).optional())?)
}

/// Since when the oldest event waits for its link.
pub fn oldest_waiting(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Trouble> {
    let found: Option<Moment> =
        on!(conn, c => unlinked::table.order(unlinked::at).select(unlinked::at).first(c).optional())?;
    Ok(found.map(Into::into))
}

/// The moment of the newest event; time may not be set before it.
pub fn newest(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Trouble> {
    let found: Option<Moment> = on!(conn, c => events::table.order((events::at.desc(), events::id.desc())).select(events::at).first(c).optional())?;
    Ok(found.map(Into::into))
}
