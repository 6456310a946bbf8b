//! What boards say of receptions: the quota that is not planned, days of which nothing was said, the next day.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    domain::{
        id::Id,
        reception::{
            Reception, ReceptionState,
            quota::{self, Quota},
        },
    },
    store::{self, Conn},
    web::{desk::Desk, error::Failure},
};

#[derive(Serialize)]
pub struct Notice {
    /// Periods with fewer days than the law asks for.
    short: Vec<Quota>,
    /// Past days that were neither held nor missed, as far as anybody said.
    unsaid: Vec<Brief>,
    next: Option<Brief>,
}

#[derive(Serialize)]
struct Brief {
    id: Id<Reception>,
    day: NaiveDate,
    hours: String,
    place: String,
}

impl Brief {
    fn of(reception: &Reception) -> Brief {
        let Reception { id, day, hours, place, .. } = reception.clone();
        Brief { id, day, hours, place }
    }
}

pub fn notice(desk: &Desk, conn: &mut Conn) -> Result<Notice, Failure> {
    let today = desk.today();
    let (from, until) = quota::span(today);
    let known = store::reception::between(conn, from, until)?;
    let planned = |one: &&Reception| one.state == ReceptionState::Planned && one.day >= today;
    Ok(Notice {
        short: quota::short(today, &known, &desk.office),
        unsaid: store::reception::unsaid(conn, today)?.iter().map(Brief::of).collect(),
        next: known.iter().find(planned).map(Brief::of),
    })
}
