//! The chairman confirms one or several at once: each ticked petition goes to its person, each as an act of its own.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    board,
    desk::{Answer, Desk},
    error::Failure,
    handling::fingerprint,
    line::Line,
    page::Typed,
    petition::heading,
    proposal::{Group, Load, Proposed, owners},
};
use crate::{
    domain::{
        event::Deed,
        form::Fields,
        id::Id,
        person::Role,
        petition::Petition,
        policy::Sight,
        refusal::{FieldError, Refusal},
        routing::{self, AT_ONCE_MAX},
    },
    register::{self, Done},
    store::{
        self, Conn, Trouble,
        board::{Cursor, Filter, Listed, Page},
        waiting::Waiting,
    },
};

pub const HEADS: &[Role] = &[Role::Chair, Role::ViceChair];
/// Rows on the board before the list of all.
const ROWS: i64 = 15;
/// Rows of that list: all of a page can be given in one go.
const LIST_ROWS: i64 = AT_ONCE_MAX as i64;
/// The list of all that wait to be given.
const LIST: &str = "/ban-lam-viec/viec?queue=route&";
/// The field that says which page of that list a form came from: the board's form has none.
const LIST_PAGE: &str = "list";
/// The first page of it.
const FIRST: &str = "1";
const FIELDS: &[&str] = &["instruction", "internal_due"];

/// The form on a head's board.
#[derive(Serialize)]
pub struct Assigning {
    pub rows: Vec<Row>,
    pub count: usize,
    pub common: Typed,
    /// The cursor of this page of the list of all; none on the board.
    pub list: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

/// One petition that waits to be given to somebody.
#[derive(Serialize)]
pub struct Row {
    p: Line,
    version: i32,
    ticked: bool,
    owner: String,
    /// The row of the table of routes that proposes this.
    why: String,
    owners: Vec<Group>,
    /// The names of its own fields.
    mark: String,
    owner_field: String,
    version_field: String,
}

/// What was posted and could not all be done: the page again, with what stands and what does not.
#[derive(Default)]
pub struct Again {
    pub given: usize,
    pub errors: Vec<FieldError>,
    fields: Fields,
    /// Petitions that stay ticked: their fields are to be mended.
    ticked: Vec<Id<Petition>>,
}

impl Again {
    /// Nothing was posted: the page of the list of all that begins there.
    pub fn of_list(page: &str) -> Again {
        Again { fields: Fields::new().with(LIST_PAGE, if page.is_empty() { FIRST } else { page }), ..Again::default() }
    }

    /// Posted from the list of all, not from the board.
    pub fn is_of_list(&self) -> bool {
        self.list().is_some()
    }

