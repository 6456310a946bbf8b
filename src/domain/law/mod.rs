//! The law's deadlines: which rule holds on a day, and how a term is counted to its last day, step by step.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::calendar::{WorkCalendar, weekday_name};

/// The longest term that is counted, in its own unit; no law comes near it.
pub const LENGTH_MAX: u32 = 1_000;

// ---- The rules ----

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    #[default]
    #[serde(rename = "N")]
    Day,
    #[serde(rename = "NLV")]
    WorkingDay,
    #[serde(rename = "tháng")]
    Month,
    #[serde(rename = "năm")]
    Year,
}

impl Unit {
    /// As it is stored and said in JSON: “N”, “NLV”, “tháng”, “năm”.
    pub fn code(self) -> &'static str {
        match self {
            Unit::Day => "N",
            Unit::WorkingDay => "NLV",
            Unit::Month => "tháng",
            Unit::Year => "năm",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let units = [Unit::Day, Unit::WorkingDay, Unit::Month, Unit::Year];
        units.into_iter().find(|unit| unit.code() == code)
    }
}

/// The word for a sentence: “07 ngày làm việc”.
impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Unit::Day => "ngày",
            Unit::WorkingDay => "ngày làm việc",
            Unit::Month => "tháng",
            Unit::Year => "năm",
        })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// At the latest so long after the event.
    #[default]
    Forward,
    /// At the latest so long before it.
    Backward,
}

/// How well the text of the law is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    #[serde(rename = "C")]
    Confirmed,
    #[serde(rename = "C1")]
    OneCopy,
    #[serde(rename = "M")]
    Known,
    #[serde(rename = "I")]
    Inferred,
    #[serde(rename = "U")]
    Unknown,
}

/// Who must keep a limit. A swap of days binds the offices, not the people: a worked Saturday
/// is no working day for a citizen's own limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    #[default]
    Own,
    Citizen,
    Superior,
}

/// The case for which the law knows another length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Phức tạp.
    pub complex: bool,
    /// Vùng sâu, vùng xa đi lại khó khăn.
    pub remote: bool,
}

/// The other lengths of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variants {
    pub complex: Option<u32>,
    pub remote: Option<u32>,
    pub both: Option<u32>,
}

/// One rule in one layer of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// What is to be done: “Trả lời lần đầu cho người gửi”.
    pub what: String,
    /// What starts the count: “từ ngày nhận đơn”, “trước ngày đối thoại”.
    pub event: String,
    /// None where the law gives no single number; `note` then holds the law's words.
    pub length: Option<u32>,
    #[serde(default)]
    pub unit: Unit,
    #[serde(default)]
    pub direction: Direction,
    #[serde(default)]
    pub variants: Variants,
    pub basis: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub certainty: Certainty,
    #[serde(default)]
    pub whose: Whose,
    pub note: Option<String>,
}

impl Rule {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// How long it is in that case, or the law's words, or which case it does not know.
    pub fn length_for(&self, variant: Variant) -> Result<u32, LawError> {
        let plain = self.length.ok_or_else(|| self.without_number())?;
        let Variants { complex, remote, both } = self.variants;
        let missing = |case| LawError::NoSuchVariant { id: self.id.clone(), case };
        match (variant.complex, variant.remote) {
            (false, false) => Ok(plain),
            (true, false) => complex.ok_or(missing(COMPLEX)),
            (false, true) => remote.ok_or(missing(REMOTE)),
            (true, true) if complex.is_none() => Err(missing(COMPLEX)),
            (true, true) => both.ok_or(missing(REMOTE)),
        }
    }

    /// The case without what this rule does not know: a remote commune has one first reply for all.
    pub fn known(&self, variant: Variant) -> Variant {
        Variant {
            complex: variant.complex && self.variants.complex.is_some(),
            remote: variant.remote && self.variants.remote.is_some(),
        }
    }

    /// The date for the running portal, which never stops for a missing list: in years that the
    /// calendar does not hold only weekends are off, and the date is provisional.
    pub fn deadline(&self, calendar: &WorkCalendar, from: NaiveDate, variant: Variant) -> Result<Deadline, LawError> {
        let length = self.length_for(variant)?;
        let (due, provisional, mut trail) = count(calendar, length, self.unit, self.direction, self.whose, from);
        if let Some(start) = trail.first_mut() {
            start.why = start_words(self.event_day(), self.direction);
        }
        Ok(Deadline {
            rule: self.id.clone(),
            from,
            due,
            length,
            unit: self.unit,
            basis: self.basis.clone(),
            provisional,
            trail,
        })
    }

