//! A list calls a row writer of record. Expect: E0603
use crate::{
    domain::{event::Event, id::Id, petition::Petition},
    store::{Trouble, Tx},
};

pub fn attempt(tx: &mut Tx, petition: &Petition, event: Id<Event>) -> Result<(), Trouble> {
    super::super::record::save(tx, petition, event)
}
