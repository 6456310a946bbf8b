//! Promises as they lie in their rows: one with its limit, those still to be kept, those that are late.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{ClockRow, CommitmentRow},
    schema::{clocks, commitments, petitions},
    scope,
};
use crate::domain::{
    commitment::{Commitment, CommitmentState, Promised},
    dialogue,
    id::Id,
    policy::Sight,
};

/// Promises of one list.
pub const LIST_MAX: i64 = 200;
const CONFIRMED_MAX: i64 = 20;

/// One promise, if it is in this person's sight.
pub fn load_in_sight(conn: &mut Conn, id: Id<Commitment>, sight: &Sight) -> Result<Promised, Trouble> {
    let commitment = list(conn, sight, Which::One(id))?.pop().ok_or(Trouble::NotFound)?;
    let clock: Option<ClockRow> = on!(conn, c => clocks::table
        .filter(clocks::subject.eq(id.subject()))
        .order(clocks::id.desc())
        .select(ClockRow::as_select())
        .first(c)
        .optional())?;
    Ok(Promised { commitment, clock: clock.map(Into::into) })
}

/// All that is not confirmed yet, the earliest day first.
pub fn open(conn: &mut Conn, sight: &Sight) -> Result<Vec<Commitment>, Trouble> {
    list(conn, sight, Which::Unconfirmed)
}

/// Those that are open, and those confirmed last.
pub fn standing(conn: &mut Conn, sight: &Sight) -> Result<(Vec<Commitment>, Vec<Commitment>), Trouble> {
    Ok((open(conn, sight)?, confirmed(conn, sight)?))
}

/// Those confirmed last: they can still be found not to be done.
fn confirmed(conn: &mut Conn, sight: &Sight) -> Result<Vec<Commitment>, Trouble> {
    list(conn, sight, Which::Confirmed)
}

/// Not done, though its day is over.
pub fn overdue(conn: &mut Conn, sight: &Sight, today: NaiveDate) -> Result<Vec<Commitment>, Trouble> {
    list(conn, sight, Which::Overdue(today))
}

enum Which {
    One(Id<Commitment>),
    Unconfirmed,
    Confirmed,
    Overdue(NaiveDate),
}

/// About no petition, or about one that this person may see.
fn list(conn: &mut Conn, sight: &Sight, which: Which) -> Result<Vec<Commitment>, Trouble> {
    if !dialogue::may_see(sight.role) {
        return Ok(Vec::new());
    }
    let rows: Vec<CommitmentRow> = on!(conn, c => {
        let seen = petitions::table
            .filter(scope::visible(sight))
            .filter(petitions::sealed.eq(false))
            .filter(commitments::petition.eq(petitions::id.nullable()));
        let mut query = commitments::table
            .filter(commitments::petition.is_null().or(diesel::dsl::exists(seen)))
            .order((commitments::due, commitments::id))
            .limit(LIST_MAX)
            .into_boxed();
        query = match which {
            Which::One(id) => query.filter(commitments::id.eq(id)),
            Which::Confirmed => query
                .filter(commitments::state.eq(CommitmentState::Confirmed))
                .order((commitments::confirmed_on.desc(), commitments::id.desc()))
                .limit(CONFIRMED_MAX),
            Which::Unconfirmed => query.filter(commitments::state.ne(CommitmentState::Confirmed)),
            Which::Overdue(today) => {
                query.filter(commitments::state.eq(CommitmentState::Open)).filter(commitments::due.lt(today))
            }
        };
        query.select(CommitmentRow::as_select()).load(c)
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}
