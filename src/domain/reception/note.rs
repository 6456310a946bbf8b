//! Why a reception day is not as it was planned: kept with the day it had been.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::Reception;
use crate::domain::{
    act::Act,
    change::{Change, Write, hex, text_hash},
    form::{Length, Reader},
    id::Id,
    person::Account,
    slot::Part,
    words::words,
};

const REASON: Length = Length { min: 4, max: 500 };

words!(
    pub NoteKind {
        Unplanned "unplanned" "Tiếp đột xuất",
        Moved "moved" "Đổi ngày",
        CalledOff "called_off" "Hủy",
        Absent "absent" "Chủ tịch vắng",
    }
);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    pub id: Id<Note>,
    pub reception: Id<Reception>,
    pub kind: NoteKind,
    /// The day and part that it was to be.
    pub day: NaiveDate,
    pub part: Part,
    pub body: String,
    #[serde(skip)]
    pub salt: String,
    pub author: Option<Id<Account>>,
    pub at: DateTime<Utc>,
}

pub(super) fn reason(reader: &mut Reader) -> String {
    reader.text("reason", REASON, "Xin ghi lý do: Mặt trận và bà con hỏi thì có cái để trả lời.")
}

/// The event gets the reason's salted hash and never its words.
pub(super) fn because(change: Change, of: &Reception, kind: NoteKind, body: String, act: &Act) -> Change {
    let salt = hex(&act.salt());
    let note = Note {
        id: act.mint(),
        reception: of.id,
        kind,
        day: of.day,
        part: of.part,
        salt: salt.clone(),
        author: act.by.account().map(|account| account.id),
        at: act.at,
        body,
    };
    let hash = text_hash(&salt, &note.body);
    change.noting("reason_hash", hash).with(Write::ReceptionNote(Box::new(note)))
}
