//! One petition with all that lies on its table, for a rule or a page.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::{
    Conn, Store, Trouble, Tx,
    connection::on,
    record::vault,
    row::{ChoiceRow, EventRow, PetitionRow, RetentionRow, StoryRow, TextRow},
    schema::{choices, duplicates, events, identities, keepings, parties, petitions, stories, texts},
    scope, sheet,
};
use crate::domain::{
    act::day_of,
    code::Code,
    duplicate::{self, Named},
    elsewhere::Earlier,
    event::Event,
    id::Id,
    petition::{Case, Draft, Petition, Stage, Text as PetitionText, TextKind},
    policy::Sight,
};

/// Events shown of one petition: the newest.
const HISTORY_MAX: i64 = 500;
/// Earlier petitions of the same person that are shown: the newest.
const EARLIER_MAX: i64 = 5;

/// For the portal itself and for a code-holder: not scoped.
pub fn load(conn: &mut Conn, id: Id<Petition>) -> Result<Case, Trouble> {
    load_as_stored(conn, id).map(veiled)
}

/// With what is sealed as it lies in its rows.
pub(super) fn load_as_stored(conn: &mut Conn, id: Id<Petition>) -> Result<Case, Trouble> {
    let head: Head = on!(conn, c => petitions::table
        .inner_join(choices::table)
        .left_join(stories::table.on(stories::petition.eq(petitions::id)))
        .left_join(keepings::table.on(keepings::petition.eq(petitions::id)))
        .filter(petitions::id.eq(id))
        .select(Head::as_select())
        .first(c))?;
    fill(conn, head)
}

/// For someone of the office: what is out of their sight is not there.
pub fn load_in_sight(conn: &mut Conn, id: Id<Petition>, sight: &Sight) -> Result<Case, Trouble> {
    let head = head_in_sight(conn, id, sight)?;
    fill(conn, head).map(veiled)
}

/// The same where nothing of it is sealed; what is waits until the look was recorded.
pub fn load_unsealed(conn: &mut Conn, id: Id<Petition>, sight: &Sight) -> Result<Option<Case>, Trouble> {
    let head = head_in_sight(conn, id, sight)?;
    if head.petition.sealed { Ok(None) } else { fill(conn, head).map(Some) }
}

fn head_in_sight(conn: &mut Conn, id: Id<Petition>, sight: &Sight) -> Result<Head, Trouble> {
    Ok(on!(conn, c => petitions::table
        .inner_join(choices::table)
        .left_join(stories::table.on(stories::petition.eq(petitions::id)))
        .left_join(keepings::table.on(keepings::petition.eq(petitions::id)))
        .filter(petitions::id.eq(id))
        .filter(scope::visible(sight))
        .select(Head::as_select())
        .first(c))?)
}

/// A petition with all of which it has at most one.
#[derive(Queryable, Selectable)]
struct Head {
    #[diesel(embed)]
    petition: PetitionRow,
    #[diesel(embed)]
    choice: ChoiceRow,
    #[diesel(embed)]
    story: Option<StoryRow>,
    #[diesel(embed)]
    retention: Option<RetentionRow>,
}

/// Those of many petitions that this person may know of.
pub fn in_sight(conn: &mut Conn, ids: &[Id<Petition>], sight: &Sight) -> Result<Vec<Petition>, Trouble> {
    let rows: Vec<PetitionRow> = on!(conn, c => petitions::table
        .filter(petitions::id.eq_any(ids.to_vec()))
        .filter(scope::visible(sight))
        .select(PetitionRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(|row| Petition::restore(row.into())).collect())
}

/// Of a sealed petition nothing is to be read. Answers stay under their seal, because rules copy them.
fn veiled(mut case: Case) -> Case {
    if case.petition.sealed {
        case.texts.iter_mut().for_each(|text| text.body.clear());
        case.files.iter_mut().for_each(|file| file.file.name = format!("tep-{}", file.position));
    }
    case
}

fn fill(conn: &mut Conn, head: Head) -> Result<Case, Trouble> {
    let Head { petition, choice, story, retention } = head;
    let id = petition.id;
    let petition = Petition::restore(petition.into());
    let people = sheet::people(conn, id)?;
    let said = sheet::said(conn, id)?;
    let decided = sheet::decided(conn, id)?;
    Ok(Case {
        choice: choice.into(),
        story: story.filter(|_| !petition.sealed).map(Into::into),
        petition,
        parties: people.parties,
        clocks: decided.clocks,
        answers: decided.answers,
        texts: said.texts,
        tellings: said.tellings,
        concerns: people.concerns,
        files: said.files,
        papers: decided.papers,
        withdrawals: said.withdrawals,
        links: people.links,
        splits: people.splits,
        retention: retention.map(Into::into),
        assistances: decided.asked,
        mediations: decided.mediations,
    })
}

/// What happened to it, oldest first.
pub fn history(conn: &mut Conn, id: Id<Petition>) -> Result<Vec<Event>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::petition.eq(id).or(events::subject.eq(id.subject())))
        .order((events::at.desc(), events::id.desc()))
        .limit(HISTORY_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().rev().map(Into::into).collect())
}

