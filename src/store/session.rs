//! Sessions: a hash of the cookie's token, whose it is, on what device, and when it ends. Housekeeping, not audited.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::{
    Conn, Store, Trouble, Tx,
    column::Moment,
    connection::on,
    office,
    row::AccountRow,
    schema::{accounts, factors, sessions},
};
use crate::domain::{factor::Standing, id::Id, office::Office, person::Account};

/// The open sessions of one account that are shown.
const SHOWN_MAX: i64 = 50;

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub token_hash: String,
    pub account: Id<Account>,
    pub standing: Standing,
    pub made_at: Moment,
    pub seen_at: Moment,
    pub ends_at: Moment,
    /// In plain words.
    pub device: String,
}

pub fn begin(tx: &mut Tx, session: Session) -> Result<(), Trouble> {
    on!(tx, c => diesel::insert_into(sessions::table).values(session).execute(c))?;
    Ok(())
}

/// A session, whose it is as they are now, and whether they have set a second factor.
pub struct Found {
    pub session: Session,
    pub account: Account,
    pub has_factor: bool,
}

/// Who holds that token, if anybody, and the office as it stands.
pub fn find(
    store: &Store,
    conn: &mut Conn,
    token_hash: Option<&str>,
    day: NaiveDate,
) -> Result<(Arc<Office>, Option<Found>), Trouble> {
    type Row = (Session, AccountRow, Option<bool>, String);
    let Some(token_hash) = token_hash else { return Ok((office::current(store, conn, day)?, None)) };
    let found: Option<Row> = on!(conn, c => sessions::table
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account)))
        .left_join(factors::table.on(factors::account.eq(sessions::account)))
        .filter(sessions::token_hash.eq(token_hash))
        .select((Session::as_select(), AccountRow::as_select(), factors::is_set.nullable(), office::print()))
        .first(c)
        .optional())?;
    let Some((session, row, is_set, print)) = found else { return Ok((office::current(store, conn, day)?, None)) };
    let found = Found { session, account: row.into(), has_factor: is_set == Some(true) };
    Ok((office::of_print(store, conn, day, &print)?, Some(found)))
}

/// Those of an account that were seen after `since` and have not run out, the newest first.
pub fn open_of(
    conn: &mut Conn,
    account: Id<Account>,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, Trouble> {
    Ok(on!(conn, c => sessions::table
        .filter(sessions::account.eq(account))
        .filter(sessions::standing.ne(Standing::SecondFactor))
        .filter(sessions::seen_at.ge(Moment(since)))
        .filter(sessions::ends_at.gt(Moment(now)))
        .order((sessions::seen_at.desc(), sessions::token_hash))
        .limit(SHOWN_MAX)
        .select(Session::as_select())
        .load(c))?)
}

pub fn seen(tx: &mut Tx, token_hash: &str, at: DateTime<Utc>) -> Result<(), Trouble> {
    let row = sessions::table.filter(sessions::token_hash.eq(token_hash));
    on!(tx, c => diesel::update(row).set(sessions::seen_at.eq(Moment(at))).execute(c))?;
    Ok(())
}

pub fn end(tx: &mut Tx, token_hash: &str) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(sessions::table.filter(sessions::token_hash.eq(token_hash))).execute(c))?;
    Ok(())
}

/// All sessions of an account: after its password or second factor changed, or it was closed.
pub fn end_all(tx: &mut Tx, account: Id<Account>) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(sessions::table.filter(sessions::account.eq(account))).execute(c))?;
    Ok(())
}

/// All but this one.
pub fn end_others(tx: &mut Tx, account: Id<Account>, token_hash: &str) -> Result<(), Trouble> {
    let others = sessions::table.filter(sessions::account.eq(account)).filter(sessions::token_hash.ne(token_hash));
    on!(tx, c => diesel::delete(others).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(sessions::table.filter(sessions::ends_at.lt(Moment(now)))).execute(c))?)
}
