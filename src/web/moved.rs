//! Dates that a changed calendar moved: told to whoever holds the petition, until they have seen it or for a week.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{
    board::ROLES,
    desk::{Answer, Desk},
    error::Failure,
    petition::heading,
};
use crate::{
    domain::{event::Event, id::Id, petition::Petition, policy::Sight, redating::Moved},
    store::{self, Conn},
};

/// So long it stands on the board of somebody who does not say that they saw it.
const SHOWN_FOR: TimeDelta = TimeDelta::days(7);
/// Named on a board; the others are counted.
const ROWS: usize = 6;

/// What stands on a board.
#[derive(Serialize)]
pub struct MovedPart {
    rows: Vec<MovedRow>,
    more: usize,
}

#[derive(Serialize)]
struct MovedRow {
    petition: Id<Petition>,
    subject: String,
    number: Option<i32>,
    from: NaiveDate,
    to: NaiveDate,
}

pub fn part(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<MovedPart, Failure> {
    let moved = store::calendar::moved_for(conn, sight, desk.now - SHOWN_FOR)?;
    let mut rows: Vec<MovedRow> =
        moved.iter().flat_map(|(petition, event)| rows(desk, sight, petition, event)).collect();
    // Limits of the parties of one group move together.
    rows.dedup_by_key(|row| (row.petition, row.from, row.to));
    let more = rows.len().saturating_sub(ROWS);
    rows.truncate(ROWS);
    Ok(MovedPart { rows, more })
}

fn rows(desk: &Desk, sight: &Sight, petition: &Petition, event: &Event) -> Vec<MovedRow> {
    let row = |Moved { from, to, .. }: Moved| MovedRow {
        petition: petition.id,
        subject: heading(desk, sight, petition),
        number: petition.number,
        from,
        to,
    };
    Moved::of(event).into_iter().map(row).collect()
}

/// Somebody has seen the new dates on their board.
pub fn seen(desk: &Desk) -> Answer {
    let me = desk.account_as(ROLES)?.id;
    desk.store().write(|tx| store::calendar::mark_seen(tx, me, desk.now))?;
    desk.see("/ban-lam-viec")
}
