//! Other ends: withdrawn, linked as one matter, split, guided once and replied to, kept a year.

use tiepdan::{
    domain::{
        clock::{ACCEPT_COMPLAINT, ANSWER, CLASSIFY, ClockState, FIRST_REPLY, NOTICE},
        event::Deed,
        id::Id,
        petition::{Outcome, Petition, Stage},
        refusal::Refusal,
    },
    register::Failure,
};

use crate::{
    canary::{contains, everything_stored},
    cast::Filing,
    commune::{Commune, day},
    page::{Page, Upload},
};

const BECAUSE: (&str, &str) = ("reason", "Theo nội dung đơn");

fn sort(commune: &Commune, id: Id<Petition>) {
    commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), BECAUSE]);
}

fn given(commune: &Commune) -> (Id<Petition>, String) {
    let (id, code) = commune.ba_sau_files();
    sort(commune, id);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    (id, code)
}

fn stage(commune: &Commune, id: Id<Petition>) -> Stage {
    commune.case(id).petition.stage
}

fn state(commune: &Commune, id: Id<Petition>, rule: &str) -> Option<ClockState> {
    commune.case(id).clocks.into_iter().rev().find(|clock| clock.rule == rule).map(|clock| clock.state)
}

fn follow(commune: &Commune, code: &str) -> Page {
    commune.browser().get(&format!("/don/{code}")).expect(200)
}

#[track_caller]
fn refused(commune: &Commune, who: &str, id: Id<Petition>, deed: Deed, fields: &[(&str, &str)]) -> Refusal {
    match commune.perform(who, id, deed, fields).map(drop) {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{who} {}: {other:?}", deed.code()),
    }
}

#[track_caller]
fn is_field(refusal: &Refusal, field: &str) {
    assert!(
        matches!(refusal, Refusal::Fields(errors) if errors.iter().any(|error| error.field == field)),
        "{refusal:?}"
    );
}

fn withdrawing<'d>(part: &'d str, pressed: &'d str) -> [(&'d str, &'d str); 3] {
    [("signed_on", "2026-11-25"), ("part", part), ("pressed", pressed)]
}

// ---- Withdrawn ----

#[test]
fn withdrawn_wholly_it_ends_and_in_part_it_goes_on() {
    let commune = Commune::new();
    let (id, code) = given(&commune);
    commune.does("vanthu", id, Deed::Withdraw, &withdrawing("part", "unknown"));
    assert_eq!(stage(&commune, id), Stage::InProgress);
    assert_eq!(state(&commune, id, ANSWER), Some(ClockState::Running));
    assert!(follow(&commune, &code).says("rút một phần"));
    commune.does("vanthu", id, Deed::Withdraw, &withdrawing("whole", "no"));
    assert_eq!(stage(&commune, id), Stage::Withdrawn);
    assert_eq!(state(&commune, id, ANSWER), Some(ClockState::Cancelled));
    assert_eq!(state(&commune, id, FIRST_REPLY), Some(ClockState::Running), "telling stays owed");
    assert!(follow(&commune, &code).says("Ông bà đã rút"));
    assert!(matches!(
        refused(&commune, "vanthu", id, Deed::Withdraw, &withdrawing("whole", "no")),
        Refusal::Untimely(_)
    ));
}

#[test]
fn whoever_was_pressed_to_withdraw_is_not_left_alone() {
    let commune = Commune::new();
    let (id, code) = given(&commune);
    commune.does("vanthu", id, Deed::Withdraw, &withdrawing("whole", "yes"));
    assert_eq!(stage(&commune, id), Stage::InProgress);
    assert_eq!(state(&commune, id, ANSWER), Some(ClockState::Running));
    let front = commune.ba_tam();
    assert!(front.get(&format!("/ho-so/{id}")).expect(200).says("bị ép"));
    let watched = front.get("/giam-sat").expect(200);
    assert!(watched.says("1 người nói bị ép rút đơn"), "{}", watched.words());
    assert!(front.get("/giam-sat?named=pressed").expect(200).says(" "));
    let page = follow(&commune, &code);
    assert!(!page.says("ép") && !page.says("rút"), "who stands beside them reads this page too: {}", page.words());
}

#[test]
fn what_was_said_in_private_is_only_for_those_who_read_words() {
    let commune = Commune::new();
    let (id, _) = given(&commune);
    commune.does("vanthu", id, Deed::Withdraw, &withdrawing("part", "unknown"));
    assert!(commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200).says("Hỏi riêng có bị ép không"));
    let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
    assert!(front.says("rút một phần") && !front.says("Hỏi riêng") && !front.says("ép"));
    let events = commune.data.values("SELECT body AS value FROM events WHERE deed = 'rut'");
    assert!(events.iter().all(|body| !body.contains("pressed")), "{events:?}");
}

