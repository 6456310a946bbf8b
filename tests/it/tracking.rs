//! Following by code: where it is, who has it, by when and why; words behind four digits; “done, partly, not done”.

use chrono::TimeDelta;
use tiepdan::domain::{
    event::Deed,
    id::Id,
    petition::{CloseCode, Outcome, Petition, Stage},
};

use crate::{
    cast::Filing,
    commune::{Commune, day},
    page::Page,
};

const SORTED: &[(&str, &str)] =
    &[("kind", "feedback"), ("topic", "environment"), ("subject", "Mùi hôi trại heo"), ("reason", "Theo nội dung")];
const ASSIGNED: &[(&str, &str)] =
    &[("unit", "economy"), ("owner", "moitruong"), ("instruction", "Kiểm tra tại chỗ, báo tôi trước thứ Sáu.")];
const DRAFTED: &[(&str, &str)] = &[
    ("summary", "Xã đã kiểm tra và yêu cầu chủ trại xử lý nước thải. Hạn làm xong là 20/12."),
    ("letter", "Kính gửi {nguoi_gui}, UBND xã đã kiểm tra trại heo và lập biên bản."),
    ("result", "upheld"),
];
const TOLD: &[(&str, &str)] = &[("channel", "phone"), ("sent_on", "2026-11-25")];

impl Commune {
    /// Up to the officer's desk.
    pub fn assign(&self, id: Id<Petition>) {
        self.does("vanthu", id, Deed::Sort, SORTED);
        self.does("chutich", id, Deed::Assign, ASSIGNED);
    }

    /// Answered by anh Minh, approved by ông An.
    pub fn answer(&self, id: Id<Petition>) {
        self.assign(id);
        self.does("moitruong", id, Deed::Draft, DRAFTED);
        self.does("moitruong", id, Deed::Submit, &[]);
        self.does("chutich", id, Deed::Approve, &[]);
    }
}

#[test]
fn a_code_is_found_however_it_is_written() {
    let commune = Commune::new();
    let (_, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let (a, b, c) = (&code[..4], &code[4..8], &code[8..]);
    for typed in [code.clone(), format!(" {a} {b} {c} "), format!("{a}-{b}.{c}"), format!("{a}\u{a0}{b}\u{2011}{c}")] {
        phone.post("/tra-cuu", &[("code", &typed)]).expect_to(303, &format!("/don/{code}"));
    }
}

#[test]
fn a_wrong_digit_is_told_from_a_code_that_nobody_has() {
    let commune = Commune::new();
    let (_, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let last = code.as_bytes()[11] - b'0';
    let wrong = format!("{}{}", &code[..11], (last + 1) % 10);
    let swapped = swap(&code);
    for typed in [wrong.as_str(), swapped.as_str(), "1234", "", "mười hai số", &"9".repeat(500)] {
        let page = phone.post("/tra-cuu", &[("code", typed)]).expect(422);
        assert_eq!(page.faults(), ["code"], "{typed}");
        assert_eq!(page.value("code").as_deref(), Some(typed));
    }
    // 0000 0000 0000 has a right check digit and is nobody's.
    let page = phone.post("/tra-cuu", &[("code", "0000 0000 0000")]).expect(404);
    assert_eq!(page.faults(), ["code"]);
    phone.post("/tra-cuu", &[]).expect(422);
}

/// The first two neighbours that differ change places.
fn swap(code: &str) -> String {
    let mut digits = code.as_bytes().to_vec();
    let at = digits.windows(2).position(|two| two[0] != two[1]).expect("digits that differ");
    digits.swap(at, at + 1);
    String::from_utf8(digits).expect("digits")
}

#[test]
fn a_code_that_is_nobodys_and_one_that_is_none_look_alike() {
    let commune = Commune::new();
    let phone = commune.browser();
    let pages: Vec<Page> = ["000000000000", "123456789012", "abc", "%00", "..%2f..%2fetc"]
        .iter()
        .flat_map(|code| ["", "/noi-dung", "/bo-sung", "/y-kien"].map(|tail| format!("/don/{code}{tail}")))
        .map(|path| phone.get(&path).expect(404))
        .collect();
    let first = pages[0].words();
    assert!(pages.iter().all(|page| page.words() == first));
}

#[test]
fn the_page_says_who_has_it_by_when_and_by_which_law() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let look = || phone.get(&format!("/don/{code}")).expect(200).words();
    let page = look();
    assert!(page.contains("09/12/2026") && page.contains("Luật Tiếp công dân"), "{page}");
    assert!(page.contains("Văn phòng"), "{page}");
    commune.at("2026-11-26T09:00").assign(id);
    let page = look();
    assert!(page.contains("Phòng Kinh tế") && page.contains("Mùi hôi trại heo"), "{page}");
    // Seven working days of the commune's own from the day of acceptance.
    assert!(page.contains("07/12/2026") && page.contains("Hạn xã tự đặt"), "{page}");
    commune.at("2026-12-08T09:00");
    assert!(look().contains("Quá hạn 1 ngày làm việc"), "{}", look());
    commune.at("2026-12-09T09:00");
    commune.does("moitruong", id, Deed::Draft, DRAFTED);
    commune.does("moitruong", id, Deed::Submit, &[]);
    assert!(!look().contains("yêu cầu chủ trại"), "not yet approved: {}", look());
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "staff")]);
    let page = look();
    assert!(page.contains("Xã đã kiểm tra và yêu cầu chủ trại"), "{page}");
    assert!(!page.contains("lập biên bản"), "the letter opens with four digits only: {page}");
}

