//! The tracking code: 12 digits, random, the last a Damm check digit, shown as `1234 5678 9012`.

/// Quasigroup of H. Michael Damm: finds every single wrong digit and every swap of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

pub const CODE_DIGITS: usize = 12;

/// A tracking code. No `Debug` and no `Serialize`: who holds it may read the petition's state.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeError {
    /// Not twelve digits.
    Length,
    /// One digit is wrong, or two are swapped.
    Check,
}

impl Code {
    /// From eleven digits' worth of chance, `0 ≤ chance < 10^11`.
    pub fn from_chance(chance: u64) -> Code {
        let mut digits = format!("{:011}", chance % 100_000_000_000);
        digits.push(char::from(b'0' + damm(&digits)));
        Code(digits)
    }

    /// Spaces, dots and dashes are ignored, also the unbreakable ones that a copied page holds.
    pub fn parse(text: &str) -> Result<Code, CodeError> {
        let mut digits = String::with_capacity(CODE_DIGITS);
        for c in text.chars() {
            match c {
                '0'..='9' if digits.len() < CODE_DIGITS => digits.push(c),
                c if c.is_whitespace() || matches!(c, '.' | '-' | '‐' | '‑' | '–' | '—' | '\u{200b}' | '\u{feff}') =>
                    {}
                _ => return Err(CodeError::Length),
            }
        }
        if digits.len() != CODE_DIGITS {
            return Err(CodeError::Length);
        }
        if damm(&digits) == 0 { Ok(Code(digits)) } else { Err(CodeError::Check) }
    }

    /// Twelve digits, together.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// `1234 5678 9012`, with spaces that do not break.
pub fn grouped(digits: &str) -> String {
    let chars: Vec<char> = digits.chars().collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}

fn damm(digits: &str) -> u8 {
    digits.bytes().fold(0, |row, digit| DAMM[usize::from(row)][usize::from(digit - b'0') % 10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_how_people_write_it() {
        let code = Code::from_chance(12_345_678_901);
        let digits = code.digits();
        for text in
            [digits.to_owned(), grouped(digits), format!(" {}-{}.{} ", &digits[..4], &digits[4..8], &digits[8..])]
        {
            assert!(Code::parse(&text).is_ok_and(|read| read == code), "{text}");
        }
    }

    #[test]
    fn every_single_wrong_digit_and_every_swap_is_found() {
        let code = Code::from_chance(90_817_263_544);
        let digits: Vec<u8> = code.digits().bytes().collect();
        for i in 0..CODE_DIGITS {
            for wrong in b'0'..=b'9' {
                let mut other = digits.clone();
                other[i] = wrong;
                let text = String::from_utf8(other).expect("digits");
                assert_eq!(Code::parse(&text).is_ok(), wrong == digits[i]);
            }
            if i + 1 < CODE_DIGITS && digits[i] != digits[i + 1] {
                let mut other = digits.clone();
                other.swap(i, i + 1);
                assert_eq!(Code::parse(&String::from_utf8(other).expect("digits")).err(), Some(CodeError::Check));
            }
        }
    }
}
