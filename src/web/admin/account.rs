//! Accounts, by whoever keeps them: made, changed, given a new password, rid of a second factor, closed.

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
        change::Password,
        factor,
        form::Fields,
        id::Id,
        keeping::{self, Held, Holdings},
        office::Office,
        person::{Account, Role},
        refusal::{FieldError, Refusal},
        staff::{self, NewAccount},
    },
    keys::{self, Token},
    password,
    register::{self, FactorOf, HeldBy},
    store,
};

const FIELDS: &[&str] = &["username", "name", "title", "role", "unit", "village", "lead", "answers_to"];

/// Where accounts are kept: the office's by the administrator, the monitors' by their lead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum House {
    Office,
    Monitors,
}

impl House {
    /// By the address; the doors of the two are apart.
    fn of(desk: &Desk) -> House {
        if desk.visit.path.starts_with("/giam-sat/") { House::Monitors } else { House::Office }
    }

    fn home(self) -> &'static str {
        match self {
            House::Office => "/quan-tri",
            House::Monitors => "/giam-sat/tai-khoan",
        }
    }

    fn base(self) -> &'static str {
        match self {
            House::Office => "/quan-tri",
            House::Monitors => "/giam-sat",
        }
    }

    /// Whoever keeps this house's accounts; the page is there for nobody else.
    fn keeper(self, desk: &Desk) -> Result<&Account, Failure> {
        match self {
            House::Office => desk.account_as(&[Role::Admin]),
            House::Monitors => {
                let account = desk.account_as(&[Role::Monitor])?;
                let lead = keeping::keeps_monitors(account).then_some(account);
                lead.ok_or(Failure::Refused(Refusal::NotYours("Chỉ trưởng nhóm giám sát lập và sửa tài khoản.")))
            }
        }
    }

    /// The roles that are made here: the first monitor is made by the administrator.
    fn roles(self, office: &Office) -> Vec<Role> {
        let has_lead = office.staff.iter().any(keeping::keeps_monitors);
        let here = |role: &Role| match self {
            House::Monitors => *role == Role::Monitor,
            House::Office => *role != Role::Monitor || !has_lead,
        };
        Role::ALL.iter().copied().filter(here).collect()
    }
}

#[derive(Serialize)]
struct AccountPage {
    #[serde(flatten)]
    typed: Typed,
    home: &'static str,
    base: &'static str,
    of_monitors: bool,
    /// The account that is changed; none for a new one.
    username: Option<String>,
    role: Option<Role>,
    version: i32,
    own: bool,
    closed: bool,
    has_factor: bool,
    held: Vec<Held>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    villages: Vec<Choice>,
    superiors: Vec<Choice>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account.html";
}

