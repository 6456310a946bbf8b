//! Pages: what a template takes, the filters that give things their looks, and the renderer.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_embed::Embed;
use serde::Serialize;
use serde_json::Value;
use tera::{Context, Kwargs, State, Tera, TeraResult};

use super::{asset, desk::Desk, error::Failure};
use crate::{
    app::AppError,
    domain::{
        act::WALL,
        calendar::weekday_name,
        code::grouped,
        dialogue::decision::Gap,
        event::Deed,
        form::Fields,
        office::Office,
        person::{Account, Role},
        petition::{Channel, Finding, Kind, Outcome, Priority, Stage, TextKind, Topic},
        refusal::{FieldError, Refusal},
    },
    store::Trouble,
};

#[derive(Embed)]
#[folder = "templates/"]
struct Templates;

/// A page: a struct that its template takes as it is.
pub trait Page: Serialize {
    const TEMPLATE: &'static str;
    /// For the title bar of templates that have no title of their own. Never a name.
    fn title(&self) -> String {
        String::new()
    }
}

pub struct Pages {
    tera: Tera,
}

/// The office as every page shows it.
#[derive(Serialize)]
struct OfficeShown<'d> {
    name: &'d str,
    title: &'d str,
    address: &'d str,
    phone: &'d str,
    phone_link: String,
    hours: &'d str,
    reception_days: &'d str,
    superior: &'d str,
    superior_address: &'d str,
    is_demo: bool,
}

#[derive(Serialize)]
struct Tab {
    path: &'static str,
    label: &'static str,
    icon: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct VisitorShown<'d> {
    name: &'d str,
    role: String,
    username: &'d str,
    role_code: Role,
    tabs: Vec<Tab>,
}

#[derive(Serialize)]
struct PageShown {
    title: String,
    path: String,
}

impl Pages {
    /// The templates inside the binary.
    pub fn embedded() -> Result<Pages, AppError> {
        let mut tera = Tera::new();
        register_filters(&mut tera);
        let sources: Vec<(String, String)> = Templates::iter()
            .filter(|name| name.ends_with(".html"))
            .filter_map(|name| {
                let source = Templates::get(&name)?;
                Some((name.to_string(), String::from_utf8_lossy(&source.data).into_owned()))
            })
            .collect();
        tera.add_raw_templates(sources).map_err(|error| AppError::Pages(error.to_string()))?;
        Ok(Pages { tera })
    }

    pub fn render<P: Page>(&self, desk: &Desk, page: &P) -> Result<String, Failure> {
        let failed = |error: tera::Error| Failure::Page(chain_of(&error));
        let mut context = Context::from_serialize(page).map_err(failed)?;
        let facts = &desk.office.facts;
        context.insert(
            "office",
            &OfficeShown {
                name: if facts.name.is_empty() { "xã" } else { &facts.name },
                title: &facts.title,
                address: &facts.address,
                phone: &facts.phone,
                phone_link: facts.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
                hours: &facts.hours,
                reception_days: &facts.reception_days,
                superior: &facts.superior,
                superior_address: &facts.superior_address,
                is_demo: facts.demonstration,
            },
        );
        context.insert("page", &PageShown { title: page.title(), path: desk.visit.path.clone() });
        context.insert("today", &desk.today());
        context.insert("assets", asset::VERSION.as_str());
        for topic in Topic::ALL {
            context.insert(topic_variable(topic.code()), desk.office.topic_label(*topic));
        }
        context.insert("wordings", &wordings(&desk.office));
        if let Some(account) = &desk.visitor {
            let role = short_role(account, &desk.office);
            let tabs = if desk.hurdle.is_some() { Vec::new() } else { tabs(account.role, &desk.visit.path) };
            context.insert(
                "visitor",
                &VisitorShown { name: &account.name, role, username: &account.username, role_code: account.role, tabs },
            );
        }
        self.tera.render(P::TEMPLATE, &context).map_err(failed)
    }
}

fn topic_variable(code: &str) -> String {
    format!("topic_name_{code}")
}

fn wordings(office: &Office) -> BTreeMap<&'static str, &str> {
    office.wordings.iter().map(|(of, words)| (of.code(), words.as_str())).collect()
}

