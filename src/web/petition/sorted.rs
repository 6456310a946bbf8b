//! What the sorter proposes, with the sentence that says why: for whoever may sort this petition now.

use serde::Serialize;

use super::{super::desk::Desk, heading, number_of};
use crate::{
    domain::{
        event::Deed,
        petition::{Case, Topic},
        policy::{self, Sight},
        proposing,
        sorter::{Elsewhere, Flag, Nature, Proposal, Whose},
    },
    store::{self, Trouble},
};

#[derive(Serialize)]
pub struct Proposed {
    /// The most urgent first.
    flags: Vec<Line>,
    lines: Vec<Line>,
    elsewhere: Option<Elsewhere>,
    alike: Vec<Alike>,
}

/// One thing proposed, why, and the person's own sentence.
#[derive(Serialize)]
struct Line {
    code: &'static str,
    label: &'static str,
    value: &'static str,
    reason: String,
    sentence: String,
}

#[derive(Serialize)]
struct Alike {
    path: String,
    number: Option<String>,
    words: String,
}

pub fn proposed(desk: &Desk, sight: &Sight, case: &Case) -> Result<Option<Proposed>, Trouble> {
    let sorts = case.petition.kind.is_none() && sight.reads_words() && policy::may(sight, case, Deed::Sort).is_ok();
    let Some(proposal) = proposing::of(case).filter(|_| sorts) else { return Ok(None) };
    let near = desk.store().read(|conn| store::neighbour::of(conn, &case.petition, sight, proposing::COMPARED_MAX))?;
    let alike = proposing::alike(case, &near).into_iter().map(|petition| Alike {
        path: format!("/ho-so/{}", petition.id),
        number: number_of(petition),
        words: heading(desk, sight, petition),
    });
    Ok(Some(Proposed {
        flags: flags(&proposal),
        lines: lines(&proposal),
        elsewhere: proposal.elsewhere,
        alike: alike.collect(),
    }))
}

fn flags(proposal: &Proposal) -> Vec<Line> {
    let raised = Flag::ALL.iter().filter(|flag| proposal.has(**flag) && **flag != Flag::Anonymous);
    raised.map(|flag| line(proposal, flag.code(), flag.label(), "")).collect()
}

fn lines(proposal: &Proposal) -> Vec<Line> {
    let kind = proposal.kind;
    let mut lines = vec![line(proposal, kind.code(), "Loại đơn", kind.label())];
    if kind == Nature::Mixed {
        lines.extend(parts(proposal));
    }
    let topic = Topic::from_code(&proposal.topic).unwrap_or(Topic::Other);
    lines.push(line(proposal, topic.code(), "Lĩnh vực", topic.label()));
    if proposal.about_whom.is_official() {
        lines.push(line(proposal, proposal.about_whom.code(), "Nói về", proposal.about_whom.label()));
    }
    if proposal.competence != Whose::Commune {
        lines.push(line(proposal, proposal.competence.code(), "Việc của", proposal.competence.label()));
    }
    lines
}

/// Of a mixed paper: the kinds that have a sentence of their own.
fn parts(proposal: &Proposal) -> Vec<Line> {
    let natures = [Nature::Feedback, Nature::Recommendation, Nature::Complaint, Nature::Denunciation];
    let lines = natures.iter().map(|nature| line(proposal, nature.code(), "Trong đó", nature.label()));
    lines.filter(|line| !line.sentence.is_empty()).collect()
}

fn line(proposal: &Proposal, code: &'static str, label: &'static str, value: &'static str) -> Line {
    let ground = proposal.grounds(code).into_iter().next().cloned();
    let (reason, sentence) = ground.map(|ground| (ground.reason, ground.sentence)).unwrap_or_default();
    Line { code, label, value, reason, sentence }
}
