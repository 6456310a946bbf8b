//! One reception day (`/tiep-dan/{id}`): its queue with numbers, and what may be done with the day.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    DayShown, KEEPERS, act_of_form, book,
    ending::{Concluded, concluded},
    plan::parts,
};
use crate::{
    domain::{
        act::Act,
        code::Code,
        event::{Deed, Subject},
        form::{Fields, parse_date},
        id::Id,
        petition::{Medium, Petition},
        reception::{
            Reception, ReceptionState, Sitting,
            fate::{self, FATES},
            turn::{self, CallCause, TurnState, seats_left},
        },
        refusal::{FieldError, Refusal},
    },
    keys::Token,
    register::{self, OnDay},
    store::{self, Conn, Trouble, book::Part},
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::{Choice, Page},
        petition::{heading, number_of},
    },
};

/// The fields of all forms of the page.
const FIELDS: &[&str] = &["day", "part", "reason", "petition", "number", "state"];

#[derive(Serialize)]
struct DayPage {
    day: DayShown,
    queue: Vec<TurnShown>,
    parts: Vec<Choice>,
    mediums: Vec<Choice>,
    /// How many still have to be told.
    calls: usize,
    forms: Vec<Form>,
    draw: Option<Form>,
    concluded: Concluded,
    entries: usize,
    /// Why the last act did not happen, where no field is to blame.
    trouble: String,
    errors: Vec<FieldError>,
}

impl Page for DayPage {
    const TEMPLATE: &'static str = "reception/day.html";
}

/// One act as a form.
#[derive(Serialize)]
struct Form {
    code: &'static str,
    path: String,
    label: &'static str,
    version: i32,
    once: String,
    open: bool,
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

/// A number of the queue; what it is about is shown to whom may know of it.
#[derive(Serialize)]
struct TurnShown {
    number: i32,
    via: &'static str,
    state: TurnState,
    state_words: &'static str,
    petition: Option<Id<Petition>>,
    subject: String,
    petition_number: Option<String>,
    /// Why they have to be told; when and how they were.
    owed: Option<&'static str>,
    told_on: Option<NaiveDate>,
    medium: Option<&'static str>,
    once: String,
}

/// A form that could not stand.
struct Again {
    deed: Deed,
    errors: Vec<FieldError>,
    trouble: String,
}

pub fn id_of(desk: &Desk) -> Result<Id<Reception>, Failure> {
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let page = page_of(desk, id_of(desk)?, None)?;
    desk.page(&page)
}

fn page_of(desk: &Desk, id: Id<Reception>, again: Option<&Again>) -> Result<DayPage, Failure> {
    let (sitting, queue, concluded, entries) = desk.store().read(|conn| {
        let sitting = store::reception::sitting(conn, id)?;
        let queue = queue(desk, conn, &sitting)?;
        let concluded = concluded(desk, conn, &sitting)?;
        let entries = store::book::entries(conn, &Part::Reception(id))?.len();
        Ok::<_, Failure>((sitting, queue, concluded, entries))
    })?;
    let act = desk.act();
    let reception = &sitting.reception;
    let offered = FATES.iter().copied().filter(|deed| fate::may(*deed, reception, &act).is_ok());
    let draws = reception.state == ReceptionState::Planned
        && reception.day >= desk.today()
        && seats_left(reception, &sitting.turns) > 0;
    let calls = sitting.turns.iter().filter(|turn| turn.awaits_call()).count();
    Ok(DayPage {
        mediums: Medium::ALL.iter().map(|one| Choice::new(one.code(), one.label())).collect(),
        calls,
        day: DayShown::of(desk, &sitting),
        queue,
        concluded,
        entries,
        parts: parts(),
        forms: offered.map(|deed| form(desk, reception, deed, again)).collect(),
        draw: draws.then(|| form(desk, reception, Deed::BookTurn, again)),
        trouble: again.map(|again| again.trouble.clone()).unwrap_or_default(),
        errors: again.map(|again| again.errors.clone()).unwrap_or_default(),
    })
}

fn queue(desk: &Desk, conn: &mut Conn, sitting: &Sitting) -> Result<Vec<TurnShown>, Failure> {
    let sight = desk.sight()?;
    let ids: Vec<Id<Petition>> = sitting.turns.iter().filter_map(|turn| turn.petition).collect();
    let known = store::petition::in_sight(conn, &ids, &sight)?;
    let shown = |turn: &turn::Turn| {
        let petition = known.iter().find(|petition| Some(petition.id) == turn.petition);
        TurnShown {
            number: turn.number,
            via: turn.via.label(),
            state: turn.state,
            state_words: turn.state.label(),
            petition: petition.map(|petition| petition.id),
            subject: petition.map_or_else(String::new, |petition| heading(desk, &sight, petition)),
            petition_number: petition.and_then(number_of),
            owed: turn.owed.map(CallCause::label),
            told_on: turn.told_on,
            medium: turn.medium.map(Medium::label),
            once: Token::new_random().text(),
        }
    };
    Ok(sitting.turns.iter().map(shown).collect())
}

fn form(desk: &Desk, reception: &Reception, deed: Deed, again: Option<&Again>) -> Form {
    let again = again.filter(|again| again.deed == deed);
    let typed = |field: &str| again.map_or_else(String::new, |_| desk.visit.fields.get(field));
    let mut values: Map<String, Value> =
        FIELDS.iter().map(|field| ((*field).to_owned(), Value::from(typed(field)))).collect();
    if again.is_none() && deed == Deed::MoveReception {
        values.insert("part".to_owned(), Value::from(reception.part.code()));
    }
    Form {
        code: deed.code(),
        path: format!("/tiep-dan/{}/{}", reception.id, deed.code()),
        label: deed.label(),
        version: reception.version,
        once: Token::new_random().text(),
        open: again.is_some(),
        values,
        errors: again.map(|again| again.errors.clone()).unwrap_or_default(),
    }
}

/// `POST /tiep-dan/{id}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let id = id_of(desk)?;
    let deed = Deed::from_code(desk.visit.part("act")).ok_or(Failure::Gone)?;
    let act = act_of_form(desk)?;
    let done = match deed {
        Deed::BookTurn => draw(desk, id, &act),
        Deed::CancelTurn => dismiss(desk, id, &act),
        Deed::TellTurn => {
            register::schedule_once(desk.store(), &act, &id, |sitting, _| turn::told(&desk.visit.fields, sitting, &act))
        }
        Deed::OpenBook => return book::open_day(desk, id),
        deed if FATES.contains(&deed) => settle(desk, id, deed, &act),
        _ => return Err(Failure::Gone),
    };
    match done {
        Ok(_) => desk.see(format!("/tiep-dan/{id}")),
        Err(register::Failure::Refused(refusal)) => again(desk, id, deed, refusal),
        Err(failure) => Err(failure.into()),
    }
}

