//! What the code’s page says of a petition: never an identity, and no words but the answer’s two sentences.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    decree::{self, Decree},
    timeline::{Moment, timeline},
    ways::{SECOND_TITLE, Way, delivered_on, ways_of},
};
use crate::domain::{
    asking,
    clock::{ACCEPT_COMPLAINT, Clock, FIRST_REPLY},
    code::Code,
    event::{Deed, Event},
    id::Id,
    petition::{Case, Kind, Outcome, Petition, Source, Stage, TextKind},
    redating::Moved,
    reminder::{Step, Told},
    telling,
};
use crate::web::desk::Desk;

/// What the code's page says of a petition: never an identity, and no words but the answer's two sentences.
#[derive(Serialize)]
pub(super) struct Followed {
    code: String,
    number: Option<String>,
    subject: String,
    topic: String,
    kind: Kind,
    stage: Stage,
    stage_words: &'static str,
    stage_note: Option<String>,
    state: &'static str,
    since: Option<NaiveDate>,
    follow_path: String,
    sealed: bool,
    files: usize,
    phone_given: bool,
    can_open: bool,
    can_add: bool,
    can_rate: bool,
    holder: Option<Holder>,
    due: Option<Due>,
    late: Option<Late>,
    awaiting_signature: Option<AwaitingSignature>,
    waiting_for_person: Option<String>,
    /// The newest decision that moved the limit which still counts.
    decree: Option<Decree>,
    answer: Option<AnswerShown>,
    /// The day on which a decision was delivered.
    received_on: Option<NaiveDate>,
    ways: Vec<Way>,
    second_complaint_by: Option<NaiveDate>,
    rated: Option<Outcome>,
    ended: Option<Ended>,
    timeline: Vec<Moment>,
}

