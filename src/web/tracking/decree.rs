//! Decisions that moved the person's limit: the old date, the new one, and why, in plain words.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::{
    event::{Deed, Event},
    paper::Paper,
    petition::{Case, TextKind},
};

#[derive(Serialize)]
pub(super) struct Decree {
    kind: &'static str,
    document_no: String,
    on: NaiveDate,
    before: Option<NaiveDate>,
    after: Option<NaiveDate>,
    /// “19 ngày”.
    remaining: Option<String>,
    causes: Vec<String>,
    reason: Option<String>,
}

/// The newest extension, suspension or resumption of the settling limit, while that limit counts.
pub(super) fn of(case: &Case, history: &[Event]) -> Option<Decree> {
    if case.petition.sealed || !case.petition.stage.is_open() {
        return None;
    }
    let settling = case.clocks.iter().find(|clock| clock.is_live() && clock.is_settling())?;
    let moves = [Deed::Extend, Deed::Suspend, Deed::Resume];
    let mut papers = case.papers.iter().rev();
    let paper = papers.find(|paper| moves.contains(&paper.deed) && paper.clock == Some(settling.id))?;
    Some(Decree {
        kind: paper.deed.code(),
        document_no: paper.document_no.clone(),
        on: paper.document_date,
        before: paper.due_before,
        after: paper.due_after,
        remaining: paper.remaining.filter(|left| *left >= 0).map(|left| format!("{left} {}", settling.unit)),
        causes: causes(paper),
        reason: reason(case, history, paper.deed),
    })
}

fn causes(paper: &Paper) -> Vec<String> {
    paper.causes.0.iter().map(|cause| cause.label().to_lowercase()).collect()
}

/// What was written beside the newest act of that kind.
fn reason(case: &Case, history: &[Event], deed: Deed) -> Option<String> {
    let event = history.iter().rev().find(|event| event.deed == deed)?;
    let said = case.texts.iter().find(|text| text.kind == TextKind::Reason && text.event == event.id)?;
    Some(said.body.clone())
}

/// “Chủ tịch đã ký quyết định 12/QĐ-UBND đình chỉ giải quyết: …”
pub(super) fn termination(case: &Case) -> String {
    case.last_paper(Deed::Terminate).map_or(String::new(), |paper| {
        let day = paper.document_date.format("%d/%m/%Y");
        format!(
            "Chủ tịch đã ký quyết định {} ngày {day} đình chỉ giải quyết: {}.",
            paper.document_no,
            causes(paper).join("; ")
        )
    })
}
