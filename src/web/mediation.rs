//! Land mediation (`/hoa-giai`): registered, both sides asked to a meeting, ended with minutes; names are opened by a recorded look.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    filing::villages,
    page::{Choice, Page, Typed},
    petition::{heading, number_of},
    reception::act_of_form,
};
use crate::{
    domain::{
        act::day_of,
        event::{Deed, Event},
        form::Fields,
        id::Id,
        mediation::{self, ABSENCES_MAX, Mediating, Mediation, MediationState, Sides},
        petition::{Case, Petition, Story, Topic},
        policy::Sight,
        refusal::{FieldError, Refusal},
    },
    keys::Token,
    register::{self, OfPetition},
    store::{self, Trouble, mediation::Which, record::mediation::open_sides},
};

const FIELDS: &[&str] = &[
    "received_on",
    "asker_name",
    "asker_address",
    "other_name",
    "other_address",
    "village",
    "parcel",
    "map_sheet",
    "summary",
    "petition",
];
const STEP: &[&str] = &["meeting_on", "outcome", "document_no", "document_date", "signed_on"];
const CLOSED: &str = "Trang này không thuộc phần của anh chị.";

/// Facts for all who may look; words for those who carry it on.
#[derive(Serialize)]
pub struct MediationShown {
    path: String,
    number: String,
    village: String,
    received_on: NaiveDate,
    owner: String,
    state: MediationState,
    state_words: &'static str,
    due: NaiveDate,
    left: i32,
    late: bool,
    meeting_on: Option<NaiveDate>,
    absences: i32,
    minutes_no: Option<String>,
    minutes_date: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    petition: Option<Id<Petition>>,
    /// Summary, parcel and map sheet: none for the Front.
    words: Option<Words>,
}

#[derive(Serialize)]
struct Words {
    summary: String,
    parcel: String,
    map_sheet: String,
}

fn shown(desk: &Desk, of: &Mediating) -> MediationShown {
    let Mediating { mediation, clock } = of;
    let reads = desk.visitor.as_ref().is_some_and(mediation::keeps);
    let village = mediation.village.as_deref().and_then(|code| desk.office.village(code));
    let owner = desk.office.account(mediation.owner).filter(|_| reads);
    MediationShown {
        path: format!("/hoa-giai/{}", mediation.id),
        number: format!("{}/{}", mediation.number, mediation.year),
        village: village.map_or_else(String::new, |village| village.name.clone()),
        received_on: mediation.received_on,
        owner: owner.map_or_else(String::new, |owner| owner.name.clone()),
        state: mediation.state,
        state_words: mediation.state.label(),
        due: clock.due,
        left: clock.left(&desk.office.calendar, desk.today()),
        late: mediation.ended_on.is_some_and(|on| on > clock.due),
        meeting_on: mediation.meeting_on,
        absences: mediation.absences,
        minutes_no: mediation.minutes_no.clone(),
        minutes_date: mediation.minutes_date,
        ended_on: mediation.ended_on,
        petition: mediation.petition,
        words: reads.then(|| Words {
            summary: mediation.summary.clone(),
            parcel: mediation.parcel.clone(),
            map_sheet: mediation.map_sheet.clone(),
        }),
    }
}

/// Whoever looks; `writes`: carries it on.
fn looker(desk: &Desk, writes: bool) -> Result<(), Failure> {
    let account = desk.account()?;
    let may = if writes { mediation::keeps(account) } else { mediation::may_see(account) };
    if may { Ok(()) } else { Err(Refusal::NotYours(CLOSED).into()) }
}

#[derive(Serialize)]
struct ListPage {
    writes: bool,
    open: Vec<MediationShown>,
    ended: Vec<MediationShown>,
    most: i64,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "mediation/list.html";
}

pub fn index(desk: &Desk) -> Answer {
    looker(desk, false)?;
    let sight = desk.sight()?;
    let (open, ended) = desk.store().read(|conn| {
        Ok::<_, Trouble>((
            store::mediation::list(conn, Which::Open, &sight)?,
            store::mediation::list(conn, Which::Ended, &sight)?,
        ))
    })?;
    let shown = |list: &[Mediating]| list.iter().map(|of| shown(desk, of)).collect();
    let writes = mediation::keeps(desk.account()?);
    desk.page(&ListPage { writes, open: shown(&open), ended: shown(&ended), most: store::mediation::LIST_MAX })
}

