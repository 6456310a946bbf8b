//! Lateness: an act that ends the work after its limit has run out says why, by a code that the Front sees.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{
    act::Act,
    change::{Change, Write},
    clock::{
        ACCEPT_COMPLAINT, ANSWER, CHECK_DENUNCIATION, CLASSIFY, Clock, ClockState, SETTLE_COMPLAINT,
        SETTLE_DENUNCIATION, TRANSFER_DENUNCIATION,
    },
    event::{Deed, Event},
    form::{Fields, Length, Reader, parse_date},
    id::Id,
    petition::{Answer3, Case, Kind, Petition, TextKind},
    refusal::{FieldError, Refusal},
    withdrawal::Extent,
};

/// Field names of the reason and of what explains it.
pub const REASON: &str = "late_reason";
pub const NOTE: &str = "late_note";
/// Names, in the event, the limit that had run out.
const CLOCK: &str = "late_clock";
/// The reason that needs words.
pub const OTHER: &str = "other";
const WORDS: Length = Length { min: 5, max: 500 };

/// Limits on what has to be decided; telling the person stands apart.
const DECIDING: &[&str] = &[
    ANSWER,
    SETTLE_COMPLAINT,
    SETTLE_DENUNCIATION,
    CLASSIFY,
    ACCEPT_COMPLAINT,
    CHECK_DENUNCIATION,
    TRANSFER_DENUNCIATION,
];

/// One reason of the commune's list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LateReason {
    pub code: String,
    pub name: String,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl LateReason {
    pub fn is_there_on(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A limit that had run out when the work ended, with the reason that was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lateness {
    pub clock: Id<Clock>,
    pub petition: Id<Petition>,
    pub code: String,
    pub ended_on: NaiveDate,
}

/// The limit that this act would end on that day after it ran out; the settling one before all others.
pub fn overrun(deed: Deed, case: &Case, on: NaiveDate) -> Option<&Clock> {
    let late = case.clocks.iter().filter(|clock| DECIDING.contains(&clock.rule.as_str()) && ran_out(clock, on));
    late.min_by_key(|clock| (!clock.is_settling(), clock.due, clock.id)).filter(|_| ends(deed, case))
}

/// Some limit has run out, whichever act ends it.
pub fn is_late(case: &Case, on: NaiveDate) -> bool {
    case.clocks.iter().any(|clock| DECIDING.contains(&clock.rule.as_str()) && ran_out(clock, on))
}

fn ran_out(clock: &Clock, on: NaiveDate) -> bool {
    match clock.state {
        ClockState::Running => clock.due < on,
        ClockState::Paused => clock.remaining.is_some_and(|left| left < 0),
        ClockState::Met | ClockState::Cancelled => false,
    }
}

/// The act with which the work ends: it answers, or says why there is no answer.
fn ends(deed: Deed, case: &Case) -> bool {
    match deed {
        // A khiếu nại is answered only when it is issued.
        Deed::Approve => case.petition.kind_now() != Kind::Complaint,
        Deed::Issue | Deed::Guide | Deed::Transfer | Deed::Ineligible | Deed::Terminate | Deed::Withdraw => true,
        _ => false,
    }
}

/// The day that counts is the decision's own; in part, or under pressure, nothing is withdrawn that would end it.
fn ended_by<'c>(deed: Deed, fields: &Fields, case: &'c Case, today: NaiveDate) -> Option<(&'c Clock, NaiveDate)> {
    let (is, get) = (|field: &str, code: &str| fields.get(field) == code, |field: &str| fields.get(field));
    if deed == Deed::Withdraw && (!is("part", Extent::Whole.code()) || is("pressed", Answer3::Yes.code())) {
        return None;
    }
    let dated = (deed == Deed::Issue).then(|| parse_date(&get("document_date"))).flatten();
    let on = dated.unwrap_or(today);
    overrun(deed, case, on).map(|clock| (clock, on))
}

/// Adds the reason to an act that ends the work too late; all that is missing is said at once.
///
/// # Errors
/// The act's own refusal, and [`Refusal::Fields`] when the reason is missing or not of the list.
pub(super) fn explain(
    done: Result<Change, Refusal>,
    deed: Deed,
    fields: &Fields,
    case: &Case,
    reasons: &[LateReason],
    act: &Act,
) -> Result<Change, Refusal> {
    let Some((clock, on)) = ended_by(deed, fields, case, act.today()) else { return done };
    let given = read(fields, reasons, act.today());
    match (done, given) {
        (Ok(change), Ok((code, words))) => {
            let late = Lateness { clock: clock.id, petition: case.petition.id, code, ended_on: on };
            Ok(written(change, late, &words, act))
        }
        (Err(Refusal::Fields(own)), Err(more)) => Err(Refusal::Fields(own.into_iter().chain(more).collect())),
        (Ok(_), Err(missing)) => Err(Refusal::Fields(missing)),
        (Err(refusal), _) => Err(refusal),
    }
}

/// The reason that an act gave, by its code, and the limit that it ended.
pub fn explained(event: &Event) -> Option<(&str, &str)> {
    let text = |field: &str| event.body.get(field).and_then(Value::as_str);
    text(REASON).zip(text(CLOCK))
}

fn read(fields: &Fields, reasons: &[LateReason], today: NaiveDate) -> Result<(String, String), Vec<FieldError>> {
    let mut reader = Reader::new(fields);
    let code = reader.get(REASON);
    if !reasons.iter().any(|reason| reason.code == code && reason.is_there_on(today)) {
        reader.fail(REASON, "Hạn đã qua. Xin chọn vì sao trễ; Mặt trận xem được lý do này.");
    }
    let words = if code == OTHER {
        reader.text(NOTE, WORDS, "Xin ghi lý do khác là gì.")
    } else {
        reader.optional(NOTE, WORDS.max)
    };
    let errors = reader.errors();
    if errors.is_empty() { Ok((code, words)) } else { Err(errors) }
}

fn written(change: Change, late: Lateness, words: &str, act: &Act) -> Change {
    change.noting(REASON, &late.code).noting(CLOCK, late.clock).with(Write::Lateness(late)).saying(
        act,
        TextKind::Late,
        words,
    )
}
