//! All rules in all layers, and which of them holds on a day.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{LawError, Rule, written};

/// All rules in all layers, as shipped or with the office's rows laid over them.
#[derive(Clone, Debug)]
pub struct Terms {
    rules: Vec<Rule>,
}

impl Terms {
    /// The rules that come with the program (`terms.toml`).
    #[expect(clippy::expect_used, reason = "a file of the program itself; a test parses it")]
    pub fn shipped() -> Self {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Sheet {
            rule: Vec<Rule>,
        }
        let sheet: Sheet =
            toml::from_str(include_str!("terms.toml")).expect("terms.toml is part of the program; a test parses it");
        Self { rules: sheet.rule }
    }

    /// Replaces the layer with the same id and first day, or adds one.
    pub fn overlay(&mut self, rule: Rule) {
        let same = |old: &&mut Rule| old.id == rule.id && old.valid_from == rule.valid_from;
        match self.rules.iter_mut().find(same) {
            Some(old) => *old = rule,
            None => self.rules.push(rule),
        }
    }

    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule as the law stood on the day of the event that starts the count. Case does not matter.
    pub fn rule(&self, id: &str, on: NaiveDate) -> Result<&Rule, LawError> {
        let id = id.trim().to_uppercase();
        let layers: Vec<&Rule> = self.rules.iter().filter(|rule| rule.id == id).collect();
        if layers.is_empty() {
            let near = self.near(&id);
            return Err(LawError::UnknownRule { id, near });
        }
        let in_force = layers.iter().find(|rule| rule.holds_on(on));
        in_force.copied().ok_or_else(|| LawError::NotInForce {
            on,
            periods: layers.iter().map(|rule| period(rule)).collect(),
            id,
        })
    }

    /// Up to three ids that were perhaps meant: those that go on from it, then those a slip or two away.
    fn near(&self, id: &str) -> Vec<String> {
        let mut found: Vec<(usize, &str)> = Vec::new();
        for rule in &self.rules {
            let goes_on = id.len() >= 2 && rule.id.starts_with(id);
            let slips = if goes_on { 0 } else { slips(id, &rule.id) };
            if slips <= 2 && !found.iter().any(|(_, known)| *known == rule.id) {
                found.push((slips, &rule.id));
            }
        }
        found.sort();
        let best = found.into_iter().take(3);
        best.map(|(_, id)| id.to_owned()).collect()
    }
}

/// Letters to add, drop or change to make one word the other (Levenshtein).
fn slips(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

fn period(rule: &Rule) -> String {
    match (rule.valid_from, rule.valid_to) {
        (Some(from), Some(to)) => format!("từ {} đến {}", written(from), written(to)),
        (Some(from), None) => format!("từ {}", written(from)),
        (None, Some(to)) => format!("đến {}", written(to)),
        (None, None) => "mọi ngày".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_parse_and_each_day_has_at_most_one_layer_of_each() {
        let terms = Terms::shipped();
        for (i, one) in terms.rules.iter().enumerate() {
            assert_eq!(one.id, one.id.to_uppercase());
            assert!(one.length.is_some() || one.note.is_some(), "{}: neither number nor words", one.id);
            for other in terms.rules[i + 1..].iter().filter(|other| other.id == one.id) {
                assert!(one.valid_to.zip(other.valid_from).is_some_and(|(to, from)| to < from), "{}", one.id);
            }
        }
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(slips("KN-THULI", "KN-THULY"), 1);
        assert_eq!(slips("", "ABC"), 3);
        assert_eq!(slips("TC-GQ", "TC-GQ"), 0);
    }
}
