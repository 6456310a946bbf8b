//! Clocks by kind (product.md): which limits an act starts, meets and cancels, over weekends, worked Saturdays, Tết and the year's end.
//!
//! Every date here was counted by hand on the calendar of law.md A9, not by the portal.

use tiepdan::{
    domain::{
        act::{Act, Actor},
        clock::{
            ACCEPT_COMPLAINT, ANSWER, CHECK_DENUNCIATION, CLASSIFY, Clock, ClockState, EXECUTION, FIRST_REPLY,
            INTERNAL, NOTIFY_DENOUNCER, SECOND_COMPLAINT, SEND_DECISION, SETTLE_COMPLAINT, SETTLE_DENUNCIATION, SUE,
            TRANSFER_DENUNCIATION,
        },
        event::Deed,
        id::Id,
        kept::remote,
        petition::{CloseCode, Petition, Purpose, Source, Stage},
        refusal::Refusal,
    },
    keys,
    register::{self, Failure},
};

use crate::{
    cast::Filing,
    commune::{Commune, day},
    corpus,
    page::Upload,
};

use ClockState::{Cancelled, Met, Running};

impl Commune {
    /// The last clock of a rule.
    fn clock(&self, id: Id<Petition>, rule: &str) -> Option<Clock> {
        self.case(id).clocks.into_iter().rev().find(|clock| clock.rule == rule)
    }

    /// It runs from one day to another.
    #[track_caller]
    fn runs(&self, id: Id<Petition>, rule: &str, from: &str, due: &str) {
        let clock = self.clock(id, rule).unwrap_or_else(|| panic!("no {rule}"));
        assert_eq!((clock.state, clock.started_on, clock.due), (Running, day(from), day(due)), "{rule}");
        let counted = clock.trail.0.last().map_or(clock.due, |step| step.date);
        assert!(counted <= clock.due && !clock.basis.is_empty() && !clock.what.is_empty(), "{rule} {counted}");
    }

    #[track_caller]
    fn ended(&self, id: Id<Petition>, rule: &str, state: ClockState, on: &str) {
        let clock = self.clock(id, rule).unwrap_or_else(|| panic!("no {rule}"));
        assert_eq!((clock.state, clock.ended_on), (state, Some(day(on))), "{rule}");
    }

    #[track_caller]
    fn none(&self, id: Id<Petition>, rule: &str) {
        assert!(self.clock(id, rule).is_none(), "{rule} counts");
    }

    fn sort(&self, id: Id<Petition>, kind: &str, topic: &str) {
        self.does("vanthu", id, Deed::Sort, &[("kind", kind), ("topic", topic), ("reason", "Theo nội dung đơn")]);
    }

    fn give(&self, id: Id<Petition>, unit: &str, owner: &str) {
        self.does("chutich", id, Deed::Assign, &[("unit", unit), ("owner", owner), ("instruction", "Xem tận nơi")]);
    }

    fn draft_and_approve(&self, id: Id<Petition>, owner: &str) {
        let answer = [
            ("summary", "Xã đã kiểm tra và đã xử lý."),
            ("letter", "Kính gửi {nguoi_gui}, xã đã kiểm tra."),
            ("result", "done"),
        ];
        self.does(owner, id, Deed::Draft, &answer);
        self.does(owner, id, Deed::Submit, &[]);
        self.does("chutich", id, Deed::Approve, &[]);
    }

    fn tell(&self, by: &str, id: Id<Petition>, sent: &str, delivered: &str) {
        self.does(by, id, Deed::Tell, &[("channel", "letter"), ("sent_on", sent), ("delivered_on", delivered)]);
    }
}

/// Days of `2026` unless the text says another year.
fn is_provisional(commune: &Commune, id: Id<Petition>, rule: &str) -> bool {
    commune.clock(id, rule).expect("a clock").provisional
}

// ---- Phản ánh, kiến nghị ----

