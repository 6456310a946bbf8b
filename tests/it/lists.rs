//! The lists of administration: named, placed, retired and taken back from a day; what was filed keeps its names; nothing is deleted.

use std::thread;

use tiepdan::{
    domain::{clock::SETTLE_COMPLAINT, event::Deed, id::Id, petition::Petition},
    store,
};

use crate::{
    cast::{Filing, Officer},
    commune::Commune,
    page::{Form, Page},
};

/// The form of a page that posts to exactly this address.
fn form_at(page: &Page, action: &str) -> Form {
    page.forms().into_iter().find(|form| form.action == action).unwrap_or_else(|| panic!("no form to {action}"))
}

fn add(admin: &Officer, list: &str, fields: &[(&str, &str)]) -> Page {
    let page = admin.get(&format!("/quan-tri/{list}")).expect(200);
    admin.fill(&form_at(&page, &format!("/quan-tri/{list}")), fields)
}

fn keep(admin: &Officer, list: &str, code: &str, act: &str, fields: &[(&str, &str)]) -> Page {
    let page = admin.get(&format!("/quan-tri/{list}")).expect(200);
    admin.fill(&form_at(&page, &format!("/quan-tri/{list}/{code}/{act}")), fields)
}

fn done(admin: &Officer, list: &str, code: &str, act: &str, fields: &[(&str, &str)]) {
    keep(admin, list, code, act, fields).expect_to(303, &format!("/quan-tri/{list}?da={act}"));
}

/// What a villager may choose where it happened.
fn offered_villages(commune: &Commune) -> Vec<String> {
    let browser = commune.browser();
    let mut page = browser.follow("/gui-don/viec");
    while page.path != "/gui-don/noi-xay-ra" {
        let form = page.form();
        page = browser.on(browser.fill(&form, &Filing::of_ba_sau().fitting(&form.names)).expect(303));
    }
    page.attributes("input[name=village]", "value")
}

fn offered_topics(commune: &Commune) -> Vec<String> {
    commune.browser().follow("/gui-don/viec").attributes("input[name=topic]", "value")
}

fn list_row(officer: &Officer, query: &str, id: Id<Petition>) -> bool {
    officer.get(&format!("/ho-so?{query}")).expect(200).html().contains(&id.to_string())
}

#[test]
fn a_village_is_offered_from_its_day_and_retired_from_its_day_and_old_petitions_keep_its_name() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let admin = commune.anh_khanh();
    add(&admin, "thon", &[("name", "Khe Đầy"), ("since", "01/12/2026")]).expect_to(303, "/quan-tri/thon?da=them");
    assert!(!offered_villages(&commune).contains(&"khe-day".to_owned()), "before its day");
    let page = admin.get("/quan-tri/thon").expect(200);
    assert!(page.says("Chưa đến ngày") && page.says("từ 01/12/2026: thêm mới"), "{}", page.words());
    // Thôn Hạ has a village head: he is named, and no petition.
    let refused = keep(&admin, "thon", "thon-ha", "ngung", &[("since", "01/12/2026")]).expect(409);
    assert!(
        refused.says("Chưa ngừng dùng “Thôn Hạ” được, vì còn: tài khoản của Trương Công Bình"),
        "{}",
        refused.words()
    );
    assert!(!refused.html().contains("Trại heo") && !refused.html().contains("/ho-so"));
    done(&admin, "thon", "khe-song", "ngung", &[("since", "01/12/2026")]);
    assert!(offered_villages(&commune).contains(&"khe-song".to_owned()), "until its day");
    commune.at("2026-12-01T08:00");
    let offered = offered_villages(&commune);
    assert!(offered.contains(&"khe-day".to_owned()) && !offered.contains(&"khe-song".to_owned()), "{offered:?}");
    // What was filed still says where, and is found by it.
    let clerk = commune.chi_hoa();
    assert!(clerk.get(&format!("/ho-so/{id}")).expect(200).says("Khe Sòng"));
    let page = clerk.get("/ho-so?village=khe-song").expect(200);
    assert!(page.html().contains(&id.to_string()) && page.says("Khe Sòng (đã ngừng dùng)"), "{}", page.words());
    // Nobody files there by hand either, at the counter or elsewhere.
    let form = clerk.get("/tiep-nhan").expect(200).form_for("tiep-nhan").expect("a form");
    let fields = [("village", "khe-song"), ("place", "")];
    assert!(clerk.fill(&form, &fields).expect(422).faults().contains(&"village".to_owned()));
    let fields = [("topic", "land"), ("village", "khe-song"), ("officer", "vanhoa"), ("since", "02/12/2026")];
    let admin = commune.anh_khanh();
    let form = admin.get("/quan-tri/phan-cong").expect(200).form_for("phan-cong").expect("a form");
    assert!(admin.fill(&form, &fields).expect(422).faults().contains(&"village".to_owned()));
    // Taken back.
    assert!(admin.get("/quan-tri/thon").expect(200).says("1 dòng đã ngừng dùng"));
    done(&admin, "thon", "khe-song", "dung-lai", &[("since", "02/12/2026")]);
    commune.at("2026-12-02T08:00");
    assert!(offered_villages(&commune).contains(&"khe-song".to_owned()));
    assert_eq!(commune.data.count("villages WHERE code = 'khe-song'"), 1);
    assert!(commune.data.run("DELETE FROM list_changes").is_err());
    assert!(commune.data.run("UPDATE list_changes SET value = 'x'").is_err());
}

