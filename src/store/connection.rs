//! The two engines: the one file that opens connections and the macro that runs a query on either.

use std::{path::Path, time::Duration};

use diesel::{
    Connection, QueryableByName, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    migration::MigrationSource,
    pg::PgConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection},
    sql_query,
    sql_types::Integer,
    sqlite::{Sqlite, SqliteConnection},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Trouble, tally::Ear};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

const READERS_MAX: u32 = 8;
const CONNECTIONS_MAX: u32 = 12;
/// How long a request waits for a connection, and SQLite for its write lock.
const WAIT: Duration = Duration::from_secs(20);
/// How long forgetting waits for who still reads; meanwhile others wait behind it.
const FORGET_WAIT: Duration = Duration::from_secs(3);
/// Where words may have stood in the clear before they were sealed.
const WORDY_TABLES: &str = "petitions, stories, texts, answers, files, petition_search, book_entries, visitors";
/// “tiepdan” in ASCII, short: the advisory lock under which one server at a time migrates.
const MIGRATION_LOCK: i64 = 0x7469_6570;

pub(super) enum Engine {
    Sqlite(PooledConnection<ConnectionManager<SqliteConnection>>),
    Postgres(PooledConnection<ConnectionManager<PgConnection>>),
}

/// A connection. Opaque: nobody outside `store/` can run a query on it.
pub struct Conn(pub(super) Engine);

/// Type-checks the same diesel expression once for each engine and runs it on the one there is.
macro_rules! on {
    ($conn:expr, $c:ident => $query:expr) => {
        match &mut $conn.0 {
            $crate::store::connection::Engine::Sqlite($c) => {
                let $c: &mut diesel::sqlite::SqliteConnection = $c;
                $query
            }
            $crate::store::connection::Engine::Postgres($c) => {
                let $c: &mut diesel::pg::PgConnection = $c;
                $query
            }
        }
    };
}
pub(super) use on;

/// What to connect to.
#[derive(Debug, Clone)]
pub enum Target {
    Sqlite(String),
    Postgres(String),
}

impl Target {
    /// `sqlite:///path/file.db`, `postgres://…`.
    pub fn parse(url: &str) -> Result<Target, Trouble> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Target::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Target::Postgres(url.to_owned()));
        }
        Err(Trouble::Database("DATABASE_URL phải bắt đầu bằng sqlite:// hoặc postgres://".to_owned()))
    }

    pub fn file(path: &Path) -> Target {
        Target::Sqlite(path.display().to_string())
    }
}

/// The pools of one database: SQLite has one writer and readers that cannot write.
pub(super) enum Pools {
    Sqlite { writer: Pool<ConnectionManager<SqliteConnection>>, readers: Pool<ConnectionManager<SqliteConnection>> },
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

impl Pools {
    pub fn open(target: &Target) -> Result<Pools, Trouble> {
        match target {
            Target::Sqlite(path) => Ok(Pools::Sqlite {
                writer: sqlite_pool(path, 1, SqlitePragmas { query_only: false })?,
                readers: sqlite_pool(path, READERS_MAX, SqlitePragmas { query_only: true })?,
            }),
            Target::Postgres(url) => Pool::builder()
                .max_size(CONNECTIONS_MAX)
                .min_idle(Some(1))
                .test_on_check_out(false)
                .connection_timeout(WAIT)
                .connection_customizer(Box::new(Heard))
                .build(ConnectionManager::new(url))
                .map(Pools::Postgres)
                .map_err(|error| Trouble::Database(error.to_string())),
        }
    }

    pub fn writer(&self) -> Result<Conn, Trouble> {
        match self {
            Pools::Sqlite { writer, .. } => writer.get().map(|conn| Conn(Engine::Sqlite(conn))),
            Pools::Postgres(pool) => pool.get().map(|conn| Conn(Engine::Postgres(conn))),
        }
        .map_err(|_| Trouble::Busy)
    }

