//! Decisions on a limit: extended, suspended, resumed and terminated, walked day by day; and the person asked for more.
//!
//! Every date here was counted by hand on the calendar of law.md A9, not by the portal.

use tiepdan::{
    domain::{
        clock::{
            ANSWER, Clock, ClockState, FIRST_REPLY, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION,
            SETTLE_COMPLAINT, SETTLE_DENUNCIATION,
        },
        event::Deed,
        id::Id,
        kept::remote,
        law,
        petition::{Petition, Stage},
        refusal::Refusal,
    },
    register::{self, Failure},
};

use crate::{
    cast::Filing,
    commune::{Commune, day},
    page::Page,
};

use ClockState::{Cancelled, Met, Paused, Running};

fn limit(commune: &Commune, id: Id<Petition>, rule: &str) -> Clock {
    let clocks = commune.case(id).clocks;
    clocks.into_iter().rev().find(|clock| clock.rule == rule).unwrap_or_else(|| panic!("no {rule}"))
}

/// Wherever a limit stands: its state, its last day, the days that remain while it is stopped.
#[track_caller]
fn stands(commune: &Commune, id: Id<Petition>, rule: &str, state: ClockState, due: &str, remaining: Option<i32>) {
    let clock = limit(commune, id, rule);
    assert_eq!((clock.state, clock.due, clock.remaining), (state, day(due), remaining), "{rule} {}", commune.today());
}

/// A khiếu nại whose signed paper came, accepted on Thursday 26/11/2026: thirty days end on Saturday 26/12, so Monday 28/12.
fn complaint(commune: &Commune) -> (Id<Petition>, String) {
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    let sort = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")];
    commune.does("vanthu", id, Deed::Sort, &sort);
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.at("2026-11-26T09:00").does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    (id, code)
}

fn feedback(commune: &Commune) -> (Id<Petition>, String) {
    let (id, code) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), ("reason", "Phản ánh")]);
    commune.at("2026-11-26T09:00").does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    (id, code)
}

/// The fields of a decision.
fn decision<'d>(ground: &'d str, number: &'d str, date: &'d str) -> Vec<(&'d str, &'d str)> {
    vec![("ground", ground), ("reason", "Lý do nêu trong văn bản"), ("document_no", number), ("document_date", date)]
}

fn extension<'d>(rule: &'d str, ground: &'d str, number: &'d str, date: &'d str) -> Vec<(&'d str, &'d str)> {
    [vec![("rule", rule)], decision(ground, number, date)].concat()
}

#[track_caller]
fn refused(commune: &Commune, who: &str, id: Id<Petition>, deed: Deed, fields: &[(&str, &str)]) -> Refusal {
    match commune.perform(who, id, deed, fields).map(drop) {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{who} {}: {other:?}", deed.code()),
    }
}

#[track_caller]
fn is_untimely(refusal: &Refusal, words: &str) {
    assert!(matches!(refusal, Refusal::Untimely(said) if said.contains(words)), "{refusal:?}");
}

#[track_caller]
fn is_field(refusal: &Refusal, field: &str) {
    assert!(
        matches!(refusal, Refusal::Fields(errors) if errors.iter().any(|error| error.field == field)),
        "{refusal:?}"
    );
}

fn links(page: &Page, to: &str) -> bool {
    String::from_utf8_lossy(&page.body).replace("&#x2F;", "/").contains(&format!("href=\"{to}\""))
}

fn be_remote(commune: &Commune) {
    let act = commune.act_of("system");
    register::decide(commune.store(), &act, (), |(), office| remote::begin(&act, office)).expect("a remote commune");
}

// ---- Suspended, resumed, declared complex: day by day ----

