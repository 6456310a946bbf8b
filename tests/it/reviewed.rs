//! What hostile readings found in the rules and against the law, each with a test of its own; none is ever deleted.

use tiepdan::{
    domain::{
        event::Deed,
        id::Id,
        petition::{Petition, Stage},
        refusal::Refusal,
    },
    store::record::chain::{self, Verdict},
};

use crate::{cast::Filing, commune::Commune, database::is_postgres};

const SORTED: [(&str, &str); 4] =
    [("kind", "feedback"), ("topic", "environment"), ("subject", "Mùi hôi ở khe"), ("reason", "Báo việc ô nhiễm.")];
const ANSWER: [(&str, &str); 3] = [
    ("summary", "Xã đã kiểm tra. Trại phải che hố trong tuần."),
    ("letter", "Kính gửi {nguoi_gui}: xã đã kiểm tra và yêu cầu khắc phục."),
    ("result", "done"),
];

fn refusal(done: Result<tiepdan::register::Done, tiepdan::register::Failure>) -> Refusal {
    match done {
        Err(tiepdan::register::Failure::Refused(refusal)) => refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was done"),
    }
}

/// A head who became owner, rewrote the draft while sending it up, and approved it.
#[test]
fn nobody_approves_what_they_wrote_or_sent_up() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &SORTED);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.does("moitruong", id, Deed::Draft, &ANSWER);
    commune.does("chutich", id, Deed::Assign, &[("owner", "phochutich")]);
    commune.does("phochutich", id, Deed::Submit, &[]);
    assert!(matches!(refusal(commune.perform("phochutich", id, Deed::Approve, &[])), Refusal::NotYours(_)));
    commune.does("chutich", id, Deed::Return, &[("reason", "Thiếu ngày kiểm tra.")]);
    commune.does("phochutich", id, Deed::Draft, &ANSWER);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.does("moitruong", id, Deed::Submit, &ANSWER);
    assert!(
        matches!(refusal(commune.perform("phochutich", id, Deed::Approve, &[])), Refusal::NotYours(_)),
        "an earlier hand in the same version counts too"
    );
    commune.does("chutich", id, Deed::Approve, &[]);
}

/// The gap in the incoming numbers told the chairman of a petition about himself, and the Front the exact count.
#[test]
fn what_is_sealed_leaves_no_gap_in_the_incoming_numbers() {
    let commune = Commune::new();
    let number = |id| commune.case(id).petition.number;
    let (first, _) = commune.ba_sau_files();
    commune.does("vanthu", first, Deed::Sort, &SORTED);
    for concerns in ["diachinh", "chutich"] {
        let (id, _) = commune.ba_sau_files();
        let values =
            [("kind", "denunciation"), ("topic", "land"), ("concerns", concerns), ("reason", "Tố cáo nhận tiền.")];
        commune.does("vanthu", id, Deed::Sort, &values);
        assert_eq!(number(id), None, "{concerns}");
    }
    let (last, _) = commune.ba_sau_files();
    commune.does("vanthu", last, Deed::Sort, &SORTED);
    assert_eq!(number(first).map(|first| first + 1), number(last));
}

/// A document number of sixty free characters carried a name into the record and before the Front.
#[test]
fn a_document_number_is_a_number_and_no_sentence() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ong_tu());
    let sorted = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Không đồng ý quyết định.")];
    commune.does("vanthu", id, Deed::Sort, &sorted);
    let today = commune.today().to_string();
    commune.does("vanthu", id, Deed::Sign, &[("received_on", &*today), ("signed_on", &*today)]);
    commune.does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    commune.does("diachinh", id, Deed::Draft, &ANSWER);
    commune.does("diachinh", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    for wrong in ["Bà NGUYỄN THỊ NÀO ĐÓ 0912345678", "", "quyết định", "96/QĐ<script>", &"9".repeat(31)] {
        let values = [("document_no", wrong), ("document_date", &*today)];
        assert!(matches!(refusal(commune.perform("vanthu", id, Deed::Issue, &values)), Refusal::Fields(_)), "{wrong}");
    }
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/qđ-ubnd"), ("document_date", &*today)]);
    assert_eq!(commune.case(id).answers[0].document_no.as_deref(), Some("96/QĐ-UBND"));
}

