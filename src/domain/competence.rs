//! Competence (thẩm quyền): who signs which land paper from a day to a day, so that a contested one tells where it is settled first.

mod began;
mod proposal;

use chrono::{Days, NaiveDate};
use serde::Serialize;

pub use began::begin;
pub use proposal::{Proposal, proposed};

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::Role,
    refusal::Refusal,
    words::words,
};

/// Rows that one commune keeps, those of the past among them.
pub const ROWS_MAX: usize = 300;
/// Calendar days before a row's end from which it is warned of, and from which it is urgent.
pub const WARN_DAYS: i64 = 60;
pub const URGENT_DAYS: i64 = 15;

const SIGNER: Length = Length { min: 3, max: 120 };
const BASIS: Length = Length { min: 3, max: 120 };
const NOTE_CHARS_MAX: usize = 500;

words!(
    /// A land paper that people complain about.
    pub LandPaper {
        Recovery "recovery" "Thu hồi đất",
        Compensation "compensation" "Bồi thường, hỗ trợ, tái định cư",
        Allocation "allocation" "Giao đất, cho thuê đất",
        Certificate "certificate" "Cấp giấy chứng nhận lần đầu",
        Penalty "penalty" "Xử phạt vi phạm hành chính",
        Enforcement "enforcement" "Cưỡng chế",
        Other "other" "Giấy tờ khác về đất",
    }
);

words!(
    pub Body {
        Province "province" "UBND cấp tỉnh",
        ProvinceChair "province_chair" "Chủ tịch UBND cấp tỉnh",
        District "district" "UBND cấp huyện (đã giải thể)",
        CommuneChair "commune_chair" "Chủ tịch UBND cấp xã",
        Elsewhere "elsewhere" "Cơ quan khác trong danh sách",
    }
);

words!(
    /// How the power came to whoever signs.
    pub Handing { Law "law" "Theo luật", Delegated "delegated" "Phân cấp", Authorised "authorised" "Ủy quyền" }
);

/// One row: from a day to a day papers of that kind are signed so, and are that body's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Competence {
    pub id: Id<Competence>,
    pub version: i32,
    pub paper: LandPaper,
    /// Whose the decision is: of a power handed down by phân cấp the receiver, by ủy quyền the giver.
    pub body: Body,
    /// From the kept list: who another body is, or who took over from the district.
    pub authority: Option<String>,
    /// Who signs: “Chủ tịch UBND xã”.
    pub signer: String,
    pub handing: Handing,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
    /// The law's article, or the number of the decision that hands it down.
    pub document_no: String,
    pub note: String,
}

impl Competence {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    fn clashes(&self, other: &Competence) -> bool {
        let last = |row: &Competence| row.until.unwrap_or(NaiveDate::MAX);
        let same = (self.paper, self.body, &self.authority, &self.signer)
            == (other.paper, other.body, &other.authority, &other.signer);
        same && self.id != other.id && self.since <= last(other) && other.since <= last(self)
    }

    /// Whose it is, by name: “UBND thành phố Huế”.
    pub fn whose(&self, office: &Office) -> String {
        let listed = self.authority.as_deref().and_then(|code| office.authority(code)).map(|found| found.name.clone());
        let superior = Some(office.facts.superior.clone()).filter(|name| !name.is_empty());
        let commune = Some(office.facts.title.clone()).filter(|name| !name.is_empty());
        let none = || self.body.label().to_owned();
        match self.body {
            Body::Province => superior.unwrap_or_else(none),
            Body::ProvinceChair => superior.map_or_else(none, |name| format!("Chủ tịch {name}")),
            Body::CommuneChair => commune.map_or_else(none, |name| format!("Chủ tịch {name}")),
            Body::District => listed.map_or_else(none, |name| format!("{name} (kế thừa cấp huyện)")),
            Body::Elsewhere => listed.unwrap_or_else(none),
        }
    }

    /// “Thu hồi đất: Chủ tịch UBND xã ký, từ 01/07/2025 đến hết 30/01/2026, NĐ 151/2025/NĐ-CP, Điều 5”.
    pub fn words(&self) -> String {
        let day = |day: NaiveDate| day.format("%d/%m/%Y");
        let until = self.until.map_or_else(String::new, |until| format!(" đến hết {}", day(until)));
        let handing = self.handing.label().to_lowercase();
        format!(
            "{}: {} ký, từ {}{until}, {handing}, {}",
            self.paper.label(),
            self.signer,
            day(self.since),
            self.document_no
        )
    }
}

/// A row that ends soon with nothing after it for the same papers.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending<'r> {
    pub row: &'r Competence,
    pub days: i64,
}

impl Ending<'_> {
    pub fn is_urgent(&self) -> bool {
        self.days <= URGENT_DAYS
    }
}