#[test]
fn a_complaint_is_suspended_resumed_and_declared_complex_day_by_day() {
    let commune = Commune::new();
    let (id, code) = complaint(&commune);
    let page = || commune.browser().get(&format!("/don/{code}")).expect(200);
    stands(&commune, id, SETTLE_COMPLAINT, Running, "28/12/2026", None);
    // Fourteen of thirty days are used when the decision is signed; the twelfth and the thirteenth of December are a weekend.
    commune.at("2026-12-10T10:00");
    commune.does("chutich", id, Deed::Suspend, &decision("other_body", "101/QĐ-UBND", "2026-12-10"));
    stands(&commune, id, SETTLE_COMPLAINT, Paused, "28/12/2026", Some(16));
    stands(&commune, id, SEND_ORDER_COMPLAINT, Running, "15/12/2026", None);
    assert_eq!(commune.case(id).petition.stage, Stage::InProgress, "a state of the clock, not a stage");
    assert!(page().says("tạm dừng giải quyết") && page().says("16 ngày") && page().says("101/QĐ-UBND"));
    assert!(page().says("chờ kết quả của cơ quan khác"));
    commune.at("2026-12-14T10:00").does("vanthu", id, Deed::Tell, &[("channel", "letter"), ("sent_on", "2026-12-14")]);
    assert_eq!(limit(&commune, id, SEND_ORDER_COMPLAINT).ended_on, Some(day("14/12/2026")));
    // The old last day passes, and nothing is overdue.
    commune.at("2026-12-30T10:00").minute();
    stands(&commune, id, SETTLE_COMPLAINT, Paused, "28/12/2026", Some(16));
    assert!(!page().says("Quá hạn"));
    // Sixteen days from Tuesday 05/01/2027: Thursday 21/01.
    commune.at("2027-01-05T10:00");
    commune.does("chutich", id, Deed::Resume, &decision("result_came", "3/QĐ-UBND", "2027-01-05"));
    stands(&commune, id, SETTLE_COMPLAINT, Running, "21/01/2027", None);
    stands(&commune, id, SEND_ORDER_COMPLAINT, Running, "08/01/2027", None);
    assert_eq!(limit(&commune, id, SETTLE_COMPLAINT).first_due, Some(day("28/12/2026")), "what was told first is kept");
    assert!(page().says("21/01/2027") && page().says("28/12/2026"));
    // Declared complex: fifteen more, 31 from 05/01, on Friday 05/02, which with the days after it is Tết: Friday 12/02.
    commune.at("2027-01-08T10:00");
    let complex = extension(SETTLE_COMPLAINT, "places", "7/QĐ-UBND", "2027-01-08");
    commune.does("phochutich", id, Deed::Extend, &complex);
    stands(&commune, id, SETTLE_COMPLAINT, Running, "12/02/2027", None);
    stands(&commune, id, NOTICE, Running, "13/01/2027", None);
    let clock = limit(&commune, id, SETTLE_COMPLAINT);
    assert_eq!((clock.first_due, clock.extended, clock.length), (Some(day("28/12/2026")), true, 45));
    let counted = clock.trail.0.iter().map(|step| step.n).max();
    assert_eq!(counted, Some(45), "forty-five days were counted, none of them while it was stopped");
    assert!(!clock.trail.0.iter().any(|step| step.date > day("10/12/2026") && step.date < day("05/01/2027")));
    let lines = law::compact(&clock.trail.0).join("\n");
    for words in ["Tạm đình chỉ theo 101/QĐ-UBND, còn 16 ngày", "Tiếp tục theo 3/QĐ-UBND", "gia hạn theo 7/QĐ-UBND"]
    {
        assert!(lines.contains(words), "{words} in {lines}");
    }
    assert!(page().says("Ngày hẹn đổi từ") && page().says("12/02/2027"));
    // Once is enough for a khiếu nại.
    let again = extension(SETTLE_COMPLAINT, "many", "8/QĐ-UBND", "2027-01-08");
    is_untimely(&refused(&commune, "chutich", id, Deed::Extend, &again), "đủ số lần");
    let told = [("channel", "letter"), ("sent_on", "2027-01-08")];
    commune.does("vanthu", id, Deed::Tell, &told);
    for rule in [NOTICE, SEND_ORDER_COMPLAINT] {
        assert_eq!(limit(&commune, id, rule).state, Met, "{rule}");
    }
}

