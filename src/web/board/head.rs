//! The chairman's and the deputy's board: what waits for a decision, what is to be given to whom, how the commune stands.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Part, away, filter_of, lines_of};
use crate::{
    domain::{
        dialogue::yearly::Owed,
        errand::Queue,
        oversight::{Counted, Figures, lines},
        person::Role,
        petition::Outcome,
        policy::Sight,
        refusal::FieldError,
        routing::AT_ONCE_MAX,
        urgency::Urgency,
    },
    store::{
        self, Conn,
        board::{DueBetween, Filter},
        figures::{Span, Tallies},
        waiting::Waiting,
    },
    web::{
        admin::competence::{self, EndingShown},
        assigning::{self, Assigning},
        assistance::{self, AssistanceNotice},
        commitment::{self, PromiseShown},
        desk::{Answer, Desk},
        digest::{self, DigestPart},
        error::Failure,
        moved::{self, MovedPart},
        page::Page,
        petition::unit_name,
        question::{self, QuestionNotice},
        reception::notice::{Notice, notice},
    },
};

/// Decisions shown before the list of all.
const JOBS_ROWS: i64 = 12;

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
pub(super) fn route_list(desk: &Desk, status: StatusCode, again: &assigning::Again) -> Answer {
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
