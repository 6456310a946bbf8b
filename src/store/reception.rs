//! Reception days with their queues and notes, for rules and pages.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{ClockRow, ReceptionNoteRow, ReceptionRow, TaskRow, TurnRow},
    schema::{clocks, conclusion_tasks, reception_notes, receptions, sheets, turns},
};
use crate::domain::{
    clock::{Clock, ClockState},
    id::Id,
    reception::{
        Reception, ReceptionState, Sitting,
        conclusion::Task,
        note::Note,
        refused::NOTICE,
        turn::{Turn, TurnState},
    },
};

/// Reception days of one list; a commune has about thirty a year.
pub const DAYS_MAX: i64 = 200;
/// Days, notices, tasks and people to be told on a board.
const NOTICED_MAX: i64 = 1_400;

pub fn sitting(conn: &mut Conn, id: Id<Reception>) -> Result<Sitting, Trouble> {
    let row: ReceptionRow =
        on!(conn, c => receptions::table.filter(receptions::id.eq(id)).select(ReceptionRow::as_select()).first(c))?;
    Ok(Sitting { reception: row.into(), turns: turns_of(conn, &[id])?, notes: notes_of(conn, &[id])? })
}

fn turns_of(conn: &mut Conn, ids: &[Id<Reception>]) -> Result<Vec<Turn>, Trouble> {
    let rows: Vec<TurnRow> = on!(conn, c => turns::table
        .filter(turns::reception.eq_any(ids.to_vec()))
        .order((turns::reception, turns::number))
        .select(TurnRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn notes_of(conn: &mut Conn, ids: &[Id<Reception>]) -> Result<Vec<Note>, Trouble> {
    let rows: Vec<ReceptionNoteRow> = on!(conn, c => reception_notes::table
        .filter(reception_notes::reception.eq_any(ids.to_vec()))
        .order((reception_notes::at, reception_notes::id))
        .select(ReceptionNoteRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// All from one day to another, both included, in order.
pub fn between(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Reception>, Trouble> {
    let rows: Vec<ReceptionRow> = on!(conn, c => receptions::table
        .filter(receptions::day.between(from, until))
        .order((receptions::day, receptions::hours, receptions::id))
        .limit(DAYS_MAX)
        .select(ReceptionRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The same, each with its queue and its notes.
pub fn sittings(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Sitting>, Trouble> {
    let found = between(conn, from, until)?;
    let ids: Vec<Id<Reception>> = found.iter().map(|one| one.id).collect();
    let (mut turns, mut notes) = (HashMap::<_, Vec<Turn>>::new(), HashMap::<_, Vec<Note>>::new());
    turns_of(conn, &ids)?.into_iter().for_each(|turn| turns.entry(turn.reception).or_default().push(turn));
    notes_of(conn, &ids)?.into_iter().for_each(|note| notes.entry(note.reception).or_default().push(note));
    let sitting = |reception: Reception| Sitting {
        turns: turns.remove(&reception.id).unwrap_or_default(),
        notes: notes.remove(&reception.id).unwrap_or_default(),
        reception,
    };
    Ok(found.into_iter().map(sitting).collect())
}

/// What boards say of receptions.
#[derive(Default)]
pub struct Noticed {
    /// The days of the span, and planned ones that are past and of which nobody said what became of them.
    pub days: Vec<Reception>,
    /// Limits of written refusals that have to be sent.
    pub notices: Vec<Clock>,
    /// What conclusions still ask for.
    pub tasks: Vec<Task>,
    /// Days that were moved or called off, with how many who had booked are still to be told.
    pub calls: Vec<(Reception, usize)>,
}

/// All of it by one query.
pub fn noticed(conn: &mut Conn, from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<Noticed, Trouble> {
    type Row = (Option<ReceptionRow>, Option<ClockRow>, Option<TaskRow>, Option<Id<Turn>>);
    let rows: Vec<Row> = on!(conn, c => {
        let untold = turns::owed.is_not_null()
            .and(turns::told_on.is_null())
            .and(turns::state.eq(TurnState::Waiting));
        let unsaid = receptions::day.lt(today).and(receptions::state.eq(ReceptionState::Planned));
        sheets::table
            .left_join(turns::table.on(sheets::n.eq(4).and(untold)))
            .left_join(receptions::table.on(sheets::n.eq(1).and(receptions::day.between(from, until).or(unsaid))
                .or(receptions::id.nullable().eq(turns::reception.nullable()))))
            .left_join(clocks::table.on(sheets::n.eq(2)
                .and(clocks::rule.eq(NOTICE))
                .and(clocks::state.eq(ClockState::Running))
                .and(clocks::petition.is_null())))
            .left_join(conclusion_tasks::table.on(sheets::n.eq(3).and(conclusion_tasks::done_on.is_null())))
            .filter(sheets::n.le(4))
            .order((
                receptions::day, receptions::hours, receptions::id, clocks::due, clocks::id, conclusion_tasks::due,
                conclusion_tasks::id,
            ))
            .limit(NOTICED_MAX)
            .select((
                Option::<ReceptionRow>::as_select(),
                Option::<ClockRow>::as_select(),
                Option::<TaskRow>::as_select(),
                turns::id.nullable(),
            ))
            .load(c)?
    });
    let mut all = Noticed::default();
    for (day, notice, task, turn) in rows {
        let day = day.map(Reception::from);
        match (turn, day) {
            (Some(_), Some(day)) => match all.calls.last_mut().filter(|(last, _)| last.id == day.id) {
                Some((_, count)) => *count += 1,
                None => all.calls.push((day, 1)),
            },
            (_, day) => all.days.extend(day),
        }
        all.notices.extend(notice.map(Clock::from));
        all.tasks.extend(task.map(Task::from));
    }
    Ok(all)
}