/// The subject of conduct that is not assigned yet was hidden on its page and found by search.
#[test]
fn the_front_does_not_find_unassigned_conduct_by_its_subject() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_someone());
    let values = [
        ("kind", "feedback"),
        ("topic", "conduct"),
        ("subject", "Zyxwvut nói năng cộc lốc"),
        ("reason", "Về thái độ."),
    ];
    commune.does("chutich", id, Deed::Sort, &values);
    let finds = || commune.ba_tam().get("/ho-so?q=zyx").expect(200).html().contains(&id.to_string());
    assert!(!finds(), "while it is the chairman's alone");
    commune.does("chutich", id, Deed::Assign, &[("owner", "phochutich")]);
    assert!(finds(), "once it is assigned");
}

/// A paper with the name in it opened without the reason that the identity asks for.
#[test]
fn a_paper_does_not_tell_the_name_that_would_need_a_reason() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &SORTED);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.does("moitruong", id, Deed::Draft, &ANSWER);
    let path = format!("/ho-so/{id}/giay-to/1");
    commune.chi_hoa().get(&path).expect(403);
    commune.ba_hien().get(&path).expect(403);
    commune.anh_minh().get(&path).expect(200);
}

/// Planner statistics kept sealed words.
#[test]
fn statistics_keep_no_words_that_may_be_sealed() {
    if !is_postgres() {
        return;
    }
    let commune = Commune::new();
    let filing = Filing::of_ba_sau()
        .with("body", "Canhbao cán bộ nhận tiền của người quen để tách thửa.")
        .with("place", "canhcho");
    let code = commune.browser().file(&filing);
    let id = commune.petition(&code);
    commune.does("vanthu", id, Deed::Note, &[("body", "canhnote đã gọi")]);
    commune.data.run("ANALYZE").expect("statistics");
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "denunciation"), ("topic", "land"), ("subject", "canhsub"), ("reason", "canhreason nêu hành vi")],
    );
    let sql = "SELECT tablename || '.' || attname AS value FROM pg_stats WHERE schemaname = 'public'
        AND (most_common_vals::text ILIKE '%canh%' OR histogram_bounds::text ILIKE '%canh%' OR most_common_elems::text ILIKE '%canh%')";
    assert_eq!(commune.data.values(sql), Vec::<String>::new());
}

/// A cursor beyond what an engine can store was a failure of the server.
#[test]
fn a_cursor_from_nowhere_is_no_failure() {
    let commune = Commune::new();
    let page = "-262143-01-01_-8334601228800000000_019abcde-0000-7000-8000-000000000000";
    commune.chi_hoa().get(&format!("/ho-so?page={page}")).expect(200);
    commune.ba_tam().get(&format!("/giam-sat?page={page}")).expect(200);
}

/// The reason typed to open an identity stood on the page that anyone with the code can read.
#[test]
fn a_reason_typed_for_the_identity_does_not_stand_on_the_codes_page() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &SORTED);
    let ends = [("authority", "Công ty Môi trường đô thị"), ("reason", "Việc thuộc đơn vị thu gom.")];
    commune.does("chutich", id, Deed::Transfer, &ends);
    commune.at("2026-11-26T09:00");
    commune.does("vanthu", id, Deed::Identity, &[("reason", "Zyxwvut nghi người gửi đùa")]);
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(page.says("Việc thuộc đơn vị thu gom.") && page.says("Công ty Môi trường đô thị"), "{}", page.words());
    assert!(!page.says("Zyxwvut"), "{}", page.words());
}

/// A phản ánh that was answered, without anything told yet.
fn answered(commune: &Commune) -> Id<Petition> {
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &SORTED);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.does("moitruong", id, Deed::Draft, &ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    id
}

