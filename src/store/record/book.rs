//! The book of receptions: entries numbered without gaps, names under the vault's seal, and what a look may open.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Conn, Store, Trouble, Tx,
        connection::on,
        exactly_one,
        row::{BookEntryRow, ConclusionRow, TaskRow},
        schema::{book_entries, conclusion_tasks, conclusions, visitors},
    },
    Recorded, next_number, sealed,
};
use crate::{
    domain::{
        event::{Deed, Event},
        id::Id,
        petition::{Kind, Petition},
        reception::{
            book::{Entry, Visitor},
            conclusion::{Conclusion, Task},
        },
    },
    keys::{KEY_ID, Purpose},
};

/// Series of the book's numbers, one a year.
const SERIES: &str = "reception_book";

/// What the vault holds of somebody in the book.
#[derive(Serialize, Deserialize)]
struct Held {
    full_name: String,
    address: String,
    paper: String,
}

pub(super) fn insert_entry(
    tx: &mut Tx,
    entry: &Entry,
    visitor: Option<&Visitor>,
    event: Id<Event>,
) -> Result<(), Trouble> {
    let number = next_number(tx, SERIES, entry.year)?;
    let row = BookEntryRow { number, ..BookEntryRow::from(entry) };
    on!(tx, c => diesel::insert_into(book_entries::table)
        .values((row, book_entries::last_event.eq(event)))
        .execute(c))?;
    visitor.map_or(Ok(()), |visitor| keep_visitor(tx, entry.id, visitor, event))
}

/// Over the version that was read, and one higher.
pub(super) fn save_entry(
    tx: &mut Tx,
    entry: &Entry,
    visitor: Option<&Visitor>,
    event: Id<Event>,
) -> Result<(), Trouble> {
    let row = BookEntryRow { version: entry.version + 1, ..BookEntryRow::from(entry) };
    let target =
        book_entries::table.filter(book_entries::id.eq(entry.id)).filter(book_entries::version.eq(entry.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, book_entries::last_event.eq(event))).execute(c))?)?;
    visitor.map_or(Ok(()), |visitor| keep_visitor(tx, entry.id, visitor, event))
}

fn keep_visitor(tx: &mut Tx, entry: Id<Entry>, visitor: &Visitor, event: Id<Event>) -> Result<(), Trouble> {
    let Visitor { full_name, address, paper } = visitor.clone();
    let plain = serde_json::to_vec(&Held { full_name, address, paper })
        .map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = tx.store.keys.seal(Purpose::Vault, entry.uuid().as_bytes(), &plain);
    on!(tx, c => diesel::delete(visitors::table.filter(visitors::entry.eq(entry))).execute(c))?;
    on!(tx, c => diesel::insert_into(visitors::table)
        .values((
            visitors::entry.eq(entry),
            visitors::key_id.eq(KEY_ID),
            visitors::sealed.eq(sealed),
            visitors::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// A tố cáo after all: neither words nor names stay.
pub(super) fn seal_entry(tx: &mut Tx, entry: Id<Entry>, event: Id<Event>) -> Result<(), Trouble> {
    empty(tx, &[entry], event)?;
    sealed::mark_forget(tx, event)
}

/// The entries from which a petition came, when it is sealed.
pub(super) fn seal_entries_of(tx: &mut Tx, petition: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let ids: Vec<Id<Entry>> = on!(tx, c => book_entries::table
        .filter(book_entries::petition.eq(petition))
        .select(book_entries::id)
        .load(c))?;
    empty(tx, &ids, event)
}

fn empty(tx: &mut Tx, ids: &[Id<Entry>], event: Id<Event>) -> Result<(), Trouble> {
    let nobody: Option<Id<Petition>> = None;
    on!(tx, c => diesel::update(book_entries::table.filter(book_entries::id.eq_any(ids.to_vec())))
        .set((
            book_entries::version.eq(book_entries::version + 1),
            book_entries::sealed.eq(true),
            book_entries::kind.eq(Some(Kind::Denunciation)),
            book_entries::petition.eq(nobody),
            book_entries::content.eq(""),
            book_entries::result.eq(""),
            book_entries::handled_by.eq(""),
            book_entries::guided_to.eq(""),
            book_entries::guide_no.eq(""),
            book_entries::passed_to.eq(""),
            book_entries::pass_no.eq(""),
            book_entries::last_event.eq(event),
        ))
        .execute(c))?;
    on!(tx, c => diesel::delete(visitors::table.filter(visitors::entry.eq_any(ids.to_vec()))).execute(c))?;
    Ok(())
}

/// The names that `recorded` was made to open: of one entry, or of all entries of one reception.
///
/// # Errors
/// [`Trouble::NotFound`] when the recorded act is no look at the book.
pub fn open_visitors(
    store: &Store,
    conn: &mut Conn,
    recorded: &Recorded,
) -> Result<Vec<(Id<Entry>, Visitor)>, Trouble> {
    let subject = recorded.opens_subject(&[Deed::OpenBook])?;
    let (entry, reception) = (Id::<Entry>::from_uuid(*subject.uuid()), Id::from_uuid(*subject.uuid()));
    let rows: Vec<(Id<Entry>, Vec<u8>)> = on!(conn, c => visitors::table
        .inner_join(book_entries::table)
        .filter(book_entries::id.eq(entry).or(book_entries::reception.eq(Some::<Id<crate::domain::reception::Reception>>(reception))))
        .filter(book_entries::sealed.eq(false))
        .order(book_entries::number)
        .select((visitors::entry, visitors::sealed))
        .load(c))?;
    rows.into_iter()
        .map(|(entry, sealed)| {
            let plain = store.keys.open(Purpose::Vault, entry.uuid().as_bytes(), &sealed)?;
            let held: Held = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
            let Held { full_name, address, paper } = held;
            Ok((entry, Visitor { full_name, address, paper }))
        })
        .collect()
}

pub(super) fn insert_conclusion(tx: &mut Tx, conclusion: &Conclusion, event: Id<Event>) -> Result<(), Trouble> {
    let row = ConclusionRow::from(conclusion);
    on!(tx, c => diesel::insert_into(conclusions::table).values((row, conclusions::last_event.eq(event))).execute(c))?;
    Ok(())
}

pub(super) fn insert_task(tx: &mut Tx, task: &Task, event: Id<Event>) -> Result<(), Trouble> {
    let row = TaskRow::from(task);
    on!(tx, c => diesel::insert_into(conclusion_tasks::table)
        .values((row, conclusion_tasks::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

/// A task is done once.
pub(super) fn save_task(tx: &mut Tx, task: &Task, event: Id<Event>) -> Result<(), Trouble> {
    let row = TaskRow::from(task);
    let target =
        conclusion_tasks::table.filter(conclusion_tasks::id.eq(task.id)).filter(conclusion_tasks::done_on.is_null());
    exactly_one(on!(tx, c => diesel::update(target).set((&row, conclusion_tasks::last_event.eq(event))).execute(c))?)
}
