//! Lists and figures: every board, list and count is a scoped query made here.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::{
    define_sql_function,
    prelude::*,
    query_dsl::methods::BoxedDsl,
    sql_types::{Nullable, Text},
};

use super::{
    Conn, Trouble,
    column::Moment,
    connection::on,
    row::{ClockRow, PetitionRow, ReminderRow},
    schema::{clocks, concerns, duplicates, petitions, reminders, sheets},
    scope,
    search::{self, Found},
    together,
    waiting::{self, Waiting},
};
use crate::domain::{
    calendar::WorkCalendar,
    clock::{Clock, ClockState, most_urgent},
    id::Id,
    person::Account,
    petition::{Concern, Kind, Outcome, Petition, Stage, Topic},
    policy::Sight,
    reminder::{Reminder, Step},
    retention::Fate,
    urgency::Urgency,
};

pub const PAGE_ROWS: i64 = 50;
/// Counted exactly so far, then “hơn 1.000”.
pub const COUNT_MAX: i64 = 1_000;

define_sql_function! {
    /// The text, or the second where there is none.
    #[sql_name = "coalesce"]
    fn coalesce_text(first: Nullable<Text>, second: Text) -> Text;
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
    /// Kept its year, and the head decided this.
    pub fate: Option<Fate>,
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
    /// Whom it is about.
    pub concerns: Vec<Concern>,
    /// Since when the chairman and the Front know that a limit which still runs has run out.
    pub told: Option<NaiveDate>,
}

impl Listed {
    /// One with a single limit, and nothing else of it.
    pub fn of(petition: Petition, clock: Clock) -> Listed {
        let (running, concerns) = (vec![clock.clone()], Vec::new());
        Listed { petition, clock: Some(clock), running, paused: None, alike: 0, concerns, told: None }
    }
}

#[derive(Default)]
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
            query = query.filter(petitions::urgent_on.ge(from)).filter(petitions::urgent_on.le(to));
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
            query = query.filter(petitions::stage.eq_any(Stage::OPEN.to_vec()).or(waiting::owed()));
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
        if let Some(fate) = filter.fate {
            query = query.filter(petitions::id.eq_any(waiting::decided(fate)));
        }
        query
    }};
}

/// One page, most urgent first, then newest first.
pub fn list(conn: &mut Conn, sight: &Sight, filter: &Filter) -> Result<Page, Trouble> {
    let pages = look(conn, sight, std::slice::from_ref(filter), &[])?.0;
    pages.into_iter().next().ok_or(Trouble::NotFound)
}

/// How many there are, exactly up to [`COUNT_MAX`].
pub fn count(conn: &mut Conn, sight: &Sight, filter: &Filter) -> Result<usize, Trouble> {
    let counts = look(conn, sight, &[], std::slice::from_ref(filter))?.1;
    counts.into_iter().next().ok_or(Trouble::NotFound)
}

/// A page of each of these lists and a count of each of those, by as few queries as if it were one.
pub fn look(
    conn: &mut Conn,
    sight: &Sight,
    lists: &[Filter],
    counts: &[Filter],
) -> Result<(Vec<Page>, Vec<usize>), Trouble> {
    let mut found = BTreeMap::new();
    for filter in lists.iter().chain(counts) {
        if !found.contains_key(&filter.query) {
            found.insert(filter.query.clone(), search::find(conn, &filter.query, !sight.reads_words())?);
        }
    }
    Ok((pages(conn, sight, lists, &found)?, counts_of(conn, sight, counts, &found)?))
}

/// What each query's words were found in.
type FoundBy = BTreeMap<String, Found>;

/// A row with its day and how many others are about the same matter.
type Row = (PetitionRow, NaiveDate, Option<i64>);

fn pages(conn: &mut Conn, sight: &Sight, lists: &[Filter], found: &FoundBy) -> Result<Vec<Page>, Trouble> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i32, Row)> = on!(conn, c => {
        let mut all = together::rows_for(c);
        for filter in lists {
            let mut query = narrowed!(c, filter, found[&filter.query], sight);
            if let Some(Cursor { due, received_at, id }) = filter.after.clone() {
                let later = petitions::received_at.lt(Moment(received_at)).or(petitions::received_at.eq(Moment(received_at)).and(petitions::id.lt(id)));
                query = query.filter(petitions::urgent_on.ge(due)).filter(petitions::urgent_on.gt(due).or(later));
            }
            let alike = duplicates::table
                .filter(duplicates::main.eq(petitions::id))
                .filter(duplicates::ended_on.is_null())
                .count()
                .single_value();
            all.add(query
                .order((petitions::urgent_on, petitions::received_at.desc(), petitions::id.desc()))
                .limit(rows_of(filter) + 1)
                .select((PetitionRow::as_select(), petitions::urgent_on, alike)));
        }
        all.load(c)?
    });
    let mut by_list: Vec<Vec<Row>> = lists.iter().map(|_| Vec::new()).collect();
    for (place, row) in rows {
        by_list[usize::try_from(place).unwrap_or_default()].push(row);
    }
    let ids: Vec<Id<Petition>> = by_list.iter().flatten().map(|(row, ..)| row.id).collect();
    let hanging = hanging(conn, &ids)?;
    Ok(lists.iter().zip(by_list).map(|(filter, rows)| page(filter, rows, &hanging)).collect())
}

