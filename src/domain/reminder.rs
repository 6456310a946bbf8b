//! Reminders: the steps a limit goes through as it runs out, each told once to whom it concerns. They move nothing.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    act::{Act, Actor},
    calendar::WorkCalendar,
    change::{Change, Write},
    clock::Clock,
    duty::Duty,
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
    /// None where the limit is on something else.
    pub petition: Option<Id<Petition>>,
    pub told_on: NaiveDate,
}

/// Tells every step that one petition's limits have reached and nobody was told: one event of the portal's own.
pub fn remind(case: &Case, told: &[Reminder], act: &Act, office: &Office) -> Result<Change, Refusal> {
    let own = case.clocks.iter().filter(|clock| clock.is_running() && !clock.citizens);
    let new = untold(own, told, act, office)?;
    let petition = &case.petition;
    let change = Change::looking(Some(petition.id), act, Deed::Remind);
    Ok(telling(change, Some(petition.id), &new, act, |step| recipients(step, case, office)))
}

/// The same for the limit of something else; `case` is the petition that it is about.
pub fn remind_of(
    duty: &Duty,
    case: Option<&Case>,
    told: &[Reminder],
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let new = untold([&duty.clock].into_iter().filter(|clock| clock.is_running()), told, act, office)?;
    let change = Change::about(duty.subject, act, Deed::Remind);
    Ok(telling(change, None, &new, act, |step| recipients_of(step, duty, case, office)))
}

type Reached<'c> = (&'c Clock, Step);

fn untold<'c>(
    clocks: impl Iterator<Item = &'c Clock>,
    told: &[Reminder],
    act: &Act,
    office: &Office,
) -> Result<Vec<Reached<'c>>, Refusal> {
    let known = |clock: &Clock, step: Step| {
        told.iter().any(|one| (one.clock, one.step, one.due) == (clock.id, step, clock.due))
    };
    let steps = |clock| Step::reached(clock, &office.calendar, act.today()).map(move |step| (clock, step));
    let new: Vec<Reached> = clocks.flat_map(steps).filter(|(clock, step)| !known(clock, *step)).collect();
    if new.is_empty() || !matches!(act.by, Actor::System) {
        return Err(Refusal::Untimely("Không có gì mới để nhắc.".to_owned()));
    }
    Ok(new)
}

fn telling(
    change: Change,
    petition: Option<Id<Petition>>,
    new: &[Reached],
    act: &Act,
    to: impl Fn(Step) -> Vec<Id<Account>>,
) -> Change {
    let said = |(clock, step): &Reached| json!({ "clock": clock.id, "rule": clock.rule, "step": step, "due": clock.due, "to": to(*step) });
    let steps: Vec<_> = new.iter().map(said).collect();
    let told_on = act.today();
    let reminder = |(clock, step): &Reached| {
        Write::Reminder(Reminder { clock: clock.id, step: *step, due: clock.due, petition, told_on })
    };
    change.noting("steps", steps).with_all(new.iter().map(reminder))
}

/// Near: who heads the unit. On the day: who holds it. Past: the chairman and the Front. Never somebody out of whose sight it is.
fn recipients(step: Step, case: &Case, office: &Office) -> Vec<Id<Account>> {
    let petition = &case.petition;
    let meant = |account: &Account| match step {
        Step::Soon => heads(account, petition.unit.as_deref()),
        Step::Due => petition.owner == Some(account.id),
        Step::Overdue => watches(account),
    };
    among(office, meant, |account| may_see(&Sight::of(account, office), case))
}

fn recipients_of(step: Step, duty: &Duty, case: Option<&Case>, office: &Office) -> Vec<Id<Account>> {
    let meant = |account: &Account| match step {
        Step::Soon => heads(account, duty.unit(office)),
        Step::Due => duty.is_held_by(account),
        Step::Overdue => watches(account),
    };
    among(office, meant, |account| {
        let sight = Sight::of(account, office);
        let seen = case.is_some_and(|case| !case.petition.sealed && may_see(&sight, case));
        duty.is_seen(&sight, seen)
    })
}

fn heads(account: &Account, unit: Option<&str>) -> bool {
    account.lead && account.role.handles() && unit.is_some() && account.unit.as_deref() == unit
}

fn watches(account: &Account) -> bool {
    matches!(account.role, Role::Chair | Role::Monitor)
}

fn among(office: &Office, meant: impl Fn(&Account) -> bool, sees: impl Fn(&Account) -> bool) -> Vec<Id<Account>> {
    let told = |meant: &dyn Fn(&Account) -> bool| -> Vec<Id<Account>> {
        let open = office.staff.iter().filter(|account| !account.closed);
        open.filter(|account| meant(account) && sees(account)).map(|account| account.id).collect()
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
