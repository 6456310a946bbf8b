//! `record`: the one function through which anything audited is written, in one transaction with its event.

mod assistance;
pub mod book;
pub mod chain;
mod competence;
mod dialogue;
mod erase;
mod factor;
mod list;
mod mail;
pub mod mediation;
mod question;
mod route;
mod schedule;
pub mod sealed;
pub mod vault;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::{dsl::min, prelude::*};

use super::{
    Conn, Trouble, Tx,
    connection::on,
    exactly_one,
    row::{
        AccountRow, ChoiceRow, ClockRow, EventRow, FileRow, LatenessRow, LinkRow, PaperRow, PartyRow, PetitionRow,
        ReminderRow, RetentionRow, SplitRow, StoryRow, TellingRow, WithdrawalRow,
    },
    schema::{
        accounts, answers, calendar_days, calendar_years, choices, clocks, concerns, counters, duplicates, events,
        files, keepings, latenesses, offices, papers, parties, petitions, reminders, splits, stories, tellings, texts,
        withdrawals,
    },
    search,
    waiting::NEVER,
};
use crate::domain::{
    change::{Change, Parts, Password, Write},
    clock::{Clock, ClockState},
    code::Code,
    event::{Deed, Event, Subject},
    id::Id,
    office::Office,
    person::{Account, Identity},
    petition::{Answer, Concern, Party, Petition, Story},
    year_list::YearList,
};

/// Proof that an act was recorded: the vault opens only against a look, and only what was looked at.
pub struct Recorded {
    event: Id<Event>,
    deed: Deed,
    petition: Option<Id<Petition>>,
    subject: Option<Id<Subject>>,
    sealing: bool,
    erasing: bool,
    ended: Option<Id<Petition>>,
}

impl Recorded {
    pub fn event(&self) -> Id<Event> {
        self.event
    }

    pub fn petition(&self) -> Option<Id<Petition>> {
        self.petition
    }

    /// What else than a petition it was about.
    pub fn subject(&self) -> Option<Id<Subject>> {
        self.subject
    }

    /// The petition whose identities or words this act was recorded to open.
    fn opens(&self, looks: &[Deed]) -> Result<Id<Petition>, Trouble> {
        self.petition.filter(|_| looks.contains(&self.deed)).ok_or(Trouble::NotFound)
    }

    /// What else than a petition this act was recorded to open.
    fn opens_subject(&self, looks: &[Deed]) -> Result<Id<Subject>, Trouble> {
        self.subject.filter(|_| looks.contains(&self.deed)).ok_or(Trouble::NotFound)
    }

    /// The petition that is open no more since this act.
    pub fn ended(&self) -> Option<Id<Petition>> {
        self.ended
    }

    /// The petition whose files were taken away by this act: their bytes have to go too.
    pub fn erased(&self) -> Option<Id<Petition>> {
        self.petition.filter(|_| self.erasing)
    }

    /// Words were taken out of ordinary rows: what is left of them in logs and dead rows has to go too.
    pub fn sealed_something(&self) -> bool {
        self.sealing
    }
}

/// Writes a change: its rows over the versions that were read, and its event.
///
/// # Errors
/// [`Trouble::Stale`] when someone else was first; then nothing is written.
pub fn record(tx: &mut Tx, change: Change) -> Result<Recorded, Trouble> {
    let Parts { mut event, mut writes, number_year } = change.into_parts();
    if let Some(year) = number_year {
        let number = next_number(tx, "incoming", year)?;
        for write in &mut writes {
            if let Write::Save(petition) | Write::OpenSealed(petition, ..) = write {
                **petition = numbered(petition, number, year);
            }
        }
        event.body.insert("number".to_owned(), serde_json::json!(number));
    }
    // The event before the rows that name it: with one that is still to come SQLite looks for it through every table.
    append(tx, &event)?;
    for write in &writes {
        perform(tx, write, event.id)?;
    }
    for petition in moved(&writes) {
        keep_urgency(tx, petition)?;
    }
    let erasing = writes.iter().any(|write| matches!(write, Write::Erase(..)));
    let sealing = erasing || writes.iter().any(|write| matches!(write, Write::Seal(..) | Write::SealEntry(..)));
    let ended = writes.iter().find_map(|write| match write {
        Write::Save(petition) if !petition.stage.is_open() => Some(petition.id),
        _ => None,
    });
    Ok(Recorded {
        event: event.id,
        deed: event.deed,
        petition: event.petition,
        subject: event.subject,
        sealing,
        erasing,
        ended,
    })
}

