//! Oversight (`/giam-sat`): every clock and no identity; honest figures, and the list behind each of them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;

use super::{
    commitment::{self, PromiseShown},
    desk::{Answer, Desk},
    digest::{self, DigestPart},
    error::Failure,
    figures::{Narrowed, unit_words, village_words},
    line::Line,
    looks,
    page::Page,
    petition::heading,
    punctuality::{self, ReasonShown},
    question::{QuestionNotice, notice},
    reception::watch::{Watched, watched},
};
use crate::{
    domain::{
        clock::FIRST_REPLY,
        event::Event,
        id::Id,
        oversight::{self, Counted, Figures, Place, guarded},
        person::Role,
        petition::{Petition, Stage, Topic},
        policy::Sight,
        retention::Fate,
        urgency::Urgency,
    },
    store::{
        self, Conn,
        board::{Cursor, DueBetween, Filter, Listed},
        figures::{Span, Tallies},
    },
};

/// Petitions on a page, each with all its limits.
const CLOCK_ROWS: i64 = 20;
const LOOKS_ROWS: i64 = 6;
/// Decisions entered late that are shown.
const LATE_ENTRIES_MAX: usize = 10;
/// The first digits of the chain's head are what people write down.
const HEAD_DIGITS: usize = 16;

#[derive(Serialize)]
struct OversightPage {
    digest: Option<DigestPart>,
    figures: Figures,
    percent: Option<i64>,
    chips: Vec<Chip>,
    /// What the list is narrowed to, in words; empty for all.
    of: String,
    lines: Vec<Line>,
    count: usize,
    next: Option<String>,
    tables: Vec<Table>,
    late_replies: usize,
    reception: Watched,
    questions: QuestionNotice,
    named: usize,
    pressed: usize,
    /// Kept papers that were destroyed after their year.
    destroyed: usize,
    sealed: String,
    late_entries: Vec<LateEntry>,
    looks: Vec<looks::LookShown>,
    /// Why things ended late this year.
    reasons: Vec<ReasonShown>,
    head: Option<ChainHead>,
    promises: Vec<PromiseShown>,
}

impl Page for OversightPage {
    const TEMPLATE: &'static str = "oversight/show.html";
}

#[derive(Serialize)]
struct Chip {
    path: String,
    label: &'static str,
    icon: &'static str,
    count: usize,
    current: bool,
}

/// Figures by unit, village or topic.
#[derive(Serialize)]
struct Table {
    label: &'static str,
    rows: Vec<TableRow>,
}

#[derive(Serialize)]
struct TableRow {
    name: String,
    /// What narrows a list to this row: “&unit=land”.
    query: String,
    #[serde(flatten)]
    figures: Figures,
    settled: i64,
    percent: Option<i64>,
}

/// A decision whose date was typed in later than the working day after it.
#[derive(Serialize)]
struct LateEntry {
    petition: Id<Petition>,
    subject: String,
    document: String,
    dated: Option<NaiveDate>,
    entered_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct ChainHead {
    entries: i64,
    short: String,
    hash: String,
}

/// What the list of clocks shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Open,
    Due(Urgency),
    LateReply,
    NamesChair,
    Pressed,
    Destroyed,
}

impl Shown {
    fn read(desk: &Desk) -> Shown {
        let query = &desk.visit.query;
        if query.get("fate") == Fate::Destroy.code() {
            return Shown::Destroyed;
        }
        match (query.get("stage").as_str(), query.get("late").as_str(), query.get("named").as_str()) {
            ("open", ..) => Shown::Open,
            (_, "first_reply", _) => Shown::LateReply,
            (.., "chair") => Shown::NamesChair,
            (.., "pressed") => Shown::Pressed,
            _ => Urgency::from_code(&query.get("due")).map_or(Shown::All, Shown::Due),
        }
    }

