//! Rows loaded into a database that holds nothing, in one transaction: the one way to write rows that `record` did not make.
//!
//! It is no door around the record: a database with as much as one table is refused, and what is loaded is a whole commune
//! with its events and links, or nothing.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_query, sql_types::Text};

use super::{
    super::{
        Conn, Store, Trouble,
        connection::{Engine, on},
        office,
    },
    Line, MARK, MIGRATIONS, Table, applied_migrations,
    catalogue::quoted,
    mark, set_mark, tables,
};

/// Which restoring filled this database.
const RESTORED: &str = "restored";

/// PostgreSQL's foreign keys wait for the end while rows are loaded, so that their order does not matter.
const STRICT_KEYS: &str = "
    SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', CAST(conrelid AS regclass), conname) AS line FROM pg_constraint
    WHERE contype = 'f' AND NOT condeferrable
        AND connamespace = CAST(CAST(current_schema() AS text) AS regnamespace)";

/// A database that is being filled; what is not finished is rolled back.
pub struct Loading<'s> {
    conn: Conn,
    store: &'s Store,
    tables: Vec<Table>,
    strict_keys: Vec<String>,
    is_over: bool,
}

/// What the database already holds, if anything: the restoring that filled it, or a table's name.
pub fn holding(conn: &mut Conn) -> Result<Option<Holding>, Trouble> {
    let found = tables(conn)?;
    let Some(first) = found.iter().find(|table| table.name != MIGRATIONS) else {
        let migrated = !found.is_empty() && !applied_migrations(conn)?.is_empty();
        return Ok(migrated.then(|| Holding { what: MIGRATIONS.to_owned(), restored: None }));
    };
    let restored = if found.iter().any(|table| table.name == "marks") { mark(conn, RESTORED)? } else { None };
    Ok(Some(Holding { what: first.name.clone(), restored }))
}

pub struct Holding {
    pub what: String,
    pub restored: Option<String>,
}

impl<'s> Loading<'s> {
    /// Makes the tables as they were when the rows were taken out.
    ///
    /// # Errors
    /// [`Trouble::Taken`] when the database is not empty.
    pub fn begin(store: &'s Store, migrations: &[String]) -> Result<Loading<'s>, Trouble> {
        let mut conn = store.pools.writer()?;
        conn.begin_rebuilding()?;
        let strict_keys = Vec::new();
        // From here on whatever fails is rolled back by `drop`.
        let mut loading = Loading { conn, store, tables: Vec::new(), strict_keys, is_over: false };
        if let Some(holding) = holding(&mut loading.conn)? {
            return Err(Trouble::Taken(holding.what));
        }
        loading.conn.migrate_inside(Some(migrations))?;
        loading.tables = tables(&mut loading.conn)?;
        loading.loosen()?;
        loading.empty()?;
        Ok(loading)
    }

    /// Adds a batch of rows: a JSON array of arrays.
    pub fn rows(&mut self, table: &str, columns: &[String], batch: &str) -> Result<usize, Trouble> {
        let found = self.tables.iter().find(|known| known.name == table);
        let insert = found.ok_or(Trouble::NotFound)?.insert(&self.conn, columns)?;
        Ok(on!(self.conn, c => sql_query(insert).bind::<Text, _>(batch).execute(c))?)
    }

    /// Checks what hangs together, brings the tables up to date, leaves its marks and commits.
    pub fn finish(mut self, id: &str, made_at: DateTime<Utc>) -> Result<Vec<String>, Trouble> {
        self.tighten()?;
        let migrated = self.conn.migrate_inside(None)?;
        if office::key_mark(&mut self.conn)?.as_deref() != Some(self.store.keys.fingerprint().as_str()) {
            return Err(Trouble::Database("khóa trong bản sao không phải khóa của dữ liệu".to_owned()));
        }
        set_mark(&mut self.conn, RESTORED, id)?;
        set_mark(&mut self.conn, MARK, &made_at.to_rfc3339())?;
        self.conn.commit_rebuilding()?;
        self.is_over = true;
        Ok(migrated)
    }

    fn loosen(&mut self) -> Result<(), Trouble> {
        match &mut self.conn.0 {
            Engine::Sqlite(_) => self.conn.execute("PRAGMA defer_foreign_keys = ON"),
            Engine::Postgres(c) => {
                let found: Vec<Line> = sql_query(STRICT_KEYS).load(&mut **c)?;
                self.strict_keys = found.into_iter().map(|row| row.line).collect();
                for key in &self.strict_keys {
                    self.conn.execute(&format!("{key} DEFERRABLE INITIALLY DEFERRED"))?;
                }
                // A migration may have asked for the opposite.
                self.conn.execute("SET CONSTRAINTS ALL DEFERRED")
            }
        }
    }

    /// What the migrations themselves put into new tables stands in the rows that come, or was taken out since.
    fn empty(&mut self) -> Result<(), Trouble> {
        for table in self.tables.iter().filter(|table| table.name != MIGRATIONS) {
            self.conn.execute(&format!("DELETE FROM {}", quoted(&table.name)))?;
        }
        Ok(())
    }

    /// Every foreign key is checked and is as strict as before; sequences go on after the last number.
    fn tighten(&mut self) -> Result<(), Trouble> {
        if matches!(self.conn.0, Engine::Sqlite(_)) {
            // Deferred keys are counted while rows come, and asked for at the commit.
            return Ok(());
        }
        self.conn.execute("SET CONSTRAINTS ALL IMMEDIATE")?;
        for key in &self.strict_keys {
            self.conn.execute(&format!("{key} NOT DEFERRABLE"))?;
        }
        self.conn.execute("SET CONSTRAINTS ALL DEFERRED")?;
        for table in &self.tables {
            let name = quoted(&table.name);
            for column in table.counted() {
                let (literal, column) = (column.replace('\'', "''"), quoted(column));
                self.conn.execute(&format!(
                    "SELECT setval(pg_get_serial_sequence('{name}', '{literal}'), (SELECT coalesce(max({column}), 0) + 1 FROM {name}), false)"
                ))?;
            }
        }
        Ok(())
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            let _ = self.conn.roll_back_rebuilding();
        }
    }
}
