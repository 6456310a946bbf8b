//! The key ring and the system's randomness: what is sealed, hashed and drawn by lot goes through here.

pub mod stream;

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::{
    act::Chance,
    change::hex,
    code::Code,
    factor::{self, Secret},
};

/// The only ring there is so far; rows name it so that keys can be changed later.
pub const KEY_ID: i32 = 1;
const SECRET_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("không đọc được tệp khóa {0}: {1}")]
    Read(String, io::Error),
    #[error("không ghi được tệp khóa {0}: {1}")]
    Write(String, io::Error),
    #[error("tệp khóa {0} không phải là khóa của Tiếp Dân")]
    Form(String),
    #[error(
        "thiếu tệp khóa {0}, mà cơ sở dữ liệu đã có dữ liệu; không có khóa thì không mở được danh tính. Xin chép tệp khóa về chỗ cũ"
    )]
    Missing(String),
    #[error("tệp khóa {0} không phải khóa của cơ sở dữ liệu này; xin chép đúng tệp khóa về")]
    Wrong(String),
    #[error("không giải mã được: sai khóa hoặc dữ liệu hỏng")]
    Open,
}

/// A purpose for which the ring gives a key of its own.
#[derive(Clone, Copy)]
pub enum Purpose {
    Vault,
    Index,
    Files,
    Sealed,
    Forms,
    Links,
    Factor,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Purpose::Vault => "tiepdan vault 1",
            Purpose::Index => "tiepdan index 1",
            Purpose::Files => "tiepdan files 1",
            Purpose::Sealed => "tiepdan sealed 1",
            Purpose::Forms => "tiepdan forms 1",
            Purpose::Links => "tiepdan links 1",
            Purpose::Factor => "tiepdan factor 1",
        }
    }
}

/// The ring of one commune.
#[derive(Clone)]
pub struct Keys {
    secret: [u8; SECRET_BYTES],
}

impl Keys {
    pub fn new_random() -> Keys {
        Keys { secret: random() }
    }

    /// Reads the key file; `None` when there is none.
    pub fn read(path: &Path) -> Result<Option<Keys>, KeyError> {
        let name = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(KeyError::Read(name, error)),
        };
        Keys::parse(&text).ok_or(KeyError::Form(name)).map(Some)
    }

    /// A key file's text.
    pub fn parse(text: &str) -> Option<Keys> {
        let hex = text.lines().find_map(|line| line.strip_prefix("tiepdan-key-1 ")).map(str::trim);
        hex.and_then(unhex).map(|secret| Keys { secret })
    }

    /// What a key file says.
    pub fn text(&self) -> String {
        format!(
            "# Khóa của Tiếp Dân. Mất tệp này là mất tên, điện thoại của người gửi và mọi tệp kèm theo. Xin cất một bản nơi khác.\ntiepdan-key-1 {}\n",
            hex(&self.secret)
        )
    }

    /// Writes a new key file, readable by its owner alone, and makes sure that it is on the disk.
    pub fn write(&self, path: &Path) -> Result<(), KeyError> {
        let failed = |error| KeyError::Write(path.display().to_string(), error);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    /// A fingerprint to tell whether a key file belongs to a database; says nothing of the key.
    pub fn fingerprint(&self) -> String {
        hex(&derive(&self.secret, "tiepdan fingerprint 1", b"")[..8])
    }

    /// Seals `plain` so that it opens only for the same purpose and the same `bound` bytes (an id).
    pub fn seal(&self, purpose: Purpose, bound: &[u8], plain: &[u8]) -> Vec<u8> {
        seal_with(&self.key(purpose, bound), bound, plain)
    }

    pub fn open(&self, purpose: Purpose, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        open_with(&self.key(purpose, bound), bound, sealed)
    }

    /// The same for a text that stays in its column.
    pub fn seal_text(&self, purpose: Purpose, bound: &[u8], plain: &str) -> String {
        hex(&self.seal(purpose, bound, plain.as_bytes()))
    }

    pub fn open_text(&self, purpose: Purpose, bound: &[u8], sealed: &str) -> Result<String, KeyError> {
        let bytes = unhex_all(sealed).ok_or(KeyError::Open)?;
        String::from_utf8(self.open(purpose, bound, &bytes)?).map_err(|_| KeyError::Open)
    }

    /// A keyed hash for looking up what is stored nowhere in the clear: codes, phones.
    pub fn index(&self, kind: &str, text: &str) -> String {
        let key = derive(&self.secret, Purpose::Index.label(), b"");
        hex(&mac(&key, &[kind.as_bytes(), b"\0", text.as_bytes()])[..20])
    }

    /// The fingerprint of a form as one person sent it.
    pub fn form(&self, parts: &[&[u8]]) -> String {
        let key = derive(&self.secret, Purpose::Forms.label(), b"");
        hex(&mac(&key, parts)[..16])
    }

    /// What a link carries to show that the portal itself made it.
    pub fn link(&self, text: &str) -> String {
        let key = derive(&self.secret, Purpose::Links.label(), b"");
        hex(&mac(&key, &[text.as_bytes()])[..16])
    }

    /// Whether the portal made this link; compared in constant time.
    pub fn is_link(&self, text: &str, mark: &str) -> bool {
        self.link(text).as_bytes().ct_eq(mark.as_bytes()).into()
    }

    /// The second factor's secret that a session is offered: the same at each look at the page, another in each session,
    /// stored nowhere before it was confirmed.
    pub fn offered_secret(&self, session: &str) -> Secret {
        let key = derive(&self.secret, "tiepdan factor offered 1", session.as_bytes());
        let mut secret = Secret([0; factor::SECRET_BYTES]);
        secret.0.copy_from_slice(&key[..factor::SECRET_BYTES]);
        secret
    }

    /// Sealed petitions and files have a key each; so may others one day.
    fn key(&self, purpose: Purpose, bound: &[u8]) -> [u8; SECRET_BYTES] {
        derive(&self.secret, purpose.label(), bound)
    }
}

