//! A year's list of days off and worked Saturdays: as the commune keeps it, and read as people paste it from the paper.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

use super::{
    calendar::{DayKind, WorkCalendar, weekday_name},
    fold::fold,
};

pub const TEXT_CHARS_MAX: usize = 12_000;
const LINES_MAX: usize = 120;
const LABEL_CHARS_MAX: usize = 120;
/// The longest run of days on one line.
const RUN_DAYS_MAX: usize = 31;
/// What a day off is called when the paper does not say it.
const DAY_OFF: &str = "ngày nghỉ";

/// A day that differs from what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedDay {
    pub day: NaiveDate,
    pub kind: DayKind,
    pub label: String,
}

/// Who answers for a year's list, and by which paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    pub name: String,
    pub title: String,
    pub document_no: String,
    pub document_date: NaiveDate,
}

impl Signature {
    /// “Hồ Văn An, Chủ tịch UBND xã; văn bản 12729/VPCP-KGVX ngày 25/12/2025”.
    pub fn words(&self) -> String {
        let Signature { name, title, document_no, document_date } = self;
        format!("{name}, {title}; văn bản {document_no} ngày {}", written(*document_date))
    }
}

/// The whole list of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearList {
    pub year: i32,
    pub days: Vec<ListedDay>,
    /// None: provisional.
    pub signature: Option<Signature>,
}

/// The year's list as text, one day a line: what the page shows to be edited, and reads again.
pub fn written_list(calendar: &WorkCalendar, year: i32) -> String {
    let line = |(day, kind, label): (NaiveDate, DayKind, &str)| {
        let word = if kind == DayKind::Off { "nghỉ" } else { "làm" };
        format!("{} {} {word}: {label}", capital(weekday_name(day)), written(day))
    };
    calendar.days_of(year).map(line).collect::<Vec<_>>().join("\n")
}

/// One line as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadLine {
    pub number: usize,
    pub text: String,
    pub days: Vec<ListedDay>,
    /// Why it cannot be read; then nothing is saved.
    pub fault: Option<String>,
    /// No day stands on it: a heading.
    pub heading: bool,
}

/// Reads a list line by line; a line that names no day heads those after it.
pub fn read(text: &str, year: i32) -> Vec<ReadLine> {
    let mut lines: Vec<ReadLine> = Vec::new();
    let mut heading = String::new();
    for (number, text) in (1..).zip(text.lines().map(str::trim)).filter(|(_, text)| !text.is_empty()).take(LINES_MAX) {
        let read = Line::new(text, year).read(&heading).and_then(|days| consistent(days, &lines));
        let (days, fault, is_heading) = match read {
            Ok(days) => (days.clone().unwrap_or_default(), None, days.is_none()),
            Err(fault) => (Vec::new(), Some(fault), false),
        };
        if is_heading {
            heading = shortened(trimmed(text));
        }
        lines.push(ReadLine { number, text: text.to_owned(), days, fault, heading: is_heading });
    }
    lines
}

/// All days of lines that were read, each once, in order.
pub fn days_of(lines: &[ReadLine]) -> Vec<ListedDay> {
    let mut days: Vec<ListedDay> = lines.iter().flat_map(|line| line.days.clone()).collect();
    days.sort_by_key(|listed| listed.day);
    days.dedup_by_key(|listed| listed.day);
    days
}

type Days = Option<Vec<ListedDay>>;

/// No day is off on one line and worked on another.
fn consistent(days: Days, before: &[ReadLine]) -> Result<Days, String> {
    let contrary = |listed: &&ListedDay| {
        let known = before.iter().flat_map(|line| &line.days).find(|known| known.day == listed.day);
        known.is_some_and(|known| known.kind != listed.kind)
    };
    match days.iter().flatten().find(contrary) {
        Some(listed) => Err(format!("ngày {} đã ghi khác ở dòng trên", written(listed.day))),
        None => Ok(days),
    }
}

/// A line with its letters folded one by one, so that places in both agree.
struct Line {
    letters: Vec<char>,
    folded: String,
    year: i32,
}

/// A date where it stands on a line; `month` is missing in “16 đến 20/02”.
#[derive(Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    day: u32,
    month: Option<u32>,
    year: Option<i32>,
}