#[test]
fn a_feedback_from_filing_to_silence() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.runs(id, CLASSIFY, "25/11/2026", "07/12/2026");
    commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
    commune.at("2026-11-26T09:00").sort(id, "feedback", "environment");
    commune.runs(id, CLASSIFY, "25/11/2026", "07/12/2026");
    commune.none(id, ANSWER);
    commune.at("2026-11-27T09:00").does("phochutich", id, Deed::Accept, &[]);
    commune.ended(id, CLASSIFY, Met, "27/11/2026");
    commune.runs(id, ANSWER, "27/11/2026", "08/12/2026");
    commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
    commune.give(id, "economy", "moitruong");
    commune.runs(id, ANSWER, "27/11/2026", "08/12/2026");
    commune.at("2026-11-30T09:00").tell("vanthu", id, "2026-11-28", "");
    commune.ended(id, FIRST_REPLY, Met, "28/11/2026");
    commune.at("2026-12-04T09:00").draft_and_approve(id, "moitruong");
    commune.ended(id, ANSWER, Met, "04/12/2026");
    commune.at("2026-12-05T09:00").tell("vanthu", id, "2026-12-05", "");
    assert_eq!(commune.case(id).petition.told_on, Some(day("05/12/2026")));
    // Thirty days of silence after the day on which she was told.
    commune.at("2027-01-04T23:59").minute();
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    commune.at("2027-01-05T00:01").minute();
    let petition = commune.case(id).petition;
    assert_eq!((petition.stage, petition.close_code), (Stage::Closed, Some(CloseCode::Silent)));
    assert!(commune.browser().get(&format!("/don/{code}")).expect(200).says("30 ngày"));
    assert!(commune.case(id).clocks.iter().all(|clock| !clock.is_running()));
}

#[test]
fn assigning_accepts_as_well() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.sort(id, "recommendation", "environment");
    commune.at("2026-11-26T09:00").give(id, "economy", "moitruong");
    commune.ended(id, CLASSIFY, Met, "26/11/2026");
    commune.runs(id, ANSWER, "26/11/2026", "07/12/2026");
    // Given to another, the limit stays the same.
    commune.at("2026-11-30T09:00").give(id, "land", "diachinh");
    commune.runs(id, ANSWER, "26/11/2026", "07/12/2026");
}

#[test]
fn whoever_left_no_address_is_told_by_what_stands_on_the_page() {
    let commune = Commune::new();
    let filing = Filing::of_someone().with("topic", "infrastructure");
    let id = commune.file(&filing);
    commune.sort(id, "feedback", "infrastructure");
    commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
    commune.at("2026-11-26T09:00").give(id, "economy", "moitruong");
    commune.ended(id, FIRST_REPLY, Met, "26/11/2026");
    commune.at("2026-11-27T09:00").draft_and_approve(id, "moitruong");
    assert_eq!(commune.case(id).petition.told_on, Some(day("27/11/2026")));
}

/// Members of a group leave only their names: their first reply ran, overdue, until somebody told the representative.
#[test]
fn each_of_a_group_whom_nobody_can_reach_is_told_by_what_stands_on_the_page() {
    for (kind, decision) in [("feedback", "no"), ("complaint", "yes")] {
        let commune = Commune::new();
        let hoa = commune.chi_hoa();
        let filing = Filing::of_ba_sau()
            .with("channel", "counter")
            .with("kind", kind)
            .with("about_decision", decision)
            .with("members", "Lê Thị Hai\nPhạm Văn Ba")
            .with("consent", "yes");
        let form = hoa.get("/tiep-nhan").expect(200).form();
        hoa.fill(&form, &filing.fitting(&form.names)).expect(303);
        let id = only_petition(&commune);
        commune.at("2026-11-26T09:00").sort(id, kind, "environment");
        if kind == "feedback" {
            commune.give(id, "economy", "moitruong");
        }
        let case = commune.case(id);
        assert_eq!(case.parties.len(), 3);
        for party in &case.parties {
            let clock = case.clocks.iter().find(|clock| clock.rule == FIRST_REPLY && clock.party == Some(party.id));
            let state = clock.map(|clock| (clock.state, clock.ended_on));
            let expected = if party.reachable { (Running, None) } else { (Met, Some(day("26/11/2026"))) };
            assert_eq!((state, party.reachable), (Some(expected), party.position == 1), "{kind} {}", party.position);
        }
        commune.at("2026-11-27T09:00").tell("vanthu", id, "2026-11-27", "");
        assert!(commune.case(id).running(FIRST_REPLY).is_none());
    }
}