fn chain_of(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

/// As short as a phone's header: an officer by the unit, everyone else by the role.
fn short_role(account: &Account, office: &Office) -> String {
    let unit = account.unit.as_deref().filter(|_| account.role == Role::Officer).and_then(|code| office.unit(code));
    unit.map_or(account.role.label(), |unit| &unit.name).to_owned()
}

/// Where each role finds its work; the first is its own board.
fn tabs(role: Role, path: &str) -> Vec<Tab> {
    let all: &[(&str, &str, &str, &[Role])] = &[
        ("/ban-lam-viec", "Bàn làm việc", "board", &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair]),
        ("/giam-sat", "Giám sát", "eye", &[Role::Monitor]),
        ("/cau-hoi", "Câu hỏi", "chat", &[Role::Monitor]),
        ("/quan-tri", "Quản trị", "people", &[Role::Admin]),
        ("/tiep-nhan", "Ghi đơn", "pencil", &[Role::Clerk, Role::VillageHead]),
        ("/tiep-dan", "Tiếp dân", "people", &[Role::Clerk, Role::Chair, Role::ViceChair]),
        ("/ho-so", "Hồ sơ", "document", &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair, Role::Monitor]),
        ("/doi-thoai", "Đối thoại", "chat", super::dialogue::ROLES),
        ("/lich", "Lịch", "calendar", &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair, Role::Monitor]),
    ];
    all.iter()
        .filter(|(.., roles)| roles.contains(&role))
        .map(|&(at, label, icon, _)| Tab {
            path: at,
            label,
            icon,
            current: path == at || path.starts_with(&format!("{at}/")),
        })
        .collect()
}

/// What a form shows again: everything typed, and what to mend.
#[derive(Serialize, Default)]
pub struct Typed {
    pub values: serde_json::Map<String, Value>,
    pub errors: Vec<FieldError>,
}

impl Typed {
    /// All `fields`, empty where nothing was typed, because templates name each.
    pub fn of(fields: &[&str], typed: &Fields, errors: Vec<FieldError>) -> Typed {
        let values = fields.iter().map(|field| ((*field).to_owned(), Value::from(typed.get(field)))).collect();
        Typed { values, errors }
    }
}

/// One line to choose.
#[derive(Serialize, Clone)]
pub struct Choice {
    pub code: String,
    pub label: String,
    pub hint: String,
    pub icon: String,
}

impl Choice {
    pub fn new(code: &str, label: &str) -> Choice {
        Choice { code: code.to_owned(), label: label.to_owned(), hint: String::new(), icon: String::new() }
    }
}

const DISK_FULL: &str = "Máy chủ đang không lưu thêm được, có thể vì ổ đĩa đã đầy. Những gì đã lưu trước đó vẫn còn nguyên. \
    Xin thử lại sau ít phút.";

#[derive(Serialize)]
pub struct ErrorPage {
    kind: u16,
    words: String,
    /// Seconds.
    retry: Option<u64>,
    /// No petitions are taken yet: the page says whom to call.
    closed: bool,
}

impl ErrorPage {
    pub fn new(status: actix_web::http::StatusCode, failure: &Failure) -> ErrorPage {
        let words = match failure {
            Failure::Refused(Refusal::NotYours(words)) => (*words).to_owned(),
            Failure::Refused(Refusal::Untimely(words) | Refusal::Unready(words)) => words.clone(),
            Failure::Trouble(Trouble::Disk(_)) => DISK_FULL.to_owned(),
            Failure::Foreign => "Đơn này được gửi từ một trang khác, nên máy chủ không nhận.".to_owned(),
            _ => String::new(),
        };
        let retry = if let Failure::Throttled { seconds } = failure { Some(*seconds) } else { None };
        ErrorPage { kind: status.as_u16(), words, retry, closed: matches!(failure, Failure::Closed) }
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error/public.html";
}

/// The same for someone of the office, who keeps the way to their own work.
#[derive(Serialize)]
pub struct OfficeErrorPage<'p>(pub &'p ErrorPage);

impl Page for OfficeErrorPage<'_> {
    const TEMPLATE: &'static str = "error/office.html";
}

