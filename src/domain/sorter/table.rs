//! The tables: what words say (`facts.toml`) and what follows from facts (`rules.toml`), read once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{
    phrase::Phrase,
    words::{self, Sentence, Word},
};

/// `facts.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    denials: String,
    deniable: String,
    unclear: String,
    common: String,
    same: BTreeMap<String, String>,
    same_with_marks: BTreeMap<String, String>,
    one_thing: BTreeMap<String, String>,
    except: BTreeMap<String, String>,
    fact: BTreeMap<String, String>,
    thing: BTreeMap<String, String>,
    topic: BTreeMap<String, BTreeMap<String, String>>,
}

/// `rules.toml` as it is written: tables of labels, each with its rules, one a line.
type Rules = BTreeMap<String, BTreeMap<String, String>>;

/// Points for a label where facts stand together; see the head of `rules.toml`.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub points: i32,
    /// All of them; of each group any.
    pub all: Vec<Vec<String>>,
    pub none: Vec<String>,
    /// Within so many words of the first; anywhere when it is nothing.
    pub near: Option<usize>,
    pub reason: String,
}

/// A phrase that says a fact, or that takes it back.
pub struct Saying {
    pub fact: usize,
    pub phrase: Phrase,
    pub takes_back: bool,
    /// Means too much else in a sentence without marks.
    pub needs_marks: bool,
}

pub struct Table {
    pub names: Vec<String>,
    pub numbers: HashMap<String, usize>,
    sayings: Vec<Saying>,
    /// Sayings by the bare word they begin with (“” for any), a map for each level: facts made of facts come after those.
    starts: Vec<HashMap<String, Vec<usize>>>,
    pub topics: BTreeMap<String, Vec<(String, i32)>>,
    /// The facts that name what a matter is about.
    pub things: Vec<String>,
    pub rules: BTreeMap<String, BTreeMap<String, Vec<Rule>>>,
    pub denials: Vec<Word>,
    pub deniable: HashSet<usize>,
    /// Words that every petition has.
    pub common: HashSet<String>,
    same: HashMap<String, Vec<Word>>,
    same_bare: HashMap<String, Vec<Word>>,
    one_thing: HashMap<String, String>,
    unclear: HashSet<String>,
    /// The words of all phrases: what is not among them may be misspelled.
    known: HashSet<String>,
}

pub static TABLE: LazyLock<Table> = LazyLock::new(Table::shipped);

impl Table {
    #[expect(clippy::expect_used, reason = "two files of the program itself; a test reads them")]
    fn shipped() -> Table {
        let facts: Facts = toml::from_str(include_str!("facts.toml")).expect("facts.toml is part of the program");
        let rules: Rules = toml::from_str(include_str!("rules.toml")).expect("rules.toml is part of the program");
        let mut table = Table::bare(&facts, rules);
        table.read_facts(&facts);
        let deniable = facts.deniable.split_whitespace().filter_map(|name| table.numbers.get(name)).copied();
        table.deniable = deniable.collect();
        table.index();
        table
    }

    /// Words and rules, without phrases.
    fn bare(facts: &Facts, rules: Rules) -> Table {
        let usual =
            |(short, long): (&String, &String)| (Word::of(short), long.split(' ').map(Word::of).collect::<Vec<Word>>());
        let same: Vec<(Word, Vec<Word>)> = facts.same.iter().map(usual).collect();
        let marked = facts.same_with_marks.iter().map(usual);
        let bare_words = |text: &str| text.split_whitespace().map(|word| Word::of(word).bare).collect();
        let one_thing = facts.one_thing.iter().map(|(a, b)| (Word::of(a).bare, Word::of(b).bare)).collect();
        Table {
            names: Vec::new(),
            numbers: HashMap::new(),
            sayings: Vec::new(),
            starts: Vec::new(),
            topics: BTreeMap::new(),
            things: Vec::new(),
            rules: rules.into_iter().map(|(of, labels)| (of, labels.into_iter().map(read_rules).collect())).collect(),
            denials: facts.denials.split_whitespace().map(Word::of).collect(),
            deniable: HashSet::new(),
            common: bare_words(&facts.common),
            same_bare: same.iter().map(|(word, long)| (word.bare.clone(), long.clone())).collect(),
            same: same.into_iter().chain(marked).map(|(word, long)| (word.exact, long)).collect(),
            one_thing,
            unclear: bare_words(&facts.unclear),
            known: HashSet::new(),
        }
    }

    fn read_facts(&mut self, facts: &Facts) {
        for (name, text) in &facts.fact {
            self.add(name, text, false);
        }
        for (name, text) in &facts.except {
            self.add(name, text, true);
        }
        for (name, text) in &facts.thing {
            self.things.push(format!("thing {name}"));
            self.add(&format!("thing {name}"), text, false);
        }
        for (topic, weights) in &facts.topic {
            for (points, text) in weights {
                let name = format!("{topic} {points}");
                self.add(&name, text, false);
                self.topics.entry(topic.clone()).or_default().push((name, points.parse().unwrap_or(1)));
            }
        }
    }

