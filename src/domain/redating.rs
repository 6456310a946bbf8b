//! Redating: a year's calendar is saved, and every open limit that it moves is counted again, its old date kept.

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::{
    act::Act,
    calendar::WorkCalendar,
    change::{Change, Write},
    clock::Clock,
    event::{Deed, Event},
    form::{Fields, Reader},
    handling::document_no,
    id::Id,
    office::Office,
    person::Role,
    petition::Petition,
    refusal::Refusal,
    staff::NAME,
    year_list::{self, ListedDay, ReadLine, Signature, TEXT_CHARS_MAX, YearList},
};

/// Who signs; four boxes of the form that are filled together or not at all.
const SIGNING: [&str; 4] = ["signed_name", "signed_title", "document_no", "document_date"];

/// A running limit with the petition it belongs to; none for one that belongs to something else.
pub struct Open {
    pub petition: Option<Petition>,
    pub clock: Clock,
}

/// The years whose list can be edited: limits that run reach into no other.
pub fn years(today: NaiveDate) -> std::ops::RangeInclusive<i32> {
    today.year() - 1..=today.year() + 1
}

/// The year that a form is about.
pub fn year_of(fields: &Fields, field: &str, today: NaiveDate) -> Option<i32> {
    fields.get(field).parse().ok().filter(|year| years(today).contains(year))
}

/// Reads the form of a year's list: all of it can be read, and who signs it is known or not asked.
pub fn proposed(fields: &Fields, act: &Act, office: &Office) -> Result<YearList, Refusal> {
    only_admin(act)?;
    let mut reader = Reader::new(fields);
    let Some(year) = year_of(fields, "year", act.today()) else {
        return Err(Refusal::field("year", "Xin chọn năm."));
    };
    let text = reader.optional("days", TEXT_CHARS_MAX);
    let lines = year_list::read(&text, year);
    if let Some(line) = lines.iter().find(|line| line.fault.is_some()) {
        reader.fail("days", unread(line));
    }
    let days = year_list::days_of(&lines);
    let signature = signature(&mut reader, act.today());
    let calendar = &office.calendar;
    if signature.is_none() && SIGNING.iter().all(|field| fields.get(field).is_empty()) {
        if days == listed(calendar, year) {
            reader.fail("days", "Danh sách chưa đổi gì so với lịch đang dùng.");
        } else if calendar.is_signed(year) {
            reader.fail("signed_name", "Lịch năm này đã có người ký. Đổi thì xin ghi ai ký, theo văn bản nào.");
        }
    }
    reader.done()?;
    Ok(YearList { year, days, signature })
}

fn unread(line: &ReadLine) -> String {
    let text: String = line.text.chars().take(40).collect();
    format!("Dòng {} “{text}”: {}.", line.number, line.fault.as_deref().unwrap_or_default())
}

fn signature(reader: &mut Reader, today: NaiveDate) -> Option<Signature> {
    if SIGNING.iter().all(|field| reader.get(field).is_empty()) {
        return None;
    }
    let name = reader.text("signed_name", NAME, "Xin ghi họ tên người ký.");
    let title = reader.text("signed_title", NAME, "Xin ghi chức vụ người ký.");
    let document_no = document_no(reader);
    let document_date = reader.date("document_date", today, "Xin ghi ngày của văn bản.");
    Some(Signature { name, title, document_no, document_date: document_date? })
}

/// The calendar's own list of a year.
pub fn listed(calendar: &WorkCalendar, year: i32) -> Vec<ListedDay> {
    let days = calendar.days_of(year);
    days.map(|(day, kind, label)| ListedDay { day, kind, label: label.to_owned() }).collect()
}

/// The office as it would be with that list.
pub fn with_list(office: &Office, list: &YearList) -> Office {
    let mut calendar = (*office.calendar).clone();
    let days = list.days.iter().map(|listed| (listed.day, listed.kind, listed.label.clone()));
    calendar.replace_year(list.year, list.signature.as_ref().map(Signature::words), days);
    calendar.set_version(office.calendar.version() + 1);
    Office { calendar: calendar.into(), ..office.clone() }
}

/// The limits that the list changes: as each was, and as it would be.
pub fn changed<'o>(list: &YearList, office: &Office, open: &'o [Open]) -> Vec<(&'o Open, Clock)> {
    let after = with_list(office, list);
    open.iter().filter_map(|one| Some((one, one.clock.recount(&after)?))).collect()
}