#[test]
fn a_new_name_holds_from_its_day_and_the_page_tells_who_changed_what() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let admin = commune.anh_khanh();
    let stale = form_at(&admin.get("/quan-tri/don-vi").expect(200), "/quan-tri/don-vi/economy/doi");
    done(&admin, "don-vi", "economy", "doi", &[("name", "Phòng Kinh tế – Hạ tầng"), ("since", "01/12/2026")]);
    admin.fill(&stale, &[("name", "Phòng Khác")]).expect(409);
    let name = || commune.office().unit("economy").map(|unit| unit.name.clone()).unwrap_or_default();
    assert_eq!(name(), "Phòng Kinh tế");
    let page = admin.get("/quan-tri/don-vi").expect(200);
    let told = "Bộ phận Phòng Kinh tế: tên “Phòng Kinh tế” → “Phòng Kinh tế – Hạ tầng”";
    assert!(
        page.says(told) && page.says("Bùi Gia Khánh") && page.says("có hiệu lực từ 01/12/2026"),
        "{}",
        page.words()
    );
    for (fields, fault) in [
        (&[("name", "Văn Phòng")][..], "name"),
        (&[("name", "")], "name"),
        (&[("name", "Phòng Kinh tế")], "name"),
        (&[("name", "Phòng Mới"), ("since", "24/11/2026")], "since"),
        (&[("name", "Phòng Mới"), ("since", "")], "since"),
        (&[("name", "Phòng Mới"), ("since", "01/01/2036")], "since"),
        (&[("name", "x".repeat(121).leak()), ("since", "25/11/2026")], "name"),
    ] {
        let refused = keep(&admin, "don-vi", "economy", "doi", fields).expect(422);
        assert_eq!(refused.faults(), [format!("economy-doi-{fault}")], "{fields:?}");
    }
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "environment"), ("reason", "Theo nội dung")],
    );
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong"), ("unit", "economy")]);
    commune.at("2026-12-01T08:00");
    assert_eq!(name(), "Phòng Kinh tế – Hạ tầng");
    assert!(commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200).says("Phòng Kinh tế – Hạ tầng"));
    // Another server on the same rows says the same.
    let office = commune.second_store().read(store::office::load).expect("an office").on(commune.today());
    assert_eq!(office.unit("economy").expect("a unit").name, "Phòng Kinh tế – Hạ tầng");
    assert_eq!(commune.data.count("events WHERE deed = 'danh-muc'"), 1);
}

