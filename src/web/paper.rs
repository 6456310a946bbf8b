//! An answer as the official paper to print and sign (NĐ 30/2020): the name comes in here, after the look was recorded.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
    petition::{case_of, id_of, number_of},
};
use crate::{
    domain::{
        petition::{self, AnswerState, Case, Kind},
        reading,
    },
    register,
    store::record::vault,
};

#[derive(Serialize)]
struct PaperPage {
    path: String,
    number: Option<String>,
    /// “XÃ DƯƠNG HÒA”.
    unit: String,
    /// “Dương Hòa”, where it is signed.
    place: String,
    kind: Kind,
    document_no: Option<String>,
    document_date: Option<NaiveDate>,
    year: i32,
    draft: bool,
    about: String,
    lines: Vec<String>,
    person: String,
    signer: String,
    superior: String,
}

impl Page for PaperPage {
    const TEMPLATE: &'static str = "petition/paper.html";
}

/// `GET /ho-so/{id}/giay-to/{n}`.
pub fn show(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let sight = desk.sight()?;
    let position: i32 = desk.visit.part("n").parse().map_err(|_| Failure::Gone)?;
    let act = desk.act();
    let recorded =
        register::decide(desk.store(), &act, id, |case, office| reading::open_letter(position, case, &act, office))?;
    let case = case_of(desk, &sight, id)?;
    let answer = case.answers.iter().find(|answer| answer.position == position).ok_or(Failure::Gone)?;
    let opened = desk.store().read(|conn| vault::open_identities(desk.store(), conn, &recorded))?;
    let person = opened.first().map_or(String::new(), |opened| opened.identity.full_name.clone());
    desk.page(&paper(desk, &case, answer, person))
}

fn paper(desk: &Desk, case: &Case, answer: &petition::Answer, person: String) -> PaperPage {
    let facts = &desk.office.facts;
    let place = facts.name.split_once(' ').map_or(facts.name.as_str(), |(_, name)| name);
    let person = if person.is_empty() { "người gửi đơn".to_owned() } else { person };
    PaperPage {
        path: format!("/ho-so/{}", case.petition.id),
        number: number_of(&case.petition),
        unit: facts.name.to_uppercase(),
        place: place.to_owned(),
        kind: case.petition.kind_now(),
        document_no: answer.document_no.clone(),
        document_date: answer.document_date,
        year: chrono::Datelike::year(&desk.today()),
        draft: !matches!(answer.state, AnswerState::Approved | AnswerState::Issued),
        about: case
            .petition
            .subject
            .clone()
            .unwrap_or_else(|| desk.office.topic_label(case.petition.topic).to_lowercase()),
        lines: answer
            .letter
            .replace(reading::NAME, &person)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        person,
        signer: desk.office.chair().map_or(String::new(), |chair| chair.name.clone()),
        superior: facts.superior.clone(),
    }
}
