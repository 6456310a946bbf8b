//! A page opens an identity by the petition's id. Expect: E0308
use crate::{
    domain::{id::Id, petition::Petition},
    store::{
        Conn, Store, Trouble,
        record::vault::{self, Opened},
    },
};

pub fn attempt(store: &Store, conn: &mut Conn, id: Id<Petition>) -> Result<Vec<Opened>, Trouble> {
    vault::open_identities(store, conn, &id)
}