#[test]
fn of_two_administrators_who_save_the_same_line_at_once_the_second_is_told_and_keeps_what_was_typed() {
    let commune = Commune::new();
    let event = "(SELECT id FROM events ORDER BY at DESC LIMIT 1)";
    let second =
        format!("UPDATE accounts SET role = 'admin', unit = NULL, last_event = {event} WHERE username = 'vanhoa'");
    commune.data.run(&second).expect("a second administrator");
    let admins = [commune.anh_khanh(), commune.officer("vanhoa")];
    let (list, act) = ("/quan-tri/thon", "/quan-tri/thon/khe-song/doi");
    let name = || commune.office().village("khe-song").map(|village| village.name.clone()).unwrap_or_default();
    for round in 1..=4 {
        // Both look at the same line, and save at the same moment.
        let names = ["Khánh", "Thảo"].map(|who| format!("Khe Sòng của {who}, lần {round}"));
        let forms = admins.each_ref().map(|admin| form_at(&admin.get(list).expect(200), act));
        let answers: Vec<Page> = thread::scope(|scope| {
            let sent: Vec<_> = (0..2)
                .map(|n| {
                    let (admin, form, name) = (&admins[n], &forms[n], names[n].as_str());
                    scope.spawn(move || admin.fill(form, &[("name", name), ("since", "25/11/2026")]))
                })
                .collect();
            sent.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let won = answers.iter().position(|page| page.status == 303).expect("one of them saves");
        let lost = 1 - won;
        let told = &answers[lost];
        assert_eq!(told.status, 409, "{}", told.words());
        assert!(told.says("Vừa có người khác sửa dòng này"), "{}", told.words());
        assert_eq!(name(), names[won]);
        assert!(told.says(&names[won]), "the page shows what the other saved: {}", told.words());
        // What was typed stands in the form, over the newest: sent again it holds.
        let again = form_at(told, act);
        assert_eq!(again.value("name"), Some(names[lost].as_str()), "nothing is lost");
        admins[lost].fill(&again, &[]).expect_to(303, "/quan-tri/thon?da=doi");
        assert_eq!(name(), names[lost]);
        assert_eq!(commune.data.count("events WHERE deed = 'danh-muc'"), 2 * round, "each that was saved, once");
    }
    // Each change is told with who made it.
    let page = admins[0].get(list).expect(200);
    assert!(page.says("Bùi Gia Khánh") && page.says("Mai Thị Diệu Thảo"), "{}", page.words());
    // Two who add the same place: it is there once, and the second reads why.
    let forms = admins.each_ref().map(|admin| form_at(&admin.get(list).expect(200), list));
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let new = [("name", "Khe Đầy"), ("since", "25/11/2026")];
        let sent: Vec<_> =
            admins.iter().zip(&forms).map(|(admin, form)| scope.spawn(move || admin.fill(form, &new).status)).collect();
        sent.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(commune.data.count("villages WHERE code = 'khe-day'"), 1);
}

#[test]
fn a_unit_is_retired_once_nothing_holds_it() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "environment"), ("reason", "Theo nội dung")],
    );
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong"), ("unit", "economy")]);
    let admin = commune.anh_khanh();
    let page = keep(&admin, "don-vi", "economy", "ngung", &[]).expect(409);
    let words = page.words();
    assert!(words.contains("1 hồ sơ đang mở; tài khoản của Nguyễn Nhật Minh"), "{words}");
    assert!(words.contains("2 dòng phân công còn hiệu lực"), "{words}");
    assert!(!page.html().contains("Trại heo") && !page.html().contains(&id.to_string()), "no case");
    keep(&admin, "don-vi", "chairman", "doi", &[("name", "Lãnh đạo xã")]).expect(303);
    assert!(admin.get("/quan-tri/don-vi").expect(200).says("luôn phải có"));
    let revision = commune.office().lists.revision(tiepdan::domain::kept::List::Units, "chairman").to_string();
    admin.post("/quan-tri/don-vi/chairman/ngung", &[("since", "01/12/2026"), ("revision", &revision)]).expect(409);
    // A new one gets a code made of its name, people and work, and goes again.
    add(&admin, "don-vi", &[("name", "Ban Quản lý chợ"), ("since", "25/11/2026")]).expect(303);
    add(&admin, "don-vi", &[("name", "Ban quản lý  CHỢ"), ("since", "25/11/2026")]).expect(422);
    let form = admin.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
    let account = [("username", "cho"), ("name", "Lê Văn Chợ"), ("role", "officer"), ("unit", "ban-quan-ly-cho")];
    admin.fill(&form, &account).expect(303);
    keep(&admin, "don-vi", "ban-quan-ly-cho", "ngung", &[]).expect(409);
    admin.post("/quan-tri/tai-khoan/cho/dong", &[]).expect(303);
    done(&admin, "don-vi", "ban-quan-ly-cho", "ngung", &[]);
    let form = admin.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
    let another = [("username", "cho2"), account[1], account[2], account[3]];
    assert_eq!(admin.fill(&form, &another).expect(422).faults(), ["unit"]);
    commune.perform("chutich", id, Deed::Assign, &[("unit", "ban-quan-ly-cho")]).err().expect("not to a retired one");
    // Who was in it does not come back into nothing.
    let page = admin.post("/quan-tri/tai-khoan/cho/mo-lai", &[]).expect(409);
    assert!(page.says("đã ngừng dùng"), "{}", page.words());
}

