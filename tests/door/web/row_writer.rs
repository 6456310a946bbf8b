//! A page calls a row writer. Expect: E0603
use crate::{
    domain::{event::Event, id::Id, petition::Petition},
    store::{Trouble, Tx},
};

pub fn attempt(tx: &mut Tx, petition: &Petition, event: Id<Event>) -> Result<(), Trouble> {
    crate::store::record::save(tx, petition, event)
}
