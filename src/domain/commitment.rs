//! Commitments (việc phải làm): what was promised, by whom, by when; done with words, confirmed by somebody else.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write, hex, text_hash},
    clock::{self, Clock, ClockState},
    dialogue::{Dialogue, DialogueWrite},
    event::{Deed, Subject},
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::{Case, Petition},
    refusal::Refusal,
    sorting::is_hidden_from,
    words::words,
};

/// The promise's own limit: the day that was said.
pub const PROMISE: &str = "CAM-KET";
const NAMED: (&str, &str, &str) = (PROMISE, "Làm điều đã hứa với người dân", "Lời hứa tại buổi đối thoại");
const WHAT: Length = Length { min: 5, max: 160 };
const EVIDENCE: Length = Length { min: 3, max: 160 };
const UNFINISHED: Length = Length { min: 5, max: 500 };
const DONE: Length = Length { min: 5, max: 2_000 };
/// No promise reaches further.
const AHEAD_DAYS_MAX: i64 = 1_100;

words!(pub CommitmentState { Open "open" "Đang làm", Done "done" "Đã làm, chờ xác nhận", Confirmed "confirmed" "Đã xác nhận" });

/// One promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Commitment {
    pub id: Id<Commitment>,
    pub version: i32,
    /// Where it was made: a dialogue, a reception.
    pub subject: Id<Subject>,
    pub petition: Option<Id<Petition>>,
    pub owner: Id<Account>,
    /// One line for everybody who may know of it: no names.
    pub what: String,
    /// By what it will be seen that it is done.
    pub evidence: String,
    pub due: NaiveDate,
    pub state: CommitmentState,
    pub done_on: Option<NaiveDate>,
    /// The owner's words; erasable, their event holds a salted hash.
    pub words: String,
    #[serde(skip)]
    pub salt: String,
    pub confirmed_by: Option<Id<Account>>,
    pub confirmed_on: Option<NaiveDate>,
    /// The day that was promised first, once another holds.
    pub first_due: Option<NaiveDate>,
    /// Why it was not done after all; erasable, its event holds a salted hash.
    pub unfinished: String,
    #[serde(skip)]
    pub unfinished_salt: String,
    pub unfinished_by: Option<Id<Account>>,
    pub unfinished_on: Option<NaiveDate>,
}

impl Commitment {
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == CommitmentState::Open && self.due < today
    }
}

/// A promise with the limit that runs on it.
#[derive(Debug, Clone)]
pub struct Promised {
    pub commitment: Commitment,
    pub clock: Option<Clock>,
}

/// What a form promises.
pub(super) struct Promise {
    what: String,
    evidence: String,
    owner: Id<Account>,
    due: NaiveDate,
}

pub(super) fn read(reader: &mut Reader, case: &Case, today: NaiveDate, office: &Office) -> Option<Promise> {
    let what = reader.text("what", WHAT, "Xin ghi hứa làm gì, một dòng, không ghi tên người.");
    let evidence = reader.text("evidence", EVIDENCE, "Xin ghi lấy gì làm bằng chứng đã làm: ảnh, biên nhận, biên bản.");
    let owner = office.by_username(&reader.get("owner")).filter(|account| account.role.handles() && !account.closed);
    match owner {
        None => reader.fail("owner", "Xin chọn ai làm."),
        Some(owner) if is_hidden_from(&case.concerns, owner, office) => {
            reader.fail("owner", "Đơn liên quan đến người này hoặc cấp trên của họ. Xin chọn người khác.");
        }
        Some(_) => {}
    }
    let due = day(reader, today);
    Some(Promise { what, evidence, owner: owner?.id, due: due? })
}

fn day(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get("due").is_empty() {
        reader.fail("due", "Xin ghi làm xong trước ngày nào.");
    }
    let due = reader.optional_date("due");
    if due.is_some_and(|due| due < today || (due - today).num_days() > AHEAD_DAYS_MAX) {
        reader.fail("due", "Hạn phải từ hôm nay trở đi, trong vòng 3 năm.");
    }
    due
}

impl Promise {
    /// The promise and its limit.
    pub(super) fn written(self, dialogue: Id<Dialogue>, case: &Case, act: &Act, office: &Office) -> Vec<Write> {
        let Promise { what, evidence, owner, due } = self;
        let commitment = Commitment {
            id: act.mint(),
            version: 1,
            subject: dialogue.subject(),
            petition: Some(case.petition.id),
            owner,
            what,
            evidence,
            due,
            state: CommitmentState::Open,
            done_on: None,
            words: String::new(),
            salt: String::new(),
            confirmed_by: None,
            confirmed_on: None,
            first_due: None,
            unfinished: String::new(),
            unfinished_salt: String::new(),
            unfinished_by: None,
            unfinished_on: None,
        };
        let limit = clock::on_day_about(commitment.id, NAMED, due, act, office);
        vec![Write::Dialogue(DialogueWrite::Promise(Box::new(commitment))), Write::Clock(Box::new(limit))]
    }
}

