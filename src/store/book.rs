//! The book of receptions for rules and pages, without a name; conclusions and their tasks.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{BookEntryRow, ClockRow, ConclusionRow, TaskRow},
    schema::{book_entries, clocks, conclusion_tasks, conclusions, events},
};
use crate::domain::{
    clock::Clock,
    event::{Deed, Subject},
    id::Id,
    person::Account,
    reception::{
        Reception,
        book::{Entry, Written},
        conclusion::{Conclusion, Due, Task},
        turn::Turn,
    },
};

/// Entries of one page of the book.
pub const PAGE_ROWS: i64 = 100;
/// Entries of one print.
pub const PRINTED_ROWS: i64 = 300;
const LOOKS_ROWS: i64 = 10;

pub fn entry(conn: &mut Conn, id: Id<Entry>) -> Result<Written, Trouble> {
    let row: BookEntryRow = on!(conn, c => book_entries::table
        .filter(book_entries::id.eq(id))
        .select(BookEntryRow::as_select())
        .first(c))?;
    let clock = clocks_about(conn, &[id.subject()])?.into_iter().next();
    Ok(Written { entry: row.into(), clock })
}

/// The limits that were started on things that are no petition.
fn clocks_about(conn: &mut Conn, subjects: &[Id<Subject>]) -> Result<Vec<Clock>, Trouble> {
    let rows: Vec<ClockRow> = on!(conn, c => clocks::table
        .filter(clocks::subject.eq_any(subjects.to_vec()))
        .filter(clocks::petition.is_null())
        .order((clocks::due, clocks::id))
        .select(ClockRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub fn entry_of_turn(conn: &mut Conn, turn: Id<Turn>) -> Result<Option<Id<Entry>>, Trouble> {
    Ok(on!(conn, c => book_entries::table
        .filter(book_entries::turn.eq(turn))
        .select(book_entries::id)
        .first(c)
        .optional())?)
}

/// Which entries a page of the book shows.
pub enum Part {
    Reception(Id<Reception>),
    /// From a day to a day, as the book is printed.
    Period(NaiveDate, NaiveDate),
    /// A year, the newest first, below that number.
    Year(i32, Option<i32>),
}

pub fn entries(conn: &mut Conn, part: &Part) -> Result<Vec<Entry>, Trouble> {
    let rows: Vec<BookEntryRow> = match part {
        Part::Reception(id) => on!(conn, c => book_entries::table
                .filter(book_entries::reception.eq(*id))
                .order(book_entries::number)
                .limit(PAGE_ROWS)
                .select(BookEntryRow::as_select())
                .load(c))?,
        Part::Period(from, until) => on!(conn, c => book_entries::table
                .filter(book_entries::day.between(*from, *until))
                .order((book_entries::year, book_entries::number))
                .limit(PRINTED_ROWS)
                .select(BookEntryRow::as_select())
                .load(c))?,
        Part::Year(year, below) => on!(conn, c => book_entries::table
            .filter(book_entries::year.eq(*year))
            .filter(book_entries::number.lt(below.unwrap_or(i32::MAX)))
            .order(book_entries::number.desc())
            .limit(PAGE_ROWS)
            .select(BookEntryRow::as_select())
            .load(c))?,
    };
    Ok(rows.into_iter().map(Into::into).collect())
}

pub fn conclusion(conn: &mut Conn, of: Id<Reception>) -> Result<Option<Conclusion>, Trouble> {
    let row: Option<ConclusionRow> = on!(conn, c => conclusions::table
        .filter(conclusions::reception.eq(of))
        .select(ConclusionRow::as_select())
        .first(c)
        .optional())?;
    Ok(row.map(Into::into))
}

pub fn tasks_of(conn: &mut Conn, of: Id<Reception>) -> Result<Vec<Task>, Trouble> {
    let rows: Vec<TaskRow> = on!(conn, c => conclusion_tasks::table
        .filter(conclusion_tasks::reception.eq(of))
        .order(conclusion_tasks::position)
        .select(TaskRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub fn due(conn: &mut Conn, id: Id<Task>) -> Result<Due, Trouble> {
    let row: TaskRow = on!(conn, c => conclusion_tasks::table
        .filter(conclusion_tasks::id.eq(id))
        .select(TaskRow::as_select())
        .first(c))?;
    let clock = clocks_about(conn, &[id.subject()])?.into_iter().next().ok_or(Trouble::NotFound)?;
    Ok(Due { task: row.into(), clock })
}

/// Open tasks and those that are overdue: numbers for the Front.
pub fn task_counts(conn: &mut Conn, today: NaiveDate) -> Result<(i64, i64), Trouble> {
    let open = conclusion_tasks::table.filter(conclusion_tasks::done_on.is_null());
    let all: i64 = on!(conn, c => open.count().get_result(c))?;
    let late: i64 = on!(conn, c => open.filter(conclusion_tasks::due.lt(today)).count().get_result(c))?;
    Ok((all, late))
}

/// Somebody opened the book's names.
pub type Look = (Id<Account>, chrono::DateTime<chrono::Utc>);

/// Who opened the book's names last, and when.
pub fn looks(conn: &mut Conn) -> Result<Vec<Look>, Trouble> {
    let rows: Vec<(Option<Id<Account>>, super::column::Moment)> = on!(conn, c => events::table
        .filter(events::deed.eq(Deed::OpenBook))
        .filter(events::petition.is_null())
        .order((events::at.desc(), events::id.desc()))
        .limit(LOOKS_ROWS)
        .select((events::account, events::at))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(who, at)| Some((who?, at.into()))).collect())
}
