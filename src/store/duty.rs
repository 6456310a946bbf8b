//! Duties as they lie in their rows: running limits on other things than a petition, each with whose it is and what it is called.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    petition,
    row::{BookEntryRow, ClockRow, CommitmentRow, DialogueRow, MediationRow, QuestionRow, TaskRow},
    schema::{
        agenda, book_entries, clocks, commitments, conclusion_tasks, dialogues, mediations, petitions, questions,
    },
};
use crate::domain::{
    clock::{Clock, ClockState},
    commitment::{Commitment, CommitmentState, PROMISE},
    dialogue::{Dialogue, NOTICE_COMPLAINT, NOTICE_PUBLIC, RESULT},
    duty::{Duty, DutyKind, Holder},
    event::Subject,
    id::Id,
    mediation::{Mediation, MediationState},
    person::Account,
    petition::Petition,
    policy::Sight,
    question::{About, Question, RULE},
    reception::{
        book::Entry,
        conclusion::{TASK, Task},
        refused::NOTICE,
    },
};

/// Duties of one list, the earliest day first.
pub const LIST_MAX: i64 = 1_000;

/// One duty by its limit; none when it is done, or said to be done.
pub fn of_clock(conn: &mut Conn, id: Id<Clock>) -> Result<Duty, Trouble> {
    let row: ClockRow = on!(conn, c => clocks::table.filter(clocks::id.eq(id)).select(ClockRow::as_select()).first(c))?;
    of_clocks(conn, vec![row.into()])?.pop().ok_or(Trouble::NotFound)
}

/// All that are to be done and that this person may know of, the earliest day first.
pub fn in_sight(conn: &mut Conn, sight: &Sight) -> Result<Vec<Duty>, Trouble> {
    let rows: Vec<ClockRow> = on!(conn, c => clocks::table
        .filter(clocks::state.eq(ClockState::Running))
        .filter(clocks::petition.is_null())
        .filter(clocks::citizens.eq(false))
        .order((clocks::due, clocks::id))
        .limit(LIST_MAX)
        .select(ClockRow::as_select())
        .load(c))?;
    let mut duties = of_clocks(conn, rows.into_iter().map(Into::into).collect())?;
    let ids: Vec<Id<Petition>> = duties.iter().filter_map(|duty| duty.petition).collect();
    let mut known = if ids.is_empty() { Vec::new() } else { petition::in_sight(conn, &ids, sight)? };
    known.retain(|petition| !petition.sealed);
    duties.retain(|duty| {
        let seen = duty.petition.is_some_and(|id| known.iter().any(|petition| petition.id == id));
        duty.is_seen(sight, seen)
    });
    Ok(duties)
}

/// What a limit is on: each kind of thing asked once for all.
fn of_clocks(conn: &mut Conn, running: Vec<Clock>) -> Result<Vec<Duty>, Trouble> {
    // The rule of a limit says what kind of thing it is on: nothing is asked in vain.
    let of = |rules: &[&str]| -> Vec<Id<Subject>> {
        let those = running.iter().filter(|clock| rules.contains(&clock.rule.as_str()));
        those.filter_map(|clock| clock.subject).collect()
    };
    let mut found: BTreeMap<Id<Subject>, Thing> = BTreeMap::new();
    found.extend(dialogues(conn, &of(&[NOTICE_PUBLIC, NOTICE_COMPLAINT, RESULT]))?);
    found.extend(promises(conn, &of(&[PROMISE]))?);
    found.extend(questions(conn, &of(&[RULE]))?);
    found.extend(tasks(conn, &of(&[TASK]))?);
    found.extend(refusals(conn, &of(&[NOTICE]))?);
    let all: Vec<Id<Subject>> = running.iter().filter_map(|clock| clock.subject).collect();
    found.extend(mediations(conn, &all)?);
    let duty = |clock: Clock| {
        let subject = clock.subject?;
        let Thing { kind, title, holder, petition } = found.get(&subject)?.clone();
        let kind = if clock.rule == RESULT { DutyKind::Result } else { kind };
        Some(Duty { kind, clock, subject, title, holder, petition })
    };
    Ok(running.into_iter().filter_map(duty).collect())
}

#[derive(Clone)]
struct Thing {
    kind: DutyKind,
    title: String,
    holder: Holder,
    petition: Option<Id<Petition>>,
}

type Things = Vec<(Id<Subject>, Thing)>;

