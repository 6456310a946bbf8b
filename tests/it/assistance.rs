//! Another unit is asked one thing: it reads until it answers, opens no identity, and the owner stays the owner.

use tiepdan::domain::{assistance::OPEN_MAX, event::Deed, id::Id, petition::Petition};

use crate::{cast::Filing, commune::Commune, page::Page};

const ASKED: &str = "Thửa đất của trại heo được giao cho mục đích gì?";
const ANSWERED: &str = "Đất trồng cây lâu năm, chưa được phép chăn nuôi tập trung.";

impl Commune {
    /// Bà Sáu's petition, with moitruong of “economy”; “land” is asked.
    pub fn consulted(&self) -> Id<Petition> {
        let id = self.file(&Filing::of_ba_sau());
        self.consult(id, "moitruong", "land");
        id
    }

    fn consult(&self, id: Id<Petition>, by: &str, unit: &str) {
        if !self.case(id).petition.assigned {
            self.assign(id);
        }
        self.does(by, id, Deed::Consult, &[("unit", unit), ("body", ASKED)]);
    }

    fn state(&self) -> Vec<String> {
        self.data.values(
            "SELECT coalesce(a.ending, 'open') || ' ' || c.state || ' ' || CAST(c.due AS TEXT) AS value
             FROM assistances a JOIN clocks c ON c.subject = a.id ORDER BY a.id",
        )
    }
}

fn has_form(page: &Page, act: &str) -> bool {
    page.form_for(act).is_some()
}

/// The question as the page that could not take it shows it again.
fn typed(page: &Page) -> Option<String> {
    page.form_for("phoi-hop")?.value("body").map(str::to_owned)
}

#[test]
fn a_unit_is_asked_reads_without_the_identity_answers_once_and_the_owner_stays() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.assign(id);
    let path = format!("/ho-so/{id}");
    let (owner, asked) = (commune.anh_minh(), commune.anh_viet());
    asked.get(&path).expect(404);

    // ---- Asked, by the form, with a day of five working days ----
    let form = owner.get(&path).expect(200).form_for("phoi-hop").expect("the owner asks");
    assert_eq!(form.value("due"), Some("02/12/2026"));
    let short = owner.fill(&form, &[("unit", "land"), ("body", "Gì?")]).expect(422);
    assert_eq!(typed(&short).as_deref(), Some("Gì?"), "what was typed stays");
    owner.fill(&form, &[("unit", "land"), ("body", ASKED)]).expect(303);
    owner.fill(&form, &[("unit", "land"), ("body", ASKED)]).expect(303);
    assert_eq!(commune.data.count("assistances"), 1, "the same form twice asks once");
    assert_eq!(commune.state(), ["open running 2026-12-02"]);
    assert!(commune.officer("moitruong").get("/ban-lam-viec").expect(200).says("Đang chờ đơn vị khác trả lời"));

    // ---- The asked unit reads what it needs ----
    let board = asked.get("/ban-lam-viec").expect(200);
    assert!(board.says("Được hỏi ý kiến"), "{}", board.words());
    let page = asked.get(&path).expect(200);
    assert!(page.says(ASKED) && page.says("mùi hôi không ăn cơm được"), "{}", page.words());
    for act in ["danh-tinh", "du-thao", "giao", "ghi-chu", "phoi-hop"] {
        assert!(!has_form(&page, act), "{act} is not theirs");
    }
    asked.force(id, "danh-tinh", &[("reason", "Muốn biết ai gửi")]).expect(403);
    commune.officer("vanhoa").get(&path).expect(404);

    // ---- The Front sees a fact, the person neither unit nor name ----
    let front = commune.ba_tam().get(&path).expect(200);
    assert!(
        front.says("Hỏi đơn vị khác") && !front.says(ASKED) && !front.says("Nguyễn Nhật Minh hỏi"),
        "{}",
        front.words()
    );
    let person = commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(person.says("đang hỏi ý kiến đơn vị khác") && !person.says(ASKED), "{}", person.words());
    assert!(!person.says("Phan Quốc Việt") && !person.says("Địa chính"), "{}", person.words());

    // ---- Answered late, once; then it is out of their sight, the answer stays theirs ----
    commune.at("2026-12-03T08:00");
    let (owner, asked) = (commune.anh_minh(), commune.anh_viet());
    assert!(owner.get("/ban-lam-viec").expect(200).says("Quá hạn"));
    asked.act(id, "tra-loi-phoi-hop", &[("body", ANSWERED)]).expect(303);
    asked.get(&path).expect(404);
    asked.force(id, "tra-loi-phoi-hop", &[("body", "Câu trả lời thứ hai.")]).expect(409);
    let list = asked.get("/phoi-hop").expect(200);
    assert!(list.says(ASKED) && list.says(ANSWERED) && list.says("đã trả lời trễ"), "{}", list.words());
    let page = owner.get(&path).expect(200);
    assert!(page.says(ANSWERED) && page.says("Phan Quốc Việt"), "{}", page.words());
    assert_eq!(commune.state(), ["answered met 2026-12-02"]);
    let case = commune.case(id);
    assert_eq!(case.petition.owner, Some(commune.account("moitruong").id));
    let events = commune.data.values("SELECT body AS value FROM events WHERE deed IN ('phoi-hop', 'tra-loi-phoi-hop')");
    assert!(events.len() == 2 && events.iter().all(|body| body.contains("_hash") && !body.contains("chăn nuôi")));
}

