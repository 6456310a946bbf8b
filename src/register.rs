//! The one door through which anything audited changes: load what lies on the table, ask the rule, record.

use crate::{
    domain::{
        act::{Act, Actor},
        change::Change,
        code::Code,
        event::Deed,
        form::Fields,
        handling,
        id::Id,
        office::Office,
        petition::{Attachment, Case, Petition},
        policy::Sight,
        refusal::Refusal,
        telling,
    },
    store::{
        self, Store, Trouble, Tx,
        record::{Recorded, chain, record},
    },
};

/// How often a citizen's act or a note is tried again when another change came first.
const TRIES_MAX: usize = 20;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// What lies on the table for a rule.
pub trait Dossier {
    type Facts;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure>;
}

/// Nothing: something new begins.
impl Dossier for () {
    type Facts = ();
    fn take(&self, _: &mut Tx, _: &Act, _: &Office) -> Result<(), Failure> {
        Ok(())
    }
}

/// One petition, scoped to who acts: the unseen is not found. The portal itself and a code-holder see theirs.
impl Dossier for Id<Petition> {
    type Facts = Case;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Case, Failure> {
        let case = match &act.by {
            Actor::Account(account) => store::petition::load_in_sight(tx, *self, &Sight::of(account, office)),
            Actor::Citizen | Actor::System => store::petition::load(tx, *self),
        };
        case.map_err(|trouble| match trouble {
            Trouble::NotFound => Failure::Refused(Refusal::Unseen),
            other => Failure::Trouble(other),
        })
    }
}

/// Loads, asks the rule, records: one transaction.
///
/// # Errors
/// The rule's [`Refusal`], or the store's [`Trouble`]; either way nothing was written.
pub fn decide<D: Dossier>(
    store: &Store,
    act: &Act,
    dossier: D,
    rule: impl FnOnce(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Recorded, Failure> {
    store.write(|tx| {
        let office = store::office::load(tx)?;
        let facts = dossier.take(tx, act, &office)?;
        Ok(record(tx, rule(&facts, &office)?)?)
    })
}

/// How an act on a petition ended.
pub enum Done {
    Recorded(Recorded),
    /// The same person had sent the same form before: it happened once.
    Already,
}

/// One act of an account on a petition.
pub fn perform(
    store: &Store,
    act: &Act,
    petition: Id<Petition>,
    deed: Deed,
    fields: &Fields,
    files: &[Attachment],
) -> Result<Done, Failure> {
    for _ in 1..TRIES_MAX {
        let done = decide(store, act, petition, |case, office| {
            handling::perform(deed, fields, files.to_vec(), case, act, office)
        });
        match done {
            Err(Failure::Trouble(Trouble::Stale)) => {}
            Err(failure) => return already(store, act, petition, failure),
            Ok(recorded) => return Ok(Done::Recorded(recorded)),
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}

/// A refused repetition of what the same person did already is no error.
fn already(store: &Store, act: &Act, petition: Id<Petition>, failure: Failure) -> Result<Done, Failure> {
    let repeated = matches!(&failure, Failure::Refused(Refusal::Untimely(_) | Refusal::Unseen | Refusal::NotYours(_)));
    let (true, Some(form)) = (repeated, &act.form) else { return Err(failure) };
    match store.read(|conn| chain::did_already(conn, form, petition))? {
        Some(_) => Ok(Done::Already),
        None => Err(failure),
    }
}

/// The person's own act from the code's page: tried again when another change came first.
pub fn hear(
    store: &Store,
    act: &Act,
    petition: Id<Petition>,
    deed: Deed,
    fields: &Fields,
    files: &[Attachment],
) -> Result<Recorded, Failure> {
    let mut tries = 1;
    loop {
        let done = decide(store, act, petition, |case, office| match deed {
            Deed::Add => telling::add(fields, files.to_vec(), case, act),
            Deed::Voice => telling::own_voice(fields, case, act, office),
            _ => Err(Refusal::Unseen),
        });
        match done {
            Err(Failure::Trouble(Trouble::Stale)) if tries < TRIES_MAX => tries += 1,
            other => return other,
        }
    }
}

/// Files a petition; a draft that was filed already is the same petition.
pub fn file(
    store: &Store,
    act: &Act,
    filing: impl Fn(&Office, Code) -> Result<crate::domain::filing::Filing, Refusal>,
    code: &Code,
    draft: Option<Id<crate::domain::petition::Draft>>,
) -> Result<Id<Petition>, Failure> {
    let done =
        decide(store, act, (), |(), office| crate::domain::filing::open(filing(office, code.clone())?, act, office));
    match (done, draft) {
        (Ok(recorded), _) => recorded.petition().ok_or(Failure::Trouble(Trouble::NotFound)),
        // Another tap was first: its petition is ours.
        (Err(Failure::Trouble(Trouble::Taken(what))), Some(draft)) => {
            store.read(|conn| store::petition::by_draft(conn, draft))?.ok_or(Failure::Trouble(Trouble::Taken(what)))
        }
        (Err(failure), _) => Err(failure),
    }
}
