//! Handing over (`/ban-lam-viec/ban-giao`): all or some open files of one person go to another, each as an act of its own.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    assigning::{HEADS, Left, give_one, mark, picked, version_field},
    desk::{Answer, Desk},
    error::Failure,
    line::Line,
    page::{Choice, Page, Typed},
    proposal::with_load,
};
use crate::{
    domain::{
        clock::INTERNAL,
        event::Deed,
        form::Fields,
        id::Id,
        person::Account,
        petition::{Petition, Stage},
        policy,
        refusal::{FieldError, Refusal},
        routing::{self, AT_ONCE_MAX},
    },
    store::{self, board::Filter},
};

const FIELDS: &[&str] = &["from", "owner", "instruction"];

#[derive(Serialize)]
struct PassingPage {
    #[serde(flatten)]
    typed: Typed,
    done: Option<String>,
    /// Who holds something, with how much.
    holders: Vec<Choice>,
    receivers: Vec<Choice>,
    /// Whose files are shown.
    from: Option<Holder>,
    rows: Vec<Row>,
    count: usize,
}

impl Page for PassingPage {
    const TEMPLATE: &'static str = "board/passing.html";
}

#[derive(Serialize)]
struct Holder {
    username: String,
    name: String,
    title: String,
}

#[derive(Serialize)]
struct Row {
    p: Line,
    version: i32,
    ticked: bool,
    mark: String,
    version_field: String,
}

/// What was posted and could not all be done.
#[derive(Default)]
struct Again {
    given: usize,
    errors: Vec<FieldError>,
    fields: Fields,
    /// None before anything was posted: then all are ticked.
    ticked: Option<Vec<Id<Petition>>>,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(HEADS)?;
    let fields = Fields::new().with("from", desk.visit.query.get("from"));
    ask(desk, StatusCode::OK, &Again { fields, ..Again::default() })
}

fn ask(desk: &Desk, status: StatusCode, again: &Again) -> Answer {
    let sight = desk.sight()?;
    let from = holder(desk, &again.fields);
    let (page, count, load) = desk.store().read(|conn| {
        let load = store::figures::held(conn)?;
        let Some(from) = from else { return Ok::<_, Failure>((None, 0, load)) };
        let filter = Filter { owner: Some(from.id), stages: Stage::OPEN.to_vec(), ..Filter::default() };
        let page = store::board::list(conn, &sight, &filter)?;
        Ok((Some(page), store::board::count(conn, &sight, &filter)?, load))
    })?;
    let staff = desk.office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    let choice = |account: &&Account| Choice::new(&account.username, &with_load(account, &load));
    let rows = page.map(|page| page.rows).unwrap_or_default();
    desk.page_as(
        status,
        &PassingPage {
            typed: Typed::of(FIELDS, &again.fields, again.errors.clone()),
            done: given(desk, again),
            holders: staff.clone().filter(|account| load.contains_key(&account.id)).map(|one| choice(&one)).collect(),
            receivers: staff.filter(|one| from.is_none_or(|from| from.id != one.id)).map(|one| choice(&one)).collect(),
            from: from.map(|from| Holder {
                username: from.username.clone(),
                name: from.name.clone(),
                title: from.title.clone(),
            }),
            rows: rows
                .iter()
                .map(|listed| Row {
                    version: listed.petition.version,
                    ticked: again.ticked.as_ref().is_none_or(|ticked| ticked.contains(&listed.petition.id)),
                    mark: mark(listed.petition.id),
                    version_field: version_field(listed.petition.id),
                    p: Line::of(desk, &sight, listed),
                })
                .collect(),
            count,
        },
    )
}

/// Whose files go elsewhere.
fn holder<'d>(desk: &'d Desk, fields: &Fields) -> Option<&'d Account> {
    desk.office.by_username(&fields.get("from")).filter(|account| account.role.handles())
}

fn given(desk: &Desk, again: &Again) -> Option<String> {
    let posted = desk.visit.query.get("giao").parse().ok().filter(|given| *given <= AT_ONCE_MAX);
    let given = if again.given > 0 { again.given } else { posted.filter(|_| again.errors.is_empty())? };
    Some(format!("Đã bàn giao {given} hồ sơ."))
}

/// `POST /ban-lam-viec/ban-giao`: what cannot be given is told line by line, and the others stand.
pub fn give(desk: &Desk) -> Answer {
    desk.account_as(HEADS)?;
    let fields = &desk.visit.fields;
    let ids = match picked(fields).and_then(|ids| check(desk, fields).map(|()| ids)) {
        Ok(ids) => ids,
        Err(Refusal::Fields(errors)) => {
            let ticked = Some(picked(fields).unwrap_or_default());
            let again = Again { errors, fields: fields.clone(), ticked, given: 0 };
            return ask(desk, StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let mut again = Again { fields: fields.clone(), ticked: Some(Vec::new()), ..Again::default() };
    for id in ids {
        let (deed, fields) = passing(desk, id)?;
        match give_one(desk, id, deed, &fields)? {
            None => again.given += 1,
            Some(Left { words, .. }) => again.errors.push(FieldError::new(&mark(id), words)),
        }
    }
    if again.errors.is_empty() {
        return desk.see(format!("/ban-lam-viec/ban-giao?from={}&giao={}", fields.get("from"), again.given));
    }
    ask(desk, StatusCode::CONFLICT, &again)
}

/// What all of them have in common.
fn check(desk: &Desk, fields: &Fields) -> Result<(), Refusal> {
    let from = holder(desk, fields).ok_or_else(|| Refusal::field("from", "Xin chọn người bàn giao."))?;
    let to = desk.office.by_username(&fields.get("owner"));
    if !to.is_some_and(|to| to.role.handles() && !to.closed && to.id != from.id) {
        return Err(Refusal::field("owner", "Xin chọn người nhận, khác người bàn giao."));
    }
    routing::common(fields, desk.today())
}

/// What is being worked on is assigned anew, and the date that the chairman set before stays while it is ahead; anything
/// else goes as it stands.
fn passing(desk: &Desk, id: Id<Petition>) -> Result<(Deed, Fields), Failure> {
    let posted = &desk.visit.fields;
    let sight = desk.sight()?;
    let case = desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight)).ok();
    let stands = case.as_ref().is_some_and(|case| policy::may(&sight, case, Deed::HandOver).is_ok());
    let internal = case.as_ref().and_then(|case| case.running(INTERNAL)).filter(|clock| clock.due >= desk.today());
    let fields = Fields::new()
        .with("version", posted.get(&version_field(id)))
        .with("owner", posted.get("owner"))
        .with("instruction", posted.get("instruction"));
    let due = internal.map_or(String::new(), |clock| clock.due.to_string());
    Ok(if stands { (Deed::HandOver, fields) } else { (Deed::Assign, fields.with("internal_due", due)) })
}
