//! One's own account (`/tai-khoan`): where it is open, its password, its second step.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::{Page, Typed},
    session::{self, Hurdle, IDLE, TRIES_MAX, subject_of},
};
use crate::{
    domain::{
        act::{Act, Actor},
        digest::Matter,
        factor,
        form::Fields,
        office::Office,
        person::{Account, Role},
        refusal::{FieldError, Refusal},
        staff,
    },
    keys, password, register,
    store::{self, Trouble, session::Session},
};

/// Digits of a session's stored hash that name it on the page; the cookie is not to be had from them.
const NAME_DIGITS: usize = 16;

#[derive(Serialize)]
struct OwnPage<'d> {
    #[serde(flatten)]
    typed: Typed,
    name: &'d str,
    title: &'d str,
    username: &'d str,
    role: Role,
    sessions: Vec<SessionShown>,
    /// There is a second step at all, whoever has set it up.
    has_step: bool,
    is_set: bool,
    codes_left: usize,
    /// This role has a morning's digest; it goes out by mail too.
    has_digest: bool,
    by_mail: bool,
    done: Option<&'static str>,
}

impl Page for OwnPage<'_> {
    const TEMPLATE: &'static str = "account/own.html";
}

/// One place where the account is open.
#[derive(Serialize)]
struct SessionShown {
    name: String,
    device: String,
    made_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    here: bool,
}

pub fn show(desk: &Desk) -> Answer {
    ask(desk, Vec::new())
}

pub fn ask(desk: &Desk, errors: Vec<FieldError>) -> Answer {
    ask_again(desk, &Fields::new(), errors)
}

fn ask_again(desk: &Desk, typed: &Fields, errors: Vec<FieldError>) -> Answer {
    let account = desk.account()?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (factor, by_mail) = desk.store().read(|conn| {
        Ok::<_, Trouble>((store::factor::find(conn, account.id)?, store::outbox::wants_digest(conn, account.id)?))
    })?;
    let factor = factor.filter(|factor| factor.is_set);
    let here = own_hash(desk);
    let page = OwnPage {
        typed: Typed::of(&["code", "email"], typed, errors),
        name: &account.name,
        title: &account.title,
        username: &account.username,
        role: account.role,
        sessions: sessions(desk, account)?.into_iter().map(|session| shown(session, &here)).collect(),
        has_step: factor::is_there(&desk.office),
        is_set: factor.is_some(),
        codes_left: factor.map_or(0, |factor| factor.codes.0.len()),
        has_digest: !Matter::of(account.role).is_empty(),
        by_mail,
        done: done(&desk.visit.query.get("da")),
    };
    desk.page_as(status, &page)
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "phien" => Some("Đã thoát tài khoản ở máy ấy."),
        "may-khac" => Some("Đã thoát tài khoản ở mọi máy khác."),
        "thu" => Some("Đã ghi. Bản tin buổi sáng đến địa chỉ ấy từ ngày làm việc tới."),
        "bo-thu" => Some("Đã bỏ địa chỉ. Bản tin buổi sáng chỉ còn ở bàn làm việc."),
        "mat-khau" => Some("Đã đổi mật khẩu. Các máy khác đã bị thoát ra."),
        _ => None,
    }
}

fn own_hash(desk: &Desk) -> String {
    desk.visit.session.map_or(String::new(), |token| token.hash())
}

fn sessions(desk: &Desk, account: &Account) -> Result<Vec<Session>, Failure> {
    Ok(desk.store().read(|conn| store::session::open_of(conn, account.id, desk.now - IDLE, desk.now))?)
}

fn shown(session: Session, here: &str) -> SessionShown {
    let Session { token_hash, made_at, seen_at, device, .. } = session;
    SessionShown {
        name: name_of(&token_hash).to_owned(),
        device,
        made_at: made_at.into(),
        seen_at: seen_at.into(),
        here: token_hash == here,
    }
}

fn name_of(hash: &str) -> &str {
    hash.get(..NAME_DIGITS).unwrap_or(hash)
}

/// Ends one other session, or all others; whoever ends what has ended already is told the same.
pub fn end(desk: &Desk) -> Answer {
    let account = desk.account()?;
    let (here, wanted) = (own_hash(desk), desk.visit.fields.get("end"));
    if wanted == "others" {
        desk.store().write(|tx| store::session::end_others(tx, account.id, &here))?;
        return desk.see("/tai-khoan?da=may-khac");
    }
    let open = sessions(desk, account)?;
    if let Some(session) = open.iter().find(|one| name_of(&one.token_hash) == wanted && one.token_hash != here) {
        desk.store().write(|tx| store::session::end(tx, &session.token_hash))?;
    }
    desk.see("/tai-khoan?da=phien")
}

/// The morning's digest by mail: an address is set, another takes its place, an empty one takes it back.
pub fn set_mail(desk: &Desk) -> Answer {
    desk.account()?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::decide(desk.store(), &act, (), |(), _| staff::set_mail(fields, &act)) {
        Ok(_) if fields.get("email").is_empty() => desk.see("/tai-khoan?da=bo-thu"),
        Ok(_) => desk.see("/tai-khoan?da=thu"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => ask_again(desk, fields, errors),
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Serialize)]
struct NewPasswordPage {
    #[serde(flatten)]
    typed: Typed,
    forced: bool,
}

impl Page for NewPasswordPage {
    const TEMPLATE: &'static str = "account/new_password.html";
    fn title(&self) -> String {
        "Đặt mật khẩu mới".to_owned()
    }
}

pub fn show_new_password(desk: &Desk) -> Answer {
    desk.visitor.as_ref().ok_or(Failure::SignInFirst)?;
    desk.page(&NewPasswordPage { typed: Typed::default(), forced: desk.hurdle == Some(Hurdle::NewPassword) })
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
        let page = NewPasswordPage {
            typed: Typed { errors, ..Typed::default() },
            forced: desk.hurdle == Some(Hurdle::NewPassword),
        };
        return desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = password::hash(new).map_err(|error| Failure::Page(error.to_string()))?;
    let act = Act::new(Actor::Account(Box::new(account.clone())), desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), office: &Office| staff::change_password(account, hash, office, &act))
        .map(drop)?;
    desk.store().write(|tx| store::session::end_all(tx, account.id))?;
    let account = Account { must_change: false, ..account.clone() };
    session::begin(desk, account, &subject)
}
