//! The book (Sổ tiếp công dân, Mẫu 03/TCD): one entry for each who was received or refused, with all its columns.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    Reception, Sitting, keeper,
    refused::RefusalGround,
    turn::{Turn, TurnState},
};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    clock::{Clock, lawful_about},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::{Kind, Petition},
    refusal::Refusal,
};

const CONTENT: Length = Length { min: 4, max: 2_000 };
const LINE: usize = 200;
const PEOPLE_MAX: i32 = 1_000;

/// One line of the book. Who it is stands in the vault.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub id: Id<Entry>,
    pub version: i32,
    /// Column 1, without gaps within a year; given when it is written.
    pub number: i32,
    pub year: i32,
    /// None: received by the office on an ordinary day.
    pub reception: Option<Id<Reception>>,
    pub turn: Option<Id<Turn>>,
    pub day: NaiveDate,
    pub receiver: Id<Account>,
    pub content: String,
    pub kind: Option<Kind>,
    /// How many came with the same matter, and who of them spoke.
    pub people: i32,
    pub representatives: i32,
    /// Which authority has settled it already.
    pub handled_by: String,
    pub competent: Option<bool>,
    pub guided_to: String,
    pub guide_no: String,
    pub passed_to: String,
    pub pass_no: String,
    pub result: String,
    pub petition: Option<Id<Petition>>,
    pub refusal: Option<RefusalGround>,
    /// Số, ngày of the written notice (Mẫu 01/TCD).
    pub refusal_no: Option<String>,
    pub refusal_date: Option<NaiveDate>,
    /// A tố cáo: the entry shows nothing, its words go the sealed way.
    pub sealed: bool,
}

/// Columns 3 and 4, for the vault. No `Debug`, no `Serialize`.
#[derive(Clone, Default)]
pub struct Visitor {
    pub full_name: String,
    pub address: String,
    /// Căn cước, số định danh, hộ chiếu.
    pub paper: String,
}

/// One entry with what hangs on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written {
    pub entry: Entry,
    /// TCD-TUCHOI, while the notice is not sent.
    pub clock: Option<Clock>,
}

/// Which line of a reception's queue an entry is for.
#[derive(Clone, Copy)]
pub struct At<'s> {
    pub sitting: Option<&'s Sitting>,
    pub number: Option<i32>,
}

/// A new entry: for a number of a queue, at a reception without one, or on an ordinary day.
pub fn write(
    fields: &Fields,
    at: At,
    petition: Option<Id<Petition>>,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let receiver = keeper(act)?.id;
    let turn = turn_of(at)?;
    let day = at.sitting.map_or(act.today(), |sitting| sitting.reception.day.min(act.today()));
    let blank = Entry {
        id: act.mint(),
        version: 1,
        number: 0,
        year: day.year(),
        reception: at.sitting.map(|sitting| sitting.reception.id),
        turn: turn.map(|turn| turn.id),
        day,
        receiver,
        content: String::new(),
        kind: None,
        people: 1,
        representatives: 1,
        handled_by: String::new(),
        competent: None,
        guided_to: String::new(),
        guide_no: String::new(),
        passed_to: String::new(),
        pass_no: String::new(),
        result: String::new(),
        petition,
        refusal: None,
        refusal_no: None,
        refusal_date: None,
        sealed: false,
    };
    if fields.get("kind") == Kind::Denunciation.code() && act.by.account().is_none_or(|by| by.role != Role::Clerk) {
        let words = "Tố cáo phải ghi kín: xin mời người tố cáo gặp văn phòng, để văn phòng ghi thẳng vào đơn mật.";
        return Err(Refusal::field("kind", words));
    }
    let (entry, visitor) = read(fields, blank, true)?;
    let mut change = noted(&entry, act, Deed::WriteBook);
    if let Some(ground) = entry.refusal.filter(|ground| ground.is_written()) {
        let clock = lawful_about(entry.id, super::refused::NOTICE, act.today(), act, office)?;
        change = change.noting("notice", ground.basis()).with(Write::Clock(Box::new(clock)));
    }
    if let Some(turn) = turn {
        change = change.with(Write::SaveTurn(Turn { state: TurnState::Received, ..turn.clone() }));
    }
    Ok(change.with(Write::BookEntry(Box::new(entry), visitor.map(Box::new))))
}

fn turn_of(at: At<'_>) -> Result<Option<&Turn>, Refusal> {
    let (Some(sitting), Some(number)) = (at.sitting, at.number) else { return Ok(None) };
    let turn = sitting.turns.iter().find(|turn| turn.number == number).ok_or(Refusal::Unseen)?;
    match turn.state {
        TurnState::Waiting => Ok(Some(turn)),
        state => Err(Refusal::Untimely(format!("Số {number} đang là “{}”.", state.label()))),
    }
}