#[test]
fn a_suspension_and_a_resumption_on_one_day_change_nothing() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    commune.at("2026-12-10T10:00");
    commune.does("chutich", id, Deed::Suspend, &decision("obstacle", "1/QĐ-UBND", "2026-12-10"));
    commune.does("chutich", id, Deed::Resume, &decision("obstacle_over", "2/QĐ-UBND", "2026-12-10"));
    stands(&commune, id, SETTLE_COMPLAINT, Running, "28/12/2026", None);
    assert_eq!(
        commune.case(id).clocks.iter().filter(|clock| clock.rule == SEND_ORDER_COMPLAINT).count(),
        1,
        "owed once"
    );
}

#[test]
fn what_was_overdue_when_it_stopped_stays_overdue_by_as_many_days() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    commune.at("2026-12-31T10:00");
    commune.does("chutich", id, Deed::Suspend, &decision("obstacle", "1/QĐ-UBND", "2026-12-31"));
    stands(&commune, id, SETTLE_COMPLAINT, Paused, "28/12/2026", Some(-3));
    commune.at("2027-01-20T10:00");
    commune.does("chutich", id, Deed::Resume, &decision("obstacle_over", "2/QĐ-UBND", "2027-01-20"));
    stands(&commune, id, SETTLE_COMPLAINT, Running, "17/01/2027", None);
}

#[test]
fn while_suspended_only_resuming_ending_telling_and_noting_are_possible() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    let suspend = decision("obstacle", "1/QĐ-UBND", "2026-11-26");
    commune.does("chutich", id, Deed::Suspend, &suspend);
    for (who, deed) in [
        ("chutich", Deed::Suspend),
        ("chutich", Deed::Extend),
        ("chutich", Deed::Assign),
        ("diachinh", Deed::Draft),
        ("vanthu", Deed::Ask),
    ] {
        is_untimely(&refused(&commune, who, id, deed, &suspend), "đang tạm đình chỉ");
    }
    commune.does("diachinh", id, Deed::Note, &[("body", "Đã hỏi tòa")]);
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(
        page.says("Đang tạm đình chỉ") && page.form_for("tiep-tuc").is_some() && page.form_for("dinh-chi").is_some()
    );
    assert!(page.form_for("giao").is_none() && page.form_for("tam-dinh-chi").is_none());
    let earlier = decision("obstacle_over", "2/QĐ-UBND", "2026-11-25");
    is_field(&refused(&commune, "chutich", id, Deed::Resume, &earlier), "document_date");
    commune.does("chutich", id, Deed::Terminate, &decision("court", "2/QĐ-UBND", "2026-11-26"));
    stands(&commune, id, SETTLE_COMPLAINT, Cancelled, "28/12/2026", Some(30));
}

#[test]
fn the_law_before_july_2026_knew_no_suspension_and_one_accepted_then_may_be_suspended_now() {
    let commune = Commune::new();
    commune.at("2026-06-10T08:00");
    let code = commune.browser().file(&Filing::of_ong_tu().with("decision_date", "2026-05-04"));
    let id = commune.petition(&code);
    commune.does("vanthu", id, Deed::Sort, &[("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối")]);
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-06-10"), ("signed_on", "2026-06-10")]);
    commune.does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    // Thirty days from Wednesday 10/06: Friday 10/07.
    stands(&commune, id, SETTLE_COMPLAINT, Running, "10/07/2026", None);
    commune.at("2026-07-02T08:00");
    is_field(
        &refused(&commune, "chutich", id, Deed::Suspend, &decision("obstacle", "1/QĐ-UBND", "2026-06-30")),
        "document_date",
    );
    commune.does("chutich", id, Deed::Suspend, &decision("obstacle", "1/QĐ-UBND", "2026-07-01"));
    stands(&commune, id, SETTLE_COMPLAINT, Paused, "10/07/2026", Some(9));
}

#[test]
fn only_the_law_of_complaints_and_denunciations_suspends_and_terminates() {
    let commune = Commune::new();
    let (id, _) = feedback(&commune);
    for deed in [Deed::Suspend, Deed::Terminate] {
        let fields = decision("obstacle", "1/QĐ-UBND", "2026-11-26");
        is_untimely(&refused(&commune, "chutich", id, deed, &fields), "khiếu nại và tố cáo");
    }
}

