//! Questions of the Front: written once, answered once.

use diesel::prelude::*;

use super::super::{Trouble, Tx, connection::on, exactly_one, row::QuestionRow, schema::questions};
use crate::domain::{event::Event, id::Id, question::Question};

pub(super) fn insert(tx: &mut Tx, question: &Question, event: Id<Event>) -> Result<(), Trouble> {
    let row = QuestionRow::from(question);
    on!(tx, c => diesel::insert_into(questions::table).values((row, questions::last_event.eq(event))).execute(c))?;
    Ok(())
}

/// # Errors
/// [`Trouble::Stale`] when somebody answered first.
pub(super) fn answer(tx: &mut Tx, question: &Question, event: Id<Event>) -> Result<(), Trouble> {
    let target = questions::table.filter(questions::id.eq(question.id)).filter(questions::answer.is_null());
    let given = (
        questions::answer.eq(&question.answer),
        questions::answer_salt.eq(&question.answer_salt),
        questions::answered_by.eq(question.answered_by),
        questions::answered_on.eq(question.answered_on),
        questions::last_event.eq(event),
    );
    exactly_one(on!(tx, c => diesel::update(target).set(given).execute(c))?)
}
