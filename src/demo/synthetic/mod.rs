//! `tiepdan seed`: many invented petitions over three years, by the rules and through the register; the same seed, the same data.
//!
//! A seed means: so many petitions, the number of the seed, and the base day, at whose beginning all of it stands. Ids, codes,
//! salts, words and moments follow from these three and from the calendar; only what is sealed differs, as its key does.

mod course;
mod life;
mod told;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
};

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::dice::{Dice, Luck};
use crate::{
    app::AppError,
    domain::{
        act::{Act, Actor, day_of},
        code::Code,
        event::Deed,
        filing::{self, Filing},
        form::Fields,
        handling,
        id::Id,
        lateness::{self, LateReason},
        petition::{Draft, Petition},
        refusal::Refusal,
        telling,
    },
    register::{self, Batch, Failure, WithReasons},
    store::{self, Store, Trouble},
};
use course::{By, Doing, Moments};
use life::Nature;
use told::Words;

pub const PETITIONS_MAX: u32 = 200_000;
/// Three years, in days.
const DAYS: u64 = 3 * 365;
/// Changes in one transaction.
const CHANGES_MAX: usize = 1_000;
/// The office is there so many days before the first petition.
const BEFORE: u64 = 3;
/// No two petitions of a seed have the same code: it shares no factor with the 10^11 codes there are.
const STRIDE: u64 = 61_803_398_877;
const CODES: u64 = 100_000_000_000;

/// What a seed means.
#[derive(Clone, Copy)]
pub struct Seed {
    pub petitions: u32,
    pub number: u64,
    /// At the beginning of this day it all stands.
    pub base: NaiveDate,
}

/// What came of it.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sown {
    pub petitions: u32,
    pub changes: usize,
}

impl Seed {
    fn dice(&self) -> Dice {
        Dice::of(self.number)
    }

    fn first_day(&self) -> NaiveDate {
        self.base.checked_sub_days(Days::new(DAYS)).unwrap_or(self.base)
    }

    /// More come in later years than in the first.
    fn day(&self, dice: &mut Dice) -> NaiveDate {
        let day = dice.below(DAYS);
        let day = if dice.happens(35) { day.max(dice.below(DAYS)) } else { day };
        self.first_day() + Days::new(day)
    }

    fn code(&self, number: u32) -> Code {
        let start = self.dice().own(u64::MAX).below(CODES);
        let chance = (u128::from(start) + u128::from(STRIDE) * u128::from(number)) % u128::from(CODES);
        Code::from_chance(u64::try_from(chance).unwrap_or(0))
    }
}

/// Gives an empty database the demonstration commune first, then sows. `progress` hears of each transaction.
///
/// # Errors
/// When a rule refuses what was planned, when this seed was sown already, or when the database fails; what was committed before stays.
pub fn sow(store: &Store, seed: &Seed, now: DateTime<Utc>, progress: &mut dyn FnMut(Sown)) -> Result<Sown, AppError> {
    let founded = Moments::beginning(seed.first_day() - Days::new(BEFORE));
    super::fill_since(store, now, founded, &mut seed.dice().own(u64::MAX - 1))?;
    let words = Words::read()?;
    let calendar = store.read(store::office::load)?.calendar;
    let moments = Moments { calendar: &calendar, until: Moments::beginning(seed.base) };
    let mut field = Field::plough(*seed, &words, moments);
    let mut sown = Sown::default();
    while !field.is_done() {
        let changes = register::batch(store, |batch| field.work(batch)).map_err(|failure| field.failed(&failure))?;
        sown = Sown { petitions: field.filed, changes: sown.changes + changes };
        progress(sown);
    }
    Ok(sown)
}

/// A petition that is still to have something happen to it.
struct Living {
    id: Id<Petition>,
    doings: VecDeque<Doing>,
    dice: Dice,
}

/// All petitions of a seed: those to be filed in their order, and those that live, by what happens next.
struct Field<'w> {
    seed: Seed,
    words: &'w Words,
    moments: Moments<'w>,
    /// When each is filed, the last first.
    waiting: Vec<(DateTime<Utc>, u32)>,
    next: BinaryHeap<Reverse<(DateTime<Utc>, u32)>>,
    living: HashMap<u32, Living>,
    filed: u32,
    /// What is being done, for the message when it fails.
    what: String,
}

