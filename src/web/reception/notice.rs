//! What boards say of receptions: the quota that is not planned, days of which nothing was said, the next day.

use chrono::NaiveDate;
use serde::Serialize;

use super::ending::TaskShown;
use crate::{
    domain::{
        clock::Clock,
        dialogue::{
            Dialogue, DialogueStage,
            yearly::{Owed, owed},
        },
        event::Subject,
        id::Id,
        reception::{
            Reception, ReceptionState,
            quota::{self, Quota},
        },
    },
    store::{self, Conn, reception::Noticed},
    web::{desk::Desk, dialogue::year_of, error::Failure},
};

#[derive(Serialize)]
pub struct Notice {
    /// Periods with fewer days than the law asks for.
    short: Vec<Quota>,
    /// Past days that were neither held nor missed, as far as anybody said.
    unsaid: Vec<Brief>,
    next: Option<Brief>,
    /// Written refusals that have to be sent.
    notices: Vec<NoticeDue>,
    /// What conclusions still ask for.
    tasks: Vec<TaskShown>,
    /// Days that were moved or called off: whom to tell.
    calls: Vec<CallsDue>,
    /// The year still lacks its conference with the people.
    #[serde(skip)]
    pub conference: Option<Owed>,
}

#[derive(Serialize)]
struct CallsDue {
    what: String,
    count: usize,
    path: String,
}

#[derive(Serialize)]
struct NoticeDue {
    entry: Id<Subject>,
    due: NaiveDate,
    left: i32,
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
    let Noticed { days, notices, tasks, calls } = store::reception::noticed(conn, from, until, today)?;
    let (begin, end) = year_of(today);
    let dialogues = store::dialogue::noticed(conn, &desk.sight()?, begin, end)?;
    let known: Vec<Reception> = days.iter().filter(|one| (from..=until).contains(&one.day)).cloned().collect();
    let planned = |one: &&Reception| one.state == ReceptionState::Planned && one.day >= today;
    let unsaid = days.iter().filter(|one| one.state == ReceptionState::Planned && one.day < today);
    let left = |due| desk.office.calendar.working_days_left(today, due);
    let notice = |clock: &Clock| Some(NoticeDue { entry: clock.subject?, due: clock.due, left: left(clock.due) });
    Ok(Notice {
        short: quota::short(today, &known, &desk.office),
        unsaid: unsaid.map(Brief::of).collect(),
        notices: notices.iter().filter_map(notice).collect(),
        tasks: tasks.iter().map(|task| TaskShown::of(desk, task)).collect(),
        calls: to_tell(calls, dialogues.calls),
        conference: owed(today, &dialogues.conferences, &desk.office),
        next: known.iter().find(planned).map(Brief::of),
    })
}

fn to_tell(receptions: Vec<(Reception, usize)>, dialogues: Vec<(Dialogue, usize)>) -> Vec<CallsDue> {
    let fate = |off| if off { "đã hủy" } else { "đã đổi ngày" };
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    let receptions = receptions.into_iter().map(|(one, count)| CallsDue {
        what: format!("Buổi tiếp dân {} {}", day(one.day), fate(one.state == ReceptionState::CalledOff)),
        count,
        path: format!("/tiep-dan/{}#phai-bao", one.id),
    });
    let dialogues = dialogues.into_iter().map(|(one, count)| CallsDue {
        what: format!("“{}” {}", one.subject, fate(one.stage == DialogueStage::CalledOff)),
        count,
        path: format!("/doi-thoai/{}#viec-bao-nguoi-du", one.id),
    });
    receptions.chain(dialogues).collect()
}