/// A tố cáo against an officer, sealed and given to congan on Thursday 26/11/2026.
fn denunciation(commune: &Commune) -> (Id<Petition>, String) {
    let (id, code) = commune.ba_sau_files();
    let sort =
        [("kind", "denunciation"), ("topic", "land"), ("reason", "Nêu hành vi vi phạm"), ("concerns", "diachinh")];
    commune.does("vanthu", id, Deed::Sort, &sort);
    commune.at("2026-11-26T09:00").does("chutich", id, Deed::Assign, &[("owner", "congan")]);
    (id, code)
}

#[test]
fn each_law_has_grounds_of_its_own_for_suspending_resuming_and_terminating() {
    let commune = Commune::new();
    let (complained, _) = complaint(&commune);
    let (denounced, _) = denunciation(&commune);
    let an = commune.ong_an();
    let both = [(denounced, "tố cáo"), (complained, "khiếu nại")];
    for (deed, of_denunciation, of_complaint) in [
        (Deed::Suspend, "expert", "obstacle"),
        (Deed::Terminate, "accused_died", "no_object"),
        (Deed::Terminate, "settled", "court"),
        (Deed::Terminate, "settled", "no_successor"),
    ] {
        for ((id, kind), foreign) in both.iter().zip([of_complaint, of_denunciation]) {
            let refusal = refused(&commune, "chutich", *id, deed, &decision(foreign, "9/QĐ-UBND", "2026-11-26"));
            is_field(&refusal, "ground");
            assert!(format!("{refusal:?}").contains(&format!("đối với {kind}")), "{refusal:?}");
        }
    }
    // Each choice names its article, in the form of the kind.
    let page = an.get(&format!("/ho-so/{denounced}")).expect(200);
    for words in ["Luật Tố cáo, Điều 34 khoản 1 điểm b", "Luật Tố cáo, Điều 34 khoản 3 điểm c"]
    {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    assert!(!page.says("Luật Khiếu nại, Điều 11a"));
    let page = an.get(&format!("/ho-so/{complained}")).expect(200);
    assert!(page.says("Luật Khiếu nại, Điều 11a") && !page.says("Luật Tố cáo, Điều 34"), "{}", page.words());
    // With an obstacle that is over, only what an obstacle stopped goes on.
    commune.does("chutich", denounced, Deed::Suspend, &decision("expert", "9/QĐ-UBND", "2026-11-26"));
    let over = decision("obstacle_over", "10/QĐ-UBND", "2026-11-26");
    is_field(&refused(&commune, "chutich", denounced, Deed::Resume, &over), "ground");
    commune.does("chutich", denounced, Deed::Resume, &decision("result_came", "10/QĐ-UBND", "2026-11-26"));
    commune.does("chutich", denounced, Deed::Terminate, &decision("settled", "11/QĐ-UBND", "2026-11-26"));
    assert_eq!(commune.case(denounced).petition.stage, Stage::Terminated);
}

#[test]
fn a_suspended_petition_is_marked_in_every_list_and_asks_nobody_for_what_may_not_be_done() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    let mark = "tạm đình chỉ · còn 16 ngày";
    assert!(!commune.anh_viet().get("/ho-so").expect(200).says("tạm đình chỉ"));
    commune.at("2026-12-10T10:00");
    commune.does("chutich", id, Deed::Suspend, &decision("other_body", "101/QĐ-UBND", "2026-12-10"));
    for who in ["diachinh", "vanthu", "chutich", "phochutich", "mattran"] {
        let list = commune.officer(who).get("/ho-so").expect(200);
        assert!(list.says(mark), "{who}: {}", list.words());
    }
    let viet = commune.anh_viet();
    assert!(viet.get("/ban-lam-viec").expect(200).says(mark));
    let own = viet.get(&format!("/ho-so/{id}")).expect(200);
    assert!(own.form_for("du-thao").is_none() && own.form_for("trinh").is_none() && own.form_for("ghi-chu").is_some());
    // The limit of sending the decision runs beside it until the person is told; then nothing runs.
    commune.does("vanthu", id, Deed::Tell, &[("channel", "letter"), ("sent_on", "2026-12-10")]);
    let list = commune.anh_viet().get("/ho-so").expect(200);
    assert!(list.says(mark) && !list.says("Không còn hạn"), "{}", list.words());
}

