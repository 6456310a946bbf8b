//! What became of a letter: that it went out counts as told, that its address is no address is on record.

use super::{Dossier, Failure, TRIES_MAX, decide_in, unseen};
use crate::{
    domain::{
        act::Act,
        change::Change,
        id::Id,
        mail::{self, MailState, Mailing, Standing},
        office::Office,
        person::Role,
        petition::{Case, Party, Petition},
        refusal::Refusal,
        telling,
    },
    store::{
        Store, Trouble, Tx,
        outbox::{self, Claimed, Said},
    },
};

/// One letter: of a petition in sight; the administrator, who sees none, sees only that there is a letter.
impl Dossier for Id<Mailing> {
    type Facts = Standing;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Standing, Failure> {
        let letter = outbox::standing(tx, *self).map_err(unseen)?;
        let is_admin = act.by.account().is_some_and(|account| account.role == Role::Admin);
        if let Some(petition) = letter.petition.filter(|_| !is_admin) {
            let petition: Id<Petition> = petition;
            petition.take(tx, act, office)?;
        }
        Ok(letter)
    }
}

/// The mail server took it: sent, and with that, where it said an outcome or a delay, told.
///
/// # Errors
/// The store's [`Trouble`]; then the letter may go out once more.
pub fn went_out(store: &Store, act: &Act, letter: &Claimed) -> Result<(), Failure> {
    let rule = |party, case: &Case, office: &Office| telling::mailed(letter.notice, party, case, act, office);
    finish(store, act, letter, MailState::Sent, None, letter.notice.tells(), rule)
}

/// The mail server knows no such address: it is marked, and the person has to be called or given a paper.
///
/// # Errors
/// The store's [`Trouble`]; then it is tried once more.
pub fn refused(store: &Store, act: &Act, letter: &Claimed, said: Said) -> Result<(), Failure> {
    let rule = |party, case: &Case, _: &Office| mail::undeliverable(letter.notice, party, case, act);
    finish(store, act, letter, MailState::Refused, Some(said), true, rule)
}

/// Ends the letter and records what that means, in one transaction; once more when an act on the petition came between.
fn finish(
    store: &Store,
    act: &Act,
    letter: &Claimed,
    state: MailState,
    said: Option<Said>,
    recorded: bool,
    rule: impl Fn(Id<Party>, &Case, &Office) -> Result<Change, Refusal>,
) -> Result<(), Failure> {
    for _ in 0..TRIES_MAX {
        let done = store.write(|tx| {
            let is_ours = outbox::end(tx, letter, state, said, act.at)?;
            let Some((petition, party)) = letter.to().filter(|_| is_ours && recorded) else { return Ok(()) };
            let petition: Id<Petition> = petition;
            match decide_in(tx, act, petition, |case, office| rule(party, case, office)) {
                // Sealed, erased or moved on meanwhile: nothing is to be said of it.
                Ok(_) | Err(Failure::Refused(_)) => Ok(()),
                Err(failure) => Err(failure),
            }
        });
        match done {
            Err(Failure::Trouble(Trouble::Stale)) => {}
            other => return other,
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}
