//! The office: what a rule may know besides the petition, read once an act.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use diesel::{dsl::sql, expression::SqlLiteral, prelude::*, sql_query, sql_types::Text};

use super::{
    Conn, Store, Trouble, Tx, account, competence,
    connection::on,
    lateness, list, route,
    schema::{authorities, marks, offices, units, villages},
};
use crate::domain::{
    calendar::WorkCalendar,
    elsewhere::Authority,
    kept::Lists,
    law::Terms,
    office::{Office, OfficeFacts, Unit, Village},
};

/// The law and the calendar as shipped; the commune's own rows lie over the calendar (`store::calendar`).
static TERMS: LazyLock<Arc<Terms>> = LazyLock::new(|| Arc::new(Terms::shipped()));
static CALENDAR: LazyLock<Arc<WorkCalendar>> = LazyLock::new(|| Arc::new(WorkCalendar::shipped()));

pub fn terms() -> Arc<Terms> {
    TERMS.clone()
}

pub fn calendar() -> Arc<WorkCalendar> {
    CALENDAR.clone()
}

/// Which office it is: changes of lists are only added, every other audited row names the event that changed it last, the others are seeded by their names.
const PRINT: &str = "CAST(coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM offices), '')
    || ';' || coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM accounts), '')
    || ';' || coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM routes), '')
    || ';' || coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM absences), '')
    || ';' || coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM calendar_years), '')
    || ';' || coalesce((SELECT string_agg(code || name, ' ') FROM units), '')
    || ';' || coalesce((SELECT string_agg(code || name || coalesce(CAST(until AS TEXT), ''), ' ') FROM late_reasons), '')
    || ';' || coalesce((SELECT string_agg(CAST(last_event AS TEXT), ' ') FROM competences), '')
    || ';' || (SELECT CAST(count(*) AS TEXT) FROM list_changes)
    || ';' || coalesce((SELECT string_agg(code || name, ' ') FROM villages), '')
    || ';' || coalesce((SELECT string_agg(code || name, ' ') FROM authorities), '') AS TEXT)";

#[derive(QueryableByName)]
struct Print {
    #[diesel(sql_type = Text)]
    print: String,
}

/// The office that was read last, and which it was.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<(String, Arc<Office>)>>);

/// The office as it stands in this transaction, on that day: read anew when anything in it changed, whoever changed it.
pub fn current(store: &Store, conn: &mut Conn, day: NaiveDate) -> Result<Arc<Office>, Trouble> {
    let Print { print } = on!(conn, c => sql_query(format!("SELECT {PRINT} AS print")).get_result(c))?;
    of_print(store, conn, day, &print)
}

/// The same as a column of another query.
pub(super) fn print() -> SqlLiteral<Text> {
    sql(PRINT)
}

/// The office of that print, asked for in the same transaction.
pub(super) fn of_print(store: &Store, conn: &mut Conn, day: NaiveDate, print: &str) -> Result<Arc<Office>, Trouble> {
    let print = format!("{day} {print}");
    let kept = || store.office.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, office)) = kept().as_ref()
        && *of == print
    {
        return Ok(office.clone());
    }
    let office = Arc::new(load(conn)?.on(day));
    *kept() = Some((print, office.clone()));
    Ok(office)
}

/// Every part of it from its rows, as it began; [`Office::on`] a day it has the names and lists of that day.
pub fn load(conn: &mut Conn) -> Result<Office, Trouble> {
    let facts: Option<String> =
        on!(conn, c => offices::table.filter(offices::id.eq(1)).select(offices::facts).first(c).optional())?;
    let facts: OfficeFacts = match facts {
        Some(text) => serde_json::from_str(&text).map_err(|error| Trouble::Database(error.to_string()))?,
        None => OfficeFacts::default(),
    };
    let units: Vec<(String, String)> =
        on!(conn, c => units::table.order(units::position).select((units::code, units::name)).load(c))?;
    let villages: Vec<(String, String)> =
        on!(conn, c => villages::table.order(villages::position).select((villages::code, villages::name)).load(c))?;
    Ok(Office {
        facts,
        staff: account::all(conn)?,
        units: units.into_iter().map(|(code, name)| Unit { code, name, in_use: true }).collect(),
        villages: villages.into_iter().map(|(code, name)| Village { code, name, in_use: true }).collect(),
        routes: route::all(conn)?,
        absences: route::absences(conn)?,
        authorities: list::authorities(conn)?,
        late_reasons: lateness::reasons(conn)?,
        competences: competence::all(conn)?,
        lists: Lists::of(list::all(conn)?),
        topics: Vec::new(),
        wordings: Vec::new(),
        terms: terms(),
        calendar: super::calendar::merged(conn, calendar())?,
    })
}

/// Authorities as they are seeded; those that are there stay.
pub fn seed_authorities(tx: &mut Tx, list: &[Authority]) -> Result<(), Trouble> {
    for (position, authority) in (1..).zip(list) {
        let Authority { code, name, address, phone, since, until, .. } = authority;
        on!(tx, c => diesel::insert_into(authorities::table)
            .values((
                authorities::code.eq(code),
                authorities::name.eq(name),
                authorities::address.eq(address),
                authorities::phone.eq(phone),
                authorities::since.eq(since),
                authorities::until.eq(until),
                authorities::position.eq(position),
            ))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Units and villages as they are seeded; those that are there stay.
pub fn seed(tx: &mut Tx, units: &[Unit], villages: &[Village]) -> Result<(), Trouble> {
    for (position, unit) in (1..).zip(units) {
        on!(tx, c => diesel::insert_into(units::table)
            .values((units::code.eq(&unit.code), units::name.eq(&unit.name), units::position.eq(position)))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    for (position, village) in (1..).zip(villages) {
        on!(tx, c => diesel::insert_into(villages::table)
            .values((villages::code.eq(&village.code), villages::name.eq(&village.name), villages::position.eq(position)))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Whoever founds the commune leaves a mark that can be left once, whatever runs beside.
///
/// # Errors
/// [`Trouble::Taken`] when it was founded already.
pub fn mark_founded(tx: &mut Tx) -> Result<(), Trouble> {
    on!(tx, c => diesel::insert_into(marks::table).values((marks::name.eq("founded"), marks::value.eq("1"))).execute(c))?;
    Ok(())
}

/// The fingerprint of the key that this database was begun with.
pub fn key_mark(conn: &mut Conn) -> Result<Option<String>, Trouble> {
    Ok(on!(conn, c => marks::table.filter(marks::name.eq("key")).select(marks::value).first(c).optional())?)
}

/// The first mark stays.
pub fn set_key_mark(tx: &mut Tx) -> Result<(), Trouble> {
    let mark = tx.store.keys.fingerprint();
    on!(tx, c => diesel::insert_into(marks::table)
        .values((marks::name.eq("key"), marks::value.eq(mark)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