impl<'w> Field<'w> {
    fn plough(seed: Seed, words: &'w Words, moments: Moments<'w>) -> Field<'w> {
        let mut waiting: Vec<(DateTime<Utc>, u32)> =
            (0..seed.petitions).map(|number| (filed_at(&seed, number, &moments).0, number)).collect();
        waiting.retain(|(at, _)| *at < moments.until);
        waiting.sort_unstable_by(|a, b| b.cmp(a));
        Field {
            seed,
            words,
            moments,
            waiting,
            next: BinaryHeap::new(),
            living: HashMap::new(),
            filed: 0,
            what: String::new(),
        }
    }

    fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.next.is_empty()
    }

    /// The next acts of all petitions, in the order of their moments.
    fn work(&mut self, batch: &mut Batch) -> Result<usize, Failure> {
        for done in 0..CHANGES_MAX {
            let filing = self.waiting.last().copied();
            let doing = self.next.peek().map(|Reverse(next)| *next);
            match (filing, doing) {
                (None, None) => return Ok(done),
                (Some(filing), doing) if doing.is_none_or(|doing| filing.0 <= doing.0) => {
                    self.waiting.pop();
                    self.file(batch, filing.0, filing.1)?;
                }
                (_, Some((_, number))) => {
                    self.next.pop();
                    self.go_on(batch, number)?;
                }
                (Some(_), None) => {}
            }
        }
        Ok(CHANGES_MAX)
    }

    fn file(&mut self, batch: &mut Batch, at: DateTime<Utc>, number: u32) -> Result<(), Failure> {
        self.what = format!("đơn {number}, gửi");
        let (_, nature, mut dice) = filed_at(&self.seed, number, &self.moments);
        let villages: Vec<String> = batch.office().villages.iter().map(|village| village.code.clone()).collect();
        let on = day_of(at);
        let told = self.words.tell(&self.seed.dice(), u64::from(number), nature.kind, nature.conduct, on, &villages);
        let by = if nature.is_online() { Actor::Citizen } else { actor(batch, "vanthu")? };
        let act = Act::new(by, at, dice.chance());
        let code = self.seed.code(number);
        let recorded = batch.decide(&act, (), |(), office| {
            let filing = if nature.is_online() {
                let draft: Id<Draft> = act.mint();
                Filing::online(&told.fields, &act, office, code, draft, Vec::new())?
            } else {
                Filing::counter(&nature.complete(&told.fields, on), &act, office, code, &[])?
            };
            filing::open(filing, &act, office)
        })?;
        let id = recorded.petition().ok_or(Refusal::Unseen)?;
        let doings = life::live(self.words, &told, nature, at, self.moments, dice.clone());
        self.filed += 1;
        self.keep(number, Living { id, doings, dice: dice.own(1) });
        Ok(())
    }

    fn go_on(&mut self, batch: &mut Batch, number: u32) -> Result<(), Failure> {
        let Some(mut living) = self.living.remove(&number) else { return Ok(()) };
        let Some(doing) = living.doings.pop_front() else { return Ok(()) };
        self.what = format!("đơn {number}, {}", doing.deed.label());
        act_on(batch, &mut living, &doing)?;
        self.keep(number, living);
        Ok(())
    }

    fn keep(&mut self, number: u32, living: Living) {
        if let Some(doing) = living.doings.front() {
            self.next.push(Reverse((doing.at, number)));
            self.living.insert(number, living);
        }
    }

    fn failed(&self, failure: &Failure) -> AppError {
        match failure {
            Failure::Trouble(Trouble::Taken(_)) => AppError::Refused(
                "hạt giống này đã gieo vào đây rồi; xin dùng --seed khác, hoặc làm lại từ đầu bằng tiepdan demo --fresh"
                    .to_owned(),
            ),
            failure => super::failed(&self.what, super::describe(failure)),
        }
    }
}

/// When a petition is filed, what it is, and the dice of its life.
fn filed_at(seed: &Seed, number: u32, moments: &Moments) -> (DateTime<Utc>, Nature, Dice) {
    let mut dice = seed.dice().own(u64::from(number));
    let nature = Nature::fall(&mut dice);
    let day = seed.day(&mut dice);
    let at =
        if nature.is_online() { Moments::of_a_citizen(day, &mut dice) } else { moments.of_the_office(day, &mut dice) };
    (at, nature, dice)
}

fn actor(batch: &Batch, username: &str) -> Result<Actor, Failure> {
    let account = batch.office().by_username(username).ok_or(Refusal::Unseen)?;
    Ok(Actor::Account(Box::new(account.clone())))
}

/// One act, over the newest version.
fn act_on(batch: &mut Batch, living: &mut Living, doing: &Doing) -> Result<(), Failure> {
    let by = match &doing.by {
        By::Staff(username) => actor(batch, username)?,
        By::Citizen => Actor::Citizen,
        By::Portal => Actor::System,
    };
    let act = Act::new(by, doing.at, living.dice.chance());
    let done = match (&doing.by, doing.deed) {
        (By::Portal, _) => batch.decide(&act, living.id, |case, office| telling::close_silent(case, &act, office)),
        (By::Citizen, Deed::Add) => {
            batch.decide(&act, living.id, |case, _| telling::add(&doing.fields, Vec::new(), case, &act))
        }
        (By::Citizen, _) => {
            batch.decide(&act, living.id, |case, office| telling::own_voice(&doing.fields, case, &act, office))
        }
        (By::Staff(_), deed) => {
            let dice = &mut living.dice;
            batch.decide(&act, WithReasons(living.id), |(case, reasons), office| {
                let revision = handling::open_draft(case).map_or(0, |answer| answer.revision);
                let fields = doing.fields.clone().with("version", case.petition.version.to_string());
                let fields = with_reason(fields.with("revision", revision.to_string()), reasons, dice);
                handling::perform(deed, &fields, Vec::new(), case, reasons, &act, office)
            })
        }
    };
    done.map(drop)
}

/// What is late has one of the reasons that need no words.
fn with_reason(fields: Fields, reasons: &[LateReason], dice: &mut Dice) -> Fields {
    let plain: Vec<&LateReason> = reasons.iter().filter(|reason| reason.code != lateness::OTHER).collect();
    if plain.is_empty() { fields } else { fields.with(lateness::REASON, &dice.one(&plain).code) }
}