#[test]
fn an_end_before_acceptance_meets_the_first_limits_and_still_owes_the_telling() {
    let commune = Commune::new();
    let reason = ("reason", "Không thuộc thẩm quyền của xã");
    let transferred = commune.file(&Filing::of_ba_sau());
    commune.sort(transferred, "feedback", "environment");
    let guided = commune.file(&Filing::of_ong_tu());
    commune.sort(guided, "complaint", "compensation");
    let ineligible = commune.file(&Filing::of_ba_sau());
    commune.sort(ineligible, "feedback", "environment");
    commune.at("2026-11-26T09:00");
    commune.does("chutich", transferred, Deed::Transfer, &[("authority", "Công an thành phố"), reason]);
    commune.does("chutich", guided, Deed::Guide, &[("authority", "Thanh tra thành phố Huế"), reason]);
    commune.does("phochutich", ineligible, Deed::Ineligible, &[("reason_code", "illegible"), reason]);
    for (id, stage, classified) in [
        (transferred, Stage::Transferred, "26/11/2026"),
        (guided, Stage::Guided, "25/11/2026"),
        (ineligible, Stage::Ineligible, "26/11/2026"),
    ] {
        assert_eq!(commune.case(id).petition.stage, stage);
        commune.ended(id, CLASSIFY, Met, classified);
        commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
        commune.none(id, ANSWER);
        commune.tell("vanthu", id, "2026-11-26", "");
        commune.ended(id, FIRST_REPLY, Met, "26/11/2026");
    }
}

#[test]
fn not_done_starts_an_answer_anew() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    commune.ended(id, ANSWER, Met, "25/11/2026");
    commune.at("2026-12-10T09:00");
    let voice = [("outcome", "not_done"), ("reason", "Vẫn hôi như cũ")];
    commune.browser().post(&format!("/don/{code}/y-kien"), &voice).expect(303);
    // Seven working days from Thursday 10/12.
    commune.runs(id, ANSWER, "10/12/2026", "21/12/2026");
    assert_eq!(commune.case(id).clocks.iter().filter(|clock| clock.rule == ANSWER).count(), 2);
}

#[test]
fn silence_closes_only_what_was_told_and_not_contradicted() {
    let commune = Commune::new();
    let file = || commune.file(&Filing::of_ba_sau());
    let (untold, partly, done) = (file(), commune.ba_sau_files(), commune.ba_sau_files());
    for id in [untold, partly.0, done.0] {
        commune.answer(id);
    }
    commune.tell("vanthu", partly.0, "2026-11-25", "");
    commune.tell("vanthu", done.0, "2026-11-25", "");
    let say = |code: &str, fields: &[(&str, &str)]| {
        commune.browser().post(&format!("/don/{code}/y-kien"), fields).expect(303)
    };
    say(&partly.1, &[("outcome", "partly"), ("reason", "Còn một đoạn")]);
    say(&done.1, &[("outcome", "done")]);
    commune.at("2027-03-01T08:00").minute();
    assert_eq!(commune.case(untold).petition.stage, Stage::Answered, "never told, so never silent");
    assert_eq!(commune.case(partly.0).petition.stage, Stage::Answered);
    assert_eq!(commune.case(done.0).petition.close_code, Some(CloseCode::Done));
}

#[test]
fn a_closed_petition_still_owes_the_telling() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    commune.browser().post(&format!("/don/{code}/y-kien"), &[("outcome", "done")]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::Closed);
    commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
    commune.tell("vanthu", id, "2026-11-25", "");
    commune.ended(id, FIRST_REPLY, Met, "25/11/2026");
}

