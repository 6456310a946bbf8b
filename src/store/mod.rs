//! Rows. The only place that knows diesel; `connection` alone knows that there are two engines.

pub mod account;
pub mod assistance;
pub mod backup;
pub mod board;
pub mod book;
pub mod calendar;
mod column;
pub mod commitment;
pub mod competence;
mod connection;
pub mod deadline;
pub mod dialogue;
pub mod draft;
pub mod duty;
pub mod event;
pub mod factor;
pub mod figures;
pub mod file;
pub mod lateness;
pub mod list;
pub mod mediation;
pub mod neighbour;
pub mod office;
pub mod outbox;
pub mod petition;
pub mod question;
pub mod reception;
pub mod record;
pub mod reminder;
pub mod round;
pub mod route;
mod row;
mod schema;
pub mod scope;
pub mod search;
pub mod session;
mod sheet;
pub mod slot;
pub mod tally;
pub mod throttle;
mod together;
pub mod waiting;

use std::{
    ops::{Deref, DerefMut},
    path::PathBuf,
};

use diesel::result::{DatabaseErrorKind, Error};

use connection::Pools;
pub use connection::{Conn, Target};

use crate::keys::Keys;

/// What can go wrong with rows.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("đã có người sửa trước")]
    Stale,
    #[error("không có")]
    NotFound,
    /// The same thing exists already: a draft filed twice, a code drawn twice, a number given twice.
    #[error("đã có rồi: {0}")]
    Taken(String),
    #[error("máy chủ đang bận")]
    Busy,
    /// The disk does not take or give bytes: most often it is full.
    #[error("ổ đĩa: {0}")]
    Disk(String),
    #[error("cơ sở dữ liệu: {0}")]
    Database(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        match error {
            Error::NotFound => Trouble::NotFound,
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => Trouble::Taken(info.message().to_owned()),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Trouble::Stale,
            Error::DatabaseError(_, info) if info.message().contains("database is locked") => Trouble::Busy,
            // Somebody gave or closed at the same moment: whoever tries again is told by the rule.
            Error::DatabaseError(_, info) if info.message().contains("closed account") => Trouble::Stale,
            Error::DatabaseError(_, info) if is_of_the_disk(info.message()) => Trouble::Disk(info.message().to_owned()),
            other => Trouble::Database(other.to_string()),
        }
    }
}

/// How SQLite and PostgreSQL say that they cannot write.
fn is_of_the_disk(message: &str) -> bool {
    ["database or disk is full", "disk I/O error", "No space left on device", "File too large"]
        .iter()
        .any(|words| message.contains(words))
}

/// One commune's database, its keys and its folder of files.
pub struct Store {
    pools: Pools,
    pub(crate) keys: Keys,
    pub(crate) files: PathBuf,
    office: office::Kept,
}

/// A connection inside a writing transaction: only this can be handed to `record`.
pub struct Tx<'s> {
    conn: Conn,
    pub(crate) store: &'s Store,
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Store {
    /// Connects; `files` is the folder for the bytes of files.
    pub fn open(target: &Target, keys: Keys, files: PathBuf) -> Result<Store, Trouble> {
        Ok(Store { pools: Pools::open(target)?, keys, files, office: office::Kept::default() })
    }

    /// Applies pending migrations and says which.
    pub fn migrate(&self) -> Result<Vec<String>, Trouble> {
        self.pools.writer()?.migrate()
    }

    /// Undoes all migrations. For tests.
    pub fn unmigrate(&self) -> Result<(), Trouble> {
        self.pools.writer()?.unmigrate()
    }

    /// Runs `work` in one writing transaction: all of it is committed, or nothing.
    ///
    /// # Errors
    /// Whatever `work` says, or the commit's own trouble: foreign keys are checked at its end.
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Trouble>,
    {
        let mut tx = Tx { conn: self.pools.writer()?, store: self };
        tx.begin_writing()?;
        match work(&mut tx) {
            Ok(done) => match tx.execute("COMMIT") {
                Ok(()) => Ok(done),
                Err(trouble) => {
                    let _ = tx.execute("ROLLBACK");
                    Err(trouble.into())
                }
            },
            Err(error) => {
                // SQLite has rolled back by itself when the disk is full; the first trouble is the one to tell.
                let _ = tx.execute("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Runs `look` over one snapshot of the database, on a connection that cannot write.
    pub fn read<T, E>(&self, look: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Trouble>,
    {
        let mut conn = self.pools.reader()?;
        conn.begin_reading()?;
        let seen = look(&mut conn);
        conn.execute("ROLLBACK")?;
        seen
    }

    /// What was sealed goes from logs and dead rows as well. Does nothing when nothing was sealed since.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when somebody still reads the old state: the rounds try again.
    pub fn forget_dead_rows(&self) -> Result<(), Trouble> {
        let Some(due) = self.read(record::sealed::forgetting_due)? else { return Ok(()) };
        self.pools.writer()?.forget_dead_rows()?;
        self.write(|tx| record::sealed::forgotten(tx, &due))
    }

    /// The database answers.
    pub fn is_alive(&self) -> bool {
        self.read(|conn| conn.execute("SELECT 1")).is_ok()
    }

    /// Selects every column that the schema names, so that a test can tell schema and migrations agree.
    pub fn touch_every_column(&self) -> Result<(), Trouble> {
        self.read(schema::touch_every_column)
    }
}

/// Exactly one row was changed, or someone else was first.
fn exactly_one(rows: usize) -> Result<(), Trouble> {
    if rows == 1 { Ok(()) } else { Err(Trouble::Stale) }
}
