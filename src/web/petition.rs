//! One petition (`/ho-so/{id}`): facts, words, limits, who holds it, answers, and the acts that this person may do now.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    handling::{self, Form, Kept, Lists},
    history::{self, Moment},
    page::Page,
};
use crate::{
    domain::{
        clock::{Clock, ClockState},
        event::{Deed, Event},
        id::Id,
        law::{self, Unit},
        person::Role,
        petition::{
            self, AnswerState, Case, Channel, CloseCode, Finding, Ground, Kind, Medium, Outcome, Petition, Priority,
            Purpose, Source, Stage, TextKind, Topic,
        },
        policy::{self, Sight},
        reading,
        refusal::FieldError,
        sealed,
    },
    register, store,
};

/// How long an act is said to be done above the page that follows it.
const JUST_NOW: TimeDelta = TimeDelta::seconds(20);

#[derive(Serialize)]
pub struct PetitionPage {
    pub errors: Vec<FieldError>,
    /// The act whose form was posted and could not stand: its fields carry the errors.
    pub posted: String,
    /// Why it could not stand, when no single field says so.
    pub trouble: String,
    /// What was typed into a form that is no longer offered.
    pub kept: Vec<Kept>,
    pub done: Option<String>,
    pub p: Head,
    pub words: Option<Words>,
    pub clocks: Vec<ClockShown>,
    pub answers: Vec<AnswerShown>,
    pub tellings: Vec<TellingShown>,
    pub files: Vec<FileShown>,
    pub history: Vec<Moment>,
    pub identity: Option<IdentityBox>,
    /// The one or two acts that matter now, open; the others folded.
    pub first: Vec<Form>,
    pub folded: Vec<Form>,
    pub lists: Lists,
}

impl Page for PetitionPage {
    const TEMPLATE: &'static str = "petition/show.html";
}

/// What may stand above every petition: never an identity, never words.
#[derive(Serialize)]
pub struct Head {
    id: Id<Petition>,
    path: String,
    subject: String,
    number: Option<String>,
    sealed: bool,
    kind: Kind,
    kind_chosen: bool,
    topic: Topic,
    topic_chosen: Topic,
    village: Option<String>,
    channel: Channel,
    priority: Priority,
    stage: Stage,
    received_at: DateTime<Utc>,
    received_on: NaiveDate,
    signed_on: Option<NaiveDate>,
    signed_received_on: Option<NaiveDate>,
    is_new: bool,
    owner: Option<String>,
    owner_title: Option<String>,
    unit: Option<String>,
    due: Option<Due>,
    outcome: Option<Outcome>,
    close_code: Option<CloseCode>,
    close_words: Option<&'static str>,
    ground: Option<&'static str>,
    ground_code: Option<Ground>,
    answered_on: Option<NaiveDate>,
    told_on: Option<NaiveDate>,
    /// A khiếu nại that names the chairman stays with him by law; everyone sees the mark (KN Đ.17).
    about_chair: bool,
    /// Whom it is about, for those who handle it.
    concerns: Vec<String>,
    reads_words: bool,
}

#[derive(Serialize)]
struct Due {
    day: NaiveDate,
    left: i32,
    what: String,
}

/// What the person told.
#[derive(Serialize)]
pub struct Words {
    body: String,
    happened_on: Option<NaiveDate>,
    place: String,
    parcel: String,
    map_sheet: String,
    project: String,
    decision: String,
    decision_date: Option<NaiveDate>,
    about_decision: &'static str,
    added: Vec<Added>,
}

#[derive(Serialize)]
struct Added {
    at: DateTime<Utc>,
    body: String,
}

#[derive(Serialize)]
pub struct ClockShown {
    what: String,
    rule: String,
    basis: String,
    due: NaiveDate,
    started_on: NaiveDate,
    length: Option<String>,
    state: ClockState,
    left: i32,
    ended_on: Option<NaiveDate>,
    late: bool,
    citizens: bool,
    provisional: bool,
    calendar_version: i32,
    trail: Vec<String>,
}

