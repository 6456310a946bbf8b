//! All rows on their way out and in again, whatever tables there are: each row is a JSON array that both engines read.
//!
//! A value is null, a number or a text: yes and no are 1 and 0, bytes are lower-case hex, moments are
//! `2026-11-25T01:00:00.000000Z`, days `2026-11-25`. So what SQLite gave, PostgreSQL takes, and the other way round.

mod catalogue;
mod loading;

use chrono::{DateTime, Utc};
use diesel::{connection::DefaultLoadingMode, prelude::*, sql_query, sql_types::Text};

pub use catalogue::{Table, tables};
pub use loading::{Holding, Loading, holding};

use super::{
    Conn, Trouble, Tx,
    connection::{self, Engine, on},
    schema::marks,
};

/// What lives for hours and belongs to one browser; and diesel's own list, which has a place of its own.
pub const LEFT_OUT: &[&str] = &["sessions", "drafts", "throttles", MIGRATIONS];
const MIGRATIONS: &str = "__diesel_schema_migrations";
/// Stands in the data folder while a restored commune is not whole.
pub const UNFINISHED: &str = "khoi-phuc.dang-do";
/// When the last copy was made.
const MARK: &str = "last_backup";
/// Rows that PostgreSQL hands over at once.
const FETCH: usize = 100;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Migrations that this program has, oldest first.
pub fn known_migrations() -> Result<Vec<String>, Trouble> {
    connection::known_migrations()
}

/// Migrations that the database has had, oldest first.
pub fn applied_migrations(conn: &mut Conn) -> Result<Vec<String>, Trouble> {
    let query = || sql_query(format!("SELECT version AS line FROM {MIGRATIONS} ORDER BY version"));
    let found: Vec<Line> = on!(conn, c => query().load(c))?;
    Ok(found.into_iter().map(|row| row.line).collect())
}

/// Hands over a table's rows one by one, so that no table is ever in memory whole.
pub fn rows<E: From<Trouble>>(
    conn: &mut Conn,
    table: &Table,
    mut each: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let select = table.select(conn)?;
    // A reason to look at the engine: SQLite steps through its rows, libpq would first fetch all of them.
    if let Engine::Sqlite(c) = &mut conn.0 {
        for row in sql_query(select).load_iter::<Line, DefaultLoadingMode>(&mut **c).map_err(Trouble::from)? {
            each(&row.map_err(Trouble::from)?.line)?;
        }
        return Ok(());
    }
    conn.execute(&format!("DECLARE backup_rows NO SCROLL CURSOR FOR {select}"))?;
    loop {
        let fetch = || sql_query(format!("FETCH {FETCH} FROM backup_rows"));
        let rows: Vec<Line> = on!(conn, c => fetch().load(c)).map_err(Trouble::from)?;
        rows.iter().try_for_each(|row| each(&row.line))?;
        if rows.len() < FETCH {
            return Ok(conn.execute("CLOSE backup_rows")?);
        }
    }
}

/// When the last copy was made.
pub fn last(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Trouble> {
    let found = mark(conn, MARK)?;
    Ok(found.and_then(|text| DateTime::parse_from_rfc3339(&text).ok()).map(|at| at.with_timezone(&Utc)))
}

pub fn remember(tx: &mut Tx, at: DateTime<Utc>) -> Result<(), Trouble> {
    set_mark(tx, MARK, &at.to_rfc3339())
}

fn mark(conn: &mut Conn, name: &str) -> Result<Option<String>, Trouble> {
    Ok(on!(conn, c => marks::table.filter(marks::name.eq(name)).select(marks::value).first(c).optional())?)
}

fn set_mark(conn: &mut Conn, name: &str, value: &str) -> Result<(), Trouble> {
    on!(conn, c => {
        diesel::delete(marks::table.filter(marks::name.eq(name))).execute(c)?;
        diesel::insert_into(marks::table).values((marks::name.eq(name), marks::value.eq(value))).execute(c)
    })?;
    Ok(())
}
