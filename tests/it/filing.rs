//! Filing: one question a page, no account, no script; nothing typed is lost, and one petition is filed once.

use std::{
    io::Write,
    net::{Shutdown, TcpStream},
    thread,
};

use chrono::TimeDelta;
use tiepdan::domain::{
    clock::{CLASSIFY, FIRST_REPLY},
    filing::Step,
    petition::{Answer3, Channel, Kind, Stage, Topic},
};

use crate::{
    cast::{Filing, code_on},
    commune::{Commune, day},
    page::Browser,
};

#[test]
fn ba_sau_files_and_holds_a_receipt() {
    let commune = Commune::new();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    assert!(check.says("Trại heo ở đầu thôn") && check.says("Trần Thị Sáu"), "{}", check.words());
    let receipt = phone.on(phone.fill(&check.form(), &[]).expect(303));
    assert_eq!(receipt.path, "/gui-don/xong");
    let code = code_on(&receipt);
    // Ten working days from 25/11/2026 (Luật Tiếp công dân Đ.28), with the number to call.
    assert!(receipt.says("09/12/2026") && receipt.says("0234 000 0062"), "{}", receipt.words());
    assert!(receipt.html().contains("<svg") && !receipt.all(".slip svg").is_empty(), "a QR code to print");
    let followed = phone.get(&format!("/don/{code}")).expect(200);
    assert!(followed.says("Đã nhận"), "{}", followed.words());
}

#[test]
fn what_was_filed_has_an_owner_and_clocks_from_its_first_second() {
    let commune = Commune::new();
    let case = commune.case(commune.file(&Filing::of_ba_sau()));
    let petition = &case.petition;
    assert_eq!(petition.received_on, commune.today());
    assert_eq!((petition.stage, petition.channel), (Stage::Received, Channel::Online));
    assert_eq!((case.choice.topic, case.choice.about_decision), (Topic::Environment, Answer3::No));
    assert_eq!(petition.kind_proposed, Kind::Feedback);
    assert_eq!(petition.owner, Some(commune.account("vanthu").id));
    // Ten days, the last a Saturday, so the Monday after (XLD-10); ten working days (TCD-TRALOI).
    for (rule, due) in [(CLASSIFY, "07/12/2026"), (FIRST_REPLY, "09/12/2026")] {
        let clock = case.running(rule).expect("a clock");
        assert_eq!((clock.started_on, clock.due), (day("25/11/2026"), day(due)), "{rule}");
        assert!(!clock.trail.0.is_empty() && !clock.basis.is_empty() && !clock.provisional, "{rule}");
    }
}

#[test]
fn a_decision_that_is_contested_proposes_a_complaint_with_its_paper() {
    let commune = Commune::new();
    let case = commune.case(commune.file(&Filing::of_ong_tu()));
    let story = case.story.expect("a story");
    assert_eq!(case.petition.kind_proposed, Kind::Complaint);
    assert_eq!((story.decision_no.as_str(), story.parcel.as_str()), ("57/QĐ-UBND", "115"));
    assert_eq!(story.decision_date, Some(day("02/10/2026")));
}

#[test]
fn conduct_is_the_chairmans_and_the_check_page_names_the_superior() {
    let commune = Commune::new();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_someone());
    assert!(check.says("UBND thành phố Huế"), "{}", check.words());
    let receipt = phone.on(phone.fill(&check.form(), &[]).expect(303));
    let case = commune.case(commune.petition(&code_on(&receipt)));
    assert_eq!(case.petition.owner, Some(commune.account("chutich").id));
    assert!(case.choice.anonymous && !case.petition.reachable);
}

