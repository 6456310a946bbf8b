//! Boards: what each role of the office has to do now, the most overdue first, with the list behind every number.

pub mod head;

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    assigning,
    assistance::{self, AssistanceNotice},
    desk::{Answer, Desk},
    digest::{self, DigestPart},
    duty::{self, DutyLine},
    error::Failure,
    line::Line,
    moved::{self, MovedPart},
    page::Page,
    question::{self, QuestionNotice},
    reception::notice::{Notice, notice},
    session::home_of,
};
use crate::{
    domain::{
        absence,
        errand::Queue,
        person::Role,
        petition::{Outcome, Stage},
        policy::Sight,
        refusal::Refusal,
        urgency::Urgency,
    },
    store::{
        self, Conn, Trouble,
        board::{Cursor, DueBetween, Filter},
        waiting::Waiting,
    },
};

pub const ROLES: &[Role] = &[Role::Clerk, Role::Officer, Role::Chair, Role::ViceChair];
/// Rows of one part of a clerk's or officer's board.
const PART_ROWS: i64 = 6;
const QUEUE_ROWS: i64 = 50;

/// Each role's own board; whose work lies on a page of its own is led there.
pub fn show(desk: &Desk) -> Answer {
    match desk.account()?.role {
        Role::Chair | Role::ViceChair => head::head_again(desk, StatusCode::OK, &assigning::Again::default()),
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
        return head::route_list(desk, StatusCode::OK, &assigning::Again::of_list(&page));
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
