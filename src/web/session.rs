//! Sign-in: argon2id, an own session table, a new token at every sign-in, idle and absolute limits.

use actix_web::http::StatusCode;
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
const FAILURES_MAX: i32 = 10;

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
    let subject = desk.store().keys.index("sign-in", &username);
    brake(desk, &subject)?;
    let found = desk.store().read(|conn| store::account::with_password(conn, &username))?;
    let right = password::is_right(typed, found.as_ref().map(|(_, hash)| hash.as_str()));
    match found.filter(|(account, _)| right && !account.closed) {
        Some((account, _)) => begin(desk, account, &subject),
        None => refuse(desk, &username, &subject),
    }
}

fn brake(desk: &Desk, subject: &str) -> Result<(), Failure> {
    if !desk.app.limits.are_on() {
        return Ok(());
    }
    match desk.store().read(|conn| throttle::failures(conn, subject, desk.now))? {
        Some((failures, since)) if failures >= FAILURES_MAX => {
            let wait = (since + throttle::WINDOW - desk.now).num_seconds().max(1);
            Err(Failure::Throttled { seconds: wait.unsigned_abs() })
        }
        _ => Ok(()),
    }
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
    Ok(desk.see(home)?.with_cookie(desk.cookie("phien", token.text(), None)))
}

/// Wrong name and wrong password are answered alike; the failure is an event of its own, so nothing rolls it back.
fn refuse(desk: &Desk, username: &str, subject: &str) -> Answer {
    desk.store().write(|tx| throttle::failed(tx, subject, desk.now))?;
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
    let subject = desk.store().keys.index("sign-in", &account.username);
    brake(desk, &subject)?;
    let stored = desk.store().read(|conn| store::account::with_password(conn, &account.username))?;
    let mut errors = Vec::new();
    if !password::is_right(old, stored.as_ref().map(|(_, hash)| hash.as_str())) {
        desk.store().write(|tx| throttle::failed(tx, &subject, desk.now))?;
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
