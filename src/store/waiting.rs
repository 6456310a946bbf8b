//! What waits for whom: the queues that boards show, as conditions on a scoped query.

use chrono::NaiveDate;
use diesel::{dsl::auto_type, prelude::*};

use super::{
    outbox::GIVEN_UP,
    schema::{answers, clocks, concerns, keepings, latenesses, outbox, petitions, withdrawals},
};
use crate::domain::{
    clock::{ClockState, EXECUTION, FIRST_REPLY, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION},
    id::Id,
    mail::MailState,
    person::Account,
    petition::{Answer3, AnswerState, Kind, Stage, Topic},
    retention::Fate,
};

/// The most urgent day of a petition of which no limit runs.
pub const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// A queue of petitions in which somebody has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// A decision of this head: conduct to sort, to accept, to assign, to approve, to assign anew; or
    /// their own and overdue, or decided and said not to be carried out.
    Decision { me: Id<Account>, today: NaiveDate },
    /// Sorted, and waits to be given to somebody.
    Routing,
    /// A decision of this head that is no giving.
    Verdict { me: Id<Account>, today: NaiveDate },
    /// The person has to be told what was decided.
    Telling,
    /// A draft that came back, to be mended by its owner.
    Mending { me: Id<Account> },
    /// Kept its year: the head decides what becomes of the paper.
    Kept { today: NaiveDate },
}

/// A limit of the commune's own was to end before that day, and runs.
#[auto_type]
pub(super) fn is_late(today: NaiveDate) -> _ {
    petitions::urgent_on.lt(today)
}

/// Any limit of the commune's own runs.
#[auto_type]
pub(super) fn owed() -> _ {
    let far: NaiveDate = NEVER;
    petitions::urgent_on.lt(far)
}

/// A decision stopped their limit: until another lets it go on there is nothing to give, write or approve.
#[auto_type]
fn suspended() -> _ {
    let paused: ClockState = ClockState::Paused;
    clocks::table
        .filter(clocks::state.eq(paused))
        .filter(clocks::petition.is_not_null())
        .select(clocks::petition.assume_not_null())
}

/// A running limit of the commune's own was extended.
#[auto_type]
pub(super) fn extended() -> _ {
    let yes: bool = true;
    let running: ClockState = ClockState::Running;
    clocks::table
        .filter(clocks::state.eq(running))
        .filter(clocks::citizens.eq(false))
        .filter(clocks::petition.is_not_null())
        .filter(clocks::extended.eq(yes))
        .select(clocks::petition.assume_not_null())
}

/// Ended after its limit since that day, for this reason.
#[auto_type]
pub(super) fn ended_late(code: String, since: NaiveDate) -> _ {
    latenesses::table
        .filter(latenesses::code.eq(code))
        .filter(latenesses::ended_on.ge(since))
        .select(latenesses::petition)
}

/// One rule's running limits.
#[auto_type]
fn running(rule: &'static str) -> _ {
    let running: ClockState = ClockState::Running;
    clocks::table
        .filter(clocks::state.eq(running))
        .filter(clocks::rule.eq(rule))
        .filter(clocks::petition.is_not_null())
        .select(clocks::petition.assume_not_null())
}

/// One rule's running limits that were to end before that day.
#[auto_type]
pub(super) fn late_by(rule: &'static str, today: NaiveDate) -> _ {
    let running: ClockState = ClockState::Running;
    clocks::table
        .filter(clocks::state.eq(running))
        .filter(clocks::citizens.eq(false))
        .filter(clocks::rule.eq(rule))
        .filter(clocks::due.lt(today))
        .filter(clocks::petition.is_not_null())
        .select(clocks::petition.assume_not_null())
}

/// A khiếu nại in which the chairman is named: the one concern that hides nothing (KN Đ.17).
#[auto_type]
pub(super) fn naming_chair() -> _ {
    concerns::table.filter(concerns::hides.eq(false)).select(concerns::petition)
}

