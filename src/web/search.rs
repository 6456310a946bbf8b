//! The list of petitions (`/ho-so`): filters, search by words, number or code, fixed tabs, fifty a page.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    figures::NONE,
    line::left_of,
    page::{Choice, Page},
    petition::{heading, holder_of},
};
use crate::{
    domain::{
        code::Code,
        event::Deed,
        form::Fields,
        horizon::Horizon,
        id::Id,
        person::Role,
        petition::{Kind, Outcome, Petition, Priority, Stage, Topic},
        policy::Sight,
        urgency::Urgency,
    },
    store::{
        self,
        board::{COUNT_MAX, Cursor, DueBetween, Filter, Listed},
        figures::Span,
    },
};

const READERS: &[Role] = &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair, Role::Monitor];
/// Letters of a search that are looked at.
const QUERY_CHARS_MAX: usize = 200;
/// The pseudo-stage of all that the commune still has to do something about.
const OPEN: &str = "open";
/// The pseudo-date of all that has a limit running.
const RUNNING: &str = "running";
/// Letters of a reason's code that are looked at.
const REASON_CHARS_MAX: usize = 40;

#[derive(Serialize)]
struct ListPage {
    asked: Asked,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    total: String,
    next: Option<String>,
    continued: bool,
    narrowed: bool,
    done: Option<String>,
    choices: Choices,
    reads_words: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "petition/list.html";
}

/// What was asked, with all that means nothing left out.
#[derive(Serialize, Default)]
struct Asked {
    q: String,
    stage: String,
    kind: String,
    topic: String,
    unit: String,
    village: String,
    owner: String,
    due: String,
    /// “yes”: a running limit was extended.
    extended: String,
    /// “no”: not what the chairman holds himself.
    chair: String,
    /// Why it ended late this year.
    late: String,
}

#[derive(Serialize)]
struct Tab {
    path: String,
    label: &'static str,
    icon: &'static str,
    count: String,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    id: Id<Petition>,
    subject: String,
    number: Option<i32>,
    sealed: bool,
    kind: Kind,
    topic: Topic,
    village: Option<String>,
    holder: String,
    stage: Stage,
    is_new: bool,
    urgent: bool,
    not_done: bool,
    /// “6 đơn, một việc”; 0 where it stands alone.
    alike: i64,
    /// What is left of the limit that a decision stopped: “còn 12 ngày”.
    suspended: Option<String>,
    due: Option<Due>,
}

#[derive(Serialize)]
struct Due {
    day: NaiveDate,
    left: i32,
    what: String,
}

#[derive(Serialize)]
struct Choices {
    stages: Vec<Choice>,
    kinds: Vec<Choice>,
    topics: Vec<Choice>,
    units: Vec<Choice>,
    villages: Vec<Choice>,
    owners: Vec<Choice>,
    dues: Vec<Choice>,
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(READERS)?;
    let sight = desk.sight()?;
    let asked = asked(desk);
    if let Some(id) = by_code(desk, &sight, &asked.q)? {
        return desk.see(format!("/ho-so/{id}"));
    }
    let after = Cursor::parse(&desk.visit.query.get("page"));
    let continued = after.is_some();
    let filter = filter(desk, &asked);
    let page = Filter { after, ..filter.clone() };
    let tabs = tabs(desk, &sight)?;
    let mut counted = vec![filter];
    counted.extend(tabs.iter().map(|(.., of)| self::filter(desk, of)));
    let (mut pages, counts) = desk.store().read(|conn| store::board::look(conn, &sight, &[page], &counted))?;
    let listed = pages.pop().unwrap_or_default();
    let mut counts = counts.into_iter();
    let total = counts.next().unwrap_or_default();
    desk.page(&ListPage {
        tabs: tabs.iter().zip(counts).map(|(tab, count)| tab_of(tab, count, &asked)).collect(),
        rows: listed.rows.iter().map(|row| row_of(desk, &sight, row)).collect(),
        total: count_words(total),
        next: listed.next.map(|cursor| format!("/ho-so?{}", asked.with("page", &cursor.text()))),
        continued,
        narrowed: !asked.pairs().is_empty(),
        done: Deed::from_code(&desk.visit.query.get("da")).map(done_words),
        choices: choices(desk),
        reads_words: sight.reads_words(),
        asked,
    })
}

/// What no longer stands before the person's eyes after their own act.
fn done_words(deed: Deed) -> String {
    format!("Đã làm xong việc “{}”. Hồ sơ ấy nay không còn thuộc phần anh chị xem.", deed.label())
}