#[test]
fn what_is_suspended_waits_for_no_head_and_in_no_list_of_what_is_to_be_given() {
    let commune = Commune::new();
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    let sort = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")];
    commune.does("vanthu", id, Deed::Sort, &sort);
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.does("chutich", id, Deed::Accept, &[]);
    let chairman = commune.ong_an();
    assert!(links(&chairman.get("/ban-lam-viec").expect(200), &format!("/ho-so/{id}")));
    commune.does("chutich", id, Deed::Suspend, &decision("obstacle", "1/QĐ-UBND", "2026-11-25"));
    for page in ["/ban-lam-viec", "/ban-lam-viec/viec?queue=route", "/ban-lam-viec/viec?queue=decide"] {
        let page = chairman.get(page).expect(200);
        assert!(!links(&page, &format!("/ho-so/{id}")), "{}", page.path);
    }
    commune.does("chutich", id, Deed::Resume, &decision("obstacle_over", "2/QĐ-UBND", "2026-11-25"));
    assert!(links(&chairman.get("/ban-lam-viec/viec?queue=route").expect(200), &format!("/ho-so/{id}")));
}

// ---- Terminated ----

#[test]
fn a_termination_ends_all_limits_but_its_own_sending() {
    let commune = Commune::new();
    let (id, code) = complaint(&commune);
    commune.at("2026-11-30T09:00");
    commune.does("chutich", id, Deed::Terminate, &decision("no_object", "44/QĐ-UBND", "2026-11-30"));
    assert_eq!(commune.case(id).petition.stage, Stage::Terminated);
    assert_eq!(limit(&commune, id, SETTLE_COMPLAINT).state, Cancelled);
    stands(&commune, id, SEND_ORDER_COMPLAINT, Running, "03/12/2026", None);
    let waits = |page: &str| links(&commune.chi_hoa().get(page).expect(200), &format!("/ho-so/{id}"));
    assert!(waits("/ban-lam-viec/viec?queue=tell"), "the clerk sees who is still to be told");
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    for words in ["44/QĐ-UBND", "không còn đối tượng", "Lý do nêu trong văn bản"] {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    commune.does("vanthu", id, Deed::Tell, &[("channel", "letter"), ("sent_on", "2026-11-30")]);
    for rule in [SEND_ORDER_COMPLAINT, FIRST_REPLY] {
        assert_eq!(limit(&commune, id, rule).state, Met, "{rule}");
    }
    assert!(!waits("/ban-lam-viec/viec?queue=tell"));
    is_untimely(&refused(&commune, "chutich", id, Deed::Terminate, &decision("court", "45/QĐ-UBND", "2026-11-30")), "");
}

// ---- Extended ----

#[test]
fn a_complaint_gets_forty_five_days_and_in_a_remote_commune_sixty() {
    for (remote, first, longer) in [(false, "28/12/2026", "11/01/2027"), (true, "11/01/2027", "25/01/2027")] {
        let commune = Commune::new();
        if remote {
            be_remote(&commune);
        }
        let (id, _) = complaint(&commune);
        stands(&commune, id, SETTLE_COMPLAINT, Running, first, None);
        commune.does("chutich", id, Deed::Extend, &extension(SETTLE_COMPLAINT, "matters", "9/QĐ-UBND", "2026-11-26"));
        stands(&commune, id, SETTLE_COMPLAINT, Running, longer, None);
    }
}

#[test]
fn the_communes_own_limit_is_extended_once_with_a_reason_and_told() {
    let commune = Commune::new();
    let (id, code) = feedback(&commune);
    stands(&commune, id, ANSWER, Running, "07/12/2026", None);
    commune.at("2026-12-07T16:00");
    commune.does("phochutich", id, Deed::Extend, &extension(ANSWER, "more_time", "12/TB-UBND", "2026-12-07"));
    // Seven working days more: the fourteenth from 26/11 is Wednesday 16/12.
    stands(&commune, id, ANSWER, Running, "16/12/2026", None);
    stands(&commune, id, NOTICE, Running, "10/12/2026", None);
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    for words in ["07/12/2026", "16/12/2026", "cần thêm thời gian", "Lý do nêu trong văn bản", "12/TB-UBND"] {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("Gia hạn") && front.says("12/TB-UBND") && front.says("cần thêm thời gian"));
    assert!(!front.says("Lý do nêu trong văn bản"), "the Front reads codes, not words");
}

#[test]
fn no_limit_is_extended_after_it_has_passed() {
    let commune = Commune::new();
    let (id, _) = feedback(&commune);
    let late = |signed| extension(ANSWER, "more_time", "12/TB-UBND", signed);
    commune.at("2026-12-08T16:00");
    is_untimely(&refused(&commune, "chutich", id, Deed::Extend, &late("2026-12-08")), "đã hết ngày 07/12/2026");
    commune.at("2026-12-09T16:00");
    is_untimely(&refused(&commune, "chutich", id, Deed::Extend, &late("2026-12-07")), "đã hết ngày 07/12/2026");
    // Signed on the last day and entered on the next, as the paper book has it.
    commune.at("2026-12-08T17:00").does("chutich", id, Deed::Extend, &late("2026-12-07"));
    stands(&commune, id, ANSWER, Running, "16/12/2026", None);
}

#[test]
fn a_denunciation_is_extended_twice_the_second_time_on_two_grounds() {
    let commune = Commune::new();
    let (id, code) = denunciation(&commune);
    stands(&commune, id, SETTLE_DENUNCIATION, Running, "28/12/2026", None);
    let once = extension(SETTLE_DENUNCIATION, "places", "1/QĐ-UBND", "2026-12-01");
    commune.at("2026-12-01T09:00").does("chutich", id, Deed::Extend, &once);
    // Sixty days from 26/11: Monday 25/01/2027.
    stands(&commune, id, SETTLE_DENUNCIATION, Running, "25/01/2027", None);
    let twice = extension(SETTLE_DENUNCIATION, "many", "2/QĐ-UBND", "2026-12-01");
    is_field(&refused(&commune, "chutich", id, Deed::Extend, &twice), "ground");
    let twice = [twice, vec![("ground", "conflicting")]].concat();
    commune.does("chutich", id, Deed::Extend, &twice);
    // Ninety: Wednesday 24/02/2027.
    stands(&commune, id, SETTLE_DENUNCIATION, Running, "24/02/2027", None);
    is_untimely(&refused(&commune, "chutich", id, Deed::Extend, &twice), "đủ số lần");
    commune.does("chutich", id, Deed::Suspend, &decision("expert", "3/QĐ-UBND", "2026-12-01"));
    // Five working days: 2, 3, 4, 7, 8 December.
    stands(&commune, id, SEND_ORDER_DENUNCIATION, Running, "08/12/2026", None);
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    for words in ["3/QĐ-UBND", "đình chỉ", "24/02/2027"] {
        assert!(!page.says(words), "{words} on the page of a sealed petition");
    }
    assert_eq!(commune.ba_tam().get(&format!("/ho-so/{id}")).status, 404);
}

#[test]
fn each_field_of_a_decision_is_asked_for() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    let whole = extension(SETTLE_COMPLAINT, "places", "9/QĐ-UBND", "2026-11-26");
    for (field, wrong) in [
        ("rule", "XLD-10"),
        ("ground", ""),
        ("ground", "other_body"),
        ("reason", ""),
        ("document_no", "số chín"),
        ("document_date", "2026-11-25"),
        ("document_date", "2026-11-27"),
        ("document_date", ""),
    ] {
        let typed: Vec<_> =
            whole.iter().map(|(name, value)| (*name, if *name == field { wrong } else { value })).collect();
        is_field(&refused(&commune, "chutich", id, Deed::Extend, &typed), field);
    }
    assert_eq!(commune.case(id).papers.len(), 0);
    // What was typed and chosen is kept on the page.
    let an = commune.ong_an();
    let again = an.act(id, "gia-han", &[("ground", "foreign"), ("reason", "Có người ở nước ngoài")]).expect(422);
    let form = again.form_for("gia-han").expect("the form");
    assert_eq!((form.value("ground"), form.value("reason")), (Some("foreign"), Some("Có người ở nước ngoài")));
}