    fn without_number(&self) -> LawError {
        LawError::WithoutNumber {
            id: self.id.clone(),
            what: self.what.clone(),
            words: self.note.clone().unwrap_or_default(),
            basis: self.basis.clone(),
        }
    }

    /// The event as the day it is: “từ ngày nhận đơn” becomes “ngày nhận đơn”.
    fn event_day(&self) -> &str {
        let bare = self.event.strip_prefix("từ ");
        bare.or(self.event.strip_prefix("trước ")).unwrap_or(&self.event)
    }
}

const COMPLEX: &str = "phức tạp (--complex)";
const REMOTE: &str = "vùng sâu, vùng xa (--remote)";

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

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LawError {
    #[error("Không có thời hạn nào mang mã “{id}”{}", meant(.near))]
    UnknownRule { id: String, near: Vec<String> },
    #[error("{id} ({what}): luật không định một số ngày. Lời của luật: “{words}” ({basis})")]
    WithoutNumber { id: String, what: String, words: String, basis: String },
    #[error("{id} không có trường hợp {case}")]
    NoSuchVariant { id: String, case: &'static str },
    #[error("{id} không áp dụng cho ngày {}; chỉ áp dụng {}", written(*.on), .periods.join("; "))]
    NotInForce { id: String, on: NaiveDate, periods: Vec<String> },
    #[error("Ngày {} nằm ngoài lịch làm việc, lịch chỉ có từ năm {first} đến năm {last}", written(*.day))]
    BeyondCalendar { day: NaiveDate, first: i32, last: i32 },
}

fn meant(near: &[String]) -> String {
    match near {
        [] => String::new(),
        _ => format!(". Có phải: {}?", near.join(", ")),
    }
}

// ---- A deadline ----

/// One line of the explanation. `n` is how many days (months, years) are counted by the end of that
/// date, so it grows exactly on the days that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub date: NaiveDate,
    pub n: u32,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub rule: String,
    pub from: NaiveDate,
    /// The last lawful day.
    pub due: NaiveDate,
    pub length: u32,
    pub unit: Unit,
    pub basis: String,
    /// “Tạm tính”: a day that was counted lies in a year whose calendar nobody signed.
    pub provisional: bool,
    pub trail: Vec<Step>,
}

/// The statutory date, refused when it, or the event, lies in a year that the calendar does not hold.
pub fn deadline(
    terms: &Terms,
    calendar: &WorkCalendar,
    id: &str,
    from: NaiveDate,
    variant: Variant,
) -> Result<Deadline, LawError> {
    let deadline = terms.rule(id, from)?.deadline(calendar, from, variant)?;
    let mut years = years_between(deadline.from, deadline.due);
    match years.find(|year| !calendar.holds(*year)) {
        None => Ok(deadline),
        Some(_) => Err(LawError::BeyondCalendar {
            day: if calendar.holds(from.year()) { deadline.due } else { from },
            first: calendar.first_year(),
            last: calendar.last_year(),
        }),
    }
}

/// The bare counting, also for the commune's own limits and for the days that remain after a pause:
/// the last day, whether it is provisional, and the trail, whose first step is always the start.
///
/// BLDS Điều 147 khoản 2: the starting day is not counted. Điều 148 khoản 5: a last day on which nobody
/// works moves to the next working day. Counted backward it moves to the working day before, because a
/// notice cannot be given when the office is closed, and given a day later it would be too late.
/// Months and years end on the day of the same number, or the month's last (Điều 148 khoản 2–4).
/// A length of 0 is the start itself, moved when nobody works; lengths end at [`LENGTH_MAX`].
pub fn count(
    calendar: &WorkCalendar,
    length: u32,
    unit: Unit,
    direction: Direction,
    whose: Whose,
    from: NaiveDate,
) -> (NaiveDate, bool, Vec<Step>) {
    let mut counting = Counting { calendar, direction, whose, trail: Vec::new() };
    counting.push(from, 0, start_words("ngày bắt đầu", direction));
    let length = length.min(LENGTH_MAX);
    match unit {
        Unit::Day => counting.days(length),
        Unit::WorkingDay => counting.working_days(length),
        Unit::Month => counting.jump(length, length, unit),
        Unit::Year => counting.jump(length, length * 12, unit),
    }
    counting.roll();
    let due = counting.last().date;
    let first = next(from, direction).unwrap_or(from);
    let provisional = due != from && !years_between(first, due).all(|year| calendar.is_signed(year));
    (due, provisional, counting.trail)
}

