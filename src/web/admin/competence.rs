//! The table of competence (`/quan-tri/tham-quyen`): who signs which land paper from a day to a day; the office reads, the administrator writes.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        desk::{Answer, Desk},
        page::{Choice, Page, Typed},
    },
    rows::{self, Again, End, Said, Table},
};
use crate::{
    domain::{
        competence::{self, Body, Competence, Handing, LandPaper},
        form::Fields,
        id::Id,
        person::Role,
        refusal::Refusal,
    },
    register::{self, Competences},
};

const ROLES: &[Role] = &[Role::Admin, Role::Chair, Role::ViceChair, Role::Clerk];
const FIELDS: &[&str] = &["paper", "body", "authority", "signer", "handing", "document_no", "since", "until", "note"];
const TABLE: Table = Table {
    at: "/quan-tri/tham-quyen",
    added: "Đã ghi dòng mới.",
    ended: "Đã ghi ngày kết thúc. Dòng cũ vẫn dùng cho quyết định của những ngày ấy.",
};

#[derive(Serialize)]
struct CompetencePage {
    #[serde(flatten)]
    said: Said,
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
    #[serde(flatten)]
    end: End,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    ask(desk, StatusCode::OK, &Again::first(Fields::new()))
}

fn ask(desk: &Desk, status: StatusCode, again: &Again<Competence>) -> Answer {
    let role = desk.account_as(ROLES)?.role;
    let all = &desk.office.competences;
    let (past, rows): (Vec<&Competence>, Vec<&Competence>) = all.iter().partition(|row| row.is_over(desk.today()));
    let there = desk.office.authorities.iter().filter(|authority| authority.is_there_on(desk.today()));
    desk.page_as(
        status,
        &CompetencePage {
            said: rows::said(desk, again, &TABLE),
            writes: role == Role::Admin,
            home: if role == Role::Admin { "/quan-tri" } else { "/ban-lam-viec" },
            new: rows::new(again, FIELDS),
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

fn row(desk: &Desk, of: &Competence, again: &Again<Competence>) -> Row {
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
        end: rows::end(again, of.id),
    }
}

pub fn add(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let rule = |rows: &Vec<Competence>, office: &_| competence::add(fields, rows, &act, office);
    rows::answer(desk, &TABLE, None, register::schedule(desk.store(), &act, &Competences, rule), ask)
}

pub fn end(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let id = rows::named(desk)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let done = register::schedule(desk.store(), &act, &Competences, |rows, _| {
        let row = rows.iter().find(|row| row.id == id).ok_or(Refusal::Unseen)?;
        competence::end(row, fields, &act)
    });
    rows::answer(desk, &TABLE, Some(id), done, ask)
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
