//! The office's pages of one petition: from the first sorting to “xong”, and every way in which an act may not be done.

use chrono::NaiveDate;
use tiepdan::domain::{
    clock::{
        ACCEPT_COMPLAINT, ANSWER, ClockState, FIRST_REPLY, SECOND_COMPLAINT, SEND_DECISION, SETTLE_COMPLAINT, SUE,
    },
    id::Id,
    person::Role,
    petition::{Case, Kind, Petition, Stage, TextKind},
};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, day},
};

const LETTER: &str = "Kính gửi {nguoi_gui}. Ngày 26/11 xã đã đo mùi, lấy mẫu nước và lập biên bản với chủ trại.";
const SUMMARY: &str = "Chủ trại phải xây bể biogas. Xã kiểm tra lại chậm nhất 20/12/2026.";

/// Sorted by chị Hòa; what is not named stands as the portal proposes it.
fn sorted(commune: &Commune, id: Id<Petition>, values: &[(&str, &str)]) {
    let more = [&[("reason", "Theo nội dung đơn.")], values].concat();
    commune.chi_hoa().act(id, "phan-loai", &more).expect_to(303, &format!("/ho-so/{id}"));
}

/// Ông An gives it to whom the portal proposes.
fn assigned(commune: &Commune, id: Id<Petition>) {
    commune.ong_an().act(id, "giao", &[("instruction", "Xuống tận nơi xem.")]).expect_to(303, &format!("/ho-so/{id}"));
}

fn drafted_and_sent_up(officer: &Officer, id: Id<Petition>) {
    officer.act(id, "du-thao", &[("summary", SUMMARY), ("letter", LETTER), ("result", "done")]).expect(303);
    officer.act(id, "trinh", &[]).expect(303);
}

fn state(case: &Case, rule: &str) -> Option<(ClockState, NaiveDate)> {
    case.clocks.iter().rev().find(|clock| clock.rule == rule).map(|clock| (clock.state, clock.due))
}

#[test]
fn a_feedback_goes_its_whole_way() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let page = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Trại heo ở đầu thôn xả nước thải"));
    assert!(!page.says("Thị Sáu") && !page.says("0912"), "no identity on the page");
    assert_eq!(
        page.form_for("phan-loai").and_then(|form| form.value("kind").map(str::to_owned)),
        Some("feedback".into())
    );
    sorted(&commune, id, &[("subject", "Mùi hôi trại heo đầu thôn")]);
    assert_eq!(commune.case(id).petition.number, Some(1));

    let giao = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200).form_for("giao").expect("giao is offered");
    assert_eq!((giao.value("unit"), giao.value("owner")), (Some("economy"), Some("moitruong")), "first routing");
    assigned(&commune, id);
    let case = commune.case(id);
    assert_eq!(case.petition.stage, Stage::InProgress);
    // Seven working days of the commune's own from Wednesday 25/11.
    assert_eq!(state(&case, ANSWER), Some((ClockState::Running, day("2026-12-04"))));

    let minh = commune.anh_minh();
    assert!(minh.get(&format!("/ho-so/{id}")).expect(200).says("Xuống tận nơi xem."));
    drafted_and_sent_up(&minh, id);
    commune.ong_an().act(id, "tra-lai", &[("reason", "Ghi rõ ngày kiểm tra lại.")]).expect(303);
    assert!(minh.get(&format!("/ho-so/{id}")).expect(200).says("Ghi rõ ngày kiểm tra lại."));
    minh.act(id, "trinh", &[]).expect(303);
    let follow = format!("/don/{code}");
    assert!(!commune.browser().get(&follow).expect(200).says(SUMMARY), "not before it is approved");
    commune.later(chrono::TimeDelta::days(1));
    commune.ong_an().act(id, "duyet", &[]).expect(303);

    let followed = commune.browser().get(&follow).expect(200);
    assert!(followed.says(SUMMARY) && !followed.says("lập biên bản với chủ trại"));
    let case = commune.case(id);
    assert_eq!(case.petition.stage, Stage::Answered);
    assert_eq!(state(&case, ANSWER).map(|clock| clock.0), Some(ClockState::Met));
    assert_eq!(state(&case, FIRST_REPLY).map(|clock| clock.0), Some(ClockState::Running), "nobody told bà Sáu yet");
    commune.chi_hoa().act(id, "da-bao", &[("channel", "phone")]).expect(303);
    let case = commune.case(id);
    assert_eq!(state(&case, FIRST_REPLY).map(|clock| clock.0), Some(ClockState::Met));
    assert_eq!(case.petition.told_on, Some(commune.today()));
    commune.chi_hoa().act(id, "y-kien", &[("outcome", "done")]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::Closed);
}