#[test]
fn each_field_of_a_withdrawal_is_asked_for() {
    let commune = Commune::new();
    let (id, _) = given(&commune);
    for (field, wrong) in [("signed_on", ""), ("signed_on", "2026-11-24"), ("part", "nửa"), ("pressed", "")] {
        let typed = withdrawing("whole", "no").map(|(name, value)| (name, if name == field { wrong } else { value }));
        is_field(&refused(&commune, "vanthu", id, Deed::Withdraw, &typed), field);
    }
    assert!(matches!(
        refused(&commune, "moitruong", id, Deed::Withdraw, &withdrawing("whole", "no")),
        Refusal::NotYours(_)
    ));
}

// ---- Six petitions, one matter ----

/// A main one, assigned, and five that hang on it.
fn six(commune: &Commune) -> (Id<Petition>, Vec<(Id<Petition>, String)>) {
    let (main, code) = given(commune);
    let number = commune.case(main).petition.number.expect("a number").to_string();
    let others: Vec<(Id<Petition>, String)> = (0..5).map(|_| commune.ba_sau_files()).collect();
    for (n, (id, _)) in others.iter().enumerate() {
        // By number, by number and year, by code, and by one that hangs on it itself.
        let of = [number.clone(), format!("{number}/2026"), code.clone(), others[0].1.clone()][n % 4].clone();
        commune.does("vanthu", *id, Deed::Duplicate, &[("of", &of), BECAUSE]);
    }
    (main, others)
}