    fn query(self) -> String {
        match self {
            Shown::All => String::new(),
            Shown::Open => "&stage=open".to_owned(),
            Shown::Due(urgency) => format!("&due={}", urgency.code()),
            Shown::LateReply => "&late=first_reply".to_owned(),
            Shown::NamesChair => "&named=chair".to_owned(),
            Shown::Pressed => "&named=pressed".to_owned(),
            Shown::Destroyed => format!("&fate={}", Fate::Destroy.code()),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Shown::All => "Tất cả",
            Shown::Open => "Đang mở",
            Shown::Due(urgency) => urgency.label(),
            Shown::LateReply => "Trễ báo lần đầu",
            Shown::NamesChair => "Nêu tên Chủ tịch",
            Shown::Pressed => "Nói bị ép rút",
            Shown::Destroyed => "Đã tiêu hủy sau một năm lưu",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Shown::All => "list",
            Shown::Open => "hourglass",
            Shown::Due(Urgency::Overdue) | Shown::LateReply | Shown::Pressed => "warning",
            Shown::Due(_) => "clock",
            Shown::NamesChair => "person",
            Shown::Destroyed => "trash",
        }
    }

    fn filter(self, desk: &Desk, narrowed: &Narrowed) -> Filter {
        let Narrowed { unit, village, topic } = narrowed.clone();
        let all = Filter { unit, village, topic, ..Filter::default() };
        match self {
            Shown::All => Filter { live: true, ..all },
            Shown::Open => Filter { stages: Stage::OPEN.to_vec(), ..all },
            Shown::Due(urgency) => {
                Filter { due: Some(DueBetween::of(urgency, desk.today(), &desk.office.calendar)), ..all }
            }
            Shown::LateReply => Filter { late_by: Some((FIRST_REPLY, desk.today())), ..all },
            Shown::NamesChair => Filter { names_chair: true, ..all },
            Shown::Pressed => Filter { pressed: true, ..all },
            Shown::Destroyed => Filter { fate: Some(Fate::Destroy), ..all },
        }
    }
}

/// The address of a list; what narrows it is written without a leading “&”.
fn address(query: &str) -> String {
    match query.strip_prefix('&') {
        Some(query) => format!("/giam-sat?{query}"),
        None => "/giam-sat".to_owned(),
    }
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Monitor])?;
    let (sight, narrowed, shown) = (desk.sight()?, Narrowed::read(desk), Shown::read(desk));
    let page = desk.store().read(|conn| gather(desk, conn, &sight, shown, &narrowed))?;
    desk.page(&page)
}

fn gather(
    desk: &Desk,
    conn: &mut Conn,
    sight: &Sight,
    shown: Shown,
    narrowed: &Narrowed,
) -> Result<OversightPage, Failure> {
    let Tallies { counted, sealed, head, .. } = store::figures::tallies(conn, sight, Span::this_year(desk.today()))?;
    let figures = Figures::of(&counted);
    let Shelf { lines, next, chips, count, late_replies, named, pressed, destroyed } =
        shelf(desk, conn, sight, shown, narrowed)?;
    Ok(OversightPage {
        digest: digest::part(desk, conn)?,
        percent: figures.percent(),
        figures,
        chips,
        of: narrowed.words(desk),
        lines,
        next,
        count,
        tables: tables(desk, &counted),
        reception: watched(desk, conn)?,
        questions: notice(desk, conn, sight)?,
        late_replies,
        named,
        pressed,
        destroyed,
        sealed: guarded(sealed),
        late_entries: late_entries(desk, conn, sight)?,
        reasons: punctuality::reasons(desk, conn, sight)?,
        looks: looks::newest(desk, conn, sight, LOOKS_ROWS)?,
        promises: commitment::overdue(desk, conn, sight)?,
        head: head.map(|(entries, hash)| chain_head(entries, hash)),
    })
}

/// The list and all counts that lead to lists.
struct Shelf {
    lines: Vec<Line>,
    next: Option<String>,
    chips: Vec<Chip>,
    count: usize,
    late_replies: usize,
    named: usize,
    pressed: usize,
    destroyed: usize,
}

/// What may be chosen above the list.
const CHIPS: [Shown; 5] =
    [Shown::All, Shown::Due(Urgency::Overdue), Shown::Due(Urgency::Today), Shown::Due(Urgency::Soon), Shown::Open];

