//! Filing helps, and only helps: words of a tố cáo are carried back and kept nowhere; what has another door is told of it.

use tiepdan::domain::filing::Step;

use crate::{
    cast::{Filing, code_on},
    commune::Commune,
    page::Browser,
};

const ACCUSES: &str =
    "Anh cán bộ địa chính xã đòi tôi 5 triệu mới làm hồ sơ tách thửa, tôi đã đưa 2 triệu, có người làm chứng.";
const DENIES: &str =
    "Tôi không tố cáo ai, cán bộ không đòi tiền, chỉ là hồ sơ tách thửa trễ hẹn hai tuần, mong xã trả lời.";
const STORY: &str = "/gui-don/noi-dung";

/// A browser that has answered what comes before the story.
fn before_the_story(commune: &Commune) -> Browser {
    let phone = commune.browser();
    phone.post("/gui-don/viec", &[("topic", "land")]).expect(303);
    phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", "no")]).expect_to(303, STORY);
    phone
}

#[test]
fn words_of_a_denunciation_are_carried_back_and_kept_nowhere() {
    let commune = Commune::new();
    let phone = before_the_story(&commune);
    assert_eq!(commune.data.count("drafts"), 1);
    let page = phone.post(STORY, &[("body", ACCUSES), ("happened_on", "20/11/2026")]).expect(200);
    assert!(page.says("Tố cáo: đến đâu, gặp ai") && page.says("chưa lưu lời này"), "{}", page.words());
    assert_eq!(commune.data.count("drafts"), 0, "no draft, sealed or not");
    let form = page.form();
    assert_eq!(form.value("body"), Some(ACCUSES));
    for (field, value) in [("topic", "land"), ("about_decision", "no"), ("happened_on", "20/11/2026")] {
        assert_eq!(form.value(field), Some(value), "{field}");
    }
    phone.get(STORY).expect_to(303, "/gui-don/viec");
}

#[test]
fn who_says_that_it_is_none_goes_on_with_everything_said_so_far() {
    let commune = Commune::new();
    let phone = before_the_story(&commune);
    let page = phone.post(STORY, &[("body", ACCUSES)]).expect(200);
    phone.fill(&page.form(), &[]).expect_to(303, "/gui-don/noi-xay-ra");
    let again = phone.get(STORY).expect(200);
    assert_eq!(again.value("body").as_deref(), Some(ACCUSES));
    // They were asked once; the same words are not stopped again.
    phone.post(STORY, &[("body", ACCUSES)]).expect_to(303, "/gui-don/noi-xay-ra");
    let filing = Filing::of_ba_sau();
    for step in [Step::Place, Step::Files, Step::Person] {
        let path = format!("/gui-don/{}", step.path());
        let names: Vec<String> = step.fields().iter().map(|name| (*name).to_owned()).collect();
        phone.post(&path, &filing.fitting(&names)).expect(303);
    }
    let check = phone.get("/gui-don/kiem-tra").expect(200);
    let receipt = phone.on(phone.fill(&check.form(), &[]).expect(303));
    let case = commune.case(commune.petition(&code_on(&receipt)));
    assert_eq!(case.choice.topic.code(), "land");
    assert_eq!(case.story.expect("a story").body, ACCUSES);
}

#[test]
fn a_wrong_date_does_not_make_the_words_stay() {
    let commune = Commune::new();
    let phone = before_the_story(&commune);
    phone.post(STORY, &[("body", ACCUSES), ("happened_on", "hôm kia")]).expect(200);
    assert_eq!(commune.data.count("drafts"), 0);
}

#[test]
fn who_says_that_nobody_took_money_is_not_stopped() {
    let commune = Commune::new();
    before_the_story(&commune).post(STORY, &[("body", DENIES)]).expect_to(303, "/gui-don/noi-xay-ra");
}

