//! A text as it was read: which facts it says, where, and which fields of the form go with it.

use std::{collections::HashMap, ops::Range};

use super::{
    BODY_CHARS_MAX, PAPER_CONTESTED,
    phrase::Known,
    table::{Rule, TABLE},
    words::{Sentence, Word},
};

/// What stands so closely before a phrase and denies it, in words.
const DENIAL_REACH: usize = 2;

/// A fact and the words that say it, counted over the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub at: usize,
    pub end: usize,
    sentence: usize,
}

pub struct Text {
    pub sentences: Vec<Sentence>,
    /// The first word of each sentence.
    starts: Vec<usize>,
    hits: HashMap<&'static str, Vec<Hit>>,
    fields: Vec<&'static str>,
}

/// A part of a text: some of its words, or all with what the form says.
#[derive(Clone)]
pub struct View<'t> {
    pub text: &'t Text,
    words: Option<Range<usize>>,
}

impl Text {
    pub fn of(body: &str, fields: Vec<&'static str>) -> Text {
        let end = body.char_indices().nth(BODY_CHARS_MAX).map_or(body.len(), |(at, _)| at);
        let sentences = TABLE.sentences(&body[..end]);
        let mut starts = Vec::new();
        let mut hits: HashMap<&'static str, Vec<Hit>> = HashMap::new();
        let mut start = 0;
        for (n, sentence) in sentences.iter().enumerate() {
            starts.push(start);
            for (fact, at, end) in facts(sentence) {
                hits.entry(&TABLE.names[fact]).or_default().push(Hit { at: start + at, end: start + end, sentence: n });
            }
            start += sentence.words.len();
        }
        Text { sentences, starts, hits, fields }
    }

    pub fn whole(&self) -> View<'_> {
        View { text: self, words: None }
    }

    /// Some of its words, without what the form says about the whole.
    pub fn part(&self, words: Range<usize>) -> View<'_> {
        View { text: self, words: Some(words) }
    }

    /// Something that was found out about the whole, named as a field of the form is.
    pub fn note(&mut self, field: &'static str) {
        self.fields.push(field);
    }

    /// Whether it begins or ends a sentence, as the numbers of a list do.
    pub fn at_edge(&self, hit: &Hit) -> bool {
        let begins = |at: usize| self.starts.binary_search(&at).is_ok();
        begins(hit.at) || begins(hit.end) || hit.end == self.count()
    }

    /// How many words it has.
    pub fn count(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.words.len()).sum()
    }

    pub fn hits(&self, fact: &str) -> &[Hit] {
        self.hits.get(fact).map_or(&[], Vec::as_slice)
    }

    /// A word, and whether its sentence has no marks.
    pub fn word(&self, at: usize) -> Option<(&Word, bool)> {
        let sentence = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        let here = &self.sentences[sentence];
        here.words.get(at - self.starts[sentence]).map(|word| (word, here.plain))
    }
}

impl View<'_> {
    fn hits(&self, fact: &str) -> impl Iterator<Item = Hit> {
        let within = |hit: &Hit| self.words.as_ref().is_none_or(|words| words.contains(&hit.at));
        self.text.hits(fact).iter().copied().filter(within)
    }

    pub fn has(&self, name: &str) -> bool {
        match name.strip_prefix('@') {
            Some(field) => (self.words.is_none() || field == PAPER_CONTESTED) && self.text.fields.contains(&field),
            None => self.hits(name).next().is_some(),
        }
    }

    /// Whether the rule's facts stand together, and in which sentence, when it needs one.
    pub fn stands(&self, rule: &Rule) -> Option<Option<usize>> {
        if rule.none.iter().any(|name| self.has(name)) {
            return None;
        }
        let (of_form, of_text): (Vec<_>, Vec<_>) =
            rule.all.iter().partition(|names| names.iter().any(|name| name.starts_with('@')));
        if !of_form.iter().all(|names| names.iter().any(|name| self.has(name))) {
            return None;
        }
        let said: Vec<Vec<Hit>> =
            of_text.iter().map(|names| names.iter().flat_map(|name| self.hits(name)).collect()).collect();
        let Some((first, rest)) = said.split_first() else { return Some(None) };
        let close = |a: &Hit, b: &Hit| rule.near.is_none_or(|near| a.at.abs_diff(b.at) <= near);
        let stands = |hit: &&Hit| rest.iter().all(|hits| hits.iter().any(|other| close(hit, other)));
        first.iter().find(stands).map(|hit| Some(hit.sentence))
    }
}

/// The facts of one sentence that are known so far: where each begins and ends.
#[derive(Default)]
struct Here(HashMap<usize, Vec<(usize, usize)>>);

impl Known for Here {
    fn end(&self, fact: &str, at: usize) -> Option<usize> {
        let ends = self.0.get(TABLE.numbers.get(fact)?)?;
        ends.iter().filter(|(start, _)| *start == at).map(|(_, end)| *end).max()
    }
}

/// The facts of one sentence, with where each begins and ends; what is denied or taken back is left out.
fn facts(sentence: &Sentence) -> Vec<(usize, usize, usize)> {
    let mut here = Here::default();
    for level in 0..TABLE.levels() {
        let found = facts_of(level, sentence, &here);
        here.0.extend(found);
    }
    let mut all: Vec<(usize, usize, usize)> =
        here.0.iter().flat_map(|(fact, ends)| ends.iter().map(|(at, end)| (*fact, *at, *end))).collect();
    all.sort_unstable();
    all
}

/// The facts whose phrases are made of no facts but those that are known.
fn facts_of(level: usize, sentence: &Sentence, here: &Here) -> HashMap<usize, Vec<(usize, usize)>> {
    let mut found: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    let mut back: Vec<(usize, usize, usize)> = Vec::new();
    for (at, word) in sentence.words.iter().enumerate() {
        for saying in TABLE.sayings_from(level, word) {
            if saying.needs_marks && sentence.plain {
                continue;
            }
            let Some(end) = saying.phrase.end(sentence, at, here) else { continue };
            if saying.takes_back {
                back.push((saying.fact, at, end));
            } else if !denied(sentence, saying.fact, at) {
                found.entry(saying.fact).or_default().push((at, end));
            }
        }
    }
    for (fact, from, to) in back {
        if let Some(ends) = found.get_mut(&fact) {
            ends.retain(|(at, end)| *end <= from || *at >= to);
        }
    }
    found
}

/// “không”, “chưa” … stands right before, and the fact is one that they take away.
fn denied(sentence: &Sentence, fact: usize, at: usize) -> bool {
    let denies = |n: usize| TABLE.denials.iter().any(|denial| sentence.says(n, denial));
    TABLE.deniable.contains(&fact) && (at.saturating_sub(DENIAL_REACH)..at).any(denies)
}
