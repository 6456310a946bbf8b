//! The counter: what a person tells is written down, read back and filed once; the slip goes home with them.

use std::thread;

use chrono::TimeDelta;
use tiepdan::{
    domain::{
        clock::{ACCEPT_COMPLAINT, CHECK_DENUNCIATION, FIRST_REPLY},
        event::Deed,
        person::Role,
        petition::{Channel, Kind, Stage},
    },
    store,
};

use crate::{
    cast::{Officer, code_on},
    commune::{Commune, day},
    database::is_postgres,
    page::Page,
};

const TOLD: &str = "Cống ngang đường trước nhà bị sập một bên từ trận mưa, xe máy đã ngã hai lần.";

/// Ông Bền's words, as the clerk types them.
fn ong_ben() -> Vec<(&'static str, &'static str)> {
    vec![
        ("channel", "counter"),
        ("kind", "feedback"),
        ("topic", "infrastructure"),
        ("about_decision", "no"),
        ("body", TOLD),
        ("village", "thanh-van"),
        ("place", "đầu xóm 2"),
        ("full_name", "Trần Văn Bền"),
        ("phone", "0120 000 151"),
        ("address", "xóm 2, Thanh Vân"),
        ("consent", "yes"),
    ]
}

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = ong_ben();
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend(changes);
    fields
}

/// Fills the page and sends it, wherever that leads.
fn send(officer: &Officer, fields: &[(&str, &str)]) -> Page {
    let page = officer.get("/tiep-nhan").expect(200);
    officer.fill(&page.form_for("tiep-nhan").expect("the counter's form"), fields)
}

fn slip_of(officer: &Officer, fields: &[(&str, &str)]) -> Page {
    officer.on(send(officer, fields).expect_to(303, "/tiep-nhan/phieu")).expect(200)
}

#[test]
fn the_clerk_writes_it_down_and_hands_over_a_slip() {
    let commune = Commune::new();
    let slip = slip_of(&commune.chi_hoa(), &ong_ben());
    let code = code_on(&slip);
    // Ten working days from 25/11/2026, and whom to call.
    assert!(slip.says("09/12/2026") && slip.says("0234 000 0062"), "{}", slip.words());
    assert!(slip.html().contains("<svg") && !slip.all(".slip .qr svg").is_empty(), "a QR code to print");
    let case = commune.case(commune.petition(&code));
    let petition = &case.petition;
    assert_eq!((petition.channel, petition.kind_proposed, petition.kind), (Channel::Counter, Kind::Feedback, None));
    assert_eq!((petition.received_on, petition.stage), (commune.today(), Stage::Received));
    assert_eq!(case.story.as_ref().map(|story| story.body.as_str()), Some(TOLD));
    commune.browser().get(&format!("/don/{code}")).expect(200);
    let clerk = commune.chi_hoa();
    assert!(clerk.get(&format!("/ho-so/{}", petition.id)).expect(200).says("Phân loại"));
}

#[test]
fn a_paper_counts_from_the_day_it_came_and_a_signed_complaint_needs_no_second_signature() {
    let commune = Commune::new();
    let paper = with(&[
        ("channel", "post"),
        ("kind", "complaint"),
        ("about_decision", "yes"),
        ("decision_no", "57/QĐ-UBND"),
        ("received_on", "23/11/2026"),
        ("signed_on", "20/11/2026"),
    ]);
    let case = commune.case(commune.petition(&code_on(&slip_of(&commune.chi_hoa(), &paper))));
    assert_eq!((case.petition.received_on, case.petition.signed_on), (day("23/11/2026"), Some(day("20/11/2026"))));
    for rule in [FIRST_REPLY, ACCEPT_COMPLAINT] {
        assert_eq!(case.running(rule).expect("a clock").started_on, day("23/11/2026"), "{rule}");
    }
    let unsigned = slip_of(&commune.chi_hoa(), &with(&[("kind", "complaint"), ("about_decision", "yes")]));
    assert!(unsigned.says("ký đơn"), "{}", unsigned.words());
}

