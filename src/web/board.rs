//! Boards: what each role of the office has to do now, the most overdue first, with the list behind every number.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    admin::competence::{self, EndingShown},
    assigning::{self, Assigning},
    assistance::{self, AssistanceNotice},
    commitment::{self, PromiseShown},
    desk::{Answer, Desk},
    digest::{self, DigestPart},
    duty::{self, DutyLine},
    error::Failure,
    line::Line,
    moved::{self, MovedPart},
    page::Page,
    petition::unit_name,
    question::{self, QuestionNotice},
    reception::notice::{Notice, notice},
    session::home_of,
};
use crate::{
    domain::{
        absence,
        dialogue::yearly::Owed,
        errand::Queue,
        oversight::{Counted, Figures, lines},
        person::Role,
        petition::{Outcome, Stage},
        policy::Sight,
        refusal::{FieldError, Refusal},
        routing::AT_ONCE_MAX,
        urgency::Urgency,
    },
    store::{
        self, Conn, Trouble,
        board::{Cursor, DueBetween, Filter},
        figures::{Span, Tallies},
        waiting::Waiting,
    },
};

pub const ROLES: &[Role] = &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair];
/// Decisions shown on a head's board before the list of all.
const JOBS_ROWS: i64 = 12;
/// Rows of one part of a clerk's or officer's board.
const PART_ROWS: i64 = 6;
const QUEUE_ROWS: i64 = 50;

/// Each role's own board; whose work lies on a page of its own is led there.
pub fn show(desk: &Desk) -> Answer {
    match desk.account()?.role {
        Role::Chair | Role::ViceChair => head_again(desk, StatusCode::OK, &assigning::Again::default()),
        Role::Clerk => clerk(desk),
        Role::Officer => officer(desk),
        role @ (Role::Monitor | Role::VillageHead | Role::Admin) => desk.see(home_of(role)),
    }
}

/// A part of a board: its first rows and how many there are.
#[derive(Serialize)]
struct Part {
    lines: Vec<Line>,
    count: usize,
    /// The list of all.
    path: String,
}

/// A part that is wanted: its rows and the list of all.
struct Wanted {
    filter: Filter,
    path: String,
}

impl Wanted {
    fn queue(desk: &Desk, queue: Queue, rows: i64) -> Result<Wanted, Failure> {
        let path = format!("/ban-lam-viec/viec?queue={}", queue.code());
        Ok(Wanted { filter: Filter { rows: Some(rows), ..filter_of(queue, desk)? }, path })
    }

    fn due(desk: &Desk, urgency: Urgency) -> Wanted {
        let due = DueBetween::of(urgency, desk.today(), &desk.office.calendar);
        let filter = Filter { due: Some(due), rows: Some(PART_ROWS), ..Filter::default() };
        Wanted { filter, path: format!("/ho-so?due={}", urgency.code()) }
    }
}

/// All parts of a board at once.
fn parts<const N: usize>(desk: &Desk, conn: &mut Conn, wanted: [Wanted; N]) -> Result<[Part; N], Failure> {
    let sight = desk.sight()?;
    let filters: Vec<Filter> = wanted.iter().map(|one| one.filter.clone()).collect();
    let (pages, counts) = store::board::look(conn, &sight, &filters, &filters)?;
    let mut found = pages.into_iter().zip(counts);
    Ok(wanted.map(|Wanted { path, .. }| {
        let (page, count) = found.next().unwrap_or_default();
        Part { lines: lines_of(desk, &sight, &page), count, path }
    }))
}

fn lines_of(desk: &Desk, sight: &Sight, page: &store::board::Page) -> Vec<Line> {
    page.rows.iter().map(|row| Line::of(desk, sight, row)).collect()
}

fn filter_of(queue: Queue, desk: &Desk) -> Result<Filter, Failure> {
    let account = desk.account()?;
    let me = account.id;
    let all = Filter::default();
    Ok(match queue {
        Queue::Decide => Filter { waiting: Some(Waiting::Decision { me, today: desk.today() }), ..all },
        Queue::Route => Filter { waiting: Some(Waiting::Routing), ..all },
        Queue::Sort => Filter { stages: vec![Stage::Received], sorted: Some(false), ..all },
        Queue::Sign => Filter { stages: vec![Stage::AwaitingSignature], ..all },
        Queue::Issue => Filter { stages: vec![Stage::AwaitingIssue], ..all },
        Queue::Tell => Filter { waiting: Some(Waiting::Telling), ..all },
        Queue::Mend => Filter { waiting: Some(Waiting::Mending { me }), ..all },
        // A clerk owns whatever is new; theirs to answer is what was given to them.
        Queue::Mine if account.role == Role::Clerk => {
            Filter { owner: Some(me), stages: vec![Stage::InProgress], ..all }
        }
        Queue::Mine => Filter { owner: Some(me), stages: Stage::OPEN.to_vec(), ..all },
        Queue::Kept => Filter { waiting: Some(Waiting::Kept { today: desk.today() }), ..all },
        Queue::SaidDone => Filter { said: Some(Outcome::Done), ..all },
        Queue::SaidPartly => Filter { said: Some(Outcome::Partly), ..all },
        Queue::SaidNotDone => Filter { said: Some(Outcome::NotDone), ..all },
    })
}

