//! A page reads the vault's rows by itself. Expect: E0603
use crate::store::schema::identities;

pub fn attempt() -> identities::sealed {
    identities::sealed
}