impl Line {
    fn new(text: &str, year: i32) -> Line {
        let letters: Vec<char> = text.chars().collect();
        let plain = |letter: &char| match *letter {
            '–' | '—' => '-',
            letter => fold(&letter.to_string()).chars().next().filter(char::is_ascii).unwrap_or(' '),
        };
        Line { folded: letters.iter().map(plain).collect(), letters, year }
    }

    /// The days it names, none for a heading, or why it cannot be read.
    fn read(&self, heading: &str) -> Result<Days, String> {
        let tokens = self.tokens();
        if tokens.is_empty() {
            return if self.folded.contains(|c: char| c.is_ascii_digit()) && self.looks_like_a_day() {
                Err("có số nhưng không đọc được ngày".to_owned())
            } else {
                Ok(None)
            };
        }
        let dates = self.dates(&tokens)?;
        let days = match (&dates[..], self.exact(&tokens[0])) {
            ([first, ..], Some((kind, label))) => vec![listed(*first, kind, label)?],
            ([from, to], None) if self.is_swap() => swap(*from, *to)?,
            ([from, to], None) if self.is_range(&tokens) => self.run(*from, *to, &tokens, heading)?,
            (dates, None) => self.each(dates, &tokens, heading)?,
            ([], Some(_)) => Vec::new(),
        };
        self.of_the_year(days, &dates).map(Some)
    }

    /// “16/2/2027”, “16-02-2027”, “2027-02-16”, “16/02”, “16 tháng 02 năm 2027”, and “16” before “đến 20/02”.
    fn tokens(&self) -> Vec<Token> {
        let (mut found, mut at): (Vec<Token>, usize) = (Vec::new(), 0);
        while at < self.folded.len() {
            let is_digit = self.folded.as_bytes()[at].is_ascii_digit();
            match if is_digit { self.token(at) } else { None } {
                Some(token) => {
                    at = token.end;
                    found.push(token);
                }
                // The rest of a number that is no date.
                None if is_digit => at += number(&self.folded[at..]).map_or(1, |(_, length)| length),
                None => at += 1,
            }
        }
        self.resolved(found)
    }

    /// “01, 02/09/2026”: month and year of the date that follows; a number that leads to no date is none.
    fn resolved(&self, found: Vec<Token>) -> Vec<Token> {
        let mut dates: Vec<Token> = Vec::new();
        for token in found.into_iter().rev() {
            let next = dates.last().copied();
            let between = next.map_or("", |next| &self.folded[token.end..next.start]);
            if token.month.is_none() && !(is_link(between) || is_list(between)) {
                continue;
            }
            let month = token.month.or(next.and_then(|next| next.month));
            let year = token.year.or(next.and_then(|next| next.year));
            dates.push(Token { month, year, ..token });
        }
        dates.reverse();
        dates
    }

    fn token(&self, start: usize) -> Option<Token> {
        let rest = &self.folded[start..];
        let (first, length) = number(rest)?;
        if length == 4 {
            let (month, used) = separated(&rest[4..], "-")?;
            let (day, more) = separated(&rest[4 + used..], "-")?;
            let year = i32::try_from(first).ok();
            return Some(Token { start, end: start + 4 + used + more, day, month: Some(month), year });
        }
        if length > 2 {
            return None;
        }
        let bare = Token { start, end: start + length, day: first, month: None, year: None };
        for separator in ["/", "-", "."] {
            let Some((month, used)) = separated(&rest[length..], separator) else { continue };
            let end = start + length + used;
            return match separated(&self.folded[end..], separator) {
                Some((year, more)) => {
                    Some(Token { end: end + more, month: Some(month), year: i32::try_from(year).ok(), ..bare })
                }
                None if separator == "/" => Some(Token { end, month: Some(month), ..bare }),
                None => Some(bare),
            };
        }
        let Some((month, used)) = worded(&rest[length..], "thang") else { return Some(bare) };
        let end = start + length + used;
        let year = worded(&self.folded[end..], "nam");
        let end = end + year.map_or(0, |(_, more)| more);
        Some(Token { end, month: Some(month), year: year.and_then(|(year, _)| i32::try_from(year).ok()), ..bare })
    }

