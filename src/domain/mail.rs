//! Mail: what a person is written about, to whom an act owes a letter, and when one that did not go out is tried again.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    event::{Deed, Event},
    id::Id,
    person::{Identity, Role},
    petition::{Case, Outcome, Party, Petition, Stage},
    refusal::Refusal,
    words::words,
};

words!(
    /// What a letter says happened. Never what the petition is, nor what is in it.
    pub Notice {
        Received "received" "Đã nhận đơn",
        Accepted "accepted" "Đã thụ lý",
        Transferred "transferred" "Đã chuyển nơi khác",
        Extended "extended" "Thêm thời gian",
        Suspended "suspended" "Tạm dừng",
        Answered "answered" "Đã có trả lời",
        Reopened "reopened" "Xem lại",
        Invited "invited" "Mời gặp",
        Digest "digest" "Việc sáng nay",
    }
);

impl Notice {
    /// An outcome or a delay: whoever was written to was told it (TCD-TRALOI).
    pub fn tells(self) -> bool {
        matches!(self, Notice::Accepted | Notice::Transferred | Notice::Extended | Notice::Suspended | Notice::Answered)
    }
}

words!(
    /// Where a letter stands.
    pub MailState {
        Waiting "waiting" "Chờ gửi",
        Sending "sending" "Đang gửi",
        Sent "sent" "Đã gửi",
        Failed "failed" "Không gửi được",
        Refused "refused" "Sai địa chỉ",
        Expired "expired" "Quá hạn gửi",
        Void "void" "Không cần gửi",
    }
);

words!(
    /// Why a letter did not go out.
    pub Fault {
        Unreachable "unreachable" "Không nối được máy chủ thư",
        Broken "broken" "Đứt giữa chừng hoặc quá chậm",
        Deferred "deferred" "Máy chủ thư bảo đợi",
        Rejected "rejected" "Máy chủ thư không nhận",
        Address "address" "Không có địa chỉ ấy",
    }
);

words!(
    /// Whether a party can be written to.
    pub Mailable {
        Unknown "unknown" "Chưa biết",
        None "none" "Không để lại địa chỉ",
        Given "given" "Có địa chỉ",
        Refused "refused" "Địa chỉ không nhận thư",
    }
);

impl Mailable {
    pub fn of(identity: &Identity) -> Mailable {
        if identity.email.is_empty() { Mailable::None } else { Mailable::Given }
    }
}

/// One letter that an act owes: to all parties of a petition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailing {
    pub notice: Notice,
    pub petition: Id<Petition>,
    /// None for all.
    pub party: Option<Id<Party>>,
    pub at: DateTime<Utc>,
}

/// What the people of a petition are written about this change; of a sealed one nothing, ever.
pub(super) fn owed(event: &Event, writes: &[Write]) -> Option<Mailing> {
    let after = writes.iter().find_map(|write| match write {
        Write::Open(petition, _) | Write::Save(petition) => Some(petition),
        _ => None,
    })?;
    let notice = notice_of(event).filter(|_| !after.sealed)?;
    Some(Mailing { notice, petition: after.id, party: None, at: event.at })
}

/// Whoever is invited, or has an appointment, is written that there is a day for them: which, says the page.
pub(super) fn invitation(petition: Id<Petition>, party: Option<Id<Party>>, act: &Act) -> Write {
    Write::Mail(Mailing { notice: Notice::Invited, petition, party, at: act.at })
}

fn notice_of(event: &Event) -> Option<Notice> {
    let moved = |place: usize, stage: Stage| {
        let code = event.body.get("stage").and_then(|stage| stage.get(place)).and_then(|stage| stage.as_str());
        code == Some(stage.code())
    };
    match event.deed {
        Deed::File | Deed::Register => Some(Notice::Received),
        Deed::Accept => Some(Notice::Accepted),
        // Assigning accepts as well when that is still open.
        Deed::Assign if moved(0, Stage::Received) => Some(Notice::Accepted),
        Deed::Transfer => Some(Notice::Transferred),
        Deed::Extend => Some(Notice::Extended),
        Deed::Suspend => Some(Notice::Suspended),
        Deed::Approve | Deed::Issue if moved(1, Stage::Answered) => Some(Notice::Answered),
        Deed::Voice if says(event, Outcome::NotDone) => Some(Notice::Reopened),
        _ => None,
    }
}

fn says(event: &Event, outcome: Outcome) -> bool {
    event.body.get("outcome").and_then(|said| said.as_str()) == Some(outcome.code())
}

/// Minutes from one try to the next: nine tries in a day and a half, then somebody has to look.
const WAITS: &[i64] = &[1, 5, 15, 60, 180, 360, 720, 720];

/// When a letter that was tried so often is tried again; none when it was tried enough.
pub fn next_try(tries: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let tried = usize::try_from(tries).unwrap_or(0).saturating_sub(1);
    WAITS.get(tried).map(|minutes| now + TimeDelta::minutes(*minutes))
}

/// A letter that waited so long says nothing new: whoever switches mail on sends nothing old.
pub const FRESH: TimeDelta = TimeDelta::days(3);

/// The mail server knows no such address: it is not written to again, and the person is called or given a paper.
pub fn undeliverable(notice: Notice, party: Id<Party>, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let position = case.parties.iter().find(|one| one.id == party).map(|one| one.position);
    if !matches!(act.by, Actor::System) || case.petition.sealed || case.is_gone() {
        return Err(Refusal::Untimely("Đơn này không báo bằng thư.".to_owned()));
    }
    Ok(Change::looking(Some(case.petition.id), act, Deed::Undeliverable)
        .noting("notice", notice)
        .noting("party", position)
        .with(Write::Mailable(party, Mailable::Refused)))
}

/// A letter as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub id: Id<Mailing>,
    pub notice: Notice,
    pub state: MailState,
    /// None where it goes to somebody of the office.
    pub petition: Option<Id<Petition>>,
}

impl Standing {
    /// A refused address is not asked again, and yesterday's digest is nobody's.
    pub fn is_resendable(&self) -> bool {
        matches!(self.state, MailState::Failed | MailState::Expired) && self.notice != Notice::Digest
    }
}

/// Whoever looks after letters has one sent again, as if it were new.
pub fn resend(letter: &Standing, act: &Act) -> Result<Change, Refusal> {
    let by = act.by.account().ok_or(Refusal::Unseen)?;
    if !KEEPERS.contains(&by.role) {
        return Err(Refusal::NotYours("Việc này không thuộc phần của anh chị."));
    }
    if !letter.is_resendable() {
        return Err(Refusal::Untimely("Thư này đang chờ gửi, hoặc không gửi lại được.".to_owned()));
    }
    Ok(Change::looking(letter.petition, act, Deed::Resend)
        .noting("notice", letter.notice)
        .with(Write::Requeue(letter.id, act.at)))
}

/// Who looks after letters that do not go out.
pub const KEEPERS: &[Role] = &[Role::Clerk, Role::Admin];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_ever_more_seldom_and_not_for_ever() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let waits: Vec<i64> =
            (1..).map_while(|tries| next_try(tries, now)).map(|at| (at - now).num_minutes()).collect();
        assert_eq!(waits, WAITS);
        assert!(waits.is_sorted());
        assert!(TimeDelta::minutes(waits.iter().sum()) < FRESH, "the last try comes before it is too old");
    }
}