type Wrong = (Step, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// Each step with an answer that cannot stand, and the fields that the page then names.
const WRONG: &[Wrong] = &[
    (Step::Topic, &[], &["topic"]),
    (Step::Topic, &[("topic", "chuyện nhà")], &["topic"]),
    (Step::About, &[("about_decision", "maybe")], &["about_decision"]),
    (Step::Story, &[("body", "")], &["body"]),
    (Step::Story, &[("body", "Hôi quá.")], &["body"]),
    (Step::Story, &[("body", "\u{202e}\0\0 \n\t              ")], &["body"]),
    (Step::Story, &[("happened_on", "hôm kia"), ("body", "Mùi hôi từ trại heo, ai cũng chịu.")], &["happened_on"]),
    (Step::Story, &[("happened_on", "31/12/2026"), ("body", "Mùi hôi từ trại heo, ai cũng chịu.")], &["happened_on"]),
    (Step::Place, &[], &["village"]),
    (Step::Place, &[("village", "atlantis")], &["village"]),
    (Step::Decision, &[("decision_date", "2/13/2026")], &["decision_date"]),
    (Step::Decision, &[("decision_date", "26/11/2026")], &["decision_date"]),
    (Step::Person, &[("anonymous", "yes")], &["anonymous"]),
    (Step::Person, &[], &["full_name", "address"]),
    (Step::Person, &[("full_name", "Tư"), ("phone", "0905 111 222")], &["address"]),
    (Step::Person, &[("full_name", "Tư"), ("address", "xóm Đình"), ("phone", "không nhớ")], &["phone"]),
    (Step::Person, &[("full_name", "Tư"), ("address", "xóm Đình"), ("email", "tu@")], &["email"]),
];

#[test]
fn each_answer_that_cannot_stand_is_named_and_kept() {
    let commune = Commune::new();
    let phone = commune.browser();
    let filing = Filing::of_ong_tu();
    for step in Step::ALL.iter().copied().filter(|step| *step != Step::Check) {
        let path = format!("/gui-don/{}", step.path());
        for (_, typed, named) in WRONG.iter().filter(|(at, ..)| *at == step) {
            let page = phone.post(&path, typed).expect(422);
            assert_eq!(page.faults(), *named, "{path} {typed:?}");
            assert!(page.first("title").is_some_and(|title| title.starts_with("Lỗi:")), "{path}");
            for (field, value) in typed.iter().filter(|(field, value)| *field != "topic" && !value.contains('\0')) {
                let kept = page.value(field);
                let is_choice = ["about_decision", "village", "anonymous"].contains(field);
                assert!(is_choice || kept.as_deref() == Some(*value), "{path} {field} lost {value}: {kept:?}");
            }
        }
        let form = phone.follow(&path).form();
        let mended: Vec<(&str, &str)> = step.fields().iter().map(|field| (*field, filing.get(field))).collect();
        phone.fill(&form, &mended).expect(303);
    }
    assert_eq!(phone.get("/gui-don/kiem-tra").expect(200).faults(), Vec::<String>::new());
    assert_eq!(commune.data.count("petitions"), 0);
}

#[test]
fn too_long_is_said_and_nothing_typed_is_cut() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.post("/gui-don/viec", &[("topic", "order")]).expect(303);
    phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", "unknown")]).expect(303);
    let long = "Ồn ào cả đêm. ".repeat(800);
    let page = phone.post("/gui-don/noi-dung", &[("body", &long)]).expect(422);
    assert_eq!(page.faults(), ["body"]);
    assert!(page.says("10000") || page.says("10.000"), "{}", page.words());
    assert_eq!(page.value("body").map(|body| body.chars().count()), Some(long.trim().chars().count()));
    for (step, field) in [("noi-xay-ra", "place"), ("nguoi-gui", "full_name"), ("nguoi-gui", "address")] {
        let page = phone.post(&format!("/gui-don/{step}"), &[(field, &"a".repeat(201))]).expect(422);
        assert!(page.faults().iter().any(|named| named == field), "{step} {field}");
    }
}

#[test]
fn the_files_step_goes_on_without_files_however_a_browser_says_so() {
    let commune = Commune::new();
    let phone = commune.browser();
    let step = "/gui-don/tep";
    phone.post("/gui-don/viec", &[("topic", "order")]).expect(303);
    phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", "no")]).expect(303);
    phone.post("/gui-don/noi-dung", &[("body", Filing::of_ba_sau().get("body"))]).expect(303);
    phone.post("/gui-don/noi-xay-ra", &[("village", "khe-song")]).expect(303);
    let bodies = [
        "--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"khac\"\r\n\r\n\r\n--x--",
    ];
    for body in bodies {
        let form = "multipart/form-data; boundary=x";
        let page = phone.send(step, |client, url| client.post(url).header("content-type", form).body(body));
        page.expect_to(303, "/gui-don/nguoi-gui");
    }
    phone.post(step, &[]).expect_to(303, "/gui-don/nguoi-gui");
    let form = phone.get(step).form();
    phone.fill(&form, &[]).expect_to(303, "/gui-don/nguoi-gui");
}

