//! Routes and absences: written with their event; the database holds of equal rows one a day.

use diesel::prelude::*;

use super::super::{
    Trouble, Tx,
    connection::on,
    exactly_one,
    row::{AbsenceRow, RouteRow},
    schema::{absences, routes},
};
use crate::domain::{absence::Absence, event::Event, id::Id, route::Route};

/// # Errors
/// [`Trouble::Taken`] when an equal row holds on one of its days.
pub(super) fn insert(tx: &mut Tx, route: &Route, event: Id<Event>) -> Result<(), Trouble> {
    let row = RouteRow::from(route);
    on!(tx, c => diesel::insert_into(routes::table).values((row, routes::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// Over the version that was read, and one higher.
pub(super) fn save(tx: &mut Tx, route: &Route, event: Id<Event>) -> Result<(), Trouble> {
    let row = RouteRow { version: route.version + 1, ..RouteRow::from(route) };
    let target = routes::table.filter(routes::id.eq(route.id)).filter(routes::version.eq(route.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, routes::last_event.eq(event))).execute(c))?)
}

/// # Errors
/// [`Trouble::Taken`] when that person is away then already.
pub(super) fn insert_absence(tx: &mut Tx, absence: &Absence, event: Id<Event>) -> Result<(), Trouble> {
    let row = AbsenceRow::from(absence);
    on!(tx, c => diesel::insert_into(absences::table).values((row, absences::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// Over the version that was read, and one higher.
pub(super) fn save_absence(tx: &mut Tx, absence: &Absence, event: Id<Event>) -> Result<(), Trouble> {
    let row = AbsenceRow { version: absence.version + 1, ..AbsenceRow::from(absence) };
    let target = absences::table.filter(absences::id.eq(absence.id)).filter(absences::version.eq(absence.version));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, absences::last_event.eq(event))).execute(c))?)
}
