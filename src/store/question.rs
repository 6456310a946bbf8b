//! The Front's questions with their limits: each seen by whoever sees what it is about.

use diesel::prelude::*;

use super::{
    Conn, Trouble, commitment,
    connection::on,
    dialogue, petition,
    row::{ClockRow, PetitionRow, QuestionRow},
    schema::{clocks, petitions, questions},
    scope,
};
use crate::domain::{
    commitment::Commitment,
    dialogue::{Dialogue, DialogueKind},
    id::Id,
    person::{Account, Role},
    petition::Petition,
    policy::Sight,
    question::{About, Asked, Figure, Matter, Question},
};

/// Questions of one list, the newest.
pub const LIST_MAX: i64 = 200;

/// What a monitor wants to ask about.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    Petition(Id<Petition>),
    Dialogue(Id<Dialogue>),
    Promise(Id<Commitment>),
    Figure(Figure),
}

/// The matter of a question, if it is in the asker's sight; a former question that is not there is left out.
pub fn matter(
    conn: &mut Conn,
    target: Target,
    follows: Option<Id<Question>>,
    asker: Id<Account>,
    sight: &Sight,
) -> Result<Matter, Trouble> {
    let follows = match follows {
        Some(id) => load_in_sight(conn, id, sight).map(|asked| Some(asked.question.id))?,
        None => None,
    };
    let nothing = Matter {
        about: About::Figure,
        petition: None,
        subject: None,
        figure: None,
        title: String::new(),
        answerer: None,
        follows,
        waiting: waiting(conn, asker)?,
    };
    Ok(match target {
        Target::Figure(figure) => Matter { figure: Some(figure), ..nothing },
        Target::Petition(id) => {
            let case = petition::load_in_sight(conn, id, sight)?;
            if case.petition.sealed {
                return Err(Trouble::NotFound);
            }
            Matter { about: About::Petition, petition: Some(id), ..nothing }
        }
        Target::Dialogue(id) => {
            let session = dialogue::load_in_sight(conn, id, sight)?;
            let inside = session.dialogue.kind == DialogueKind::Complaint;
            Matter {
                about: About::Dialogue,
                // The one inside a complaint is seen by whoever sees the complaint.
                petition: session.agenda.first().filter(|_| inside).map(|item| item.petition),
                subject: Some(id.subject()),
                title: session.dialogue.subject.clone(),
                answerer: Some(session.dialogue.chair),
                ..nothing
            }
        }
        Target::Promise(id) => {
            let promise = commitment::load_in_sight(conn, id, sight)?.commitment;
            Matter {
                about: About::Promise,
                petition: promise.petition,
                subject: Some(id.subject()),
                title: promise.what,
                answerer: Some(promise.owner),
                ..nothing
            }
        }
    })
}

fn waiting(conn: &mut Conn, asker: Id<Account>) -> Result<usize, Trouble> {
    let count: i64 = on!(conn, c => questions::table
        .filter(questions::asker.eq(asker))
        .filter(questions::answer.is_null())
        .count()
        .get_result(c))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub fn load_in_sight(conn: &mut Conn, id: Id<Question>, sight: &Sight) -> Result<Asked, Trouble> {
    list(conn, sight, Which::One(id))?.pop().ok_or(Trouble::NotFound)
}

/// Which questions a list holds.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    One(Id<Question>),
    All,
    Unanswered,
    OfPetition(Id<Petition>),
    /// The question and those that take it further.
    Thread(Id<Question>),
}

/// The newest that are in this person's sight.
pub fn list(conn: &mut Conn, sight: &Sight, which: Which) -> Result<Vec<Asked>, Trouble> {
    if !matches!(sight.role, Role::Monitor | Role::Chair | Role::ViceChair | Role::Clerk | Role::Officer) {
        return Ok(Vec::new());
    }
    let me: Id<Account> = sight.me;
    let officer = sight.role == Role::Officer;
    let rows: Vec<(QuestionRow, ClockRow, Option<PetitionRow>)> = on!(conn, c => {
        let mut query = questions::table
            .inner_join(clocks::table.on(clocks::subject.eq(questions::id.nullable())))
            .left_join(petitions::table.on(questions::petition.eq(petitions::id.nullable()).and(scope::visible(sight))))
            .order((questions::asked_on.desc(), questions::id.desc()))
            .limit(LIST_MAX)
            .into_boxed();
        query = match which {
            Which::All => query,
            Which::Unanswered => query.filter(questions::answer.is_null()),
            Which::One(id) => query.filter(questions::id.eq(id)),
            Which::Thread(id) => query.filter(questions::id.eq(id).or(questions::follows.eq(id))),
            Which::OfPetition(id) => query.filter(questions::petition.eq(id)),
        };
        if officer {
            query = query.filter(questions::petition.is_not_null().or(questions::answerer.eq(me)));
        }
        query.select((QuestionRow::as_select(), ClockRow::as_select(), Option::<PetitionRow>::as_select())).load(c)
    })?;
    // Those whose petition is in sight, with it; and those about none.
    let asked = |(question, clock, petition): (QuestionRow, ClockRow, Option<PetitionRow>)| {
        let shown = petition.is_some() || question.petition.is_none();
        let petition = petition.map(|row| Petition::restore(row.into()));
        shown.then(|| Asked { question: question.into(), clock: clock.into(), petition })
    };
    Ok(rows.into_iter().filter_map(asked).collect())
}