    pub fn reader(&self) -> Result<Conn, Trouble> {
        match self {
            Pools::Sqlite { readers, .. } => readers.get().map(|conn| Conn(Engine::Sqlite(conn))),
            Pools::Postgres(pool) => pool.get().map(|conn| Conn(Engine::Postgres(conn))),
        }
        .map_err(|_| Trouble::Busy)
    }
}

#[derive(Debug)]
struct SqlitePragmas {
    query_only: bool,
}

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for SqlitePragmas {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        // busy_timeout first: the pragma after it may already have to wait.
        let mut pragmas = format!(
            "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
            WAIT.as_millis()
        );
        if self.query_only {
            pragmas.push_str("PRAGMA query_only = ON;");
        }
        conn.batch_execute(&pragmas).map_err(diesel::r2d2::Error::QueryError)?;
        conn.set_instrumentation(Ear);
        Ok(())
    }
}

#[derive(Debug)]
struct Heard;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Heard {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.set_instrumentation(Ear);
        Ok(())
    }
}

fn sqlite_pool(
    path: &str,
    size: u32,
    pragmas: SqlitePragmas,
) -> Result<Pool<ConnectionManager<SqliteConnection>>, Trouble> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(WAIT)
        .connection_customizer(Box::new(pragmas))
        .build(ConnectionManager::new(path))
        .map_err(|error| Trouble::Database(error.to_string()))
}

type MigrationError = Box<dyn std::error::Error + Send + Sync>;

/// Migrations that this program has, oldest first; both engines have the same (`tests/it/engines.rs`).
pub(super) fn known_migrations() -> Result<Vec<String>, Trouble> {
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE_MIGRATIONS);
    let mut names: Vec<String> = known
        .map_err(|error| Trouble::Database(error.to_string()))?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    names.sort();
    Ok(names)
}

/// Applies what is pending, of `wanted` alone if there is such a list, and says which.
fn run_pending<C: MigrationHarness<B>, B: diesel::backend::Backend>(
    conn: &mut C,
    source: EmbeddedMigrations,
    wanted: Option<&[String]>,
) -> Result<Vec<String>, MigrationError>
where
    EmbeddedMigrations: MigrationSource<B>,
{
    let mut pending = conn.pending_migrations(source)?;
    if let Some(wanted) = wanted {
        pending.retain(|migration| wanted.contains(&migration.name().version().to_string()));
    }
    conn.run_migrations(&pending)?;
    Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
}

impl Conn {
    pub(super) fn execute(&mut self, sql: &str) -> Result<(), Trouble> {
        on!(self, c => c.batch_execute(sql)).map_err(Trouble::from)
    }

    /// Begins what writes: SQLite takes its write lock at once, so that a read never has to be upgraded.
    pub(super) fn begin_writing(&mut self) -> Result<(), Trouble> {
        let sql = match self.0 {
            Engine::Sqlite(_) => "BEGIN IMMEDIATE",
            Engine::Postgres(_) => "BEGIN",
        };
        self.execute(sql)
    }

