//! The conclusion of a reception (`/tiep-dan/{id}/ket-luan`), its paper, and the tasks it gives.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{DayShown, KEEPERS, act_of_form, book::place_of, day::id_of};
use crate::{
    domain::{
        form::Fields,
        id::Id,
        reception::{
            Reception, Sitting,
            conclusion::{self, Conclusion, TASKS_MAX, Task},
            keeps,
        },
        refusal::{FieldError, Refusal},
    },
    keys::Token,
    register::{self, HasConclusion},
    store::{self, Conn},
    web::{
        board,
        desk::{Answer, Desk},
        error::Failure,
        page::{Choice, Page, Typed},
    },
};

/// One task as boards and pages show it.
#[derive(Serialize)]
pub struct TaskShown {
    id: Id<Task>,
    reception: Id<Reception>,
    position: i32,
    body: String,
    owner: String,
    due: NaiveDate,
    left: i32,
    done_on: Option<NaiveDate>,
    result: String,
}

impl TaskShown {
    pub(super) fn of(desk: &Desk, task: &Task) -> TaskShown {
        let Task { id, reception, position, body, owner, due, done_on, result } = task.clone();
        TaskShown {
            owner: desk.office.account(owner).map_or_else(String::new, |owner| owner.name.clone()),
            left: desk.office.calendar.working_days_left(desk.today(), due),
            id,
            reception,
            position,
            body,
            due,
            done_on,
            result,
        }
    }
}

/// The conclusion of a reception and its tasks, for the day's own page.
#[derive(Serialize)]
pub struct Concluded {
    conclusion: Option<Conclusion>,
    tasks: Vec<TaskShown>,
    may: bool,
}

pub fn concluded(desk: &Desk, conn: &mut Conn, sitting: &Sitting) -> Result<Concluded, Failure> {
    let found = store::book::conclusion(conn, sitting.reception.id)?;
    let tasks = store::book::tasks_of(conn, sitting.reception.id)?;
    Ok(Concluded {
        may: conclusion::may(sitting, found.is_some(), &desk.act()).is_ok(),
        conclusion: found,
        tasks: tasks.iter().map(|task| TaskShown::of(desk, task)).collect(),
    })
}

#[derive(Serialize)]
struct ConclusionPage {
    #[serde(flatten)]
    typed: Typed,
    day: DayShown,
    rows: Vec<usize>,
    owners: Vec<Choice>,
    trouble: String,
}

impl Page for ConclusionPage {
    const TEMPLATE: &'static str = "reception/conclusion.html";
}

pub fn show_conclusion(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let today = desk.today().format("%d/%m/%Y").to_string();
    let fields = Fields::new().with("document_date", today).with("once", Token::new_random().text());
    ask(desk, &fields, Vec::new(), String::new(), StatusCode::OK)
}

fn ask(desk: &Desk, fields: &Fields, errors: Vec<FieldError>, trouble: String, status: StatusCode) -> Answer {
    let id = id_of(desk)?;
    let sitting = desk.store().read(|conn| store::reception::sitting(conn, id))?;
    let mut names: Vec<String> = ["body", "contact", "document_no", "document_date", "once"].map(str::to_owned).into();
    names.extend((1..=TASKS_MAX).flat_map(|n| ["task", "owner", "due"].map(|name| format!("{name}_{n}"))));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let owners = desk.office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    let page = ConclusionPage {
        typed: Typed::of(&names, fields, errors),
        day: DayShown::of(desk, &sitting),
        rows: (1..=TASKS_MAX).collect(),
        owners: owners.map(|account| Choice::new(&account.username, &account.name)).collect(),
        trouble,
    };
    desk.page_as(status, &page)
}

pub fn conclude(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let (id, act, fields) = (id_of(desk)?, act_of_form(desk)?, &desk.visit.fields);
    let done = register::schedule_once(desk.store(), &act, &(id, HasConclusion(id)), |(sitting, has_one), office| {
        conclusion::conclude(fields, sitting, *has_one, &act, office)
    });
    match done {
        Ok(_) => desk.see(format!("/tiep-dan/{id}")),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            ask(desk, fields, errors, String::new(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => {
            ask(desk, fields, Vec::new(), words, StatusCode::CONFLICT)
        }
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Serialize)]
struct AnnouncePage {
    day: DayShown,
    conclusion: Conclusion,
    tasks: Vec<TaskShown>,
    unit: String,
    place: String,
    signer: String,
}

impl Page for AnnouncePage {
    const TEMPLATE: &'static str = "reception/announce.html";
}

/// Thông báo kết luận việc tiếp công dân, as paper.
pub fn announce(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let id = id_of(desk)?;
    let page = desk.store().read(|conn| {
        let sitting = store::reception::sitting(conn, id)?;
        let conclusion = store::book::conclusion(conn, id)?.ok_or(Failure::Gone)?;
        let tasks = store::book::tasks_of(conn, id)?;
        Ok::<_, Failure>(AnnouncePage {
            day: DayShown::of(desk, &sitting),
            conclusion,
            tasks: tasks.iter().map(|task| TaskShown::of(desk, task)).collect(),
            unit: desk.office.facts.name.to_uppercase(),
            place: place_of(desk),
            signer: desk.office.account(sitting.reception.head).map_or_else(String::new, |head| head.name.clone()),
        })
    })?;
    desk.page(&page)
}

#[derive(Serialize)]
struct TaskPage {
    #[serde(flatten)]
    typed: Typed,
    task: TaskShown,
    day: NaiveDate,
    keeper: bool,
    trouble: String,
}

impl Page for TaskPage {
    const TEMPLATE: &'static str = "reception/task.html";
}

/// A task, for whom it was given and for those who keep the receptions.
pub fn show_task(desk: &Desk) -> Answer {
    task_page(desk, &Fields::new(), Vec::new(), String::new(), StatusCode::OK)
}

fn task_page(desk: &Desk, fields: &Fields, errors: Vec<FieldError>, trouble: String, status: StatusCode) -> Answer {
    let account = desk.account_as(board::ROLES)?;
    let id: Id<Task> = desk.visit.part("task").parse().map_err(|_| Failure::Gone)?;
    let (due, sitting) = desk.store().read(|conn| {
        let due = store::book::due(conn, id)?;
        let sitting = store::reception::sitting(conn, due.task.reception)?;
        Ok::<_, Failure>((due, sitting))
    })?;
    if due.task.owner != account.id && !keeps(account.role) {
        return Err(Failure::Gone);
    }
    let mut fields = fields.clone();
    fields.set("once", Token::new_random().text());
    let page = TaskPage {
        typed: Typed::of(&["result", "once"], &fields, errors),
        task: TaskShown::of(desk, &due.task),
        day: sitting.reception.day,
        keeper: keeps(account.role),
        trouble,
    };
    desk.page_as(status, &page)
}

pub fn finish_task(desk: &Desk) -> Answer {
    desk.account_as(board::ROLES)?;
    let id: Id<Task> = desk.visit.part("task").parse().map_err(|_| Failure::Gone)?;
    let (act, fields) = (act_of_form(desk)?, &desk.visit.fields);
    match register::schedule_once(desk.store(), &act, &id, |due, _| conclusion::finish(fields, due, &act)) {
        Ok(_) => desk.see(format!("/tiep-dan/viec/{id}")),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            task_page(desk, fields, errors, String::new(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => {
            task_page(desk, fields, Vec::new(), words, StatusCode::CONFLICT)
        }
        Err(failure) => Err(failure.into()),
    }
}