#[derive(Serialize)]
struct HeadPage {
    /// Rows of the table of competence that end soon: the chairman's to renew.
    ending: Vec<EndingShown>,
    away: Vec<String>,
    moved: MovedPart,
    digest: Option<DigestPart>,
    errors: Vec<FieldError>,
    /// What several at once came to.
    done: Option<String>,
    /// All decisions that wait.
    total: usize,
    questions: QuestionNotice,
    helping: AssistanceNotice,
    jobs: Part,
    assigning: Assigning,
    late: usize,
    soon: usize,
    figures: Figures,
    percent: Option<i64>,
    reception: Notice,
    units: Vec<UnitLine>,
    voices: Vec<Voice>,
    promises: Vec<PromiseShown>,
    /// The year still lacks its conference with the people.
    conference: Option<Owed>,
}

impl Page for HeadPage {
    const TEMPLATE: &'static str = "board/head.html";
}

/// Who holds how much.
#[derive(Serialize)]
struct UnitLine {
    code: String,
    name: String,
    #[serde(flatten)]
    figures: Figures,
    /// Of a hundred: the longest bar is the unit that holds most.
    bar: i64,
    bar_late: i64,
}

/// What people said of the answers they were given.
#[derive(Serialize)]
struct Voice {
    outcome: Outcome,
    words: &'static str,
    count: i64,
    bar: i64,
}

/// The board; `again` is a form of several petitions that could not all be done.
pub fn head_again(desk: &Desk, status: StatusCode, again: &assigning::Again) -> Answer {
    let sight = desk.sight()?;
    let span = Span::this_year(desk.today());
    let page = desk.store().read(|conn| {
        let Decisions { jobs, to_give, given_count, total, late, soon } = decisions(desk, conn, &sight, again)?;
        let Tallies { counted, voices: said, held, .. } = store::figures::tallies(conn, &sight, span)?;
        let assigning = assigning::form_of(desk, again, to_give, given_count, &held)?;
        let figures = Figures::of(&counted);
        let voices = voices(said);
        let percent = figures.percent();
        let moved = moved::part(desk, conn, &sight)?;
        let questions = question::notice(desk, conn, &sight)?;
        let helping = assistance::notice(desk, conn, &sight)?;
        let (mut reception, units) = (notice(desk, conn)?, units(&counted, desk));
        let conference = reception.conference.take();
        let digest = digest::part(desk, conn)?;
        let promises = commitment::overdue(desk, conn, &sight)?;
        let (errors, done) = (again.errors.clone(), given(desk, again));
        let chairs = desk.account()?.role == Role::Chair;
        let ending = if chairs { competence::alarm(desk) } else { Vec::new() };
        Ok::<_, Failure>(HeadPage {
            ending,
            away: away(desk)?,
            digest,
            questions,
            helping,
            moved,
            errors,
            done,
            total,
            jobs,
            assigning,
            late,
            soon,
            figures,
            percent,
            reception,
            units,
            voices,
            promises,
            conference,
        })
    })?;
    desk.page_as(status, &page)
}

/// Where the form of several petitions stood.
pub fn assigning_again(desk: &Desk, status: StatusCode, again: &assigning::Again) -> Answer {
    if again.is_of_list() { route_list(desk, status, again) } else { head_again(desk, status, again) }
}

/// All that wait to be given, as the board's form: a page can be given in one go.
fn route_list(desk: &Desk, status: StatusCode, again: &assigning::Again) -> Answer {
    let assigning = desk.store().read(|conn| assigning::form(desk, conn, again))?;
    desk.page_as(status, &RouteListPage { errors: again.errors.clone(), done: given(desk, again), assigning })
}

#[derive(Serialize)]
struct RouteListPage {
    errors: Vec<FieldError>,
    done: Option<String>,
    assigning: Assigning,
}

