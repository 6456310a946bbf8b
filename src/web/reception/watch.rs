//! What the Front sees of receptions (`/giam-sat/tiep-dan`): days, held or missed, with reasons and counts; never a name of a citizen.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;

use super::{DayShown, days, year_begin};
use crate::{
    domain::{
        person::Role,
        reception::{
            Reception, ReceptionState,
            quota::{Quota, quota},
        },
    },
    store::{self, Conn},
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::Page,
    },
};

#[derive(Serialize)]
struct WatchPage {
    periods: Vec<Quota>,
    upcoming: Vec<DayShown>,
    past: Vec<DayShown>,
    tasks_open: i64,
    tasks_late: i64,
    looks: Vec<LookShown>,
}

/// Who opened names of the book.
#[derive(Serialize)]
struct LookShown {
    who: String,
    at: DateTime<Utc>,
}

impl Page for WatchPage {
    const TEMPLATE: &'static str = "reception/watch.html";
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Monitor])?;
    let page = desk.store().read(|conn| {
        let known = this_year(desk, conn)?;
        let (upcoming, past) = days(desk, conn)?;
        let (tasks_open, tasks_late) = store::book::task_counts(conn, desk.today())?;
        let name = |id| desk.office.account(id).map_or_else(String::new, |account| account.name.clone());
        let looks = store::book::looks(conn)?.into_iter().map(|(who, at)| LookShown { who: name(who), at }).collect();
        Ok::<_, Failure>(WatchPage { periods: periods(desk, &known), upcoming, past, tasks_open, tasks_late, looks })
    })?;
    desk.page(&page)
}

fn this_year(desk: &Desk, conn: &mut Conn) -> Result<Vec<Reception>, Failure> {
    Ok(store::reception::between(conn, year_begin(desk.today()), desk.today() + super::AHEAD)?)
}

/// Every period since the first reception of the year that was written down, the newest first.
fn periods(desk: &Desk, known: &[Reception]) -> Vec<Quota> {
    let first = known.first().map_or(desk.today(), |one| one.day.min(desk.today()));
    let mut found: Vec<Quota> = Vec::new();
    let mut day: NaiveDate = first;
    while day <= desk.today() {
        let period = quota(day, known, &desk.office);
        day = period.until + Days::new(1);
        found.push(period);
    }
    found.reverse();
    found
}

/// The line of the Front's own page.
#[derive(Serialize)]
pub struct Watched {
    quota: Quota,
    absent: usize,
    unsaid: usize,
}

pub fn watched(desk: &Desk, conn: &mut Conn) -> Result<Watched, Failure> {
    let known = this_year(desk, conn)?;
    let unsaid = |one: &&Reception| one.state == ReceptionState::Planned && one.day < desk.today();
    Ok(Watched {
        quota: quota(desk.today(), &known, &desk.office),
        absent: known.iter().filter(|one| one.state == ReceptionState::Absent).count(),
        unsaid: known.iter().filter(unsaid).count(),
    })
}
