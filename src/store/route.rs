//! Routes and absences as they lie in their rows.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{AbsenceRow, RouteRow},
    schema::{absences, routes},
};
use crate::domain::{
    absence::{ABSENCES_MAX, Absence},
    route::{ROUTES_MAX, Route},
};

/// All rows, those of the past too, as they came into force.
pub fn all(conn: &mut Conn) -> Result<Vec<Route>, Trouble> {
    let rows_max = i64::try_from(ROUTES_MAX).unwrap_or(i64::MAX);
    let rows: Vec<RouteRow> = on!(conn, c => routes::table
        .order((routes::since.desc(), routes::id))
        .limit(rows_max)
        .select(RouteRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The newest absences, those of the past too.
pub fn absences(conn: &mut Conn) -> Result<Vec<Absence>, Trouble> {
    let rows_max = i64::try_from(ABSENCES_MAX).unwrap_or(i64::MAX);
    let rows: Vec<AbsenceRow> = on!(conn, c => absences::table
        .order((absences::until.desc(), absences::id))
        .limit(rows_max)
        .select(AbsenceRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}