fn years_between(one: NaiveDate, other: NaiveDate) -> impl Iterator<Item = i32> {
    one.year().min(other.year())..=one.year().max(other.year())
}

fn next(day: NaiveDate, direction: Direction) -> Option<NaiveDate> {
    match direction {
        Direction::Forward => day.succ_opt(),
        Direction::Backward => day.pred_opt(),
    }
}

struct Counting<'a> {
    calendar: &'a WorkCalendar,
    direction: Direction,
    whose: Whose,
    trail: Vec<Step>,
}

impl Counting<'_> {
    /// Calendar days: every one counts, holidays inside included.
    fn days(&mut self, length: u32) {
        while self.last().n < length {
            let Some((day, n)) = self.ahead() else { return };
            let including = match self.why_off(day) {
                Some(reason) => format!("{INCLUDING_OFF} ({reason})"),
                None => String::new(),
            };
            self.push(day, n + 1, format!("ngày {}{including}", n + 1));
        }
    }

    /// Working days: the others are passed over, each with its reason.
    fn working_days(&mut self, length: u32) {
        while self.last().n < length {
            let Some((day, n)) = self.ahead() else { return };
            if let Some(reason) = self.why_off(day) {
                self.push(day, n, format!("{SKIPPED} ({reason})"));
                continue;
            }
            let including = match self.calendar.why_worked(day) {
                Some(_) => INCLUDING_WORKED,
                None => "",
            };
            self.push(day, n + 1, format!("ngày làm việc {}{including}", n + 1));
        }
    }

    /// Months and years end on the day of the same number; 29/02 ends on 28/02.
    fn jump(&mut self, length: u32, months: u32, unit: Unit) {
        let from = self.last().date;
        let (day, side) = match self.direction {
            Direction::Forward => (from.checked_add_months(Months::new(months)), "sau"),
            Direction::Backward => (from.checked_sub_months(Months::new(months)), "trước"),
        };
        if let Some(day) = day.filter(|day| *day != from) {
            self.push(day, length, format!("{length} {unit} {side}, ngày tương ứng"));
        }
    }

    /// BLDS Điều 148 khoản 5.
    fn roll(&mut self) {
        let Some(reason) = self.why_off(self.last().date) else {
            return;
        };
        if let Some(step) = self.trail.last_mut().filter(|step| step.n > 0) {
            let bare = step.why.split(INCLUDING_OFF).next().unwrap_or_default();
            step.why = format!("{bare}{LAST_IS_OFF} ({reason})");
        }
        let moved = match self.direction {
            Direction::Forward => "dời đến ngày làm việc kế tiếp",
            Direction::Backward => "lùi về ngày làm việc trước đó",
        };
        while let Some((day, n)) = self.ahead() {
            let Some(reason) = self.why_off(day) else {
                return self.push(day, n, moved.to_owned());
            };
            self.push(day, n, format!("{SKIPPED} ({reason})"));
        }
    }

    fn why_off(&self, day: NaiveDate) -> Option<String> {
        let for_all = self.calendar.why_off(day).map(str::to_owned);
        for_all.or_else(|| {
            let swapped = self.whose == Whose::Citizen && self.calendar.why_worked(day).is_some();
            swapped.then(|| format!("{}, chỉ cơ quan làm bù", weekday_name(day)))
        })
    }

    /// The next day in the direction of counting, and how many are counted so far.
    fn ahead(&self) -> Option<(NaiveDate, u32)> {
        let last = self.last();
        Some((next(last.date, self.direction)?, last.n))
    }

    #[expect(clippy::expect_used, reason = "a count begins with its start day")]
    fn last(&self) -> &Step {
        self.trail.last().expect("the start is pushed first")
    }

    fn push(&mut self, date: NaiveDate, n: u32, why: String) {
        self.trail.push(Step { date, n, why });
    }
}

// ---- The trail in words ----

const SKIPPED: &str = "không tính";
const INCLUDING_OFF: &str = ", tính cả ngày nghỉ";
const INCLUDING_WORKED: &str = ", tính cả ngày làm bù";
const LAST_IS_OFF: &str = ", rơi vào ngày nghỉ";

