//! Random walks: whoever does whatever in whatever order, a petition never stands where the law does not let it stand.

use tiepdan::{
    domain::{
        assistance,
        clock::{
            ACCEPT_COMPLAINT, CLASSIFY, ClockState, FIRST_REPLY, NOTIFY_DENOUNCER, SECOND_COMPLAINT, SEND_DECISION, SUE,
        },
        duplicate,
        event::Deed,
        id::Id,
        paper,
        petition::{AnswerState, Case, Kind, Outcome, Petition, Stage},
        policy::{self, ON_A_PETITION, Sight},
        suspension,
    },
    register::Failure,
    rounds,
    store::record::chain::Verdict,
};

use crate::{cast::Filing, commune::Commune, engines};

const WALKS: u64 = 32;
const STEPS: usize = 24;

/// Chance that is the same each time: a walk that fails can be walked again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        of[self.roll(of.len())]
    }
}

const EVERYBODY: &[&str] = &[
    "vanthu",
    "diachinh",
    "moitruong",
    "vanhoa",
    "congan",
    "chutich",
    "phochutich",
    "mattran",
    "truongthon",
    "quantri",
];

/// Where an act may lead from a stage (interface.md, “Acts on a petition”; product.md, “Stages, complete”).
fn leads(deed: Deed, from: Stage, kind: Kind) -> &'static [Stage] {
    use Stage::{
        Accepted, Answered, AwaitingApproval, AwaitingIssue, AwaitingSignature, Closed, Duplicate, Guided, InProgress,
        Ineligible, Received, Terminated, Transferred, Withdrawn,
    };
    match (deed, from) {
        // About a head: sorting itself is the transfer to the superior.
        (Deed::Sort, Received | AwaitingSignature) => &[Received, AwaitingSignature, Transferred],
        (Deed::Sign, AwaitingSignature) => &[Received],
        (Deed::Accept, Received) => &[Accepted],
        (Deed::Assign, Received | Accepted | InProgress) => &[InProgress],
        (Deed::Guide, Received | AwaitingSignature) => &[Guided],
        (Deed::Transfer, Received) => &[Transferred],
        (Deed::Ineligible, Received | AwaitingSignature) => &[Ineligible],
        (Deed::Terminate, from) if from.is_open() => &[Terminated],
        (Deed::Withdraw, from) if from.is_open() => &[Withdrawn],
        (Deed::Duplicate, Received | AwaitingSignature) => &[Duplicate],
        (Deed::Submit, InProgress) => &[AwaitingApproval],
        (Deed::Return, AwaitingApproval | AwaitingIssue) => &[InProgress],
        (Deed::Approve, AwaitingApproval) if kind == Kind::Complaint => &[AwaitingIssue],
        (Deed::Approve, AwaitingApproval) => &[Answered],
        (Deed::Issue, AwaitingIssue) => &[Answered],
        (Deed::Voice, Answered) => &[Closed, Answered, InProgress],
        (Deed::Voice, Closed) => &[Closed, Answered, InProgress],
        _ => &[],
    }
}

