//! What a clerk has to see first: an emergency, harm at hand, children, a group, a lapsed limit, a tố cáo sent online.

use chrono::{Datelike, NaiveDate};

use super::{Flag, Ground, Nature, Story, kind::Said, points, text::Text};

/// Luật TCD Đ.29, TT 05/2021 Đ.6: nhiều người.
const GROUP_MIN: u64 = 5;
/// More is no count of filers.
const GROUP_MAX: u64 = 500;
/// KN Đ.9, in days.
const COMPLAINT_DAYS: i64 = 90;
/// Words between a count of households and what makes them filers.
const GROUP_REACH: usize = 16;
/// Words between “nhận” and its date.
const DATE_REACH: usize = 8;

pub fn of(story: &Story, text: &Text, said: &Said) -> (Vec<String>, Vec<Ground>) {
    let (mut flags, mut why) = (Vec::new(), Vec::new());
    for (flag, sum, grounds) in points(&text.whole(), "flag") {
        if sum > 0 {
            flags.extend(Flag::from_code(flag));
            why.extend(grounds);
        }
    }
    let found = [
        (Flag::Anonymous, story.anonymous == "yes"),
        (Flag::OffRamp, story.channel == "online" && said.denounces),
        (Flag::Group, filers(text) >= GROUP_MIN),
        (Flag::TimeBarred, said.nature == Nature::Complaint && lapsed(story, text)),
    ];
    flags.extend(found.into_iter().filter(|(_, raised)| *raised).map(|(flag, _)| flag));
    flags.sort_unstable();
    (flags.into_iter().map(|flag| flag.code().to_owned()).collect(), why)
}

/// How many file together, as far as the words say.
fn filers(text: &Text) -> u64 {
    (0..text.count()).filter_map(|at| counted(text, at)).max().unwrap_or_default()
}

/// The number of people or households at this word, when they file.
fn counted(text: &Text, at: usize) -> Option<u64> {
    let word = |at: usize| text.word(at).map_or("", |(word, _)| word.bare.as_str());
    let number = |at: usize| text.word(at).and_then(|(word, plain)| word.number(plain));
    let n = match (word(at), number(at + 1)) {
        ("muoi", Some(units)) => 10 + units,
        _ => number(at)?,
    };
    let near = |from: usize, to: usize, words: &[&str]| (from..to).any(|at| words.contains(&word(at)));
    let people = near(at + 1, at + 3, &["ho", "nguoi", "gia", "nha", "chu"]);
    let ours = near(at.saturating_sub(3), at, &["chung", "gom", "dien"]) || near(at + 1, at + 6, &["chung"]);
    let sign = near(at, at + GROUP_REACH, &["ki", "dong", "quyet"]);
    ((GROUP_MIN..=GROUP_MAX).contains(&n) && people && (ours || sign)).then_some(n)
}

/// The limit to complain is over, and no obstacle is told.
fn lapsed(story: &Story, text: &Text) -> bool {
    let Some(filed) = day(&story.filed_on) else { return false };
    let Some(known) = received(story, text, filed).or_else(|| day(&story.decision_date)) else { return false };
    !text.whole().has("obstacle") && (filed - known).num_days() > COMPLAINT_DAYS
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// The day on which the paper was received, where the words name it.
fn received(story: &Story, text: &Text, filed: NaiveDate) -> Option<NaiveDate> {
    let dated = day(&story.decision_date);
    let words = text.hits("received").iter().flat_map(|hit| hit.at..hit.end + DATE_REACH);
    let mut named = words.filter_map(|at| written_day(&text.word(at)?.0.bare, filed.year()));
    named.find(|day| dated.is_none_or(|dated| *day >= dated) && *day <= filed)
}

/// “5/6” or “5/6/2026”.
fn written_day(word: &str, this_year: i32) -> Option<NaiveDate> {
    let mut parts = word.split('/').map(|part| part.parse::<u32>().ok());
    let (day, month) = (parts.next()??, parts.next()??);
    let year = parts.next().flatten().and_then(|year| i32::try_from(year).ok()).unwrap_or(this_year);
    NaiveDate::from_ymd_opt(year, month, day)
}
