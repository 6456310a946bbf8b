//! A table whose rows are added and ended by a form each (routes, competence): whichever form could not stand, as it was typed.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Typed,
};
use crate::{
    domain::{
        form::Fields,
        id::Id,
        refusal::{FieldError, Refusal},
    },
    register,
};

/// A form of a table of `T`, over the newest rows.
pub struct Again<T> {
    /// The row that was to end; none where one was to be added.
    row: Option<Id<T>>,
    fields: Fields,
    errors: Vec<FieldError>,
    trouble: String,
}

impl<T> Again<T> {
    /// The table as it is first: what the form that adds begins with.
    pub fn first(fields: Fields) -> Again<T> {
        Again { row: None, fields, errors: Vec::new(), trouble: String::new() }
    }
}

/// What a page says above its forms.
#[derive(Serialize)]
pub struct Said {
    /// Of whichever form was refused; `prefix` tells which.
    errors: Vec<FieldError>,
    prefix: String,
    trouble: String,
    done: Option<&'static str>,
}

/// Where a table stands, and what is said after a row was added or ended.
pub struct Table {
    pub at: &'static str,
    pub added: &'static str,
    pub ended: &'static str,
}

pub fn said<T>(desk: &Desk, again: &Again<T>, table: &Table) -> Said {
    let done = match desk.visit.query.get("da").as_str() {
        ADDED => Some(table.added),
        ENDED => Some(table.ended),
        _ => None,
    };
    Said {
        errors: again.errors.clone(),
        prefix: again.row.map_or(String::new(), prefix),
        trouble: again.trouble.clone(),
        done: done.filter(|_| again.errors.is_empty() && again.trouble.is_empty()),
    }
}

const ADDED: &str = "them";
const ENDED: &str = "het";

fn prefix<T>(row: Id<T>) -> String {
    format!("dong-{row}-")
}

/// The form that adds a row.
pub fn new<T>(again: &Again<T>, fields: &[&str]) -> Typed {
    match again.row {
        None => Typed::of(fields, &again.fields, again.errors.clone()),
        Some(_) => Typed::of(fields, &Fields::new(), Vec::new()),
    }
}

/// The form that ends a row.
#[derive(Serialize)]
pub struct End {
    prefix: String,
    typed: Typed,
}

pub fn end<T>(again: &Again<T>, row: Id<T>) -> End {
    let (fields, errors) = match again.row == Some(row) {
        true => (again.fields.clone(), again.errors.clone()),
        false => (Fields::new(), Vec::new()),
    };
    End { prefix: prefix(row), typed: Typed::of(&["until"], &fields, errors) }
}

/// The row that the address names.
pub fn named<T>(desk: &Desk) -> Result<Id<T>, Failure> {
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

/// After a form: on to the table, or the page again with everything typed.
pub fn answer<T, D>(
    desk: &Desk,
    table: &Table,
    row: Option<Id<T>>,
    done: Result<D, register::Failure>,
    ask: impl FnOnce(&Desk, StatusCode, &Again<T>) -> Answer,
) -> Answer {
    let typed = Again { row, ..Again::first(desk.visit.fields.clone()) };
    match done {
        Ok(_) => desk.see(format!("{}?da={}", table.at, if row.is_some() { ENDED } else { ADDED })),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            ask(&desk.over_newest()?, StatusCode::UNPROCESSABLE_ENTITY, &Again { errors, ..typed })
        }
        Err(register::Failure::Refused(Refusal::Untimely(trouble))) => {
            ask(&desk.over_newest()?, StatusCode::CONFLICT, &Again { trouble, ..typed })
        }
        Err(failure) => Err(failure.into()),
    }
}