#[test]
fn the_chairmans_own_day_may_be_stricter_and_never_looser() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.sort(id, "feedback", "environment");
    let give = |due: &str| {
        let fields = [("unit", "economy"), ("owner", "moitruong"), ("instruction", "Gấp"), ("internal_due", due)];
        commune.perform("chutich", id, Deed::Assign, &fields)
    };
    for due in ["2026-11-24", "2026-12-31", "mai"] {
        let refused = give(due).err().expect(due);
        assert!(
            matches!(&refused, Failure::Refused(Refusal::Fields(errors)) if errors[0].field == "internal_due"),
            "{due}: {refused:?}"
        );
    }
    give("2026-11-30").expect("assigned");
    commune.runs(id, INTERNAL, "25/11/2026", "30/11/2026");
    commune.draft_and_approve(id, "moitruong");
    commune.ended(id, INTERNAL, Met, "25/11/2026");
}

// ---- Khiếu nại ----

#[test]
fn a_complaint_from_the_phone_to_its_two_ways_on() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ong_tu());
    commune.at("2026-11-26T09:00").sort(id, "complaint", "compensation");
    assert_eq!(commune.case(id).petition.stage, Stage::AwaitingSignature);
    // Asking for the signature is the first outcome; acceptance does not run before the signed paper came.
    commune.ended(id, CLASSIFY, Met, "26/11/2026");
    commune.none(id, ACCEPT_COMPLAINT);
    commune.runs(id, FIRST_REPLY, "25/11/2026", "09/12/2026");
    commune.at("2026-12-01T09:00");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-30"), ("signed_on", "2026-11-29")]);
    commune.runs(id, ACCEPT_COMPLAINT, "30/11/2026", "09/12/2026");
    commune.at("2026-12-03T09:00").does("chutich", id, Deed::Accept, &[]);
    commune.ended(id, ACCEPT_COMPLAINT, Met, "03/12/2026");
    // Thirty days end on Saturday 02/01/2027, so Monday; the year's calendar is not signed.
    commune.runs(id, SETTLE_COMPLAINT, "03/12/2026", "04/01/2027");
    assert!(is_provisional(&commune, id, SETTLE_COMPLAINT));
    commune.none(id, ANSWER);
    commune.give(id, "land", "diachinh");
    commune.at("2026-12-21T09:00").draft_and_approve(id, "diachinh");
    assert_eq!(commune.case(id).petition.stage, Stage::AwaitingIssue);
    commune.runs(id, SETTLE_COMPLAINT, "03/12/2026", "04/01/2027");
    commune.at("2026-12-23T09:00");
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/QĐ-UBND"), ("document_date", "2026-12-22")]);
    commune.ended(id, SETTLE_COMPLAINT, Met, "22/12/2026");
    commune.runs(id, SEND_DECISION, "22/12/2026", "25/12/2026");
    commune.none(id, SECOND_COMPLAINT);
    commune.at("2026-12-24T09:00").tell("vanthu", id, "2026-12-24", "");
    commune.ended(id, SEND_DECISION, Met, "24/12/2026");
    commune.ended(id, FIRST_REPLY, Met, "24/12/2026");
    commune.none(id, SECOND_COMPLAINT);
    commune.at("2026-12-30T09:00").tell("vanthu", id, "2026-12-24", "2026-12-28");
    commune.runs(id, SECOND_COMPLAINT, "28/12/2026", "27/01/2027");
    commune.runs(id, SUE, "28/12/2026", "28/12/2027");
    let case = commune.case(id);
    let citizens: Vec<&str> =
        case.clocks.iter().filter(|clock| clock.citizens).map(|clock| clock.rule.as_str()).collect();
    assert_eq!(citizens, [SECOND_COMPLAINT, SUE]);
}

