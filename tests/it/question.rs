//! The Front's questions: asked, due, late on both boards, answered once; nothing is taken back.

use tiepdan::domain::{event::Deed, id::Id, petition::Petition};

use crate::{
    cast::{Filing, Officer},
    commune::Commune,
    database::Data,
    page::Page,
};

const WORDS: &str = "Vì sao hồ sơ này ba tuần chưa có kết quả kiểm tra?";

impl Commune {
    /// A petition that the land officer holds.
    fn held(&self) -> Id<Petition> {
        let id = self.file(&Filing::of_ba_sau());
        let sorted =
            [("kind", "feedback"), ("topic", "environment"), ("subject", "Mùi hôi trại heo"), ("reason", "Môi trường")];
        self.does("vanthu", id, Deed::Sort, &sorted);
        self.does("chutich", id, Deed::Assign, &[("owner", "moitruong"), ("unit", "economy")]);
        id
    }

    /// The Front asks of it; the question's address.
    pub fn asked(&self, id: Id<Petition>) -> String {
        let monitor = self.officer("mattran");
        let page = monitor.get(&format!("/ho-so/{id}")).expect(200);
        assert!(page.attributes("a", "href").contains(&format!("/cau-hoi/moi?petition={id}")), "{}", page.html());
        let form = monitor.get(&format!("/cau-hoi/moi?petition={id}")).expect(200).form();
        monitor.fill(&form, &[("body", WORDS)]).expect(303).location().expect("the question")
    }
}

fn answers(officer: &Officer, at: &str, words: &str) -> Page {
    let form = officer
        .get(at)
        .expect(200)
        .form_for(at.trim_start_matches('/'))
        .or_else(|| officer.get(at).expect(200).forms().into_iter().find(|form| form.has("answer")));
    officer.fill(&form.expect("an answer's form"), &[("answer", words)])
}

#[test]
fn a_question_is_asked_falls_due_is_late_on_both_boards_and_is_answered_once() {
    let commune = Commune::new();
    let id = commune.held();
    let at = commune.asked(id);
    let (owner, other) = (commune.officer("moitruong"), commune.officer("diachinh"));

    // ---- Asked: its owner is told, with the day ----
    let page = owner.get("/ban-lam-viec").expect(200);
    assert!(page.says("1 câu hỏi của giám sát chờ anh chị trả lời"), "{}", page.words());
    let page = owner.get(&at).expect(200);
    assert!(page.says(WORDS) && page.says("thứ Năm, 10/12/2026") && page.says("xin đừng ghi tên"), "{}", page.words());
    other.get(&at).expect(404);
    for username in ["quantri", "truongthon"] {
        commune.officer(username).get(&at).expect(403);
    }
    assert!(!commune.officer("chutich").get("/ban-lam-viec").expect(200).says("quá hạn trả lời"));

    // ---- Late: the chairman and the Front see it ----
    commune.at("2026-12-11T08:00");
    for (username, board) in [("chutich", "/ban-lam-viec"), ("mattran", "/giam-sat"), ("moitruong", "/ban-lam-viec")] {
        let page = commune.officer(username).get(board).expect(200);
        assert!(page.says("1 câu hỏi của giám sát quá hạn trả lời"), "{username}: {}", page.words());
    }

    // ---- Answered, once ----
    let (owner, chair) = (commune.officer("moitruong"), commune.officer("chutich"));
    let second = chair.get(&at).expect(200).forms().into_iter().find(|form| form.has("answer")).expect("his too");
    let short = answers(&owner, &at, "Rồi").expect(422);
    assert_eq!(short.value("answer").as_deref(), Some("Rồi"), "what was typed stays");
    answers(&owner, &at, "Đã kiểm tra hai lần, đang chờ kết quả mẫu nước.").expect(303);
    let late = chair.fill(&second, &[("answer", "Câu trả lời thứ hai của Chủ tịch.")]).expect(409);
    assert!(late.says("đã được trả lời") && late.says("Câu trả lời thứ hai của Chủ tịch."), "{}", late.words());
    let page = commune.officer("mattran").get(&at).expect(200);
    assert!(page.says("đang chờ kết quả mẫu nước") && page.says("Đã trả lời trễ hạn"), "{}", page.words());
    assert!(!commune.officer("chutich").get("/ban-lam-viec").expect(200).says("quá hạn trả lời"));

    // ---- In the petition's history, in codes ----
    let page = commune.officer("mattran").get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Giám sát hỏi") && page.says("Trả lời câu hỏi giám sát"), "{}", page.words());
    let events = commune.data.values("SELECT body AS value FROM events WHERE deed IN ('hoi', 'tra-loi-cau-hoi')");
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|body| !body.contains("kết quả") && body.contains("_hash")), "{events:?}");
    let clock =
        commune.data.values("SELECT state || ' ' || CAST(due AS TEXT) AS value FROM clocks WHERE rule = 'CH-GIAMSAT'");
    assert_eq!(clock, ["met 2026-12-10"]);
}