/// What somebody might type: mostly something that could stand.
fn fields(dice: &mut Dice, today: &str) -> Vec<(&'static str, String)> {
    let owners = [
        ("land", "diachinh"),
        ("economy", "moitruong"),
        ("social", "vanhoa"),
        ("police", "congan"),
        ("office", "vanthu"),
    ];
    let (unit, owner) = owners[dice.roll(owners.len())];
    let mut fields = vec![
        ("kind", dice.one(&["feedback", "recommendation", "complaint", "complaint", "denunciation"]).to_owned()),
        ("topic", dice.one(&["land", "environment", "order", "conduct"]).to_owned()),
        ("reason", "Theo nội dung đơn".to_owned()),
        ("unit", unit.to_owned()),
        ("owner", owner.to_owned()),
        ("instruction", "Xem tận nơi".to_owned()),
        ("authority", "Thanh tra thành phố".to_owned()),
        ("reason_code", dice.one(&["illegible", "court", "không có"]).to_owned()),
        ("summary", "Xã đã kiểm tra và đã xử lý.".to_owned()),
        ("letter", "Kính gửi {nguoi_gui}, xã đã kiểm tra.".to_owned()),
        ("result", dice.one(&["done", "upheld", "explained"]).to_owned()),
        ("body", "Một câu ghi thêm.".to_owned()),
        ("received_on", today.to_owned()),
        ("signed_on", today.to_owned()),
        ("document_no", "7/QĐ-UBND".to_owned()),
        ("document_date", today.to_owned()),
        ("channel", dice.one(&["phone", "letter", "in_person"]).to_owned()),
        ("sent_on", today.to_owned()),
        ("outcome", dice.one(&["done", "partly", "not_done"]).to_owned()),
        ("of", (dice.roll(12) + 1).to_string()),
        ("part", dice.one(&["whole", "part"]).to_owned()),
        ("pressed", dice.one(&["no", "yes", "unknown"]).to_owned()),
        ("subject", "Việc thứ hai của đơn".to_owned()),
        ("late_reason", dice.one(&["staff", "slow", "other", "không có"]).to_owned()),
    ];
    match dice.roll(12) {
        0 => fields.push(("concerns", dice.one(&["diachinh", "vanthu", "phochutich"]).to_owned())),
        1 => fields.retain(|(name, _)| !["reason", "owner", "letter"].contains(name)),
        2 => fields.push(("delivered_on", today.to_owned())),
        _ => {}
    }
    fields
}

/// The ground and the rule that a decision needs, mostly as the law has them.
fn decided(dice: &mut Dice, deed: Deed, case: &Case) -> Vec<(&'static str, String)> {
    let grounds = paper::grounds(deed, case.petition.kind_now());
    let settling = case.clocks.iter().find(|clock| clock.is_live() && clock.is_settling());
    let rule = settling.map_or(String::new(), |clock| clock.rule.clone());
    let ground = if grounds.is_empty() { String::new() } else { grounds[dice.roll(grounds.len())].code().to_owned() };
    vec![("rule", rule), ("ground", ground)]
}

