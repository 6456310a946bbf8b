//! Filing: one question a page, no account, no script; a draft keeps every answer until it is sent.

mod files;
mod off_ramp;

use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use qrcode::{QrCode, render::svg};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    draft::Held,
    error::Failure,
    gate::Bucket,
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        clock::FIRST_REPLY,
        filing::{Filing, Step},
        form::Fields,
        kept::Kept,
        petition::{Answer3, Topic},
        refusal::{FieldError, Refusal},
        sorter::Elsewhere,
    },
    register, store,
};

pub use files::size_words;
pub use off_ramp::Carried;

/// Faster than this nobody answers eight questions.
const SECONDS_MIN: TimeDelta = TimeDelta::seconds(5);

#[derive(Serialize)]
struct StartPage {
    has_draft: bool,
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "filing/start.html";
}

pub fn start(desk: &Desk) -> Answer {
    expect_open(desk)?;
    let has_draft = Held::find(desk)?.is_some_and(|held| !held.draft.sent);
    desk.page(&StartPage { has_draft })
}

/// Filing is open only while somebody would own what comes in.
pub fn expect_open(desk: &Desk) -> Result<(), Failure> {
    if desk.office.is_ready() { Ok(()) } else { Err(Failure::Closed) }
}

fn step_of(desk: &Desk) -> Result<Step, Failure> {
    Step::from_path(desk.visit.part("step")).ok_or(Failure::Gone)
}

pub fn show(desk: &Desk) -> Answer {
    let step = step_of(desk)?;
    expect_open(desk)?;
    // What was sent leaves its receipt; another matter begins at the first question.
    let held = Held::find(desk)?.filter(|held| !held.draft.sent || step != Step::Topic);
    match &held {
        Some(held) if held.draft.sent => return desk.see("/gui-don/xong"),
        None if step != Step::Topic => return desk.see("/gui-don/viec"),
        _ => {}
    }
    let answers = held.as_ref().map(|held| held.draft.fields()).unwrap_or_default();
    if !step.is_asked(&answers) {
        return desk.see(path_of(step.next(&answers)));
    }
    ask(desk, step, &answers, &answers, Vec::new(), held.as_ref())
}

pub fn answer(desk: &Desk) -> Answer {
    expect_open(desk)?;
    let step = step_of(desk)?;
    match step {
        Step::Check => return send(desk),
        Step::Files => return files::answer(desk),
        Step::Story => {
            if let Some(page) = off_ramp::leave(desk)? {
                return Ok(page);
            }
        }
        _ => {}
    }
    let held = off_ramp::take_back(Held::find_or_begin(desk)?, desk)?;
    let typed = &desk.visit.fields;
    let mut seen = held.draft.fields();
    for field in step.fields() {
        seen.set(field, typed.get(field));
    }
    let errors = step.errors(&seen, desk.today(), &desk.office);
    // What was typed is kept even when something has to be mended.
    let held = held.change(desk, |draft| draft.set(step.fields(), typed))?;
    let cookie = held.cookie(desk);
    if !errors.is_empty() {
        return Ok(ask(desk, step, &seen, &seen, errors, Some(&held))?.with_cookie(cookie));
    }
    Ok(desk.see(path_of(step.next(&seen)))?.with_cookie(cookie))
}

pub fn path_of(step: Step) -> String {
    format!("/gui-don/{}", step.path())
}

/// Throws the draft away.
pub fn forget(desk: &Desk) -> Answer {
    if let Some(held) = Held::find(desk)? {
        let held = files::wipe(desk, held)?;
        desk.store().write(|tx| store::draft::forget(tx, held.id))?;
    }
    Ok(desk.see("/")?.with_cookie(desk.drop_cookie("don")))
}