#[test]
fn whoever_has_the_code_reads_no_name_and_no_words() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    let phone = commune.browser();
    for tail in ["", "/noi-dung", "/bo-sung", "/y-kien"] {
        let page = phone.follow(&format!("/don/{code}{tail}")).expect(200).html();
        for secret in [
            "Trần Thị Sáu",
            "5678",
            "0912",
            "xóm 2",
            "Trại heo ở đầu thôn",
            "Kiểm tra tại chỗ",
            "Lê Thị Hòa",
            "Nguyễn Nhật Minh",
        ] {
            assert!(!page.contains(secret), "/don/{tail} holds {secret}");
        }
    }
}

#[test]
fn words_open_with_the_last_four_digits() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    let phone = commune.browser();
    let path = format!("/don/{code}/noi-dung");
    let form = phone.get(&path).expect(200).form();
    for (typed, words) in [("", "4 số cuối"), ("12", "4 số cuối"), ("0000", "không đúng"), ("abcd", "4 số cuối")]
    {
        let page = phone.fill(&form, &[("phone_last4", typed)]).expect(422);
        assert!(page.faults() == ["phone_last4"] && page.says(words), "{typed}: {}", page.words());
        assert!(!page.says("Trại heo ở đầu thôn"));
    }
    let page = phone.fill(&form, &[("phone_last4", " 56 78 ")]).expect(200);
    assert!(page.says("Trại heo ở đầu thôn") && page.says("lập biên bản"), "{}", page.words());
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.says("Trần Thị Sáu") && !page.says("{nguoi_gui}"), "{}", page.words());
}

#[test]
fn guessing_four_digits_is_braked_for_that_petition_alone() {
    let commune = Commune::with_limits();
    let phone = commune.browser();
    let file = |filing: &Filing| {
        let check = phone.walk(filing);
        commune.later(TimeDelta::seconds(10));
        crate::cast::code_on(&phone.on(phone.fill(&check.form(), &[]).expect(303)))
    };
    let hers = file(&Filing::of_ba_sau());
    let other = file(&Filing::of_ba_sau().with("phone", "0909 000 4321"));
    let open = |code: &str, last4: &str| phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", last4)]);
    for guess in ["0001", "0002", "0003", "0004", "0005"] {
        open(&hers, guess).expect(422);
    }
    let braked = open(&hers, "5678").expect(429);
    let wait: i64 = braked.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    open(&other, "4321").expect(200);
    commune.later(TimeDelta::seconds(wait + 1));
    open(&hers, "5678").expect(200);
}