/// Petitions of which a limit of the commune's own began, ended or moved.
fn moved(writes: &[Write]) -> BTreeSet<Id<Petition>> {
    let of = |write: &Write| match write {
        Write::Clock(clock) | Write::SaveClock(clock) => clock.petition.filter(|_| !clock.citizens),
        _ => None,
    };
    writes.iter().filter_map(of).collect()
}

/// The most urgent day stands on the petition itself, so that lists are read in its order.
fn keep_urgency(tx: &mut Tx, petition: Id<Petition>) -> Result<(), Trouble> {
    let first: Option<NaiveDate> = on!(tx, c => clocks::table
        .filter(clocks::petition.eq(petition))
        .filter(clocks::state.eq(ClockState::Running))
        .filter(clocks::citizens.eq(false))
        .select(min(clocks::due))
        .first(c))?;
    let day = first.unwrap_or(NEVER);
    let row = petitions::table.filter(petitions::id.eq(petition)).filter(petitions::urgent_on.ne(day));
    on!(tx, c => diesel::update(row).set(petitions::urgent_on.eq(day)).execute(c))?;
    Ok(())
}

fn numbered(petition: &Petition, number: i32, year: i32) -> Petition {
    let mut facts = (**petition).clone();
    facts.number = Some(number);
    facts.number_year = Some(year);
    Petition::restore(facts)
}

/// The next number of a series without gaps; its row is locked until the commit.
fn next_number(tx: &mut Tx, series: &str, year: i32) -> Result<i32, Trouble> {
    on!(tx, c => {
        diesel::insert_into(counters::table)
            .values((counters::series.eq(series), counters::year.eq(year), counters::last.eq(0)))
            .on_conflict_do_nothing()
            .execute(c)?;
        let row = counters::table.filter(counters::series.eq(series)).filter(counters::year.eq(year));
        diesel::update(row).set(counters::last.eq(counters::last + 1)).execute(c)?;
        Ok(row.select(counters::last).first(c)?)
    })
}