/// Luật Tiếp công dân as amended, Đ.26.1b: in force from 01/07/2026, and not for what came before.
#[test]
fn a_complaint_told_at_the_counter_is_transferred_only_when_it_came_under_the_law_that_allows_it() {
    let commune = Commune::new();
    commune.at("2026-07-02T09:00");
    for (received, allowed) in [("30/06/2026", false), ("01/07/2026", true)] {
        let complaint =
            [("kind", "complaint"), ("about_decision", "yes"), ("received_on", received), ("signed_on", received)];
        let id = commune.petition(&code_on(&slip_of(&commune.chi_hoa(), &with(&complaint))));
        let sorted = [("kind", "complaint"), ("topic", "infrastructure"), ("reason", "Không đồng ý quyết định.")];
        commune.does("vanthu", id, Deed::Sort, &sorted);
        let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
        assert_eq!(
            (page.form_for("chuyen").is_some(), page.form_for("huong-dan").is_some()),
            (allowed, true),
            "{received}"
        );
        let to = [("authority", "UBND thành phố Huế"), ("reason", "Không thuộc thẩm quyền của xã.")];
        assert_eq!(commune.perform("chutich", id, Deed::Transfer, &to).is_ok(), allowed, "{received}");
    }
}

#[test]
fn pressing_twice_files_once_and_hands_over_the_same_slip() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let form = clerk.get("/tiep-nhan").expect(200).form_for("tiep-nhan").expect("the form");
    let first = clerk.on(clerk.fill(&form, &ong_ben()).expect(303)).expect(200);
    let again = clerk.on(clerk.fill(&form, &ong_ben()).expect(303)).expect(200);
    assert_eq!((code_on(&first), commune.data.count("petitions")), (code_on(&again), 1));
    // At the same moment from several tabs.
    let form = clerk.get("/tiep-nhan").expect(200).form_for("tiep-nhan").expect("the form");
    let tabs: Vec<Officer> = (0..4).map(|_| commune.chi_hoa()).collect();
    let codes: Vec<String> = thread::scope(|scope| {
        let sent: Vec<_> =
            tabs.iter().map(|tab| scope.spawn(|| code_on(&tab.on(tab.fill(&form, &ong_ben()).expect(303))))).collect();
        sent.into_iter().map(|one| one.join().expect("a slip")).collect()
    });
    assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
    assert_eq!(commune.data.count("petitions"), 2);
}

#[test]
fn who_goes_back_and_writes_for_the_next_person_files_another_petition() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let form = clerk.get("/tiep-nhan").expect(200).form_for("tiep-nhan").expect("the form");
    let first = clerk.on(clerk.fill(&form, &ong_ben()).expect(303));
    let second =
        clerk.on(clerk.fill(&form, &with(&[("full_name", "Lê Thị Mận"), ("phone", "0912 000 777")])).expect(303));
    assert_ne!(code_on(&first), code_on(&second));
    assert_eq!(commune.data.count("petitions"), 2);
}

#[test]
fn it_is_read_back_before_it_is_filed() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let read = send(&clerk, &with(&[("step", "read"), ("consent", "")])).expect(200);
    let aloud = read.first(".aloud").expect("words to read aloud");
    for words in ["Trần Văn Bền", "0120 000 151", TOLD, "đầu xóm 2", "09/12/2026"] {
        assert!(aloud.contains(words), "{words}: {aloud}");
    }
    assert_eq!(commune.data.count("petitions"), 0);
    let refused = send(&clerk, &with(&[("consent", "")])).expect(422);
    assert_eq!(refused.faults(), ["consent"]);
    let form = read.form_for("tiep-nhan").expect("the form");
    clerk.fill(&form, &[("consent", "yes")]).expect(303);
    assert_eq!(commune.data.count("petitions"), 1);
}