impl Page for RouteListPage {
    const TEMPLATE: &'static str = "board/route.html";
}

/// “Đã giao 5 hồ sơ.”
fn given(desk: &Desk, again: &assigning::Again) -> Option<String> {
    let posted = desk.visit.query.get("giao").parse().ok().filter(|given| *given <= AT_ONCE_MAX);
    let given = if again.given > 0 { again.given } else { posted.filter(|_| again.errors.is_empty())? };
    Some(format!("Đã giao {given} hồ sơ."))
}

/// What waits for a head.
struct Decisions {
    jobs: Part,
    to_give: store::board::Page,
    given_count: usize,
    /// All, and those that are late or soon will be.
    total: usize,
    late: usize,
    soon: usize,
}

fn decisions(desk: &Desk, conn: &mut Conn, sight: &Sight, again: &assigning::Again) -> Result<Decisions, Failure> {
    let all = filter_of(Queue::Decide, desk)?;
    let waiting = Some(Waiting::Verdict { me: sight.me, today: desk.today() });
    let verdicts = Filter { waiting, rows: Some(JOBS_ROWS), ..all.clone() };
    let (page, to_give) = assigning::filters(again);
    let near = |urgency| {
        let due = DueBetween::of(urgency, desk.today(), &desk.office.calendar);
        Filter { due: Some(due), ..all.clone() }
    };
    let days = [Urgency::Overdue, Urgency::Today, Urgency::Soon].map(near);
    let counted = [vec![verdicts.clone(), to_give, all.clone()], days.to_vec()].concat();
    let (pages, counts) = store::board::look(conn, sight, &[verdicts, page], &counted)?;
    let mut pages = pages.into_iter();
    let jobs = pages.next().unwrap_or_default();
    let count = |place: usize| counts.get(place).copied().unwrap_or_default();
    Ok(Decisions {
        jobs: Part {
            lines: lines_of(desk, sight, &jobs),
            count: count(0),
            path: "/ban-lam-viec/viec?queue=decide".to_owned(),
        },
        to_give: pages.next().unwrap_or_default(),
        given_count: count(1),
        total: count(2),
        late: count(3),
        soon: count(4) + count(5),
    })
}

fn units(counted: &[Counted], desk: &Desk) -> Vec<UnitLine> {
    let lines = lines(counted, |place| place.unit.clone());
    let most = lines.values().map(|line| line.open.max(line.overdue)).max().unwrap_or(0).max(1);
    let shown = lines.into_iter().filter(|(_, line)| line.open > 0 || line.overdue > 0);
    shown
        .map(|(unit, figures)| UnitLine {
            name: unit_name(desk, unit.as_deref()).unwrap_or_else(|| "Chưa giao".to_owned()),
            code: unit.unwrap_or_default(),
            figures,
            bar: figures.open * 100 / most,
            bar_late: figures.overdue * 100 / most,
        })
        .collect()
}

fn voices(counts: Vec<(Outcome, i64)>) -> Vec<Voice> {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let count_of = |outcome| counts.iter().find(|(said, _)| *said == outcome).map_or(0, |(_, count)| *count);
    let all = Outcome::ALL.iter().map(|outcome| (*outcome, count_of(*outcome)));
    all.map(|(outcome, count)| Voice { outcome, words: outcome.label(), count, bar: count * 100 / most }).collect()
}

/// What a board says of its person's absence, and of those for whom they stand in.
fn away(desk: &Desk) -> Result<Vec<String>, Failure> {
    let (me, today, office) = (desk.account()?.id, desk.today(), &desk.office);
    let name = |id| office.account(id).map_or(String::new(), |account| account.name.clone());
    let own = absence::of(me, today, office).map(|absence| {
        let until = absence.until.format("%d/%m/%Y");
        format!("Anh chị được ghi là vắng đến hết {until}: việc mới về {}.", name(absence.deputy))
    });
    let others = absence::stood_in_for(me, today, office).into_iter().map(|absence| {
        let until = absence.until.format("%d/%m/%Y");
        format!("Anh chị thay {} đến hết {until}: việc mới của người ấy về anh chị.", name(absence.account))
    });
    Ok(own.into_iter().chain(others).collect())
}

#[derive(Serialize)]
struct ClerkPage {
    away: Vec<String>,
    questions: QuestionNotice,
    helping: AssistanceNotice,
    reception: Notice,
    moved: MovedPart,
    digest: Option<DigestPart>,
    overdue: Part,
    today_due: Part,
    soon: Part,
    sort: Part,
    sign: Part,
    issue: Part,
    tell: Part,
    mend: Part,
    mine: Part,
    kept: Part,
}

