//! Questions of the Front (`/cau-hoi`): asked by monitors, answered by whoever has the matter, read by both; nothing is taken back.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::{Page, Typed},
    petition::heading,
    reception::act_of_form,
};
use crate::{
    domain::{
        event::Subject,
        form::Fields,
        id::Id,
        person::Role,
        petition::Petition,
        policy::Sight,
        question::{self, About, Asked, Figure, Question, WORDS},
        refusal::{FieldError, Refusal},
    },
    keys::Token,
    register::{self, Asking},
    store::{
        self, Conn, Trouble,
        question::{Target, Which},
    },
};

const ROLES: &[Role] = &[Role::Monitor, Role::Chair, Role::ViceChair, Role::Clerk, Role::Officer];
/// What names the matter of a question, in an address and in a form.
const MATTER: &[&str] = &["petition", "dialogue", "promise", "number", "follows"];

#[derive(Serialize)]
pub struct QuestionShown {
    id: Id<Question>,
    /// What it is about, in words that everybody may read who sees it.
    matter: String,
    about: &'static str,
    petition: Option<Id<Petition>>,
    subject: Option<Id<Subject>>,
    is_dialogue: bool,
    figure: Option<Figure>,
    by: String,
    body: String,
    asked_on: NaiveDate,
    due: NaiveDate,
    left: i32,
    overdue: bool,
    answer: Option<String>,
    answered_by: String,
    answered_on: Option<NaiveDate>,
    late: bool,
    mine: bool,
}

fn shown(desk: &Desk, sight: &Sight, asked: &Asked) -> QuestionShown {
    let Asked { question, clock, petition } = asked;
    let name = |id| desk.office.account(id).map(|account| format!("{}, {}", account.name, account.role.label()));
    let me = desk.visitor.as_ref();
    QuestionShown {
        id: question.id,
        matter: match (question.about, petition) {
            (About::Petition, Some(petition)) => heading(desk, sight, petition),
            (About::Figure, _) => question.figure.map_or("", Figure::label).to_owned(),
            _ => question.title.clone(),
        },
        about: question.about.label(),
        petition: question.petition.filter(|_| question.about == About::Petition),
        subject: question.subject,
        is_dialogue: question.about == About::Dialogue,
        figure: question.figure,
        by: name(question.asker).unwrap_or_default(),
        body: question.body.clone(),
        asked_on: question.asked_on,
        due: clock.due,
        left: clock.left(&desk.office.calendar, desk.today()),
        overdue: asked.is_overdue(desk.today()),
        answer: question.answer.clone(),
        answered_by: question.answered_by.and_then(name).unwrap_or_default(),
        answered_on: question.answered_on,
        late: question.answered_on.is_some_and(|on| on > clock.due),
        mine: me.is_some_and(|me| asked.is_for(me)),
    }
}

#[derive(Serialize)]
struct ListPage {
    asks: bool,
    waiting: Vec<QuestionShown>,
    answered: Vec<QuestionShown>,
    most: i64,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "question/list.html";
}

pub fn index(desk: &Desk) -> Answer {
    let asks = desk.account_as(ROLES)?.role == Role::Monitor;
    let sight = desk.sight()?;
    let all = desk.store().read(|conn| store::question::list(conn, &sight, Which::All))?;
    let (mut waiting, answered): (Vec<_>, Vec<_>) = all.iter().partition(|asked| asked.is_open());
    waiting.sort_by_key(|asked| (asked.clock.due, asked.question.id));
    let shown = |list: Vec<&Asked>| list.into_iter().map(|asked| shown(desk, &sight, asked)).collect();
    let page = ListPage { asks, waiting: shown(waiting), answered: shown(answered), most: store::question::LIST_MAX };
    desk.page(&page)
}

#[derive(Serialize)]
struct OnePage {
    #[serde(flatten)]
    typed: Typed,
    q: QuestionShown,
    /// The former one and those that take it further.
    thread: Vec<QuestionShown>,
    asks: bool,
    once: String,
    trouble: String,
    length_max: usize,
}

impl Page for OnePage {
    const TEMPLATE: &'static str = "question/show.html";
}

fn id_of(desk: &Desk) -> Result<Id<Question>, Failure> {
    desk.account_as(ROLES)?;
    desk.visit.part("id").parse().map_err(|_| Failure::Gone)
}

pub fn show(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    desk.page(&page_of(desk, id, Typed::default(), String::new())?)
}

fn page_of(desk: &Desk, id: Id<Question>, typed: Typed, trouble: String) -> Result<OnePage, Failure> {
    let sight = desk.sight()?;
    let (asked, mut around) = desk.store().read(|conn| {
        let asked = store::question::load_in_sight(conn, id, &sight)?;
        let first = asked.question.follows.unwrap_or(id);
        Ok::<_, Trouble>((asked, store::question::list(conn, &sight, Which::Thread(first))?))
    })?;
    around.retain(|other| other.question.id != id);
    Ok(OnePage {
        typed,
        q: shown(desk, &sight, &asked),
        thread: around.iter().map(|asked| shown(desk, &sight, asked)).collect(),
        asks: desk.account()?.role == Role::Monitor,
        once: Token::new_random().text(),
        trouble,
        length_max: WORDS.max,
    })
}

