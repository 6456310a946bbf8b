//! The calendar (`/lich`): a month as a grid and as a list, with receptions, dialogues and what is due in the viewer's sight.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    mediation,
    page::Page,
    petition::{heading, number_of},
    reception::KEEPERS,
};
use crate::{
    domain::{
        event::Subject,
        id::Id,
        policy::Sight,
        reception::{Reception, ReceptionState},
        slot::{Occasion, Slot},
    },
    store::{
        self, Conn,
        board::{Cursor, DueBetween, Filter},
    },
};

/// Petitions due in a month that are shown; the list of hồ sơ shows all.
const DUE_MAX: usize = 200;
/// Months one may ask for.
const YEARS: std::ops::RangeInclusive<i32> = 2020..=2040;

/// Months that links lead back or ahead; others are asked for by their address.
const LINKED: Months = Months::new(13);

#[derive(Serialize)]
struct MonthPage {
    /// “12/2026”.
    name: String,
    code: String,
    before: Option<String>,
    after: Option<String>,
    /// `` (both), `danh-sach`, `luoi`.
    look: String,
    weeks: Vec<Vec<Cell>>,
    more_due: bool,
}

impl Page for MonthPage {
    const TEMPLATE: &'static str = "month.html";
}

#[derive(Serialize)]
struct Cell {
    day: NaiveDate,
    number: u32,
    /// Of another month.
    outside: bool,
    off: bool,
    /// The holiday's name; empty on weekends.
    off_words: String,
    today: bool,
    entries: Vec<Entry>,
}

#[derive(Serialize, Clone)]
struct Entry {
    #[serde(skip)]
    day: NaiveDate,
    icon: &'static str,
    words: String,
    /// As short as a cell.
    short: String,
    meta: String,
    path: String,
    soon: bool,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account()?;
    let first = month_of(desk);
    let (from, until) = (monday_of(first), sunday_of(first + Months::new(1) - Days::new(1)));
    let sight = desk.sight()?;
    let (entries, more_due) = desk.store().read(|conn| {
        let mut entries = receptions(desk, store::reception::between(conn, from, until)?);
        entries.extend(dialogues(desk, store::slot::between(conn, from, until)?));
        entries.extend(mediations(desk, conn)?);
        let (due, more) = due(desk, conn, &sight, first)?;
        entries.extend(due);
        Ok::<_, Failure>((entries, more))
    })?;
    let days: Vec<Cell> =
        from.iter_days().take_while(|day| *day <= until).map(|day| cell(desk, day, first, &entries)).collect();
    let mut weeks: Vec<Vec<Cell>> = Vec::new();
    for cell in days {
        match weeks.last_mut().filter(|week| week.len() < 7) {
            Some(week) => week.push(cell),
            None => weeks.push(vec![cell]),
        }
    }
    let code = |day: NaiveDate| day.format("%Y-%m").to_string();
    desk.page(&MonthPage {
        name: first.format("%m/%Y").to_string(),
        code: code(first),
        before: Some(first - Months::new(1)).filter(|month| *month >= desk.today() - LINKED).map(code),
        after: Some(first + Months::new(1)).filter(|month| *month <= desk.today() + LINKED).map(code),
        look: desk.visit.query.get("xem"),
        weeks,
        more_due,
    })
}