    fn list(&self) -> Option<String> {
        Some(self.fields.get(LIST_PAGE)).filter(|page| !page.is_empty())
    }
}

/// The page that the form shows, and all that wait to be given.
pub fn filters(again: &Again) -> (Filter, Filter) {
    let after = again.list().as_deref().and_then(Cursor::parse);
    let rows_max = if again.is_of_list() { LIST_ROWS } else { ROWS };
    let all = Filter { waiting: Some(Waiting::Routing), rows: Some(rows_max), ..Filter::default() };
    (Filter { after, ..all.clone() }, all)
}

/// The list of all that wait to be given, a page of it.
pub fn form(desk: &Desk, conn: &mut Conn, again: &Again) -> Result<Assigning, Failure> {
    let (page, all) = filters(again);
    let (mut pages, counts) = store::board::look(conn, &desk.sight()?, &[page], &[all])?;
    let (page, load) = (pages.pop().unwrap_or_default(), store::figures::held(conn)?);
    form_of(desk, again, page, counts.into_iter().sum(), &load)
}

/// The rows, each with its proposal or with what was typed.
pub fn form_of(desk: &Desk, again: &Again, page: Page, count: usize, load: &Load) -> Result<Assigning, Failure> {
    let sight = desk.sight()?;
    let rows = page.rows.iter().map(|listed| row(desk, &sight, listed, load, again)).collect();
    let list = again.list();
    let next = page.next.filter(|_| list.is_some()).map(|cursor| cursor.text());
    Ok(Assigning { rows, count, common: Typed::of(FIELDS, &again.fields, again.errors.clone()), list, next })
}

fn row(desk: &Desk, sight: &Sight, listed: &Listed, load: &Load, again: &Again) -> Row {
    let Listed { petition, concerns, .. } = listed;
    let proposed = Proposed::of(desk, petition, concerns);
    let owner_field = owner_field(petition.id);
    let ticked = again.ticked.contains(&petition.id);
    Row {
        p: Line::of(desk, sight, listed),
        version: petition.version,
        ticked,
        owner: if ticked { again.fields.get(&owner_field) } else { proposed.owner },
        why: proposed.why,
        owners: owners(desk, petition, concerns, load),
        mark: mark(petition.id),
        owner_field,
        version_field: version_field(petition.id),
    }
}

pub fn mark(id: Id<Petition>) -> String {
    format!("ho-so-{id}")
}

fn owner_field(id: Id<Petition>) -> String {
    format!("owner-{id}")
}

pub fn version_field(id: Id<Petition>) -> String {
    format!("version-{id}")
}

/// `POST /ban-lam-viec/giao`: what cannot be done is told line by line, and the others stand.
pub fn give(desk: &Desk) -> Answer {
    desk.account_as(HEADS)?;
    let fields = &desk.visit.fields;
    let ids = match picked(fields).and_then(|ids| routing::common(fields, desk.today()).map(|()| ids)) {
        Ok(ids) => ids,
        Err(Refusal::Fields(errors)) => {
            let ticked = picked(fields).unwrap_or_default();
            let again = Again { errors, fields: fields.clone(), ticked, given: 0 };
            return board::head::assigning_again(desk, StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let mut again = Again { fields: fields.clone(), ..Again::default() };
    let mut status = StatusCode::CONFLICT;
    for id in ids {
        match give_one(desk, id, Deed::Assign, &fields_for(desk, id))? {
            None => again.given += 1,
            Some(left) => {
                if left.mendable {
                    status = StatusCode::UNPROCESSABLE_ENTITY;
                    again.ticked.push(id);
                }
                again.errors.push(FieldError::new(&mark(id), left.words));
            }
        }
    }
    if again.errors.is_empty() {
        let back = if again.is_of_list() { LIST } else { "/ban-lam-viec?" };
        return desk.see(format!("{back}giao={}", again.given));
    }
    board::head::assigning_again(desk, status, &again)
}

/// The ticked ones, each once.
pub fn picked(fields: &Fields) -> Result<Vec<Id<Petition>>, Refusal> {
    let mut ids: Vec<Id<Petition>> = Vec::new();
    for text in fields.all("petition") {
        let id = text.parse().map_err(|_| Refusal::Unseen)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        return Err(Refusal::field("petition", "Chưa đánh dấu hồ sơ nào. Xin đánh dấu hồ sơ cần giao."));
    }
    if ids.len() > AT_ONCE_MAX {
        return Err(Refusal::field("petition", format!("Mỗi lần giao nhiều nhất {AT_ONCE_MAX} hồ sơ.")));
    }
    Ok(ids)
}

/// Why one of several was not given.
pub struct Left {
    pub words: String,
    /// Something in its own fields can be mended and sent again.
    pub mendable: bool,
}

fn fields_for(desk: &Desk, id: Id<Petition>) -> Fields {
    let posted = &desk.visit.fields;
    Fields::new()
        .with("version", posted.get(&version_field(id)))
        .with("owner", posted.get(&owner_field(id)))
        .with("instruction", posted.get("instruction"))
        .with("internal_due", posted.get("internal_due"))
}

/// One of several; none when it was given, now or by the same form before.
pub fn give_one(desk: &Desk, id: Id<Petition>, deed: Deed, fields: &Fields) -> Result<Option<Left>, Failure> {
    let act = desk.act().with_form(fingerprint(desk, id, deed, fields)?);
    let (words, mendable) = match register::perform(desk.store(), &act, id, deed, fields, &[]) {
        Ok(Done::Recorded(_) | Done::Already) => return Ok(None),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            (errors.into_iter().map(|error| error.words).collect::<Vec<_>>().join(" "), true)
        }
        Err(register::Failure::Refused(Refusal::Untimely(_)) | register::Failure::Trouble(Trouble::Stale)) => {
            ("vừa có người khác sửa, nên chưa giao. Xin xem lại bản mới nhất.".to_owned(), false)
        }
        Err(register::Failure::Refused(Refusal::Unseen)) => {
            return Ok(Some(Left { words: "Một hồ sơ không còn ở đây nữa.".to_owned(), mendable: false }));
        }
        Err(register::Failure::Refused(refusal)) => (refusal.to_string(), false),
        Err(register::Failure::Trouble(trouble)) => {
            tracing::error!(error = %trouble, "one of several was not assigned");
            ("máy chủ chưa ghi được. Xin giao lại.".to_owned(), true)
        }
    };
    Ok(Some(Left { words: format!("{}: {words}", name_of(desk, id)?), mendable }))
}

/// “Hồ sơ 147, mùi hôi ở khe”, as far as this person may know it.
fn name_of(desk: &Desk, id: Id<Petition>) -> Result<String, Failure> {
    let sight = desk.sight()?;
    match desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight)) {
        Ok(case) => {
            let number = case.petition.number.map_or("Hồ sơ".to_owned(), |number| format!("Hồ sơ {number}"));
            Ok(format!("{number}, {}", heading(desk, &sight, &case.petition)))
        }
        Err(Trouble::NotFound) => Ok("Một hồ sơ".to_owned()),
        Err(trouble) => Err(trouble.into()),
    }
}
