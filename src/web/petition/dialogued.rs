//! The dialogues of a petition: when, what came of it there, and the minutes that are part of its file.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{desk::Desk, error::Failure};
use crate::{
    domain::{
        dialogue::{
            DialogueStage, ItemOutcome,
            decision::{self, Gap},
        },
        petition::Case,
        policy::Sight,
    },
    store,
};

#[derive(Serialize)]
pub struct OfDialogue {
    path: String,
    kind: &'static str,
    stage: DialogueStage,
    stage_words: &'static str,
    day: NaiveDate,
    outcome: Option<&'static str>,
    signed: bool,
    /// The signed minutes, for those who read words.
    minutes: Option<String>,
}

pub fn of(desk: &Desk, sight: &Sight, case: &Case) -> Result<Vec<OfDialogue>, Failure> {
    let found = desk.store().read(|conn| store::dialogue::of_petition(conn, case.petition.id, sight))?;
    let shown = |one: store::dialogue::OfPetition| {
        let path = format!("/doi-thoai/{}", one.dialogue.id);
        OfDialogue {
            kind: one.dialogue.kind.label(),
            stage: one.dialogue.stage,
            stage_words: one.dialogue.stage.label(),
            day: one.dialogue.day,
            outcome: one.item.outcome.map(ItemOutcome::label),
            signed: one.signed.is_some(),
            minutes: one.signed.filter(|_| sight.reads_words()).map(|n| format!("{path}/bien-ban/{n}")),
            path,
        }
    };
    Ok(found.into_iter().map(shown).collect())
}

pub fn gap(case: &Case, dialogues: &[OfDialogue]) -> Option<Gap> {
    let stands: Vec<decision::Stand> = dialogues.iter().map(|one| (one.stage, one.signed)).collect();
    decision::gap(&case.petition, &stands)
}
