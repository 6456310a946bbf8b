//! The slip of who sorted a petition that went out of their sight: what happened, and what is still theirs to do on paper.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
    petition::{id_of, number_of},
};
use crate::{
    domain::{id::Id, petition::Petition},
    store,
};

#[derive(Serialize)]
struct SlipPage {
    number: Option<String>,
    received_on: NaiveDate,
    /// About the chairman or a deputy: it goes to the superior on paper.
    past_heads: bool,
}

impl Page for SlipPage {
    const TEMPLATE: &'static str = "petition/slip.html";
}

pub fn show(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let petition = mine(desk, id)?.ok_or(Failure::Gone)?;
    desk.page(&SlipPage {
        number: number_of(&petition),
        received_on: petition.received_on,
        past_heads: petition.past_heads,
    })
}

pub fn is_mine(desk: &Desk, id: Id<Petition>) -> Result<bool, Failure> {
    Ok(mine(desk, id)?.is_some())
}

/// A sealed petition that this person sorted: of it they keep the slip and nothing else.
fn mine(desk: &Desk, id: Id<Petition>) -> Result<Option<Petition>, Failure> {
    let me = desk.account()?.id;
    let found = desk.store().read(|conn| {
        if !store::event::was_sorted_by(conn, id, me)? {
            return Ok(None);
        }
        store::petition::load(conn, id).map(|case| Some(case.petition))
    })?;
    Ok(found.filter(|petition| petition.sealed))
}
