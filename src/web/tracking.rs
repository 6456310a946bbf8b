//! Following a petition by its code: where it is, who has it, by when and why, and what the person may do next.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    download,
    error::Failure,
    gate::Bucket,
    page::{Page, Typed, long_day},
    upload,
};
use crate::{
    domain::{
        act::Act,
        clock::{Clock, FIRST_REPLY, SECOND_COMPLAINT, SETTLE_COMPLAINT, SUE},
        code::{Code, CodeError},
        event::{Deed, Event},
        form::Fields,
        id::Id,
        law::Variant,
        petition::{Case, Kind, Outcome, Petition, Purpose, Source, Stage, TextKind},
        refusal::{FieldError, Refusal},
        telling,
    },
    register::{self, Done},
    store::{self, record::vault, throttle},
};

/// Wrong four digits on one petition within a quarter of an hour.
const FAILURES_MAX: i32 = 5;

#[derive(Serialize)]
struct LookupPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for LookupPage {
    const TEMPLATE: &'static str = "tracking/lookup.html";
}

pub fn show_lookup(desk: &Desk) -> Answer {
    desk.page(&LookupPage { typed: Typed::of(&["code"], &Fields::new(), Vec::new()) })
}

pub fn lookup(desk: &Desk) -> Answer {
    desk.app.limits.take(Bucket::Code, desk.visit.address)?;
    let again = |status: StatusCode, words: &str| {
        let errors = vec![FieldError::new("code", words)];
        desk.page_as(status, &LookupPage { typed: Typed::of(&["code"], &desk.visit.fields, errors) })
    };
    match Code::parse(&desk.visit.fields.get("code")) {
        Err(CodeError::Length) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, "Mã có 12 số, ở trên phiếu. Xin xem lại, còn thiếu hoặc thừa số.")
        }
        Err(CodeError::Check) => again(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Có một số chưa đúng, hoặc hai số đứng lộn chỗ. Xin dò lại với phiếu.",
        ),
        Ok(code) => match desk.store().read(|conn| store::petition::by_code(desk.store(), conn, &code))? {
            Some(_) => desk.see(format!("/don/{}", code.digits())),
            None => again(StatusCode::NOT_FOUND, "Không có đơn nào mang mã này. Xin dò lại, hoặc gọi xã."),
        },
    }
}

/// The petition whose code stands in the path.
pub fn case_of(desk: &Desk) -> Result<(Code, Case), Failure> {
    desk.app.limits.take(Bucket::Code, desk.visit.address)?;
    let code = Code::parse(desk.visit.part("code")).map_err(|_| Failure::Gone)?;
    let case = desk.store().read(|conn| match store::petition::by_code(desk.store(), conn, &code)? {
        Some(petition) => store::petition::load(conn, petition),
        None => Err(store::Trouble::NotFound),
    })?;
    Ok((code, case))
}

#[derive(Serialize)]
struct PetitionPage {
    #[serde(flatten)]
    typed: Typed,
    p: Followed,
    added: bool,
}

impl Page for PetitionPage {
    const TEMPLATE: &'static str = "tracking/petition.html";
}

