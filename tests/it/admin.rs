//! Administration: accounts and the office's facts, no petition anywhere; and the first run, which happens once.

use std::thread;

use tiepdan::{
    domain::{clock::SETTLE_COMPLAINT, event::Deed, id::Id, person::Role, petition::Petition},
    seed, store,
};

use crate::{
    cast::{Filing, Officer, password_of},
    commune::{Commune, log},
    page::{Browser, Page},
};

const CO_LAN: &[(&str, &str)] = &[
    ("username", "tuphap"),
    ("name", "Ngô Thị Lan"),
    ("title", "Công chức tư pháp"),
    ("role", "officer"),
    ("unit", "social"),
    ("answers_to", "phochutich"),
];

fn new_account(admin: &Officer, fields: &[(&str, &str)]) -> Page {
    let form = admin.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
    admin.fill(&form, fields)
}

/// The password on the page that shows it once.
fn shown(admin: &Officer, answer: Page) -> String {
    let page = admin.on(answer.expect_to(303, "/quan-tri/mat-khau")).expect(200);
    page.first(".code").expect("a password")
}

fn change(admin: &Officer, username: &str, fields: &[(&str, &str)]) -> Page {
    let page = admin.get(&format!("/quan-tri/tai-khoan/{username}")).expect(200);
    admin.fill(&page.form_for(username).expect("a form"), fields)
}

fn signs_in(commune: &Commune, username: &str, password: &str) -> (Browser, Page) {
    let browser = commune.browser();
    let form = browser.get("/dang-nhap").expect(200).form();
    let page = browser.fill(&form, &[("username", username), ("password", password)]);
    (browser, page)
}

#[test]
fn a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let password = shown(&admin, new_account(&admin, CO_LAN));
    admin.get("/quan-tri/mat-khau").expect_to(303, "/quan-tri");
    assert!(!log().contains(&password), "no log holds it");
    let account = commune.account("tuphap");
    assert_eq!((account.role, account.unit.as_deref()), (Role::Officer, Some("social")));
    assert_eq!(account.answers_to, Some(commune.account("phochutich").id));
    let (lan, answer) = signs_in(&commune, "tuphap", &password);
    answer.expect_to(303, "/doi-mat-khau");
    for path in ["/ban-lam-viec", "/ho-so", "/quan-tri"] {
        lan.get(path).expect_to(303, "/doi-mat-khau");
    }
    let form = lan.get("/doi-mat-khau").expect(200).form_for("doi-mat-khau").expect("a form");
    let chosen = [
        ("old_password", password.as_str()),
        ("new_password", "rừng thông cuối dốc"),
        ("again", "rừng thông cuối dốc"),
    ];
    lan.fill(&form, &chosen).expect_to(303, "/ban-lam-viec");
    lan.get("/ban-lam-viec").expect(200);
    assert!(admin.get("/quan-tri").expect(200).says("Ngô Thị Lan"));
}

#[test]
fn what_no_account_can_be_is_named_and_nothing_typed_is_lost() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let accounts = commune.data.count("accounts");
    for (field, value) in [
        ("username", ""),
        ("username", "ab"),
        ("username", "văn thư"),
        ("username", "9lan"),
        ("username", "vanthu"),
        ("username", "'; drop table accounts; --"),
        ("name", ""),
        ("role", ""),
        ("role", "king"),
        ("role", "chair"),
        ("unit", ""),
        ("unit", "navy"),
        ("village", "sai-gon"),
        ("answers_to", "nobody"),
    ] {
        let mut fields = CO_LAN.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = new_account(&admin, &fields).expect(422);
        assert!(page.faults().contains(&field.to_owned()), "{field}={value}: {:?}", page.faults());
        assert_eq!(page.value("title").as_deref(), Some("Công chức tư pháp"), "{field}");
    }
    let head = [("username", "thonho"), ("name", "Lê Văn Hộ"), ("role", "village-head")];
    assert!(new_account(&admin, &head).expect(422).faults().contains(&"village".to_owned()));
    assert_eq!(commune.data.count("accounts"), accounts);
}

#[test]
fn an_account_changes_over_the_version_that_was_read() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let stale = admin.get("/quan-tri/tai-khoan/moitruong").expect(200).form_for("moitruong").expect("a form");
    change(&admin, "moitruong", &[("name", "Nguyễn Nhật Minh Anh"), ("answers_to", "chutich"), ("lead", "")])
        .expect_to(303, "/quan-tri?da=tai-khoan");
    let account = commune.account("moitruong");
    assert_eq!((account.name.as_str(), account.lead), ("Nguyễn Nhật Minh Anh", false));
    assert_eq!(account.answers_to, Some(commune.account("chutich").id));
    admin.fill(&stale, &[("name", "Người khác")]).expect(409);
    assert_eq!(commune.account("moitruong").name, "Nguyễn Nhật Minh Anh");
    // Nobody answers to those who answer to them.
    let page = change(&admin, "phochutich", &[("answers_to", "chutich")]).expect(303);
    assert_eq!(page.location().as_deref(), Some("/quan-tri?da=tai-khoan"));
    let page = change(&admin, "chutich", &[("answers_to", "phochutich")]).expect(422);
    assert_eq!(page.faults(), ["answers_to"]);
    admin.get("/quan-tri/tai-khoan/nobody").expect(404);
}

