//! The first run (`/bat-dau/…`): the link that the terminal prints makes the administrator and the office, once.

use actix_web::http::StatusCode;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::{
    super::{
        desk::{Answer, Desk},
        error::Failure,
        page::{Page, Typed},
        session,
    },
    office,
};
use crate::{
    domain::{
        act::{Act, Actor},
        form::Fields,
        founding::{self, Founding},
        refusal::{FieldError, Refusal},
    },
    keys, password,
    register::{self, EmptyHouse},
    store::{self, Trouble},
};

#[derive(Serialize)]
struct FoundingPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for FoundingPage {
    const TEMPLATE: &'static str = "admin/founding.html";
}

/// The right secret, while nobody has an account; else the page is not there, whatever the secret.
fn door(desk: &Desk) -> Result<(), Failure> {
    let secret = desk.app.first_run.as_deref().ok_or(Failure::Gone)?;
    let right: bool = secret.as_bytes().ct_eq(desk.visit.part("secret").as_bytes()).into();
    if right && desk.office.staff.is_empty() { Ok(()) } else { Err(Failure::Gone) }
}

pub fn show(desk: &Desk) -> Answer {
    door(desk)?;
    ask(desk, &Fields::new().with("answer_days", "7"), Vec::new())
}

fn ask(desk: &Desk, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let names = [&["username", "full_name", "villages", "remote"], office::FIELDS].concat();
    desk.page_as(status, &FoundingPage { typed: Typed::of(&names, fields, errors) })
}

/// Administrator, office and villages in one transaction; then signed in.
pub fn found(desk: &Desk) -> Answer {
    door(desk)?;
    let fields = &desk.visit.fields;
    let founding = match read(desk, fields) {
        Ok(founding) => founding,
        Err(Refusal::Fields(errors)) => return ask(desk, fields, errors),
        Err(refusal) => return Err(refusal.into()),
    };
    let chosen = fields.raw("password").unwrap_or_default();
    let hash = password::hash(chosen).map_err(|error| Failure::Page(error.to_string()))?;
    let act = Act::new(Actor::System, desk.now, keys::chance());
    let house = EmptyHouse(founding.villages.clone());
    register::decide(desk.store(), &act, house, |(), office| founding::found(founding, hash, &act, office))
        .map(drop)?;
    let username = fields.get("username").to_lowercase();
    let account = desk.store().read(|conn| store::account::with_password(conn, &username))?;
    let (account, _) = account.ok_or(Failure::Trouble(Trouble::NotFound))?;
    session::begin(desk, account, &desk.store().keys.index("sign-in", &username))
}

/// All that is wrong at once, the password's faults among the others.
fn read(desk: &Desk, fields: &Fields) -> Result<Founding, Refusal> {
    let (chosen, again) = (fields.raw("password").unwrap_or_default(), fields.raw("again").unwrap_or_default());
    let mut faults = Vec::new();
    if let Err(words) = password::acceptable(chosen, &fields.get("username").to_lowercase()) {
        faults.push(FieldError::new("password", words));
    } else if chosen != again {
        faults.push(FieldError::new("again", "Hai lần gõ mật khẩu chưa giống nhau."));
    }
    match Founding::read(fields, &desk.office) {
        Ok(founding) if faults.is_empty() => Ok(founding),
        Ok(_) => Err(Refusal::Fields(faults)),
        Err(Refusal::Fields(errors)) => Err(Refusal::Fields([errors, faults].concat())),
        Err(refusal) => Err(refusal),
    }
}
