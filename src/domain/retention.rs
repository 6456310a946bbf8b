//! Retention: a paper that was not handled is kept one year; then the head decides, nothing goes by itself.

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    form::{Fields, Reader},
    id::Id,
    petition::{Case, Petition, TextKind},
    refusal::Refusal,
    sorting::REASON,
    words::words,
};

/// TT 05/2021: lưu 01 năm.
const MONTHS: u32 = 12;
/// How far ahead it may be kept by one decision.
const KEEP_MONTHS_MAX: u32 = 120;

words!(
    /// What becomes of a paper after its year.
    pub Fate { Destroy "destroy" "Tiêu hủy", Keep "keep" "Lưu thêm", Return "return" "Trả lại người gửi" }
);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retention {
    pub petition: Id<Petition>,
    pub since: NaiveDate,
    /// The last day on which it has to be there.
    pub until: NaiveDate,
    /// What the head decided last.
    pub fate: Option<Fate>,
    pub decided_on: Option<NaiveDate>,
}

impl Retention {
    pub fn from(petition: Id<Petition>, since: NaiveDate) -> Retention {
        let until = since.checked_add_months(Months::new(MONTHS)).unwrap_or(since);
        Retention { petition, since, until, fate: None, decided_on: None }
    }

    /// Its time has passed: the head decides.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.until < today && !self.is_gone()
    }

    /// Destroyed or given back: its words, files and people are no longer here.
    pub fn is_gone(&self) -> bool {
        matches!(self.fate, Some(Fate::Destroy | Fate::Return))
    }
}

/// The head's decision. Destroyed or given back, what was told, the files and who it was are erased for good; that there
/// was a petition, and what happened to it, stays in the record.
pub fn decide(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let kept = case.retention.as_ref().ok_or(Refusal::Unseen)?;
    let today = act.today();
    if !kept.is_due(today) {
        let until = kept.until.format("%d/%m/%Y");
        return Err(Refusal::Untimely(format!("Đơn còn phải lưu đến hết {until}; qua ngày ấy mới quyết định.")));
    }
    let mut reader = Reader::new(fields);
    let fate = reader.word("fate", Fate::from_code, "Xin chọn: tiêu hủy, lưu thêm, hay trả lại người gửi.");
    let until = if fate == Some(Fate::Keep) { longer(&mut reader, today) } else { Some(kept.until) };
    let reason = reader.text(
        "reason",
        REASON,
        "Xin ghi vì sao quyết định như vậy. Mặt trận thấy quyết định, không thấy câu này.",
    );
    reader.done()?;
    let (Some(fate), Some(until)) = (fate, until) else { return Err(Refusal::Unseen) };
    let decided = Retention { until, fate: Some(fate), decided_on: Some(today), ..kept.clone() };
    let mut after = case.petition.clone();
    if decided.is_gone() {
        after.facts.subject = None;
    }
    let mut change = Change::turning(&case.petition, after, act, Deed::Dispose).noting("fate", fate);
    if fate == Fate::Keep {
        change = change.noting("until", until);
    }
    let erased = decided.is_gone().then_some(Write::Erase(case.petition.id));
    Ok(change.with(Write::SaveRetention(decided)).with_all(erased).saying(act, TextKind::Reason, &reason))
}

fn longer(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    let until = reader.optional_date("until");
    let last = today.checked_add_months(Months::new(KEEP_MONTHS_MAX)).unwrap_or(today);
    if until.is_none_or(|until| until <= today || until > last) {
        reader.fail(
            "until",
            format!("Xin ghi lưu thêm đến ngày nào, sau hôm nay và không quá {}.", last.format("%d/%m/%Y")),
        );
    }
    until
}
