//! Clocks: one running limit each, with the rule, the article, the start, the due date and how it was counted.

mod moved;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    act::Act,
    calendar::WorkCalendar,
    change::Write,
    event::Subject,
    id::Id,
    law::{Deadline, Direction, Step, Unit, Variant, Whose, count},
    office::Office,
    petition::{Case, Party, Petition},
    refusal::Refusal,
    words::words,
};

words!(
    pub ClockState { Running "running" "Đang chạy", Paused "paused" "Tạm dừng", Met "met" "Đã xong", Cancelled "cancelled" "Không còn tính" }
);

/// The commune's own limit for answering a phản ánh or kiến nghị: the law says only “kịp thời”.
pub const ANSWER: &str = "PAKN-TRALOI";
/// A date the chairman set when assigning; may be stricter than the law's, never looser.
pub const INTERNAL: &str = "NOI-BO";
/// The chairman looks whether a decision on a complaint was carried out, after the person said it was not.
pub const EXECUTION: &str = "THI-HANH";
/// First reply: accepted, refused, passed on, or delayed (Luật Tiếp công dân Đ.28).
pub const FIRST_REPLY: &str = "TCD-TRALOI";
/// Any paper classified and acted on (TTHC 2.001801).
pub const CLASSIFY: &str = "XLD-10";
pub const ACCEPT_COMPLAINT: &str = "KN-THULY";
pub const SETTLE_COMPLAINT: &str = "KN-LAN1";
pub const SEND_DECISION: &str = "KN-GUI";
pub const SECOND_COMPLAINT: &str = "KN-LAN2-NOP";
pub const SUE: &str = "KN-TOA";
pub const CHECK_DENUNCIATION: &str = "TC-XULY";
pub const SETTLE_DENUNCIATION: &str = "TC-GQ";
pub const NOTIFY_DENOUNCER: &str = "TC-THONGBAO";
pub const TRANSFER_DENUNCIATION: &str = "TC-CHUYEN";
/// A decision to suspend, resume or terminate has to be sent.
pub const SEND_ORDER_COMPLAINT: &str = "KN-TDC";
pub const SEND_ORDER_DENUNCIATION: &str = "TC-TDC";
/// The person has to be told a new date: the commune's own limit.
pub const NOTICE: &str = "BAO-HAN";

/// Rules whose meeting counts as *settled* in figures.
pub const SETTLING: &[&str] = &[ANSWER, SETTLE_COMPLAINT, SETTLE_DENUNCIATION];

/// How the step begins from which a resumed limit is counted on.
const RESUMED: &str = "tiếp tục";
/// What the last step of an extended limit says besides its number.
const EXTENDED: &str = ", gia hạn theo ";

/// How a due date was counted, day by day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trail(pub Vec<Step>);

/// One limit: of a petition, of one of its parties, or of something else that has to be done by a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clock {
    pub id: Id<Clock>,
    pub petition: Option<Id<Petition>>,
    pub party: Option<Id<Party>>,
    /// A dialogue, a reception day, a question: then it is no limit of a petition.
    pub subject: Option<Id<Subject>>,
    pub rule: String,
    /// “Trả lời lần đầu cho người gửi”.
    pub what: String,
    /// The article, readable.
    pub basis: String,
    /// The citizen's own limits are never counted among the commune's.
    pub citizens: bool,
    pub length: i32,
    pub unit: Unit,
    pub started_on: NaiveDate,
    pub due: NaiveDate,
    /// Some counted day lies in a year whose calendar nobody signed.
    pub provisional: bool,
    pub calendar_version: i32,
    pub trail: Trail,
    pub state: ClockState,
    pub ended_on: Option<NaiveDate>,
    /// Days of its unit that were left when it was paused.
    pub remaining: Option<i32>,
    /// The day that was told first, once another holds.
    pub first_due: Option<NaiveDate>,
    /// Extended, or declared complex: shown apart in figures.
    pub extended: bool,
}

impl Clock {
    pub fn is_running(&self) -> bool {
        self.state == ClockState::Running
    }

