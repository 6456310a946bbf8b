//! The public schedule (`/lich-tiep-dan`): when, where and by whom people are received, how to book, what to bring.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    dialogue::shown::{AnnouncedShown, announced},
    page::Page,
};
use crate::{
    domain::reception::{Reception, ReceptionState, Sitting, note::NoteKind, turn::seats_left},
    store,
};

/// Days shown ahead.
const AHEAD: Days = Days::new(120);

#[derive(Serialize)]
struct SchedulePage {
    days: Vec<Posted>,
    dialogues: Vec<AnnouncedShown>,
}

impl Page for SchedulePage {
    const TEMPLATE: &'static str = "schedule.html";
}

/// One reception as it is posted: of those who booked only their number.
#[derive(Serialize)]
struct Posted {
    day: NaiveDate,
    part: &'static str,
    hours: String,
    place: String,
    attending: String,
    agenda: String,
    head: String,
    called_off: bool,
    unplanned: bool,
    /// The day it was to be, when it moved.
    moved_from: Option<NaiveDate>,
    booked: i32,
    seats_left: i32,
}

pub fn show(desk: &Desk) -> Answer {
    let today = desk.today();
    let found = desk.store().read(|conn| store::reception::sittings(conn, today, today + AHEAD))?;
    let shown = |one: &&Sitting| matches!(one.reception.state, ReceptionState::Planned | ReceptionState::CalledOff);
    let days = found.iter().filter(shown).map(|sitting| posted(desk, sitting)).collect();
    let dialogues = announced(&desk.store().read(store::dialogue::announced)?);
    desk.page(&SchedulePage { days, dialogues })
}

fn posted(desk: &Desk, sitting: &Sitting) -> Posted {
    let left = seats_left(&sitting.reception, &sitting.turns);
    let moved = sitting.notes.iter().rev().find(|note| note.kind == NoteKind::Moved);
    let Reception { day, part, hours, place, attending, agenda, head, state, unplanned, seats, .. } =
        sitting.reception.clone();
    Posted {
        day,
        part: part.label(),
        hours,
        place,
        attending,
        agenda,
        head: desk.office.account(head).map_or_else(String::new, |head| head.name.clone()),
        called_off: state == ReceptionState::CalledOff,
        unplanned,
        moved_from: moved.map(|note| note.day),
        booked: seats - left,
        seats_left: left,
    }
}
