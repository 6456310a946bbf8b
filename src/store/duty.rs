//! Duties as they lie in their rows: running limits on other things than a petition, each with whose it is and what it is called.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    board::boxed_for,
    connection::on,
    petition,
    row::{BookEntryRow, ClockRow, CommitmentRow, DialogueRow, MediationRow, QuestionRow, TaskRow},
    schema::{
        agenda, book_entries, clocks, commitments, conclusion_tasks, dialogues, mediations, petitions, questions,
    },
};
use crate::domain::{
    clock::{Clock, ClockState},
    commitment::CommitmentState,
    dialogue::RESULT,
    duty::{Duty, DutyKind, Holder},
    id::Id,
    mediation::MediationState,
    person::Account,
    petition::Petition,
    policy::Sight,
    question::About,
};

/// Duties of one list, the earliest day first.
pub const LIST_MAX: i64 = 1_000;

/// One duty by its limit; none when it is done, or said to be done.
pub fn of_clock(conn: &mut Conn, id: Id<Clock>) -> Result<Duty, Trouble> {
    load(conn, Some(id))?.pop().ok_or(Trouble::NotFound)
}

/// All that are to be done and that this person may know of, the earliest day first.
pub fn in_sight(conn: &mut Conn, sight: &Sight) -> Result<Vec<Duty>, Trouble> {
    let mut duties = load(conn, None)?;
    let ids: Vec<Id<Petition>> = duties.iter().filter_map(|duty| duty.petition).collect();
    let mut known = if ids.is_empty() { Vec::new() } else { petition::in_sight(conn, &ids, sight)? };
    known.retain(|petition| !petition.sealed);
    duties.retain(|duty| {
        let seen = duty.petition.is_some_and(|id| known.iter().any(|petition| petition.id == id));
        duty.is_seen(sight, seen)
    });
    Ok(duties)
}

/// A limit and the one thing that it is on, whichever that is.
#[derive(Queryable, Selectable)]
struct Found {
    #[diesel(embed)]
    clock: ClockRow,
    #[diesel(embed)]
    dialogue: Option<DialogueRow>,
    #[diesel(embed)]
    promise: Option<CommitmentRow>,
    #[diesel(embed)]
    question: Option<QuestionRow>,
    #[diesel(embed)]
    task: Option<TaskRow>,
    #[diesel(embed)]
    entry: Option<BookEntryRow>,
    #[diesel(embed)]
    mediation: Option<MediationRow>,
}

/// A limit with its thing, who has the petition of a question, and the first petition of a dialogue.
type Row = (Found, Option<Id<Account>>, Option<Id<Petition>>);

fn load(conn: &mut Conn, one: Option<Id<Clock>>) -> Result<Vec<Duty>, Trouble> {
    let rows: Vec<Row> = on!(conn, c => {
        let first = agenda::table
            .filter(agenda::dialogue.nullable().eq(clocks::subject))
            .order(agenda::position)
            .limit(1)
            .select(agenda::petition)
            .single_value();
        let things = clocks::table
            .left_join(dialogues::table.on(clocks::subject.eq(dialogues::id.nullable())))
            .left_join(commitments::table.on(clocks::subject.eq(commitments::id.nullable())))
            .left_join(questions::table.on(clocks::subject.eq(questions::id.nullable())))
            .left_join(petitions::table.on(questions::petition.eq(petitions::id.nullable())))
            .left_join(conclusion_tasks::table.on(clocks::subject.eq(conclusion_tasks::id.nullable())))
            .left_join(book_entries::table.on(clocks::subject.eq(book_entries::id.nullable())))
            .left_join(mediations::table.on(clocks::subject.eq(mediations::id.nullable())))
            .filter(clocks::petition.is_null());
        let mut query = boxed_for(c, things.select((Found::as_select(), petitions::owner.nullable(), first)));
        query = match one {
            Some(id) => query.filter(clocks::id.eq(id)),
            None => query.filter(clocks::state.eq(ClockState::Running)).filter(clocks::citizens.eq(false)),
        };
        query.order((clocks::due, clocks::id)).limit(LIST_MAX).load(c)?
    });
    Ok(rows.into_iter().filter_map(duty).collect())
}

fn duty((found, owner, first): Row) -> Option<Duty> {
    let Found { clock, dialogue, promise, question, task, entry, mediation } = found;
    let clock: Clock = clock.into();
    let subject = clock.subject?;
    let thing = None
        .or(dialogue.map(|row| of_dialogue(row, first)))
        .or(promise.and_then(of_promise))
        .or(question.map(|row| of_question(row, owner)))
        .or(task.map(of_task))
        .or(entry.and_then(of_refusal))
        .or(mediation.and_then(of_mediation));
    let Thing { kind, title, holder, petition } = thing?;
    let kind = if clock.rule == RESULT { DutyKind::Result } else { kind };
    Some(Duty { kind, clock, subject, title, holder, petition })
}

struct Thing {
    kind: DutyKind,
    title: String,
    holder: Holder,
    petition: Option<Id<Petition>>,
}

/// Its notice and its result are the office's. The one inside a complaint is seen by whoever sees the complaint.
fn of_dialogue(row: DialogueRow, first: Option<Id<Petition>>) -> Thing {
    let petition = first.filter(|_| !row.kind.is_public());
    Thing { kind: DutyKind::Notice, title: row.subject, holder: Holder::Office, petition }
}

/// Those of which their owner has not said that they are done.
fn of_promise(row: CommitmentRow) -> Option<Thing> {
    let open = row.state == CommitmentState::Open;
    let thing =
        Thing { kind: DutyKind::Promise, title: row.what, holder: Holder::One(row.owner), petition: row.petition };
    open.then_some(thing)
}

/// Of a petition its owner of now answers, else whoever presides or promised, else the office.
fn of_question(row: QuestionRow, owner: Option<Id<Account>>) -> Thing {
    let one = if row.about == About::Petition { owner } else { row.answerer };
    let title = row.figure.map_or(row.title, |figure| figure.label().to_owned());
    let holder = one.map_or(Holder::Office, Holder::One);
    Thing { kind: DutyKind::Question, title, holder, petition: row.petition }
}

fn of_task(row: TaskRow) -> Thing {
    Thing { kind: DutyKind::Task, title: row.body, holder: Holder::One(row.owner), petition: None }
}

/// Called by their number in the book: who it was stands in the vault.
fn of_refusal(row: BookEntryRow) -> Option<Thing> {
    let title = format!("Sổ tiếp công dân, số {}/{}", row.number, row.year);
    let open = !row.sealed;
    open.then_some(Thing { kind: DutyKind::Refusal, title, holder: Holder::Office, petition: None })
}

/// Called by their number: who the sides are stands in the vault.
fn of_mediation(row: MediationRow) -> Option<Thing> {
    let title = format!("Hòa giải đất đai số {}/{}", row.number, row.year);
    let thing = Thing { kind: DutyKind::Mediation, title, holder: Holder::One(row.owner), petition: row.petition };
    (row.state == MediationState::Open).then_some(thing)
}