#[test]
fn a_complaint_goes_its_whole_way() {
    let commune = Commune::new();
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    sorted(&commune, id, &[]);
    let case = commune.case(id);
    assert_eq!((case.petition.kind, case.petition.stage), (Some(Kind::Complaint), Stage::AwaitingSignature));
    assert_eq!(state(&case, ACCEPT_COMPLAINT), None, "it runs from the signed paper");

    commune.at("2026-11-30T09:00");
    let sign = [("received_on", "30/11/2026"), ("signed_on", "29/11/2026")];
    commune.chi_hoa().act(id, "ky", &sign).expect(303);
    assert_eq!(state(&commune.case(id), ACCEPT_COMPLAINT), Some((ClockState::Running, day("2026-12-09"))));
    assigned(&commune, id);
    let case = commune.case(id);
    assert_eq!(state(&case, ACCEPT_COMPLAINT).map(|clock| clock.0), Some(ClockState::Met));
    assert_eq!(state(&case, SETTLE_COMPLAINT), Some((ClockState::Running, day("2026-12-30"))));
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Luật Khiếu nại") && page.says("Tính thế nào?"), "article and trail");
    assert!(page.all(".trail").iter().any(|trail| trail.contains("30/12")), "a trail counts to the date");

    drafted_and_sent_up(&commune.anh_viet(), id);
    commune.ong_an().act(id, "duyet", &[]).expect(303);
    assert_eq!(commune.case(id).petition.stage, Stage::AwaitingIssue);
    assert!(!commune.browser().get(&format!("/don/{code}")).expect(200).says(SUMMARY), "approval is leave to sign");
    commune.at("2026-12-02T10:00");
    let issue = [("document_no", "98/QĐ-UBND"), ("document_date", "01/12/2026")];
    commune.chi_hoa().act(id, "phat-hanh", &issue).expect(303);
    let case = commune.case(id);
    assert_eq!((case.petition.stage, case.petition.answered_on), (Stage::Answered, Some(day("2026-12-01"))));
    assert_eq!(state(&case, SETTLE_COMPLAINT).map(|clock| clock.0), Some(ClockState::Met));
    assert_eq!(state(&case, SEND_DECISION), Some((ClockState::Running, day("2026-12-04"))));
    let told = [("channel", "in_person"), ("sent_on", "02/12/2026"), ("delivered_on", "02/12/2026")];
    commune.chi_hoa().act(id, "da-bao", &told).expect(303);
    let case = commune.case(id);
    assert!(state(&case, SECOND_COMPLAINT).is_some() && state(&case, SUE).is_some(), "the citizen's own limits run");
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("98/QĐ-UBND") && front.says(SUMMARY) && front.says("hạn của người gửi"));
}