#[test]
fn nobody_edits_hides_or_deletes_a_question_not_even_by_hand() {
    let commune = Commune::new();
    let at = commune.asked(commune.held());
    let data = &commune.data;
    let event = "(SELECT id FROM events WHERE deed = 'thu-ly' OR deed = 'giao' ORDER BY at LIMIT 1)";
    for sql in [
        format!("UPDATE questions SET body = 'x', last_event = {event}"),
        format!("UPDATE questions SET asked_on = '2027-01-01', last_event = {event}"),
        format!("UPDATE questions SET petition = NULL, figure = 'open', last_event = {event}"),
        "UPDATE questions SET answer = 'x'".to_owned(),
        "DELETE FROM questions".to_owned(),
    ] {
        data.run(&sql).expect_err(&sql);
    }
    answers(&commune.officer("moitruong"), &at, "Đang lấy mẫu, tuần sau có kết quả.").expect(303);
    for sql in [
        format!("UPDATE questions SET answer = 'x', last_event = {event}"),
        format!("UPDATE questions SET answer = NULL, answered_by = NULL, answered_on = NULL, last_event = {event}"),
    ] {
        let refused = data.run(&sql).expect_err(&sql);
        assert!(refused.contains("stands as it was asked"), "{refused}");
    }
    assert!(commune.officer("mattran").get(&at).expect(200).says(WORDS));
}

