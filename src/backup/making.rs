//! Making a copy while the portal serves: all rows of one moment first, then the files that they name.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use super::{
    BackupError, Passphrase, Progress,
    container::Sealing,
    piece::{End, FILE_PIECE_BYTES, FileHead, Head, ROWS_BYTES, TableHead, Writer},
};
use crate::{
    domain::{change::hex, id::Id, petition::Attachment},
    keys,
    store::{
        Conn, Store,
        backup::{self as tables, LEFT_OUT, Table},
        file::{self, Face},
    },
};

const TEMPORARY: &str = ".tiepdan-tam";

/// What was copied.
pub struct Made {
    pub rows: u64,
    pub files: u64,
    /// Files that a row names and that are not there: the copy is whole but for them.
    pub missing: u64,
    /// Of the copy itself.
    pub bytes: u64,
}

/// Makes a copy; it gets its name when all of it is on the disk.
pub fn make(
    store: &Store,
    to: &Path,
    passphrase: &Passphrase,
    now: DateTime<Utc>,
    watch: &mut dyn FnMut(Progress),
) -> Result<Made, BackupError> {
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    let rough = Rough::begin(to)?;
    let sealing = Sealing::begin(BufWriter::new(rough.file.try_clone().map_err(BackupError::of(to))?), passphrase, to)?;
    let mut making = Making { writer: Writer::new(sealing, to), end: End::default(), watch };
    let named = store.read(|conn| making.all_rows(store, conn, now))?;
    for id in named {
        making.file(store, id)?;
    }
    let Making { mut writer, end, .. } = making;
    writer.json(b'E', &end)?;
    writer.finish()?;
    let bytes = rough.publish(to)?;
    Ok(Made { rows: end.rows.values().sum(), files: end.files, missing: end.missing, bytes })
}

struct Making<'m, W: Write> {
    writer: Writer<'m, W>,
    end: End,
    watch: &'m mut dyn FnMut(Progress),
}

impl<W: Write> Making<'_, W> {
    /// Everything that the database holds at one moment, and which files it names.
    fn all_rows(
        &mut self,
        store: &Store,
        conn: &mut Conn,
        now: DateTime<Utc>,
    ) -> Result<Vec<Id<Attachment>>, BackupError> {
        let migrations = tables::applied_migrations(conn)?;
        self.writer.json(b'H', &Head { made_at: now, migrations })?;
        self.writer.bytes(b'K', store.keys.text().as_bytes())?;
        for table in tables::tables(conn)?.iter().filter(|table| !LEFT_OUT.contains(&table.name.as_str())) {
            self.table(conn, table)?;
        }
        Ok(file::all_named(conn)?)
    }

    fn table(&mut self, conn: &mut Conn, table: &Table) -> Result<(), BackupError> {
        self.writer.json(b'T', &TableHead { name: table.name.clone(), columns: table.column_names() })?;
        let (mut batch, mut count) = (String::new(), 0_u64);
        tables::rows(conn, table, |row| {
            batch.push(if batch.is_empty() { '[' } else { ',' });
            batch.push_str(row);
            count += 1;
            if batch.len() < ROWS_BYTES {
                return Ok(());
            }
            self.batch(&mut batch)
        })?;
        if !batch.is_empty() {
            self.batch(&mut batch)?;
        }
        self.end.rows.insert(table.name.clone(), count);
        self.tell();
        Ok(())
    }

    fn batch(&mut self, rows: &mut String) -> Result<(), BackupError> {
        rows.push(']');
        self.writer.bytes(b'R', rows.as_bytes())?;
        rows.clear();
        Ok(())
    }

    /// Both faces of a file, sealed as they lie: nobody opens them for a copy.
    fn file(&mut self, store: &Store, id: Id<Attachment>) -> Result<(), BackupError> {
        for face in [Face::Original, Face::Shown] {
            let path = file::path(store, id, face);
            match File::open(&path) {
                Ok(file) => self.copy(file, &path)?,
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(BackupError::of(&path)(error)),
                Err(_) if face == Face::Original => self.end.missing += 1,
                Err(_) => {}
            }
        }
        Ok(())
    }

    fn copy(&mut self, mut file: File, path: &Path) -> Result<(), BackupError> {
        let failed = BackupError::of(path);
        let about = file.metadata().map_err(&failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let modified = about.modified().map_err(&failed)?.into();
        self.writer.json(b'F', &FileHead { name, bytes: about.len(), modified })?;
        let (mut left, mut piece) = (about.len(), vec![0; FILE_PIECE_BYTES]);
        while left > 0 {
            let length = FILE_PIECE_BYTES.min(usize::try_from(left).unwrap_or(FILE_PIECE_BYTES));
            file.read_exact(&mut piece[..length]).map_err(&failed)?;
            self.writer.bytes(b'B', &piece[..length])?;
            left -= length as u64;
        }
        self.end.files += 1;
        self.end.file_bytes += about.len();
        self.tell();
        Ok(())
    }

    fn tell(&mut self) {
        let rows = self.end.rows.values().sum();
        (self.watch)(Progress { rows, files: self.end.files, bytes: self.end.file_bytes });
    }
}

/// The copy under its temporary name, beside the name that it will have; gone when it is not finished.
struct Rough {
    path: PathBuf,
    file: File,
}

impl Rough {
    fn begin(to: &Path) -> Result<Rough, BackupError> {
        let name = to.file_name().ok_or_else(|| BackupError::Foreign(to.display().to_string()))?.to_string_lossy();
        forget_dead(to);
        let path = to.with_file_name(format!(".{name}.{}{TEMPORARY}", hex(&keys::random::<4>())));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(BackupError::of(to))?;
        // Held as long as it is written, so that another run does not take it for a dead one's.
        let _ = file.lock();
        Ok(Rough { path, file })
    }

    /// On the disk first, then under its name, which nothing else has.
    fn publish(self, to: &Path) -> Result<u64, BackupError> {
        let failed = BackupError::of(to);
        self.file.sync_all().map_err(&failed)?;
        let bytes = self.file.metadata().map_err(&failed)?.len();
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(BackupError::Exists(to.display().to_string()));
            }
            // A disk that knows no second name, such as a USB stick's.
            Err(_) if to.symlink_metadata().is_ok() => return Err(BackupError::Exists(to.display().to_string())),
            Err(_) => fs::rename(&self.path, to).map_err(&failed)?,
        }
        let _ = fs::remove_file(&self.path);
        sync_folder_of(to).map_err(&failed)?;
        Ok(bytes)
    }
}

impl Drop for Rough {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// What runs that were ended in the middle left in the same folder.
fn forget_dead(to: &Path) {
    let is_ours = |name: &str| name.starts_with('.') && name.ends_with(TEMPORARY);
    for entry in fs::read_dir(folder_of(to)).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_ours);
        if is_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}
