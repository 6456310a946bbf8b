//! Oversight: every clock and no identity; figures that add up, and the list behind each of them.

use tiepdan::{
    domain::{event::Deed, id::Id, petition::Petition},
    store::record::chain,
};

use crate::{cast::Filing, commune::Commune, page::Page};

const LETTER: &str = "UBND xã đã kiểm tra trại heo ngày 26/11 và yêu cầu che hố, xử lý nước thải trước 10/12.";
const ANSWER: &[(&str, &str)] =
    &[("summary", "Xã đã kiểm tra. Chủ trại phải che hố trước 10/12."), ("letter", LETTER), ("result", "done")];
const SUBJECT: &str = "Mùi hôi trại heo đầu thôn Khe Sòng";

fn sort(commune: &Commune, id: Id<Petition>, kind: &str, topic: &str, more: &[(&str, &str)]) {
    let fields = [("kind", kind), ("topic", topic), ("subject", SUBJECT), ("reason", "Theo nội dung đơn.")];
    commune.does("vanthu", id, Deed::Sort, &[&fields, more].concat());
}

fn to_minh(commune: &Commune) -> Id<Petition> {
    let (id, _) = commune.ba_sau_files();
    sort(commune, id, "feedback", "environment", &[]);
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    id
}

fn answer(commune: &Commune, id: Id<Petition>) {
    commune.does("moitruong", id, Deed::Draft, ANSWER);
    commune.does("moitruong", id, Deed::Submit, &[]);
    // Asked for only where it is late.
    commune.does("chutich", id, Deed::Approve, &[("late_reason", "staff")]);
}

fn watch(commune: &Commune, path: &str) -> Page {
    commune.ba_tam().get(path).expect(200)
}

fn listed(page: &Page) -> Vec<String> {
    page.attributes("tbody th a", "href").into_iter().filter(|path| path.starts_with("/ho-so/")).collect()
}

fn path_of(id: Id<Petition>) -> String {
    format!("/ho-so/{id}")
}

