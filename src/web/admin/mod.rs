//! Administration (`/quan-tri`): accounts, the office's facts, what is still missing; no petition anywhere.

pub mod account;
pub mod founding;
pub mod office;

use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    page::Page,
    petition::unit_name,
};
use crate::domain::{
    event::Deed,
    office::{Lack, OfficeFacts, Unit, Village},
    person::{Account, Role},
};

#[derive(Serialize)]
struct IndexPage<'d> {
    accounts: Vec<AccountLine<'d>>,
    facts: &'d OfficeFacts,
    intake_owner: String,
    lacks: Vec<LackShown>,
    units: &'d [Unit],
    villages: &'d [Village],
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
}

#[derive(Serialize)]
struct LackShown {
    code: Lack,
    words: &'static str,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let office = &desk.office;
    let mut staff: Vec<&Account> = office.staff.iter().collect();
    staff.sort_by_key(|account| (account.role, account.name.as_str()));
    let name_of = |id| office.account(id).map_or(String::new(), |account| account.name.clone());
    desk.page(&IndexPage {
        accounts: staff.into_iter().map(|account| line(desk, account)).collect(),
        facts: &office.facts,
        intake_owner: office.facts.intake_owner.map_or(String::new(), name_of),
        lacks: office.lacks().into_iter().map(|lack| LackShown { code: lack, words: lack.label() }).collect(),
        units: &office.units,
        villages: &office.villages,
        done: done(&desk.visit.query.get("da")),
    })
}

fn line<'d>(desk: &'d Desk, account: &'d Account) -> AccountLine<'d> {
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
    }
}

fn done(deed: &str) -> Option<&'static str> {
    match Deed::from_code(deed)? {
        Deed::Account => Some("Đã lưu tài khoản."),
        Deed::Office => Some("Đã lưu thông tin cơ quan."),
        _ => None,
    }
}
