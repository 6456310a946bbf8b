//! The calendar of a year (`/quan-tri/lich-lam-viec`): pasted, read, seen for what it would move, signed, saved.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    error::Failure,
    page::{Page, Typed},
};
use crate::{
    domain::{
        change::text_hash,
        clock::Clock,
        form::Fields,
        person::Role,
        redating::{self, Open},
        refusal::{FieldError, Refusal},
        year_list::{self, ReadLine, YearList},
    },
    register, store,
};

const FIELDS: &[&str] = &["days", "signed_name", "signed_title", "document_no", "document_date"];
/// Moved dates that a preview names.
const MOVES_SHOWN: usize = 100;

#[derive(Serialize)]
struct CalendarPage {
    #[serde(flatten)]
    typed: Typed,
    years: Vec<YearChip>,
    year: i32,
    version: i32,
    signed_by: Option<String>,
    /// How each line was read; empty before anybody asked.
    lines: Vec<ReadLine>,
    preview: Option<Preview>,
    /// Names the list that was previewed: only that one is saved.
    seen: String,
    changed_since: bool,
    done: Option<&'static str>,
}

impl Page for CalendarPage {
    const TEMPLATE: &'static str = "admin/calendar.html";
}

#[derive(Serialize)]
struct YearChip {
    year: i32,
    signed: bool,
    current: bool,
}

/// What saving would move: numbers and dates, nothing of a case.
#[derive(Serialize)]
struct Preview {
    petitions: usize,
    moves: Vec<Move>,
    more: usize,
    /// Dates of petitions without a number, and of sealed ones.
    unnamed: usize,
    /// Dates that are no longer “tạm tính”, or are again.
    settled: usize,
    unsettled: usize,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    year: i32,
    number: i32,
    from: NaiveDate,
    to: NaiveDate,
}

impl Preview {
    fn of(changed: &[(&Open, Clock)]) -> Preview {
        let moved: Vec<_> = changed.iter().filter(|(one, after)| one.clock.due != after.due).collect();
        let petitions: BTreeSet<_> =
            moved.iter().filter_map(|(one, _)| one.petition.as_ref()).map(|petition| petition.id).collect();
        let mut moves: Vec<Move> = moved
            .iter()
            .filter_map(|(one, after)| {
                let petition = one.petition.as_ref().filter(|petition| !petition.sealed)?;
                let (number, year) = petition.number.zip(petition.number_year)?;
                Some(Move { year, number, from: one.clock.due, to: after.due })
            })
            .collect();
        moves.sort();
        let unnamed = moved.len() - moves.len();
        moves.dedup();
        let more = moves.len().saturating_sub(MOVES_SHOWN);
        moves.truncate(MOVES_SHOWN);
        let turned = |now: bool| {
            let turns = |one: &Open, after: &Clock| one.clock.provisional != now && after.provisional == now;
            changed.iter().filter(|(one, after)| turns(one, after)).count()
        };
        let (settled, unsettled) = (turned(false), turned(true));
        Preview { petitions: petitions.len(), moves, more, unnamed, settled, unsettled }
    }
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let asked = redating::year_of(&desk.visit.query, "nam", desk.today());
    let year = asked.or(desk.office.calendar.unsigned_next_year(desk.today())).unwrap_or(desk.today().year());
    let signature = desk.store().read(|conn| store::calendar::signature(conn, year))?;
    let fields = Fields::new().with("days", year_list::written_list(&desk.office.calendar, year));
    let fields = match signature {
        None => fields,
        Some(signed) => fields
            .with("signed_name", signed.name)
            .with("signed_title", signed.title)
            .with("document_no", signed.document_no)
            .with("document_date", signed.document_date.format("%d/%m/%Y").to_string()),
    };
    let done = (desk.visit.query.get("da") == "lich-lam-viec")
        .then_some("Đã lưu lịch. Ai giữ hồ sơ đổi hạn thì thấy ngày mới trên bàn làm việc.");
    desk.page(&CalendarPage { done, ..page(desk, year, &fields) })
}

fn page(desk: &Desk, year: i32, fields: &Fields) -> CalendarPage {
    let calendar = &desk.office.calendar;
    let chip = |one: i32| YearChip { year: one, signed: calendar.is_signed(one), current: one == year };
    CalendarPage {
        typed: Typed::of(FIELDS, fields, Vec::new()),
        years: redating::years(desk.today()).map(chip).collect(),
        year,
        version: calendar.version(),
        signed_by: calendar.signed_by(year).map(str::to_owned),
        lines: Vec::new(),
        preview: None,
        seen: String::new(),
        changed_since: false,
        done: None,
    }
}

/// First shows how the list was read and what it would move; the list that was seen so is saved.
pub fn save(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let list = match redating::proposed(fields, &act, &desk.office) {
        Ok(list) => list,
        Err(refusal) => return again(desk, refusal),
    };
    let wants = fields.get("step") == "save";
    if !wants || fields.get("seen") != mark(fields) {
        return preview(desk, &list, wants);
    }
    match register::set_calendar(desk.store(), &act, fields) {
        Ok(()) => desk.see(format!("/quan-tri/lich-lam-viec?nam={}&da=lich-lam-viec", list.year)),
        Err(register::Failure::Refused(refusal)) => again(desk, refusal),
        Err(failure) => Err(failure.into()),
    }
}

/// Names a list by its text.
fn mark(fields: &Fields) -> String {
    text_hash(&fields.get("year"), &fields.get("days"))
}

fn preview(desk: &Desk, list: &YearList, changed_since: bool) -> Answer {
    let fields = &desk.visit.fields;
    let open = desk.store().read(|conn| store::calendar::open_since(conn, list.year))?;
    let preview = Preview::of(&redating::changed(list, &desk.office, &open));
    let lines = year_list::read(&fields.get("days"), list.year);
    let page = page(desk, list.year, fields);
    desk.page(&CalendarPage { lines, preview: Some(preview), seen: mark(fields), changed_since, ..page })
}

/// The page with all that was typed, how it was read, and what to mend.
fn again(desk: &Desk, refusal: Refusal) -> Answer {
    let fields = &desk.visit.fields;
    let (status, errors) = match refusal {
        Refusal::Fields(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Refusal::Untimely(words) => (StatusCode::CONFLICT, vec![FieldError::new("", words)]),
        other => return Err(Failure::from(other)),
    };
    let year = redating::year_of(fields, "year", desk.today()).unwrap_or(desk.today().year());
    let lines = year_list::read(&fields.get("days"), year);
    let typed = Typed::of(FIELDS, fields, errors);
    desk.page_as(status, &CalendarPage { typed, lines, ..page(desk, year, fields) })
}