#[test]
fn topics_have_the_communes_words_order_and_switch_but_no_new_codes() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let early = commune.file(&Filing::of_ba_sau().with("topic", "social"));
    let words = [("name", "Môi trường, chăn nuôi"), ("explanation", "trại heo, bãi rác"), ("since", "25/11/2026")];
    done(&admin, "linh-vuc", "environment", "doi", &words);
    done(&admin, "linh-vuc", "environment", "xep", &[("after", "")]);
    let page = commune.browser().follow("/gui-don/viec");
    assert!(
        page.says("Môi trường, chăn nuôi trại heo, bãi rác") && !page.says("Ô nhiễm môi trường"),
        "{}",
        page.words()
    );
    assert_eq!(offered_topics(&commune)[..2], ["environment", "land"]);
    // Somebody is in the middle of it when it is switched off.
    let slow = commune.browser();
    let check = slow.walk(&Filing::of_ba_sau().with("topic", "social"));
    done(&admin, "linh-vuc", "social", "ngung", &[("since", "25/11/2026")]);
    assert!(!offered_topics(&commune).contains(&"social".to_owned()));
    let back = slow.fill(&check.form(), &[]);
    assert_ne!(back.location().as_deref(), Some("/gui-don/xong"), "{} {}", back.status, back.words());
    let mended = slow.follow("/gui-don/viec");
    slow.fill(&mended.form(), &[("topic", "other")]).expect(303);
    let page = slow.follow("/gui-don/kiem-tra");
    let sent = slow.on(slow.fill(&page.form(), &[]).expect(303));
    assert_eq!(sent.path, "/gui-don/xong", "nothing typed is lost");
    // Filed before: its words, its filter, its own topic stay.
    let clerk = commune.chi_hoa();
    assert!(clerk.get(&format!("/ho-so/{early}")).expect(200).says("chính sách xã hội"));
    assert!(list_row(&clerk, "topic=social", early));
    clerk.act(early, "phan-loai", &[("kind", "feedback"), ("reason", "Theo nội dung")]).expect(303);
    let other = commune.file(&Filing::of_ba_sau());
    let sorted = [("kind", "feedback"), ("topic", "social"), ("reason", "Theo nội dung")];
    clerk.act(other, "phan-loai", &sorted).expect(422);
    assert!(clerk.get(&format!("/ho-so/{other}")).expect(200).says("môi trường, chăn nuôi"));
    for code in ["other", "conduct"] {
        admin
            .post(&format!("/quan-tri/linh-vuc/{code}/ngung"), &[("since", "01/12/2026"), ("revision", "0")])
            .expect(409);
    }
    let page = admin.get("/quan-tri/linh-vuc").expect(200);
    assert!(page.says("xã không thêm dòng mới"), "{}", page.words());
    assert!(page.forms().iter().all(|form| form.action != "/quan-tri/linh-vuc"), "no form that adds one");
    admin.post("/quan-tri/linh-vuc", &[("name", "Bóng đá"), ("since", "01/12/2026")]).expect(404);
    admin.post("/quan-tri/linh-vuc/bong-da/doi", &[("name", "Bóng đá"), ("since", "01/12/2026")]).expect(404);
}