impl Page for ClerkPage {
    const TEMPLATE: &'static str = "board/clerk.html";
}

fn clerk(desk: &Desk) -> Answer {
    let page = desk.store().read(|conn| {
        let queue = |queue| Wanted::queue(desk, queue, PART_ROWS);
        let wanted = [
            Wanted::due(desk, Urgency::Overdue),
            Wanted::due(desk, Urgency::Today),
            Wanted::due(desk, Urgency::Soon),
            queue(Queue::Sort)?,
            queue(Queue::Sign)?,
            queue(Queue::Issue)?,
            queue(Queue::Tell)?,
            queue(Queue::Mend)?,
            queue(Queue::Mine)?,
            queue(Queue::Kept)?,
        ];
        let [overdue, today_due, soon, sort, sign, issue, tell, mend, mine, kept] = parts(desk, conn, wanted)?;
        let (away, reception) = (away(desk)?, notice(desk, conn)?);
        let (moved, digest) = (moved::part(desk, conn, &desk.sight()?)?, digest::part(desk, conn)?);
        let questions = question::notice(desk, conn, &desk.sight()?)?;
        let helping = assistance::notice(desk, conn, &desk.sight()?)?;
        Ok::<_, Failure>(ClerkPage {
            away,
            questions,
            helping,
            reception,
            moved,
            digest,
            overdue,
            today_due,
            soon,
            sort,
            sign,
            issue,
            tell,
            mend,
            mine,
            kept,
        })
    })?;
    desk.page(&page)
}

#[derive(Serialize)]
struct OfficerPage {
    away: Vec<String>,
    moved: MovedPart,
    digest: Option<DigestPart>,
    /// Promises, tasks and questions that are theirs.
    duties: Vec<DutyLine>,
    questions: QuestionNotice,
    helping: AssistanceNotice,
    mend: Part,
    mine: Part,
}

impl Page for OfficerPage {
    const TEMPLATE: &'static str = "board/officer.html";
}

/// Returned drafts first, then all that the officer holds by due date.
fn officer(desk: &Desk) -> Answer {
    let page = desk.store().read(|conn| {
        let mine = Wanted::queue(desk, Queue::Mine, QUEUE_ROWS)?;
        let [mend, mine] = parts(desk, conn, [Wanted::queue(desk, Queue::Mend, PART_ROWS)?, mine])?;
        let moved = moved::part(desk, conn, &desk.sight()?)?;
        let digest = digest::part(desk, conn)?;
        let duties = duty::own(desk, conn)?;
        let questions = question::notice(desk, conn, &desk.sight()?)?;
        let helping = assistance::notice(desk, conn, &desk.sight()?)?;
        Ok::<_, Failure>(OfficerPage { away: away(desk)?, digest, moved, questions, helping, duties, mend, mine })
    })?;
    desk.page(&page)
}

#[derive(Serialize)]
struct QueuePage {
    queue: Queue,
    title: &'static str,
    count: usize,
    lines: Vec<Line>,
    next: Option<String>,
}

impl Page for QueuePage {
    const TEMPLATE: &'static str = "board/queue.html";
    fn title(&self) -> String {
        self.title.to_owned()
    }
}

/// The whole list of one queue, a page at a time.
pub fn queue_list(desk: &Desk) -> Answer {
    let role = desk.account_as(ROLES)?.role;
    let queue = Queue::from_code(&desk.visit.query.get("queue")).ok_or(Failure::Gone)?;
    if !Queue::of(role).contains(&queue) {
        return Err(Refusal::NotYours("Danh sách này không thuộc phần của anh chị.").into());
    }
    let page = desk.visit.query.get("page");
    if queue == Queue::Route {
        return route_list(desk, StatusCode::OK, &assigning::Again::of_list(&page));
    }
    let after = Cursor::parse(&page);
    let filter = Filter { after, ..filter_of(queue, desk)? };
    let sight = desk.sight()?;
    let (page, count) = desk.store().read(|conn| {
        let all = Filter { after: None, ..filter.clone() };
        let (mut pages, counts) = store::board::look(conn, &sight, &[filter], &[all])?;
        Ok::<_, Trouble>((pages.pop().unwrap_or_default(), counts.into_iter().sum()))
    })?;
    let lines = lines_of(desk, &sight, &page);
    let next = page.next.map(|cursor| cursor.text());
    desk.page(&QueuePage { queue, title: queue.label(), count, lines, next })
}
