//! The table of competence (`/quan-tri/tham-quyen`): who signs which land paper from a day to a day; the office reads, the administrator writes.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    error::Failure,
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        competence::{self, Body, Competence, Handing, LandPaper},
        form::Fields,
        id::Id,
        person::Role,
        refusal::{FieldError, Refusal},
    },
    register::{self, Competences},
};

const ROLES: &[Role] = &[Role::Admin, Role::Chair, Role::ViceChair, Role::Clerk];
const FIELDS: &[&str] = &["paper", "body", "authority", "signer", "handing", "document_no", "since", "until", "note"];

#[derive(Serialize)]
struct CompetencePage {
    /// Of whichever form was refused; `prefix` tells which.
    errors: Vec<FieldError>,
    prefix: String,
    trouble: String,
    done: Option<&'static str>,
    writes: bool,
    home: &'static str,
    new: Typed,
    rows: Vec<Row>,
    past: Vec<Row>,
    ending: Vec<EndingShown>,
    papers: Vec<Choice>,
    bodies: Vec<Choice>,
    handings: Vec<Choice>,
    authorities: Vec<Choice>,
}

impl Page for CompetencePage {
    const TEMPLATE: &'static str = "admin/competences.html";
}

#[derive(Serialize)]
struct Row {
    id: Id<Competence>,
    version: i32,
    paper: &'static str,
    whose: String,
    signer: String,
    handing: &'static str,
    document_no: String,
    note: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
    /// Begins on a later day.
    is_ahead: bool,
    prefix: String,
    typed: Typed,
}

/// A form that could not stand.
#[derive(Default)]
struct Again {
    /// The row that was to end; none where one was to be added.
    row: Option<Id<Competence>>,
    fields: Fields,
    errors: Vec<FieldError>,
    trouble: String,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    ask(desk, StatusCode::OK, &Again::default())
}

fn ask(desk: &Desk, status: StatusCode, again: &Again) -> Answer {
    let role = desk.account_as(ROLES)?.role;
    let all = &desk.office.competences;
    let (past, rows): (Vec<&Competence>, Vec<&Competence>) = all.iter().partition(|row| row.is_over(desk.today()));
    let of_new = if again.row.is_none() { again } else { &Again::default() };
    let there = desk.office.authorities.iter().filter(|authority| authority.is_there_on(desk.today()));
    desk.page_as(
        status,
        &CompetencePage {
            errors: again.errors.clone(),
            prefix: again.row.map_or(String::new(), prefix_of),
            trouble: again.trouble.clone(),
            done: done(&desk.visit.query.get("da")).filter(|_| status == StatusCode::OK),
            writes: role == Role::Admin,
            home: if role == Role::Admin { "/quan-tri" } else { "/ban-lam-viec" },
            new: Typed::of(FIELDS, &of_new.fields, of_new.errors.clone()),
            rows: rows.into_iter().map(|of| row(desk, of, again)).collect(),
            past: past.into_iter().map(|of| row(desk, of, again)).collect(),
            ending: ending(desk, all),
            papers: LandPaper::ALL.iter().map(|word| Choice::new(word.code(), word.label())).collect(),
            bodies: Body::ALL.iter().map(|word| Choice::new(word.code(), word.label())).collect(),
            handings: Handing::ALL.iter().map(|word| Choice::new(word.code(), word.label())).collect(),
            authorities: there.map(|authority| Choice::new(&authority.code, &authority.name)).collect(),
        },
    )
}

fn prefix_of(id: Id<Competence>) -> String {
    format!("dong-{id}-")
}

fn row(desk: &Desk, of: &Competence, again: &Again) -> Row {
    let (fields, errors) = match again.row == Some(of.id) {
        true => (again.fields.clone(), again.errors.clone()),
        false => (Fields::new(), Vec::new()),
    };
    Row {
        id: of.id,
        version: of.version,
        paper: of.paper.label(),
        whose: of.whose(&desk.office),
        signer: of.signer.clone(),
        handing: of.handing.label(),
        document_no: of.document_no.clone(),
        note: of.note.clone(),
        since: of.since,
        until: of.until,
        is_ahead: of.since > desk.today(),
        prefix: prefix_of(of.id),
        typed: Typed::of(&["until"], &fields, errors),
    }
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "them" => Some("Đã ghi dòng mới."),
        "het" => Some("Đã ghi ngày kết thúc. Dòng cũ vẫn dùng cho quyết định của những ngày ấy."),
        _ => None,
    }
}

pub fn add(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let rule = |rows: &Vec<Competence>, office: &_| competence::add(fields, rows, &act, office);
    match register::schedule(desk.store(), &act, &Competences, rule) {
        Ok(_) => desk.see("/quan-tri/tham-quyen?da=them"),
        Err(failure) => mend(desk, None, failure),
    }
}

pub fn end(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let id: Id<Competence> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let done = register::schedule(desk.store(), &act, &Competences, |rows, _| {
        let row = rows.iter().find(|row| row.id == id).ok_or(Refusal::Unseen)?;
        competence::end(row, fields, &act)
    });
    match done {
        Ok(_) => desk.see("/quan-tri/tham-quyen?da=het"),
        Err(failure) => mend(desk, Some(id), failure),
    }
}

/// The page again with what was typed.
fn mend(desk: &Desk, row: Option<Id<Competence>>, failure: register::Failure) -> Answer {
    let fields = desk.visit.fields.clone();
    match failure {
        register::Failure::Refused(Refusal::Fields(errors)) => {
            ask(desk, StatusCode::UNPROCESSABLE_ENTITY, &Again { row, fields, errors, trouble: String::new() })
        }
        register::Failure::Refused(Refusal::Untimely(trouble)) => {
            ask(desk, StatusCode::CONFLICT, &Again { row, fields, errors: Vec::new(), trouble })
        }
        other => Err(other.into()),
    }
}

/// A row that ends soon, as boards warn of it.
#[derive(Serialize)]
pub struct EndingShown {
    words: String,
    until: Option<NaiveDate>,
    days: i64,
    urgent: bool,
}

fn ending(desk: &Desk, rows: &[Competence]) -> Vec<EndingShown> {
    let shown = |ending: &competence::Ending| EndingShown {
        words: ending.row.words(),
        until: ending.row.until,
        days: ending.days,
        urgent: ending.is_urgent(),
    };
    competence::ending(rows, desk.today()).iter().map(shown).collect()
}

/// What the administrator's and the chairman's boards warn of.
pub fn alarm(desk: &Desk) -> Vec<EndingShown> {
    ending(desk, &desk.office.competences)
}
