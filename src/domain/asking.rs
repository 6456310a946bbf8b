//! Asking: the person is asked for more; a mark that ends when they add something. Clocks run on.

use super::{
    act::Act,
    change::Change,
    event::{Deed, Event},
    form::{Fields, Length, Reader},
    petition::{Case, Text, TextKind},
    refusal::Refusal,
};

pub const QUESTION: Length = Length { min: 5, max: 1_000 };

/// Asks; waiting for the answer stops no limit of the law.
pub fn ask(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let body = reader.text("body", QUESTION, "Xin ghi cần người gửi cho biết thêm điều gì.");
    reader.done()?;
    Ok(Change::turning(&case.petition, case.petition.clone(), act, Deed::Ask).saying(act, TextKind::Question, &body))
}

/// What the person was asked last, until they add something or nobody waits any more.
pub fn waiting<'c>(case: &'c Case, history: &[Event]) -> Option<&'c Text> {
    let asked = asked(case, history)?;
    case.texts.iter().find(|text| text.kind == TextKind::Question && text.event == asked.id)
}

/// The mark “Chờ ông bà bổ sung”.
pub fn is_waiting(case: &Case, history: &[Event]) -> bool {
    asked(case, history).is_some()
}

fn asked<'h>(case: &Case, history: &'h [Event]) -> Option<&'h Event> {
    let last = history.iter().rev().find(|event| matches!(event.deed, Deed::Ask | Deed::Add))?;
    (last.deed == Deed::Ask && case.petition.stage.is_open()).then_some(last)
}
