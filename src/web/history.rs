//! What happened to a petition, in words: all of it for those who handle it; act, day, unit and codes for the Front.

use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{desk::Desk, petition::unit_name};
use crate::domain::{
    act::{WALL, day_of},
    event::{Deed, Event},
    handling::SLIP,
    id::Id,
    lateness::{LateReason, explained},
    paper::Cause,
    person::Account,
    petition::{Case, Finding, Kind, Medium, Outcome, Stage, TextKind},
    policy::Sight,
    redating::Moved,
    reminder::Told,
    retention::Fate,
    withdrawal::Extent,
};

/// One line of the history.
#[derive(Serialize)]
pub struct Moment {
    at: String,
    /// “12/10, 20:14”; the day alone for the Front.
    when: String,
    icon: &'static str,
    words: String,
    who: String,
    facts: Vec<String>,
    quotes: Vec<Quote>,
}

/// What was written beside an act.
#[derive(Serialize)]
struct Quote {
    label: &'static str,
    body: String,
}

pub fn moments(desk: &Desk, sight: &Sight, case: &Case, history: &[Event], reasons: &[LateReason]) -> Vec<Moment> {
    history.chunk_by(is_same_look).map(|run| moment(desk, sight, case, run, reasons)).collect()
}

/// Looks of one person on one day, one after the other, are one line; each is an event of its own all the same.
fn is_same_look(one: &Event, next: &Event) -> bool {
    let is_look = matches!(one.deed, Deed::OpenSealed | Deed::OpenPaper);
    is_look && (one.deed, one.account, day_of(one.at)) == (next.deed, next.account, day_of(next.at))
}

fn moment(desk: &Desk, sight: &Sight, case: &Case, run: &[Event], reasons: &[LateReason]) -> Moment {
    let reads = sight.reads_words();
    let event = &run[0];
    let mut facts = facts(desk, case, event, reads);
    let why = explained(event).and_then(|(code, _)| reasons.iter().find(|reason| reason.code == code));
    facts.extend(why.map(|reason| format!("trễ hạn vì: {}", reason.name.to_lowercase())));
    facts.extend(Told::of(event).iter().map(|told| told_words(desk, case, told, reads)));
    facts.extend(Moved::of(event).iter().map(|moved| moved_words(case, moved)));
    if run.len() > 1 {
        facts.push(format!("{} lần", run.len()));
    }
    Moment {
        at: event.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        when: when(desk, event.at, reads),
        icon: icon(event.deed),
        words: words(event, case),
        who: who(desk, event, reads),
        facts,
        quotes: if reads { quotes(case, event) } else { Vec::new() },
    }
}

fn when(desk: &Desk, at: DateTime<Utc>, with_hour: bool) -> String {
    let wall = at.with_timezone(&WALL);
    let day = if wall.year() == desk.today().year() { "%d/%m" } else { "%d/%m/%Y" };
    if with_hour {
        wall.format(&format!("{day}, %H:%M")).to_string()
    } else {
        day_of(at).format("%d/%m/%Y").to_string()
    }
}

fn icon(deed: Deed) -> &'static str {
    match deed {
        Deed::File | Deed::Register | Deed::Add | Deed::Note | Deed::Draft => "pencil",
        Deed::Sort => "sort",
        Deed::Sign | Deed::Submit => "sign",
        Deed::Accept | Deed::Approve | Deed::Close => "check",
        Deed::Assign | Deed::HandOver => "people",
        Deed::Guide | Deed::Transfer => "exit",
        Deed::Return => "back",
        Deed::Issue => "stamp",
        Deed::Tell => "phone",
        Deed::Extend => "hourglass",
        Deed::Suspend => "hand",
        Deed::Resume => "clock",
        Deed::Withdraw | Deed::Unask => "back",
        Deed::Duplicate => "search",
        Deed::Split => "plus",
        Deed::Voice | Deed::Ask | Deed::Consult | Deed::Advise => "chat",
        Deed::Identity | Deed::OpenSealed | Deed::OpenPaper => "eye",
        Deed::Redate => "calendar",
        Deed::Remind => "clock",
        _ => "document",
    }
}

