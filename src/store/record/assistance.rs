//! What was asked of other units: written once, ended once.

use diesel::prelude::*;

use super::super::{Trouble, Tx, connection::on, exactly_one, row::AssistanceRow, schema::assistances};
use crate::domain::{assistance::Assistance, event::Event, id::Id};

/// # Errors
/// [`Trouble::Taken`] when that unit is asked about that petition already.
pub(super) fn insert(tx: &mut Tx, assistance: &Assistance, event: Id<Event>) -> Result<(), Trouble> {
    let row = AssistanceRow::from(assistance);
    on!(tx, c => diesel::insert_into(assistances::table).values((row, assistances::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// # Errors
/// [`Trouble::Stale`] when somebody ended it first.
pub(super) fn end(tx: &mut Tx, assistance: &Assistance, event: Id<Event>) -> Result<(), Trouble> {
    let row = AssistanceRow::from(assistance);
    let target = assistances::table.filter(assistances::id.eq(assistance.id)).filter(assistances::ended_on.is_null());
    exactly_one(on!(tx, c => diesel::update(target).set((&row, assistances::last_event.eq(event))).execute(c))?)
}
