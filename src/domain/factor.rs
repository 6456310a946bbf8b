//! The second factor: a code from the person's own phone, or one of ten that were printed; each is taken once.

use serde::{Deserialize, Serialize};

use super::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    id::Id,
    keeping::{self, AccountChange},
    office::Office,
    person::{Account, Role},
    refusal::Refusal,
    words::words,
};

/// Printed codes that are made at once.
pub const CODES: usize = 10;
/// Bytes of the secret that phone and portal share (RFC 4226 asks for 160 bits).
pub const SECRET_BYTES: usize = 20;

words!(
    /// How far somebody is who typed the right password.
    pub Standing {
        SecondFactor "second_factor" "Chờ mã xác nhận",
        NewPassword "new_password" "Chờ đặt mật khẩu",
        Full "full" "Đã vào",
    }
);

/// What phone and portal share. No `Debug`, no `Serialize`: it goes under the seal and onto one page.
#[derive(Clone)]
pub struct Secret(pub [u8; SECRET_BYTES]);

/// Keyed hashes of the printed codes that nobody has used yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Codes(pub Vec<String>);

/// An account's second factor, without its secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    pub account: Id<Account>,
    pub version: i32,
    /// Taken off again by a reset.
    pub is_set: bool,
    /// The last step of time whose code was taken: neither it nor one before is taken again.
    pub last_step: i64,
    pub codes: Codes,
}

/// What somebody typed, as far as the portal recognises it.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// The phone's code of this step.
    Step(i64),
    /// The keyed hash of what may be a printed code.
    Printed(String),
}

/// These sign in with a second factor (features 96); all others may.
pub fn is_required(role: Role) -> bool {
    matches!(role, Role::Chair | Role::ViceChair | Role::Admin | Role::Monitor)
}

/// Demonstration accounts have none (interface.md).
pub fn is_there(office: &Office) -> bool {
    !office.facts.demonstration
}

/// Signs in with the second step: what was shown is used up by it.
pub fn pass(proof: &Proof, before: Option<&Factor>, account: &Account, act: &Act) -> Result<Change, Refusal> {
    only_own(account, act)?;
    let before = set(before)?;
    let (after, with) = match proof {
        Proof::Step(step) => (step_taken(*step, before)?, "phone"),
        Proof::Printed(hash) => (code_taken(hash, before)?, "printed"),
    };
    Ok(Change::looking(None, act, Deed::SignIn)
        .noting("factor", with)
        .noting("codes_left", after.codes.0.len())
        .with(Write::SaveFactor(Box::new(after))))
}

/// The account's own phone from now on, and new printed codes; the step it was confirmed with is used.
pub fn enrol(
    (secret, step, codes): (Secret, i64, Codes),
    before: Option<&Factor>,
    account: &Account,
    act: &Act,
) -> Result<Change, Refusal> {
    only_own(account, act)?;
    let version = before.map_or(0, |before| before.version);
    let after = Factor { account: account.id, version, is_set: true, last_step: step, codes };
    Ok(keeping::noted(AccountChange::FactorSet, account.id, act).with(Write::SetFactor(Box::new(after), secret)))
}

/// New printed codes; the ones before are worth nothing any more.
pub fn renew(
    proof: &Proof,
    codes: Codes,
    before: Option<&Factor>,
    account: &Account,
    act: &Act,
) -> Result<Change, Refusal> {
    only_own(account, act)?;
    let Proof::Step(step) = proof else { return Err(wrong()) };
    let after = Factor { codes, ..step_taken(*step, set(before)?)? };
    Ok(keeping::noted(AccountChange::CodesRenewed, account.id, act).with(Write::SaveFactor(Box::new(after))))
}

/// Takes the factor off whoever lost phone and codes; they set a new one at the next sign-in.
pub fn reset(account: Id<Account>, before: Option<&Factor>, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let account = keeping::others(account, act, office)?;
    let before = before
        .filter(|before| before.is_set)
        .ok_or_else(|| Refusal::Untimely("Tài khoản này chưa lập bước xác nhận thứ hai.".to_owned()))?;
    let after = Factor { is_set: false, codes: Codes::default(), ..before.clone() };
    Ok(keeping::noted(AccountChange::FactorReset, account.id, act).with(Write::DropFactor(Box::new(after))))
}

fn only_own(account: &Account, act: &Act) -> Result<(), Refusal> {
    if act.by.account().is_some_and(|by| by.id == account.id) { Ok(()) } else { Err(Refusal::Unseen) }
}

fn set(before: Option<&Factor>) -> Result<&Factor, Refusal> {
    before.filter(|before| before.is_set).ok_or_else(wrong)
}

/// What a code that is not right gets to hear, whatever it is.
pub fn wrong() -> Refusal {
    Refusal::field("code", "Mã chưa đúng, hoặc đã hết hạn. Xin gõ mã đang hiện trên điện thoại.")
}

/// A code that was right and came too often.
pub fn used() -> Refusal {
    Refusal::field("code", "Mã này vừa dùng rồi. Xin chờ mã mới hiện ra, nhiều nhất 30 giây.")
}

fn step_taken(step: i64, before: &Factor) -> Result<Factor, Refusal> {
    if step <= before.last_step {
        return Err(used());
    }
    Ok(Factor { last_step: step, ..before.clone() })
}

fn code_taken(hash: &str, before: &Factor) -> Result<Factor, Refusal> {
    let mut codes = before.codes.clone();
    let at = codes.0.iter().position(|left| left == hash).ok_or_else(wrong)?;
    codes.0.remove(at);
    Ok(Factor { codes, ..before.clone() })
}
