//! Late at the end: a reason by code, asked for only then, kept for good, seen by the Front without a word of the case.

use tiepdan::domain::{
    event::Deed,
    id::Id,
    petition::{Petition, Stage},
    refusal::Refusal,
};
use tiepdan::register::Failure;

use crate::{cast::Filing, commune::Commune};

const ANSWER: &[(&str, &str)] = &[
    ("summary", "Xã đã kiểm tra. Chủ trại phải che hố trước 10/12."),
    ("letter", "UBND xã đã kiểm tra trại heo ngày 26/11 và yêu cầu che hố, xử lý nước thải trước 10/12."),
    ("result", "done"),
];
const SORTED: &[(&str, &str)] =
    &[("kind", "feedback"), ("topic", "environment"), ("subject", "Mùi hôi trại heo"), ("reason", "Phản ánh")];

impl Commune {
    /// Given to anh Minh on 25/11: its answer is due on 04/12.
    pub fn due_on_the_fourth(&self) -> Id<Petition> {
        let id = self.file(&Filing::of_ba_sau());
        self.does("vanthu", id, Deed::Sort, SORTED);
        self.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
        id
    }

    pub fn sends_up(&self, id: Id<Petition>, by: &str) {
        self.does(by, id, Deed::Draft, ANSWER);
        self.does(by, id, Deed::Submit, &[]);
    }

    fn reasons_of(&self, id: Id<Petition>) -> Vec<String> {
        self.data.values(&format!(
            "SELECT code || ' ' || CAST(ended_on AS TEXT) AS value FROM latenesses WHERE CAST(petition AS TEXT) = '{id}'"
        ))
    }

    /// The fields that are missing.
    fn lacks(&self, by: &str, id: Id<Petition>, deed: Deed, fields: &[(&str, &str)]) -> Vec<String> {
        match self.perform(by, id, deed, fields) {
            Err(Failure::Refused(Refusal::Fields(errors))) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other:?}"),
            Ok(_) => Vec::new(),
        }
    }
}

#[test]
fn an_answer_after_its_limit_says_why_and_the_front_reads_the_reason_but_no_word_of_it() {
    let commune = Commune::new();
    let id = commune.due_on_the_fourth();
    commune.sends_up(id, "moitruong");
    let chair = commune.ong_an();
    let path = format!("/ho-so/{id}");
    assert!(!chair.get(&path).expect(200).says("Vì sao trễ?"), "nothing is late yet");

    commune.at("2026-12-07T08:00");
    let chair = commune.ong_an();
    let page = chair.get(&path).expect(200);
    assert!(page.says("Vì sao trễ?") && page.says("đã hết hạn thứ Sáu, 04/12/2026"), "{}", page.words());
    let form = page.form_for("duyet").expect("duyet is offered");
    let again = chair.fill(&form, &[("late_note", "Mẫu nước gửi Huế chưa về.")]).expect(422);
    assert_eq!(again.value("late_note").as_deref(), Some("Mẫu nước gửi Huế chưa về."), "what was typed stays");
    assert!(again.says("Xin chọn vì sao trễ"), "{}", again.words());
    assert_eq!(commune.case(id).petition.stage, Stage::AwaitingApproval);
    chair.act(id, "duyet", &[("late_reason", "other_agency"), ("late_note", "Mẫu nước gửi Huế chưa về.")]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    assert_eq!(commune.reasons_of(id), ["other_agency 2026-12-07"]);

    let page = chair.get(&path).expect(200);
    assert!(
        page.says("trễ vì: Chờ cơ quan khác trả lời, phối hợp") && page.says("Mẫu nước gửi Huế"),
        "{}",
        page.words()
    );
    let front = commune.ba_tam().get(&path).expect(200);
    assert!(front.says("trễ vì: Chờ cơ quan khác trả lời, phối hợp"), "{}", front.words());
    assert!(!front.html().contains("Mẫu nước"), "{}", front.words());
    let bodies = commune.data.values("SELECT body AS value FROM events WHERE deed = 'duyet'");
    assert!(bodies[0].contains("other_agency") && !bodies[0].contains("Mẫu nước"), "{bodies:?}");
}

#[test]
fn in_time_nothing_is_asked_and_nothing_kept() {
    let commune = Commune::new();
    let id = commune.due_on_the_fourth();
    commune.at("2026-12-04T16:00").sends_up(id, "moitruong");
    let form = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200).form_for("duyet").expect("offered");
    assert!(!form.has("late_reason") && !form.has("late_note"), "{:?}", form.names);
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "staff")]);
    assert_eq!(commune.data.count("latenesses"), 0);
}

