//! Sessions: a hash of the cookie's token, whose it is, and when it ends. Housekeeping, not audited.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Conn, Trouble, Tx, column::Moment, connection::on, schema::sessions};
use crate::domain::{id::Id, person::Account};

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    pub token_hash: String,
    pub account: Id<Account>,
    /// `new_password` or `full`.
    pub standing: String,
    pub made_at: Moment,
    pub seen_at: Moment,
    pub ends_at: Moment,
}

pub fn begin(tx: &mut Tx, session: Session) -> Result<(), Trouble> {
    on!(tx, c => diesel::insert_into(sessions::table).values(session).execute(c))?;
    Ok(())
}

pub fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>, Trouble> {
    Ok(on!(conn, c => sessions::table
        .filter(sessions::token_hash.eq(token_hash))
        .select(Session::as_select())
        .first(c)
        .optional())?)
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

/// All sessions of an account: after its password or role changed.
pub fn end_all(tx: &mut Tx, account: Id<Account>) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(sessions::table.filter(sessions::account.eq(account))).execute(c))?;
    Ok(())
}

pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::delete(sessions::table.filter(sessions::ends_at.lt(Moment(now)))).execute(c))?)
}
