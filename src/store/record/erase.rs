//! Erasing: what a decision of the head takes away for good; that it was there, and what was decided, stays.

use diesel::prelude::*;

use super::{
    super::{
        Trouble, Tx,
        connection::on,
        exactly_one,
        row::{StoryRow, TextRow},
        schema::{files, parties, stories, texts},
        search,
    },
    sealed, vault,
};
use crate::domain::{
    event::Event,
    id::Id,
    petition::{Attachment, Petition, Story},
};

/// Words, texts, names and sizes of files, identities and their hashes: the rows stay, with nothing in them.
pub(super) fn petition(tx: &mut Tx, id: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let is_sealed = sealed::is_sealed(tx, id)?;
    if is_sealed {
        sealed::empty_words(tx, id, event)?;
    }
    let empty = StoryRow::from(&Story::default());
    let row = stories::table.filter(stories::petition.eq(id));
    exactly_one(on!(tx, c => diesel::update(row).set((&empty, stories::last_event.eq(event))).execute(c))?)?;
    erase_texts(tx, id, is_sealed, event)?;
    erase_files(tx, id, is_sealed, event)?;
    vault::forget_identities(tx, id, event)?;
    let unreachable = parties::table.filter(parties::petition.eq(id));
    on!(tx, c => diesel::update(unreachable)
        .set((parties::reachable.eq(false), parties::phone_given.eq(false), parties::last_event.eq(event)))
        .execute(c))?;
    search::forget_words(tx, id)?;
    sealed::mark_forget(tx, event)
}

/// All but what this same act says.
fn erase_texts(tx: &mut Tx, id: Id<Petition>, is_sealed: bool, event: Id<Event>) -> Result<(), Trouble> {
    let older = texts::table.filter(texts::petition.eq(id)).filter(texts::last_event.ne(event));
    let rows: Vec<TextRow> = on!(tx, c => older.select(TextRow::as_select()).load(c))?;
    for row in rows {
        let row = TextRow { body: String::new(), salt: String::new(), ..row };
        let row = if is_sealed { sealed::seal_text_row(&tx.store.keys, row) } else { row };
        on!(tx, c => diesel::update(texts::table.filter(texts::id.eq(row.id)))
            .set((texts::body.eq(&row.body), texts::salt.eq(&row.salt), texts::last_event.eq(event)))
            .execute(c))?;
    }
    Ok(())
}

/// Without bytes a row names no file any more: what lies in the folder is swept away.
fn erase_files(tx: &mut Tx, id: Id<Petition>, is_sealed: bool, event: Id<Event>) -> Result<(), Trouble> {
    let ids: Vec<Id<Attachment>> = on!(tx, c => files::table.filter(files::petition.eq(id)).select(files::id).load(c))?;
    let name = if is_sealed { sealed::seal(&tx.store.keys, id, "") } else { String::new() };
    let none: i64 = 0;
    on!(tx, c => diesel::update(files::table.filter(files::id.eq_any(ids)))
        .set((files::name.eq(&name), files::bytes.eq(none), files::preview.eq(false), files::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}
