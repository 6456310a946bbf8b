//! Words as the sorter compares them: half of what comes is typed without marks.
//!
//! A sentence typed with marks is compared with them (“tố cáo” is not “tờ cáo”); one typed without is compared bare.
//! Hỏi and ngã are one, as many spell them; so are “hòa” and “hoà”, and i and y.

use std::{collections::HashSet, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
/// A sentence of which at most one word in so many carries a mark was typed without marks.
const MARKED_ONE_IN: usize = 5;

/// One word, with its marks and without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Letters, then the tone.
    pub exact: String,
    pub bare: String,
}

impl Word {
    pub fn of(text: &str) -> Word {
        let (mut exact, mut bare, mut tone) = (String::new(), String::new(), None);
        for c in text.nfd().flat_map(char::to_lowercase) {
            match c {
                '\u{303}' => tone = Some('\u{309}'),
                c if TONES.contains(&c) => tone = Some(c),
                '\u{302}' | '\u{306}' | '\u{31b}' => exact.push(c),
                'đ' => {
                    exact.push('đ');
                    bare.push('d');
                }
                c => {
                    exact.push(c);
                    bare.push(c);
                }
            }
        }
        if bare.ends_with('y') && bare.chars().rev().nth(1).is_some_and(|before| !"aeouy".contains(before)) {
            exact = exact.replace('y', "i");
            bare = bare.replace('y', "i");
        }
        exact.extend(tone);
        Word { exact, bare }
    }

    pub fn is_marked(&self) -> bool {
        self.exact != self.bare
    }

    /// As it is usually spelled, when one small change makes it a word that is known.
    pub fn respelled(&self, known: &HashSet<String>) -> Option<Word> {
        let at = self.exact.find(TONES).unwrap_or(self.exact.len());
        let (letters, tone) = self.exact.split_at(at);
        let changed =
            SPELLINGS.iter().filter_map(|(wrong, right)| match (wrong.strip_prefix('-'), right.strip_prefix('-')) {
                (Some(wrong), Some(right)) => letters.strip_suffix(wrong).map(|rest| format!("{rest}{right}{tone}")),
                _ => letters.strip_prefix(wrong).map(|rest| format!("{right}{rest}{tone}")),
            });
        let toned = TONES.iter().filter(|_| tone.is_empty() && self.is_marked()).map(|tone| format!("{letters}{tone}"));
        changed.chain(toned).find(|exact| known.contains(exact)).map(Word::from_exact)
    }

    fn from_exact(exact: String) -> Word {
        let bare = |c: char| if c == 'đ' { Some('d') } else { c.is_ascii_alphanumeric().then_some(c) };
        Word { bare: exact.chars().filter_map(bare).collect(), exact }
    }

    /// The number that it says in digits or in letters; `plain`: the sentence has no marks.
    pub fn number(&self, plain: bool) -> Option<u64> {
        let digits: String = self.bare.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            return digits.parse().ok();
        }
        let said = SAID.iter().find(|(word, _)| self.exact == word.exact || (plain && self.exact == word.bare));
        said.map(|(_, number)| *number)
    }
}

/// What is written for what in the middle of the country: endings with “-”, else beginnings.
const SPELLINGS: [(&str, &str); 10] = [
    ("-c", "-t"),
    ("-t", "-c"),
    ("-n", "-ng"),
    ("-ng", "-n"),
    ("s", "x"),
    ("x", "s"),
    ("ch", "tr"),
    ("tr", "ch"),
    ("d", "gi"),
    ("gi", "d"),
];

/// Numbers in letters.
static SAID: LazyLock<Vec<(Word, u64)>> = LazyLock::new(|| {
    let units = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"];
    let mut said: Vec<(Word, u64)> = units.iter().map(|word| Word::of(word)).zip(1..).collect();
    said.extend([(Word::of("bẩy"), 7), (Word::of("chục"), 10), (Word::of("trăm"), 100), (Word::of("rưỡi"), 1)]);
    said
});

/// A run of words up to a full stop, as it was written.
#[derive(Clone, Debug)]
pub struct Sentence {
    pub text: String,
    pub words: Vec<Word>,
    /// Typed without marks.
    pub plain: bool,
}

/// Cuts a text into its sentences.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let next = text[end..].chars().next().unwrap_or(' ');
        if matches!(c, '\n' | '!' | '?' | ';' | '…') || (c == '.' && (next.is_whitespace() || next.is_uppercase())) {
            found.extend(Sentence::of(&text[start..end]));
            start = end;
        }
    }
    found.extend(Sentence::of(&text[start..]));
    found
}

impl Sentence {
    fn of(text: &str) -> Option<Sentence> {
        let words: Vec<Word> = text
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '%' | '\u{300}'..='\u{36f}'))
            .map(|word| word.trim_matches('/'))
            .filter(|word| !word.is_empty())
            .map(Word::of)
            .collect();
        if words.is_empty() {
            return None;
        }
        let marked = words.iter().filter(|word| word.is_marked()).count();
        let plain = marked * MARKED_ONE_IN <= words.len();
        Some(Sentence { text: text.trim().to_owned(), words, plain })
    }

    pub fn says(&self, at: usize, word: &Word) -> bool {
        let here = &self.words[at];
        here.exact == word.exact || (self.plain && !here.is_marked() && here.bare == word.bare)
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, sentences};

    #[test]
    fn marks_encoding_and_spelling_of_a_word_do_not_matter() {
        assert_eq!(Word::of("VỆ"), Word::of("v\u{ea}\u{323}"));
        assert_eq!(Word::of("hòa"), Word::of("hoà"));
        assert_eq!(Word::of("kỹ"), Word::of("kĩ"));
        assert_eq!(Word::of("củng").exact, Word::of("cũng").exact);
        assert_ne!(Word::of("hai"), Word::of("hay"));
        let known = ["phạt", "được"].map(|word| Word::of(word).exact).into();
        assert_eq!(Word::of("phạc").respelled(&known), Some(Word::of("phạt")));
        assert_eq!(Word::of("đươc").respelled(&known), Some(Word::of("được")));
        assert_eq!(Word::of("đèn").respelled(&known), None);
    }

    #[test]
    fn a_sentence_without_marks_is_compared_bare_and_one_with_marks_is_not() {
        let found = sentences("Toi to cao can bo. Tôi mua tờ cáo thị, giá 2.500đ!");
        let said: Vec<bool> = found
            .iter()
            .map(|s| {
                s.words
                    .windows(2)
                    .enumerate()
                    .any(|(n, _)| s.says(n, &Word::of("tố")) && s.says(n + 1, &Word::of("cáo")))
            })
            .collect();
        assert_eq!(said, [true, false]);
        assert_eq!(found[1].text, "Tôi mua tờ cáo thị, giá 2.500đ!");
    }

    #[test]
    fn numbers_are_read_in_digits_and_letters() {
        assert_eq!(Word::of("mười").number(false), Some(10));
        assert_eq!(Word::of("15tr").number(false), Some(15));
        assert_eq!(Word::of("nam").number(false), None);
        assert_eq!(Word::of("nam").number(true), Some(5));
    }
}
