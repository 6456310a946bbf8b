//! Bytes of files: encrypted, on the disk before their row, named by id.

mod orphan;

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use chrono::{DateTime, Utc};

use super::{Store, Trouble};
use crate::{
    domain::{id::Id, petition::Attachment},
    keys::{
        KEY_ID, Purpose,
        stream::{CHUNK_BYTES, NONCE_BYTES, Opener, Sealer, TAG_BYTES},
    },
};

pub use orphan::{all_named, remove_erased, remove_orphans, touch};

/// “TDF” and the key ring's number, then the nonce.
const MAGIC: [u8; 4] = [b'T', b'D', b'F', KEY_ID as u8];
const HEAD_BYTES: u64 = (MAGIC.len() + NONCE_BYTES) as u64;
const SEALED_BYTES: u64 = (CHUNK_BYTES + TAG_BYTES) as u64;
const TEMPORARY: &str = "tam";
const SHOWN: &str = "xem";

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// As it was sent.
    Original,
    /// A photo made anew, without what the camera wrote into it.
    Shown,
}

impl Face {
    fn name(self, id: Id<Attachment>) -> String {
        match self {
            Face::Original => id.to_string(),
            Face::Shown => format!("{id}.{SHOWN}"),
        }
    }

    /// What the seal is bound to: one face's bytes never open as the other's.
    fn bound(self, id: Id<Attachment>) -> Vec<u8> {
        [id.uuid().as_bytes().as_slice(), self.name(id).as_bytes()].concat()
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Disk(error.to_string())
    }
}

/// A file under its temporary name; gone when it is dropped before it was kept.
struct Temporary {
    path: PathBuf,
    kept: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file that is being written, chunk by chunk.
pub struct Writing {
    id: Id<Attachment>,
    face: Face,
    at: DateTime<Utc>,
    temporary: Temporary,
    file: File,
    sealer: Sealer,
    chunk: Vec<u8>,
    bytes: u64,
}

impl Writing {
    /// `at` becomes the file's time, by which orphans are told.
    pub fn begin(store: &Store, id: Id<Attachment>, face: Face, at: DateTime<Utc>) -> Result<Writing, Trouble> {
        let path = store.files.join(format!("{}.{TEMPORARY}", face.name(id)));
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        let temporary = Temporary { path, kept: false };
        let (sealer, nonce) = store.keys.sealer(Purpose::Files, &face.bound(id));
        file.write_all(&[MAGIC.as_slice(), &nonce].concat())?;
        let chunk = Vec::with_capacity(CHUNK_BYTES + TAG_BYTES);
        Ok(Writing { id, face, at, temporary, file, sealer, chunk, bytes: 0 })
    }

    pub fn id(&self) -> Id<Attachment> {
        self.id
    }

    /// Plain bytes that were written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), Trouble> {
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is sealed when more comes: the last one is sealed as the last.
            if self.chunk.len() == CHUNK_BYTES {
                self.sealer.next(&mut self.chunk)?;
                self.file.write_all(&self.chunk)?;
                self.chunk.clear();
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals the end and makes sure that all of it is on the disk, still under the temporary name.
    pub fn finish(self) -> Result<Written, Trouble> {
        let Writing { id, face, at, temporary, mut file, sealer, mut chunk, bytes } = self;
        sealer.last(&mut chunk)?;
        file.write_all(&chunk)?;
        file.set_modified(at.into())?;
        file.sync_all()?;
        Ok(Written { id, face, temporary, bytes })
    }
}

/// A file that is whole and on the disk, but has no name yet.
pub struct Written {
    id: Id<Attachment>,
    face: Face,
    temporary: Temporary,
    pub bytes: u64,
}

impl Written {
    /// Reads back what was written.
    pub fn read(&self, store: &Store) -> Result<Reading, Trouble> {
        Reading::of(File::open(&self.temporary.path)?, store, self.id, self.face)
    }
}

/// Gives files their names and makes the names durable: only then may a row name them.
pub fn keep(store: &Store, written: Vec<Written>) -> Result<(), Trouble> {
    for mut file in written {
        fs::rename(&file.temporary.path, store.files.join(file.face.name(file.id)))?;
        file.temporary.kept = true;
    }
    Ok(File::open(&store.files)?.sync_all()?)
}

/// A file that is being read, chunk by chunk.
pub struct Reading {
    file: File,
    opener: Opener,
    sealed_bytes: u64,
    position: u64,
}

impl Reading {
    fn of(mut file: File, store: &Store, id: Id<Attachment>, face: Face) -> Result<Reading, Trouble> {
        let mut head = [0; HEAD_BYTES as usize];
        file.read_exact(&mut head)?;
        let (magic, nonce) = head.split_at(MAGIC.len());
        let nonce = nonce.try_into().ok().filter(|_| magic == MAGIC);
        let nonce = nonce.ok_or_else(|| Trouble::Disk("tệp không phải của cổng này".to_owned()))?;
        let opener = store.keys.opener(Purpose::Files, &face.bound(id), nonce);
        let sealed_bytes = file.metadata()?.len().saturating_sub(HEAD_BYTES);
        if sealed_bytes < TAG_BYTES as u64 {
            return Err(Trouble::Disk("tệp bị cụt".to_owned()));
        }
        Ok(Reading { file, opener, sealed_bytes, position: 0 })
    }

    /// Plain bytes of the whole file.
    pub fn bytes(&self) -> u64 {
        self.sealed_bytes - self.chunks() * TAG_BYTES as u64
    }

    fn chunks(&self) -> u64 {
        self.sealed_bytes.div_ceil(SEALED_BYTES)
    }

