//! Sealed petitions: their words under a key of their own, in every row; they open only against an act that was recorded.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Conn, Store, Trouble, Tx,
        connection::on,
        exactly_one, petition,
        row::{AnswerRow, FileRow, StoryRow, TextRow},
        schema::{answers, files, marks, petitions, sealed_stories, stories, texts},
        search,
    },
    Recorded, book,
};
use crate::{
    domain::{
        change::Heading,
        event::{Deed, Event},
        id::Id,
        petition::{Answer, Attachment, Case, Petition, Story, Text},
    },
    keys::{KEY_ID, Keys, Purpose},
};

/// Between a text's salt and the text, under one seal: with its salt in the clear a short text could be guessed from its hash.
const SALT_END: char = '\n';

/// The mark of dead rows that still hold what was sealed.
const FORGET: &str = "forget";

/// What is sealed of a petition beside the rows that stay in their places.
#[derive(Serialize, Deserialize)]
struct SealedWords {
    story: Story,
    heading: Heading,
}

/// Whether what is written on this petition has to be sealed.
pub(super) fn is_sealed(tx: &mut Tx, id: Id<Petition>) -> Result<bool, Trouble> {
    Ok(on!(tx, c => petitions::table.filter(petitions::id.eq(id)).select(petitions::sealed).first(c))?)
}

/// A text's row as it may be stored.
pub(super) fn text_row(tx: &mut Tx, text: &Text) -> Result<TextRow, Trouble> {
    let row = TextRow::from(text);
    if !is_sealed(tx, text.petition)? {
        return Ok(row);
    }
    Ok(seal_text_row(&tx.store.keys, row))
}

pub(super) fn seal_text_row(keys: &Keys, row: TextRow) -> TextRow {
    let body = seal(keys, row.petition, &format!("{}{SALT_END}{}", row.salt, row.body));
    TextRow { body, salt: String::new(), ..row }
}

/// An answer's row as it may be stored.
pub(super) fn answer_row(tx: &mut Tx, answer: &Answer) -> Result<AnswerRow, Trouble> {
    let row = AnswerRow::from(answer);
    if !is_sealed(tx, answer.petition)? {
        return Ok(row);
    }
    Ok(seal_answer_row(&tx.store.keys, row))
}

/// A rule copies an answer as it lies in its row, so what is sealed already stays as it is.
fn seal_answer_row(keys: &Keys, row: AnswerRow) -> AnswerRow {
    let once = |text: String| {
        if open(keys, row.petition, &text).is_ok() { text } else { seal(keys, row.petition, &text) }
    };
    AnswerRow { summary: once(row.summary), letter: once(row.letter), ..row }
}

/// A file's row as it may be stored: its name is the person's own word.
pub(super) fn file_row(tx: &mut Tx, row: FileRow) -> Result<FileRow, Trouble> {
    if !is_sealed(tx, row.petition)? {
        return Ok(row);
    }
    Ok(FileRow { name: seal(&tx.store.keys, row.petition, &row.name), ..row })
}

pub(super) fn seal(keys: &Keys, id: Id<Petition>, text: &str) -> String {
    keys.seal_text(Purpose::Sealed, id.uuid().as_bytes(), text)
}

fn open(keys: &Keys, id: Id<Petition>, sealed: &str) -> Result<String, Trouble> {
    Ok(keys.open_text(Purpose::Sealed, id.uuid().as_bytes(), sealed)?)
}

/// Takes words, place, texts and names of files out of ordinary rows and search. `secure_delete` zeroes the old bytes in SQLite.
pub(super) fn seal_petition(tx: &mut Tx, id: Id<Petition>, heading: &Heading, event: Id<Event>) -> Result<(), Trouble> {
    seal_story(tx, id, heading, event)?;
    seal_texts(tx, id, event)?;
    seal_answers(tx, id, event)?;
    seal_files(tx, id, event)?;
    book::seal_entries_of(tx, id, event)?;
    search::remove(tx, id)?;
    mark_forget(tx, event)
}

/// What is sealed now lies in dead rows for a while.
pub(super) fn mark_forget(tx: &mut Tx, event: Id<Event>) -> Result<(), Trouble> {
    on!(tx, c => {
        let value = event.to_string();
        diesel::insert_into(marks::table)
            .values((marks::name.eq(FORGET), marks::value.eq(&value)))
            .on_conflict(marks::name)
            .do_update()
            .set(marks::value.eq(&value))
            .execute(c)
    })?;
    Ok(())
}

/// Which sealing still waits for its dead rows to be forgotten: a crash or a long reader may have come in between.
pub fn forgetting_due(conn: &mut Conn) -> Result<Option<String>, Trouble> {
    Ok(on!(conn, c => marks::table.filter(marks::name.eq(FORGET)).select(marks::value).first(c).optional())?)
}

/// Unless something was sealed meanwhile.
pub fn forgotten(tx: &mut Tx, due: &str) -> Result<(), Trouble> {
    let row = marks::table.filter(marks::name.eq(FORGET)).filter(marks::value.eq(due));
    on!(tx, c => diesel::delete(row).execute(c))?;
    Ok(())
}

