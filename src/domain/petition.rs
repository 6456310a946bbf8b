//! The petition (đơn, hồ sơ): one matter from one person or group, with one owner, one stage, several clocks.

use std::ops::Deref;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    assistance::Asked,
    clock::{Clock, ClockState},
    duplicate::Link,
    event::Deed,
    id::Id,
    mediation::Mediating,
    paper::Paper,
    person::Account,
    retention::Retention,
    split::Split,
    withdrawal::Withdrawal,
    words::words,
};

words!(
    /// Where a petition stands (product.md, “Stages, complete”).
    pub Stage {
        Received "received" "Đã nhận",
        AwaitingSignature "awaiting_signature" "Chờ ký đơn",
        Accepted "accepted" "Đã thụ lý",
        InProgress "in_progress" "Đang kiểm tra",
        AwaitingApproval "awaiting_approval" "Chờ duyệt",
        AwaitingIssue "awaiting_issue" "Chờ ký, đóng dấu",
        Answered "answered" "Đã trả lời",
        Closed "closed" "Đã xong",
        Guided "guided" "Đã hướng dẫn",
        Transferred "transferred" "Đã chuyển",
        Ineligible "ineligible" "Không đủ điều kiện",
        Duplicate "duplicate" "Trùng đơn khác",
        Withdrawn "withdrawn" "Đã rút",
        Terminated "terminated" "Đình chỉ",
    }
);

impl Stage {
    pub const OPEN: &'static [Stage] = &[
        Stage::Received,
        Stage::AwaitingSignature,
        Stage::Accepted,
        Stage::InProgress,
        Stage::AwaitingApproval,
        Stage::AwaitingIssue,
    ];

    /// Somebody of the commune still has to do something.
    pub fn is_open(self) -> bool {
        self < Stage::Answered
    }

    /// Nothing more is to be done; *answered* is neither open nor ended.
    pub fn is_ended(self) -> bool {
        self > Stage::Answered
    }

    /// No outcome yet: neither accepted, guided, transferred nor asked to sign.
    pub fn is_new(self) -> bool {
        self == Stage::Received
    }
}

words!(
    /// What a petition is by its content (TT 05/2021 Đ.6).
    pub Kind {
        Feedback "feedback" "Phản ánh",
        Recommendation "recommendation" "Kiến nghị",
        Complaint "complaint" "Khiếu nại",
        Denunciation "denunciation" "Tố cáo",
    }
);

words!(
    /// What it is about; each proposes a unit.
    pub Topic {
        Land "land" "Đất đai",
        Clearance "clearance" "Giải phóng mặt bằng",
        Compensation "compensation" "Bồi thường",
        Resettlement "resettlement" "Hỗ trợ, tái định cư",
        Environment "environment" "Ô nhiễm môi trường",
        Conduct "conduct" "Thái độ cán bộ",
        Infrastructure "infrastructure" "Đường, điện, nước",
        Order "order" "An ninh trật tự",
        Social "social" "Chính sách xã hội",
        Other "other" "Việc khác",
    }
);

impl Topic {
    /// Asks for parcel, map sheet and project.
    pub fn is_land(self) -> bool {
        matches!(self, Topic::Land | Topic::Clearance | Topic::Compensation | Topic::Resettlement)
    }

    /// Of daily life; what stands beside its name until the commune says otherwise.
    pub const fn example(self) -> &'static str {
        match self {
            Topic::Land => "sổ đỏ, ranh giới, tách thửa",
            Topic::Clearance => "thu hồi đất, cưỡng chế",
            Topic::Compensation => "đền bù đất, cây, mồ mả",
            Topic::Resettlement => "nơi ở mới, hỗ trợ di dời",
            Topic::Environment => "mùi hôi, bụi, rác, nước bẩn",
            Topic::Conduct => "hách dịch, gây khó dễ",
            Topic::Infrastructure => "hư hỏng, chưa làm",
            Topic::Order => "ồn ào, gây gổ, trộm cắp",
            Topic::Social => "hộ nghèo, trợ cấp, cứu trợ",
            Topic::Other => "hoặc ông bà không chắc",
        }
    }
}

words!(pub Answer3 { Yes "yes" "Có", No "no" "Không", Unknown "unknown" "Không biết" });

