//! The one door through which anything audited changes: load what lies on the table, ask the rule, record.

mod batch;
mod dialogue;
mod mail;

use chrono::NaiveDate;

pub use batch::{Batch, batch};
pub use dialogue::{AtSession, answer_invitation, convene, keep_promise, plan_dialogue};
pub use mail::{refused, went_out};

use crate::{
    domain::{
        act::{Act, Actor},
        assistance,
        change::Change,
        clock::Clock,
        code::Code,
        competence::{self, Competence},
        duplicate::{self, Named},
        duty::Duty,
        event::{Deed, Subject},
        factor::Factor,
        form::Fields,
        handling,
        id::Id,
        keeping::Holdings,
        kept::keeping::Held,
        lateness::{self, LateReason},
        mediation::{Mediating, Mediation},
        office::{Office, Village},
        person::Account,
        petition::{Attachment, Case, Petition},
        policy::Sight,
        question::{Asked, Matter, Question},
        reception::{
            Reception, Sitting,
            book::{Entry, Written},
            conclusion::{Due, Task},
        },
        redating,
        refusal::Refusal,
        reminder::Reminder,
        route,
        slot::Slot,
        telling,
    },
    store::{
        self, Store, Trouble, Tx,
        question::Target,
        record::{Recorded, record},
    },
};

/// How often an act is tried again when another change came first; a form over an older version is then told so.
/// Each loss is another's commit, so nobody loses more often than there are others at that petition.
const TRIES_MAX: usize = 100;

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

/// An empty house with its villages: founded once, whoever else tries at the same moment.
pub struct EmptyHouse(pub Vec<Village>);

impl Dossier for EmptyHouse {
    type Facts = ();
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<(), Failure> {
        store::office::mark_founded(tx).map_err(|trouble| match trouble {
            Trouble::Taken(_) => Failure::Refused(Refusal::Unseen),
            other => Failure::Trouble(other),
        })?;
        Ok(store::office::seed(tx, &[], &self.0)?)
    }
}

/// The second factor of an account, as it is now.
pub struct FactorOf(pub Id<Account>);

impl Dossier for FactorOf {
    type Facts = Option<Factor>;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Option<Factor>, Failure> {
        Ok(store::factor::find(tx, self.0)?)
    }
}

/// Open petitions, and open questions, by unit.
#[derive(Clone, Copy)]
pub struct UnitsHold;

impl Dossier for UnitsHold {
    type Facts = Held;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Held, Failure> {
        Ok(store::list::held(tx)?)
    }
}

/// What an account holds that would have to go to somebody else.
pub struct HeldBy(pub Id<Account>);

