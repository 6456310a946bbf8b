//! Routing: which topic goes to whom from which day, what the chairman is proposed and why, and what he confirms at once.

use tiepdan::{
    domain::{
        absence,
        event::Deed,
        id::Id,
        petition::Petition,
        refusal::Refusal,
        route::{self, Route},
    },
    register::{self, Failure},
};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, fields_of},
    page::Page,
};

const PAGE: &str = "/quan-tri/phan-cong";
/// The smell in Khe Sòng goes to chị Thảo, although it is no matter of culture.
const EXCEPTION: &[(&str, &str)] =
    &[("topic", "environment"), ("village", "khe-song"), ("officer", "vanhoa"), ("since", "01/12/2026")];

fn sorted(commune: &Commune, filing: &Filing, topic: &str) -> Id<Petition> {
    let id = commune.file(filing);
    commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", topic), ("reason", "Theo nội dung")]);
    id
}

fn of_ba_sau(commune: &Commune) -> Id<Petition> {
    sorted(commune, &Filing::of_ba_sau(), "environment")
}

fn add(admin: &Officer, fields: &[(&str, &str)]) -> Page {
    let form = admin.get(PAGE).expect(200).form_for("phan-cong").expect("a form");
    admin.fill(&form, fields)
}

fn row_of(commune: &Commune, found: impl Fn(&Route) -> bool) -> Route {
    commune.office().routes.into_iter().find(found).expect("a row")
}

fn end(admin: &Officer, row: &Route, until: &str) -> Page {
    let page = admin.get(PAGE).expect(200);
    admin.fill(&page.form_for(&row.id.to_string()).expect("a form to end it"), &[("until", until)])
}

/// Whom the petition's page proposes, and what it says of that.
fn proposed(officer: &Officer, id: Id<Petition>) -> (String, String) {
    let page = officer.get(&format!("/ho-so/{id}")).expect(200);
    let form = page.form_for("giao").expect("a form to assign");
    (form.value("owner").unwrap_or_default().to_owned(), page.first("#giao-owner-goi-y").expect("why"))
}

#[test]
fn a_commune_begins_with_the_first_routing_of_the_interface() {
    let commune = Commune::new();
    let routes = commune.office().routes;
    for (topic, unit) in [
        ("land", "land"),
        ("clearance", "land"),
        ("compensation", "land"),
        ("resettlement", "land"),
        ("environment", "economy"),
        ("infrastructure", "economy"),
        ("order", "police"),
        ("social", "social"),
        ("other", "office"),
        ("conduct", "chairman"),
    ] {
        let found: Vec<&Route> = routes.iter().filter(|route| route.topic.code() == topic).collect();
        assert_eq!(found.len(), 1, "{topic}");
        assert_eq!((found[0].unit.as_str(), found[0].officer, found[0].until), (unit, None, None), "{topic}");
    }
    // A second start leaves what is there.
    register::begin_routes(commune.store(), &commune.act_of("system")).expect("nothing to do");
    assert_eq!(commune.data.count("routes"), 10);
}

#[test]
fn an_exception_is_proposed_from_its_day_and_the_page_says_by_which_row() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    add(&admin, EXCEPTION).expect_to(303, "/quan-tri/phan-cong?da=them");
    let page = admin.get(PAGE).expect(200);
    assert!(page.says("Ngoại lệ") && page.says("Chưa đến ngày") && page.says("từ 01/12/2026"), "{}", page.words());
    let here = of_ba_sau(&commune);
    let elsewhere = sorted(&commune, &Filing::of_ba_sau().with("village", "thon-ha"), "environment");
    let (owner, why) = proposed(&commune.ong_an(), here);
    assert_eq!(owner, "moitruong");
    assert_eq!(why, "Theo phân công từ 24/11/2026: ô nhiễm môi trường → Phòng Kinh tế, Nguyễn Nhật Minh.");
    commune.at("2026-12-01T08:00");
    let chairman = commune.ong_an();
    let (owner, why) = proposed(&chairman, here);
    assert_eq!(owner, "vanhoa");
    assert_eq!(why, "Theo phân công từ 01/12/2026: ô nhiễm môi trường, Khe Sòng → Mai Thị Diệu Thảo.");
    assert_eq!(proposed(&chairman, elsewhere).0, "moitruong", "the rule stands beside its exception");
    // As it stands, pressed once.
    chairman.act(here, "giao", &[]).expect(303);
    let petition = commune.case(here).petition;
    assert_eq!((petition.owner, petition.unit.as_deref()), (Some(commune.account("vanhoa").id), Some("social")));
}

