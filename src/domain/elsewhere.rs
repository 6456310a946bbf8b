//! Elsewhere: the authorities to which a matter is guided or transferred, and what they reply.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    fold::fold,
    form::{Fields, Reader},
    handling::document_no,
    id::Id,
    office::Office,
    paper::{Causes, Paper},
    petition::{Case, Petition, Stage, TextKind},
    refusal::Refusal,
    sorting::REASON,
};

/// An authority outside the commune, from the kept list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    pub code: String,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
    /// On the day for which the office was read.
    pub in_use: bool,
}

impl Authority {
    pub fn is_there_on(&self, day: NaiveDate) -> bool {
        self.in_use && self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// As a person may write it on an envelope.
    pub fn words(&self) -> String {
        let told = [&self.address, &self.phone].into_iter().filter(|part| !self.name.contains(part.as_str()));
        std::iter::once(&self.name).chain(told).cloned().collect::<Vec<_>>().join(", ")
    }
}

/// A petition of the same person in the same field that was sent elsewhere before: guided once, transferred once, and
/// not again (TT 05/2021; Luật Tố cáo Đ.24.3). Whether it is the same matter is for whoever reads both.
#[derive(Debug, PartialEq)]
pub struct Earlier {
    pub petition: Id<Petition>,
    pub number: Option<(i32, i32)>,
    pub stage: Stage,
    pub on: NaiveDate,
    /// Where the person was sent, as it was written then.
    pub to: String,
}

impl Earlier {
    /// What it is called by whoever speaks of it: “131/2026”.
    pub fn name(&self) -> Option<String> {
        self.number.map(|(number, year)| format!("{number}/{year}"))
    }

    /// “Đã hướng dẫn ngày 12/10/2026 đến Công an thành phố Huế”.
    pub fn words(&self) -> String {
        let done = if self.stage == Stage::Guided { "Đã hướng dẫn" } else { "Đã chuyển" };
        format!("{done} ngày {} đến {}", self.on.format("%d/%m/%Y"), self.to)
    }
}

/// By code, or by the name as it stands in the list.
pub fn find<'o>(text: &str, office: &'o Office, day: NaiveDate) -> Option<&'o Authority> {
    let wanted = fold(text);
    let mut there = office.authorities.iter().filter(|authority| authority.is_there_on(day));
    there.find(|authority| authority.code == text || fold(&authority.name) == wanted)
}

/// What the other authority answered, when its paper came.
pub fn reply(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let number = document_no(&mut reader);
    let date = reader.date("document_date", act.today(), "Xin ghi ngày trên văn bản của nơi ấy.");
    if date.is_some_and(|date| date < case.petition.received_on) {
        reader.fail("document_date", "Văn bản trả lời không thể có trước ngày nhận đơn.");
    }
    let note = reader.text("note", REASON, "Xin ghi nơi ấy trả lời thế nào.");
    reader.done()?;
    let row = Paper {
        id: act.mint(),
        petition: case.petition.id,
        deed: Deed::Reply,
        clock: None,
        causes: Causes::default(),
        document_no: number.clone(),
        document_date: date.ok_or(Refusal::Unseen)?,
        due_before: None,
        due_after: None,
        remaining: None,
    };
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Reply)
        .noting("document_no", number)
        .noting("document_date", date);
    Ok(change.with(Write::Paper(Box::new(row))).saying(act, TextKind::Note, &note))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, address: &str, phone: &str) -> String {
        let [code, name, address, phone] = ["x", name, address, phone].map(str::to_owned);
        Authority { code, name, address, phone, since: NaiveDate::default(), until: None, in_use: true }.words()
    }

    #[test]
    fn a_place_is_not_named_twice_on_the_envelope() {
        assert_eq!(told("UBND thành phố Huế", "thành phố Huế", ""), "UBND thành phố Huế");
        assert_eq!(told("Tòa án nhân dân khu vực", "", "0234 000 0002"), "Tòa án nhân dân khu vực, 0234 000 0002");
    }
}
