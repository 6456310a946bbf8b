//! Deadlines: how many petitions in sight have which limit next, by who holds them; how many limits were met month by month.

use chrono::NaiveDate;
use diesel::{
    dsl::{auto_type, count_star},
    prelude::*,
    sql_types::Bool,
};

use super::{
    Conn, Trouble,
    connection::on,
    figures::{Span, settlement},
    schema::{clocks, petitions},
    scope,
};
use crate::domain::{
    clock::ClockState,
    horizon::{Holding, Key, Parting},
    id::Id,
    oversight::Measure,
    person::Account,
    petition::Topic,
    policy::Sight,
    punctuality::Settled,
};

/// A unit, who holds it, by when, how many.
type OfUnit = (Option<String>, Option<Id<Account>>, NaiveDate, i64);

diesel::alias!(clocks as others: OtherClocks);

/// The limit that lists show: the earliest that runs of the commune's own; each petition has one at most.
#[auto_type(no_type_alias)]
fn first_due(extended: bool) -> _ {
    let running: ClockState = ClockState::Running;
    let sooner = others
        .filter(others.field(clocks::petition).eq(clocks::petition))
        .filter(others.field(clocks::state).eq(running))
        .filter(others.field(clocks::citizens).eq(false))
        .filter(
            others
                .field(clocks::due)
                .lt(clocks::due)
                .or(others.field(clocks::due).eq(clocks::due).and(others.field(clocks::id).lt(clocks::id))),
        );
    let all: bool = !extended;
    let yes: bool = true;
    // The same as `waiting::extended`, beside the table that is counted.
    let longer = others
        .filter(others.field(clocks::petition).eq(clocks::petition))
        .filter(others.field(clocks::state).eq(running))
        .filter(others.field(clocks::citizens).eq(false))
        .filter(others.field(clocks::extended).eq(yes));
    let those = all.into_sql::<Bool>().or(diesel::dsl::exists(longer));
    clocks::state
        .eq(running)
        .and(clocks::citizens.eq(false))
        .and(diesel::dsl::not(diesel::dsl::exists(sooner)))
        .and(those)
}

/// How many there are of each key with each due date; all, or those of which a running limit was extended.
pub fn holdings(conn: &mut Conn, sight: &Sight, by: Parting, extended: bool) -> Result<Vec<Holding>, Trouble> {
    match by {
        Parting::Unit => by_unit(conn, sight, extended),
        Parting::Village => by_village(conn, sight, extended),
        Parting::Topic => by_topic(conn, sight, extended),
        Parting::Owner => by_owner(conn, sight, extended),
    }
}

/// By who holds them too: the chairman's own files stand apart from his unit's.
fn by_unit(conn: &mut Conn, sight: &Sight, extended: bool) -> Result<Vec<Holding>, Trouble> {
    let rows: Vec<OfUnit> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(first_due(extended))
        .group_by((petitions::unit, petitions::owner, clocks::due))
        .select((petitions::unit, petitions::owner, clocks::due, count_star()))
        .load(c))?;
    let holding = |(unit, owner, due, count)| Holding { key: Key::Unit(unit, owner), due, count };
    Ok(rows.into_iter().map(holding).collect())
}

fn by_village(conn: &mut Conn, sight: &Sight, extended: bool) -> Result<Vec<Holding>, Trouble> {
    let rows: Vec<(Option<String>, NaiveDate, i64)> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(first_due(extended))
        .group_by((petitions::village, clocks::due))
        .select((petitions::village, clocks::due, count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(village, due, count)| Holding { key: Key::Village(village), due, count }).collect())
}

fn by_topic(conn: &mut Conn, sight: &Sight, extended: bool) -> Result<Vec<Holding>, Trouble> {
    let rows: Vec<(Topic, NaiveDate, i64)> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(first_due(extended))
        .group_by((petitions::topic, clocks::due))
        .select((petitions::topic, clocks::due, count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(topic, due, count)| Holding { key: Key::Topic(topic), due, count }).collect())
}

fn by_owner(conn: &mut Conn, sight: &Sight, extended: bool) -> Result<Vec<Holding>, Trouble> {
    let rows: Vec<(Option<Id<Account>>, NaiveDate, i64)> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(first_due(extended))
        .group_by((petitions::owner, clocks::due))
        .select((petitions::owner, clocks::due, count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(owner, due, count)| Holding { key: Key::Owner(owner), due, count }).collect())
}

/// Limits that were met since a day, in time or late, and all that ran out and still run. Sealed petitions count in no rate.
pub fn settled(conn: &mut Conn, sight: &Sight, span: Span) -> Result<Vec<Settled>, Trouble> {
    let mut all = met(conn, sight, span, Measure::OnTime)?;
    all.extend(met(conn, sight, span, Measure::Late)?);
    let rows: Vec<(NaiveDate, bool, i64)> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .filter(settlement(Measure::Unsettled, span))
        .group_by((clocks::due, clocks::extended))
        .select((clocks::due, clocks::extended, count_star()))
        .load(c))?;
    let unsettled = |(on, extended, count)| Settled { measure: Measure::Unsettled, on, extended, count };
    all.extend(rows.into_iter().map(unsettled));
    Ok(all)
}

fn met(conn: &mut Conn, sight: &Sight, span: Span, measure: Measure) -> Result<Vec<Settled>, Trouble> {
    let rows: Vec<(NaiveDate, bool, i64)> = on!(conn, c => clocks::table
        .inner_join(petitions::table)
        .filter(scope::visible(sight))
        .filter(petitions::sealed.eq(false))
        .filter(settlement(measure, span))
        .group_by((clocks::ended_on, clocks::extended))
        .select((clocks::ended_on.assume_not_null(), clocks::extended, count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(on, extended, count)| Settled { measure, on, extended, count }).collect())
}
