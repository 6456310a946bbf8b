//! The head of a petition's page: what may stand above it for everyone who sees it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    super::{desk::Desk, line::left_of},
    heading, number_of, unit_name,
};
use crate::domain::{
    clock::most_urgent,
    event::Deed,
    person::Account,
    petition::{Case, Channel, CloseCode, Ground, Kind, Outcome, Petition, Priority, Stage, Topic},
    policy::Sight,
    retention::Fate,
    withdrawal,
};

/// What may stand above every petition: never an identity, never words.
#[derive(Serialize)]
pub struct Head {
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
    close_words: Option<&'static str>,
    ground: Option<&'static str>,
    told_on: Option<NaiveDate>,
    /// A khiếu nại that names the chairman stays with him by law; everyone sees the mark (KN Đ.17).
    about_chair: bool,
    /// Whom it is about, for those who handle it.
    concerns: Vec<String>,
    reads_words: bool,
    /// Stopped by a decision, with the days that remain.
    suspended: Option<Suspended>,
    /// “6 đơn, một việc”; 0 where it stands alone.
    alike: usize,
    /// Said in private that they were pressed to withdraw.
    pressed: bool,
    keep_until: Option<NaiveDate>,
    kept: bool,
    /// What the head decided after that, and when.
    fate: Option<Fate>,
    fate_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct Suspended {
    since: NaiveDate,
    document_no: String,
    what: String,
    /// “19 ngày”; “quá hạn 3 ngày”.
    remaining: String,
}

#[derive(Serialize)]
struct Due {
    day: NaiveDate,
    left: i32,
    what: String,
}

pub fn head(desk: &Desk, sight: &Sight, case: &Case) -> Head {
    let petition = &case.petition;
    let office = &desk.office;
    let reads = sight.reads_words();
    let owner = petition.owner.and_then(|id| office.account(id)).filter(|_| !petition.stage.is_ended());
    let village = petition.village.as_deref().and_then(|code| office.village(code));
    let named = case.concerns.iter().filter_map(|concern| office.account(concern.account));
    Head {
        // Of a sealed one this page alone says what it is about: it was opened for it.
        subject: petition.subject.clone().filter(|_| petition.sealed).unwrap_or_else(|| heading(desk, sight, petition)),
        number: number_of(petition),
        sealed: petition.sealed,
        kind: petition.kind_now(),
        kind_chosen: petition.is_sorted(),
        topic: petition.topic,
        topic_chosen: case.choice.topic,
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
        owner_title: owner.map(|owner| title_of(owner, petition).to_owned()),
        unit: unit_name(desk, petition.unit.as_deref()).filter(|_| owner.is_some()),
        due: most_urgent(&case.clocks).map(|clock| Due {
            day: clock.due,
            left: clock.left(&office.calendar, desk.today()),
            what: clock.what.clone(),
        }),
        outcome: petition.outcome,
        close_words: petition.close_code.map(CloseCode::label),
        ground: petition.ground.map(Ground::label),
        told_on: petition.told_on,
        about_chair: case.concerns.iter().any(|concern| !concern.hides),
        concerns: if reads { named.map(|account| account.name.clone()).collect() } else { Vec::new() },
        reads_words: reads,
        suspended: suspended(case),
        alike: Some(case.duplicates().count()).filter(|count| *count > 0).map_or(0, |count| count + 1),
        pressed: withdrawal::is_pressed(case),
        keep_until: case.retention.as_ref().map(|kept| kept.until),
        kept: case.retention.as_ref().is_some_and(|kept| kept.is_due(desk.today())),
        fate: case.retention.as_ref().and_then(|kept| kept.fate),
        fate_on: case.retention.as_ref().and_then(|kept| kept.decided_on),
    }
}

fn title_of(owner: &Account, petition: &Petition) -> &'static str {
    match owner.role {
        role if role.heads() => role.label(),
        _ if petition.assigned => "Người xử lý",
        _ => "Người nhận đơn",
    }
}

fn suspended(case: &Case) -> Option<Suspended> {
    let (clock, paper) = (case.paused()?, case.last_paper(Deed::Suspend)?);
    Some(Suspended {
        since: paper.document_date,
        document_no: paper.document_no.clone(),
        what: clock.what.clone(),
        remaining: left_of(clock),
    })
}
