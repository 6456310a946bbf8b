//! Lists and figures: every board, list and count is a scoped query made here.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::{
    define_sql_function,
    dsl::{auto_type, count_star},
    prelude::*,
    query_dsl::methods::BoxedDsl,
    sql_types::{Date, Nullable, Text},
};

use super::{
    Conn, Trouble,
    column::Moment,
    connection::on,
    row::{ClockRow, PetitionRow},
    schema::{clocks, concerns, duplicates, petitions},
    scope,
    search::{self, Found},
    waiting::{self, Waiting},
};
use crate::domain::{
    calendar::WorkCalendar,
    clock::{Clock, ClockState, most_urgent},
    id::Id,
    person::Account,
    petition::{Concern, Kind, Outcome, Petition, Stage, Topic},
    policy::Sight,
    urgency::Urgency,
};

pub const PAGE_ROWS: i64 = 50;
/// Counted exactly so far, then “hơn 1.000”.
pub const COUNT_MAX: i64 = 1_000;
const NO_DUE: NaiveDate = NaiveDate::MAX;

define_sql_function! {
    /// The first that is not null.
    fn coalesce(first: Nullable<Date>, second: Date) -> Date;
}

define_sql_function! {
    /// The text, or the second where there is none.
    #[sql_name = "coalesce"]
    fn coalesce_text(first: Nullable<Text>, second: Text) -> Text;
}

/// When the most urgent limit of the commune's own runs out; a far day when none runs.
#[auto_type(no_type_alias)]
fn urgency() -> _ {
    let far: NaiveDate = far_day();
    let running: ClockState = ClockState::Running;
    let one: i64 = 1;
    let due = clocks::table
        .filter(clocks::petition.eq(petitions::id.nullable()))
        .filter(clocks::state.eq(running))
        .filter(clocks::citizens.eq(false))
        .order(clocks::due.asc())
        .select(clocks::due)
        .limit(one)
        .single_value();
    coalesce(due, far)
}

fn far_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NO_DUE)
}

/// Days by which limits run out, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueBetween {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl DueBetween {
    pub fn of(urgency: Urgency, today: NaiveDate, calendar: &WorkCalendar) -> DueBetween {
        let (from, to) = urgency.days(today, calendar);
        DueBetween { from, to }
    }
}

/// What a list shows; all that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub query: String,
    pub stages: Vec<Stage>,
    pub kind: Option<Kind>,
    pub topic: Option<Topic>,
    /// By code; empty for those that have none.
    pub unit: Option<String>,
    /// By code; empty for those that have none.
    pub village: Option<String>,
    pub owner: Option<Id<Account>>,
    /// Nobody holds it.
    pub unowned: bool,
    /// Not held by this one.
    pub besides: Option<Id<Account>>,
    /// A running limit of the commune's own was extended.
    pub extended: bool,
    /// Ended late since that day, for this reason.
    pub late: Option<(String, NaiveDate)>,
    pub due: Option<DueBetween>,
    /// Sorted by a clerk, or not yet.
    pub sorted: Option<bool>,
    /// Answered, and the person not yet told.
    pub untold: bool,
    /// What the person said last of the answer.
    pub said: Option<Outcome>,
    /// A queue of somebody's board.
    pub waiting: Option<Waiting>,
    /// Open, or some limit of the commune's own still runs on it.
    pub live: bool,
    /// This rule's limit ran out before that day, and it is not done.
    pub late_by: Option<(&'static str, NaiveDate)>,
    /// A khiếu nại in which the chairman is named.
    pub names_chair: bool,
    /// Withdrawn under pressure.
    pub pressed: bool,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    pub rows: Option<i64>,
}

/// A day that both engines know.
pub fn is_storable(day: NaiveDate) -> bool {
    (1900..=9999).contains(&day.year())
}

/// Where a page of a list ended; opaque in the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    due: NaiveDate,
    received_at: DateTime<Utc>,
    id: Id<Petition>,
}

impl Cursor {
    pub fn text(&self) -> String {
        format!("{}_{}_{}", self.due, self.received_at.timestamp_micros(), self.id)
    }

    pub fn parse(text: &str) -> Option<Cursor> {
        let mut parts = text.splitn(3, '_');
        let due = parts.next()?.parse().ok().filter(|due| is_storable(*due))?;
        let received_at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
        is_storable(received_at.date_naive()).then_some(())?;
        Some(Cursor { due, received_at, id: parts.next()?.parse().ok()? })
    }
}

