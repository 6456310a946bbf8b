//! A page opens an identity without an act. Expect: E0061
use crate::store::{
    Conn, Store, Trouble,
    record::vault::{self, Opened},
};

pub fn attempt(store: &Store, conn: &mut Conn) -> Result<Vec<Opened>, Trouble> {
    vault::open_identities(store, conn)
}
