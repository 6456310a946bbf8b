//! The container: a head in the clear, then sealed chunks, so that what was cut off or changed is known at once.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::{BackupError, Passphrase};
use crate::{
    keys::{
        self,
        stream::{CHECK_BYTES, CHUNK_BYTES, NONCE_BYTES, Opener, PassKey, Sealer, TAG_BYTES},
    },
    password::Cost,
};

const MAGIC: &[u8; 14] = b"tiepdan backup";
const VERSION: u8 = 1;
const SALT_BYTES: usize = 16;
const COST_BYTES: usize = 12;
pub const HEAD_BYTES: usize = MAGIC.len() + 1 + COST_BYTES + SALT_BYTES + NONCE_BYTES + CHECK_BYTES;
const SEALED_BYTES: u64 = (CHUNK_BYTES + TAG_BYTES) as u64;

/// 64 MiB and three passes (RFC 9106, the second recommended choice).
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
/// More than this no copy of ours asks for: a foreign file must not eat the machine.
const COST_MAX: Cost = Cost { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

/// What is written is sealed on its way.
pub struct Sealing<W: Write> {
    out: W,
    sealer: Sealer,
    chunk: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    /// Stretches the passphrase and writes the head.
    pub fn begin(mut out: W, passphrase: &Passphrase, path: &Path) -> Result<Sealing<W>, BackupError> {
        let (salt, nonce) = (keys::random::<SALT_BYTES>(), keys::random::<NONCE_BYTES>());
        let key = passphrase.key(&salt, COST)?;
        let mut head = [MAGIC.as_slice(), &[VERSION]].concat();
        [COST.memory_kib, COST.passes, COST.lanes].iter().for_each(|number| head.extend(number.to_be_bytes()));
        head.extend_from_slice(&[salt.as_slice(), &nonce, &key.check()].concat());
        out.write_all(&head).map_err(BackupError::of(path))?;
        Ok(Sealing { out, sealer: key.sealer(&head, nonce), chunk: Vec::with_capacity(CHUNK_BYTES + TAG_BYTES) })
    }

    pub fn write(&mut self, mut bytes: &[u8], path: &Path) -> Result<(), BackupError> {
        while !bytes.is_empty() {
            // A full chunk is sealed when more comes: the last one is sealed as the last.
            if self.chunk.len() == CHUNK_BYTES {
                self.sealer.next(&mut self.chunk)?;
                self.out.write_all(&self.chunk).map_err(BackupError::of(path))?;
                self.chunk.clear();
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    pub fn finish(mut self, path: &Path) -> Result<W, BackupError> {
        self.sealer.last(&mut self.chunk)?;
        self.out.write_all(&self.chunk).and_then(|()| self.out.flush()).map_err(BackupError::of(path))?;
        Ok(self.out)
    }
}

/// What is read is opened on its way.
pub struct Opening {
    file: File,
    opener: Opener,
    chunks: u64,
    position: u64,
    chunk: Vec<u8>,
    at: usize,
}

/// A copy whose passphrase was right; it can be read more than once.
pub struct Container {
    file: File,
    key: PassKey,
    head: [u8; HEAD_BYTES],
}

impl Container {
    /// Reads the head and stretches the passphrase.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Container, BackupError> {
        let mut file = File::open(path).map_err(BackupError::of(path))?;
        let foreign = || BackupError::Foreign(path.display().to_string());
        let mut head = [0; HEAD_BYTES];
        file.read_exact(&mut head).map_err(|_| foreign())?;
        let (magic, rest) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(foreign());
        }
        if rest[0] != VERSION {
            return Err(BackupError::Version(rest[0]));
        }
        let (cost, rest) = rest[1..].split_at(COST_BYTES);
        let (salt, rest) = rest.split_at(SALT_BYTES);
        let key = passphrase.key(salt, cost_of(cost).ok_or(BackupError::Damaged("đầu tệp"))?)?;
        if rest[NONCE_BYTES..] != key.check() {
            return Err(BackupError::Wrong);
        }
        Ok(Container { file, key, head })
    }

    /// Reads from the beginning.
    pub fn read(&self) -> Result<Opening, BackupError> {
        let broken = |_| BackupError::Damaged("không đọc được");
        let mut file = self.file.try_clone().map_err(broken)?;
        file.seek(SeekFrom::Start(HEAD_BYTES as u64)).map_err(broken)?;
        let sealed = file.metadata().map_err(broken)?.len() - HEAD_BYTES as u64;
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&self.head[HEAD_BYTES - CHECK_BYTES - NONCE_BYTES..HEAD_BYTES - CHECK_BYTES]);
        let opener = self.key.opener(&self.head, nonce);
        let chunk = Vec::with_capacity(SEALED_BYTES as usize);
        Ok(Opening { file, opener, chunks: sealed.div_ceil(SEALED_BYTES), position: 0, chunk, at: 0 })
    }
}

fn cost_of(bytes: &[u8]) -> Option<Cost> {
    let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let cost = Cost { memory_kib: number(0)?, passes: number(4)?, lanes: number(8)? };
    let is_bounded = cost.memory_kib <= COST_MAX.memory_kib
        && (1..=COST_MAX.passes).contains(&cost.passes)
        && (1..=COST_MAX.lanes).contains(&cost.lanes);
    is_bounded.then_some(cost)
}

impl Opening {
    /// Fills `bytes` whole, or says that nothing is left; a half is damage.
    pub fn fill(&mut self, bytes: &mut [u8]) -> Result<bool, BackupError> {
        let mut filled = 0;
        while filled < bytes.len() {
            if self.at == self.chunk.len() && !self.next_chunk()? {
                return if filled == 0 { Ok(false) } else { Err(BackupError::Damaged("bị cụt")) };
            }
            let count = (bytes.len() - filled).min(self.chunk.len() - self.at);
            bytes[filled..filled + count].copy_from_slice(&self.chunk[self.at..self.at + count]);
            (filled, self.at) = (filled + count, self.at + count);
        }
        Ok(true)
    }

    fn next_chunk(&mut self) -> Result<bool, BackupError> {
        if self.position >= self.chunks {
            return Ok(false);
        }
        self.chunk.clear();
        self.at = 0;
        let broken = |_| BackupError::Damaged("không đọc được");
        (&self.file).take(SEALED_BYTES).read_to_end(&mut self.chunk).map_err(broken)?;
        let position = u32::try_from(self.position).map_err(|_| BackupError::Damaged("dài quá"))?;
        self.position += 1;
        let is_last = self.position == self.chunks;
        self.opener.open(position, is_last, &mut self.chunk).map_err(|_| BackupError::Damaged("không mở được"))?;
        Ok(true)
    }
}
