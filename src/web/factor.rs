//! The second step of signing in (`/buoc-hai`): the phone's code or a printed one; set up with a drawing or by hand.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    desk::{Answer, Desk, Reply},
    error::Failure,
    filing::qr,
    gate::Bucket,
    handover::{self, Handed, Handover},
    own,
    page::{Page, Typed},
    session::{self, Hurdle},
};
use crate::{
    domain::{
        act::{Act, Actor},
        factor::{self, Codes, Proof, Secret, Standing},
        form::Fields,
        person::Account,
        refusal::{FieldError, Refusal},
        staff,
    },
    keys::{self, Token},
    password,
    register::{self, FactorOf},
    store::{self, Trouble},
    totp,
};

/// Wrong codes of one account within a quarter of an hour, before even the right one has to wait.
const TRIES_MAX: i32 = 5;
const DIGITS: usize = 6;

#[derive(Serialize)]
struct StepPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for StepPage {
    const TEMPLATE: &'static str = "account/second_step.html";
}

/// Whose password was right a moment ago.
fn half(desk: &Desk) -> Result<&Account, Failure> {
    desk.half.as_ref().ok_or(Failure::SignInFirst)
}

pub fn show(desk: &Desk) -> Answer {
    half(desk)?;
    desk.page(&StepPage { typed: Typed::of(&["code"], &Fields::new(), Vec::new()) })
}

pub fn pass(desk: &Desk) -> Answer {
    let account = half(desk)?;
    desk.app.limits.take(Bucket::SignIn, desk.visit.address)?;
    let subject = braked(desk, account)?;
    let act = act_of(desk, account);
    let done = match proof(desk, account)? {
        Some(proof) => register::decide(desk.store(), &act, FactorOf(account.id), |before, _| {
            factor::pass(&proof, before.as_ref(), account, &act)
        }),
        None => Err(factor::wrong().into()),
    };
    match refused(done)? {
        None => {
            desk.forgive(&subject)?;
            session::open(desk, account, if account.must_change { Standing::NewPassword } else { Standing::Full })
        }
        Some(errors) => refuse(desk, account, errors),
    }
}

/// What a rule had against it; whoever was second with the same code hears that it is used.
fn refused<T>(done: Result<T, register::Failure>) -> Result<Option<Vec<FieldError>>, Failure> {
    match done {
        Ok(_) => Ok(None),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => Ok(Some(errors)),
        Err(register::Failure::Trouble(Trouble::Stale)) => match factor::used() {
            Refusal::Fields(errors) => Ok(Some(errors)),
            other => Err(other.into()),
        },
        Err(other) => Err(other.into()),
    }
}

/// The failure is an event of its own, so nothing rolls it back.
fn refuse(desk: &Desk, account: &Account, errors: Vec<FieldError>) -> Answer {
    let act = Act::new(Actor::System, desk.now, keys::chance());
    register::decide(desk.store(), &act, (), |(), _| Ok(staff::second_step_failed(account, &act))).map(drop)?;
    let page = StepPage { typed: Typed::of(&["code"], &Fields::new(), errors) };
    desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// One more try, counted apart for a browser that signed in before, so that nobody shuts others out.
fn braked(desk: &Desk, account: &Account) -> Result<String, Failure> {
    let stored = desk.store().read(|conn| store::account::with_password(conn, &account.username))?;
    let subject =
        desk.store().keys.index("second step", &session::subject_of(desk, &account.username, stored.as_ref()));
    desk.brake(&subject, TRIES_MAX)?;
    Ok(subject)
}

fn act_of(desk: &Desk, account: &Account) -> Act {
    Act::new(Actor::Account(Box::new(account.clone())), desk.now, keys::chance())
}

/// What was typed into `code`: six digits are the phone's or nothing, all else may be a printed one.
fn proof(desk: &Desk, account: &Account) -> Result<Option<Proof>, Failure> {
    let typed: String = desk.visit.fields.get("code").to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if typed.len() != DIGITS || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(Proof::Printed(printed_hash(desk, account, &typed))));
    }
    let secret = desk.store().read(|conn| store::factor::secret(desk.store(), conn, account.id))?;
    Ok(secret.and_then(|secret| totp::step_of(&secret, &typed, desk.now)).map(Proof::Step))
}

/// Bound to the account; groups and capitals do not matter.
fn printed_hash(desk: &Desk, account: &Account, code: &str) -> String {
    let letters: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    desk.store().keys.index("printed code", &format!("{} {letters}", account.id))
}

// ---- Setting it up ----

#[derive(Serialize)]
struct EnrolPage {
    #[serde(flatten)]
    typed: Typed,
    /// In groups, to type by hand.
    key: String,
    qr_svg: String,
    /// There is one already: the password is asked too.
    replaces: bool,
    required: bool,
}

impl Page for EnrolPage {
    const TEMPLATE: &'static str = "account/enrol.html";
}

/// Somebody signed in whom nothing but this may keep.
fn enrolling(desk: &Desk) -> Result<&Account, Failure> {
    let account = desk.visitor.as_ref().filter(|_| matches!(desk.hurdle, None | Some(Hurdle::Enrolment)));
    let account = account.ok_or(Failure::SignInFirst)?;
    if !factor::is_there(&desk.office) {
        return Err(Refusal::Untimely("Bản dùng thử không có bước xác nhận thứ hai.".to_owned()).into());
    }
    Ok(account)
}

