//! Handling: notes, the draft answer, sending it up, approving, returning, issuing.

use super::{
    act::Act,
    asking, assistance,
    change::{Change, Write},
    clock::{ANSWER, Clocks, INTERNAL, SEND_DECISION, SETTLE_COMPLAINT, SETTLE_DENUNCIATION},
    duplicate, elsewhere,
    event::Deed,
    extension,
    form::{Fields, Length, Reader},
    lateness::{self, LateReason},
    office::Office,
    petition::{
        Answer, AnswerState, Attachment, Case, Finding, Kind, PetitionFile, Purpose, Source, Stage, TextKind, Writers,
    },
    policy::{self, Sight},
    refusal::Refusal,
    retention, routing, sorting, split, suspension, telling, withdrawal,
};

pub const SUMMARY: Length = Length { min: 10, max: 600 };
pub const LETTER: Length = Length { min: 20, max: 20_000 };
pub const NOTE: Length = Length { min: 2, max: 5_000 };
/// The vault is opened to print a code once more.
pub const SLIP: &str = "slip";
const DOCUMENT_NO_CHARS_MAX: usize = 30;
pub const FILES_A_PETITION_MAX: usize = 60;

/// Does one act on a petition: who may, is it time, is it the newest, are the fields right — then the rule.
///
/// # Errors
/// In this order: [`Refusal::Unseen`], [`Refusal::NotYours`], [`Refusal::Untimely`], [`Refusal::Fields`].
pub fn perform(
    deed: Deed,
    fields: &Fields,
    files: Vec<Attachment>,
    case: &Case,
    reasons: &[LateReason],
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    let sight = Sight::of(account, office);
    policy::may(&sight, case, deed)?;
    is_newest(deed, fields, case)?;
    let done = done(deed, fields, files, case, act, office);
    lateness::explain(done, deed, fields, case, reasons, act)
}

fn done(
    deed: Deed,
    fields: &Fields,
    files: Vec<Attachment>,
    case: &Case,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    let sight = Sight::of(account, office);
    match deed {
        Deed::Sort => sorting::sort(fields, case, act, office),
        Deed::Sign => sorting::sign(fields, case, act, office, files),
        Deed::Accept => routing::accept(fields, case, act, office),
        Deed::Assign => routing::assign(fields, case, act, office),
        Deed::HandOver => routing::hand_over(fields, case, act, office),
        Deed::Guide => routing::guide(fields, case, act, office),
        Deed::Transfer => routing::transfer(fields, case, act, office),
        Deed::Ineligible => routing::ineligible(fields, case, act, office),
        Deed::Dispose => retention::decide(fields, case, act),
        Deed::Split => split::split(fields, case, act, office),
        Deed::Withdraw => withdrawal::withdraw(fields, files, case, act, office),
        Deed::Reply => elsewhere::reply(fields, case, act),
        Deed::Ask => asking::ask(fields, case, act),
        Deed::Consult => assistance::ask(fields, case, act, office),
        Deed::Advise => assistance::answer(fields, case, act, &sight),
        Deed::Unask => assistance::take_back(fields, case, act),
        Deed::Extend => extension::extend(fields, case, act, office),
        Deed::Suspend => suspension::suspend(fields, case, act, office),
        Deed::Resume => suspension::resume(fields, case, act, office),
        Deed::Terminate => suspension::terminate(fields, case, act, office),
        Deed::Note => note(fields, case, act),
        Deed::Draft => draft(fields, case, act),
        Deed::Submit => submit(fields, case, act, office),
        Deed::Return => send_back(fields, case, act),
        Deed::Approve => approve(case, act, office),
        Deed::Issue => issue(fields, files, case, act, office),
        Deed::Tell => telling::tell(fields, files, case, act, office),
        Deed::Voice => telling::voice(fields, case, act, office),
        Deed::Identity => open_identity(fields, case, act, &sight),
        _ => Err(Refusal::Unseen),
    }
}

/// A form that was filled over an older state is told so. A note and a unit's answer add and never overwrite; a draft has a
/// revision of its own.
pub fn is_newest(deed: Deed, fields: &Fields, case: &Case) -> Result<(), Refusal> {
    let (field, now) = match deed {
        Deed::Note | Deed::Advise | Deed::Identity => return Ok(()),
        Deed::Draft => ("revision", open_draft(case).map_or(0, |answer| answer.revision)),
        _ => ("version", case.petition.version),
    };
    if fields.get(field) == now.to_string() {
        return Ok(());
    }
    Err(Refusal::Untimely(
        "Vừa có người khác sửa hồ sơ này. Những gì anh chị ghi còn ở dưới đây; xin xem lại bản mới nhất rồi làm tiếp."
            .to_owned(),
    ))
}

/// The version that can still be written on.
pub fn open_draft(case: &Case) -> Option<&Answer> {
    case.answer().filter(|answer| answer.state == AnswerState::Draft)
}

