//! Forms: what was typed, cleaned, and read into values that cannot be wrong, or a list of what to mend.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::refusal::{FieldError, Refusal};

/// What a form sent: each field with its values, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    pub fn new() -> Fields {
        Fields::default()
    }

    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Fields {
        self.push(field, value.into());
        self
    }

    pub fn push(&mut self, field: &str, value: String) {
        self.0.entry(field.to_owned()).or_default().push(value);
    }

    pub fn set(&mut self, field: &str, value: String) {
        self.0.insert(field.to_owned(), vec![value]);
    }

    /// The first value, cleaned; empty when the field was not sent.
    pub fn get(&self, field: &str) -> String {
        self.raw(field).map(clean).unwrap_or_default()
    }

    /// The first value exactly as it was sent: for passwords.
    pub fn raw(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.first().map(String::as_str)
    }

    /// All non-empty values of a field that may be chosen several times.
    pub fn all(&self, field: &str) -> Vec<String> {
        self.0.get(field).into_iter().flatten().map(|value| clean(value)).filter(|value| !value.is_empty()).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(field, values)| (field.as_str(), values.as_slice()))
    }
}

/// NFC, one kind of line end, no control characters, no marks that turn the direction of what follows.
pub fn clean(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .nfc()
        .filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_direction_mark(*c)))
        .collect();
    text.trim().to_owned()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A day as people write it: 2026-12-08, 8/12/2026, 08-12-2026, 8.12.2026.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let [first, month, last] = parts.as_slice() else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// How long a text may be, in characters.
#[derive(Clone, Copy)]
pub struct Length {
    pub min: usize,
    pub max: usize,
}

/// Reads fields one by one and remembers every error, so that a person mends them all at once.
pub struct Reader<'f> {
    fields: &'f Fields,
    errors: Vec<FieldError>,
}

impl<'f> Reader<'f> {
    pub fn new(fields: &'f Fields) -> Reader<'f> {
        Reader { fields, errors: Vec::new() }
    }

    /// The first thing to mend in a field; what follows from it is not said as well.
    pub fn fail(&mut self, field: &str, words: impl Into<String>) {
        if self.errors.iter().all(|error| error.field != field) {
            self.errors.push(FieldError::new(field, words));
        }
    }

    pub fn fields(&self) -> &'f Fields {
        self.fields
    }

    /// A text that may be left empty.
    pub fn optional(&mut self, field: &str, max: usize) -> String {
        let text = self.fields.get(field);
        let count = text.chars().count();
        if count > max {
            self.fail(field, format!("Phần này dài {count} chữ cái, nhiều nhất là {max}. Xin viết ngắn lại."));
        }
        text
    }

    /// A text that must be there; `missing` says so in the person's words.
    pub fn text(&mut self, field: &str, length: Length, missing: &str) -> String {
        let text = self.optional(field, length.max);
        if text.chars().count() < length.min {
            self.fail(field, missing);
        }
        text
    }

    /// One word of a `words!` enum.
    pub fn word<T: Copy>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>, missing: &str) -> Option<T> {
        let word = parse(&self.fields.get(field));
        if word.is_none() {
            self.fail(field, missing);
        }
        word
    }

    pub fn optional_date(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.fields.get(field);
        if text.is_empty() {
            return None;
        }
        let date = parse_date(&text);
        if date.is_none() {
            self.fail(
                field,
                format!("“{}” chưa phải là một ngày. Xin ghi ngày, tháng, năm, ví dụ: 15/9/2026.", shorten(&text)),
            );
        }
        date
    }

    /// A date that must be there and may not lie after `latest`.
    pub fn date(&mut self, field: &str, latest: NaiveDate, missing: &str) -> Option<NaiveDate> {
        if self.fields.get(field).is_empty() {
            self.fail(field, missing);
            return None;
        }
        let date = self.optional_date(field)?;
        self.not_after(field, Some(date), latest)
    }

    pub fn not_after(&mut self, field: &str, date: Option<NaiveDate>, latest: NaiveDate) -> Option<NaiveDate> {
        if date.is_some_and(|date| date > latest) {
            self.fail(field, format!("Ngày này ở sau ngày {}. Xin xem lại.", latest.format("%d/%m/%Y")));
        }
        date
    }

    pub fn get(&self, field: &str) -> String {
        self.fields.get(field)
    }

    pub fn all(&self, field: &str) -> Vec<String> {
        self.fields.all(field)
    }

    pub fn errors(self) -> Vec<FieldError> {
        self.errors
    }

    /// Ends the reading: an error list refuses the form.
    pub fn done(self) -> Result<(), Refusal> {
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::Fields(self.errors)) }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_marks_are_dropped_and_words_stay() {
        assert_eq!(clean(" a\0b\u{202e}c\r\nđ\u{200f} "), "abc\nđ");
        assert_eq!(clean("e\u{301}"), "é");
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 8);
        for text in ["2026-12-08", "8/12/2026", "08-12-2026", "08.12.2026", "8 / 12 / 2026"] {
            assert_eq!(parse_date(text), day, "{text}");
        }
        for text in ["", "hôm qua", "31/02/2026", "8/12/26", "2026", "99999-1-1"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