/// Rows that end within sixty days and that no other follows; the nearest first.
pub fn ending(rows: &[Competence], today: NaiveDate) -> Vec<Ending<'_>> {
    let follows = |row: &Competence, until: NaiveDate| {
        let next = until + Days::new(1);
        rows.iter().any(|other| other.paper == row.paper && other.id != row.id && other.holds_on(next))
    };
    let near = rows.iter().filter_map(|row| {
        let until = row.until.filter(|until| !follows(row, *until) && row.since <= *until)?;
        let days = (until - today).num_days();
        (0..=WARN_DAYS).contains(&days).then_some(Ending { row, days })
    });
    let mut near: Vec<Ending> = near.collect();
    near.sort_by_key(|ending| (ending.days, ending.row.paper));
    near
}

/// The administrator adds a row. A past day is lawful: papers of those days are contested now.
pub fn add(fields: &Fields, rows: &[Competence], act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    if rows.len() >= ROWS_MAX {
        return Err(Refusal::Untimely(format!("Bảng thẩm quyền đã có {ROWS_MAX} dòng, nhiều nhất là thế.")));
    }
    let mut reader = Reader::new(fields);
    let paper = reader.word("paper", LandPaper::from_code, "Xin chọn loại giấy tờ.");
    let body = reader.word("body", Body::from_code, "Xin chọn quyết định ấy là của ai.");
    let authority = authority(&mut reader, body, office);
    let signer = reader.text("signer", SIGNER, "Xin ghi chức danh người ký, ví dụ Chủ tịch UBND xã.");
    let handing = reader.word("handing", Handing::from_code, "Xin chọn: theo luật, phân cấp hay ủy quyền.");
    let document_no = reader.text("document_no", BASIS, "Xin ghi điều luật, hoặc số văn bản phân cấp, ủy quyền.");
    let note = reader.optional("note", NOTE_CHARS_MAX);
    if reader.get("since").is_empty() {
        reader.fail("since", "Xin ghi ngày bắt đầu.");
    }
    let (since, until) = (reader.optional_date("since"), reader.optional_date("until"));
    if until.zip(since).is_some_and(|(until, since)| until < since) {
        reader.fail("until", "Ngày cuối không thể ở trước ngày đầu.");
    }
    reader.done()?;
    let (Some(paper), Some(body), Some(handing), Some(since)) = (paper, body, handing, since) else {
        return Err(Refusal::Unseen);
    };
    let row = Competence {
        id: act.mint(),
        version: 1,
        paper,
        body,
        authority,
        signer,
        handing,
        since,
        until,
        document_no,
        note,
    };
    if let Some(other) = rows.iter().find(|other| other.clashes(&row)) {
        return Err(Refusal::field("since", format!("Đã có dòng “{}”. Xin kết thúc dòng ấy trước.", other.words())));
    }
    Ok(noted(&row, act).with(Write::Competence(Box::new(row))))
}

fn authority(reader: &mut Reader, body: Option<Body>, office: &Office) -> Option<String> {
    let code = reader.get("authority");
    let found = office.authority(&code).map(|found| found.code.clone());
    if !code.is_empty() && found.is_none() {
        reader.fail("authority", "Không có cơ quan này trong danh sách.");
    } else if body == Some(Body::Elsewhere) && found.is_none() {
        reader.fail("authority", "Xin chọn cơ quan trong danh sách.");
    }
    found.filter(|_| matches!(body, Some(Body::Elsewhere | Body::District)))
}

/// The last day on which a row holds. It is never deleted: papers of its days go by it.
pub fn end(before: &Competence, fields: &Fields, act: &Act) -> Result<Change, Refusal> {
    only_admin(act)?;
    if fields.get("version") != before.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người khác sửa dòng này. Xin xem lại bản mới nhất.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    if reader.get("until").is_empty() {
        reader.fail("until", "Xin ghi ngày cuối cùng dòng này còn hiệu lực.");
    }
    let until = reader.optional_date("until");
    if until.is_some_and(|until| until < before.since - Days::new(1)) {
        reader.fail("until", "Ngày cuối sớm nhất là ngày trước ngày đầu: khi ấy dòng này coi như chưa từng có.");
    }
    reader.done()?;
    let after = Competence { until, ..before.clone() };
    Ok(noted(&after, act).with(Write::SaveCompetence(Box::new(after))))
}

fn noted(row: &Competence, act: &Act) -> Change {
    Change::about(row.id, act, Deed::Competence)
        .noting("paper", row.paper)
        .noting("body", row.body)
        .noting("authority", &row.authority)
        .noting("handing", row.handing)
        .noting("since", row.since)
        .noting("until", row.until)
}

fn only_admin(act: &Act) -> Result<(), Refusal> {
    match &act.by {
        Actor::System => Ok(()),
        Actor::Account(account) if account.role == Role::Admin => Ok(()),
        _ => Err(Refusal::NotYours("Bảng thẩm quyền do người quản trị ghi.")),
    }
}
