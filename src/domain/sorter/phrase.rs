//! Phrases of the table: “a|b” for either word, “..” for a few words between, “#” for a number, “&lt;fact&gt;” for a fact.

use super::words::{Sentence, Word};

/// Words between the two sides of “..”.
const GAP_MAX: usize = 4;

#[derive(Clone, Debug)]
enum Part {
    Either(Vec<Word>),
    Number,
    Gap,
    Fact(String),
}

#[derive(Clone, Debug)]
pub struct Phrase(Vec<Part>);

/// Where the facts of a sentence that are known already begin: the end of `fact` when it begins there.
pub trait Known {
    fn end(&self, fact: &str, at: usize) -> Option<usize>;
}

impl Phrase {
    pub fn of(text: &str) -> Phrase {
        let part = |part: &str| match part {
            "#" => Part::Number,
            ".." => Part::Gap,
            fact if fact.starts_with('<') => Part::Fact(fact.trim_matches(['<', '>']).to_owned()),
            words => Part::Either(words.split('|').map(Word::of).collect()),
        };
        Phrase(text.split_whitespace().map(part).collect())
    }

    /// The facts that it is made of.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| if let Part::Fact(name) = part { Some(name.as_str()) } else { None })
    }

    /// The words it can begin with, bare; none when it begins with something else.
    pub fn first(&self) -> impl Iterator<Item = &str> {
        let words = if let Some(Part::Either(words)) = self.0.first() { words.as_slice() } else { &[] };
        words.iter().map(|word| word.bare.as_str())
    }

    /// Its one word, when it has only one.
    pub fn single(&self) -> Option<&Word> {
        if let [Part::Either(words)] = self.0.as_slice() { words.first() } else { None }
    }

    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.0.iter().flat_map(|part| if let Part::Either(words) = part { words.as_slice() } else { &[] })
    }

    /// Where it ends when it begins at `at`.
    pub fn end(&self, sentence: &Sentence, at: usize, known: &impl Known) -> Option<usize> {
        end(&self.0, sentence, at, known)
    }
}

fn end(parts: &[Part], sentence: &Sentence, at: usize, known: &impl Known) -> Option<usize> {
    let Some((first, rest)) = parts.split_first() else { return Some(at) };
    if let Part::Gap = first {
        return (0..=GAP_MAX).find_map(|gap| end(rest, sentence, at + gap, known));
    }
    let word = sentence.words.get(at)?;
    let next = match first {
        Part::Either(words) => words.iter().any(|one| sentence.says(at, one)).then_some(at + 1)?,
        Part::Number => word.number(sentence.plain).map(|_| at + 1)?,
        Part::Fact(name) => known.end(name, at)?,
        Part::Gap => at,
    };
    end(rest, sentence, next, known)
}

#[cfg(test)]
mod tests {
    use super::{Known, Phrase};
    use crate::domain::sorter::words::sentences;

    /// “<sum>” begins at the word before the last.
    struct Sum;
    impl Known for Sum {
        fn end(&self, fact: &str, at: usize) -> Option<usize> {
            (fact == "sum" && at == 3).then_some(5)
        }
    }

    fn end(phrase: &str, text: &str) -> Option<usize> {
        Phrase::of(phrase).end(&sentences(text)[0], 0, &Sum)
    }

    #[test]
    fn a_phrase_has_choices_gaps_numbers_and_facts() {
        let text = "Nhận của tôi 5 triệu";
        assert_eq!(end("nhận|lấy của", text), Some(2));
        assert_eq!(end("nhận .. # triệu", text), Some(5));
        assert_eq!(end("nhận .. <sum>", text), Some(5));
        assert_eq!(end("lấy của", text), None);
        assert_eq!(end("nhận # triệu", text), None);
    }
}