#[test]
fn rows_end_and_follow_each_other_and_none_is_ever_deleted() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let land = [("topic", "land"), ("officer", "congan"), ("since", "01/12/2026")];
    let refused = add(&admin, &land).expect(422);
    assert_eq!(refused.faults(), ["since"]);
    assert!(refused.says("Đã có dòng “Đất đai” giao Bộ phận Địa chính, từ 24/11/2026"), "{}", refused.words());
    assert_eq!(refused.value("officer").as_deref(), Some("congan"), "nothing typed is lost");
    let first = row_of(&commune, |row| row.topic.code() == "land");
    let stale = admin.get(PAGE).expect(200).form_for(&first.id.to_string()).expect("a form");
    end(&admin, &first, "30/11/2026").expect_to(303, "/quan-tri/phan-cong?da=het");
    admin.fill(&stale, &[("until", "15/12/2026")]).expect(409);
    add(&admin, &land).expect(303);
    // What would make two hold on one day is refused in the row's own form.
    let again = end(&admin, &row_of(&commune, |row| row.id == first.id), "05/12/2026").expect(422);
    assert_eq!(again.faults(), [format!("dong-{}-until", first.id)]);
    for until in ["", "01/11/2026", "hôm qua"] {
        end(&admin, &row_of(&commune, |row| row.id == first.id), until).expect(422);
    }
    commune.at("2026-12-03T08:00");
    let page = commune.anh_khanh().get(PAGE).expect(200);
    assert!(page.says("1 dòng đã hết hiệu lực") && page.says("từ 24/11/2026 đến hết 30/11/2026"), "{}", page.words());
    assert_eq!(commune.data.count("events WHERE deed = 'phan-cong'"), 3);
    assert!(commune.data.run("DELETE FROM routes").is_err());
}

#[test]
fn a_row_that_cannot_be_is_named_field_by_field() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let before = commune.data.count("routes");
    for (field, value) in [
        ("topic", ""),
        ("topic", "conduct"),
        ("topic", "love"),
        ("village", "sai-gon"),
        ("kind", "song"),
        ("officer", "mattran"),
        ("officer", "nobody"),
        ("unit", "navy"),
        ("since", ""),
        ("since", "24/11/2026"),
        ("since", "31/02/2027"),
        ("until", "30/11/2026"),
    ] {
        let fields: Vec<_> =
            EXCEPTION.iter().copied().filter(|(name, _)| *name != field).chain([(field, value)]).collect();
        let page = add(&admin, &fields).expect(422);
        assert!(page.faults().contains(&field.to_owned()), "{field}={value}: {:?}", page.faults());
    }
    let other_unit = [EXCEPTION, &[("unit", "land")]].concat();
    assert_eq!(add(&admin, &other_unit).expect(422).faults(), ["officer"]);
    assert_eq!(commune.data.count("routes"), before);
    for username in ["chutich", "vanthu", "diachinh", "mattran"] {
        let officer = commune.officer(username);
        officer.get(PAGE).expect(403);
        officer.post(PAGE, EXCEPTION).expect(403);
        let act = commune.act_of(username);
        let done =
            register::decide(commune.store(), &act, (), |(), office| route::add(&fields_of(EXCEPTION), &act, office));
        assert!(matches!(done, Err(Failure::Refused(Refusal::NotYours(_)))), "{username}");
    }
    let conduct = row_of(&commune, |row| row.topic.code() == "conduct");
    assert!(admin.get(PAGE).form_for(&conduct.id.to_string()).is_none());
    admin.post(&format!("{PAGE}/{}", conduct.id), &[("version", "1"), ("until", "30/11/2026")]).expect(409);
}

#[test]
fn of_twenty_equal_rows_at_once_one_is_written() {
    let commune = Commune::new();
    let other = commune.second_store();
    let done: Vec<_> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|n| {
                let (commune, other) = (&commune, &other);
                scope.spawn(move || {
                    let store = if n % 2 == 0 { commune.store() } else { other };
                    let act = commune.act_of("quantri");
                    // Days apart, and each holds for ever.
                    let since = format!("{:02}/12/2026", n + 1);
                    let fields = fields_of(EXCEPTION);
                    let fields = tiepdan::domain::form::Fields::new()
                        .with("topic", fields.get("topic"))
                        .with("village", fields.get("village"))
                        .with("officer", fields.get("officer"))
                        .with("since", since);
                    register::schedule(store, &act, &(), |(), office| route::add(&fields, &act, office)).map(drop)
                })
            })
            .collect();
        tries.into_iter().map(|thread| thread.join().expect("a try")).collect()
    });
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    for failure in done.into_iter().filter_map(Result::err) {
        assert!(matches!(failure, Failure::Refused(Refusal::Fields(_))), "{failure:?}");
    }
    assert_eq!(commune.data.count("routes"), 11);
}

#[test]
fn the_chairman_sees_how_much_everyone_holds_and_who_cannot_be_given_it() {
    let commune = Commune::new();
    let ids: Vec<_> = (0..3).map(|_| of_ba_sau(&commune)).collect();
    for id in &ids[..2] {
        commune.does("chutich", *id, Deed::Assign, &[("owner", "moitruong")]);
    }
    let chairman = commune.ong_an();
    let options = chairman.get(&format!("/ho-so/{}", ids[2])).expect(200).all("#giao-owner option");
    assert!(options.contains(&"Nguyễn Nhật Minh, đang giữ 2".to_owned()), "{options:?}");
    assert!(options.contains(&"Mai Thị Diệu Thảo".to_owned()), "{options:?}");
    // About the one whom the row names: said, and nobody is preselected.
    let about = commune.file(&Filing::of_ba_sau());
    let fields =
        [("kind", "feedback"), ("topic", "environment"), ("concerns", "moitruong"), ("reason", "Theo nội dung")];
    commune.does("vanthu", about, Deed::Sort, &fields);
    let (owner, why) = proposed(&chairman, about);
    assert_eq!(owner, "");
    assert!(why.contains("→ Phòng Kinh tế, Nguyễn Nhật Minh. Đơn liên quan đến người này"), "{why}");
    // Numbers alone: nobody who does not assign is shown them.
    assert!(!commune.chi_hoa().get(&format!("/ho-so/{}", ids[2])).expect(200).says("đang giữ 2"));
}

