//! What the office did and holds: answers, tellings, files, and the box in which the identity stays shut.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{desk::Desk, filing::size_words};
use crate::domain::{
    event::Deed,
    person::Role,
    petition::{AnswerState, Case, Finding, PetitionFile, Source, Stage, Telling},
    policy::{self, Sight},
    reading,
};

#[derive(Serialize)]
pub struct AnswerShown {
    position: i32,
    state: &'static str,
    given: bool,
    summary: String,
    /// Only for those who read words.
    letter: Option<String>,
    /// The paper, for those who may know whom it names.
    paper: Option<String>,
    finding: Finding,
    by: Option<String>,
    approved_by: Option<String>,
    approved_on: Option<NaiveDate>,
    document_no: Option<String>,
    document_date: Option<NaiveDate>,
}

#[derive(Serialize)]
pub struct TellingShown {
    words: &'static str,
    sent_on: NaiveDate,
    delivered_on: Option<NaiveDate>,
    about: Stage,
}

#[derive(Serialize)]
pub struct FileShown {
    /// Null where only whoever handles the petition may open it.
    path: Option<String>,
    /// The bytes as they were sent, where a copy is shown instead and this person may have them.
    original: Option<String>,
    name: String,
    size: String,
    purpose_words: &'static str,
    source: Source,
}

#[derive(Serialize)]
pub struct IdentityBox {
    parties: usize,
    anonymous: bool,
    residence: Option<String>,
    needs_reason: bool,
    waits_for_me: bool,
}

/// Those who read words see every version; the others the two sentences that the person was given.
pub fn answers(desk: &Desk, sight: &Sight, case: &Case) -> Vec<AnswerShown> {
    let reads = sight.reads_words();
    let opens = reading::may_open_letter(sight, case).is_ok();
    let given = case.given_answer().map(|answer| answer.id);
    let name = |id| desk.office.account(id).map(|account| account.name.clone()).filter(|_| reads);
    case.answers
        .iter()
        .rev()
        .filter(|answer| reads || Some(answer.id) == given)
        .map(|answer| AnswerShown {
            position: answer.position,
            state: answer.state.label(),
            given: matches!(answer.state, AnswerState::Approved | AnswerState::Issued) && Some(answer.id) == given,
            summary: answer.summary.clone(),
            letter: reads.then(|| answer.letter.replace(reading::NAME, "ông/bà (tên cất riêng)")),
            paper: opens.then(|| format!("/ho-so/{}/giay-to/{}", case.petition.id, answer.position)),
            finding: answer.finding,
            by: name(answer.drafter),
            approved_by: answer.approver.and_then(name),
            approved_on: answer.approved_on,
            document_no: answer.document_no.clone(),
            document_date: answer.document_date,
        })
        .collect()
}

pub fn telling(telling: &Telling) -> TellingShown {
    TellingShown {
        words: telling.medium.label(),
        sent_on: telling.sent_on,
        delivered_on: telling.delivered_on,
        about: telling.about,
    }
}

pub fn files(sight: &Sight, case: &Case) -> Vec<FileShown> {
    let shown = |file: &PetitionFile| {
        let path = format!("/ho-so/{}/tep/{}", case.petition.id, file.position);
        let original = format!("{path}?goc=1");
        FileShown {
            path: reading::may_open(sight, case, file, false).is_ok().then_some(path),
            original: (file.file.preview && reading::may_open(sight, case, file, true).is_ok()).then_some(original),
            name: file.file.name.clone(),
            size: size_words(file.file.bytes),
            purpose_words: file.purpose.label(),
            source: file.source,
        }
    };
    if sight.reads_words() && !case.is_gone() { case.files.iter().map(shown).collect() } else { Vec::new() }
}

/// The way to the slip with the code, for whoever may open the vault.
#[derive(Serialize)]
pub struct SlipBox {
    path: String,
    version: i32,
    needs_reason: bool,
}

/// Of a petition that was split off: its person gets a code of its own, on paper.
pub fn slip_box(sight: &Sight, case: &Case) -> Option<SlipBox> {
    case.source().filter(|_| policy::may(sight, case, Deed::Identity).is_ok())?;
    Some(SlipBox {
        path: format!("/ho-so/{}/in-phieu", case.petition.id),
        version: case.petition.version,
        needs_reason: policy::identity_needs_reason(sight, &case.petition),
    })
}

pub fn identity_box(desk: &Desk, sight: &Sight, case: &Case) -> Option<IdentityBox> {
    policy::may(sight, case, Deed::Identity).ok()?;
    let residence = case.story.as_ref().and_then(|story| story.residence.clone());
    Some(IdentityBox {
        parties: case.parties.len(),
        anonymous: case.choice.anonymous,
        residence: residence.and_then(|code| desk.office.village(&code).map(|village| village.name.clone())),
        needs_reason: policy::identity_needs_reason(sight, &case.petition),
        waits_for_me: sight.role == Role::Chair && policy::awaits_head(&case.petition),
    })
}
