//! Dialogues (`/doi-thoai`): what is ahead, what was held and promised; one dialogue with the acts that may be done now.

mod form;
mod paper;
mod plan;
pub mod shown;

use actix_web::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

pub use paper::{invitation, minutes, scan};
pub use plan::{plan, show_plan};

use super::{
    commitment::{self, PromiseShown},
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
    upload,
};
use crate::{
    domain::{
        dialogue::{self, Dialogue, Session, convene},
        event::Deed,
        id::Id,
        person::Role,
        refusal::{FieldError, Refusal},
    },
    register,
    store::{self, Trouble},
};
use form::{Again, Form, Lists};
use shown::{DialogueShown, Line};

/// Who finds the page at all.
pub const ROLES: &[Role] = &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair, Role::Monitor];

#[derive(Serialize)]
struct IndexPage {
    ahead: Vec<Line>,
    past: Vec<Line>,
    /// Conferences with the people this year: held, and still to come.
    conferences_held: usize,
    conferences_ahead: usize,
    year: i32,
    promises: Vec<PromiseShown>,
    late: usize,
    can_plan: bool,
}

impl Page for IndexPage {
    const TEMPLATE: &'static str = "dialogue/index.html";
}

/// `GET /doi-thoai`.
pub fn index(desk: &Desk) -> Answer {
    let role = desk.account_as(ROLES)?.role;
    let sight = desk.sight()?;
    let year = desk.today().year();
    let (list, conferences, promises) = desk.store().read(|conn| {
        let (from, until) = year_of(desk.today());
        Ok::<_, Trouble>((
            store::dialogue::list(conn, &sight)?,
            store::dialogue::conferences(conn, from, until)?,
            store::commitment::open(conn, &sight)?,
        ))
    })?;
    let (mut ahead, past): (Vec<Line>, Vec<Line>) =
        list.iter().map(|listed| Line::of(desk, listed)).partition(|line| line.is_ahead());
    ahead.reverse();
    desk.page(&IndexPage {
        ahead,
        past,
        conferences_held: conferences.iter().filter(|dialogue| dialogue.stage.was_held()).count(),
        conferences_ahead: conferences.iter().filter(|dialogue| dialogue.stage.is_ahead()).count(),
        year,
        late: promises.iter().filter(|promise| promise.is_overdue(desk.today())).count(),
        promises: promises.iter().map(|promise| commitment::shown(desk, promise)).collect(),
        can_plan: dialogue::prepares(role),
    })
}

pub fn year_of(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let day = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day).unwrap_or(today);
    (day(1, 1), day(12, 31))
}

#[derive(Serialize)]
struct DialoguePage {
    errors: Vec<FieldError>,
    posted: String,
    trouble: String,
    #[serde(flatten)]
    d: DialogueShown,
    forms: Vec<Form>,
    lists: Lists,
}

impl Page for DialoguePage {
    const TEMPLATE: &'static str = "dialogue/show.html";
}

pub(super) fn id_of(desk: &Desk) -> Result<Id<Dialogue>, Failure> {
    desk.account()?;
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

pub(super) fn session_of(desk: &Desk, id: Id<Dialogue>) -> Result<Session, Failure> {
    let sight = desk.sight()?;
    Ok(desk.store().read(|conn| store::dialogue::load_in_sight(conn, id, &sight))?)
}

/// `GET /doi-thoai/{id}`.
pub fn show(desk: &Desk) -> Answer {
    let session = session_of(desk, id_of(desk)?)?;
    desk.page(&page_of(desk, &session, None)?)
}

fn page_of(desk: &Desk, session: &Session, again: Option<Again>) -> Result<DialoguePage, Failure> {
    let sight = desk.sight()?;
    let history = desk.store().read(|conn| store::dialogue::history(conn, session.dialogue.id))?;
    let forms = form::offer(desk, &sight, session, again.as_ref());
    let (posted, trouble, errors) =
        again.map_or_else(Default::default, |again| (again.deed.code().to_owned(), again.trouble, again.errors));
    let d = DialogueShown::of(desk, &sight, session, &history);
    Ok(DialoguePage { errors, posted, trouble, d, forms, lists: form::lists(desk, session) })
}

/// `POST /doi-thoai/{id}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let deed = Deed::from_code(desk.visit.part("act")).filter(|deed| convene::ON_A_DIALOGUE.contains(deed));
    let deed = deed.ok_or(Failure::Gone)?;
    let act = desk.act().with_form(fingerprint(desk, &id.to_string(), deed)?);
    if let Some(refusal) = files_refused(desk, id, deed)? {
        return again(desk, id, deed, refusal);
    }
    match register::convene(desk.store(), &act, id, deed, &desk.visit.fields, &desk.visit.files) {
        Ok(_) => desk.see(format!("/doi-thoai/{id}")),
        Err(register::Failure::Refused(refusal)) => again(desk, id, deed, refusal),
        Err(failure) => Err(failure.into()),
    }
}

/// A scan that cannot be taken stops the act, after all that is checked before fields.
fn files_refused(desk: &Desk, id: Id<Dialogue>, deed: Deed) -> Result<Option<Refusal>, Failure> {
    let errors = desk.visit.file_errors();
    if errors.is_empty() {
        return Ok(None);
    }
    let session = session_of(desk, id)?;
    let sooner = convene::may(deed, &desk.visit.fields, &session, &desk.sight()?, desk.today());
    Ok(Some(sooner.err().unwrap_or(Refusal::Fields(errors))))
}

/// The newest state, with everything typed.
fn again(desk: &Desk, id: Id<Dialogue>, deed: Deed, refusal: Refusal) -> Answer {
    let (status, trouble, errors) = match refusal {
        Refusal::Fields(errors) => (upload::status(&desk.visit.refused), String::new(), errors),
        Refusal::Untimely(words) => (StatusCode::CONFLICT, words, Vec::new()),
        Refusal::NotYours(words) => (StatusCode::FORBIDDEN, words.to_owned(), Vec::new()),
        other => return Err(other.into()),
    };
    let session = session_of(desk, id)?;
    let again = Again { deed, fields: desk.visit.fields.clone(), errors, trouble };
    desk.page_as(status, &page_of(desk, &session, Some(again))?)
}

/// The same person, the same thing, the same act, the same fields: the same form.
pub(super) fn fingerprint(desk: &Desk, of: &str, deed: Deed) -> Result<String, Failure> {
    let mut parts = vec![desk.account()?.id.to_string(), of.to_owned(), deed.code().to_owned()];
    for (field, values) in desk.visit.fields.iter() {
        parts.push(format!("{field} {}", values.len()));
        parts.extend_from_slice(values);
    }
    parts.extend_from_slice(&desk.visit.prints);
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    Ok(desk.store().keys.form(&parts))
}
