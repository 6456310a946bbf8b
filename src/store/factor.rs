//! Second factors, reading: whether an account has one, and its secret from under the seal.

use diesel::prelude::*;

use super::{Conn, Store, Trouble, connection::on, row::FactorRow, schema::factors};
use crate::{
    domain::{
        factor::{Factor, SECRET_BYTES, Secret},
        id::Id,
        person::Account,
    },
    keys::Purpose,
};

pub fn find(conn: &mut Conn, account: Id<Account>) -> Result<Option<Factor>, Trouble> {
    let row: Option<FactorRow> = on!(conn, c => factors::table
        .filter(factors::account.eq(account))
        .select(FactorRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(Into::into))
}

pub fn is_set(conn: &mut Conn, account: Id<Account>) -> Result<bool, Trouble> {
    Ok(find(conn, account)?.is_some_and(|factor| factor.is_set))
}

/// Accounts that have one.
pub fn all_set(conn: &mut Conn) -> Result<Vec<Id<Account>>, Trouble> {
    Ok(on!(conn, c => factors::table
        .filter(factors::is_set.eq(true))
        .select(factors::account)
        .limit(super::account::ACCOUNTS_MAX)
        .load(c))?)
}

/// What phone and portal share, while it is set.
pub fn secret(store: &Store, conn: &mut Conn, account: Id<Account>) -> Result<Option<Secret>, Trouble> {
    let sealed: Option<Vec<u8>> = on!(conn, c => factors::table
        .filter(factors::account.eq(account))
        .filter(factors::is_set.eq(true))
        .select(factors::sealed)
        .first(c)
        .optional())?;
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = store.keys.open(Purpose::Factor, account.uuid().as_bytes(), &sealed)?;
    let bytes: [u8; SECRET_BYTES] =
        plain.try_into().map_err(|_| Trouble::Database("bước xác nhận thứ hai hỏng trong kho".to_owned()))?;
    Ok(Some(Secret(bytes)))
}
