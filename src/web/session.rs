//! Sign-in: argon2id, an own session table, a new token at every sign-in, idle and absolute limits.

use actix_web::{
    cookie::{Cookie, time::Duration},
    http::StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    gate::Bucket,
    page::{Page, Typed},
    visit::Visit,
};
use crate::{
    domain::{
        act::{Act, Actor},
        change::hex,
        form::Fields,
        office::Office,
        person::{Account, Role},
        refusal::FieldError,
        staff,
    },
    keys::{self, Token},
    password, register,
    store::{self, Store, Trouble, session::Session, throttle},
};

const IDLE: TimeDelta = TimeDelta::minutes(45);
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// The last look is written at most so often.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Wrong passwords of one account within a quarter of an hour, before even the right one has to wait.
const TRIES_MAX: i32 = 10;
/// The cookie of a browser that has signed in before.
const KNOWN: &str = "quen";
const KNOWN_FOR: Duration = Duration::days(365);
const NONCE_HEX: usize = 32;

/// Who is signed in. The account is read anew on each request: closed or changed counts at once.
pub fn visitor(store: &Store, visit: &Visit, now: DateTime<Utc>) -> Result<Option<Account>, Trouble> {
    let Some(token) = &visit.session else { return Ok(None) };
    let hash = token.hash();
    let found = store.read(|conn| match store::session::find(conn, &hash)? {
        Some(session) => Ok::<_, Trouble>(Some((store::account::by_id(conn, session.account)?, session))),
        None => Ok(None),
    })?;
    let Some((account, session)) = found else { return Ok(None) };
    let seen_at: DateTime<Utc> = session.seen_at.into();
    let ends_at: DateTime<Utc> = session.ends_at.into();
    if account.closed || now >= ends_at || now - seen_at > IDLE {
        return Ok(None);
    }
    if now - seen_at > SEEN_EVERY
        && let Err(trouble) = store.write(|tx| store::session::seen(tx, &hash, now))
    {
        // On a full disk pages can still be read.
        tracing::warn!(error = %trouble, "a look was not noted");
    }
    Ok(Some(account))
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
        Some(account) if !desk.must_change => desk.see(home_of(account.role)),
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
        Some((account, _)) => begin(desk, account, &subject),
        None => refuse(desk, &username),
    }
}

/// For whom tries are counted: a browser that signed in to this account before has a counter of its own, so that whoever
/// types wrong passwords elsewhere does not shut it out.
fn subject_of(desk: &Desk, username: &str, stored: Option<&(Account, String)>) -> String {
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

/// Signs in: a new token, an event, and the way to the role's own page.
pub fn begin(desk: &Desk, account: Account, subject: &str) -> Answer {
    let token = Token::new_random();
    let act = Act::new(Actor::Account(Box::new(account.clone())), desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), _| Ok(staff::signed_in(&act))).map(drop)?;
    desk.store().write(|tx| {
        throttle::forgive(tx, subject)?;
        if let Some(old) = &desk.visit.session {
            store::session::end(tx, &old.hash())?;
        }
        let session = Session {
            token_hash: token.hash(),
            account: account.id,
            standing: if account.must_change { "new_password" } else { "full" }.to_owned(),
            made_at: desk.now.into(),
            seen_at: desk.now.into(),
            ends_at: (desk.now + ABSOLUTE).into(),
        };
        store::session::begin(tx, session)
    })?;
    let home = if account.must_change { "/doi-mat-khau" } else { home_of(account.role) };
    let reply = desk.see(home)?.with_cookie(desk.cookie("phien", token.text(), None));
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

#[derive(Serialize)]
struct NewPasswordPage {
    #[serde(flatten)]
    typed: Typed,
    forced: bool,
}

impl Page for NewPasswordPage {
    const TEMPLATE: &'static str = "new_password.html";
    fn title(&self) -> String {
        "Đặt mật khẩu mới".to_owned()
    }
}

pub fn show_new_password(desk: &Desk) -> Answer {
    desk.visitor.as_ref().ok_or(Failure::SignInFirst)?;
    desk.page(&NewPasswordPage { typed: Typed::default(), forced: desk.must_change })
}

pub fn set_new_password(desk: &Desk) -> Answer {
    let account = desk.visitor.as_ref().ok_or(Failure::SignInFirst)?;
    let fields = &desk.visit.fields;
    let (old, new) = (fields.raw("old_password").unwrap_or_default(), fields.raw("new_password").unwrap_or_default());
    let stored = desk.store().read(|conn| store::account::with_password(conn, &account.username))?;
    let subject = subject_of(desk, &account.username, stored.as_ref());
    desk.brake(&subject, TRIES_MAX)?;
    let mut errors = Vec::new();
    if password::is_right(old, stored.as_ref().map(|(_, hash)| hash.as_str())) {
        desk.forgive(&subject)?;
    } else {
        errors.push(FieldError::new("old_password", "Mật khẩu đang dùng chưa đúng."));
    }
    if let Err(words) = password::acceptable(new, &account.username) {
        errors.push(FieldError::new("new_password", words));
    } else if new == old {
        errors.push(FieldError::new("new_password", "Mật khẩu mới phải khác mật khẩu đang dùng."));
    } else if fields.raw("again") != Some(new) {
        errors.push(FieldError::new("again", "Hai lần gõ mật khẩu mới chưa giống nhau."));
    }
    if !errors.is_empty() {
        let page = NewPasswordPage { typed: Typed { errors, ..Typed::default() }, forced: desk.must_change };
        return desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = password::hash(new).map_err(|error| Failure::Page(error.to_string()))?;
    let act = Act::new(Actor::Account(Box::new(account.clone())), desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), office: &Office| staff::change_password(account, hash, office, &act))
        .map(drop)?;
    desk.store().write(|tx| store::session::end_all(tx, account.id))?;
    let account = Account { must_change: false, ..account.clone() };
    begin(desk, account, &subject)
}
