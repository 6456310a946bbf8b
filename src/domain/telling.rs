//! Telling and hearing: the person is told, adds facts, and says whether it is done.

use chrono::{Days, NaiveDate};

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    clock::{
        Clocks, EXECUTION, FIRST_REPLY, NOTICE, NOTIFY_DENOUNCER, SECOND_COMPLAINT, SEND_DECISION,
        SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION, SUE,
    },
    event::Deed,
    execution,
    form::{Fields, Length, Reader},
    handling::{attach, attach_from},
    id::Id,
    mail::Notice,
    office::Office,
    petition::{
        Attachment, Case, CloseCode, Kind, Medium, Outcome, Party, Petition, Purpose, Source, Stage, Telling, TextKind,
    },
    refusal::Refusal,
    routing::{give_to_chair, start_answer},
    sorting::REASON,
};

pub const ADDITION: Length = Length { min: 2, max: 5_000 };
/// A person who was told and says nothing for so many days has no objection (product.md, “Closing”).
pub const SILENCE_DAYS: u64 = 30;

/// What somebody of the office says of having told the person.
struct Told {
    medium: Medium,
    sent_on: NaiveDate,
    delivered_on: Option<NaiveDate>,
    /// Told that the decision was carried out; the note then says what.
    executed: bool,
    note: String,
}

/// The person was told: meets TCD-TRALOI; after a decision KN-GUI, and its delivery starts the citizen's own limits.
/// Told that the decision was carried out, with words of what: meets THI-HANH.
pub fn tell(
    fields: &Fields,
    files: Vec<Attachment>,
    case: &Case,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let Told { medium, sent_on, delivered_on, executed, note } = read_telling(fields, case, act)?;
    let before = &case.petition;
    let mut after = before.clone();
    let answered = matches!(before.stage, Stage::Answered | Stage::Closed);
    // Told something earlier is not told the answer.
    if answered && before.told_on.is_none() && before.answered_on.is_some_and(|answered| sent_on >= answered) {
        after.facts.told_on = Some(sent_on);
    }
    let mut clocks = Clocks::of(case, act, office);
    told(case, &mut clocks, sent_on, delivered_on)?;
    if executed {
        execution::end(&mut after, &mut clocks, sent_on);
    }
    let by = act.by.account().map(|account| account.id);
    let telling =
        Telling { id: act.mint(), petition: before.id, medium, sent_on, delivered_on, about: before.stage, by };
    let change = Change::turning(before, after, act, Deed::Tell)
        .noting("medium", medium)
        .noting("sent_on", sent_on)
        .noting("delivered_on", delivered_on)
        .with(Write::Telling(telling))
        .with_all(clocks.into_writes())
        .saying(act, TextKind::Note, &note);
    Ok(if executed { change.noting("executed", true).with_all(attach(case, files, Purpose::Decision)) } else { change })
}

fn read_telling(fields: &Fields, case: &Case, act: &Act) -> Result<Told, Refusal> {
    let executed = fields.get("executed") == "yes";
    let may_end = act.by.account().is_some_and(|by| execution::may_end(by, case));
    if executed && case.running(EXECUTION).is_some() && !may_end {
        return Err(Refusal::NotYours("Việc thi hành quyết định do Chủ tịch hoặc người đang giữ đơn báo."));
    }
    let today = act.today();
    let mut reader = Reader::new(fields);
    let medium = reader.word("channel", Medium::from_code, "Xin chọn đã báo bằng cách nào.");
    let sent_on = reader.date("sent_on", today, "Xin ghi ngày báo.");
    let delivered_on = reader.optional_date("delivered_on");
    let delivered_on = reader.not_after("delivered_on", delivered_on, today);
    possible(&mut reader, case, sent_on, delivered_on);
    let note = match executed {
        true => execution::read(&mut reader, case, sent_on),
        false => reader.optional("note", REASON.max),
    };
    reader.done()?;
    let (Some(medium), Some(sent_on)) = (medium, sent_on) else { return Err(Refusal::Unseen) };
    Ok(Told { medium, sent_on, delivered_on, executed, note })
}