#[test]
fn whom_one_answers_to_decides_at_once_what_one_sees() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    change(&admin, "moitruong", &[("answers_to", "")]).expect(303);
    let id: Id<Petition> = commune.file(&Filing::of_ba_sau());
    let sorted =
        [("kind", "complaint"), ("topic", "environment"), ("reason", "Khiếu nại."), ("concerns", "phochutich")];
    commune.does("vanthu", id, Deed::Sort, &sorted);
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    let minh = commune.anh_minh();
    minh.get(&format!("/ho-so/{id}")).expect(200);
    change(&admin, "moitruong", &[("answers_to", "phochutich")]).expect(303);
    minh.get(&format!("/ho-so/{id}")).expect(404);
}

#[test]
fn a_password_that_is_reset_throws_out_whoever_has_the_old_one() {
    let commune = Commune::new();
    let (admin, minh) = (commune.anh_khanh(), commune.anh_minh());
    minh.get("/ban-lam-viec").expect(200);
    let password = shown(&admin, change(&admin, "moitruong", &[("reset", "yes")]));
    minh.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    signs_in(&commune, "moitruong", &password_of("moitruong")).1.expect(422);
    signs_in(&commune, "moitruong", &password).1.expect_to(303, "/doi-mat-khau");
    let own = admin.get("/quan-tri/tai-khoan/quantri").expect(200);
    assert!(!own.form_for("quantri").expect("a form").has("reset"), "one's own is changed elsewhere");
}

#[test]
fn the_offices_facts_stand_on_every_page_once_they_are_saved() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let form = admin.get("/quan-tri/co-quan").expect(200).form_for("co-quan").expect("a form");
    assert_eq!(form.value("intake_owner"), Some("vanthu"), "the page shows what is set");
    admin
        .fill(&form, &[("name", "phường Phú Bài"), ("phone", "0234 999 888"), ("answer_days", "5")])
        .expect_to(303, "/quan-tri?da=co-quan");
    let home = commune.browser().get("/").expect(200);
    assert!(home.says("UBND phường Phú Bài") && home.says("0234 999 888"), "{}", home.words());
    let facts = commune.office().facts;
    assert_eq!((facts.answer_days, facts.demonstration), (5, true));
    for (field, value) in [
        ("name", ""),
        ("superior", ""),
        ("phone", "1"),
        ("hours", ""),
        ("answer_days", "0"),
        ("answer_days", "x"),
        ("intake_owner", "mattran"),
    ] {
        let page = admin.fill(&form, &[(field, value)]).expect(422);
        assert_eq!(page.faults(), [field], "{value}");
    }
    assert_eq!(commune.office().facts.name, "phường Phú Bài");
}

#[test]
fn the_administrator_sees_no_petition_and_nobody_else_administers() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let admin = commune.anh_khanh();
    for path in ["/ho-so", "/giam-sat", "/tiep-nhan"] {
        admin.get(path).expect(403);
    }
    admin.get(&format!("/ho-so/{id}")).expect(404);
    assert!(!admin.get("/quan-tri").expect(200).html().contains("/ho-so"));
    let (accounts, facts) = (commune.data.count("accounts"), commune.office().facts);
    for username in ["vanthu", "diachinh", "chutich", "phochutich", "mattran", "truongthon"] {
        let officer = commune.officer(username);
        for path in [
            "/quan-tri",
            "/quan-tri/tai-khoan-moi",
            "/quan-tri/tai-khoan/vanthu",
            "/quan-tri/co-quan",
            "/quan-tri/mat-khau",
            "/quan-tri/lich-lam-viec",
        ] {
            officer.get(path).expect(403);
        }
        officer.post("/quan-tri/tai-khoan-moi", CO_LAN).expect(403);
        officer
            .post("/quan-tri/tai-khoan/vanthu", &[("version", "1"), ("name", "Ai đó"), ("reset", "yes")])
            .expect(403);
        officer.post("/quan-tri/co-quan", &[("name", "xã Khác")]).expect(403);
    }
    commune.browser().get("/quan-tri").expect_to(303, "/dang-nhap");
    assert_eq!((commune.data.count("accounts"), commune.office().facts), (accounts, facts));
    signs_in(&commune, "vanthu", &password_of("vanthu")).1.expect(303);
}

