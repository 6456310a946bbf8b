//! Results: what came of each petition goes back into it, promises get an owner and a day, and the whole is published.

use chrono::NaiveDate;

use super::{
    AgendaItem, Dialogue, DialogueStage, DialogueTextKind, DialogueWrite, ItemOutcome, RESULT, Session, plan::turning,
};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    clock::{self, ClockState, Clocks, INTERNAL},
    commitment,
    event::Deed,
    form::{Fields, Length, Reader},
    handling,
    office::Office,
    petition::{Answer, AnswerState, Case, Finding, Kind, Stage, TextKind, Writers},
    refusal::Refusal,
};

const WORDS: Length = Length { min: 10, max: 5_000 };
const PUBLISHED: Length = Length { min: 20, max: 10_000 };

/// What came of one petition: answered there, promised, or to be looked at further.
pub fn conclude(
    fields: &Fields,
    session: &Session,
    case: &Case,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let item = session.agenda.iter().find(|item| item.petition == case.petition.id).ok_or(Refusal::Unseen)?;
    let mut reader = Reader::new(fields);
    let outcome = reader.word("outcome", ItemOutcome::from_code, "Xin chọn kết quả của hồ sơ này.");
    let words = reader.text("words", WORDS, "Xin ghi đã nói gì với người dân về hồ sơ này.");
    let promise = match outcome {
        Some(ItemOutcome::Promised) => commitment::read(&mut reader, case, act.today(), office),
        _ => None,
    };
    let due = match outcome {
        Some(ItemOutcome::Check) => check_due(&mut reader, case, act.today()),
        _ => None,
    };
    reader.done()?;
    let outcome = outcome.ok_or(Refusal::Unseen)?;
    let mut change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Conclude)
        .also_about(session.dialogue.id)
        .noting("outcome", outcome)
        .with(Write::Dialogue(DialogueWrite::Save(Box::new(session.dialogue.clone()))))
        .with(Write::Dialogue(DialogueWrite::SaveItem(AgendaItem { outcome: Some(outcome), ..item.clone() })));
    if let Some(promise) = promise {
        change = change.with_all(promise.written(session.dialogue.id, case, act, office));
    }
    if let Some(due) = due {
        let mut clocks = Clocks::of(case, act, office);
        clocks.cancel(INTERNAL);
        clocks.start_on_day(INTERNAL, "Kiểm tra thêm sau đối thoại", "Kết luận tại buổi đối thoại", due);
        change = change.with_all(clocks.into_writes());
    }
    Ok(spoken(change, outcome, &words, &session.dialogue, case, act))
}

/// The day of a further check may be stricter than the law's own, never looser.
fn check_due(reader: &mut Reader, case: &Case, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get("due").is_empty() {
        reader.fail("due", "Xin ghi kiểm tra xong trước ngày nào.");
    }
    let due = reader.optional_date("due");
    if due.is_some_and(|due| due < today) {
        reader.fail("due", "Ngày này đã qua.");
    }
    let legal = case.clocks.iter().find(|clock| clock.is_running() && clock.is_settling()).map(|clock| clock.due);
    if let (Some(due), Some(legal)) = (due, legal)
        && due > legal
    {
        reader.fail("due", format!("Không được sau hạn giải quyết hồ sơ: {}.", legal.format("%d/%m/%Y")));
    }
    due
}

/// Where the words go: into a first draft of the answer, when it was answered there and nobody has begun one; else a note.
fn spoken(change: Change, outcome: ItemOutcome, words: &str, dialogue: &Dialogue, case: &Case, act: &Act) -> Change {
    match act.by.account() {
        // Whoever writes in a draft does not approve it, so a head's words stay a note.
        Some(account) if outcome == ItemOutcome::Answered && takes_draft(case) && !account.role.heads() => {
            let draft = draft(words, dialogue, case, account.id, act);
            change.noting("answer", draft.position).with(Write::Answer(Box::new(draft)))
        }
        _ => change.saying(act, TextKind::Note, words),
    }
}

fn takes_draft(case: &Case) -> bool {
    case.petition.stage == Stage::InProgress
        && case.petition.kind_now() != Kind::Complaint
        && handling::open_draft(case).is_none()
}

fn draft(
    words: &str,
    dialogue: &Dialogue,
    case: &Case,
    drafter: crate::domain::id::Id<crate::domain::person::Account>,
    act: &Act,
) -> Answer {
    let day = dialogue.day.format("%d/%m/%Y");
    Answer {
        id: act.mint(),
        petition: case.petition.id,
        position: case.answer().map_or(1, |last| last.position + 1),
        revision: 1,
        state: AnswerState::Draft,
        summary: words.chars().take(handling::SUMMARY.max).collect(),
        letter: format!("Tại buổi đối thoại ngày {day}, UBND xã đã trả lời {}: {words}", super::super::reading::NAME),
        finding: Finding::Explained,
        drafter,
        writers: Writers(vec![drafter]),
        approver: None,
        approved_on: None,
        document_no: None,
        document_date: None,
    }
}

/// Published, and sent to the village heads: only both meet DT-10. What is still open may be added later.
pub fn publish(fields: &Fields, session: &Session, act: &Act) -> Result<Change, Refusal> {
    let before = &session.dialogue;
    if !before.kind.is_public() {
        return Err(Refusal::Untimely(
            "Kết quả đối thoại trong khiếu nại không công bố; biên bản nằm trong hồ sơ.".to_owned(),
        ));
    }
    let mut reader = Reader::new(fields);
    let known = session.texts.iter().any(|text| text.kind == DialogueTextKind::Result);
    let words = match known {
        true => reader.optional("result", PUBLISHED.max),
        false => reader.text("result", PUBLISHED, "Xin ghi kết quả để bà con đọc, không ghi tên người."),
    };
    let published_on = day(&mut reader, "published_on", session, act.today()).or(before.published_on);
    let sent_on = day(&mut reader, "sent_on", session, act.today()).or(before.sent_on);
    if published_on.is_none() {
        reader.fail("published_on", "Xin ghi ngày công bố.");
    }
    reader.done()?;
    let after = Dialogue { stage: DialogueStage::Published, published_on, sent_on, ..before.clone() };
    let clock = session.running(RESULT).zip(published_on.zip(sent_on));
    let met = clock.map(|(clock, (published, sent))| clock::ended(clock, ClockState::Met, published.max(sent)));
    let change = turning(before, after, act, Deed::PublishDialogue).with_all(met);
    Ok(if words.is_empty() { change } else { change.telling_of(before.id, act, DialogueTextKind::Result, &words) })
}

fn day(reader: &mut Reader, field: &str, session: &Session, today: NaiveDate) -> Option<NaiveDate> {
    let day = reader.optional_date(field);
    let day = reader.not_after(field, day, today);
    if day.is_some_and(|day| day < session.dialogue.day) {
        reader.fail(field, "Ngày này trước ngày đối thoại.");
    }
    day
}
