//! Boards: what waits for whom, the most overdue first, and the list behind every number.

use tiepdan::domain::{event::Deed, id::Id, petition::Petition};

use crate::{cast::Filing, commune::Commune, page::Page};

const SORTED: &[(&str, &str)] = &[
    ("kind", "feedback"),
    ("topic", "environment"),
    ("subject", "Mùi hôi trại heo đầu thôn Khe Sòng"),
    ("priority", "normal"),
    ("reason", "Phản ánh ô nhiễm."),
];
const LETTER: &str = "UBND xã đã kiểm tra trại heo ngày 26/11 và yêu cầu che hố, xử lý nước thải trước 10/12.";
const ANSWER: &[(&str, &str)] =
    &[("summary", "Xã đã kiểm tra. Chủ trại phải che hố trước 10/12."), ("letter", LETTER), ("result", "done")];

/// The links of a board that lead to petitions, with the words of the nearest job.
fn links_to(page: &Page, id: Id<Petition>) -> bool {
    page.attributes("main a", "href").contains(&format!("/ho-so/{id}"))
}

fn to_minh(commune: &Commune) -> Id<Petition> {
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, SORTED);
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    id
}

#[test]
fn the_chairman_sees_what_waits_for_a_decision_and_nothing_that_does_not() {
    let commune = Commune::new();
    let chairman = commune.ong_an();
    let jobs = || chairman.get("/ban-lam-viec").expect(200);
    assert!(jobs().says("Không có việc nào chờ quyết định"), "{}", jobs().words());
    let (id, _) = commune.ba_sau_files();
    assert!(!links_to(&jobs(), id), "not sorted yet: the clerk's");
    commune.does("vanthu", id, Deed::Sort, SORTED);
    let board = jobs();
    assert!(board.says("1 việc chờ quyết định") && board.says("Giao việc"), "{}", board.words());
    assert!(links_to(&board, id));
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    assert!(!links_to(&jobs(), id), "now the officer's");
    commune.does("moitruong", id, Deed::Draft, ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    assert!(links_to(&jobs(), id) && jobs().says("Đọc và duyệt"));
    commune.does("chutich", id, Deed::Approve, &[]);
    assert!(!links_to(&jobs(), id));
    commune.does("citizen", id, Deed::Voice, &[("outcome", "not_done"), ("reason", "Vẫn còn hôi.")]);
    assert!(links_to(&jobs(), id) && jobs().says("Giao lại"), "{}", jobs().words());
}

#[test]
fn whoever_drafted_is_not_asked_to_approve() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, SORTED);
    commune.does("chutich", id, Deed::Assign, &[("unit", "chairman"), ("owner", "phochutich")]);
    commune.does("phochutich", id, Deed::Draft, ANSWER);
    commune.does("phochutich", id, Deed::Submit, &[]);
    assert!(!links_to(&commune.ba_hien().get("/ban-lam-viec"), id));
    assert!(links_to(&commune.ong_an().get("/ban-lam-viec"), id));
}

/// Who had written in a draft that another finished and sent up was asked to approve it, and refused when they did.
#[test]
fn whoever_wrote_in_a_draft_is_not_asked_to_approve_it() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, SORTED);
    commune.does("chutich", id, Deed::Assign, &[("owner", "phochutich")]);
    commune.does("phochutich", id, Deed::Draft, ANSWER);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    commune.does("moitruong", id, Deed::Draft, ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    assert!(commune.perform("phochutich", id, Deed::Approve, &[]).is_err());
    assert!(!links_to(&commune.ba_hien().get("/ban-lam-viec"), id));
    assert!(links_to(&commune.ong_an().get("/ban-lam-viec"), id));
}

/// Conduct that was assigned, drafted, approved by the deputy and then said to be not done.
fn conduct_not_done(commune: &Commune) -> Id<Petition> {
    let id = commune.file(&Filing::of_someone());
    let sorted = [("kind", "feedback"), ("topic", "conduct"), ("subject", "Tiếp dân cộc lốc"), ("reason", "Thái độ.")];
    commune.does("chutich", id, Deed::Sort, &sorted);
    commune.does("chutich", id, Deed::Assign, &[("owner", "vanhoa")]);
    approved_by_deputy(commune, id, "vanhoa");
    commune.does("citizen", id, Deed::Voice, &[("outcome", "not_done"), ("reason", "Vẫn cộc lốc.")]);
    id
}

fn approved_by_deputy(commune: &Commune, id: Id<Petition>, drafter: &str) {
    commune.does(drafter, id, Deed::Draft, ANSWER);
    commune.does(drafter, id, Deed::Submit, &[]);
    assert!(links_to(&commune.ba_hien().get("/ban-lam-viec"), id), "waits for the deputy as well");
    commune.does("phochutich", id, Deed::Approve, &[]);
}