#[derive(Serialize)]
pub struct AnswerShown {
    position: i32,
    state: &'static str,
    given: bool,
    summary: String,
    /// Only for those who read words.
    letter: Option<String>,
    /// The paper, for those who may know whom it names.
    paper: Option<String>,
    finding: Finding,
    by: Option<String>,
    approved_by: Option<String>,
    approved_on: Option<NaiveDate>,
    document_no: Option<String>,
    document_date: Option<NaiveDate>,
}

#[derive(Serialize)]
pub struct TellingShown {
    medium: Medium,
    words: &'static str,
    sent_on: NaiveDate,
    delivered_on: Option<NaiveDate>,
    about: Stage,
}

#[derive(Serialize)]
pub struct FileShown {
    /// Null where only whoever handles the petition may open it.
    path: Option<String>,
    /// The bytes as they were sent, where a copy is shown instead and this person may have them.
    original: Option<String>,
    name: String,
    size: String,
    purpose: Purpose,
    purpose_words: &'static str,
    source: Source,
    image: bool,
}

#[derive(Serialize)]
pub struct IdentityBox {
    parties: usize,
    anonymous: bool,
    reachable: bool,
    residence: Option<String>,
    needs_reason: bool,
    waits_for_me: bool,
}

pub fn show(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let sight = desk.sight()?;
    let case = case_of(desk, &sight, id)?;
    desk.page(&page_of(desk, &sight, &case, None)?)
}

