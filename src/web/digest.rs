//! The morning's digest on a board: what stood at seven o'clock, each count with the list it opens.

use chrono::NaiveDate;
use serde::Serialize;

use super::{desk::Desk, error::Failure};
use crate::{
    domain::{
        digest::{Digest, Lapsing, Matter, Reach},
        errand::Queue,
        person::{Account, Role},
        urgency::Urgency,
    },
    store::{self, Conn},
};

#[derive(Serialize)]
pub struct DigestPart {
    day: NaiveDate,
    is_today: bool,
    lines: Vec<DigestLine>,
    unsigned_year: Option<i32>,
    lapsing: Option<Lapsing>,
    /// Whoever reads it writes the calendar and the table of competence.
    writes: bool,
}

#[derive(Serialize)]
struct DigestLine {
    words: &'static str,
    count: usize,
    path: String,
}

/// None before the first morning, and where nothing is to be told.
pub fn part(desk: &Desk, conn: &mut Conn) -> Result<Option<DigestPart>, Failure> {
    let account = desk.account()?;
    let digest = store::reminder::digest(conn, account.id, desk.today())?;
    Ok(digest.filter(|digest| !digest.is_blank()).map(|digest| shown(desk, account, digest)))
}

fn shown(desk: &Desk, account: &Account, digest: Digest) -> DigestPart {
    let Digest { day, counts, unsigned_year, lapsing } = digest;
    let line = |(matter, count): (Matter, usize)| DigestLine {
        words: words(matter, account.role),
        count,
        path: path(matter, account),
    };
    DigestPart {
        day,
        is_today: day == desk.today(),
        lines: counts.into_iter().map(line).collect(),
        unsigned_year,
        lapsing,
        writes: account.role == Role::Admin,
    }
}

fn words(matter: Matter, role: Role) -> &'static str {
    match (matter, role) {
        (Matter::Waiting, Role::Clerk) => Queue::Sort.label(),
        (Matter::Waiting, Role::Officer) => Queue::Mend.label(),
        (Matter::Waiting, _) => Queue::Decide.label(),
        _ => matter.label(),
    }
}

/// The list behind a count.
fn path(matter: Matter, account: &Account) -> String {
    let list = if account.role == Role::Monitor { "/giam-sat" } else { "/ho-so" };
    let whose = match Reach::of(account) {
        Reach::All => String::new(),
        Reach::Unit => format!("&unit={}", account.unit.as_deref().unwrap_or_default()),
        Reach::Own => format!("&owner={}", account.username),
    };
    let queue = |queue: Queue| format!("/ban-lam-viec/viec?queue={}", queue.code());
    match (matter, account.role) {
        (Matter::Overdue | Matter::Today | Matter::Soon, _) => format!("{list}?due={}{whose}", matter.code()),
        (Matter::DutyOverdue | Matter::DutyToday | Matter::DutySoon, _) => {
            let due = matter.of_duties().map_or("", Urgency::code);
            format!("/cam-ket?due={due}{whose}")
        }
        (Matter::Waiting, Role::Clerk) => queue(Queue::Sort),
        (Matter::Waiting, Role::Officer) => queue(Queue::Mend),
        (Matter::Waiting, _) => queue(Queue::Decide),
        (Matter::Telling, _) => queue(Queue::Tell),
    }
}
