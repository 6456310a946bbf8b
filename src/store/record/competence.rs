//! The table of competence: written with its event, over the version that was read.

use diesel::prelude::*;

use super::super::{Trouble, Tx, connection::on, exactly_one, row::CompetenceRow, schema::competences};
use crate::domain::{competence::Competence, event::Event, id::Id};

pub(super) fn insert(tx: &mut Tx, of: &Competence, event: Id<Event>) -> Result<(), Trouble> {
    let row = CompetenceRow::from(of);
    on!(tx, c => diesel::insert_into(competences::table).values((row, competences::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// Over the version that was read, and one higher.
pub(super) fn save(tx: &mut Tx, of: &Competence, event: Id<Event>) -> Result<(), Trouble> {
    let row = CompetenceRow { version: of.version + 1, ..CompetenceRow::from(of) };
    let target = competences::table.filter(competences::id.eq(of.id)).filter(competences::version.eq(of.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, competences::last_event.eq(event))).execute(c))?)
}
