//! Dialogues as they lie in their rows: one with all that is in sight of it, lists of them, and what the public is told.

use chrono::NaiveDate;
use diesel::{dsl::auto_type, prelude::*};

use super::{
    Conn, Store, Trouble,
    connection::on,
    record::vault,
    row::{
        ClockRow, CommitmentRow, DialogueRow, DialogueTextRow, EventRow, GuestRow, ItemRow, MinutesRow, PetitionRow,
        ScanRow,
    },
    schema::{
        agenda, clocks, commitments, concerns, dialogue_texts, dialogues, events, guests, minutes, minutes_scans,
        parties, petitions,
    },
    scope, together,
};
use crate::domain::{
    code::Code,
    dialogue::{
        AgendaItem, Dialogue, DialogueKind, DialogueStage, DialogueTextKind, GUESTS_MAX, Guest, Minutes, MinutesState,
        Session, guest::Invitation,
    },
    event::{Event, Subject},
    id::Id,
    person::Account,
    petition::{Party, Petition},
    policy::Sight,
};

/// Dialogues of one list.
pub const LIST_MAX: i64 = 100;
/// Events shown of one dialogue.
const HISTORY_MAX: i64 = 200;
/// Announcements on the public page.
const ANNOUNCED_MAX: i64 = 30;

/// One with all that this person may see of it; what is out of their sight is not there.
pub fn load_in_sight(conn: &mut Conn, id: Id<Dialogue>, sight: &Sight) -> Result<Session, Trouble> {
    if !crate::domain::dialogue::may_see(sight.role) {
        return Err(Trouble::NotFound);
    }
    let row: DialogueRow =
        on!(conn, c => dialogues::table.filter(dialogues::id.eq(id)).select(DialogueRow::as_select()).first(c))?;
    let dialogue: Dialogue = row.into();
    let (agenda, petitions) = agenda_in_sight(conn, id, sight)?;
    // The one inside a complaint is there for whoever sees the complaint.
    if dialogue.kind == DialogueKind::Complaint && agenda.is_empty() {
        return Err(Trouble::NotFound);
    }
    let seen: Vec<Id<Petition>> = petitions.iter().map(|petition| petition.id).collect();
    fill(conn, dialogue, agenda, petitions, &seen)
}

fn agenda_in_sight(
    conn: &mut Conn,
    id: Id<Dialogue>,
    sight: &Sight,
) -> Result<(Vec<AgendaItem>, Vec<Petition>), Trouble> {
    let rows: Vec<(ItemRow, PetitionRow)> = on!(conn, c => agenda::table
        .inner_join(petitions::table)
        .filter(agenda::dialogue.eq(id))
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .order(agenda::position)
        .select((ItemRow::as_select(), PetitionRow::as_select()))
        .load(c))?;
    Ok(rows.into_iter().map(|(item, petition)| (item.into(), Petition::restore(petition.into()))).unzip())
}

