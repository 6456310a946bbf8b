//! The passphrase: from a file or from standard input, never from the command line.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::Path,
};

use unicode_normalization::UnicodeNormalization;

use super::BackupError;
use crate::{
    keys::stream::PassKey,
    password::{self, Cost},
};

/// It alone stands between a lost copy and every name in it.
const CHARS_MIN: usize = 12;
const BYTES_MAX: u64 = 4_096;

/// Never printed, never kept.
pub struct Passphrase(String);

impl Passphrase {
    /// The first line of the file, or of standard input when there is no file.
    pub fn read(file: Option<&Path>) -> Result<Passphrase, BackupError> {
        let mut text = Vec::new();
        match file {
            Some(path) => File::open(path).and_then(|file| file.take(BYTES_MAX).read_to_end(&mut text)),
            // Nobody should have to type it where it can be read over the shoulder.
            None if io::stdin().is_terminal() => return Err(BackupError::NoPassphrase),
            None => io::stdin().take(BYTES_MAX).read_to_end(&mut text),
        }
        .map_err(BackupError::Passphrase)?;
        let text = String::from_utf8(text)
            .map_err(|_| BackupError::Passphrase(io::Error::new(io::ErrorKind::InvalidData, "không phải UTF-8")))?;
        Passphrase::new(text.lines().next().unwrap_or_default())
    }

    pub fn new(text: &str) -> Result<Passphrase, BackupError> {
        // The same words typed on another keyboard are the same passphrase.
        let text: String = text.trim().nfc().collect();
        match text.chars().count() {
            0 => Err(BackupError::NoPassphrase),
            count if count < CHARS_MIN => Err(BackupError::ShortPassphrase(CHARS_MIN)),
            _ => Ok(Passphrase(text)),
        }
    }

    pub(super) fn key(&self, salt: &[u8], cost: Cost) -> Result<PassKey, BackupError> {
        Ok(PassKey::of(password::stretch(&self.0, salt, cost)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_or_empty_is_refused_and_marks_typed_otherwise_are_the_same() {
        assert!(matches!(Passphrase::new(" \t"), Err(BackupError::NoPassphrase)));
        assert!(Passphrase::new("mười hai chữ").is_ok());
        assert!(matches!(Passphrase::new("mười một ch"), Err(BackupError::ShortPassphrase(CHARS_MIN))));
        let (composed, decomposed) =
            (Passphrase::new("đường về làng"), Passphrase::new("đu\u{31b}o\u{31b}\u{300}ng vê\u{300} la\u{300}ng"));
        assert_eq!(composed.map(|p| p.0).ok(), decomposed.map(|p| p.0).ok());
    }
}
