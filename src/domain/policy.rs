//! Who may see what and do what: the one page. Everything here is tested against a checked-in matrix.

use chrono::NaiveDate;

use super::{
    assistance,
    clock::EXECUTION,
    event::Deed,
    extension,
    id::Id,
    office::Office,
    paper,
    person::{Account, Role},
    petition::{Case, Channel, Concern, Kind, Petition, Stage, Topic},
    refusal::Refusal,
};

/// Before this day a khiếu nại that is not ours could only be guided; one told at the counter since may be transferred
/// instead (Luật Tiếp công dân Đ.26.1b as amended, law.md H).
const COUNTER_TRANSFERS: NaiveDate = match NaiveDate::from_ymd_opt(2026, 7, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What decides how far someone sees. `store/scope.rs` says the same in SQL; a test compares the two.
#[derive(Debug, Clone)]
pub struct Sight {
    pub me: Id<Account>,
    pub role: Role,
    pub unit: Option<String>,
    /// Me and everyone I answer to: what is about one of these is hidden from me.
    pub upward: Vec<Id<Account>>,
}

impl Sight {
    pub fn of(account: &Account, office: &Office) -> Sight {
        Sight { me: account.id, role: account.role, unit: account.unit.clone(), upward: office.upward(account) }
    }

    /// Reads words, files and letters of what they see (product.md, “Who sees what”).
    pub fn reads_words(&self) -> bool {
        self.role.handles()
    }
}

/// It is about this person, or about somebody they answer to.
pub fn is_hidden(sight: &Sight, concerns: &[Concern]) -> bool {
    concerns.iter().any(|concern| concern.hides && sight.upward.contains(&concern.account))
}

/// Whether a petition exists for this person at all.
pub fn may_see(sight: &Sight, case: &Case) -> bool {
    sees_by_office(sight, &case.petition, &case.concerns) || is_asked(sight, case)
}

/// Their unit was asked and has not answered: they read the words until then, and open no identity.
fn is_asked(sight: &Sight, case: &Case) -> bool {
    let kept = case.petition.past_heads || is_hidden(sight, &case.concerns);
    !kept && assistance::is_askable(&case.petition) && assistance::asked_of(sight, case).is_some()
}

/// Sees it for no other reason than that their unit was asked.
pub fn is_only_asked(sight: &Sight, case: &Case) -> bool {
    is_asked(sight, case) && !sees_by_office(sight, &case.petition, &case.concerns)
}

fn sees_by_office(sight: &Sight, petition: &Petition, concerns: &[Concern]) -> bool {
    let is_owner = petition.owner == Some(sight.me);
    if is_hidden(sight, concerns) || petition.past_heads {
        return false;
    }
    if petition.sealed {
        return sight.role == Role::Chair || petition.reader == Some(sight.me);
    }
    let conduct = petition.topic == Topic::Conduct;
    match sight.role {
        Role::Clerk => !conduct || is_owner,
        Role::Officer => is_owner || (!conduct && petition.unit.is_some() && petition.unit == sight.unit),
        Role::Chair => true,
        Role::ViceChair => !petition.is_confined() || is_owner,
        Role::Monitor => true,
        Role::VillageHead | Role::Admin => false,
    }
}

/// The one who has it now: the owner; the clerks until it is assigned. They open the identity without a reason.
pub fn is_handler(sight: &Sight, petition: &Petition) -> bool {
    petition.owner == Some(sight.me) || (sight.role == Role::Clerk && !petition.assigned && petition.stage.is_open())
}

/// Waits for a decision of the chairman or a deputy.
pub fn awaits_head(petition: &Petition) -> bool {
    match petition.stage {
        Stage::Received => petition.is_sorted() || petition.is_confined(),
        Stage::AwaitingApproval => true,
        _ => false,
    }
}

/// Whether a reason has to be given before the identity opens.
pub fn identity_needs_reason(sight: &Sight, petition: &Petition) -> bool {
    !(is_handler(sight, petition) || (sight.role == Role::Chair && awaits_head(petition)))
}

/// The first three checks of an act, in their order: unseen, not yours, untimely.
pub fn may(sight: &Sight, case: &Case, deed: Deed) -> Result<(), Refusal> {
    if !may_see(sight, case) {
        return Err(Refusal::Unseen);
    }
    if !is_for(sight, case, deed) {
        return Err(Refusal::NotYours("Việc này không thuộc phần của anh chị."));
    }
    is_timely(case, deed)
}

/// The acts that this person may do now, in the order pages offer them.
pub fn offered(sight: &Sight, case: &Case) -> Vec<Deed> {
    ON_A_PETITION.iter().copied().filter(|deed| may(sight, case, *deed).is_ok()).collect()
}

/// Every act on a petition that an account can do.
pub const ON_A_PETITION: &[Deed] = &[
    Deed::Sort,
    Deed::Sign,
    Deed::Advise,
    Deed::Approve,
    Deed::Return,
    Deed::Accept,
    Deed::Assign,
    Deed::HandOver,
    Deed::Draft,
    Deed::Submit,
    Deed::Issue,
    Deed::Tell,
    Deed::Voice,
    Deed::Guide,
    Deed::Transfer,
    Deed::Ineligible,
    Deed::Dispose,
    Deed::Duplicate,
    Deed::Split,
    Deed::Withdraw,
    Deed::Reply,
    Deed::Ask,
    Deed::Consult,
    Deed::Unask,
    Deed::Extend,
    Deed::Suspend,
    Deed::Resume,
    Deed::Terminate,
    Deed::Note,
    Deed::Identity,
];

fn is_for(sight: &Sight, case: &Case, deed: Deed) -> bool {
    let petition = &case.petition;
    let is_owner = petition.owner == Some(sight.me);
    let is_reader = petition.reader == Some(sight.me);
    let clerk = sight.role == Role::Clerk;
    let papers = keeps_papers(sight, petition);
    let head = sight.role.heads();
    let chair = sight.role == Role::Chair;
    match deed {
        Deed::Sort if petition.is_confined() => chair,
        Deed::Sort | Deed::Voice => clerk,
        Deed::Sign | Deed::Issue | Deed::Reply => papers,
        Deed::Accept
        | Deed::Assign
        | Deed::HandOver
        | Deed::Guide
        | Deed::Transfer
        | Deed::Ineligible
        | Deed::Extend => {
            if petition.sealed || petition.is_confined() {
                chair
            } else {
                head
            }
        }
        // Whoever wrote the draft does not approve it (features 63).
        Deed::Approve | Deed::Return => {
            head && case.answer().is_none_or(|answer| !answer.writers.0.contains(&sight.me))
        }
        Deed::Draft | Deed::Submit => is_owner,
        Deed::Ask => clerk || is_owner,
        Deed::Consult | Deed::Unask => is_owner || head,
        Deed::Advise => is_asked(sight, case),
        Deed::Duplicate | Deed::Split => clerk,
        Deed::Withdraw => papers || (petition.sealed && is_owner),
        Deed::Suspend | Deed::Resume | Deed::Terminate | Deed::Dispose => chair,
        Deed::Tell => {
            if petition.sealed {
                is_reader || is_owner
            } else {
                // Whoever is chairman now says whether a decision was carried out.
                clerk || is_owner || (chair && case.running(EXECUTION).is_some())
            }
        }
        Deed::Note => clerk || is_owner || head,
        // A paper that names someone tells what the vault holds.
        Deed::Identity | Deed::OpenPaper => clerk || is_owner || head || is_reader,
        Deed::OpenSealed => chair || is_reader,
        _ => false,
    }
}

/// Whose hands do on paper what the clerks do: of a sealed petition its reader; of conduct the chairman, and whoever he
/// gave it to from then on, because the clerks see neither. Of each petition it is one role.
fn keeps_papers(sight: &Sight, petition: &Petition) -> bool {
    match petition.topic {
        _ if petition.sealed => petition.reader == Some(sight.me),
        _ if petition.is_confined() => sight.role == Role::Chair,
        Topic::Conduct => petition.owner == Some(sight.me),
        _ => sight.role == Role::Clerk,
    }
}

fn is_timely(case: &Case, deed: Deed) -> Result<(), Refusal> {
    let petition = &case.petition;
    let stage = petition.stage;
    let complaint = petition.kind_now() == Kind::Complaint;
    let new = matches!(stage, Stage::Received | Stage::AwaitingSignature);
    let accepted = stage.is_open() && !new;
    if case.paused().is_some() && !WHILE_SUSPENDED.contains(&deed) {
        return Err(Refusal::Untimely(SUSPENDED.to_owned()));
    }
    if case.is_gone() && deed != Deed::OpenSealed {
        return Err(Refusal::Untimely(GONE.to_owned()));
    }
    let ok = match deed {
        Deed::Dispose => stage == Stage::Ineligible && case.retention.is_some(),
        Deed::Sort => new && !petition.sealed,
        Deed::Sign => stage == Stage::AwaitingSignature,
        Deed::Accept => stage == Stage::Received && petition.is_sorted(),
        Deed::Assign => match stage {
            Stage::Received => petition.is_sorted(),
            Stage::Accepted | Stage::InProgress => true,
            _ => false,
        },
        // Goes to other hands as it stands; what is being worked on is assigned anew.
        Deed::HandOver => {
            stage.is_open() && (case.paused().is_some() || !matches!(stage, Stage::Accepted | Stage::InProgress))
        }
        // A khiếu nại that is not ours is guided once.
        Deed::Guide => new && complaint,
        Deed::Transfer => stage == Stage::Received && (!complaint || is_told_under_new_law(petition)),
        Deed::Ineligible => new,
        Deed::Note | Deed::Ask | Deed::Withdraw => stage.is_open(),
        Deed::Duplicate | Deed::Split => new,
        Deed::Consult => accepted && stage != Stage::AwaitingIssue && assistance::is_askable(petition),
        Deed::Unask => stage.is_open() && assistance::is_open(case),
        Deed::Advise => stage.is_open(),
        Deed::Reply => matches!(stage, Stage::Guided | Stage::Transferred),
        Deed::Extend => accepted && is_extendable(case),
        Deed::Suspend => accepted && paper::is_suspendable(petition.kind_now()),
        Deed::Resume => case.paused().is_some(),
        Deed::Terminate => stage.is_open() && petition.is_sorted() && paper::is_suspendable(petition.kind_now()),
        // Unassigned conduct is seen by the chairman alone: nobody else could approve what he writes.
        Deed::Draft => stage == Stage::InProgress && !petition.is_confined(),
        Deed::Submit => {
            stage == Stage::InProgress
                && !petition.is_confined()
                && case.answer().is_some_and(|answer| answer.state == super::petition::AnswerState::Draft)
        }
        Deed::Return => matches!(stage, Stage::AwaitingApproval | Stage::AwaitingIssue),
        Deed::Approve => stage == Stage::AwaitingApproval,
        Deed::Issue => stage == Stage::AwaitingIssue,
        Deed::Tell => !stage.is_new(),
        Deed::Voice => matches!(stage, Stage::Answered | Stage::Closed),
        Deed::Identity => true,
        Deed::OpenPaper => !case.answers.is_empty(),
        Deed::OpenSealed => petition.sealed,
        _ => false,
    };
    if ok { Ok(()) } else { Err(Refusal::Untimely(untimely(petition, deed))) }
}

fn is_told_under_new_law(petition: &Petition) -> bool {
    petition.channel == Channel::Counter && petition.received_on >= COUNTER_TRANSFERS
}

/// What may still be done while a decision has stopped the limit (product.md, “Stages, complete”); what was decided has to be
/// told, and a look is no step.
const WHILE_SUSPENDED: &[Deed] = &[
    Deed::Resume,
    Deed::Terminate,
    Deed::Withdraw,
    Deed::Note,
    // What was asked before may still be answered: that is no step of the case.
    Deed::Advise,
    Deed::Unask,
    Deed::Tell,
    // Whoever holds it may leave meanwhile.
    Deed::HandOver,
    Deed::Identity,
    Deed::OpenPaper,
    Deed::OpenSealed,
];

const GONE: &str = "Đơn này đã tiêu hủy hoặc trả lại người gửi: ở đây chỉ còn dấu rằng đã có đơn.";
const SUSPENDED: &str = "Hồ sơ đang tạm đình chỉ: bây giờ chỉ tiếp tục, đình chỉ, ghi người gửi rút hoặc ghi chú.";

/// The law lets this limit be extended once more.
fn is_extendable(case: &Case) -> bool {
    let settling = case.clocks.iter().find(|clock| clock.is_running() && clock.is_settling());
    settling.is_none_or(|clock| case.extensions(clock) < extension::times_max(case.petition.kind_now()))
}

fn untimely(petition: &Petition, deed: Deed) -> String {
    if petition.is_confined() && matches!(deed, Deed::Draft | Deed::Submit) {
        return "Đơn về thái độ cán bộ chưa giao cho ai, nên chưa ai khác thấy để duyệt. Xin giao trước đã; giao cho chính mình cũng được."
            .to_owned();
    }
    if deed == Deed::Consult && !assistance::is_askable(petition) {
        return "Đơn mật và đơn về thái độ cán bộ không hỏi đơn vị khác: chỉ người được giao xem.".to_owned();
    }
    let by_law = paper::is_suspendable(petition.kind_now());
    match deed {
        Deed::Suspend | Deed::Terminate if !by_law => {
            return "Luật chỉ có tạm đình chỉ, đình chỉ cho khiếu nại và tố cáo. Đơn này thì gia hạn, trả lời, hoặc ghi người gửi rút."
                .to_owned();
        }
        Deed::Extend if petition.stage >= Stage::Accepted && petition.stage.is_open() => {
            return "Thời hạn này đã gia hạn đủ số lần luật cho phép.".to_owned();
        }
        _ => {}
    }
    format!("Hồ sơ đang ở bước “{}”, nên bây giờ không làm được việc “{}”.", petition.stage.label(), deed.label())
}