#[test]
fn a_stale_decision_is_told_so_and_a_repeated_one_happens_once() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    let an = commune.ong_an();
    let page = an.get(&format!("/ho-so/{id}")).expect(200);
    let form = page.form_for("tam-dinh-chi").expect("offered");
    let fields = decision("obstacle", "9/QĐ-UBND", "2026-11-26");
    commune.does("vanthu", id, Deed::Note, &[("body", "Ghi xen vào")]);
    assert!(an.fill(&form, &fields).expect(409).says("Vừa có người khác sửa"));
    let fresh = an.get(&format!("/ho-so/{id}")).expect(200).form_for("tam-dinh-chi").expect("offered");
    an.fill(&fresh, &fields).expect(303);
    an.fill(&fresh, &fields).expect(303);
    assert_eq!(commune.case(id).papers.len(), 1);
}

#[test]
fn an_extended_limit_is_counted_apart() {
    let commune = Commune::new();
    let (id, _) = feedback(&commune);
    commune.does("chutich", id, Deed::Extend, &extension(ANSWER, "more_time", "12/TB-UBND", "2026-11-26"));
    let answer =
        [("summary", "Xã đã kiểm tra và xử lý."), ("letter", "Kính gửi {nguoi_gui}, đã xử lý."), ("result", "done")];
    commune.does("moitruong", id, Deed::Draft, &answer);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    let front = commune.ba_tam();
    let page = front.get("/giam-sat").expect(200);
    assert!(page.says("có gia hạn") && links(&page, "/giam-sat/so-lieu?figure=extended"), "{}", page.words());
    assert!(links(&front.get("/giam-sat/so-lieu?figure=extended").expect(200), &format!("/ho-so/{id}")));
}