/// What the code's page says of a petition: never an identity, and no words but the answer's two sentences.
#[derive(Serialize)]
struct Followed {
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
struct Holder {
    unit: String,
    person: Option<String>,
}

#[derive(Serialize)]
struct Due {
    label: &'static str,
    day: NaiveDate,
    left: i32,
    basis: String,
    provisional: bool,
}

#[derive(Serialize)]
struct Late {
    days: i32,
    due: NaiveDate,
    holder: String,
    told: Option<String>,
}

#[derive(Serialize)]
struct AwaitingSignature {
    bring: Option<String>,
    lapses: Option<NaiveDate>,
    tell_by: Option<NaiveDate>,
    print_path: Option<String>,
}

#[derive(Serialize)]
struct AnswerShown {
    summary: String,
    result: Option<&'static str>,
    at: NaiveDate,
    document_no: Option<String>,
}

/// A next legal step with its last day.
#[derive(Serialize)]
struct Way {
    title: &'static str,
    to: Option<String>,
    due: Option<NaiveDate>,
    basis: String,
    how: Option<&'static str>,
}

#[derive(Serialize)]
struct Ended {
    kind: Stage,
    words: String,
    authority: Option<String>,
    on: Option<NaiveDate>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Moment {
    at: String,
    icon: &'static str,
    words: String,
    detail: Option<String>,
    state: &'static str,
    day: Option<String>,
}

pub fn show(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    follow(desk, StatusCode::OK, &code, &case, Typed::of(&["phone_last4"], &Fields::new(), Vec::new()))
}

fn follow(desk: &Desk, status: StatusCode, code: &Code, case: &Case, typed: Typed) -> Answer {
    let history = desk.store().read(|conn| store::petition::history(conn, case.petition.id))?;
    let added = desk.visit.query.get("da-gui") == "1";
    desk.page_as(status, &PetitionPage { typed, p: followed(desk, code, case, &history), added })
}

fn followed(desk: &Desk, code: &Code, case: &Case, history: &[Event]) -> Followed {
    let petition = &case.petition;
    let due = due_of(desk, case);
    let late = late_of(desk, due.as_ref(), petition);
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
        topic: petition.topic_chosen.label().to_owned(),
        kind: petition.kind_now(),
        stage: petition.stage,
        stage_words: stage_words(petition),
        stage_note: None,
        state,
        since: history.last().map(|event| crate::domain::act::day_of(event.at)),
        follow_path: format!("/don/{}", code.digits()),
        sealed: petition.sealed,
        files: case.files.iter().filter(|file| file.source == Source::Citizen).count(),
        phone_given: case.parties.iter().any(|party| party.phone_given),
        can_open: !petition.sealed && case.parties.iter().any(|party| party.phone_given),
        can_add: telling::can_add(case),
        can_rate: telling::can_voice(case) && petition.outcome != Some(Outcome::Done),
        holder: holder_of(desk, petition),
        second_complaint_by: ways.iter().find(|way| way.title == SECOND_TITLE).and_then(|way| way.due),
        due,
        late,
        awaiting_signature: awaiting_of(case),
        waiting_for_person: None,
        answer: if petition.sealed { None } else { answer_of(case) },
        received_on: delivered_on(case),
        ways,
        rated: petition.outcome,
        ended: ended_of(desk, case),
        timeline: if petition.sealed { Vec::new() } else { timeline(desk, case, history) },
    }
}

/// “Ô nhiễm môi trường, Khe Sòng” until a clerk has written a subject.
pub fn subject_of(desk: &Desk, petition: &Petition) -> String {
    if petition.sealed {
        return "Đơn của ông bà".to_owned();
    }
    petition.subject.clone().unwrap_or_else(|| place_of(desk, petition))
}

/// Topic and village: what stands for a subject that is not written yet, or may not be shown.
pub fn place_of(desk: &Desk, petition: &Petition) -> String {
    let village = petition.village.as_deref().and_then(|code| desk.office.village(code));
    match village {
        Some(village) => format!("{}, {}", petition.topic.label(), village.name),
        None => petition.topic.label().to_owned(),
    }
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

fn holder_of(desk: &Desk, petition: &Petition) -> Option<Holder> {
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
fn due_of(desk: &Desk, case: &Case) -> Option<Due> {
    if case.petition.sealed {
        return None;
    }
    let settling = case.clocks.iter().find(|clock| clock.is_running() && clock.is_settling());
    let telling = case.running(FIRST_REPLY).filter(|_| case.petition.stage.is_open());
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
    })
}

fn late_of(desk: &Desk, due: Option<&Due>, petition: &Petition) -> Option<Late> {
    let due = due.filter(|due| due.left < 0)?;
    let holder = holder_of(desk, petition).map_or_else(|| "Xã".to_owned(), |holder| holder.unit);
    Some(Late { days: -due.left, due: due.day, holder, told: None })
}

fn awaiting_of(case: &Case) -> Option<AwaitingSignature> {
    (case.petition.stage == Stage::AwaitingSignature).then(|| AwaitingSignature {
        bring: None,
        lapses: None,
        tell_by: case.running(FIRST_REPLY).map(|clock| clock.due),
        print_path: None,
    })
}

fn answer_of(case: &Case) -> Option<AnswerShown> {
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

/// The day on which the person got the decision: from it the two ways are counted.
fn delivered_on(case: &Case) -> Option<NaiveDate> {
    case.tellings.iter().filter(|telling| telling.about == Stage::Answered).find_map(|telling| telling.delivered_on)
}

const SECOND_TITLE: &str = "Khiếu nại lần hai";
const SUE_TITLE: &str = "Khởi kiện";

/// A complaint's two ways on: from the day of delivery, or from the day on which the time for settling ran out (KN Đ.33; Luật TTHC Đ.116).
fn ways_of(desk: &Desk, case: &Case) -> Vec<Way> {
    if case.petition.kind_now() != Kind::Complaint {
        return Vec::new();
    }
    let lapsed = case.running(SETTLE_COMPLAINT).filter(|clock| clock.due < desk.today()).map(|clock| clock.due);
    let decided = case.petition.stage == Stage::Answered || case.petition.stage == Stage::Closed;
    if lapsed.is_none() && !decided {
        return Vec::new();
    }
    let superior = desk.office.facts.superior.clone();
    let to = if superior.starts_with("Chủ tịch") { superior } else { format!("Chủ tịch {superior}") };
    [(SECOND_COMPLAINT, SECOND_TITLE, Some(to)), (SUE, SUE_TITLE, Some("Tòa án nhân dân có thẩm quyền".to_owned()))]
        .into_iter()
        .map(|(rule, title, to)| {
            let started =
                case.clocks.iter().find(|clock| clock.rule == rule).map(|clock| (clock.due, clock.basis.clone()));
            let counted = started.or_else(|| lapsed.and_then(|from| counted(desk, rule, from)));
            let basis = counted.as_ref().map(|(_, basis)| basis.clone()).unwrap_or_default();
            let how = counted.is_none().then_some("Ngày cuối tính từ ngày ông bà nhận được quyết định.");
            Way { title, to, due: counted.map(|(due, _)| due), basis, how }
        })
        .collect()
}

fn counted(desk: &Desk, rule: &str, from: NaiveDate) -> Option<(NaiveDate, String)> {
    let found = desk.office.terms.rule(rule, from).ok()?;
    let variant = found.known(Variant { complex: false, remote: desk.office.facts.remote });
    let deadline = found.deadline(&desk.office.calendar, from, variant).ok()?;
    Some((deadline.due, deadline.basis))
}

fn ended_of(desk: &Desk, case: &Case) -> Option<Ended> {
    let petition = &case.petition;
    if petition.sealed || !petition.stage.is_ended() || petition.stage == Stage::Closed {
        return None;
    }
    let text = |kind: TextKind| case.texts.iter().rev().find(|text| text.kind == kind && !text.body.is_empty());
    let reason = text(TextKind::Reason);
    let unit = desk.office.facts.name.split(' ').next().unwrap_or("xã").to_lowercase();
    let words = match petition.stage {
        Stage::Guided => format!("Việc này không thuộc {unit} giải quyết. Xin ông bà gửi đến nơi dưới đây."),
        Stage::Transferred => format!("Việc này do nơi khác giải quyết. Đơn đã được {unit} chuyển đi."),
        Stage::Ineligible => petition.ground.map_or(String::new(), |ground| {
            format!("Theo luật, đơn này không giải quyết được: {}.", ground.label().to_lowercase())
        }),
        _ => String::new(),
    };
    Some(Ended {
        kind: petition.stage,
        words,
        authority: text(TextKind::Authority).map(|text| text.body.clone()),
        on: reason.map(|text| crate::domain::act::day_of(text.at)),
        reason: reason.map(|text| text.body.clone()),
    })
}

/// What happened, in plain words, and what is still to come.
fn timeline(desk: &Desk, case: &Case, history: &[Event]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = history.iter().filter_map(|event| past(desk, event)).collect();
    if let Some(due) = due_of(desk, case) {
        let late = due.left < 0;
        moments.push(Moment {
            at: String::new(),
            icon: if late { "warning" } else { "clock" },
            words: match (late, due.label) {
                (true, _) => "Đã quá hạn này.".to_owned(),
                (false, "Bao giờ xong") => "Xã trả lời ông bà.".to_owned(),
                (false, _) => "Xã báo cho ông bà biết đơn được giải quyết thế nào.".to_owned(),
            },
            detail: None,
            state: if late { "late" } else { "next" },
            day: Some(format!("chậm nhất {}", long_day(due.day))),
        });
    }
    if let Some(last) = moments.iter_mut().rev().find(|moment| moment.state == "done") {
        last.state = "now";
    }
    moments
}

/// One event as the person reads it; what happens inside the office is left out.
fn past(desk: &Desk, event: &Event) -> Option<Moment> {
    let to_stage = event.body.get("stage").and_then(|moved| moved.get(1)).and_then(|stage| stage.as_str());
    let unit = event.body.get("unit").and_then(|moved| moved.get(1)).and_then(|unit| unit.as_str());
    let unit = unit.and_then(|code| desk.office.unit(code)).map(|unit| unit.name.clone());
    let (icon, words) = match event.deed {
        Deed::File => ("pencil", "Ông bà gửi đơn qua trang này.".to_owned()),
        Deed::Register => ("pencil", "Cán bộ ghi đơn của ông bà.".to_owned()),
        Deed::Sort if to_stage == Some(Stage::AwaitingSignature.code()) => {
            ("sign", "Xã xem đơn: đây là khiếu nại, cần chữ ký của ông bà.".to_owned())
        }
        Deed::Sort => ("stamp", "Xã vào sổ, xem đơn thuộc loại nào.".to_owned()),
        Deed::Sign => ("sign", "Xã nhận đơn có chữ ký.".to_owned()),
        Deed::Accept => ("check", "Xã nhận giải quyết (thụ lý).".to_owned()),
        Deed::Assign => (
            "people",
            unit.map_or("Chủ tịch giao người xử lý.".to_owned(), |unit| {
                format!("Chủ tịch giao {unit} xử lý.")
            }),
        ),
        Deed::Guide => ("exit", "Xã hướng dẫn ông bà gửi đến nơi giải quyết.".to_owned()),
        Deed::Transfer => ("exit", "Xã chuyển đơn đến nơi giải quyết.".to_owned()),
        Deed::Ineligible => ("document", "Xã xem đơn: theo luật không giải quyết được.".to_owned()),
        Deed::Approve if to_stage == Some(Stage::Answered.code()) => ("check", "Chủ tịch duyệt trả lời.".to_owned()),
        Deed::Issue => ("document", "Chủ tịch ký quyết định.".to_owned()),
        Deed::Tell => ("phone", "Xã báo cho ông bà.".to_owned()),
        Deed::Add => ("pencil", "Ông bà viết thêm.".to_owned()),
        Deed::Voice => {
            let outcome =
                event.body.get("outcome").and_then(|outcome| outcome.as_str()).and_then(Outcome::from_code)?;
            ("chat", format!("Ông bà cho biết: {}.", outcome.label().to_lowercase()))
        }
        Deed::Close => ("check", "Đã 30 ngày không có ý kiến thêm, xã đóng hồ sơ.".to_owned()),
        _ => return None,
    };
    Some(Moment { at: event.at.to_rfc3339(), icon, words, detail: None, state: "done", day: None })
}

#[derive(Serialize)]
struct WordsPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
    opened: Option<Opened>,
}

impl Page for WordsPage {
    const TEMPLATE: &'static str = "tracking/words.html";
}

#[derive(Serialize)]
struct Named {
    code: String,
    subject: String,
    follow_path: String,
    waiting_for_person: Option<String>,
    second_complaint_by: Option<NaiveDate>,
}

fn named(desk: &Desk, code: &Code, case: &Case) -> Named {
    Named {
        code: code.digits().to_owned(),
        subject: subject_of(desk, &case.petition),
        follow_path: format!("/don/{}", code.digits()),
        waiting_for_person: None,
        second_complaint_by: case.clocks.iter().find(|clock| clock.rule == SECOND_COMPLAINT).map(|clock| clock.due),
    }
}

#[derive(Serialize)]
struct Opened {
    body: String,
    happened_on: Option<NaiveDate>,
    place: Option<String>,
    added: Vec<Added>,
    files: Vec<FileShown>,
    letter: Option<LetterShown>,
    papers: Vec<Paper>,
}

#[derive(Serialize)]
struct Added {
    at: chrono::DateTime<chrono::Utc>,
    body: String,
}

#[derive(Serialize)]
struct FileShown {
    name: String,
    size: String,
    /// Not of a photo that only the handler may open.
    path: Option<String>,
}

#[derive(Serialize)]
struct LetterShown {
    document_no: Option<String>,
    at: NaiveDate,
    body: String,
}

#[derive(Serialize)]
struct Paper {
    title: String,
    path: String,
}

pub fn show_words(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if case.petition.sealed {
        return Err(Failure::Gone);
    }
    let typed = Typed::of(&["phone_last4"], &Fields::new(), Vec::new());
    desk.page(&WordsPage { typed, p: named(desk, &code, &case), opened: None })
}

/// Opens the person's own words with the last four digits of the phone given; answered once, 200.
pub fn open_words(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if case.petition.sealed {
        return Err(Failure::Gone);
    }
    if let Err(words) = check_last4(desk, case.petition.id)? {
        let errors = vec![FieldError::new("phone_last4", words)];
        let typed = Typed::of(&["phone_last4"], &desk.visit.fields, errors);
        let page = WordsPage { typed, p: named(desk, &code, &case), opened: None };
        return desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let opened = Some(opened(desk, &code, &case));
    let typed = Typed::of(&["phone_last4"], &desk.visit.fields, Vec::new());
    desk.page(&WordsPage { typed, p: named(desk, &code, &case), opened })
}

/// Guessing is braked by petition, so that nobody else is shut out.
fn check_last4(desk: &Desk, petition: Id<Petition>) -> Result<Result<(), &'static str>, Failure> {
    let last4: String = desk.visit.fields.get("phone_last4").chars().filter(char::is_ascii_digit).collect();
    if last4.len() != 4 {
        return Ok(Err("Xin ghi 4 số cuối của số điện thoại đã ghi trong đơn."));
    }
    let subject = desk.store().keys.index("words", &petition.to_string());
    let failures = desk.store().read(|conn| throttle::failures(conn, &subject, desk.now))?;
    if let (true, Some((count, since))) = (desk.app.limits.are_on(), failures)
        && count >= FAILURES_MAX
    {
        let seconds = (since + throttle::WINDOW - desk.now).num_seconds().max(1).unsigned_abs();
        return Err(Failure::Throttled { seconds });
    }
    if desk.store().read(|conn| vault::phone_matches(desk.store(), conn, petition, &last4))? {
        return Ok(Ok(()));
    }
    desk.store().write(|tx| throttle::failed(tx, &subject, desk.now))?;
    Ok(Err("4 số này không đúng với số điện thoại đã ghi trong đơn."))
}

fn opened(desk: &Desk, code: &Code, case: &Case) -> Opened {
    let story = case.story.clone().unwrap_or_default();
    let village = case.petition.village.as_deref().and_then(|code| desk.office.village(code));
    let place = [village.map(|village| village.name.clone()).unwrap_or_default(), story.place.clone()];
    let place = place.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let letter = answer_of(case).and(case.given_answer()).and_then(|answer| {
        let at = answer.document_date.or(answer.approved_on)?;
        Some(LetterShown {
            document_no: answer.document_no.clone(),
            at,
            body: answer.letter.replace("{nguoi_gui}", "ông bà"),
        })
    });
    Opened {
        body: story.body,
        happened_on: story.happened_on,
        place: (!place.is_empty()).then_some(place),
        added: case
            .texts
            .iter()
            .filter(|text| text.kind == TextKind::Addition)
            .map(|text| Added { at: text.at, body: text.body.clone() })
            .collect(),
        files: case
            .files
            .iter()
            .filter(|file| file.source == Source::Citizen)
            .map(|file| FileShown {
                name: file.file.name.clone(),
                size: super::filing::size_words(file.file.bytes),
                path: download::link(desk, code.digits(), file),
            })
            .collect(),
        letter,
        papers: case
            .files
            .iter()
            .filter(|file| file.purpose == Purpose::Decision)
            .filter_map(|file| {
                let path = download::link(desk, code.digits(), file)?;
                Some(Paper { title: file.file.name.clone(), path })
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct AddPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
}

impl Page for AddPage {
    const TEMPLATE: &'static str = "tracking/add.html";
}

/// The person's act. The same words on the same day about the same answer are one: a second tap, a retry after a cut.
fn own_act(desk: &Desk, case: &Case, deed: Deed) -> Act {
    let mut parts = vec![case.petition.id.to_string(), deed.code().to_owned(), desk.today().to_string()];
    parts.push(case.answers.len().to_string());
    for (field, values) in desk.visit.fields.iter() {
        parts.push(format!("{field}={}", values.join("\n")));
    }
    parts.extend_from_slice(&desk.visit.prints);
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    desk.citizens_act().with_form(desk.store().keys.form(&parts))
}

pub fn show_add(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if !telling::can_add(&case) {
        return desk.see(format!("/don/{}", code.digits()));
    }
    desk.page(&AddPage { typed: Typed::of(&["body"], &Fields::new(), Vec::new()), p: named(desk, &code, &case) })
}

pub fn add(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let mut errors = desk.visit.file_errors();
    if errors.is_empty() {
        let act = own_act(desk, &case, Deed::Add);
        let (fields, files) = (&desk.visit.fields, &desk.visit.files);
        match register::hear(desk.store(), &act, case.petition.id, Deed::Add, fields, files) {
            Ok(done) => {
                // Sent before: the same words and files stand there already.
                if matches!(done, Done::Already) {
                    desk.forget_files();
                }
                return desk.see(format!("/don/{}?da-gui=1", code.digits()));
            }
            Err(register::Failure::Refused(Refusal::Fields(found))) => errors = found,
            Err(failure) => return Err(failure.into()),
        }
    }
    if !desk.visit.files.is_empty() {
        errors.push(FieldError::new(upload::FIELD, "Tệp vừa chọn chưa được lưu. Sửa xong, xin chọn lại."));
    }
    let typed = Typed::of(&["body"], &desk.visit.fields, errors);
    desk.page_as(upload::status(&desk.visit.refused), &AddPage { typed, p: named(desk, &code, &case) })
}

#[derive(Serialize)]
struct SayPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
}

impl Page for SayPage {
    const TEMPLATE: &'static str = "tracking/say.html";
}

pub fn show_say(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if !telling::can_voice(&case) {
        return desk.see(format!("/don/{}", code.digits()));
    }
    let typed = Typed::of(&["outcome", "reason"], &desk.visit.query, Vec::new());
    desk.page(&SayPage { typed, p: named(desk, &code, &case) })
}

/// Done, partly, not done: two taps. Without words where words are needed, the page asks for them and keeps the choice.
pub fn say(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let act = own_act(desk, &case, Deed::Voice);
    match register::hear(desk.store(), &act, case.petition.id, Deed::Voice, &desk.visit.fields, &[]) {
        Ok(_) => desk.see(format!("/don/{}", code.digits())),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            let typed = Typed::of(&["outcome", "reason"], &desk.visit.fields, errors);
            desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &SayPage { typed, p: named(desk, &code, &case) })
        }
        Err(failure) => Err(failure.into()),
    }
}