/// The act itself, with what its codes say.
fn words(event: &Event, case: &Case) -> String {
    let to = |field: &str| moved_to(event, field).and_then(Value::as_str);
    let code = |field: &str| event.body.get(field).and_then(Value::as_str);
    match event.deed {
        Deed::File => "Gửi qua trang".to_owned(),
        Deed::Sort => match to("kind").and_then(Kind::from_code) {
            Some(kind) => format!("Phân loại: {}", kind.label().to_lowercase()),
            None => "Phân loại lại".to_owned(),
        },
        Deed::Tell => match code("medium").and_then(Medium::from_code) {
            Some(medium) => format!("Đã báo người gửi: {}", medium.label().to_lowercase()),
            None => "Đã báo người gửi".to_owned(),
        },
        Deed::Voice => match code("outcome").and_then(Outcome::from_code) {
            Some(outcome) => format!("Người gửi: “{}”", outcome.label().to_lowercase()),
            None => "Ý kiến người gửi".to_owned(),
        },
        Deed::Withdraw => {
            let part = code("part").and_then(Extent::from_code).map_or("Rút", Extent::label).to_lowercase();
            let pressed =
                if code("pressed").is_some() { "; nói riêng là bị ép, nên vẫn giải quyết" } else { "" };
            format!("Người gửi {part}{pressed}")
        }
        Deed::Identity if event.body.contains_key(SLIP) => "In phiếu có mã của người gửi".to_owned(),
        Deed::Dispose => match code("fate").and_then(Fate::from_code) {
            Some(fate) => format!("Hết hạn lưu: {}", fate.label().to_lowercase()),
            None => event.deed.label().to_owned(),
        },
        Deed::Duplicate if event.body.contains_key("released") => "Đứng riêng trở lại: đơn chính không còn".to_owned(),
        Deed::Duplicate if event.petition != Some(case.petition.id) => "Thêm một đơn cùng việc này".to_owned(),
        Deed::Split if event.petition != Some(case.petition.id) => "Tách ra từ một hồ sơ khác".to_owned(),
        other => other.label().to_owned(),
    }
}

/// Dates, document numbers, the stage it came to; a name only for those who handle it.
fn facts(desk: &Desk, case: &Case, event: &Event, reads: bool) -> Vec<String> {
    let text = |field: &str| event.body.get(field).and_then(Value::as_str);
    let day = |text: &str| {
        text.parse::<chrono::NaiveDate>().map_or_else(|_| text.to_owned(), |day| day.format("%d/%m/%Y").to_string())
    };
    let mut facts = Vec::new();
    if let Some(number) = event.body.get("number").and_then(Value::as_i64) {
        facts.push(format!("vào sổ số {number}"));
    }
    if matches!(event.deed, Deed::Assign | Deed::HandOver) {
        let owner = moved_to(event, "owner").and_then(Value::as_str).and_then(|id| id.parse::<Id<Account>>().ok());
        let owner = owner.and_then(|id| desk.office.account(id)).filter(|_| reads).map(|owner| owner.name.clone());
        let unit = unit_name(desk, moved_to(event, "unit").and_then(Value::as_str));
        facts.extend(owner.into_iter().chain(unit));
    }
    if matches!(event.deed, Deed::Consult | Deed::Advise | Deed::Unask) {
        facts.extend(unit_name(desk, text("unit")));
    }
    facts.extend(text("until").map(|date| format!("đến {}", day(date))));
    facts.extend(text("document_no").map(|number| format!("văn bản {number}")));
    facts.extend(text("document_date").map(|date| format!("ngày {}", day(date))));
    facts.extend(moved_limit(event, &day));
    facts.extend(text("sent_on").map(|date| format!("ngày {}", day(date))));
    facts.extend(text("delivered_on").map(|date| format!("nhận được {}", day(date))));
    if event.body.get("executed") == Some(&Value::Bool(true)) {
        facts.push("đã thi hành quyết định".to_owned());
    }
    if event.body.get("entered_late") == Some(&Value::Bool(true)) {
        facts.push("ghi vào sổ muộn".to_owned());
    }
    let mine = event.petition == Some(case.petition.id);
    if let Some(stage) = moved_to(event, "stage").filter(|_| mine).and_then(Value::as_str).and_then(Stage::from_code)
        && !matches!(event.deed, Deed::File | Deed::Register)
    {
        facts.push(format!("sang “{}”", stage.label().to_lowercase()));
    }
    facts.extend(text("finding").and_then(Finding::from_code).map(|finding| finding.label().to_lowercase()));
    facts
}

