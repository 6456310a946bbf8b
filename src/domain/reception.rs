//! Receptions (tiếp công dân): the days on which the chairman himself receives people, planned, posted, held or missed.

pub mod book;
pub mod conclusion;
pub mod fate;
pub mod note;
pub mod quota;
pub mod refused;
pub mod turn;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    act::Act,
    calendar::weekday_name,
    change::{Change, Write},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    law::{Deadline, Variant},
    office::Office,
    person::{Account, Role},
    refusal::Refusal,
    slot::{self, Occasion, Part, Slot},
    words::words,
};
use note::{Note, NoteKind, because, reason};
use turn::Turn;

/// Posted at least five working days before (Luật Tiếp công dân Đ.24).
pub const POSTING: &str = "TCD-LICH";
/// How far ahead days are planned.
const AHEAD_DAYS_MAX: i64 = 400;
/// People who can be received in one part of a day.
const SEATS: std::ops::RangeInclusive<i32> = 1..=60;
const LINE: Length = Length { min: 2, max: 200 };

words!(
    /// What became of a reception day.
    pub ReceptionState {
        Planned "planned" "Đã lên lịch",
        Held "held" "Đã tiếp",
        Absent "absent" "Chủ tịch vắng",
        CalledOff "called_off" "Đã hủy",
    }
);

/// One reception: a part of a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reception {
    pub id: Id<Reception>,
    /// Counts every change of it and of its queue.
    pub version: i32,
    /// The chairman on the day it was planned: no deputy stands in (Luật Tiếp công dân Đ.15, sửa đổi 2025).
    pub head: Id<Account>,
    pub day: NaiveDate,
    pub part: Part,
    /// “7:30 – 11:00”.
    pub hours: String,
    pub place: String,
    /// Who attends beside.
    pub attending: String,
    /// What is expected to be talked about.
    pub agenda: String,
    /// Đột xuất.
    pub unplanned: bool,
    /// How many can be received.
    pub seats: i32,
    pub state: ReceptionState,
    pub posted_on: NaiveDate,
}

impl Reception {
    pub(super) fn slot(&self) -> Slot {
        Slot {
            account: self.head,
            day: self.day,
            part: self.part,
            subject: self.id.subject(),
            occasion: Occasion::Reception,
        }
    }
}

/// All that lies on the table about one reception.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sitting {
    pub reception: Reception,
    pub turns: Vec<Turn>,
    pub notes: Vec<Note>,
}

/// Who plans reception days and keeps their book.
pub fn keeps(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Chair | Role::ViceChair)
}

pub(super) fn keeper(act: &Act) -> Result<&Account, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if keeps(account.role) {
        Ok(account)
    } else {
        Err(Refusal::NotYours("Lịch tiếp dân do văn phòng và lãnh đạo ghi."))
    }
}

/// Plans one reception of the chairman; `taken` are the slots of that day.
pub fn plan(fields: &Fields, taken: &[Slot], act: &Act, office: &Office) -> Result<Change, Refusal> {
    keeper(act)?;
    let head = office.chair().ok_or_else(|| Refusal::Unready("Xã chưa có tài khoản Chủ tịch.".to_owned()))?;
    let mut reader = Reader::new(fields);
    let unplanned = reader.get("unplanned") == "yes";
    let day = future_day(&mut reader, act.today());
    let part = reader.word("part", Part::from_code, "Xin chọn buổi.");
    if let (Some(day), false) = (day, unplanned) {
        lawful_or_fail(&mut reader, day, act.today(), office);
    }
    let hours = reader.text("hours", LINE, "Xin ghi giờ tiếp, như 7:30 – 11:00.");
    let place = reader.text("place", LINE, "Xin ghi nơi tiếp.");
    let attending = reader.optional("attending", LINE.max);
    let agenda = reader.optional("agenda", LINE.max);
    let seats = seats(&mut reader);
    let reason = if unplanned { Some(reason(&mut reader)) } else { None };
    reader.done()?;
    let (Some(day), Some(part), Some(seats)) = (day, part, seats) else { return Err(Refusal::Unseen) };
    slot::free(taken, head, day, part, None)?;
    let reception = Reception {
        id: act.mint(),
        version: 1,
        head: head.id,
        day,
        part,
        hours,
        place,
        attending,
        agenda,
        unplanned,
        seats,
        state: ReceptionState::Planned,
        posted_on: act.today(),
    };
    let change = noted(&reception, act, Deed::PlanReception)
        .with(Write::TakeSlot(reception.slot()))
        .with(Write::Reception(Box::new(reception.clone())));
    Ok(match reason {
        Some(reason) => because(change, &reception, NoteKind::Unplanned, reason, act),
        None => change,
    })
}

