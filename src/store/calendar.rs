//! The calendar in rows: each year's newest list over the shipped one, the limits it may move, and who has seen that.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Conn, Trouble, Tx,
    column::Moment,
    connection::on,
    row::{ClockRow, EventRow, PetitionRow},
    schema::{calendar_days, calendar_years, clocks, events, petitions, seen_moves},
    scope,
};
use crate::domain::{
    calendar::{DayKind, WorkCalendar},
    clock::ClockState,
    event::{Deed, Event},
    id::Id,
    person::Account,
    petition::Petition,
    policy::Sight,
    redating::{Moved, Open},
    year_list::Signature,
};

/// Moved dates looked at for one board.
const MOVES_MAX: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = calendar_years)]
struct YearRow {
    revision: i32,
    year: i32,
    signed_name: Option<String>,
    signed_title: Option<String>,
    document_no: Option<String>,
    document_date: Option<NaiveDate>,
}

impl YearRow {
    fn signature(&self) -> Option<Signature> {
        Some(Signature {
            name: self.signed_name.clone()?,
            title: self.signed_title.clone()?,
            document_no: self.document_no.clone()?,
            document_date: self.document_date?,
        })
    }
}

/// The newest list of each year that the commune saved, and how many were ever saved.
fn newest(conn: &mut Conn) -> Result<(BTreeMap<i32, YearRow>, i32), Trouble> {
    let rows: Vec<YearRow> =
        on!(conn, c => calendar_years::table.order(calendar_years::revision).select(YearRow::as_select()).load(c))?;
    let saved = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    Ok((rows.into_iter().map(|row| (row.year, row)).collect(), saved))
}

/// What holds: the shipped list, and over it each year that the commune saved, whole. Its version counts both.
pub fn merged(conn: &mut Conn, shipped: Arc<WorkCalendar>) -> Result<Arc<WorkCalendar>, Trouble> {
    let (years, saved) = newest(conn)?;
    if years.is_empty() {
        return Ok(shipped);
    }
    let revisions: Vec<i32> = years.values().map(|row| row.revision).collect();
    let days: Vec<(NaiveDate, DayKind, String, i32)> = on!(conn, c => calendar_days::table
        .filter(calendar_days::revision.eq_any(revisions))
        .select((calendar_days::day, calendar_days::kind, calendar_days::label, calendar_days::revision))
        .load(c))?;
    let mut calendar = (*shipped).clone();
    for row in years.values() {
        let its = days.iter().filter(|(.., revision)| *revision == row.revision);
        let its = its.map(|(day, kind, label, _)| (*day, *kind, label.clone()));
        calendar.replace_year(row.year, row.signature().as_ref().map(Signature::words), its);
    }
    calendar.set_version(shipped.version() + saved);
    Ok(Arc::new(calendar))
}

/// Who signed the commune's own list of that year.
pub fn signature(conn: &mut Conn, year: i32) -> Result<Option<Signature>, Trouble> {
    Ok(newest(conn)?.0.get(&year).and_then(YearRow::signature))
}

/// Running limits that reach into that year or beyond, those of one petition one after the other.
pub fn open_since(conn: &mut Conn, year: i32) -> Result<Vec<Open>, Trouble> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
    let rows: Vec<(ClockRow, Option<PetitionRow>)> = on!(conn, c => clocks::table
        .left_join(petitions::table)
        .filter(clocks::state.eq(ClockState::Running))
        .filter(clocks::due.ge(first).or(clocks::started_on.ge(first)))
        .order((clocks::petition, clocks::due, clocks::id))
        .select((ClockRow::as_select(), Option::<PetitionRow>::as_select()))
        .load(c))?;
    let petition = |row: PetitionRow| Petition::restore(row.into());
    Ok(rows.into_iter().map(|(clock, row)| Open { petition: row.map(petition), clock: clock.into() }).collect())
}

/// Petitions of this owner whose dates a changed calendar moved since then, unless they have said that they saw it.
pub fn moved_for(conn: &mut Conn, sight: &Sight, since: DateTime<Utc>) -> Result<Vec<(Petition, Event)>, Trouble> {
    let seen = || {
        let until = seen_moves::table.filter(seen_moves::account.eq(sight.me)).filter(seen_moves::until.ge(events::at));
        diesel::dsl::exists(until)
    };
    let rows: Vec<(EventRow, PetitionRow)> = on!(conn, c => events::table
        .inner_join(petitions::table.on(events::petition.eq(petitions::id.nullable())))
        .filter(events::deed.eq(Deed::Redate))
        .filter(events::at.gt(Moment(since)))
        .filter(diesel::dsl::not(seen()))
        .filter(petitions::owner.eq(sight.me))
        .filter(scope::visible(sight))
        .order((events::at.desc(), events::id.desc()))
        .limit(MOVES_MAX)
        .select((EventRow::as_select(), PetitionRow::as_select()))
        .load(c))?;
    let all = rows.into_iter().map(|(event, row)| (Petition::restore(row.into()), Event::from(event)));
    Ok(all.filter(|(_, event)| !Moved::of(event).is_empty()).collect())
}

/// They have seen what moved until now.
pub fn mark_seen(tx: &mut Tx, account: Id<Account>, now: DateTime<Utc>) -> Result<(), Trouble> {
    on!(tx, c => {
        let rows = diesel::update(seen_moves::table.filter(seen_moves::account.eq(account)))
            .set(seen_moves::until.eq(Moment(now)))
            .execute(c)?;
        if rows == 0 {
            diesel::insert_into(seen_moves::table)
                .values((seen_moves::account.eq(account), seen_moves::until.eq(Moment(now))))
                .on_conflict_do_nothing()
                .execute(c)?;
        }
        Ok(())
    })
}