#[test]
fn the_same_form_twice_is_one_act() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let hoa = commune.chi_hoa();
    let form = hoa.get(&format!("/ho-so/{id}")).expect(200).form_for("phan-loai").expect("phan-loai is offered");
    for _ in 0..3 {
        hoa.fill(&form, &[("reason", "Theo nội dung.")]).expect_to(303, &format!("/ho-so/{id}"));
    }
    let note = hoa.get(&format!("/ho-so/{id}")).expect(200).form_for("ghi-chu").expect("ghi-chu is offered");
    for _ in 0..3 {
        hoa.fill(&note, &[("body", "Đã gọi trưởng thôn.")]).expect(303);
    }
    // Another person's same words are another act.
    let of_an: Vec<(&str, &str)> =
        vec![("version", note.value("version").unwrap_or("")), ("body", "Đã gọi trưởng thôn.")];
    commune.ong_an().force(id, "ghi-chu", &of_an).expect(303);
    let case = commune.case(id);
    assert_eq!(case.petition.number, Some(1));
    assert_eq!(case.texts.iter().filter(|text| text.kind == TextKind::Note).count(), 2);
    assert_eq!(case.texts.iter().filter(|text| text.kind == TextKind::Reason).count(), 1);
}

#[test]
fn who_comes_second_is_told_and_loses_nothing() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let (hoa, an, hien) = (commune.chi_hoa(), commune.ong_an(), commune.ba_hien());
    let old = hoa.get(&format!("/ho-so/{id}")).expect(200).form_for("phan-loai").expect("phan-loai is offered");
    hoa.act(id, "ghi-chu", &[("body", "Vừa có thêm ảnh.")]).expect(303);
    let typed = [("subject", "Trại heo xả thải"), ("reason", "Lý do dài mà chị Hòa không muốn gõ lại.")];
    let told = hoa.fill(&old, &typed).expect(409);
    let form = told.form_for("phan-loai").expect("it may still be sorted");
    assert_eq!(form.value("subject"), Some("Trại heo xả thải"));
    assert_eq!(form.value("reason"), Some("Lý do dài mà chị Hòa không muốn gõ lại."));
    assert!(told.says("Vừa có người khác sửa hồ sơ này"));
    hoa.fill(&form, &[]).expect(303);

    // The act itself is gone meanwhile: the words stand above the newest state.
    let (first, second) = (
        an.get(&format!("/ho-so/{id}")).expect(200).form_for("khong-du-dieu-kien").expect("offered"),
        hien.get(&format!("/ho-so/{id}")).expect(200).form_for("khong-du-dieu-kien").expect("offered"),
    );
    an.fill(&first, &[("reason_code", "illegible"), ("reason", "Không đọc được.")]).expect(303);
    let told = hien.fill(&second, &[("reason_code", "abusive"), ("reason", "Chữ của bà Hiền.")]).expect(409);
    assert!(told.says("Chữ của bà Hiền.") && told.form_for("khong-du-dieu-kien").is_none());
    assert!(told.says("Không đủ điều kiện"), "the newest state");
}

#[test]
fn what_a_citizen_adds_does_not_undo_an_officers_typing() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    sorted(&commune, id, &[]);
    assigned(&commune, id);
    let minh = commune.anh_minh();
    let typing = minh.get(&format!("/ho-so/{id}")).expect(200).form_for("du-thao").expect("du-thao is offered");
    commune.browser().post(&format!("/don/{code}/bo-sung"), &[("body", "Hôm nay còn hôi hơn.")]).expect(303);
    let values = [("summary", SUMMARY), ("letter", LETTER), ("result", "done")];
    minh.fill(&typing, &values).expect(303);
    // A second window still holds the first revision: its words stay, the saved ones too.
    let other = [("summary", "Hai câu khác hẳn, viết ở cửa sổ kia."), ("letter", LETTER), ("result", "explained")];
    let told = minh.fill(&typing, &other).expect(409);
    let form = told.form_for("du-thao").expect("du-thao is offered");
    assert_eq!(form.value("summary"), Some("Hai câu khác hẳn, viết ở cửa sổ kia."));
    assert_eq!(commune.case(id).answer().map(|answer| answer.summary.clone()), Some(SUMMARY.to_owned()));
    minh.fill(&form, &[]).expect(303);
    assert_eq!(commune.case(id).answer().map(|answer| answer.revision), Some(2));
}

