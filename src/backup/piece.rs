//! The pieces of a copy and the order in which they come: whatever is missing, doubled or out of place is damage.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
};

use chrono::{DateTime, Utc};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    BackupError,
    container::{Container, Opening, Sealing},
};

/// Longer pieces are never written, so longer ones are not believed.
const PIECE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Rows are collected up to here.
pub const ROWS_BYTES: usize = 256 * 1024;
/// A file goes in pieces of this length.
pub const FILE_PIECE_BYTES: usize = 256 * 1024;
const FILE_NAME_BYTES_MAX: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    pub made_at: DateTime<Utc>,
    /// Versions of the migrations that the database had had.
    pub migrations: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableHead {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileHead {
    pub name: String,
    pub bytes: u64,
    /// By which orphans are told.
    pub modified: DateTime<Utc>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    pub rows: BTreeMap<String, u64>,
    pub files: u64,
    pub file_bytes: u64,
    /// Files that a row names and the folder did not have.
    pub missing: u64,
}

pub enum Piece {
    Head(Head),
    Key(String),
    Table(TableHead),
    /// A JSON array of rows, and how many.
    Rows(String, usize),
    File(FileHead),
    Bytes(Vec<u8>),
    End(End),
}

/// Writes pieces.
pub struct Writer<'p, W: Write> {
    sealing: Sealing<W>,
    path: &'p Path,
}

impl<'p, W: Write> Writer<'p, W> {
    pub fn new(sealing: Sealing<W>, path: &'p Path) -> Writer<'p, W> {
        Writer { sealing, path }
    }

    pub fn json(&mut self, letter: u8, content: &impl Serialize) -> Result<(), BackupError> {
        let text = serde_json::to_vec(content).map_err(|_| BackupError::Damaged("không ghi được"))?;
        self.bytes(letter, &text)
    }

    pub fn bytes(&mut self, letter: u8, content: &[u8]) -> Result<(), BackupError> {
        if content.len() > PIECE_BYTES_MAX {
            return Err(BackupError::Damaged("một hàng dài quá"));
        }
        let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
        self.sealing.write(&[&[letter], length.to_be_bytes().as_slice()].concat(), self.path)?;
        self.sealing.write(content, self.path)
    }

    pub fn finish(self) -> Result<W, BackupError> {
        self.sealing.finish(self.path)
    }
}

/// Reads pieces, each in its place.
pub struct Reader {
    opening: Opening,
    step: Step,
    /// What came so far, to be compared with what the end says.
    seen: End,
    names: BTreeSet<String>,
}

#[derive(Clone, PartialEq, Eq)]
enum Step {
    Begin,
    Headed,
    Keyed,
    InTable { name: String, width: usize },
    InFile { left: u64 },
    Ended,
}

const OUT_OF_PLACE: BackupError = BackupError::Damaged("sai thứ tự");

impl Reader {
    pub fn new(container: &Container) -> Result<Reader, BackupError> {
        let opening = container.read()?;
        Ok(Reader { opening, step: Step::Begin, seen: End::default(), names: BTreeSet::new() })
    }

    /// The next piece; `None` after the end, and only there.
    pub fn next(&mut self) -> Result<Option<Piece>, BackupError> {
        let mut frame = [0; 5];
        if !self.opening.fill(&mut frame)? {
            return if self.step == Step::Ended { Ok(None) } else { Err(BackupError::Damaged("bị cụt")) };
        }
        let length = u32::from_be_bytes([frame[1], frame[2], frame[3], frame[4]]) as usize;
        if length > PIECE_BYTES_MAX {
            return Err(BackupError::Damaged("một mẩu dài quá"));
        }
        let mut content = vec![0; length];
        if length > 0 && !self.opening.fill(&mut content)? {
            return Err(BackupError::Damaged("bị cụt"));
        }
        let piece = match frame[0] {
            b'H' => Piece::Head(parse(&content)?),
            b'K' => Piece::Key(text(content)?),
            b'T' => Piece::Table(parse(&content)?),
            b'R' => self.rows(content)?,
            b'F' => Piece::File(parse(&content)?),
            b'B' => Piece::Bytes(content),
            b'E' => Piece::End(parse(&content)?),
            _ => return Err(OUT_OF_PLACE),
        };
        self.step = self.follow(&piece)?;
        Ok(Some(piece))
    }

    fn rows(&self, content: Vec<u8>) -> Result<Piece, BackupError> {
        let Step::InTable { width, .. } = &self.step else { return Err(OUT_OF_PLACE) };
        let text = text(content)?;
        let rows: Vec<Vec<IgnoredAny>> =
            serde_json::from_str(&text).map_err(|_| BackupError::Damaged("hàng không đọc được"))?;
        if rows.iter().any(|row| row.len() != *width) {
            return Err(BackupError::Damaged("hàng thiếu cột"));
        }
        let count = rows.len();
        Ok(Piece::Rows(text, count))
    }

    /// Where this piece leads, if it may come here.
    fn follow(&mut self, piece: &Piece) -> Result<Step, BackupError> {
        let is_between = matches!(self.step, Step::Keyed | Step::InTable { .. } | Step::InFile { left: 0 });
        match (piece, self.step.clone()) {
            (Piece::Head(_), Step::Begin) => Ok(Step::Headed),
            (Piece::Key(_), Step::Headed) => Ok(Step::Keyed),
            (Piece::Table(table), Step::Keyed | Step::InTable { .. }) => {
                if self.seen.rows.insert(table.name.clone(), 0).is_some() {
                    return Err(OUT_OF_PLACE);
                }
                Ok(Step::InTable { name: table.name.clone(), width: table.columns.len() })
            }
            (Piece::Rows(_, count), step @ Step::InTable { .. }) => {
                if let Step::InTable { name, .. } = &step {
                    *self.seen.rows.entry(name.clone()).or_default() += *count as u64;
                }
                Ok(step)
            }
            (Piece::File(file), _) if is_between && is_plain(&file.name) && self.names.insert(file.name.clone()) => {
                self.seen.files += 1;
                self.seen.file_bytes += file.bytes;
                Ok(Step::InFile { left: file.bytes })
            }
            (Piece::Bytes(bytes), Step::InFile { left }) => {
                let left = left.checked_sub(bytes.len() as u64).ok_or(OUT_OF_PLACE)?;
                Ok(Step::InFile { left })
            }
            (Piece::End(end), _) if is_between => {
                self.seen.missing = end.missing;
                if *end == self.seen {
                    Ok(Step::Ended)
                } else {
                    Err(BackupError::Damaged("số hàng, số tệp không khớp"))
                }
            }
            _ => Err(OUT_OF_PLACE),
        }
    }
}

/// A file's name leads nowhere but into the folder.
fn is_plain(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !name.is_empty() && name.len() <= FILE_NAME_BYTES_MAX && !name.starts_with('.') && name.chars().all(is_plain)
}

fn text(content: Vec<u8>) -> Result<String, BackupError> {
    String::from_utf8(content).map_err(|_| BackupError::Damaged("chữ không đọc được"))
}

fn parse<T: DeserializeOwned>(content: &[u8]) -> Result<T, BackupError> {
    serde_json::from_slice(content).map_err(|_| BackupError::Damaged("một mẩu không đọc được"))
}