/// Mends an entry over the version that was read; a name left empty stays as it is.
pub fn mend(fields: &Fields, written: &Written, petition: Option<Id<Petition>>, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let before = &written.entry;
    if before.sealed {
        return Err(Refusal::Untimely("Lượt này giữ kín, không sửa ở đây.".to_owned()));
    }
    if fields.get("version") != before.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người sửa lượt này. Xin xem lại rồi làm tiếp.".to_owned()));
    }
    let blank = Entry { petition: petition.or(before.petition), ..before.clone() };
    let (entry, visitor) = read(fields, blank, false)?;
    if entry.refusal != before.refusal {
        return Err(Refusal::field("refusal", "Căn cứ từ chối đã ghi thì không đổi ở đây."));
    }
    let change = noted(&entry, act, Deed::WriteBook);
    if entry.sealed {
        return Ok(change.with(Write::SealEntry(before.id)));
    }
    Ok(change.with(Write::SaveEntry(Box::new(entry), visitor.map(Box::new))))
}

/// The petition that an entry became.
pub fn link(written: &Written, petition: Id<Petition>, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    if written.entry.sealed || written.entry.petition.is_some_and(|known| known != petition) {
        return Err(Refusal::Untimely("Lượt này đã gắn với một hồ sơ.".to_owned()));
    }
    let after = Entry { petition: Some(petition), ..written.entry.clone() };
    Ok(noted(&after, act, Deed::WriteBook).with(Write::SaveEntry(Box::new(after), None)))
}

/// It was a tố cáo after all.
pub fn hide(written: &Written, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let sealed = Entry { sealed: true, petition: None, ..written.entry.clone() };
    Ok(noted(&sealed, act, Deed::WriteBook).with(Write::SealEntry(sealed.id)))
}

/// A look at the names of one entry, or of all entries of one reception.
pub fn open<T>(of: Id<T>, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    Ok(Change::about(of, act, Deed::OpenBook))
}

pub(super) fn noted(entry: &Entry, act: &Act, deed: Deed) -> Change {
    let change = Change::about(entry.id, act, deed).noting("day", entry.day).noting("reception", entry.reception);
    if entry.sealed {
        return change.noting("sealed", true);
    }
    change.noting("kind", entry.kind).noting("petition", entry.petition).noting("refusal", entry.refusal)
}

/// All columns; a tố cáo leaves nothing in the book.
fn read(fields: &Fields, blank: Entry, is_new: bool) -> Result<(Entry, Option<Visitor>), Refusal> {
    let mut reader = Reader::new(fields);
    let kind = Kind::from_code(&reader.get("kind"));
    if kind == Some(Kind::Denunciation) {
        let (people, representatives) = (1, 1);
        let sealed = Entry { kind, people, representatives, petition: None, sealed: true, ..emptied(blank) };
        return Ok((sealed, None));
    }
    let refusal = RefusalGround::from_code(&reader.get("refusal"));
    let (people, representatives) = people(&mut reader);
    let entry = Entry {
        content: reader.text("content", CONTENT, "Xin ghi tóm tắt người dân nói gì."),
        kind,
        people,
        representatives,
        handled_by: reader.optional("handled_by", LINE),
        competent: match reader.get("competent").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        guided_to: reader.optional("guided_to", LINE),
        guide_no: reader.optional("guide_no", LINE),
        passed_to: reader.optional("passed_to", LINE),
        pass_no: reader.optional("pass_no", LINE),
        result: reader.optional("result", CONTENT.max),
        refusal,
        ..blank
    };
    let visitor = visitor(&mut reader, is_new);
    reader.done()?;
    Ok((entry, visitor))
}

fn emptied(entry: Entry) -> Entry {
    Entry {
        content: String::new(),
        handled_by: String::new(),
        competent: None,
        guided_to: String::new(),
        guide_no: String::new(),
        passed_to: String::new(),
        pass_no: String::new(),
        result: String::new(),
        ..entry
    }
}

/// Luật Tiếp công dân Đ.29: of 5 to 10 people one or two speak, of more than 10 at most five.
fn people(reader: &mut Reader) -> (i32, i32) {
    let number = |reader: &Reader, field: &str| match reader.get(field).as_str() {
        "" => Some(1),
        text => text.parse::<i32>().ok(),
    };
    let (people, representatives) = (number(reader, "people"), number(reader, "representatives"));
    let Some(people) = people.filter(|people| (1..=PEOPLE_MAX).contains(people)) else {
        reader.fail("people", format!("Xin ghi số người, từ 1 đến {PEOPLE_MAX}."));
        return (1, 1);
    };
    let most = match people {
        ..=4 => people,
        5..=10 => 2,
        _ => 5,
    };
    match representatives.filter(|spoke| (1..=most).contains(spoke)) {
        Some(spoke) => (people, spoke),
        None => {
            reader.fail(
                "representatives",
                format!("{people} người thì cử nhiều nhất {most} người đại diện (Luật Tiếp công dân, Điều 29)."),
            );
            (people, 1)
        }
    }
}

fn visitor(reader: &mut Reader, is_new: bool) -> Option<Visitor> {
    let visitor = Visitor {
        full_name: reader.optional("full_name", LINE),
        address: reader.optional("address", LINE),
        paper: reader.optional("paper", LINE),
    };
    let none = [&visitor.full_name, &visitor.address, &visitor.paper].iter().all(|text| text.is_empty());
    if visitor.full_name.is_empty() && (is_new || !none) {
        reader.fail("full_name", "Xin ghi họ tên người được tiếp (Nghị định 154/2026, Điều 12).");
    }
    (!none).then_some(visitor)
}