// ---- Several at once ----

const BOARD: &str = "/ban-lam-viec";

/// Five of different topics, sorted, in this order.
fn five(commune: &Commune) -> Vec<Id<Petition>> {
    ["environment", "land", "order", "social", "other"]
        .map(|topic| sorted(commune, &Filing::of_ba_sau().with("topic", topic), topic))
        .into()
}

fn ticking<'t>(ids: &'t [String], more: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    ids.iter().map(|id| ("petition", id.as_str())).chain(more.iter().copied()).collect()
}

fn texts(ids: &[Id<Petition>]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn owner_of(commune: &Commune, id: Id<Petition>) -> String {
    let owner = commune.case(id).petition.owner.expect("an owner");
    commune.office().account(owner).expect("an account").username.clone()
}

#[test]
fn the_chairman_confirms_five_in_one_go_and_each_is_an_act_of_its_own() {
    let commune = Commune::new();
    let ids = five(&commune);
    let chairman = commune.ong_an();
    let board = chairman.get(BOARD).expect(200);
    assert!(board.says("5 việc chờ quyết định") && board.says("5 đơn đã phân loại"), "{}", board.words());
    let form = board.form_for("giao").expect("the form");
    let given = texts(&ids);
    let more = [("instruction", "Làm trước ngày họp."), ("internal_due", "02/12/2026")];
    let done = chairman.fill(&form, &ticking(&given, &more)).expect_to(303, "/ban-lam-viec?giao=5");
    let after = chairman.on(done).expect(200);
    assert!(after.says("Đã giao 5 hồ sơ.") && after.says("Không có việc nào chờ quyết định"), "{}", after.words());
    let owners: Vec<String> = ids.iter().map(|id| owner_of(&commune, *id)).collect();
    assert_eq!(owners, ["moitruong", "diachinh", "congan", "vanhoa", "vanthu"]);
    for id in &ids {
        let case = commune.case(*id);
        assert!(case.texts.iter().any(|text| text.body == "Làm trước ngày họp."));
        assert_eq!(case.running("NOI-BO").expect("an internal date").due.to_string(), "2026-12-02");
        let events = commune.data.count(&format!("events WHERE deed = 'giao' AND petition = '{id}'"));
        assert_eq!(events, 1);
    }
    // Pressed twice, as thumbs do.
    chairman.fill(&form, &ticking(&given, &more)).expect_to(303, "/ban-lam-viec?giao=5");
    assert_eq!(commune.data.count("events WHERE deed = 'giao'"), 5);
}

#[test]
fn what_is_not_ticked_stays_and_another_person_can_be_chosen_for_each() {
    let commune = Commune::new();
    let ids = five(&commune);
    let deputy = commune.ba_hien();
    let form = deputy.get(BOARD).expect(200).form_for("giao").expect("the form");
    let owner = format!("owner-{}", ids[0]);
    deputy.fill(&form, &[("petition", &ids[0].to_string()), (&owner, "vanhoa")]).expect(303);
    assert_eq!(owner_of(&commune, ids[0]), "vanhoa");
    assert!(ids[1..].iter().all(|id| !commune.case(*id).petition.assigned));
    assert!(deputy.get(BOARD).expect(200).says("4 đơn đã phân loại"));
}

#[test]
fn who_was_slower_is_told_line_by_line_and_the_others_stand() {
    let commune = Commune::new();
    let ids = five(&commune);
    let chairman = commune.ong_an();
    let form = chairman.get(BOARD).expect(200).form_for("giao").expect("the form");
    commune.does("phochutich", ids[1], Deed::Assign, &[("owner", "congan")]);
    commune.does("vanthu", ids[2], Deed::Note, &[("body", "Người gửi gọi lại, nói thêm.")]);
    let given = texts(&ids);
    let page = chairman.fill(&form, &ticking(&given, &[])).expect(409);
    assert!(page.says("Đã giao 3 hồ sơ."), "{}", page.words());
    assert_eq!(page.faults(), [format!("ho-so-{}", ids[1]), format!("ho-so-{}", ids[2])]);
    assert!(page.says("Hồ sơ 2, ") && page.says("vừa có người khác sửa, nên chưa giao"), "{}", page.words());
    assert_eq!(owner_of(&commune, ids[1]), "congan", "the deputy's stands");
    assert!(!commune.case(ids[2]).petition.assigned);
    for at in [0, 3, 4] {
        assert!(commune.case(ids[at]).petition.assigned);
    }
    // What can still be given stands there in its newest version, to be ticked once more.
    let again = page.form_for("giao").expect("the form");
    chairman.fill(&again, &[("petition", &given[2])]).expect(303);
    assert_eq!(owner_of(&commune, ids[2]), "congan");
}

#[test]
fn a_common_date_is_held_against_the_law_for_each() {
    let commune = Commune::new();
    let early = of_ba_sau(&commune);
    commune.does("chutich", early, Deed::Accept, &[]);
    // Two working days later: seven from the day it is given.
    commune.at("2026-11-27T08:00");
    let late = sorted(&commune, &Filing::of_ba_sau().with("topic", "order"), "order");
    let chairman = commune.ong_an();
    let form = chairman.get(BOARD).expect(200).form_for("giao").expect("the form");
    let given = texts(&[early, late]);
    let chosen = format!("owner-{early}");
    let typed = [("internal_due", "8/12/2026"), ("instruction", "Gấp."), (chosen.as_str(), "vanhoa")];
    let page = chairman.fill(&form, &ticking(&given, &typed)).expect(422);
    assert_eq!(page.faults(), [format!("ho-so-{early}")]);
    assert!(page.says("Hạn giao không được sau hạn của luật: 04/12/2026"), "{}", page.words());
    assert!(commune.case(late).petition.assigned && !commune.case(early).petition.assigned);
    let again = page.form_for("giao").expect("the form");
    assert_eq!(again.value("petition"), Some(given[0].as_str()), "still ticked");
    assert_eq!(again.value(&chosen), Some("vanhoa"), "nothing typed is lost");
    assert_eq!(again.value("instruction"), Some("Gấp."));
    chairman.fill(&again, &[("internal_due", "4/12/2026")]).expect(303);
    assert_eq!(owner_of(&commune, early), "vanhoa");
}

#[test]
fn a_form_that_cannot_stand_gives_nothing_away() {
    let commune = Commune::new();
    let ids = five(&commune);
    let chairman = commune.ong_an();
    let form = chairman.get(BOARD).expect(200).form_for("giao").expect("the form");
    let given = texts(&ids);
    for (more, fault) in [
        (("internal_due", "24/11/2026"), "internal_due"),
        (("internal_due", "mai"), "internal_due"),
        (("instruction", "x".repeat(6_000).as_str()), "instruction"),
    ] {
        let page = chairman.fill(&form, &ticking(&given, &[more])).expect(422);
        assert_eq!(page.faults(), [fault]);
        let again = page.form_for("giao").expect("the form");
        assert_eq!(again.fields.iter().filter(|(name, _)| name == "petition").count(), 5, "all stay ticked");
    }
    assert_eq!(chairman.fill(&form, &[]).expect(422).faults(), ["petition"]);
    let many: Vec<String> = (0..51).map(|n| format!("01a00000-0000-7000-8000-{n:012}")).collect();
    let page = chairman.post("/ban-lam-viec/giao", &ticking(&many, &[])).expect(422);
    assert!(page.says("nhiều nhất 50 hồ sơ"), "{}", page.words());
    chairman.post("/ban-lam-viec/giao", &[("petition", "'; --")]).expect(404);
    let unseen = chairman.post("/ban-lam-viec/giao", &ticking(&many[..1], &[])).expect(409);
    assert!(unseen.says("Một hồ sơ không còn ở đây"), "{}", unseen.words());
    assert_eq!(commune.data.count("events WHERE deed = 'giao'"), 0);
    for username in ["vanthu", "diachinh", "mattran", "quantri"] {
        let officer = commune.officer(username);
        officer.post("/ban-lam-viec/giao", &ticking(&given, &[])).expect(403);
    }
}

#[test]
fn what_has_to_be_opened_or_decided_first_is_not_among_those_given_at_once() {
    let commune = Commune::new();
    let complaint = commune.file(&Filing::of_ong_tu());
    commune.does(
        "vanthu",
        complaint,
        Deed::Sort,
        &[("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối")],
    );
    commune.does("vanthu", complaint, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    let conduct = commune.file(&Filing::of_someone());
    let chairman = commune.ong_an();
    let board = chairman.get(BOARD).expect(200);
    assert!(board.form_for("giao").is_none() && board.says("2 việc chờ quyết định"), "{}", board.words());
    commune.does("chutich", complaint, Deed::Accept, &[]);
    commune.does("chutich", conduct, Deed::Sort, &[("kind", "feedback"), ("topic", "conduct"), ("reason", "Thái độ.")]);
    let form = chairman.get(BOARD).expect(200).form_for("giao").expect("accepted, so to be given");
    assert_eq!(form.value(&format!("owner-{conduct}")), Some("chutich"), "conduct is his own");
    assert_eq!(form.value(&format!("owner-{complaint}")), Some("diachinh"));
    assert!(!commune.ba_hien().get(BOARD).expect(200).html().contains(&conduct.to_string()));
}

// ---- Handing over ----

#[test]
fn the_chairman_hands_all_that_one_holds_to_another_and_what_cannot_go_is_told() {
    let commune = Commune::new();
    let ids: Vec<Id<Petition>> = (0..3).map(|_| of_ba_sau(&commune)).collect();
    for id in &ids {
        commune.does("chutich", *id, Deed::Assign, &[("owner", "moitruong"), ("internal_due", "2026-12-01")]);
    }
    // One was said to be not done by anh Việt before; one is about chị Thảo.
    let about = commune.file(&Filing::of_ba_sau());
    let fields = [("kind", "feedback"), ("topic", "environment"), ("concerns", "vanhoa"), ("reason", "Nội dung")];
    commune.does("vanthu", about, Deed::Sort, &fields);
    commune.does("chutich", about, Deed::Assign, &[("owner", "moitruong")]);
    let chairman = commune.ong_an();
    let page = chairman.get("/ban-lam-viec/ban-giao").expect(200);
    assert!(page.says("Nguyễn Nhật Minh, đang giữ 4"), "{}", page.words());
    let page = chairman.get("/ban-lam-viec/ban-giao?from=moitruong").expect(200);
    let form = page.form_for("ban-giao").expect("a form");
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "petition").count(), 4, "all are ticked");
    assert_eq!(chairman.fill(&form, &[]).expect(422).faults(), ["owner"]);
    assert_eq!(chairman.fill(&form, &[("owner", "moitruong")]).expect(422).faults(), ["owner"]);
    let told = chairman.fill(&form, &[("owner", "vanhoa"), ("instruction", "Anh Minh đi học.")]).expect(409);
    assert!(told.says("Đã bàn giao 3 hồ sơ.") && told.says("Đơn liên quan đến người này"), "{}", told.words());
    for id in &ids {
        assert_eq!(owner_of(&commune, *id), "vanhoa");
        let case = commune.case(*id);
        assert_eq!(case.running("NOI-BO").expect("the date stays").due.to_string(), "2026-12-01");
        assert_eq!(commune.data.count(&format!("events WHERE deed = 'giao' AND petition = '{id}'")), 2);
    }
    assert_eq!(owner_of(&commune, about), "moitruong");
    let form = told.form_for("ban-giao").expect("a form");
    let rest = [("owner", "congan"), ("petition", &about.to_string())];
    chairman.fill(&form, &rest).expect_to(303, "/ban-lam-viec/ban-giao?from=moitruong&giao=1");
    let done = chairman.get("/ban-lam-viec/ban-giao?from=moitruong&giao=1").expect(200);
    assert!(done.says("Đã bàn giao 1 hồ sơ.") && done.says("không giữ hồ sơ nào đang mở"), "{}", done.words());
    for username in ["vanthu", "diachinh", "mattran", "quantri"] {
        let officer = commune.officer(username);
        officer.get("/ban-lam-viec/ban-giao").expect(403);
        officer.post("/ban-lam-viec/ban-giao", &rest).expect(403);
    }
}

