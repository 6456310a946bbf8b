//! Sealed petitions (tố cáo): opening one is an act of its own, recorded before a word is seen.

use super::{
    act::Act,
    change::Change,
    event::Deed,
    office::Office,
    petition::Case,
    policy::{self, Sight},
    refusal::Refusal,
};

/// The chairman or its named reader opens it; the vault gives the words against what this records.
pub fn open(case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    policy::may(&Sight::of(account, office), case, Deed::OpenSealed)?;
    Ok(Change::looking(Some(case.petition.id), act, Deed::OpenSealed))
}
