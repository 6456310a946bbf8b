//! Retention: a paper that was not handled is kept one year; then the head decides, nothing goes by itself.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{id::Id, petition::Petition};

/// TT 05/2021: lưu 01 năm.
const MONTHS: u32 = 12;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retention {
    pub petition: Id<Petition>,
    pub since: NaiveDate,
    /// The last day on which it has to be there.
    pub until: NaiveDate,
}

impl Retention {
    pub fn from(petition: Id<Petition>, since: NaiveDate) -> Retention {
        Retention { petition, since, until: since.checked_add_months(Months::new(MONTHS)).unwrap_or(since) }
    }
}