#[test]
fn other_authorities_are_added_mended_and_retired() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let new = [
        ("name", "Chi cục Thủy lợi"),
        ("address", "17 Lê Lợi, Huế"),
        ("phone", "0234 555 666"),
        ("since", "25/11/2026"),
    ];
    add(&admin, "noi-khac", &new).expect(303);
    let there = || -> Vec<String> {
        let office = commune.office();
        let there = office.authorities.iter().filter(|one| one.is_there_on(commune.today()));
        there.map(tiepdan::domain::elsewhere::Authority::words).collect()
    };
    assert!(there().contains(&"Chi cục Thủy lợi, 17 Lê Lợi, Huế, 0234 555 666".to_owned()), "{:?}", there());
    let mended = [("phone", "0234 777 888"), ("since", "26/11/2026")];
    done(&admin, "noi-khac", "chi-cuc-thuy-loi", "doi", &mended);
    done(&admin, "noi-khac", "dien-luc", "ngung", &[("since", "26/11/2026")]);
    let before = there();
    commune.at("2026-11-26T08:00");
    assert!(there().contains(&"Chi cục Thủy lợi, 17 Lê Lợi, Huế, 0234 777 888".to_owned()), "{:?}", there());
    assert_eq!(there().len(), before.len() - 1);
    assert!(!there().iter().any(|one| one.contains("Điện lực")));
}

#[test]
fn reasons_for_being_late_are_the_communes_and_grounds_of_the_law_are_only_shown() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let page = admin.get("/quan-tri/ly-do").expect(200);
    assert!(page.says("Căn cứ do luật định") && page.says("Luật Khiếu nại, Điều 11a"), "{}", page.words());
    add(&admin, "ly-do", &[("name", "Chờ họp dân"), ("since", "25/11/2026")]).expect(303);
    done(&admin, "ly-do", "disaster", "ngung", &[("since", "26/11/2026")]);
    done(&admin, "ly-do", "cho-hop-dan", "xep", &[("after", "")]);
    let there = || -> Vec<String> {
        let office = commune.office();
        office.late_reasons.iter().filter(|one| one.is_there_on(commune.today())).map(|one| one.code.clone()).collect()
    };
    assert_eq!(there()[..2], ["cho-hop-dan", "other_agency"]);
    assert!(there().contains(&"disaster".to_owned()));
    commune.at("2026-11-26T08:00");
    assert!(!there().contains(&"disaster".to_owned()));
    let admin = commune.anh_khanh();
    admin.post("/quan-tri/ly-do/other/ngung", &[("since", "27/11/2026"), ("revision", "0")]).expect(409);
}