#[test]
fn a_clerk_who_leaves_hands_over_what_is_not_sorted_and_what_waits_and_the_account_closes() {
    let commune = Commune::new();
    let (unsorted, signless) = (commune.file(&Filing::of_ba_sau()), commune.file(&Filing::of_ong_tu()));
    let complaint = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối")];
    commune.does("vanthu", signless, Deed::Sort, &complaint);
    let sorted = of_ba_sau(&commune);
    let awaiting = of_ba_sau(&commune);
    commune.does("chutich", awaiting, Deed::Assign, &[("owner", "vanthu")]);
    let answer =
        [("summary", "Xã đã kiểm tra và xử lý."), ("letter", "Kính gửi {nguoi_gui}, đã xử lý."), ("result", "done")];
    commune.does("vanthu", awaiting, Deed::Draft, &answer);
    commune.does("vanthu", awaiting, Deed::Submit, &[]);
    let before: Vec<_> = [unsorted, signless, sorted, awaiting].map(|id| commune.case(id)).into();
    let chairman = commune.ong_an();
    let form = || {
        let page = chairman.get("/ban-lam-viec/ban-giao?from=vanthu").expect(200);
        page.form_for("ban-giao").expect("a form")
    };
    // An officer may keep what is written, not what nobody was given yet.
    let told =
        chairman.fill(&form(), &[("owner", "diachinh"), ("instruction", "Chị Hòa chuyển công tác.")]).expect(409);
    assert!(told.says("Đã bàn giao 1 hồ sơ.") && told.says("Văn phòng hoặc lãnh đạo giữ"), "{}", told.words());
    assert_eq!(owner_of(&commune, awaiting), "diachinh");
    chairman.fill(&form(), &[("owner", "phochutich")]).expect_to(303, "/ban-lam-viec/ban-giao?from=vanthu&giao=3");
    for case in &before {
        let id = case.petition.id;
        let after = commune.case(id);
        assert_eq!((after.petition.stage, &after.clocks), (case.petition.stage, &case.clocks), "as it stood");
        assert_eq!(after.petition.assigned, case.petition.assigned);
        assert_eq!(commune.data.count(&format!("events WHERE deed = 'ban-giao' AND petition = '{id}'")), 1);
        let page = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
        assert!(page.says("Đổi người giữ"), "{}", page.words());
    }
    // The chairman still approves what chị Hòa wrote, and anh Việt mends it when it comes back.
    commune.does("chutich", awaiting, Deed::Return, &[("reason", "Thêm ngày hẹn.")]);
    let mended = [answer[0], answer[1], answer[2]];
    commune.does("diachinh", awaiting, Deed::Draft, &mended);
    // Sorted as before, by the clerks; then she holds nothing.
    commune.does("vanthu", unsorted, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), ("reason", "Mùi")]);
    let admin = commune.anh_khanh();
    let closing = admin.get("/quan-tri/tai-khoan/vanthu").expect(200);
    assert!(!closing.says("hồ sơ đang mở"), "{}", closing.words());
}