/// The key that a draft's cookie carries: whoever has no cookie cannot read the draft, the office neither.
pub struct DraftKey {
    key: [u8; SECRET_BYTES],
    id: [u8; 16],
}

impl DraftKey {
    pub fn of(token: &[u8; SECRET_BYTES]) -> DraftKey {
        let mut id = [0; 16];
        id.copy_from_slice(&derive(token, "tiepdan draft id 1", b"")[..16]);
        DraftKey { key: derive(token, "tiepdan draft key 1", b""), id }
    }

    pub fn id(&self) -> [u8; 16] {
        self.id
    }

    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        seal_with(&self.key, &self.id, plain)
    }

    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        open_with(&self.key, &self.id, sealed)
    }
}

/// A secret handed to a browser: 256 bits.
#[derive(Clone, Copy)]
pub struct Token(pub [u8; SECRET_BYTES]);

impl Token {
    pub fn new_random() -> Token {
        Token(random())
    }

    pub fn parse(text: &str) -> Option<Token> {
        unhex(text).map(Token)
    }

    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        hex(&derive(&self.0, "tiepdan session 1", b""))
    }
}

pub fn chance() -> Chance {
    Chance { nonce: random(), salt: random() }
}

/// A new tracking code: drawn by lot, never from an id.
pub fn draw_code() -> Code {
    loop {
        // Below the largest multiple of 10^11, so that every code is as likely as any other.
        let drawn = u64::from_be_bytes(random()) >> 1;
        if drawn < (u64::MAX >> 1) / 100_000_000_000 * 100_000_000_000 {
            return Code::from_chance(drawn % 100_000_000_000);
        }
    }
}

/// A password that can be read aloud: four groups of four.
pub fn draw_password() -> String {
    draw_letters::<16>(4)
}

/// A code to print, for who has lost the phone: two groups of five.
pub fn draw_printed_code() -> String {
    draw_letters::<10>(5)
}

/// Letters that are not taken for each other, in groups.
fn draw_letters<const N: usize>(group: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789k";
    let bytes: [u8; N] = random();
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(group).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without the system's randomness nothing safe can be done")]
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}

fn derive(secret: &[u8; SECRET_BYTES], label: &str, bound: &[u8]) -> [u8; SECRET_BYTES] {
    let mut key = [0; SECRET_BYTES];
    let label = [label.as_bytes(), b"\0", bound].concat();
    #[expect(clippy::expect_used, reason = "32 bytes are below HKDF's limit of 8,160")]
    Hkdf::<Sha256>::new(None, secret).expand(&label, &mut key).expect("a short key");
    key
}

fn mac(key: &[u8; SECRET_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn seal_with(key: &[u8; SECRET_BYTES], bound: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE_BYTES] = random();
    let payload = Payload { msg: plain, aad: bound };
    #[expect(clippy::expect_used, reason = "fails only beyond 256 GiB")]
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(XNonce::from_slice(&nonce), payload).expect("short enough");
    [nonce.as_slice(), &sealed].concat()
}

fn open_with(key: &[u8; SECRET_BYTES], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
    let (nonce, body) = sealed.split_at_checked(NONCE_BYTES).ok_or(KeyError::Open)?;
    let payload = Payload { msg: body, aad: bound };
    XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| KeyError::Open)
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex_all(text)?.try_into().ok()
}

fn unhex_all(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_only_for_its_purpose_and_its_id() {
        let keys = Keys::new_random();
        let sealed = keys.seal(Purpose::Vault, b"one", b"words");
        assert_eq!(keys.open(Purpose::Vault, b"one", &sealed).ok().as_deref(), Some(&b"words"[..]));
        assert!(keys.open(Purpose::Vault, b"two", &sealed).is_err());
        assert!(keys.open(Purpose::Files, b"one", &sealed).is_err());
        assert!(Keys::new_random().open(Purpose::Vault, b"one", &sealed).is_err());
        assert!(keys.open(Purpose::Vault, b"one", &sealed[..10]).is_err());
    }

    #[test]
    fn tokens_and_key_files_survive_being_written() {
        let token = Token::new_random();
        assert_eq!(Token::parse(&token.text()).map(|read| read.0), Some(token.0));
        assert!(Token::parse("không phải").is_none());
        assert_eq!(draw_password().len(), 19);
    }
}