#[test]
fn six_petitions_are_one_matter_answered_once() {
    let commune = Commune::new();
    let (main, others) = six(&commune);
    for (id, code) in &others {
        let case = commune.case(*id);
        assert_eq!((case.petition.stage, case.main().map(|link| link.main)), (Stage::Duplicate, Some(main)));
        assert_eq!(state(&commune, *id, CLASSIFY), Some(ClockState::Met));
        assert_eq!(state(&commune, *id, FIRST_REPLY), Some(ClockState::Running), "each is told");
        let page = follow(&commune, code);
        assert!(page.says("6 đơn cùng nói một việc") && page.says("Đang kiểm tra"), "{}", page.words());
    }
    let hoa = commune.chi_hoa();
    assert!(hoa.get(&format!("/ho-so/{main}")).expect(200).says("6 đơn, một việc"));
    assert!(hoa.get("/ho-so").expect(200).says("6 đơn, một việc"));
    commune.does("vanthu", others[0].0, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    assert_eq!(state(&commune, others[0].0, FIRST_REPLY), Some(ClockState::Met));
    assert_eq!(state(&commune, others[1].0, FIRST_REPLY), Some(ClockState::Running), "its own telling");
    let answer = [
        ("summary", "Trại heo đã xây hầm kín, hết xả ra khe."),
        ("letter", "Kính gửi {nguoi_gui}, đã xử lý."),
        ("result", "done"),
    ];
    commune.does("moitruong", main, Deed::Draft, &answer);
    commune.does("moitruong", main, Deed::Submit, &[]);
    commune.does("chutich", main, Deed::Approve, &[]);
    for (id, code) in &others {
        let page = follow(&commune, code);
        assert!(page.says("Trại heo đã xây hầm kín") && page.says("Đã trả lời"), "{}", page.words());
        assert_eq!(state(&commune, *id, NOTICE), Some(ClockState::Running), "each is told the answer");
    }
    // What one of them says counts on the main one.
    let say = [("outcome", "not_done"), ("reason", "Vẫn hôi ban đêm")];
    commune.browser().post(&format!("/don/{}/y-kien", others[2].1), &say).expect(303);
    let petition = commune.case(main).petition;
    assert_eq!((petition.stage, petition.outcome), (Stage::InProgress, Some(Outcome::NotDone)));
}

#[test]
fn duplicates_stand_alone_again_when_the_main_one_cannot_speak() {
    let because = BECAUSE;
    let seal = [("kind", "denunciation"), ("topic", "environment"), because];
    type Ending<'a> = (&'a str, Deed, &'a [(&'a str, &'a str)]);
    let ends: [Ending; 3] = [
        ("vanthu", Deed::Withdraw, &withdrawing("whole", "no")),
        ("chutich", Deed::Ineligible, &[("reason_code", "illegible"), because]),
        ("vanthu", Deed::Sort, &seal),
    ];
    for (who, deed, fields) in ends {
        let commune = Commune::new();
        let main = commune.ba_sau_files();
        sort(&commune, main.0);
        let (id, code) = commune.ba_sau_files();
        commune.does("vanthu", id, Deed::Duplicate, &[("of", &main.1), because]);
        commune.at("2026-11-26T09:00").does(who, main.0, deed, fields);
        let case = commune.case(id);
        assert_eq!((case.petition.stage, case.main()), (Stage::Received, None), "{}", deed.code());
        let classify = case.clocks.iter().rev().find(|clock| clock.rule == CLASSIFY).expect("it counts anew");
        assert_eq!((classify.state, classify.started_on), (ClockState::Running, day("26/11/2026")));
        assert!(!follow(&commune, &code).says("cùng nói một việc"));
        let moments = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
        assert!(moments.says("Đứng riêng trở lại"), "{}", moments.words());
    }
}

#[test]
fn an_unsigned_complaint_that_stands_alone_again_waits_for_its_signature() {
    let commune = Commune::new();
    let complain = || {
        let code = commune.browser().file(&Filing::of_ong_tu());
        let id = commune.petition(&code);
        commune.does("vanthu", id, Deed::Sort, &[("kind", "complaint"), ("topic", "compensation"), BECAUSE]);
        (id, code)
    };
    let (main, other) = (complain(), complain());
    commune.does("vanthu", other.0, Deed::Duplicate, &[("of", &main.1), BECAUSE]);
    commune.does("vanthu", main.0, Deed::Withdraw, &withdrawing("whole", "no"));
    assert_eq!(stage(&commune, other.0), Stage::AwaitingSignature);
    assert_eq!(state(&commune, other.0, ACCEPT_COMPLAINT), None);
}

#[test]
fn a_main_one_that_becomes_a_duplicate_takes_its_own_along() {
    let commune = Commune::new();
    let (first, second, third) = (commune.ba_sau_files(), commune.ba_sau_files(), commune.ba_sau_files());
    commune.does("vanthu", first.0, Deed::Duplicate, &[("of", &second.1), BECAUSE]);
    commune.does("vanthu", second.0, Deed::Duplicate, &[("of", &third.1), BECAUSE]);
    for id in [first.0, second.0] {
        assert_eq!(commune.case(id).main().map(|link| link.main), Some(third.0));
    }
}

#[test]
fn only_what_the_clerk_sees_and_what_can_speak_is_linked_to() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let conduct = commune.browser().file(&Filing::of_someone());
    let gone = commune.ba_sau_files();
    commune.does("vanthu", gone.0, Deed::Withdraw, &withdrawing("whole", "no"));
    for of in ["", "999", "999/2020", "abc", &code, &conduct, &gone.1] {
        is_field(&refused(&commune, "vanthu", id, Deed::Duplicate, &[("of", of), BECAUSE]), "of");
    }
    is_field(&refused(&commune, "vanthu", id, Deed::Duplicate, &[("of", "1")]), "reason");
    assert!(matches!(refused(&commune, "chutich", id, Deed::Duplicate, &[("of", "1"), BECAUSE]), Refusal::NotYours(_)));
    assert_eq!(stage(&commune, id), Stage::Received);
}

// ---- Split ----

#[test]
fn a_second_matter_gets_a_petition_a_code_and_limits_of_its_own() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    sort(&commune, id);
    commune.at("2026-11-27T09:00");
    commune.does("vanthu", id, Deed::Split, &[("subject", "Đường vào trại bị lún"), BECAUSE]);
    let new: Id<Petition> = commune.case(id).splits[0].petition;
    let case = commune.case(new);
    assert_eq!((case.petition.stage, case.petition.received_on), (Stage::Received, day("25/11/2026")));
    assert_eq!(case.petition.subject.as_deref(), Some("Đường vào trại bị lún"));
    assert_eq!(case.story, commune.case(id).story, "the same words");
    for rule in [CLASSIFY, FIRST_REPLY] {
        let clock = case.running(rule).unwrap_or_else(|| panic!("no {rule}"));
        assert_eq!(clock.started_on, day("25/11/2026"), "{rule} runs from the receipt");
    }
    let hoa = commune.chi_hoa();
    let source = hoa.get(&format!("/ho-so/{id}")).expect(200);
    let split = hoa.get(&format!("/ho-so/{new}")).expect(200);
    assert!(source.says("tách ra từ hồ sơ này") && split.says("tách ra từ đơn này"), "linked both ways");
    assert!(split.says("Tách ra từ một hồ sơ khác"));
    assert!(follow(&commune, &code).says("tách việc thứ hai thành hồ sơ riêng"));
    // Its own code, for the slip; the four digits of the same phone open the same words.
    let opened = hoa.act(new, "danh-tinh", &[]).expect(200);
    let other = crate::cast::code_on(&opened);
    assert_ne!(other, code);
    assert_eq!(commune.petition(&other), new);
    assert!(opened.says("Trần Thị Sáu"));
    let words = commune.browser().post(&format!("/don/{other}/noi-dung"), &[("phone_last4", "5678")]).expect(200);
    assert!(words.says("Trại heo ở đầu thôn"));
    assert!(
        !hoa.act(id, "danh-tinh", &[]).expect(200).words().contains(&code[..4]),
        "the first code stays in the vault"
    );
}