// ---- The first run ----

const FOUNDING: &[(&str, &str)] = &[
    ("full_name", "Bùi Gia Khánh"),
    ("username", "quantri"),
    ("password", "tre xanh đầu ngõ"),
    ("again", "tre xanh đầu ngõ"),
    ("name", "xã Bình Thành"),
    ("address", "Thôn Trung, xã Bình Thành"),
    ("phone", "0234 111 222"),
    ("hours", "7:30–11:30, 13:30–17:00"),
    ("reception_days", "thứ Năm tuần thứ hai và thứ tư"),
    ("superior", "UBND thành phố Huế"),
    ("superior_address", "Ban Tiếp công dân thành phố Huế"),
    ("answer_days", "7"),
    ("villages", "Thôn Trung\n  Khe Đầy \n\nThôn Trung\nBồ Hòn"),
];

/// As `serve` does on an empty database.
fn unfounded() -> (Commune, String) {
    let commune = Commune::unfounded();
    commune.store().write(|tx| store::office::seed(tx, &seed::units(), &[])).expect("units");
    let secret = commune.app.first_run.clone().expect("a secret while there is no account");
    (commune, format!("/bat-dau/{secret}"))
}

fn with(field: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    FOUNDING.iter().copied().filter(|(name, _)| *name != field).chain([(field, value)]).collect()
}

/// A chairman and a clerk, by the administrator's form.
fn hire(admin: &Browser) {
    let chair = [("username", "chutich"), ("name", "Hồ Văn Chánh"), ("role", "chair"), ("unit", "chairman")];
    let clerk = [("username", "vanthu"), ("name", "Lê Thị Hòa"), ("role", "clerk"), ("unit", "office")];
    for fields in [&chair[..], &[&clerk[..], &[("answers_to", "chutich")]].concat()] {
        let form = admin.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
        admin.fill(&form, fields).expect(303);
    }
}

fn choose_intake(admin: &Browser) {
    let form = admin.get("/quan-tri/co-quan").expect(200).form_for("co-quan").expect("a form");
    admin.fill(&form, &[("intake_owner", "vanthu")]).expect(303);
}

/// Filing is open.
fn staff(admin: &Browser) {
    hire(admin);
    choose_intake(admin);
}

#[test]
fn the_first_link_makes_the_administrator_and_the_office_and_then_it_is_gone() {
    let (commune, path) = unfounded();
    let first = commune.browser();
    let form = first.get(&path).expect(200).form();
    first.fill(&form, FOUNDING).expect_to(303, "/buoc-hai/lap");
    first.get("/quan-tri").expect_to(303, "/buoc-hai/lap");
    first.set_up_step(&commune);
    let page = first.get("/quan-tri").expect(200);
    assert!(page.says("chưa mở nhận đơn") && page.says("Chưa có tài khoản Chủ tịch"), "{}", page.words());
    let office = commune.office();
    assert_eq!((office.facts.title.as_str(), office.facts.demonstration), ("UBND xã Bình Thành", false));
    let codes: Vec<&str> = office.villages.iter().map(|village| village.code.as_str()).collect();
    assert_eq!(codes, ["thon-trung", "khe-day", "bo-hon"]);
    let admin = commune.account("quantri");
    assert_eq!((admin.role, admin.must_change), (Role::Admin, false));
    for _ in 0..2 {
        commune.browser().get(&path).expect(404);
        commune.browser().post(&path, &with("username", "ketrom")).expect(404);
    }
    assert_eq!(commune.data.count("accounts"), 1);
    assert!(!log().contains(path.trim_start_matches("/bat-dau/")), "the log holds no secret");
    signs_in(&commune, "quantri", "tre xanh đầu ngõ").1.expect_to(303, "/buoc-hai");
}

#[test]
fn a_commune_that_says_at_its_first_run_that_it_is_remote_has_the_longer_limits_from_the_first_petition() {
    for (remote, days) in [(None, 30), (Some("yes"), 45)] {
        let (commune, path) = unfounded();
        let first = commune.browser();
        let form = first.get(&path).expect(200).form();
        assert!(form.has("remote"), "{:?}", form.names);
        let fields = FOUNDING.iter().copied().chain(remote.map(|yes| ("remote", yes))).collect::<Vec<_>>();
        // A form that cannot stand keeps the tick.
        let fields_wrong: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != "phone").collect();
        let again = first.post(&path, &fields_wrong).expect(422);
        assert_eq!(again.attributes("input[name=remote][checked]", "value").len(), usize::from(remote.is_some()));
        first.fill(&form, &fields).expect(303);
        first.set_up_step(&commune);
        let admin = first.get("/quan-tri").expect(200);
        assert_eq!(admin.says("có: hạn khiếu nại dài hơn"), remote.is_some(), "{}", admin.words());
        assert_eq!(commune.office().is_remote_on(commune.today()), remote.is_some());
        assert_eq!(commune.data.count("list_changes WHERE list = 'vung-xa'"), usize::from(remote.is_some()));
        // A khiếu nại that is accepted there has the longer limit.
        staff(&first);
        let id = commune.file(&Filing::of_ong_tu().with("village", "khe-day"));
        let sorted = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối quyết định")];
        commune.does("vanthu", id, Deed::Sort, &sorted);
        let today = commune.today().to_string();
        commune.does("vanthu", id, Deed::Sign, &[("received_on", &today), ("signed_on", &today)]);
        commune.does("chutich", id, Deed::Accept, &[]);
        let case = commune.case(id);
        let settling = case.clocks.iter().find(|clock| clock.rule == SETTLE_COMPLAINT).expect("a limit");
        assert_eq!(settling.length, days, "{remote:?}");
    }
}

