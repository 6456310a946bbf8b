//! The table of routes (`/quan-tri/phan-cong`): which topic goes to whom, from a day to a day; rows end, none is deleted.

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    error::Failure,
    filing::villages,
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        event::Event,
        form::Fields,
        id::Id,
        office::Office,
        person::Role,
        petition::{Kind, Topic},
        refusal::{FieldError, Refusal},
        route::{self, Route, RouteChange},
    },
    register, store,
};

const FIELDS: &[&str] = &["topic", "village", "kind", "unit", "officer", "since", "until"];

#[derive(Serialize)]
struct RoutesPage {
    /// Of whichever form was refused; `prefix` tells which.
    errors: Vec<FieldError>,
    prefix: String,
    trouble: String,
    done: Option<&'static str>,
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
    prefix: String,
    typed: Typed,
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

/// A form that could not stand.
#[derive(Default)]
struct Again {
    /// The row that was to end; none where one was to be added.
    row: Option<Id<Route>>,
    fields: Fields,
    errors: Vec<FieldError>,
    trouble: String,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let fields = Fields::new().with("since", desk.today().format("%d/%m/%Y").to_string());
    ask(desk, StatusCode::OK, &Again { fields, ..Again::default() })
}

fn ask(desk: &Desk, status: StatusCode, again: &Again) -> Answer {
    let changes = desk.store().read(store::event::route_changes)?;
    let office = &desk.office;
    let (past, mut rows): (Vec<&Route>, Vec<&Route>) =
        office.routes.iter().partition(|route| route.is_over(desk.today()));
    rows.sort_by_key(|route| (route.topic, route.village.is_some(), &route.village, route.kind, route.since));
    let of_new = if again.row.is_none() { again } else { &Again::default() };
    let officers = office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    desk.page_as(
        status,
        &RoutesPage {
            errors: again.errors.clone(),
            prefix: again.row.map_or(String::new(), prefix_of),
            trouble: again.trouble.clone(),
            done: done(&desk.visit.query.get("da")).filter(|_| status == StatusCode::OK),
            new: Typed::of(FIELDS, &of_new.fields, of_new.errors.clone()),
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

fn prefix_of(id: Id<Route>) -> String {
    format!("dong-{id}-")
}

fn row(desk: &Desk, route: &Route, again: &Again) -> Row {
    let officer = route.officer.and_then(|id| desk.office.account(id));
    let unit = desk.office.unit(&route.unit);
    let (fields, errors) = match again.row == Some(route.id) {
        true => (again.fields.clone(), again.errors.clone()),
        false => (Fields::new(), Vec::new()),
    };
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
        prefix: prefix_of(route.id),
        typed: Typed::of(&["until"], &fields, errors),
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

fn done(what: &str) -> Option<&'static str> {
    match what {
        "them" => Some("Đã ghi dòng mới. Từ ngày bắt đầu, đề nghị giao việc theo dòng này."),
        "het" => Some("Đã ghi ngày kết thúc. Dòng cũ vẫn còn ở đây để tra lại."),
        _ => None,
    }
}

pub fn add(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::schedule(desk.store(), &act, &(), |(), office| route::add(fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri/phan-cong?da=them"),
        Err(failure) => mend(desk, None, failure),
    }
}

pub fn end(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let id: Id<Route> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::schedule(desk.store(), &act, &(), |(), office| route::end(id, fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri/phan-cong?da=het"),
        Err(failure) => mend(desk, Some(id), failure),
    }
}

/// The page again with what was typed.
fn mend(desk: &Desk, row: Option<Id<Route>>, failure: register::Failure) -> Answer {
    let fields = desk.visit.fields.clone();
    match failure {
        register::Failure::Refused(Refusal::Fields(errors)) => {
            ask(desk, StatusCode::UNPROCESSABLE_ENTITY, &Again { row, fields, errors, trouble: String::new() })
        }
        register::Failure::Refused(Refusal::Untimely(trouble)) => {
            ask(desk, StatusCode::CONFLICT, &Again { row, fields, errors: Vec::new(), trouble })
        }
        other => Err(other.into()),
    }
}
