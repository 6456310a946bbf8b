//! The book as paper (`/tiep-dan/so/in`): the twelve columns of Mẫu 03/TCD for a period, names only after recorded looks.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    KEEPERS,
    book::{EntryShown, shown},
};
use crate::{
    domain::{
        form::{Fields, parse_date},
        id::Id,
        reception::{
            Reception,
            book::{self, Entry, Visitor},
        },
    },
    register,
    store::{
        self,
        book::{PRINTED_ROWS, Part},
        record::book::open_visitors,
    },
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::Page,
    },
};

#[derive(Serialize)]
struct LedgerPage {
    unit: String,
    entries: Vec<EntryShown>,
    from: NaiveDate,
    until: NaiveDate,
    /// Names stand here: each look was recorded.
    opened: bool,
    /// There are more than one print holds.
    cut: bool,
}

impl Page for LedgerPage {
    const TEMPLATE: &'static str = "reception/ledger.html";
}

/// `GET /tiep-dan/so/in?tu=&den=`: without names.
pub fn show(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (from, until) = period(desk, &desk.visit.query);
    let entries = entries(desk, from, until)?;
    page(desk, from, until, &entries, None)
}

/// `POST /tiep-dan/so/in`: with names, once; a look at each reception and at each line of an ordinary day.
pub fn open(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (from, until) = period(desk, &desk.visit.fields);
    let entries = entries(desk, from, until)?;
    let mut names = Vec::new();
    let receptions: BTreeSet<Id<Reception>> = entries.iter().filter_map(|entry| entry.reception).collect();
    for reception in receptions {
        names.extend(look(desk, reception)?);
    }
    for entry in entries.iter().filter(|entry| entry.reception.is_none() && !entry.sealed) {
        names.extend(look(desk, entry.id)?);
    }
    page(desk, from, until, &entries, Some(names))
}

/// The look is recorded before a name is seen.
fn look<T>(desk: &Desk, id: Id<T>) -> Result<Vec<(Id<Entry>, Visitor)>, Failure> {
    let act = desk.act();
    let recorded = register::decide(desk.store(), &act, (), |(), _| book::open(id, &act))?;
    Ok(desk.store().read(|conn| open_visitors(desk.store(), conn, &recorded))?)
}

fn entries(desk: &Desk, from: NaiveDate, until: NaiveDate) -> Result<Vec<Entry>, Failure> {
    Ok(desk.store().read(|conn| store::book::entries(conn, &Part::Period(from, until)))?)
}

/// What was asked for; else the year so far.
fn period(desk: &Desk, fields: &Fields) -> (NaiveDate, NaiveDate) {
    let today = desk.today();
    let storable = |day: &NaiveDate| store::board::is_storable(*day);
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let from = parse_date(&fields.get("tu")).filter(storable).unwrap_or(first);
    let until = parse_date(&fields.get("den")).filter(storable).unwrap_or(today);
    (from.min(until), until.max(from))
}

fn page(
    desk: &Desk,
    from: NaiveDate,
    until: NaiveDate,
    entries: &[Entry],
    names: Option<Vec<(Id<Entry>, Visitor)>>,
) -> Answer {
    let cut = entries.len() as i64 == PRINTED_ROWS;
    let opened = names.is_some();
    let entries = shown(desk, entries, names.unwrap_or_default())?;
    desk.page(&LedgerPage { unit: desk.office.facts.name.to_uppercase(), entries, from, until, opened, cut })
}