fn start_words(event_day: &str, direction: Direction) -> String {
    match direction {
        Direction::Forward => format!("{event_day}, không tính"),
        Direction::Backward => format!("{event_day}, không tính, đếm lùi từ đây"),
    }
}

/// The trail in few lines for a page: the start, counted days in runs, each run of days off with its
/// reasons, the last day, and where it moved.
pub fn compact(trail: &[Step]) -> Vec<String> {
    let Some(start) = trail.first() else {
        return Vec::new();
    };
    let counted = trail.last().map_or(0, |step| step.n);
    let mut lines = vec![format!("{}: {}", full(start.date), start.why)];
    let mut rest = &trail[1..];
    let mut before = start.n;
    while let Some(first) = rest.first() {
        let run = run_length(rest, before, counted);
        let (steps, later) = rest.split_at(run);
        let last = &steps[run - 1];
        lines.push(if first.n == before && first.why.starts_with(SKIPPED) {
            skipped_line(steps, start.date)
        } else if first.n == before {
            let (moved, day) = (capitalised(&first.why), full(first.date));
            format!("{moved}: {day}")
        } else if first.n == counted {
            last_line(first, later.is_empty())
        } else {
            counted_line(steps, start.date)
        });
        before = last.n;
        rest = later;
    }
    lines
}

/// How many steps from the first belong on one line: days off together, counted days together but
/// for the last of all, the move alone.
fn run_length(steps: &[Step], before: u32, counted: u32) -> usize {
    let skipped = |step: &Step| step.why.starts_with(SKIPPED);
    if steps[0].n == before {
        return steps.iter().take_while(|step| skipped(step)).count().max(1);
    }
    let mut n = before;
    let grows = |step: &&Step| {
        let grew = step.n > n && step.n < counted;
        n = step.n;
        grew
    };
    steps.iter().take_while(grows).count().max(1)
}

/// “thứ Bảy, 14/02 đến Chủ nhật, 22/02: không tính (cuối tuần, Tết Nguyên đán)”.
fn skipped_line(steps: &[Step], start: NaiveDate) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for step in steps {
        let bare = step.why.strip_prefix(SKIPPED).unwrap_or(&step.why);
        let within = bare.strip_prefix(" (").and_then(|bare| bare.strip_suffix(')'));
        let reason = within.unwrap_or(bare);
        let weekend = reason == weekday_name(step.date);
        let reason = if weekend { "cuối tuần" } else { reason };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    format!("{}: {SKIPPED} ({})", span(steps, start), reasons.join(", "))
}

/// “thứ Hai, 16/11 đến thứ Sáu, 20/11: ngày làm việc 1 đến 5”.
fn counted_line(steps: &[Step], start: NaiveDate) -> String {
    let first = steps[0].why.split(',').next().unwrap_or_default();
    let numbers = match steps {
        [_] => first.to_owned(),
        _ => format!("{first} đến {}", steps[steps.len() - 1].n),
    };
    let including: String = [INCLUDING_OFF, INCLUDING_WORKED]
        .into_iter()
        .filter(|words| steps.iter().any(|step| step.why.contains(words)))
        .collect();
    format!("{}: {numbers}{including}", span(steps, start))
}

/// “Chủ nhật, 22/11/2026: ngày 30, rơi vào ngày nghỉ”; the weekday is not said twice.
fn last_line(step: &Step, ends_here: bool) -> String {
    let weekday = format!(" ({})", weekday_name(step.date));
    let why = step.why.strip_suffix(&weekday).unwrap_or(&step.why);
    let end = if ends_here { ", là ngày cuối" } else { "" };
    format!("{}: {why}{end}", full(step.date))
}

fn span(steps: &[Step], start: NaiveDate) -> String {
    match steps {
        [only] => short(only.date, start),
        [first, .., last] => format!("{} đến {}", short(first.date, start), short(last.date, start)),
        [] => String::new(),
    }
}

/// “thứ Sáu, 20/11”, with the year only when it is not the start's.
fn short(day: NaiveDate, start: NaiveDate) -> String {
    if day.year() == start.year() { format!("{}, {}", weekday_name(day), day.format("%d/%m")) } else { full(day) }
}

fn full(day: NaiveDate) -> String {
    format!("{}, {}", weekday_name(day), written(day))
}

fn written(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
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