impl Dossier for HeldBy {
    type Facts = Holdings;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Holdings, Failure> {
        Ok(store::account::holdings(tx, self.0, act.today(), office)?)
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

/// A petition, and the one that somebody says is about the same matter: the main one of it, if they may see that.
#[derive(Clone)]
struct Alike {
    petition: Id<Petition>,
    of: String,
}

impl Dossier for Alike {
    type Facts = (Case, Option<Case>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        let case = self.petition.take(tx, act, office)?;
        let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
        let Some(named) = Named::parse(&self.of, act.today()) else { return Ok((case, None)) };
        let found = store::petition::meant(tx, &named, &sight)?;
        match found.as_ref().and_then(|found| found.main().map(|link| link.main)) {
            // A duplicate's own main one may be out of sight: then there is nothing to link to.
            Some(root) => Ok((case, root.take(tx, act, office).ok())),
            None => Ok((case, found)),
        }
    }
}

/// A petition with the reasons for being late, where something of it is.
#[derive(Clone, Copy)]
pub struct WithReasons(pub Id<Petition>);

impl Dossier for WithReasons {
    type Facts = (Case, Vec<LateReason>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        let case = self.0.take(tx, act, office)?;
        let late = lateness::is_late(&case, act.today());
        Ok((case, if late { office.late_reasons.clone() } else { Vec::new() }))
    }
}

/// A day on which somebody is to be somewhere: what is held then already.
#[derive(Clone, Copy)]
pub struct OnDay(pub NaiveDate);

impl Dossier for OnDay {
    type Facts = Vec<Slot>;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Vec<Slot>, Failure> {
        Ok(store::slot::of_day(tx, self.0)?)
    }
}

/// One reception with its queue and notes.
impl Dossier for Id<Reception> {
    type Facts = Sitting;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Sitting, Failure> {
        store::reception::sitting(tx, *self).map_err(unseen)
    }
}

/// One line of the book.
impl Dossier for Id<Entry> {
    type Facts = Written;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Written, Failure> {
        store::book::entry(tx, *self).map_err(unseen)
    }
}

/// One task of a conclusion.
impl Dossier for Id<Task> {
    type Facts = Due;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Due, Failure> {
        store::book::due(tx, *self).map_err(unseen)
    }
}

/// Whether a reception has a conclusion already.
#[derive(Clone, Copy)]
pub struct HasConclusion(pub Id<Reception>);

impl Dossier for HasConclusion {
    type Facts = bool;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<bool, Failure> {
        Ok(store::book::conclusion(tx, self.0)?.is_some())
    }
}

fn unseen(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::NotFound => Failure::Refused(Refusal::Unseen),
        other => Failure::Trouble(other),
    }
}

/// A thing that may not be there.
impl<D: Dossier> Dossier for Option<D> {
    type Facts = Option<D::Facts>;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        self.as_ref().map(|one| one.take(tx, act, office)).transpose()
    }
}

/// What a monitor asks about, as far as they see it.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    pub target: Target,
    pub follows: Option<Id<Question>>,
}

impl Dossier for Asking {
    type Facts = Matter;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Matter, Failure> {
        let account = act.by.account().ok_or(Refusal::Unseen)?;
        let sight = Sight::of(account, office);
        unseen_if_missing(store::question::matter(tx, self.target, self.follows, account.id, &sight))
    }
}

/// One question with its limit, scoped to who acts.
impl Dossier for Id<Question> {
    type Facts = Asked;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Asked, Failure> {
        let account = act.by.account().ok_or(Refusal::Unseen)?;
        unseen_if_missing(store::question::load_in_sight(tx, *self, &Sight::of(account, office)))
    }
}

fn unseen_if_missing<T>(found: Result<T, Trouble>) -> Result<T, Failure> {
    found.map_err(|trouble| match trouble {
        Trouble::NotFound => Failure::Refused(Refusal::Unseen),
        other => Failure::Trouble(other),
    })
}

/// Two things on one table.
impl<A: Dossier, B: Dossier> Dossier for (A, B) {
    type Facts = (A::Facts, B::Facts);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        Ok((self.0.take(tx, act, office)?, self.1.take(tx, act, office)?))
    }
}

/// One petition with what was told of its limits: for the morning round.
pub struct Reminding(pub Id<Petition>);

impl Dossier for Reminding {
    type Facts = (Case, Vec<Reminder>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        Ok((self.0.take(tx, act, office)?, store::reminder::of_petition(tx, self.0)?))
    }
}

/// The limit of something else than a petition, with what was told of it; nothing where nothing is to be done any more.
pub struct RemindingOf(pub Id<Clock>);

impl Dossier for RemindingOf {
    type Facts = (Duty, Option<Case>, Vec<Reminder>);
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Self::Facts, Failure> {
        let duty = store::duty::of_clock(tx, self.0).map_err(unseen)?;
        Ok((duty.clone(), duty.petition.take(tx, act, office)?, store::reminder::of_clock(tx, self.0)?))
    }
}

