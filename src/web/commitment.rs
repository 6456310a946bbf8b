//! Promises (`/cam-ket`): what was promised to the people, by whom, by when; done by its owner, confirmed by somebody else.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    dialogue::{ROLES, fingerprint},
    duty::{self, DutyLine, Narrowed},
    error::Failure,
    page::{Page, Typed},
    petition::unit_name,
};
use crate::{
    domain::{
        commitment::{Commitment, CommitmentState, may_confirm, may_send_back},
        duty::{Duty, DutyKind},
        event::{Deed, Subject},
        form::Fields,
        id::Id,
        person::Role,
        petition::Petition,
        policy::Sight,
        refusal::Refusal,
        urgency::Urgency,
    },
    register,
    store::{self, Conn, Trouble},
};

#[derive(Serialize)]
pub struct PromiseShown {
    id: Id<Commitment>,
    version: i32,
    what: String,
    evidence: String,
    due: NaiveDate,
    left: i32,
    late: bool,
    state: CommitmentState,
    state_words: &'static str,
    owner: String,
    /// The owner's words, for those who handle petitions.
    words: String,
    done_on: Option<NaiveDate>,
    confirmed_on: Option<NaiveDate>,
    petition: Option<Id<Petition>>,
    dialogue: Id<Subject>,
    can_do: bool,
    can_confirm: bool,
    can_send_back: bool,
    /// A monitor asks of it.
    asks: bool,
    /// The day that was promised first, once another holds.
    first_due: Option<NaiveDate>,
    /// Why it was not done after all.
    unfinished: String,
    unfinished_by: String,
    unfinished_on: Option<NaiveDate>,
    /// Since when the chairman and the Front know that it is late.
    told: Option<NaiveDate>,
}

/// A promise as this visitor may see it: the owner by name to the office, by unit to the Front.
pub fn shown(desk: &Desk, of: &Commitment) -> PromiseShown {
    let me = desk.visitor.as_ref();
    let reads = me.is_some_and(|me| me.role.handles());
    let owner = desk.office.account(of.owner);
    let unit = owner.and_then(|owner| unit_name(desk, owner.unit.as_deref()));
    let name = owner.map(|owner| owner.name.clone()).filter(|_| reads);
    let said_by = of.unfinished_by.and_then(|by| desk.office.account(by));
    PromiseShown {
        id: of.id,
        version: of.version,
        what: of.what.clone(),
        evidence: of.evidence.clone(),
        due: of.due,
        left: desk.office.calendar.working_days_left(desk.today(), of.due),
        late: of.is_overdue(desk.today()),
        state: of.state,
        state_words: of.state.label(),
        owner: name.or(unit).unwrap_or_default(),
        words: if reads { of.words.clone() } else { String::new() },
        done_on: of.done_on,
        confirmed_on: of.confirmed_on,
        petition: of.petition,
        dialogue: of.subject,
        can_do: me.is_some_and(|me| me.id == of.owner) && of.state == CommitmentState::Open,
        can_confirm: me.is_some_and(|me| may_confirm(me, of)) && of.state == CommitmentState::Done,
        can_send_back: me.is_some_and(|me| may_send_back(me, of)) && of.state != CommitmentState::Open,
        asks: me.is_some_and(|me| me.role == Role::Monitor),
        first_due: of.first_due,
        // The Front reads its own words, not those of the office.
        unfinished: if reads || said_by.is_some_and(|by| by.role == Role::Monitor) {
            of.unfinished.clone()
        } else {
            String::new()
        },
        unfinished_by: said_by.map_or("", |by| by.role.label()).to_owned(),
        unfinished_on: of.unfinished_on,
        told: None,
    }
}