/// A code typed into the search opens its petition for those who handle it; else it is as if nobody had it.
fn by_code(desk: &Desk, sight: &Sight, query: &str) -> Result<Option<Id<Petition>>, Failure> {
    let (true, Ok(code)) = (sight.reads_words(), Code::parse(query)) else { return Ok(None) };
    desk.store().read(|conn| {
        let Some(petition) = store::petition::by_code(desk.store(), conn, &code)? else { return Ok(None) };
        match store::petition::load_in_sight(conn, petition, sight) {
            Ok(case) => Ok(Some(case.petition.id)),
            Err(store::Trouble::NotFound) => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    })
}

/// Reads the address; what means nothing is left out rather than refused.
fn asked(desk: &Desk) -> Asked {
    let query: &Fields = &desk.visit.query;
    let known = |field: &str, is_known: &dyn Fn(&str) -> bool| Some(query.get(field)).filter(|code| is_known(code));
    let office = &desk.office;
    Asked {
        q: query.get("q").chars().take(QUERY_CHARS_MAX).collect(),
        stage: known("stage", &|code| code == OPEN || Stage::from_code(code).is_some()).unwrap_or_default(),
        kind: known("kind", &|code| Kind::from_code(code).is_some()).unwrap_or_default(),
        topic: known("topic", &|code| Topic::from_code(code).is_some()).unwrap_or_default(),
        unit: known("unit", &|code| code == NONE || office.unit(code).is_some()).unwrap_or_default(),
        village: known("village", &|code| code == NONE)
            .or_else(|| office.village(&query.get("village")).map(|village| village.code.clone()))
            .unwrap_or_default(),
        owner: known("owner", &|name| name == NONE || office.by_username(name).is_some()).unwrap_or_default(),
        due: known("due", &|code| days_of(desk, code).is_some()).unwrap_or_default(),
        extended: known("extended", &|code| code == "yes").unwrap_or_default(),
        chair: known("chair", &|code| code == "no").unwrap_or_default(),
        late: query.get("late").chars().take(REASON_CHARS_MAX).collect(),
    }
}

impl Asked {
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all: [(&'static str, &str); 11] = [
            ("q", &self.q),
            ("stage", &self.stage),
            ("kind", &self.kind),
            ("topic", &self.topic),
            ("unit", &self.unit),
            ("village", &self.village),
            ("owner", &self.owner),
            ("due", &self.due),
            ("extended", &self.extended),
            ("chair", &self.chair),
            ("late", &self.late),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The same question with one more word, as the query of an address.
    fn with(&self, name: &'static str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.push((name, value));
        pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
    }
}

/// For the query of an address: all but the unreserved is a byte in hexadecimal.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn filter(desk: &Desk, asked: &Asked) -> Filter {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let part = |code: &str| some(code).map(|code| if code == NONE { String::new() } else { code });
    Filter {
        query: asked.q.clone(),
        stages: if asked.stage == OPEN { open_stages() } else { Stage::from_code(&asked.stage).into_iter().collect() },
        kind: Kind::from_code(&asked.kind),
        topic: Topic::from_code(&asked.topic),
        unit: part(&asked.unit),
        village: part(&asked.village),
        owner: desk.office.by_username(&asked.owner).map(|account| account.id),
        unowned: asked.owner == NONE,
        besides: desk.office.chair().map(|chair| chair.id).filter(|_| !asked.chair.is_empty()),
        extended: !asked.extended.is_empty(),
        late: some(&asked.late).map(|code| (code, Span::this_year(desk.today()).since)),
        due: days_of(desk, &asked.due),
        ..Filter::default()
    }
}

/// Due dates by a code: of urgency, of a column of the head's board, or any.
fn days_of(desk: &Desk, code: &str) -> Option<DueBetween> {
    let (today, calendar) = (desk.today(), &desk.office.calendar);
    if code == RUNNING {
        let ((from, _), (_, to)) = (Urgency::Overdue.days(today, calendar), Urgency::Later.days(today, calendar));
        return Some(DueBetween { from, to });
    }
    let by_horizon = || Horizon::from_code(code).map(|horizon| horizon.days(today, calendar));
    let days = Urgency::from_code(code).map(|urgency| urgency.days(today, calendar)).or_else(by_horizon);
    days.map(|(from, to)| DueBetween { from, to })
}

fn open_stages() -> Vec<Stage> {
    Stage::ALL.iter().copied().filter(|stage| stage.is_open()).collect()
}

/// Exact so far, then “hơn 1.000”.
fn count_words(count: usize) -> String {
    if i64::try_from(count).is_ok_and(|count| count > COUNT_MAX) { "hơn 1.000".to_owned() } else { count.to_string() }
}

/// A tab: what it is called, its mark, and what it asks.
type Fixed = (&'static str, &'static str, Asked);

/// The tabs of each role; a tab is an address like any other.
fn tabs(desk: &Desk, sight: &Sight) -> Result<Vec<Fixed>, Failure> {
    let me = desk.account()?.username.clone();
    let on = |stage: &str, due: &str, owner: &str| Asked {
        stage: stage.to_owned(),
        due: due.to_owned(),
        owner: owner.to_owned(),
        ..Asked::default()
    };
    let mut all = vec![("Tất cả", "list", on("", "", ""))];
    match sight.role {
        Role::Clerk => {
            all.push(("Mới nhận", "pencil", on("received", "", "")));
            all.push(("Chờ ký đơn", "sign", on("awaiting_signature", "", "")));
            all.push(("Chờ đóng dấu", "stamp", on("awaiting_issue", "", "")));
        }
        Role::Officer => all.push(("Của tôi", "person", on(OPEN, "", &me))),
        Role::Chair | Role::ViceChair => {
            all.push(("Chờ duyệt", "sign", on("awaiting_approval", "", "")));
            all.push(("Mới nhận", "pencil", on("received", "", "")));
        }
        _ => all.push(("Đang mở", "hourglass", on(OPEN, "", ""))),
    }
    all.push(("Quá hạn", "warning", on("", "overdue", "")));
    all.push(("Hôm nay", "clock", on("", "today", "")));
    all.push(("Trong 3 ngày làm việc", "clock", on("", "soon", "")));
    Ok(all)
}

fn tab_of((label, icon, of): &Fixed, count: usize, asked: &Asked) -> Tab {
    let query = of.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let path = if query.is_empty() { "/ho-so".to_owned() } else { format!("/ho-so?{query}") };
    Tab { path, label, icon, count: count_words(count), current: of.pairs() == asked.pairs() }
}

fn row_of(desk: &Desk, sight: &Sight, listed: &Listed) -> Row {
    let petition = &listed.petition;
    let village = petition.village.as_deref().and_then(|code| desk.office.village(code));
    Row {
        id: petition.id,
        subject: heading(desk, sight, petition),
        number: petition.number,
        sealed: petition.sealed,
        kind: petition.kind_now(),
        topic: petition.topic,
        village: village.map(|village| village.name.clone()),
        holder: holder_of(desk, petition),
        stage: petition.stage,
        is_new: petition.stage == Stage::Received && !petition.is_sorted(),
        urgent: petition.priority == Priority::Urgent,
        not_done: petition.outcome == Some(Outcome::NotDone),
        alike: if listed.alike > 0 { listed.alike + 1 } else { 0 },
        suspended: listed.paused.as_ref().map(left_of),
        due: listed.clock.as_ref().map(|clock| Due {
            day: clock.due,
            left: clock.left(&desk.office.calendar, desk.today()),
            what: clock.what.clone(),
        }),
    }
}

/// What is retired can still be looked for.
fn once(code: &str, name: &str, in_use: bool) -> Choice {
    if in_use { Choice::new(code, name) } else { Choice::new(code, &format!("{name} (đã ngừng dùng)")) }
}

fn choices(desk: &Desk) -> Choices {
    let mut stages = vec![Choice::new(OPEN, "Đang mở")];
    stages.extend(Stage::ALL.iter().map(|stage| Choice::new(stage.code(), stage.label())));
    let office = &desk.office;
    Choices {
        stages,
        kinds: Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
        topics: office.topics.iter().map(|(_, kept)| once(&kept.code, &kept.name, kept.in_use)).collect(),
        units: with_none(office.units.iter().map(|unit| once(&unit.code, &unit.name, unit.in_use)), "Chưa giao"),
        villages: with_none(
            office.villages.iter().map(|village| once(&village.code, &village.name, village.in_use)),
            "Không ghi",
        ),
        owners: office
            .staff
            .iter()
            .filter(|account| account.role.handles())
            .map(|account| Choice::new(&account.username, &account.name))
            .collect(),
        dues: dues(),
    }
}

/// With those that belong to none.
fn with_none(all: impl Iterator<Item = Choice>, none: &str) -> Vec<Choice> {
    all.chain([Choice::new(NONE, none)]).collect()
}

fn dues() -> Vec<Choice> {
    let finer = [Horizon::Week, Horizon::Far].map(|horizon| (horizon.code(), horizon.label()));
    let urgencies = Urgency::ALL.iter().map(|due| (due.code(), due.label()));
    let all = urgencies.chain(finer).chain([(RUNNING, "Có hạn đang chạy")]);
    all.map(|(code, label)| Choice::new(code, label)).collect()
}