fn ids<T>(subjects: &[Id<Subject>]) -> Vec<Id<T>> {
    subjects.iter().map(|subject| Id::from_uuid(*subject.uuid())).collect()
}

/// Its notice and its result are the office's.
fn dialogues(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Dialogue>> = ids(subjects);
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<(DialogueRow, Option<Id<Petition>>)> = on!(conn, c => dialogues::table
        .left_join(agenda::table)
        .filter(dialogues::id.eq_any(among))
        .order((dialogues::id, agenda::position))
        .select((DialogueRow::as_select(), agenda::petition.nullable()))
        .load(c))?;
    rows.dedup_by_key(|(row, _)| row.id);
    let thing = |(row, first): (DialogueRow, Option<Id<Petition>>)| {
        // The one inside a complaint is seen by whoever sees the complaint.
        let petition = first.filter(|_| !row.kind.is_public());
        let thing = Thing { kind: DutyKind::Notice, title: row.subject, holder: Holder::Office, petition };
        (row.id.subject(), thing)
    };
    Ok(rows.into_iter().map(thing).collect())
}

/// Those of which their owner has not said that they are done.
fn promises(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Commitment>> = ids(subjects);
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<CommitmentRow> = on!(conn, c => commitments::table
        .filter(commitments::id.eq_any(among))
        .filter(commitments::state.eq(CommitmentState::Open))
        .select(CommitmentRow::as_select())
        .load(c))?;
    let thing = |row: CommitmentRow| {
        let holder = Holder::One(row.owner);
        let thing = Thing { kind: DutyKind::Promise, title: row.what, holder, petition: row.petition };
        (row.id.subject(), thing)
    };
    Ok(rows.into_iter().map(thing).collect())
}

/// Of a petition its owner of now answers, else whoever presides or promised, else the office.
fn questions(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Question>> = ids(subjects);
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(QuestionRow, Option<Id<Account>>)> = on!(conn, c => questions::table
        .left_join(petitions::table.on(questions::petition.eq(petitions::id.nullable())))
        .filter(questions::id.eq_any(among))
        .select((QuestionRow::as_select(), petitions::owner.nullable()))
        .load(c))?;
    let thing = |(row, owner): (QuestionRow, Option<Id<Account>>)| {
        let one = if row.about == About::Petition { owner } else { row.answerer };
        let title = row.figure.map_or(row.title, |figure| figure.label().to_owned());
        let holder = one.map_or(Holder::Office, Holder::One);
        (row.id.subject(), Thing { kind: DutyKind::Question, title, holder, petition: row.petition })
    };
    Ok(rows.into_iter().map(thing).collect())
}

/// Called by their number: who the sides are stands in the vault.
fn mediations(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Mediation>> = ids(subjects);
    let rows: Vec<MediationRow> = on!(conn, c => mediations::table
        .filter(mediations::id.eq_any(among))
        .filter(mediations::state.eq(MediationState::Open))
        .select(MediationRow::as_select())
        .load(c))?;
    let thing = |row: MediationRow| {
        let title = format!("Hòa giải đất đai số {}/{}", row.number, row.year);
        let thing = Thing { kind: DutyKind::Mediation, title, holder: Holder::One(row.owner), petition: row.petition };
        (row.id.subject(), thing)
    };
    Ok(rows.into_iter().map(thing).collect())
}

fn tasks(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Task>> = ids(subjects);
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<TaskRow> = on!(conn, c => conclusion_tasks::table
        .filter(conclusion_tasks::id.eq_any(among))
        .select(TaskRow::as_select())
        .load(c))?;
    let thing = |row: TaskRow| {
        let thing = Thing { kind: DutyKind::Task, title: row.body, holder: Holder::One(row.owner), petition: None };
        (row.id.subject(), thing)
    };
    Ok(rows.into_iter().map(thing).collect())
}

/// Called by their number in the book: who it was stands in the vault.
fn refusals(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Things, Trouble> {
    let among: Vec<Id<Entry>> = ids(subjects);
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<BookEntryRow> = on!(conn, c => book_entries::table
        .filter(book_entries::id.eq_any(among))
        .filter(book_entries::sealed.eq(false))
        .select(BookEntryRow::as_select())
        .load(c))?;
    let thing = |row: BookEntryRow| {
        let title = format!("Sổ tiếp công dân, số {}/{}", row.number, row.year);
        (row.id.subject(), Thing { kind: DutyKind::Refusal, title, holder: Holder::Office, petition: None })
    };
    Ok(rows.into_iter().map(thing).collect())
}
