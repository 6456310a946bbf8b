//! A whole commune in one sealed file: rows, files and the key, made while the portal serves, put back all or not at all.
//!
//! ```text
//! “tiepdan backup” · version · what argon2id costs · salt · nonce · check      the head, in the clear   container.rs
//! └ sealed in chunks (XChaCha20-Poly1305 STREAM, the head as associated data)
//!    H  when, and after which migrations            once                                              piece.rs
//!    K  the key file                                 once
//!    T  a table and its columns, then R* its rows    as often as there are tables (store/backup)
//!    F  a file's name, time, length, then B* bytes   as often as there are files, still sealed with the commune's key
//!    E  how many rows and files there were           once, the last
//! ```
//! A piece is its letter, its length (four bytes, the highest first) and its content: JSON, or plain bytes for B. Rows and
//! moments are written so that either engine reads them (`store::backup`).

mod container;
mod making;
mod passphrase;
mod piece;
mod restoring;

use std::{io, path::Path};

pub use making::{Made, make};
pub use passphrase::Passphrase;
pub use restoring::{Brought, Place, bring_back};

use crate::{keys::KeyError, password::HashError, store::Trouble};

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(
        "chưa có mật khẩu sao lưu; ghi vào tệp mà TIEPDAN_BACKUP_PASSPHRASE_FILE chỉ tới, hoặc đưa qua đầu vào chuẩn"
    )]
    NoPassphrase,
    #[error("mật khẩu sao lưu cần ít nhất {0} chữ")]
    ShortPassphrase(usize),
    #[error("không đọc được mật khẩu sao lưu: {0}")]
    Passphrase(io::Error),
    #[error("{0} đã có; bản sao không ghi đè lên tệp nào")]
    Exists(String),
    #[error("{0}: {1}")]
    File(String, io::Error),
    #[error("{0} không phải bản sao của Tiếp Dân")]
    Foreign(String),
    #[error("bản sao theo cách ghi số {0}, chương trình này chưa biết; xin dùng bản mới hơn")]
    Version(u8),
    #[error("sai mật khẩu sao lưu")]
    Wrong,
    #[error("bản sao hỏng hoặc bị cụt ({0}); chưa có gì bị thay đổi")]
    Damaged(&'static str),
    #[error("bản sao của một bản mới hơn (cơ sở dữ liệu ở {0}); xin dùng chương trình mới hơn")]
    Newer(String),
    #[error("một lần khôi phục khác đang chạy ở đây")]
    Running,
    #[error("chỗ khôi phục phải trống, mà ở đó đã có {0}")]
    Occupied(String),
    #[error(transparent)]
    Trouble(#[from] Trouble),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Hash(#[from] HashError),
}

impl BackupError {
    fn of(path: &Path) -> impl Fn(io::Error) -> BackupError {
        let name = path.display().to_string();
        move |error| BackupError::File(name.clone(), error)
    }
}

/// How far it is, for whoever watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    pub rows: u64,
    pub files: u64,
    pub bytes: u64,
}