#[test]
fn a_day_for_the_answer_is_never_after_the_laws_nor_before_today() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.assign(id);
    let owner = commune.anh_minh();
    // The commune's own limit ends on 04/12/2026.
    for (due, words) in [("2027-01-15", "muộn nhất là 04/12/2026"), ("24/11/2026", "ở trước hôm nay")] {
        let page = owner.act(id, "phoi-hop", &[("unit", "land"), ("body", ASKED), ("due", due)]).expect(422);
        assert!(page.says(words), "{}", page.words());
        assert_eq!(typed(&page).as_deref(), Some(ASKED));
    }
    owner.act(id, "phoi-hop", &[("unit", "land"), ("body", ASKED), ("due", "4/12/2026")]).expect(303);
    let again = owner.force(
        id,
        "phoi-hop",
        &[
            ("unit", "land"),
            ("body", "Hỏi thêm một câu nữa?"),
            ("version", &commune.case(id).petition.version.to_string()),
        ],
    );
    assert!(again.expect(422).says("đang được hỏi rồi"));
    // Near the law's own limit the proposal is that.
    commune.at("2026-12-03T08:00");
    let form = commune.anh_minh().get(&format!("/ho-so/{id}")).expect(200).form_for("phoi-hop").expect("a form");
    assert_eq!(form.value("due"), Some("04/12/2026"));
}

#[test]
fn five_units_are_asked_at_the_same_time_and_no_more() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.assign(id);
    for n in [1, 2] {
        let unit = format!("INSERT INTO units (code, name, position) VALUES ('x{n}', 'Tổ {n}', {n}0)");
        commune.data.run(&unit).expect("a unit");
    }
    let units = ["land", "social", "police", "office"];
    for unit in units {
        commune.consult(id, "moitruong", unit);
    }
    // A fifth and a sixth unit come to be: somebody moves there.
    commune.sits_in("diachinh", "x1");
    commune.sits_in("congan", "x2");
    commune.consult(id, "moitruong", "x1");
    let sixth = commune.anh_minh().act(id, "phoi-hop", &[("unit", "x2"), ("body", ASKED)]).expect(422);
    assert!(sixth.says(&format!("đang chờ {OPEN_MAX} đơn vị")), "{}", sixth.words());
    assert_eq!(commune.data.count("assistances"), 5);
}

#[test]
fn nobody_is_asked_about_what_is_kept_to_few_hands_and_only_owner_and_heads_ask() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.assign(id);
    for (username, status) in
        [("vanthu", 403), ("diachinh", 404), ("mattran", 403), ("truongthon", 404), ("quantri", 404)]
    {
        commune.officer(username).force(id, "phoi-hop", &[("unit", "land"), ("body", ASKED)]).expect(status);
    }
    commune.does("phochutich", id, Deed::Consult, &[("unit", "land"), ("body", ASKED)]);
    let sealed = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.does("vanthu", sealed, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    commune.does("chutich", sealed, Deed::Assign, &[("owner", "vanhoa"), ("unit", "social")]);
    let conduct = commune.file(&Filing::of_someone());
    commune.does("chutich", conduct, Deed::Sort, &[("kind", "feedback"), ("topic", "conduct"), ("reason", "Thái độ")]);
    commune.does("chutich", conduct, Deed::Assign, &[("owner", "vanhoa"), ("unit", "social")]);
    for id in [sealed, conduct] {
        let page = commune.officer("vanhoa").get(&format!("/ho-so/{id}")).expect(200);
        assert!(!has_form(&page, "phoi-hop"));
        let version = commune.case(id).petition.version.to_string();
        let page = commune.officer("vanhoa").force(
            id,
            "phoi-hop",
            &[("unit", "land"), ("body", ASKED), ("version", &version)],
        );
        assert!(page.expect(409).says("không hỏi đơn vị khác"));
    }
}