#[test]
fn back_keeps_every_answer() {
    let commune = Commune::new();
    let phone = commune.browser();
    let filing = Filing::of_ong_tu().with("happened_on", "2026-10-03").with("email", "ong.tu@example.vn");
    phone.walk(&filing);
    for step in Step::ALL.iter().rev().filter(|step| ![Step::Check, Step::Files].contains(step)) {
        let page = phone.get(&format!("/gui-don/{}", step.path())).expect(200);
        let form = page.form();
        for (field, value) in filing.fitting(&form.names) {
            assert_eq!(form.value(field), Some(value), "{} {field}", page.path);
        }
    }
    // Going forth again without touching anything changes nothing.
    let mut page = phone.get("/gui-don/viec");
    while page.path != "/gui-don/kiem-tra" {
        page = phone.on(phone.fill(&page.form(), &[]).expect(303));
    }
    let case = {
        let receipt = phone.on(phone.fill(&page.form(), &[]).expect(303));
        commune.case(commune.petition(&code_on(&receipt)))
    };
    assert_eq!(case.story.expect("a story").body, filing.get("body"));
}

#[test]
fn a_step_cannot_be_jumped_over_nor_sent_unfinished() {
    let commune = Commune::new();
    let phone = commune.browser();
    for step in ["noi-dung", "nguoi-gui", "kiem-tra"] {
        phone.get(&format!("/gui-don/{step}")).expect_to(303, "/gui-don/viec");
    }
    phone.get("/gui-don/khong-co").expect(404);
    phone.post("/gui-don/khong-co", &[]).expect(404);
    phone.get("/gui-don/xong").expect_to(303, "/tra-cuu");
    phone.post("/gui-don/kiem-tra", &[]).expect_to(303, "/gui-don/viec");
    phone.post("/gui-don/viec", &[("topic", "social")]).expect(303);
    phone.get("/gui-don/kiem-tra").expect_to(303, "/gui-don/quyet-dinh-khong");
    let page = phone.post("/gui-don/kiem-tra", &[]).expect(422);
    assert_eq!(page.faults(), ["about_decision"]);
    // The contested paper is asked only of those who contest one.
    phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", "no")]).expect(303);
    phone.get("/gui-don/quyet-dinh").expect(303);
    assert_eq!(commune.data.count("petitions"), 0);
}

#[test]
fn pressing_twice_sends_once() {
    let commune = Commune::new();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    for _ in 0..3 {
        phone.fill(&check.form(), &[]).expect_to(303, "/gui-don/xong");
    }
    let first = code_on(&phone.get("/gui-don/xong"));
    assert_eq!(code_on(&phone.get("/gui-don/xong")), first);
    phone.get("/gui-don/kiem-tra").expect_to(303, "/gui-don/xong");
    assert_eq!(commune.data.count("petitions"), 1);
}

#[test]
fn eight_taps_at_once_are_one_petition_and_one_receipt() {
    let commune = Commune::new();
    for _ in 0..3 {
        let phone = commune.browser();
        let form = phone.walk(&Filing::of_ba_sau()).form();
        thread::scope(|scope| {
            let taps: Vec<_> = (0..8).map(|_| scope.spawn(|| phone.fill(&form, &[]))).collect();
            for tap in taps {
                tap.join().expect("a tap").expect_to(303, "/gui-don/xong");
            }
        });
        commune.petition(&code_on(&phone.get("/gui-don/xong").expect(200)));
    }
    assert_eq!(commune.data.count("petitions"), 3);
    assert_eq!(commune.data.count("parties"), 3);
    assert_eq!(commune.data.count("events WHERE deed = 'nop'"), 3);
}

