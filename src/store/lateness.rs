//! Lateness: the reasons that may be given, and how often each was.

use chrono::NaiveDate;
use diesel::{dsl::count, prelude::*};

use super::{
    Conn, Trouble,
    connection::on,
    row::LateReasonRow,
    schema::{late_reasons, latenesses, petitions},
    scope,
};
use crate::domain::{lateness::LateReason, policy::Sight};

/// Reasons of a list at most.
const REASONS_MAX: i64 = 100;

/// All reasons in their order, ended ones among them.
pub fn reasons(conn: &mut Conn) -> Result<Vec<LateReason>, Trouble> {
    let rows: Vec<LateReasonRow> = on!(conn, c => late_reasons::table
        .order((late_reasons::position, late_reasons::code))
        .limit(REASONS_MAX)
        .select(LateReasonRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many petitions in sight ended late since that day for each reason that was given: its code, its name, the count.
pub fn by_reason(conn: &mut Conn, sight: &Sight, since: NaiveDate) -> Result<Vec<(String, String, i64)>, Trouble> {
    Ok(on!(conn, c => latenesses::table
        .inner_join(petitions::table)
        .inner_join(late_reasons::table)
        .filter(scope::visible(sight))
        .filter(latenesses::ended_on.ge(since))
        .group_by((late_reasons::code, late_reasons::name, late_reasons::position))
        .order(late_reasons::position)
        .select((late_reasons::code, late_reasons::name, count(latenesses::petition).aggregate_distinct()))
        .limit(REASONS_MAX)
        .load(c))?)
}
