//! The conclusion of a reception (Thông báo kết luận): what has to be done, by whom and by when, each task with its own limit.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Reception, ReceptionState, Sitting, keeper};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    clock::{Clock, on_day_about},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::Account,
    refusal::Refusal,
};

/// A task of a conclusion, due on a named day.
pub const TASK: &str = "TCD-KETLUAN";
const TASK_WORDS: &str = "Làm theo kết luận tiếp công dân";
const TASK_BASIS: &str = "Nghị định 154/2026/NĐ-CP, Điều 25";
/// Tasks of one conclusion.
pub const TASKS_MAX: usize = 8;
const BODY: Length = Length { min: 10, max: 5_000 };
const LINE: Length = Length { min: 4, max: 500 };
const DOCUMENT: Length = Length { min: 1, max: 60 };

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conclusion {
    pub reception: Id<Reception>,
    pub body: String,
    /// Whom people may ask.
    pub contact: String,
    pub document_no: String,
    pub document_date: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    pub id: Id<Task>,
    pub reception: Id<Reception>,
    pub position: i32,
    pub body: String,
    pub owner: Id<Account>,
    pub due: NaiveDate,
    pub done_on: Option<NaiveDate>,
    pub result: String,
}

/// One task with the limit that runs on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    pub task: Task,
    pub clock: Clock,
}

/// Whether the conclusion may be written now: once, on or after the day, unless it was missed or called off.
pub fn may(sitting: &Sitting, has_one: bool, act: &Act) -> Result<(), Refusal> {
    keeper(act)?;
    let Reception { state, day, .. } = &sitting.reception;
    let took_place = matches!(state, ReceptionState::Planned | ReceptionState::Held) && *day <= act.today();
    match (took_place, has_one) {
        (true, false) => Ok(()),
        (_, true) => Err(Refusal::Untimely("Buổi này đã có thông báo kết luận.".to_owned())),
        (false, _) => Err(Refusal::Untimely("Buổi này chưa tiếp, nên chưa có kết luận.".to_owned())),
    }
}

pub fn conclude(
    fields: &Fields,
    sitting: &Sitting,
    has_one: bool,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    may(sitting, has_one, act)?;
    let mut reader = Reader::new(fields);
    let reception = sitting.reception.id;
    let body = reader.text("body", BODY, "Xin ghi ý kiến kết luận: từng việc, ai làm.");
    let contact = reader.optional("contact", LINE.max);
    let document_no = reader.text("document_no", DOCUMENT, "Xin ghi số thông báo.");
    let document_date = reader.date("document_date", act.today(), "Xin ghi ngày ký thông báo.");
    let tasks = tasks(&mut reader, reception, act, office);
    reader.done()?;
    let document_date = document_date.ok_or(Refusal::Unseen)?;
    let conclusion = Conclusion { reception, body, contact, document_no, document_date };
    let clock = |task: &Task| on_day_about(task.id, (TASK, TASK_WORDS, TASK_BASIS), task.due, act, office);
    let clocks: Vec<Write> = tasks.iter().map(|task| Write::Clock(Box::new(clock(task)))).collect();
    Ok(Change::about(reception, act, Deed::ConcludeReception)
        .noting("document_date", document_date)
        .noting("owners", tasks.iter().map(|task| task.owner).collect::<Vec<_>>())
        .noting("due", tasks.iter().map(|task| task.due).collect::<Vec<_>>())
        .with(Write::Conclusion(Box::new(conclusion)))
        .with_all(tasks.into_iter().map(|task| Write::Task(Box::new(task))))
        .with_all(clocks))
}

/// Rows `task_1`, `owner_1`, `due_1`, …; an empty row is none.
fn tasks(reader: &mut Reader, reception: Id<Reception>, act: &Act, office: &Office) -> Vec<Task> {
    let mut found = Vec::new();
    for row in 1..=TASKS_MAX {
        let [body, owner, due] = ["task", "owner", "due"].map(|name| format!("{name}_{row}"));
        if [&body, &owner, &due].iter().all(|field| reader.get(field).is_empty()) {
            continue;
        }
        let words = reader.text(&body, LINE, "Xin ghi việc phải làm.");
        let who = office.by_username(&reader.get(&owner)).filter(|who| who.role.handles() && !who.closed);
        if who.is_none() {
            reader.fail(&owner, "Xin chọn người làm.");
        }
        let by = reader.optional_date(&due);
        if by.is_none_or(|by| by < act.today()) && reader.get(&due).is_empty() {
            reader.fail(&due, "Xin ghi hạn phải xong.");
        } else if by.is_some_and(|by| by < act.today()) {
            reader.fail(&due, "Hạn này đã qua.");
        }
        if let (Some(who), Some(due)) = (who, by) {
            let position = i32::try_from(found.len() + 1).unwrap_or(i32::MAX);
            let (id, owner) = (act.mint(), who.id);
            found.push(Task { id, reception, position, body: words, owner, due, done_on: None, result: String::new() });
        }
    }
    found
}

/// Done by its owner, or noted by whoever keeps the receptions.
pub fn finish(fields: &Fields, due: &Due, act: &Act) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if account.id != due.task.owner && !super::keeps(account.role) {
        return Err(Refusal::Unseen);
    }
    if due.task.done_on.is_some() {
        return Err(Refusal::Untimely("Việc này đã ghi là xong.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    let result = reader.text("result", LINE, "Xin ghi đã làm gì.");
    reader.done()?;
    let after = Task { done_on: Some(act.today()), result, ..due.task.clone() };
    Ok(Change::about(due.task.id, act, Deed::FinishTask)
        .with(Write::SaveTask(Box::new(after)))
        .with(Write::SaveClock(Box::new(due.clock.met(act.today())))))
}
