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
    domain::{id::Id, oversight::Measure, person::Role, petition::Topic, policy::Sight},
    store::{
        self,
        board::{Listed, PAGE_ROWS},
        figures::{Part, Settlement, Span},
    },
};

const ROLES: &[Role] = &[Role::Chair, Role::ViceChair, Role::Monitor];

#[derive(Serialize)]
struct FigurePage {
    figure: Measure,
    title: &'static str,
    /// Of which unit, village or topic; empty for the whole commune.
    of: String,
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
    let role = desk.account_as(ROLES)?.role;
    let figure = Measure::from_code(&desk.visit.query.get("figure")).ok_or(Failure::Gone)?;
    if !matches!(figure, Measure::OnTime | Measure::Late | Measure::Unsettled) {
        return Err(Failure::Gone);
    }
    let (part, sight) = (part(desk), desk.sight()?);
    let span = Span::this_year(desk.today());
    let mut rows = desk.store().read(|conn| store::figures::settlements(conn, &sight, figure, span, &part))?;
    let page_rows = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > page_rows;
    rows.truncate(page_rows);
    let next = rows.last().filter(|_| more).map(|last| address(desk, figure, &part, last));
    let lines = rows.into_iter().map(|row| settled(desk, &sight, row)).collect();
    let back = if role == Role::Monitor { "/giam-sat" } else { "/ban-lam-viec" };
    desk.page(&FigurePage { figure, title: figure.label(), of: of_what(desk, &part), back, lines, next })
}

fn settled(desk: &Desk, sight: &Sight, settlement: Settlement) -> Settled {
    let Settlement { petition, clock } = settlement;
    let done_on = clock.ended_on;
    let listed = Listed { petition, running: vec![clock.clone()], clock: Some(clock) };
    Settled { line: Line::of(desk, sight, &listed), done_on }
}

/// What the address names; what means nothing narrows nothing.
fn part(desk: &Desk) -> Part {
    let get = |field: &str| desk.visit.query.get(field);
    let (due, id) = get("page").split_once('_').map(|(due, id)| (due.parse(), id.parse())).unzip();
    Part {
        unit: desk.office.unit(&get("unit")).map(|unit| unit.code.clone()),
        village: desk.office.village(&get("village")).map(|village| village.code.clone()),
        topic: Topic::from_code(&get("topic")),
        after: due.and_then(Result::ok).zip(id.and_then(|id: Result<Id<_>, _>| id.ok())),
    }
}

fn address(desk: &Desk, figure: Measure, part: &Part, last: &Settlement) -> String {
    let mut address = format!("{}?figure={}", desk.visit.path, figure.code());
    let topic = part.topic.map(|topic| topic.code().to_owned());
    for (field, value) in [("unit", &part.unit), ("village", &part.village), ("topic", &topic)] {
        if let Some(value) = value {
            address.push_str(&format!("&{field}={value}"));
        }
    }
    format!("{address}&page={}_{}", last.clock.due, last.clock.id)
}

fn of_what(desk: &Desk, part: &Part) -> String {
    let village = part.village.as_deref().and_then(|code| desk.office.village(code)).map(|found| found.name.clone());
    let topic = part.topic.map(|topic| topic.label().to_owned());
    [unit_name(desk, part.unit.as_deref()), village, topic].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