    /// Phrases are separated by commas or line ends; a “!” after one: only with marks.
    fn add(&mut self, name: &str, text: &str, takes_back: bool) {
        let next = self.names.len();
        let fact = *self.numbers.entry(name.to_owned()).or_insert(next);
        if fact == next {
            self.names.push(name.to_owned());
        }
        for written in text.split([',', '\n']).map(str::trim).filter(|written| !written.is_empty()) {
            let phrase = Phrase::of(written.trim_end_matches('!'));
            let alone = phrase.single().is_some_and(|word| word.is_marked() && self.unclear.contains(&word.bare));
            self.known.extend(phrase.words().map(|word| word.exact.clone()));
            let needs_marks = alone || written.ends_with('!');
            self.sayings.push(Saying { fact, phrase, takes_back, needs_marks });
        }
    }

    fn index(&mut self) {
        let levels: Vec<usize> = (0..self.names.len()).map(|fact| self.level(fact)).collect();
        self.starts = vec![HashMap::new(); levels.iter().max().map_or(0, |most| most + 1)];
        for (n, saying) in self.sayings.iter().enumerate() {
            let first: BTreeSet<&str> = saying.phrase.first().collect();
            for word in if first.is_empty() { BTreeSet::from([""]) } else { first } {
                self.starts[levels[saying.fact]].entry(word.to_owned()).or_default().push(n);
            }
        }
    }

    /// How many facts deep a fact is made of others.
    fn level(&self, fact: usize) -> usize {
        let parts = self.sayings.iter().filter(|saying| saying.fact == fact).flat_map(|saying| saying.phrase.facts());
        parts.filter_map(|name| self.numbers.get(name)).map(|part| self.level(*part) + 1).max().unwrap_or(0)
    }

    pub fn levels(&self) -> usize {
        self.starts.len()
    }

    /// The sayings of a level that may begin with this word.
    pub fn sayings_from(&self, level: usize, word: &Word) -> impl Iterator<Item = &Saying> {
        let starts = &self.starts[level];
        let named = starts.get(&word.bare).into_iter().chain(starts.get("")).flatten();
        named.map(|n| &self.sayings[*n])
    }

    /// The sentences of a text, short, dialect and misspelled words written as usual.
    pub fn sentences(&self, text: &str) -> Vec<Sentence> {
        let mut sentences = words::sentences(text);
        for sentence in &mut sentences {
            let plain = sentence.plain;
            let words = std::mem::take(&mut sentence.words);
            sentence.words = words.into_iter().flat_map(|word| self.usual(word, plain)).collect();
        }
        sentences
    }

    fn usual(&self, word: Word, plain: bool) -> Vec<Word> {
        let bare = if plain { self.same_bare.get(&word.bare) } else { None };
        match self.same.get(&word.exact).or(bare) {
            Some(long) => long.clone(),
            None if plain || self.known.contains(&word.exact) => vec![word],
            None => vec![word.respelled(&self.known).unwrap_or(word)],
        }
    }

    /// A word as duplicates are compared: bare, numbers in digits, one name for one thing.
    pub fn matter(&self, word: &Word) -> String {
        match word.number(false) {
            Some(number) if !word.bare.starts_with(|c: char| c.is_ascii_digit()) => number.to_string(),
            _ => self.one_thing.get(&word.bare).unwrap_or(&word.bare).clone(),
        }
    }
}

fn read_rules((label, text): (String, String)) -> (String, Vec<Rule>) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    (label, lines.map(Rule::of).collect())
}

impl Rule {
    /// “4 own undo|refused ~25 !third_person : why”.
    pub fn of(line: &str) -> Rule {
        let (facts, reason) = line.split_once(" : ").unwrap_or((line, ""));
        let mut words = facts.trim_end_matches(" :").split_whitespace();
        let points = words.next().and_then(|n| n.parse().ok()).unwrap_or_default();
        let mut rule = Rule { points, all: Vec::new(), none: Vec::new(), near: None, reason: reason.trim().to_owned() };
        for word in words {
            if let Some(name) = word.strip_prefix('!') {
                rule.none.push(name.to_owned());
            } else if let Some(near) = word.strip_prefix('~') {
                rule.near = near.parse().ok();
            } else if word != ":" {
                rule.all.push(word.split('|').map(str::to_owned).collect());
            }
        }
        rule
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, TABLE};

    #[test]
    fn a_rule_is_a_line() {
        let rule = Rule::of("4 own undo|refused ~25 !third_person : xin xét lại");
        assert_eq!((rule.points, rule.near, rule.reason.as_str()), (4, Some(25), "xin xét lại"));
        assert_eq!(rule.all, [vec!["own"], vec!["undo", "refused"]]);
        assert_eq!(rule.none, ["third_person"]);
    }

    #[test]
    fn every_fact_that_a_rule_or_a_phrase_names_is_in_the_table() {
        let rules = TABLE.rules.values().flat_map(|labels| labels.values().flatten());
        let named = rules.flat_map(|rule| rule.all.iter().flatten().chain(&rule.none));
        let facts = TABLE.sayings.iter().flat_map(|saying| saying.phrase.facts());
        let unknown: Vec<&str> = named
            .map(String::as_str)
            .chain(facts)
            .filter(|name| !name.starts_with('@') && !TABLE.numbers.contains_key(*name))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert!(TABLE.rules.values().flat_map(|labels| labels.values().flatten()).all(|rule| rule.points != 0));
    }
}
