//! Lateness: the reasons that may be given, and how often each was.

use diesel::prelude::*;

use super::{Conn, Trouble, connection::on, row::LateReasonRow, schema::late_reasons};
use crate::domain::lateness::LateReason;

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