#[test]
fn who_a_petition_is_about_is_not_asked_and_sees_nothing_of_it() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let sorted = [("kind", "feedback"), ("topic", "environment"), ("concerns", "diachinh"), ("reason", "Về địa chính")];
    commune.does("vanthu", id, Deed::Sort, &sorted);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong"), ("unit", "economy")]);
    let page = commune.anh_minh().act(id, "phoi-hop", &[("unit", "land"), ("body", ASKED)]).expect(422);
    assert!(page.says("có người trả lời được"), "{}", page.words());
    let offered =
        commune.anh_minh().get(&format!("/ho-so/{id}")).expect(200).attributes("#phoi-hop-unit option", "value");
    assert!(!offered.contains(&"land".to_owned()) && offered.contains(&"police".to_owned()), "{offered:?}");
    assert_eq!(commune.data.count("assistances"), 0);
}

#[test]
fn an_unanswered_question_is_taken_back_with_a_reason_and_what_was_asked_stands() {
    let commune = Commune::new();
    let id = commune.consulted();
    let data = &commune.data;
    let event = "(SELECT id FROM events WHERE deed = 'giao' ORDER BY at LIMIT 1)";
    for sql in [
        format!("UPDATE assistances SET unit = 'police', last_event = {event}"),
        format!("UPDATE assistances SET asked_on = '2027-01-01', last_event = {event}"),
        "UPDATE assistances SET ended_on = '2027-01-01', ending = 'lapsed', last_event = last_event".to_owned(),
        "DELETE FROM assistances".to_owned(),
    ] {
        data.run(&sql).expect_err(&sql);
    }
    let owner = commune.anh_minh();
    owner.act(id, "rut-phoi-hop", &[("unit", "land")]).expect(422);
    owner.act(id, "rut-phoi-hop", &[("unit", "land"), ("reason", "Đã tự tìm được hồ sơ đất")]).expect(303);
    assert_eq!(commune.state(), ["taken_back cancelled 2026-12-02"]);
    commune.anh_viet().get(&format!("/ho-so/{id}")).expect(404);
    let refused =
        data.run(&format!("UPDATE assistances SET ending = 'lapsed', last_event = {event}")).expect_err("stands");
    assert!(refused.contains("stands"), "{refused}");
    let page = owner.get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("đã rút câu hỏi") && !has_form(&page, "rut-phoi-hop"), "{}", page.words());
}

#[test]
fn when_the_petition_ends_nobody_is_waited_for_any_more() {
    let commune = Commune::new();
    let id = commune.consulted();
    let drafted = [
        ("summary", "Xã đã kiểm tra và yêu cầu dừng xả."),
        ("letter", "Kính gửi {nguoi_gui}, xã đã kiểm tra."),
        ("result", "upheld"),
    ];
    commune.does("moitruong", id, Deed::Draft, &drafted);
    commune.does("moitruong", id, Deed::Submit, &[]);
    assert_eq!(commune.state(), ["open running 2026-12-02"], "sent up, it may still be answered");
    commune.does("chutich", id, Deed::Approve, &[]);
    assert_eq!(commune.state(), ["lapsed cancelled 2026-12-02"]);
    let viet = commune.anh_viet();
    viet.get(&format!("/ho-so/{id}")).expect(404);
    assert!(!viet.get("/ban-lam-viec").expect(200).says("Được hỏi ý kiến"));
    let list = viet.get("/phoi-hop").expect(200);
    assert!(list.says("hồ sơ xong trước khi trả lời") && list.says(ASKED), "{}", list.words());
    assert!(commune.anh_minh().get(&format!("/ho-so/{id}")).expect(200).says("Không chờ đơn vị khác nữa"));
}