#[test]
fn only_a_reason_of_the_list_that_is_still_in_use_stands_and_another_one_needs_words() {
    let commune = Commune::new();
    let id = commune.due_on_the_fourth();
    commune.at("2026-12-07T08:00").sends_up(id, "moitruong");
    commune.data.run("UPDATE late_reasons SET until = '2026-12-06' WHERE code = 'disaster'").expect("ended");
    for wrong in ["", "disaster", "toi-khong-biet"] {
        assert_eq!(commune.lacks("chutich", id, Deed::Approve, &[("late_reason", wrong)]), ["late_reason"], "{wrong}");
    }
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(!page.says("Thiên tai") && page.says("Thiếu người"), "{}", page.words());
    assert_eq!(commune.lacks("chutich", id, Deed::Approve, &[("late_reason", "other")]), ["late_note"]);
    let long = "á".repeat(501);
    let fields = [("late_reason", "staff"), ("late_note", long.as_str())];
    assert_eq!(commune.lacks("chutich", id, Deed::Approve, &fields), ["late_note"]);
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "other"), ("late_note", "Mất điện cả tuần.")]);
    assert_eq!(commune.reasons_of(id), ["other 2026-12-07"]);
}

#[test]
fn a_decision_is_late_by_the_day_it_bears() {
    let commune = Commune::new();
    let decided = |dated: &str, reason: &[(&str, &str)]| {
        commune.at("2026-11-25T08:00");
        let id = commune.file(&Filing::of_ong_tu());
        let sorted = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")];
        commune.does("vanthu", id, Deed::Sort, &sorted);
        commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
        commune.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
        // Thirty days from 25/11 end on 25/12.
        commune.at("2026-12-28T08:00").sends_up(id, "diachinh");
        commune.does("chutich", id, Deed::Approve, &[]);
        let fields = [&[("document_no", "96/QĐ-UBND"), ("document_date", dated)], reason].concat();
        (id, commune.lacks("vanthu", id, Deed::Issue, &fields))
    };
    let (id, lacks) = decided("2026-12-25", &[]);
    assert!(lacks.is_empty() && commune.reasons_of(id).is_empty(), "{lacks:?}");
    assert_eq!(decided("2026-12-28", &[]).1, ["late_reason"]);
    assert_eq!(decided("", &[]).1, ["document_date", "late_reason"], "all that is missing at once");
    let (id, lacks) = decided("2026-12-28", &[("late_reason", "measure")]);
    assert!(lacks.is_empty(), "{lacks:?}");
    assert_eq!(commune.reasons_of(id), ["measure 2026-12-28"]);
}

#[test]
fn whoever_ends_it_unanswered_after_the_limit_says_why_as_well() {
    let commune = Commune::new();
    let because = ("reason", "Theo nội dung đơn");
    let new = || commune.file(&Filing::of_ba_sau());
    let (ineligible, passed_on, withdrawn, pressed) =
        (new(), new(), commune.due_on_the_fourth(), commune.due_on_the_fourth());
    commune.does("vanthu", passed_on, Deed::Sort, SORTED);
    // Ten working days to classify a paper of 25/11 are over on 09/12; this one was sorted in time, so its first outcome is owed.
    commune.at("2026-12-10T08:00");
    let ground = ("reason_code", "illegible");
    assert_eq!(commune.lacks("chutich", ineligible, Deed::Ineligible, &[ground, because]), ["late_reason"]);
    commune.does("chutich", ineligible, Deed::Ineligible, &[ground, because, ("late_reason", "slow")]);
    let to = ("authority", "Công ty Điện lực");
    assert_eq!(commune.lacks("chutich", passed_on, Deed::Transfer, &[to, because]), ["late_reason"]);
    commune.does("chutich", passed_on, Deed::Transfer, &[to, because, ("late_reason", "slow")]);
    let whole = [("signed_on", "2026-12-10"), ("part", "whole"), ("pressed", "no")];
    assert_eq!(commune.lacks("vanthu", withdrawn, Deed::Withdraw, &whole), ["late_reason"]);
    commune.does("vanthu", withdrawn, Deed::Withdraw, &[&whole[..], &[("late_reason", "staff")]].concat());
    // Nothing ends by what was signed under pressure.
    commune.does(
        "vanthu",
        pressed,
        Deed::Withdraw,
        &[("signed_on", "2026-12-10"), ("part", "whole"), ("pressed", "yes")],
    );
    assert_eq!(commune.reasons_of(ineligible), ["slow 2026-12-10"]);
    assert_eq!(commune.reasons_of(passed_on), ["slow 2026-12-10"]);
    assert_eq!(commune.reasons_of(withdrawn), ["staff 2026-12-10"]);
    assert!(commune.reasons_of(pressed).is_empty());
}

