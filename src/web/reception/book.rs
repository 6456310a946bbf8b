//! The book (`/tiep-dan/so`): entries without names, one page each on the day, and names only after a recorded look.

use actix_web::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{KEEPERS, act_of_form, day, day::named_petition};
use crate::{
    domain::{
        clock::Clock,
        event::Deed,
        form::Fields,
        id::Id,
        person::Role,
        petition::{Kind, Petition},
        reception::{
            Reception,
            book::{self, At, Entry, Visitor, Written},
            refused::{self, RefusalGround},
        },
        refusal::{FieldError, Refusal},
    },
    keys::Token,
    register,
    store::{
        self,
        book::Part,
        record::{Recorded, book::open_visitors},
    },
    web::{
        desk::{Answer, Desk},
        error::Failure,
        intake,
        line::Limit,
        page::{Choice, Page, Typed},
        petition::{heading, number_of},
    },
};

pub const FIELDS: &[&str] = &[
    "full_name",
    "address",
    "paper",
    "content",
    "kind",
    "people",
    "representatives",
    "handled_by",
    "competent",
    "guided_to",
    "guide_no",
    "passed_to",
    "pass_no",
    "result",
    "petition",
    "refusal",
    "refusal_no",
    "refusal_date",
    "once",
    "version",
];

/// An entry as pages show it; who it is only where it was opened.
#[derive(Serialize)]
pub struct EntryShown {
    id: Id<Entry>,
    number: i32,
    year: i32,
    day: NaiveDate,
    reception: Option<Id<Reception>>,
    receiver: String,
    content: String,
    kind: Option<Kind>,
    people: i32,
    representatives: i32,
    handled_by: String,
    competent: Option<bool>,
    guided_to: String,
    guide_no: String,
    passed_to: String,
    pass_no: String,
    result: String,
    petition: Option<Id<Petition>>,
    petition_number: Option<String>,
    subject: String,
    refusal: Option<&'static str>,
    basis: Option<&'static str>,
    refusal_no: Option<String>,
    refusal_date: Option<NaiveDate>,
    sealed: bool,
    person: Option<PersonShown>,
}

#[derive(Serialize)]
struct PersonShown {
    full_name: String,
    address: String,
    paper: String,
}

pub fn shown(
    desk: &Desk,
    entries: &[Entry],
    mut opened: Vec<(Id<Entry>, Visitor)>,
) -> Result<Vec<EntryShown>, Failure> {
    let sight = desk.sight()?;
    let ids: Vec<Id<Petition>> = entries.iter().filter_map(|entry| entry.petition).collect();
    let known = desk.store().read(|conn| store::petition::in_sight(conn, &ids, &sight))?;
    let mut line = |entry: &Entry| {
        let petition = known.iter().find(|petition| Some(petition.id) == entry.petition);
        let found = opened.iter().position(|(id, _)| *id == entry.id).map(|at| opened.swap_remove(at).1);
        let of = entry.clone();
        EntryShown {
            id: of.id,
            number: of.number,
            year: of.year,
            day: of.day,
            reception: of.reception,
            receiver: desk.office.account(of.receiver).map_or_else(String::new, |account| account.name.clone()),
            content: of.content,
            kind: of.kind,
            people: of.people,
            representatives: of.representatives,
            handled_by: of.handled_by,
            competent: of.competent,
            guided_to: of.guided_to,
            guide_no: of.guide_no,
            passed_to: of.passed_to,
            pass_no: of.pass_no,
            result: of.result,
            petition: petition.map(|petition| petition.id),
            petition_number: petition.and_then(number_of),
            subject: petition.map_or_else(String::new, |petition| heading(desk, &sight, petition)),
            refusal: of.refusal.map(RefusalGround::label),
            basis: of.refusal.map(RefusalGround::basis),
            refusal_no: of.refusal_no,
            refusal_date: of.refusal_date,
            sealed: of.sealed,
            person: found.map(|Visitor { full_name, address, paper }| PersonShown { full_name, address, paper }),
        }
    };
    Ok(entries.iter().map(&mut line).collect())
}

#[derive(Serialize)]
struct BookPage {
    entries: Vec<EntryShown>,
    /// The reception whose names were opened.
    opened: Option<Id<Reception>>,
    year: i32,
    next: Option<i32>,
}