#[test]
fn who_alone_could_answer_for_a_unit_keeps_the_account_until_it_is_answered() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.consult(id, "moitruong", "police");
    let admin = commune.anh_khanh();
    let page = admin.get("/quan-tri/tai-khoan/congan").expect(200);
    assert!(page.says("1 câu hỏi của đơn vị khác"), "{}", page.words());
    assert!(admin.post("/quan-tri/tai-khoan/congan/dong", &[]).expect(409).says("1 câu hỏi của đơn vị khác"));
    commune.does("congan", id, Deed::Advise, &[("body", ANSWERED)]);
    admin.post("/quan-tri/tai-khoan/congan/dong", &[]).expect(303);
}

impl Commune {
    /// Somebody of the commune is in another unit from now on, whatever they hold.
    fn sits_in(&self, username: &str, unit: &str) {
        let event = "(SELECT id FROM events ORDER BY at DESC LIMIT 1)";
        let moved = format!("UPDATE accounts SET unit = '{unit}', last_event = {event} WHERE username = '{username}'");
        self.data.run(&moved).expect("moved");
    }
}

#[test]
fn who_alone_could_answer_for_a_unit_is_not_moved_out_of_it_and_nothing_typed_is_lost() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.consult(id, "moitruong", "police");
    let admin = commune.anh_khanh();
    let path = "/quan-tri/tai-khoan/congan";
    let moves = |fields: &[(&str, &str)]| {
        let form = admin.get(path).expect(200).form_for("congan").expect("a form");
        admin.fill(&form, &[&[("title", "Công an xã, mới")], fields].concat())
    };
    for fields in [&[("unit", "social")][..], &[("unit", "social"), ("reset", "yes")]] {
        let refused = moves(fields).expect(422);
        assert_eq!(refused.faults(), ["unit"]);
        assert!(refused.says("1 câu hỏi của đơn vị khác mà ở bộ phận này chỉ Cao Xuân Trường trả lời được"));
        assert_eq!(refused.value("title").as_deref(), Some("Công an xã, mới"), "what was typed stays");
        assert!(!refused.html().contains(&id.to_string()) && !refused.says("trại heo"), "a number, no case");
    }
    let account = commune.account("congan");
    assert_eq!((account.unit.as_deref(), account.title.as_str()), (Some("police"), "Công an xã, phụ trách trật tự"));
    assert!(!account.must_change, "nor was the password set anew");
    moves(&[]).expect(303);
    // Another of the unit who could answer lets him go; one whom it is about does not.
    commune.sits_in("vanhoa", "police");
    let about = commune.file(&Filing::of_ba_sau());
    let sorted = [("kind", "feedback"), ("topic", "environment"), ("concerns", "vanhoa"), ("reason", "Về chị Thảo")];
    commune.does("vanthu", about, Deed::Sort, &sorted);
    commune.does("chutich", about, Deed::Assign, &[("owner", "moitruong"), ("unit", "economy")]);
    commune.does("moitruong", about, Deed::Consult, &[("unit", "police"), ("body", ASKED)]);
    assert!(moves(&[("unit", "social")]).expect(422).says("còn 1 câu hỏi"), "of the two only hers is left alone");
    admin.post(&format!("{path}/dong"), &[]).expect(409);
    commune.does("congan", about, Deed::Advise, &[("body", ANSWERED)]);
    moves(&[("unit", "social")]).expect(303);
    assert_eq!(commune.account("congan").unit.as_deref(), Some("social"));
    // Now she is the one who alone could.
    assert!(admin.post("/quan-tri/tai-khoan/vanhoa/dong", &[]).expect(409).says("1 câu hỏi của đơn vị khác"));
}

#[test]
fn a_unit_that_was_asked_and_has_not_answered_is_not_retired() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let unit = "INSERT INTO units (code, name, position) VALUES ('cho', 'Ban Quản lý chợ', 90)";
    commune.data.run(unit).expect("a unit");
    commune.sits_in("congan", "cho");
    commune.consult(id, "moitruong", "cho");
    // Nobody is in it any more, by whatever way.
    commune.sits_in("congan", "police");
    let admin = commune.anh_khanh();
    let retires = || {
        let page = admin.get("/quan-tri/don-vi").expect(200);
        let form = page.forms().into_iter().find(|form| form.action == "/quan-tri/don-vi/cho/ngung").expect("a form");
        admin.fill(&form, &[("since", "01/12/2026")])
    };
    let refused = retires().expect(409);
    let words = "Chưa ngừng dùng “Ban Quản lý chợ” được, vì còn: 1 câu hỏi phối hợp chưa trả lời.";
    assert!(refused.says(words), "{}", refused.words());
    assert!(!refused.html().contains(&id.to_string()), "a number, no case");
    let form = refused.forms().into_iter().find(|form| form.action.ends_with("/cho/ngung")).expect("the same form");
    assert_eq!(form.value("since"), Some("01/12/2026"), "what was typed stays");
    commune.does("moitruong", id, Deed::Unask, &[("unit", "cho"), ("reason", "Đã tự tìm được")]);
    retires().expect(303);
}