words!(
    pub Channel {
        Online "online" "Gửi qua trang",
        Counter "counter" "Đến trụ sở",
        Post "post" "Gửi bưu điện",
        Phone "phone" "Gọi điện thoại",
        VillageHead "village_head" "Qua trưởng thôn",
        LetterBox "letter_box" "Hòm thư góp ý",
        PassedOn "passed_on" "Cơ quan khác chuyển đến",
    }
);

words!(pub Priority { Normal "normal" "Bình thường", Urgent "urgent" "Gấp" });

words!(
    /// What the person said of the answer.
    pub Outcome { Done "done" "Xong rồi", Partly "partly" "Mới xong một phần", NotDone "not_done" "Chưa xong" }
);

words!(
    /// What an answer or decision comes to.
    pub Finding {
        Upheld "upheld" "Đúng",
        Partly "partly" "Đúng một phần",
        NotUpheld "not_upheld" "Không đúng",
        Done "done" "Đã làm",
        NotDone "not_done" "Chưa làm được",
        Explained "explained" "Đã giải thích",
    }
);

words!(
    /// Why a paper is not handled (Luật Khiếu nại Đ.11, TT 05/2021).
    pub Ground {
        NoSignature "no_signature" "Không có chữ ký, điểm chỉ",
        NotOwnRight "not_own_right" "Không liên quan trực tiếp đến quyền lợi của người gửi",
        NoCapacity "no_capacity" "Không đủ năng lực hành vi mà không có người đại diện",
        WrongRepresentative "wrong_representative" "Người đại diện không hợp pháp",
        InternalAct "internal_act" "Quyết định nội bộ, văn bản chỉ đạo, quy phạm hoặc bí mật",
        TimeBarred "time_barred" "Hết thời hiệu khiếu nại",
        SecondDecision "second_decision" "Đã có quyết định giải quyết lần hai",
        Court "court" "Tòa án đã thụ lý hoặc đã xử",
        AlreadyHandled "already_handled" "Đã trả lời, không có tình tiết mới",
        AlreadyGuided "already_guided" "Đã được hướng dẫn một lần về cùng việc",
        SentToMany "sent_to_many" "Gửi nhiều nơi, trong đó có nơi đúng thẩm quyền",
        Abusive "abusive" "Lời lẽ thô tục, xúc phạm",
        Illegible "illegible" "Rách nát, tẩy xóa, không đọc được",
    }
);

words!(
    /// Why a petition was closed.
    pub CloseCode { Done "done" "Người gửi nói đã xong", Silent "silent" "30 ngày sau khi báo, người gửi không có ý kiến" }
);

/// The facts of a petition that may stand in lists. What the person said stands in [`Story`], who they are in the vault.
///
/// Public fields for rows and pages to read and make; a rule's result is a [`Petition`], whose inside only `domain` can set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stored {
    pub id: Id<Petition>,
    /// Counts every change of the petition and of all that hangs on it.
    pub version: i32,
    pub received_at: DateTime<Utc>,
    /// The day the office received it: from here the first clocks run.
    pub received_on: NaiveDate,
    pub channel: Channel,
    pub kind_proposed: Kind,
    /// The person left a phone, an address or a mail address.
    pub reachable: bool,
    /// Code of the village it happened in; empty once sealed.
    pub village: Option<String>,
    /// Incoming number, given when it is first sorted.
    pub number: Option<i32>,
    pub number_year: Option<i32>,
    /// Set by the clerk from the content.
    pub kind: Option<Kind>,
    pub topic: Topic,
    /// Trích yếu: at most 80 characters, no names.
    pub subject: Option<String>,
    pub priority: Priority,
    pub stage: Stage,
    pub sealed: bool,
    /// About the chairman or a deputy: gone to the superior, seen by nobody here.
    pub past_heads: bool,
    /// Who may open a sealed petition besides the chairman.
    pub reader: Option<Id<Account>>,
    pub owner: Option<Id<Account>>,
    pub unit: Option<String>,
    /// The chairman or a deputy gave it to somebody, and the person has not said “chưa xong” since.
    pub assigned: bool,
    /// May not be given it again after the person said “chưa xong”.
    pub former_owner: Option<Id<Account>>,
    pub signed_on: Option<NaiveDate>,
    /// The day the signed paper was received: from here KN-THULY runs.
    pub signed_received_on: Option<NaiveDate>,
    pub ground: Option<Ground>,
    /// What the person said last of the answer.
    pub outcome: Option<Outcome>,
    /// The day the answer was approved or the decision issued.
    pub answered_on: Option<NaiveDate>,
    /// The day the person was told the answer.
    pub told_on: Option<NaiveDate>,
    pub close_code: Option<CloseCode>,
    /// The id of the draft it was sent from, so that sending twice files once.
    pub draft: Option<Id<Draft>>,
}

