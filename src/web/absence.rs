//! Absences (`/quan-tri/vang-mat`): who is away until when and who takes new work; by the administrator, or by a head.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        absence::{self, Absence},
        form::Fields,
        id::Id,
        person::{Account, Role},
        refusal::{FieldError, Refusal},
    },
    register,
};

const ROLES: &[Role] = &[Role::Admin, Role::Chair, Role::ViceChair];
const FIELDS: &[&str] = &["account", "since", "until", "deputy"];
/// Absences of the past that are shown.
const PAST_ROWS: usize = 50;

#[derive(Serialize)]
struct AbsencePage {
    #[serde(flatten)]
    typed: Typed,
    trouble: String,
    done: Option<&'static str>,
    /// The page that this person comes from.
    home: &'static str,
    people: Vec<Choice>,
    deputies: Vec<Choice>,
    rows: Vec<Row>,
    past: Vec<Row>,
}

impl Page for AbsencePage {
    const TEMPLATE: &'static str = "admin/absences.html";
}

#[derive(Serialize)]
struct Row {
    id: Id<Absence>,
    version: i32,
    name: String,
    deputy: String,
    /// Whoever takes new work today, where that is not the deputy himself.
    present: String,
    since: NaiveDate,
    until: NaiveDate,
    is_now: bool,
    can_end: bool,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    ask(desk, StatusCode::OK, &Fields::new(), Vec::new(), String::new())
}

fn ask(desk: &Desk, status: StatusCode, fields: &Fields, errors: Vec<FieldError>, trouble: String) -> Answer {
    let (office, act) = (&desk.office, desk.act());
    let (past, rows): (Vec<&Absence>, Vec<&Absence>) =
        office.absences.iter().partition(|absence| absence.until < desk.today());
    let choice = |account: &Account| Choice::new(&account.username, &account.name);
    let fit = office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    let done = match desk.visit.query.get("da").as_str() {
        "ghi" => Some("Đã ghi. Việc mới của người vắng chuyển sang người thay."),
        "ve" => Some("Đã ghi là về sớm. Việc mới lại về người ấy từ hôm nay."),
        _ => None,
    };
    desk.page_as(
        status,
        &AbsencePage {
            typed: Typed::of(FIELDS, fields, errors),
            trouble,
            done: done.filter(|_| status == StatusCode::OK),
            home: if desk.account()?.role == Role::Admin { "/quan-tri" } else { "/ban-lam-viec" },
            people: absence::entered_by(&act, office).into_iter().map(choice).collect(),
            deputies: fit.map(choice).collect(),
            rows: rows.into_iter().map(|absence| row(desk, absence)).collect(),
            past: past.into_iter().take(PAST_ROWS).map(|absence| row(desk, absence)).collect(),
        },
    )
}

fn row(desk: &Desk, absence: &Absence) -> Row {
    let office = &desk.office;
    let name = |id| office.account(id).map_or(String::new(), |account| account.name.clone());
    let account = office.account(absence.account);
    let present = account.and_then(|account| absence::present(account, desk.today(), office));
    let is_now = absence.holds_on(desk.today());
    let elsewhere = is_now && present.map(|present| present.id) != Some(absence.deputy);
    Row {
        id: absence.id,
        version: absence.version,
        name: name(absence.account),
        deputy: name(absence.deputy),
        present: if elsewhere {
            present.map_or_else(|| "không ai: cả người thay cũng vắng".to_owned(), |one| one.name.clone())
        } else {
            String::new()
        },
        since: absence.since,
        until: absence.until,
        is_now,
        can_end: account.is_some_and(|account| absence::may_enter(account, &desk.act(), office).is_ok())
            && absence.until >= desk.today(),
    }
}

pub fn enter(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::schedule(desk.store(), &act, &(), |(), office| absence::enter(fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri/vang-mat?da=ghi"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            ask(desk, StatusCode::UNPROCESSABLE_ENTITY, fields, errors, String::new())
        }
        Err(failure) => Err(failure.into()),
    }
}

pub fn come_back(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let id: Id<Absence> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::decide(desk.store(), &act, (), |(), office| absence::shorten(id, fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri/vang-mat?da=ve"),
        Err(register::Failure::Refused(Refusal::Untimely(words))) => {
            ask(desk, StatusCode::CONFLICT, &Fields::new(), Vec::new(), words)
        }
        Err(failure) => Err(failure.into()),
    }
}