#[auto_type]
pub(super) fn for_decision(me: Id<Account>, today: NaiveDate) -> _ {
    let received: Stage = Stage::Received;
    let in_progress: Stage = Stage::InProgress;
    let awaiting: Stage = Stage::AwaitingApproval;
    let accepted: Stage = Stage::Accepted;
    let new: Vec<Stage> = vec![Stage::Received, Stage::AwaitingSignature];
    let conduct: Topic = Topic::Conduct;
    let submitted: AnswerState = AnswerState::Submitted;
    // Whoever wrote in it or sent it up does not approve it.
    let my_hand: String = format!("%{me}%");
    let my_draft = answers::table
        .filter(answers::petition.eq(petitions::id))
        .filter(answers::state.eq(submitted))
        .filter(answers::writers.like(my_hand));
    let to_sort = petitions::topic
        .eq(conduct)
        .and(petitions::assigned.eq(false))
        .and(petitions::kind.is_null())
        .and(petitions::stage.eq_any(new));
    let to_accept = petitions::stage.eq(received).and(petitions::kind.is_not_null());
    let to_assign =
        petitions::stage.eq(accepted).or(petitions::stage.eq(in_progress).and(petitions::assigned.eq(false)));
    let to_approve = petitions::stage.eq(awaiting).and(diesel::dsl::not(diesel::dsl::exists(my_draft)));
    let late: is_late = is_late(today);
    let unfulfilled: running = running(EXECUTION);
    let mine = late.or(petitions::id.eq_any(unfulfilled));
    let own = petitions::owner.eq(me).and(mine);
    let stopped: suspended = suspended();
    let going = diesel::dsl::not(petitions::id.eq_any(stopped));
    to_sort.or(to_accept).or(to_assign.or(to_approve).and(going)).or(own)
}

/// Sorted, and waits to be given to somebody: what `Errand::of` calls to assign; a sealed one is opened first.
#[auto_type]
pub(super) fn for_routing() -> _ {
    let received: Stage = Stage::Received;
    let in_progress: Stage = Stage::InProgress;
    let accepted: Stage = Stage::Accepted;
    let light: Vec<Kind> = vec![Kind::Feedback, Kind::Recommendation];
    let new = petitions::stage.eq(received).and(petitions::kind.is_not_null()).and(petitions::kind.eq_any(light));
    let anew = petitions::stage.eq(in_progress).and(petitions::assigned.eq(false));
    let stopped: suspended = suspended();
    let going = diesel::dsl::not(petitions::id.eq_any(stopped));
    petitions::sealed.eq(false).and(new.or(petitions::stage.eq(accepted)).or(anew)).and(going)
}

/// A letter that said an outcome or a delay did not reach them, and nobody has told them since.
#[auto_type]
fn undelivered() -> _ {
    let yes: bool = true;
    let given_up: [MailState; 3] = GIVEN_UP;
    outbox::table
        .filter(outbox::owed.eq(yes))
        .filter(outbox::state.eq_any(given_up))
        .filter(outbox::petition.is_not_null())
        .select(outbox::petition.assume_not_null())
}

/// An outcome stands and the first reply is still owed, the answer or a decision was not told, or a letter did not arrive.
#[auto_type]
pub(super) fn for_telling() -> _ {
    let received: Stage = Stage::Received;
    let answered: Stage = Stage::Answered;
    let replies: running = running(FIRST_REPLY);
    let run: ClockState = ClockState::Running;
    let decisions: Vec<&'static str> = vec![NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION];
    let reply = petitions::stage.ne(received).and(petitions::id.eq_any(replies));
    let moved = clocks::table
        .filter(clocks::state.eq(run))
        .filter(clocks::rule.eq_any(decisions))
        .filter(clocks::petition.is_not_null())
        .select(clocks::petition.assume_not_null());
    let answer = petitions::stage.eq(answered).and(petitions::told_on.is_null());
    let lost: undelivered = undelivered();
    reply.or(answer).or(petitions::id.eq_any(moved)).or(petitions::id.eq_any(lost))
}

/// Their own draft was returned and not sent up again; after “chưa xong” it is somebody else's.
#[auto_type]
pub(super) fn for_mending(me: Id<Account>) -> _ {
    let in_progress: Stage = Stage::InProgress;
    let returned: AnswerState = AnswerState::Returned;
    let mine =
        answers::table.filter(answers::state.eq(returned)).filter(answers::drafter.eq(me)).select(answers::petition);
    let stopped: suspended = suspended();
    let going = diesel::dsl::not(petitions::id.eq_any(stopped));
    petitions::stage.eq(in_progress).and(petitions::owner.eq(me)).and(petitions::id.eq_any(mine)).and(going)
}

/// Kept until a day before that one.
#[auto_type]
pub(super) fn for_keeping(today: NaiveDate) -> _ {
    let keep: Fate = Fate::Keep;
    let open = keepings::fate.is_null().or(keepings::fate.eq(keep));
    let over = keepings::table.filter(keepings::until.lt(today)).filter(open).select(keepings::petition);
    petitions::id.eq_any(over)
}

/// Kept its year, and this is what the head decided of it last.
#[auto_type]
pub(super) fn decided(fate: Fate) -> _ {
    keepings::table.filter(keepings::fate.eq(fate)).select(keepings::petition)
}

/// Withdrawn under pressure, as they said when asked in private.
#[auto_type]
pub(super) fn pressed() -> _ {
    let yes: Answer3 = Answer3::Yes;
    withdrawals::table.filter(withdrawals::pressed.eq(yes)).select(withdrawals::petition)
}