fn note(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let body = reader.text("body", NOTE, "Ghi chú còn trống.");
    reader.done()?;
    Ok(Change::turning(&case.petition, case.petition.clone(), act, Deed::Note).saying(act, TextKind::Note, &body))
}

/// Saves the draft; a version that was sent up is never overwritten, so the next save begins a new one.
fn draft(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let written = written(fields)?;
    let drafter = act.by.account().ok_or(Refusal::Unseen)?.id;
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Draft);
    Ok(match open_draft(case) {
        Some(open) => {
            let saved = written.over(&Answer { drafter, writers: open.writers.with(drafter), ..open.clone() });
            change.noting("answer", saved.position).with(Write::SaveAnswer(Box::new(saved)))
        }
        None => {
            let position = case.answer().map_or(1, |last| last.position + 1);
            let new = Answer {
                id: act.mint(),
                petition: case.petition.id,
                position,
                revision: 1,
                state: AnswerState::Draft,
                summary: written.summary,
                letter: written.letter,
                finding: written.finding,
                drafter,
                writers: Writers(vec![drafter]),
                approver: None,
                approved_on: None,
                document_no: None,
                document_date: None,
            };
            change.noting("answer", position).with(Write::Answer(Box::new(new)))
        }
    })
}

/// What an officer wrote into the form of an answer.
struct Written {
    summary: String,
    letter: String,
    finding: Finding,
}

const WRITTEN: [&str; 3] = ["summary", "letter", "result"];

fn written(fields: &Fields) -> Result<Written, Refusal> {
    let mut reader = Reader::new(fields);
    let summary = reader.text("summary", SUMMARY, "Xin viết hai câu dễ hiểu, người dân đọc trước.");
    let letter = reader.text("letter", LETTER, "Xin viết văn bản trả lời.");
    let finding = reader.word("result", Finding::from_code, "Xin chọn kết quả.");
    reader.done()?;
    Ok(Written { summary, letter, finding: finding.ok_or(Refusal::Unseen)? })
}

impl Written {
    /// The next save of that draft.
    fn over(self, open: &Answer) -> Answer {
        let Written { summary, letter, finding } = self;
        Answer { revision: open.revision + 1, summary, letter, finding, ..open.clone() }
    }
}

/// Sends the draft up as it was saved, or as the form that sends it carries it: what the chairman asked for by his own
/// date is done.
fn submit(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let open = open_draft(case).ok_or_else(|| Refusal::Untimely("Chưa có dự thảo để trình.".to_owned()))?;
    let carried = WRITTEN.iter().any(|field| !fields.get(field).is_empty());
    let draft = if carried { written(fields)?.over(open) } else { open.clone() };
    // Whoever sends it up stands for it.
    let sender = act.by.account().ok_or(Refusal::Unseen)?.id;
    let mut clocks = Clocks::of(case, act, office);
    clocks.meet(INTERNAL, act.today());
    let submitted = Answer { state: AnswerState::Submitted, writers: draft.writers.with(sender), ..draft };
    Ok(move_answer(case, act, Deed::Submit, Stage::AwaitingApproval, submitted)?.with_all(clocks.into_writes()))
}

fn send_back(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let reason = reader.text("reason", sorting::REASON, "Xin ghi phải sửa chỗ nào.");
    reader.done()?;
    let answer = last_answer(case)?;
    let returned = Answer { state: AnswerState::Returned, approver: None, approved_on: None, ..answer.clone() };
    // The officer goes on from a copy; the version that was returned stays as it was sent up.
    let next = Answer {
        id: act.mint(),
        position: answer.position + 1,
        revision: answer.revision + 1,
        state: AnswerState::Draft,
        ..returned.clone()
    };
    Ok(move_answer(case, act, Deed::Return, Stage::InProgress, returned)?.with(Write::Answer(Box::new(next))).saying(
        act,
        TextKind::Return,
        &reason,
    ))
}

/// Leave to answer. A phản ánh or kiến nghị is answered by it; a khiếu nại only when it is issued.
fn approve(case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let today = act.today();
    let answer = last_answer(case)?;
    let approved = Answer {
        state: AnswerState::Approved,
        approver: act.by.account().map(|account| account.id),
        approved_on: Some(today),
        ..answer.clone()
    };
    let mut after = case.petition.clone();
    // What was said of an earlier answer is not said of this one.
    after.facts.outcome = None;
    let mut clocks = Clocks::of(case, act, office);
    if case.petition.kind_now() == Kind::Complaint {
        after.facts.stage = Stage::AwaitingIssue;
    } else {
        after.facts.stage = Stage::Answered;
        after.facts.answered_on = Some(today);
        after.facts.told_on = (!after.reachable).then_some(today);
        for rule in [ANSWER, SETTLE_DENUNCIATION, INTERNAL] {
            clocks.meet(rule, today);
        }
    }
    let hanging =
        if after.stage == Stage::Answered { duplicate::owe_answer(case, today, act, office) } else { Vec::new() };
    Ok(Change::turning(&case.petition, after, act, Deed::Approve)
        .noting("answer", approved.position)
        .with_all(hanging)
        .with(Write::SaveAnswer(Box::new(approved)))
        .with_all(clocks.into_writes()))
}

