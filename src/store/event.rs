//! Events across petitions: who opened identities, for the Front.

use diesel::prelude::*;

use super::row::TextRow;
use super::{
    Conn, Trouble,
    connection::on,
    row::EventRow,
    schema::{events, petitions, texts},
    scope,
};
use crate::domain::{
    event::{Deed, Event},
    petition::{Text, TextKind},
    policy::Sight,
};

const LOOKS_MAX: i64 = 100;

/// The newest looks at identities of petitions in sight, with the reason that was typed.
pub fn looks(conn: &mut Conn, sight: &Sight) -> Result<Vec<(Event, Option<Text>)>, Trouble> {
    let rows: Vec<EventRow> = on!(conn, c => events::table
        .filter(events::deed.eq_any(vec![Deed::Identity, Deed::OpenPaper]))
        .filter(events::petition.eq_any(petitions::table.filter(scope::visible(sight)).select(petitions::id.nullable())))
        .order((events::at.desc(), events::id.desc()))
        .limit(LOOKS_MAX)
        .select(EventRow::as_select())
        .load(c))?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let reasons: Vec<TextRow> = on!(conn, c => texts::table
        .filter(texts::event.eq_any(ids))
        .filter(texts::kind.eq(TextKind::Reason))
        .select(TextRow::as_select())
        .load(c))?;
    let mut reasons: Vec<Text> = reasons.into_iter().map(Into::into).collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let reason = reasons.iter().position(|text| text.event == row.id).map(|at| reasons.swap_remove(at));
            (row.into(), reason)
        })
        .collect())
}
