//! Planning a reception day (`/tiep-dan/moi`): the page offers the first lawful day and says why none is earlier.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{KEEPERS, act_of_form, notice::Notice};
use crate::{
    domain::{
        form::{Fields, parse_date},
        law::compact,
        reception,
        refusal::{FieldError, Refusal},
        slot::{Part, in_the_way},
    },
    keys::Token,
    register::{self, OnDay},
    store,
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::{Choice, Page, Typed},
    },
};

const FIELDS: &[&str] =
    &["day", "part", "hours", "place", "attending", "agenda", "seats", "unplanned", "reason", "once"];
/// Received in a morning, about a quarter of an hour each.
const SEATS: &str = "15";

#[derive(Serialize)]
struct PlanPage {
    #[serde(flatten)]
    typed: Typed,
    parts: Vec<Choice>,
    first: NaiveDate,
    /// How the last day of posting for the first day is counted.
    trail: Vec<String>,
    basis: String,
    notice: Notice,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "reception/plan.html";
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (day, place) = proposed(desk)?;
    let fields = Fields::new()
        .with("day", day.format("%d/%m/%Y").to_string())
        .with("part", Part::Morning.code())
        .with("hours", "7:30 – 11:00")
        .with("place", place)
        .with("seats", SEATS)
        .with("once", Token::new_random().text());
    ask(desk, &fields, Vec::new())
}

/// The first lawful morning that is free, and the place of the last time.
fn proposed(desk: &Desk) -> Result<(NaiveDate, String), Failure> {
    let first = reception::first_lawful(desk.today(), &desk.office).unwrap_or(desk.today());
    let head = desk.office.chair().ok_or_else(|| Refusal::Unready("Xã chưa có tài khoản Chủ tịch.".to_owned()))?.id;
    let until = first + super::AHEAD;
    let (taken, known) = desk.store().read(|conn| {
        let taken = store::slot::between(conn, first, until)?;
        Ok::<_, Failure>((taken, store::reception::between(conn, super::year_begin(desk.today()), until)?))
    })?;
    let works = |day: &NaiveDate| desk.office.calendar.is_working(*day);
    let free = |day: &NaiveDate| in_the_way(&taken, head, *day, Part::Morning, None).is_none();
    let day = first.iter_days().take_while(|day| *day <= until).filter(works).find(free).unwrap_or(first);
    Ok((day, known.last().map_or(desk.office.facts.address.clone(), |one| one.place.clone())))
}

fn ask(desk: &Desk, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let first = reception::first_lawful(desk.today(), &desk.office).unwrap_or(desk.today());
    let posting = reception::posted_by(first, &desk.office);
    let page = PlanPage {
        typed: Typed::of(FIELDS, fields, errors),
        parts: parts(),
        first,
        trail: posting.as_ref().map(|posting| compact(&posting.trail)).unwrap_or_default(),
        basis: posting.map(|posting| posting.basis).unwrap_or_default(),
        notice: desk.store().read(|conn| super::notice::notice(desk, conn))?,
    };
    desk.page_as(status, &page)
}

pub fn parts() -> Vec<Choice> {
    Part::ALL.iter().map(|part| Choice::new(part.code(), part.label())).collect()
}

pub fn save(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (fields, act) = (&desk.visit.fields, act_of_form(desk)?);
    let on = OnDay(parse_date(&fields.get("day")).unwrap_or(desk.today()));
    let planned =
        register::schedule_once(desk.store(), &act, &on, |taken, office| reception::plan(fields, taken, &act, office));
    match planned {
        Ok(Some(id)) => desk.see(format!("/tiep-dan/{id}")),
        Ok(None) => desk.see("/tiep-dan"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => ask(desk, fields, errors),
        Err(failure) => Err(failure.into()),
    }
}
