//! Second factors, writing: over the version that was read, so that one code lets in once.

use diesel::prelude::*;

use super::super::{Trouble, Tx, connection::on, exactly_one, row::FactorRow, schema::factors};
use crate::{
    domain::{
        event::Event,
        factor::{Factor, Secret},
        id::Id,
    },
    keys::{KEY_ID, Purpose},
};

/// Seals the secret beside the factor; the account's first one is a new row.
pub(super) fn set(tx: &mut Tx, factor: &Factor, secret: &Secret, event: Id<Event>) -> Result<(), Trouble> {
    let sealed = tx.store.keys.seal(Purpose::Factor, factor.account.uuid().as_bytes(), &secret.0);
    if factor.version > 0 {
        return write(tx, factor, Some(sealed), event);
    }
    let row = FactorRow { version: 1, ..FactorRow::from(factor) };
    on!(tx, c => diesel::insert_into(factors::table)
        .values((row, factors::key_id.eq(KEY_ID), factors::sealed.eq(&sealed), factors::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

pub(super) fn save(tx: &mut Tx, factor: &Factor, event: Id<Event>) -> Result<(), Trouble> {
    write(tx, factor, None, event)
}

/// Nothing is left of the secret.
pub(super) fn drop(tx: &mut Tx, factor: &Factor, event: Id<Event>) -> Result<(), Trouble> {
    write(tx, factor, Some(Vec::new()), event)
}

fn write(tx: &mut Tx, factor: &Factor, sealed: Option<Vec<u8>>, event: Id<Event>) -> Result<(), Trouble> {
    let row = FactorRow { version: factor.version + 1, ..FactorRow::from(factor) };
    let target = factors::table.filter(factors::account.eq(factor.account)).filter(factors::version.eq(factor.version));
    let sealed = sealed.map(|sealed| (factors::key_id.eq(KEY_ID), factors::sealed.eq(sealed)));
    exactly_one(on!(tx, c => diesel::update(target)
        .set((&row, sealed.clone(), factors::last_event.eq(event)))
        .execute(c))?)
}