#[test]
fn fields_that_cannot_stand_are_named_twice_and_kept() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let page =
        commune.chi_hoa().act(id, "phan-loai", &[("subject", "Có chữ"), ("kind", "bia"), ("reason", "")]).expect(422);
    assert_eq!(page.faults(), ["phan-loai-kind", "phan-loai-reason"]);
    let summary = page.first(".faults").expect("a summary");
    let beside = page.all(".wrong");
    assert_eq!(beside.len(), 2);
    for words in beside {
        assert!(summary.contains(words.trim_start_matches("Lỗi: ")), "{words} / {summary}");
    }
    assert_eq!(page.form_for("phan-loai").expect("the form").value("subject"), Some("Có chữ"));
    assert!(page.first("title").expect("a title").starts_with("Lỗi:"));
    // A folded act is open when it comes back, and every error leads somewhere.
    sorted(&commune, id, &[]);
    let long = "dài ".repeat(1_000);
    let page = commune.ong_an().act(id, "khong-du-dieu-kien", &[("reason_code", ""), ("reason", &long)]).expect(422);
    assert_eq!(page.attributes("details[open]", "id"), ["viec-khong-du-dieu-kien"]);
    for fault in page.faults() {
        assert!(page.first(&format!("#{fault}")).is_some(), "{fault} is nowhere");
    }
    assert_eq!(page.form_for("khong-du-dieu-kien").expect("the form").value("reason"), Some(long.trim()));
    assert_eq!(commune.case(id).petition.stage, Stage::Received);
}

#[test]
fn hostile_words_stay_words() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let hostile = "<script>alert(1)</script> {{ office }} \u{202e}oan\u{0} </textarea><b>";
    commune.chi_hoa().act(id, "ghi-chu", &[("body", hostile)]).expect(303);
    let page = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("<script>alert(1)</script> {{ office }} oan </textarea><b>"), "{}", page.words());
    assert!(!page.html().contains("<script>alert"));
}

#[test]
fn checks_come_in_their_order() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let unseen = "/ho-so/019f0000-0000-7000-8000-000000000000";
    let hoa = commune.chi_hoa();
    for path in [unseen, "/ho-so/1", "/ho-so/x'--", "/ho-so/019f0000000070008000000000000000"] {
        hoa.get(path).expect(404);
    }
    hoa.post(&format!("{unseen}/ghi-chu"), &[("body", "x")]).expect(404);
    // Out of sight is not there, whatever was posted, and whatever the address.
    for (who, act) in [("diachinh", "ghi-chu"), ("quantri", "giao"), ("truongthon", "danh-tinh"), ("diachinh", "giao")]
    {
        let officer = commune.officer(who);
        officer.get(&format!("/ho-so/{id}")).expect(404);
        let hidden = officer.force(id, act, &[]).expect(404);
        let nowhere = officer.post(&format!("{unseen}/{act}"), &[]).expect(404);
        assert_eq!(hidden.html(), nowhere.html(), "{who} {act}: the unseen is as what is not there");
    }
    // In sight, but another's.
    for (who, act) in [
        ("mattran", "ghi-chu"),
        ("mattran", "danh-tinh"),
        ("chutich", "phan-loai"),
        ("vanthu", "giao"),
        ("phochutich", "ky"),
    ] {
        commune.officer(who).force(id, act, &[("version", "1")]).expect(403);
    }
    // One's own, but not now; bad fields do not matter yet.
    for (who, act) in [
        ("chutich", "duyet"),
        ("chutich", "giao"),
        ("chutich", "thu-ly"),
        ("vanthu", "ky"),
        ("vanthu", "phat-hanh"),
        ("vanthu", "y-kien"),
        ("vanthu", "da-bao"),
        ("vanthu", "trinh"),
    ] {
        commune.officer(who).force(id, act, &[("version", "1")]).expect(409);
    }
    hoa.force(id, "phan-loai", &[("version", "7"), ("kind", "bia")]).expect(409);
    hoa.force(id, "phan-loai", &[("version", "1"), ("kind", "bia")]).expect(422);
    for act in ["nop", "dong", "tai-khoan", "mo-ho-so-mat", "xoa", "gop", "%2e%2e"] {
        hoa.post(&format!("/ho-so/{id}/{act}"), &[("version", "1")]).expect(404);
    }
    commune.browser().get(&format!("/ho-so/{id}")).expect_to(303, "/dang-nhap");
    let case = commune.case(id);
    assert_eq!((case.petition.stage, case.petition.version), (Stage::Received, 1));
}

