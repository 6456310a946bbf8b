//! Duties on pages: limits on other things than petitions, each with the page on which it is done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{desk::Desk, error::Failure, petition::unit_name};
use crate::{
    domain::{
        duty::{Duty, DutyKind, Holder},
        form::Fields,
        person::Role,
        urgency::Urgency,
    },
    store::{self, Conn},
};

#[derive(Serialize)]
pub struct DutyLine {
    pub kind: DutyKind,
    kind_words: &'static str,
    title: String,
    who: String,
    due: NaiveDate,
    left: i32,
    path: String,
    /// Since when the chairman and the Front know that it is late.
    pub told: Option<NaiveDate>,
}

/// What a list is narrowed to, as digests link to it.
pub struct Narrowed {
    pub due: Option<Urgency>,
    owner: String,
    unit: String,
}

impl Narrowed {
    pub fn of(query: &Fields) -> Narrowed {
        Narrowed { due: Urgency::from_code(&query.get("due")), owner: query.get("owner"), unit: query.get("unit") }
    }

    pub fn is_all(&self) -> bool {
        self.due.is_none() && self.owner.is_empty() && self.unit.is_empty()
    }

    /// Of those in sight, whether this one is shown.
    pub fn keeps(&self, desk: &Desk, duty: &Duty) -> bool {
        let office = &desk.office;
        let near = |urgency| duty.is_near(urgency, desk.today(), office);
        let owner = office.by_username(&self.owner);
        self.due.is_none_or(near)
            && (self.owner.is_empty() || owner.is_some_and(|owner| duty.is_held_by(owner)))
            && (self.unit.is_empty() || duty.unit(office) == Some(self.unit.as_str()))
    }
}

/// All that this person has to do by a day and that is no petition.
pub fn own(desk: &Desk, conn: &mut Conn) -> Result<Vec<DutyLine>, Failure> {
    let me = desk.account()?;
    let mut duties = store::duty::in_sight(conn, &desk.sight()?)?;
    duties.retain(|duty| duty.is_held_by(me));
    lines(desk, conn, &duties)
}

pub fn lines(desk: &Desk, conn: &mut Conn, duties: &[Duty]) -> Result<Vec<DutyLine>, Failure> {
    let late = duties.iter().filter(|duty| duty.clock.due < desk.today());
    let clocks: Vec<_> = late.map(|duty| duty.clock.id).collect();
    let told = if clocks.is_empty() { BTreeMap::new() } else { store::reminder::duties_told(conn, &clocks)? };
    let role = desk.account()?.role;
    let line = |duty: &Duty| DutyLine {
        kind: duty.kind,
        kind_words: duty.kind.label(),
        title: title(duty, role),
        who: who(desk, duty, role),
        due: duty.clock.due,
        left: duty.clock.left(&desk.office.calendar, desk.today()),
        path: path(duty, role),
        told: told.get(&duty.clock.id).copied(),
    };
    Ok(duties.iter().map(line).collect())
}

/// What a conclusion says, and whom the book names by a number, is the office's.
fn title(duty: &Duty, role: Role) -> String {
    let inside = matches!(duty.kind, DutyKind::Task | DutyKind::Refusal) && role == Role::Monitor;
    if inside || duty.title.is_empty() { duty.kind.label().to_owned() } else { duty.title.clone() }
}

/// By name to the office, by unit to the Front.
fn who(desk: &Desk, duty: &Duty, role: Role) -> String {
    let office = &desk.office;
    match duty.holder {
        Holder::Office => Role::Clerk.label().to_owned(),
        Holder::One(id) if role.handles() => office.account(id).map_or_else(String::new, |one| one.name.clone()),
        Holder::One(_) => unit_name(desk, duty.unit(office)).unwrap_or_default(),
    }
}

fn path(duty: &Duty, role: Role) -> String {
    let id = duty.subject;
    match duty.kind {
        DutyKind::Notice | DutyKind::Result => format!("/doi-thoai/{id}"),
        DutyKind::Promise => format!("/cam-ket#c-{id}"),
        DutyKind::Question => format!("/cau-hoi/{id}"),
        DutyKind::Task | DutyKind::Refusal if role == Role::Monitor => "/giam-sat/tiep-dan".to_owned(),
        DutyKind::Mediation => format!("/hoa-giai/{id}"),
        DutyKind::Task => format!("/tiep-dan/viec/{id}"),
        DutyKind::Refusal => format!("/tiep-dan/so/{id}"),
    }
}
