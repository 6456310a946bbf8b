//! Databases for the stories: one template a process, a copy for each story, on the engine that the environment picks.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::Duration,
};

use clap::Parser;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};
use tempfile::TempDir;
use tiepdan::{app::open_store, config::Config, demo, rounds};

use crate::commune::moment;

/// Names a server on which databases may be made; without it the stories run on SQLite.
const SERVER: &str = "TIEPDAN_TEST_POSTGRES";
const OURS: &str = "tiepdan_test_";

static COUNT: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceLock<Template> = OnceLock::new();

/// A commune with its office, villages and accounts, but without petitions; made once, because passwords take time.
struct Template {
    folder: PathBuf,
    database: Option<String>,
}

/// One story's data folder and database; gone when the story ends.
pub struct Data {
    pub folder: TempDir,
    database: Option<String>,
}

pub fn is_postgres() -> bool {
    server().is_some()
}

fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|url| !url.is_empty())
}

impl Data {
    /// A copy of the demonstration commune, without petitions.
    pub fn of_the_demo() -> Data {
        let template = TEMPLATE.get_or_init(Template::new);
        let folder = TempDir::new().expect("a folder");
        copy(&template.folder, folder.path());
        let database = template.database.as_ref().map(|template| create_database(Some(template)));
        Data { folder, database }
    }

    /// Nothing yet, not even tables.
    pub fn empty() -> Data {
        let database = server().map(|_| create_database(None));
        Data { folder: TempDir::new().expect("a folder"), database }
    }

    pub fn url(&self) -> String {
        match &self.database {
            Some(name) => url_of(name),
            None => format!("sqlite://{}", self.folder.path().join("tiepdan.db").display()),
        }
    }

    /// Settings of a portal on this data; `more` as on the command line.
    pub fn config(&self, more: &[&str]) -> Config {
        config(self.folder.path(), &self.url(), more)
    }

    /// What somebody with the database's own password could run.
    pub fn run(&self, sql: &str) -> Result<(), String> {
        match &self.database {
            Some(name) => {
                let mut conn = PgConnection::establish(&url_of(name)).expect("a connection");
                conn.batch_execute(sql).map_err(|error| error.to_string())
            }
            None => self.sqlite().batch_execute(sql).map_err(|error| error.to_string()),
        }
    }

    /// One column of text, called `value`.
    pub fn values(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Value> = match &self.database {
            Some(name) => {
                let mut conn = PgConnection::establish(&url_of(name)).expect("a connection");
                sql_query(sql).load(&mut conn).expect("rows")
            }
            None => sql_query(sql).load(&mut self.sqlite()).expect("rows"),
        };
        rows.into_iter().map(|row| row.value).collect()
    }

    pub fn count(&self, table: &str) -> usize {
        let found = self.values(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM {table}"));
        found[0].parse().expect("a number")
    }

    fn sqlite(&self) -> SqliteConnection {
        let path = self.folder.path().join("tiepdan.db");
        let mut conn = SqliteConnection::establish(&path.display().to_string()).expect("a connection");
        conn.batch_execute("PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON;").expect("pragmas");
        conn
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        if let Some(name) = &self.database {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

pub fn config(folder: &Path, url: &str, more: &[&str]) -> Config {
    let folder = folder.display().to_string();
    let given = ["tiepdan", "--data-dir", &folder, "--database-url", url];
    Settings::parse_from(given.iter().chain(more)).config
}

impl Template {
    fn new() -> Template {
        forget_the_dead();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{OURS}{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let database = server().map(|_| create_database(None));
        let url = match &database {
            Some(name) => url_of(name),
            None => format!("sqlite://{}", folder.join("tiepdan.db").display()),
        };
        let (store, _) = open_store(&config(&folder, &url, &[]), &folder).expect("a store");
        let yesterday = moment("2026-11-24T08:00");
        demo::found(&store, yesterday).expect("the demonstration commune");
        rounds::minute(&store, yesterday).expect("a round");
        Template { folder, database }
    }
}

/// What earlier runs that were ended in the middle left behind.
fn forget_the_dead() {
    let is_dead = |name: &str| {
        let pid = name.strip_prefix(OURS).and_then(|rest| rest.split('_').next());
        pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists())
    };
    for entry in fs::read_dir(env!("CARGO_TARGET_TMPDIR")).expect("a folder").flatten() {
        if entry.file_name().to_str().is_some_and(is_dead) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let Some(url) = server() else { return };
    let mut conn = PgConnection::establish(&url).expect("the server of TIEPDAN_TEST_POSTGRES");
    let found: Vec<Value> =
        sql_query("SELECT CAST(datname AS TEXT) AS value FROM pg_database").load(&mut conn).expect("databases");
    for name in found.iter().map(|row| row.value.as_str()).filter(|name| is_dead(name)) {
        let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

fn url_of(database: &str) -> String {
    let url = server().expect("TIEPDAN_TEST_POSTGRES");
    let (path, query) = url.split_once('?').map_or((url.as_str(), String::new()), |(a, b)| (a, format!("?{b}")));
    let (host, _) = path.rsplit_once('/').expect("postgres://host/database");
    format!("{host}/{database}{query}")
}

fn create_database(template: Option<&str>) -> String {
    let name = format!("{OURS}{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    admin(&format!("CREATE DATABASE {name} TEMPLATE {}", template.unwrap_or("template0")));
    name
}

/// On the server's own database; waits while somebody is just leaving the one that is copied.
fn admin(sql: &str) {
    let mut last = String::new();
    for _ in 0..100 {
        let mut conn = PgConnection::establish(&server().expect("TIEPDAN_TEST_POSTGRES")).expect("the server");
        match conn.batch_execute(sql) {
            Ok(()) => return,
            Err(error) => last = error.to_string(),
        }
        sleep(Duration::from_millis(50));
    }
    panic!("{sql}: {last}");
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the template").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