#[test]
fn what_has_another_door_is_told_of_it_and_may_still_be_sent() {
    let commune = Commune::new();
    let doors = [
        ("Cháy nhà bà Cúc xóm Đình rồi, cứu với, người còn kẹt trong nhà!", "114"),
        ("Ông hàng xóm xây tường lấn qua đất tôi 35 phân, hai nhà cãi nhau, nhờ xã phân giải giúp.", "hòa giải"),
        ("Vụ án của tôi tòa án đang xử, có bản án sơ thẩm rồi, xin xã can thiệp với tòa.", "tòa án giải quyết"),
        (
            "Dạ cho em hỏi làm giấy xác nhận tình trạng hôn nhân cần đem theo giấy gì, mấy ngày thì có ạ?",
            "Chỉ muốn hỏi?",
        ),
    ];
    for (body, words) in doors {
        let phone = before_the_story(&commune);
        let page = phone.on(phone.post(STORY, &[("body", body)]).expect_to(303, "/gui-don/noi-xay-ra"));
        assert!(page.says(words), "{body}: {}", page.words());
        assert!(page.words().to_lowercase().contains("vẫn gửi"), "{}", page.words());
        phone.post("/gui-don/noi-xay-ra", &[("place", "xóm Đình")]).expect(303);
    }
    let phone = before_the_story(&commune);
    let plain = "Con đường vào xóm lầy lội từ tháng mười, xe không vào được, mong xã sửa.";
    let page = phone.on(phone.post(STORY, &[("body", plain)]).expect(303));
    assert!(!page.words().to_lowercase().contains("vẫn gửi"), "{}", page.words());
}

#[test]
fn the_clerk_sees_what_is_proposed_with_the_sentence_and_decides() {
    let commune = Commune::new();
    let words = "Sườn đồi sau nhà tôi nứt toác, sắp sập xuống nhà. Đề nghị xã cho người lên kiểm tra ngay.";
    let id = commune.file(&Filing::of_ba_sau().with("topic", "other").with("body", words));
    let page = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Máy đề nghị") && page.says("Có thể gây hại ngay"), "{}", page.words());
    assert!(page.words().matches("sắp sập xuống nhà").count() >= 2, "told, and cited");
    let form = page.form_for("phan-loai").expect("it is offered");
    for (field, value) in [("kind", "feedback"), ("topic", "environment"), ("priority", "urgent")] {
        assert_eq!(form.value(field), Some(value), "{field}");
    }
    let sorted = [("kind", "recommendation"), ("topic", "other"), ("priority", "normal"), ("reason", "Đã gọi hỏi lại")];
    commune.chi_hoa().act(id, "phan-loai", &sorted).expect(303);
    let case = commune.case(id);
    assert_eq!(case.petition.kind.map(|kind| kind.code()), Some("recommendation"), "the clerk decides");
    let after = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(!after.says("Máy đề nghị"), "once sorted, nothing is proposed");
}

#[test]
fn petitions_of_the_village_that_seem_one_matter_are_shown_to_who_sorts() {
    let commune = Commune::new();
    let first = commune.file(&Filing::of_ba_sau());
    let other = Filing::of_ba_sau()
        .with("full_name", "Lê Văn Bảy")
        .with("body", "Trại heo đầu thôn cứ tối là xả nước thải xuống khe, mùi hôi thối, nhà tôi không ăn cơm nổi.");
    let second = commune.file(&other);
    let elsewhere = commune.file(&other.with("village", "thanh-van"));
    let page = commune.chi_hoa().get(&format!("/ho-so/{second}")).expect(200);
    assert!(page.says("Đơn giống"), "{}", page.words());
    let links = page.attributes("a", "href");
    assert!(links.contains(&format!("/ho-so/{first}")) && !links.contains(&format!("/ho-so/{elsewhere}")), "{links:?}");
    // Who may not sort it sees no proposal.
    let chair = commune.ong_an().get(&format!("/ho-so/{second}")).expect(200);
    assert!(!chair.says("Máy đề nghị"), "{}", chair.words());
}
