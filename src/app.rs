//! The application of one commune: settings, database, clock and pages, built once and handed down.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc::Sender},
};

use futures_util::lock::Mutex;

use crate::{
    config::{Config, Switch},
    keys::{self, KeyError, Keys},
    notify::{Post, PostError},
    now::Now,
    store::{self, Store, Target, Trouble},
    web::{
        gate::{Bounds, Limits},
        page::Pages,
    },
};

pub struct App {
    pub config: Config,
    pub store: Store,
    pub now: Now,
    pub pages: Pages,
    pub limits: Limits,
    pub bounds: Bounds,
    /// The way to a mail server; none: letters stay in the outbox.
    pub post: Option<Post>,
    /// Whoever inspects an uploaded file holds it: one at a time, so that memory stays bounded. The guard goes with the
    /// work, not with the request: a browser that hangs up does not let the next one in.
    pub inspection: Arc<Mutex<()>>,
    /// Whoever wants to know what each request asked of the database: stories do.
    pub asked: Option<Sender<Asked>>,
    /// The one-time link's secret, while there is no account yet.
    pub first_run: Option<String>,
}

/// A request and its queries, as text without values.
pub struct Asked {
    pub path: String,
    pub queries: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    #[error(transparent)]
    Trouble(#[from] Trouble),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error("không tạo được thư mục {0}: {1}")]
    Folder(String, std::io::Error),
    #[error("trang mẫu: {0}")]
    Pages(String),
    #[error("không có dữ liệu nào ở {0} để sao lưu")]
    Nothing(String),
    #[error("một lần khôi phục vào {0} còn dở dang; xin chạy lại tiepdan restore với cùng tệp sao lưu")]
    Unfinished(String),
    #[error("{0}")]
    Refused(String),
}

impl App {
    /// Puts the parts together around a database that is open and migrated.
    pub fn new(config: Config, store: Store, now: Now) -> Result<App, AppError> {
        config.check()?;
        let post = Post::open(config.smtp_url.as_deref(), config.mail_from.as_deref())?;
        // A house without people has one key: whoever reads the terminal.
        let first_run = (!store.read(store::account::any)?).then(|| keys::Token::new_random().text());
        let limits = if config.limits == Switch::On { Limits::on() } else { Limits::off() };
        let (pages, bounds) = (Pages::embedded()?, Bounds::default());
        Ok(App { config, store, now, pages, limits, bounds, post, inspection: Arc::default(), asked: None, first_run })
    }
}

/// Opens the database of a data folder, migrates it, and makes sure that its key is the right one.
///
/// A key file is made only when the database is empty: a lost key must not be replaced by a new one unnoticed.
pub fn open_store(config: &Config, folder: &Path) -> Result<(Store, Vec<String>), AppError> {
    must_be_whole(folder)?;
    let failed = |error| AppError::Folder(folder.display().to_string(), error);
    make_folder(folder).map_err(failed)?;
    let files = file_folder(folder);
    make_folder(&files).map_err(failed)?;
    let target = config.target(folder)?;
    let key_file = config.key_file(folder);
    let found = Keys::read(&key_file)?;
    let keys = found.clone().unwrap_or_else(Keys::new_random);
    let store = Store::open(&target, keys, files)?;
    let applied = store.migrate()?;
    if store.read(store::office::key_mark)?.is_none() {
        if found.is_none() {
            store.keys.write(&key_file)?;
        }
        store.write(store::office::set_key_mark)?;
    } else if found.is_none() {
        return Err(KeyError::Missing(key_file.display().to_string()).into());
    }
    // Read again: another server may have begun this database at the same moment, with a key of its own.
    if store.read(store::office::key_mark)?.as_deref() != Some(store.keys.fingerprint().as_str()) {
        return Err(KeyError::Wrong(key_file.display().to_string()).into());
    }
    Ok((store, applied))
}

/// Opens a database as it stands, for who copies it: nothing is made, nothing is migrated.
pub fn open_standing(config: &Config, folder: &Path) -> Result<Store, AppError> {
    must_be_whole(folder)?;
    let (target, key_file) = (config.target(folder)?, config.key_file(folder));
    match &target {
        Target::Sqlite(path) if !Path::new(path).exists() => return Err(AppError::Nothing(path.clone())),
        _ => {}
    }
    let name = key_file.display().to_string();
    let keys = Keys::read(&key_file)?;
    let store = Store::open(&target, keys.clone().unwrap_or_else(Keys::new_random), file_folder(folder))?;
    if store.read(store::backup::holding)?.is_none() {
        return Err(AppError::Nothing(folder.display().to_string()));
    }
    match (keys, store.read(store::office::key_mark)?) {
        (None, _) => Err(KeyError::Missing(name).into()),
        (Some(keys), mark) if mark.as_deref() != Some(keys.fingerprint().as_str()) => Err(KeyError::Wrong(name).into()),
        _ => Ok(store),
    }
}

/// Where the bytes of files lie.
pub fn file_folder(folder: &Path) -> PathBuf {
    folder.join("tep")
}

fn must_be_whole(folder: &Path) -> Result<(), AppError> {
    let is_half = folder.join(store::backup::UNFINISHED).exists();
    if is_half { Err(AppError::Unfinished(folder.display().to_string())) } else { Ok(()) }
}

/// A folder that is not there yet is made for the portal's own user alone; one that is there keeps its rights.
fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