fn offered(desk: &Desk) -> Secret {
    let session = desk.visit.session.map_or(String::new(), |token| token.hash());
    desk.store().keys.offered_secret(&session)
}

pub fn show_enrol(desk: &Desk) -> Answer {
    let account = enrolling(desk)?;
    ask(desk, account, Vec::new())
}

fn ask(desk: &Desk, account: &Account, errors: Vec<FieldError>) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let secret = offered(desk);
    let page = EnrolPage {
        typed: Typed::of(&["code"], &Fields::new(), errors),
        key: totp::key_groups(&secret),
        qr_svg: qr(&totp::address(&secret, &account.username))?,
        replaces: desk.store().read(|conn| store::factor::is_set(conn, account.id))?,
        required: desk.hurdle.is_some(),
    };
    desk.page_as(status, &page)
}

pub fn enrol(desk: &Desk) -> Answer {
    let account = enrolling(desk)?;
    let secret = offered(desk);
    let typed = desk.visit.fields.get("code").replace(' ', "");
    let errors = password_errors(desk, account)?;
    let Some(step) = totp::step_of(&secret, &typed, desk.now).filter(|_| errors.is_empty()) else {
        let wrong = FieldError::new("code", "Mã chưa đúng. Xin gõ 6 số đang hiện trên điện thoại cho “Tiep Dan”.");
        return ask(desk, account, if errors.is_empty() { vec![wrong] } else { errors });
    };
    let (codes, hashes) = draw_codes(desk, account);
    let act = desk.act();
    register::decide(desk.store(), &act, FactorOf(account.id), |before, _| {
        factor::enrol((secret, step, hashes), before.as_ref(), account, &act)
    })
    .map(drop)?;
    // Whoever is signed in elsewhere came without the second step.
    desk.store().write(|tx| store::session::end_all(tx, account.id))?;
    hand_over(desk, account, codes, session::open(desk, account, Standing::Full)?)
}

/// A phone that replaces another is no business of whoever found this browser open.
fn password_errors(desk: &Desk, account: &Account) -> Result<Vec<FieldError>, Failure> {
    if !desk.store().read(|conn| store::factor::is_set(conn, account.id))? {
        return Ok(Vec::new());
    }
    let stored = desk.store().read(|conn| store::account::with_password(conn, &account.username))?;
    let subject = session::subject_of(desk, &account.username, stored.as_ref());
    desk.brake(&subject, session::TRIES_MAX)?;
    let typed = desk.visit.fields.raw("password").unwrap_or_default();
    if password::is_right(typed, stored.as_ref().map(|(_, hash)| hash.as_str())) {
        desk.forgive(&subject)?;
        return Ok(Vec::new());
    }
    Ok(vec![FieldError::new("password", "Mật khẩu đang dùng chưa đúng.")])
}

// ---- Printed codes ----

fn draw_codes(desk: &Desk, account: &Account) -> (Vec<String>, Codes) {
    let codes: Vec<String> = (0..factor::CODES).map(|_| keys::draw_printed_code()).collect();
    let hashes = codes.iter().map(|code| printed_hash(desk, account, code)).collect();
    (codes, Codes(hashes))
}

/// The codes lie for this browser alone until it has shown them.
fn hand_over(desk: &Desk, account: &Account, codes: Vec<String>, mut reply: Reply) -> Answer {
    let token = Token::new_random();
    let it = Handover { account: account.id, form: String::new(), handed: Handed::Codes { codes } };
    handover::keep(desk, token, &it)?;
    reply.location = Some("/buoc-hai/ma-du-phong".to_owned());
    Ok(reply.with_cookie(handover::cookie(desk, token)))
}

/// New codes from one's own page, against the phone's code.
pub fn renew(desk: &Desk) -> Answer {
    let account = desk.account()?;
    let subject = braked(desk, account)?;
    let (codes, hashes) = draw_codes(desk, account);
    let act = desk.act();
    let done = match proof(desk, account)? {
        Some(proof) => register::decide(desk.store(), &act, FactorOf(account.id), |before, _| {
            factor::renew(&proof, hashes, before.as_ref(), account, &act)
        }),
        None => Err(factor::wrong().into()),
    };
    match refused(done)? {
        None => {
            desk.forgive(&subject)?;
            hand_over(desk, account, codes, desk.see("")?)
        }
        Some(errors) => own::ask(desk, errors),
    }
}

#[derive(Serialize)]
struct CodesPage {
    name: String,
    username: String,
    codes: Vec<String>,
    home: &'static str,
}

impl Page for CodesPage {
    const TEMPLATE: &'static str = "account/codes.html";
}

/// Once: whoever looks again finds nothing.
pub fn show_codes(desk: &Desk) -> Answer {
    let account = desk.account()?;
    let Some(Handover { handed: Handed::Codes { codes }, .. }) = handover::held(desk)? else {
        return desk.see("/tai-khoan");
    };
    handover::forget(desk)?;
    let (name, username) = (account.name.clone(), account.username.clone());
    let page = CodesPage { name, username, codes, home: session::home_of(account.role) };
    Ok(desk.page(&page)?.with_cookie(handover::drop_cookie(desk)))
}
