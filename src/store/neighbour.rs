//! Open petitions of one village with their words: what a new one is compared with.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{PetitionRow, StoryRow},
    schema::{petitions, stories},
    scope,
};
use crate::domain::{
    id::Id,
    petition::{Petition, Stage, Story},
    policy::Sight,
};

/// The newest open ones in sight beside this one, none that is sealed.
pub fn of(conn: &mut Conn, petition: &Petition, sight: &Sight, most: usize) -> Result<Vec<(Petition, Story)>, Trouble> {
    let Some(village) = petition.village.clone() else { return Ok(Vec::new()) };
    let rows: Vec<PetitionRow> = on!(conn, c => petitions::table
        .filter(petitions::village.eq(village))
        .filter(petitions::sealed.eq(false))
        .filter(petitions::stage.eq_any(Stage::OPEN.to_vec()))
        .filter(petitions::id.ne(petition.id))
        .filter(scope::visible(sight))
        .order((petitions::received_at.desc(), petitions::id.desc()))
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select(PetitionRow::as_select())
        .load(c))?;
    let near: Vec<Petition> = rows.into_iter().map(|row| Petition::restore(row.into())).collect();
    let ids: Vec<Id<Petition>> = near.iter().map(|petition| petition.id).collect();
    let told: Vec<(Id<Petition>, StoryRow)> = on!(conn, c => stories::table
        .filter(stories::petition.eq_any(ids))
        .select((stories::petition, StoryRow::as_select()))
        .load(c))?;
    let mut told: std::collections::HashMap<Id<Petition>, Story> =
        told.into_iter().map(|(id, row)| (id, row.into())).collect();
    Ok(near.into_iter().filter_map(|petition| told.remove(&petition.id).map(|story| (petition, story))).collect())
}
