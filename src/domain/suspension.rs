//! Suspension: a written decision stops the settling limit with the days that remain, another lets it go on, or ends the case.

use chrono::NaiveDate;

use super::{
    act::Act,
    change::Change,
    clock::{Clocks, FIRST_REPLY, INTERNAL, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION},
    event::Deed,
    form::{Fields, Reader},
    office::Office,
    paper::{self, Cause, Paper, Written},
    petition::{Case, Kind, Stage},
    refusal::Refusal,
    routing, withdrawal,
};

/// Decisions that the person is still owed after an end.
pub const OWED: &[&str] = &[FIRST_REPLY, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION];

/// Stops the settling limit (KN Đ.11a, TC Đ.34); also of a case accepted before 01/07/2026 (NĐ 155/2026 Đ.22.1).
pub fn suspend(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut clocks = Clocks::of(case, act, office);
    let clock = clocks.running_settling().cloned().ok_or_else(paper::nothing_runs)?;
    let resumed = case.last_paper(Deed::Resume).map(|paper| paper.document_date);
    let earliest = resumed.map_or(clock.started_on, |day| day.max(clock.started_on));
    let written = decided(fields, Deed::Suspend, case, earliest, act, office)?;
    // The chairman sets another day when it goes on.
    clocks.cancel(INTERNAL);
    let remaining = clocks.pause(clock.id, written.date, &written.number);
    send(&mut clocks, case, written.date)?;
    let row = Paper {
        clock: Some(clock.id),
        due_before: Some(clock.due),
        remaining,
        ..written.paper(Deed::Suspend, case, act)
    };
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Suspend);
    Ok(paper::noted(change.with_all(clocks.into_writes()), row, &written.reason, act, office))
}

/// Goes on from the day of the decision, with the days that remained (NĐ 155/2026 Đ.28b).
pub fn resume(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut clocks = Clocks::of(case, act, office);
    let clock = case.paused().cloned().ok_or_else(paper::nothing_runs)?;
    let suspended = case.last_paper(Deed::Suspend).map_or(clock.started_on, |paper| paper.document_date);
    let written = decided(fields, Deed::Resume, case, suspended, act, office)?;
    let due = clocks.resume(clock.id, written.date, &written.number);
    send(&mut clocks, case, written.date)?;
    let row = Paper {
        clock: Some(clock.id),
        due_before: Some(clock.due),
        due_after: due,
        remaining: clock.remaining,
        ..written.paper(Deed::Resume, case, act)
    };
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Resume);
    Ok(paper::noted(change.with_all(clocks.into_writes()), row, &written.reason, act, office))
}

/// Ends it by a decision, on one of the law's grounds.
pub fn terminate(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let suspended = case.last_paper(Deed::Suspend).map(|paper| paper.document_date);
    let earliest = suspended.unwrap_or(case.petition.received_on);
    let written = decided(fields, Deed::Terminate, case, earliest, act, office)?;
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Terminated;
    let mut clocks = Clocks::of(case, act, office);
    routing::end_clocks(case, &mut clocks, act);
    send(&mut clocks, case, written.date)?;
    let row = written.paper(Deed::Terminate, case, act);
    let change = Change::turning(&case.petition, after, act, Deed::Terminate);
    Ok(paper::noted(change.with_all(clocks.into_writes()), row, &written.reason, act, office))
}

/// Reads the decision; before 01/07/2026 the law of khiếu nại knew none.
fn decided(
    fields: &Fields,
    deed: Deed,
    case: &Case,
    earliest: NaiveDate,
    act: &Act,
    office: &Office,
) -> Result<Written, Refusal> {
    let mut reader = Reader::new(fields);
    let written = paper::read(&mut reader, deed, case, earliest, act);
    let withdrawn = |written: &Written| written.causes.0.contains(&Cause::WithdrawnWhole);
    if written.as_ref().is_some_and(withdrawn) && withdrawal::is_pressed(case) {
        reader.fail("ground", "Người gửi cho biết bị ép rút, nên việc rút không làm căn cứ đình chỉ.");
    }
    if written.as_ref().is_some_and(|written| office.terms.rule(rule_of(case), written.date).is_err()) {
        reader.fail(
            "document_date",
            "Vào ngày ấy luật chưa có quyết định này: với khiếu nại, chỉ từ 01/07/2026 (Luật Khiếu nại, Điều 11a).",
        );
    }
    reader.done()?;
    written.ok_or(Refusal::Unseen)
}

/// The decision has to be sent; an earlier one that was not sent is owed by its own, earlier day.
fn send(clocks: &mut Clocks, case: &Case, from: NaiveDate) -> Result<(), Refusal> {
    let rule = rule_of(case);
    if clocks.is_running(rule) {
        return Ok(());
    }
    clocks.start(rule, from, None)
}

fn rule_of(case: &Case) -> &'static str {
    if case.petition.kind_now() == Kind::Denunciation { SEND_ORDER_DENUNCIATION } else { SEND_ORDER_COMPLAINT }
}
