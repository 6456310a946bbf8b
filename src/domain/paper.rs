//! Papers: the numbered decisions that move a petition's limit or end it, each with its ground by law.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    act::Act,
    change::Change,
    clock::Clock,
    event::Deed,
    form::Reader,
    handling::document_no,
    id::Id,
    law::{Direction, Unit, Whose, count},
    office::Office,
    petition::{Case, Kind, Petition, TextKind},
    refusal::Refusal,
    sorting::REASON,
    words::words,
};

words!(
    /// Why a limit moves, by law (NĐ 155/2026 Đ.3a, NĐ 31/2019 Đ.3; Luật Khiếu nại Đ.11a; Luật Tố cáo Đ.34).
    pub Cause {
        Places "places" "Phải xác minh từ hai nơi trở lên",
        Matters "matters" "Có từ hai nội dung trở lên",
        Many "many" "Nhiều người cùng gửi, hoặc liên quan quyền lợi của nhiều người",
        Foreign "foreign" "Có yếu tố nước ngoài",
        Bodies "bodies" "Liên quan trách nhiệm của nhiều cơ quan",
        Differing "differing" "Các cơ quan còn ý kiến khác nhau",
        Conflicting "conflicting" "Tài liệu, chứng cứ mâu thuẫn nhau",
        MoreTime "more_time" "Cần thêm thời gian kiểm tra tại chỗ",
        Obstacle "obstacle" "Sự kiện bất khả kháng, trở ngại khách quan",
        OtherBody "other_body" "Chờ kết quả của cơ quan khác",
        Expert "expert" "Chờ giám định bổ sung, giám định lại",
        ObstacleOver "obstacle_over" "Trở ngại không còn",
        ResultCame "result_came" "Đã có kết quả chờ đợi",
        WithdrawnWhole "withdrawn" "Người gửi rút toàn bộ",
        NoSuccessor "no_successor" "Người gửi mất, tổ chức giải thể mà không có người kế thừa",
        NoObject "no_object" "Không còn đối tượng hoặc nội dung để giải quyết",
        Court "court" "Tòa án đã thụ lý, hoặc đã có bản án, quyết định",
        Settled "settled" "Vụ việc đã được giải quyết bằng bản án, quyết định có hiệu lực",
        AccusedDied "accused_died" "Người bị tố cáo đã mất, nội dung chỉ liên quan trách nhiệm của người ấy",
    }
);

/// The seven criteria of “phức tạp”.
pub const COMPLEX: &[Cause] =
    &[Cause::Places, Cause::Matters, Cause::Many, Cause::Foreign, Cause::Bodies, Cause::Differing, Cause::Conflicting];

/// The grounds that the law has for that act on that kind.
pub fn grounds(deed: Deed, kind: Kind) -> &'static [Cause] {
    match (deed, kind) {
        (Deed::Extend, Kind::Complaint | Kind::Denunciation) => COMPLEX,
        (Deed::Extend, _) => &[Cause::MoreTime, Cause::Places, Cause::Bodies, Cause::Obstacle],
        (Deed::Suspend, Kind::Complaint) => &[Cause::Obstacle, Cause::OtherBody],
        (Deed::Suspend, Kind::Denunciation) => &[Cause::OtherBody, Cause::Expert],
        (Deed::Resume, Kind::Denunciation) => &[Cause::ResultCame],
        (Deed::Resume, _) => &[Cause::ObstacleOver, Cause::ResultCame],
        (Deed::Terminate, Kind::Complaint) => {
            &[Cause::WithdrawnWhole, Cause::NoSuccessor, Cause::NoObject, Cause::Court]
        }
        (Deed::Terminate, Kind::Denunciation) => &[Cause::WithdrawnWhole, Cause::AccusedDied, Cause::Settled],
        _ => &[],
    }
}

/// Where the law says that ground, as the form and the person read it.
pub fn article(deed: Deed, kind: Kind, cause: Cause) -> &'static str {
    match (deed, kind, cause) {
        (Deed::Extend, Kind::Complaint, _) => "NĐ 155/2026, Điều 3a",
        (Deed::Extend, Kind::Denunciation, _) => "NĐ 31/2019, Điều 3",
        (Deed::Resume, Kind::Complaint, _) => "NĐ 155/2026, Điều 28b",
        (_, Kind::Complaint, _) => "Luật Khiếu nại, Điều 11a",
        (Deed::Suspend, Kind::Denunciation, Cause::OtherBody) => "Luật Tố cáo, Điều 34 khoản 1 điểm a",
        (Deed::Suspend, Kind::Denunciation, _) => "Luật Tố cáo, Điều 34 khoản 1 điểm b",
        (Deed::Resume, Kind::Denunciation, _) => "Luật Tố cáo, Điều 34 khoản 2",
        (_, Kind::Denunciation, Cause::WithdrawnWhole) => "Luật Tố cáo, Điều 34 khoản 3 điểm a",
        (_, Kind::Denunciation, Cause::AccusedDied) => "Luật Tố cáo, Điều 34 khoản 3 điểm b",
        (_, Kind::Denunciation, _) => "Luật Tố cáo, Điều 34 khoản 3 điểm c",
        _ => "hạn xã tự đặt",
    }
}

