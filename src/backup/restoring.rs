//! Putting a copy back into an empty place: read through first, then all of it or nothing.
//!
//! A marker in the data folder stands from the first byte to the last; while it is there no command opens the database.
//! The key and the files come before the rows are committed, and the commit carries the marker's number: after a crash
//! the number tells a whole commune from a half, and a half is cleared away when it is tried again.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use super::{
    BackupError, Passphrase, Progress,
    container::Container,
    making::sync_folder_of,
    piece::{End, FileHead, Head, Piece, Reader, TableHead},
};
use crate::{
    domain::change::hex,
    keys::{self, Keys},
    store::{
        Store, Target,
        backup::{Holding, Loading, UNFINISHED, holding, known_migrations},
    },
};

/// Where the commune shall stand.
pub struct Place {
    pub folder: PathBuf,
    pub files: PathBuf,
    pub key_file: PathBuf,
    pub target: Target,
}

/// What was put back.
pub struct Brought {
    pub made_at: DateTime<Utc>,
    pub rows: u64,
    pub files: u64,
    pub missing: u64,
    /// Migrations that the copy had not had.
    pub migrated: Vec<String>,
    /// An earlier run had done all of it, and was only not heard of.
    pub was_whole: bool,
}

/// Puts a copy back.
///
/// # Errors
/// Whatever is wrong with the copy is said before anything is touched; whatever happens later is undone.
pub fn bring_back(
    place: &Place,
    from: &Path,
    passphrase: &Passphrase,
    watch: &mut dyn FnMut(Progress),
) -> Result<Brought, BackupError> {
    let container = Container::open(from, passphrase)?;
    let contents = look_through(&container)?;
    if let Some(whole) = place.settle_earlier(&contents)? {
        return Ok(whole);
    }
    place.must_be_empty(from)?;
    let had_database = place.database_files().iter().any(|path| path.exists());
    let id = hex(&keys::random::<16>());
    let _held = place.mark(&id)?;
    // Again, now that nobody else can begin: another run may have ended between the look and the marker.
    if let Err(error) = place.must_be_empty(from) {
        place.unmark()?;
        return Err(error);
    }
    match place.fill(&container, &contents, &id, watch) {
        Ok(migrated) => {
            place.unmark()?;
            Ok(contents.brought(migrated, false))
        }
        Err(error) => place.undo(&contents, &id, had_database, error),
    }
}

/// What reading the whole copy has shown.
struct Contents {
    head: Head,
    keys: Keys,
    end: End,
}

impl Contents {
    fn brought(&self, migrated: Vec<String>, was_whole: bool) -> Brought {
        let (rows, files) = (self.end.rows.values().sum(), self.end.files);
        Brought { made_at: self.head.made_at, rows, files, missing: self.end.missing, migrated, was_whole }
    }
}

/// Opens every chunk and follows every piece, and changes nothing.
fn look_through(container: &Container) -> Result<Contents, BackupError> {
    let mut reader = Reader::new(container)?;
    let (mut head, mut keys, mut end) = (None, None, None);
    while let Some(piece) = reader.next()? {
        match piece {
            Piece::Head(found) => head = Some(found),
            Piece::Key(text) => keys = Keys::parse(&text),
            Piece::End(found) => end = Some(found),
            _ => {}
        }
    }
    let (Some(head), Some(keys), Some(end)) = (head, keys, end) else {
        return Err(BackupError::Damaged("thiếu khóa"));
    };
    let known = known_migrations()?;
    match head.migrations.iter().find(|name| !known.contains(name)) {
        Some(name) => Err(BackupError::Newer(name.clone())),
        None => Ok(Contents { head, keys, end }),
    }
}

impl Place {
    fn marker(&self) -> PathBuf {
        self.folder.join(UNFINISHED)
    }

    fn database_files(&self) -> Vec<PathBuf> {
        let Target::Sqlite(path) = &self.target else { return Vec::new() };
        ["", "-wal", "-shm"].iter().map(|end| PathBuf::from(format!("{path}{end}"))).collect()
    }

    /// After a crash: what stands whole is whole, what does not is cleared away.
    fn settle_earlier(&self, contents: &Contents) -> Result<Option<Brought>, BackupError> {
        let Ok(marker) = File::open(self.marker()) else { return Ok(None) };
        if matches!(marker.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(BackupError::Running);
        }
        let id = io::read_to_string(marker).map_err(BackupError::of(&self.marker()))?;
        let is_whole = self.holding(&contents.keys)?.is_some_and(|found| found.restored.as_deref() == Some(id.trim()));
        if !is_whole {
            // The place was empty when the marker was set, so all that lies here is the half.
            self.clear(&contents.keys, false);
        }
        self.unmark()?;
        Ok(is_whole.then(|| contents.brought(Vec::new(), true)))
    }

    /// After a failure: nothing stays, unless the commit was done and only its answer was lost.
    fn undo(
        &self,
        contents: &Contents,
        id: &str,
        had_database: bool,
        error: BackupError,
    ) -> Result<Brought, BackupError> {
        match self.holding(&contents.keys) {
            Ok(Some(found)) if found.restored.as_deref() == Some(id) => {
                self.unmark()?;
                return Ok(contents.brought(Vec::new(), false));
            }
            Ok(_) => {
                self.clear(&contents.keys, had_database);
                self.unmark()?;
            }
            // Nobody can tell now: the marker stays, and the next run settles it.
            Err(_) => {}
        }
        Err(error)
    }