    /// The dates that stand there, each on the weekday that stands before it.
    fn dates(&self, tokens: &[Token]) -> Result<Vec<NaiveDate>, String> {
        let dates = tokens.iter().enumerate().map(|(n, token)| {
            let (month, year) = (token.month.unwrap_or(0), token.year.unwrap_or(self.year));
            let date = NaiveDate::from_ymd_opt(year, month, token.day);
            let date = date.ok_or_else(|| format!("không có ngày {}/{month}/{year}", token.day))?;
            let from = n.checked_sub(1).map_or(0, |before| tokens[before].end);
            match weekday_before(&self.folded[from..token.start]) {
                Some(weekday) if weekday != date.weekday() => {
                    Err(format!("ngày {} là {}, không khớp với thứ ghi trên dòng", written(date), weekday_name(date)))
                }
                _ => Ok(date),
            }
        });
        dates.collect()
    }

    /// As the page writes a day: “Thứ Hai 16/02/2026 nghỉ: Tết Nguyên đán”.
    fn exact(&self, first: &Token) -> Option<(DayKind, String)> {
        let rest = self.folded[first.end..].trim_start();
        let words = [("nghi:", DayKind::Off), ("lam:", DayKind::Worked)];
        let (word, kind) = words.into_iter().find(|(word, _)| rest.starts_with(word))?;
        let at = self.folded.len() - rest.len() + word.len();
        let label: String = self.letters[at..].iter().collect();
        Some((kind, shortened(trimmed(&label))))
    }

    fn is_swap(&self) -> bool {
        self.folded.contains("hoan doi") || self.folded.contains("lam bu")
    }

    fn is_range(&self, tokens: &[Token]) -> bool {
        tokens.len() == 2 && tokens.windows(2).all(|pair| is_link(&self.folded[pair[0].end..pair[1].start]))
    }

    /// “từ 16/02 đến hết 20/02/2027”: weekends inside are off anyway.
    fn run(&self, from: NaiveDate, to: NaiveDate, tokens: &[Token], heading: &str) -> Result<Vec<ListedDay>, String> {
        if to < from || from.iter_days().take(RUN_DAYS_MAX).all(|day| day != to) {
            return Err(format!("từ {} đến {} không phải một đợt nghỉ", written(from), written(to)));
        }
        let label = self.label(tokens, heading);
        let days = from.iter_days().take_while(|day| *day <= to).filter(|day| !is_weekend(*day));
        days.map(|day| listed(day, DayKind::Off, label.clone())).collect()
    }

    /// Days one by one: a weekday is off; a Saturday or Sunday is worked when the line says so, else off anyway.
    fn each(&self, dates: &[NaiveDate], tokens: &[Token], heading: &str) -> Result<Vec<ListedDay>, String> {
        let worked = ["lam viec", "lam bu", "di lam"].iter().any(|words| self.folded.contains(words));
        let label = self.label(tokens, heading);
        let days = dates.iter().filter(|day| worked || !is_weekend(**day)).map(|day| {
            let kind = if is_weekend(*day) { DayKind::Worked } else { DayKind::Off };
            listed(*day, kind, label.clone())
        });
        days.collect()
    }

    /// What the day is called: the words after the date, else before it, else the heading above.
    fn label(&self, tokens: &[Token], heading: &str) -> String {
        let (first, last) = (tokens[0].start, tokens[tokens.len() - 1].end);
        let after = without_first(&self.letters[last..].iter().collect::<String>());
        let before: String = self.letters[..self.end_before(first)].iter().collect();
        let words = [after, without_first(&before), heading.to_owned(), DAY_OFF.to_owned()];
        shortened(words.iter().find(|words| words.chars().any(char::is_alphabetic)).map_or(DAY_OFF, String::as_str))
    }

    /// Where the words before a date end: weekday, “ngày”, “từ” belong to the date.
    fn end_before(&self, start: usize) -> usize {
        let mut rest = self.folded[..start].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let belongs = ["ngay", "tu", "nghi", "cac"].into_iter().chain(WEEKDAYS.iter().map(|(name, _)| *name));
        let belongs: Vec<&str> = belongs.collect();
        while let Some(shorter) = belongs.iter().find_map(|word| rest.strip_suffix(word)) {
            rest = shorter.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        }
        rest.len()
    }