fn shelf(desk: &Desk, conn: &mut Conn, sight: &Sight, shown: Shown, narrowed: &Narrowed) -> Result<Shelf, Failure> {
    let after = Cursor::parse(&desk.visit.query.get("page"));
    let list = Filter { after, rows: Some(CLOCK_ROWS), ..shown.filter(desk, narrowed) };
    let more = [Shown::LateReply, Shown::NamesChair, Shown::Pressed, Shown::Destroyed];
    let mut counted: Vec<Filter> =
        CHIPS.into_iter().chain(more).map(|one| one.filter(desk, &Narrowed::default())).collect();
    counted.push(shown.filter(desk, narrowed));
    let (pages, counts) = store::board::look(conn, sight, &[list], &counted)?;
    let count = |place: usize| counts.get(place).copied().unwrap_or_default();
    let chip = |(place, one): (usize, Shown)| Chip {
        path: address(&one.query()),
        label: one.label(),
        icon: one.icon(),
        count: count(place),
        current: one == shown,
    };
    let page = pages.into_iter().next().unwrap_or_default();
    let query = format!("{}{}", shown.query(), narrowed.query());
    let next = page.next.as_ref().map(|cursor| address(&format!("{query}&page={}", cursor.text())));
    Ok(Shelf {
        lines: page.rows.iter().map(|row| line(desk, sight, row)).collect(),
        next,
        chips: CHIPS.into_iter().enumerate().map(chip).collect(),
        late_replies: count(CHIPS.len()),
        named: count(CHIPS.len() + 1),
        pressed: count(CHIPS.len() + 2),
        destroyed: count(CHIPS.len() + 3),
        count: count(CHIPS.len() + 4),
    })
}

fn line(desk: &Desk, sight: &Sight, row: &Listed) -> Line {
    let mut line = Line::of(desk, sight, row);
    line.names_chair = row.concerns.iter().any(|concern| !concern.hides);
    line.told = row.told;
    line
}

fn tables(desk: &Desk, counted: &[Counted]) -> Vec<Table> {
    let unit = |place: &Place| place.unit.clone().unwrap_or_default();
    let village = |place: &Place| place.village.clone().unwrap_or_default();
    let topic = |place: &Place| place.topic;
    vec![
        table("Theo bộ phận", oversight::lines(counted, unit), |code| {
            (unit_words(desk, code), Narrowed { unit: Some(code.clone()), ..Narrowed::default() })
        }),
        table("Theo thôn", oversight::lines(counted, village), |code| {
            (village_words(desk, code), Narrowed { village: Some(code.clone()), ..Narrowed::default() })
        }),
        table("Theo lĩnh vực", oversight::lines(counted, topic), |topic: &Topic| {
            (desk.office.topic_label(*topic).to_owned(), Narrowed { topic: Some(*topic), ..Narrowed::default() })
        }),
    ]
}

fn table<K>(
    label: &'static str,
    lines: impl IntoIterator<Item = (K, Figures)>,
    row: impl Fn(&K) -> (String, Narrowed),
) -> Table {
    let rows = lines.into_iter().map(|(key, figures)| {
        let (name, narrowed) = row(&key);
        TableRow { name, query: narrowed.query(), figures, settled: figures.settled(), percent: figures.percent() }
    });
    Table { label, rows: rows.collect() }
}

fn late_entries(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<Vec<LateEntry>, Failure> {
    let found = store::figures::entered_late(conn, sight)?;
    let entry = |(petition, event): (Petition, Event)| {
        let text = |name: &str| event.body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        LateEntry {
            petition: petition.id,
            subject: heading(desk, sight, &petition),
            document: text("document_no"),
            dated: text("document_date").parse().ok(),
            entered_at: event.at,
        }
    };
    Ok(found.into_iter().take(LATE_ENTRIES_MAX).map(entry).collect())
}

fn chain_head(entries: i64, hash: String) -> ChainHead {
    let first: Vec<char> = hash.chars().take(HEAD_DIGITS).collect();
    let short = first.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    ChainHead { entries, short, hash }
}
