//! Administration (`/quan-tri`): accounts, the office's facts, what is still missing; no petition anywhere.

pub mod account;
pub mod calendar;
pub mod changed;
pub mod competence;
pub mod founding;
pub mod list;
pub mod office;
pub mod remote;
pub mod routing;
mod rows;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    digest::{self, DigestPart},
    page::Page,
    petition::unit_name,
};
use crate::{
    domain::{
        backup::{self, Overdue},
        id::Id,
        office::{Lack, OfficeFacts, Unit, Village},
        person::{Account, Role},
        redating::years,
        route::Route,
    },
    store,
};

/// Letters that were given up stand on this page so long.
const OF_LATE: TimeDelta = TimeDelta::days(7);

#[derive(Serialize)]
struct IndexPage<'d> {
    digest: Option<DigestPart>,
    accounts: Vec<AccountLine<'d>>,
    facts: &'d OfficeFacts,
    intake_owner: String,
    lacks: Vec<LackShown>,
    is_remote: bool,
    units: Vec<&'d Unit>,
    villages: Vec<&'d Village>,
    /// When the last copy was made.
    backup: Option<DateTime<Utc>>,
    backup_overdue: Option<OverdueShown>,
    calendar: Vec<YearShown<'d>>,
    unsigned_next: Option<i32>,
    /// Letters that were given up of late.
    unsent: i64,
    /// Rows of the table of routes that hold today, and the exceptions among them.
    routes: usize,
    exceptions: usize,
    /// Rows of the table of competence that end soon.
    ending: Vec<competence::EndingShown>,
    done: Option<&'static str>,
}

impl Page for IndexPage<'_> {
    const TEMPLATE: &'static str = "admin/index.html";
}

#[derive(Serialize)]
struct AccountLine<'d> {
    username: &'d str,
    name: &'d str,
    title: &'d str,
    role: Role,
    /// Unit or village.
    place: String,
    lead: bool,
    superior: String,
    must_change: bool,
    closed: bool,
    has_factor: bool,
    /// Kept here, not by the monitors' lead.
    kept: bool,
}

/// A year's calendar and who signed it.
#[derive(Serialize)]
struct YearShown<'d> {
    year: i32,
    signed_by: Option<&'d str>,
}

#[derive(Serialize)]
struct LackShown {
    code: Lack,
    words: &'static str,
}

#[derive(Serialize)]
struct OverdueShown {
    code: Overdue,
    words: &'static str,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let backup = desk.store().read(store::backup::last)?;
    let overdue = backup::overdue(backup, desk.now);
    let office = &desk.office;
    let mut staff: Vec<&Account> = office.staff.iter().collect();
    staff.sort_by_key(|account| (account.closed, account.role, account.name.as_str()));
    let set = desk.store().read(store::factor::all_set)?;
    let holding: Vec<&Route> = office.routes.iter().filter(|route| route.holds_on(desk.today())).collect();
    let name_of = |id| office.account(id).map_or(String::new(), |account| account.name.clone());
    desk.page(&IndexPage {
        digest: desk.store().read(|conn| digest::part(desk, conn))?,
        accounts: staff.into_iter().map(|account| line(desk, account, &set)).collect(),
        facts: &office.facts,
        intake_owner: office.facts.intake_owner.map_or(String::new(), name_of),
        lacks: office.lacks().into_iter().map(|lack| LackShown { code: lack, words: lack.label() }).collect(),
        is_remote: office.is_remote_on(desk.today()),
        units: office.units_in_use().collect(),
        villages: office.villages_in_use().collect(),
        backup,
        backup_overdue: overdue.map(|code| OverdueShown { code, words: code.label() }),
        calendar: years(desk.today())
            .filter(|year| office.calendar.holds(*year))
            .map(|year| YearShown { year, signed_by: office.calendar.signed_by(year) })
            .collect(),
        unsent: desk.store().read(|conn| store::outbox::failed_since(conn, desk.now - OF_LATE))?,
        unsigned_next: office.calendar.unsigned_next_year(desk.today()),
        routes: holding.len(),
        exceptions: holding.iter().filter(|route| route.village.is_some() || route.kind.is_some()).count(),
        ending: competence::alarm(desk),
        done: done(&desk.visit.query.get("da")),
    })
}

fn line<'d>(desk: &'d Desk, account: &'d Account, set: &[Id<Account>]) -> AccountLine<'d> {
    let office = &desk.office;
    let village = account.village.as_deref().and_then(|code| office.village(code)).map(|village| village.name.clone());
    let superior = account.answers_to.and_then(|id| office.account(id));
    AccountLine {
        username: &account.username,
        name: &account.name,
        title: &account.title,
        role: account.role,
        place: unit_name(desk, account.unit.as_deref()).or(village).unwrap_or_default(),
        lead: account.lead,
        superior: superior.map_or(String::new(), |superior| superior.name.clone()),
        must_change: account.must_change,
        closed: account.closed,
        has_factor: set.contains(&account.id),
        kept: account.role != Role::Monitor,
    }
}

/// What the last act did.
pub fn done(what: &str) -> Option<&'static str> {
    match what {
        "tai-khoan" => Some("Đã lưu tài khoản."),
        "co-quan" => Some("Đã lưu thông tin cơ quan."),
        "buoc-hai" => Some("Đã gỡ bước xác nhận thứ hai. Người ấy lập lại khi đăng nhập lần tới."),
        "dong" => Some("Đã đóng tài khoản. Người ấy không đăng nhập được nữa; việc đã làm vẫn còn trong nhật ký."),
        _ => None,
    }
}