#[test]
fn a_termination_after_the_limit_says_why_too_and_before_it_is_asked_nothing() {
    let commune = Commune::new();
    let complaint = || {
        commune.at("2026-11-25T08:00");
        let id = commune.file(&Filing::of_ong_tu());
        let sorted = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")];
        commune.does("vanthu", id, Deed::Sort, &sorted);
        commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
        commune.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
        id
    };
    let decided = |on: &'static str| {
        [
            ("ground", "no_object"),
            ("reason", "Quyết định bị khiếu nại đã thu hồi"),
            ("document_no", "98/QĐ-UBND"),
            ("document_date", on),
        ]
    };
    // Thirty days from 25/11 end on 25/12.
    let (prompt, late) = (complaint(), complaint());
    commune.at("2026-12-25T15:00");
    let form = commune.ong_an().get(&format!("/ho-so/{prompt}")).expect(200).form_for("dinh-chi").expect("offered");
    assert!(!form.has("late_reason"), "{:?}", form.names);
    commune.does("chutich", prompt, Deed::Terminate, &decided("2026-12-25"));
    assert!(commune.reasons_of(prompt).is_empty());

    commune.at("2026-12-28T08:00");
    let chair = commune.ong_an();
    let page = chair.get(&format!("/ho-so/{late}")).expect(200);
    let form = page.form_for("dinh-chi").expect("offered");
    assert!(form.has("late_reason") && page.says("đã hết hạn thứ Sáu, 25/12/2026"), "{}", page.words());
    let refused = chair.fill(&form, &decided("2026-12-28")).expect(422);
    assert_eq!(refused.faults(), ["dinh-chi-late_reason"]);
    assert_eq!(
        refused.form_for("dinh-chi").expect("again").value("document_no"),
        Some("98/QĐ-UBND"),
        "nothing is lost"
    );
    assert_eq!(commune.case(late).petition.stage, Stage::InProgress);
    // The day that the paper bears does not make it prompt: it is ended today.
    assert_eq!(commune.lacks("chutich", late, Deed::Terminate, &decided("2026-12-25")), ["late_reason"]);
    let other = [&decided("2026-12-28")[..], &[("late_reason", "other")]].concat();
    assert_eq!(commune.lacks("chutich", late, Deed::Terminate, &other), ["late_note"]);
    let said =
        [&decided("2026-12-28")[..], &[("late_reason", "other_agency"), ("late_note", "CHIMRI chờ huyện trả lời.")]]
            .concat();
    chair.fill(&form, &said).expect(303);
    assert_eq!(commune.case(late).petition.stage, Stage::Terminated);
    assert_eq!(commune.reasons_of(late), ["other_agency 2026-12-28"]);
    let front = commune.ba_tam().get(&format!("/ho-so/{late}")).expect(200);
    assert!(front.says("trễ vì: Chờ cơ quan khác trả lời") && !front.html().contains("CHIMRI"), "{}", front.words());
}

#[test]
fn a_reason_that_was_given_stands_even_by_hand() {
    let commune = Commune::new();
    let id = commune.due_on_the_fourth();
    commune.at("2026-12-07T08:00").sends_up(id, "moitruong");
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "slow")]);
    for sql in ["UPDATE latenesses SET code = 'filer'", "DELETE FROM latenesses", "DELETE FROM late_reasons"] {
        commune.data.run(sql).expect_err(sql);
    }
    assert_eq!(commune.reasons_of(id), ["slow 2026-12-07"]);
}