#[test]
fn every_open_petition_stands_with_its_clocks_the_overdue_first() {
    let commune = Commune::new();
    let first = to_minh(&commune);
    commune.at("2026-12-02T08:00");
    let second = to_minh(&commune);
    let page = watch(&commune, "/giam-sat");
    assert_eq!(listed(&page), [path_of(first), path_of(second)]);
    // The first one's answer is due on 04/12, with its ground; its first reply on 09/12.
    for words in [SUBJECT, "04/12", "09/12", "Trả lời lần đầu cho người gửi", "Hạn xã tự đặt", "Phòng Kinh tế"]
    {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    commune.at("2026-12-07T08:00");
    let page = watch(&commune, "/giam-sat");
    assert!(page.says("1 hồ sơ đang quá hạn") && page.says("Quá hạn 1 ngày làm việc"), "{}", page.words());
    assert_eq!(listed(&watch(&commune, "/giam-sat?due=overdue")), [path_of(first)]);
    answer(&commune, first);
    commune.does("vanthu", first, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-12-07")]);
    assert_eq!(listed(&watch(&commune, "/giam-sat")), [path_of(second)], "nothing is owed on the first any more");
}

#[test]
fn neither_words_nor_names_are_ever_shown() {
    let commune = Commune::new();
    let id = to_minh(&commune);
    commune.does("moitruong", id, Deed::Note, &[("body", "Ghi chú riêng của tôi về chủ trại.")]);
    commune.does("phochutich", id, Deed::Identity, &[("reason", "Gọi hỏi thêm ngày giờ.")]);
    commune.does("chutich", commune.file(&Filing::of_someone()), Deed::Note, &[("body", "Xem lại ca trực.")]);
    let front = commune.ba_tam();
    for path in [
        "/giam-sat",
        "/giam-sat?stage=open",
        "/giam-sat?topic=conduct",
        "/giam-sat/danh-tinh",
        "/giam-sat/so-lieu?figure=on_time",
    ] {
        let page = front.get(path).expect(200);
        for words in
            ["Trần Thị Sáu", "0912", "345 678", "xóm 2", "không ăn cơm được", "cộc lốc", "Ghi chú riêng", "Xem lại ca"]
        {
            assert!(!page.html().contains(words), "{path} shows {words}");
        }
    }
    assert!(watch(&commune, "/giam-sat?topic=conduct").says("Thái độ cán bộ, Thanh Vân"));
}

#[test]
fn each_number_is_as_long_as_its_list_and_the_lines_add_up() {
    let commune = Commune::new();
    let (prompt, late) = (to_minh(&commune), to_minh(&commune));
    to_minh(&commune);
    let land = commune.file(&Filing::of_ba_sau().with("topic", "land").with("village", "").with("place", "ngã ba chợ"));
    sort(&commune, land, "recommendation", "land", &[]);
    answer(&commune, prompt);
    commune.at("2026-12-10T08:00");
    answer(&commune, late);
    let front = commune.ba_tam();
    let page = front.get("/giam-sat").expect(200);
    assert!(page.says("33 %") && page.says("1 đúng hạn ÷ (2 đã xong + 1 đang quá hạn)"), "{}", page.words());
    let mut checked = 0;
    for path in page
        .attributes("main .card a", "href")
        .iter()
        .filter(|path| path.contains('?') && !path.starts_with("/cau-hoi"))
    {
        let words = page.first(&format!("main .card a[href='{path}']")).expect("a link");
        let Ok(number) = words.split(' ').next().expect("a word").parse::<usize>() else { panic!("{path}: {words}") };
        if words.contains('%') {
            continue;
        }
        let list = front.get(path).expect(200);
        let table = list.first("table.list").map_or(0, |_| list.all("table.list tbody tr").len());
        assert_eq!(table, number, "{path}: {}", list.words());
        checked += 1;
    }
    assert!(checked >= 12, "{checked}");
    let open = |part: &str| listed(&front.get(&format!("/giam-sat?stage=open&{part}")).expect(200)).len();
    assert_eq!(open("unit=economy") + open("unit=office"), 2);
    assert_eq!(open("village=khe-song") + open("village=-"), 2);
    assert_eq!((open("village=-"), open("topic=land")), (1, 1));
}

#[test]
fn late_first_replies_stand_apart() {
    let commune = Commune::new();
    let id = to_minh(&commune);
    answer(&commune, id);
    // Ten working days from 25/11 are over on 09/12, and nobody has told bà Sáu.
    commune.at("2026-12-10T08:00");
    let page = watch(&commune, "/giam-sat");
    assert!(page.says("100 %") && page.says("1 hồ sơ quá hạn báo người gửi lần đầu"), "{}", page.words());
    assert_eq!(listed(&watch(&commune, "/giam-sat?late=first_reply")), [path_of(id)]);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "letter"), ("sent_on", "2026-12-10")]);
    assert!(listed(&watch(&commune, "/giam-sat?late=first_reply")).is_empty());
}

#[test]
fn a_complaint_that_names_the_chairman_and_a_decision_entered_late_carry_marks() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ong_tu());
    sort(&commune, id, "complaint", "compensation", &[("concerns", "chutich")]);
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
    let page = watch(&commune, "/giam-sat");
    assert!(page.says("1 khiếu nại nêu tên Chủ tịch") && page.says("Nêu tên Chủ tịch"), "{}", page.words());
    assert_eq!(listed(&watch(&commune, "/giam-sat?named=chair")), [path_of(id)]);
    commune.does("diachinh", id, Deed::Draft, ANSWER);
    commune.does("diachinh", id, Deed::Submit, &[]);
    commune.does("phochutich", id, Deed::Approve, &[]);
    commune.at("2026-12-01T08:00");
    commune.does("vanthu", id, Deed::Issue, &[("document_no", "96/QĐ-UBND"), ("document_date", "2026-11-27")]);
    let page = watch(&commune, "/giam-sat");
    assert!(page.says("Quyết định ghi vào trễ") && page.says("96/QĐ-UBND"), "{}", page.words());
}

