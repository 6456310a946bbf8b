//! Passwords: hashed with argon2id, checked in the same time whoever is asked for, refused when anybody would guess them.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::{domain::change::Password, keys};

pub const CHARS_MIN: usize = 8;
const CHARS_MAX: usize = 200;
const SALT_BYTES: usize = 16;
/// What anybody would try first.
const KNOWN: &[&str] = &["12345678", "123456789", "password", "matkhau", "abcd1234", "qwertyui", "11111111"];
/// What was seen in breaches, by whoever: some 16,000, tried by programs within seconds.
const SEEN: &str = include_str!("password/seen.txt");
/// A hash of a password that was drawn and thrown away.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXRoaW5nc2FsdHk$5TnGZ0Hk0M2Zb1GZ7mPxqX9m8f1oY4Fq2h1m0bS8l1M";

#[derive(Debug, thiserror::Error)]
#[error("không băm được mật khẩu: {0}")]
pub struct HashError(String);

/// argon2id with the crate's recommended cost (19 MiB, two passes).
pub fn hash(password: &str) -> Result<Password, HashError> {
    let salt = keys::random::<SALT_BYTES>();
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| Password(hash.to_string()))
        .map_err(|error| HashError(error.to_string()))
}

/// Whether this is the password behind the hash. Without a hash the same work is done, so that time does not tell
/// which names there are.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    password.chars().count() <= CHARS_MAX
        && PasswordHash::new(hash.unwrap_or(NOBODY))
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        && hash.is_some()
}

/// What stretching a passphrase costs whoever tries one; stands beside what it locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// A key from a passphrase (argon2id).
pub fn stretch(passphrase: &str, salt: &[u8], cost: Cost) -> Result<[u8; 32], HashError> {
    let failed = |error: argon2::Error| HashError(error.to_string());
    let mut key = [0; 32];
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len())).map_err(failed)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut key)
        .map_err(failed)?;
    Ok(key)
}

/// Length decides; what anybody would try first is refused.
pub fn acceptable(password: &str, username: &str) -> Result<(), String> {
    let count = password.chars().count();
    if count < CHARS_MIN {
        return Err(format!("Mật khẩu cần ít nhất {CHARS_MIN} chữ."));
    }
    if count > CHARS_MAX {
        return Err(format!("Mật khẩu nhiều nhất {CHARS_MAX} chữ."));
    }
    let lower = password.to_lowercase();
    let seen = SEEN.lines().any(|seen| seen == lower);
    if seen || KNOWN.iter().any(|weak| lower.starts_with(weak)) || (!username.is_empty() && lower.contains(username)) {
        return Err("Mật khẩu này dễ đoán quá. Xin chọn vài chữ không liên quan đến tên đăng nhập.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_in_breaches_is_refused_in_any_case() {
        for weak in ["iloveyou", "Football1", "1q2w3e4r", "ANHYEUEM", "vietnam123", "Matkhau@2026", "chutich-2026"] {
            assert!(acceptable(weak, "chutich").is_err(), "{weak}");
        }
        for strong in ["tre xanh đầu ngõ", "khe-suoi-trong-03", "# Passwords that"] {
            assert_eq!(acceptable(strong, "chutich"), Ok(()), "{strong}");
        }
        assert!(SEEN.lines().count() > 15_000);
    }

    #[test]
    fn a_hash_knows_its_password_alone_and_is_never_the_same_twice() {
        let (one, two) = (hash("khe-suoi-trong").expect("a hash"), hash("khe-suoi-trong").expect("a hash"));
        assert_ne!(one.0, two.0);
        assert!(is_right("khe-suoi-trong", Some(&one.0)) && is_right("khe-suoi-trong", Some(&two.0)));
        assert!(!is_right("khe-suoi-trong ", Some(&one.0)) && !is_right("", Some(&one.0)));
        assert!(!is_right("khe-suoi-trong", None) && !is_right("khe-suoi-trong", Some("")));
        assert!(PasswordHash::new(NOBODY).is_ok(), "the same work is done for nobody");
    }
}