fn perform(tx: &mut Tx, write: &Write, event: Id<Event>) -> Result<(), Trouble> {
    match write {
        Write::Open(petition, story) => {
            open(tx, petition, story, event)?;
            search::index(tx, petition, Some(story))
        }
        Write::OpenSealed(petition, story, heading) => {
            open(tx, petition, &Story::default(), event)?;
            sealed::keep_words(tx, petition.id, story, heading, event)
        }
        Write::Choice(petition, choice) => {
            let row = ChoiceRow::from(choice);
            on!(tx, c => diesel::insert_into(choices::table)
                .values((choices::petition.eq(petition), row, choices::last_event.eq(event)))
                .execute(c))?;
            Ok(())
        }
        Write::Save(petition) => save(tx, petition, event),
        Write::Party(party, identity, code) => insert_party(tx, party, identity, code, event),
        Write::Clock(clock) => insert_clock(tx, clock, event),
        Write::SaveClock(clock) => save_clock(tx, clock, event),
        Write::Answer(answer) => {
            let row = sealed::answer_row(tx, answer)?;
            on!(tx, c => diesel::insert_into(answers::table).values((row, answers::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::SaveAnswer(answer) => save_answer(tx, answer, event),
        Write::Text(text) => {
            let row = sealed::text_row(tx, text)?;
            on!(tx, c => diesel::insert_into(texts::table).values((row, texts::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Telling(telling) => {
            let row = TellingRow::from(telling);
            on!(tx, c => diesel::insert_into(tellings::table).values((row, tellings::last_event.eq(event))).execute(c))?;
            // What the portal wrote to one of them says nothing of the others.
            if telling.by.is_some() { mail::owe_no_more(tx, telling.petition) } else { Ok(()) }
        }
        Write::Withdrawal(withdrawal) => {
            let row = WithdrawalRow::from(withdrawal);
            on!(tx, c => diesel::insert_into(withdrawals::table)
                .values((row, withdrawals::last_event.eq(event)))
                .execute(c))?;
            Ok(())
        }
        Write::Link(link) => {
            let row = LinkRow::from(link);
            on!(tx, c => diesel::insert_into(duplicates::table).values((row, duplicates::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::SaveLink(link) => {
            let row = LinkRow::from(link);
            let target = duplicates::table.filter(duplicates::id.eq(link.id)).filter(duplicates::ended_on.is_null());
            exactly_one(on!(tx, c => diesel::update(target).set((&row, duplicates::last_event.eq(event))).execute(c))?)
        }
        Write::SameParty(old, party) => vault::same_party(tx, *old, party, event),
        Write::Split(split) => {
            let row = SplitRow::from(split);
            on!(tx, c => diesel::insert_into(splits::table).values((row, splits::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Retention(retention) => {
            let row = RetentionRow::from(retention);
            on!(tx, c => diesel::insert_into(keepings::table).values((row, keepings::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::SaveRetention(retention) => {
            let row = RetentionRow::from(retention);
            let target = keepings::table.filter(keepings::petition.eq(retention.petition));
            exactly_one(on!(tx, c => diesel::update(target).set((&row, keepings::last_event.eq(event))).execute(c))?)
        }
        Write::Erase(petition) => erase::petition(tx, *petition, event),
        Write::Paper(paper) => {
            let row = PaperRow::from(&**paper);
            on!(tx, c => diesel::insert_into(papers::table).values((row, papers::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Lateness(late) => {
            let row = LatenessRow::from(late);
            on!(tx, c => diesel::insert_into(latenesses::table).values((row, latenesses::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Concerns(petition, concerned) => replace_concerns(tx, *petition, concerned, event),
        Write::File(file) => {
            let row = sealed::file_row(tx, FileRow::from(&**file))?;
            on!(tx, c => diesel::insert_into(files::table).values((row, files::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Seal(petition, heading) => sealed::seal_petition(tx, *petition, heading, event),
        Write::Account(account, password) => insert_account(tx, account, password, event),
        Write::SaveAccount(account, password) => save_account(tx, account, password.as_ref(), event),
        Write::SetFactor(of, secret) => factor::set(tx, of, secret, event),
        Write::SaveFactor(of) => factor::save(tx, of, event),
        Write::DropFactor(of) => factor::drop(tx, of, event),
        Write::Office(office) => save_office(tx, office, event),
        Write::Absence(of) => route::insert_absence(tx, of, event),
        Write::SaveAbsence(of) => route::save_absence(tx, of, event),
        Write::Route(of) => route::insert(tx, of, event),
        Write::SaveRoute(of) => route::save(tx, of, event),
        Write::ListChange(change) => list::insert(tx, change, event),
        Write::ListItem(item) => list::insert_item(tx, item),
        Write::Mediation(of, sides) => mediation::insert(tx, of, sides, event),
        Write::SaveMediation(of) => mediation::save(tx, of, event),
        Write::Competence(of) => competence::insert(tx, of, event),
        Write::SaveCompetence(of) => competence::save(tx, of, event),
        Write::TakeSlot(slot) => schedule::take(tx, slot, event),
        Write::FreeSlot(slot) => schedule::free(tx, slot),
        Write::Reception(reception) => schedule::insert_reception(tx, reception, event),
        Write::SaveReception(reception) => schedule::save_reception(tx, reception, event),
        Write::ReceptionNote(note) => schedule::insert_note(tx, note, event),
        Write::Turn(turn) => schedule::insert_turn(tx, turn, event),
        Write::SaveTurn(turn) => schedule::save_turn(tx, turn, event),
        Write::Reminder(reminder) => {
            let row = ReminderRow::from(reminder);
            on!(tx, c => diesel::insert_into(reminders::table).values((row, reminders::last_event.eq(event))).execute(c))?;
            Ok(())
        }
        Write::Year(list, version) => insert_year(tx, list, *version, event),
        Write::Dialogue(write) => dialogue::perform(tx, write, event),
        Write::BookEntry(entry, visitor) => book::insert_entry(tx, entry, visitor.as_deref(), event),
        Write::SaveEntry(entry, visitor) => book::save_entry(tx, entry, visitor.as_deref(), event),
        Write::SealEntry(entry) => book::seal_entry(tx, *entry, event),
        Write::Conclusion(conclusion) => book::insert_conclusion(tx, conclusion, event),
        Write::Task(task) => book::insert_task(tx, task, event),
        Write::SaveTask(task) => book::save_task(tx, task, event),
        Write::Assistance(of) => assistance::insert(tx, of, event),
        Write::SaveAssistance(of) => assistance::end(tx, of, event),
        Write::Question(new) => question::insert(tx, new, event),
        Write::SaveQuestion(answered) => question::answer(tx, answered, event),
        Write::StaffMail(account, mail) => mail::set_staff_mail(tx, *account, mail, event),
        Write::Mail(mailing) => mail::queue(tx, mailing, event),
        Write::Requeue(letter, at) => mail::requeue(tx, *letter, *at),
        Write::Mailable(party, mail) => mail::mark(tx, *party, *mail, event),
    }
}

fn insert_party(tx: &mut Tx, party: &Party, identity: &Identity, code: &Code, event: Id<Event>) -> Result<(), Trouble> {
    let row = PartyRow::from(party);
    let hash = vault::code_hash(&tx.store.keys, code);
    on!(tx, c => diesel::insert_into(parties::table)
        .values((row, parties::code_hash.eq(hash), parties::last_event.eq(event)))
        .execute(c))?;
    vault::seal_identity(tx, party, identity, code, event)
}

fn open(tx: &mut Tx, petition: &Petition, story: &Story, event: Id<Event>) -> Result<(), Trouble> {
    let row = PetitionRow::from(&**petition);
    on!(tx, c => diesel::insert_into(petitions::table).values((row, petitions::last_event.eq(event))).execute(c))?;
    let row = StoryRow::from(story);
    on!(tx, c => diesel::insert_into(stories::table)
        .values((stories::petition.eq(petition.id), row, stories::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

/// Over the version that was read, and one higher: who comes second is told.
fn save(tx: &mut Tx, petition: &Petition, event: Id<Event>) -> Result<(), Trouble> {
    let read = petition.version;
    let row = PetitionRow { version: read + 1, ..PetitionRow::from(&**petition) };
    let target = petitions::table.filter(petitions::id.eq(petition.id)).filter(petitions::version.eq(read));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, petitions::last_event.eq(event))).execute(c))?)?;
    search::head(tx, petition)
}

fn insert_clock(tx: &mut Tx, clock: &Clock, event: Id<Event>) -> Result<(), Trouble> {
    let row = ClockRow::from(clock);
    on!(tx, c => diesel::insert_into(clocks::table).values((row, clocks::last_event.eq(event))).execute(c))?;
    Ok(())
}

fn save_clock(tx: &mut Tx, clock: &Clock, event: Id<Event>) -> Result<(), Trouble> {
    let row = ClockRow::from(clock);
    let target = clocks::table.filter(clocks::id.eq(clock.id));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, clocks::last_event.eq(event))).execute(c))?)
}

fn save_answer(tx: &mut Tx, answer: &Answer, event: Id<Event>) -> Result<(), Trouble> {
    let row = sealed::answer_row(tx, answer)?;
    let target = answers::table.filter(answers::id.eq(answer.id));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, answers::last_event.eq(event))).execute(c))?)
}

fn replace_concerns(
    tx: &mut Tx,
    petition: Id<Petition>,
    concerned: &[Concern],
    event: Id<Event>,
) -> Result<(), Trouble> {
    on!(tx, c => diesel::delete(concerns::table.filter(concerns::petition.eq(petition))).execute(c))?;
    for concern in concerned {
        on!(tx, c => diesel::insert_into(concerns::table)
            .values((
                concerns::petition.eq(petition),
                concerns::account.eq(concern.account),
                concerns::hides.eq(concern.hides),
                concerns::last_event.eq(event),
            ))
            .execute(c))?;
    }
    Ok(())
}

fn insert_account(tx: &mut Tx, account: &Account, password: &Password, event: Id<Event>) -> Result<(), Trouble> {
    let row = AccountRow::from(account);
    on!(tx, c => diesel::insert_into(accounts::table)
        .values((row, accounts::password_hash.eq(&password.0), accounts::last_event.eq(event)))
        .execute(c))?;
    Ok(())
}

fn save_account(tx: &mut Tx, account: &Account, password: Option<&Password>, event: Id<Event>) -> Result<(), Trouble> {
    let row = AccountRow { version: account.version + 1, ..AccountRow::from(account) };
    let target = accounts::table.filter(accounts::id.eq(account.id)).filter(accounts::version.eq(account.version));
    let hash = password.map(|password| accounts::password_hash.eq(password.0.clone()));
    exactly_one(on!(tx, c => diesel::update(target).set((&row, hash, accounts::last_event.eq(event))).execute(c))?)
}

fn save_office(tx: &mut Tx, office: &Office, event: Id<Event>) -> Result<(), Trouble> {
    let facts = serde_json::to_string(&office.facts).map_err(|error| Trouble::Database(error.to_string()))?;
    on!(tx, c => {
        let rows = diesel::update(offices::table.filter(offices::id.eq(1)))
            .set((offices::facts.eq(&facts), offices::last_event.eq(event)))
            .execute(c)?;
        if rows == 0 {
            diesel::insert_into(offices::table)
                .values((offices::id.eq(1), offices::facts.eq(&facts), offices::last_event.eq(event)))
                .execute(c)?;
        }
        Ok(())
    })
}

/// A revision of the calendar; of two that were made over the same one, the second finds its number taken.
fn insert_year(tx: &mut Tx, list: &YearList, revision: i32, event: Id<Event>) -> Result<(), Trouble> {
    let signature = list.signature.as_ref();
    on!(tx, c => diesel::insert_into(calendar_years::table)
        .values((
            calendar_years::revision.eq(revision),
            calendar_years::year.eq(list.year),
            calendar_years::signed_name.eq(signature.map(|signature| &signature.name)),
            calendar_years::signed_title.eq(signature.map(|signature| &signature.title)),
            calendar_years::document_no.eq(signature.map(|signature| &signature.document_no)),
            calendar_years::document_date.eq(signature.map(|signature| signature.document_date)),
            calendar_years::last_event.eq(event),
        ))
        .execute(c))?;
    for listed in &list.days {
        on!(tx, c => diesel::insert_into(calendar_days::table)
            .values((
                calendar_days::revision.eq(revision),
                calendar_days::day.eq(listed.day),
                calendar_days::kind.eq(listed.kind),
                calendar_days::label.eq(&listed.label),
                calendar_days::last_event.eq(event),
            ))
            .execute(c))?;
    }
    Ok(())
}

fn append(tx: &mut Conn, event: &Event) -> Result<(), Trouble> {
    let row = EventRow::from(event);
    on!(tx, c => diesel::insert_into(events::table).values(row).execute(c))?;
    Ok(())
}
