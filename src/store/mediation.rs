//! Mediations as they lie in their rows, each with its limit; names stay in the vault.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{ClockRow, EventRow, MediationRow},
    schema::{clocks, events, mediations},
};
use crate::domain::{
    event::Event,
    id::Id,
    mediation::{Mediating, Mediation, MediationState},
    person::Account,
    petition::Petition,
    policy::Sight,
};

/// Rows of one list.
pub const LIST_MAX: i64 = 200;

/// Which mediations a list holds.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    One(Id<Mediation>),
    Open,
    Ended,
}

pub fn load(conn: &mut Conn, id: Id<Mediation>, sight: &Sight) -> Result<Mediating, Trouble> {
    list(conn, Which::One(id), sight)?.pop().ok_or(Trouble::NotFound)
}

/// Open ones by their limit, others the newest first; what came from a petition out of sight is not there.
pub fn list(conn: &mut Conn, which: Which, sight: &Sight) -> Result<Vec<Mediating>, Trouble> {
    let rows: Vec<(MediationRow, ClockRow)> = on!(conn, c => {
        let mut query = mediations::table
            .inner_join(clocks::table.on(clocks::subject.eq(mediations::id.nullable())))
            .limit(LIST_MAX)
            .into_boxed();
        query = match which {
            Which::One(id) => query.filter(mediations::id.eq(id)),
            Which::Open => query.filter(mediations::state.eq(MediationState::Open)).order((clocks::due, mediations::id)),
            Which::Ended => query
                .filter(mediations::state.ne(MediationState::Open))
                .order((mediations::ended_on.desc(), mediations::id.desc())),
        };
        query.select((MediationRow::as_select(), ClockRow::as_select())).load(c)
    })?;
    let mediating =
        |(mediation, clock): (MediationRow, ClockRow)| Mediating { mediation: mediation.into(), clock: clock.into() };
    seen(conn, rows.into_iter().map(mediating).collect(), sight)
}

fn seen(conn: &mut Conn, mut found: Vec<Mediating>, sight: &Sight) -> Result<Vec<Mediating>, Trouble> {
    let ids: Vec<Id<Petition>> = found.iter().filter_map(|of| of.mediation.petition).collect();
    if !ids.is_empty() {
        let known = super::petition::in_sight(conn, &ids, sight)?;
        found.retain(|of| of.mediation.petition.is_none_or(|id| known.iter().any(|one| one.id == id && !one.sealed)));
    }
    Ok(found)
}

/// What happened to it, oldest first.
pub fn history(conn: &mut Conn, id: Id<Mediation>) -> Result<Vec<Event>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::subject.eq(id.subject()))
        .order((events::at, events::id))
        .limit(LIST_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many somebody has to bring to an end.
pub fn held_by(conn: &mut Conn, account: Id<Account>) -> Result<i64, Trouble> {
    Ok(on!(conn, c => mediations::table
        .filter(mediations::owner.eq(account))
        .filter(mediations::state.eq(MediationState::Open))
        .count()
        .get_result(c))?)
}