#[test]
fn a_second_answer_gets_its_words_back_and_reads_who_answered_when() {
    let commune = Commune::new();
    commune.sits_in("vanhoa", "land");
    let id = commune.consulted();
    let path = format!("/ho-so/{id}");
    let (first, second) = (commune.anh_viet(), commune.officer("vanhoa"));
    let form = second.get(&path).expect(200).form_for("tra-loi-phoi-hop").expect("both may answer");
    commune.at("2026-11-25T08:19");
    first.act(id, "tra-loi-phoi-hop", &[("body", ANSWERED)]).expect(303);
    let events = commune.data.count("events");
    let typed = "Tôi vừa hỏi thêm: thửa này năm 2019 đã xin chuyển mục đích.";
    let page = second.fill(&form, &[("body", typed)]).expect(409);
    assert!(
        page.says("Phan Quốc Việt đã trả lời câu này rồi") && page.says("08:19 thứ Tư, 25/11/2026"),
        "{}",
        page.words()
    );
    assert!(page.says(typed) && page.says(ASKED) && page.says(ANSWERED), "{}", page.words());
    assert!(!page.says("Trần Thị Sáu") && !page.html().contains(&format!("href=\"{path}\"")), "no way to the petition");
    // The same person says something else; the very same words are the same answer.
    let own = first.force(id, "tra-loi-phoi-hop", &[("body", "Câu trả lời thứ hai.")]).expect(409);
    assert!(own.says("Anh chị đã trả lời câu này rồi") && own.says("Câu trả lời thứ hai."), "{}", own.words());
    assert_eq!((commune.data.count("events"), commune.data.count("assistances")), (events, 1), "nothing was recorded");
    // Whoever was not asked still finds nothing, and so does whoever it is kept from since.
    for username in ["congan", "quantri", "truongthon"] {
        commune.officer(username).force(id, "tra-loi-phoi-hop", &[("body", typed)]).expect(404);
    }
    // A unit that sees the petition anyway is told the same.
    let asked = commune.file(&Filing::of_ba_sau());
    commune.consult(asked, "moitruong", "office");
    commune.sits_in("congan", "office");
    let late = commune.chi_hoa();
    let form = late.get(&format!("/ho-so/{asked}")).expect(200).form_for("tra-loi-phoi-hop").expect("hers to answer");
    commune.does("congan", asked, Deed::Advise, &[("body", ANSWERED)]);
    let page = late.fill(&form, &[("body", typed)]).expect(409);
    assert!(page.says("Cao Xuân Trường đã trả lời") && page.says(typed), "{}", page.words());
    // Taken back meanwhile: nobody answered.
    let taken = commune.file(&Filing::of_ba_sau());
    commune.consult(taken, "moitruong", "land");
    let form = second.get(&format!("/ho-so/{taken}")).expect(200).form_for("tra-loi-phoi-hop").expect("a form");
    commune.does("moitruong", taken, Deed::Unask, &[("unit", "land"), ("reason", "Đã tự tìm được")]);
    let page = second.fill(&form, &[("body", typed)]).expect(409);
    assert!(
        page.says("Câu này không cần trả lời nữa") && page.says("Đã rút câu hỏi") && page.says(typed),
        "{}",
        page.words()
    );
    // Sealed since: it is as if it never was.
    commune.data.run(&format!("UPDATE petitions SET past_heads = {}, last_event = (SELECT id FROM events ORDER BY at DESC LIMIT 1) WHERE id = '{id}'", if crate::database::is_postgres() { "true" } else { "1" })).expect("past the heads");
    second.force(id, "tra-loi-phoi-hop", &[("body", typed)]).expect(404);
}