// ---- Asked for more ----

#[test]
fn asking_marks_the_petition_until_the_person_adds_something_and_stops_no_clock() {
    let commune = Commune::new();
    let (id, code) = feedback(&commune);
    let before = limit(&commune, id, ANSWER);
    commune.does("moitruong", id, Deed::Ask, &[("body", "Mùi nặng nhất vào giờ nào?")]);
    assert_eq!(limit(&commune, id, ANSWER), before);
    let page = || commune.browser().get(&format!("/don/{code}")).expect(200);
    let staff = || commune.anh_minh().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page().says("Mùi nặng nhất vào giờ nào?") && staff().says("Chờ người gửi bổ sung"));
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("Chờ người gửi bổ sung") && !front.says("Mùi nặng nhất"));
    commune.browser().post(&format!("/don/{code}/bo-sung"), &[("body", "Vào sáng sớm")]).expect(303);
    assert!(!page().says("Mùi nặng nhất vào giờ nào?") && !staff().says("Chờ người gửi bổ sung"));
    is_field(&refused(&commune, "vanthu", id, Deed::Ask, &[("body", "?")]), "body");
    assert!(matches!(refused(&commune, "chutich", id, Deed::Ask, &[("body", "Hỏi thêm")]), Refusal::NotYours(_)));
}

#[test]
fn decisions_are_the_chairmans_and_extensions_the_heads() {
    let commune = Commune::new();
    let (id, _) = complaint(&commune);
    let fields = extension(SETTLE_COMPLAINT, "places", "9/QĐ-UBND", "2026-11-26");
    for who in ["vanthu", "diachinh", "phochutich", "mattran"] {
        for deed in [Deed::Suspend, Deed::Terminate] {
            assert!(matches!(refused(&commune, who, id, deed, &fields), Refusal::NotYours(_)), "{who}");
        }
    }
    for who in ["vanthu", "diachinh", "mattran"] {
        assert!(matches!(refused(&commune, who, id, Deed::Extend, &fields), Refusal::NotYours(_)), "{who}");
    }
}