#[derive(Serialize)]
struct NewPage {
    #[serde(flatten)]
    typed: Typed,
    once: String,
    /// The petition in which the dispute was told.
    about: Option<String>,
    villages: Vec<Choice>,
}

impl Page for NewPage {
    const TEMPLATE: &'static str = "mediation/new.html";
}

/// `GET /hoa-giai/moi`, with `?petition=` from a petition in sight: its place is filled in.
pub fn show_new(desk: &Desk) -> Answer {
    looker(desk, true)?;
    let today = desk.today().format("%d/%m/%Y").to_string();
    let fields = Fields::new().with("received_on", today).with("petition", desk.visit.query.get("petition"));
    ask(desk, StatusCode::OK, fields, Vec::new())
}

fn ask(desk: &Desk, status: StatusCode, fields: Fields, errors: Vec<FieldError>) -> Answer {
    let (about, fields) = match petition_of(&fields)? {
        None => (None, fields),
        Some(id) => {
            let sight = desk.sight()?;
            let case = desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight))?;
            let filled = filled(fields, &case.petition, case.story.as_ref());
            (Some(titled(desk, &sight, &case.petition)), filled)
        }
    };
    let typed = Typed::of(FIELDS, &fields, errors);
    desk.page_as(status, &NewPage { typed, once: Token::new_random().text(), about, villages: villages(desk) })
}

fn titled(desk: &Desk, sight: &Sight, petition: &Petition) -> String {
    let number = number_of(petition).map_or_else(String::new, |number| format!(" (hồ sơ {number})"));
    format!("{}{number}", heading(desk, sight, petition))
}

/// What the petition tells of the place, where nothing was typed.
fn filled(mut fields: Fields, petition: &Petition, story: Option<&Story>) -> Fields {
    let told = [
        ("village", petition.village.clone()),
        ("parcel", story.map(|story| story.parcel.clone())),
        ("map_sheet", story.map(|story| story.map_sheet.clone())),
    ];
    for (field, value) in told {
        if let (true, Some(value)) = (fields.raw(field).is_none(), value) {
            fields.set(field, value);
        }
    }
    fields
}

/// An id that is none is simply not there.
fn petition_of(fields: &Fields) -> Result<Option<Id<Petition>>, Failure> {
    match fields.get("petition") {
        none if none.is_empty() => Ok(None),
        id => id.parse().map(Some).map_err(|_| Failure::Gone),
    }
}

/// `POST /hoa-giai/moi`.
pub fn register(desk: &Desk) -> Answer {
    looker(desk, true)?;
    let (act, fields) = (act_of_form(desk)?, &desk.visit.fields);
    let petition = petition_of(fields)?;
    let done = register::schedule_once(desk.store(), &act, &OfPetition(petition), |(), office| {
        mediation::register(fields, petition, &act, office)
    });
    match done {
        Ok(Some(id)) => desk.see(format!("/hoa-giai/{id}")),
        Ok(None) => desk.see("/hoa-giai"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            ask(desk, StatusCode::UNPROCESSABLE_ENTITY, fields.clone(), errors)
        }
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Serialize)]
struct OnePage {
    #[serde(flatten)]
    typed: Typed,
    m: MediationShown,
    version: i32,
    /// The form that was refused.
    posted: String,
    trouble: String,
    once: String,
    writes: bool,
    /// Its meeting's day has come.
    met: bool,
    /// One more absence and it has failed.
    last_absence: bool,
    history: Vec<Moment>,
    sides: Option<SidesShown>,
}

impl Page for OnePage {
    const TEMPLATE: &'static str = "mediation/show.html";
}

#[derive(Serialize)]
struct Moment {
    day: NaiveDate,
    words: &'static str,
    who: String,
}

#[derive(Serialize)]
struct SidesShown {
    asker_name: String,
    asker_address: String,
    other_name: String,
    other_address: String,
}

/// A form that could not stand.
#[derive(Default)]
struct Again {
    posted: String,
    fields: Fields,
    errors: Vec<FieldError>,
    trouble: String,
}