#[test]
fn every_act_that_is_offered_can_be_done_or_says_what_is_missing() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    sorted(&commune, id, &[]);
    assigned(&commune, id);
    drafted_and_sent_up(&commune.anh_minh(), id);
    for account in commune.office().staff.iter().filter(|account| account.role != Role::Admin) {
        let officer = commune.officer(&account.username);
        let page = officer.get(&format!("/ho-so/{id}"));
        for form in page.forms().into_iter().filter(|form| form.action.starts_with("/ho-so/")) {
            let status = officer.fill(&form, &[]).status;
            assert!([200, 303, 422].contains(&status), "{} {}: {status}", account.username, form.action);
            // After the first that was done the others stand over an older state.
            if status == 303 {
                break;
            }
        }
    }
}

#[test]
fn the_front_sees_clocks_and_never_words() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    sorted(&commune, id, &[("subject", "Mùi hôi trại heo"), ("reason", "CANH-LYDO vì nội dung")]);
    commune.ong_an().act(id, "giao", &[("instruction", "CANH-BUTPHE xuống xem")]).expect(303);
    let minh = commune.anh_minh();
    minh.act(id, "ghi-chu", &[("body", "CANH-GHICHU đã gọi")]).expect(303);
    commune.browser().post(&format!("/don/{code}/bo-sung"), &[("body", "CANH-VIETTHEM còn hôi")]).expect(303);
    let draft = [
        ("summary", "CANH-HAICAU xã đã xử lý xong."),
        ("letter", "CANH-VANBAN thân gửi {nguoi_gui}, đã xong."),
        ("result", "done"),
    ];
    minh.act(id, "du-thao", &draft).expect(303);
    minh.act(id, "trinh", &[]).expect(303);
    let tam = commune.ba_tam();
    let front = tam.get(&format!("/ho-so/{id}")).expect(200);
    assert!(
        front.says("Mùi hôi trại heo")
            && front.says("Khe Sòng")
            && front.says("chậm nhất")
            && front.says("Phòng Kinh tế")
    );
    assert!(!front.html().contains("CANH-"), "{}", front.words());
    assert!(!front.says("Trại heo ở đầu thôn") && !front.says("Thị Sáu") && !front.says("Nguyễn Nhật Minh"));
    assert!(front.forms().iter().all(|form| !form.action.starts_with(&format!("/ho-so/{id}/"))), "no acts");
    commune.ong_an().act(id, "duyet", &[]).expect(303);
    let front = tam.get(&format!("/ho-so/{id}")).expect(200);
    assert!(
        front.says("CANH-HAICAU")
            && front.html().matches("CANH-").count() == front.html().matches("CANH-HAICAU").count()
    );
    // Searching by words finds for those who handle it, and not for the Front.
    for (who, found) in [("vanthu", true), ("mattran", false)] {
        let list = commune.officer(who).get("/ho-so?q=nuoc+thai").expect(200);
        assert_eq!(list.attributes("a", "href").contains(&format!("/ho-so/{id}")), found, "{who}");
    }
    assert!(tam.get("/ho-so?q=mui+hoi").expect(200).html().contains(&id.to_string()), "by subject");
    assert!(!tam.get(&format!("/ho-so?q={code}")).expect(200).html().contains(&id.to_string()), "not by code");
    commune.chi_hoa().get(&format!("/ho-so?q={code}")).expect_to(303, &format!("/ho-so/{id}"));
}

