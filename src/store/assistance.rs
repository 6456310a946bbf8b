//! What units asked of each other, with limits and words: open ones of petitions in sight, past ones as the unit's own.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{
    Conn, Trouble, Tx,
    connection::on,
    row::{AssistanceRow, ClockRow, PetitionRow, TextRow},
    schema::{assistances, clocks, concerns, petitions, texts},
    scope, sheet,
};
use crate::domain::{
    assistance::{self, Asked},
    id::Id,
    office::Office,
    person::Account,
    petition::{Concern, Petition, Text},
    policy::Sight,
};

/// Rows of one list.
pub const LIST_MAX: i64 = 100;

/// One that somebody waits for or waited for, with its petition.
pub type OfPetition = (Asked, Petition);

type Row = (AssistanceRow, ClockRow, PetitionRow);

fn shown((assistance, clock, petition): Row) -> OfPetition {
    (Asked { assistance: assistance.into(), clock: clock.into() }, Petition::restore(petition.into()))
}

/// Those still open of a petition that comes to its end.
pub fn left_open(tx: &mut Tx, id: Id<Petition>) -> Result<Vec<Asked>, Trouble> {
    Ok(sheet::decided(tx, id)?.asked.into_iter().filter(Asked::is_open).collect())
}

/// Open ones that wait for this person's unit, or for which this person waits; the nearest limit first.
pub fn open(conn: &mut Conn, sight: &Sight) -> Result<Vec<OfPetition>, Trouble> {
    let me: Id<Account> = sight.me;
    let unit = sight.unit.clone().unwrap_or_default();
    let owned = petitions::table.filter(petitions::id.eq(assistances::petition)).filter(petitions::owner.eq(me));
    let rows: Vec<(AssistanceRow, ClockRow)> = on!(conn, c => assistances::table
        .inner_join(clocks::table.on(clocks::subject.eq(assistances::id.nullable())))
        .filter(assistances::ended_on.is_null())
        .filter(assistances::unit.eq(unit).or(assistances::asker.eq(me)).or(diesel::dsl::exists(owned)))
        .order((clocks::due, assistances::id))
        .limit(LIST_MAX)
        .select((AssistanceRow::as_select(), ClockRow::as_select()))
        .load(c))?;
    seen(conn, rows, sight)
}

/// Those whose petition is in sight, with it.
fn seen(conn: &mut Conn, rows: Vec<(AssistanceRow, ClockRow)>, sight: &Sight) -> Result<Vec<OfPetition>, Trouble> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id<Petition>> = rows.iter().map(|(assistance, _)| assistance.petition).collect();
    let known = super::petition::in_sight(conn, &ids, sight)?;
    let asked = |(assistance, clock): (AssistanceRow, ClockRow)| {
        let petition = known.iter().find(|petition| petition.id == assistance.petition).cloned()?;
        Some((Asked { assistance: assistance.into(), clock: clock.into() }, petition))
    };
    Ok(rows.into_iter().filter_map(asked).collect())
}

/// What this person's unit was asked, or this person asked, and is over; the newest first.
pub fn past(conn: &mut Conn, sight: &Sight) -> Result<Vec<OfPetition>, Trouble> {
    let me: Id<Account> = sight.me;
    let unit = sight.unit.clone().unwrap_or_default();
    let rows: Vec<Row> = on!(conn, c => petitions::table
        .inner_join(assistances::table.on(assistances::petition.eq(petitions::id)))
        .inner_join(clocks::table.on(clocks::subject.eq(assistances::id.nullable())))
        .filter(scope::not_kept_from(sight))
        .filter(assistances::ended_on.is_not_null())
        .filter(assistances::unit.eq(unit).or(assistances::asker.eq(me)))
        .order((assistances::ended_on.desc(), assistances::id.desc()))
        .limit(LIST_MAX)
        .select((AssistanceRow::as_select(), ClockRow::as_select(), PetitionRow::as_select()))
        .load(c))?;
    Ok(rows.into_iter().map(shown).collect())
}

/// The words of these.
pub fn words(conn: &mut Conn, of: &[OfPetition]) -> Result<Vec<Text>, Trouble> {
    let ids: Vec<Id<Text>> =
        of.iter().flat_map(|(asked, _)| [Some(asked.assistance.question), asked.assistance.answer]).flatten().collect();
    let rows: Vec<TextRow> =
        on!(conn, c => texts::table.filter(texts::id.eq_any(ids)).select(TextRow::as_select()).load(c))?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What this person's unit was asked last about one petition, once that is over; it may be out of their sight since.
pub fn last_over(conn: &mut Conn, petition: Id<Petition>, sight: &Sight) -> Result<Option<OfPetition>, Trouble> {
    let unit = sight.unit.clone().unwrap_or_default();
    let row: Option<Row> = on!(conn, c => petitions::table
        .inner_join(assistances::table.on(assistances::petition.eq(petitions::id)))
        .inner_join(clocks::table.on(clocks::subject.eq(assistances::id.nullable())))
        .filter(scope::not_kept_from(sight))
        .filter(petitions::id.eq(petition))
        .filter(assistances::ended_on.is_not_null())
        .filter(assistances::unit.eq(unit))
        .order(assistances::id.desc())
        .select((AssistanceRow::as_select(), ClockRow::as_select(), PetitionRow::as_select()))
        .first(c)
        .optional())?;
    Ok(row.map(shown))
}

/// How many wait for an account's unit that nobody else of it could answer.
pub fn only_for(conn: &mut Conn, account: Id<Account>, office: &Office) -> Result<usize, Trouble> {
    let Some(leaving) = office.account(account) else { return Ok(0) };
    let open: Vec<Id<Petition>> = on!(conn, c => assistances::table
        .filter(assistances::unit.eq(leaving.unit.clone().unwrap_or_default()))
        .filter(assistances::ended_on.is_null())
        .limit(LIST_MAX)
        .select(assistances::petition)
        .load(c))?;
    let about: Vec<(Id<Petition>, Id<Account>, bool)> = on!(conn, c => concerns::table
        .filter(concerns::petition.eq_any(open.clone()))
        .select((concerns::petition, concerns::account, concerns::hides))
        .load(c))?;
    let concern = |(_, account, hides): &(_, Id<Account>, bool)| Concern { account: *account, hides: *hides };
    let of = |id: &Id<Petition>| about.iter().filter(|(petition, ..)| petition == id).map(concern).collect();
    let waiting: Vec<Vec<Concern>> = open.iter().map(of).collect();
    Ok(assistance::left_alone(leaving, &waiting, office))
}

/// Open questions by the unit that is asked: a count is all that an administrator sees.
pub fn held(conn: &mut Conn) -> Result<BTreeMap<String, i64>, Trouble> {
    let rows: Vec<(String, i64)> = on!(conn, c => assistances::table
        .filter(assistances::ended_on.is_null())
        .group_by(assistances::unit)
        .select((assistances::unit, diesel::dsl::count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}