    /// Goes on from the chunk that holds this plain byte, and says how many bytes of it stand before.
    pub fn skip_to(&mut self, byte: u64) -> Result<usize, Trouble> {
        self.position = byte / CHUNK_BYTES as u64;
        self.file.seek(SeekFrom::Start(HEAD_BYTES + self.position * SEALED_BYTES))?;
        Ok((byte % CHUNK_BYTES as u64) as usize)
    }

    /// The next chunk, opened; `None` after the last.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        if self.position >= self.chunks() {
            return Ok(None);
        }
        let mut chunk = Vec::with_capacity(SEALED_BYTES as usize);
        (&self.file).take(SEALED_BYTES).read_to_end(&mut chunk)?;
        let position = u32::try_from(self.position).map_err(|_| Trouble::Disk("tệp dài quá".to_owned()))?;
        self.position += 1;
        self.opener.open(position, self.position == self.chunks(), &mut chunk)?;
        Ok(Some(chunk))
    }

    /// All of it, for what has to be looked at whole; refuses more than `at_most` bytes.
    pub fn whole(mut self, at_most: u64) -> Result<Vec<u8>, Trouble> {
        if self.bytes() > at_most {
            return Err(Trouble::Disk("tệp dài quá".to_owned()));
        }
        let mut all = Vec::with_capacity(self.bytes() as usize);
        while let Some(chunk) = self.next_chunk()? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }
}

/// Opens a file that has its name.
pub fn read(store: &Store, id: Id<Attachment>, face: Face) -> Result<Reading, Trouble> {
    Reading::of(File::open(store.files.join(face.name(id)))?, store, id, face)
}

/// Where a file's sealed bytes lie.
pub fn path(store: &Store, id: Id<Attachment>, face: Face) -> PathBuf {
    store.files.join(face.name(id))
}

/// Whether a file's bytes are there.
pub fn is_there(store: &Store, id: Id<Attachment>) -> bool {
    store.files.join(Face::Original.name(id)).exists()
}

/// Bytes that the disk of files still takes; `None` where the system does not say.
#[cfg(unix)]
pub fn free_bytes(store: &Store) -> Option<u64> {
    let disk = rustix::fs::statvfs(&store.files).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
pub fn free_bytes(_: &Store) -> Option<u64> {
    None
}

/// Removes both faces of a file that no row names.
pub fn remove(store: &Store, id: Id<Attachment>) -> Result<(), Trouble> {
    for face in [Face::Original, Face::Shown] {
        remove_path(&store.files.join(face.name(id)))?;
    }
    Ok(())
}

fn remove_path(path: &std::path::Path) -> Result<(), Trouble> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        domain::act::{Act, Actor},
        keys::{self, Keys},
        store::Target,
    };

    pub fn with_store(check: impl Fn(&Store, DateTime<Utc>)) {
        let folder = tempfile::tempdir().expect("folder");
        let target = Target::file(&folder.path().join("t.db"));
        let store = Store::open(&target, Keys::new_random(), folder.path().to_path_buf()).expect("store");
        store.migrate().expect("migrated");
        check(&store, a_moment());
    }

    fn a_moment() -> DateTime<Utc> {
        "2026-11-25T01:00:00Z".parse().expect("a moment")
    }

    pub fn new_id() -> Id<Attachment> {
        Act::new(Actor::System, a_moment(), keys::chance()).mint()
    }

    pub fn stored(store: &Store, plain: &[u8], at: DateTime<Utc>) -> Id<Attachment> {
        let id = new_id();
        let mut writing = Writing::begin(store, id, Face::Original, at).expect("begun");
        for part in plain.chunks(50_000) {
            writing.write(part).expect("written");
        }
        keep(store, vec![writing.finish().expect("finished")]).expect("kept");
        id
    }

    #[test]
    fn every_length_comes_back_as_it_was_and_nothing_of_it_stands_in_the_clear() {
        with_store(|store, now| {
            for bytes in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 300_001] {
                let plain: Vec<u8> = b"chuyen rieng ".iter().copied().cycle().take(bytes).collect();
                let id = stored(store, &plain, now);
                let reading = read(store, id, Face::Original).expect("there");
                assert_eq!(reading.bytes(), bytes as u64);
                assert_eq!(reading.whole(1_000_000).expect("whole"), plain);
                let sealed = fs::read(store.files.join(id.to_string())).expect("sealed");
                assert!(!sealed.windows(13).any(|part| part == b"chuyen rieng "));
            }
        });
    }

    #[test]
    fn reading_goes_on_from_any_byte() {
        with_store(|store, now| {
            let plain: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
            let mut reading = read(store, stored(store, &plain, now), Face::Original).expect("there");
            let before = reading.skip_to(150_000).expect("skipped");
            let chunk = reading.next_chunk().expect("opened").expect("a chunk");
            assert_eq!(chunk[before..], plain[150_000..196_608]);
        });
    }

    #[test]
    fn a_file_that_was_cut_off_or_changed_does_not_open() {
        with_store(|store, now| {
            let id = stored(store, &vec![7; 3 * CHUNK_BYTES], now);
            let path = store.files.join(id.to_string());
            let whole = fs::read(&path).expect("sealed");
            let opens = |bytes: &[u8]| {
                fs::write(&path, bytes).expect("written");
                read(store, id, Face::Original).and_then(|reading| reading.whole(1_000_000)).is_ok()
            };
            assert!(opens(&whole));
            for cut in [0, 10, HEAD_BYTES as usize, whole.len() - 1, whole.len() - SEALED_BYTES as usize] {
                assert!(!opens(&whole[..cut]), "cut to {cut}");
            }
            let mut changed = whole.clone();
            changed[100_000] ^= 1;
            assert!(!opens(&changed));
        });
    }
}