    fn holding(&self, keys: &Keys) -> Result<Option<Holding>, BackupError> {
        let files = self.database_files();
        if files.first().is_some_and(|path| fs::metadata(path).map_or(0, |about| about.len()) == 0) {
            return Ok(None);
        }
        let store = Store::open(&self.target, keys.clone(), self.files.clone())?;
        Ok(store.read(holding)?)
    }

    fn must_be_empty(&self, copy: &Path) -> Result<(), BackupError> {
        let occupied = |path: &Path| Err(BackupError::Occupied(path.display().to_string()));
        if self.key_file.exists() {
            return occupied(&self.key_file);
        }
        if fs::read_dir(&self.files).is_ok_and(|mut entries| entries.next().is_some()) {
            return occupied(&self.files);
        }
        let (copy, databases) = (copy.canonicalize().ok(), self.database_files());
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            // The copy itself may lie here, and so may other folders; the database is asked below.
            let is_known = path == self.marker() || databases.contains(&path) || path.canonicalize().ok() == copy;
            if path.is_file() && !is_known {
                return occupied(&path);
            }
        }
        match self.holding(&Keys::new_random())? {
            Some(found) => Err(BackupError::Occupied(format!("cơ sở dữ liệu (bảng {})", found.what))),
            None => Ok(()),
        }
    }

    /// Whoever holds the marker is still at work; a killed program holds nothing.
    fn mark(&self, id: &str) -> Result<File, BackupError> {
        make_folder(&self.folder).map_err(BackupError::of(&self.folder))?;
        let marker = self.marker();
        let mut file = new_file(&marker).map_err(BackupError::of(&marker))?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(BackupError::Running);
        }
        file.write_all(id.as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| sync_folder_of(&marker))
            .map_err(BackupError::of(&marker))?;
        Ok(file)
    }

    fn unmark(&self) -> Result<(), BackupError> {
        let marker = self.marker();
        fs::remove_file(&marker).and_then(|()| sync_folder_of(&marker)).map_err(BackupError::of(&marker))
    }

    fn fill(
        &self,
        container: &Container,
        contents: &Contents,
        id: &str,
        watch: &mut dyn FnMut(Progress),
    ) -> Result<Vec<String>, BackupError> {
        make_folder(&self.files).map_err(BackupError::of(&self.files))?;
        contents.keys.write(&self.key_file)?;
        let store = Store::open(&self.target, contents.keys.clone(), self.files.clone())?;
        let loading = Loading::begin(&store, &contents.head.migrations)?;
        let mut filling = Filling { loading, files: &self.files, table: None, file: None, done: Progress::default() };
        let mut reader = Reader::new(container)?;
        while let Some(piece) = reader.next()? {
            filling.take(piece)?;
            watch(filling.done);
        }
        filling.close_file()?;
        let Filling { loading, .. } = filling;
        sync_folder_of(&self.files.join("x")).map_err(BackupError::of(&self.files))?;
        Ok(loading.finish(id, contents.head.made_at)?)
    }

    /// Takes away everything that this or a broken run put into the empty place; somebody else's key stays.
    fn clear(&self, keys: &Keys, keep_database: bool) {
        if fs::read_to_string(&self.key_file).is_ok_and(|found| keys.text().starts_with(&found)) {
            let _ = fs::remove_file(&self.key_file);
        }
        for entry in fs::read_dir(&self.files).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
        for path in self.database_files().iter().filter(|_| !keep_database) {
            let _ = fs::remove_file(path);
        }
    }
}

struct Filling<'f> {
    loading: Loading<'f>,
    files: &'f Path,
    table: Option<TableHead>,
    file: Option<(File, FileHead)>,
    done: Progress,
}

impl Filling<'_> {
    fn take(&mut self, piece: Piece) -> Result<(), BackupError> {
        match piece {
            Piece::Table(table) => self.table = Some(table),
            Piece::Rows(batch, count) => {
                let Some(table) = &self.table else { return Err(BackupError::Damaged("hàng không có bảng")) };
                if self.loading.rows(&table.name, &table.columns, &batch)? != count {
                    return Err(BackupError::Damaged("hàng không vào hết"));
                }
                self.done.rows += count as u64;
            }
            Piece::File(head) => {
                self.close_file()?;
                let path = self.files.join(&head.name);
                self.file = Some((new_file(&path).map_err(BackupError::of(&path))?, head));
            }
            Piece::Bytes(bytes) => {
                if let Some((file, head)) = &mut self.file {
                    file.write_all(&bytes).map_err(BackupError::of(&self.files.join(&head.name)))?;
                    self.done.bytes += bytes.len() as u64;
                }
            }
            Piece::Head(_) | Piece::Key(_) | Piece::End(_) => {}
        }
        Ok(())
    }

    fn close_file(&mut self) -> Result<(), BackupError> {
        let Some((file, head)) = self.file.take() else { return Ok(()) };
        let closed = file.set_modified(head.modified.into()).and_then(|()| file.sync_all());
        self.done.files += 1;
        closed.map_err(BackupError::of(&self.files.join(&head.name)))
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