fn rows_of(filter: &Filter) -> i64 {
    filter.rows.unwrap_or(PAGE_ROWS).clamp(1, PAGE_ROWS)
}

fn page(filter: &Filter, mut rows: Vec<Row>, hanging: &Hanging) -> Page {
    rows.sort_by(|(one, due, _), (other, its, _)| {
        (due, other.received_at, other.id).cmp(&(its, one.received_at, one.id))
    });
    let more = rows.len() as i64 > rows_of(filter);
    rows.truncate(usize::try_from(rows_of(filter)).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|(row, due, _)| Cursor {
        due: *due,
        received_at: row.received_at.into(),
        id: row.id,
    });
    let listed = |(row, _, alike): Row| hanging.listed(Petition::restore(row.into()), alike.unwrap_or(0));
    Page { rows: rows.into_iter().map(listed).collect(), next }
}

fn counts_of(conn: &mut Conn, sight: &Sight, filters: &[Filter], found: &FoundBy) -> Result<Vec<usize>, Trouble> {
    if filters.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i32, i64)> = on!(conn, c => {
        let mut all = together::counts_for(c);
        for filter in filters {
            all.add(narrowed!(c, filter, found[&filter.query], sight).limit(COUNT_MAX + 1).select(petitions::id));
        }
        all.load(c)?
    });
    let mut counts = vec![0; filters.len()];
    for (place, count) in rows {
        counts[usize::try_from(place).unwrap_or_default()] = usize::try_from(count).unwrap_or_default();
    }
    Ok(counts)
}

/// What hangs on the petitions of scoped lists.
#[derive(Default)]
struct Hanging {
    /// The commune's own, the nearest first; what was stopped among them.
    clocks: Vec<Clock>,
    concerns: Vec<(Id<Petition>, Concern)>,
    reminders: Vec<Reminder>,
}

fn hanging(conn: &mut Conn, ids: &[Id<Petition>]) -> Result<Hanging, Trouble> {
    type Row = (Option<ClockRow>, Option<(Id<Petition>, Id<Account>, bool)>, Option<ReminderRow>);
    if ids.is_empty() {
        return Ok(Hanging::default());
    }
    let rows: Vec<Row> = on!(conn, c => sheets::table
        .left_join(clocks::table.on(sheets::n.eq(1)
            .and(clocks::petition.eq_any(ids.to_vec()))
            .and(clocks::state.eq_any([ClockState::Running, ClockState::Paused]))
            .and(clocks::citizens.eq(false))))
        .left_join(concerns::table.on(sheets::n.eq(2).and(concerns::petition.eq_any(ids.to_vec()))))
        .left_join(reminders::table.on(sheets::n.eq(3)
            .and(reminders::petition.eq_any(ids.to_vec()))
            .and(reminders::step.eq(Step::Overdue))))
        .filter(sheets::n.le(3))
        .order((clocks::due, clocks::id, reminders::told_on))
        .select((
            Option::<ClockRow>::as_select(),
            (concerns::petition, concerns::account, concerns::hides).nullable(),
            Option::<ReminderRow>::as_select(),
        ))
        .load(c))?;
    let mut all = Hanging::default();
    for (clock, concern, reminder) in rows {
        all.clocks.extend(clock.map(Clock::from));
        all.concerns.extend(concern.map(|(petition, account, hides)| (petition, Concern { account, hides })));
        all.reminders.extend(reminder.map(Reminder::from));
    }
    Ok(all)
}

impl Hanging {
    fn listed(&self, petition: Petition, alike: i64) -> Listed {
        let id = petition.id;
        let (running, paused): (Vec<Clock>, Vec<Clock>) =
            self.clocks.iter().filter(|clock| clock.petition == Some(id)).cloned().partition(Clock::is_running);
        let is_of =
            |reminder: &&Reminder| running.iter().any(|clock| clock.id == reminder.clock && clock.due == reminder.due);
        Listed {
            told: self.reminders.iter().find(is_of).map(|reminder| reminder.told_on),
            concerns: self.concerns.iter().filter(|(of, _)| *of == id).map(|(_, concern)| *concern).collect(),
            clock: most_urgent(&running).cloned(),
            paused: paused.into_iter().next(),
            running,
            alike,
            petition,
        }
    }
}