#[test]
fn conduct_that_is_not_done_waits_for_the_chairman_alone_to_assign_it_anew() {
    let commune = Commune::new();
    let id = conduct_not_done(&commune);
    let chairman = commune.ong_an().get("/ban-lam-viec").expect(200);
    assert!(links_to(&chairman, id) && chairman.says("Giao lại"), "{}", chairman.words());
    for username in ["phochutich", "vanthu", "vanhoa", "diachinh"] {
        let officer = commune.officer(username);
        officer.get(&format!("/ho-so/{id}")).expect(404);
        assert!(!links_to(&officer.get("/ho-so"), id) && !links_to(&officer.get("/ban-lam-viec"), id), "{username}");
    }
    let front = commune.ba_tam();
    assert!(!front.get(&format!("/ho-so/{id}")).expect(200).says("cộc lốc"));
    assert!(!links_to(&front.get("/ho-so?q=coc+loc"), id));
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    assert!(!links_to(&commune.ong_an().get("/ban-lam-viec"), id) && links_to(&front.get("/ho-so?q=coc+loc"), id));
    approved_by_deputy(&commune, id, "moitruong");
}

/// What he drafted unassigned nobody else could have seen, so nobody could have approved it.
#[test]
fn the_chairman_assigns_conduct_to_himself_before_he_answers_it() {
    let commune = Commune::new();
    let id = conduct_not_done(&commune);
    let refused = commune.ong_an().force(id, "du-thao", ANSWER).expect(409);
    assert!(refused.says("giao") && refused.says("chính mình"), "{}", refused.words());
    commune.does("chutich", id, Deed::Assign, &[("owner", "chutich")]);
    approved_by_deputy(&commune, id, "chutich");
}

#[test]
fn conduct_waits_on_the_chairmans_board_alone() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_someone());
    let chairman = commune.ong_an().get("/ban-lam-viec").expect(200);
    assert!(links_to(&chairman, id) && chairman.says("Phân loại"), "{}", chairman.words());
    for username in ["phochutich", "vanthu", "diachinh", "moitruong"] {
        let board = commune.officer(username).get("/ban-lam-viec").expect(200);
        assert!(!links_to(&board, id) && !board.says("Thái độ cán bộ"), "{username}: {}", board.words());
    }
}

#[test]
fn the_clerk_sorts_then_calls_then_presses_for_what_is_late() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    // Signs in anew each time: days go by.
    let part = |css: &str| commune.chi_hoa().get("/ban-lam-viec").expect(200).all(&format!("#{css} a")).len();
    assert_eq!((part("phan-loai"), part("bao-tin"), part("qua-han")), (1, 0, 0));
    commune.chi_hoa().act(id, "phan-loai", SORTED).expect(303);
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    assert_eq!((part("phan-loai"), part("bao-tin")), (0, 1), "accepted, and nobody told bà Sáu");
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    assert_eq!(part("bao-tin"), 0);
    // Seven working days from Wednesday 25/11 end on Friday 04/12.
    commune.at("2026-12-02T09:00");
    assert_eq!((part("ba-ngay"), part("hom-nay"), part("qua-han")), (1, 0, 0));
    commune.at("2026-12-04T09:00");
    assert_eq!((part("ba-ngay"), part("hom-nay"), part("qua-han")), (0, 1, 0));
    commune.at("2026-12-07T09:00");
    let board = commune.chi_hoa().get("/ban-lam-viec").expect(200);
    assert_eq!(board.all("#qua-han a").len(), 1);
    assert!(board.first("#qua-han").is_some_and(|part| part.contains("Quá hạn 1 ngày làm việc")), "{}", board.words());
}

#[test]
fn what_was_answered_and_not_told_waits_for_a_call() {
    let commune = Commune::new();
    let id = to_minh(&commune);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    let calls = || commune.chi_hoa().get("/ban-lam-viec").all("#bao-tin a").len();
    assert_eq!(calls(), 0);
    commune.does("moitruong", id, Deed::Draft, ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    assert_eq!(calls(), 1);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "in_person"), ("sent_on", "2026-11-25")]);
    assert_eq!(calls(), 0);
}