#[test]
fn an_identity_opens_once_by_an_act_that_was_recorded() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let hoa = commune.chi_hoa();
    let looks = || commune.data.values("SELECT deed AS value FROM events WHERE deed = 'danh-tinh'").len();
    let opened = hoa.act(id, "danh-tinh", &[]).expect(200);
    assert!(opened.says("Trần Thị Sáu") && opened.says("0912 345 678") && opened.says("xóm 2, Khe Sòng"));
    assert!(opened.says("đã được ghi lại") && opened.header("cache-control") == "no-store");
    assert!(!opened.first("title").expect("a title").contains("Sáu"));
    assert_eq!(looks(), 1);
    sorted(&commune, id, &[]);
    assigned(&commune, id);
    // Assigned: the clerk is no longer the handler and gives a reason.
    let asked = hoa.act(id, "danh-tinh", &[("reason", "")]).expect(422);
    assert!(!asked.says("Trần Thị Sáu"));
    assert_eq!(looks(), 1);
    hoa.act(id, "danh-tinh", &[("reason", "Gọi mời đối thoại")]).expect(200);
    hoa.act(id, "danh-tinh", &[("reason", "Gọi mời đối thoại")]).expect(200);
    assert_eq!(looks(), 3, "each look is recorded");
    assert!(commune.anh_minh().act(id, "danh-tinh", &[]).expect(200).says("Trần Thị Sáu"));
}

#[test]
fn not_done_goes_to_the_chairman_and_never_back_to_the_same_officer() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    sorted(&commune, id, &[]);
    assigned(&commune, id);
    drafted_and_sent_up(&commune.anh_minh(), id);
    commune.ong_an().act(id, "duyet", &[]).expect(303);
    let say = [("outcome", "not_done"), ("reason", "Vẫn hôi như cũ.")];
    commune.browser().post(&format!("/don/{code}/y-kien"), &say).expect(303);
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Vẫn hôi như cũ.") && page.says("chưa xong"));
    let offered = page.attributes("select[name=owner] option", "value");
    assert!(!offered.contains(&"moitruong".to_owned()) && offered.contains(&"diachinh".to_owned()), "{offered:?}");
    commune.ong_an().act(id, "giao", &[("owner", "moitruong")]).expect(422);
    commune.ong_an().act(id, "giao", &[("owner", "diachinh")]).expect(303);
    assert_eq!(commune.case(id).petition.owner, Some(commune.account("diachinh").id));
}

#[test]
fn the_owners_unit_counts_and_one_that_is_not_there_is_refused() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    sorted(&commune, id, &[]);
    let (an, version) = (commune.ong_an(), commune.case(id).petition.version.to_string());
    let give = |unit| an.force(id, "giao", &[("version", &*version), ("unit", unit), ("owner", "moitruong")]);
    let refused = give("phong-khong-co").expect(422);
    assert!(refused.says("Xã không có bộ phận này"), "{}", refused.words());
    assert_eq!(commune.case(id).petition.version.to_string(), version);
    give("land").expect(303);
    assert_eq!(commune.case(id).petition.unit.as_deref(), Some("economy"));
}

#[test]
fn whom_it_is_about_loses_all_sight_of_it() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ong_tu());
    // The chairman named in a khiếu nại: the mark only. The officer named: gone.
    sorted(&commune, id, &[("concerns", "chutich"), ("concerns", "diachinh")]);
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("chính Chủ tịch") && page.says("Phan Quốc Việt"));
    assert!(commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200).says("chính Chủ tịch"));
    let viet = commune.anh_viet();
    viet.get(&format!("/ho-so/{id}")).expect(404);
    assert!(!viet.get("/ho-so?q=115").expect(200).html().contains(&id.to_string()));
    let hoa = commune.chi_hoa();
    hoa.act(id, "ky", &[]).expect(303);
    let offered = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    let offered = offered.attributes("select[name=owner] option", "value");
    assert!(!offered.contains(&"diachinh".to_owned()), "{offered:?}");
}

