//! Our own source as text: without comments, strings and unit tests, cut into functions; for the tests that read it.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub struct Source {
    /// From the repository's root: `src/store/board.rs`.
    pub path: String,
    pub text: String,
    /// The text without comments, contents of strings and unit tests; as long as the text, line by line.
    pub code: String,
}

pub struct Function {
    pub name: String,
    pub code: String,
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so.
pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    found.sort();
    assert!(!found.is_empty(), "nothing in {folder}");
    found
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).expect("text")));
        }
    }
}

pub fn sources() -> Vec<Source> {
    files("src", ".rs").into_iter().map(|(path, text)| Source::new(path, text)).collect()
}

impl Source {
    pub fn new(path: String, text: String) -> Source {
        Source { code: without_tests(&bare(&text)), path, text }
    }

    /// Which of the places it stands in: `store` for `src/store/board.rs`, `rounds` for `src/rounds.rs`.
    pub fn place(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split('/').next().map_or(below, |first| first.trim_end_matches(".rs"))
    }

    pub fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Whether a word stands in the code as a word of its own.
    pub fn names(&self, word: &str) -> bool {
        mentions(&self.code, word)
    }

    /// The places of ours that it names: what follows `crate::` or `tiepdan::`, or `super::` at the top.
    pub fn places_named(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, prefix) in ["crate::", "tiepdan::"].iter().flat_map(|p| self.code.match_indices(p)) {
            if at > 0 && is_part_of_word(self.code.as_bytes()[at - 1]) {
                continue;
            }
            found.extend(first_words(&self.code[at + prefix.len()..]));
        }
        let depth = self.path.matches('/').count() - usize::from(self.path.ends_with("/mod.rs"));
        let upward = "super::".repeat(depth);
        for (at, _) in self.code.match_indices(&upward) {
            if !self.code[..at].ends_with("super::") && !self.code[..at].ends_with(|c: char| c.is_alphanumeric()) {
                found.extend(first_words(&self.code[at + upward.len()..]));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            if at > 0 && is_part_of_word(self.code.as_bytes()[at - 1]) {
                continue;
            }
            let rest = &self.code[at + 3..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let (Some(body), semicolon) = (rest.find('{'), rest.find(';')) else { continue };
            if !name.is_empty() && semicolon.is_none_or(|end| body < end) {
                found.push(Function { name, code: block(&rest[body..]).to_owned() });
            }
        }
        found
    }
}

pub fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = at.checked_sub(1).map(|at| code.as_bytes()[at]);
        let after = code.as_bytes().get(at + word.len()).copied();
        let is_end = |byte: Option<u8>| byte.is_none_or(|byte| !is_part_of_word(byte));
        (is_end(before) || !word.starts_with(|c: char| c.is_alphanumeric()))
            && (is_end(after) || !word.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

fn is_part_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The first name of a path, or of each path in a group: `{a::b, c}` names a and c.
fn first_words(rest: &str) -> Vec<String> {
    let word =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    if !rest.starts_with('{') {
        return vec![word(rest)];
    }
    let group = block(rest);
    let (mut depth, mut start, mut found) = (0, 1, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if (c == ',' && depth == 1) || depth == 0 {
            found.push(word(&group[start..at]));
            start = at + 1;
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

/// From an opening brace to the one that closes it.
fn block(code: &str) -> &str {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[..=at];
        }
    }
    code
}

/// Unit tests stand at the end of their file.
fn without_tests(code: &str) -> String {
    let is_tests = |at: usize| code[at..].lines().nth(1).is_some_and(|line| line.trim_end().ends_with("mod tests {"));
    let at = code.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(|at| is_tests(*at));
    code[..at.unwrap_or(code.len())].to_owned()
}

/// Blanks comments and what stands in strings and character literals; newlines stay.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < chars.len() {
        let end = match (chars[at], chars.get(at + 1)) {
            ('/', Some('/')) => until(&chars, at, |rest| rest[0] == '\n'),
            ('/', Some('*')) => until(&chars, at, |rest| rest.starts_with(&['*', '/'])) + 2,
            ('r', Some('"' | '#')) if !at.checked_sub(1).is_some_and(|before| chars[before].is_alphanumeric()) => {
                raw_end(&chars, at)
            }
            ('"', _) => string_end(&chars, at),
            ('\'', Some('\\')) => until(&chars, at + 3, |rest| rest[0] == '\'') + 1,
            ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => at + 3,
            _ => {
                out.push(chars[at]);
                at += 1;
                continue;
            }
        };
        let end = end.min(chars.len());
        out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

fn until(chars: &[char], from: usize, stop: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|at| stop(&chars[*at..])).unwrap_or(chars.len())
}

fn string_end(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// `r"…"`, `r#"…"#`; a name that begins with r ends at once.
fn raw_end(chars: &[char], from: usize) -> usize {
    let hashes = chars[from + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + 1 + hashes) != Some(&'"') {
        return from + 1;
    }
    let mut closing = vec!['"'];
    closing.extend(std::iter::repeat_n('#', hashes));
    until(chars, from + 2 + hashes, |rest| rest.starts_with(&closing)) + closing.len()
}

#[test]
fn the_reader_of_our_source_reads_rust() {
    let text = "use crate::{a::{b, c}, d};\n// crate::no\nfn f<'x>(s: &'x str) -> char { let _ = \"crate::no {\"; '{' }\nfn g() { r#\"crate::no \"} \"#; super::e::h() }\n#[cfg(test)]\npub(super) mod tests {\n use crate::no; }";
    let source = Source::new("src/top.rs".to_owned(), text.to_owned());
    assert_eq!(source.places_named(), ["a", "d", "e"]);
    assert_eq!(source.place(), "top");
    let names: Vec<String> = source.functions().into_iter().map(|function| function.name).collect();
    assert_eq!(names, ["f", "g"]);
    assert!(source.names("h") && !source.names("no") && mentions("a.eq(b::c)", "b::c") && !mentions("xb::c", "b::c"));
}
