//! The table of routes (`/quan-tri/phan-cong`): which topic goes to whom, from a day to a day; rows end, none is deleted.

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    super::{
        desk::{Answer, Desk},
        filing::villages,
        page::{Choice, Page, Typed},
    },
    rows::{self, Again, End, Said, Table},
};
use crate::{
    domain::{
        event::Event,
        form::Fields,
        id::Id,
        office::Office,
        person::Role,
        petition::{Kind, Topic},
        route::{self, Route, RouteChange},
    },
    register, store,
};

const FIELDS: &[&str] = &["topic", "village", "kind", "unit", "officer", "since", "until"];
const TABLE: Table = Table {
    at: "/quan-tri/phan-cong",
    added: "Đã ghi dòng mới. Từ ngày bắt đầu, đề nghị giao việc theo dòng này.",
    ended: "Đã ghi ngày kết thúc. Dòng cũ vẫn còn ở đây để tra lại.",
};

#[derive(Serialize)]
struct RoutesPage {
    #[serde(flatten)]
    said: Said,
    /// The form that adds a row.
    new: Typed,
    rows: Vec<Row>,
    past: Vec<Row>,
    changes: Vec<ChangeShown>,
    topics: Vec<Choice>,
    villages: Vec<Choice>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    officers: Vec<Choice>,
}

impl Page for RoutesPage {
    const TEMPLATE: &'static str = "admin/routes.html";
}

#[derive(Serialize)]
struct Row {
    id: Id<Route>,
    version: i32,
    what: String,
    is_exception: bool,
    unit: String,
    officer: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
    /// Begins on a later day.
    is_ahead: bool,
    can_end: bool,
    #[serde(flatten)]
    end: End,
}

/// Who added or ended a row, and when: from which day to which.
#[derive(Serialize)]
struct ChangeShown {
    at: DateTime<Utc>,
    who: String,
    /// “Ô nhiễm môi trường → Phòng Kinh tế”.
    row: String,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    #[serde(flatten)]
    change: RouteChange,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let fields = Fields::new().with("since", desk.today().format("%d/%m/%Y").to_string());
    ask(desk, StatusCode::OK, &Again::first(fields))
}

fn ask(desk: &Desk, status: StatusCode, again: &Again<Route>) -> Answer {
    let changes = desk.store().read(store::event::route_changes)?;
    let office = &desk.office;
    let (past, mut rows): (Vec<&Route>, Vec<&Route>) =
        office.routes.iter().partition(|route| route.is_over(desk.today()));
    rows.sort_by_key(|route| (route.topic, route.village.is_some(), &route.village, route.kind, route.since));
    let officers = office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    desk.page_as(
        status,
        &RoutesPage {
            said: rows::said(desk, again, &TABLE),
            new: rows::new(again, FIELDS),
            rows: rows.into_iter().map(|route| row(desk, route, again)).collect(),
            past: past.into_iter().map(|route| row(desk, route, again)).collect(),
            changes: changes.iter().map(|event| change(desk, event)).collect(),
            topics: topics(office),
            villages: villages(desk),
            kinds: Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
            units: office.units_in_use().map(|unit| Choice::new(&unit.code, &unit.name)).collect(),
            officers: officers.map(|account| Choice::new(&account.username, &account.name)).collect(),
        },
    )
}

/// Conduct goes to the chairman, whoever writes here.
fn topics(office: &Office) -> Vec<Choice> {
    let open = office.topics_in_use().filter(|(topic, _)| *topic != Topic::Conduct);
    open.map(|(topic, kept)| Choice::new(topic.code(), &kept.name)).collect()
}

fn row(desk: &Desk, route: &Route, again: &Again<Route>) -> Row {
    let officer = route.officer.and_then(|id| desk.office.account(id));
    let unit = desk.office.unit(&route.unit);
    Row {
        id: route.id,
        version: route.version,
        what: route.what(&desk.office),
        is_exception: route.village.is_some() || route.kind.is_some(),
        unit: unit.map_or_else(|| route.unit.clone(), |unit| unit.name.clone()),
        officer: officer.map_or(String::new(), |officer| officer.name.clone()),
        since: route.since,
        until: route.until,
        is_ahead: route.since > desk.today(),
        can_end: route.topic != Topic::Conduct,
        end: rows::end(again, route.id),
    }
}

fn change(desk: &Desk, event: &Event) -> ChangeShown {
    let route = desk.office.routes.iter().find(|route| event.subject == Some(route.id.subject()));
    let day = |name: &str| event.body.get(name).and_then(|day| day.as_str()?.parse().ok());
    let by = event.account.and_then(|id| desk.office.account(id));
    ChangeShown {
        at: event.at,
        who: by.map_or_else(|| "Máy".to_owned(), |account| account.name.clone()),
        row: route
            .map_or_else(String::new, |route| format!("{} → {}", route.what(&desk.office), route.whom(&desk.office))),
        since: day("since"),
        until: day("until"),
        change: RouteChange::of(event),
    }
}

pub fn add(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let done = register::schedule(desk.store(), &act, &(), |(), office| route::add(fields, &act, office));
    rows::answer(desk, &TABLE, None, done, ask)
}

pub fn end(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let id = rows::named(desk)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    let done = register::schedule(desk.store(), &act, &(), |(), office| route::end(id, fields, &act, office));
    rows::answer(desk, &TABLE, Some(id), done, ask)
}