#[test]
fn conduct_is_the_chairmans_alone_until_he_assigns_it() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_someone());
    for who in ["vanthu", "diachinh", "phochutich"] {
        commune.officer(who).get(&format!("/ho-so/{id}")).expect(404);
    }
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("Thái độ cán bộ, Thanh Vân") && !front.says("cộc lốc"));
    let an = commune.ong_an();
    an.act(id, "phan-loai", &[("reason", "Về thái độ"), ("concerns", "vanthu"), ("subject", "Tiếp dân cộc lốc")])
        .expect(303);
    assert!(!commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200).says("cộc lốc"), "not even the subject");
    an.act(id, "giao", &[("owner", "vanthu")]).expect(422);
    an.act(id, "giao", &[("owner", "phochutich")]).expect(303);
    commune.ba_hien().get(&format!("/ho-so/{id}")).expect(200);
    commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(404);
}

#[test]
fn a_paper_has_the_name_in_it_and_every_opening_is_known() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    sorted(&commune, id, &[("subject", "Mùi hôi trại heo")]);
    assigned(&commune, id);
    drafted_and_sent_up(&commune.anh_minh(), id);
    let looks = || commune.data.values("SELECT deed AS value FROM events WHERE deed = 'mo-giay-to'").len();
    let an = commune.ong_an();
    let page = an.get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("ông/bà (tên cất riêng)") && !page.html().contains("{nguoi_gui}"));
    assert_eq!(looks(), 0);
    let path = format!("/ho-so/{id}/giay-to/1");
    assert!(page.attributes("a", "href").contains(&path));
    let paper = an.get(&path).expect(200);
    assert!(paper.says("Kính gửi Trần Thị Sáu. Ngày 26/11") && paper.says("DỰ THẢO") && paper.says("Mùi hôi trại heo"));
    assert!(paper.says("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") && paper.says("XÃ DƯƠNG HÒA"));
    assert!(!paper.first("title").expect("a title").contains("Sáu"));
    assert_eq!(looks(), 1);
    let deputy = commune.ba_hien().get(&format!("/ho-so/{id}")).expect(200);
    assert!(!deputy.html().contains("giay-to"), "a link that would be refused is not there: {}", deputy.words());
    for (who, status) in [("mattran", 403), ("diachinh", 404), ("quantri", 404)] {
        commune.officer(who).get(&path).expect(status);
    }
    an.get(&format!("/ho-so/{id}/giay-to/9")).expect(404);
    an.get(&format!("/ho-so/{id}/giay-to/x")).expect(404);
    assert_eq!(looks(), 1, "who was refused saw nothing");
    an.act(id, "duyet", &[]).expect(303);
    assert!(!commune.chi_hoa().get(&path).expect(200).says("DỰ THẢO"));
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("Mở giấy tờ có tên") && !front.html().contains("giay-to"));
}

#[test]
fn sending_up_with_the_words_saves_them_first() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    sorted(&commune, id, &[]);
    assigned(&commune, id);
    let minh = commune.anh_minh();
    minh.act(id, "du-thao", &[("summary", SUMMARY), ("letter", LETTER), ("result", "done")]).expect(303);
    let better = [("summary", "Hai câu viết lại lần cuối cho rõ."), ("letter", LETTER), ("result", "bia")];
    minh.act(id, "trinh", &better).expect(422);
    let better = [("summary", "Hai câu viết lại lần cuối cho rõ."), ("letter", LETTER), ("result", "explained")];
    minh.act(id, "trinh", &better).expect(303);
    let case = commune.case(id);
    assert_eq!(case.petition.stage, Stage::AwaitingApproval);
    let answer = case.answer().expect("an answer");
    assert_eq!((answer.summary.as_str(), answer.revision), ("Hai câu viết lại lần cuối cho rõ.", 2));
}
