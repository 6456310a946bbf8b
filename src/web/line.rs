//! One petition as lists show it: its subject, number, place, holder and limits; never a word of what was told.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    desk::Desk,
    petition::{heading, holder_of},
};
use crate::{
    domain::{
        clock::{Clock, FIRST_REPLY, NOTICE, SEND_DECISION, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION},
        errand::Errand,
        id::Id,
        petition::{Channel, Kind, Petition, Priority, Stage},
        policy::Sight,
    },
    store::board::Listed,
};

#[derive(Serialize)]
pub struct Line {
    pub id: Id<Petition>,
    number: Option<i32>,
    subject: String,
    kind: Kind,
    village: String,
    holder: String,
    stage: Stage,
    channel: Channel,
    received_at: DateTime<Utc>,
    urgent: bool,
    sealed: bool,
    errand: Errand,
    errand_words: &'static str,
    /// The limit that counts first; none when nothing runs.
    limit: Option<Limit>,
    /// All that run, for those who watch every clock.
    limits: Vec<Limit>,
    /// By when the person has to be told.
    telling: Option<Limit>,
    /// What is left of the limit that a decision stopped: “còn 12 ngày”.
    suspended: Option<String>,
    /// A khiếu nại that names the chairman.
    pub names_chair: bool,
    /// Since when the chairman and the Front were told that it is overdue.
    pub told: Option<NaiveDate>,
    /// With those that hang on it: “6 đơn, một việc”.
    alike: i64,
}

/// One limit with the days that are left.
#[derive(Serialize, Clone)]
pub struct Limit {
    pub what: String,
    pub basis: String,
    pub due: NaiveDate,
    pub left: i32,
    pub provisional: bool,
}

impl Limit {
    pub fn of(desk: &Desk, clock: &Clock) -> Limit {
        let Clock { what, basis, due, provisional, .. } = clock.clone();
        Limit { what, basis, due, left: clock.left(&desk.office.calendar, desk.today()), provisional }
    }
}

impl Line {
    pub fn of(desk: &Desk, sight: &Sight, listed: &Listed) -> Line {
        let Listed { petition, clock, running, paused, alike, .. } = listed;
        let telling = running.iter().find(|clock| {
            [FIRST_REPLY, SEND_DECISION, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION]
                .contains(&clock.rule.as_str())
        });
        let village = petition.village.as_deref().and_then(|code| desk.office.village(code));
        let errand = if paused.is_some() { Errand::Look } else { Errand::of(petition) };
        Line {
            id: petition.id,
            number: petition.number,
            subject: heading(desk, sight, petition),
            kind: petition.kind_now(),
            village: village.map_or(String::new(), |village| village.name.clone()),
            holder: holder_of(desk, petition),
            stage: petition.stage,
            channel: petition.channel,
            received_at: petition.received_at,
            urgent: petition.priority == Priority::Urgent,
            sealed: petition.sealed,
            errand,
            errand_words: errand.label(),
            limit: clock.as_ref().map(|clock| Limit::of(desk, clock)),
            limits: running.iter().map(|clock| Limit::of(desk, clock)).collect(),
            telling: telling.map(|clock| Limit::of(desk, clock)),
            suspended: paused.as_ref().map(left_of),
            names_chair: false,
            told: None,
            alike: if *alike > 0 { alike + 1 } else { 0 },
        }
    }
}

/// The days that are left of a limit that was stopped.
pub fn left_of(paused: &Clock) -> String {
    let left = paused.remaining.unwrap_or_default();
    let days = format!("{} {}", left.abs(), paused.unit);
    if left < 0 { format!("đã quá hạn {days}") } else { format!("còn {days}") }
}
