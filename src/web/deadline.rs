//! The head's board of deadlines (`/ban-lam-viec/han`): who holds what until when; every number opens exactly its list.

use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    figures::{NONE, unit_words, village_words},
    page::Page,
    punctuality,
};
use crate::{
    domain::{
        horizon::{self, Held, Holding, Horizon, Key, Parting},
        id::Id,
        person::{Account, Role},
    },
    store::{self, Trouble},
};

/// The code of the part that tells how much was on time.
pub const MONTHS: &str = "month";

#[derive(Serialize)]
struct BoardPage {
    tabs: Vec<Tab>,
    title: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    total: Row,
}

impl Page for BoardPage {
    const TEMPLATE: &'static str = "board/deadline.html";
}

#[derive(Serialize)]
pub struct Tab {
    path: String,
    label: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// A number and the list of as many.
#[derive(Serialize)]
struct Cell {
    column: &'static str,
    count: i64,
    path: String,
    late: bool,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Chair, Role::ViceChair])?;
    let by = desk.visit.query.get("by");
    if by == MONTHS {
        return punctuality::show(desk);
    }
    let by = Parting::from_code(&by).unwrap_or(Parting::Unit);
    let (sight, today) = (desk.sight()?, desk.today());
    let (all, extended) = desk.store().read(|conn| {
        let all = store::deadline::holdings(conn, &sight, by, false)?;
        Ok::<_, Trouble>((all, store::deadline::holdings(conn, &sight, by, true)?))
    })?;
    let chair = desk.office.chair().map(|chair| chair.id);
    let lines = horizon::lines(&all, &extended, |key| place(key, chair), today, &desk.office.calendar);
    let total = lines.values().fold(Held::default(), |sum, line| sum.and(line));
    let row = |(key, held): (&Key, &Held)| row(name(desk, key, by), held, &query(desk, key, chair, &all));
    desk.page(&BoardPage {
        tabs: tabs(by.code()),
        title: by.label(),
        columns: Horizon::ALL.iter().map(|horizon| horizon.label()).chain([ALL, EXTENDED]).collect(),
        rows: lines.iter().map(row).collect(),
        total: self::row("Cộng".to_owned(), &total, ""),
    })
}

const ALL: &str = "Cộng";
const EXTENDED: &str = "Có gia hạn";

pub fn tabs(current: &str) -> Vec<Tab> {
    let partings = Parting::ALL.iter().map(|by| (by.code(), by.label()));
    partings
        .chain([(MONTHS, "Đúng hạn theo tháng")])
        .map(|(code, label)| Tab { path: format!("/ban-lam-viec/han?by={code}"), label, current: code == current })
        .collect()
}

/// The chairman's own files are a line among the units.
fn place(key: &Key, chair: Option<Id<Account>>) -> Key {
    match key {
        Key::Unit(_, owner) if owner.is_some() && *owner == chair => Key::Owner(chair),
        Key::Unit(unit, _) => Key::Unit(unit.clone(), None),
        other => other.clone(),
    }
}

fn name(desk: &Desk, key: &Key, by: Parting) -> String {
    match key {
        Key::Unit(unit, _) => unit_words(desk, unit.as_deref().unwrap_or_default()),
        Key::Village(village) => village_words(desk, village.as_deref().unwrap_or_default()),
        Key::Topic(topic) => desk.office.topic_label(*topic).to_owned(),
        Key::Owner(_) if by == Parting::Unit => "Chủ tịch tự giữ".to_owned(),
        Key::Owner(owner) => owner
            .and_then(|id| desk.office.account(id))
            .map_or_else(|| "Chưa ai giữ".to_owned(), |owner| format!("{}, {}", owner.name, owner.title)),
    }
}

/// What narrows the list of petitions to a line: “&unit=land”.
fn query(desk: &Desk, key: &Key, chair: Option<Id<Account>>, all: &[Holding]) -> String {
    let code = |code: &Option<String>| code.clone().unwrap_or_else(|| NONE.to_owned());
    match key {
        Key::Unit(unit, _) => {
            let shared = all.iter().any(|one| one.key == Key::Unit(unit.clone(), chair)) && chair.is_some();
            format!("&unit={}{}", code(unit), if shared { "&chair=no" } else { "" })
        }
        Key::Village(village) => format!("&village={}", code(village)),
        Key::Topic(topic) => format!("&topic={}", topic.code()),
        Key::Owner(owner) => {
            let username = owner.and_then(|id| desk.office.account(id)).map(|owner| owner.username.clone());
            format!("&owner={}", code(&username))
        }
    }
}

fn row(name: String, held: &Held, query: &str) -> Row {
    let cell = |column, count, asked: &str| Cell {
        column,
        count,
        path: format!("/ho-so?{asked}{query}"),
        late: asked == "due=overdue",
    };
    let due = |horizon: &Horizon| cell(horizon.label(), held.count(*horizon), &format!("due={}", horizon.code()));
    let sums = [cell(ALL, held.total(), "due=running"), cell(EXTENDED, held.extended, "extended=yes")];
    Row { name, cells: Horizon::ALL.iter().map(due).chain(sums).collect() }
}
