//! Events across petitions: who opened identities, for the Front.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{EventRow, PetitionRow, TextRow},
    schema::{events, petitions, texts},
    scope,
};
use crate::domain::{
    event::{Deed, Event, Subject},
    id::Id,
    person::Account,
    petition::{Petition, Text, TextKind},
    policy::Sight,
};

/// The newest looks shown.
pub const LOOKS_MAX: i64 = 100;

/// A look at an identity, at which petition, and the reason that was typed.
#[derive(Debug)]
pub struct Look {
    pub event: Event,
    pub petition: Petition,
    pub reason: Option<Text>,
}

/// The newest looks at identities of petitions in sight.
pub fn looks(conn: &mut Conn, sight: &Sight, rows_max: i64) -> Result<Vec<Look>, Trouble> {
    let rows: Vec<(EventRow, PetitionRow, Option<TextRow>)> = on!(conn, c => events::table
        .inner_join(petitions::table.on(events::petition.eq(petitions::id.nullable())))
        .left_join(texts::table.on(texts::event.eq(events::id).and(texts::kind.eq(TextKind::Reason))))
        .filter(events::deed.eq_any(vec![Deed::Identity, Deed::OpenPaper]))
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .order((events::at.desc(), events::id.desc()))
        .limit(rows_max.clamp(1, LOOKS_MAX))
        .select((EventRow::as_select(), PetitionRow::as_select(), Option::<TextRow>::as_select()))
        .load(c))?;
    let look = |(event, petition, reason): (EventRow, PetitionRow, Option<TextRow>)| Look {
        event: event.into(),
        petition: Petition::restore(petition.into()),
        reason: reason.map(Into::into),
    };
    Ok(rows.into_iter().map(look).collect())
}

/// The newest changes of accounts that are read, for whoever watches who keeps them.
pub const CHANGES_MAX: i64 = 200;

/// Accounts made, changed, closed, given a new password or rid of a second factor: the newest first.
pub fn account_changes(conn: &mut Conn) -> Result<Vec<Event>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::deed.eq(Deed::Account))
        .filter(events::petition.is_null())
        .order((events::at.desc(), events::id.desc()))
        .limit(CHANGES_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The newest changes of the table of routes that are read.
pub const ROUTE_CHANGES_MAX: i64 = 100;

/// Rows of the table of routes that were added or ended: the newest first.
pub fn route_changes(conn: &mut Conn) -> Result<Vec<Event>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::deed.eq(Deed::Route))
        .order((events::at.desc(), events::id.desc()))
        .limit(ROUTE_CHANGES_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Whether this account sorted that petition.
pub fn was_sorted_by(conn: &mut Conn, petition: Id<Petition>, account: Id<Account>) -> Result<bool, Trouble> {
    let found: Option<Id<Event>> = on!(conn, c => events::table
        .filter(events::petition.eq(petition))
        .filter(events::deed.eq_any(vec![Deed::Sort, Deed::Register]))
        .filter(events::account.eq(account))
        .select(events::id)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}

/// What this very form was about, when it was recorded before: something else than a petition.
pub fn subject_of_form(conn: &mut Conn, form: &str) -> Result<Option<Id<Subject>>, Trouble> {
    let found: Option<Option<Id<Subject>>> =
        on!(conn, c => events::table.filter(events::form.eq(form)).select(events::subject).first(c).optional())?;
    Ok(found.flatten())
}

/// Whether this very form was recorded on the petition before.
pub fn did_already(conn: &mut Conn, form: &str, petition: Id<Petition>) -> Result<bool, Trouble> {
    let found: Option<Id<Event>> = on!(conn, c => events::table
        .filter(events::petition.eq(petition))
        .filter(events::form.eq(form))
        .select(events::id)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}