/// The grounds of a decision, the days that are left, the date before and after.
fn moved_limit(event: &Event, day: &impl Fn(&str) -> String) -> Vec<String> {
    let text = |field: &str| event.body.get(field).and_then(Value::as_str);
    let codes = event.body.get("causes").and_then(Value::as_array).into_iter().flatten();
    let causes = codes.filter_map(|code| Cause::from_code(code.as_str()?)).map(|cause| cause.label().to_lowercase());
    let mut facts: Vec<String> = causes.collect();
    if let Some(left) = event.body.get("remaining").and_then(Value::as_i64) {
        facts.push(if left < 0 { format!("đã quá hạn {} ngày", -left) } else { format!("còn {left} ngày") });
    }
    if let Some((before, after)) = text("due_before").zip(text("due_after")) {
        facts.push(format!("hạn từ {} sang {}", day(before), day(after)));
    }
    facts
}

/// “Trả lời lần đầu cho người gửi, hạn 27/11/2026: quá hạn, báo Chủ tịch”.
fn told_words(desk: &Desk, case: &Case, told: &Told, reads: bool) -> String {
    let what = case.clocks.iter().find(|clock| clock.id == told.clock).map_or("Thời hạn", |clock| &clock.what);
    let account = |id: &Id<Account>| desk.office.account(*id);
    let mut names: Vec<&str> = told
        .to
        .iter()
        .filter_map(account)
        .map(|account| if reads { account.name.as_str() } else { account.role.label() })
        .collect();
    names.dedup();
    let to = if names.is_empty() { String::new() } else { format!(", báo {}", names.join(", ")) };
    format!("{what}, hạn {}: {}{to}", told.due.format("%d/%m/%Y"), told.step.label().to_lowercase())
}

/// “Trả lời lần đầu cho người gửi: 26/11/2026 thành 27/11/2026”.
fn moved_words(case: &Case, moved: &Moved) -> String {
    let what = case.clocks.iter().find(|clock| clock.id == moved.clock).map_or(&moved.rule, |clock| &clock.what);
    format!("{what}: {} thành {}", moved.from.format("%d/%m/%Y"), moved.to.format("%d/%m/%Y"))
}

/// The second of `[before, after]`.
fn moved_to<'e>(event: &'e Event, field: &str) -> Option<&'e Value> {
    event.body.get(field)?.get(1)
}

fn who(desk: &Desk, event: &Event, reads: bool) -> String {
    let account = event.account.and_then(|id| desk.office.account(id));
    match account {
        Some(account) if reads => account.name.clone(),
        Some(account) if account.role.heads() => account.role.label().to_owned(),
        Some(account) => unit_name(desk, account.unit.as_deref()).unwrap_or_else(|| account.role.label().to_owned()),
        None if event.by == "system" => "Máy".to_owned(),
        None => "Người gửi".to_owned(),
    }
}

/// Additions stand among the person's words, what units asked of each other beside it: so not here again.
const STAND_ELSEWHERE: &[TextKind] = &[TextKind::Addition, TextKind::Consult, TextKind::Advice];

fn quotes(case: &Case, event: &Event) -> Vec<Quote> {
    case.texts
        .iter()
        .filter(|text| text.event == event.id && !text.body.is_empty() && !STAND_ELSEWHERE.contains(&text.kind))
        .map(|text| Quote { label: text.kind.label(), body: text.body.clone() })
        .collect()
}