#[test]
fn who_looked_at_an_identity_and_why_is_read_by_the_front() {
    let commune = Commune::new();
    let id = to_minh(&commune);
    commune.does("phochutich", id, Deed::Identity, &[("reason", "Gọi hỏi thêm ngày giờ.")]);
    commune.at("2026-11-25T21:47");
    commune.does("moitruong", id, Deed::Identity, &[]);
    let looks = watch(&commune, "/giam-sat/danh-tinh").all(".thread li");
    assert_eq!(looks.len(), 2);
    assert!(
        looks[0].contains("Nguyễn Nhật Minh")
            && looks[0].contains("Mở danh tính, đang xử lý")
            && looks[0].contains("Ngoài giờ")
    );
    assert!(
        looks[1].contains("Đặng Thị Thu Hiền") && looks[1].contains("Mở danh tính: “Gọi hỏi thêm ngày giờ.”"),
        "{looks:?}"
    );
    assert!(!looks[1].contains("Ngoài giờ"));
}

#[test]
fn sealed_petitions_are_a_number_that_says_nothing_while_it_is_small() {
    let commune = Commune::new();
    let none = watch(&commune, "/giam-sat");
    assert!(none.says("Đơn giữ kín: dưới 5"));
    let id = commune.file(&Filing::of_ba_sau());
    sort(&commune, id, "denunciation", "environment", &[("concerns", "moitruong")]);
    let one = watch(&commune, "/giam-sat");
    assert!(one.says("Đơn giữ kín: dưới 5") && listed(&one).is_empty(), "{}", one.words());
    for _ in 0..4 {
        let id = commune.file(&Filing::of_ba_sau());
        sort(&commune, id, "denunciation", "environment", &[]);
    }
    assert!(watch(&commune, "/giam-sat").says("Đơn giữ kín: 5"));
    assert!(watch(&commune, "/giam-sat?due=later").says("Không có hồ sơ nào"));
}

#[test]
fn the_head_of_the_chain_is_there_to_be_kept() {
    let commune = Commune::new();
    commune.minute();
    let (entries, hash) = commune.store().read(chain::head).expect("a look").expect("a head");
    let page = watch(&commune, "/giam-sat");
    let short: Vec<&str> = (0..4).map(|n| &hash[4 * n..4 * n + 4]).collect();
    assert!(
        page.says(&short.join(" ")) && page.says(&hash) && page.says(&format!("{entries} mục")),
        "{}",
        page.words()
    );
    assert!(page.says("--since"));
    let kept = commune.store().read(|conn| chain::verify(conn, Some(&hash))).expect("a walk");
    assert!(matches!(kept, chain::Verdict::Whole { contains: Some(true), .. }));
}

#[test]
fn long_lists_go_on_and_a_broken_address_narrows_nothing() {
    let commune = Commune::new();
    (0..22).for_each(|_| drop(commune.ba_sau_files()));
    let front = commune.ba_tam();
    let first = front.get("/giam-sat?stage=open").expect(200);
    let more = first.attributes(".pager a", "href").pop().expect("another page");
    let second = front.get(&more).expect(200);
    assert_eq!((listed(&first).len(), listed(&second).len()), (20, 2));
    for path in ["/giam-sat?page=%27--&unit=nothing&topic=x&due=never", "/giam-sat?village=%3Cscript%3E"] {
        let page = front.get(path).expect(200);
        assert_eq!(listed(&page).len(), 20, "{path}");
        assert!(!page.html().contains("<script"));
    }
    front.get("/giam-sat/so-lieu?figure=overdue").expect(404);
    front.get("/giam-sat/so-lieu?figure=late&page=2026-12-01_x").expect(200);
}

#[test]
fn only_those_who_watch_may_look() {
    let commune = Commune::new();
    for path in ["/giam-sat", "/giam-sat/danh-tinh"] {
        commune.browser().get(path).expect_to(303, "/dang-nhap");
        for username in ["vanthu", "diachinh", "chutich", "phochutich", "truongthon", "quantri"] {
            commune.officer(username).get(path).expect(403);
        }
        commune.officer("thanhtra").get(path).expect(200);
    }
}
