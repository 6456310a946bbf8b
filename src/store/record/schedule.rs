//! Slots and reception days: written with their event. Only one of many finds a slot free.

use diesel::prelude::*;

use super::super::{
    Trouble, Tx,
    connection::on,
    exactly_one,
    row::{ReceptionRow, SlotRow},
    schema::{receptions, slots},
};
use crate::domain::{event::Event, id::Id, reception::Reception, slot::Slot};

/// # Errors
/// [`Trouble::Taken`] when that person is engaged then.
pub(super) fn take(tx: &mut Tx, slot: &Slot, event: Id<Event>) -> Result<(), Trouble> {
    let row = SlotRow::from(slot);
    on!(tx, c => diesel::insert_into(slots::table).values((row, slots::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// Only by what held it.
pub(super) fn free(tx: &mut Tx, slot: &Slot) -> Result<(), Trouble> {
    let held = slots::table
        .filter(slots::account.eq(slot.account))
        .filter(slots::day.eq(slot.day))
        .filter(slots::part.eq(slot.part))
        .filter(slots::subject.eq(slot.subject));
    exactly_one(on!(tx, c => diesel::delete(held).execute(c))?)
}

pub(super) fn insert_reception(tx: &mut Tx, reception: &Reception, event: Id<Event>) -> Result<(), Trouble> {
    let row = ReceptionRow::from(reception);
    on!(tx, c => diesel::insert_into(receptions::table).values((row, receptions::last_event.eq(event))).execute(c))?;
    Ok(())
}
