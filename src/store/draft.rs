//! Drafts of filings: bytes that only the cookie's holder can read. Housekeeping, gone after 24 hours.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Conn, Trouble, Tx, column::Moment, connection::on, exactly_one, schema::drafts};
use crate::domain::{id::Id, petition::Draft};

pub struct Sealed {
    pub revision: i32,
    pub sealed: Vec<u8>,
}

pub fn find(conn: &mut Conn, id: Id<Draft>, now: DateTime<Utc>) -> Result<Option<Sealed>, Trouble> {
    let found: Option<(i32, Vec<u8>)> = on!(conn, c => drafts::table
        .filter(drafts::id.eq(id))
        .filter(drafts::ends_at.gt(Moment(now)))
        .select((drafts::revision, drafts::sealed))
        .first(c)
        .optional())?;
    Ok(found.map(|(revision, sealed)| Sealed { revision, sealed }))
}

/// A new draft, or the next revision of one: whoever saved in between is not overwritten.
///
/// # Errors
/// [`Trouble::Stale`] when the draft moved on since it was read.
pub fn save(
    tx: &mut Tx,
    id: Id<Draft>,
    read: Option<i32>,
    sealed: &[u8],
    now: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<(), Trouble> {
    let Some(revision) = read else {
        on!(tx, c => diesel::insert_into(drafts::table)
            .values((
                drafts::id.eq(id),
                drafts::revision.eq(1),
                drafts::sealed.eq(sealed),
                drafts::made_at.eq(Moment(now)),
                drafts::ends_at.eq(Moment(ends_at)),
            ))
            .execute(c))?;
        return Ok(());
    };
    let row = drafts::table.filter(drafts::id.eq(id)).filter(drafts::revision.eq(revision));
    exactly_one(on!(tx, c => diesel::update(row)
        .set((drafts::revision.eq(revision + 1), drafts::sealed.eq(sealed), drafts::ends_at.eq(Moment(ends_at))))
        .execute(c))?)
}

pub fn forget(tx: &mut Tx, id: Id<Draft>) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(drafts::table.filter(drafts::id.eq(id))).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(drafts::table.filter(drafts::ends_at.lt(Moment(now)))).execute(c))?)
}