    fn of_the_year(&self, days: Vec<ListedDay>, dates: &[NaiveDate]) -> Result<Vec<ListedDay>, String> {
        let kept: Vec<ListedDay> = days.iter().filter(|listed| listed.day.year() == self.year).cloned().collect();
        let none = kept.is_empty() && !dates.iter().any(|date| date.year() == self.year);
        if none { Err(format!("không có ngày nào của năm {}", self.year)) } else { Ok(kept) }
    }

    fn looks_like_a_day(&self) -> bool {
        self.folded.contains('/') || self.folded.contains("ngay") || weekday_before(&self.folded).is_some()
    }
}

/// “Hoán đổi từ ngày làm việc thứ Hai 31/8/2026 sang thứ Bảy 22/8/2026”, in either order.
fn swap(one: NaiveDate, other: NaiveDate) -> Result<Vec<ListedDay>, String> {
    let (weekday, weekend) = match (is_weekend(one), is_weekend(other)) {
        (false, true) => (one, other),
        (true, false) => (other, one),
        _ => return Err("hoán đổi phải có một ngày thường và một ngày cuối tuần".to_owned()),
    };
    let off = format!("nghỉ hoán đổi, làm bù {} {}", weekday_name(weekend), written(weekend));
    let worked = format!("làm bù cho {} {}", weekday_name(weekday), written(weekday));
    Ok(vec![listed(weekday, DayKind::Off, off)?, listed(weekend, DayKind::Worked, worked)?])
}

fn listed(day: NaiveDate, kind: DayKind, label: String) -> Result<ListedDay, String> {
    match kind {
        DayKind::Worked if !is_weekend(day) => Err(format!("ngày {} vốn là ngày làm việc", written(day))),
        DayKind::Off if is_weekend(day) => Err(format!("ngày {} vốn là ngày nghỉ cuối tuần", written(day))),
        _ => Ok(ListedDay { day, kind, label }),
    }
}

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("thu hai", Weekday::Mon),
    ("thu ba", Weekday::Tue),
    ("thu tu", Weekday::Wed),
    ("thu nam", Weekday::Thu),
    ("thu sau", Weekday::Fri),
    ("thu bay", Weekday::Sat),
    ("chu nhat", Weekday::Sun),
    ("thu 2", Weekday::Mon),
    ("thu 3", Weekday::Tue),
    ("thu 4", Weekday::Wed),
    ("thu 5", Weekday::Thu),
    ("thu 6", Weekday::Fri),
    ("thu 7", Weekday::Sat),
];

/// The weekday that stands right before a date, with or without “ngày” between.
fn weekday_before(folded: &str) -> Option<Weekday> {
    let mut rest = folded.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    rest = rest.strip_suffix("ngay").unwrap_or(rest).trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    WEEKDAYS.iter().find(|(name, _)| rest.ends_with(name)).map(|(_, weekday)| *weekday)
}

/// What stands between the first and the last day of a run.
fn is_link(between: &str) -> bool {
    let words: Vec<&str> = between.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.contains(&"den") || (words.is_empty() && between.contains('-'))
}

/// What stands between days of a list: “01, 02 và 03/09”.
fn is_list(between: &str) -> bool {
    let words: Vec<&str> = between.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    !between.is_empty() && words.iter().all(|word| ["va", "ngay", "cac"].contains(word))
}

/// A number at the beginning, and how many digits it has.
fn number(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..length].parse().ok()?, length))
}

/// A number right behind a separator, and how many letters both have.
fn separated(text: &str, separator: &str) -> Option<(u32, usize)> {
    let (number, length) = number(text.strip_prefix(separator)?)?;
    Some((number, separator.len() + length))
}

/// A number behind a word: “ tháng 02”.
fn worded(text: &str, word: &str) -> Option<(u32, usize)> {
    let rest = text.trim_start().strip_prefix(word)?.trim_start();
    let (number, length) = number(rest)?;
    Some((number, text.len() - rest.len() + length))
}

/// “nghỉ Tết” is called “Tết”, “nghỉ bù Giỗ Tổ” as it is.
fn without_first(text: &str) -> String {
    let text = trimmed(text);
    let rest = text.strip_prefix("nghỉ").or(text.strip_prefix("Nghỉ"));
    let is_name = |rest: &&str| rest.starts_with([' ', ':']) && !rest.starts_with(" bù") && !rest.starts_with(" hoán");
    trimmed(rest.filter(is_name).unwrap_or(text)).to_owned()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ".,;:()-–—•*+".contains(c))
}