impl Page for BookPage {
    const TEMPLATE: &'static str = "reception/book.html";
}

pub fn show_book(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let query = &desk.visit.query;
    let year = query.get("nam").parse().unwrap_or(desk.today().year());
    let part = Part::Year(year, query.get("truoc").parse().ok());
    let entries = desk.store().read(|conn| store::book::entries(conn, &part))?;
    let full = entries.len() as i64 == store::book::PAGE_ROWS;
    let next = entries.last().filter(|last| full && last.number > 1).map(|last| last.number);
    desk.page(&BookPage { entries: shown(desk, &entries, Vec::new())?, opened: None, year, next })
}

/// The entries of one reception with their names, once: recorded first.
pub fn open_day(desk: &Desk, id: Id<Reception>) -> Answer {
    let act = desk.act();
    let recorded = register::decide(desk.store(), &act, id, |sitting, _| book::open(sitting.reception.id, &act))?;
    let (entries, opened) = desk.store().read(|conn| {
        let entries = store::book::entries(conn, &Part::Reception(id))?;
        Ok::<_, Failure>((entries, open_visitors(desk.store(), conn, &recorded)?))
    })?;
    desk.page(&BookPage {
        entries: shown(desk, &entries, opened)?,
        opened: Some(id),
        year: desk.today().year(),
        next: None,
    })
}

#[derive(Serialize)]
struct EntryPage {
    #[serde(flatten)]
    typed: Typed,
    /// Where the form goes.
    path: String,
    back: String,
    turn: Option<i32>,
    day: NaiveDate,
    /// An entry that stands already.
    entry: Option<EntryShown>,
    limit: Option<Limit>,
    kinds: Vec<Choice>,
    grounds: Vec<Choice>,
    clerk: bool,
    trouble: String,
}

impl Page for EntryPage {
    const TEMPLATE: &'static str = "reception/entry.html";
}

/// Which line of which queue the address names; none on an ordinary day.
struct Line {
    reception: Option<Id<Reception>>,
    number: Option<i32>,
}

impl Line {
    fn of(desk: &Desk) -> Result<Line, Failure> {
        if desk.visit.part("n").is_empty() {
            let reception = desk.visit.query.get("buoi").parse().ok();
            return Ok(Line { reception, number: None });
        }
        let number = desk.visit.part("n").parse().map_err(|_| Failure::Gone)?;
        Ok(Line { reception: Some(day::id_of(desk)?), number: Some(number) })
    }

    fn path(&self) -> String {
        match (self.reception, self.number) {
            (Some(id), Some(number)) => format!("/tiep-dan/{id}/luot/{number}"),
            (Some(id), None) => format!("/tiep-dan/so/moi?buoi={id}"),
            _ => "/tiep-dan/so/moi".to_owned(),
        }
    }

    fn back(&self) -> String {
        self.reception.map_or_else(|| "/tiep-dan/so".to_owned(), |id| format!("/tiep-dan/{id}"))
    }
}

/// A number of the queue: its entry if it has one, else an empty one; or an entry on an ordinary day.
pub fn show_new(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let line = Line::of(desk)?;
    let mut fields =
        Fields::new().with("people", "1").with("representatives", "1").with("once", Token::new_random().text());
    if let (Some(id), Some(number)) = (line.reception, line.number) {
        let sitting = desk.store().read(|conn| store::reception::sitting(conn, id))?;
        let turn = sitting.turns.iter().find(|turn| turn.number == number).ok_or(Failure::Gone)?;
        if let Some(entry) = desk.store().read(|conn| store::book::entry_of_turn(conn, turn.id))? {
            return desk.see(format!("/tiep-dan/so/{entry}"));
        }
        let sight = desk.sight()?;
        let ids: Vec<Id<Petition>> = turn.petition.into_iter().collect();
        let known = desk.store().read(|conn| store::petition::in_sight(conn, &ids, &sight))?;
        if let Some(number) = known.first().and_then(number_of) {
            fields.set("petition", number);
        }
    }
    ask(desk, &line, &fields, Vec::new(), String::new(), StatusCode::OK)
}

