//! A page names the tables. Expect: E0603
use crate::store::schema::petitions;

pub fn attempt() -> petitions::table {
    petitions::table
}