fn id_of(desk: &Desk, writes: bool) -> Result<Id<Mediation>, Failure> {
    looker(desk, writes)?;
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

pub fn show(desk: &Desk) -> Answer {
    let id = id_of(desk, false)?;
    desk.page(&page_of(desk, id, Again::default(), None)?)
}

fn page_of(desk: &Desk, id: Id<Mediation>, again: Again, sides: Option<Sides>) -> Result<OnePage, Failure> {
    let sight = desk.sight()?;
    let (of, history) = desk.store().read(|conn| {
        Ok::<_, Trouble>((store::mediation::load(conn, id, &sight)?, store::mediation::history(conn, id)?))
    })?;
    let writes = mediation::keeps(desk.account()?);
    let sides = sides.map(|Sides { asker_name, asker_address, other_name, other_address }| SidesShown {
        asker_name,
        asker_address,
        other_name,
        other_address,
    });
    Ok(OnePage {
        typed: Typed::of(STEP, &again.fields, again.errors),
        version: of.mediation.version,
        posted: again.posted,
        trouble: again.trouble,
        once: Token::new_random().text(),
        met: of.mediation.meeting_on.is_some_and(|day| day <= desk.today()),
        last_absence: of.mediation.absences + 1 >= ABSENCES_MAX,
        history: history.iter().map(|event| moment(desk, event, writes)).collect(),
        m: shown(desk, &of),
        writes,
        sides,
    })
}

fn moment(desk: &Desk, event: &Event, reads: bool) -> Moment {
    let account = event.account.and_then(|id| desk.office.account(id));
    let who = account.map_or_else(String::new, |account| match reads {
        true => account.name.clone(),
        false => account.role.label().to_owned(),
    });
    Moment { day: day_of(event.at), words: event.deed.label(), who }
}

/// `POST /hoa-giai/{id}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    let id = id_of(desk, true)?;
    let deed = Deed::from_code(desk.visit.part("act")).ok_or(Failure::Gone)?;
    match deed {
        Deed::OpenSides => open(desk, id),
        Deed::InviteSides | Deed::SideAbsent | Deed::EndMediation | Deed::WithdrawMediation => step(desk, id, deed),
        _ => Err(Failure::Gone),
    }
}

fn step(desk: &Desk, id: Id<Mediation>, deed: Deed) -> Answer {
    let (act, fields) = (act_of_form(desk)?, &desk.visit.fields);
    let done = register::schedule_once(desk.store(), &act, &id, |case, _| mediation::step(deed, fields, case, &act));
    let again = |status, errors, trouble| {
        let again = Again { posted: deed.code().to_owned(), fields: fields.clone(), errors, trouble };
        desk.page_as(status, &page_of(desk, id, again, None)?)
    };
    match done {
        Ok(_) => desk.see(format!("/hoa-giai/{id}")),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, errors, String::new())
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => again(StatusCode::CONFLICT, Vec::new(), words),
        Err(failure) => Err(failure.into()),
    }
}

/// Both names, once: the look is recorded first.
fn open(desk: &Desk, id: Id<Mediation>) -> Answer {
    let act = desk.act();
    let recorded = register::decide(desk.store(), &act, id, |case, _| mediation::open(&case.mediation, &act))?;
    let sides = desk.store().read(|conn| open_sides(desk.store(), conn, &recorded))?;
    desk.page(&page_of(desk, id, Again::default(), Some(sides))?)
}

/// Those that came from a petition, for its page.
pub fn of_petition(desk: &Desk, case: &Case) -> Vec<MediationShown> {
    let sees = desk.account().is_ok_and(mediation::may_see) && !case.petition.sealed;
    case.mediations.iter().filter(|_| sees).map(|of| shown(desk, of)).collect()
}

/// What the calendar shows: number and village, and no word of it.
pub fn due(desk: &Desk, conn: &mut store::Conn) -> Result<Vec<MediationShown>, Failure> {
    if !mediation::may_see(desk.account()?) {
        return Ok(Vec::new());
    }
    let open = store::mediation::list(conn, Which::Open, &desk.sight()?)?;
    Ok(open.iter().map(|of| shown(desk, of)).collect())
}

impl MediationShown {
    /// When it must be ended, “số 3/2026”, the days left, where it is.
    pub fn on_calendar(&self) -> (NaiveDate, String, i32, String) {
        (self.due, format!("Hòa giải đất đai số {}", self.number), self.left, self.path.clone())
    }

    /// To which meeting both were asked.
    pub fn meeting(&self) -> Option<NaiveDate> {
        self.meeting_on
    }
}

/// Whether one may be registered from this petition: land, still open, and this person carries mediations on.
pub fn offered(desk: &Desk, petition: &Petition) -> Option<Id<Petition>> {
    let keeps = desk.account().is_ok_and(mediation::keeps);
    let fits = petition.topic == Topic::Land && petition.stage.is_open() && !petition.sealed;
    (keeps && fits).then_some(petition.id)
}