/// The table of routes that a commune begins with, where there is none; another server may be first.
pub fn begin_routes(store: &Store, act: &Act) -> Result<(), Failure> {
    match decide(store, act, (), |(), office| route::begin(act, office)) {
        Ok(_) | Err(Failure::Refused(Refusal::Untimely(_)) | Failure::Trouble(Trouble::Taken(_))) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// The petition from which something comes, if it comes from one: in sight, and not sealed.
#[derive(Clone, Copy)]
pub struct OfPetition(pub Option<Id<Petition>>);

impl Dossier for OfPetition {
    type Facts = ();
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<(), Failure> {
        match self.0.map(|id| id.take(tx, act, office)).transpose()? {
            Some(case) if case.petition.sealed => Err(Refusal::Unseen.into()),
            _ => Ok(()),
        }
    }
}

/// One mediation with its limit, scoped to who acts.
impl Dossier for Id<Mediation> {
    type Facts = Mediating;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Mediating, Failure> {
        let account = act.by.account().ok_or(Refusal::Unseen)?;
        store::mediation::load(tx, *self, &Sight::of(account, office)).map_err(unseen)
    }
}

/// The whole table of competence.
#[derive(Clone, Copy)]
pub struct Competences;

impl Dossier for Competences {
    type Facts = Vec<Competence>;
    fn take(&self, tx: &mut Tx, _: &Act, _: &Office) -> Result<Vec<Competence>, Failure> {
        Ok(store::competence::all(tx)?)
    }
}

/// The same, begun once, whoever else begins it at the same moment.
struct Unbegun;

impl Dossier for Unbegun {
    type Facts = Vec<Competence>;
    fn take(&self, tx: &mut Tx, act: &Act, office: &Office) -> Result<Vec<Competence>, Failure> {
        store::competence::mark_begun(tx)?;
        Competences.take(tx, act, office)
    }
}

/// The table of competence that a commune begins with, where there never was one.
pub fn begin_competence(store: &Store, act: &Act) -> Result<(), Failure> {
    match decide(store, act, Unbegun, |rows, _| competence::begin(rows, act)) {
        Ok(_) | Err(Failure::Trouble(Trouble::Taken(_))) => Ok(()),
        Err(failure) => Err(failure),
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
    let recorded = store.write(|tx| decide_in(tx, act, dossier, rule))?;
    forget(store, &recorded);
    Ok(recorded)
}

/// After words were sealed: they leave logs and dead rows too. The act stands even if that has to wait for the rounds.
fn forget(store: &Store, recorded: &Recorded) {
    if let Some(petition) = recorded.erased()
        && let Err(trouble) = store::file::remove_erased(store, petition)
    {
        tracing::error!(error = %trouble, "erased files linger until the sweep");
    }
    if recorded.sealed_something()
        && let Err(trouble) = store.forget_dead_rows()
    {
        tracing::error!(error = %trouble, "sealed words may linger in dead rows");
    }
}

fn decide_in<D: Dossier>(
    tx: &mut Tx,
    act: &Act,
    dossier: D,
    rule: impl FnOnce(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Recorded, Failure> {
    let office = store::office::current(tx.store, tx, act.today())?;
    decide_over(tx, act, &office, dossier, rule)
}

fn decide_over<D: Dossier>(
    tx: &mut Tx,
    act: &Act,
    office: &Office,
    dossier: D,
    rule: impl FnOnce(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Recorded, Failure> {
    let facts = dossier.take(tx, act, office)?;
    let recorded = record(tx, rule(&facts, office)?)?;
    stop_waiting(tx, act, &recorded)?;
    Ok(recorded)
}

/// Of a petition that came to its end no other unit's answer is waited for any more, by an event of its own.
fn stop_waiting(tx: &mut Tx, act: &Act, recorded: &Recorded) -> Result<(), Failure> {
    let Some(petition) = recorded.ended() else { return Ok(()) };
    let open = store::assistance::left_open(tx, petition)?;
    if let Some(change) = assistance::lapse(petition, &open, act) {
        record(tx, change)?;
    }
    Ok(())
}

/// Decides what takes a slot, a seat or a number: when another was first, the rule is asked again and says what is there.
pub fn schedule<D: Dossier + Clone>(
    store: &Store,
    act: &Act,
    dossier: &D,
    rule: impl Fn(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Recorded, Failure> {
    for _ in 0..TRIES_MAX {
        match store.write(|tx| decide_in(tx, act, dossier.clone(), &rule)) {
            Err(Failure::Trouble(Trouble::Stale | Trouble::Taken(_))) => {}
            done => return done,
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}

/// The same for a form: sent again by the same person it happened once. Says what it is about.
pub fn schedule_once<D: Dossier + Clone>(
    store: &Store,
    act: &Act,
    dossier: &D,
    rule: impl Fn(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Option<Id<Subject>>, Failure> {
    if let Some(form) = &act.form
        && let Some(subject) = store.read(|conn| store::event::subject_of_form(conn, form))?
    {
        return Ok(Some(subject));
    }
    schedule(store, act, dossier, rule).map(|recorded| recorded.subject())
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
    if deed == Deed::Duplicate {
        let alike = Alike { petition, of: fields.get("of") };
        return once(store, act, &alike, petition, deed, |both, office| duplicate::link(fields, both, act, office));
    }
    let rule = |(case, reasons): &(Case, Vec<LateReason>), office: &Office| {
        handling::perform(deed, fields, files.to_vec(), case, reasons, act, office)
    };
    once(store, act, &WithReasons(petition), petition, deed, rule)
}

/// The person's own act from the code's page: tried again when another change came first, never refused for it.
pub fn hear(
    store: &Store,
    act: &Act,
    petition: Id<Petition>,
    deed: Deed,
    fields: &Fields,
    files: &[Attachment],
) -> Result<Done, Failure> {
    once(store, act, &petition, petition, deed, |case, office| match deed {
        Deed::Add => telling::add(fields, files.to_vec(), case, act),
        Deed::Voice => telling::own_voice(fields, case, act, office),
        _ => Err(Refusal::Unseen),
    })
}

/// Decides an act that a form brought: a repetition of the same form is the same act. A look is recorded each time.
fn once<D: Dossier + Clone>(
    store: &Store,
    act: &Act,
    dossier: &D,
    petition: Id<Petition>,
    deed: Deed,
    rule: impl Fn(&D::Facts, &Office) -> Result<Change, Refusal>,
) -> Result<Done, Failure> {
    for _ in 0..TRIES_MAX {
        let done = store.write(|tx| {
            if let Some(form) = act.form.as_deref().filter(|_| deed != Deed::Identity)
                && store::event::did_already(tx, form, petition)?
            {
                return Ok(Done::Already);
            }
            let recorded = decide_in(tx, act, dossier.clone(), &rule)?;
            release(tx, act, petition)?;
            Ok(Done::Recorded(recorded))
        });
        match done {
            Err(Failure::Trouble(Trouble::Stale)) => {}
            other => {
                if let Ok(Done::Recorded(recorded)) = &other {
                    forget(store, recorded);
                }
                return other;
            }
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}

/// Saves a year's calendar together with every limit that it moves, in one transaction; once more when an act came between.
///
/// # Errors
/// The rule's [`Refusal`], or the store's [`Trouble`]; either way nothing was written.
pub fn set_calendar(store: &Store, act: &Act, fields: &Fields) -> Result<(), Failure> {
    for _ in 0..TRIES_MAX {
        let done = store.write(|tx| {
            let office = store::office::load(tx)?.on(act.today());
            let year = redating::year_of(fields, "year", act.today()).unwrap_or_default();
            let open = store::calendar::open_since(tx, year)?;
            for change in redating::set_year(fields, act, &office, &open)? {
                record(tx, change)?;
            }
            Ok(())
        });
        match done {
            // Somebody saved a calendar at the same moment: the rule says so over theirs.
            Err(Failure::Trouble(Trouble::Stale | Trouble::Taken(_))) => {}
            other => return other,
        }
    }
    Err(Failure::Trouble(Trouble::Stale))
}

/// What hung on a petition that cannot speak for others any more stands alone again, each by an event of its own.
fn release(tx: &mut Tx, act: &Act, main: Id<Petition>) -> Result<(), Failure> {
    for id in store::petition::stranded(tx, main)? {
        let office = store::office::load(tx)?.on(act.today());
        let case = store::petition::load(tx, id)?;
        record(tx, duplicate::release(&case, act, &office)?)?;
    }
    Ok(())
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
