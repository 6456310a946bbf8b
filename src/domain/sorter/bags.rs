//! The words of every petition of a batch, and what each weighs: the rarer, the more.

use std::collections::{BTreeMap, HashMap};

use super::{Story, table::TABLE};

/// What two words in a row weigh beside one.
const PAIR_WEIGHT: f64 = 0.25;
/// What a word weighs that was typed without marks: it may be another.
const PLAIN_WEIGHT: f64 = 0.5;
/// As if so many other petitions stood beside the batch: a small batch does not make its common words rare.
const OTHERS: f64 = 60.0;
/// A word in more petitions than this, and than a twentieth of them, brings no two together.
const RARE_MAX: usize = 30;
const RARE_ONE_IN: usize = 20;

pub struct Bags {
    /// Of each story: the words by number, and what each weighs.
    bags: Vec<Vec<(usize, f64)>>,
    /// Of each word: who has it, and how surely.
    holders: Vec<Vec<(usize, f64)>>,
}

impl Bags {
    pub fn of(stories: &[Story]) -> Bags {
        let mut all = Bags { bags: Vec::new(), holders: Vec::new() };
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (n, story) in stories.iter().enumerate() {
            let mut bag = Vec::new();
            for (word, weight) in words(story) {
                let next = all.holders.len();
                let number = *numbers.entry(word).or_insert(next);
                if number == next {
                    all.holders.push(Vec::new());
                }
                all.holders[number].push((n, weight));
                bag.push((number, weight));
            }
            all.bags.push(bag);
        }
        let many = stories.len() as f64 + OTHERS;
        for (number, weight) in all.bags.iter_mut().flatten() {
            *weight *= (1.0 + many / (all.holders[*number].len() as f64 + 0.5)).ln().powi(2);
        }
        all
    }

    /// What each later story shares with this one.
    pub fn shared(&self, story: usize) -> BTreeMap<usize, f64> {
        let most = RARE_MAX.max(self.bags.len() / RARE_ONE_IN);
        let mut shared = BTreeMap::new();
        for (number, weight) in self.bags[story].iter().filter(|(number, _)| self.holders[*number].len() <= most) {
            let holders = &self.holders[*number];
            let me = holders.binary_search_by_key(&story, |(holder, _)| *holder);
            let here = me.map_or(1.0, |n| holders[n].1);
            for (later, sure) in holders.iter().filter(|(other, _)| *other > story) {
                *shared.entry(*later).or_default() += weight * (sure / here).min(1.0);
            }
        }
        shared
    }

    /// What they share beside what they have, between a cosine and the share of the shorter.
    pub fn like(&self, a: usize, b: usize, shared: f64) -> f64 {
        let [a, b] = [a, b].map(|story| self.bags[story].iter().map(|(_, weight)| weight).sum::<f64>());
        shared / ((a * b).powf(0.25) * a.min(b).sqrt())
    }
}

/// Its words that not every petition has, each once, and its pairs of words.
fn words(story: &Story) -> BTreeMap<String, f64> {
    let sentences = TABLE.sentences(&story.body);
    let sure = |plain: bool| if plain { PLAIN_WEIGHT } else { 1.0 };
    let said = sentences.iter().flat_map(|s| s.words.iter().map(|word| (TABLE.matter(word), sure(s.plain))));
    let (all, sure): (Vec<String>, Vec<f64>) = said.unzip();
    let common = |word: &String| TABLE.common.contains(word.as_str());
    let single = |(word, _): &(&String, &f64)| word.len() > 1 && !common(word);
    let mut words: BTreeMap<String, f64> =
        all.iter().zip(&sure).filter(single).map(|(word, sure)| (word.clone(), *sure)).collect();
    for pair in all.windows(2).filter(|pair| !(common(&pair[0]) && common(&pair[1]))) {
        words.insert(format!("{} {}", pair[0], pair[1]), PAIR_WEIGHT);
    }
    words
}
