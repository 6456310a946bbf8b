//! Competence: the day, the signer and the matter of a contested paper tell where it is settled first; nothing happens by itself.

use tiepdan::{
    domain::{event::Deed, id::Id, petition::Petition},
    register,
};

use crate::{
    cast::{Filing, Officer},
    commune::Commune,
    page::Page,
};

const AT: &str = "/quan-tri/tham-quyen";

impl Commune {
    /// Ông Tư's khiếu nại against a paper of that day and signer.
    fn contests(&self, day: &str, signer: &str) -> Id<Petition> {
        self.file(&Filing::of_ong_tu().with("decision_date", day).with("decision_signer", signer))
    }

    /// A row of the table, by the administrator's form.
    fn row(&self, values: &[(&str, &str)]) -> Page {
        let admin = self.anh_khanh();
        let form = admin.get(AT).expect(200).form_for("tham-quyen").expect("the administrator writes");
        let delegated = [
            ("paper", "compensation"),
            ("signer", "Chủ tịch UBND xã"),
            ("body", "commune_chair"),
            ("handing", "delegated"),
            ("document_no", "QĐ 12/2026/QĐ-UBND"),
            ("since", "15/03/2026"),
        ];
        let kept = delegated.iter().filter(|(field, _)| values.iter().all(|(other, _)| other != field));
        let all: Vec<(&str, &str)> = kept.chain(values).copied().collect();
        admin.fill(&form, &all)
    }
}

fn page_of(officer: &Officer, id: Id<Petition>) -> Page {
    officer.get(&format!("/ho-so/{id}")).expect(200)
}