pub fn show_new(desk: &Desk) -> Answer {
    House::of(desk).keeper(desk)?;
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

/// The account that the address names, as far as it is kept here.
fn named(desk: &Desk) -> Result<&Account, Failure> {
    let house = House::of(desk);
    house.keeper(desk)?;
    let account = desk.office.by_username(desk.visit.part("username")).ok_or(Failure::Gone)?;
    match (house, account.role) {
        (House::Monitors, Role::Monitor) => Ok(account),
        (House::Monitors, _) => Err(Failure::Gone),
        // Why not, in the rule's own words.
        (House::Office, role) => keeping::may_keep(role, &desk.act()).map(|()| account).map_err(Failure::from),
    }
}

fn ask(desk: &Desk, account: Option<&Account>, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let (office, house) = (&desk.office, House::of(desk));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (has_factor, holdings) = facts_of(desk, account)?;
    let others = office
        .staff
        .iter()
        .filter(|other| !other.closed && other.role.handles() && account.is_none_or(|account| account.id != other.id));
    let page = AccountPage {
        typed: Typed::of(FIELDS, fields, errors),
        home: house.home(),
        base: house.base(),
        of_monitors: house == House::Monitors,
        username: account.map(|account| account.username.clone()),
        role: account.map(|account| account.role),
        version: account.map_or(0, |account| account.version),
        own: account.is_some_and(|account| desk.visitor.as_ref().is_some_and(|me| me.id == account.id)),
        closed: account.is_some_and(|account| account.closed),
        has_factor,
        held: account.map_or(Vec::new(), |account| keeping::held(account, &holdings, office)),
        roles: house.roles(office).iter().map(|role| Choice::new(role.code(), role.label())).collect(),
        units: office.units_in_use().map(|unit| Choice::new(&unit.code, &unit.name)).collect(),
        villages: villages(desk),
        superiors: others.map(|other| Choice::new(&other.username, &other.name)).collect(),
    };
    desk.page_as(status, &page)
}

/// Whether a second factor is set, and what the account holds.
fn facts_of(desk: &Desk, account: Option<&Account>) -> Result<(bool, Holdings), Failure> {
    let Some(account) = account else { return Ok((false, Holdings::default())) };
    Ok(desk.store().read(|conn| {
        let is_set = store::factor::is_set(conn, account.id)?;
        Ok::<_, store::Trouble>((is_set, store::account::holdings(conn, account.id, desk.today(), &desk.office)?))
    })?)
}

pub fn add(desk: &Desk) -> Answer {
    let house = House::of(desk);
    house.keeper(desk)?;
    let mut fields = desk.visit.fields.clone();
    if house == House::Monitors {
        // The lead's page makes monitors and asks for nothing of the office.
        fields.set("role", Role::Monitor.code().to_owned());
        ["unit", "village", "answers_to"].iter().for_each(|field| fields.set(field, String::new()));
    }
    let new = match NewAccount::read(&fields, &desk.office) {
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
    let rule = |held: &Holdings, office: &Office| {
        staff::change_account(account.id, &desk.visit.fields, hash, held, &act, office)
    };
    match register::decide(desk.store(), &act, HeldBy(account.id), rule) {
        Ok(_) => {}
        Err(register::Failure::Refused(refusal)) => return mend(desk, Some(account), refusal),
        Err(failure) => return Err(failure.into()),
    }
    if !resets {
        return back(desk, "tai-khoan");
    }
    // Whoever has the old password is out at once.
    end_sessions(desk, account.id)?;
    hand_over(desk, &account.username, drawn)
}

/// Phone and printed codes are lost: a new second factor is set at the next sign-in.
pub fn reset_factor(desk: &Desk) -> Answer {
    let (account, act) = (named(desk)?, desk.act());
    let rule =
        |before: &Option<factor::Factor>, office: &Office| factor::reset(account.id, before.as_ref(), &act, office);
    register::decide(desk.store(), &act, FactorOf(account.id), rule).map(drop)?;
    end_sessions(desk, account.id)?;
    back(desk, "buoc-hai")
}

pub fn close(desk: &Desk) -> Answer {
    let (account, act) = (named(desk)?, desk.act());
    let rule = |held: &Holdings, office: &Office| keeping::close(account.id, held, &act, office);
    register::decide(desk.store(), &act, HeldBy(account.id), rule).map(drop)?;
    end_sessions(desk, account.id)?;
    back(desk, "dong")
}

/// Whoever comes back gets a new password, which is shown once.
pub fn reopen(desk: &Desk) -> Answer {
    let (account, act) = (named(desk)?, desk.act());
    let (drawn, hash) = draw()?;
    register::decide(desk.store(), &act, (), |(), office| keeping::reopen(account.id, hash, &act, office)).map(drop)?;
    hand_over(desk, &account.username, drawn)
}

fn end_sessions(desk: &Desk, account: Id<Account>) -> Result<(), Failure> {
    Ok(desk.store().write(|tx| store::session::end_all(tx, account))?)
}

fn back(desk: &Desk, done: &str) -> Answer {
    desk.see(format!("{}?da={done}", House::of(desk).home()))
}

fn draw() -> Result<(String, Password), Failure> {
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
    let path = format!("{}/mat-khau", House::of(desk).base());
    Ok(desk.see(path)?.with_cookie(handover::cookie(desk, token)))
}

#[derive(Serialize)]
struct PasswordPage {
    username: String,
    name: String,
    password: String,
    home: &'static str,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "admin/password.html";
}

/// Once: whoever looks again finds nothing.
pub fn show_password(desk: &Desk) -> Answer {
    let house = House::of(desk);
    house.keeper(desk)?;
    let Some(Handover { handed: Handed::Password { username, password }, .. }) = handover::held(desk)? else {
        return desk.see(house.home());
    };
    handover::forget(desk)?;
    let name = desk.office.by_username(&username).map_or(String::new(), |account| account.name.clone());
    let page = PasswordPage { username, name, password, home: house.home() };
    Ok(desk.page(&page)?.with_cookie(handover::drop_cookie(desk)))
}