#[test]
fn a_decision_entered_late_is_marked_for_the_front() {
    let commune = Commune::new();
    let issue = |entered: &str| {
        commune.at("2026-11-25T08:00");
        let id = commune.file(&Filing::of_ong_tu());
        commune.sort(id, "complaint", "compensation");
        commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
        commune.give(id, "land", "diachinh");
        commune.draft_and_approve(id, "diachinh");
        commune.at(entered);
        commune.does("vanthu", id, Deed::Issue, &[("document_no", "1/QĐ-UBND"), ("document_date", "2026-11-27")]);
        let marked = format!(
            "events WHERE deed = 'phat-hanh' AND CAST(petition AS TEXT) = '{id}' AND body LIKE '%entered_late%'"
        );
        commune.data.count(&marked)
    };
    // Signed on a Friday: Monday is still in time, Tuesday is not.
    assert_eq!((issue("2026-11-30T16:00"), issue("2026-12-01T08:00")), (0, 1));
}

#[test]
fn a_complaint_that_nobody_settled_shows_the_ways_on_from_the_day_it_lapsed() {
    let commune = Commune::new();
    let phone = commune.browser();
    let code = phone.file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    commune.sort(id, "complaint", "compensation");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.does("chutich", id, Deed::Accept, &[]);
    commune.runs(id, SETTLE_COMPLAINT, "25/11/2026", "25/12/2026");
    commune.at("2026-12-25T23:00");
    assert!(
        !phone.get(&format!("/don/{code}")).expect(200).says("Khiếu nại lần hai"),
        "its last day is still the commune's"
    );
    commune.at("2026-12-28T08:00");
    let page = phone.get(&format!("/don/{code}")).expect(200);
    // Thirty days from 25/12: Sunday 24/01, so Monday; a year for the court: Saturday 25/12/2027, so Monday.
    assert!(page.says("Khiếu nại lần hai") && page.says("25/01/2027") && page.says("27/12/2027"), "{}", page.words());
}

#[test]
fn a_complaint_signed_at_the_counter_runs_from_its_receipt() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    let filing = Filing::of_ong_tu()
        .with("channel", "counter")
        .with("kind", "complaint")
        .with("received_on", "2026-11-23")
        .with("signed_on", "2026-11-20")
        .with("consent", "yes");
    let form = hoa.get("/tiep-nhan").expect(200).form();
    hoa.fill(&form, &filing.fitting(&form.names)).expect(303);
    let id = only_petition(&commune);
    assert_eq!(commune.case(id).petition.stage, Stage::Received);
    // From Monday 23/11; the 24th is a holiday.
    commune.runs(id, CLASSIFY, "23/11/2026", "03/12/2026");
    commune.runs(id, FIRST_REPLY, "23/11/2026", "08/12/2026");
    commune.runs(id, ACCEPT_COMPLAINT, "23/11/2026", "03/12/2026");
    commune.sort(id, "complaint", "compensation");
    assert_eq!(commune.case(id).petition.stage, Stage::Received, "signed, so it need not wait");
    commune.runs(id, ACCEPT_COMPLAINT, "23/11/2026", "03/12/2026");
    // Sorted anew as a phản ánh there is nothing to accept as a khiếu nại.
    commune.sort(id, "feedback", "compensation");
    commune.ended(id, ACCEPT_COMPLAINT, Cancelled, "25/11/2026");
}

fn only_petition(commune: &Commune) -> Id<Petition> {
    let ids = commune.data.values("SELECT CAST(id AS TEXT) AS value FROM petitions");
    assert_eq!(ids.len(), 1);
    ids[0].parse().expect("an id")
}

/// A khiếu nại decided, sent and delivered on the first day.
fn decided(commune: &Commune) -> (Id<Petition>, String) {
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    commune.sort(id, "complaint", "compensation");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.give(id, "land", "diachinh");
    commune.draft_and_approve(id, "diachinh");
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "1/QĐ-UBND"), ("document_date", "2026-11-25")]);
    commune.tell("vanthu", id, "2026-11-25", "2026-11-25");
    (id, code)
}