#[test]
fn without_a_phone_words_do_not_open() {
    let commune = Commune::new();
    let phone = commune.browser();
    let code = phone.file(&Filing::of_someone());
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(page.form_for("noi-dung").is_none());
    phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "0000")]).expect(422);
}

#[test]
fn she_adds_what_she_forgot() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let path = format!("/don/{code}/bo-sung");
    assert!(phone.get(&path).expect(200).form().has("body"));
    let page = phone.post(&path, &[("body", " ")]).expect(422);
    assert_eq!(page.faults(), ["body"]);
    let page = phone.post(&path, &[("body", &"dài ".repeat(2_000))]).expect(422);
    assert_eq!(page.value("body").map(|body| body.len()), Some("dài ".repeat(2_000).trim().len()));
    let page = phone.on(phone.post(&path, &[("body", "Hôm qua họ lại xả, nước đen cả khe.")]).expect(303));
    assert!(page.says("Ông bà viết thêm") && !page.says("nước đen"), "{}", page.words());
    let page = phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "5678")]).expect(200);
    assert!(page.says("nước đen cả khe"));
    assert_eq!(commune.case(id).petition.stage, Stage::Received);
}

#[test]
fn what_she_adds_does_not_undo_an_officers_draft() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.assign(id);
    commune.browser().post(&format!("/don/{code}/bo-sung"), &[("body", "Còn cả ruồi nữa.")]).expect(303);
    commune.does("moitruong", id, Deed::Draft, DRAFTED);
    assert_eq!(commune.case(id).answers.len(), 1);
}

#[test]
fn done_closes_it() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let path = format!("/don/{code}/y-kien");
    phone.post(&path, &[("outcome", "done")]).expect(409);
    phone.get(&path).expect_to(303, &format!("/don/{code}"));
    commune.answer(id);
    phone.post(&path, &[("outcome", "xong")]).expect(422);
    phone.post(&path, &[("outcome", "done")]).expect_to(303, &format!("/don/{code}"));
    let petition = commune.case(id).petition;
    assert_eq!((petition.stage, petition.close_code), (Stage::Closed, Some(CloseCode::Done)));
    assert!(phone.get(&format!("/don/{code}")).expect(200).says("xong rồi"));
    phone.get(&format!("/don/{code}/bo-sung")).expect(303);
    phone.post(&format!("/don/{code}/bo-sung"), &[("body", "Thêm một câu nữa.")]).expect(409);
}

#[test]
fn not_done_goes_to_the_chairman_and_never_back_to_the_same_officer() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    commune.does("vanthu", id, Deed::Tell, TOLD);
    let phone = commune.browser();
    let path = format!("/don/{code}/y-kien");
    let page = phone.post(&path, &[("outcome", "not_done")]).expect(422);
    assert_eq!(page.faults(), ["reason"]);
    let page = phone.fill(&page.form(), &[("reason", "Mới dọn một đoạn, mưa xuống lại tràn.")]);
    page.expect_to(303, &format!("/don/{code}"));
    let case = commune.case(id);
    assert_eq!((case.petition.stage, case.petition.outcome), (Stage::InProgress, Some(Outcome::NotDone)));
    assert_eq!(case.petition.owner, Some(commune.account("chutich").id));
    assert!(case.clocks.iter().any(|clock| clock.is_running() && clock.is_settling()), "a new limit runs");
    let again = commune.perform("chutich", id, Deed::Assign, ASSIGNED);
    assert!(matches!(again, Err(tiepdan::register::Failure::Refused(tiepdan::domain::refusal::Refusal::Fields(_)))));
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(page.says("Đang xem lại") && !page.says("mưa xuống"), "{}", page.words());
}