/// Saves the list: first the calendar's own event, then one for each petition whose limits were counted again.
pub fn set_year(fields: &Fields, act: &Act, office: &Office, open: &[Open]) -> Result<Vec<Change>, Refusal> {
    only_admin(act)?;
    if fields.get("version") != office.calendar.version().to_string() {
        return Err(Refusal::Untimely(
            "Vừa có người khác sửa lịch. Xin mở lại trang lịch, xem bản mới nhất rồi làm tiếp.".to_owned(),
        ));
    }
    let list = proposed(fields, act, office)?;
    let changed = changed(&list, office, open);
    let (mut petitions, mut others): (Vec<Redated>, Vec<Change>) = (Vec::new(), Vec::new());
    for (one, after) in &changed {
        match (&one.petition, petitions.last_mut()) {
            (None, _) => others.push(redate_other(&one.clock, after, act)),
            (Some(petition), Some(last)) if last.petition.id == petition.id => last.clocks.push((&one.clock, after)),
            (Some(petition), _) => petitions.push(Redated { petition, clocks: vec![(&one.clock, after)] }),
        }
    }
    let moved = changed.iter().filter(|(one, after)| one.clock.due != after.due).count();
    let calendar = save(&list, office, act, moved);
    Ok([calendar].into_iter().chain(petitions.iter().map(|one| one.change(act))).chain(others).collect())
}

fn save(list: &YearList, office: &Office, act: &Act, moved: usize) -> Change {
    let before = listed(&office.calendar, list.year);
    let differing = |these: &[ListedDay], those: &[ListedDay]| -> Vec<NaiveDate> {
        let is_new = |day: &&ListedDay| !those.iter().any(|other| (other.day, other.kind) == (day.day, day.kind));
        these.iter().filter(is_new).map(|day| day.day).collect()
    };
    let signature = list.signature.as_ref();
    Change::looking(None, act, Deed::Calendar)
        .noting("year", list.year)
        .noting("version", office.calendar.version() + 1)
        .noting("added", differing(&list.days, &before))
        .noting("removed", differing(&before, &list.days))
        .noting("moved", moved)
        .noting("signed", signature.is_some())
        .noting("document_no", signature.map(|signature| &signature.document_no))
        .noting("document_date", signature.map(|signature| signature.document_date))
        .with(Write::Year(Box::new(list.clone()), office.calendar.version() + 1))
}

/// A petition with its limits, as they were and as they are.
struct Redated<'o> {
    petition: &'o Petition,
    clocks: Vec<(&'o Clock, &'o Clock)>,
}

impl Redated<'_> {
    /// It counts as a change of the petition, so that an act that was looking at the old date has to look again.
    fn change(&self, act: &Act) -> Change {
        let writes = self.clocks.iter().map(|(_, after)| Write::SaveClock(Box::new((*after).clone())));
        Change::turning(self.petition, self.petition.clone(), act, Deed::Redate)
            .noting("moved", moved(&self.clocks))
            .with_all(writes)
    }
}

fn redate_other(before: &Clock, after: &Clock, act: &Act) -> Change {
    let change = match before.subject {
        Some(subject) => Change::about(subject, act, Deed::Redate),
        None => Change::looking(None, act, Deed::Redate),
    };
    change.noting("moved", moved(&[(before, after)])).with(Write::SaveClock(Box::new(after.clone())))
}

/// Each limit whose date moved.
fn moved(clocks: &[(&Clock, &Clock)]) -> Vec<serde_json::Value> {
    let moved = clocks.iter().filter(|(before, after)| before.due != after.due);
    moved
        .map(|(before, after)| json!({ "clock": after.id, "rule": after.rule, "from": before.due, "to": after.due }))
        .collect()
}

/// One limit that a changed calendar moved, as its event says.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Moved {
    pub clock: Id<Clock>,
    pub rule: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Moved {
    /// What a recount moved; nothing for any other event.
    pub fn of(event: &Event) -> Vec<Moved> {
        let moved = event.body.get("moved").filter(|_| event.deed == Deed::Redate);
        moved.and_then(|moved| serde_json::from_value(moved.clone()).ok()).unwrap_or_default()
    }
}

fn only_admin(act: &Act) -> Result<(), Refusal> {
    let is_admin = act.by.account().is_some_and(|account| account.role == Role::Admin);
    if is_admin { Ok(()) } else { Err(Refusal::NotYours("Lịch làm việc do người quản trị ghi.")) }
}