#[test]
fn splitting_has_a_limit_and_fields() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    is_field(&refused(&commune, "vanthu", id, Deed::Split, &[("subject", "Đường"), ("reason", "")]), "reason");
    is_field(&refused(&commune, "vanthu", id, Deed::Split, &[("subject", ""), BECAUSE]), "subject");
    for _ in 0..10 {
        commune.does("vanthu", id, Deed::Split, &[("subject", "Đường vào trại bị lún"), BECAUSE]);
    }
    let more = refused(&commune, "vanthu", id, Deed::Split, &[("subject", "Đường vào trại bị lún"), BECAUSE]);
    assert!(matches!(more, Refusal::Untimely(_)), "{more:?}");
}

// ---- Elsewhere ----

#[test]
fn an_authority_is_named_by_code_by_name_or_freely_and_its_reply_is_recorded() {
    let commune = Commune::new();
    let file = || {
        let (id, code) = commune.ba_sau_files();
        sort(&commune, id);
        (id, code)
    };
    for (typed, shown, listed) in [
        ("cong-an-tp", "Công an thành phố Huế", true),
        ("công an thành phố huế", "Công an thành phố Huế", true),
        ("Trạm Kiểm lâm đầu nguồn", "Trạm Kiểm lâm đầu nguồn", false),
    ] {
        let (id, code) = file();
        commune.does("chutich", id, Deed::Transfer, &[("authority", typed), BECAUSE]);
        assert!(follow(&commune, &code).says(shown), "{typed}");
        let marked =
            format!("events WHERE deed = 'chuyen' AND CAST(petition AS TEXT) = '{id}' AND body LIKE '%authority\":%'");
        assert_eq!(commune.data.count(&marked), usize::from(listed), "{typed}");
        let again = refused(&commune, "chutich", id, Deed::Transfer, &[("authority", typed), BECAUSE]);
        assert!(matches!(again, Refusal::Untimely(_)), "only once: {again:?}");
        let reply = [("document_no", "1204/CATP-PV01"), ("document_date", "2026-11-25"), ("note", "Đã nhận, đang xem")];
        commune.does("vanthu", id, Deed::Reply, &reply);
        let page = follow(&commune, &code);
        assert!(page.says("1204/CATP-PV01") && !page.says("đang xem"), "{}", page.words());
        let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
        assert!(front.says("1204/CATP-PV01") && !front.says("Đã nhận, đang xem"));
        let mut bare = reply;
        bare[2].1 = "";
        is_field(&refused(&commune, "vanthu", id, Deed::Reply, &bare), "note");
    }
    let offered = commune.ong_an().get(&format!("/ho-so/{}", file().0)).expect(200);
    let html = String::from_utf8_lossy(&offered.body).into_owned();
    assert!(html.contains("<datalist") && html.contains("Thanh tra thành phố Huế"));
}

#[test]
fn an_ineligible_paper_is_kept_a_year_and_then_waits_for_the_head() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does("chutich", id, Deed::Ineligible, &[("reason_code", "illegible"), BECAUSE]);
    assert!(commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200).says("Lưu một năm, đến"));
    let waits = || commune.chi_hoa().get("/ban-lam-viec/viec?queue=kept").expect(200).says("1 hồ sơ");
    commune.at("2027-11-25T09:00").minute();
    assert!(!waits(), "the last day is still kept");
    commune.at("2027-11-26T09:00").minute();
    assert!(waits());
    assert!(commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200).says("Đã lưu đủ một năm"));
    assert_eq!(stage(&commune, id), Stage::Ineligible, "nothing goes by itself");
}

// ---- A khiếu nại of conduct ----

