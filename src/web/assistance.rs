//! Assistance (`/phoi-hop`): what one unit asked another about a petition, on the boards, the petition's page and a list of its own.

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    board::ROLES,
    desk::{Answer, Desk, Reply},
    error::Failure,
    page::Page,
    petition::{heading, number_of, unit_name},
};
use crate::{
    domain::{
        assistance::{Asked, AssistanceEnd},
        id::Id,
        person::Account,
        petition::{Case, Petition, Text},
        policy::Sight,
    },
    store::{self, Conn, Trouble, assistance::OfPetition},
};

#[derive(Serialize)]
pub struct AssistanceShown {
    petition: Id<Petition>,
    /// “hồ sơ 131/2026”; none on the petition's own page.
    number: Option<String>,
    matter: String,
    unit: String,
    /// Who asked; nobody's name for the Front.
    by: String,
    body: Option<String>,
    asked_on: NaiveDate,
    due: NaiveDate,
    left: i32,
    open: bool,
    /// Waits for this person's unit.
    mine: bool,
    answer: Option<String>,
    answered_by: String,
    ended: &'static str,
    ended_on: Option<NaiveDate>,
    late: bool,
}

fn shown(desk: &Desk, sight: &Sight, asked: &Asked, texts: &[Text]) -> AssistanceShown {
    let Asked { assistance, clock } = asked;
    let reads = sight.reads_words();
    let name = |id: Id<Account>| desk.office.account(id).filter(|_| reads).map(|account| account.name.clone());
    let text = |id: Id<Text>| texts.iter().find(|text| text.id == id).filter(|_| reads).map(|text| text.body.clone());
    AssistanceShown {
        petition: assistance.petition,
        number: None,
        matter: String::new(),
        unit: unit_name(desk, Some(&assistance.unit)).unwrap_or_else(|| assistance.unit.clone()),
        by: name(assistance.asker).unwrap_or_default(),
        body: text(assistance.question),
        asked_on: assistance.asked_on,
        due: clock.due,
        left: clock.left(&desk.office.calendar, desk.today()),
        open: asked.is_open(),
        mine: asked.is_open() && sight.unit.as_deref() == Some(assistance.unit.as_str()),
        answer: assistance.answer.and_then(text),
        answered_by: assistance.answered_by.and_then(name).unwrap_or_default(),
        ended: assistance.ending.map_or("", AssistanceEnd::label),
        ended_on: assistance.ended_on,
        late: asked.is_late(),
    }
}

/// On the petition's page: with its words for those who read them, as a fact for the Front.
pub fn of_case(desk: &Desk, sight: &Sight, case: &Case) -> Vec<AssistanceShown> {
    case.assistances.iter().map(|asked| shown(desk, sight, asked, &case.texts)).collect()
}

fn with_petition(desk: &Desk, sight: &Sight, of: &OfPetition, texts: &[Text]) -> AssistanceShown {
    let (asked, petition) = of;
    let number = number_of(petition).map(|number| format!("hồ sơ {number}"));
    AssistanceShown { number, matter: heading(desk, sight, petition), ..shown(desk, sight, asked, texts) }
}

/// What a board says: asked of this person's unit, and what this person waits for.
#[derive(Serialize)]
pub struct AssistanceNotice {
    mine: Vec<AssistanceShown>,
    waiting: Vec<AssistanceShown>,
}

pub fn notice(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<AssistanceNotice, Failure> {
    let open = store::assistance::open(conn, sight)?;
    let shown = open.iter().map(|of| with_petition(desk, sight, of, &[]));
    let (mine, waiting) = shown.partition(|one| one.mine);
    Ok(AssistanceNotice { mine, waiting })
}

#[derive(Serialize)]
struct ListPage {
    mine: Vec<AssistanceShown>,
    waiting: Vec<AssistanceShown>,
    past: Vec<AssistanceShown>,
    most: i64,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "assistance/list.html";
}

/// `GET /phoi-hop`: open ones, and those that are over with what was written.
pub fn index(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let sight = desk.sight()?;
    let (open, past, texts) = desk.store().read(|conn| {
        let (open, past) = (store::assistance::open(conn, &sight)?, store::assistance::past(conn, &sight)?);
        let texts = store::assistance::words(conn, &[open.as_slice(), past.as_slice()].concat())?;
        Ok::<_, Trouble>((open, past, texts))
    })?;
    let shown = |list: &[OfPetition]| -> Vec<AssistanceShown> {
        list.iter().map(|of| with_petition(desk, &sight, of, &texts)).collect()
    };
    let (mine, waiting) = shown(&open).into_iter().partition(|one| one.mine);
    desk.page(&ListPage { mine, waiting, past: shown(&past), most: store::assistance::LIST_MAX })
}

#[derive(Serialize)]
struct OverPage {
    a: AssistanceShown,
    at: Option<DateTime<Utc>>,
    /// Whoever reads answered it.
    mine: bool,
    /// What they wrote, which nobody has got.
    typed: String,
}

impl Page for OverPage {
    const TEMPLATE: &'static str = "assistance/over.html";
}

/// For whoever answers a question to their unit that is over: who answered when, and their own words back. None for those
/// whose unit was not asked.
pub fn over(desk: &Desk, id: Id<Petition>) -> Result<Option<Reply>, Failure> {
    let sight = desk.sight()?;
    if !sight.role.handles() {
        return Ok(None);
    }
    let found = desk.store().read(|conn| {
        let Some(of) = store::assistance::last_over(conn, id, &sight)? else { return Ok::<_, Trouble>(None) };
        let texts = store::assistance::words(conn, std::slice::from_ref(&of))?;
        Ok(Some((of, texts)))
    })?;
    let Some((of, texts)) = found else { return Ok(None) };
    let answered = of.0.assistance.answer;
    let page = OverPage {
        at: texts.iter().find(|text| Some(text.id) == answered).map(|text| text.at),
        mine: of.0.assistance.answered_by == Some(sight.me),
        typed: desk.visit.fields.get("body"),
        a: with_petition(desk, &sight, &of, &texts),
    };
    desk.page_as(StatusCode::CONFLICT, &page).map(Some)
}
