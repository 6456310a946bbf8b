//! Mediations: numbered without gaps within a year, both sides under the vault's seal, and what a look may open.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Conn, Store, Trouble, Tx,
        connection::on,
        exactly_one,
        row::MediationRow,
        schema::{mediation_sides, mediations},
    },
    Recorded, next_number,
};
use crate::{
    domain::{
        event::{Deed, Event},
        id::Id,
        mediation::{Mediation, Sides},
    },
    keys::{KEY_ID, Purpose},
};

/// Series of the requests' numbers, one a year.
const SERIES: &str = "mediation";

/// What the vault holds of both sides.
#[derive(Serialize, Deserialize)]
struct Held {
    asker_name: String,
    asker_address: String,
    other_name: String,
    other_address: String,
}

pub(super) fn insert(tx: &mut Tx, of: &Mediation, sides: &Sides, event: Id<Event>) -> Result<(), Trouble> {
    let number = next_number(tx, SERIES, of.year)?;
    let row = MediationRow { number, ..MediationRow::from(of) };
    on!(tx, c => diesel::insert_into(mediations::table).values((row, mediations::last_event.eq(event))).execute(c))?;
    let Sides { asker_name, asker_address, other_name, other_address } = sides.clone();
    let plain = serde_json::to_vec(&Held { asker_name, asker_address, other_name, other_address })
        .map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = tx.store.keys.seal(Purpose::Vault, of.id.uuid().as_bytes(), &plain);
    on!(tx, c => diesel::insert_into(mediation_sides::table)
        .values((
            mediation_sides::mediation.eq(of.id),
            mediation_sides::key_id.eq(KEY_ID),
            mediation_sides::sealed.eq(sealed),
            mediation_sides::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// Over the version that was read, and one higher.
pub(super) fn save(tx: &mut Tx, of: &Mediation, event: Id<Event>) -> Result<(), Trouble> {
    let row = MediationRow { version: of.version + 1, ..MediationRow::from(of) };
    let target = mediations::table.filter(mediations::id.eq(of.id)).filter(mediations::version.eq(of.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, mediations::last_event.eq(event))).execute(c))?)
}

/// The names that `recorded` was made to open.
///
/// # Errors
/// [`Trouble::NotFound`] when the recorded act is no look at a mediation.
pub fn open_sides(store: &Store, conn: &mut Conn, recorded: &Recorded) -> Result<Sides, Trouble> {
    let subject = recorded.opens_subject(&[Deed::OpenSides])?;
    let id: Id<Mediation> = Id::from_uuid(*subject.uuid());
    let sealed: Vec<u8> = on!(conn, c => mediation_sides::table
        .filter(mediation_sides::mediation.eq(id))
        .select(mediation_sides::sealed)
        .first(c))?;
    let plain = store.keys.open(Purpose::Vault, id.uuid().as_bytes(), &sealed)?;
    let held: Held = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
    let Held { asker_name, asker_address, other_name, other_address } = held;
    Ok(Sides { asker_name, asker_address, other_name, other_address })
}
