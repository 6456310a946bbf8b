//! Same matter, other person: same village, same things told of, rare words in common, and nothing that speaks against it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Proposal, Story, bags::Bags, kind, table::TABLE};

/// What speaks for one matter, and how much; learnt from the pairs of the stories under `tests/it/stories`.
const NOTHING_KNOWN: f64 = -11.6;
const LIKE_WORDS: f64 = 3.7;
const SAME_THINGS: f64 = 0.5;
const ALIKE_THINGS: f64 = 1.3;
const OTHER_THINGS: f64 = -0.2;
const SAME_TOPIC: f64 = 2.4;
const SAME_UNIT: f64 = 0.3;
const SAME_PERSON: f64 = 2.1;
const SAME_KIND: f64 = 1.4;
const SAME_TIME: f64 = 1.8;
const OTHER_PAPER: f64 = -3.5;
/// Two that are below nothing by no more than this are one matter when a third is one with both.
const DOUBTFUL: f64 = -1.5;
/// Days between two petitions that one event may have caused.
const SAME_TIME_DAYS: u64 = 30;
/// Likeness below which a little more or less does not count.
const LIKE_FLOOR: f64 = 0.03;
/// As if so many other petitions stood beside the batch.
const OTHERS: f64 = 20.0;

/// Marks duplicates, and the later of two as one.
pub fn link(stories: &[Story], proposals: &mut [Proposal]) {
    for (a, b) in pairs(stories, proposals) {
        let later = if stories[a].filed_on > stories[b].filed_on { (a, b) } else { (b, a) };
        proposals[a].duplicates.push(stories[b].id.clone());
        proposals[b].duplicates.push(stories[a].id.clone());
        let first = !proposals[later.0].flags.iter().any(|flag| flag.starts_with("duplicate_of:"));
        if first {
            proposals[later.0].flags.push(format!("duplicate_of:{}", stories[later.1].id));
        }
    }
}

/// Every two that seem one matter, the earlier index first.
fn pairs(stories: &[Story], proposals: &[Proposal]) -> Vec<(usize, usize)> {
    let (bags, things) = (Bags::of(stories), Things::of(proposals));
    let (mut found, mut doubtful) = (BTreeSet::new(), Vec::new());
    for a in 0..stories.len() {
        for (b, shared) in bags.shared(a) {
            let [one, other] = [a, b].map(|n| (&stories[n], &proposals[n]));
            if !could_be_one(one, other) {
                continue;
            }
            let signs = signs(one, other, bags.like(a, b, shared), &things);
            let sum = signs.iter().map(|(weight, much)| weight * much).sum::<f64>() + NOTHING_KNOWN;
            if sum > 0.0 {
                found.insert((a, b));
            } else if sum > DOUBTFUL {
                doubtful.push((a, b));
            }
        }
    }
    let with_a_third = doubtful.into_iter().filter(|pair| have_a_third(*pair, &found));
    let with_a_third: Vec<(usize, usize)> = with_a_third.collect();
    found.into_iter().chain(with_a_third).collect()
}

/// Whether there is a third that is one matter with both.
fn have_a_third((a, b): (usize, usize), found: &BTreeSet<(usize, usize)>) -> bool {
    let with = |one: usize, other: usize| found.contains(&(one.min(other), one.max(other)));
    let others = found.iter().filter(|(c, d)| *c == a || *d == a).map(|(c, d)| if *c == a { *d } else { *c });
    others.into_iter().any(|third| with(third, b))
}

fn could_be_one(a: (&Story, &Proposal), b: (&Story, &Proposal)) -> bool {
    a.0.village == b.0.village && kind::way(a.1.kind) == kind::way(b.1.kind)
}

/// What is known of two: each sign with its weight and how far it stands.
fn signs(a: (&Story, &Proposal), b: (&Story, &Proposal), like: f64, things: &Things) -> [(f64, f64); 10] {
    let [same, only_a, only_b] = things.compared(a.1, b.1);
    let stands = |is: bool| f64::from(u8::from(is));
    let papers = [&a.0.decision_no, &b.0.decision_no];
    [
        (LIKE_WORDS, (10.0 * (like + LIKE_FLOOR)).ln()),
        (SAME_THINGS, same),
        (ALIKE_THINGS, same / ((same + only_a + 0.5) * (same + only_b + 0.5)).sqrt()),
        (OTHER_THINGS, only_a.min(only_b)),
        (SAME_TOPIC, stands(a.1.topic == b.1.topic)),
        (SAME_UNIT, stands(a.1.unit == b.1.unit)),
        (SAME_PERSON, stands(a.1.about_whom == b.1.about_whom)),
        (SAME_KIND, stands(a.1.kind == b.1.kind)),
        (SAME_TIME, stands(days(a.0, b.0).is_none_or(|days| days <= SAME_TIME_DAYS))),
        (OTHER_PAPER, stands(papers[0] != papers[1] && papers.iter().all(|number| !number.is_empty()))),
    ]
}

fn days(a: &Story, b: &Story) -> Option<u64> {
    let [a, b] = [a, b].map(|story| NaiveDate::parse_from_str(&story.filed_on, "%Y-%m-%d").ok());
    Some((a? - b?).num_days().unsigned_abs())
}

/// What each thing weighs that petitions are about: the rarer, the more.
struct Things(Vec<f64>);

impl Things {
    fn of(proposals: &[Proposal]) -> Things {
        let many = proposals.len() as f64 + OTHERS;
        let mut counts = vec![1.0; TABLE.things.len()];
        proposals.iter().flat_map(|proposal| &proposal.things).for_each(|thing| counts[*thing] += 1.0);
        Things(counts.into_iter().map(|count| (many / count).max(1.0).ln()).collect())
    }

    /// What both tell of, what only one does, and what only the other does.
    fn compared(&self, a: &Proposal, b: &Proposal) -> [f64; 3] {
        let weight = |things: &[usize], keep: &dyn Fn(&usize) -> bool| -> f64 {
            things.iter().filter(|thing| keep(thing)).map(|thing| self.0[*thing]).sum()
        };
        [
            weight(&a.things, &|thing| b.things.contains(thing)),
            weight(&a.things, &|thing| !b.things.contains(thing)),
            weight(&b.things, &|thing| !a.things.contains(thing)),
        ]
    }
}