#[test]
fn a_complaint_of_conduct_is_signed_for_by_the_chairman_and_issued_by_whom_he_gave_it() {
    let commune = Commune::new();
    let code = commune.browser().file(&Filing::of_ong_tu().with("topic", "conduct"));
    let id = commune.petition(&code);
    let complaint = [("kind", "complaint"), ("topic", "conduct"), BECAUSE];
    commune.does("chutich", id, Deed::Sort, &complaint);
    assert_eq!(stage(&commune, id), Stage::AwaitingSignature);
    // What the clerks may not see they cannot receive on paper either: he does.
    let signed = [("received_on", "2026-11-25"), ("signed_on", "2026-11-25")];
    for who in ["vanthu", "phochutich", "diachinh"] {
        assert!(matches!(refused(&commune, who, id, Deed::Sign, &signed), Refusal::Unseen), "{who}");
    }
    commune.ong_an().act(id, "ky", &signed).expect(303);
    commune.does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    let answer = [
        ("summary", "Cán bộ đã xin lỗi, giấy tờ đã nhận đủ."),
        ("letter", "Kính gửi {nguoi_gui}, đã xem xét."),
        ("result", "upheld"),
    ];
    commune.does("diachinh", id, Deed::Draft, &answer);
    commune.does("diachinh", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    assert_eq!(stage(&commune, id), Stage::AwaitingIssue);
    let issued = [("document_no", "96/QĐ-UBND"), ("document_date", "2026-11-25")];
    for who in ["chutich", "phochutich"] {
        assert!(matches!(refused(&commune, who, id, Deed::Issue, &issued), Refusal::NotYours(_)), "{who}");
    }
    for who in ["vanthu", "moitruong"] {
        assert!(matches!(refused(&commune, who, id, Deed::Issue, &issued), Refusal::Unseen), "{who}");
        commune.officer(who).get(&format!("/ho-so/{id}")).expect(404);
        assert!(!commune.officer(who).get("/ho-so").expect(200).html().contains(&id.to_string()), "{who}");
    }
    commune.anh_viet().act(id, "phat-hanh", &issued).expect(303);
    assert_eq!(stage(&commune, id), Stage::Answered);
    commune.does("diachinh", id, Deed::Tell, &[("channel", "letter"), ("sent_on", "2026-11-25")]);
    assert!(follow(&commune, &code).says("Cán bộ đã xin lỗi"));
    // Any other khiếu nại stays the clerks' to issue.
    assert!(matches!(refused(&commune, "vanthu", id, Deed::Issue, &issued), Refusal::Unseen));
}

#[test]
fn conduct_is_withdrawn_and_answered_from_elsewhere_by_the_same_one_hand() {
    let commune = Commune::new();
    let (mine, given) = (commune.file(&Filing::of_someone()), commune.file(&Filing::of_someone()));
    let feedback = [("kind", "feedback"), ("topic", "conduct"), BECAUSE];
    for id in [mine, given] {
        commune.does("chutich", id, Deed::Sort, &feedback);
    }
    commune.does("chutich", given, Deed::Assign, &[("owner", "vanhoa")]);
    assert!(matches!(
        refused(&commune, "chutich", given, Deed::Withdraw, &withdrawing("whole", "no")),
        Refusal::NotYours(_)
    ));
    assert!(matches!(refused(&commune, "vanthu", given, Deed::Withdraw, &withdrawing("whole", "no")), Refusal::Unseen));
    commune.does("vanhoa", given, Deed::Withdraw, &withdrawing("whole", "no"));
    commune.does("chutich", mine, Deed::Transfer, &[("authority", "Công an thành phố Huế"), BECAUSE]);
    let reply = [("document_no", "1204/CATP-PV01"), ("document_date", "2026-11-25"), ("note", "Đã nhận, đang xem")];
    commune.does("chutich", mine, Deed::Reply, &reply);
}

// ---- Guided once, transferred once ----

fn complain(commune: &Commune) -> (Id<Petition>, String) {
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    commune.does("vanthu", id, Deed::Sort, &[("kind", "complaint"), ("topic", "compensation"), BECAUSE]);
    (id, code)
}

#[test]
fn whoever_was_guided_once_and_files_again_is_known_and_the_law_has_a_ground_for_it() {
    let commune = Commune::new();
    let (first, _) = complain(&commune);
    let guided = [("authority", "Thanh tra thành phố Huế"), BECAUSE];
    commune.does("chutich", first, Deed::Guide, &guided);
    commune.at("2026-12-02T08:00");
    let (second, code) = complain(&commune);
    let words = "Đã hướng dẫn ngày 25/11/2026 đến Thanh tra thành phố Huế";
    for who in ["vanthu", "chutich", "phochutich"] {
        let page = commune.officer(who).get(&format!("/ho-so/{second}")).expect(200);
        assert!(page.says(words), "{who}: {}", page.words());
    }
    // Whose petitions are whose is for nobody else.
    let front = commune.ba_tam().get(&format!("/ho-so/{second}")).expect(200);
    assert!(!front.says("Cùng người gửi") && !front.says(words), "{}", front.words());
    // As it is proposed, pressed once.
    let an = commune.ong_an();
    let form = an.get(&format!("/ho-so/{second}")).expect(200).form_for("khong-du-dieu-kien").expect("offered");
    assert_eq!(form.value("reason_code"), Some("already_guided"));
    an.fill(&form, &[]).expect(303);
    let case = commune.case(second);
    assert_eq!(case.petition.stage, Stage::Ineligible);
    assert_eq!(case.retention.as_ref().map(|kept| kept.until), Some(day("02/12/2027")), "kept a year");
    let page = follow(&commune, &code);
    assert!(page.says(words), "{}", page.words());
    assert!(commune.ba_tam().get(&format!("/ho-so/{second}")).expect(200).says("Đã được hướng dẫn một lần"));
    assert!(commune.data.run("UPDATE petitions SET ground = 'whim' WHERE ground = 'already_guided'").is_err());
}

#[test]
fn what_was_transferred_once_is_linked_to_and_not_sent_again() {
    let commune = Commune::new();
    let (first, _) = commune.ba_sau_files();
    sort(&commune, first);
    commune.does("chutich", first, Deed::Transfer, &[("authority", "cong-an-tp"), BECAUSE]);
    // Under the same number, written otherwise.
    let code = commune.browser().file(&Filing::of_ba_sau().with("phone", "+84 912 345678"));
    let second = commune.petition(&code);
    let hoa = commune.chi_hoa();
    let page = hoa.get(&format!("/ho-so/{second}")).expect(200);
    assert!(page.says("Đã chuyển ngày 25/11/2026 đến Công an thành phố Huế"), "{}", page.words());
    let form = page.form_for("trung").expect("offered");
    assert_eq!(form.value("of"), Some("1/2026"));
    hoa.fill(&form, &[]).expect(303);
    assert_eq!(commune.case(second).main().map(|link| link.main), Some(first));
    let followed = follow(&commune, &code);
    assert!(followed.says("Công an thành phố Huế"), "{}", followed.words());
}

#[test]
fn another_person_and_another_field_are_no_earlier_petition() {
    let commune = Commune::new();
    let (first, _) = commune.ba_sau_files();
    sort(&commune, first);
    commune.does("chutich", first, Deed::Transfer, &[("authority", "cong-an-tp"), BECAUSE]);
    let hoa = commune.chi_hoa();
    for filing in [
        Filing::of_ba_sau().with("phone", "0987 654 321"),
        Filing::of_ba_sau().without("phone"),
        Filing::of_ba_sau().with("topic", "infrastructure"),
    ] {
        let id = commune.file(&filing);
        let page = hoa.get(&format!("/ho-so/{id}")).expect(200);
        assert!(!page.says("Cùng người gửi"), "{filing:?}");
        assert_eq!(page.form_for("trung").expect("offered").value("of"), Some(""));
    }
}

// ---- The slip of what was split off ----

#[test]
fn the_clerk_hands_over_a_slip_for_the_second_matter_and_each_printing_is_known() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    sort(&commune, id);
    let hoa = commune.chi_hoa();
    let fields = [("subject", "Đường vào trại bị lún"), BECAUSE];
    let done = hoa.act(id, "tach", &fields).expect(303);
    let new = commune.case(id).splits[0].petition;
    assert_eq!(done.location(), Some(format!("/ho-so/{new}")), "there the slip is to be printed");
    let page = hoa.on(done).expect(200);
    let form = page.form_for("in-phieu").expect("offered");
    let slip = hoa.fill(&form, &[]).expect(200);
    let other = crate::cast::code_on(&slip);
    assert_eq!(commune.petition(&other), new);
    assert_ne!(other, code);
    for words in ["Đường vào trại bị lún", "báo lại chậm nhất", "Tiếp theo"] {
        assert!(slip.says(words), "{words}: {}", slip.words());
    }
    assert!(slip.html().contains("<svg") && slip.html().contains("a5"));
    assert!(!slip.says("Trần Thị Sáu") && !slip.says("0912"), "no identity on paper");
    let again = hoa.fill(&form, &[]).expect(200);
    assert_eq!(crate::cast::code_on(&again), other, "printed once more");
    assert_eq!(commune.data.count(&format!("events WHERE deed = 'danh-tinh' AND petition = '{new}'")), 2);
    assert!(commune.ba_tam().get(&format!("/ho-so/{new}")).expect(200).says("In phiếu có mã của người gửi"));
    // Of what was not split off the code stays in the vault.
    assert!(hoa.get(&format!("/ho-so/{id}")).expect(200).form_for("in-phieu").is_none());
    hoa.force(id, "in-phieu", &[]).expect(404);
    // Once it is given to somebody she says why, and whoever may not open an identity gets none.
    sort(&commune, new);
    commune.does("chutich", new, Deed::Assign, &[("owner", "moitruong")]);
    let refused = hoa.act(new, "in-phieu", &[]).expect(422);
    assert!(refused.faults().contains(&"danh-tinh-reason".to_owned()), "{:?}", refused.faults());
    hoa.act(new, "in-phieu", &[("reason", "Bà Sáu làm mất phiếu")]).expect(200);
    commune.ba_tam().force(new, "in-phieu", &[]).expect(403);
    commune.anh_viet().force(new, "in-phieu", &[]).expect(404);
}

