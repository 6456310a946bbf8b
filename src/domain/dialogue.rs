//! Dialogue (đối thoại): a conference with the people, one on a project, or the one inside a complaint before its decision.

pub mod convene;
pub mod decision;
pub mod guest;
pub mod meeting;
pub mod notice;
pub mod plan;
pub mod result;
pub mod yearly;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    clock::Clock,
    commitment::Commitment,
    event::Event,
    id::Id,
    person::{Account, Role},
    petition::{Attachment, Medium, Party, Petition, Topic},
    policy::Sight,
    refusal::Refusal,
    slot::{Occasion, Part, Slot},
    words::words,
};

/// Petitions of one dialogue.
pub const AGENDA_MAX: usize = 40;
/// People and bodies invited to one dialogue.
pub const GUESTS_MAX: usize = 300;

words!(
    pub DialogueKind {
        Conference "conference" "Hội nghị đối thoại với Nhân dân",
        Thematic "thematic" "Đối thoại về một dự án, một việc",
        Complaint "complaint" "Đối thoại trong một khiếu nại",
    }
);

impl DialogueKind {
    /// The rule by which it has to be announced.
    pub fn notice(self) -> &'static str {
        match self {
            DialogueKind::Conference | DialogueKind::Thematic => NOTICE_PUBLIC,
            DialogueKind::Complaint => NOTICE_COMPLAINT,
        }
    }

    /// Announced to everybody, its result published; the one inside a complaint is between its parties.
    pub fn is_public(self) -> bool {
        self != DialogueKind::Complaint
    }
}

words!(
    /// When a conference with the people has to be held (Luật THDCCS Đ.32; Luật TCCQĐP Đ.43).
    pub ConferenceGround {
        Yearly "yearly" "Hội nghị hằng năm, luật buộc ít nhất một lần",
        Voters "voters" "Từ 10% cử tri trở lên đề nghị",
        Needed "needed" "Khi cần thiết",
    }
);

/// Announced at least 7 days before (Luật TCCQĐP Đ.43).
pub const NOTICE_PUBLIC: &str = "DT-7";
/// All parties told at least 5 days before (NĐ 155/2026).
pub const NOTICE_COMPLAINT: &str = "KN-DOITHOAI";
/// The result published and sent to the village heads.
pub const RESULT: &str = "DT-10";

words!(
    /// Where a dialogue stands.
    pub DialogueStage {
        Planned "planned" "Chờ thông báo",
        Announced "announced" "Đã thông báo",
        Held "held" "Đã tổ chức",
        Published "published" "Đã công bố kết quả",
        CalledOff "called_off" "Không tổ chức nữa",
    }
);

impl DialogueStage {
    /// Still to come.
    pub fn is_ahead(self) -> bool {
        matches!(self, DialogueStage::Planned | DialogueStage::Announced)
    }

    pub fn was_held(self) -> bool {
        matches!(self, DialogueStage::Held | DialogueStage::Published)
    }
}

words!(
    /// What came of one petition of the agenda.
    pub ItemOutcome {
        Answered "answered" "Đã trả lời tại chỗ",
        Promised "promised" "Hứa làm, có hạn",
        Check "check" "Kiểm tra thêm",
    }
);

words!(
    /// As what somebody is invited (Mẫu 14, mục I).
    pub Seat {
        Petitioner "petitioner" "Người gửi đơn, người khiếu nại",
        Complained "complained" "Người bị khiếu nại",
        Related "related" "Người có quyền lợi, nghĩa vụ liên quan",
        Agency "agency" "Cơ quan, tổ chức, người đại diện thôn",
    }
);

words!(pub Presence { Present "present" "Có mặt", Excused "excused" "Vắng, có lý do", Absent "absent" "Vắng, không lý do" });
words!(pub Coming { Yes "yes" "Sẽ đến", No "no" "Không đến được" });
words!(pub MinutesState { Draft "draft" "Bản nháp", Signed "signed" "Đã ký" });
words!(
    /// What a text of a dialogue is.
    pub DialogueTextKind { Moved "moved" "Vì sao dời ngày", CalledOff "called_off" "Vì sao không tổ chức", Result "result" "Kết quả công bố" }
);

/// One session, from the plan to its published result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dialogue {
    pub id: Id<Dialogue>,
    /// Counts every change of it and of all that hangs on it.
    pub version: i32,
    pub kind: DialogueKind,
    pub stage: DialogueStage,
    pub topic: Option<Topic>,
    /// By code.
    pub village: Option<String>,
    pub project: String,
    /// Stands in public lists: no names.
    pub subject: String,
    /// Who presides.
    pub chair: Id<Account>,
    /// The Front convenes it together with the commune (Luật THDCCS Đ.32).
    pub with_front: bool,
    pub day: NaiveDate,
    /// “14:00”.
    pub hour: String,
    pub place: String,
    /// What to bring.
    pub bring: String,
    /// The day that was told before, since it was moved.
    pub moved_from: Option<NaiveDate>,
    pub announced_on: Option<NaiveDate>,
    pub published_on: Option<NaiveDate>,
    /// The day the result was sent to the village heads.
    pub sent_on: Option<NaiveDate>,
    /// Why a conference is held.
    pub ground: Option<ConferenceGround>,
}

impl Dialogue {
    /// The part of the day in which it begins.
    pub fn part(&self) -> Part {
        match self.hour.as_str() {
            hour if hour < NOON => Part::Morning,
            hour if hour < EVENING => Part::Afternoon,
            _ => Part::Evening,
        }
    }

    /// What it takes of whoever presides.
    pub(super) fn slot(&self) -> Slot {
        let occasion = if self.kind.is_public() { Occasion::Dialogue } else { Occasion::Private };
        Slot { account: self.chair, day: self.day, part: self.part(), subject: self.id.subject(), occasion }
    }
}