fn fill(
    conn: &mut Conn,
    dialogue: Dialogue,
    agenda: Vec<AgendaItem>,
    petitions: Vec<Petition>,
    seen: &[Id<Petition>],
) -> Result<Session, Trouble> {
    let id = dialogue.id;
    let subject: Id<Subject> = id.subject();
    let is_seen = |petition: Option<Id<Petition>>| petition.is_none_or(|petition| seen.contains(&petition));
    let all: Vec<GuestRow> = on!(conn, c => guests::table
        .filter(guests::dialogue.eq(id))
        .order(guests::position)
        .limit(i64::try_from(GUESTS_MAX).unwrap_or(i64::MAX))
        .select(GuestRow::as_select())
        .load(c))?;
    let last_seat = all.last().map_or(0, |guest| guest.position);
    let guests: Vec<Guest> = all.into_iter().map(Into::into).filter(|guest: &Guest| is_seen(guest.petition)).collect();
    let theirs: Vec<Id<Party>> = guests.iter().filter_map(|guest| guest.party).collect();
    let phones: Vec<Id<Party>> = on!(conn, c => parties::table
        .filter(parties::id.eq_any(theirs))
        .filter(parties::phone_given.eq(true))
        .select(parties::id)
        .load(c))?;
    let minutes: Vec<MinutesRow> = on!(conn, c => minutes::table
        .filter(minutes::dialogue.eq(id))
        .order(minutes::position)
        .select(MinutesRow::as_select())
        .load(c))?;
    let versions: Vec<Id<Minutes>> = minutes.iter().map(|one| one.id).collect();
    let scans: Vec<ScanRow> = on!(conn, c => minutes_scans::table
        .filter(minutes_scans::minutes.eq_any(versions))
        .order((minutes_scans::minutes, minutes_scans::position))
        .select(ScanRow::as_select())
        .load(c))?;
    let texts: Vec<DialogueTextRow> = on!(conn, c => dialogue_texts::table
        .filter(dialogue_texts::dialogue.eq(id))
        .order((dialogue_texts::at, dialogue_texts::id))
        .select(DialogueTextRow::as_select())
        .load(c))?;
    let clocks: Vec<ClockRow> = on!(conn, c => clocks::table
        .filter(clocks::subject.eq(subject))
        .order((clocks::due, clocks::id))
        .select(ClockRow::as_select())
        .load(c))?;
    let promises: Vec<CommitmentRow> = on!(conn, c => commitments::table
        .filter(commitments::subject.eq(subject))
        .order((commitments::due, commitments::id))
        .select(CommitmentRow::as_select())
        .load(c))?;
    Ok(Session {
        dialogue,
        agenda,
        petitions,
        guests,
        last_seat,
        phones,
        minutes: minutes.into_iter().map(Into::into).collect(),
        scans: scans.into_iter().map(Into::into).collect(),
        texts: texts.into_iter().map(Into::into).collect(),
        clocks: clocks.into_iter().map(Into::into).collect(),
        promises: promises
            .into_iter()
            .map(Into::into)
            .filter(|promise: &crate::domain::commitment::Commitment| is_seen(promise.petition))
            .collect(),
    })
}

/// What happened to it, oldest first.
pub fn history(conn: &mut Conn, id: Id<Dialogue>) -> Result<Vec<Event>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::subject.eq(id.subject()))
        .order((events::at.desc(), events::id.desc()))
        .limit(HISTORY_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().rev().map(Into::into).collect())
}

/// One line of a list, with how many petitions of it are in sight.
pub struct Listed {
    pub dialogue: Dialogue,
    pub petitions: usize,
}

/// The newest in sight, the latest day first.
pub fn list(conn: &mut Conn, sight: &Sight) -> Result<Vec<Listed>, Trouble> {
    if !crate::domain::dialogue::may_see(sight.role) {
        return Ok(Vec::new());
    }
    let rows: Vec<DialogueRow> = on!(conn, c => dialogues::table
        .order((dialogues::day.desc(), dialogues::id.desc()))
        .limit(LIST_MAX)
        .select(DialogueRow::as_select())
        .load(c))?;
    let ids: Vec<Id<Dialogue>> = rows.iter().map(|row| row.id).collect();
    let seen: Vec<Id<Dialogue>> = on!(conn, c => agenda::table
        .inner_join(petitions::table)
        .filter(agenda::dialogue.eq_any(ids))
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .select(agenda::dialogue)
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(Dialogue::from)
        .map(|dialogue| Listed { petitions: seen.iter().filter(|id| **id == dialogue.id).count(), dialogue })
        .filter(|listed| listed.dialogue.kind.is_public() || listed.petitions > 0)
        .collect())
}

/// What boards say of dialogues.
#[derive(Default)]
pub struct Noticed {
    /// Those that were moved or called off, with how many who had been asked are still to be told.
    pub calls: Vec<(Dialogue, usize)>,
    /// Conferences with the people from one day to another, both included.
    pub conferences: Vec<Dialogue>,
}

