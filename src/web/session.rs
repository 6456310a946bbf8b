//! Sign-in: argon2id, an own session table, a new token at every step, idle and absolute limits.

use std::sync::Arc;

use actix_web::{
    cookie::{Cookie, time::Duration},
    http::StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    gate::Bucket,
    page::{Page, Typed},
    visit::Visit,
};
use crate::{
    domain::{
        act::{Act, Actor, day_of},
        change::hex,
        factor::{self, Standing},
        form::Fields,
        office::Office,
        person::{Account, Role},
        refusal::FieldError,
        staff,
    },
    keys::{self, Token},
    password, register,
    store::{
        self, Store, Trouble,
        session::{Found, Session},
        throttle,
    },
};

pub const IDLE: TimeDelta = TimeDelta::minutes(45);
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// From the right password to the second step.
const HALF: TimeDelta = TimeDelta::minutes(10);
/// The last look is written at most so often.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Wrong passwords of one account within a quarter of an hour, before even the right one has to wait.
pub const TRIES_MAX: i32 = 10;
/// The cookie of a browser that has signed in before.
const KNOWN: &str = "quen";
const KNOWN_FOR: Duration = Duration::days(365);
const NONCE_HEX: usize = 32;

/// What somebody who is known has to do before anything else opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hurdle {
    /// Show the phone's code: until then nobody is signed in.
    SecondStep,
    /// Replace a password that somebody else set.
    NewPassword,
    /// Set up the second factor that the role must have.
    Enrolment,
}

impl Hurdle {
    pub fn path(self) -> &'static str {
        match self {
            Hurdle::SecondStep => "/buoc-hai",
            Hurdle::NewPassword => "/doi-mat-khau",
            Hurdle::Enrolment => "/buoc-hai/lap",
        }
    }
}

/// Whose session a request belongs to.
pub struct Known {
    pub account: Account,
    pub hurdle: Option<Hurdle>,
}

/// The office, and who is there. The account is read anew on each request: closed or changed counts at once.
pub fn known(store: &Store, visit: &Visit, now: DateTime<Utc>) -> Result<(Arc<Office>, Option<Known>), Trouble> {
    let hash = visit.session.as_ref().map(Token::hash);
    let (office, found) = store.read(|conn| store::session::find(store, conn, hash.as_deref(), day_of(now)))?;
    let known = match (hash, found) {
        (Some(hash), Some(found)) => standing(store, &hash, found, &office, now),
        _ => None,
    };
    Ok((office, known))
}

/// Whose session it is, while it lasts.
fn standing(store: &Store, hash: &str, found: Found, office: &Office, now: DateTime<Utc>) -> Option<Known> {
    let Found { session, account, has_factor } = found;
    let hurdle = match session.standing {
        Standing::SecondFactor => Some(Hurdle::SecondStep),
        Standing::NewPassword | Standing::Full => hurdle(&account, has_factor, office),
    };
    let known = Known { account, hurdle };
    let seen_at: DateTime<Utc> = session.seen_at.into();
    let ends_at: DateTime<Utc> = session.ends_at.into();
    if known.account.closed || now >= ends_at || now - seen_at > IDLE {
        return None;
    }
    if now - seen_at > SEEN_EVERY
        && let Err(trouble) = store.write(|tx| store::session::seen(tx, hash, now))
    {
        // On a full disk pages can still be read.
        tracing::warn!(error = %trouble, "a look was not noted");
    }
    Some(known)
}

/// What stands before somebody who has done all steps of signing in.
fn hurdle(account: &Account, has_factor: bool, office: &Office) -> Option<Hurdle> {
    if account.must_change {
        return Some(Hurdle::NewPassword);
    }
    let required = factor::is_required(account.role) && factor::is_there(office);
    (required && !has_factor).then_some(Hurdle::Enrolment)
}

#[derive(Serialize)]
struct SignInPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "sign_in.html";
}

pub fn show_sign_in(desk: &Desk) -> Answer {
    match &desk.visitor {
        Some(account) if desk.hurdle.is_none() => desk.see(home_of(account.role)),
        _ => desk.page(&SignInPage { typed: Typed::of(&["username"], &Fields::new(), Vec::new()) }),
    }
}

/// Each role's own page.
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Clerk | Role::Officer | Role::Chair | Role::ViceChair => "/ban-lam-viec",
        Role::Monitor => "/giam-sat",
        Role::VillageHead => "/tiep-nhan",
        Role::Admin => "/quan-tri",
    }
}

pub fn sign_in(desk: &Desk) -> Answer {
    desk.app.limits.take(Bucket::SignIn, desk.visit.address)?;
    let username = desk.visit.fields.get("username").to_lowercase();
    let typed = desk.visit.fields.raw("password").unwrap_or_default();
    let found = desk.store().read(|conn| store::account::with_password(conn, &username))?;
    let subject = subject_of(desk, &username, found.as_ref());
    desk.brake(&subject, TRIES_MAX)?;
    let right = password::is_right(typed, found.as_ref().map(|(_, hash)| hash.as_str()));
    match found.filter(|(account, _)| right && !account.closed) {
        Some((account, _)) => first_step(desk, account, &subject),
        None => refuse(desk, &username),
    }
}