#[test]
fn whoever_handed_everything_over_is_closed_signs_in_no_more_and_the_work_goes_on() {
    let commune = Commune::new();
    let (new, signless) = (commune.file(&Filing::of_ba_sau()), commune.file(&Filing::of_ong_tu()));
    let complaint = [("kind", "complaint"), ("topic", "compensation"), ("reason", "Phản đối")];
    commune.does("vanthu", signless, Deed::Sort, &complaint);
    let working = of_ba_sau(&commune);
    commune.does("chutich", working, Deed::Assign, &[("owner", "vanthu")]);
    let (admin, chairman) = (commune.anh_khanh(), commune.ong_an());
    let closing = || admin.post("/quan-tri/tai-khoan/vanthu/dong", &[]);
    let refused = closing().expect(409);
    assert!(refused.says("3 hồ sơ đang mở; việc nhận đơn mới"), "{}", refused.words());
    // All at once to the deputy; who takes new ones is chosen apart.
    let form = chairman.get("/ban-lam-viec/ban-giao?from=vanthu").expect(200).form_for("ban-giao").expect("a form");
    chairman.fill(&form, &[("owner", "phochutich")]).expect_to(303, "/ban-lam-viec/ban-giao?from=vanthu&giao=3");
    assert!(closing().expect(409).says("còn giữ: việc nhận đơn mới."), "only that is left");
    let form = admin.get("/quan-tri/co-quan").expect(200).form_for("co-quan").expect("a form");
    admin.fill(&form, &[("intake_owner", "phochutich")]).expect(303);
    let clerk = commune.chi_hoa();
    let form = admin.get("/quan-tri/tai-khoan/vanthu").expect(200).form_for("dong").expect("it may be closed now");
    admin.fill(&form, &[]).expect_to(303, "/quan-tri?da=dong");
    assert!(commune.account("vanthu").closed);
    clerk.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    commune.browser().type_password("vanthu", &crate::cast::password_of("vanthu")).expect(422);
    // What was hers is the deputy's and can be worked on; what comes in too.
    for id in [new, signless, working] {
        assert_eq!(owner_of(&commune, id), "phochutich");
    }
    let page = commune.ba_hien().get(&format!("/ho-so/{signless}")).expect(200);
    assert!(page.says("Lê Thị Hòa"), "history keeps her name: {}", page.words());
    commune.does("chutich", working, Deed::Assign, &[("owner", "moitruong")]);
    assert_eq!(owner_of(&commune, commune.file(&Filing::of_ba_sau())), "phochutich");
    let page = chairman.get("/ban-lam-viec/ban-giao").expect(200);
    assert!(!page.says("Lê Thị Hòa"), "{}", page.words());
    commune.chain().expect("a whole chain");
}

