//! The kind: of the whole, and of its parts where a text says that there are several matters.

use std::collections::BTreeSet;

use super::{
    Ground, Nature,
    signs::{KINDS, Weighed},
    text::{Text, View},
};

/// The kinds that one matter can be.
const OF_ONE: &[Nature] = KINDS.split_at(5).0;
/// Words under which a part is no matter of its own.
const PART_WORDS_MIN: usize = 5;
/// Points by which a part is of its kind and of no other.
const PART_POINTS: i32 = 4;
/// Kinds that a paper can be which accuses nobody.
const NO_ACCUSATION: &[Nature] =
    &[Nature::Feedback, Nature::Recommendation, Nature::Complaint, Nature::NoPetition, Nature::Mixed];
/// Points from which an official is accused: a tố cáo let through harms more than a question too many.
const ACCUSES: i32 = -5;
/// A sign of the text itself that `kinds.toml` names: its parts go different ways.
const SEVERAL: &str = "several";

pub struct Said {
    pub nature: Nature,
    pub why: Vec<Ground>,
    /// It, or a part of it, accuses an official.
    pub denounces: bool,
}

/// Marks a text whose parts, as its words cut them, go different ways.
pub fn note_parts(text: &mut Text) {
    if ways(&parts(text)).len() > 1 {
        text.note(SEVERAL);
    }
}

pub fn of(text: &Text) -> Said {
    let view = text.whole();
    let weighed = Weighed::of(&view);
    let denounces = weighed.accuses() > ACCUSES;
    // However much else is told around it, an accusation stays one; and there is none without an official. Who only
    // asks how to accuse is told, and accuses nobody yet.
    let nature = match weighed.best(&KINDS) {
        kind @ (Nature::Mixed | Nature::NoPetition) => kind,
        _ if denounces => weighed.best(&[Nature::Denunciation, Nature::Mixed]),
        Nature::Denunciation => weighed.best(NO_ACCUSATION),
        other => other,
    };
    Said { nature, why: weighed.grounds(nature, &view), denounces }
}

/// Feedback and recommendation go the same way.
pub fn way(kind: Nature) -> Nature {
    if kind == Nature::Recommendation { Nature::Feedback } else { kind }
}

/// The ways of those parts that are clearly of a kind.
fn ways(parts: &[View<'_>]) -> BTreeSet<Nature> {
    parts.iter().filter_map(clear).collect()
}

/// The way of a part, when it is clearly of one.
fn clear(part: &View<'_>) -> Option<Nature> {
    let weighed = Weighed::of(part);
    let best = weighed.best(OF_ONE);
    let others = OF_ONE.iter().filter(|kind| way(**kind) != way(best)).map(|kind| weighed.sum(*kind));
    let second = others.max().unwrap_or_default();
    (weighed.sum(best) >= second + PART_POINTS).then_some(way(best))
}

/// The parts of a text that says there are several matters; none when it does not.
fn parts(text: &Text) -> Vec<View<'_>> {
    let mut cuts: Vec<usize> = text.hits("next_matter").iter().map(|hit| hit.at).collect();
    let numbers = text.hits("numbered");
    if numbers.len() > 1 || !text.hits("another_matter").is_empty() {
        cuts.extend(numbers.iter().filter(|hit| text.at_edge(hit)).map(|hit| hit.at));
    }
    cuts.sort_unstable();
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
    parts
}
