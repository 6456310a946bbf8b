//! Dialogues and promises through the door: what lies on the table for their rules.

use chrono::NaiveDate;

use super::{Dossier, Failure, TRIES_MAX, decide_in};
use crate::{
    domain::{
        act::Act,
        code::Code,
        commitment::{self, Commitment, Promised},
        dialogue::{
            Dialogue, Session, convene,
            guest::{self, Invitation},
            plan,
        },
        event::{Deed, Subject},
        form::{Fields, parse_date},
        id::Id,
        office::Office,
        petition::{Attachment, Case, Petition},
        policy::Sight,
        refusal::Refusal,
        slot::Slot,
    },
    store::{self, Store, Trouble, Tx, record::Recorded},
};

fn unseen(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::NotFound => Failure::Refused(Refusal::Unseen),
        other => Failure::Trouble(other),
    }
}

fn sight(act: &Act, office: &Office) -> Result<Sight, Failure> {
    Ok(Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office))
}

/// Petitions for an agenda, each in the sight of who acts.
#[derive(Clone)]
pub struct Ticked(pub Vec<Id<Petition>>, pub Option<NaiveDate>);

impl Dossier for Ticked {
    /// The petitions, and who is engaged on that day.
    type Facts = (Vec<Case>, Vec<Slot>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        let sight = sight(act, office)?;
        let case = |id: &Id<Petition>| store::petition::load_in_sight(tx, *id, &sight).map_err(unseen);
        let cases = self.0.iter().map(case).collect::<Result<Vec<Case>, Failure>>()?;
        Ok((cases, taken(tx, self.1)?))
    }
}

fn taken(tx: &mut Tx, day: Option<NaiveDate>) -> Result<Vec<Slot>, Failure> {
    Ok(match day {
        Some(day) => store::slot::of_day(tx, day)?,
        None => Vec::new(),
    })
}

/// A dialogue, the one petition of its agenda that is concluded, and the day it is to be moved to.
#[derive(Clone)]
pub struct AtSession(pub Id<Dialogue>, pub Option<Id<Petition>>, pub Option<NaiveDate>);

impl Dossier for AtSession {
    type Facts = (Session, Option<Case>, Vec<Slot>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        let sight = sight(act, office)?;
        let session = store::dialogue::load_in_sight(tx, self.0, &sight).map_err(unseen)?;
        let case = match self.1 {
            Some(id) => Some(store::petition::load_in_sight(tx, id, &sight).map_err(unseen)?),
            None => None,
        };
        Ok((session, case, taken(tx, self.2)?))
    }
}

impl Dossier for Id<Commitment> {
    type Facts = Promised;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Promised, Failure> {
        let sight = sight(act, office)?;
        store::commitment::load_in_sight(tx, *self, &sight).map_err(unseen)
    }
}

/// Whoever holds a code, as invited.
struct Holder<'s>(&'s Store, &'s Code);

impl Dossier for &Holder<'_> {
    type Facts = Invitation;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Invitation, Failure> {
        store::dialogue::invited(self.0, tx, self.1)?.ok_or(Failure::Refused(Refusal::Unseen))
    }
}

/// Plans a dialogue; the same form sent again is the same dialogue.
pub fn plan_dialogue(
    store: &Store,
    act: &Act,
    fields: &Fields,
    petitions: Vec<Id<Petition>>,
) -> Result<Id<Dialogue>, Failure> {
    let dossier = Ticked(petitions, parse_date(&fields.get("day")));
    let subject = repeated(
        store,
        act,
        || dossier.clone(),
        |(cases, taken), office| plan::plan(fields, cases, taken, act, office),
    )?;
    Ok(Id::from_uuid(*subject.uuid()))
}

/// One act on a dialogue.
pub fn convene(
    store: &Store,
    act: &Act,
    dialogue: Id<Dialogue>,
    deed: Deed,
    fields: &Fields,
    files: &[Attachment],
) -> Result<Id<Subject>, Failure> {
    let petition = match deed {
        Deed::Conclude => fields.get("petition").parse().ok(),
        _ => None,
    };
    let day = parse_date(&fields.get("day")).filter(|_| deed == Deed::MoveDialogue);
    repeated(
        store,
        act,
        || AtSession(dialogue, petition, day),
        |(session, case, taken), office| {
            convene::perform(deed, fields, files, (session, case.as_ref(), taken), act, office)
        },
    )
}

/// A promise's owner says it is done, somebody else confirms it, or says that it is not.
pub fn keep_promise(
    store: &Store,
    act: &Act,
    id: Id<Commitment>,
    deed: Deed,
    fields: &Fields,
) -> Result<Id<Subject>, Failure> {
    repeated(
        store,
        act,
        || id,
        |promised, office| match deed {
            Deed::PromiseDone => commitment::done(fields, promised, act),
            Deed::PromiseConfirmed => commitment::confirm(fields, promised, act),
            Deed::PromiseReturned => commitment::send_back(fields, promised, act, office),
            _ => Err(Refusal::Unseen),
        },
    )
}

/// The holder of a code says whether they come.
pub fn answer_invitation(store: &Store, act: &Act, code: &Code, fields: &Fields) -> Result<Recorded, Failure> {
    let holder = Holder(store, code);
    super::decide(store, act, &holder, |invitation, _| guest::coming(fields, invitation, act))
}

/// Decides, again when another change came first; what this very form did before is not done twice.
fn repeated<D: Dossier>(
    store: &Store,
    act: &Act,
    dossier: impl Fn() -> D,
    rule: impl Fn(&D::Facts, &Office) -> Result<crate::domain::change::Change, Refusal>,
) -> Result<Id<Subject>, Failure> {
    for _ in 0..TRIES_MAX {
        let done = store.write(|tx| {
            if let (Some(form), Some(account)) = (act.form.as_deref(), act.by.account())
                && let Some(subject) = store::dialogue::did_already(tx, form, account.id)?
            {
                return Ok(subject);
            }
            let recorded = decide_in(tx, act, dossier(), &rule)?;
            recorded.subject().ok_or(Failure::Trouble(Trouble::NotFound))
        });
        match done {
            Err(Failure::Trouble(Trouble::Stale | Trouble::Taken(_))) => {}
            other => return other,
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}