fn shortened(text: &str) -> String {
    text.chars().take(LABEL_CHARS_MAX).collect()
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn written(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str, year: i32) -> Vec<String> {
        let lines = read(text, year);
        let faults: Vec<_> = lines.iter().filter_map(|line| line.fault.clone()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let word = |kind| if kind == DayKind::Off { "nghỉ" } else { "làm" };
        days_of(&lines)
            .iter()
            .map(|listed| format!("{} {} {}", listed.day.format("%d/%m"), word(listed.kind), listed.label))
            .collect()
    }

    #[test]
    fn official_lines_are_read_as_they_are_pasted() {
        let tet = ["16/02", "17/02", "18/02", "19/02", "20/02"].map(|day| format!("{day} nghỉ Tết Nguyên đán"));
        for line in [
            "Từ 16/02 đến hết 20/02/2026: nghỉ Tết Nguyên đán",
            "Tết Nguyên đán: từ thứ Hai ngày 16/02/2026 đến hết thứ Sáu, ngày 20/02/2026",
            "- 16–20/02/2026 (Tết Nguyên đán)",
            "Tết Nguyên đán\ntừ ngày 16 đến hết ngày 20/02/2026",
            "nghỉ Tết Nguyên đán từ 14/02 đến 22/02/2026",
        ] {
            assert_eq!(days(line, 2026), tet, "{line}");
        }
        assert_eq!(
            days(
                "Hoán đổi từ ngày làm việc thứ Hai ngày 31/8/2026 sang ngày nghỉ hằng tuần thứ Bảy ngày 22/8/2026",
                2026
            ),
            ["22/08 làm làm bù cho thứ Hai 31/08/2026", "31/08 nghỉ nghỉ hoán đổi, làm bù thứ Bảy 22/08/2026"]
        );
        assert_eq!(days("Thứ Ba 16/02/2027 nghỉ xã Dương Hòa", 2027), ["16/02 nghỉ xã Dương Hòa"]);
        assert_eq!(days("Quốc khánh: 01, 02/09/2026", 2026), ["01/09 nghỉ Quốc khánh", "02/09 nghỉ Quốc khánh"]);
        assert_eq!(days("Nghỉ 5 ngày: 29 và 30/04/2026", 2026), ["29/04 nghỉ ngày nghỉ", "30/04 nghỉ ngày nghỉ"]);
        assert_eq!(days("Ngày 24 tháng 11 năm 2026", 2026), ["24/11 nghỉ ngày nghỉ"]);
        assert_eq!(days("Thứ Bảy 22/8/2026 đi làm bù", 2026), ["22/08 làm đi làm bù"]);
        assert!(days("Chủ nhật 26/04/2026 Giỗ Tổ", 2026).is_empty(), "off anyway");
        assert!(days("Lịch nghỉ của công chức năm 2026", 2026).is_empty());
    }

    #[test]
    fn what_cannot_be_meant_is_said_and_not_guessed() {
        for line in [
            "Thứ Hai 16/02/2027",
            "31/02/2027",
            "ngày mai là 5",
            "01/01/2030 nghỉ",
            "Hoán đổi từ 15/03/2027 sang 16/03/2027",
            "từ 20/02 đến 16/02/2027",
            "05/02/2027 làm: gì đó",
        ] {
            let lines = read(line, 2027);
            assert!(lines[0].fault.is_some(), "{line}: {:?}", lines[0].days);
        }
        let contrary =
            read("02/01/2027 làm: bù\nHoán đổi từ thứ Hai 04/01/2027 sang Chủ nhật 03/01/2027\n04/01/2027", 2027);
        assert!(contrary.iter().all(|line| line.fault.is_none()), "{contrary:?}");
    }

    #[test]
    fn the_list_that_a_page_shows_is_read_as_it_was() {
        let shipped = WorkCalendar::shipped();
        for year in 2023..=2027 {
            let kept: Vec<ListedDay> = shipped
                .days_of(year)
                .map(|(day, kind, label)| ListedDay { day, kind, label: label.to_owned() })
                .collect();
            assert_eq!(days_of(&read(&written_list(&shipped, year), year)), kept, "{year}");
        }
    }
}