#[test]
fn a_cut_connection_is_tried_again_and_files_once() {
    let commune = Commune::new();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    cut(&phone, "/gui-don/kiem-tra");
    phone.fill(&check.form(), &[]).expect_to(303, "/gui-don/xong");
    code_on(&phone.get("/gui-don/xong").expect(200));
    assert_eq!(commune.data.count("petitions"), 1);
}

/// Sends a form and goes away before the answer.
fn cut(browser: &Browser, path: &str) {
    let host = browser.base.strip_prefix("http://").expect("http");
    let mut stream = TcpStream::connect(host).expect("a connection");
    let cookies = browser.cookies();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"
    )
    .expect("a request");
    stream.shutdown(Shutdown::Both).expect("a cut");
}

#[test]
fn the_same_phone_files_a_second_matter() {
    let commune = Commune::new();
    let phone = commune.browser();
    let first = phone.file(&Filing::of_ba_sau());
    let second = phone.file(&Filing::of_ba_sau().with("topic", "infrastructure"));
    assert_ne!(first, second);
    assert_eq!(commune.data.count("petitions"), 2);
}

#[test]
fn two_phones_have_two_drafts() {
    let commune = Commune::new();
    let (hers, his) = (commune.browser(), commune.browser());
    hers.post("/gui-don/viec", &[("topic", "environment")]).expect(303);
    his.get("/gui-don/quyet-dinh-khong").expect_to(303, "/gui-don/viec");
    his.post("/gui-don/viec", &[("topic", "order")]).expect(303);
    assert_eq!(hers.get("/gui-don/viec").value("topic").as_deref(), Some("environment"));
}

#[test]
fn two_tabs_of_one_phone_lose_no_answer() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.post("/gui-don/viec", &[("topic", "environment")]).expect(303);
    thread::scope(|scope| {
        scope.spawn(|| phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", "no")]).expect(303));
        scope.spawn(|| phone.post("/gui-don/noi-dung", &[("body", Filing::of_ba_sau().get("body"))]).expect(303));
        scope.spawn(|| phone.post("/gui-don/noi-xay-ra", &[("village", "khe-song")]).expect(303));
    });
    phone.post("/gui-don/nguoi-gui", &[("anonymous", "yes")]).expect(303);
    assert_eq!(phone.get("/gui-don/kiem-tra").expect(200).path, "/gui-don/kiem-tra");
}

#[test]
fn a_draft_is_read_by_its_phone_alone_and_can_be_thrown_away() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.walk(&Filing::of_ba_sau());
    assert_eq!(commune.data.count("drafts"), 1);
    let stored = commune.data.values(match crate::database::is_postgres() {
        true => "SELECT encode(sealed, 'escape') AS value FROM drafts",
        false => "SELECT CAST(sealed AS TEXT) AS value FROM (SELECT hex(sealed) AS sealed FROM drafts)",
    });
    assert!(!stored[0].contains("Sáu") && !stored[0].contains(&hex("Trại heo")), "{stored:?}");
    let wipe = phone.get("/gui-don/kiem-tra").forms().into_iter().find(|form| form.action == "/gui-don/xoa");
    phone.fill(&wipe.expect("“Xoá khỏi máy này”"), &[]).expect_to(303, "/");
    assert_eq!(commune.data.count("drafts"), 0);
    assert_eq!(phone.cookies(), "");
    phone.get("/gui-don/kiem-tra").expect_to(303, "/gui-don/viec");
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn after_sending_only_the_code_is_left_of_the_draft() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.file(&Filing::of_ba_sau());
    let page = phone.get("/gui-don/xong").expect(200);
    for word in ["Trần Thị Sáu", "Trại heo", "0912"] {
        assert!(!page.says(word), "{word}");
    }
    for step in ["quyet-dinh-khong", "noi-dung", "noi-xay-ra", "nguoi-gui"] {
        phone.get(&format!("/gui-don/{step}")).expect_to(303, "/gui-don/xong");
    }
}

#[test]
fn a_draft_is_gone_after_a_day() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.post("/gui-don/viec", &[("topic", "order")]).expect(303);
    commune.later(TimeDelta::hours(23));
    assert_eq!(phone.get("/gui-don/viec").value("topic").as_deref(), Some("order"));
    commune.later(TimeDelta::hours(2));
    assert_eq!(phone.get("/gui-don/viec").value("topic"), None);
    commune.minute();
    assert_eq!(commune.data.count("drafts"), 0);
}

