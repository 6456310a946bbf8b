//! What the person told, for those who read words.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::desk::Desk;
use crate::domain::petition::{Answer3, Case, TextKind};

/// What the person told.
#[derive(Serialize)]
pub struct Words {
    body: String,
    happened_on: Option<NaiveDate>,
    place: String,
    parcel: String,
    map_sheet: String,
    project: String,
    decision: String,
    decision_date: Option<NaiveDate>,
    about_decision: &'static str,
    added: Vec<Added>,
}

#[derive(Serialize)]
struct Added {
    at: DateTime<Utc>,
    body: String,
}

pub fn words(desk: &Desk, case: &Case) -> Option<Words> {
    let story = case.story.clone()?;
    let village = case.petition.village.as_deref().and_then(|code| desk.office.village(code));
    let place = [village.map(|village| village.name.clone()).unwrap_or_default(), story.place];
    let decision = [story.decision_no, story.decision_signer];
    let join = |parts: [String; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Some(Words {
        body: story.body,
        happened_on: story.happened_on,
        place: join(place),
        parcel: story.parcel,
        map_sheet: story.map_sheet,
        project: story.project,
        decision: join(decision),
        decision_date: story.decision_date,
        about_decision: match case.choice.about_decision {
            Answer3::Unknown => "Tôi không biết",
            other => other.label(),
        },
        added: case
            .texts
            .iter()
            .filter(|text| text.kind == TextKind::Addition)
            .map(|text| Added { at: text.at, body: text.body.clone() })
            .collect(),
    })
}
