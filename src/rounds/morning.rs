//! The morning round, at seven on working days: each step that a limit has reached is told once, and each board gets its digest.

use chrono::{DateTime, Days, NaiveTime, Utc};

use crate::{
    domain::{
        act::{Act, Actor, WALL, day_of},
        digest::{self, Digest, Lapsing, Matter, Reach, minds_calendar, minds_competence},
        office::Office,
        person::{Account, Role},
        petition::Stage,
        policy::Sight,
        refusal::Refusal,
        reminder,
        urgency::Urgency,
    },
    keys,
    register::{self, Failure, Reminding, RemindingOf},
    store::{
        self, Conn, Store, Trouble,
        board::{DueBetween, Filter},
        reminder::Pending,
        waiting::Waiting,
    },
};

/// By the wall clock.
pub const HOUR: NaiveTime = match NaiveTime::from_hms_opt(7, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// A petition that two servers remind of at once is looked at again so often.
const TRIES_MAX: usize = 5;
const DIGESTS_KEPT: Days = Days::new(60);

/// The day's round is due: the office works today, and it is past seven.
pub fn is_due(office: &Office, now: DateTime<Utc>) -> bool {
    now.with_timezone(&WALL).time() >= HOUR && office.calendar.is_working(day_of(now))
}

/// What was missed on days without a server is told now; what was told stays told once, whoever runs this beside.
pub fn run(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let today = day_of(now);
    let office = store.read(store::office::load)?.on(today);
    for matter in store.read(|conn| store::reminder::pending(conn, today, &office.calendar))? {
        remind(store, matter, now)?;
    }
    for account in office.staff.iter().filter(|account| !account.closed) {
        let digest = store.read(|conn| digest_of(conn, account, &office, now))?;
        if let Some(digest) = digest {
            store.write(|tx| {
                // By mail too, where there is something to say and somebody wants it.
                let is_new = store::reminder::keep_digest(tx, account.id, &digest)?;
                if is_new && digest.has_news() { store::outbox::queue_digest(tx, account.id, now) } else { Ok(()) }
            })?;
        }
    }
    store.write(|tx| store::reminder::tidy(tx, today - DIGESTS_KEPT))?;
    Ok(())
}

fn remind(store: &Store, matter: Pending, now: DateTime<Utc>) -> Result<(), Failure> {
    for _ in 0..TRIES_MAX {
        let act = Act::new(Actor::System, now, keys::chance());
        let done = match matter {
            Pending::Petition(id) => register::decide(store, &act, Reminding(id), |(case, told), office| {
                reminder::remind(case, told, &act, office)
            }),
            Pending::Duty(clock) => register::decide(store, &act, RemindingOf(clock), |(duty, case, told), office| {
                reminder::remind_of(duty, case.as_ref(), told, &act, office)
            }),
        };
        match done {
            // Done meanwhile, or said to be done: nobody has to be told.
            Ok(_) | Err(Failure::Refused(Refusal::Untimely(_) | Refusal::Unseen)) => return Ok(()),
            // Another server was first with one of the steps: what is left is looked at again.
            Err(Failure::Trouble(Trouble::Taken(_) | Trouble::Stale)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// None for those who are told nothing.
fn digest_of(
    conn: &mut Conn,
    account: &Account,
    office: &Office,
    now: DateTime<Utc>,
) -> Result<Option<Digest>, Trouble> {
    if !digest::is_for(account.role) {
        return Ok(None);
    }
    let day = day_of(now);
    let counts = counts(conn, account, office, now)?;
    let unsigned_year = office.calendar.unsigned_next_year(day).filter(|_| minds_calendar(account.role));
    let lapsing = match minds_competence(account.role) {
        true => Lapsing::of(&store::competence::all(conn)?, day),
        false => None,
    };
    Ok(Some(Digest { day, counts, unsigned_year, lapsing }))
}

/// Counted in their own sight.
fn counts(
    conn: &mut Conn,
    account: &Account,
    office: &Office,
    now: DateTime<Utc>,
) -> Result<Vec<(Matter, usize)>, Trouble> {
    let matters = Matter::of(account.role);
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let sight = Sight::of(account, office);
    let day = day_of(now);
    let mut duties = store::duty::in_sight(conn, &sight)?;
    duties.retain(|duty| duty.is_within(Reach::of(account), account, office));
    let mut counts = Vec::new();
    for matter in matters {
        let count = match matter.of_duties() {
            Some(urgency) => duties.iter().filter(|duty| duty.is_near(urgency, day, office)).count(),
            None => store::board::count(conn, &sight, &filter_of(*matter, account, office, now))?,
        };
        // Where there is no such duty nothing is said of it.
        if count > 0 || matter.of_duties().is_none() {
            counts.push((*matter, count));
        }
    }
    Ok(counts)
}

fn filter_of(matter: Matter, account: &Account, office: &Office, now: DateTime<Utc>) -> Filter {
    let (me, today) = (account.id, day_of(now));
    let reach = match Reach::of(account) {
        Reach::All => Filter::default(),
        Reach::Unit => Filter { unit: account.unit.clone(), ..Filter::default() },
        Reach::Own => Filter { owner: Some(me), ..Filter::default() },
    };
    let near = |urgency| Filter { due: Some(DueBetween::of(urgency, today, &office.calendar)), ..reach.clone() };
    match (matter, account.role) {
        (Matter::Overdue, _) => near(Urgency::Overdue),
        (Matter::Today, _) => near(Urgency::Today),
        (Matter::Soon, _) => near(Urgency::Soon),
        (Matter::Waiting, Role::Clerk) => {
            Filter { stages: vec![Stage::Received], sorted: Some(false), ..Filter::default() }
        }
        (Matter::Waiting, Role::Officer) => Filter { waiting: Some(Waiting::Mending { me }), ..Filter::default() },
        // Counted apart.
        (Matter::DutyOverdue | Matter::DutyToday | Matter::DutySoon, _) => Filter::default(),
        (Matter::Waiting, _) => Filter { waiting: Some(Waiting::Decision { me, today }), ..Filter::default() },
        (Matter::Telling, _) => Filter { waiting: Some(Waiting::Telling), ..Filter::default() },
    }
}
