//! Figures: exact counts by unit, village and topic, and the list behind each of them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use diesel::{
    dsl::{auto_type, count_star, sql},
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};

use super::{
    Conn, Trouble,
    board::{PAGE_ROWS, boxed_for, coalesce_text},
    connection::on,
    row::{ClockRow, EventRow, PetitionRow},
    schema::{clocks, events, links, petitions},
    scope, together, waiting,
};
use crate::domain::{
    clock::{Clock, ClockState, SETTLING},
    event::{Deed, Event},
    id::Id,
    oversight::{Counted, Measure, Place},
    person::Account,
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

/// What one look at the whole counted.
#[derive(Default)]
pub struct Tallies {
    pub counted: Vec<Counted>,
    /// What people said last of the answers they were given.
    pub voices: Vec<(Outcome, i64)>,
    /// How many open files everyone holds, whoever asks: counts alone, and none of a sealed one.
    pub held: BTreeMap<Id<Account>, i64>,
    /// Under seal, and gone past the heads: a count is all that the Front sees of them.
    pub sealed: i64,
    /// The newest link of the chain: how many there are, and its hash.
    pub head: Option<(i64, String)>,
}

const MEASURES: [Measure; 6] =
    [Measure::Open, Measure::Overdue, Measure::OnTime, Measure::Late, Measure::Unsettled, Measure::Extended];
/// Places of what stands behind the measures.
const VOICES: usize = 6;
const HELD: usize = 7;
const SEALED: usize = 8;

type Columns = (Nullable<Text>, Nullable<Text>, Nullable<Text>, BigInt);
type Row = (i32, (Option<String>, Option<String>, Option<String>, i64));

/// Every figure in sight, by one query. A rate is the same for all who may see it, so sealed petitions count in none.
pub fn tallies(conn: &mut Conn, sight: &Sight, span: Span) -> Result<Tallies, Trouble> {
    let rows: Vec<Row> = on!(conn, c => {
        let columns = (petitions::unit, petitions::village, petitions::topic);
        let shown = (petitions::unit, petitions::village, petitions::topic.nullable(), count_star());
        let nothing = None::<String>.into_sql::<Nullable<Text>>();
        let scoped = || petitions::table.filter(scope::visible(sight));
        let mut all = together::rows_for::<_, Columns>(c);
        all.add(scoped().filter(petitions::stage.eq_any(Stage::OPEN)).group_by(columns).select(shown));
        all.add(scoped().filter(waiting::is_late(span.today)).group_by(columns).select(shown));
        for measure in &MEASURES[2..] {
            let settled = clocks::table.inner_join(petitions::table).filter(scope::visible(sight));
            let settled = settled.filter(petitions::sealed.eq(false)).filter(settlement(*measure, span));
            all.add(settled.group_by(columns).select(shown));
        }
        let said = scoped().filter(petitions::outcome.is_not_null()).group_by(petitions::outcome);
        all.add(said.select((nothing.clone(), nothing.clone(), petitions::outcome, count_star())));
        let open = petitions::table.filter(petitions::stage.eq_any(Stage::OPEN)).filter(petitions::sealed.eq(false));
        let owner = sql::<Nullable<Text>>("CAST(owner AS TEXT)");
        all.add(open.group_by(petitions::owner).select((nothing.clone(), nothing.clone(), owner, count_star())));
        let sealed = petitions::table.filter(petitions::sealed.eq(true));
        all.add(sealed.select((nothing.clone(), nothing.clone(), nothing.clone(), count_star())));
        let newest = links::table.order(links::seq.desc()).limit(1);
        all.add(newest.select((nothing.clone(), nothing, links::hash.nullable(), links::seq)));
        all.load(c)?
    });
    Ok(rows.into_iter().fold(Tallies::default(), Tallies::with))
}

impl Tallies {
    fn with(mut self, (place, (unit, village, word, count)): Row) -> Tallies {
        let place = usize::try_from(place).unwrap_or_default();
        let word = word.unwrap_or_default();
        if let Some(measure) = MEASURES.get(place).copied() {
            let counted = |topic| Counted { place: Place { unit, village, topic }, measure, count };
            self.counted.extend(Topic::from_code(&word).map(counted));
        } else if place == VOICES {
            self.voices.extend(Outcome::from_code(&word).map(|outcome| (outcome, count)));
        } else if place == HELD {
            self.held.extend(word.parse().ok().map(|owner: Id<Account>| (owner, count)));
        } else if place == SEALED {
            self.sealed = count;
        } else {
            self.head = Some((count, word));
        }
        self
    }
}

/// How many open files everyone holds, whoever asks: counts alone, and none of a sealed one.
pub fn held(conn: &mut Conn) -> Result<BTreeMap<Id<Account>, i64>, Trouble> {
    let rows: Vec<(Option<Id<Account>>, i64)> = on!(conn, c => petitions::table
        .filter(petitions::stage.eq_any(Stage::OPEN))
        .filter(petitions::sealed.eq(false))
        .group_by(petitions::owner)
        .select((petitions::owner, count_star()))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(owner, count)| Some((owner?, count))).collect())
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