/// All of it by one query.
pub fn noticed(conn: &mut Conn, sight: &Sight, from: NaiveDate, until: NaiveDate) -> Result<Noticed, Trouble> {
    let rows: Vec<(i32, DialogueRow)> = on!(conn, c => {
        let open = vec![DialogueKind::Conference, DialogueKind::Thematic];
        let ahead = vec![DialogueStage::Planned, DialogueStage::Announced];
        let off = DialogueStage::CalledOff;
        let seen = petitions::table
            .filter(scope::visible(sight))
            .filter(petitions::sealed.eq(false))
            .select(petitions::id.nullable());
        let moved = dialogues::moved_from.is_not_null();
        let knew_of_it = dialogues::announced_on.is_not_null().or(dialogues::moved_from.is_not_null());
        let calls = guests::table
            .inner_join(dialogues::table)
            .filter(guests::told_on.is_null())
            .filter(dialogues::stage.eq_any(ahead).and(moved).or(dialogues::stage.eq(off).and(knew_of_it)))
            .filter(dialogues::kind.eq_any(open).or(guests::petition.eq_any(seen)))
            .order((dialogues::day, dialogues::id))
            .limit(LIST_MAX * i64::try_from(GUESTS_MAX).unwrap_or(1))
            .select(DialogueRow::as_select());
        let mut all = together::rows_for(c);
        all.add(calls);
        all.add(conferences_between(from, until).select(DialogueRow::as_select()));
        all.load(c)
    })?;
    let mut all = Noticed::default();
    for (place, row) in rows {
        let dialogue = Dialogue::from(row);
        match all.calls.last_mut().filter(|(last, _)| last.id == dialogue.id) {
            _ if place == 1 => all.conferences.push(dialogue),
            Some((_, count)) => *count += 1,
            None => all.calls.push((dialogue, 1)),
        }
    }
    Ok(all)
}

/// Not called off.
#[auto_type]
fn conferences_between(from: NaiveDate, until: NaiveDate) -> _ {
    let conference: DialogueKind = DialogueKind::Conference;
    let off: DialogueStage = DialogueStage::CalledOff;
    let most: i64 = LIST_MAX;
    dialogues::table
        .filter(dialogues::kind.eq(conference))
        .filter(dialogues::stage.ne(off))
        .filter(dialogues::day.between(from, until))
        .order((dialogues::day, dialogues::id))
        .limit(most)
}

/// A petition as one dialogue has it, with the last minutes that were signed.
pub struct OfPetition {
    pub dialogue: Dialogue,
    pub item: AgendaItem,
    pub signed: Option<i32>,
}