/// It ran until the person said “xong”, whatever the commune had carried out.
#[test]
fn the_look_at_an_execution_ends_when_the_person_is_told_what_was_carried_out() {
    let commune = Commune::new();
    let (id, code) = decided(&commune);
    let board = || commune.ong_an().get("/ban-lam-viec").expect(200).html().contains(&id.to_string());
    let tell = |who: &str, sent: &str, executed: &str, note: &str| {
        let fields = [("channel", "phone"), ("sent_on", sent), ("executed", executed), ("note", note)];
        commune.perform(who, id, Deed::Tell, &fields).map(drop)
    };
    let wrong = |done: Result<(), Failure>, field: &str| {
        assert!(
            matches!(&done, Err(Failure::Refused(Refusal::Fields(errors))) if errors[0].field == field),
            "{done:?}"
        );
    };
    wrong(tell("diachinh", "2026-11-25", "yes", "Đã chi trả đủ."), "executed");
    assert!(!commune.chi_hoa().get(&format!("/ho-so/{id}")).html().contains("executed") && !board());
    let not_done = [("outcome", "not_done"), ("reason", "Chưa trả tiền")];
    commune.at("2026-12-07T09:00").does("citizen", id, Deed::Voice, &not_done);
    assert!(board(), "the chairman has it before him");
    commune.at("2026-12-10T09:00");
    // Told something is not told that it was carried out.
    tell("vanthu", "2026-12-10", "", "Đang chờ kho bạc.").expect("told");
    commune.runs(id, EXECUTION, "07/12/2026", "16/12/2026");
    assert!(matches!(tell("vanthu", "2026-12-10", "yes", "Đã trả."), Err(Failure::Refused(Refusal::NotYours(_)))));
    wrong(tell("chutich", "2026-12-10", "yes", ""), "note");
    wrong(tell("chutich", "2026-12-04", "yes", "Đã chi trả đủ."), "sent_on");
    let an = commune.ong_an();
    let form = an.get(&format!("/ho-so/{id}")).form_for("da-bao").expect("offered");
    let said = [("channel", "in_person"), ("sent_on", "10/12/2026"), ("executed", "yes"), ("note", "Kho bạc đã chi.")];
    let said = form.with(&said);
    let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let scan = Upload { field: "files", name: "chung-tu.pdf", media: "application/pdf", bytes: corpus::pdf_of(2_000) };
    an.post_files(&form.action, &said, vec![scan]).expect(303);
    let scan = commune.case(id).files.pop().expect("the scan is kept");
    assert_eq!((scan.purpose, scan.source), (Purpose::Decision, Source::Office));
    commune.ended(id, EXECUTION, Met, "10/12/2026");
    assert!(!board());
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("đã thi hành quyết định") && !front.says("Kho bạc"), "{}", front.words());
    assert!(commune.browser().get(&format!("/don/{code}")).expect(200).says("quyết định đã được thi hành"));
    // It is for the person to say whether that is so: within thirty days, or anew.
    commune.at("2027-01-09T09:00").minute();
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    commune.at("2026-12-15T09:00").does("citizen", id, Deed::Voice, &not_done);
    commune.runs(id, EXECUTION, "15/12/2026", "24/12/2026");
    tell("chutich", "2026-12-15", "yes", "Đã chi nốt phần còn thiếu.").expect("told");
    commune.at("2027-01-20T09:00").minute();
    assert_eq!(commune.case(id).petition.close_code, Some(CloseCode::Silent));
}

#[test]
fn a_decided_complaint_that_is_not_done_has_its_execution_looked_at() {
    let commune = Commune::new();
    let (id, code) = decided(&commune);
    commune.at("2026-12-07T09:00");
    let voice = [("outcome", "not_done"), ("reason", "Chưa trả tiền")];
    for _ in 0..2 {
        commune.browser().post(&format!("/don/{code}/y-kien"), &voice).expect(303);
    }
    commune.runs(id, EXECUTION, "07/12/2026", "16/12/2026");
    commune.none(id, ANSWER);
    let case = commune.case(id);
    assert_eq!(case.petition.stage, Stage::Answered);
    assert_eq!(case.clocks.iter().filter(|clock| clock.rule == EXECUTION).count(), 1, "asked twice, looked at once");
    commune.runs(id, SECOND_COMPLAINT, "25/11/2026", "25/12/2026");
}