#[derive(Serialize)]
pub(super) struct Holder {
    unit: String,
    person: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Due {
    pub(super) label: &'static str,
    pub(super) day: NaiveDate,
    pub(super) left: i32,
    pub(super) basis: String,
    pub(super) provisional: bool,
    #[serde(skip)]
    clock: Id<Clock>,
    /// The date before a changed calendar moved it.
    moved_from: Option<NaiveDate>,
}

#[derive(Serialize)]
pub(super) struct Late {
    days: i32,
    due: NaiveDate,
    holder: String,
    told: Option<String>,
}

#[derive(Serialize)]
pub(super) struct AwaitingSignature {
    bring: Option<String>,
    lapses: Option<NaiveDate>,
    tell_by: Option<NaiveDate>,
    print_path: Option<String>,
}

#[derive(Serialize)]
pub(super) struct AnswerShown {
    summary: String,
    result: Option<&'static str>,
    at: NaiveDate,
    document_no: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Ended {
    kind: Stage,
    words: String,
    authority: Option<String>,
    on: Option<NaiveDate>,
    reason: Option<String>,
    replied: Option<String>,
}

pub(super) fn followed(desk: &Desk, code: &Code, case: &Case, history: &[Event]) -> Followed {
    let petition = &case.petition;
    let due = due_of(desk, case).map(|due| Due { moved_from: moved_from(&due, history), ..due });
    let late = late_of(desk, due.as_ref(), petition, history);
    let state = match (&late, petition.stage) {
        (Some(_), _) => "late",
        (None, Stage::Answered | Stage::Closed) => "ok",
        (None, Stage::AwaitingSignature) => "soon",
        _ => "wait",
    };
    let ways = if petition.sealed { Vec::new() } else { ways_of(desk, case) };
    Followed {
        code: code.digits().to_owned(),
        number: petition.number.zip(petition.number_year).map(|(number, year)| format!("{number}/{year}")),
        subject: subject_of(desk, petition),
        topic: desk.office.topic_label(case.choice.topic).to_owned(),
        kind: petition.kind_now(),
        stage: petition.stage,
        stage_words: if case.paused().is_some() { "Đang tạm đình chỉ" } else { stage_words(petition) },
        stage_note: None,
        state,
        since: history
            .iter()
            .rfind(|event| !matches!(event.deed, Deed::Redate | Deed::Remind))
            .map(|event| crate::domain::act::day_of(event.at)),
        follow_path: format!("/don/{}", code.digits()),
        sealed: petition.sealed,
        files: case.files.iter().filter(|file| file.source == Source::Citizen && file.file.bytes > 0).count(),
        phone_given: case.parties.iter().any(|party| party.phone_given),
        can_open: !petition.sealed && case.parties.iter().any(|party| party.phone_given),
        can_add: telling::can_add(case),
        can_rate: telling::can_voice(case) && petition.outcome != Some(Outcome::Done),
        holder: holder_of(desk, petition),
        second_complaint_by: ways.iter().find(|way| way.title == SECOND_TITLE).and_then(|way| way.due),
        due,
        late,
        awaiting_signature: awaiting_of(case),
        waiting_for_person: asking::waiting(case, history).filter(|_| !petition.sealed).map(|text| text.body.clone()),
        decree: decree::of(case, history),
        answer: if petition.sealed { None } else { answer_of(case) },
        received_on: delivered_on(case),
        ways,
        rated: petition.outcome,
        ended: ended_of(desk, case, history),
        timeline: if petition.sealed { Vec::new() } else { timeline(desk, case, history) },
    }
}

/// “Ô nhiễm môi trường, Khe Sòng” until a clerk has written a subject.
pub fn subject_of(desk: &Desk, petition: &Petition) -> String {
    if petition.sealed {
        return "Đơn của ông bà".to_owned();
    }
    petition.subject.clone().unwrap_or_else(|| desk.office.place_of(petition))
}

fn stage_words(petition: &Petition) -> &'static str {
    if petition.sealed {
        return "Xin gọi hoặc đến gặp";
    }
    match petition.stage {
        Stage::Received => "Đã nhận",
        Stage::AwaitingSignature => "Chờ ông bà ký đơn",
        Stage::Accepted => "Đã nhận giải quyết",
        Stage::InProgress if petition.outcome == Some(Outcome::NotDone) => "Đang xem lại",
        Stage::InProgress => "Đang kiểm tra",
        Stage::AwaitingApproval => "Đang soạn trả lời",
        Stage::AwaitingIssue => "Chờ ký, đóng dấu",
        Stage::Answered if petition.kind_now() == Kind::Complaint => "Đã có quyết định",
        Stage::Answered => "Đã trả lời",
        Stage::Closed => "Đã xong",
        Stage::Guided => "Không phải việc của xã",
        Stage::Transferred => "Đã chuyển nơi khác",
        Stage::Ineligible => "Không giải quyết được",
        Stage::Duplicate => "Cùng việc với đơn khác",
        Stage::Withdrawn => "Ông bà đã rút",
        Stage::Terminated => "Đã đình chỉ",
    }
}

pub(super) fn holder_of(desk: &Desk, petition: &Petition) -> Option<Holder> {
    if petition.sealed || petition.stage.is_ended() {
        return None;
    }
    let owner = desk.office.account(petition.owner?)?;
    let unit = petition.unit.as_deref().and_then(|code| desk.office.unit(code)).map_or("Xã", |unit| &unit.name);
    // By task, not by name: who works at the office is no secret, but a page that anyone with the code can open names nobody.
    let person = if owner.title.is_empty() { owner.role.label().to_owned() } else { owner.title.clone() };
    Some(Holder { unit: unit.to_owned(), person: Some(person) })
}

/// The date the person was promised: telling first, settling after acceptance.
pub(super) fn due_of(desk: &Desk, case: &Case) -> Option<Due> {
    if case.petition.sealed {
        return None;
    }
    let settling = case.clocks.iter().find(|clock| clock.is_running() && clock.is_settling());
    let telling = [FIRST_REPLY, ACCEPT_COMPLAINT].into_iter().filter_map(|rule| case.running(rule));
    let telling = telling.filter(|_| case.petition.stage.is_open()).min_by_key(|clock| clock.due);
    let (label, clock): (_, &Clock) = match (settling, telling) {
        (Some(clock), _) => ("Bao giờ xong", clock),
        (None, Some(clock)) => ("Bao giờ báo lại", clock),
        (None, None) => return None,
    };
    Some(Due {
        label,
        day: clock.due,
        left: clock.left(&desk.office.calendar, desk.today()),
        basis: clock.basis.clone(),
        provisional: clock.provisional,
        clock: clock.id,
        moved_from: None,
    })
}

/// What was promised before, when the date that stands now is one that a changed calendar gave.
fn moved_from(due: &Due, history: &[Event]) -> Option<NaiveDate> {
    let last = history.iter().rev().flat_map(Moved::of).find(|moved| moved.clock == due.clock)?;
    (last.to == due.day).then_some(last.from)
}

fn late_of(desk: &Desk, due: Option<&Due>, petition: &Petition, history: &[Event]) -> Option<Late> {
    let due = due.filter(|due| due.left < 0)?;
    let holder = holder_of(desk, petition).map_or_else(|| "Xã".to_owned(), |holder| holder.unit);
    let is_told = |event: &&Event| {
        let steps = Told::of(event);
        steps.iter().any(|told| (told.clock, told.step, told.due) == (due.clock, Step::Overdue, due.day))
    };
    let told = history.iter().find(is_told).map(|event| crate::domain::act::day_of(event.at).to_string());
    Some(Late { days: -due.left, due: due.day, holder, told })
}

fn awaiting_of(case: &Case) -> Option<AwaitingSignature> {
    (case.petition.stage == Stage::AwaitingSignature).then(|| AwaitingSignature {
        bring: None,
        lapses: None,
        tell_by: case.running(FIRST_REPLY).map(|clock| clock.due),
        print_path: None,
    })
}

pub(super) fn answer_of(case: &Case) -> Option<AnswerShown> {
    if !matches!(case.petition.stage, Stage::Answered | Stage::Closed) {
        return None;
    }
    let answer = case.given_answer()?;
    Some(AnswerShown {
        summary: answer.summary.clone(),
        result: Some(answer.finding.label()),
        at: answer.document_date.or(answer.approved_on)?,
        document_no: answer.document_no.clone(),
    })
}

/// How it ended, in the words of the act that ended it: no other reason that was ever typed is the person's.
fn ended_of(desk: &Desk, case: &Case, history: &[Event]) -> Option<Ended> {
    let petition = &case.petition;
    if petition.sealed || !petition.stage.is_ended() || petition.stage == Stage::Closed {
        return None;
    }
    let ends = [Deed::Guide, Deed::Transfer, Deed::Ineligible, Deed::Terminate, Deed::Withdraw, Deed::Duplicate];
    let end = history.iter().rev().find(|event| ends.contains(&event.deed));
    let text = |kind: TextKind| {
        case.texts.iter().find(|text| text.kind == kind && end.is_some_and(|end| end.id == text.event))
    };
    let reason = text(TextKind::Reason);
    let unit = desk.office.facts.name.split(' ').next().unwrap_or("xã").to_lowercase();
    let words = match petition.stage {
        Stage::Guided => format!("Việc này không thuộc {unit} giải quyết. Xin ông bà gửi đến nơi dưới đây."),
        Stage::Transferred => format!("Đơn của ông bà đã được {unit} chuyển đến nơi dưới đây."),
        Stage::Ineligible => petition.ground.map_or(String::new(), |ground| {
            format!("Theo luật, đơn này không giải quyết được: {}.", ground.label().to_lowercase())
        }),
        Stage::Terminated => decree::termination(case),
        Stage::Withdrawn => format!(
            "Ông bà đã rút toàn bộ đơn, nên {unit} không giải quyết tiếp. Nếu ông bà bị ép rút, xin gọi {unit} hoặc Mặt trận."
        ),
        _ => String::new(),
    };
    Some(Ended {
        kind: petition.stage,
        words,
        authority: text(TextKind::Authority).map(|text| text.body.clone()),
        on: end.map(|end| crate::domain::act::day_of(end.at)),
        // Why two petitions are one is the office's own word; how another authority replied is not ours to tell.
        reason: reason.filter(|_| petition.stage != Stage::Duplicate).map(|text| text.body.clone()),
        replied: case.last_paper(Deed::Reply).map(|paper| {
            format!("Nơi ấy đã trả lời: văn bản {} ngày {}.", paper.document_no, paper.document_date.format("%d/%m/%Y"))
        }),
    })
}

/// As a person reads it whose petition is about the matter of another: where that one is, its dates and its two sentences.
pub(super) fn joined(desk: &Desk, own: Followed, main: &Case) -> Followed {
    let petition = &main.petition;
    let due = due_of(desk, main);
    let late = late_of(desk, due.as_ref(), petition, &[]);
    let state = match (&late, petition.stage) {
        (Some(_), _) => "late",
        (None, Stage::Answered | Stage::Closed) => "ok",
        _ => "wait",
    };
    let count = main.duplicates().count() + 1;
    let sent = matches!(petition.stage, Stage::Guided | Stage::Transferred);
    let once = if sent {
        "việc này do nơi khác giải quyết, ghi dưới đây"
    } else {
        "nên giải quyết chung một lần"
    };
    let words = format!("{count} đơn cùng nói một việc, {once}. Ông bà vẫn giữ mã này, và được báo riêng.");
    let authority = main.texts.iter().rfind(|text| sent && text.kind == TextKind::Authority);
    let authority = authority.map(|text| text.body.clone());
    Followed {
        kind: petition.kind_now(),
        stage: petition.stage,
        stage_words: if main.paused().is_some() { "Đang tạm đình chỉ" } else { stage_words(petition) },
        state,
        can_rate: telling::can_voice(main) && petition.outcome != Some(Outcome::Done),
        holder: holder_of(desk, petition),
        due,
        late,
        answer: answer_of(main),
        rated: petition.outcome,
        ended: own.ended.map(|ended| Ended { words, authority, ..ended }),
        ..own
    }
}
