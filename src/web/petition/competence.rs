//! Where a contested paper says that the complaint is settled first: for those who guide and accept, as a proposal.

use serde::Serialize;

use super::super::desk::Desk;
use crate::domain::{
    competence::{self, Competence},
    event::Deed,
    petition::Case,
    policy::{self, Sight},
};

#[derive(Serialize)]
pub struct CompetenceShown {
    paper: String,
    /// Where it is settled first, when the rows agree.
    whose: Option<String>,
    ours: bool,
    handed_down: bool,
    dated: bool,
    rows: Vec<String>,
    others: Vec<String>,
    /// What the forms that send it on propose; not where it is the commune's own.
    #[serde(skip)]
    pub authority: Option<String>,
}

/// Nothing where no paper is contested, or this person neither accepts nor sends on nor sorts it now.
pub fn of(desk: &Desk, sight: &Sight, case: &Case) -> Option<CompetenceShown> {
    let asks = [Deed::Sort, Deed::Accept, Deed::Guide, Deed::Transfer];
    let story = case.story.as_ref().filter(|_| asks.iter().any(|deed| policy::may(sight, case, *deed).is_ok()))?;
    competence::proposed(&desk.office.competences, story, case.petition.topic).map(|proposal| {
        let whose = proposal.whose(&desk.office);
        CompetenceShown {
            paper: proposal.paper.clone(),
            ours: proposal.is_ours(),
            handed_down: proposal.is_handed_down(),
            dated: proposal.day.is_some(),
            rows: proposal.rows.iter().copied().map(Competence::words).collect(),
            others: proposal.others.iter().copied().map(Competence::words).collect(),
            authority: whose.clone().filter(|_| !proposal.is_ours()),
            whose,
        }
    })
}
