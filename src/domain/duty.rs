//! Duties: what has to be done by a day and is no petition: a dialogue's notice and result, promises, questions, tasks, refusals in writing.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    clock::Clock,
    dialogue,
    digest::Reach,
    event::Subject,
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::Petition,
    policy::Sight,
    reception,
    urgency::Urgency,
    words::words,
};

words!(
    pub DutyKind {
        Notice "notice" "Thông báo buổi đối thoại",
        Result "result" "Công bố kết quả đối thoại",
        Promise "promise" "Lời hứa với dân",
        Question "question" "Câu hỏi của giám sát",
        Task "task" "Việc theo kết luận tiếp dân",
        Refusal "refusal" "Gửi thông báo từ chối tiếp",
        Mediation "mediation" "Hòa giải tranh chấp đất đai",
    }
);

/// Who has to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Holder {
    One(Id<Account>),
    /// Văn phòng: every clerk.
    Office,
}

/// One duty with the limit that runs on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duty {
    pub kind: DutyKind,
    pub clock: Clock,
    /// The dialogue, promise, question, task or line of the book.
    pub subject: Id<Subject>,
    /// For those who handle petitions.
    pub title: String,
    pub holder: Holder,
    /// Whose sight decides who sees it.
    pub petition: Option<Id<Petition>>,
}

impl Duty {
    pub fn is_held_by(&self, account: &Account) -> bool {
        match self.holder {
            Holder::One(id) => id == account.id,
            Holder::Office => account.role == Role::Clerk,
        }
    }

    /// The unit of whoever has to do it.
    pub fn unit<'o>(&self, office: &'o Office) -> Option<&'o str> {
        let open = |account: &&Account| !account.closed && self.is_held_by(account);
        office.staff.iter().find(open).and_then(|account| account.unit.as_deref())
    }

    /// Whether it exists for this person; `petition_seen`: the petition it is about is in their sight, and not sealed.
    pub fn is_seen(&self, sight: &Sight, petition_seen: bool) -> bool {
        let about_none = self.petition.is_none();
        let held = self.holder == Holder::One(sight.me);
        let watches = sight.role == Role::Monitor || reception::keeps(sight.role);
        dialogue::may_see(sight.role)
            && (about_none || petition_seen)
            && match self.kind {
                DutyKind::Notice | DutyKind::Result | DutyKind::Promise => true,
                DutyKind::Question => !about_none || held || watches,
                DutyKind::Task | DutyKind::Mediation => held || watches,
                DutyKind::Refusal => watches,
            }
    }

    pub fn is_near(&self, urgency: Urgency, today: NaiveDate, office: &Office) -> bool {
        Urgency::of(self.clock.due, today, &office.calendar) == urgency
    }

    /// Lies within what somebody's digest counts.
    pub fn is_within(&self, reach: Reach, account: &Account, office: &Office) -> bool {
        match reach {
            Reach::All => true,
            Reach::Unit => account.unit.is_some() && self.unit(office) == account.unit.as_deref(),
            Reach::Own => self.is_held_by(account),
        }
    }
}
