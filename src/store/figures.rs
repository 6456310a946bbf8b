//! Figures: exact counts by unit, village and topic, and the list behind each of them.

use chrono::{Datelike, NaiveDate};
use diesel::{
    dsl::{auto_type, count_star},
    prelude::*,
    sql_types::Bool,
};

use super::{
    Conn, Trouble,
    board::{PAGE_ROWS, boxed_for, coalesce_text},
    connection::on,
    row::{ClockRow, EventRow, PetitionRow},
    schema::{clocks, concerns, events, petitions},
    scope, waiting,
};
use crate::domain::{
    clock::{Clock, ClockState, SETTLING},
    event::{Deed, Event},
    id::Id,
    oversight::{Counted, Measure, Place},
    petition::{Outcome, Petition, Stage, Topic},
    policy::Sight,
};

/// Issued decisions looked at for the mark “entered late”.
const ISSUES_MAX: i64 = 1_000;

/// The days of a figure: settled since the first, overdue before the second.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub since: NaiveDate,
    pub today: NaiveDate,
}

impl Span {
    /// Since the first of January.
    pub fn this_year(today: NaiveDate) -> Span {
        Span { since: NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today), today }
    }
}

type Row = (Option<String>, Option<String>, Topic, i64);

/// Every figure in sight. A rate is the same for all who may see it, so sealed petitions count in none.
pub fn count(conn: &mut Conn, sight: &Sight, span: Span) -> Result<Vec<Counted>, Trouble> {
    let columns = (petitions::unit, petitions::village, petitions::topic);
    let open: Vec<Row> = on!(conn, c => petitions::table
        .filter(scope::visible(sight))
        .filter(petitions::stage.eq_any(Stage::OPEN.to_vec()))
        .group_by(columns)
        .select((petitions::unit, petitions::village, petitions::topic, count_star()))
        .load(c))?;
    let overdue: Vec<Row> = on!(conn, c => petitions::table
        .filter(scope::visible(sight))
        .filter(petitions::id.eq_any(waiting::late_clocks(span.today)))
        .group_by(columns)
        .select((petitions::unit, petitions::village, petitions::topic, count_star()))
        .load(c))?;
    let mut all: Vec<Counted> = counted(open, Measure::Open).chain(counted(overdue, Measure::Overdue)).collect();
    for measure in [Measure::OnTime, Measure::Late, Measure::Unsettled, Measure::Extended] {
        let rows: Vec<Row> = on!(conn, c => clocks::table
            .inner_join(petitions::table)
            .filter(scope::visible(sight))
            .filter(petitions::sealed.eq(false))
            .filter(settlement(measure, span))
            .group_by(columns)
            .select((petitions::unit, petitions::village, petitions::topic, count_star()))
            .load(c))?;
        all.extend(counted(rows, measure));
    }
    Ok(all)
}

fn counted(rows: Vec<Row>, measure: Measure) -> impl Iterator<Item = Counted> {
    rows.into_iter().map(move |(unit, village, topic, count)| Counted {
        place: Place { unit, village, topic },
        measure,
        count,
    })
}

/// Settling limits that were met in time, met late, or ran out and still run.
#[auto_type(no_type_alias)]
pub(super) fn settlement(measure: Measure, span: Span) -> _ {
    let on_time: bool = measure == Measure::OnTime;
    let late: bool = measure == Measure::Late;
    let unsettled: bool = measure == Measure::Unsettled;
    let moved: bool = measure == Measure::Extended;
    let since: NaiveDate = span.since;
    let today: NaiveDate = span.today;
    let rules: Vec<&'static str> = SETTLING.to_vec();
    let met: ClockState = ClockState::Met;
    let running: ClockState = ClockState::Running;
    let was_met = clocks::state.eq(met).and(clocks::ended_on.ge(since));
    let in_time = on_time.into_sql::<Bool>().and(clocks::ended_on.le(clocks::due.nullable()));
    let too_late = late.into_sql::<Bool>().and(clocks::ended_on.gt(clocks::due.nullable()));
    let runs = unsettled.into_sql::<Bool>().and(clocks::state.eq(running)).and(clocks::due.lt(today));
    let was_moved = moved.into_sql::<Bool>().and(clocks::extended.eq(true));
    clocks::rule.eq_any(rules).and(was_met.and(in_time.or(too_late).or(was_moved)).or(runs))
}

