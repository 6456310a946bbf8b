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
    petition::Petition,
    policy::Sight,
};

/// Promises of one list.
pub const LIST_MAX: i64 = 200;
const CONFIRMED_MAX: i64 = 20;

/// One promise, if it is in this person's sight.
pub fn load_in_sight(conn: &mut Conn, id: Id<Commitment>, sight: &Sight) -> Result<Promised, Trouble> {
    let row: CommitmentRow =
        on!(conn, c => commitments::table.filter(commitments::id.eq(id)).select(CommitmentRow::as_select()).first(c))?;
    let commitment = seen(conn, vec![row], sight)?.pop().ok_or(Trouble::NotFound)?;
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
    let rows = unconfirmed(conn)?;
    seen(conn, rows, sight)
}

fn unconfirmed(conn: &mut Conn) -> Result<Vec<CommitmentRow>, Trouble> {
    Ok(on!(conn, c => commitments::table
        .filter(commitments::state.ne(CommitmentState::Confirmed))
        .order((commitments::due, commitments::id))
        .limit(LIST_MAX)
        .select(CommitmentRow::as_select())
        .load(c))?)
}

/// All that is not confirmed yet, the earliest day first; and those confirmed last, which can still be found not to be done.
pub fn standing(conn: &mut Conn, sight: &Sight) -> Result<(Vec<Commitment>, Vec<Commitment>), Trouble> {
    let mut rows = unconfirmed(conn)?;
    rows.extend(confirmed(conn)?);
    Ok(seen(conn, rows, sight)?.into_iter().partition(|promise| promise.state != CommitmentState::Confirmed))
}

fn confirmed(conn: &mut Conn) -> Result<Vec<CommitmentRow>, Trouble> {
    Ok(on!(conn, c => commitments::table
        .filter(commitments::state.eq(CommitmentState::Confirmed))
        .order((commitments::confirmed_on.desc(), commitments::id.desc()))
        .limit(CONFIRMED_MAX)
        .select(CommitmentRow::as_select())
        .load(c))?)
}

/// Not done, though its day is over.
pub fn overdue(conn: &mut Conn, sight: &Sight, today: NaiveDate) -> Result<Vec<Commitment>, Trouble> {
    let rows: Vec<CommitmentRow> = on!(conn, c => commitments::table
        .filter(commitments::state.eq(CommitmentState::Open))
        .filter(commitments::due.lt(today))
        .order((commitments::due, commitments::id))
        .limit(LIST_MAX)
        .select(CommitmentRow::as_select())
        .load(c))?;
    seen(conn, rows, sight)
}

/// Without those about petitions that are out of sight.
fn seen(conn: &mut Conn, rows: Vec<CommitmentRow>, sight: &Sight) -> Result<Vec<Commitment>, Trouble> {
    if !dialogue::may_see(sight.role) {
        return Ok(Vec::new());
    }
    let ids: Vec<Id<Petition>> = rows.iter().filter_map(|row| row.petition).collect();
    let visible: Vec<Id<Petition>> = on!(conn, c => petitions::table
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .filter(petitions::id.eq_any(ids))
        .select(petitions::id)
        .load(c))?;
    let is_seen = |row: &CommitmentRow| row.petition.is_none_or(|petition| visible.contains(&petition));
    Ok(rows.into_iter().filter(is_seen).map(Into::into).collect())
}
