//! One petition (`/ho-so/{id}`): facts, words, limits, who holds it, answers, and the acts that this person may do now.

mod answered;
mod competence;
mod dialogued;
mod head;
mod kin;
mod limit;
mod sorted;
mod told;

use chrono::TimeDelta;
use serde::Serialize;

use super::{
    assistance::{self, AssistanceShown},
    desk::{Answer, Desk},
    error::Failure,
    handling::{self, Form, Kept, Lists},
    history::{self, Moment},
    mediation::{self, MediationShown},
    page::Page,
    question::{self, QuestionShown},
};
use crate::{
    domain::{
        asking,
        dialogue::decision::Gap,
        event::{Deed, Event},
        id::Id,
        lateness::{self, explained},
        person::Role,
        petition::{Case, Petition},
        policy::{self, Sight},
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
    /// The person was asked for more and has not added it.
    pub waiting: bool,
    pub p: head::Head,
    pub words: Option<told::Words>,
    /// What it seems to be, for whoever sorts it now.
    pub proposed: Option<sorted::Proposed>,
    pub clocks: Vec<limit::ClockShown>,
    pub answers: Vec<answered::AnswerShown>,
    pub tellings: Vec<answered::TellingShown>,
    /// A letter did not reach the person: somebody has to call.
    pub undelivered: bool,
    pub kin: Vec<kin::Kin>,
    /// Of the same person, sent elsewhere before.
    pub earlier: Vec<kin::EarlierShown>,
    /// The slip that the person of a split-off petition gets.
    pub handed: Option<answered::SlipBox>,
    pub withdrawn: Vec<kin::WithdrawnShown>,
    pub files: Vec<answered::FileShown>,
    /// Dialogues of whose agenda it is.
    pub dialogues: Vec<dialogued::OfDialogue>,
    /// What the dialogue before a decision still lacks.
    pub dialogue_gap: Option<Gap>,
    pub history: Vec<Moment>,
    pub identity: Option<answered::IdentityBox>,
    /// The one or two acts that matter now, open; the others folded.
    pub first: Vec<Form>,
    pub folded: Vec<Form>,
    pub lists: Lists,
    /// Land mediations that came from it.
    pub mediations: Vec<MediationShown>,
    /// This person may register one from it.
    pub mediates: Option<Id<Petition>>,
    /// Where a contested paper says that it is settled first.
    pub competence: Option<competence::CompetenceShown>,
    /// What other units were asked.
    pub assistances: Vec<AssistanceShown>,
    pub questions: Vec<QuestionShown>,
    /// A monitor may ask of it.
    pub asks: Option<Id<Petition>>,
}

impl Page for PetitionPage {
    const TEMPLATE: &'static str = "petition/show.html";
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
    if let Some(case) = desk.store().read(|conn| store::petition::load_unsealed(conn, id, sight))? {
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
    let assigns = [Deed::Assign, Deed::HandOver].iter().any(|deed| policy::may(sight, case, *deed).is_ok());
    let tells = policy::may(sight, case, Deed::Tell).is_ok();
    let (history, load, reasons, undelivered) = desk.store().read(|conn| {
        let load = if assigns { store::figures::held(conn)? } else { Default::default() };
        let history = store::petition::history(conn, case.petition.id)?;
        let late = lateness::is_late(case, desk.today()) || history.iter().any(|event| explained(event).is_some());
        let reasons = if late { desk.office.late_reasons.clone() } else { Vec::new() };
        let undelivered = tells && store::outbox::is_owed(conn, case.petition.id)?;
        Ok::<_, Failure>((history, load, reasons, undelivered))
    })?;
    let reads = sight.reads_words();
    let dialogues = dialogued::of(desk, sight, case)?;
    let earlier = kin::earlier(desk, sight, case)?;
    let competence = competence::of(desk, sight, case);
    let elsewhere = competence.as_ref().and_then(|found| found.authority.as_deref());
    let known = handling::Known { earlier: &earlier, elsewhere, undelivered };
    let offer = handling::offer(desk, sight, case, again.as_ref(), &known);
    let refused = again.is_some();
    let (posted, trouble, errors) =
        again.map_or_else(Default::default, |again| (again.deed.code().to_owned(), again.trouble, again.errors));
    Ok(PetitionPage {
        errors,
        posted,
        trouble,
        kept: offer.kept,
        done: if refused { None } else { just_done(desk, sight, &history) },
        waiting: asking::is_waiting(case, &history),
        p: head::head(desk, sight, case),
        proposed: sorted::proposed(desk, sight, case)?,
        words: (reads && !case.is_gone()).then(|| told::words(desk, case)).flatten(),
        clocks: limit::clocks(desk, case, &history, &reasons),
        answers: answered::answers(desk, sight, case),
        undelivered,
        tellings: case.tellings.iter().map(answered::telling).collect(),
        kin: kin::kin(desk, sight, case)?,
        earlier: earlier.iter().map(kin::earlier_shown).collect(),
        handed: answered::slip_box(sight, case),
        withdrawn: kin::withdrawn(sight, case),
        files: answered::files(sight, case),
        dialogue_gap: dialogued::gap(case, &dialogues),
        dialogues,
        history: history::moments(desk, sight, case, &history, &reasons),
        identity: answered::identity_box(desk, sight, case),
        first: offer.first,
        folded: offer.folded,
        lists: handling::lists(desk, case, &load, &reasons),
        mediations: mediation::of_petition(desk, case),
        mediates: mediation::offered(desk, &case.petition),
        competence,
        assistances: assistance::of_case(desk, sight, case),
        questions: question::of_petition(desk, sight, case.petition.id)?,
        asks: (sight.role == Role::Monitor).then_some(case.petition.id),
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
pub fn holder_of(desk: &Desk, petition: &Petition) -> String {
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

/// What this person did a moment ago, said once more above the page.
fn just_done(desk: &Desk, sight: &Sight, history: &[Event]) -> Option<String> {
    let acts = history.iter().rev().filter(|event| policy::ON_A_PETITION.contains(&event.deed));
    let last = acts.take(1).find(|event| event.account == Some(sight.me) && desk.now - event.at < JUST_NOW)?;
    Some(format!("Đã ghi: {}.", last.deed.label().to_lowercase()))
}