/// For whom tries are counted: a browser that signed in to this account before has a counter of its own, so that whoever
/// types wrong passwords elsewhere does not shut it out.
pub fn subject_of(desk: &Desk, username: &str, stored: Option<&(Account, String)>) -> String {
    let keys = &desk.store().keys;
    if let (Some(token), Some((account, hash))) = (desk.visit.known, stored) {
        let text = token.text();
        let (nonce, mark) = text.split_at(NONCE_HEX);
        if keys.is_link(&known_text(nonce, account, hash), mark) {
            return keys.index("known browser", &text);
        }
    }
    keys.index("sign-in", username)
}

/// Names the password's hash: with a new password no browser is known any more.
fn known_text(nonce: &str, account: &Account, hash: &str) -> String {
    format!("{KNOWN} {nonce} {} {hash}", account.id)
}

/// What the browser keeps to be known again: a lot and the portal's mark under it, no name.
fn known_cookie(desk: &Desk, username: &str) -> Result<Option<Cookie<'static>>, Trouble> {
    let Some((account, hash)) = desk.store().read(|conn| store::account::with_password(conn, username))? else {
        return Ok(None);
    };
    let nonce = hex(&keys::random::<{ NONCE_HEX / 2 }>());
    let mark = desk.store().keys.link(&known_text(&nonce, &account, &hash));
    Ok(Some(desk.cookie(KNOWN, format!("{nonce}{mark}"), Some(KNOWN_FOR))))
}

/// The password was right: signed in, or on to the second step of who has one.
fn first_step(desk: &Desk, account: Account, subject: &str) -> Answer {
    let second = factor::is_there(&desk.office) && desk.store().read(|conn| store::factor::is_set(conn, account.id))?;
    if !second {
        return begin(desk, account, subject);
    }
    desk.store().write(|tx| throttle::forgive(tx, subject))?;
    open(desk, &account, Standing::SecondFactor)
}

/// Signs in: an event, and a session.
pub fn begin(desk: &Desk, account: Account, subject: &str) -> Answer {
    let act = Act::new(Actor::Account(Box::new(account.clone())), desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), _| Ok(staff::signed_in(&act))).map(drop)?;
    desk.store().write(|tx| throttle::forgive(tx, subject))?;
    let standing = if account.must_change { Standing::NewPassword } else { Standing::Full };
    open(desk, &account, standing)
}

/// A new token in place of the one before, and the way on: what has to be done first, or the role's own page.
pub fn open(desk: &Desk, account: &Account, standing: Standing) -> Answer {
    let token = Token::new_random();
    let life = if standing == Standing::SecondFactor { HALF } else { ABSOLUTE };
    desk.store().write(|tx| {
        if let Some(old) = &desk.visit.session {
            store::session::end(tx, &old.hash())?;
        }
        let session = Session {
            token_hash: token.hash(),
            account: account.id,
            standing,
            made_at: desk.now.into(),
            seen_at: desk.now.into(),
            ends_at: (desk.now + life).into(),
            device: desk.visit.device.clone(),
        };
        store::session::begin(tx, session)
    })?;
    let cookie = desk.cookie("phien", token.text(), None);
    if standing == Standing::SecondFactor {
        return Ok(desk.see(Hurdle::SecondStep.path())?.with_cookie(cookie));
    }
    // Anew: an account may have been made a moment ago, in an office of which the desk knows nothing yet.
    let hurdle = desk.store().read(|conn| {
        let has_factor = store::factor::is_set(conn, account.id)?;
        Ok::<_, Trouble>(hurdle(account, has_factor, &*store::office::current(desk.store(), conn, desk.today())?))
    })?;
    let reply = desk.see(hurdle.map_or(home_of(account.role), Hurdle::path))?.with_cookie(cookie);
    Ok(match known_cookie(desk, &account.username)? {
        Some(known) => reply.with_cookie(known),
        None => reply,
    })
}

/// Wrong name and wrong password are answered alike; the failure is an event of its own, so nothing rolls it back.
fn refuse(desk: &Desk, username: &str) -> Answer {
    let account = desk.office.by_username(username);
    let act = Act::new(Actor::System, desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), _| Ok(staff::sign_in_failed(account, &act))).map(drop)?;
    let errors = vec![FieldError::new("username", "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin gõ lại.")];
    let page = SignInPage { typed: Typed::of(&["username"], &desk.visit.fields, errors) };
    desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

pub fn sign_out(desk: &Desk) -> Answer {
    if let Some(token) = &desk.visit.session {
        desk.store().write(|tx| store::session::end(tx, &token.hash()))?;
    }
    Ok(desk.see("/dang-nhap")?.with_cookie(desk.drop_cookie("phien")))
}