/// `POST /cau-hoi/{id}`: the answer.
pub fn answer(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let (act, fields) = (act_of_form(desk)?, &desk.visit.fields);
    let done = register::schedule_once(desk.store(), &act, &id, |asked, _| question::answer(fields, asked, &act));
    let again = |status, errors, trouble| {
        let typed = Typed::of(&["answer"], fields, errors);
        desk.page_as(status, &page_of(desk, id, typed, trouble)?)
    };
    match done {
        Ok(_) => desk.see(format!("/cau-hoi/{id}")),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, errors, String::new())
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => again(StatusCode::CONFLICT, Vec::new(), words),
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Serialize)]
struct AskPage {
    #[serde(flatten)]
    typed: Typed,
    /// What is asked about.
    matter: String,
    about: &'static str,
    days: i32,
    once: String,
    length_max: usize,
}

impl Page for AskPage {
    const TEMPLATE: &'static str = "question/ask.html";
}

/// `GET /cau-hoi/moi?petition=…` (or dialogue, promise, number; follows).
pub fn show_ask(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Monitor])?;
    ask_page(desk, &desk.visit.query, Vec::new())
}

fn ask_page(desk: &Desk, fields: &Fields, errors: Vec<FieldError>) -> Answer {
    let asking = asking(fields)?;
    let sight = desk.sight()?;
    let matter = desk.store().read(|conn| {
        let matter = store::question::matter(conn, asking.target, asking.follows, sight.me, &sight)?;
        title(desk, conn, &sight, &matter).map(|title| (title, matter.about))
    })?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = AskPage {
        typed: Typed::of(&[MATTER, &["body"]].concat(), fields, errors),
        matter: matter.0,
        about: matter.1.label(),
        days: desk.office.facts.question_days,
        once: Token::new_random().text(),
        length_max: WORDS.max,
    };
    desk.page_as(status, &page)
}

fn title(desk: &Desk, conn: &mut Conn, sight: &Sight, matter: &question::Matter) -> Result<String, Trouble> {
    Ok(match (matter.about, matter.petition) {
        (About::Petition, Some(id)) => {
            let known = store::petition::in_sight(conn, &[id], sight)?;
            known.first().map(|petition| heading(desk, sight, petition)).unwrap_or_default()
        }
        (About::Figure, _) => matter.figure.map_or("", Figure::label).to_owned(),
        _ => matter.title.clone(),
    })
}

/// What the form is about; nothing that is there is not there.
fn asking(fields: &Fields) -> Result<Asking, Failure> {
    fn id<T>(fields: &Fields, field: &str) -> Option<Id<T>> {
        fields.get(field).parse().ok()
    }
    let target = id(fields, "petition")
        .map(Target::Petition)
        .or_else(|| id(fields, "dialogue").map(Target::Dialogue))
        .or_else(|| id(fields, "promise").map(Target::Promise))
        .or_else(|| Figure::from_code(&fields.get("number")).map(Target::Figure));
    Ok(Asking { target: target.ok_or(Failure::Gone)?, follows: id(fields, "follows") })
}

/// `POST /cau-hoi/moi`.
pub fn ask(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Monitor])?;
    let (act, fields) = (act_of_form(desk)?, &desk.visit.fields);
    let asking = asking(fields)?;
    let done = register::schedule_once(desk.store(), &act, &asking, |matter, office| {
        question::ask(fields, matter, &act, office)
    });
    match done {
        Ok(Some(id)) => desk.see(format!("/cau-hoi/{id}")),
        Ok(None) => desk.see("/cau-hoi"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => ask_page(desk, fields, errors),
        Err(failure) => Err(failure.into()),
    }
}

/// What boards say of questions: how many wait for this person, and which are late.
#[derive(Serialize)]
pub struct QuestionNotice {
    /// Of this person, in time; what is late has a list of its own.
    mine: usize,
    late: Vec<QuestionShown>,
    waiting: usize,
}

pub fn notice(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<QuestionNotice, Failure> {
    let me = desk.account()?;
    let open = store::question::list(conn, sight, Which::Unanswered)?;
    let wide = matches!(me.role, Role::Chair | Role::Monitor);
    let late = open.iter().filter(|asked| asked.is_overdue(desk.today()) && (wide || asked.is_for(me)));
    Ok(QuestionNotice {
        mine: open.iter().filter(|asked| asked.is_for(me) && !asked.is_overdue(desk.today())).count(),
        late: late.map(|asked| shown(desk, sight, asked)).collect(),
        waiting: open.len(),
    })
}

/// The questions of one petition, for its page.
pub fn of_petition(desk: &Desk, sight: &Sight, id: Id<Petition>) -> Result<Vec<QuestionShown>, Failure> {
    let all = desk.store().read(|conn| store::question::list(conn, sight, Which::OfPetition(id)))?;
    Ok(all.iter().map(|asked| shown(desk, sight, asked)).collect())
}