#[test]
fn what_cannot_stand_is_named_and_nothing_typed_is_lost() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let hostile = "<script>alert(1)</script>{{ 7*7 }}\u{202e}\0 xin xem xét việc này giúp tôi.";
    for (field, value) in [
        ("channel", "online"),
        ("channel", ""),
        ("kind", "praise"),
        ("received_on", ""),
        ("received_on", "26/11/2026"),
        ("received_on", "01/01/1900"),
        ("received_on", "hôm qua"),
        ("signed_on", "31/02/2026"),
        ("signed_on", "26/11/2026"),
        ("topic", ""),
        ("about_decision", "maybe"),
        ("body", "ngắn"),
        ("village", "sai-gon"),
        ("full_name", ""),
        ("phone", "không có"),
        ("email", "ten@"),
        ("members", "a"),
        ("concerns", "diachinh"),
        ("concerns", "nobody"),
    ] {
        let page = send(&clerk, &with(&[(field, value), ("place", "<b>chỗ này</b>")])).expect(422);
        assert!(page.faults().contains(&field.to_owned()), "{field}={value}: {:?}", page.faults());
        assert_eq!(page.value("place").as_deref(), Some("<b>chỗ này</b>"), "{field}");
        assert!(page.html().contains("&lt;b&gt;"), "{field}");
    }
    let page = send(&clerk, &with(&[("body", hostile), ("consent", "")])).expect(422);
    assert!(!page.html().contains("<script>") && !page.says("49"), "{}", page.words());
    let crowd = vec!["Nguyễn Văn Nhiều"; 201].join("\n");
    let page = send(&clerk, &[ong_ben(), vec![("members", crowd.as_str())]].concat()).expect(422);
    assert_eq!(page.faults(), ["members"]);
    assert_eq!(commune.data.count("petitions"), 0);
}

#[test]
fn each_of_a_group_has_an_own_code_and_an_own_first_reply() {
    let commune = Commune::new();
    let slip = slip_of(&commune.chi_hoa(), &with(&[("members", "  Phan Thị Lựu \n\nĐỗ Văn Hạnh\n")]));
    let rows = slip.all("tbody tr");
    assert!(rows[0].contains("Phan Thị Lựu") && rows[1].contains("Đỗ Văn Hạnh"), "{rows:?}");
    let codes: Vec<String> = rows.iter().map(|row| row.chars().filter(char::is_ascii_digit).collect()).collect();
    let id = commune.petition(&code_on(&slip));
    for code in &codes {
        assert_eq!(commune.petition(code), id, "{code}");
        commune.browser().get(&format!("/don/{code}")).expect(200);
    }
    let case = commune.case(id);
    let parties: Vec<_> = case.parties.iter().map(|party| Some(party.id)).collect();
    let replies: Vec<_> =
        case.clocks.iter().filter(|clock| clock.rule == FIRST_REPLY).map(|clock| clock.party).collect();
    assert_eq!((parties.len(), replies.len()), (3, 3));
    assert!(parties.iter().all(|party| replies.contains(party)));
    assert!(
        !bytes(&commune).contains("Phan Thị Lựu") && !bytes(&commune).contains("Trần Văn Bền"),
        "names lie in the vault"
    );
}

#[test]
fn a_village_head_writes_for_the_own_village_and_sees_the_slip_alone() {
    let commune = Commune::new();
    let head = commune.ong_binh();
    let page = head.get("/tiep-nhan").expect(200);
    assert_eq!((page.value("channel"), page.value("village")), (Some("village_head".into()), Some("thon-ha".into())));
    let own = with(&[("channel", "village_head"), ("village", "thon-ha")]);
    let slip = slip_of(&head, &own);
    let id = commune.petition(&code_on(&slip));
    assert_eq!(commune.case(id).petition.channel, Channel::VillageHead);
    assert!(!slip.attributes("a", "href").iter().any(|path| path.starts_with("/ho-so")));
    for (field, value) in [("village", "khe-song"), ("channel", "counter"), ("kind", "denunciation"), ("village", "")] {
        let mut fields = own.clone();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = send(&head, &fields).expect(422);
        assert!(page.faults().contains(&field.to_owned()), "{field}: {:?}", page.faults());
    }
    for path in ["/ho-so", "/giam-sat"] {
        head.get(path).expect(403);
    }
    head.get(&format!("/ho-so/{id}")).expect(404);
    assert_eq!(commune.data.count("petitions"), 1);
}