#[test]
fn what_is_the_chairmans_alone_goes_to_no_one_but_a_chairman() {
    let commune = Commune::new();
    let conduct = commune.file(&Filing::of_someone());
    let sealed = commune.file(&Filing::of_ba_sau());
    let seal = [("kind", "denunciation"), ("topic", "land"), ("reason", "Nêu hành vi vi phạm")];
    commune.does("vanthu", sealed, Deed::Sort, &seal);
    for id in [conduct, sealed] {
        for owner in ["phochutich", "vanthu", "diachinh", "mattran", "chutich"] {
            let refusal = match commune.perform("chutich", id, Deed::HandOver, &[("owner", owner)]).map(drop) {
                Err(Failure::Refused(Refusal::Fields(errors))) => errors,
                other => panic!("{owner}: {other:?}"),
            };
            assert_eq!(refusal[0].field, "owner");
        }
        for who in ["phochutich", "vanthu", "diachinh", "mattran"] {
            assert!(commune.perform(who, id, Deed::HandOver, &[("owner", "phochutich")]).is_err(), "{who}");
        }
        assert_eq!(owner_of(&commune, id), "chutich");
    }
    // Given to somebody and written, a sealed one takes its reader along.
    commune.does("chutich", sealed, Deed::Assign, &[("owner", "congan")]);
    let answer =
        [("summary", "Đã xác minh nội dung."), ("letter", "Kính gửi ông bà, đã xác minh."), ("result", "not_upheld")];
    commune.does("congan", sealed, Deed::Draft, &answer);
    commune.does("congan", sealed, Deed::Submit, &[]);
    commune.does("chutich", sealed, Deed::HandOver, &[("owner", "vanhoa")]);
    let petition = commune.case(sealed).petition;
    assert_eq!((petition.owner, petition.reader), (Some(commune.account("vanhoa").id), petition.owner));
    commune.officer("congan").get(&format!("/ho-so/{sealed}")).expect(404);
    commune.officer("vanhoa").get(&format!("/ho-so/{sealed}")).expect(200);
}