#[test]
fn what_is_filed_late_on_a_sunday_is_received_that_day() {
    let commune = Commune::new();
    commune.at("2026-11-29T23:30");
    let case = commune.case(commune.file(&Filing::of_ba_sau()));
    assert_eq!(case.petition.received_on, day("29/11/2026"));
    // Day 1 is the Monday after.
    assert_eq!(case.running(FIRST_REPLY).map(|clock| clock.due), Some(day("11/12/2026")));
}

#[test]
fn beyond_the_calendar_filing_goes_on_provisionally() {
    let commune = Commune::new();
    commune.at("2028-03-01T09:00");
    let case = commune.case(commune.file(&Filing::of_ba_sau()));
    let clock = case.running(FIRST_REPLY).expect("a clock");
    assert_eq!((clock.due, clock.provisional), (day("15/03/2028"), true));
}

/// Words that break what is careless: markup, template marks, controls, direction marks, no place to break a line.
#[test]
fn hostile_words_are_kept_as_words() {
    let commune = Commune::new();
    let long = "Đ".repeat(9_900);
    let bodies = [
        "<script>alert(1)</script> <img src=x onerror=alert(1)> & \" ' đủ hai mươi chữ",
        "{{ office.phone }} {% raw %} {# x #} {{ 7 * 7 }} đủ hai mươi chữ cái",
        "'; DROP TABLE petitions; -- \" OR 1=1 \\ đủ hai mươi chữ cái đây",
        &long,
    ];
    for body in bodies {
        let phone = commune.browser();
        let filing = Filing::of_ba_sau()
            .with("body", body)
            .with("full_name", "<b>Sáu</b> {{x}}")
            .with("place", body.get(..60).unwrap_or("a"));
        let code = phone.file(&filing);
        let page = phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "5678")]).expect(200);
        assert!(
            page.first(".story").is_some_and(|story| story == body.split_whitespace().collect::<Vec<_>>().join(" ")),
            "{}",
            page.words()
        );
        assert!(page.all("script, img, b script").is_empty());
    }
    let phone = commune.browser();
    let code =
        phone.file(&Filing::of_ba_sau().with("body", "một\0 hai\u{202e} ba\u{200f} bốn\u{feff} năm sáu bảy tám\u{7}"));
    let page = phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "5678")]).expect(200);
    assert_eq!(page.first(".story").as_deref(), Some("một hai ba bốn năm sáu bảy tám"));
}

#[test]
fn nobody_files_before_the_office_is_founded() {
    let commune = Commune::unfounded();
    let phone = commune.browser();
    for path in ["/gui-don", "/gui-don/viec"] {
        let page = phone.get(path).expect(503);
        assert!(page.says("chưa nhận đơn qua trang này") && page.says("gặp cán bộ tiếp dân"), "{}", page.words());
    }
    phone.post("/gui-don/viec", &[("topic", "land")]).expect(503);
    phone.get("/").expect(200);
    phone.get("/suc-khoe").expect(200);
}

#[test]
fn a_program_is_braked_and_a_person_is_not() {
    let commune = Commune::with_limits();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    let braked = phone.fill(&check.form(), &[]).expect(429);
    assert!(braked.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    commune.later(TimeDelta::seconds(20));
    phone.fill(&check.form(), &[("website", "http://spam.example")]).expect(429);
    phone.fill(&check.form(), &[]).expect_to(303, "/gui-don/xong");
    assert_eq!(commune.data.count("petitions"), 1);
}

#[test]
fn one_address_cannot_flood_the_office() {
    let commune = Commune::with_limits();
    let mut braked = 0;
    for _ in 0..16 {
        let phone = commune.browser();
        let check = phone.walk(&Filing::of_ba_sau());
        commune.later(TimeDelta::seconds(6));
        let page = phone.fill(&check.form(), &[]);
        if page.status == 429 {
            // What was typed is still there.
            assert!(phone.get("/gui-don/kiem-tra").expect(200).says("Trại heo"));
            braked += 1;
        }
    }
    assert!((1..=6).contains(&braked), "{braked}");
}