#[test]
fn partly_is_kept_and_it_stays_answered() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.answer(id);
    let phone = commune.browser();
    phone.post(&format!("/don/{code}/y-kien"), &[("outcome", "partly"), ("reason", "Còn mùi buổi tối")]).expect(303);
    let petition = commune.case(id).petition;
    assert_eq!((petition.stage, petition.outcome), (Stage::Answered, Some(Outcome::Partly)));
    phone.post(&format!("/don/{code}/y-kien"), &[("outcome", "done")]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::Closed);
}

#[test]
fn a_decided_complaint_says_where_to_go_next_and_until_when() {
    let commune = Commune::new();
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    let phone = commune.browser();
    let look = || phone.get(&format!("/don/{code}")).expect(200).words();
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")],
    );
    assert!(look().contains("Chờ ông bà ký đơn") && look().contains("thời hạn thụ lý chưa chạy"), "{}", look());
    commune.at("2026-11-27T09:00");
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-27"), ("signed_on", "2026-11-26")]);
    commune.does(
        "chutich",
        id,
        Deed::Assign,
        &[("unit", "land"), ("owner", "diachinh"), ("instruction", "Đối chiếu hồ sơ địa chính")],
    );
    commune.does(
        "diachinh",
        id,
        Deed::Draft,
        &[
            ("summary", "Xã giữ nguyên giá đất vì thửa 115 là đất rừng."),
            ("letter", "Kính gửi {nguoi_gui}, căn cứ hồ sơ địa chính."),
            ("result", "not_upheld"),
        ],
    );
    commune.does("diachinh", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    commune.at("2026-12-15T09:00");
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/QĐ-UBND"), ("document_date", "2026-12-15")]);
    assert!(look().contains("96/QĐ-UBND"), "{}", look());
    commune.at("2026-12-18T09:00");
    commune.does(
        "vanthu",
        id,
        Deed::Tell,
        &[("channel", "in_person"), ("sent_on", "2026-12-16"), ("delivered_on", "2026-12-18")],
    );
    let page = look();
    assert!(
        page.contains("Khiếu nại lần hai")
            && page.contains("Khởi kiện")
            && page.contains("Chủ tịch UBND thành phố Huế"),
        "{page}"
    );
    let case = commune.case(id);
    for clock in case.clocks.iter().filter(|clock| clock.citizens) {
        assert!(clock.is_running() && clock.started_on == day("18/12/2026"), "{}", clock.rule);
        assert!(page.contains(&clock.due.format("%d/%m/%Y").to_string()), "{} {page}", clock.due);
    }
    // “Chưa xong” of a decided complaint: its execution is looked at, it is not decided anew.
    phone.post(&format!("/don/{code}/y-kien"), &[("outcome", "not_done"), ("reason", "Chưa trả tiền")]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    assert!(look().contains("không thay cho khiếu nại lần hai") || look().contains("Khiếu nại lần hai"), "{}", look());
}

#[test]
fn a_denunciation_says_only_call_or_come() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo nhận tiền")],
    );
    let phone = commune.browser();
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(page.says("xin gọi hoặc đến gặp"), "{}", page.words());
    for word in ["Tố cáo", "tố cáo", "Môi trường", "Khe Sòng", "Chủ tịch giữ", "Hạn", "09/12/2026"] {
        assert!(!page.first("main").expect("main").contains(word), "{word}: {}", page.words());
    }
    phone.get(&format!("/don/{code}/noi-dung")).expect(404);
    phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "5678")]).expect(404);
    phone.post(&format!("/don/{code}/bo-sung"), &[("body", "Thêm một câu.")]).expect(409);
    phone.post(&format!("/don/{code}/y-kien"), &[("outcome", "done")]).expect(409);
}
