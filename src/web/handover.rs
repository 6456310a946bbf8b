//! Handing over: a counter's slip, a new password; for one browser, a short while, sealed with a key that only its cookie holds.

use actix_web::cookie::Cookie;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{desk::Desk, error::Failure};
use crate::{
    domain::{
        id::Id,
        person::Account,
        petition::{Draft, Kind},
    },
    keys::{DraftKey, Token},
    store::{self, Trouble},
};

/// Long enough to print, read aloud and write down.
const LIFE: TimeDelta = TimeDelta::minutes(60);
const COOKIE: &str = "phieu";

/// What was handed over, and to whom.
#[derive(Serialize, Deserialize, Clone)]
pub struct Handover {
    pub account: Id<Account>,
    /// The form it came from: the same form sent again gets the same.
    pub form: String,
    pub handed: Handed,
}

#[derive(Serialize, Deserialize, Clone)]
pub enum Handed {
    /// A petition written at the counter: the codes, each of a member with the name.
    Petition { code: String, members: Vec<(String, String)>, kind: Kind },
    /// Printed codes for the second step of signing in.
    Codes { codes: Vec<String> },
    /// A password that was drawn for somebody.
    Password { username: String, password: String },
}

/// The id of its row; a petition filed with it is filed once.
pub fn id_of(token: Token) -> Id<Draft> {
    Id::from_uuid(Uuid::from_bytes(DraftKey::of(&token.0).id()))
}

/// Keeps it; when something lies there already, that one is given back.
pub fn keep(desk: &Desk, token: Token, it: &Handover) -> Result<Handover, Failure> {
    let plain = serde_json::to_vec(it).map_err(|_| Failure::Broken)?;
    let sealed = DraftKey::of(&token.0).seal(&plain);
    let ends_at = desk.now + LIFE;
    let kept = desk.store().write(|tx| store::draft::save(tx, id_of(token), None, &sealed, desk.now, ends_at));
    match kept {
        Ok(()) => Ok(it.clone()),
        Err(Trouble::Taken(what)) => look(desk, token)?.ok_or(Failure::Trouble(Trouble::Taken(what))),
        Err(trouble) => Err(trouble.into()),
    }
}

/// What lies under a token, if it was handed to whoever is signed in.
pub fn look(desk: &Desk, token: Token) -> Result<Option<Handover>, Failure> {
    let account = desk.account()?.id;
    let found = desk.store().read(|conn| store::draft::find(conn, id_of(token), desk.now))?;
    let Some(found) = found else { return Ok(None) };
    let plain = DraftKey::of(&token.0).open(&found.sealed).map_err(Trouble::from)?;
    // A token of something else opens nothing here.
    let found: Option<Handover> = serde_json::from_slice(&plain).ok();
    Ok(found.filter(|it| it.account == account))
}

/// What was handed to this browser.
pub fn held(desk: &Desk) -> Result<Option<Handover>, Failure> {
    desk.visit.handover.map_or(Ok(None), |token| look(desk, token))
}

/// Away with it: seen once, or the next person stands at the counter.
pub fn forget(desk: &Desk) -> Result<(), Failure> {
    if let (Some(token), Some(_)) = (desk.visit.handover, held(desk)?) {
        desk.store().write(|tx| store::draft::forget(tx, id_of(token)))?;
    }
    Ok(())
}

pub fn cookie(desk: &Desk, token: Token) -> Cookie<'static> {
    desk.cookie(COOKIE, token.text(), None)
}

pub fn drop_cookie(desk: &Desk) -> Cookie<'static> {
    desk.drop_cookie(COOKIE)
}
