//! Kept lists: each change is a row that stays; an item has a row of its own, to which others point.

use diesel::prelude::*;

use super::super::{
    Trouble, Tx,
    connection::on,
    row::ListChangeRow,
    schema::{authorities, late_reasons, list_changes, units, villages},
};
use crate::domain::{
    event::Event,
    id::Id,
    kept::{List, ListChange, NewItem},
};

/// # Errors
/// [`Trouble::Taken`] when somebody changed the same item at the same moment.
pub(super) fn insert(tx: &mut Tx, change: &ListChange, event: Id<Event>) -> Result<(), Trouble> {
    let row = ListChangeRow::from(change);
    on!(tx, c => diesel::insert_into(list_changes::table)
        .values((row, list_changes::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

/// # Errors
/// [`Trouble::Taken`] when it is there already.
pub(super) fn insert_item(tx: &mut Tx, item: &NewItem) -> Result<(), Trouble> {
    let NewItem { list, code, name, address, phone, position, since } = item;
    match list {
        List::Units => on!(tx, c => diesel::insert_into(units::table)
            .values((units::code.eq(code), units::name.eq(name), units::position.eq(position)))
            .execute(c))
        .map(drop)?,
        List::Villages => on!(tx, c => diesel::insert_into(villages::table)
            .values((villages::code.eq(code), villages::name.eq(name), villages::position.eq(position)))
            .execute(c))
        .map(drop)?,
        List::Authorities => on!(tx, c => diesel::insert_into(authorities::table)
            .values((
                authorities::code.eq(code),
                authorities::name.eq(name),
                authorities::address.eq(address),
                authorities::phone.eq(phone),
                authorities::since.eq(since),
                authorities::position.eq(position),
            ))
            .execute(c))
        .map(drop)?,
        List::Reasons => on!(tx, c => diesel::insert_into(late_reasons::table)
            .values((
                late_reasons::code.eq(code),
                late_reasons::name.eq(name),
                late_reasons::position.eq(position),
                late_reasons::since.eq(since),
            ))
            .execute(c))
        .map(drop)?,
        List::Topics | List::Wordings | List::Remote => {
            return Err(Trouble::Database("a closed list".to_owned()));
        }
    }
    Ok(())
}
