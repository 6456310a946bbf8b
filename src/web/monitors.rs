//! The monitors' own accounts (`/giam-sat/tai-khoan`), kept by their lead; and what the office did with its accounts.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{
    admin::changed::{self, ChangedShown},
    desk::{Answer, Desk},
    page::Page,
};
use crate::{
    domain::{
        event::Event,
        keeping::{self, AccountChange},
        kept::List,
        person::{Account, Role},
    },
    store,
};

#[derive(Serialize)]
struct MonitorsPage<'d> {
    monitors: Vec<MonitorShown<'d>>,
    /// Whoever looks keeps these accounts.
    keeps: bool,
    changes: Vec<ChangeShown>,
    lists: Vec<ChangedShown>,
    most: usize,
    done: Option<&'static str>,
}

impl Page for MonitorsPage<'_> {
    const TEMPLATE: &'static str = "oversight/accounts.html";
}

#[derive(Serialize)]
struct MonitorShown<'d> {
    username: &'d str,
    name: &'d str,
    title: &'d str,
    lead: bool,
    closed: bool,
    must_change: bool,
    has_factor: bool,
    own: bool,
}

/// Something that was done with an account, and by whom.
#[derive(Serialize)]
pub struct ChangeShown {
    at: DateTime<Utc>,
    what: &'static str,
    whom: String,
    role: String,
    /// Empty: they themselves.
    by: String,
}

/// Changes on one page.
const CHANGES_MAX: usize = 60;

pub fn show(desk: &Desk) -> Answer {
    let me = desk.account_as(&[Role::Monitor])?;
    let (set, events) = desk.store().read(|conn| {
        let set = store::factor::all_set(conn)?;
        Ok::<_, store::Trouble>((set, store::event::account_changes(conn)?))
    })?;
    let mut monitors: Vec<&Account> = desk.office.staff.iter().filter(|one| one.role == Role::Monitor).collect();
    monitors.sort_by_key(|one| (one.closed, !one.lead, one.name.as_str()));
    let shown = |one: &'_ Account| set.contains(&one.id);
    desk.page(&MonitorsPage {
        monitors: monitors.iter().map(|one| monitor_shown(one, shown(one), me)).collect(),
        keeps: keeping::keeps_monitors(me),
        changes: changes(desk, &events),
        lists: changed::newest(desk, List::ALL)?,
        most: CHANGES_MAX,
        done: super::admin::done(&desk.visit.query.get("da")),
    })
}

fn monitor_shown<'d>(one: &'d Account, has_factor: bool, me: &Account) -> MonitorShown<'d> {
    MonitorShown {
        username: &one.username,
        name: &one.name,
        title: &one.title,
        lead: one.lead,
        closed: one.closed,
        must_change: one.must_change,
        has_factor,
        own: one.id == me.id,
    }
}

/// What people did with accounts that are not their own, the newest first.
fn changes(desk: &Desk, events: &[Event]) -> Vec<ChangeShown> {
    events.iter().filter_map(|event| change_shown(desk, event)).take(CHANGES_MAX).collect()
}

fn change_shown(desk: &Desk, event: &Event) -> Option<ChangeShown> {
    let change = change_of(event)?;
    let whom = desk.office.account(event.body.get("account")?.as_str()?.parse().ok()?)?;
    let by = event.account.and_then(|id| desk.office.account(id));
    (!change.is_own()).then(|| ChangeShown {
        at: event.at,
        what: change.label(),
        whom: whom.name.clone(),
        role: if whom.title.is_empty() { whom.role.label().to_owned() } else { whom.title.clone() },
        by: match by {
            Some(by) if by.id == whom.id => String::new(),
            Some(by) => format!("{}, {}", by.name, by.role.label()),
            None => "tại máy chủ, bằng dòng lệnh".to_owned(),
        },
    })
}

/// What an event says of an account; those of the first release say it by other words.
fn change_of(event: &Event) -> Option<AccountChange> {
    let text = |name: &str| event.body.get(name).and_then(Value::as_str);
    match (text("change"), text("password")) {
        (Some(code), _) => AccountChange::from_code(code),
        (None, Some("changed")) => Some(AccountChange::PasswordChanged),
        (None, Some("reset")) => Some(AccountChange::PasswordReset),
        (None, Some(_)) => Some(AccountChange::Changed),
        (None, None) => Some(AccountChange::Opened),
    }
}