#[test]
fn a_remote_commune_has_longer_limits() {
    let commune = Commune::new();
    let act = Act::new(Actor::System, commune.now(), keys::chance());
    register::decide(commune.store(), &act, (), |(), office| remote::begin(&act, office))
        .map(drop)
        .expect("a remote commune");
    let id = commune.file(&Filing::of_ong_tu());
    commune.sort(id, "complaint", "compensation");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.at("2026-12-03T09:00").does("chutich", id, Deed::Accept, &[]);
    // Forty-five days end on Sunday 17/01/2027.
    commune.runs(id, SETTLE_COMPLAINT, "03/12/2026", "18/01/2027");
}

// ---- Tố cáo ----

#[test]
fn a_denunciation_from_its_sorting() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.at("2026-11-27T09:00").sort(id, "denunciation", "land");
    // Counted from the day it was received, whenever it was sorted.
    commune.runs(id, CHECK_DENUNCIATION, "25/11/2026", "04/12/2026");
    commune.runs(id, TRANSFER_DENUNCIATION, "25/11/2026", "02/12/2026");
    commune.at("2026-11-30T09:00").does("chutich", id, Deed::Accept, &[]);
    commune.ended(id, CHECK_DENUNCIATION, Met, "30/11/2026");
    commune.ended(id, TRANSFER_DENUNCIATION, Cancelled, "30/11/2026");
    commune.runs(id, SETTLE_DENUNCIATION, "30/11/2026", "30/12/2026");
    commune.runs(id, NOTIFY_DENOUNCER, "30/11/2026", "07/12/2026");
    commune.give(id, "social", "vanhoa");
    commune.at("2026-12-02T09:00").tell("vanhoa", id, "2026-12-01", "");
    commune.ended(id, NOTIFY_DENOUNCER, Met, "01/12/2026");
    commune.ended(id, FIRST_REPLY, Met, "01/12/2026");
    commune.at("2026-12-20T09:00").draft_and_approve(id, "vanhoa");
    commune.ended(id, SETTLE_DENUNCIATION, Met, "20/12/2026");
}

#[test]
fn a_denunciation_that_is_not_ours_is_transferred_in_its_time() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.sort(id, "denunciation", "land");
    commune.at("2026-12-01T09:00");
    let to = [("authority", "Công an thành phố Huế"), ("reason", "Không thuộc thẩm quyền")];
    commune.does("chutich", id, Deed::Transfer, &to);
    for rule in [CHECK_DENUNCIATION, TRANSFER_DENUNCIATION] {
        commune.ended(id, rule, Met, "01/12/2026");
    }
    commune.none(id, SETTLE_DENUNCIATION);
}

// ---- The calendar ----

#[test]
fn a_worked_saturday_counts_and_a_due_date_on_it_stands() {
    let commune = Commune::new();
    commune.at("2026-08-17T08:00");
    let id = commune.file(&Filing::of_ong_tu().with("decision_date", "2026-08-03"));
    // Ten days from Monday 17/08: Thursday 27/08. Saturday 22/08 is worked for Monday 31/08; 01 and 02/09 are holidays.
    commune.runs(id, CLASSIFY, "17/08/2026", "27/08/2026");
    commune.runs(id, FIRST_REPLY, "17/08/2026", "28/08/2026");
    commune.sort(id, "complaint", "compensation");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-08-17"), ("signed_on", "2026-08-17")]);
    commune.runs(id, ACCEPT_COMPLAINT, "17/08/2026", "25/08/2026");
    commune.at("2026-08-12T08:00");
    let other = commune.file(&Filing::of_ba_sau());
    commune.runs(other, CLASSIFY, "12/08/2026", "22/08/2026");
}