/// A petition as the rules see it. Read through [`Deref`]; changed only inside `domain`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Petition {
    pub(super) facts: Stored,
}

impl Petition {
    /// From its row. Only `store/` does this (kept by a test that reads the source).
    pub fn restore(facts: Stored) -> Petition {
        Petition { facts }
    }

    /// The kind it is treated as: the clerk's, else what it was proposed to be.
    pub fn kind_now(&self) -> Kind {
        self.kind.unwrap_or(self.kind_proposed)
    }

    pub fn is_sorted(&self) -> bool {
        self.kind.is_some()
    }

    /// Unassigned conduct is the chairman's alone.
    pub fn is_confined(&self) -> bool {
        self.topic == Topic::Conduct && !self.assigned
    }
}

impl Deref for Petition {
    type Target = Stored;
    fn deref(&self) -> &Stored {
        &self.facts
    }
}

/// A filing draft; only its id is known to the domain.
#[derive(Debug)]
pub enum Draft {}

/// The citizen's own choice, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Choice {
    pub topic: Topic,
    pub about_decision: Answer3,
    pub anonymous: bool,
}

/// What the person told. Erasable: events never hold a word of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    pub body: String,
    pub happened_on: Option<NaiveDate>,
    /// Village of residence, by code.
    pub residence: Option<String>,
    pub place: String,
    pub parcel: String,
    pub map_sheet: String,
    pub project: String,
    pub decision_no: String,
    pub decision_date: Option<NaiveDate>,
    pub decision_signer: String,
}

/// One who filed, or a member of a group: with an own code and an own first-reply clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Party {
    pub id: Id<Party>,
    pub petition: Id<Petition>,
    /// 1 is the filer or the group's representative.
    pub position: i32,
    pub reachable: bool,
    pub phone_given: bool,
}

words!(
    pub AnswerState {
        Draft "draft" "Dự thảo",
        Submitted "submitted" "Đã trình",
        Returned "returned" "Trả lại",
        Approved "approved" "Đã duyệt",
        Issued "issued" "Đã ban hành",
    }
);

/// Who had a hand in a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Writers(pub Vec<Id<Account>>);

impl Writers {
    #[must_use]
    pub fn with(&self, account: Id<Account>) -> Writers {
        let others = self.0.iter().copied().filter(|writer| *writer != account);
        Writers(others.chain([account]).collect())
    }
}

/// One version of the answer: two plain sentences, then the official letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    pub id: Id<Answer>,
    pub petition: Id<Petition>,
    /// 1, 2, … for each petition; a version that was sent up is never overwritten.
    pub position: i32,
    /// Counts the saves of this draft.
    pub revision: i32,
    pub state: AnswerState,
    pub summary: String,
    pub letter: String,
    pub finding: Finding,
    pub drafter: Id<Account>,
    /// Everyone who wrote in this version or sent it up: none of them approves it.
    pub writers: Writers,
    pub approver: Option<Id<Account>>,
    pub approved_on: Option<NaiveDate>,
    pub document_no: Option<String>,
    pub document_date: Option<NaiveDate>,
}

words!(
    /// What a text on a petition is.
    pub TextKind {
        Note "note" "Ghi chú nội bộ",
        Reason "reason" "Lý do",
        Instruction "instruction" "Bút phê",
        Authority "authority" "Nơi giải quyết",
        Addition "addition" "Người gửi viết thêm",
        Opinion "opinion" "Ý kiến người gửi",
        Return "return" "Lý do trả lại",
        Question "question" "Hỏi thêm người gửi",
        Late "late" "Vì sao trễ",
        Consult "consult" "Hỏi đơn vị khác",
        Advice "advice" "Đơn vị trả lời",
    }
);