/// Told something before there was an answer counted as told the answer, and silence closed it a day later.
#[test]
fn who_was_told_earlier_was_not_told_the_answer() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &SORTED);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.at("2026-12-30T09:00");
    commune.does("moitruong", id, Deed::Draft, &ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "staff")]);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-26")]);
    assert_eq!(commune.case(id).petition.told_on, None);
    commune.at("2026-12-31T09:00").minute();
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-12-31")]);
    assert!(commune.case(id).petition.told_on.is_some());
}

/// What was said of the first answer stood under the second, and kept silence from ever closing it.
#[test]
fn a_new_answer_is_not_judged_by_what_was_said_of_the_old_one() {
    let commune = Commune::new();
    let id = answered(&commune);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    commune.does("citizen", id, Deed::Voice, &[("outcome", "not_done"), ("reason", "Vẫn còn hôi.")]);
    commune.does("chutich", id, Deed::Assign, &[("owner", "phochutich")]);
    commune.does("phochutich", id, Deed::Draft, &ANSWER);
    commune.does("phochutich", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    assert_eq!(commune.case(id).petition.outcome, None);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    commune.at("2026-12-28T09:00").minute();
    assert_eq!(commune.case(id).petition.stage, Stage::Closed);
}

/// A khiếu nại accepted on the first day of the story, its decision approved and waiting for the stamp.
fn decided(commune: &Commune) -> Id<Petition> {
    let id = commune.file(&Filing::of_ong_tu());
    let sorted = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Không đồng ý quyết định.")];
    commune.does("vanthu", id, Deed::Sort, &sorted);
    let today = commune.today().to_string();
    commune.does("vanthu", id, Deed::Sign, &[("received_on", &*today), ("signed_on", &*today)]);
    commune.at("2026-11-27T09:00");
    commune.does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    commune.does("diachinh", id, Deed::Draft, &ANSWER);
    commune.does("diachinh", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    id
}

/// A decision dated before it was accepted, sent before it was signed: each moved the citizen's last days.
#[test]
fn no_impossible_day_moves_a_right() {
    let commune = Commune::new();
    let id = decided(&commune);
    let early = [("document_no", "96/QĐ-UBND"), ("document_date", "2026-11-26")];
    assert!(matches!(refusal(commune.perform("vanthu", id, Deed::Issue, &early)), Refusal::Fields(_)));
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/QĐ-UBND"), ("document_date", "2026-11-27")]);
    let early = [("channel", "in_person"), ("sent_on", "2026-11-26"), ("delivered_on", "2026-11-26")];
    assert!(matches!(refusal(commune.perform("vanthu", id, Deed::Tell, &early)), Refusal::Fields(_)));
}

/// Once the person had said “xong”, sending the decision met nothing and delivering it started nothing.
#[test]
fn a_decision_is_still_sent_and_delivered_after_xong() {
    let commune = Commune::new();
    let id = decided(&commune);
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/QĐ-UBND"), ("document_date", "2026-11-27")]);
    commune.does("citizen", id, Deed::Voice, &[("outcome", "done")]);
    let told = [("channel", "in_person"), ("sent_on", "2026-11-27"), ("delivered_on", "2026-11-27")];
    commune.does("vanthu", id, Deed::Tell, &told);
    let case = commune.case(id);
    assert!(
        case.running("KN-GUI").is_none() && case.running("KN-LAN2-NOP").is_some() && case.running("KN-TOA").is_some()
    );
}

/// The Front copied the head as its page prints it, and the tool called a sound chain rewritten.
#[test]
fn a_head_is_found_as_the_page_prints_it() {
    let commune = Commune::new();
    commune.ba_sau_files();
    let Verdict::Whole { head, .. } = commune.chain().expect("the chain") else { panic!("broken") };
    let asked = |since: &str| match commune.store().read(|conn| chain::verify(conn, Some(since))).expect("a walk") {
        Verdict::Whole { contains, .. } => contains,
        Verdict::Broken { .. } => panic!("broken"),
    };
    let grouped = format!("{} {} {} {}", &head[..4], &head[4..8], &head[8..12], &head[12..16]);
    assert_eq!([asked(&head), asked(&head[..16]), asked(&grouped)], [Some(true); 3]);
    assert_eq!([asked(&head[..8]), asked(""), asked(&"0".repeat(64))], [Some(false); 3]);
}
