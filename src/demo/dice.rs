//! Luck for what is invented: drawn by lot, or dice that fall the same way for the same seed, on every machine.

use sha2::{Digest, Sha256};

use crate::{
    domain::{act::Chance, code::Code},
    keys,
};

/// Where an invented act gets its chance and an invented petition its code.
pub trait Luck {
    fn chance(&mut self) -> Chance;
    fn code(&mut self) -> Code;
}

/// Another each time.
pub struct Drawn;

impl Luck for Drawn {
    fn chance(&mut self) -> Chance {
        keys::chance()
    }

    fn code(&mut self) -> Code {
        keys::draw_code()
    }
}

/// SHA-256 over a key and a count. For invented data alone: whoever knows the seed knows every fall.
#[derive(Clone)]
pub struct Dice {
    key: [u8; 32],
    rolled: u64,
}

impl Dice {
    pub fn of(seed: u64) -> Dice {
        Dice { key: hash(b"tiepdan seed 1", seed), rolled: 0 }
    }

    /// Dice of their own for one of many: how these fall does not depend on the others.
    pub fn own(&self, one: u64) -> Dice {
        Dice { key: hash(&self.key, one), rolled: 0 }
    }

    fn roll(&mut self) -> [u8; 32] {
        self.rolled += 1;
        hash(&self.key, self.rolled.wrapping_neg())
    }

    fn number(&mut self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.roll();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// 0 to one less than `sides`.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.number() % sides.max(1)
    }

    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// As often as so many times in a hundred.
    pub fn happens(&mut self, in_a_hundred: u64) -> bool {
        self.below(100) < in_a_hundred
    }

    /// One of a list that is not empty.
    pub fn one<'l, T>(&mut self, of: &'l [T]) -> &'l T {
        let at = self.below(of.len() as u64);
        &of[usize::try_from(at).unwrap_or(0)]
    }
}

impl Luck for Dice {
    fn chance(&mut self) -> Chance {
        let (mut nonce, mut salt) = ([0; 10], [0; 16]);
        let rolled = self.roll();
        nonce.copy_from_slice(&rolled[..10]);
        salt.copy_from_slice(&rolled[10..26]);
        Chance { nonce, salt }
    }

    fn code(&mut self) -> Code {
        Code::from_chance(self.number())
    }
}

fn hash(key: &[u8], number: u64) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(number.to_be_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_fall_the_same_way_for_the_same_seed() {
        let falls = |seed| {
            let mut dice = Dice::of(seed).own(3);
            (0..1_000).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(falls(7), falls(7));
        assert_ne!(falls(7), falls(8));
        for side in 0..6 {
            let often = falls(7).iter().filter(|fall| **fall == side).count();
            assert!((120..220).contains(&often), "{side}: {often} of 1000");
        }
        assert_ne!(Dice::of(7).own(1).below(u64::MAX), Dice::of(7).own(2).below(u64::MAX));
    }
}
