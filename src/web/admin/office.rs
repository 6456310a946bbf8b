//! The office's own facts: what every page shows of it, and who owns what comes in.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        form::Fields,
        person::Role,
        refusal::{FieldError, Refusal},
        staff,
    },
    register,
};

pub const FIELDS: &[&str] = &[
    "name",
    "superior",
    "superior_address",
    "address",
    "phone",
    "hours",
    "reception_days",
    "intake_owner",
    "answer_days",
    "question_days",
];

#[derive(Serialize)]
struct OfficePage {
    #[serde(flatten)]
    typed: Typed,
    owners: Vec<Choice>,
}

impl Page for OfficePage {
    const TEMPLATE: &'static str = "admin/office.html";
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let facts = &desk.office.facts;
    let owner = facts.intake_owner.and_then(|id| desk.office.account(id));
    let fields = Fields::new()
        .with("name", &facts.name)
        .with("superior", &facts.superior)
        .with("superior_address", &facts.superior_address)
        .with("address", &facts.address)
        .with("phone", &facts.phone)
        .with("hours", &facts.hours)
        .with("reception_days", &facts.reception_days)
        .with("intake_owner", owner.map_or("", |owner| &owner.username))
        .with("answer_days", facts.answer_days.to_string())
        .with("question_days", facts.question_days.to_string());
    ask(desk, &fields, Vec::new())
}

fn ask(desk: &Desk, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let owners = desk.office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    let owner = |account: &crate::domain::person::Account| {
        Choice::new(&account.username, &format!("{} ({})", account.name, account.role.label()))
    };
    desk.page_as(status, &OfficePage { typed: Typed::of(FIELDS, fields, errors), owners: owners.map(owner).collect() })
}

pub fn save(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::decide(desk.store(), &act, (), |(), office| staff::set_office(fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri?da=co-quan"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => ask(desk, fields, errors),
        Err(failure) => Err(failure.into()),
    }
}
