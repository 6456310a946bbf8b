//! The identity of who filed, opened once by an act that was recorded first.

use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    page::Page,
    petition::{heading, number_of},
};
use crate::{
    domain::code::grouped,
    store::{
        self, Trouble,
        record::{Recorded, vault},
    },
};

#[derive(Serialize)]
struct IdentityPage {
    path: String,
    subject: String,
    number: Option<String>,
    sealed: bool,
    people: Vec<PersonShown>,
}

impl Page for IdentityPage {
    const TEMPLATE: &'static str = "petition/identity.html";
}

/// One person as this page alone shows them.
#[derive(Serialize)]
struct PersonShown {
    position: i32,
    full_name: String,
    phone: String,
    phone_link: String,
    address: String,
    email: String,
    unknown: bool,
    /// Of a petition that was split off, to be written on the slip that the person gets.
    code: Option<String>,
}

/// 200 with the opened page, once; never stored by the browser.
pub fn show(desk: &Desk, recorded: &Recorded) -> Answer {
    let id = recorded.petition().ok_or(Trouble::NotFound)?;
    let sight = desk.sight()?;
    let (case, opened) = desk.store().read(|conn| {
        let case = store::petition::load_in_sight(conn, id, &sight)?;
        Ok::<_, Trouble>((case, vault::open_identities(desk.store(), conn, recorded)?))
    })?;
    let petition = &case.petition;
    let was_split_off = case.source().is_some();
    desk.page(&IdentityPage {
        path: format!("/ho-so/{id}"),
        subject: heading(desk, &sight, petition),
        number: number_of(petition),
        sealed: petition.sealed,
        people: opened.into_iter().map(|opened| person_of(opened, was_split_off)).collect(),
    })
}

fn person_of(opened: vault::Opened, was_split_off: bool) -> PersonShown {
    let identity = opened.identity;
    PersonShown {
        position: opened.position,
        code: was_split_off.then(|| grouped(opened.code.digits())),
        unknown: identity.is_empty(),
        phone_link: identity.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        full_name: identity.full_name,
        phone: identity.phone,
        address: identity.address,
        email: identity.email,
    }
}
