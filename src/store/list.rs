//! Kept lists: what was changed, by whom and when, and how many open petitions a unit has.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Conn, Trouble,
    column::Moment,
    connection::on,
    row::ListChangeRow,
    schema::{authorities, events, list_changes, petitions},
};
use crate::domain::{
    elsewhere::Authority,
    id::Id,
    kept::{CHANGES_MAX, List, ListChange, keeping::Held},
    person::Account,
    petition::Stage,
};

/// The newest changes that a page shows.
pub const HISTORY_MAX: i64 = 100;

/// Everything that was ever changed.
pub fn all(conn: &mut Conn) -> Result<Vec<ListChange>, Trouble> {
    let rows_max = i64::try_from(CHANGES_MAX).unwrap_or(i64::MAX);
    let rows: Vec<ListChangeRow> = on!(conn, c => list_changes::table
        .order((list_changes::list, list_changes::code, list_changes::revision))
        .limit(rows_max)
        .select(ListChangeRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A change with who made it and when.
pub struct Changed {
    pub change: ListChange,
    pub at: DateTime<Utc>,
    pub by: Option<Id<Account>>,
}

/// The newest changes of these lists.
pub fn history(conn: &mut Conn, lists: &[List]) -> Result<Vec<Changed>, Trouble> {
    let rows: Vec<(ListChangeRow, Moment, Option<Id<Account>>)> = on!(conn, c => list_changes::table
        .inner_join(events::table.on(events::id.eq(list_changes::last_event)))
        .filter(list_changes::list.eq_any(lists.to_vec()))
        .order((events::at.desc(), list_changes::code, list_changes::revision.desc()))
        .limit(HISTORY_MAX)
        .select((ListChangeRow::as_select(), events::at, events::account))
        .load(c))?;
    Ok(rows.into_iter().map(|(row, at, by)| Changed { change: row.into(), at: at.0, by }).collect())
}

/// What units have to do: counts are all that an administrator sees.
pub fn held(conn: &mut Conn) -> Result<Held, Trouble> {
    let rows: Vec<(Option<String>, i64)> = on!(conn, c => petitions::table
        .filter(petitions::stage.eq_any(Stage::OPEN.to_vec()))
        .group_by(petitions::unit)
        .select((petitions::unit, diesel::dsl::count_star()))
        .load(c))?;
    let petitions = rows.into_iter().filter_map(|(unit, count)| Some((unit?, count))).collect();
    Ok(Held { petitions, asked: super::assistance::held(conn)? })
}

type AuthorityColumns = (String, String, String, String, NaiveDate, Option<NaiveDate>);

/// Where else things are settled, as each began to be in the list.
pub fn authorities(conn: &mut Conn) -> Result<Vec<Authority>, Trouble> {
    let rows: Vec<AuthorityColumns> = on!(conn, c => authorities::table
        .order((authorities::position, authorities::code))
        .select((
            authorities::code,
            authorities::name,
            authorities::address,
            authorities::phone,
            authorities::since,
            authorities::until,
        ))
        .load(c))?;
    let authority = |(code, name, address, phone, since, until)| Authority {
        code,
        name,
        address,
        phone,
        since,
        until,
        in_use: true,
    };
    Ok(rows.into_iter().map(authority).collect())
}
