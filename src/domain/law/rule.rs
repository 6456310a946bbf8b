//! One rule of the law: how long, in which unit, from which event, by which article, in force from when.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Deadline, LawError, counting::count, trail::start_words};
use crate::domain::calendar::WorkCalendar;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    #[default]
    #[serde(rename = "N")]
    Day,
    #[serde(rename = "NLV")]
    WorkingDay,
    #[serde(rename = "tháng")]
    Month,
    #[serde(rename = "năm")]
    Year,
}

impl Unit {
    /// As it is stored and said in JSON: “N”, “NLV”, “tháng”, “năm”.
    pub fn code(self) -> &'static str {
        match self {
            Unit::Day => "N",
            Unit::WorkingDay => "NLV",
            Unit::Month => "tháng",
            Unit::Year => "năm",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let units = [Unit::Day, Unit::WorkingDay, Unit::Month, Unit::Year];
        units.into_iter().find(|unit| unit.code() == code)
    }
}

/// The word for a sentence: “07 ngày làm việc”.
impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Unit::Day => "ngày",
            Unit::WorkingDay => "ngày làm việc",
            Unit::Month => "tháng",
            Unit::Year => "năm",
        })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// At the latest so long after the event.
    #[default]
    Forward,
    /// At the latest so long before it.
    Backward,
}

/// How well the text of the law is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    #[serde(rename = "C")]
    Confirmed,
    #[serde(rename = "C1")]
    OneCopy,
    #[serde(rename = "M")]
    Known,
    #[serde(rename = "I")]
    Inferred,
    #[serde(rename = "U")]
    Unknown,
}

/// Who must keep a limit. A swap of days binds the offices, not the people: a worked Saturday
/// is no working day for a citizen's own limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    #[default]
    Own,
    Citizen,
    Superior,
}

/// The case for which the law knows another length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Phức tạp.
    pub complex: bool,
    /// Vùng sâu, vùng xa đi lại khó khăn.
    pub remote: bool,
}

/// The other lengths of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variants {
    pub complex: Option<u32>,
    pub remote: Option<u32>,
    pub both: Option<u32>,
}

/// One rule in one layer of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// What is to be done: “Trả lời lần đầu cho người gửi”.
    pub what: String,
    /// What starts the count: “từ ngày nhận đơn”, “trước ngày đối thoại”.
    pub event: String,
    /// None where the law gives no single number; `note` then holds the law's words.
    pub length: Option<u32>,
    #[serde(default)]
    pub unit: Unit,
    #[serde(default)]
    pub direction: Direction,
    #[serde(default)]
    pub variants: Variants,
    pub basis: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub certainty: Certainty,
    #[serde(default)]
    pub whose: Whose,
    pub note: Option<String>,
}

impl Rule {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// How long it is in that case, or the law's words, or which case it does not know.
    pub fn length_for(&self, variant: Variant) -> Result<u32, LawError> {
        let plain = self.length.ok_or_else(|| self.without_number())?;
        let Variants { complex, remote, both } = self.variants;
        let missing = |case| LawError::NoSuchVariant { id: self.id.clone(), case };
        match (variant.complex, variant.remote) {
            (false, false) => Ok(plain),
            (true, false) => complex.ok_or(missing(COMPLEX)),
            (false, true) => remote.ok_or(missing(REMOTE)),
            (true, true) if complex.is_none() => Err(missing(COMPLEX)),
            (true, true) => both.ok_or(missing(REMOTE)),
        }
    }

    /// The case without what this rule does not know: a remote commune has one first reply for all.
    pub fn known(&self, variant: Variant) -> Variant {
        Variant {
            complex: variant.complex && self.variants.complex.is_some(),
            remote: variant.remote && self.variants.remote.is_some(),
        }
    }

    /// The date for the running portal, which never stops for a missing list: in years that the
    /// calendar does not hold only weekends are off, and the date is provisional.
    pub fn deadline(&self, calendar: &WorkCalendar, from: NaiveDate, variant: Variant) -> Result<Deadline, LawError> {
        let length = self.length_for(variant)?;
        let (due, provisional, mut trail) = count(calendar, length, self.unit, self.direction, self.whose, from);
        if let Some(start) = trail.first_mut() {
            start.why = start_words(self.event_day(), self.direction);
        }
        Ok(Deadline {
            rule: self.id.clone(),
            from,
            due,
            length,
            unit: self.unit,
            basis: self.basis.clone(),
            provisional,
            trail,
        })
    }

    fn without_number(&self) -> LawError {
        LawError::WithoutNumber {
            id: self.id.clone(),
            what: self.what.clone(),
            words: self.note.clone().unwrap_or_default(),
            basis: self.basis.clone(),
        }
    }

    /// The event as the day it is: “từ ngày nhận đơn” becomes “ngày nhận đơn”.
    fn event_day(&self) -> &str {
        let bare = self.event.strip_prefix("từ ");
        bare.or(self.event.strip_prefix("trước ")).unwrap_or(&self.event)
    }
}

const COMPLEX: &str = "phức tạp (--complex)";
const REMOTE: &str = "vùng sâu, vùng xa (--remote)";
