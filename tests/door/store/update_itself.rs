//! A list writes a petition itself. Compiles; layers: writes petitions
use diesel::prelude::*;

use crate::store::{Trouble, Tx, connection::on, schema::petitions};

pub fn attempt(tx: &mut Tx) -> Result<usize, Trouble> {
    Ok(on!(tx, c => diesel::update(petitions::table).set(petitions::sealed.eq(false)).execute(c))?)
}
