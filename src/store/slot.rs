//! Slots as they lie in their rows: who is engaged when.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Conn, Trouble, connection::on, row::SlotRow, schema::slots};
use crate::domain::slot::Slot;

/// Everything that is held from one day to another, both included, in order.
pub fn between(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Slot>, Trouble> {
    let rows: Vec<SlotRow> = on!(conn, c => slots::table
        .filter(slots::day.between(from, until))
        .order((slots::day, slots::part, slots::account))
        .select(SlotRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub fn of_day(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Slot>, Trouble> {
    between(conn, day, day)
}
