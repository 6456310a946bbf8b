//! Accounts: made, changed, given a new password; a password that was drawn is shown once.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    error::Failure,
    filing::villages,
    handover::{self, Handed, Handover},
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        act::Act,
        form::Fields,
        office::Office,
        person::{Account, Role},
        refusal::{FieldError, Refusal},
        staff::{self, NewAccount},
    },
    keys::{self, Token},
    password, register, store,
};

const FIELDS: &[&str] = &["username", "name", "title", "role", "unit", "village", "lead", "answers_to"];

#[derive(Serialize)]
struct AccountPage {
    #[serde(flatten)]
    typed: Typed,
    /// The account that is changed; none for a new one.
    username: Option<String>,
    role: Option<Role>,
    version: i32,
    own: bool,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    villages: Vec<Choice>,
    superiors: Vec<Choice>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account.html";
}

pub fn show_new(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    ask(desk, None, &Fields::new(), Vec::new())
}

pub fn show(desk: &Desk) -> Answer {
    let account = named(desk)?;
    let superior = account.answers_to.and_then(|id| desk.office.account(id));
    let fields = Fields::new()
        .with("name", &account.name)
        .with("title", &account.title)
        .with("unit", account.unit.as_deref().unwrap_or_default())
        .with("village", account.village.as_deref().unwrap_or_default())
        .with("lead", if account.lead { "yes" } else { "" })
        .with("answers_to", superior.map_or("", |superior| &superior.username));
    ask(desk, Some(account), &fields, Vec::new())
}

/// The account that the address names.
fn named(desk: &Desk) -> Result<&Account, Failure> {
    desk.account_as(&[Role::Admin])?;
    desk.office.by_username(desk.visit.part("username")).ok_or(Failure::Gone)
}

fn ask(desk: &Desk, account: Option<&Account>, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let office = &desk.office;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let others = office
        .staff
        .iter()
        .filter(|other| !other.closed && other.role.handles() && account.is_none_or(|account| account.id != other.id));
    let page = AccountPage {
        typed: Typed::of(FIELDS, fields, errors),
        username: account.map(|account| account.username.clone()),
        role: account.map(|account| account.role),
        version: account.map_or(0, |account| account.version),
        own: account.is_some_and(|account| desk.visitor.as_ref().is_some_and(|me| me.id == account.id)),
        roles: Role::ALL.iter().map(|role| Choice::new(role.code(), role.label())).collect(),
        units: office.units.iter().map(|unit| Choice::new(&unit.code, &unit.name)).collect(),
        villages: villages(desk),
        superiors: others.map(|other| Choice::new(&other.username, &other.name)).collect(),
    };
    desk.page_as(status, &page)
}

pub fn add(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let fields = &desk.visit.fields;
    let new = match NewAccount::read(fields, &desk.office) {
        Ok(new) => new,
        Err(refusal) => return mend(desk, None, refusal),
    };
    let (drawn, hash) = draw()?;
    let (act, username) = (desk.act(), new.username.clone());
    let added = register::decide(desk.store(), &act, (), |(), office| staff::open_account(new, hash, &act, office));
    match added {
        Ok(_) => hand_over(desk, &username, drawn),
        Err(register::Failure::Refused(refusal)) => mend(desk, None, refusal),
        Err(failure) => Err(failure.into()),
    }
}

pub fn change(desk: &Desk) -> Answer {
    let account = named(desk)?;
    let resets = desk.visit.fields.get("reset") == "yes";
    let (drawn, hash) = if resets { draw().map(|(drawn, hash)| (drawn, Some(hash)))? } else { (String::new(), None) };
    let act = desk.act();
    let rule = |act: &Act, office: &Office| staff::change_account(account.id, &desk.visit.fields, hash, act, office);
    match register::decide(desk.store(), &act, (), |(), office| rule(&act, office)) {
        Ok(_) => {}
        Err(register::Failure::Refused(refusal)) => return mend(desk, Some(account), refusal),
        Err(failure) => return Err(failure.into()),
    }
    if !resets {
        return desk.see("/quan-tri?da=tai-khoan");
    }
    // Whoever has the old password is out at once.
    desk.store().write(|tx| store::session::end_all(tx, account.id))?;
    hand_over(desk, &account.username, drawn)
}

fn draw() -> Result<(String, crate::domain::change::Password), Failure> {
    let drawn = keys::draw_password();
    let hash = password::hash(&drawn).map_err(|error| Failure::Page(error.to_string()))?;
    Ok((drawn, hash))
}

/// The page again with what was typed, and what to mend.
fn mend(desk: &Desk, account: Option<&Account>, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Fields(errors) => ask(desk, account, &desk.visit.fields, errors),
        other => Err(other.into()),
    }
}

fn hand_over(desk: &Desk, username: &str, password: String) -> Answer {
    let token = Token::new_random();
    let handed = Handed::Password { username: username.to_owned(), password };
    let it = Handover { account: desk.account()?.id, form: String::new(), handed };
    handover::keep(desk, token, &it)?;
    Ok(desk.see("/quan-tri/mat-khau")?.with_cookie(handover::cookie(desk, token)))
}

#[derive(Serialize)]
struct PasswordPage {
    username: String,
    name: String,
    password: String,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "admin/password.html";
}

/// Once: whoever looks again finds nothing.
pub fn show_password(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let Some(Handover { handed: Handed::Password { username, password }, .. }) = handover::held(desk)? else {
        return desk.see("/quan-tri");
    };
    handover::forget(desk)?;
    let name = desk.office.by_username(&username).map_or(String::new(), |account| account.name.clone());
    Ok(desk.page(&PasswordPage { username, name, password })?.with_cookie(handover::drop_cookie(desk)))
}