/// Its owner says that it is done, and what shows it.
pub fn done(fields: &Fields, promised: &Promised, act: &Act) -> Result<Change, Refusal> {
    let before = &promised.commitment;
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if account.id != before.owner {
        return Err(Refusal::NotYours("Chỉ người được giao mới báo đã làm xong."));
    }
    if before.state != CommitmentState::Open {
        return Err(Refusal::Untimely("Việc này đã báo xong rồi.".to_owned()));
    }
    is_newest(fields, before)?;
    let mut reader = Reader::new(fields);
    let words = reader.text("words", DONE, "Xin ghi đã làm gì, bằng chứng ở đâu.");
    let done_on = reader.date("done_on", act.today(), "Xin ghi ngày làm xong.");
    reader.done()?;
    let salt = hex(&act.salt());
    let hash = text_hash(&salt, &words);
    let after = Commitment { state: CommitmentState::Done, done_on, words, salt, ..before.clone() };
    Ok(moving(before, after, act, Deed::PromiseDone).noting("words_hash", hash))
}

/// Somebody else than its owner has seen it; the limit is met by the day it was done.
pub fn confirm(fields: &Fields, promised: &Promised, act: &Act) -> Result<Change, Refusal> {
    let Promised { commitment: before, clock } = promised;
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if !may_confirm(account, before) {
        return Err(Refusal::NotYours("Văn phòng hoặc lãnh đạo xác nhận, không phải người đã làm."));
    }
    let done_on = before.done_on.filter(|_| before.state == CommitmentState::Done);
    let done_on =
        done_on.ok_or_else(|| Refusal::Untimely("Người được giao chưa báo xong, hoặc đã xác nhận rồi.".to_owned()))?;
    is_newest(fields, before)?;
    let after = Commitment {
        state: CommitmentState::Confirmed,
        confirmed_by: Some(account.id),
        confirmed_on: Some(act.today()),
        ..before.clone()
    };
    let met =
        clock.as_ref().filter(|clock| clock.is_running()).map(|clock| clock::ended(clock, ClockState::Met, done_on));
    Ok(moving(before, after, act, Deed::PromiseConfirmed).with_all(met))
}

/// It is not done after all, says the Front, or the chairman who looked: back to its owner, with a new day; the first one stays.
pub fn send_back(fields: &Fields, promised: &Promised, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let Promised { commitment: before, clock } = promised;
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if !may_send_back(account, before) {
        return Err(Refusal::NotYours("Mặt trận, hoặc Chủ tịch khi kiểm tra, nói một lời hứa là chưa xong."));
    }
    if before.state == CommitmentState::Open {
        return Err(Refusal::Untimely("Việc này chưa ai báo xong.".to_owned()));
    }
    is_newest(fields, before)?;
    let mut reader = Reader::new(fields);
    let reason = reader.text("reason", UNFINISHED, "Xin ghi còn thiếu gì, không ghi tên người.");
    let due = day(&mut reader, act.today());
    reader.done()?;
    let due = due.ok_or(Refusal::Unseen)?;
    let salt = hex(&act.salt());
    let hash = text_hash(&salt, &reason);
    let first_due = before.first_due.or(Some(before.due));
    let after = Commitment {
        state: CommitmentState::Open,
        due,
        done_on: None,
        confirmed_by: None,
        confirmed_on: None,
        first_due,
        unfinished: reason,
        unfinished_salt: salt,
        unfinished_by: Some(account.id),
        unfinished_on: Some(act.today()),
        ..before.clone()
    };
    let limit = match clock.as_ref().filter(|clock| clock.is_running()) {
        Some(clock) => Write::SaveClock(Box::new(Clock { due, first_due, ..clock.clone() })),
        // It was confirmed, so its limit was met: another begins.
        None => {
            let new = clock::on_day_about(before.id, NAMED, due, act, office);
            Write::Clock(Box::new(Clock { first_due, ..new }))
        }
    };
    Ok(moving(before, after, act, Deed::PromiseReturned).noting("unfinished_hash", hash).with(limit))
}

pub fn may_send_back(account: &Account, commitment: &Commitment) -> bool {
    matches!(account.role, Role::Monitor | Role::Chair) && account.id != commitment.owner
}

pub fn may_confirm(account: &Account, commitment: &Commitment) -> bool {
    let role = matches!(account.role, Role::Clerk | Role::Chair | Role::ViceChair);
    role && account.id != commitment.owner
}

fn is_newest(fields: &Fields, commitment: &Commitment) -> Result<(), Refusal> {
    if fields.get("version") == commitment.version.to_string() {
        return Ok(());
    }
    Err(Refusal::Untimely("Vừa có người khác sửa việc này. Xin xem lại bản mới nhất.".to_owned()))
}

fn moving(before: &Commitment, after: Commitment, act: &Act, deed: Deed) -> Change {
    Change::moving(before.id, before, &after, act, deed)
        .with(Write::Dialogue(DialogueWrite::SavePromise(Box::new(after))))
}