#[test]
fn one_that_waits_is_given_into_other_hands_on_its_own_page() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let deputy = commune.ba_hien();
    assert_eq!(deputy.act(id, "ban-giao", &[]).expect(422).faults(), ["ban-giao-owner"]);
    assert_eq!(deputy.act(id, "ban-giao", &[("owner", "vanthu")]).expect(422).faults(), ["ban-giao-owner"]);
    deputy.act(id, "ban-giao", &[("owner", "phochutich"), ("instruction", "Chị Hòa nghỉ ốm.")]).expect(303);
    assert_eq!(owner_of(&commune, id), "phochutich");
    // Where it can be assigned, that is the one way.
    commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), ("reason", "Mùi")]);
    let page = deputy.get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.form_for("giao").is_some() && page.form_for("ban-giao").is_none());
    assert!(commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200).form_for("ban-giao").is_none());
}

// ---- Who changed what in the table ----

#[test]
fn the_table_says_who_added_and_ended_which_row_when_and_from_which_day_to_which() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    assert!(admin.get(PAGE).expect(200).says("Lập bảng đầu tiên"));
    add(&admin, EXCEPTION).expect(303);
    let row = row_of(&commune, |row| row.village.is_some());
    commune.at("2026-12-02T08:00");
    let admin = commune.anh_khanh();
    end(&admin, &row, "15/12/2026").expect(303);
    end(&admin, &row_of(&commune, |one| one.id == row.id), "31/12/2026").expect(303);
    let page = admin.get(PAGE).expect(200);
    let lines = page.all("#da-sua li");
    assert_eq!(lines.len(), 4, "{lines:?}");
    let what = "Ô nhiễm môi trường, Khe Sòng → Mai Thị Diệu Thảo";
    let name = commune.account("quantri").name;
    for (line, words) in lines.iter().zip([
        "Ngày cuối: từ 15/12/2026 sang 31/12/2026",
        "Ngày cuối: từ không hạn sang 15/12/2026",
        "Thêm dòng, từ 01/12/2026",
    ]) {
        assert!(line.contains(what) && line.contains(&name) && line.contains(words), "{line}");
    }
    assert!(lines[0].contains("02/12") && lines[2].contains("25/11"), "{lines:?}");
}

// ---- The list of all that wait ----

#[test]
fn the_whole_list_has_the_boards_form_and_gives_a_page_at_once() {
    let commune = Commune::new();
    let ids: Vec<Id<Petition>> = (0..18).map(|_| of_ba_sau(&commune)).collect();
    let list = "/ban-lam-viec/viec?queue=route";
    let chairman = commune.ong_an();
    assert!(chairman.get(BOARD).expect(200).says("Xem tất cả 18 đơn chờ giao"));
    let page = chairman.get(list).expect(200);
    let form = page.form_for("giao").expect("the form");
    let owners = form.names.iter().filter(|name| name.starts_with("owner-")).count();
    assert_eq!(owners, 18, "all, where the board shows fifteen");
    let given = texts(&ids);
    // What cannot stand comes back on the list, with all that was typed.
    let refused = chairman.fill(&form, &ticking(&given, &[("internal_due", "24/11/2026")])).expect(422);
    assert_eq!(refused.faults(), ["internal_due"]);
    let again = refused.form_for("giao").expect("the form");
    assert_eq!(again.fields.iter().filter(|(name, _)| name == "petition").count(), 18, "all stay ticked");
    let done = chairman.fill(&again, &[("internal_due", "")]).expect_to(303, "/ban-lam-viec/viec?queue=route&giao=18");
    let after = chairman.on(done).expect(200);
    assert!(after.says("Đã giao 18 hồ sơ.") && after.says("Không có đơn nào chờ giao"), "{}", after.words());
    assert!(ids.iter().all(|id| owner_of(&commune, *id) == "moitruong"));
    assert_eq!(commune.data.count("events WHERE deed = 'giao'"), 18);
    for who in ["vanthu", "diachinh"] {
        commune.officer(who).get(list).expect(403);
    }
}

// ---- Absences ----

impl Commune {
    /// The administrator enters that somebody is away.
    pub fn is_away(&self, who: &str, deputy: &str, since: &str, until: &str) {
        self.enters_absence("quantri", who, deputy, since, until).expect("entered");
    }

    fn enters_absence(&self, by: &str, who: &str, deputy: &str, since: &str, until: &str) -> Result<(), Failure> {
        let act = self.act_of(by);
        let fields = fields_of(&[("account", who), ("deputy", deputy), ("since", since), ("until", until)]);
        register::schedule(self.store(), &act, &(), |(), office| absence::enter(&fields, &act, office)).map(drop)
    }
}