#[test]
fn the_citizens_own_limit_does_not_end_on_a_worked_saturday_and_the_law_is_that_of_the_day() {
    let commune = Commune::new();
    commune.at("2026-06-25T08:00");
    let id = commune.file(&Filing::of_ong_tu().with("decision_date", "2026-06-01"));
    commune.sort(id, "complaint", "compensation");
    commune.at("2026-06-26T08:00");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-06-26"), ("signed_on", "2026-06-26")]);
    // Received before 01/07/2026: ten days, not seven working days.
    commune.runs(id, ACCEPT_COMPLAINT, "26/06/2026", "06/07/2026");
    commune.give(id, "land", "diachinh");
    commune.draft_and_approve(id, "diachinh");
    commune.at("2026-07-20T08:00");
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "2/QĐ-UBND"), ("document_date", "2026-07-20")]);
    commune.at("2026-07-23T08:00").tell("vanthu", id, "2026-07-21", "2026-07-23");
    // Thirty days end on Saturday 22/08/2026, which the office works and the citizen need not know of.
    commune.runs(id, SECOND_COMPLAINT, "23/07/2026", "24/08/2026");
    commune.at("2026-07-01T08:00");
    let later = commune.file(&Filing::of_ong_tu().with("decision_date", "2026-06-01"));
    commune.sort(later, "complaint", "compensation");
    commune.does("vanthu", later, Deed::Sign, &[("received_on", "2026-07-01"), ("signed_on", "2026-07-01")]);
    commune.runs(later, ACCEPT_COMPLAINT, "01/07/2026", "10/07/2026");
}

#[test]
fn over_the_years_end_dates_are_provisional() {
    let commune = Commune::new();
    commune.at("2026-12-28T08:00");
    let (id, code) = commune.ba_sau_files();
    commune.runs(id, CLASSIFY, "28/12/2026", "07/01/2027");
    commune.runs(id, FIRST_REPLY, "28/12/2026", "12/01/2027");
    assert!(is_provisional(&commune, id, CLASSIFY) && is_provisional(&commune, id, FIRST_REPLY));
    assert!(commune.browser().get(&format!("/don/{code}")).expect(200).says("tạm tính"));
}

#[test]
fn tet_is_not_counted() {
    let commune = Commune::new();
    commune.at("2027-02-01T08:00");
    let (id, _) = commune.ba_sau_files();
    // Friday 05/02 and Monday to Thursday 08–11/02/2027 are off.
    commune.runs(id, FIRST_REPLY, "01/02/2027", "22/02/2027");
    // Ten days end on Thursday 11/02, so Friday.
    commune.runs(id, CLASSIFY, "01/02/2027", "12/02/2027");
}

#[test]
fn a_paper_of_last_week_counts_from_the_day_it_came() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    let filing = Filing::of_ba_sau()
        .with("channel", "post")
        .with("kind", "feedback")
        .with("received_on", "2026-11-20")
        .with("consent", "yes");
    let form = hoa.get("/tiep-nhan").expect(200).form();
    hoa.fill(&form, &filing.fitting(&form.names)).expect(303);
    let id = only_petition(&commune);
    commune.runs(id, CLASSIFY, "20/11/2026", "30/11/2026");
    commune.runs(id, FIRST_REPLY, "20/11/2026", "07/12/2026");
}

#[test]
fn what_is_stored_says_how_it_was_counted() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let clock = commune.clock(id, FIRST_REPLY).expect("a clock");
    assert_eq!((clock.calendar_version, clock.length), (commune.office().calendar.version(), 10));
    let first = clock.trail.0.iter().find(|step| step.n == 1).map(|step| step.date);
    let last = clock.trail.0.last().map(|step| (step.n, step.date));
    assert_eq!((first, last), (Some(day("26/11/2026")), Some((10, clock.due))), "{:?}", clock.trail);
}
