//! Withdrawal: the person takes back what they asked, wholly or in part; pressed to it, they are not left alone.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    clock::Clocks,
    event::Deed,
    form::{Fields, Reader},
    handling::attach,
    id::Id,
    office::Office,
    petition::{Answer3, Attachment, Case, Petition, Purpose, Stage},
    refusal::Refusal,
    routing,
    words::words,
};

words!(
    /// How much is withdrawn.
    pub Extent { Whole "whole" "Rút toàn bộ", Part "part" "Rút một phần" }
);

/// One paper by which something was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Withdrawal {
    pub id: Id<Withdrawal>,
    pub petition: Id<Petition>,
    pub part: Extent,
    /// What they said when asked in private; only for those who read words.
    pub pressed: Answer3,
    pub signed_on: NaiveDate,
}

/// Withdrawn wholly and freely it ends; in part, or under pressure, it goes on (KN Đ.10; TC Đ.33 khoản 3).
pub fn withdraw(
    fields: &Fields,
    files: Vec<Attachment>,
    case: &Case,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let before = &case.petition;
    let mut reader = Reader::new(fields);
    let signed_on = reader.date("signed_on", act.today(), "Xin ghi ngày trên giấy rút.");
    if signed_on.is_some_and(|day| day < before.received_on) {
        reader.fail("signed_on", "Ngày rút không thể trước ngày nhận đơn.");
    }
    let part = reader.word("part", Extent::from_code, "Xin chọn: rút toàn bộ hay một phần.");
    let pressed =
        reader.word("pressed", Answer3::from_code, "Xin hỏi riêng người gửi có bị ép, bị dọa không, rồi ghi lại.");
    reader.done()?;
    let (Some(signed_on), Some(part), Some(pressed)) = (signed_on, part, pressed) else { return Err(Refusal::Unseen) };
    let mut after = before.clone();
    let mut clocks = Clocks::of(case, act, office);
    if part == Extent::Whole && pressed != Answer3::Yes {
        after.facts.stage = Stage::Withdrawn;
        routing::end_clocks(case, &mut clocks, act);
    }
    let mut change =
        Change::turning(before, after, act, Deed::Withdraw).noting("part", part).noting("signed_on", signed_on);
    if pressed == Answer3::Yes {
        // The Front has to know of it; what else was said in private is nobody's.
        change = change.noting("pressed", pressed);
    }
    let row = Withdrawal { id: act.mint(), petition: before.id, part, pressed, signed_on };
    let scan = attach(case, files, Purpose::SignedPaper);
    Ok(change.with(Write::Withdrawal(row)).with_all(clocks.into_writes()).with_all(scan))
}

/// They said that they were pressed to take it back: no ground to end it.
pub fn is_pressed(case: &Case) -> bool {
    case.withdrawals.last().is_some_and(|last| last.pressed == Answer3::Yes)
}
