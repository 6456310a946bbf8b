//! Whom the portal proposes and why, and who else there is: each with how many open files they hold already.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{desk::Desk, page::Choice};
use crate::domain::{
    id::Id,
    person::Account,
    petition::{Concern, Petition},
    routing,
};

/// How many open files everyone holds.
pub type Load = BTreeMap<Id<Account>, i64>;

/// The people of one unit.
#[derive(Serialize)]
pub struct Group {
    unit: String,
    people: Vec<Choice>,
}

/// What a form of assigning begins with.
#[derive(Default)]
pub struct Proposed {
    /// Username; empty where nobody can be proposed.
    pub owner: String,
    /// Code of the unit.
    pub unit: String,
    /// The row that says so, in words.
    pub why: String,
}

impl Proposed {
    pub fn of(desk: &Desk, petition: &Petition, concerns: &[Concern]) -> Proposed {
        let Some(proposal) = routing::proposed(petition, concerns, desk.today(), &desk.office) else {
            return Proposed::default();
        };
        let fit = proposal.fit();
        Proposed {
            owner: fit.map_or(String::new(), |owner| owner.username.clone()),
            unit: fit.map_or(String::new(), |owner| owner.unit.clone().unwrap_or_default()),
            why: proposal.words(&desk.office),
        }
    }
}

/// Those to whom it may be given, unit by unit.
pub fn owners(desk: &Desk, petition: &Petition, concerns: &[Concern], load: &Load) -> Vec<Group> {
    let candidates = routing::candidates(petition, concerns, &desk.office);
    let of = |unit: Option<&str>| -> Vec<Choice> {
        let here = candidates.iter().filter(|account| account.unit.as_deref() == unit);
        here.map(|account| Choice::new(&account.username, &with_load(account, load))).collect()
    };
    let units = desk.office.units.iter().map(|unit| Group { unit: unit.name.clone(), people: of(Some(&unit.code)) });
    units
        .chain([Group { unit: "Khác".to_owned(), people: of(None) }])
        .filter(|group| !group.people.is_empty())
        .collect()
}

/// “Nguyễn Nhật Minh, đang giữ 12”.
pub fn with_load(account: &Account, load: &Load) -> String {
    match load.get(&account.id) {
        Some(open) => format!("{}, đang giữ {open}", account.name),
        None => account.name.clone(),
    }
}