// ---- After a year ----

const KEEP: [(&str, &str); 3] = [("fate", "keep"), ("until", "31/12/2028"), ("reason", "Còn đối chiếu với vụ khác")];
const DESTROY: [(&str, &str); 2] = [("fate", "destroy"), ("reason", "Đã lưu đủ một năm")];

/// A paper with a file that cannot be handled, found so on Wednesday 25/11/2026: kept until 25/11/2027.
fn kept(commune: &Commune, word: &str) -> (Id<Petition>, String) {
    let filing = Filing::of_ba_sau().with("body", &format!("{word} kể chuyện nước thải chảy ra khe."));
    let filing = filing.with("full_name", &format!("{word}NAME")).with("phone", "0913 777 888");
    let phone = commune.browser();
    let check = phone.walk(&filing);
    let bytes = format!("%PDF-1.4\n%{word}BYTES\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n").into_bytes();
    let name = format!("{word}FILE.pdf");
    let file = Upload { field: "files", name: &name, media: "application/pdf", bytes };
    phone.post_files("/gui-don/tep", &[], vec![file]).expect(303);
    let code = crate::cast::code_on(&phone.on(phone.fill(&check.form(), &[]).expect(303)));
    let id = commune.petition(&code);
    let subject = format!("{word}SUBJECT nước thải");
    let sort = [("kind", "feedback"), ("topic", "environment"), ("subject", subject.as_str()), BECAUSE];
    commune.does("vanthu", id, Deed::Sort, &sort);
    let reason = format!("{word}REASON không đọc được");
    commune.does("chutich", id, Deed::Ineligible, &[("reason_code", "illegible"), ("reason", &reason)]);
    (id, code)
}