fn register_filters(tera: &mut Tera) {
    tera.register_filter("day", |text: &str, _: Kwargs, _: &State| filter_date(text, long_day));
    tera.register_filter("date", |text: &str, _: Kwargs, _: &State| {
        filter_date(text, |day| day.format("%d/%m/%Y").to_string())
    });
    // As an official paper writes it: “ngày 08 tháng 12 năm 2026”, both below 10 with a zero (NĐ 30/2020).
    tera.register_filter("paper_day", |text: &str, _: Kwargs, _: &State| {
        filter_date(text, |day| day.format("ngày %d tháng %m năm %Y").to_string())
    });
    tera.register_filter("short_day", |text: &str, _: Kwargs, _: &State| {
        filter_date(text, |day| format!("{}, {}", weekday(day), day.format("%d/%m")))
    });
    tera.register_filter("moment", |text: &str, _: Kwargs, _: &State| filter_moment(text));
    tera.register_filter("hour", |text: &str, _: Kwargs, _: &State| {
        filter_moment(text).map(|text| text.chars().take(5).collect::<String>())
    });
    tera.register_filter("thousands", |number: i64, _: Kwargs, _: &State| thousands(number));
    tera.register_filter("code", |text: &str, _: Kwargs, _: &State| grouped(text));
    tera.register_filter("left", |left: i64, _: Kwargs, _: &State| left_words(left));
    tera.register_filter("stage", |code: &str, _: Kwargs, _: &State| {
        label(Stage::from_code(code).map(Stage::label), code)
    });
    tera.register_filter("kind", |code: &str, _: Kwargs, _: &State| {
        label(Kind::from_code(code).map(Kind::label), code)
    });
    tera.register_filter("topic", |code: &str, _: Kwargs, page: &State| topic_label(code, page));
    tera.register_filter("channel", |code: &str, _: Kwargs, _: &State| {
        label(Channel::from_code(code).map(Channel::label), code)
    });
    tera.register_filter("priority", |code: &str, _: Kwargs, _: &State| {
        label(Priority::from_code(code).map(Priority::label), code)
    });
    tera.register_filter("finding", |code: &str, _: Kwargs, _: &State| {
        label(Finding::from_code(code).map(Finding::label), code)
    });
    tera.register_filter("outcome", |code: &str, _: Kwargs, _: &State| {
        label(Outcome::from_code(code).map(Outcome::label), code)
    });
    tera.register_filter("text_kind", |code: &str, _: Kwargs, _: &State| {
        label(TextKind::from_code(code).map(TextKind::label), code)
    });
    tera.register_filter("deed", |code: &str, _: Kwargs, _: &State| {
        label(Deed::from_code(code).map(Deed::label), code)
    });
    tera.register_filter("gap", |code: &str, _: Kwargs, _: &State| label(Gap::from_code(code).map(Gap::label), code));
    tera.register_filter("role", |code: &str, _: Kwargs, _: &State| {
        label(Role::from_code(code).map(Role::label), code)
    });
}

/// As the commune calls it: the page carries its names.
fn topic_label(code: &str, page: &State) -> TeraResult<String> {
    let name: Option<String> = page.get(&topic_variable(code))?;
    name.ok_or_else(|| tera::Error::message(format!("no name for topic “{code}”")))
}

/// An unknown code fails the render: better no page than a wrong word.
fn label(found: Option<&'static str>, code: &str) -> TeraResult<String> {
    found.map(str::to_owned).ok_or_else(|| tera::Error::message(format!("no label for “{code}”")))
}

fn filter_date(text: &str, look: impl Fn(NaiveDate) -> String) -> TeraResult<String> {
    let date = text.get(..10).and_then(|day| day.parse().ok());
    // A moment is shown by the day it falls on at the wall.
    let date = if text.len() > 10 { moment(text).map(|at| at.date_naive()) } else { date };
    date.map(look).ok_or_else(|| tera::Error::message(format!("“{text}” is no date")))
}

fn moment(text: &str) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&WALL))
}

fn filter_moment(text: &str) -> TeraResult<String> {
    let at = moment(text).ok_or_else(|| tera::Error::message(format!("“{text}” is no moment")))?;
    Ok(format!("{} {}", at.format("%H:%M"), long_day(at.date_naive())))
}

fn weekday(day: NaiveDate) -> String {
    weekday_name(day).replace(' ', "\u{a0}")
}

/// “thứ Ba, 08/12/2026”, unbroken.
pub fn long_day(day: NaiveDate) -> String {
    format!("{},\u{a0}{:02}/{:02}/{}", weekday(day), day.day(), day.month(), day.year())
}

fn thousands(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// Working days left, in words.
pub fn left_words(left: i64) -> String {
    match left {
        0 => "hết hạn hôm nay".to_owned(),
        left if left < 0 => format!("quá hạn {}\u{a0}ngày làm\u{a0}việc", -left),
        left => format!("còn {left}\u{a0}ngày làm\u{a0}việc"),
    }
}