/// Why a ground cannot stand there.
fn no_ground(named: &[String], deed: Deed, kind: Kind) -> String {
    let foreign =
        named.iter().filter_map(|code| Cause::from_code(code)).find(|cause| !grounds(deed, kind).contains(cause));
    foreign.map_or_else(
        || "Xin chọn căn cứ theo luật.".to_owned(),
        |cause| {
            format!(
                "“{}” không phải là căn cứ {} đối với {}. Xin chọn căn cứ theo luật.",
                cause.label(),
                deed.label().to_lowercase(),
                kind.label().to_lowercase()
            )
        },
    )
}

/// Suspending and terminating are known to the law of khiếu nại and of tố cáo alone.
pub fn is_suspendable(kind: Kind) -> bool {
    matches!(kind, Kind::Complaint | Kind::Denunciation)
}

/// In the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Causes(pub Vec<Cause>);

/// One such paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    pub id: Id<Paper>,
    pub petition: Id<Petition>,
    /// The act that it stands for.
    pub deed: Deed,
    /// The limit that it moved.
    pub clock: Option<Id<Clock>>,
    pub causes: Causes,
    pub document_no: String,
    pub document_date: NaiveDate,
    pub due_before: Option<NaiveDate>,
    pub due_after: Option<NaiveDate>,
    /// Days that were left of the limit, of its own unit.
    pub remaining: Option<i32>,
}

/// What somebody wrote into the form of such an act.
pub(super) struct Written {
    pub causes: Causes,
    pub reason: String,
    pub number: String,
    pub date: NaiveDate,
}

/// Reads ground, reason, number and date; the paper is not older than what it is about.
pub(super) fn read(reader: &mut Reader, deed: Deed, case: &Case, earliest: NaiveDate, act: &Act) -> Option<Written> {
    let allowed = grounds(deed, case.petition.kind_now());
    let named = reader.all("ground");
    let causes: Vec<Cause> = allowed.iter().copied().filter(|cause| named.iter().any(|n| n == cause.code())).collect();
    if causes.is_empty() || causes.len() < named.len() {
        reader.fail("ground", no_ground(&named, deed, case.petition.kind_now()));
    }
    let reason = reader.text("reason", REASON, "Xin ghi rõ lý do. Người gửi đọc được câu này.");
    let number = document_no(reader);
    let date = reader.date("document_date", act.today(), "Xin ghi ngày trên văn bản.");
    if date.is_some_and(|date| date < earliest) {
        reader.fail("document_date", format!("Ngày văn bản không thể trước {}.", earliest.format("%d/%m/%Y")));
    }
    Some(Written { causes: Causes(causes), reason, number, date: date? })
}

impl Written {
    /// The paper as a row, not yet tied to a limit.
    pub fn paper(&self, deed: Deed, case: &Case, act: &Act) -> Paper {
        Paper {
            id: act.mint(),
            petition: case.petition.id,
            deed,
            clock: None,
            causes: self.causes.clone(),
            document_no: self.number.clone(),
            document_date: self.date,
            due_before: None,
            due_after: None,
            remaining: None,
        }
    }
}

/// The record of it: codes, number and dates for everyone, the reason for those who read words.
pub(super) fn noted(change: Change, paper: Paper, reason: &str, act: &Act, office: &Office) -> Change {
    let mut change = change
        .noting("causes", &paper.causes)
        .noting("document_no", &paper.document_no)
        .noting("document_date", paper.document_date);
    if let (Some(before), Some(after)) = (paper.due_before, paper.due_after) {
        change = change.noting("due_before", before).noting("due_after", after);
    }
    if let Some(remaining) = paper.remaining {
        change = change.noting("remaining", remaining);
    }
    if is_entered_late(paper.document_date, act, office) {
        change = change.noting("entered_late", true);
    }
    change.with(super::change::Write::Paper(Box::new(paper))).saying(act, TextKind::Reason, reason)
}

/// Entered later than the working day after it was signed (NĐ 30/2020 Đ.18.1): the Front sees the mark.
pub(super) fn is_entered_late(signed: NaiveDate, act: &Act, office: &Office) -> bool {
    let (soon, ..) = count(&office.calendar, 1, Unit::WorkingDay, Direction::Forward, Whose::Own, signed);
    act.today() > soon
}

/// Why an act that needs a running settling limit finds none.
pub(super) fn nothing_runs() -> Refusal {
    Refusal::Untimely("Hồ sơ này không có thời hạn giải quyết nào đang chạy.".to_owned())
}
