//! The table of competence as it lies in its rows; read only where it is asked for.

use diesel::prelude::*;

use super::{
    Conn, Trouble, Tx,
    connection::on,
    row::CompetenceRow,
    schema::{competences, marks},
};
use crate::domain::competence::{Competence, ROWS_MAX};

/// All rows, those of the past too, the newest first.
pub fn all(conn: &mut Conn) -> Result<Vec<Competence>, Trouble> {
    let rows_max = i64::try_from(ROWS_MAX).unwrap_or(i64::MAX);
    let rows: Vec<CompetenceRow> = on!(conn, c => competences::table
        .order((competences::since.desc(), competences::paper, competences::id))
        .limit(rows_max)
        .select(CompetenceRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Whoever begins the table leaves a mark that can be left once, whatever runs beside.
///
/// # Errors
/// [`Trouble::Taken`] when it was begun already.
pub fn mark_begun(tx: &mut Tx) -> Result<(), Trouble> {
    on!(tx, c => diesel::insert_into(marks::table)
        .values((marks::name.eq("competence"), marks::value.eq("1")))
        .execute(c))?;
    Ok(())
}