#[test]
fn a_commune_begins_with_what_the_law_confirms_and_begins_once() {
    let commune = Commune::new();
    assert_eq!(commune.data.count("competences"), 8);
    for _ in 0..2 {
        register::begin_competence(commune.store(), &commune.act_of("system")).expect("nothing to do");
    }
    register::begin_competence(&commune.second_store(), &commune.act_of("system")).expect("another server");
    assert_eq!(commune.data.count("competences"), 8);
    let page = commune.anh_khanh().get(AT).expect(200);
    for words in ["NĐ 151/2025/NĐ-CP, Điều 5", "NĐ 49/2026/NĐ-CP, Điều 14 khoản 1", "trước 01/03/2027"] {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    // The office reads, the administrator writes, others have no business there.
    for username in ["chutich", "phochutich", "vanthu"] {
        let page = commune.officer(username).get(AT).expect(200);
        assert!(page.form_for("tham-quyen").is_none(), "{username}");
        commune.officer(username).post(AT, &[("paper", "recovery")]).expect(403);
    }
    commune.anh_viet().get(AT).expect(403);
}

#[test]
fn the_petitions_page_names_the_row_that_says_where_it_is_settled() {
    let commune = Commune::new();
    let chair = commune.ong_an();
    // Before 31/01/2026 the commune's own chairman decided.
    let ours = commune.contests("2025-12-01", "Chủ tịch UBND xã Dương Hòa");
    let page = page_of(&chair, ours);
    assert!(page.says("Quyết định số 57/QĐ-UBND ngày 01/12/2025 do Chủ tịch UBND xã Dương Hòa ký"), "{}", page.words());
    assert!(page.says("nơi giải quyết lần đầu là Chủ tịch UBND xã Dương Hòa"), "{}", page.words());
    assert!(page.says("NĐ 151/2025/NĐ-CP, Điều 5") && page.says("chỉ là đề nghị"), "{}", page.words());
    let guide = page.form_for("huong-dan").expect("he may guide");
    assert_eq!(guide.value("authority"), Some(""), "what is ours is guided nowhere");

    // From then on the province: the form that guides has it.
    let theirs = commune.contests("2026-03-01", "UBND thành phố Huế");
    let page = page_of(&chair, theirs);
    assert!(page.says("nơi giải quyết lần đầu là UBND thành phố Huế"), "{}", page.words());
    assert_eq!(page.form_for("huong-dan").expect("a form").value("authority"), Some("UBND thành phố Huế"));
    let clerk = commune.chi_hoa();
    let events = commune.data.count("events");
    page_of(&clerk, theirs);
    assert_eq!(commune.data.count("events"), events, "nothing is done by a proposal");

    // A paper that no row fits: no day, a day without a row, another signer.
    let undated = commune.file(&Filing::of_ong_tu().with("decision_date", ""));
    assert!(page_of(&chair, undated).says("không ghi ngày của quyết định"));
    let old = commune.contests("2024-05-06", "UBND huyện Hương Thủy");
    assert!(page_of(&chair, old).says("chưa có dòng nào cho ngày này"));
    let signed = commune.contests("2026-10-02", "Chủ tịch UBND xã");
    let page = page_of(&chair, signed);
    assert!(page.says("chưa có dòng nào cho người ký này"), "{}", page.words());
    assert!(page.says("khác người ký"), "{}", page.words());

    // The city handed it down: the administrator writes that, and the same page says so.
    commune.row(&[]).expect_to(303, &format!("{AT}?da=them"));
    let page = page_of(&chair, signed);
    assert!(page.says("nơi giải quyết lần đầu là Chủ tịch UBND xã Dương Hòa"), "{}", page.words());
    assert!(page.says("phân cấp, QĐ 12/2026/QĐ-UBND") && page.says("ủy quyền thì nơi ủy quyền"), "{}", page.words());
    // Whoever neither accepts nor sends on is not troubled with it, and the Front reads no paper's facts.
    assert!(!page_of(&commune.ba_tam(), signed).says("57/QĐ-UBND"));
    let smell = commune.file(&Filing::of_ba_sau());
    assert!(!page_of(&chair, smell).says("nơi giải quyết lần đầu"), "no paper, nothing to say");
}

#[test]
fn a_delegated_power_is_the_receivers_an_authorised_one_the_givers() {
    let commune = Commune::new();
    let signed = commune.contests("2026-10-02", "Chủ tịch UBND xã");
    commune.row(&[("handing", "authorised"), ("body", "province"), ("document_no", "QĐ 9/QĐ-UBND")]).expect(303);
    let page = page_of(&commune.ong_an(), signed);
    assert!(page.says("nơi giải quyết lần đầu là UBND thành phố Huế"), "{}", page.words());
    // Another body from the kept list.
    let elsewhere = commune.contests("2026-10-02", "Giám đốc Sở Nông nghiệp và Môi trường");
    let row = [
        ("body", "elsewhere"),
        ("authority", "so-nnmt"),
        ("signer", "Giám đốc Sở Nông nghiệp và Môi trường"),
        ("handing", "law"),
    ];
    commune.row(&row).expect(303);
    let form = page_of(&commune.ong_an(), elsewhere).form_for("huong-dan").expect("a form");
    assert_eq!(form.value("authority"), Some("Sở Nông nghiệp và Môi trường thành phố Huế"));
    commune.does(
        "vanthu",
        elsewhere,
        Deed::Sort,
        &[("kind", "complaint"), ("topic", "compensation"), ("reason", "Khiếu nại")],
    );
}

#[test]
fn a_row_is_checked_ends_and_is_never_deleted() {
    let commune = Commune::new();
    for (wrong, field) in [
        (("paper", "x"), "paper"),
        (("body", ""), "body"),
        (("signer", ""), "signer"),
        (("handing", "x"), "handing"),
        (("document_no", ""), "document_no"),
        (("since", ""), "since"),
        (("since", "không"), "since"),
        (("until", "01/01/2026"), "until"),
        (("body", "elsewhere"), "authority"),
        (("authority", "khong-co"), "authority"),
    ] {
        let page = commune.row(&[wrong]).expect(422);
        assert_eq!(page.faults(), [field], "{wrong:?}");
        assert_eq!(
            page.form_for("tham-quyen").and_then(|form| form.value("note").map(str::to_owned)),
            Some(String::new())
        );
    }
    commune.row(&[]).expect(303);
    assert_eq!(commune.row(&[("since", "2026-06-01")]).expect(422).faults(), ["since"], "the same twice on a day");
    let id =
        commune.data.values("SELECT CAST(id AS TEXT) AS value FROM competences WHERE handing = 'delegated'").remove(0);
    let admin = commune.anh_khanh();
    let form = |page: &Page| page.forms().into_iter().find(|form| form.action.ends_with(&id)).expect("a form");
    let page = admin.get(AT).expect(200);
    admin.fill(&form(&page), &[("until", "hôm nào")]).expect(422);
    admin.fill(&form(&page), &[("until", "31/10/2026")]).expect(303);
    admin.fill(&form(&page), &[("until", "30/11/2026")]).expect(409);
    assert!(admin.get(AT).expect(200).says("đến hết 31/10/2026"));
    let event = "(SELECT id FROM events WHERE deed = 'tham-quyen' ORDER BY at LIMIT 1)";
    commune
        .data
        .run(&format!("DELETE FROM competences WHERE id = '{id}' AND last_event <> {event}"))
        .expect_err("stays");
}

#[test]
fn the_morning_tells_the_administrator_and_the_chairman_what_power_ends_and_nobody_else() {
    let commune = Commune::new();
    let lapsing = |username: &str| {
        let digest = commune.digest(username).and_then(|digest| digest.lapsing);
        digest.map(|lapsing| (lapsing.rows, lapsing.until.to_string(), lapsing.days, lapsing.urgent))
    };
    let morning = |at: &str| {
        commune.at(at).minute();
        (lapsing("quantri"), lapsing("chutich"))
    };
    // Nothing on the 61st day before 28/02/2027, the four rows on the 60th, urgent on the first working day of the last 15.
    assert_eq!(morning("2026-12-29T07:00"), (None, None));
    let sixty = Some((4, "2027-02-28".to_owned(), 60, false));
    assert_eq!(morning("2026-12-30T07:00"), (sixty.clone(), sixty));
    for username in ["phochutich", "vanthu", "diachinh", "mattran", "thanhtra", "truongthon"] {
        assert_eq!(lapsing(username), None, "{username}");
    }
    let thirteen = Some((4, "2027-02-28".to_owned(), 13, true));
    assert_eq!(morning("2027-02-15T07:00"), (thirteen.clone(), thirteen));
    // What stands on the boards leads to the table, and the administrator reads of no petition.
    for (username, board) in [("quantri", "/quan-tri"), ("chutich", "/ban-lam-viec")] {
        let page = commune.officer(username).get(board).expect(200);
        assert!(page.says("Sáng nay") && page.says("gần nhất là hết 28/02/2027, còn 13 ngày"), "{}", page.words());
        let links = page.attributes("[aria-labelledby=sang-nay] a", "href");
        assert!(links.contains(&"/quan-tri/tham-quyen".to_owned()), "{links:?}");
        if username == "quantri" {
            assert_eq!(page.all("[aria-labelledby=sang-nay] tr").len(), 0, "no count of cases for the administrator");
        }
    }
    // What follows is signed: the next morning is silent, one paper after the other.
    for (n, paper) in ["recovery", "compensation", "allocation", "certificate"].into_iter().enumerate() {
        commune.row(&[("paper", paper), ("since", "01/03/2027")]).expect(303);
        let told = morning(&format!("2027-02-{}T07:00", 16 + n)).0.map(|lapsing| lapsing.0);
        assert_eq!(told, Some(3 - n).filter(|left| *left > 0), "{paper}");
    }
    assert!(!commune.anh_khanh().get("/quan-tri").expect(200).says("Sáng nay"), "nothing is told, yesterday's is over");
}

#[test]
fn sixty_and_fifteen_days_before_an_end_the_administrator_and_the_chairman_are_warned() {
    let commune = Commune::new();
    let boards = [("quantri", "/quan-tri"), ("chutich", "/ban-lam-viec")];
    let says =
        |words: &str| boards.map(|(username, board)| commune.officer(username).get(board).expect(200).says(words));
    let soon = "Thẩm quyền về đất sắp hết hiệu lực";
    // 28/02/2027 is the last day of what lapses on 01/03/2027.
    commune.at("2026-12-29T08:00");
    assert_eq!(says(soon), [false, false]);
    commune.at("2026-12-30T08:00");
    assert_eq!((says(soon), says("không quá 15 ngày")), ([true, true], [false, false]));
    assert!(!commune.ba_hien().get("/ban-lam-viec").expect(200).says(soon), "it is the chairman's");
    commune.at("2027-02-13T08:00");
    assert_eq!(says("không quá 15 ngày"), [true, true]);
    // What follows takes the warning away, each for its own papers.
    for paper in ["recovery", "compensation", "allocation", "certificate"] {
        assert_eq!(says(soon), [true, true], "{paper}");
        commune.row(&[("paper", paper), ("since", "01/03/2027")]).expect(303);
    }
    assert_eq!(says(soon), [false, false]);
}