#[test]
fn only_monitors_ask_and_only_of_what_they_see() {
    let commune = Commune::new();
    let id = commune.held();
    for username in ["vanthu", "moitruong", "chutich", "phochutich", "quantri", "truongthon"] {
        let officer = commune.officer(username);
        officer.get(&format!("/cau-hoi/moi?petition={id}")).expect(403);
        officer.post("/cau-hoi/moi", &[("petition", &id.to_string()), ("body", WORDS)]).expect(403);
    }
    let sealed = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.does("vanthu", sealed, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    let monitor = commune.officer("mattran");
    for matter in [("petition", sealed.to_string()), ("petition", "x".to_owned()), ("number", "x".to_owned())] {
        monitor.get(&format!("/cau-hoi/moi?{}={}", matter.0, matter.1)).expect(404);
        monitor.post("/cau-hoi/moi", &[(matter.0, matter.1.as_str()), ("body", WORDS)]).expect(404);
    }
    // A petition that becomes sealed takes its questions out of everybody's sight but its readers'.
    let open = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    let at = commune.asked(open);
    commune.does("vanthu", open, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    for username in ["mattran", "vanthu", "diachinh"] {
        commune.officer(username).get(&at).expect(404);
        assert!(!commune.officer(username).get("/cau-hoi").expect(200).says(WORDS), "{username}");
    }
}

#[test]
fn who_a_petition_is_about_neither_sees_nor_answers_what_is_asked_of_it() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let sorted =
        [("kind", "feedback"), ("topic", "environment"), ("concerns", "moitruong"), ("reason", "Về người xử lý")];
    commune.does("vanthu", id, Deed::Sort, &sorted);
    let at = commune.asked(id);
    let concerned = commune.officer("moitruong");
    concerned.get(&at).expect(404);
    concerned.post(&at, &[("answer", "Không có gì phải trả lời.")]).expect(404);
    assert!(!concerned.get("/cau-hoi").expect(200).says(WORDS));
}

#[test]
fn a_number_is_asked_about_and_taken_further_and_the_same_form_twice_asks_once() {
    let commune = Commune::new();
    let monitor = commune.officer("thanhtra");
    let form = monitor.get("/cau-hoi/moi?number=overdue").expect(200).form();
    let short = monitor.fill(&form, &[("body", "Sao?")]).expect(422);
    assert_eq!(short.value("body").as_deref(), Some("Sao?"));
    assert_eq!(short.value("number").as_deref(), Some("overdue"), "what it is about stays");
    let at = monitor.fill(&form, &[("body", WORDS)]).expect(303).location().expect("a question");
    assert_eq!(monitor.fill(&form, &[("body", WORDS)]).expect(303).location().as_deref(), Some(at.as_str()));
    assert_eq!(commune.data.count("questions"), 1);
    let clerk = commune.officer("vanthu");
    assert!(clerk.get("/ban-lam-viec").expect(200).says("1 câu hỏi của giám sát chờ anh chị trả lời"));
    answers(&clerk, &at, "Ba hồ sơ chờ kết quả đo đạc của thành phố.").expect(303);
    // The next one names the former.
    let page = monitor.get(&at).expect(200);
    let further = page.attributes("a", "href").into_iter().find(|href| href.contains("follows=")).expect("a way on");
    let form = monitor.get(&further).expect(200).form();
    monitor.fill(&form, &[("body", "Thành phố hẹn ngày nào có kết quả đo đạc?")]).expect(303);
    assert!(monitor.get(&at).expect(200).says("Câu hỏi cùng việc"));
    assert_eq!(commune.data.count("questions WHERE follows IS NOT NULL"), 1);
}

#[test]
fn twenty_questions_of_one_monitor_wait_and_no_more() {
    let commune = Commune::new();
    let monitor = commune.officer("mattran");
    let ask = |n: usize| {
        let form = monitor.get("/cau-hoi/moi?number=open").expect(200).form();
        monitor.fill(&form, &[("body", &format!("Câu hỏi thứ {n} về số hồ sơ đang mở?"))])
    };
    for n in 1..=20 {
        ask(n).expect(303);
    }
    let page = ask(21).expect(422);
    assert!(page.says("Đang có 20 câu hỏi chờ trả lời"), "{}", page.words());
    assert_eq!(page.value("body").as_deref(), Some("Câu hỏi thứ 21 về số hồ sơ đang mở?"));
}

#[test]
fn the_demonstration_has_a_question_answered_one_open_and_one_late() {
    let commune = Commune::begin(Data::empty(), &["--limits", "off"]);
    tiepdan::demo::fill(commune.store(), commune.now()).expect("the demonstration");
    let stand = "SELECT about || ' ' || CASE WHEN answer IS NULL THEN 'open' ELSE 'answered' END AS value FROM questions ORDER BY asked_on";
    assert_eq!(commune.data.values(stand), ["petition open", "figure answered", "promise open"]);
    let front = commune.officer("mattran");
    let list = front.get("/cau-hoi").expect(200);
    for words in ["Tỉ lệ đúng hạn năm nay Con số", "Đi kiểm tra thực địa cùng trưởng thôn", "Quá hạn"]
    {
        assert!(list.says(words) || list.html().contains(words), "{words}: {}", list.words());
    }
    for (username, board) in [("chutich", "/ban-lam-viec"), ("mattran", "/giam-sat")] {
        let page = commune.officer(username).get(board).expect(200);
        assert!(page.says("1 câu hỏi của giám sát quá hạn trả lời"), "{username}: {}", page.words());
        // The late question and the late promise.
        let lists = page.attributes("[aria-labelledby=sang-nay] a", "href");
        let list = lists.iter().find(|list| list.starts_with("/cam-ket?due=overdue")).expect("the digest counts them");
        let page = commune.officer(username).get(list).expect(200);
        assert_eq!(page.all("main .job, main .holdlist li").len(), 2, "{username}: {}", page.words());
    }
    assert!(front.get("/giam-sat").expect(200).says("2 câu hỏi đang chờ trả lời"));
}