    /// Runs, or will go on.
    pub fn is_live(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Paused)
    }

    pub fn is_settling(&self) -> bool {
        SETTLING.contains(&self.rule.as_str())
    }

    /// The same limit by the office's calendar of now, over the length that it was counted by last: from its start, or from
    /// the day it was resumed; an extension stays in it. None when nothing differs, when it does not run, when the day was
    /// named by somebody, or when it was resumed with no day left.
    pub fn recount(&self, office: &Office) -> Option<Clock> {
        let steps = &self.trail.0;
        let begin = steps.iter().rposition(|step| step.why.starts_with(RESUMED)).unwrap_or(0);
        let (from, last) = steps.get(begin).zip(steps.last()).filter(|_| self.is_running())?;
        if begin > 0 && last.n == from.n {
            return None;
        }
        let (due, provisional, counted) = self.count_on(last.n.saturating_sub(from.n), from, office);
        let mut trail = steps[..=begin].to_vec();
        trail.extend(counted);
        if let (Some(end), Some(at)) = (trail.last_mut(), last.why.find(EXTENDED)) {
            end.why.push_str(&last.why[at..]);
        }
        if (due, provisional, &trail) == (self.due, self.provisional, steps) {
            return None;
        }
        Some(Clock {
            due,
            provisional,
            trail: Trail(trail),
            calendar_version: office.calendar.version(),
            first_due: self.first_due.or((due != self.due).then_some(self.due)),
            ..self.clone()
        })
    }

    /// So many days counted on from a step, each numbered on from it.
    fn count_on(&self, length: u32, from: &Step, office: &Office) -> (NaiveDate, bool, Vec<Step>) {
        let rule = office.terms.rule(&self.rule, self.started_on).ok();
        let direction = rule.map_or(Direction::Forward, |rule| rule.direction);
        let own = if self.citizens { Whose::Citizen } else { Whose::Own };
        let whose = rule.map_or(own, |rule| rule.whose);
        let (due, provisional, steps) = count(&office.calendar, length, self.unit, direction, whose, from.date);
        let number_on = |step: Step| match from.n {
            0 => step,
            before => {
                let why = step.why.replacen(&format!(" {}", step.n), &format!(" {}", step.n + before), 1);
                Step { n: step.n + before, why, ..step }
            }
        };
        (due, provisional, steps.into_iter().skip(1).map(number_on).collect())
    }

    /// As it is once it was done on that day.
    pub(super) fn met(&self, on: NaiveDate) -> Clock {
        Clock { state: ClockState::Met, ended_on: Some(on), ..self.clone() }
    }

    /// Working days left on that day; below 0 when overdue.
    pub fn left(&self, calendar: &WorkCalendar, today: NaiveDate) -> i32 {
        calendar.working_days_left(today, self.due)
    }
}

/// The earliest running limit of the commune's own: what lists and boards show.
pub fn most_urgent(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().filter(|clock| clock.is_running() && !clock.citizens).min_by_key(|clock| (clock.due, clock.id))
}

/// Starts, meets and cancels clocks of one petition within one act, and collects what is to be written.
pub(super) struct Clocks<'a> {
    pub petition: Id<Petition>,
    act: &'a Act,
    office: &'a Office,
    clocks: Vec<Clock>,
    writes: Vec<Write>,
}

impl<'a> Clocks<'a> {
    pub fn none(petition: Id<Petition>, act: &'a Act, office: &'a Office) -> Self {
        Clocks { petition, act, office, clocks: Vec::new(), writes: Vec::new() }
    }

    pub fn of(case: &Case, act: &'a Act, office: &'a Office) -> Self {
        Clocks { petition: case.petition.id, act, office, clocks: case.clocks.clone(), writes: Vec::new() }
    }

    pub fn into_writes(self) -> Vec<Write> {
        self.writes
    }

    pub fn is_running(&self, rule: &str) -> bool {
        self.clocks.iter().any(|clock| clock.rule == rule && clock.is_running())
    }

