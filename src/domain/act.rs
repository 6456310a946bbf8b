//! An act: who does it, when, and the chance it was handed, so that rules ask neither the clock nor the dice.

use std::cell::Cell;

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::{id::Id, person::Account};

/// Hanoi's wall clock, seven hours ahead of UTC all year; the only zone of the portal.
pub const WALL: FixedOffset = match FixedOffset::east_opt(7 * 3600) {
    Some(offset) => offset,
    None => panic!("seven hours is a legal offset"),
};

/// The day a moment falls on by the wall clock.
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&WALL).date_naive()
}

/// Who acts.
#[derive(Debug, Clone)]
pub enum Actor {
    /// Someone of the office, the Front or a village head, signed in.
    Account(Box<Account>),
    /// A person who files, or who holds a petition's code.
    Citizen,
    /// The portal itself: rounds, the first start, a command at the server's terminal.
    System,
}

impl Actor {
    pub fn account(&self) -> Option<&Account> {
        match self {
            Actor::Account(account) => Some(account),
            _ => None,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Actor::Account(_) => "account",
            Actor::Citizen => "citizen",
            Actor::System => "system",
        }
    }
}

/// Chance handed to one act: `nonce` makes its ids, `salt` its texts' hashes (kept only beside the texts).
#[derive(Clone)]
pub struct Chance {
    pub nonce: [u8; 10],
    pub salt: [u8; 16],
}

/// One act. The same act mints the same ids in the same order.
pub struct Act {
    pub by: Actor,
    /// UTC, whole microseconds, because that is what both engines keep.
    pub at: DateTime<Utc>,
    /// A keyed hash of the form it came with: the same person sending the same form twice did it once.
    pub form: Option<String>,
    chance: Chance,
    minted: Cell<u32>,
}

impl Act {
    pub fn new(by: Actor, at: DateTime<Utc>, chance: Chance) -> Act {
        Act { by, at: at.trunc_subsecs(6), form: None, chance, minted: Cell::new(0) }
    }

    #[must_use]
    pub fn with_form(mut self, form: String) -> Act {
        self.form = Some(form);
        self
    }

    /// The act's day by the wall clock; the only conversion.
    pub fn today(&self) -> NaiveDate {
        day_of(self.at)
    }

    /// A new id: time of the act, then its nonce, told apart by a counter.
    pub fn mint<T>(&self) -> Id<T> {
        let mut random = self.chance.nonce;
        let [.., c0, c1] = (self.next() as u16).to_be_bytes();
        random[8] ^= c0;
        random[9] ^= c1;
        let millis = u64::try_from(self.at.timestamp_millis()).unwrap_or(0);
        Id::from_uuid(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A salt for one text's hash; it is stored beside the text and erased with it.
    pub fn salt(&self) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update(self.chance.salt);
        hash.update(self.next().to_be_bytes());
        let mut salt = [0; 16];
        salt.copy_from_slice(&hash.finalize()[..16]);
        salt
    }

    fn next(&self) -> u32 {
        self.minted.replace(self.minted.get() + 1)
    }
}
