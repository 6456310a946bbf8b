//! One-time codes of a phone (RFC 6238: SHA-1, six digits, thirty seconds): recognised, and set up by a drawing or by hand.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use crate::domain::factor::Secret;

/// Steps before and after the present one whose code is taken too: clocks of phones differ.
const SKEW: u16 = 1;
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const GROUP: usize = 4;

/// The step whose code this is, among the present one and its neighbours.
pub fn step_of(secret: &Secret, code: &str, at: DateTime<Utc>) -> Option<i64> {
    let seconds = u64::try_from(at.timestamp()).ok()?;
    let step = of(secret).check(code, seconds)?;
    i64::try_from(step).ok()
}

fn of(secret: &Secret) -> Totp {
    let secret = totp_rs::Secret::new_stack(secret.0);
    Builder::new().with_skew(SKEW).with_secret(secret).build_noncompliant()
}

/// The key as a phone takes it by hand: in groups of four.
pub fn key_groups(secret: &Secret) -> String {
    let letters: Vec<char> = base32(secret).chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What the drawing says. `username` holds only letters, digits, dots, dashes.
pub fn address(secret: &Secret, username: &str) -> String {
    format!("otpauth://totp/Tiep%20Dan:{username}?secret={}&issuer=Tiep%20Dan", base32(secret))
}

/// RFC 4648; 160 bits are 32 letters without a rest.
fn base32(secret: &Secret) -> String {
    let letter = |five: u64| char::from(LETTERS[usize::try_from(five & 31).unwrap_or(0)]);
    secret
        .0
        .chunks(5)
        .flat_map(|bytes| {
            let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |n| letter(bits >> (5 * n)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the same secret and moments, the last six of the eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = Secret(*b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let at = DateTime::from_timestamp(seconds, 0).expect("a moment");
            assert_eq!(step_of(&secret, code, at), Some(seconds / 30), "{seconds}");
            assert_eq!(step_of(&Secret([7; 20]), code, at), None);
        }
    }

    #[test]
    fn a_step_before_and_after_is_taken_and_no_more() {
        let secret = Secret(*b"12345678901234567890");
        let around = |offset: i64| DateTime::from_timestamp(59 + 30 * offset, 0).expect("a moment");
        assert_eq!([0, 1, -1].map(|n| step_of(&secret, "287082", around(n))), [Some(1); 3]);
        assert_eq!([2, 3, 20].map(|n| step_of(&secret, "287082", around(n))), [None; 3]);
        for no_code in ["", "28708", "2870821", "28708x", "+87082", "２８７０８２"] {
            assert_eq!(step_of(&secret, no_code, around(0)), None, "{no_code}");
        }
    }

    #[test]
    fn the_key_is_typed_in_groups_and_drawn_as_an_address() {
        let secret = Secret(*b"12345678901234567890");
        assert_eq!(key_groups(&secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address(&secret, "chutich");
        assert_eq!(
            address,
            "otpauth://totp/Tiep%20Dan:chutich?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tiep%20Dan"
        );
    }
}