    /// Begins what only reads, over one snapshot: it cannot write on either engine.
    pub(super) fn begin_reading(&mut self) -> Result<(), Trouble> {
        let sql = match self.0 {
            Engine::Sqlite(_) => "BEGIN",
            Engine::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.execute(sql)
    }

    /// Applies what is pending and says which; two servers starting at once do it one after the other.
    pub(super) fn migrate(&mut self) -> Result<Vec<String>, Trouble> {
        let failed = |error: MigrationError| Trouble::Database(error.to_string());
        match &mut self.0 {
            Engine::Sqlite(conn) => {
                // All of it under SQLite's write lock.
                conn.immediate_transaction(|conn| run_pending(conn, SQLITE_MIGRATIONS, None)).map_err(failed)
            }
            Engine::Postgres(conn) => {
                conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
                let done = run_pending(conn, POSTGRES_MIGRATIONS, None).map_err(failed);
                conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
                done
            }
        }
    }

    /// Begins what fills an empty database; migrations may run inside of it. Nobody migrates meanwhile.
    pub(super) fn begin_rebuilding(&mut self) -> Result<(), Trouble> {
        match &mut self.0 {
            Engine::Sqlite(conn) => Ok(AnsiTransactionManager::begin_transaction_sql(&mut **conn, "BEGIN IMMEDIATE")?),
            Engine::Postgres(conn) => {
                AnsiTransactionManager::begin_transaction_sql(&mut **conn, "BEGIN")?;
                Ok(conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))?)
            }
        }
    }

    pub(super) fn commit_rebuilding(&mut self) -> Result<(), Trouble> {
        Ok(on!(self, c => AnsiTransactionManager::commit_transaction(c))?)
    }

    pub(super) fn roll_back_rebuilding(&mut self) -> Result<(), Trouble> {
        Ok(on!(self, c => AnsiTransactionManager::rollback_transaction(c))?)
    }

    /// Applies what is pending inside a transaction that was begun, of `wanted` alone if there is such a list.
    pub(super) fn migrate_inside(&mut self, wanted: Option<&[String]>) -> Result<Vec<String>, Trouble> {
        match &mut self.0 {
            Engine::Sqlite(conn) => run_pending(&mut **conn, SQLITE_MIGRATIONS, wanted),
            Engine::Postgres(conn) => run_pending(&mut **conn, POSTGRES_MIGRATIONS, wanted),
        }
        .map_err(|error| Trouble::Database(error.to_string()))
    }

    /// Undoes every migration: for the test that goes up, down and up again.
    pub(super) fn unmigrate(&mut self) -> Result<(), Trouble> {
        let failed = |error: MigrationError| Trouble::Database(error.to_string());
        match &mut self.0 {
            Engine::Sqlite(conn) => conn.revert_all_migrations(SQLITE_MIGRATIONS).map(drop).map_err(failed),
            Engine::Postgres(conn) => conn.revert_all_migrations(POSTGRES_MIGRATIONS).map(drop).map_err(failed),
        }
    }

    /// After words were sealed: they leave the write-ahead log (SQLite) and dead rows (PostgreSQL) too.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when somebody still reads the old state.
    pub(super) fn forget_dead_rows(&mut self) -> Result<(), Trouble> {
        match &mut self.0 {
            Engine::Sqlite(conn) => {
                conn.batch_execute(&format!("PRAGMA busy_timeout = {}", FORGET_WAIT.as_millis()))?;
                let checkpoint = sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result::<Checkpoint>(conn);
                conn.batch_execute(&format!("PRAGMA busy_timeout = {}", WAIT.as_millis()))?;
                if checkpoint?.busy == 0 { Ok(()) } else { Err(Trouble::Busy) }
            }
            Engine::Postgres(_) => {
                // Only a table written anew keeps nothing in the gaps of its pages; who reads for long is not waited for.
                self.execute(&format!("SET lock_timeout = {}", FORGET_WAIT.as_millis()))?;
                let done = self.execute(&format!("VACUUM (FULL) {WORDY_TABLES}"));
                self.execute("RESET lock_timeout")?;
                done.map_err(|_| Trouble::Busy)
            }
        }
    }
}

/// What SQLite says of a checkpoint.
#[derive(QueryableByName)]
struct Checkpoint {
    /// 1 when it could not be finished.
    #[diesel(sql_type = Integer)]
    busy: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reads cannot write, whoever asks: SQLite here, and PostgreSQL where `TIEPDAN_TEST_POSTGRES` names one.
    #[test]
    fn a_reading_connection_cannot_write() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut targets = vec![Target::file(&folder.path().join("x.db"))];
        targets.extend(std::env::var("TIEPDAN_TEST_POSTGRES").ok().map(|url| Target::parse(&url).expect("a target")));
        for target in targets {
            let pools = Pools::open(&target).expect("a database");
            pools.writer().expect("a writer").execute("SELECT 1").expect("it answers");
            let mut reader = pools.reader().expect("a reader");
            reader.begin_reading().expect("a snapshot");
            let refused = reader.execute("CREATE TABLE written_by_a_reader (x integer)").expect_err("a refusal");
            assert!(matches!(&refused, Trouble::Database(words) if words.contains("read")), "{refused:?}");
            reader.execute("ROLLBACK").expect("an end");
        }
    }
}
