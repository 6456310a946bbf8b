//! Reception days (`/tiep-dan`): what is planned, what the law still asks for, and what became of each day.

pub mod book;
pub mod day;
pub mod ending;
pub mod ledger;
pub mod notice;
pub mod plan;
pub mod watch;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
};
use crate::{
    domain::{
        act::Act,
        id::Id,
        person::Role,
        reception::{Reception, ReceptionState, Sitting, note::Note, turn},
    },
    store::{self, Conn},
};
use notice::Notice;

pub const KEEPERS: &[Role] = &[Role::Clerk, Role::Chair, Role::ViceChair];
/// How far ahead lists look.
const AHEAD: Days = Days::new(400);

/// One reception as pages show it.
#[derive(Serialize)]
pub struct DayShown {
    id: Id<Reception>,
    day: NaiveDate,
    part: &'static str,
    hours: String,
    place: String,
    attending: String,
    agenda: String,
    head: String,
    unplanned: bool,
    posted_on: NaiveDate,
    state: ReceptionState,
    state_words: &'static str,
    /// `wait`, `ok`, `late`.
    tag: &'static str,
    seats: i32,
    seats_left: i32,
    /// Numbers that still wait.
    waiting: usize,
    received: usize,
    notes: Vec<NoteShown>,
}

#[derive(Serialize)]
struct NoteShown {
    kind: &'static str,
    day: NaiveDate,
    part: String,
    body: String,
    who: String,
    at: DateTime<Utc>,
}

impl DayShown {
    pub fn of(desk: &Desk, sitting: &Sitting) -> DayShown {
        let Sitting { reception, turns, notes } = sitting;
        let count = |state| turns.iter().filter(|turn| turn.state == state).count();
        let (state_words, tag) = state_of(reception, desk.today());
        let head = desk.office.account(reception.head);
        let one = reception.clone();
        DayShown {
            id: one.id,
            day: one.day,
            part: one.part.label(),
            hours: one.hours,
            place: one.place,
            attending: one.attending,
            agenda: one.agenda,
            head: head.map_or_else(String::new, |head| head.name.clone()),
            unplanned: one.unplanned,
            posted_on: one.posted_on,
            state: one.state,
            state_words,
            tag,
            seats: one.seats,
            seats_left: turn::seats_left(reception, turns),
            waiting: count(turn::TurnState::Waiting),
            received: count(turn::TurnState::Received),
            notes: notes.iter().map(|note| note_shown(desk, note)).collect(),
        }
    }
}

fn note_shown(desk: &Desk, note: &Note) -> NoteShown {
    NoteShown {
        kind: note.kind.label(),
        day: note.day,
        part: note.part.label().to_lowercase(),
        body: note.body.clone(),
        who: note
            .author
            .and_then(|id| desk.office.account(id))
            .map_or_else(String::new, |account| account.name.clone()),
        at: note.at,
    }
}

fn state_of(reception: &Reception, today: NaiveDate) -> (&'static str, &'static str) {
    match reception.state {
        ReceptionState::Planned if reception.day < today => ("Chưa ghi đã tiếp hay vắng", "soon"),
        ReceptionState::Held => (reception.state.label(), "ok"),
        ReceptionState::Absent => (reception.state.label(), "late"),
        state => (state.label(), "wait"),
    }
}

#[derive(Serialize)]
struct ListPage {
    notice: Notice,
    upcoming: Vec<DayShown>,
    past: Vec<DayShown>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "reception/list.html";
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let page = desk.store().read(|conn| {
        let (upcoming, past) = days(desk, conn)?;
        Ok::<_, Failure>(ListPage { notice: notice::notice(desk, conn)?, upcoming, past })
    })?;
    desk.page(&page)
}

/// From today on, and back to the year's beginning, the newest first.
fn days(desk: &Desk, conn: &mut Conn) -> Result<(Vec<DayShown>, Vec<DayShown>), Failure> {
    let today = desk.today();
    let sittings = store::reception::sittings(conn, year_begin(today), today + AHEAD)?;
    let (upcoming, past): (Vec<_>, Vec<_>) = sittings.iter().partition(|one| one.reception.day >= today);
    let shown = |sitting: &Sitting| DayShown::of(desk, sitting);
    Ok((upcoming.into_iter().map(shown).collect(), past.into_iter().rev().map(shown).collect()))
}

fn year_begin(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today)
}

/// An act that a form brought: the same person sending the same form did it once. Each form of ours has its own `once`.
pub fn act_of_form(desk: &Desk) -> Result<Act, Failure> {
    let account = desk.account()?;
    let mut parts: Vec<Vec<u8>> = vec![account.id.to_string().into_bytes(), desk.visit.path.clone().into_bytes()];
    for (field, values) in desk.visit.fields.iter() {
        parts.push(format!("{field} {}", values.len()).into_bytes());
        parts.extend(values.iter().map(|value| value.as_bytes().to_vec()));
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(desk.act().with_form(desk.store().keys.form(&parts)))
}