fn month_of(desk: &Desk) -> NaiveDate {
    let asked = desk.visit.query.get("thang");
    let parsed = format!("{asked}-01").parse::<NaiveDate>().ok().filter(|day| YEARS.contains(&day.year()));
    parsed.or(desk.today().with_day(1)).unwrap_or(desk.today())
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

fn sunday_of(day: NaiveDate) -> NaiveDate {
    monday_of(day) + Days::new(6)
}

fn cell(desk: &Desk, day: NaiveDate, first: NaiveDate, entries: &[Entry]) -> Cell {
    let weekend = day.weekday().num_days_from_monday() > 4;
    let off = desk.office.calendar.why_off(day);
    Cell {
        day,
        number: day.day(),
        outside: day.month() != first.month(),
        off: off.is_some(),
        off_words: off.filter(|_| !weekend).unwrap_or_default().to_owned(),
        today: day == desk.today(),
        entries: entries.iter().filter(|entry| entry.day == day).cloned().collect(),
    }
}

fn receptions(desk: &Desk, found: Vec<Reception>) -> Vec<Entry> {
    let keeps = desk.visitor.as_ref().is_some_and(|account| KEEPERS.contains(&account.role));
    let shown = found.into_iter().filter(|one| one.state != ReceptionState::CalledOff);
    shown
        .map(|one| Entry {
            day: one.day,
            icon: "people",
            words: format!("{} Chủ tịch tiếp dân", one.hours),
            short: "Tiếp dân".to_owned(),
            meta: format!("{}. {}", one.place, one.state.label()),
            path: if keeps { format!("/tiep-dan/{}", one.id) } else { "/lich-tiep-dan".to_owned() },
            soon: one.state == ReceptionState::Absent,
        })
        .collect()
}

/// A dialogue inside one complaint is there without a word of it.
fn dialogues(desk: &Desk, found: Vec<Slot>) -> Vec<Entry> {
    let mut entries: Vec<(Id<Subject>, Entry)> = Vec::new();
    for slot in found.into_iter().filter(|slot| slot.occasion != Occasion::Reception) {
        // Several people of one dialogue are one entry.
        if entries.iter().any(|(subject, _)| *subject == slot.subject) {
            continue;
        }
        let open = slot.occasion == Occasion::Dialogue;
        let who = desk.office.account(slot.account).map_or_else(String::new, |account| account.name.clone());
        let words = if open { "Đối thoại".to_owned() } else { format!("{who} có việc khác") };
        let entry = Entry {
            day: slot.day,
            icon: if open { "chat" } else { "lock" },
            short: words.clone(),
            words,
            meta: slot.part.label().to_owned(),
            path: if open { format!("/doi-thoai/{}", slot.subject) } else { String::new() },
            soon: false,
        };
        entries.push((slot.subject, entry));
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Meetings and limits of land mediations, by number.
fn mediations(desk: &Desk, conn: &mut Conn) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    for of in mediation::due(desk, conn)? {
        let (due, number, left, path) = of.on_calendar();
        let entry = |day, icon, words: String, soon| Entry {
            day,
            icon,
            short: "Hòa giải".to_owned(),
            words,
            meta: String::new(),
            path: path.clone(),
            soon,
        };
        entries.push(entry(due, if left < 0 { "warning" } else { "clock" }, format!("Hạn: {number}"), left <= 3));
        entries.extend(of.meeting().map(|day| entry(day, "people", number.replacen("Hòa", "Họp hòa", 1), false)));
    }
    Ok(entries)
}

/// The nearest limit of each petition in sight, where it lies in that month.
fn due(desk: &Desk, conn: &mut Conn, sight: &Sight, first: NaiveDate) -> Result<(Vec<Entry>, bool), Failure> {
    let between = DueBetween { from: first, to: first + Months::new(1) - Days::new(1) };
    let (mut entries, mut after): (Vec<Entry>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let filter = Filter { due: Some(between), after, ..Filter::default() };
        let page = store::board::list(conn, sight, &filter)?;
        for row in &page.rows {
            let Some(clock) = &row.clock else { continue };
            let number = number_of(&row.petition).map_or_else(|| "Đơn mới".to_owned(), |n| format!("Hồ sơ {n}"));
            let left = clock.left(&desk.office.calendar, desk.today());
            entries.push(Entry {
                day: clock.due,
                icon: if left < 0 { "warning" } else { "clock" },
                short: number.clone(),
                words: format!("Hạn: {}", heading(desk, sight, &row.petition)),
                meta: format!("{number} · {}", clock.what),
                path: format!("/ho-so/{}", row.petition.id),
                soon: left <= 3,
            });
        }
        after = page.next;
        if after.is_none() || entries.len() >= DUE_MAX {
            return Ok((entries, after.is_some()));
        }
    }
}