/// Signed, numbered and stamped: the decision's own date ends KN-LAN1 and starts KN-GUI (KN Đ.28, 32).
fn issue(fields: &Fields, files: Vec<Attachment>, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let today = act.today();
    let mut reader = Reader::new(fields);
    let number = document_no(&mut reader);
    let date = reader.date("document_date", today, "Xin ghi ngày trên văn bản.");
    let accepted_on = case.running(SETTLE_COMPLAINT).map_or(case.petition.received_on, |clock| clock.started_on);
    if date.is_some_and(|date| date < accepted_on) {
        reader.fail("document_date", "Ngày văn bản không thể trước ngày thụ lý.");
    }
    reader.done()?;
    let date = date.ok_or(Refusal::Unseen)?;
    let issued = Answer {
        state: AnswerState::Issued,
        document_no: Some(number.clone()),
        document_date: Some(date),
        ..last_answer(case)?.clone()
    };
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Answered;
    after.facts.answered_on = Some(date);
    let mut clocks = Clocks::of(case, act, office);
    for rule in [SETTLE_COMPLAINT, INTERNAL] {
        clocks.meet(rule, date);
    }
    clocks.start(SEND_DECISION, date, None)?;
    let mut change = Change::turning(&case.petition, after, act, Deed::Issue)
        .noting("document_no", number)
        .noting("document_date", date);
    if super::paper::is_entered_late(date, act, office) {
        change = change.noting("entered_late", true);
    }
    let hanging = duplicate::owe_answer(case, date, act, office);
    Ok(change
        .with_all(hanging)
        .with(Write::SaveAnswer(Box::new(issued)))
        .with_all(clocks.into_writes())
        .with_all(attach(case, files, Purpose::Decision)))
}

/// “96/QĐ-UBND”, “08/2026/QĐ-UBND” (NĐ 30/2020): it goes into the record, so nothing else may stand in it.
pub(super) fn document_no(reader: &mut Reader) -> String {
    let number = reader.get("document_no").to_uppercase().split_whitespace().collect::<String>();
    let plain = number.chars().all(|c| c.is_alphanumeric() || "/-.&".contains(c));
    if !plain || number.chars().count() > DOCUMENT_NO_CHARS_MAX || !number.starts_with(|c: char| c.is_ascii_digit()) {
        reader.fail("document_no", "Xin ghi số văn bản, ví dụ 96/QĐ-UBND.");
    }
    number
}

/// Opens the identity: an act, because it must be known who looked and why.
fn open_identity(fields: &Fields, case: &Case, act: &Act, sight: &Sight) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let reason = if policy::identity_needs_reason(sight, &case.petition) {
        reader.text("reason", sorting::REASON, "Xin ghi vì sao cần biết người gửi. Mặt trận xem được lý do này.")
    } else {
        reader.optional("reason", sorting::REASON.max)
    };
    reader.done()?;
    let mut change = Change::looking(Some(case.petition.id), act, Deed::Identity);
    if fields.get(SLIP) == "yes" {
        change = change.noting(SLIP, true);
    }
    Ok(change.saying(act, TextKind::Reason, &reason))
}

fn move_answer(case: &Case, act: &Act, deed: Deed, stage: Stage, answer: Answer) -> Result<Change, Refusal> {
    let mut after = case.petition.clone();
    after.facts.stage = stage;
    Ok(Change::turning(&case.petition, after, act, deed)
        .noting("answer", answer.position)
        .with(Write::SaveAnswer(Box::new(answer))))
}

fn last_answer(case: &Case) -> Result<&Answer, Refusal> {
    case.answer().ok_or_else(|| Refusal::Untimely("Hồ sơ chưa có câu trả lời nào.".to_owned()))
}

/// Files that an officer adds to the petition.
pub(super) fn attach(case: &Case, files: Vec<Attachment>, purpose: Purpose) -> Vec<Write> {
    attach_from(case, files, purpose, Source::Office)
}

pub(super) fn attach_from(case: &Case, files: Vec<Attachment>, purpose: Purpose, source: Source) -> Vec<Write> {
    let first = case.files.iter().map(|file| file.position).max().unwrap_or(0) + 1;
    (first..)
        .zip(files)
        .map(|(position, file)| {
            Write::File(Box::new(PetitionFile { petition: case.petition.id, position, source, purpose, file }))
        })
        .collect()
}