#[test]
fn an_officer_sees_a_returned_draft_before_everything_else() {
    let commune = Commune::new();
    let (first, second) = (to_minh(&commune), to_minh(&commune));
    commune.does("moitruong", second, Deed::Draft, ANSWER);
    commune.does("moitruong", second, Deed::Submit, &[]);
    let officer = commune.anh_minh();
    let board = officer.get("/ban-lam-viec").expect(200);
    assert!(board.says("Anh chị đang giữ 2 hồ sơ") && board.all(".job").is_empty(), "{}", board.words());
    commune.does("chutich", second, Deed::Return, &[("reason", "Ghi rõ ngày kiểm tra.")]);
    let board = officer.get("/ban-lam-viec").expect(200);
    assert_eq!(board.attributes(".job a", "href"), [format!("/ho-so/{second}")]);
    assert!(links_to(&board, first));
    commune.does("moitruong", second, Deed::Submit, &[]);
    assert!(officer.get("/ban-lam-viec").all(".job").is_empty());
    assert!(!links_to(&commune.anh_viet().get("/ban-lam-viec"), first), "another unit's");
}

#[test]
fn every_number_of_the_chairmans_board_opens_its_list() {
    let commune = Commune::new();
    let (late, prompt, hanging) = (to_minh(&commune), to_minh(&commune), to_minh(&commune));
    let answer = |id| {
        commune.does("moitruong", id, Deed::Draft, ANSWER);
        commune.does("moitruong", id, Deed::Submit, &[]);
        commune.does("chutich", id, Deed::Approve, &[("late_reason", "staff")]);
    };
    answer(prompt);
    commune.does("citizen", prompt, Deed::Voice, &[("outcome", "partly"), ("reason", "Mới che một nửa.")]);
    commune.at("2026-12-09T08:00");
    answer(late);
    let chairman = commune.ong_an();
    let board = chairman.get("/ban-lam-viec").expect(200);
    // One on time, two settled, one overdue: 1 ÷ 3.
    assert!(board.says("33 %") && board.says("1 đúng hạn ÷ (2 đã xong + 1 đang quá hạn)"), "{}", board.words());
    for (figure, id) in [("on_time", prompt), ("late", late), ("unsettled", hanging)] {
        let path = format!("/ban-lam-viec/so-lieu?figure={figure}");
        assert!(board.attributes("main a", "href").contains(&path), "{path}");
        let list = chairman.get(&path).expect(200);
        assert_eq!(list.attributes("tbody a", "href"), [format!("/ho-so/{id}")], "{figure}");
    }
    for path in board.attributes("main table a", "href") {
        let number: usize =
            board.first(&format!("main a[href='{path}']")).and_then(|text| text.parse().ok()).expect("a number");
        let list = chairman.get(&path).expect(200);
        assert_eq!(list.all("tbody tr").len(), number, "{path}: {}", list.words());
    }
    let said = chairman.get("/ban-lam-viec/viec?queue=partly").expect(200);
    assert!(links_to(&said, prompt));
    assert!(chairman.get("/ban-lam-viec/so-lieu?figure=late&unit=land").expect(200).all("tbody tr").is_empty());
}

#[test]
fn long_queues_show_their_beginning_and_the_way_to_the_rest() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let filed: Vec<_> = (0..53).map(|_| commune.ba_sau_files().0).collect();
    let board = clerk.get("/ban-lam-viec").expect(200);
    assert!(board.first("#phan-loai").is_some_and(|part| part.contains("Xem tất cả 53 hồ sơ")), "{}", board.words());
    let first = clerk.get("/ban-lam-viec/viec?queue=sort").expect(200);
    let more = first.attributes(".pager a", "href").pop().expect("another page");
    let second = clerk.get(&more).expect(200);
    let mut seen = [first.attributes("tbody a", "href"), second.attributes("tbody a", "href")].concat();
    assert_eq!((seen.len(), second.all(".pager").len()), (53, 0));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), filed.len());
}

#[test]
fn whose_work_lies_elsewhere_is_led_there_from_the_board() {
    let commune = Commune::new();
    commune.browser().get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    for (username, home) in [("mattran", "/giam-sat"), ("truongthon", "/tiep-nhan"), ("quantri", "/quan-tri")] {
        let officer = commune.officer(username);
        officer.on(officer.get("/ban-lam-viec").expect_to(303, home)).expect(200);
    }
}

#[test]
fn a_board_belongs_to_its_role() {
    let commune = Commune::new();
    for path in ["/ban-lam-viec/viec?queue=sort", "/ban-lam-viec/so-lieu?figure=late"] {
        commune.browser().get(path).expect_to(303, "/dang-nhap");
        for username in ["truongthon", "quantri"] {
            commune.officer(username).get(path).expect(403);
        }
    }
    commune.anh_viet().get("/ban-lam-viec/viec?queue=decide").expect(403);
    commune.chi_hoa().get("/ban-lam-viec/so-lieu?figure=late").expect(403);
    commune.ong_an().get("/ban-lam-viec/viec?queue=decide&page=x'--").expect(200);
    commune.ong_an().get("/ban-lam-viec/viec?queue=nothing").expect(404);
    commune.ong_an().get("/ban-lam-viec/so-lieu?figure=open").expect(404);
}
