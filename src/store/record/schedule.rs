//! Slots and reception days: written with their event. Only one of many finds a slot free.

use diesel::prelude::*;

use super::super::{
    Trouble, Tx,
    connection::on,
    exactly_one,
    row::{ReceptionNoteRow, ReceptionRow, SlotRow, TurnRow},
    schema::{reception_notes, receptions, slots, turns},
};
use crate::domain::{
    event::Event,
    id::Id,
    reception::{
        Reception,
        note::Note,
        turn::{Turn, TurnState},
    },
    slot::Slot,
};

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

/// Over the version that was read, and one higher.
pub(super) fn save_reception(tx: &mut Tx, reception: &Reception, event: Id<Event>) -> Result<(), Trouble> {
    let row = ReceptionRow { version: reception.version + 1, ..ReceptionRow::from(reception) };
    let target =
        receptions::table.filter(receptions::id.eq(reception.id)).filter(receptions::version.eq(reception.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, receptions::last_event.eq(event))).execute(c))?)
}

pub(super) fn insert_note(tx: &mut Tx, note: &Note, event: Id<Event>) -> Result<(), Trouble> {
    let row = ReceptionNoteRow::from(note);
    on!(tx, c => diesel::insert_into(reception_notes::table)
        .values((row, reception_notes::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

/// # Errors
/// [`Trouble::Taken`] when another was given this number first.
pub(super) fn insert_turn(tx: &mut Tx, turn: &Turn, event: Id<Event>) -> Result<(), Trouble> {
    let row = TurnRow::from(turn);
    on!(tx, c => diesel::insert_into(turns::table).values((row, turns::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// A turn that waits is ended once.
pub(super) fn save_turn(tx: &mut Tx, turn: &Turn, event: Id<Event>) -> Result<(), Trouble> {
    let row = TurnRow::from(turn);
    let target = turns::table.filter(turns::id.eq(turn.id)).filter(turns::state.eq(TurnState::Waiting));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, turns::last_event.eq(event))).execute(c))?)
}