/// Nothing is told before it is there, or delivered before it was sent.
fn possible(reader: &mut Reader, case: &Case, sent_on: Option<NaiveDate>, delivered_on: Option<NaiveDate>) {
    let before = &case.petition;
    if sent_on.is_some_and(|day| day < before.received_on) {
        reader.fail("sent_on", "Ngày báo không thể trước ngày nhận đơn.");
    }
    if let (Some(sent), Some(delivered)) = (sent_on, delivered_on)
        && delivered < sent
    {
        reader.fail("delivered_on", "Ngày người gửi nhận được không thể trước ngày gửi đi.");
    }
    let decided_on = case.given_answer().filter(|_| is_decided(before)).and_then(|answer| answer.document_date);
    if let (Some(sent), Some(decided)) = (sent_on, decided_on)
        && sent < decided
    {
        let decided = decided.format("%d/%m/%Y");
        reader.fail("sent_on", format!("Quyết định ký ngày {decided}, không thể gửi trước ngày ấy."));
    }
}

/// A khiếu nại whose decision was issued; that the person was content does not make it unsent.
fn is_decided(petition: &Petition) -> bool {
    matches!(petition.stage, Stage::Answered | Stage::Closed) && petition.kind_now() == Kind::Complaint
}

fn told(case: &Case, clocks: &mut Clocks, sent_on: NaiveDate, delivered_on: Option<NaiveDate>) -> Result<(), Refusal> {
    clocks.meet(FIRST_REPLY, sent_on);
    clocks.meet(NOTIFY_DENOUNCER, sent_on);
    for rule in [NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION] {
        clocks.meet_begun(rule, sent_on);
    }
    if is_decided(&case.petition) {
        clocks.meet(SEND_DECISION, sent_on);
        let counted = case.clocks.iter().any(|clock| clock.rule == SECOND_COMPLAINT);
        if let (Some(delivered), false) = (delivered_on, counted) {
            clocks.start(SECOND_COMPLAINT, delivered, None)?;
            clocks.start(SUE, delivered, None)?;
        }
    }
    Ok(())
}

/// A letter about an outcome or a delay went out: that meets TCD-TRALOI of whoever it went to (product.md, “Clocks”). What the
/// law wants on paper, a decision or a notice, stays owed: a letter says only that it is there.
pub fn mailed(notice: Notice, to: Id<Party>, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = &case.petition;
    if !matches!(act.by, Actor::System) || !notice.tells() || before.sealed || case.is_gone() {
        return Err(Refusal::Untimely("Thư này không phải là báo kết quả.".to_owned()));
    }
    let today = act.today();
    let mut after = before.clone();
    let is_first = case.parties.iter().any(|party| party.id == to && party.position == 1);
    let is_answer = notice == Notice::Answered && before.stage == Stage::Answered && !is_decided(before);
    if is_first && is_answer && before.told_on.is_none() {
        after.facts.told_on = Some(today);
    }
    let mut clocks = Clocks::of(case, act, office);
    clocks.meet_of(to, FIRST_REPLY, today);
    let telling = Telling {
        id: act.mint(),
        petition: before.id,
        medium: Medium::Mail,
        sent_on: today,
        delivered_on: None,
        about: before.stage,
        by: None,
    };
    Ok(Change::turning(before, after, act, Deed::Tell)
        .noting("medium", Medium::Mail)
        .noting("sent_on", today)
        .noting("notice", notice)
        .with(Write::Telling(telling))
        .with_all(clocks.into_writes()))
}

/// What the person said of the answer: on the code's page, or by phone to the clerk. Done closes, “chưa xong” reopens.
pub fn voice(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = &case.petition;
    let mut reader = Reader::new(fields);
    let outcome = reader.word("outcome", Outcome::from_code, "Xin chọn: xong rồi, mới xong một phần, hay chưa xong.");
    let reason = match outcome {
        Some(Outcome::Partly | Outcome::NotDone) => {
            reader.text("reason", REASON, "Xin ghi vài chữ: còn việc gì chưa xong.")
        }
        _ => reader.optional("reason", REASON.max),
    };
    reader.done()?;
    let outcome = outcome.ok_or(Refusal::Unseen)?;
    let mut after = before.clone();
    after.facts.outcome = Some(outcome);
    let mut clocks = Clocks::of(case, act, office);
    match outcome {
        Outcome::Done if before.stage == Stage::Answered => close(&mut after, &mut clocks, CloseCode::Done),
        Outcome::Done | Outcome::Partly => {}
        Outcome::NotDone => reopen(&mut after, &mut clocks, act, office)?,
    }
    Ok(Change::turning(before, after, act, Deed::Voice)
        .noting("outcome", outcome)
        .with_all(clocks.into_writes())
        .saying(act, TextKind::Opinion, &reason))
}