/// One petition of a list, with the limit that counts.
#[derive(Debug)]
pub struct Listed {
    /// Other petitions about the same matter.
    pub alike: i64,
    pub petition: Petition,
    pub clock: Option<Clock>,
    /// All that run of the commune's own, the nearest first.
    pub running: Vec<Clock>,
    /// The limit that a decision stopped: it is suspended.
    pub paused: Option<Clock>,
}

pub struct Page {
    pub rows: Vec<Listed>,
    pub next: Option<Cursor>,
}

/// A query boxed for the engine of that connection.
pub(super) fn boxed_for<'q, C: Connection, Q: BoxedDsl<'q, C::Backend>>(_: &C, query: Q) -> Q::Output {
    query.internal_into_boxed()
}

/// The scoped query for a filter. A macro, because each engine's boxed query is a type of its own.
macro_rules! narrowed {
    ($c:expr, $filter:expr, $found:expr, $sight:expr) => {{
        let filter: &Filter = $filter;
        let mut query = boxed_for($c, petitions::table.filter(scope::visible($sight)));
        if let Found::Ids(ids) = &$found {
            query = query.filter(petitions::id.eq_any(ids.clone()));
        }
        if !filter.stages.is_empty() {
            query = query.filter(petitions::stage.eq_any(filter.stages.clone()));
        }
        if let Some(kind) = filter.kind {
            query = query
                .filter(petitions::kind.eq(kind).or(petitions::kind.is_null().and(petitions::kind_proposed.eq(kind))));
        }
        if let Some(topic) = filter.topic {
            query = query.filter(petitions::topic.eq(topic));
        }
        if let Some(unit) = &filter.unit {
            query = query.filter(coalesce_text(petitions::unit, "").eq(unit.clone()));
        }
        if let Some(village) = &filter.village {
            query = query.filter(coalesce_text(petitions::village, "").eq(village.clone()));
        }
        if let Some(owner) = filter.owner {
            query = query.filter(petitions::owner.eq(owner));
        }
        if filter.unowned {
            query = query.filter(petitions::owner.is_null());
        }
        if let Some(other) = filter.besides {
            query = query.filter(petitions::owner.is_null().or(petitions::owner.ne(other)));
        }
        if filter.extended {
            query = query.filter(petitions::id.eq_any(waiting::extended()));
        }
        if let Some((code, since)) = filter.late.clone() {
            query = query.filter(petitions::id.eq_any(waiting::ended_late(code, since)));
        }
        if let Some(DueBetween { from, to }) = filter.due {
            query = query.filter(urgency().ge(from)).filter(urgency().le(to));
        }
        query = match filter.sorted {
            Some(true) => query.filter(petitions::kind.is_not_null()),
            Some(false) => query.filter(petitions::kind.is_null()),
            None => query,
        };
        if filter.untold {
            query = query.filter(petitions::stage.eq(Stage::Answered)).filter(petitions::told_on.is_null());
        }
        if let Some(outcome) = filter.said {
            query = query.filter(petitions::outcome.eq(outcome));
        }
        query = match filter.waiting {
            Some(Waiting::Decision { me, today }) => query.filter(waiting::for_decision(me, today)),
            Some(Waiting::Routing) => query.filter(waiting::for_routing()),
            Some(Waiting::Verdict { me, today }) => {
                query.filter(waiting::for_decision(me, today)).filter(diesel::dsl::not(waiting::for_routing()))
            }
            Some(Waiting::Telling) => query.filter(waiting::for_telling()),
            Some(Waiting::Mending { me }) => query.filter(waiting::for_mending(me)),
            Some(Waiting::Kept { today }) => query.filter(waiting::for_keeping(today)),
            None => query,
        };
        if filter.live {
            query =
                query.filter(petitions::stage.eq_any(Stage::OPEN.to_vec()).or(petitions::id.eq_any(waiting::owed())));
        }
        if let Some((rule, today)) = filter.late_by {
            query = query.filter(petitions::id.eq_any(waiting::late_by(rule, today)));
        }
        if filter.pressed {
            query = query.filter(petitions::id.eq_any(waiting::pressed()));
        }
        if filter.names_chair {
            query = query.filter(petitions::id.eq_any(waiting::naming_chair()));
        }
        query
    }};
}