const NOON: &str = "12:00";
const EVENING: &str = "18:00";

/// A petition on the agenda.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgendaItem {
    pub id: Id<AgendaItem>,
    pub dialogue: Id<Dialogue>,
    pub petition: Id<Petition>,
    pub position: i32,
    pub outcome: Option<ItemOutcome>,
}

/// Somebody invited. Who a party is stands in the vault; others are named by office, not by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guest {
    pub id: Id<Guest>,
    pub dialogue: Id<Dialogue>,
    pub position: i32,
    pub seat: Seat,
    pub petition: Option<Id<Petition>>,
    pub party: Option<Id<Party>>,
    /// “Trưởng thôn Khe Sòng”; empty for a party.
    pub label: String,
    /// What they said themselves.
    pub coming: Option<Coming>,
    pub presence: Option<Presence>,
    pub medium: Option<Medium>,
    pub told_on: Option<NaiveDate>,
}

/// What the minutes say (Mẫu 14); erasable, its event holds a salted hash.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MinutesContent {
    pub began: String,
    pub ended: String,
    pub scribe: String,
    pub purpose: String,
    pub findings: String,
    pub opinions: String,
    pub agreed: String,
    pub differing: String,
    /// Who did not sign and why.
    pub unsigned: String,
    pub copies: i32,
}

/// One version of the minutes: written until it is signed, then locked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Minutes {
    pub id: Id<Minutes>,
    pub dialogue: Id<Dialogue>,
    pub position: i32,
    /// Counts the saves of this version.
    pub revision: i32,
    pub state: MinutesState,
    pub content: MinutesContent,
    #[serde(skip)]
    pub salt: String,
    pub drafter: Id<Account>,
    pub signed_on: Option<NaiveDate>,
}

/// A page of the minutes as they were signed: it comes with the signature, or later where none came; it is never replaced.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scan {
    pub minutes: Id<Minutes>,
    pub position: i32,
    #[serde(flatten)]
    pub file: Attachment,
}

/// An erasable text of a dialogue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DialogueText {
    pub id: Id<DialogueText>,
    pub dialogue: Id<Dialogue>,
    pub event: Id<Event>,
    pub kind: DialogueTextKind,
    pub author: Option<Id<Account>>,
    pub at: DateTime<Utc>,
    pub body: String,
    #[serde(skip)]
    pub salt: String,
}

/// A row of a dialogue to be written.
pub enum DialogueWrite {
    Open(Box<Dialogue>),
    /// Over the version that was read.
    Save(Box<Dialogue>),
    Item(AgendaItem),
    SaveItem(AgendaItem),
    Guest(Box<Guest>),
    SaveGuest(Box<Guest>),
    /// Everybody has to be told anew.
    Untell(Id<Dialogue>),
    Minutes(Box<Minutes>),
    /// Over the save that was read; a signed version is not there for it.
    SaveMinutes(Box<Minutes>),
    Scan(Box<Scan>),
    Text(Box<DialogueText>),
    Promise(Box<Commitment>),
    SavePromise(Box<Commitment>),
}

/// All that lies on the table of one dialogue, as far as it is in somebody's sight.
#[derive(Debug, Clone, Serialize)]
pub struct Session {
    pub dialogue: Dialogue,
    pub agenda: Vec<AgendaItem>,
    /// The petitions of the agenda.
    pub petitions: Vec<Petition>,
    pub guests: Vec<Guest>,
    /// The last seat given, seen or not.
    pub last_seat: i32,
    /// Parties who left a phone.
    pub phones: Vec<Id<Party>>,
    pub minutes: Vec<Minutes>,
    pub scans: Vec<Scan>,
    pub texts: Vec<DialogueText>,
    pub clocks: Vec<Clock>,
    pub promises: Vec<Commitment>,
}

impl Session {
    pub fn running(&self, rule: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.is_running() && clock.rule == rule)
    }

    /// The version that can still be written on.
    pub fn open_minutes(&self) -> Option<&Minutes> {
        self.minutes.last().filter(|minutes| minutes.state == MinutesState::Draft)
    }

    pub fn scan(&self, minutes: i32, position: i32) -> Option<&Scan> {
        let minutes = self.minutes.iter().find(|one| one.position == minutes)?;
        self.scans.iter().find(|scan| scan.minutes == minutes.id && scan.position == position)
    }

    /// Signed versions whose scan was forgotten.
    pub fn unscanned(&self) -> impl Iterator<Item = &Minutes> {
        let has_none = |minutes: &&Minutes| self.scans.iter().all(|scan| scan.minutes != minutes.id);
        self.minutes.iter().filter(|minutes| minutes.state == MinutesState::Signed).filter(has_none)
    }

    pub fn signed_minutes(&self) -> Option<&Minutes> {
        self.minutes.iter().rev().find(|minutes| minutes.state == MinutesState::Signed)
    }
}

/// Who finds dialogues at all: whoever handles petitions, and who watches.
pub fn may_see(role: Role) -> bool {
    role.handles() || role == Role::Monitor
}

/// Who prepares one, writes its minutes and its results.
pub fn prepares(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Chair | Role::ViceChair)
}

/// Whoever acts prepares dialogues; for others the act is not theirs, or nothing is there.
pub(super) fn preparer(sight: &Sight) -> Result<(), Refusal> {
    match sight.role {
        role if prepares(role) => Ok(()),
        role if may_see(role) => Err(Refusal::NotYours("Đối thoại do văn phòng và lãnh đạo chuẩn bị.")),
        _ => Err(Refusal::Unseen),
    }
}