/// The dialogues of a petition that is in this person's sight, the newest first.
pub fn of_petition(conn: &mut Conn, petition: Id<Petition>, sight: &Sight) -> Result<Vec<OfPetition>, Trouble> {
    let rows: Vec<(DialogueRow, ItemRow, Option<i32>)> = on!(conn, c => {
        let signed = minutes::table
            .filter(minutes::dialogue.eq(dialogues::id))
            .filter(minutes::state.eq(MinutesState::Signed))
            .order(minutes::position.desc())
            .limit(1)
            .select(minutes::position)
            .single_value();
        agenda::table
            .inner_join(petitions::table)
            .inner_join(dialogues::table)
            .filter(agenda::petition.eq(petition))
            .filter(scope::visible(sight))
            .filter(petitions::sealed.eq(false))
            .order((dialogues::day.desc(), dialogues::id.desc()))
            .limit(LIST_MAX)
            .select((DialogueRow::as_select(), ItemRow::as_select(), signed))
            .load(c)?
    });
    let one = |(dialogue, item, signed): (DialogueRow, ItemRow, Option<i32>)| OfPetition {
        dialogue: dialogue.into(),
        item: item.into(),
        signed,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Those of `ids` that hide themselves from somebody, or stand on the agenda of a dialogue still to come.
pub fn not_free(conn: &mut Conn, ids: &[Id<Petition>], sight: &Sight) -> Result<Vec<Id<Petition>>, Trouble> {
    let ahead = vec![DialogueStage::Planned, DialogueStage::Announced];
    let (one, two) = (ids.to_vec(), ids.to_vec());
    let mut taken: Vec<Id<Petition>> = on!(conn, c => agenda::table
        .inner_join(petitions::table)
        .inner_join(dialogues::table)
        .filter(agenda::petition.eq_any(one))
        .filter(dialogues::stage.eq_any(ahead))
        .filter(scope::visible(sight))
        .select(agenda::petition)
        .load(c))?;
    let hiding = concerns::table.filter(concerns::hides.eq(true)).select(concerns::petition);
    let concerned: Vec<Id<Petition>> = on!(conn, c => petitions::table
        .filter(scope::visible(sight))
        .filter(petitions::id.eq_any(two))
        .filter(petitions::id.eq_any(hiding))
        .select(petitions::id)
        .load(c))?;
    taken.extend(concerned);
    Ok(taken)
}

/// The newest invitation of whoever holds this code: of a dialogue that was announced, or was to be.
pub fn invited(store: &Store, conn: &mut Conn, code: &Code) -> Result<Option<Invitation>, Trouble> {
    let hash = vault::code_hash(&store.keys, code);
    let party: Option<Id<Party>> =
        on!(conn, c => parties::table.filter(parties::code_hash.eq(hash)).select(parties::id).first(c).optional())?;
    let Some(party) = party else { return Ok(None) };
    let found: Option<(DialogueRow, GuestRow)> = on!(conn, c => guests::table
        .inner_join(dialogues::table)
        .inner_join(petitions::table.on(guests::petition.eq(petitions::id.nullable())))
        .filter(guests::party.eq(party))
        .filter(petitions::sealed.eq(false))
        .filter(dialogues::announced_on.is_not_null().or(dialogues::moved_from.is_not_null()))
        .order((dialogues::day.desc(), dialogues::id.desc()))
        .select((DialogueRow::as_select(), GuestRow::as_select()))
        .first(c)
        .optional())?;
    Ok(found.map(|(dialogue, guest)| Invitation { dialogue: dialogue.into(), guest: guest.into() }))
}

/// What the public is told of one conference or thematic dialogue.
pub struct Announced {
    pub dialogue: Dialogue,
    /// The result that was published.
    pub result: Option<String>,
}

/// Announced ones still to come, then those whose result was published.
pub fn announced(conn: &mut Conn) -> Result<Vec<Announced>, Trouble> {
    let shown = vec![DialogueStage::Announced, DialogueStage::Held, DialogueStage::Published];
    let open = vec![DialogueKind::Conference, DialogueKind::Thematic];
    let rows: Vec<DialogueRow> = on!(conn, c => dialogues::table
        .filter(dialogues::stage.eq_any(shown))
        .filter(dialogues::kind.eq_any(open))
        .order((dialogues::day.desc(), dialogues::id.desc()))
        .limit(ANNOUNCED_MAX)
        .select(DialogueRow::as_select())
        .load(c))?;
    let ids: Vec<Id<Dialogue>> = rows.iter().map(|row| row.id).collect();
    let results: Vec<DialogueTextRow> = on!(conn, c => dialogue_texts::table
        .filter(dialogue_texts::dialogue.eq_any(ids))
        .filter(dialogue_texts::kind.eq(DialogueTextKind::Result))
        .order((dialogue_texts::at.desc(), dialogue_texts::id.desc()))
        .select(DialogueTextRow::as_select())
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let result = results.iter().find(|text| text.dialogue == row.id && row.stage == DialogueStage::Published);
            Announced { result: result.map(|text| text.body.clone()), dialogue: row.into() }
        })
        .collect())
}

/// A conference with the people that was held, or is announced, in these days.
pub fn conferences(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Dialogue>, Trouble> {
    let rows: Vec<DialogueRow> =
        on!(conn, c => conferences_between(from, until).select(DialogueRow::as_select()).load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What this account's very form did before: something else than a petition.
pub fn did_already(conn: &mut Conn, form: &str, account: Id<Account>) -> Result<Option<Id<Subject>>, Trouble> {
    let found: Option<Option<Id<Subject>>> = on!(conn, c => events::table
        .filter(events::form.eq(form))
        .filter(events::account.eq(account))
        .filter(events::subject.is_not_null())
        .select(events::subject)
        .first(c)
        .optional())?;
    Ok(found.flatten())
}