#[test]
fn a_wrong_secret_finds_what_any_wrong_address_finds() {
    let (commune, path) = unfounded();
    let browser = commune.browser();
    let nowhere = browser.get("/khong-co-trang-nay").expect(404).html();
    let shorter = &path[..path.len() - 1];
    for wrong in ["/bat-dau/x", "/bat-dau/0000", shorter, &format!("{path}0"), &format!("/bat-dau/{}", "0".repeat(64))]
    {
        assert_eq!(browser.get(wrong).expect(404).html(), nowhere, "{wrong}");
        browser.post(wrong, FOUNDING).expect(404);
    }
    assert_eq!(commune.data.count("accounts"), 0);
    let demo = Commune::new();
    assert!(demo.app.first_run.is_none());
    demo.browser().get("/bat-dau/").expect(404);
}

#[test]
fn a_first_form_that_cannot_stand_loses_nothing_and_does_nothing() {
    let (commune, path) = unfounded();
    let browser = commune.browser();
    for (field, value) in [
        ("username", "Quản Trị"),
        ("full_name", ""),
        ("password", "ngắn"),
        ("password", "quantri-123456"),
        ("again", "khác hẳn đi"),
        ("name", ""),
        ("phone", ""),
        ("answer_days", "99"),
        ("villages", ""),
        ("villages", "---"),
    ] {
        let page = browser.post(&path, &with(field, value)).expect(422);
        let named = if field == "password" && value.starts_with("tre") { "again" } else { field };
        assert!(page.faults().contains(&named.to_owned()), "{field}={value}: {:?}", page.faults());
        assert_eq!(page.value("superior").as_deref(), Some("UBND thành phố Huế"), "{field}");
        assert!(!page.html().contains("tre xanh"), "no password comes back");
    }
    let page = browser.post(&path, &[]).expect(422);
    assert!(page.faults().len() >= 10, "all at once: {:?}", page.faults());
    assert_eq!((commune.data.count("accounts"), commune.data.count("villages")), (0, 0));
    browser.post(&path, FOUNDING).expect(303);
}

#[test]
fn of_many_who_found_at_the_same_moment_one_does() {
    let (commune, path) = unfounded();
    let names: Vec<String> = (0..6).map(|n| format!("quantri{n}")).collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let sent: Vec<_> = names
            .iter()
            .map(|name| {
                let fields: Vec<(&str, &str)> = FOUNDING
                    .iter()
                    .map(|(field, value)| (*field, if *field == "username" { name } else { *value }))
                    .collect();
                let (browser, path) = (commune.browser(), &path);
                scope.spawn(move || browser.post(path, &fields).status)
            })
            .collect();
        sent.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let won = statuses.iter().filter(|status| **status == 303).count();
    let found_nothing = statuses.iter().filter(|status| **status == 404).count();
    assert_eq!((won, found_nothing), (1, 5), "{statuses:?}");
    assert_eq!(commune.data.count("accounts"), 1);
}

#[test]
fn filing_opens_when_somebody_owns_what_comes_in() {
    let (commune, path) = unfounded();
    let first = commune.browser();
    first.post(&path, FOUNDING).expect(303);
    first.set_up_step(&commune);
    assert!(!commune.office().is_ready());
    let refused = commune.browser().get("/gui-don").expect(503);
    let phone = commune.office().facts.phone;
    assert!(!phone.is_empty() && refused.first("main").expect("a page").contains(&phone), "{}", refused.words());
    hire(&first);
    assert!(!commune.office().is_ready(), "nobody is chosen yet");
    choose_intake(&first);
    assert!(!first.get("/quan-tri").expect(200).says("chưa mở nhận đơn"));
    let id = commune.file(&Filing::of_ba_sau().with("village", "khe-day"));
    assert_eq!(commune.case(id).petition.owner, Some(commune.account("vanthu").id));
}
