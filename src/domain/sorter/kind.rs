//! The kind: of the whole, and of its parts where a text says that there are several matters.

use std::collections::BTreeSet;

use super::{
    Ground, Nature, points,
    text::{Text, View},
};

/// The kinds that have points, the one that wins a tie first.
const KINDS: [Nature; 5] =
    [Nature::Feedback, Nature::Recommendation, Nature::Complaint, Nature::Denunciation, Nature::NoPetition];
/// Words under which a part is no matter of its own.
const PART_WORDS_MIN: usize = 5;
/// Points that make a part a matter of its own: one sign more than the ground that every text has.
const MATTER_POINTS: i32 = 6;
/// Points that make an accusation, and a complaint beside it.
const ACCUSES: i32 = 12;
const COMPLAINS: i32 = 9;

pub struct Said {
    pub nature: Nature,
    pub why: Vec<Ground>,
    /// It, or a part of it, accuses an official.
    pub denounces: bool,
    accuses: bool,
    complains: bool,
}

pub fn of(text: &Text) -> Said {
    let whole = best(&text.whole());
    if whole.accuses && whole.complains {
        return Said { nature: Nature::Mixed, denounces: true, ..whole };
    }
    let parts: Vec<Said> = parts(text).iter().map(best).collect();
    let ways: BTreeSet<Nature> = parts.iter().map(|part| way(part.nature)).collect();
    if ways.len() < 2 {
        return whole;
    }
    let denounces = whole.accuses || parts.iter().any(|part| part.denounces);
    let why = parts.into_iter().flat_map(|part| part.why).collect();
    Said { nature: Nature::Mixed, why, denounces, accuses: denounces, complains: false }
}

/// Feedback and recommendation go the same way.
pub fn way(kind: Nature) -> Nature {
    if kind == Nature::Recommendation { Nature::Feedback } else { kind }
}

fn best(view: &View<'_>) -> Said {
    let sums = points(view, "kind");
    let of = |kind: Nature| sums.iter().find(|sum| sum.0 == kind.code()).map_or(0, |sum| sum.1);
    let most = KINDS.into_iter().map(of).max().unwrap_or_default();
    let first = KINDS.into_iter().find(|kind| of(*kind) == most).unwrap_or(Nature::Feedback);
    let (accuses, complains) = (of(Nature::Denunciation) >= ACCUSES, of(Nature::Complaint) >= COMPLAINS);
    // However much else is told around it, an accusation stays one.
    let nature = if accuses && way(first) == Nature::Feedback { Nature::Denunciation } else { first };
    Said {
        nature,
        why: sums.iter().flat_map(|sum| sum.2.clone()).collect(),
        denounces: nature == Nature::Denunciation,
        accuses,
        complains,
    }
}

/// The parts of a text that says there are several matters; none when it does not.
fn parts(text: &Text) -> Vec<View<'_>> {
    let mut cuts: Vec<usize> = text.hits("next_matter").iter().map(|hit| hit.at).collect();
    if cuts.is_empty() && !text.hits("another_matter").is_empty() {
        cuts = text.hits("numbered").iter().map(|hit| hit.at).collect();
    }
    if cuts.is_empty() {
        return Vec::new();
    }
    cuts.push(text.count());
    let mut from = 0;
    let mut parts = Vec::new();
    for cut in cuts {
        if cut >= from + PART_WORDS_MIN {
            parts.push(text.part(from..cut));
            from = cut;
        }
    }
    parts.retain(is_matter);
    parts
}

/// It says what it wants, or what is wrong.
fn is_matter(part: &View<'_>) -> bool {
    let most = points(part, "kind").iter().map(|sum| sum.1).max().unwrap_or_default();
    most >= MATTER_POINTS || part.has("asks")
}
