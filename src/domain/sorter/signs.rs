//! Signs of a kind: what stands in a text, and how far each speaks for or against every kind (`kinds.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Ground, Nature, table::Rule, text::View};

/// The kinds in the order of the columns; the last column is whether an official is accused.
pub const KINDS: [Nature; 6] = [
    Nature::Feedback,
    Nature::Recommendation,
    Nature::Complaint,
    Nature::Denunciation,
    Nature::NoPetition,
    Nature::Mixed,
];
const COLUMNS: usize = KINDS.len() + 1;
const ACCUSES: usize = KINDS.len();

/// `kinds.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    signs: String,
}

/// Facts that stand together, and the points of each column.
pub struct Sign {
    pub rule: Rule,
    points: [i32; COLUMNS],
}

pub static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(shipped);

#[expect(clippy::expect_used, reason = "a file of the program itself; a test reads it")]
fn shipped() -> Vec<Sign> {
    let kinds: Kinds = toml::from_str(include_str!("kinds.toml")).expect("kinds.toml is part of the program");
    let lines = kinds.signs.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(Sign::of).collect()
}

impl Sign {
    /// “3 -1 0 0 0 0 0 | nuisance trouble ~20 : why”.
    fn of(line: &str) -> Sign {
        let (columns, facts) = line.split_once('|').unwrap_or(("", line));
        let mut points = [0; COLUMNS];
        for (column, written) in points.iter_mut().zip(columns.split_whitespace()) {
            *column = written.parse().unwrap_or_default();
        }
        Sign { rule: Rule::of(&format!("0 {}", facts.trim())), points }
    }
}

/// What the signs of a text come to.
pub struct Weighed {
    sums: [i32; COLUMNS],
    /// The signs that stand, each with its sentence.
    standing: Vec<(&'static Sign, Option<usize>)>,
}

impl Weighed {
    pub fn of(view: &View<'_>) -> Weighed {
        let standing: Vec<_> = SIGNS.iter().filter_map(|sign| Some((sign, view.stands(&sign.rule)?))).collect();
        let mut sums = [0; COLUMNS];
        for (sign, _) in &standing {
            sums.iter_mut().zip(sign.points).for_each(|(sum, points)| *sum += points);
        }
        Weighed { sums, standing }
    }

    /// The kind with the most points among those that are asked for; the first of equals.
    pub fn best(&self, among: &[Nature]) -> Nature {
        let most = among.iter().map(|kind| self.sum(*kind)).max();
        among.iter().copied().find(|kind| Some(self.sum(*kind)) == most).unwrap_or(Nature::Feedback)
    }

    pub fn sum(&self, kind: Nature) -> i32 {
        column(kind).map_or(0, |at| self.sums[at])
    }

    /// How much speaks for an accusation of an official.
    pub fn accuses(&self) -> i32 {
        self.sums[ACCUSES]
    }

    /// What spoke for a kind.
    pub fn grounds(&self, kind: Nature, view: &View<'_>) -> Vec<Ground> {
        let Some(at) = column(kind) else { return Vec::new() };
        let spoke = self.standing.iter().filter(|(sign, _)| sign.points[at] > 0 && !sign.rule.reason.is_empty());
        spoke
            .map(|(sign, sentence)| Ground {
                label: kind.code().to_owned(),
                points: sign.points[at],
                reason: sign.rule.reason.clone(),
                sentence: sentence.map(|n| view.text.sentences[n].text.clone()).unwrap_or_default(),
            })
            .collect()
    }
}

fn column(kind: Nature) -> Option<usize> {
    KINDS.iter().position(|one| *one == kind)
}

#[cfg(test)]
mod tests {
    use super::{SIGNS, Sign};
    use crate::domain::sorter::table::TABLE;

    #[test]
    fn a_sign_is_a_line() {
        let sign = Sign::of("3 -1 0 0 0 0 2 | officer demands ~40 !clean : nói cán bộ đòi tiền");
        assert_eq!(sign.points, [3, -1, 0, 0, 0, 0, 2]);
        assert_eq!((sign.rule.near, sign.rule.reason.as_str()), (Some(40), "nói cán bộ đòi tiền"));
        assert_eq!(sign.rule.none, ["clean"]);
    }

    #[test]
    fn every_sign_has_points_and_names_facts_of_the_table() {
        for sign in SIGNS.iter() {
            assert!(sign.points.iter().any(|points| *points != 0), "{:?}", sign.rule);
            let mut named = sign.rule.all.iter().flatten().chain(&sign.rule.none);
            let unknown = named.find(|name| !name.starts_with('@') && !TABLE.numbers.contains_key(*name));
            assert_eq!(unknown, None, "{:?}", sign.rule);
        }
    }
}
