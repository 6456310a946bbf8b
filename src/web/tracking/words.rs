//! The person’s own words, files and the letter, opened with the last four digits of their phone.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{Named, case_of, followed::answer_of, named};
use crate::web::{
    desk::{Answer, Desk},
    download,
    error::Failure,
    page::{Page, Typed},
};
use crate::{
    domain::{
        code::Code,
        form::Fields,
        id::Id,
        petition::{Case, Petition, Purpose, Source, TextKind},
        refusal::FieldError,
    },
    store::record::vault,
};

/// Wrong four digits on one petition within a quarter of an hour.
const TRIES_MAX: i32 = 5;

#[derive(Serialize)]
pub(super) struct WordsPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
    opened: Option<Opened>,
}

impl Page for WordsPage {
    const TEMPLATE: &'static str = "tracking/words.html";
}

#[derive(Serialize)]
pub(super) struct Opened {
    body: String,
    happened_on: Option<NaiveDate>,
    place: Option<String>,
    added: Vec<Added>,
    files: Vec<FileShown>,
    letter: Option<LetterShown>,
    papers: Vec<Paper>,
}

#[derive(Serialize)]
pub(super) struct Added {
    at: chrono::DateTime<chrono::Utc>,
    body: String,
}

#[derive(Serialize)]
pub(super) struct FileShown {
    name: String,
    size: String,
    /// Not of a photo that only the handler may open.
    path: Option<String>,
}

#[derive(Serialize)]
pub(super) struct LetterShown {
    document_no: Option<String>,
    at: NaiveDate,
    body: String,
}

#[derive(Serialize)]
pub(super) struct Paper {
    title: String,
    path: String,
}

pub fn show_words(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if case.petition.sealed {
        return Err(Failure::Gone);
    }
    let typed = Typed::of(&["phone_last4"], &Fields::new(), Vec::new());
    desk.page(&WordsPage { typed, p: named(desk, &code, &case), opened: None })
}

/// Opens the person's own words with the last four digits of the phone given; answered once, 200.
pub fn open_words(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if case.petition.sealed {
        return Err(Failure::Gone);
    }
    if let Err(words) = check_last4(desk, case.petition.id)? {
        let errors = vec![FieldError::new("phone_last4", words)];
        let typed = Typed::of(&["phone_last4"], &desk.visit.fields, errors);
        let page = WordsPage { typed, p: named(desk, &code, &case), opened: None };
        return desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let opened = Some(opened(desk, &code, &case));
    let typed = Typed::of(&["phone_last4"], &desk.visit.fields, Vec::new());
    desk.page(&WordsPage { typed, p: named(desk, &code, &case), opened })
}

/// Guessing is braked by petition, so that nobody else is shut out.
fn check_last4(desk: &Desk, petition: Id<Petition>) -> Result<Result<(), &'static str>, Failure> {
    let last4: String = desk.visit.fields.get("phone_last4").chars().filter(char::is_ascii_digit).collect();
    if last4.len() != 4 {
        return Ok(Err("Xin ghi 4 số cuối của số điện thoại đã ghi trong đơn."));
    }
    let subject = desk.store().keys.index("words", &petition.to_string());
    desk.brake(&subject, TRIES_MAX)?;
    if !desk.store().read(|conn| vault::phone_matches(desk.store(), conn, petition, &last4))? {
        return Ok(Err("4 số này không đúng với số điện thoại đã ghi trong đơn."));
    }
    desk.forgive(&subject)?;
    Ok(Ok(()))
}

fn opened(desk: &Desk, code: &Code, case: &Case) -> Opened {
    let story = case.story.clone().unwrap_or_default();
    let village = case.petition.village.as_deref().and_then(|code| desk.office.village(code));
    let place = [village.map(|village| village.name.clone()).unwrap_or_default(), story.place.clone()];
    let place = place.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let letter = answer_of(case).and(case.given_answer()).and_then(|answer| {
        let at = answer.document_date.or(answer.approved_on)?;
        Some(LetterShown {
            document_no: answer.document_no.clone(),
            at,
            body: answer.letter.replace("{nguoi_gui}", "ông bà"),
        })
    });
    Opened {
        body: story.body,
        happened_on: story.happened_on,
        place: (!place.is_empty()).then_some(place),
        added: case
            .texts
            .iter()
            .filter(|text| text.kind == TextKind::Addition)
            .map(|text| Added { at: text.at, body: text.body.clone() })
            .collect(),
        files: case
            .files
            .iter()
            .filter(|file| file.source == Source::Citizen)
            .map(|file| FileShown {
                name: file.file.name.clone(),
                size: crate::web::filing::size_words(file.file.bytes),
                path: download::link(desk, code.digits(), file),
            })
            .collect(),
        letter,
        papers: case
            .files
            .iter()
            .filter(|file| file.purpose == Purpose::Decision)
            .filter_map(|file| {
                let path = download::link(desk, code.digits(), file)?;
                Some(Paper { title: file.file.name.clone(), path })
            })
            .collect(),
    }
}