#[test]
fn the_communes_own_sentences_stand_on_public_pages_and_are_never_html() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let home = || commune.browser().get("/").expect(200);
    let note = "Tuần này trụ sở dời sang nhà văn hóa & chợ.";
    let shown = keep(&admin, "loi-van", "home_note", "doi", &[("name", note), ("preview", "yes")]).expect(200);
    assert!(shown.says("Xem thử, chưa lưu") && shown.says(note), "{}", shown.words());
    assert_eq!(commune.data.count("list_changes"), 0, "looked at, not saved");
    assert!(!home().says(note));
    done(&admin, "loi-van", "home_note", "doi", &[("name", note), ("since", "26/11/2026")]);
    assert!(!home().says(note), "before its day");
    commune.at("2026-11-26T08:00");
    assert!(home().says(note));
    let admin = commune.anh_khanh();
    for words in ["<b>Nghỉ</b>", &"x".repeat(301)] {
        let refused = keep(&admin, "loi-van", "home_note", "doi", &[("name", words)]).expect(422);
        assert_eq!(refused.faults(), ["home_note-doi-name"]);
    }
    let to_cao = || commune.browser().get("/to-cao").expect(200);
    assert!(to_cao().says("Bì thư ghi: “Đơn tố cáo, chỉ Chủ tịch mở”."));
    done(&admin, "loi-van", "denounce_where", "doi", &[("name", "Phòng 203, lối riêng phía sau.")]);
    assert!(to_cao().says("Phòng 203, lối riêng phía sau.") && !to_cao().says("Bì thư ghi"));
    // The first words again, by one button.
    let page = admin.get("/quan-tri/loi-van").expect(200);
    let mut forms = page.forms().into_iter().filter(|form| form.action == "/quan-tri/loi-van/denounce_where/doi");
    let first_again = forms.next_back().expect("a button");
    assert_eq!(first_again.value("name"), Some(""));
    admin.fill(&first_again, &[]).expect(303);
    assert!(to_cao().says("Bì thư ghi: “Đơn tố cáo, chỉ Chủ tịch mở”."));
    let page = admin.get("/quan-tri/loi-van").expect(200);
    assert!(page.says("Lời văn “Cách gửi tố cáo đến trụ sở”: dùng lại câu gốc"), "{}", page.words());
    admin.post("/quan-tri/loi-van/home_note/ngung", &[("since", "01/12/2026"), ("revision", "1")]).expect(409);
}

fn accepted(commune: &Commune, on: &str) -> Id<Petition> {
    let id = commune.file(&Filing::of_ong_tu());
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "complaint"), ("topic", "compensation"), ("reason", "Theo nội dung")],
    );
    let today = commune.today().to_string();
    commune.does("vanthu", id, Deed::Sign, &[("received_on", &today), ("signed_on", &today)]);
    commune.at(on).does("chutich", id, Deed::Accept, &[]);
    id
}

fn length(commune: &Commune, id: Id<Petition>) -> i32 {
    commune.case(id).clocks.iter().find(|clock| clock.rule == SETTLE_COMPLAINT).expect("a limit").length
}

#[test]
fn a_commune_is_remote_from_a_day_and_limits_that_began_before_keep_theirs() {
    let commune = Commune::new();
    let before = accepted(&commune, "2026-11-26T08:00");
    let admin = commune.anh_khanh();
    let set = |fields: &[(&str, &str)]| {
        let page = admin.get("/quan-tri/vung-xa").expect(200);
        admin.fill(&form_at(&page, "/quan-tri/vung-xa"), fields)
    };
    assert_eq!(set(&[]).expect(422).faults(), ["remote", "document_no"]);
    let decided = [("remote", "yes"), ("document_no", "861/QĐ-TTg"), ("since", "01/12/2026")];
    assert_eq!(set(&[("remote", "no"), decided[1], decided[2]]).expect(422).faults(), ["remote"], "it is not");
    assert_eq!(set(&[decided[0], decided[1], ("since", "01/11/2026")]).expect(422).faults(), ["since"]);
    set(&decided).expect_to(303, "/quan-tri/vung-xa?da=ghi");
    let page = admin.get("/quan-tri/vung-xa").expect(200);
    assert!(page.says("xã không là vùng sâu") || page.says("Xã không là vùng sâu"), "{}", page.words());
    assert!(page.says("Từ 01/12/2026: là vùng sâu, vùng xa") && page.says("861/QĐ-TTg"), "{}", page.words());
    let between = accepted(&commune, "2026-11-30T08:00");
    let after = accepted(&commune, "2026-12-01T08:00");
    assert_eq!([before, between, after].map(|id| length(&commune, id)), [30, 30, 45]);
    // No calendar's change counts an old limit anew by the new length.
    let office = commune.office();
    assert!(commune.case(before).clocks.iter().all(|clock| clock.recount(&office).is_none()));
    // An extension is counted from what the limit began with: 30 to 45, 45 to 60.
    assert!(!office.is_remote_on("2026-11-30".parse().expect("a day")));
    assert!(office.is_remote_on("2026-12-01".parse().expect("a day")));
}

