//! Many acts in one transaction, for whoever makes many: the office is read once, each act is loaded, asked and recorded as ever.

use super::{Dossier, Failure, decide_over};
use crate::{
    domain::{act::Act, change::Change, office::Office, refusal::Refusal},
    store::{self, Store, Tx, record::Recorded},
};

/// A transaction that takes one act after another.
pub struct Batch<'t, 's> {
    tx: &'t mut Tx<'s>,
    office: Office,
}

/// Runs `work` over one transaction: all its acts happened, or none. What it sealed leaves dead rows with the next round.
///
/// # Errors
/// Whatever `work` says; then nothing was written.
pub fn batch<T>(store: &Store, work: impl FnOnce(&mut Batch) -> Result<T, Failure>) -> Result<T, Failure> {
    store.write(|tx| {
        let office = store::office::load(tx)?;
        work(&mut Batch { tx, office })
    })
}

impl Batch<'_, '_> {
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// One act, as [`super::decide`] does it.
    ///
    /// # Errors
    /// The rule's [`Refusal`], or the store's trouble. After a trouble the whole batch has to be given up.
    pub fn decide<D: Dossier>(
        &mut self,
        act: &Act,
        dossier: D,
        rule: impl FnOnce(&D::Facts, &Office) -> Result<Change, Refusal>,
    ) -> Result<Recorded, Failure> {
        self.office.turn_to(act.today());
        let recorded = decide_over(self.tx, act, &self.office, dossier, rule)?;
        // What is about no petition may be about the office itself.
        if recorded.petition().is_none() {
            self.office = store::office::load(self.tx)?;
        }
        Ok(recorded)
    }
}