/// One page, most urgent first, then newest first.
pub fn list(conn: &mut Conn, sight: &Sight, filter: &Filter) -> Result<Page, Trouble> {
    let rows_max = filter.rows.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS);
    let found = search::find(conn, &filter.query, !sight.reads_words())?;
    let mut rows: Vec<(PetitionRow, NaiveDate)> = on!(conn, c => {
        let mut query = narrowed!(c, filter, found, sight);
        if let Some(Cursor { due, received_at, id }) = filter.after.clone() {
            let later = petitions::received_at.lt(Moment(received_at)).or(petitions::received_at.eq(Moment(received_at)).and(petitions::id.lt(id)));
            query = query.filter(urgency().gt(due).or(urgency().eq(due).and(later)));
        }
        query
            .order((urgency(), petitions::received_at.desc(), petitions::id.desc()))
            .limit(rows_max + 1)
            .select((PetitionRow::as_select(), urgency()))
            .load(c)?
    });
    let more = rows.len() as i64 > rows_max;
    rows.truncate(usize::try_from(rows_max).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|(row, due)| Cursor {
        due: *due,
        received_at: row.received_at.into(),
        id: row.id,
    });
    let petitions = rows.into_iter().map(|(row, _)| Petition::restore(row.into())).collect();
    Ok(Page { rows: with_clocks(conn, petitions)?, next })
}

/// How many there are, exactly up to [`COUNT_MAX`].
pub fn count(conn: &mut Conn, sight: &Sight, filter: &Filter) -> Result<usize, Trouble> {
    let found = search::find(conn, &filter.query, !sight.reads_words())?;
    let ids: Vec<Id<Petition>> = on!(conn, c => narrowed!(c, filter, found, sight)
        .limit(COUNT_MAX + 1)
        .select(petitions::id)
        .load(c)?);
    Ok(ids.len())
}

/// Whom the petitions of a scoped list are about.
pub fn concerns(conn: &mut Conn, listed: Vec<Id<Petition>>) -> Result<BTreeMap<Id<Petition>, Vec<Concern>>, Trouble> {
    let rows: Vec<(Id<Petition>, Id<Account>, bool)> = on!(conn, c => concerns::table
        .filter(concerns::petition.eq_any(listed))
        .select((concerns::petition, concerns::account, concerns::hides))
        .load(c))?;
    let mut found: BTreeMap<Id<Petition>, Vec<Concern>> = BTreeMap::new();
    for (petition, account, hides) in rows {
        found.entry(petition).or_default().push(Concern { account, hides });
    }
    Ok(found)
}

/// How many open files everyone holds, whoever asks: counts alone, and none of a sealed one.
pub fn held(conn: &mut Conn) -> Result<BTreeMap<Id<Account>, i64>, Trouble> {
    let rows: Vec<(Option<Id<Account>>, i64)> = on!(conn, c => petitions::table
        .filter(petitions::stage.eq_any(Stage::OPEN.to_vec()))
        .filter(petitions::sealed.eq(false))
        .group_by(petitions::owner)
        .select((petitions::owner, count_star()))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(owner, count)| Some((owner?, count))).collect())
}

fn with_clocks(conn: &mut Conn, listed: Vec<Petition>) -> Result<Vec<Listed>, Trouble> {
    let ids: Vec<Id<Petition>> = listed.iter().map(|petition| petition.id).collect();
    let rows: Vec<ClockRow> = on!(conn, c => clocks::table
        .filter(clocks::petition.eq_any(ids))
        .filter(clocks::state.eq_any([ClockState::Running, ClockState::Paused]))
        .filter(clocks::citizens.eq(false))
        .order((clocks::due, clocks::id))
        .select(ClockRow::as_select())
        .load(c))?;
    let (running, paused): (Vec<Clock>, Vec<Clock>) = rows.into_iter().map(Clock::from).partition(Clock::is_running);
    let ids: Vec<Id<Petition>> = listed.iter().map(|petition| petition.id).collect();
    let hanging: Vec<(Id<Petition>, i64)> = on!(conn, c => duplicates::table
        .filter(duplicates::main.eq_any(ids))
        .filter(duplicates::ended_on.is_null())
        .group_by(duplicates::main)
        .select((duplicates::main, count_star()))
        .load(c))?;
    Ok(listed
        .into_iter()
        .map(|petition| {
            let own: Vec<Clock> = running.iter().filter(|clock| clock.petition == Some(petition.id)).cloned().collect();
            let alike = hanging.iter().find(|(main, _)| *main == petition.id).map_or(0, |(_, count)| *count);
            let paused = paused.iter().find(|clock| clock.petition == Some(petition.id)).cloned();
            Listed { clock: most_urgent(&own).cloned(), running: own, paused, alike, petition }
        })
        .collect())
}
