//! Slips of the office: of who sorted a petition that went out of their sight, and with the code of one that was split off.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    filing::qr,
    handling,
    page::Page,
    petition::{heading, id_of, number_of},
};
use crate::{
    domain::{clock::FIRST_REPLY, event::Deed, handling::SLIP, id::Id, petition::Petition},
    register::{self, Done},
    store::{
        self, Trouble,
        record::{Recorded, vault},
    },
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

/// What a person gets whose second matter became a petition of its own, as at the counter.
#[derive(Serialize)]
struct HandedPage {
    path: String,
    subject: String,
    code: String,
    /// With each of a group, their own code.
    members: Vec<(String, String)>,
    received_on: NaiveDate,
    since: NaiveDate,
    tell_by: Option<NaiveDate>,
    qr_svg: String,
}

impl Page for HandedPage {
    const TEMPLATE: &'static str = "petition/handed.html";
}

/// `POST /ho-so/{id}/in-phieu`: the vault opens for it, each time by an act of its own.
pub fn hand_over(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let sight = desk.sight()?;
    let found = desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight))?;
    found.source().ok_or(Failure::Gone)?;
    let fields = desk.visit.fields.clone().with(SLIP, "yes");
    match register::perform(desk.store(), &desk.act(), id, Deed::Identity, &fields, &[]) {
        Ok(Done::Recorded(recorded)) => handed(desk, &recorded),
        Ok(Done::Already) => desk.see(format!("/ho-so/{id}")),
        Err(register::Failure::Refused(refusal)) => handling::again(desk, id, Deed::Identity, refusal),
        Err(failure) => Err(failure.into()),
    }
}

/// 200, once; never stored by the browser.
fn handed(desk: &Desk, recorded: &Recorded) -> Answer {
    let id = recorded.petition().ok_or(Failure::Gone)?;
    let sight = desk.sight()?;
    let (case, opened) = desk.store().read(|conn| {
        let case = store::petition::load_in_sight(conn, id, &sight)?;
        Ok::<_, Trouble>((case, vault::open_identities(desk.store(), conn, recorded)?))
    })?;
    let first = opened.first().ok_or(Failure::Gone)?;
    let split = case.splits.iter().find(|split| split.petition == id).ok_or(Failure::Gone)?;
    let member = |one: &vault::Opened| (one.identity.full_name.clone(), one.code.digits().to_owned());
    desk.page(&HandedPage {
        path: format!("/ho-so/{id}"),
        subject: heading(desk, &sight, &case.petition),
        code: first.code.digits().to_owned(),
        members: opened.iter().skip(1).map(member).collect(),
        received_on: case.petition.received_on,
        since: split.since,
        tell_by: case.running(FIRST_REPLY).map(|clock| clock.due),
        qr_svg: qr(&format!("{}/don/{}", desk.app.config.base(), first.code.digits()))?,
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
