//! Accounts, reading: who there is, and the hash that a password is checked against.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::AccountRow,
    schema::{accounts, commitments, petitions, slots},
};
use crate::domain::{
    commitment::CommitmentState, id::Id, keeping::Holdings, office::Office, person::Account, petition::Stage,
};

pub const ACCOUNTS_MAX: i64 = 500;

pub fn all(conn: &mut Conn) -> Result<Vec<Account>, Trouble> {
    let rows: Vec<AccountRow> = on!(conn, c => accounts::table
        .order(accounts::id)
        .limit(ACCOUNTS_MAX)
        .select(AccountRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub fn any(conn: &mut Conn) -> Result<bool, Trouble> {
    let found: Option<Id<Account>> = on!(conn, c => accounts::table.select(accounts::id).first(c).optional())?;
    Ok(found.is_some())
}

pub fn by_id(conn: &mut Conn, id: Id<Account>) -> Result<Account, Trouble> {
    let row: AccountRow =
        on!(conn, c => accounts::table.filter(accounts::id.eq(id)).select(AccountRow::as_select()).first(c))?;
    Ok(row.into())
}

/// The account of that name with its password's argon2id hash.
pub fn with_password(conn: &mut Conn, username: &str) -> Result<Option<(Account, String)>, Trouble> {
    let found: Option<(AccountRow, String)> = on!(conn, c => accounts::table
        .filter(accounts::username.eq(username))
        .select((AccountRow::as_select(), accounts::password_hash))
        .first(c)
        .optional())?;
    Ok(found.map(|(row, hash)| (row.into(), hash)))
}

/// What an account would leave behind if it were closed: counted, for whoever may see no petition.
pub fn holdings(conn: &mut Conn, id: Id<Account>, today: NaiveDate, office: &Office) -> Result<Holdings, Trouble> {
    let petitions: i64 = on!(conn, c => petitions::table
        .filter(petitions::owner.eq(id).or(petitions::reader.eq(id)))
        .filter(petitions::stage.eq_any(Stage::OPEN.to_vec()))
        .count()
        .get_result(c))?;
    let promises: i64 = on!(conn, c => commitments::table
        .filter(commitments::owner.eq(id))
        .filter(commitments::state.eq(CommitmentState::Open))
        .count()
        .get_result(c))?;
    let days: i64 =
        on!(conn, c => slots::table.filter(slots::account.eq(id)).filter(slots::day.ge(today)).count().get_result(c))?;
    let mediations = super::mediation::held_by(conn, id)?;
    let asked = i64::try_from(super::assistance::only_for(conn, id, office)?).unwrap_or(i64::MAX);
    Ok(Holdings { petitions, promises, days, asked, mediations })
}