#[test]
fn nothing_is_decided_before_the_year_is_over_and_then_by_the_chairman_alone() {
    let commune = Commune::new();
    let (id, _) = kept(&commune, "CHIMKEO");
    commune.at("2027-11-25T09:00").minute();
    assert!(matches!(refused(&commune, "chutich", id, Deed::Dispose, &DESTROY), Refusal::Untimely(_)));
    assert!(commune.ong_an().get(&format!("/ho-so/{id}")).expect(200).form_for("het-han-luu").is_none());
    commune.at("2027-11-26T09:00").minute();
    assert!(commune.case(id).story.is_some_and(|story| story.body.contains("CHIMKEO")), "nothing goes by itself");
    for who in ["vanthu", "phochutich", "moitruong"] {
        assert!(
            commune.officer(who).get(&format!("/ho-so/{id}")).status != 200 || {
                commune.officer(who).get(&format!("/ho-so/{id}")).form_for("het-han-luu").is_none()
            }
        );
        assert!(commune.perform(who, id, Deed::Dispose, &DESTROY).is_err(), "{who}");
    }
    let an = commune.ong_an();
    let waits = |officer: &crate::cast::Officer| {
        officer.get("/ban-lam-viec/viec?queue=kept").expect(200).html().contains(&id.to_string())
    };
    assert!(waits(&an));
    for (field, wrong) in
        [("fate", ""), ("fate", "burn"), ("reason", ""), ("until", ""), ("until", "26/11/2027"), ("until", "1/1/2039")]
    {
        let typed = KEEP.map(|(name, value)| (name, if name == field { wrong } else { value }));
        let page = an.act(id, "het-han-luu", &typed).expect(422);
        assert!(page.faults().contains(&format!("het-han-luu-{field}")), "{field}={wrong}: {:?}", page.faults());
    }
    // Kept longer: it waits for him again when that has passed.
    an.act(id, "het-han-luu", &KEEP).expect(303);
    let page = an.get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Lưu thêm theo quyết định của Chủ tịch") && page.says("31/12/2028"), "{}", page.words());
    assert!(!waits(&an) && page.form_for("het-han-luu").is_none());
    assert!(commune.case(id).story.is_some_and(|story| story.body.contains("CHIMKEO")));
    commune.at("2029-01-02T09:00");
    assert!(waits(&commune.ong_an()));
}