#[test]
fn a_denunciation_is_sealed_before_anybody_can_read_it() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let secret = "Cán bộ địa chính nhận tiền để tách thửa, tôi có giấy viết tay và hai người làm chứng.";
    let slip = slip_of(
        &clerk,
        &with(&[("kind", "denunciation"), ("topic", "land"), ("body", secret), ("concerns", "diachinh")]),
    );
    let id = commune.petition(&code_on(&slip));
    let case = commune.case(id);
    let petition = &case.petition;
    assert!(petition.sealed && petition.is_sorted() && petition.number.is_none());
    assert_eq!((petition.owner, petition.village.clone()), (Some(commune.account("chutich").id), None));
    assert!(case.running(CHECK_DENUNCIATION).is_some() && case.running(FIRST_REPLY).is_some());
    for words in [secret, "Cán bộ địa chính", "đầu xóm 2", "thanh-van\",\"place", "Trần Văn Bền"] {
        assert!(!bytes(&commune).contains(words), "{words} lies in the clear");
    }
    for (username, status) in
        [("vanthu", 404), ("diachinh", 404), ("phochutich", 404), ("mattran", 404), ("chutich", 200)]
    {
        let page = commune.officer(username).get(&format!("/ho-so/{id}"));
        // The clerk who took it down may be led to a slip, never to the petition.
        assert!(page.status == status || username == "vanthu" && page.status == 303, "{username}: {}", page.status);
        assert!(username == "chutich" || !page.says("tách thửa"), "{username}");
    }
    assert!(clerk.get("/ho-so?q=tach+thua").expect(200).all("tbody tr").is_empty());
    assert!(
        commune.ong_an().get("/ban-lam-viec").expect(200).attributes("a", "href").contains(&format!("/ho-so/{id}"))
    );
    commune.does("chutich", id, Deed::Accept, &[]);
    assert!(matches!(commune.chain(), Ok(store::record::chain::Verdict::Whole { .. })));
}

#[test]
fn a_denunciation_of_the_chairman_goes_past_him_to_the_superior() {
    let commune = Commune::new();
    let fields = with(&[("kind", "denunciation"), ("topic", "land"), ("concerns", "chutich")]);
    let slip = slip_of(&commune.chi_hoa(), &fields);
    assert!(slip.says("Đơn được chuyển đến UBND thành phố Huế"), "{}", slip.words());
    let case = commune.case(commune.petition(&code_on(&slip)));
    assert!(case.petition.sealed && case.petition.past_heads);
    assert_eq!((case.petition.stage, case.petition.owner), (Stage::Transferred, None));
    for username in ["chutich", "phochutich", "mattran", "diachinh"] {
        commune.officer(username).get(&format!("/ho-so/{}", case.petition.id)).expect(404);
    }
}

#[test]
fn a_slip_is_for_one_desk_and_one_hour() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    slip_of(&clerk, &ong_ben());
    let head = commune.ong_binh();
    let slip = clerk.cookies().split("; ").find(|cookie| cookie.starts_with("phieu=")).expect("a slip").to_owned();
    head.take_cookies(&slip);
    head.get("/tiep-nhan/phieu").expect_to(303, "/tiep-nhan");
    clerk.get("/tiep-nhan/phieu").expect(200);
    commune.later(TimeDelta::minutes(40));
    clerk.get("/tiep-nhan/phieu").expect(200);
    commune.later(TimeDelta::minutes(25));
    clerk.get("/tiep-nhan/phieu").expect_to(303, "/tiep-nhan");
    slip_of(&clerk, &ong_ben());
    clerk.post("/tiep-nhan/phieu/xoa", &[]).expect_to(303, "/tiep-nhan");
    clerk.get("/tiep-nhan/phieu").expect_to(303, "/tiep-nhan");
}

#[test]
fn the_counter_is_the_clerks_and_the_village_heads() {
    let commune = Commune::new();
    for path in ["/tiep-nhan", "/tiep-nhan/phieu"] {
        commune.browser().get(path).expect_to(303, "/dang-nhap");
    }
    commune.browser().post("/tiep-nhan", &ong_ben()).expect(303);
    let may = |role| matches!(role, Role::Clerk | Role::VillageHead);
    for account in commune.office().staff.iter().filter(|account| !may(account.role)) {
        let officer = commune.officer(&account.username);
        officer.get("/tiep-nhan").expect(403);
        officer.post("/tiep-nhan", &ong_ben()).expect(403);
    }
    assert_eq!(commune.data.count("petitions"), 0);
}

/// Everything that lies in the database's own files; on a server's, the rows.
fn bytes(commune: &Commune) -> String {
    if is_postgres() {
        let tables =
            ["petitions", "stories", "sealed_stories", "identities", "texts", "events", "petition_search", "drafts"];
        let rows = tables
            .iter()
            .flat_map(|table| commune.data.values(&format!("SELECT CAST(t.* AS TEXT) AS value FROM {table} t")));
        return rows.collect();
    }
    ["tiepdan.db", "tiepdan.db-wal"]
        .iter()
        .filter_map(|name| std::fs::read(commune.data.folder.path().join(name)).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}