fn noted(reception: &Reception, act: &Act, deed: Deed) -> Change {
    Change::about(reception.id, act, deed)
        .noting("day", reception.day)
        .noting("part", reception.part)
        .noting("state", reception.state)
        .noting("unplanned", reception.unplanned)
        .noting("seats", reception.seats)
}

fn future_day(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get("day").is_empty() {
        reader.fail("day", "Xin chọn ngày.");
    }
    let day = reader.optional_date("day")?;
    if day < today {
        reader.fail("day", "Ngày này đã qua.");
    } else if (day - today).num_days() > AHEAD_DAYS_MAX {
        reader.fail("day", "Ngày này xa quá: chỉ lên lịch trong khoảng một năm tới.");
    }
    Some(day)
}

fn lawful_or_fail(reader: &mut Reader, day: NaiveDate, today: NaiveDate, office: &Office) {
    if let Some(words) = why_not(day, today, office) {
        reader.fail("day", words);
    }
}

fn seats(reader: &mut Reader) -> Option<i32> {
    let seats = reader.get("seats").parse::<i32>().ok().filter(|seats| SEATS.contains(seats));
    if seats.is_none() {
        reader.fail("seats", format!("Xin ghi số lượt tiếp, từ {} đến {}.", SEATS.start(), SEATS.end()));
    }
    seats
}

/// The last day on which a reception of that day may be posted.
pub fn posted_by(day: NaiveDate, office: &Office) -> Option<Deadline> {
    office.terms.rule(POSTING, day).ok()?.deadline(&office.calendar, day, Variant::default()).ok()
}

/// Why a planned reception cannot be on that day: nobody works, or it can no longer be posted in time.
pub fn why_not(day: NaiveDate, today: NaiveDate, office: &Office) -> Option<String> {
    if let Some(reason) = office.calendar.why_off(day) {
        return Some(format!("{} {} là ngày nghỉ ({reason}).", capital(weekday_name(day)), day.format("%d/%m/%Y")));
    }
    let deadline = posted_by(day, office)?;
    (deadline.due < today).then(|| {
        format!(
            "Lịch tiếp dân phải niêm yết trước ít nhất {:02} {}: muốn tiếp {} {} thì phải niêm yết chậm nhất {} {}. {}Việc gấp thì ghi là tiếp đột xuất, có lý do.",
            deadline.length,
            deadline.unit,
            weekday_name(day),
            day.format("%d/%m/%Y"),
            weekday_name(deadline.due),
            deadline.due.format("%d/%m/%Y"),
            first_lawful(today, office).map_or_else(String::new, |first| format!(
                "Sớm nhất là {} {}. ",
                weekday_name(first),
                first.format("%d/%m/%Y")
            )),
        )
    })
}

/// The first day on which a reception posted today may be.
pub fn first_lawful(today: NaiveDate, office: &Office) -> Option<NaiveDate> {
    let days = today.iter_days().take(usize::try_from(AHEAD_DAYS_MAX).unwrap_or(0));
    days.filter(|day| office.calendar.is_working(*day))
        .find(|day| posted_by(*day, office).is_some_and(|deadline| deadline.due >= today))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
