//! The list behind a figure: which settlements were on time, late, or are overdue.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    line::Line,
    page::Page,
    petition::unit_name,
};
use crate::{
    domain::{
        clock::Clock, id::Id, oversight::Measure, person::Role, petition::Topic, policy::Sight, punctuality::Period,
    },
    store::{
        self,
        board::{Listed, PAGE_ROWS, is_storable},
        figures::{Part, Settlement, Span},
    },
};

const HOME: &str = "/ban-lam-viec";

/// The heads from their board, the Front from its own page.
fn roles(desk: &Desk) -> (&'static [Role], &'static str) {
    if desk.visit.path.starts_with("/giam-sat") {
        (&[Role::Monitor], "/giam-sat")
    } else {
        (&[Role::Chair, Role::ViceChair], HOME)
    }
}

#[derive(Serialize)]
struct FigurePage {
    figure: Measure,
    title: &'static str,
    /// Of which unit, village or topic; empty for the whole commune.
    of: String,
    /// “Tháng 11/2026”.
    period: String,
    /// Without what was extended.
    plain: bool,
    back: &'static str,
    lines: Vec<Settled>,
    next: Option<String>,
}

impl Page for FigurePage {
    const TEMPLATE: &'static str = "oversight/figure.html";
    fn title(&self) -> String {
        self.title.to_owned()
    }
}

/// One settlement: by when it was due, and when it was done.
#[derive(Serialize)]
struct Settled {
    #[serde(flatten)]
    line: Line,
    done_on: Option<NaiveDate>,
}

pub fn show(desk: &Desk) -> Answer {
    let (roles, back) = roles(desk);
    desk.account_as(roles)?;
    let figure = Measure::from_code(&desk.visit.query.get("figure")).ok_or(Failure::Gone)?;
    if matches!(figure, Measure::Open | Measure::Overdue) {
        return Err(Failure::Gone);
    }
    let narrowed = Narrowed::read(desk);
    let Narrowed { unit, village, topic } = narrowed.clone();
    let (today, sight, plain) = (desk.today(), desk.sight()?, desk.visit.query.get("extended") == "no");
    let period = Period::parse(&desk.visit.query.get("month"));
    let days = period.days(figure, today);
    let part = Part { unit, village, topic, days, plain, after: cursor(desk) };
    let this_year = Span::this_year(today);
    let span = Span { since: days.map_or(this_year.since, |(from, _)| from), ..this_year };
    let mut rows = desk.store().read(|conn| store::figures::settlements(conn, &sight, figure, span, &part))?;
    let page_rows = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > page_rows;
    rows.truncate(page_rows);
    let months = period != Period::ThisYear && back == HOME;
    let back = if months { "/ban-lam-viec/han?by=month" } else { back };
    let narrowing = format!("{}{}{}", narrowed.query(), period.query(), if plain { "&extended=no" } else { "" });
    let address = format!("{}?figure={}{narrowing}", desk.visit.path, figure.code());
    let next = rows.last().filter(|_| more).map(|last| format!("{address}&page={}_{}", last.clock.due, last.clock.id));
    let lines = rows.into_iter().map(|row| settled(desk, &sight, row)).collect();
    desk.page(&FigurePage {
        figure,
        title: figure.label(),
        period: period.words(today),
        plain,
        of: narrowed.words(desk),
        back,
        lines,
        next,
    })
}

fn settled(desk: &Desk, sight: &Sight, settlement: Settlement) -> Settled {
    let Settlement { petition, clock } = settlement;
    let done_on = clock.ended_on;
    let listed = Listed::of(petition, clock);
    Settled { line: Line::of(desk, sight, &listed), done_on }
}

/// What an address narrows a list or a figure to; what means nothing narrows nothing.
#[derive(Default, Clone)]
pub struct Narrowed {
    /// By code; empty for those that have none. So is the village.
    pub unit: Option<String>,
    pub village: Option<String>,
    pub topic: Option<Topic>,
}

/// Stands in an address for having no unit, no village.
pub const NONE: &str = "-";

impl Narrowed {
    pub fn read(desk: &Desk) -> Narrowed {
        let get = |field: &str| desk.visit.query.get(field);
        let none = |code: &str| (code == NONE).then(String::new);
        let (unit, village) = (get("unit"), get("village"));
        Narrowed {
            unit: none(&unit).or_else(|| desk.office.unit(&unit).map(|unit| unit.code.clone())),
            village: none(&village).or_else(|| desk.office.village(&village).map(|village| village.code.clone())),
            topic: Topic::from_code(&get("topic")),
        }
    }

    /// As the further words of an address: “&unit=land”.
    pub fn query(&self) -> String {
        let topic = self.topic.map(|topic| topic.code().to_owned());
        [("unit", &self.unit), ("village", &self.village), ("topic", &topic)]
            .iter()
            .filter_map(|(field, value)| value.as_deref().map(|value| (field, value)))
            .map(|(field, value)| format!("&{field}={}", if value.is_empty() { NONE } else { value }))
            .collect()
    }

    /// “Bộ phận Địa chính, Thôn Hạ”; empty for the whole commune.
    pub fn words(&self, desk: &Desk) -> String {
        let unit = self.unit.as_deref().map(|code| unit_words(desk, code));
        let village = self.village.as_deref().map(|code| village_words(desk, code));
        let topic = self.topic.map(|topic| desk.office.topic_label(topic).to_owned());
        [unit, village, topic].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

pub fn unit_words(desk: &Desk, code: &str) -> String {
    unit_name(desk, Some(code)).unwrap_or_else(|| "Chưa giao".to_owned())
}

pub fn village_words(desk: &Desk, code: &str) -> String {
    desk.office.village(code).map_or_else(|| "Không ghi thôn".to_owned(), |village| village.name.clone())
}

fn cursor(desk: &Desk) -> Option<(NaiveDate, Id<Clock>)> {
    let page = desk.visit.query.get("page");
    let (due, id) = page.split_once('_')?;
    Some((due.parse().ok().filter(|due| is_storable(*due))?, id.parse().ok()?))
}