/// Mostly something that is somebody's turn, else anybody and anything.
fn choose(everybody: &[(&'static str, Sight)], dice: &mut Dice, case: &Case) -> (&'static str, Deed) {
    let offered = |(username, sight): &(&'static str, Sight)| {
        let username = *username;
        policy::offered(sight, case).into_iter().map(move |deed| (username, deed))
    };
    let mut turns: Vec<(&str, Deed)> = everybody.iter().flat_map(offered).collect();
    // What goes on is done more often than what goes aside.
    let onward =
        [Deed::Sign, Deed::Accept, Deed::Assign, Deed::Submit, Deed::Draft, Deed::Approve, Deed::Issue, Deed::Tell];
    let sorts = |deed: &Deed| *deed == Deed::Sort && !case.petition.is_sorted();
    turns.retain(|(_, deed)| onward.contains(deed) || sorts(deed) || dice.roll(7) == 0);
    match dice.roll(8) {
        0 => ("citizen", if dice.roll(2) == 0 { Deed::Add } else { Deed::Voice }),
        1 | 2 => (dice.one(EVERYBODY), ON_A_PETITION[dice.roll(ON_A_PETITION.len())]),
        _ if turns.is_empty() => (dice.one(EVERYBODY), Deed::Tell),
        _ => turns[dice.roll(turns.len())],
    }
}

/// One step of somebody; `true` when it happened.
fn step(commune: &Commune, everybody: &[(&'static str, Sight)], dice: &mut Dice, id: Id<Petition>) -> bool {
    let before = commune.case(id);
    let events = commune.data.count("events");
    let today = commune.today().to_string();
    let typed = fields(dice, &today);
    let (who, deed) = choose(everybody, dice, &before);
    let typed = [typed, decided(dice, deed, &before)].concat();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = commune.perform(who, id, deed, &typed);
    let after = commune.case(id);
    let what = format!("{who} {} from {:?}", deed.code(), before.petition.stage);
    match &done {
        Ok(_) => {
            // What hung on it stands alone again, each by an event of its own.
            let silenced = duplicate::speaks(&before.petition) && !duplicate::speaks(&after.petition);
            let freed = if silenced && deed != Deed::Duplicate { before.duplicates().count() } else { 0 };
            let lapsed = usize::from(assistance::is_open(&before) && !after.petition.stage.is_open());
            assert_eq!(commune.data.count("events"), events + 1 + freed + lapsed, "{what}: one act, one event");
            if let Some((_, sight)) = everybody.iter().find(|(username, _)| *username == who) {
                let allowed = policy::may(sight, &before, deed);
                assert!(allowed.is_ok(), "{what}: {allowed:?}");
            }
            if deed != Deed::Identity && deed != Deed::OpenSealed {
                assert_eq!(after.petition.version, before.petition.version + 1, "{what}");
            }
            let moved = before.petition.stage != after.petition.stage;
            let ways = leads(deed, before.petition.stage, before.petition.kind_now());
            assert!(!moved || ways.contains(&after.petition.stage), "{what} led to {:?}", after.petition.stage);
        }
        Err(Failure::Refused(_)) => {
            assert_eq!(commune.data.count("events"), events, "{what}: a refusal writes nothing");
            assert_eq!(after.petition, before.petition, "{what}");
        }
        Err(failure) => panic!("{what}: {failure:?}"),
    }
    stands(&after, &what);
    done.is_ok()
}

/// What holds of every petition at any time.
pub fn stands(case: &Case, what: &str) {
    let petition = &case.petition;
    let stage = petition.stage;
    assert!(!stage.is_open() || petition.owner.is_some(), "{what}: open without an owner");
    assert!(petition.number.is_none() || petition.is_sorted(), "{what}: a number before it is sorted");
    // What is sealed by its first sorting gets no number of the common series.
    assert!(petition.number.is_some() || !petition.is_sorted() || petition.sealed, "{what}: sorted without a number");
    assert!(!petition.past_heads || (petition.sealed && petition.owner.is_none()), "{what}: gone past the heads");
    assert_eq!(petition.kind == Some(Kind::Denunciation) || petition.past_heads, petition.sealed, "{what}: sealed");
    assert!(!petition.sealed || case.story.is_none(), "{what}: sealed words in the clear");
    if matches!(stage, Stage::Answered | Stage::Closed) {
        let answer = case.given_answer().unwrap_or_else(|| panic!("{what}: answered without an answer"));
        assert!(answer.approver.is_some_and(|approver| approver != answer.drafter), "{what}: approved by its drafter");
        assert!(petition.answered_on.is_some(), "{what}: answered on no day");
    }
    assert!(stage != Stage::Closed || petition.close_code.is_some(), "{what}: closed without a code");
    assert!(
        stage != Stage::AwaitingIssue || petition.kind_now() == Kind::Complaint,
        "{what}: only a khiếu nại is issued"
    );
    let accepted =
        matches!(stage, Stage::Accepted | Stage::InProgress | Stage::AwaitingApproval | Stage::AwaitingIssue);
    if accepted && petition.kind == Some(Kind::Complaint) {
        assert!(petition.signed_received_on.is_some(), "{what}: a khiếu nại went on unsigned");
    }
    if accepted && petition.outcome != Some(Outcome::NotDone) {
        assert!(
            case.clocks.iter().any(|clock| clock.is_live() && clock.is_settling()),
            "{what}: no settling limit runs or waits"
        );
    }
    let drafts = case.answers.iter().filter(|answer| answer.state == AnswerState::Draft).count();
    assert!(drafts <= 1, "{what}: two drafts");
    assert_eq!(stage == Stage::Duplicate, case.main().is_some(), "{what}: a duplicate has its main one");
    assert!(case.main().is_none() || case.duplicates().next().is_none(), "{what}: the main one is no duplicate itself");
    assert!(case.duplicates().next().is_none() || duplicate::speaks(petition), "{what}: it stands for others");
    running_clocks(case, what);
}

fn running_clocks(case: &Case, what: &str) {
    let running: Vec<_> = case.clocks.iter().filter(|clock| clock.is_running()).collect();
    for clock in &running {
        let twins = running.iter().filter(|other| other.rule == clock.rule && other.party == clock.party).count();
        assert_eq!(twins, 1, "{what}: {} runs twice", clock.rule);
        assert!(clock.due >= clock.started_on && clock.ended_on.is_none(), "{what}: {}", clock.rule);
    }
    assert!(case.clocks.iter().all(|clock| clock.is_live() != clock.ended_on.is_some()), "{what}: ended without a day");
    let paused: Vec<_> = case.clocks.iter().filter(|clock| clock.state == ClockState::Paused).collect();
    assert!(paused.len() <= 1 && paused.iter().all(|clock| clock.is_settling()), "{what}: {paused:?}");
    assert!(paused.iter().all(|clock| clock.remaining.is_some() && clock.first_due.is_some()), "{what}: {paused:?}");
    assert!(paused.is_empty() || case.petition.stage.is_open(), "{what}: stopped after the end");
    assert!(case.clocks.iter().all(|clock| !clock.extended || clock.first_due.is_some_and(|first| first <= clock.due)));
    let runs = |rule: &str| running.iter().any(|clock| clock.rule == rule);
    let stage = case.petition.stage;
    assert!(!runs(CLASSIFY) || stage == Stage::Received, "{what}: XLD-10 runs on");
    assert!(!runs(ACCEPT_COMPLAINT) || stage == Stage::Received, "{what}: KN-THULY runs on");
    if stage.is_ended() {
        let left = running.iter().find(|clock| {
            let owed = [FIRST_REPLY, SEND_DECISION, SECOND_COMPLAINT, SUE, NOTIFY_DENOUNCER];
            ![&owed[..], suspension::OWED].concat().contains(&clock.rule.as_str())
        });
        assert!(left.is_none(), "{what}: {:?} runs after the end", left.map(|clock| &clock.rule));
    }
}

#[test]
fn wherever_people_walk_the_law_holds() {
    let commune = Commune::new();
    let everybody: Vec<(&str, Sight)> = EVERYBODY.iter().map(|username| (*username, commune.sight(username))).collect();
    let (mut done, mut tried) = (0, 0);
    let mut stages = std::collections::BTreeSet::new();
    for seed in 1..=WALKS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let filing = match dice.roll(4) {
            0 => Filing::of_someone(),
            1 | 2 => Filing::of_ong_tu(),
            _ => Filing::of_ba_sau(),
        };
        let id = commune.file(&filing);
        for _ in 0..STEPS {
            tried += 1;
            done += usize::from(step(&commune, &everybody, &mut dice, id));
            stages.insert(commune.case(id).petition.stage);
            match dice.roll(15) {
                0 => drop(commune.later(chrono::TimeDelta::days(1))),
                1 => rounds::minute(commune.store(), commune.now()).expect("a round"),
                _ => {}
            }
        }
    }
    commune.later(chrono::TimeDelta::days(40));
    commune.minute();
    for id in commune.data.values("SELECT CAST(id AS TEXT) AS value FROM petitions") {
        stands(&commune.case(id.parse().expect("an id")), "forty days later");
    }
    engines::the_most_urgent_day_follows_the_limits(&commune.data);
    assert!(matches!(commune.chain().expect("a walk"), Verdict::Whole { .. }));
    assert!(done > tried / 4, "{done} of {tried} steps were done: the walk stands still");
    assert!(stages.len() >= 10, "only {stages:?} were reached");
}