/// Which part of a figure a list shows.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// By code; empty for those that have none. So is the village.
    pub unit: Option<String>,
    pub village: Option<String>,
    pub topic: Option<Topic>,
    /// Met, or ran out, from the first to the second.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Without what was extended.
    pub plain: bool,
    /// Where the page before ended.
    pub after: Option<(NaiveDate, Id<Clock>)>,
}

/// One settlement: the petition and its settling limit.
#[derive(Debug)]
pub struct Settlement {
    pub petition: Petition,
    pub clock: Clock,
}

/// The list behind a figure, by due date; one more row than a page says that there is another page.
pub fn settlements(
    conn: &mut Conn,
    sight: &Sight,
    measure: Measure,
    span: Span,
    part: &Part,
) -> Result<Vec<Settlement>, Trouble> {
    let rows: Vec<(PetitionRow, ClockRow)> = on!(conn, c => {
        let scoped = clocks::table
            .inner_join(petitions::table)
            .filter(scope::visible(sight))
            .filter(petitions::sealed.eq(false))
            .filter(settlement(measure, span))
            .select((PetitionRow::as_select(), ClockRow::as_select()));
        let mut query = boxed_for(c, scoped);
        if let Some(unit) = &part.unit {
            query = query.filter(coalesce_text(petitions::unit, "").eq(unit.clone()));
        }
        if let Some(village) = &part.village {
            query = query.filter(coalesce_text(petitions::village, "").eq(village.clone()));
        }
        if let Some(topic) = part.topic {
            query = query.filter(petitions::topic.eq(topic));
        }
        if part.plain {
            query = query.filter(clocks::extended.eq(false));
        }
        query = match part.days {
            Some((from, to)) if measure == Measure::Unsettled => {
                query.filter(clocks::due.ge(from)).filter(clocks::due.le(to))
            }
            Some((from, to)) => query.filter(clocks::ended_on.ge(from)).filter(clocks::ended_on.le(to)),
            None => query,
        };
        if let Some((due, id)) = part.after {
            query = query.filter(clocks::due.gt(due).or(clocks::due.eq(due).and(clocks::id.gt(id))));
        }
        query.order((clocks::due, clocks::id)).limit(PAGE_ROWS + 1).load(c)?
    });
    Ok(rows
        .into_iter()
        .map(|(petition, clock)| Settlement { petition: Petition::restore(petition.into()), clock: clock.into() })
        .collect())
}

/// Which of these petitions are khiếu nại that name the chairman.
pub fn naming_chair(conn: &mut Conn, among: &[Id<Petition>]) -> Result<Vec<Id<Petition>>, Trouble> {
    Ok(on!(conn, c => concerns::table
        .filter(concerns::petition.eq_any(among.to_vec()))
        .filter(concerns::hides.eq(false))
        .select(concerns::petition)
        .load(c))?)
}

/// Decisions that were entered later than the working day after they were signed (NĐ 30/2020 Đ.18.1), newest first.
pub fn entered_late(conn: &mut Conn, sight: &Sight) -> Result<Vec<(Petition, Event)>, Trouble> {
    let rows: Vec<(EventRow, PetitionRow)> = on!(conn, c => events::table
        .inner_join(petitions::table.on(events::petition.eq(petitions::id.nullable())))
        .filter(events::deed.eq_any([Deed::Issue, Deed::Extend, Deed::Suspend, Deed::Resume, Deed::Terminate]))
        .filter(scope::visible(sight))
        .order((events::at.desc(), events::id.desc()))
        .limit(ISSUES_MAX)
        .select((EventRow::as_select(), PetitionRow::as_select()))
        .load(c))?;
    let events = rows.into_iter().map(|(event, petition)| (Petition::restore(petition.into()), Event::from(event)));
    Ok(events.filter(|(_, event)| event.body.get("entered_late") == Some(&serde_json::Value::Bool(true))).collect())
}

/// What people said last of the answers they were given.
pub fn voices(conn: &mut Conn, sight: &Sight) -> Result<Vec<(Outcome, i64)>, Trouble> {
    let rows: Vec<(Option<Outcome>, i64)> = on!(conn, c => petitions::table
        .filter(scope::visible(sight))
        .filter(petitions::outcome.is_not_null())
        .group_by(petitions::outcome)
        .select((petitions::outcome, count_star()))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(outcome, count)| outcome.map(|outcome| (outcome, count))).collect())
}

/// Petitions under seal, and those that went past the heads: a count is all that the Front sees of them.
pub fn sealed_count(conn: &mut Conn) -> Result<i64, Trouble> {
    Ok(on!(conn, c => petitions::table.filter(petitions::sealed.eq(true)).count().get_result(c))?)
}