/// Promises whose day is over, for boards.
pub fn overdue(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<Vec<PromiseShown>, Trouble> {
    let late = store::commitment::overdue(conn, sight, desk.today())?;
    Ok(late.iter().map(|promise| shown(desk, promise)).collect())
}

#[derive(Serialize)]
struct PromisesPage {
    #[serde(flatten)]
    typed: Typed,
    posted: String,
    trouble: String,
    chips: Vec<Chip>,
    /// Narrowed to what is so near.
    narrowed: bool,
    promises: Vec<PromiseShown>,
    /// The last that were confirmed.
    confirmed: Vec<PromiseShown>,
    /// Limits on other things: dialogues, questions, tasks, refusals.
    duties: Vec<DutyLine>,
}

#[derive(Serialize)]
struct Chip {
    path: String,
    label: &'static str,
    icon: &'static str,
    count: usize,
    current: bool,
}

impl Page for PromisesPage {
    const TEMPLATE: &'static str = "dialogue/promises.html";
}

/// `GET /cam-ket`: all that is not confirmed yet, and what else is due by a day (`?due=&owner=&unit=`).
pub fn index(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    desk.page(&page_of(desk, Typed::of(TYPED, &Fields::new(), Vec::new()), String::new(), String::new())?)
}

const TYPED: &[&str] = &["words", "done_on", "reason", "due"];
const DEEDS: &[Deed] = &[Deed::PromiseDone, Deed::PromiseConfirmed, Deed::PromiseReturned];

fn page_of(desk: &Desk, typed: Typed, posted: String, trouble: String) -> Result<PromisesPage, Failure> {
    let sight = desk.sight()?;
    let narrowed = Narrowed::of(&desk.visit.query);
    let (open, confirmed, all, kept, lines) = desk.store().read(|conn| {
        let (open, confirmed) = store::commitment::standing(conn, &sight)?;
        let all = store::duty::in_sight(conn, &sight)?;
        let kept: Vec<Duty> = all.iter().filter(|duty| narrowed.keeps(desk, duty)).cloned().collect();
        let lines = duty::lines(desk, conn, &kept)?;
        Ok::<_, Failure>((open, confirmed, all, kept, lines))
    })?;
    let promise = |one: &Commitment| {
        let at = kept.iter().position(|duty| duty.subject == one.id.subject());
        let told = at.and_then(|at| lines[at].told);
        (at.is_some() || narrowed.is_all()).then(|| PromiseShown { told, ..shown(desk, one) })
    };
    let promises: Vec<PromiseShown> = open.iter().filter_map(promise).collect();
    Ok(PromisesPage {
        typed,
        posted,
        trouble,
        chips: chips(desk, &all, narrowed.due),
        narrowed: !narrowed.is_all(),
        promises,
        confirmed: confirmed.iter().filter(|_| narrowed.is_all()).map(|one| shown(desk, one)).collect(),
        duties: lines.into_iter().filter(|line| line.kind != DutyKind::Promise).collect(),
    })
}

fn chips(desk: &Desk, all: &[Duty], current: Option<Urgency>) -> Vec<Chip> {
    let near = |due: Option<Urgency>| {
        let is_near = |duty: &&Duty| due.is_none_or(|due| duty.is_near(due, desk.today(), &desk.office));
        all.iter().filter(is_near).count()
    };
    [None, Some(Urgency::Overdue), Some(Urgency::Today), Some(Urgency::Soon)]
        .into_iter()
        .map(|due| Chip {
            path: due.map_or("/cam-ket".to_owned(), |due| format!("/cam-ket?due={}", due.code())),
            label: due.map_or("Tất cả", Urgency::label),
            icon: match due {
                None => "list",
                Some(Urgency::Overdue) => "warning",
                Some(_) => "clock",
            },
            count: near(due),
            current: due == current,
        })
        .collect()
}

/// `POST /cam-ket/{id}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    desk.account()?;
    let id: Id<Commitment> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let deed = Deed::from_code(desk.visit.part("act"));
    let deed = deed.filter(|deed| DEEDS.contains(deed)).ok_or(Failure::Gone)?;
    let act = desk.act().with_form(fingerprint(desk, &id.to_string(), deed)?);
    let (status, trouble, errors) = match register::keep_promise(desk.store(), &act, id, deed, &desk.visit.fields) {
        Ok(_) => return desk.see("/cam-ket"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, String::new(), errors)
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => (StatusCode::CONFLICT, words, Vec::new()),
        Err(failure) => return Err(failure.into()),
    };
    let typed = Typed::of(TYPED, &desk.visit.fields, errors);
    desk.page_as(status, &page_of(desk, typed, id.to_string(), trouble)?)
}