/// An id that is none is simply not there.
pub fn id_of(desk: &Desk) -> Result<Id<Petition>, Failure> {
    desk.account()?;
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

/// The petition as it stands before this person. Of a sealed one the look is recorded before a word is seen.
pub fn case_of(desk: &Desk, sight: &Sight, id: Id<Petition>) -> Result<Case, Failure> {
    let case = desk.store().read(|conn| store::petition::load_in_sight(conn, id, sight))?;
    if !case.petition.sealed {
        return Ok(case);
    }
    let act = desk.act();
    let recorded = register::decide(desk.store(), &act, id, |case, office| sealed::open(case, &act, office))?;
    Ok(desk.store().read(|conn| store::record::sealed::open_case(desk.store(), conn, &recorded))?)
}

/// The page of the newest state; `again` is a form that could not stand.
pub fn page_of(
    desk: &Desk,
    sight: &Sight,
    case: &Case,
    again: Option<handling::Again>,
) -> Result<PetitionPage, Failure> {
    let history = desk.store().read(|conn| store::petition::history(conn, case.petition.id))?;
    let reads = sight.reads_words();
    let offer = handling::offer(desk, sight, case, again.as_ref());
    let refused = again.is_some();
    let (posted, trouble, errors) =
        again.map_or_else(Default::default, |again| (again.deed.code().to_owned(), again.trouble, again.errors));
    Ok(PetitionPage {
        errors,
        posted,
        trouble,
        kept: offer.kept,
        done: if refused { None } else { just_done(desk, sight, &history) },
        p: head(desk, sight, case),
        words: reads.then(|| words(desk, case)).flatten(),
        clocks: clocks(desk, case),
        answers: answers(desk, sight, case),
        tellings: case.tellings.iter().map(telling).collect(),
        files: files(sight, case),
        history: history::moments(desk, sight, case, &history),
        identity: identity_box(desk, sight, case),
        first: offer.first,
        folded: offer.folded,
        lists: handling::lists(desk, case),
    })
}

/// What stands for a petition in lists: never its words, and nothing at all of a sealed one.
pub fn heading(desk: &Desk, sight: &Sight, petition: &Petition) -> String {
    if petition.sealed {
        return "Hồ sơ mật".to_owned();
    }
    let hidden = sight.role == Role::Monitor && petition.is_confined();
    petition.subject.clone().filter(|_| !hidden).unwrap_or_else(|| desk.office.place_of(petition))
}

/// “131/2026”.
pub fn number_of(petition: &Petition) -> Option<String> {
    petition.number.zip(petition.number_year).map(|(number, year)| format!("{number}/{year}"))
}

/// Who has it now: the head by office, others by unit.
pub fn holder_of(desk: &Desk, _: &Sight, petition: &Petition) -> String {
    if petition.stage.is_ended() {
        return String::new();
    }
    let owner = petition.owner.and_then(|id| desk.office.account(id));
    match owner {
        Some(owner) if owner.role.heads() => owner.role.label().to_owned(),
        _ => unit_name(desk, petition.unit.as_deref()).unwrap_or_default(),
    }
}

pub fn unit_name(desk: &Desk, code: Option<&str>) -> Option<String> {
    code.and_then(|code| desk.office.unit(code)).map(|unit| unit.name.clone())
}

fn head(desk: &Desk, sight: &Sight, case: &Case) -> Head {
    let petition = &case.petition;
    let office = &desk.office;
    let reads = sight.reads_words();
    let owner = petition.owner.and_then(|id| office.account(id)).filter(|_| !petition.stage.is_ended());
    let village = petition.village.as_deref().and_then(|code| office.village(code));
    let named = case.concerns.iter().filter_map(|concern| office.account(concern.account));
    Head {
        id: petition.id,
        path: format!("/ho-so/{}", petition.id),
        // Of a sealed one this page alone says what it is about: it was opened for it.
        subject: petition.subject.clone().filter(|_| petition.sealed).unwrap_or_else(|| heading(desk, sight, petition)),
        number: number_of(petition),
        sealed: petition.sealed,
        kind: petition.kind_now(),
        kind_chosen: petition.is_sorted(),
        topic: petition.topic,
        topic_chosen: petition.topic_chosen,
        village: village.map(|village| village.name.clone()),
        channel: petition.channel,
        priority: petition.priority,
        stage: petition.stage,
        received_at: petition.received_at,
        received_on: petition.received_on,
        signed_on: petition.signed_on,
        signed_received_on: petition.signed_received_on,
        is_new: petition.stage.is_new() && !petition.is_sorted(),
        owner: owner.filter(|_| reads).map(|owner| owner.name.clone()),
        owner_title: owner.map(|owner| if owner.role.heads() { owner.role.label() } else { "Người xử lý" }.to_owned()),
        unit: unit_name(desk, petition.unit.as_deref()).filter(|_| owner.is_some()),
        due: crate::domain::clock::most_urgent(&case.clocks).map(|clock| Due {
            day: clock.due,
            left: clock.left(&office.calendar, desk.today()),
            what: clock.what.clone(),
        }),
        outcome: petition.outcome,
        close_code: petition.close_code,
        close_words: petition.close_code.map(CloseCode::label),
        ground: petition.ground.map(Ground::label),
        ground_code: petition.ground,
        answered_on: petition.answered_on,
        told_on: petition.told_on,
        about_chair: case.concerns.iter().any(|concern| !concern.hides),
        concerns: if reads { named.map(|account| account.name.clone()).collect() } else { Vec::new() },
        reads_words: reads,
    }
}

fn words(desk: &Desk, case: &Case) -> Option<Words> {
    let story = case.story.clone()?;
    let village = case.petition.village.as_deref().and_then(|code| desk.office.village(code));
    let place = [village.map(|village| village.name.clone()).unwrap_or_default(), story.place];
    let decision = [story.decision_no, story.decision_signer];
    let join = |parts: [String; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Some(Words {
        body: story.body,
        happened_on: story.happened_on,
        place: join(place),
        parcel: story.parcel,
        map_sheet: story.map_sheet,
        project: story.project,
        decision: join(decision),
        decision_date: story.decision_date,
        about_decision: match case.petition.about_decision {
            petition::Answer3::Unknown => "Tôi không biết",
            other => other.label(),
        },
        added: case
            .texts
            .iter()
            .filter(|text| text.kind == TextKind::Addition)
            .map(|text| Added { at: text.at, body: text.body.clone() })
            .collect(),
    })
}

/// The commune's own running limits first, then the citizen's, then what is over.
fn clocks(desk: &Desk, case: &Case) -> Vec<ClockShown> {
    let mut clocks: Vec<&Clock> = case.clocks.iter().collect();
    clocks.sort_by_key(|clock| (clock.state, clock.citizens, clock.due, clock.id));
    clocks.into_iter().map(|clock| clock_shown(desk, clock)).collect()
}

fn clock_shown(desk: &Desk, clock: &Clock) -> ClockShown {
    let calendar = &desk.office.calendar;
    ClockShown {
        what: clock.what.clone(),
        rule: clock.rule.clone(),
        basis: clock.basis.clone(),
        due: clock.due,
        started_on: clock.started_on,
        length: (clock.length > 0).then(|| format!("{} {}", clock.length, unit_words(clock.unit))),
        state: clock.state,
        left: clock.left(calendar, desk.today()),
        ended_on: clock.ended_on,
        late: clock.ended_on.is_some_and(|ended| ended > clock.due),
        citizens: clock.citizens,
        provisional: clock.provisional,
        calendar_version: clock.calendar_version,
        trail: law::compact(&clock.trail.0),
    }
}

fn unit_words(unit: Unit) -> &'static str {
    match unit.code() {
        "NLV" => "ngày làm việc",
        "N" => "ngày",
        other => {
            if other == "năm" {
                "năm"
            } else {
                "tháng"
            }
        }
    }
}

/// Those who read words see every version; the others the two sentences that the person was given.
fn answers(desk: &Desk, sight: &Sight, case: &Case) -> Vec<AnswerShown> {
    let reads = sight.reads_words();
    let opens = policy::may(sight, case, Deed::OpenPaper).is_ok();
    let given = case.given_answer().map(|answer| answer.id);
    let name = |id| desk.office.account(id).map(|account| account.name.clone()).filter(|_| reads);
    case.answers
        .iter()
        .rev()
        .filter(|answer| reads || Some(answer.id) == given)
        .map(|answer| AnswerShown {
            position: answer.position,
            state: answer.state.label(),
            given: matches!(answer.state, AnswerState::Approved | AnswerState::Issued) && Some(answer.id) == given,
            summary: answer.summary.clone(),
            letter: reads.then(|| answer.letter.replace(reading::NAME, "ông/bà (tên cất riêng)")),
            paper: opens.then(|| format!("/ho-so/{}/giay-to/{}", case.petition.id, answer.position)),
            finding: answer.finding,
            by: name(answer.drafter),
            approved_by: answer.approver.and_then(name),
            approved_on: answer.approved_on,
            document_no: answer.document_no.clone(),
            document_date: answer.document_date,
        })
        .collect()
}

fn telling(telling: &petition::Telling) -> TellingShown {
    TellingShown {
        medium: telling.medium,
        words: telling.medium.label(),
        sent_on: telling.sent_on,
        delivered_on: telling.delivered_on,
        about: telling.about,
    }
}

fn files(sight: &Sight, case: &Case) -> Vec<FileShown> {
    let shown = |file: &petition::PetitionFile| {
        let path = format!("/ho-so/{}/tep/{}", case.petition.id, file.position);
        let original = format!("{path}?goc=1");
        FileShown {
            path: reading::may_open(sight, case, file, false).is_ok().then_some(path),
            original: (file.file.preview && reading::may_open(sight, case, file, true).is_ok()).then_some(original),
            name: file.file.name.clone(),
            size: super::filing::size_words(file.file.bytes),
            purpose: file.purpose,
            purpose_words: file.purpose.label(),
            source: file.source,
            image: file.file.preview,
        }
    };
    if sight.reads_words() { case.files.iter().map(shown).collect() } else { Vec::new() }
}

fn identity_box(desk: &Desk, sight: &Sight, case: &Case) -> Option<IdentityBox> {
    policy::may(sight, case, Deed::Identity).ok()?;
    let residence = case.story.as_ref().and_then(|story| story.residence.clone());
    Some(IdentityBox {
        parties: case.parties.len(),
        anonymous: case.petition.anonymous,
        reachable: case.petition.reachable,
        residence: residence.and_then(|code| desk.office.village(&code).map(|village| village.name.clone())),
        needs_reason: policy::identity_needs_reason(sight, &case.petition),
        waits_for_me: sight.role == Role::Chair && policy::awaits_head(&case.petition),
    })
}

/// What this person did a moment ago, said once more above the page.
fn just_done(desk: &Desk, sight: &Sight, history: &[Event]) -> Option<String> {
    let acts = history.iter().rev().filter(|event| policy::ON_A_PETITION.contains(&event.deed));
    let last = acts.take(1).find(|event| event.account == Some(sight.me) && desk.now - event.at < JUST_NOW)?;
    Some(format!("Đã ghi: {}.", last.deed.label().to_lowercase()))
}
