//! Search: folded words in a table of their own, asked in each engine's own full-text language.

use diesel::{
    prelude::*,
    sql_types::{Bool, Text},
};

use super::{Conn, Trouble, Tx, connection::on, schema::petition_search};
use crate::domain::{
    fold::fold,
    id::Id,
    petition::{Petition, Story},
};

/// Words of a query that are looked at.
const WORDS_MAX: usize = 8;

/// A new petition's words.
pub(super) fn index(tx: &mut Tx, petition: &Petition, story: Option<&Story>) -> Result<(), Trouble> {
    let heading = heading(petition);
    let words = story.map(words_of).unwrap_or_default();
    on!(tx, c => diesel::insert_into(petition_search::table)
        .values((
            petition_search::petition.eq(petition.id),
            petition_search::heading.eq(heading),
            petition_search::words.eq(words),
        ))
        .execute(c))?;
    Ok(())
}

/// Its subject or number changed.
pub(super) fn head(tx: &mut Tx, petition: &Petition) -> Result<(), Trouble> {
    let heading = heading(petition);
    let row = petition_search::table
        .filter(petition_search::petition.eq(petition.id))
        .filter(petition_search::heading.ne(heading.clone()));
    on!(tx, c => diesel::update(row).set(petition_search::heading.eq(&heading)).execute(c))?;
    Ok(())
}

/// Sealed: not to be found any more.
pub(super) fn remove(tx: &mut Tx, petition: Id<Petition>) -> Result<(), Trouble> {
    let row = petition_search::table.filter(petition_search::petition.eq(petition));
    on!(tx, c => diesel::delete(row).execute(c))?;
    Ok(())
}

/// Only number and place are found from now on.
pub(super) fn forget_words(tx: &mut Tx, petition: Id<Petition>) -> Result<(), Trouble> {
    let row = petition_search::table.filter(petition_search::petition.eq(petition));
    on!(tx, c => diesel::update(row).set(petition_search::words.eq("")).execute(c))?;
    Ok(())
}

fn heading(petition: &Petition) -> String {
    let number = match (petition.number, petition.number_year) {
        (Some(number), Some(year)) => format!("{number} {number}/{year}"),
        _ => String::new(),
    };
    let village = petition.village.as_deref().unwrap_or_default().replace('-', " ");
    // The subject of unassigned conduct is the chairman's alone; the Front searches headings.
    let subject = petition.subject.as_deref().filter(|_| !petition.is_confined()).unwrap_or_default();
    words(&format!("{subject} {number} {} {village}", petition.topic.label()))
}

fn words_of(story: &Story) -> String {
    let Story { body, place, parcel, map_sheet, project, decision_no, .. } = story;
    words(&[body, place, parcel, map_sheet, project, decision_no].map(String::as_str).join(" "))
}

/// Folded, with nothing but words in it: what stands between them, each engine would read in its own way.
fn words(text: &str) -> String {
    let words = fold(text);
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Which petitions hold all words of `query`; a monitor searches subject and number only.
pub(super) enum Found {
    /// No query: everything.
    All,
    Ids(Vec<Id<Petition>>),
}

/// Petitions looked at for one query.
const HITS_MAX: i64 = 2_000;

pub(super) fn find(conn: &mut Conn, query: &str, headings_only: bool) -> Result<Found, Trouble> {
    let folded = words(query);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).collect();
    if words.is_empty() {
        return Ok(if query.trim().is_empty() { Found::All } else { Found::Ids(Vec::new()) });
    }
    // The newest first, so that a common word still shows what is at hand.
    let ids = match &mut conn.0 {
        super::connection::Engine::Sqlite(c) => petition_search::table
            .filter(sqlite_match(&words, headings_only))
            .order(petition_search::id.desc())
            .limit(HITS_MAX)
            .select(petition_search::petition)
            .load(c)?,
        super::connection::Engine::Postgres(c) => petition_search::table
            .filter(postgres_match(&words, headings_only))
            .order(petition_search::id.desc())
            .limit(HITS_MAX)
            .select(petition_search::petition)
            .load(c)?,
    };
    Ok(Found::Ids(ids))
}

type Match = diesel::expression::UncheckedBind<
    diesel::expression::SqlLiteral<Bool>,
    diesel::internal::derives::as_expression::Bound<Text, String>,
>;

/// Words are quoted, so that nothing in them is an operator; the last letters may be missing.
fn sqlite_match(words: &[&str], headings_only: bool) -> diesel::expression::SqlLiteral<Bool, Match> {
    let quoted = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
    let query = if headings_only { format!("heading : ({quoted})") } else { quoted };
    diesel::dsl::sql::<Bool>("petition_search.id IN (SELECT rowid FROM petition_fts WHERE petition_fts MATCH ")
        .bind::<Text, _>(query)
        .sql(")")
}

fn postgres_match(words: &[&str], headings_only: bool) -> diesel::expression::SqlLiteral<Bool, Match> {
    let query = words.iter().map(|word| format!("'{word}':*")).collect::<Vec<_>>().join(" & ");
    let column = if headings_only { "heading_vector" } else { "words_vector" };
    diesel::dsl::sql::<Bool>(&format!("petition_search.{column} @@ to_tsquery('simple', "))
        .bind::<Text, _>(query)
        .sql(")")
}
