//! Dialogues with all that hangs on them, and promises: written with their event.

use diesel::prelude::*;

use super::super::{
    Trouble, Tx,
    connection::on,
    exactly_one,
    row::{CommitmentRow, DialogueRow, DialogueTextRow, GuestRow, ItemRow, MinutesRow, ScanRow},
    schema::{agenda, commitments, dialogue_texts, dialogues, guests, minutes, minutes_scans},
};
use crate::domain::{
    commitment::Commitment,
    dialogue::{AgendaItem, Dialogue, DialogueWrite, Guest, Minutes, MinutesState},
    event::Event,
    id::Id,
    petition::Medium,
};

pub(super) fn perform(tx: &mut Tx, write: &DialogueWrite, event: Id<Event>) -> Result<(), Trouble> {
    match write {
        DialogueWrite::Open(dialogue) => {
            let row = DialogueRow::from(&**dialogue);
            on!(tx, c => diesel::insert_into(dialogues::table).values((row, dialogues::last_event.eq(event))).execute(c))?;
        }
        DialogueWrite::Save(dialogue) => save(tx, dialogue, event)?,
        DialogueWrite::Item(item) => {
            let row = ItemRow::from(item);
            on!(tx, c => diesel::insert_into(agenda::table).values((row, agenda::last_event.eq(event))).execute(c))?;
        }
        DialogueWrite::SaveItem(item) => save_item(tx, item, event)?,
        DialogueWrite::Guest(guest) => {
            let row = GuestRow::from(&**guest);
            on!(tx, c => diesel::insert_into(guests::table).values((row, guests::last_event.eq(event))).execute(c))?;
        }
        DialogueWrite::SaveGuest(guest) => save_guest(tx, guest, event)?,
        DialogueWrite::Untell(dialogue) => untell(tx, *dialogue, event)?,
        DialogueWrite::Minutes(new) => {
            let row = MinutesRow::from(&**new);
            on!(tx, c => diesel::insert_into(minutes::table).values((row, minutes::last_event.eq(event))).execute(c))?;
        }
        DialogueWrite::SaveMinutes(minutes) => save_minutes(tx, minutes, event)?,
        DialogueWrite::Scan(scan) => {
            let row = ScanRow::from(&**scan);
            on!(tx, c => diesel::insert_into(minutes_scans::table)
                .values((row, minutes_scans::last_event.eq(event)))
                .execute(c))?;
        }
        DialogueWrite::Text(text) => {
            let row = DialogueTextRow::from(&**text);
            on!(tx, c => diesel::insert_into(dialogue_texts::table)
                .values((row, dialogue_texts::last_event.eq(event)))
                .execute(c))?;
        }
        DialogueWrite::Promise(new) => {
            let row = CommitmentRow::from(&**new);
            on!(tx, c => diesel::insert_into(commitments::table).values((row, commitments::last_event.eq(event))).execute(c))?;
        }
        DialogueWrite::SavePromise(promise) => save_promise(tx, promise, event)?,
    }
    Ok(())
}

/// Over the version that was read, and one higher: who comes second is told.
fn save(tx: &mut Tx, dialogue: &Dialogue, event: Id<Event>) -> Result<(), Trouble> {
    let read = dialogue.version;
    let row = DialogueRow { version: read + 1, ..DialogueRow::from(dialogue) };
    let target = dialogues::table.filter(dialogues::id.eq(dialogue.id)).filter(dialogues::version.eq(read));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, dialogues::last_event.eq(event))).execute(c))?)
}

fn save_item(tx: &mut Tx, item: &AgendaItem, event: Id<Event>) -> Result<(), Trouble> {
    let row = ItemRow::from(item);
    let target = agenda::table.filter(agenda::id.eq(item.id));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, agenda::last_event.eq(event))).execute(c))?)
}

fn save_guest(tx: &mut Tx, guest: &Guest, event: Id<Event>) -> Result<(), Trouble> {
    let row = GuestRow::from(guest);
    let target = guests::table.filter(guests::id.eq(guest.id));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, guests::last_event.eq(event))).execute(c))?)
}

/// Also those whose petitions the one who acts does not see.
fn untell(tx: &mut Tx, dialogue: Id<Dialogue>, event: Id<Event>) -> Result<(), Trouble> {
    let nobody: Option<Medium> = None;
    on!(tx, c => diesel::update(guests::table.filter(guests::dialogue.eq(dialogue)))
        .set((
            guests::told_on.eq(None::<chrono::NaiveDate>),
            guests::medium.eq(nobody),
            guests::coming.eq(None::<crate::domain::dialogue::Coming>),
            guests::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// Over the save that was read; what is signed is not touched again.
fn save_minutes(tx: &mut Tx, of: &Minutes, event: Id<Event>) -> Result<(), Trouble> {
    let row = MinutesRow::from(of);
    let draft = MinutesState::Draft;
    let target = minutes::table
        .filter(minutes::id.eq(of.id))
        .filter(minutes::state.eq(draft))
        .filter(minutes::revision.ge(of.revision - 1));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, minutes::last_event.eq(event))).execute(c))?)
}

fn save_promise(tx: &mut Tx, promise: &Commitment, event: Id<Event>) -> Result<(), Trouble> {
    let read = promise.version;
    let row = CommitmentRow { version: read + 1, ..CommitmentRow::from(promise) };
    let target = commitments::table.filter(commitments::id.eq(promise.id)).filter(commitments::version.eq(read));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, commitments::last_event.eq(event))).execute(c))?)
}