fn ask(
    desk: &Desk,
    line: &Line,
    fields: &Fields,
    errors: Vec<FieldError>,
    trouble: String,
    status: StatusCode,
) -> Answer {
    let page = EntryPage {
        typed: Typed::of(FIELDS, fields, errors),
        path: line.path(),
        back: line.back(),
        turn: line.number,
        day: desk.today(),
        entry: None,
        limit: None,
        kinds: kinds(),
        grounds: grounds(),
        clerk: desk.account()?.role == Role::Clerk,
        trouble,
    };
    desk.page_as(status, &page)
}

fn kinds() -> Vec<Choice> {
    Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect()
}

fn grounds() -> Vec<Choice> {
    RefusalGround::ALL.iter().map(|ground| Choice::new(ground.code(), ground.label())).collect()
}

/// One line in the book. A tố cáo leaves nothing there: what was typed is carried on to the sealed way and kept nowhere.
pub fn write(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (line, fields, act) = (Line::of(desk)?, &desk.visit.fields, act_of_form(desk)?);
    let written = named_petition(desk, fields).and_then(|petition| {
        register::schedule_once(desk.store(), &act, &line.reception, |sitting, office| {
            book::write(fields, At { sitting: sitting.as_ref(), number: line.number }, petition, &act, office)
        })
    });
    match written {
        Ok(_) if fields.get("kind") == Kind::Denunciation.code() => intake::carried_on(desk, &carried(fields)),
        Ok(Some(id)) => desk.see(format!("/tiep-dan/so/{id}")),
        Ok(None) => desk.see("/tiep-dan/so"),
        Err(register::Failure::Refused(refusal)) => {
            let (status, errors, trouble) = said(refusal)?;
            ask(desk, &line, fields, errors, trouble, status)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn said(refusal: Refusal) -> Result<(StatusCode, Vec<FieldError>, String), Failure> {
    match refusal {
        Refusal::Fields(errors) => Ok((StatusCode::UNPROCESSABLE_ENTITY, errors, String::new())),
        Refusal::Untimely(words) => Ok((StatusCode::CONFLICT, Vec::new(), words)),
        other => Err(other.into()),
    }
}

/// The counter's fields from what was typed into the book.
fn carried(fields: &Fields) -> Fields {
    let mut carried = Fields::new();
    for (to, from) in [("kind", "kind"), ("body", "content"), ("full_name", "full_name"), ("address", "address")] {
        carried.set(to, fields.get(from));
    }
    carried
}

pub fn show_entry(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let written = written(desk)?;
    page_of(desk, &written, None, Vec::new(), None, StatusCode::OK)
}

fn written(desk: &Desk) -> Result<Written, Failure> {
    let id: Id<Entry> = desk.visit.part("entry").parse().map_err(|_| Failure::Gone)?;
    Ok(desk.store().read(|conn| store::book::entry(conn, id))?)
}

/// `trouble` and what was typed come together when an act could not be.
fn page_of(
    desk: &Desk,
    written: &Written,
    opened: Option<Vec<(Id<Entry>, Visitor)>>,
    errors: Vec<FieldError>,
    trouble: Option<String>,
    status: StatusCode,
) -> Answer {
    let entry = &written.entry;
    let mut fields = if trouble.is_some() { desk.visit.fields.clone() } else { fields_of(entry) };
    fields.set("once", Token::new_random().text());
    fields.set("version", entry.version.to_string());
    let limit = written.clock.as_ref().filter(|clock: &&Clock| clock.is_running());
    let page = EntryPage {
        typed: Typed::of(FIELDS, &fields, errors),
        path: format!("/tiep-dan/so/{}/{}", entry.id, Deed::WriteBook.code()),
        back: entry.reception.map_or_else(|| "/tiep-dan/so".to_owned(), |id| format!("/tiep-dan/{id}")),
        turn: None,
        day: entry.day,
        limit: limit.map(|clock| Limit::of(desk, clock)),
        entry: shown(desk, std::slice::from_ref(entry), opened.unwrap_or_default())?.into_iter().next(),
        kinds: kinds(),
        grounds: grounds(),
        clerk: desk.account()?.role == Role::Clerk,
        trouble: trouble.unwrap_or_default(),
    };
    desk.page_as(status, &page)
}

fn fields_of(entry: &Entry) -> Fields {
    let competent = match entry.competent {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    Fields::new()
        .with("content", entry.content.clone())
        .with("kind", entry.kind.map_or("", Kind::code))
        .with("people", entry.people.to_string())
        .with("representatives", entry.representatives.to_string())
        .with("handled_by", entry.handled_by.clone())
        .with("competent", competent)
        .with("guided_to", entry.guided_to.clone())
        .with("guide_no", entry.guide_no.clone())
        .with("passed_to", entry.passed_to.clone())
        .with("pass_no", entry.pass_no.clone())
        .with("result", entry.result.clone())
        .with("refusal", entry.refusal.map_or("", RefusalGround::code))
}

/// `POST /tiep-dan/so/{entry}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (before, act, fields) = (written(desk)?, act_of_form(desk)?, &desk.visit.fields);
    let id = before.entry.id;
    let done = match desk.visit.part("act") {
        "so-tiep-dan" => named_petition(desk, fields).and_then(|petition| {
            register::schedule_once(desk.store(), &act, &id, |written, _| book::mend(fields, written, petition, &act))
        }),
        "tu-choi-tiep" => {
            register::schedule_once(desk.store(), &act, &id, |written, _| refused::issue(fields, written, &act))
        }
        "mo-so-tiep-dan" => {
            let opened = open(desk, id)?;
            return page_of(desk, &before, Some(opened), Vec::new(), None, StatusCode::OK);
        }
        "don" => return as_petition(desk, &before.entry),
        "in-tu-choi" => return print_refusal(desk, &before),
        _ => return Err(Failure::Gone),
    };
    match done {
        Ok(_) => desk.see(format!("/tiep-dan/so/{id}")),
        Err(register::Failure::Refused(refusal)) => {
            let (status, errors, trouble) = said(refusal)?;
            page_of(desk, &written(desk)?, None, errors, Some(trouble), status)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The look is recorded before a name is seen.
fn open(desk: &Desk, id: Id<Entry>) -> Result<Vec<(Id<Entry>, Visitor)>, Failure> {
    let act = desk.act();
    let recorded: Recorded = register::decide(desk.store(), &act, id, |written, _| book::open(written.entry.id, &act))?;
    Ok(desk.store().read(|conn| open_visitors(desk.store(), conn, &recorded))?)
}

/// One step to a new petition: the counter's form, filled with what the book holds.
fn as_petition(desk: &Desk, entry: &Entry) -> Answer {
    if desk.account()?.role != Role::Clerk {
        return Err(Refusal::NotYours("Văn phòng ghi đơn từ sổ tiếp dân.").into());
    }
    if entry.sealed || entry.petition.is_some() {
        return Err(Refusal::Untimely("Lượt này đã thành hồ sơ.".to_owned()).into());
    }
    let opened = open(desk, entry.id)?;
    let mut fields = Fields::new()
        .with("kind", entry.kind.unwrap_or(Kind::Feedback).code())
        .with("body", entry.content.clone())
        .with("entry", entry.id.to_string());
    if let Some((_, visitor)) = opened.into_iter().next() {
        fields.set("full_name", visitor.full_name);
        fields.set("address", visitor.address);
    }
    intake::carried_on(desk, &fields)
}

#[derive(Serialize)]
struct RefusalPage {
    entry: EntryShown,
    unit: String,
    place: String,
    signer: String,
    person: String,
    address: String,
    paper: String,
}

impl Page for RefusalPage {
    const TEMPLATE: &'static str = "reception/refusal.html";
}

/// Mẫu 01/TCD, with the name on it: a look that is recorded.
fn print_refusal(desk: &Desk, written: &Written) -> Answer {
    if !written.entry.refusal.is_some_and(RefusalGround::is_written) {
        return Err(Failure::Gone);
    }
    let visitor = open(desk, written.entry.id)?.into_iter().next().map(|(_, visitor)| visitor).unwrap_or_default();
    let entry = shown(desk, std::slice::from_ref(&written.entry), Vec::new())?.into_iter().next();
    desk.page(&RefusalPage {
        entry: entry.ok_or(Failure::Gone)?,
        unit: desk.office.facts.name.to_uppercase(),
        place: place_of(desk),
        signer: desk.office.chair().map_or_else(String::new, |chair| chair.name.clone()),
        person: visitor.full_name,
        address: visitor.address,
        paper: visitor.paper,
    })
}

/// “Dương Hòa”, where papers are dated.
pub fn place_of(desk: &Desk) -> String {
    desk.office.facts.name.split_once(' ').map_or(desk.office.facts.name.clone(), |(_, name)| name.to_owned())
}