type Done = Result<Option<Id<Subject>>, register::Failure>;

fn settle(desk: &Desk, id: Id<Reception>, deed: Deed, act: &Act) -> Done {
    let fields = &desk.visit.fields;
    let on = OnDay(parse_date(&fields.get("day")).unwrap_or(desk.today()));
    register::schedule_once(desk.store(), act, &(id, on), |(sitting, taken), office| {
        fate::decide(deed, fields, sitting, taken, act, office)
    })
}

fn draw(desk: &Desk, id: Id<Reception>, act: &Act) -> Done {
    let petition = named_petition(desk, &desk.visit.fields)?;
    register::schedule_once(desk.store(), act, &id, |sitting, _| turn::draw(petition, sitting, act))
}

fn dismiss(desk: &Desk, id: Id<Reception>, act: &Act) -> Done {
    let fields = &desk.visit.fields;
    let number = fields.get("number").parse().unwrap_or(0);
    let state = TurnState::from_code(&fields.get("state")).unwrap_or(TurnState::Gone);
    register::schedule_once(desk.store(), act, &id, |sitting, _| turn::dismiss(number, state, sitting, act))
}

/// A petition by its code or its incoming number (“131”, “131/2026”), if this person may know of it.
pub fn named_petition(desk: &Desk, fields: &Fields) -> Result<Option<Id<Petition>>, register::Failure> {
    let text = fields.get("petition");
    if text.is_empty() {
        return Ok(None);
    }
    let sight = desk.sight().map_err(|_| Refusal::Unseen)?;
    let found = desk.store().read(|conn| match Code::parse(&text) {
        Ok(code) => match store::petition::by_code(desk.store(), conn, &code)? {
            Some(id) => store::petition::load_in_sight(conn, id, &sight).map(|case| Some(case.petition.id)),
            None => Ok(None),
        },
        Err(_) => store::petition::by_number(conn, &text, desk.today(), &sight),
    });
    match found {
        Ok(Some(id)) => Ok(Some(id)),
        Ok(None) | Err(Trouble::NotFound) => {
            let words = "Không thấy hồ sơ nào có số hoặc mã này. Xin xem lại, hoặc để trống.";
            Err(Refusal::field("petition", words).into())
        }
        Err(trouble) => Err(trouble.into()),
    }
}

fn again(desk: &Desk, id: Id<Reception>, deed: Deed, refusal: Refusal) -> Answer {
    let (status, trouble, errors) = match refusal {
        Refusal::Fields(errors) => (StatusCode::UNPROCESSABLE_ENTITY, String::new(), errors),
        Refusal::Untimely(words) => (StatusCode::CONFLICT, words, Vec::new()),
        Refusal::NotYours(words) => (StatusCode::FORBIDDEN, words.to_owned(), Vec::new()),
        other => return Err(other.into()),
    };
    let page = page_of(desk, id, Some(&Again { deed, errors, trouble }))?;
    desk.page_as(status, &page)
}