fn seal_story(tx: &mut Tx, id: Id<Petition>, heading: &Heading, event: Id<Event>) -> Result<(), Trouble> {
    let story: StoryRow = on!(tx, c => stories::table
        .filter(stories::petition.eq(id))
        .select(StoryRow::as_select())
        .first(c))?;
    keep_words(tx, id, &story.into(), heading, event)?;
    let empty = StoryRow::from(&Story::default());
    let row = stories::table.filter(stories::petition.eq(id));
    exactly_one(on!(tx, c => diesel::update(row).set((&empty, stories::last_event.eq(event))).execute(c))?)
}

/// Puts a story and its heading under the petition's own key.
pub(super) fn keep_words(
    tx: &mut Tx,
    id: Id<Petition>,
    story: &Story,
    heading: &Heading,
    event: Id<Event>,
) -> Result<(), Trouble> {
    let words = SealedWords { story: story.clone(), heading: heading.clone() };
    let plain = serde_json::to_vec(&words).map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = tx.store.keys.seal(Purpose::Sealed, id.uuid().as_bytes(), &plain);
    on!(tx, c => diesel::insert_into(sealed_stories::table)
        .values((
            sealed_stories::petition.eq(id),
            sealed_stories::key_id.eq(KEY_ID),
            sealed_stories::sealed.eq(sealed),
            sealed_stories::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// What this same act says was sealed when it was written.
fn seal_texts(tx: &mut Tx, id: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let older = texts::table.filter(texts::petition.eq(id)).filter(texts::last_event.ne(event));
    let rows: Vec<TextRow> = on!(tx, c => older.select(TextRow::as_select()).load(c))?;
    for row in rows {
        let row = seal_text_row(&tx.store.keys, row);
        on!(tx, c => diesel::update(texts::table.filter(texts::id.eq(row.id)))
            .set((texts::body.eq(&row.body), texts::salt.eq(&row.salt), texts::last_event.eq(event)))
            .execute(c))?;
    }
    Ok(())
}

fn seal_answers(tx: &mut Tx, id: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let older = answers::table.filter(answers::petition.eq(id)).filter(answers::last_event.ne(event));
    let rows: Vec<AnswerRow> = on!(tx, c => older.select(AnswerRow::as_select()).load(c))?;
    for row in rows {
        let row = seal_answer_row(&tx.store.keys, row);
        on!(tx, c => diesel::update(answers::table.filter(answers::id.eq(row.id)))
            .set((answers::summary.eq(&row.summary), answers::letter.eq(&row.letter), answers::last_event.eq(event)))
            .execute(c))?;
    }
    Ok(())
}

fn seal_files(tx: &mut Tx, id: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let older = files::table.filter(files::petition.eq(id)).filter(files::last_event.ne(event));
    let rows: Vec<(Id<Attachment>, String)> = on!(tx, c => older.select((files::id, files::name)).load(c))?;
    for (file, name) in rows {
        let name = seal(&tx.store.keys, id, &name);
        on!(tx, c => diesel::update(files::table.filter(files::id.eq(file)))
            .set((files::name.eq(&name), files::last_event.eq(event)))
            .execute(c))?;
    }
    Ok(())
}

/// Nothing lies under its seal any more.
pub(super) fn empty_words(tx: &mut Tx, id: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let words = SealedWords { story: Story::default(), heading: Heading::default() };
    let plain = serde_json::to_vec(&words).map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = tx.store.keys.seal(Purpose::Sealed, id.uuid().as_bytes(), &plain);
    let row = sealed_stories::table.filter(sealed_stories::petition.eq(id));
    exactly_one(on!(tx, c => diesel::update(row)
        .set((sealed_stories::sealed.eq(&sealed), sealed_stories::last_event.eq(event)))
        .execute(c))?)
}

/// The sealed petition that `recorded` names, with all its words.
///
/// # Errors
/// [`Trouble::NotFound`] when the recorded act names no sealed petition; trouble with the keys otherwise.
pub fn open_case(store: &Store, conn: &mut Conn, recorded: &Recorded) -> Result<Case, Trouble> {
    let id = recorded.opens(&[Deed::OpenSealed])?;
    let sealed: Vec<u8> = on!(conn, c => sealed_stories::table
        .filter(sealed_stories::petition.eq(id))
        .select(sealed_stories::sealed)
        .first(c))?;
    let plain = store.keys.open(Purpose::Sealed, id.uuid().as_bytes(), &sealed)?;
    let words: SealedWords = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
    let mut case = petition::load_as_stored(conn, id)?;
    let mut facts = (*case.petition).clone();
    (facts.subject, facts.village) = (words.heading.subject, words.heading.village);
    case.petition = Petition::restore(facts);
    case.story = Some(words.story);
    let keys = &store.keys;
    for text in &mut case.texts {
        let plain = open(keys, id, &text.body)?;
        let (salt, body) = plain.split_once(SALT_END).ok_or(Trouble::NotFound)?;
        (text.salt, text.body) = (salt.to_owned(), body.to_owned());
    }
    for answer in &mut case.answers {
        (answer.summary, answer.letter) = (open(keys, id, &answer.summary)?, open(keys, id, &answer.letter)?);
    }
    for file in &mut case.files {
        file.file.name = open(keys, id, &file.file.name)?;
    }
    Ok(case)
}
