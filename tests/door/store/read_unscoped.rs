//! A list reads petitions that nobody asked for a scope. Compiles; layers: reads without a scope
use diesel::prelude::*;

use crate::store::{Conn, Trouble, connection::on, schema::petitions};

pub fn attempt(conn: &mut Conn) -> Result<i64, Trouble> {
    Ok(on!(conn, c => petitions::table.count().get_result(c))?)
}
