//! Reminders: the steps a limit goes through as it runs out, each told once to whom it concerns. They move nothing.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    act::{Act, Actor},
    calendar::WorkCalendar,
    change::{Change, Write},
    clock::Clock,
    event::{Deed, Event},
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::{Case, Petition},
    policy::{Sight, may_see},
    refusal::Refusal,
    urgency::SOON_DAYS,
    words::words,
};

words!(
    /// How far a limit has run out (features 50, 51).
    pub Step {
        Soon "soon" "Còn 3 ngày làm việc",
        Due "due" "Hết hạn hôm nay",
        Overdue "overdue" "Quá hạn",
    }
);

impl Step {
    /// All that were reached by that day, those that a day without a server has missed included.
    fn reached(clock: &Clock, calendar: &WorkCalendar, today: NaiveDate) -> impl Iterator<Item = Step> {
        let (left, due) = (clock.left(calendar, today), clock.due);
        let is_reached = move |step: &Step| match step {
            Step::Soon => left <= SOON_DAYS,
            Step::Due => today >= due,
            Step::Overdue => today > due,
        };
        Step::ALL.iter().copied().filter(is_reached)
    }
}

/// One step of one limit, told on a day; the date belongs to it, because a limit that moved goes through its steps anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    pub clock: Id<Clock>,
    pub step: Step,
    pub due: NaiveDate,
    pub petition: Id<Petition>,
    pub told_on: NaiveDate,
}

/// Tells every step that one petition's limits have reached and nobody was told: one event of the portal's own.
pub fn remind(case: &Case, told: &[Reminder], act: &Act, office: &Office) -> Result<Change, Refusal> {
    let today = act.today();
    let known = |clock: &Clock, step: Step| {
        told.iter().any(|one| (one.clock, one.step, one.due) == (clock.id, step, clock.due))
    };
    let own = case.clocks.iter().filter(|clock| clock.is_running() && !clock.citizens);
    let reached = own.flat_map(|clock| Step::reached(clock, &office.calendar, today).map(move |step| (clock, step)));
    let new: Vec<(&Clock, Step)> = reached.filter(|(clock, step)| !known(clock, *step)).collect();
    if new.is_empty() || !matches!(act.by, Actor::System) {
        return Err(Refusal::Untimely("Không có gì mới để nhắc.".to_owned()));
    }
    let steps: Vec<_> = new
        .iter()
        .map(|(clock, step)| {
            let to = recipients(*step, case, office);
            json!({ "clock": clock.id, "rule": clock.rule, "step": step, "due": clock.due, "to": to })
        })
        .collect();
    let reminder = |(clock, step): (&Clock, Step)| {
        Write::Reminder(Reminder { clock: clock.id, step, due: clock.due, petition: case.petition.id, told_on: today })
    };
    Ok(Change::looking(Some(case.petition.id), act, Deed::Remind)
        .noting("steps", steps)
        .with_all(new.into_iter().map(reminder)))
}

/// Near: who heads the unit. On the day: who holds it. Past: the chairman and the Front. Never somebody out of whose sight it is.
fn recipients(step: Step, case: &Case, office: &Office) -> Vec<Id<Account>> {
    let petition = &case.petition;
    let heads_it = |account: &Account| {
        account.lead && account.role.handles() && account.unit.is_some() && account.unit == petition.unit
    };
    let meant = |account: &&Account| match step {
        Step::Soon => heads_it(account),
        Step::Due => petition.owner == Some(account.id),
        Step::Overdue => matches!(account.role, Role::Chair | Role::Monitor),
    };
    let sees = |account: &&Account| may_see(&Sight::of(account, office), petition, &case.concerns);
    let told = |meant: &dyn Fn(&&Account) -> bool| -> Vec<Id<Account>> {
        let open = office.staff.iter().filter(|account| !account.closed);
        open.filter(|account| meant(account)).filter(sees).map(|account| account.id).collect()
    };
    let found = told(&meant);
    // A unit without a head, or one whom it is about: the chairman.
    if found.is_empty() { told(&|account| account.role == Role::Chair) } else { found }
}

/// One step as its event says.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct Told {
    pub clock: Id<Clock>,
    pub step: Step,
    pub due: NaiveDate,
    pub to: Vec<Id<Account>>,
}

impl Told {
    /// What was told by this event; nothing for any other.
    pub fn of(event: &Event) -> Vec<Told> {
        let steps = event.body.get("steps").filter(|_| event.deed == Deed::Remind);
        steps.and_then(|steps| serde_json::from_value(steps.clone()).ok()).unwrap_or_default()
    }
}
