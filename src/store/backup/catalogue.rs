//! What each engine's own catalogue says of its tables: no list by hand, so that no migration can be forgotten.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Bool, Text},
};

use super::super::{Conn, Trouble, connection::Engine};

/// A table and the columns that hold something of their own.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    columns: Vec<Column>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// As the engine calls it.
    kind: String,
    /// PostgreSQL numbers its rows by a sequence.
    counted: bool,
}

// What waits for its link (`unlinked`) comes with the rows of events and links: the database itself keeps it.
const SQLITE: &str = "
    SELECT t.name AS of_table, c.name AS name, upper(c.type) AS kind, 0 AS counted
    FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
    WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND c.hidden = 0
        AND t.name <> 'unlinked'
    ORDER BY t.name, c.cid";

const POSTGRES: &str = "
    SELECT CAST(t.relname AS text) AS of_table, CAST(c.attname AS text) AS name, format_type(c.atttypid, NULL) AS kind,
        pg_get_serial_sequence(quote_ident(t.relname), c.attname) IS NOT NULL AS counted
    FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid
    WHERE t.relnamespace = CAST(CAST(current_schema() AS text) AS regnamespace) AND t.relkind = 'r'
        AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '' AND t.relname <> 'unlinked'
    ORDER BY t.relname, c.attnum";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    counted: bool,
}

/// Every table that stands in the database now.
pub fn tables(conn: &mut Conn) -> Result<Vec<Table>, Trouble> {
    let found: Vec<Found> = match &mut conn.0 {
        Engine::Sqlite(c) => sql_query(SQLITE).load(&mut **c),
        Engine::Postgres(c) => sql_query(POSTGRES).load(&mut **c),
    }?;
    let mut tables: Vec<Table> = Vec::new();
    for Found { of_table, name, kind, counted } in found {
        let column = Column { name, kind, counted };
        match tables.last_mut() {
            Some(table) if table.name == of_table => table.columns.push(column),
            _ => tables.push(Table { name: of_table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

impl Table {
    pub fn column_names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The columns that PostgreSQL numbers.
    pub(super) fn counted(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.counted).map(|column| column.name.as_str())
    }

    /// A query that gives each row as a JSON array, called `line`.
    pub(super) fn select(&self, conn: &Conn) -> Result<String, Trouble> {
        let values = self.columns.iter().map(|column| column.read(conn)).collect::<Result<Vec<_>, _>>()?.join(", ");
        let from = quoted(&self.name);
        Ok(match conn.0 {
            Engine::Sqlite(_) => format!("SELECT json_array({values}) AS line FROM {from}"),
            Engine::Postgres(_) => format!("SELECT CAST(json_build_array({values}) AS text) AS line FROM {from}"),
        })
    }

    /// A statement that takes a JSON array of such rows, whose values stand in the order of `names`.
    ///
    /// # Errors
    /// When the names are not exactly this table's columns.
    pub(super) fn insert(&self, conn: &Conn, names: &[String]) -> Result<String, Trouble> {
        let ours = |name: &String| self.columns.iter().find(|column| column.name == *name);
        let columns: Vec<&Column> = names.iter().filter_map(ours).collect();
        if columns.len() != names.len() || columns.len() != self.columns.len() {
            return Err(Trouble::Database(format!("bảng {} có các cột khác", self.name)));
        }
        let into: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
        let values: Vec<String> = columns.iter().enumerate().map(|(at, column)| column.write(conn, at)).collect();
        let rows = match conn.0 {
            Engine::Sqlite(_) => "json_each(?)",
            Engine::Postgres(_) => "jsonb_array_elements(CAST($1 AS jsonb))",
        };
        let (table, into, values) = (quoted(&self.name), into.join(", "), values.join(", "));
        Ok(format!("INSERT INTO {table} ({into}) SELECT {values} FROM {rows} AS r"))
    }
}

impl Column {
    fn read(&self, conn: &Conn) -> Result<String, Trouble> {
        let name = quoted(&self.name);
        Ok(match (&conn.0, self.kind.as_str()) {
            (Engine::Sqlite(_), "TEXT" | "INTEGER" | "REAL") => name,
            (Engine::Sqlite(_), "BLOB") => format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END"),
            (
                Engine::Postgres(_),
                "text" | "character varying" | "smallint" | "integer" | "bigint" | "double precision",
            ) => name,
            (Engine::Postgres(_), "uuid" | "json" | "jsonb" | "time without time zone") => {
                format!("CAST({name} AS text)")
            }
            (Engine::Postgres(_), "boolean") => format!("CAST({name} AS integer)"),
            (Engine::Postgres(_), "bytea") => format!("encode({name}, 'hex')"),
            (Engine::Postgres(_), "date") => format!("to_char({name}, 'YYYY-MM-DD')"),
            (Engine::Postgres(_), "timestamp with time zone") => {
                format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
            }
            (_, kind) => return Err(Trouble::Database(format!("chưa biết chép cột {name} kiểu {kind}"))),
        })
    }

    /// The value at this place of the row `r`, as the column holds it.
    fn write(&self, conn: &Conn, at: usize) -> String {
        match (&conn.0, self.kind.as_str()) {
            (Engine::Sqlite(_), "BLOB") => format!("unhex(json_extract(r.value, '$[{at}]'))"),
            (Engine::Sqlite(_), _) => format!("json_extract(r.value, '$[{at}]')"),
            (Engine::Postgres(_), "bytea") => format!("decode(r ->> {at}, 'hex')"),
            (Engine::Postgres(_), kind) => format!("CAST(r ->> {at} AS {kind})"),
        }
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