/// The petition whose code this is.
pub fn by_code(store: &Store, conn: &mut Conn, code: &Code) -> Result<Option<Id<Petition>>, Trouble> {
    let hash = vault::code_hash(&store.keys, code);
    Ok(on!(conn, c => parties::table
        .filter(parties::code_hash.eq(hash))
        .select(parties::petition)
        .first(c)
        .optional())?)
}

/// The petition in sight with that incoming number: “131” of this year, “131/2026”.
pub fn by_number(
    conn: &mut Conn,
    text: &str,
    today: NaiveDate,
    sight: &Sight,
) -> Result<Option<Id<Petition>>, Trouble> {
    let (number, year) = text.split_once('/').unwrap_or((text, ""));
    let year: Option<i32> = if year.is_empty() { Some(today.year()) } else { year.trim().parse().ok() };
    let (Ok(number), Some(year)) = (number.trim().parse::<i32>(), year) else { return Ok(None) };
    Ok(on!(conn, c => petitions::table
        .filter(petitions::number.eq(number))
        .filter(petitions::number_year.eq(year))
        .filter(scope::visible(sight))
        .select(petitions::id)
        .first(c)
        .optional())?)
}

/// The petition that a draft became.
pub fn by_draft(conn: &mut Conn, draft: Id<Draft>) -> Result<Option<Id<Petition>>, Trouble> {
    Ok(on!(conn, c => petitions::table.filter(petitions::draft.eq(draft)).select(petitions::id).first(c).optional())?)
}

/// The petition that somebody means by its incoming number, or by the code on its slip, if it is in their sight.
pub fn meant(tx: &mut Tx, by: &Named, sight: &Sight) -> Result<Option<Case>, Trouble> {
    let found = match by {
        Named::Code(code) => by_code(tx.store, tx, code)?,
        Named::Number(number, year) => on!(tx, c => petitions::table
            .filter(scope::visible(sight))
            .filter(petitions::number.eq(number))
            .filter(petitions::number_year.eq(year))
            .select(petitions::id)
            .first(c)
            .optional())?,
    };
    let Some(id) = found else { return Ok(None) };
    match load_in_sight(tx, id, sight) {
        Ok(case) => Ok(Some(case)),
        Err(Trouble::NotFound) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Those of these petitions that are in sight, in the order in which they came.
pub fn among(conn: &mut Conn, ids: &[Id<Petition>], sight: &Sight) -> Result<Vec<Petition>, Trouble> {
    let rows: Vec<PetitionRow> = on!(conn, c => petitions::table
        .filter(petitions::id.eq_any(ids.to_vec()))
        .filter(scope::visible(sight))
        .order((petitions::received_at, petitions::id))
        .select(PetitionRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(|row| Petition::restore(row.into())).collect())
}

/// Earlier ones of the same person in the same field that were sent elsewhere, if they are in sight; a comparison of
/// hashes, nothing of the vault is opened.
pub fn sent_on_before(conn: &mut Conn, petition: &Petition, sight: &Sight) -> Result<Vec<Earlier>, Trouble> {
    let ended: Vec<Stage> = vec![Stage::Guided, Stage::Transferred];
    let phones: Vec<Option<String>> = on!(conn, c => petitions::table
        .inner_join(identities::table.on(identities::petition.eq(petitions::id)))
        .filter(scope::visible(sight))
        .filter(petitions::id.eq(petition.id))
        .filter(identities::phone_hash.is_not_null())
        .select(identities::phone_hash)
        .load(c))?;
    if phones.is_empty() {
        return Ok(Vec::new());
    }
    let same = identities::table.filter(identities::phone_hash.eq_any(phones)).select(identities::petition);
    let rows: Vec<(PetitionRow, TextRow)> = on!(conn, c => petitions::table
        .inner_join(texts::table.on(texts::petition.eq(petitions::id)))
        .filter(scope::visible(sight))
        .filter(petitions::id.eq_any(same))
        .filter(petitions::id.ne(petition.id))
        .filter(petitions::sealed.eq(false))
        .filter(petitions::topic.eq(petition.topic))
        .filter(petitions::stage.eq_any(ended))
        .filter(texts::kind.eq(TextKind::Authority))
        .order((texts::at.desc(), texts::id))
        .limit(EARLIER_MAX)
        .select((PetitionRow::as_select(), TextRow::as_select()))
        .load(c))?;
    Ok(rows.into_iter().map(|(row, text)| earlier(&Petition::restore(row.into()), &text.into())).collect())
}

fn earlier(petition: &Petition, text: &PetitionText) -> Earlier {
    Earlier {
        petition: petition.id,
        number: petition.number.zip(petition.number_year),
        stage: petition.stage,
        on: day_of(text.at),
        to: text.body.clone(),
    }
}

/// Petitions that hang on one which cannot speak for them any more.
pub fn stranded(tx: &mut Tx, main: Id<Petition>) -> Result<Vec<Id<Petition>>, Trouble> {
    let hanging: Vec<Id<Petition>> = on!(tx, c => duplicates::table
        .filter(duplicates::main.eq(main))
        .filter(duplicates::ended_on.is_null())
        .order(duplicates::id)
        .select(duplicates::petition)
        .load(c))?;
    if hanging.is_empty() || duplicate::speaks(&load(tx, main)?.petition) { Ok(Vec::new()) } else { Ok(hanging) }
}