#[test]
fn while_somebody_is_away_new_work_flows_to_the_deputy_and_to_theirs() {
    let commune = Commune::new();
    commune.is_away("moitruong", "vanhoa", "2026-11-25", "2026-11-27");
    commune.is_away("vanhoa", "congan", "2026-11-26", "2026-11-26");
    commune.is_away("vanthu", "diachinh", "2026-11-26", "2026-11-26");
    let id = of_ba_sau(&commune);
    let (owner, why) = proposed(&commune.ong_an(), id);
    assert_eq!(owner, "vanhoa");
    assert!(why.ends_with("Nguyễn Nhật Minh vắng đến 27/11/2026, Mai Thị Diệu Thảo thay."), "{why}");
    assert!(commune.anh_minh().get(BOARD).expect(200).says("Anh chị được ghi là vắng đến hết 27/11/2026"));
    assert!(commune.officer("vanhoa").get(BOARD).expect(200).says("Anh chị thay Nguyễn Nhật Minh"));
    commune.at("2026-11-26T08:00");
    assert_eq!(proposed(&commune.ong_an(), id).0, "congan", "the deputy's deputy");
    let filed = commune.file(&Filing::of_ba_sau());
    assert_eq!(owner_of(&commune, filed), "diachinh", "what comes in");
    let conduct = commune.file(&Filing::of_someone());
    assert_eq!(owner_of(&commune, conduct), "chutich", "never conduct");
    commune.at("2026-11-28T08:00");
    assert_eq!(proposed(&commune.ong_an(), id).0, "moitruong");
    assert_eq!(owner_of(&commune, commune.file(&Filing::of_ba_sau())), "vanthu");
}

#[test]
fn deputies_in_a_ring_end_where_they_began() {
    let commune = Commune::new();
    for (who, deputy) in [("moitruong", "vanhoa"), ("vanhoa", "congan"), ("congan", "moitruong")] {
        commune.is_away(who, deputy, "2026-11-25", "2026-11-27");
    }
    let (owner, why) = proposed(&commune.ong_an(), of_ba_sau(&commune));
    assert_eq!(owner, "moitruong");
    assert!(why.contains("người thay cũng vắng"), "{why}");
}

#[test]
fn absences_are_entered_by_the_administrator_or_by_a_head_for_those_below() {
    let commune = Commune::new();
    let page = "/quan-tri/vang-mat";
    // anh Minh answers to bà Hiền, anh Việt to the chairman.
    let (hien, an) = (commune.ba_hien(), commune.ong_an());
    let form = hien.get(page).expect(200).form_for("vang-mat").expect("a form");
    let minh = [("account", "moitruong"), ("deputy", "vanhoa"), ("since", "1/12/2026"), ("until", "3/12/2026")];
    hien.fill(&form, &minh).expect_to(303, "/quan-tri/vang-mat?da=ghi");
    let viet = [("account", "diachinh"), ("deputy", "vanhoa"), ("since", "1/12/2026"), ("until", "3/12/2026")];
    hien.post(page, &viet).expect(403);
    an.post(page, &viet).expect(303);
    assert_eq!(
        an.post(page, &[&viet[..2], &[("since", "3/12/2026"), ("until", "4/12/2026")]].concat()).expect(422).faults(),
        ["since"]
    );
    for (field, value) in [
        ("account", ""),
        ("account", "mattran"),
        ("deputy", ""),
        ("deputy", "congan"),
        ("since", ""),
        ("since", "1/11/2026"),
        ("until", "30/11/2026"),
        ("until", "1/1/2029"),
    ] {
        let own = [("account", "congan"), ("deputy", "vanhoa"), ("since", "1/12/2026"), ("until", "3/12/2026")];
        let fields: Vec<_> = own.into_iter().filter(|(name, _)| *name != field).chain([(field, value)]).collect();
        let refused = an.post(page, &fields).expect(422);
        assert!(refused.faults().contains(&field.to_owned()), "{field}={value}: {:?}", refused.faults());
    }
    assert_eq!(commune.data.count("absences"), 2);
    for username in ["vanthu", "diachinh", "mattran"] {
        commune.officer(username).get(page).expect(403);
        assert!(commune.enters_absence(username, "congan", "vanhoa", "2026-12-01", "2026-12-02").is_err());
    }
    // Back sooner; the row stays.
    commune.at("2026-12-02T08:00");
    let hien = commune.ba_hien();
    let away = commune
        .office()
        .absences
        .into_iter()
        .find(|one| one.account == commune.account("moitruong").id)
        .expect("a row");
    let back = hien.get(page).expect(200).form_for(&away.id.to_string()).expect("a form");
    hien.fill(&back, &[]).expect_to(303, "/quan-tri/vang-mat?da=ve");
    hien.fill(&back, &[]).expect(409);
    assert_eq!(proposed(&commune.ong_an(), of_ba_sau(&commune)).0, "moitruong");
    assert!(commune.data.run("DELETE FROM absences").is_err());
}
