//! Routes: written with their event; the database holds of equal rows one a day.

use diesel::prelude::*;

use super::super::{Trouble, Tx, connection::on, exactly_one, row::RouteRow, schema::routes};
use crate::domain::{event::Event, id::Id, route::Route};

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