/// An erasable text; its event holds a salted hash of it and nothing more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    pub id: Id<Text>,
    pub petition: Id<Petition>,
    pub event: Id<super::event::Event>,
    pub kind: TextKind,
    pub author: Option<Id<Account>>,
    pub at: DateTime<Utc>,
    pub body: String,
    #[serde(skip)]
    pub salt: String,
}

words!(
    pub Medium { Phone "phone" "Gọi điện", Letter "letter" "Gửi thư", InPerson "in_person" "Trao tận tay", Mail "mail" "Thư điện tử" }
);

/// That the person was told (da-bao).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    pub id: Id<Telling>,
    pub petition: Id<Petition>,
    pub medium: Medium,
    pub sent_on: NaiveDate,
    pub delivered_on: Option<NaiveDate>,
    pub about: Stage,
    pub by: Option<Id<Account>>,
}

/// Someone a petition is about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Concern {
    pub account: Id<Account>,
    /// Hidden from them and who answers to them; the chairman named in a khiếu nại only sets the mark (KN Đ.17).
    pub hides: bool,
}

words!(
    pub Source { Citizen "citizen" "Người gửi", Office "office" "Xã" }
);

/// A stored file; its bytes are apart, named by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: Id<Attachment>,
    pub name: String,
    /// Media type told by content.
    pub media: String,
    pub bytes: i64,
    /// A copy without metadata exists, which may be shown on a page.
    pub preview: bool,
}

/// A file of a petition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PetitionFile {
    pub petition: Id<Petition>,
    pub position: i32,
    pub source: Source,
    pub purpose: Purpose,
    #[serde(flatten)]
    pub file: Attachment,
}

words!(
    pub Purpose { Evidence "evidence" "Ảnh, giấy tờ", SignedPaper "signed_paper" "Đơn có chữ ký", Decision "decision" "Văn bản đã ký" }
);

/// All that lies on the table when a rule looks at one petition.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    pub petition: Petition,
    pub choice: Choice,
    /// None when it is sealed: then the words are in the vault.
    pub story: Option<Story>,
    pub parties: Vec<Party>,
    pub clocks: Vec<Clock>,
    pub answers: Vec<Answer>,
    pub texts: Vec<Text>,
    pub tellings: Vec<Telling>,
    pub concerns: Vec<Concern>,
    pub files: Vec<PetitionFile>,
    pub papers: Vec<Paper>,
    pub withdrawals: Vec<Withdrawal>,
    /// To its main one, or from those that are about the same matter.
    pub links: Vec<Link>,
    pub splits: Vec<Split>,
    pub retention: Option<Retention>,
    /// What other units were asked of it, oldest first.
    pub assistances: Vec<Asked>,
    /// Land mediations that came from it, each with its limit.
    pub mediations: Vec<Mediating>,
}

impl Case {
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.last()
    }

    /// The answer the person may read: approved (a khiếu nại: issued).
    pub fn given_answer(&self) -> Option<&Answer> {
        let last =
            if self.petition.kind_now() == Kind::Complaint { AnswerState::Issued } else { AnswerState::Approved };
        self.answers.iter().rev().find(|answer| answer.state == last)
    }

    /// The limit that a decision stopped: the case is suspended.
    pub fn paused(&self) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.state == ClockState::Paused)
    }

    /// The link to the petition that stands for this one.
    pub fn main(&self) -> Option<&Link> {
        self.links.iter().find(|link| link.petition == self.petition.id)
    }

    /// Destroyed or given back after its year: nothing of its words, files and people is left.
    pub fn is_gone(&self) -> bool {
        self.retention.as_ref().is_some_and(Retention::is_gone)
    }

    /// The petition from which this one was split off.
    pub fn source(&self) -> Option<Id<Petition>> {
        self.splits.iter().find(|split| split.petition == self.petition.id).map(|split| split.source)
    }

    /// Those that are about the same matter as this one.
    pub fn duplicates(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.main == self.petition.id)
    }

    /// How often that limit was extended.
    pub fn extensions(&self, clock: &Clock) -> usize {
        self.papers.iter().filter(|paper| paper.deed == Deed::Extend && paper.clock == Some(clock.id)).count()
    }

    pub fn last_paper(&self, deed: Deed) -> Option<&Paper> {
        self.papers.iter().rev().find(|paper| paper.deed == deed)
    }

    pub fn running(&self, rule: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.is_running() && clock.rule == rule)
    }
}