/// Shows a step; with errors as 422.
fn ask(
    desk: &Desk,
    step: Step,
    answers: &Fields,
    typed: &Fields,
    errors: Vec<FieldError>,
    held: Option<&Held>,
) -> Answer {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let typed = Typed::of(step.fields(), typed, errors);
    let complaint = answers.get("about_decision") == Answer3::Yes.code();
    match step {
        Step::Topic => desk.page_as(status, &TopicPage { typed, choices: topics(desk), has_draft: held.is_some() }),
        Step::About => desk.page_as(status, &AboutPage { typed }),
        Step::Story => desk.page_as(status, &StoryPage { typed }),
        Step::Place => desk.page_as(status, &PlacePage::of(desk, typed, answers)),
        Step::Decision => desk.page_as(status, &DecisionPage { typed }),
        Step::Files => files::ask(desk, status, answers, typed.errors, held),
        Step::Person => desk.page_as(status, &PersonPage { typed, choices: villages(desk), complaint }),
        Step::Check => check(desk, answers, typed.errors, held),
    }
}

#[derive(Serialize)]
struct TopicPage {
    #[serde(flatten)]
    typed: Typed,
    choices: Vec<Choice>,
    has_draft: bool,
}

impl Page for TopicPage {
    const TEMPLATE: &'static str = "filing/topic.html";
}

/// The topics in use, each with an example of daily life.
pub fn topics(desk: &Desk) -> Vec<Choice> {
    let choice = |(topic, kept): (Topic, &Kept)| Choice {
        hint: kept.explanation.clone(),
        icon: topic.code().to_owned(),
        ..Choice::new(topic.code(), &kept.name)
    };
    desk.office.topics_in_use().map(choice).collect()
}

pub fn villages(desk: &Desk) -> Vec<Choice> {
    desk.office.villages_in_use().map(|village| Choice::new(&village.code, &village.name)).collect()
}

#[derive(Serialize)]
struct AboutPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for AboutPage {
    const TEMPLATE: &'static str = "filing/about.html";
}

#[derive(Serialize)]
struct StoryPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for StoryPage {
    const TEMPLATE: &'static str = "filing/story.html";
}

#[derive(Serialize)]
struct PlacePage {
    #[serde(flatten)]
    typed: Typed,
    choices: Vec<Choice>,
    topic: String,
    elsewhere: Option<Elsewhere>,
}

impl PlacePage {
    fn of(desk: &Desk, typed: Typed, answers: &Fields) -> PlacePage {
        let elsewhere = off_ramp::elsewhere(answers);
        PlacePage { typed, choices: villages(desk), topic: answers.get("topic"), elsewhere }
    }
}

impl Page for PlacePage {
    const TEMPLATE: &'static str = "filing/place.html";
}

#[derive(Serialize)]
struct DecisionPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for DecisionPage {
    const TEMPLATE: &'static str = "filing/decision.html";
}

#[derive(Serialize)]
struct PersonPage {
    #[serde(flatten)]
    typed: Typed,
    choices: Vec<Choice>,
    complaint: bool,
}

impl Page for PersonPage {
    const TEMPLATE: &'static str = "filing/person.html";
}

#[derive(Serialize)]
struct CheckPage {
    errors: Vec<FieldError>,
    facts: Vec<Fact>,
    person: Vec<Fact>,
    tell_by: NaiveDate,
    complaint: bool,
    anonymous: bool,
    conduct: bool,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "filing/check.html";
}

/// One answer with the way to change it.
#[derive(Serialize)]
struct Fact {
    label: &'static str,
    value: String,
    to: String,
    what: &'static str,
}

fn fact(label: &'static str, value: String, step: Step, what: &'static str) -> Fact {
    let value = if value.is_empty() { "(để trống)".to_owned() } else { value };
    Fact { label, value, to: path_of(step), what }
}