    /// The limit by which it has to be settled, if it runs.
    pub fn running_settling(&self) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.is_running() && clock.is_settling())
    }

    /// Starts a limit of the law, of the version in force on the day of the event.
    pub fn start(&mut self, rule: &str, from: NaiveDate, party: Option<Id<Party>>) -> Result<(), Refusal> {
        let clock = lawful(rule, from, self.act, self.office, Some(self.petition))?;
        self.push(Clock { party, ..clock });
        Ok(())
    }

    /// Starts a limit that the commune set itself, in working days.
    pub fn start_own(&mut self, rule: &str, what: &str, basis: &str, length: i32, from: NaiveDate) {
        let length_days = u32::try_from(length).unwrap_or(1);
        let (due, provisional, trail) =
            count(&self.office.calendar, length_days, Unit::WorkingDay, Direction::Forward, Whose::Own, from);
        let clock = self.own(rule, what, basis, length, from);
        self.push(Clock { due, provisional, trail: Trail(trail), ..clock });
    }

    /// Starts a limit that is one named day.
    pub fn start_on_day(&mut self, rule: &str, what: &str, basis: &str, due: NaiveDate) {
        let from = self.act.today();
        let clock = self.own(rule, what, basis, 0, from);
        self.push(Clock { due, ..clock });
    }

    fn own(&self, rule: &str, what: &str, basis: &str, length: i32, from: NaiveDate) -> Clock {
        Clock {
            id: self.act.mint(),
            petition: Some(self.petition),
            party: None,
            subject: None,
            rule: rule.to_owned(),
            what: what.to_owned(),
            basis: basis.to_owned(),
            citizens: false,
            length,
            unit: Unit::WorkingDay,
            started_on: from,
            due: from,
            provisional: false,
            calendar_version: self.office.calendar.version(),
            trail: Trail::default(),
            state: ClockState::Running,
            ended_on: None,
            remaining: None,
            first_due: None,
            extended: false,
        }
    }

    fn push(&mut self, clock: Clock) {
        self.writes.push(Write::Clock(Box::new(clock.clone())));
        self.clocks.push(clock);
    }

    /// The commune did by that day what the limit asks for.
    pub fn meet(&mut self, rule: &str, on: NaiveDate) {
        self.end(ClockState::Met, on, |clock| clock.rule == rule);
    }

    /// The same, where the limit is one party's own.
    pub fn meet_of(&mut self, party: Id<Party>, rule: &str, on: NaiveDate) {
        self.end(ClockState::Met, on, |clock| clock.rule == rule && clock.party == Some(party));
    }

    /// The limit no longer applies; nothing is counted on it.
    pub fn cancel(&mut self, rule: &str) {
        let today = self.act.today();
        self.end(ClockState::Cancelled, today, |clock| clock.rule == rule);
    }

    /// An end of the petition: all its running limits but the named ones no longer apply.
    pub fn cancel_all_but(&mut self, kept: &[&str]) {
        let today = self.act.today();
        self.end(ClockState::Cancelled, today, |clock| !kept.contains(&clock.rule.as_str()));
    }

    /// Told by that day: what began after it is another thing to tell.
    pub fn meet_begun(&mut self, rule: &str, on: NaiveDate) {
        self.end(ClockState::Met, on, |clock| clock.rule == rule && clock.started_on <= on);
    }

    /// A limit that the commune set itself, unless the same is owed already.
    pub fn owe(&mut self, rule: &str, what: &str, basis: &str, length: i32, from: NaiveDate) {
        if !self.is_running(rule) {
            self.start_own(rule, what, basis, length, from);
        }
    }

    /// So many days more; gives the new last day.
    pub fn extend(&mut self, id: Id<Clock>, more: u32, number: &str) -> Option<NaiveDate> {
        let office = self.office;
        self.change(|clock| clock.id == id, |clock| moved::extended(clock, more, number, office));
        self.find(id).map(|clock| clock.due)
    }

    /// Stops it on that day; gives the days that remain, below 0 where it had run out.
    pub fn pause(&mut self, id: Id<Clock>, on: NaiveDate, number: &str) -> Option<i32> {
        self.change(|clock| clock.id == id, |clock| moved::paused(clock, on, number));
        self.find(id).and_then(|clock| clock.remaining)
    }

    /// Goes on from that day; gives the new last day.
    pub fn resume(&mut self, id: Id<Clock>, on: NaiveDate, number: &str) -> Option<NaiveDate> {
        let office = self.office;
        self.change(|clock| clock.id == id, |clock| moved::resumed(clock, on, number, office));
        self.find(id).map(|clock| clock.due)
    }

    fn find(&self, id: Id<Clock>) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.id == id)
    }

    fn end(&mut self, state: ClockState, on: NaiveDate, which: impl Fn(&Clock) -> bool) {
        self.change(
            |clock| clock.is_live() && which(clock),
            |clock| Clock { state, ended_on: Some(on), ..clock.clone() },
        );
    }

    fn change(&mut self, which: impl Fn(&Clock) -> bool, how: impl Fn(&Clock) -> Clock) {
        for clock in self.clocks.iter_mut().filter(|clock| which(clock)) {
            *clock = how(clock);
            // What began, or moved, in this very act is written once, as it is after it.
            let begun = self.writes.iter_mut().find_map(|write| match write {
                Write::Clock(new) | Write::SaveClock(new) if new.id == clock.id => Some(new),
                _ => None,
            });
            match begun {
                Some(new) => **new = clock.clone(),
                None => self.writes.push(Write::SaveClock(Box::new(clock.clone()))),
            }
        }
    }
}

