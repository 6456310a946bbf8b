//! Sealing of what is long, in chunks, so that a file is never in memory whole.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::stream::{EncryptorBE32, NewStream, StreamBE32, StreamPrimitive},
};

use super::{KeyError, Keys, Purpose, SECRET_BYTES, derive, random};

/// Plain bytes of one chunk; only the last may be shorter.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// What the seal adds to each chunk.
pub const TAG_BYTES: usize = 16;
/// The stream's nonce; the rest of XChaCha20's 24 bytes counts chunks and marks the last.
pub const NONCE_BYTES: usize = 19;

/// Seals chunks in order (STREAM, Hoang et al. 2015): one that is left out, moved or cut off is found when it is opened.
pub struct Sealer {
    stream: EncryptorBE32<XChaCha20Poly1305>,
    bound: Vec<u8>,
}

/// Opens any chunk of a sealed stream.
pub struct Opener {
    stream: StreamBE32<XChaCha20Poly1305>,
    bound: Vec<u8>,
}

impl Keys {
    /// A sealer bound to `bound` (an id), and the nonce that has to be kept beside what it seals.
    pub fn sealer(&self, purpose: Purpose, bound: &[u8]) -> (Sealer, [u8; NONCE_BYTES]) {
        let nonce: [u8; NONCE_BYTES] = random();
        let cipher = XChaCha20Poly1305::new((&self.key(purpose, bound)).into());
        (Sealer { stream: EncryptorBE32::from_aead(cipher, &nonce.into()), bound: bound.to_vec() }, nonce)
    }

    pub fn opener(&self, purpose: Purpose, bound: &[u8], nonce: [u8; NONCE_BYTES]) -> Opener {
        let cipher = XChaCha20Poly1305::new((&self.key(purpose, bound)).into());
        Opener { stream: StreamBE32::from_aead(cipher, &nonce.into()), bound: bound.to_vec() }
    }
}

/// Bytes by which a passphrase is known to be the right one.
pub const CHECK_BYTES: usize = 16;

/// A key stretched from a passphrase: what leaves the house is sealed with it, not with the ring.
pub struct PassKey([u8; SECRET_BYTES]);

impl PassKey {
    pub fn of(stretched: [u8; SECRET_BYTES]) -> PassKey {
        PassKey(stretched)
    }

    /// Stands beside what is sealed, so that a wrong passphrase is told from a broken file; says nothing of the key.
    pub fn check(&self) -> [u8; CHECK_BYTES] {
        let mut check = [0; CHECK_BYTES];
        check.copy_from_slice(&derive(&self.0, "tiepdan passphrase check 1", b"")[..CHECK_BYTES]);
        check
    }

    pub fn sealer(&self, bound: &[u8], nonce: [u8; NONCE_BYTES]) -> Sealer {
        Sealer { stream: EncryptorBE32::from_aead(self.cipher(), &nonce.into()), bound: bound.to_vec() }
    }

    pub fn opener(&self, bound: &[u8], nonce: [u8; NONCE_BYTES]) -> Opener {
        Opener { stream: StreamBE32::from_aead(self.cipher(), &nonce.into()), bound: bound.to_vec() }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&derive(&self.0, "tiepdan passphrase stream 1", b"")).into())
    }
}

impl Sealer {
    /// Seals the next chunk in place.
    pub fn next(&mut self, chunk: &mut Vec<u8>) -> Result<(), KeyError> {
        self.stream.encrypt_next_in_place(&self.bound, chunk).map_err(|_| KeyError::Open)
    }

    /// Seals the last chunk in place.
    pub fn last(self, chunk: &mut Vec<u8>) -> Result<(), KeyError> {
        self.stream.encrypt_last_in_place(&self.bound, chunk).map_err(|_| KeyError::Open)
    }
}

impl Opener {
    /// Opens chunk number `position`, counted from 0, in place.
    pub fn open(&self, position: u32, is_last: bool, chunk: &mut Vec<u8>) -> Result<(), KeyError> {
        self.stream.decrypt_in_place(position, is_last, &self.bound, chunk).map_err(|_| KeyError::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_open_only_in_their_place() {
        let keys = Keys::new_random();
        let (mut sealer, nonce) = keys.sealer(Purpose::Files, b"one");
        let (mut first, mut last) = (b"first".to_vec(), b"last".to_vec());
        sealer.next(&mut first).expect("sealed");
        sealer.last(&mut last).expect("sealed");
        let opener = keys.opener(Purpose::Files, b"one", nonce);
        let opens = |opener: &Opener, position, is_last, chunk: &[u8]| {
            let mut chunk = chunk.to_vec();
            opener.open(position, is_last, &mut chunk).ok().map(|()| chunk)
        };
        assert_eq!(opens(&opener, 0, false, &first).as_deref(), Some(&b"first"[..]));
        assert_eq!(opens(&opener, 1, true, &last).as_deref(), Some(&b"last"[..]));
        assert_eq!(opens(&opener, 0, true, &first), None, "cut off after the first chunk");
        assert_eq!(opens(&opener, 1, false, &first), None, "moved");
        assert_eq!(opens(&keys.opener(Purpose::Files, b"two", nonce), 0, false, &first), None, "another file's");
    }
}