fn close(after: &mut Petition, clocks: &mut Clocks, code: CloseCode) {
    after.facts.stage = Stage::Closed;
    after.facts.close_code = Some(code);
    // Telling and sending stay owed: a close does not make an untold person told.
    let told = [FIRST_REPLY, NOTICE, SEND_DECISION, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION];
    clocks.cancel_all_but(&[&told[..], &[SECOND_COMPLAINT, SUE]].concat());
}

/// “Chưa xong”: to the chairman, never the same officer. A decided khiếu nại is not decided anew; its execution is looked at.
fn reopen(after: &mut Petition, clocks: &mut Clocks, act: &Act, office: &Office) -> Result<(), Refusal> {
    let former = after.owner;
    give_to_chair(after, office)?;
    if former != after.owner {
        after.facts.former_owner = former;
    }
    after.facts.close_code = None;
    if after.kind_now() == Kind::Complaint {
        after.facts.stage = Stage::Answered;
        execution::look(clocks, act, office);
        return Ok(());
    }
    after.facts.stage = Stage::InProgress;
    after.facts.answered_on = None;
    after.facts.told_on = None;
    start_answer(clocks, act, office);
    Ok(())
}

/// The person's own “xong, một phần, chưa xong”, from the code's page.
pub fn own_voice(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_the_citizen(act)?;
    if !can_voice(case) {
        return Err(Refusal::Untimely("Đơn này chưa có trả lời để nhận xét.".to_owned()));
    }
    voice(fields, case, act, office)
}

pub fn can_voice(case: &Case) -> bool {
    !case.petition.sealed && matches!(case.petition.stage, Stage::Answered | Stage::Closed)
}

/// The person adds words or files. Nothing is refused for a change that came first: the portal tries again.
pub fn add(fields: &Fields, files: Vec<Attachment>, case: &Case, act: &Act) -> Result<Change, Refusal> {
    only_the_citizen(act)?;
    if !can_add(case) {
        return Err(Refusal::Untimely("Đơn này không nhận thêm qua trang. Xin gọi hoặc đến gặp cán bộ.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    let body = reader.optional("body", ADDITION.max);
    if body.chars().count() < ADDITION.min && files.is_empty() {
        reader.fail("body", "Ông bà chưa viết gì và chưa chọn ảnh nào.");
    }
    if case.files.len() + files.len() > super::handling::FILES_A_PETITION_MAX {
        reader.fail("files", "Đơn này đã có quá nhiều ảnh và giấy tờ. Xin mang đến trụ sở.");
    }
    reader.done()?;
    let files = attach_from(case, files, Purpose::Evidence, Source::Citizen);
    Ok(Change::turning(&case.petition, case.petition.clone(), act, Deed::Add)
        .noting("files", files.len())
        .with_all(files)
        .saying(act, TextKind::Addition, &body))
}

pub fn can_add(case: &Case) -> bool {
    !case.petition.sealed && (case.petition.stage.is_open() || case.petition.stage == Stage::Answered)
}

fn only_the_citizen(act: &Act) -> Result<(), Refusal> {
    if matches!(act.by, Actor::Citizen) { Ok(()) } else { Err(Refusal::Unseen) }
}

/// Thirty days after the person was told, without a word from them: closed by the portal, with an answer on record.
pub fn close_silent(case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    if !matches!(act.by, Actor::System) || !is_silent(&case.petition, act.today()) || case.given_answer().is_none() {
        return Err(Refusal::Untimely("Chưa đến lúc đóng.".to_owned()));
    }
    let mut after = case.petition.clone();
    let mut clocks = Clocks::of(case, act, office);
    close(&mut after, &mut clocks, CloseCode::Silent);
    Ok(Change::turning(&case.petition, after, act, Deed::Close).with_all(clocks.into_writes()))
}

/// Told, answered, and silent since: what `rounds` looks for.
pub fn is_silent(petition: &Petition, today: NaiveDate) -> bool {
    let long_ago = petition.told_on.and_then(|told| told.checked_add_days(Days::new(SILENCE_DAYS)));
    petition.stage == Stage::Answered
        && !matches!(petition.outcome, Some(Outcome::NotDone | Outcome::Partly))
        && long_ago.is_some_and(|day| day < today)
}