fn check(desk: &Desk, answers: &Fields, errors: Vec<FieldError>, held: Option<&Held>) -> Answer {
    if let Some(step) = Step::first_unfinished(answers, desk.today(), &desk.office)
        && errors.is_empty()
    {
        return desk.see(path_of(step));
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = CheckPage {
        errors,
        facts: facts(desk, answers, held),
        person: person(desk, answers),
        tell_by: tell_by(desk)?,
        complaint: answers.get("about_decision") == Answer3::Yes.code(),
        anonymous: answers.get("anonymous") == "yes",
        conduct: answers.get("topic") == Topic::Conduct.code(),
    };
    desk.page_as(status, &page)
}

/// By when the person will be told, were it sent today (Luật Tiếp công dân Đ.28).
pub fn tell_by(desk: &Desk) -> Result<NaiveDate, Failure> {
    tell_by_from(desk, desk.today())
}

/// The same for a paper that was received on that day.
pub fn tell_by_from(desk: &Desk, received_on: NaiveDate) -> Result<NaiveDate, Failure> {
    let unready = |error: crate::domain::law::LawError| Failure::Refused(Refusal::Unready(error.to_string()));
    let rule = desk.office.terms.rule(FIRST_REPLY, received_on).map_err(unready)?;
    Ok(rule.deadline(&desk.office.calendar, received_on, Default::default()).map_err(unready)?.due)
}

fn facts(desk: &Desk, answers: &Fields, held: Option<&Held>) -> Vec<Fact> {
    let get = |field: &str| answers.get(field);
    let topic = Topic::from_code(&get("topic")).map_or("", |topic| desk.office.topic_label(topic));
    let about = match Answer3::from_code(&get("about_decision")) {
        Some(Answer3::Yes) => "Có một quyết định hoặc việc làm mà tôi không đồng ý",
        Some(Answer3::No) => "Không",
        _ => "Tôi không biết",
    };
    let village = desk.office.village(&get("village")).map_or(String::new(), |village| village.name.clone());
    let place = [village, get("place")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let mut facts = vec![
        fact("Về việc", topic.to_owned(), Step::Topic, "về việc gì"),
        fact("Không đồng ý với quyết định, việc làm nào?", about.to_owned(), Step::About, "có quyết định nào không"),
        fact("Ông bà kể", get("body"), Step::Story, "lời kể"),
        fact("Nơi xảy ra", place, Step::Place, "nơi xảy ra"),
    ];
    if !get("happened_on").is_empty() {
        facts.insert(3, fact("Ngày xảy ra", get("happened_on"), Step::Story, "ngày xảy ra"));
    }
    for (field, label) in [("parcel", "Thửa đất số"), ("map_sheet", "Tờ bản đồ số"), ("project", "Dự án")]
    {
        if !get(field).is_empty() {
            facts.push(fact(label, get(field), Step::Place, label));
        }
    }
    if Step::Decision.is_asked(answers) {
        let paper = [get("decision_no"), get("decision_date"), get("decision_signer")];
        let paper = paper.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        facts.push(fact("Quyết định", paper, Step::Decision, "quyết định"));
    }
    let names: Vec<&str> = held.iter().flat_map(|held| &held.draft.files).map(|file| file.name.as_str()).collect();
    let files = if names.is_empty() { "Không có".to_owned() } else { names.join("\n") };
    facts.push(fact("Ảnh, giấy tờ", files, Step::Files, "ảnh, giấy tờ"));
    facts
}

fn person(desk: &Desk, answers: &Fields) -> Vec<Fact> {
    let get = |field: &str| answers.get(field);
    if get("anonymous") == "yes" {
        return vec![fact("Họ và tên", "Không muốn cho biết tên".to_owned(), Step::Person, "người gửi")];
    }
    let village =
        desk.office.village(&get("village_of_residence")).map_or(String::new(), |village| village.name.clone());
    let address = [get("address"), village].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let mut person = vec![
        fact("Họ và tên", get("full_name"), Step::Person, "họ và tên"),
        fact("Số điện thoại", or_none(get("phone")), Step::Person, "số điện thoại"),
        fact("Địa chỉ", or_none(address), Step::Person, "địa chỉ"),
    ];
    if !get("email").is_empty() {
        person.push(fact("Thư điện tử", get("email"), Step::Person, "thư điện tử"));
    }
    person
}

fn or_none(value: String) -> String {
    if value.is_empty() { "Không ghi".to_owned() } else { value }
}

/// Sends: the code is drawn and kept first, so that a second tap, or a retry after a cut, sends the same once more.
fn send(desk: &Desk) -> Answer {
    let Some(held) = Held::find(desk)? else { return desk.see("/gui-don/viec") };
    if held.draft.sent {
        return desk.see("/gui-don/xong");
    }
    let answers = held.draft.fields();
    if let Some(step) = Step::first_unfinished(&answers, desk.today(), &desk.office) {
        let errors = step.errors(&answers, desk.today(), &desk.office);
        return ask(desk, step, &answers, &answers, errors, Some(&held));
    }
    if held.draft.code.is_none() {
        desk.app.limits.take(Bucket::Filing, desk.visit.address)?;
        is_human(desk, &held)?;
    }
    let (held, code) = held.with_code(desk)?;
    let (held, lost) = files::drop_lost(desk, held)?;
    if !lost.is_empty() {
        return ask(desk, Step::Files, &answers, &answers, lost, Some(&held));
    }
    let act = desk.citizens_act();
    let files = held.draft.files.clone();
    register::file(
        desk.store(),
        &act,
        |office, code| Filing::online(&answers, &act, office, code, held.id, files.clone()),
        &code,
        Some(held.id),
    )?;
    // Only the code stays: the words are the petition's now.
    held.change(desk, |draft| {
        draft.sent = true;
        draft.clear();
    })?;
    desk.see("/gui-don/xong")
}

/// A program fills what people do not see, and is done before anybody could read the questions.
fn is_human(desk: &Desk, held: &Held) -> Result<(), Failure> {
    if !desk.app.limits.are_on() {
        return Ok(());
    }
    let fast = held.draft.begun_at.is_none_or(|begun| desk.now - begun < SECONDS_MIN);
    if fast || !desk.visit.fields.get("website").is_empty() {
        return Err(Failure::Throttled { seconds: SECONDS_MIN.num_seconds().unsigned_abs() });
    }
    Ok(())
}

#[derive(Serialize)]
struct ReceiptPage {
    code: String,
    filed_at: DateTime<Utc>,
    tell_by: NaiveDate,
    complaint: bool,
    anonymous: bool,
    conduct: bool,
    qr_svg: String,
    follow_path: String,
}

impl Page for ReceiptPage {
    const TEMPLATE: &'static str = "filing/receipt.html";
}

pub fn receipt(desk: &Desk) -> Answer {
    let Some(held) = Held::find(desk)? else { return desk.see("/tra-cuu") };
    let Some(code) = held.draft.code().filter(|_| held.draft.sent) else { return desk.see("/gui-don/kiem-tra") };
    let case = desk.store().read(|conn| match store::petition::by_draft(conn, held.id)? {
        Some(id) => store::petition::load(conn, id).map(Some),
        None => Ok(None),
    })?;
    let Some(case) = case else { return desk.see("/gui-don/kiem-tra") };
    let tell_by = case.clocks.iter().find(|clock| clock.rule == FIRST_REPLY).map_or(desk.today(), |clock| clock.due);
    let follow_path = format!("/don/{}", code.digits());
    desk.page(&ReceiptPage {
        code: code.digits().to_owned(),
        filed_at: case.petition.received_at,
        tell_by,
        complaint: case.choice.about_decision == Answer3::Yes,
        anonymous: case.choice.anonymous,
        conduct: case.choice.topic == Topic::Conduct,
        qr_svg: qr(&format!("{}{follow_path}", desk.app.config.base()))?,
        follow_path,
    })
}

/// A QR code as SVG, drawn on the server.
pub fn qr(text: &str) -> Result<String, Failure> {
    let code = QrCode::new(text.as_bytes()).map_err(|error| Failure::Page(error.to_string()))?;
    Ok(code.render::<svg::Color>().min_dimensions(160, 160).quiet_zone(true).build())
}