#[test]
fn what_was_remote_before_is_taken_over_and_a_first_run_says_it_too() {
    let commune = Commune::new();
    let facts = "replace(facts, '\"demonstration\":true', '\"demonstration\":true,\"remote\":true')";
    let event = "(SELECT id FROM events WHERE id <> (SELECT last_event FROM offices) LIMIT 1)";
    commune.data.run(&format!("UPDATE offices SET facts = {facts}, last_event = {event}")).expect("as it was");
    // The very words of the migration.
    let engine = if crate::database::is_postgres() { "postgres" } else { "sqlite" };
    let path = format!("{}/migrations/{engine}/2026-11-24-001100_lists/up.sql", env!("CARGO_MANIFEST_DIR"));
    let up = std::fs::read_to_string(path).expect("a migration");
    let insert = up.split(';').find(|sql| sql.contains("INSERT INTO list_changes")).expect("a take-over");
    commune.data.run(insert).expect("taken over");
    let office = commune.office();
    assert!(office.is_remote_on("2025-07-01".parse().expect("a day")) && office.is_remote_on(commune.today()));
}

#[test]
fn only_the_administrator_keeps_lists_and_the_front_sees_what_was_changed() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    done(&admin, "thon", "thon-ho", "doi", &[("name", "Thôn Hộ Mới")]);
    for username in ["vanthu", "chutich", "mattran", "truongthon"] {
        let officer = commune.officer(username);
        for list in ["don-vi", "thon", "linh-vuc", "noi-khac", "loi-van", "vung-xa"] {
            officer.get(&format!("/quan-tri/{list}")).expect(403);
        }
        let fields = [("name", "Thôn Khác"), ("since", "01/12/2026"), ("revision", "1")];
        officer.post("/quan-tri/thon/thon-ho/doi", &fields).expect(403);
        officer.post("/quan-tri/thon", &fields).expect(403);
    }
    let page = commune.ba_tam().get("/giam-sat/tai-khoan").expect(200);
    assert!(page.says("→ “Thôn Hộ Mới”") && page.says("Bùi Gia Khánh"), "{}", page.words());
    commune.chain().expect("a chain");
}

#[test]
fn a_closed_account_is_opened_again_by_whoever_keeps_it_with_a_password_to_be_changed() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    admin.post("/quan-tri/tai-khoan/moitruong/dong", &[]).expect(303);
    let form = admin.get("/quan-tri/tai-khoan/moitruong").expect(200).form_for("mo-lai").expect("a form");
    let page = admin.on(admin.fill(&form, &[]).expect_to(303, "/quan-tri/mat-khau")).expect(200);
    let password = page.first(".code").expect("a password");
    let account = commune.account("moitruong");
    assert!(!account.closed && account.must_change);
    let browser = commune.browser();
    browser.type_password("moitruong", &password).expect_to(303, "/doi-mat-khau");
    commune.browser().type_password("moitruong", &crate::cast::password_of("moitruong")).expect(422);
    admin.post("/quan-tri/tai-khoan/moitruong/mo-lai", &[]).expect(409);
    // A monitor's is the lead's to open.
    let lead = commune.ba_tam();
    lead.post("/giam-sat/tai-khoan/thanhtra/dong", &[]).expect(303);
    admin.post("/quan-tri/tai-khoan/thanhtra/mo-lai", &[]).expect(403);
    lead.post("/giam-sat/tai-khoan/thanhtra/mo-lai", &[]).expect_to(303, "/giam-sat/mat-khau");
    assert!(!commune.account("thanhtra").closed);
    assert!(lead.get("/giam-sat/tai-khoan").expect(200).says("Mở lại tài khoản: "));
    // There is one chairman.
    assert_eq!(commune.data.count("events WHERE deed = 'tai-khoan' AND body LIKE '%reopened%'"), 2);
}