#[test]
fn destroyed_or_given_back_nothing_of_it_is_left_but_that_it_was_there() {
    for (fate, word, said) in [("destroy", "CHIMCAT", "Đã tiêu hủy"), ("return", "CHIMBOI", "Đã trả lại người gửi")]
    {
        let commune = Commune::new();
        let (id, code) = kept(&commune, word);
        let (other, _) = kept(&commune, "CHIMKEO");
        let events = commune.data.count("events");
        commune.at("2027-11-26T09:00");
        commune.ong_an().act(id, "het-han-luu", &[("fate", fate), ("reason", "Đã lưu đủ một năm")]).expect(303);
        commune.minute();
        for (file, bytes) in everything_stored(&commune) {
            for written in [word, &word.to_lowercase()] {
                assert!(!contains(&bytes, written.as_bytes()), "{file} holds {written}");
            }
        }
        let left = commune.case(other);
        assert!(left.story.is_some_and(|story| story.body.contains("CHIMKEO")), "the other one stays");
        let folder = std::fs::read_dir(commune.data.folder.path().join("tep")).expect("a folder").count();
        assert_eq!(folder, 1, "its bytes went at once, the other's stay");
        // The record is whole, and says what was decided by whom on which day.
        assert!(commune.data.count("events") > events);
        assert!(commune.chain().is_ok());
        let front = commune.ba_tam().get(&format!("/ho-so/{id}")).expect(200);
        assert!(front.says(said) && front.says("26/11/2027") && front.says("Hết hạn lưu"), "{}", front.words());
        assert!(!front.says("Đã lưu đủ một năm."), "codes, not words");
        // What was destroyed is a number of theirs that opens its list; what was given back is not in it.
        let watch = commune.ba_tam().get("/giam-sat").expect(200);
        let link = "main .holdlist a[href='/giam-sat?fate=destroy']";
        if fate == "destroy" {
            assert_eq!(watch.first(link).as_deref(), Some("1 đơn đã tiêu hủy sau một năm lưu"));
        } else {
            assert!(watch.first(link).is_none() && watch.says("Chưa đơn nào bị tiêu hủy"), "{}", watch.words());
        }
        let list = commune.ba_tam().get("/giam-sat?fate=destroy").expect(200);
        assert_eq!(list.html().contains(&id.to_string()), fate == "destroy");
        assert!(!list.html().contains(&other.to_string()), "what is still kept is not in it");
        // Who it was cannot be asked any more, nor anything else be done with it.
        for (who, deed) in [("vanthu", Deed::Identity), ("vanthu", Deed::Tell), ("chutich", Deed::Dispose)] {
            let refusal = refused(&commune, who, id, deed, &[("reason", "Cần biết")]);
            assert!(matches!(&refusal, Refusal::Untimely(said) if said.contains("dấu rằng đã có đơn")), "{refusal:?}");
        }
        let an = commune.ong_an();
        let page = an.get(&format!("/ho-so/{id}")).expect(200);
        assert!(page.says(said) && page.forms().iter().all(|form| !form.action.contains(&id.to_string())));
        an.get(&format!("/ho-so/{id}/tep/1")).expect(404);
        // The person still finds that it was there, and nothing to open.
        let page = follow(&commune, &code);
        assert!(page.says("đơn không còn giữ ở xã"), "{}", page.words());
        commune.browser().post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "7888")]).expect(422);
    }
}

#[test]
fn a_sealed_one_is_destroyed_under_its_seal() {
    let commune = Commune::new();
    let filing = Filing::of_ba_sau().with("body", "CHIMNGOI kể về việc làm sai của cán bộ.");
    let id = commune.file(&filing);
    commune.does("vanthu", id, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), BECAUSE]);
    commune.does("chutich", id, Deed::Ineligible, &[("reason_code", "no_signature"), BECAUSE]);
    commune.at("2027-11-26T09:00");
    commune.does("chutich", id, Deed::Dispose, &DESTROY);
    let page = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Đã tiêu hủy") && !page.says("CHIMNGOI"), "{}", page.words());
    assert_eq!(commune.ba_tam().get(&format!("/ho-so/{id}")).status, 404);
    assert!(commune.chain().is_ok());
}
