//! Meeting the chairman about a petition: whoever holds the code books a number on one of the next days, and gives it back.

use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::{Named, case_of, named};
use crate::{
    domain::{
        act::Act,
        change::Change,
        code::Code,
        form::Fields,
        id::Id,
        petition::Case,
        reception::{Reception, ReceptionState, Sitting, turn},
        refusal::{FieldError, Refusal},
    },
    register,
    store::{self, Conn},
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::{Choice, Page, Typed, long_day},
    },
};

/// Days offered at once.
const OFFERED: usize = 5;
const AHEAD: Days = Days::new(120);

/// What the code's page says of a meeting.
#[derive(Serialize)]
pub(super) struct Meeting {
    booked: Option<Booked>,
    /// The next day on which there is still a seat.
    next: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Booked {
    number: i32,
    day: NaiveDate,
    hours: String,
    place: String,
    called_off: bool,
}

/// None for a sealed petition: its page says nothing.
pub(super) fn meeting(desk: &Desk, case: &Case) -> Result<Option<Meeting>, Failure> {
    if case.petition.sealed {
        return Ok(None);
    }
    let found = desk.store().read(|conn| ahead(desk, conn))?;
    let booked = found.iter().find_map(|sitting| {
        let turn = turn::waiting_of(&sitting.turns, case.petition.id)?;
        let Reception { day, hours, place, state, .. } = sitting.reception.clone();
        Some(Booked { number: turn.number, day, hours, place, called_off: state == ReceptionState::CalledOff })
    });
    let next = found.iter().find(|sitting| is_offered(sitting, desk.today())).map(|sitting| sitting.reception.day);
    Ok(Some(Meeting { booked, next }))
}

fn ahead(desk: &Desk, conn: &mut Conn) -> Result<Vec<Sitting>, Failure> {
    Ok(store::reception::sittings(conn, desk.today(), desk.today() + AHEAD)?)
}

fn is_offered(sitting: &Sitting, today: NaiveDate) -> bool {
    let Sitting { reception, turns, .. } = sitting;
    reception.state == ReceptionState::Planned && reception.day > today && turn::seats_left(reception, turns) > 0
}

#[derive(Serialize)]
struct MeetPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
    days: Vec<Choice>,
}

impl Page for MeetPage {
    const TEMPLATE: &'static str = "tracking/meet.html";
}

pub fn show_meet(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if case.petition.sealed {
        return desk.see(format!("/don/{}", code.digits()));
    }
    ask(desk, &code, &case, &Fields::new(), Vec::new())
}

fn ask(desk: &Desk, code: &Code, case: &Case, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let found = desk.store().read(|conn| ahead(desk, conn))?;
    let offered = found.iter().filter(|sitting| is_offered(sitting, desk.today())).take(OFFERED);
    let days = offered.map(|Sitting { reception, turns, .. }| Choice {
        hint: format!("{}, {}. Còn {} lượt.", reception.hours, reception.place, turn::seats_left(reception, turns)),
        ..Choice::new(&reception.id.to_string(), &long_day(reception.day))
    });
    let (days, typed) = (days.collect(), Typed::of(&["reception"], fields, errors));
    desk.page_as(status, &MeetPage { typed, p: named(desk, code, case), days })
}

pub fn meet(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let fields = &desk.visit.fields;
    let Ok(id) = fields.get("reception").parse::<Id<Reception>>() else {
        return ask(desk, &code, &case, fields, vec![FieldError::new("reception", "Xin chọn một ngày.")]);
    };
    let act = desk.citizens_act();
    match register::schedule(desk.store(), &act, &id, |sitting, _| book(&case, sitting, &act)) {
        Ok(_) => desk.see(format!("/don/{}#hen", code.digits())),
        Err(register::Failure::Refused(refusal)) => match refusal {
            Refusal::Fields(errors) => ask(desk, &code, &case, fields, errors),
            Refusal::Untimely(words) => ask(desk, &code, &case, fields, vec![FieldError::new("reception", words)]),
            other => Err(other.into()),
        },
        Err(failure) => Err(failure.into()),
    }
}

fn book(case: &Case, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    if case.petition.sealed {
        return Err(Refusal::Unseen);
    }
    turn::draw(Some(case.petition.id), sitting, act)
}

/// Gives back what is booked; nothing booked is as good.
pub fn unmeet(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let found = desk.store().read(|conn| ahead(desk, conn))?;
    for sitting in found.iter().filter(|one| turn::waiting_of(&one.turns, case.petition.id).is_some()) {
        let act = desk.citizens_act();
        let id = sitting.reception.id;
        register::schedule(desk.store(), &act, &id, |sitting, _| turn::give_up(case.petition.id, sitting, &act))?;
    }
    desk.see(format!("/don/{}", code.digits()))
}
