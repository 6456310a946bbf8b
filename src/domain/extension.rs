//! Extension: a limit gets more days by a written decision, once or twice as the law has it, and the person is told.

use super::{
    act::Act,
    change::Change,
    clock::{ANSWER, Clock, Clocks, NOTICE, SETTLE_COMPLAINT},
    event::Deed,
    form::{Fields, Reader, parse_date},
    law::Variant,
    office::Office,
    paper::{self, Paper, is_entered_late},
    petition::{Case, Kind},
    refusal::Refusal,
};

/// Within so many working days the person is told the new date (hạn xã tự đặt).
pub const NOTICE_DAYS: i32 = 3;
/// Criteria that make a tố cáo “đặc biệt phức tạp” (NĐ 31/2019 Đ.3).
const VERY_COMPLEX_MIN: usize = 2;

/// How often the law lets a limit be extended: a tố cáo twice, everything else once.
pub fn times_max(kind: Kind) -> usize {
    if kind == Kind::Denunciation { 2 } else { 1 }
}

/// Extends, or declares complex; never after the limit has passed.
pub fn extend(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut clocks = Clocks::of(case, act, office);
    let clock = clocks.running_settling().cloned().ok_or_else(paper::nothing_runs)?;
    in_time(fields, &clock, act, office)?;
    let mut reader = Reader::new(fields);
    if reader.get("rule") != clock.rule {
        reader.fail("rule", format!("Thời hạn đang chạy là “{}”.", clock.what));
    }
    let written = paper::read(&mut reader, Deed::Extend, case, clock.started_on, act);
    if let Some(written) = &written {
        fits(&mut reader, written, &clock, case);
    }
    reader.done()?;
    let written = written.ok_or(Refusal::Unseen)?;
    let after = clocks.extend(clock.id, more_days(&clock, case, office)?, &written.number).unwrap_or(clock.due);
    if case.petition.reachable {
        clocks.owe(
            NOTICE,
            "Báo người gửi ngày hẹn mới",
            "Hạn xã tự đặt: gia hạn thì phải báo",
            NOTICE_DAYS,
            written.date,
        );
    }
    let due = (Some(clock.due), Some(after));
    let row = written.paper(Deed::Extend, case, act);
    let row = Paper { clock: Some(clock.id), due_before: due.0, due_after: due.1, ..row };
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Extend).noting("rule", &clock.rule);
    Ok(paper::noted(change.with_all(clocks.into_writes()), row, &written.reason, act, office))
}

/// A paper that was signed in time may be entered on the next working day, as the paper book has it; later it is too late.
fn in_time(fields: &Fields, clock: &Clock, act: &Act, office: &Office) -> Result<(), Refusal> {
    let signed = parse_date(&fields.get("document_date"));
    let is_kept = signed.is_some_and(|day| day <= clock.due && !is_entered_late(day, act, office));
    if act.today() <= clock.due || is_kept {
        return Ok(());
    }
    let due = clock.due.format("%d/%m/%Y");
    Err(Refusal::Untimely(format!(
        "Hạn này đã hết ngày {due}. Gia hạn lúc này không làm cho đúng hạn: xin giải quyết, và báo người gửi đang trễ."
    )))
}

fn fits(reader: &mut Reader, written: &paper::Written, clock: &Clock, case: &Case) {
    if written.date > clock.due {
        let due = clock.due.format("%d/%m/%Y");
        reader.fail("document_date", format!("Văn bản gia hạn phải ký chậm nhất ngày {due}, khi hạn cũ còn chạy."));
    }
    let again = case.extensions(clock) > 0;
    if again && written.causes.0.len() < VERY_COMPLEX_MIN {
        reader.fail("ground", "Gia hạn lần hai chỉ khi đặc biệt phức tạp: phải có từ hai căn cứ trở lên.");
    }
}

/// 30 → 45, remote 45 → 60 (Luật Khiếu nại Đ.28); a tố cáo 30 more each time (Luật Tố cáo Đ.30); the commune's own limit once more.
fn more_days(clock: &Clock, case: &Case, office: &Office) -> Result<u32, Refusal> {
    let unready = |error: super::law::LawError| Refusal::Unready(error.to_string());
    let length = |rule: &str, complex: bool| {
        let found = office.terms.rule(rule, clock.started_on).map_err(unready)?;
        let remote = office.is_remote_on(clock.started_on);
        found.length_for(found.known(Variant { complex, remote })).map_err(unready)
    };
    match clock.rule.as_str() {
        ANSWER => Ok(u32::try_from(clock.length).unwrap_or(1)),
        SETTLE_COMPLAINT => Ok(length(SETTLE_COMPLAINT, true)?.saturating_sub(length(SETTLE_COMPLAINT, false)?)),
        rule => {
            let longer = if case.extensions(clock) == 0 { "TC-GQ-PT" } else { "TC-GQ-DB" };
            let before = if case.extensions(clock) == 0 { rule } else { "TC-GQ-PT" };
            Ok(length(longer, false)?.saturating_sub(length(before, false)?))
        }
    }
}