/// A limit of the law as a clock.
fn lawful(
    rule: &str,
    from: NaiveDate,
    act: &Act,
    office: &Office,
    petition: Option<Id<Petition>>,
) -> Result<Clock, Refusal> {
    let unready = |error: super::law::LawError| Refusal::Unready(error.to_string());
    let found = office.terms.rule(rule, from).map_err(unready)?;
    let variant = found.known(Variant { complex: false, remote: office.is_remote_on(from) });
    let counted = found.deadline(&office.calendar, from, variant).map_err(unready)?;
    Ok(Clock {
        id: act.mint(),
        petition,
        party: None,
        subject: None,
        rule: counted.rule,
        what: found.what.clone(),
        basis: counted.basis,
        citizens: found.whose == Whose::Citizen,
        length: i32::try_from(counted.length).unwrap_or(i32::MAX),
        unit: counted.unit,
        started_on: from,
        due: counted.due,
        provisional: counted.provisional,
        calendar_version: office.calendar.version(),
        trail: Trail(counted.trail),
        state: ClockState::Running,
        ended_on: None,
        remaining: None,
        first_due: None,
        extended: false,
    })
}

/// A limit of the law on something else than a petition.
pub(super) fn lawful_about<T>(
    subject: Id<T>,
    rule: &str,
    from: NaiveDate,
    act: &Act,
    office: &Office,
) -> Result<Clock, Refusal> {
    let clock = lawful(rule, from, act, office, None)?;
    Ok(Clock { subject: Some(subject.subject()), ..clock })
}

/// A limit on something else than a petition that is one named day: its rule, what is to be done, on what ground.
pub(super) fn on_day_about<T>(
    subject: Id<T>,
    (rule, what, basis): (&str, &str, &str),
    due: NaiveDate,
    act: &Act,
    office: &Office,
) -> Clock {
    let clocks = Clocks::none(Id::from_uuid(*subject.uuid()), act, office);
    let own = clocks.own(rule, what, basis, 0, act.today());
    Clock { petition: None, subject: Some(subject.subject()), due, ..own }
}

/// A limit on something else that the commune set itself, in calendar days.
pub(super) fn days_about<T>(
    subject: Id<T>,
    named: (&str, &str, &str),
    length: i32,
    act: &Act,
    office: &Office,
) -> Clock {
    let days = u32::try_from(length).unwrap_or(1);
    let (due, provisional, trail) =
        count(&office.calendar, days, Unit::Day, Direction::Forward, Whose::Own, act.today());
    let clock = on_day_about(subject, named, due, act, office);
    Clock { length, unit: Unit::Day, provisional, trail: Trail(trail), ..clock }
}

/// A limit on something else that was counted already, backward from a day to come.
pub(super) fn counted_about<T>(subject: Id<T>, counted: Deadline, what: &str, act: &Act, office: &Office) -> Clock {
    let Deadline { rule, from, due, length, unit, basis, provisional, trail } = counted;
    let clock = on_day_about(subject, (&rule, what, &basis), due, act, office);
    let length = i32::try_from(length).unwrap_or(i32::MAX);
    Clock { length, unit, started_on: from, provisional, trail: Trail(trail), ..clock }
}

/// The limit as it ended.
pub(super) fn ended(clock: &Clock, state: ClockState, on: NaiveDate) -> Write {
    Write::SaveClock(Box::new(Clock { state, ended_on: Some(on), ..clock.clone() }))
}
