//! Words out by mail, to a mail server that really speaks SMTP: what a letter says, when there is one, what happens when it fails.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tiepdan::{
    domain::{clock::FIRST_REPLY, event::Deed, id::Id, petition::Petition},
    notify::Post,
    rounds,
};

use crate::{
    cast::Filing,
    commune::Commune,
    faults::{Portal, free_port},
    mailbox::{Mailbox, Mood, Received},
};

const ADDRESS: &str = "ba.sau@hop-thu.example";
const FROM: &str = "UBND xã Dương Hòa <khong-tra-loi@duong-hoa.example>";
const BASE: &str = "https://tiepdan.example";

pub fn post_to(mailbox: &Mailbox) -> Post {
    let post = Post::open(Some(&mailbox.url()), Some(FROM)).expect("settings").expect("a post");
    post.with_patience(Duration::from_secs(2))
}

impl Commune {
    /// Bà Sáu, who left an address: (id, code).
    fn files_with_mail(&self) -> (Id<Petition>, String) {
        let code = self.browser().file(&Filing::of_ba_sau().with("email", ADDRESS));
        (self.petition(&code), code)
    }

    pub fn mails(&self, mailbox: &Mailbox) {
        rounds::mail::run(self.store(), &post_to(mailbox), BASE, &self.app.now).expect("a mail round");
    }

    fn sorts_as(&self, id: Id<Petition>, kind: &str, topic: &str) {
        self.does("vanthu", id, Deed::Sort, &[("kind", kind), ("topic", topic), ("reason", "Theo nội dung đơn")]);
    }

    /// “received waiting”, in the order in which they were made.
    fn letters(&self) -> Vec<String> {
        self.data.values("SELECT notice || ' ' || state AS value FROM outbox ORDER BY made_at, id")
    }
}

fn subjects(letters: &[Received]) -> Vec<String> {
    letters.iter().map(|letter| letter.header("Subject")).collect()
}

#[test]
fn a_letter_says_that_there_is_something_and_never_what() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (id, code) = commune.files_with_mail();
    commune.mails(&mailbox);
    commune.answer(id);
    commune.mails(&mailbox);
    let letters = mailbox.letters();
    let group = &code[..4];
    assert_eq!(
        subjects(&letters),
        ["Đã nhận đơn", "Đã nhận giải quyết đơn", "Đơn đã có trả lời"]
            .map(|words| format!("{words}, mã {group}… (UBND xã Dương Hòa)"))
    );
    let mut names = Vec::new();
    for letter in &letters {
        assert_eq!((letter.to.as_str(), letter.from.as_str()), (ADDRESS, "khong-tra-loi@duong-hoa.example"));
        let text = letter.text();
        assert!(text.contains(&format!("{BASE}/tra-cuu\n")), "{text}");
        assert!(text.starts_with("Kính gửi ông bà,") && text.contains(&format!("bắt đầu bằng {group}.")), "{text}");
        assert!(letter.header("Content-Type").starts_with("text/plain; charset=utf-8"), "{}", letter.raw);
        assert!(letter.header("Date").starts_with("Wed, 25 Nov 2026"), "{}", letter.raw);
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        names.push(letter.header("Message-ID"));
        // Neither the code, nor who, nor what, nor of which kind.
        let everything = letter.everything();
        let spaced = tiepdan::domain::code::grouped(&code);
        for secret in [
            code.as_str(),
            &spaced,
            &code[4..],
            "Sáu",
            "Trần",
            "0912",
            "heo",
            "khe",
            "môi trường",
            "Phản ánh",
            "phản ánh",
        ] {
            assert!(!everything.contains(secret), "{secret} in {everything}");
        }
        assert!(!everything.contains(&id.to_string()), "{everything}");
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3, "each has a name of its own");
    // Nothing is sent twice.
    commune.mails(&mailbox);
    assert_eq!(mailbox.letters().len(), 3);
    assert_eq!(commune.letters(), ["received sent", "accepted sent", "answered sent"]);
}

#[test]
fn a_letter_lies_in_the_outbox_with_the_act_or_not_at_all() {
    let commune = Commune::new();
    let (id, _) = commune.files_with_mail();
    assert_eq!(commune.letters(), ["received waiting"]);
    // Refused acts leave nothing, acts that say nothing to the person neither.
    commune.perform("vanthu", id, Deed::Accept, &[]).map(drop).expect_err("not hers");
    commune.perform("chutich", id, Deed::Accept, &[]).map(drop).expect_err("not sorted");
    commune.sorts_as(id, "feedback", "environment");
    commune.does("vanthu", id, Deed::Note, &[("body", "Đã xem")]);
    assert_eq!(commune.letters().len(), 1);
    let events = commune.data.count("events");
    // The act and its letter are one transaction: where the outbox cannot be written nothing happened.
    commune.data.run("ALTER TABLE outbox RENAME TO elsewhere").expect("renamed");
    commune.perform("chutich", id, Deed::Accept, &[]).map(drop).expect_err("no outbox");
    commune.data.run("ALTER TABLE elsewhere RENAME TO outbox").expect("renamed back");
    assert_eq!(commune.data.count("events"), events);
    commune.does("chutich", id, Deed::Accept, &[]);
    assert_eq!(commune.letters(), ["received waiting", "accepted waiting"]);
    // Whoever left no address is not written to, nor is anybody when a form comes twice.
    commune.ba_sau_files();
    assert_eq!(commune.letters().len(), 2);
    // Nowhere does the row hold an address.
    let rows = commune.data.values("SELECT CAST(id AS TEXT) || coalesce(claim, '') || notice AS value FROM outbox");
    assert!(rows.iter().all(|row| !row.contains('@')));
}

#[test]
fn of_what_is_sealed_nobody_is_written() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (id, _) = commune.files_with_mail();
    commune.sorts_as(id, "denunciation", "land");
    commune.does("chutich", id, Deed::Assign, &[("unit", "social"), ("owner", "vanhoa")]);
    commune.mails(&mailbox);
    assert_eq!(mailbox.connections(), 0);
    assert_eq!(commune.letters(), ["received void"], "what waited when it was sealed is not sent");
}

#[test]
fn each_step_that_a_person_has_to_know_is_written() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (moved, _) = commune.files_with_mail();
    commune.sorts_as(moved, "feedback", "environment");
    let away = [("authority", "Công an thành phố Huế"), ("reason", "Không thuộc thẩm quyền")];
    commune.does("chutich", moved, Deed::Transfer, &away);
    let (id, code) = commune.files_with_mail();
    commune.sorts_as(id, "feedback", "environment");
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    let more = [
        ("rule", tiepdan::domain::clock::ANSWER),
        ("ground", "more_time"),
        ("reason", "Chờ đo lại"),
        ("document_no", "4/TB-UBND"),
        ("document_date", "2026-11-25"),
    ];
    commune.does("chutich", id, Deed::Extend, &more);
    let letter = [
        ("summary", "Đã xem. Đã sửa."),
        ("letter", "Kính gửi ông bà, xã đã cho người xem và đã sửa."),
        ("result", "done"),
    ];
    commune.does("moitruong", id, Deed::Draft, &letter);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    let said = [("outcome", "not_done"), ("reason", "Còn mùi")];
    commune.browser().post(&format!("/don/{code}/y-kien"), &said).expect(303);
    commune.mails(&mailbox);
    let expected = ["received", "transferred", "received", "accepted", "extended", "answered", "reopened"];
    assert_eq!(commune.letters(), expected.map(|notice| format!("{notice} sent")));
    assert_eq!(mailbox.letters().len(), expected.len());
}

#[test]
fn a_letter_about_an_outcome_counts_as_told() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (id, _) = commune.files_with_mail();
    commune.mails(&mailbox);
    assert!(commune.case(id).running(FIRST_REPLY).is_some(), "that it came is no reply");
    commune.sorts_as(id, "feedback", "environment");
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    assert!(commune.case(id).running(FIRST_REPLY).is_some(), "a letter that waits tells nothing");
    commune.mails(&mailbox);
    let case = commune.case(id);
    assert!(case.running(FIRST_REPLY).is_none());
    assert_eq!(case.tellings.len(), 1);
    assert_eq!((case.tellings[0].medium.code(), case.tellings[0].by), ("mail", None));
    let events = commune.store().read(|conn| tiepdan::store::petition::history(conn, id)).expect("a history");
    let told = events.iter().find(|event| event.deed == Deed::Tell).expect("an event");
    assert_eq!((told.by.as_str(), told.body["notice"].as_str()), ("system", Some("accepted")));
    commune.chain().expect("a whole chain");
    let page = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.says("Thư điện tử"), "{}", page.words());
}

#[test]
fn health_tells_how_long_the_oldest_letter_waits() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let oldest = || {
        let page = commune.browser().get("/suc-khoe").expect(200);
        serde_json::from_slice::<serde_json::Value>(&page.body).expect("JSON")["outbox_oldest_s"].clone()
    };
    assert!(oldest().is_null());
    commune.files_with_mail();
    commune.minute();
    commune.later(TimeDelta::minutes(5));
    assert!(oldest().as_i64().is_some_and(|seconds| (290..=310).contains(&seconds)), "{}", oldest());
    commune.mails(&mailbox);
    assert!(oldest().is_null());
}

// ---- When it does not go out ----

impl Commune {
    /// Accepted, so that a letter owes an outcome; what came before was sent.
    fn accepted_with_mail(&self, mailbox: &Mailbox) -> Id<Petition> {
        let (id, _) = self.files_with_mail();
        self.mails(mailbox);
        self.sorts_as(id, "feedback", "environment");
        self.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
        id
    }

    /// What is known of the newest letter: “accepted waiting broken 1”.
    fn newest(&self) -> String {
        let sql = "SELECT notice || ' ' || state || ' ' || coalesce(fault, '-') || ' ' || CAST(tries AS TEXT) AS value
                   FROM outbox ORDER BY made_at DESC, id LIMIT 1";
        self.data.values(sql)[0].clone()
    }

    /// Whether the clerk is asked to call or to hand over a paper.
    fn is_to_be_called(&self, id: Id<Petition>) -> bool {
        let page = self.chi_hoa().get("/ban-lam-viec/viec?queue=tell").expect(200);
        page.attributes("a", "href").contains(&format!("/ho-so/{id}"))
    }
}

#[test]
fn a_server_that_hangs_up_after_the_letter_gets_it_once_more_under_the_same_name() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let id = commune.accepted_with_mail(&mailbox);
    mailbox.next(&[Mood::DropsAfterData]);
    commune.mails(&mailbox);
    assert_eq!(commune.newest(), "accepted waiting broken 1");
    assert!(commune.case(id).tellings.is_empty(), "nobody said that it took it");
    commune.mails(&mailbox);
    assert_eq!(mailbox.connections(), 2, "not before its time");
    commune.later(TimeDelta::minutes(1)).mails(&mailbox);
    assert_eq!(commune.newest(), "accepted sent - 2");
    let letters = &mailbox.letters()[1..];
    assert_eq!(letters.len(), 2, "SMTP cannot do better than twice");
    assert_eq!(letters[0].header("Message-ID"), letters[1].header("Message-ID"));
    assert_eq!(letters[0].raw, letters[1].raw, "the same letter, byte by byte");
    assert_eq!(commune.case(id).tellings.len(), 1);
    commune.chain().expect("a whole chain");
}

#[test]
fn a_server_that_says_later_is_asked_later_and_not_for_ever() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let id = commune.accepted_with_mail(&mailbox);
    mailbox.always(Mood::Defers);
    commune.mails(&mailbox);
    assert_eq!(commune.newest(), "accepted waiting deferred 1");
    assert_eq!(commune.data.values("SELECT CAST(reply AS TEXT) AS value FROM outbox WHERE reply IS NOT NULL"), ["451"]);
    for wait in [1, 5, 15, 60, 180, 360, 720, 720] {
        commune.later(TimeDelta::minutes(wait)).mails(&mailbox);
    }
    assert_eq!(commune.newest(), "accepted failed deferred 9");
    assert!(commune.is_to_be_called(id));
    assert!(commune.case(id).running(FIRST_REPLY).is_some());
    let connections = mailbox.connections();
    commune.later(TimeDelta::days(1)).mails(&mailbox);
    assert_eq!(mailbox.connections(), connections, "enough is enough");
    // The clerk calls: nothing is owed any more.
    let today = commune.today().to_string();
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", &today)]);
    assert!(!commune.is_to_be_called(id));
}

#[test]
fn an_address_that_is_none_is_marked_and_the_person_called() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let id = commune.accepted_with_mail(&mailbox);
    mailbox.always(Mood::Refuses("550 5.1.1 khong co"));
    commune.mails(&mailbox);
    assert_eq!(commune.newest(), "accepted refused address 1");
    assert_eq!(commune.data.values("SELECT mail AS value FROM identities"), ["refused"]);
    assert!(commune.is_to_be_called(id));
    let events = commune.store().read(|conn| tiepdan::store::petition::history(conn, id)).expect("a history");
    assert_eq!(events.iter().filter(|event| event.deed == Deed::Undeliverable).count(), 1);
    commune.chain().expect("a whole chain");
    // It is not asked again; each outcome from now on is a call.
    let today = commune.today().to_string();
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", &today)]);
    assert!(!commune.is_to_be_called(id));
    let connections = mailbox.connections();
    let letter = [("summary", "Đã xem. Đã sửa."), ("letter", "Kính gửi ông bà, xã đã sửa xong."), ("result", "done")];
    commune.does("moitruong", id, Deed::Draft, &letter);
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    commune.mails(&mailbox);
    assert_eq!(commune.newest(), "answered refused address 0");
    assert_eq!(mailbox.connections(), connections);
    assert!(commune.is_to_be_called(id));
    // What the server answered holds the address; nothing of ours does.
    assert!(!crate::commune::log().contains(ADDRESS));
    let stored = crate::canary::everything_stored(&commune);
    assert!(stored.iter().all(|(_, bytes)| !crate::canary::contains(bytes, ADDRESS.as_bytes())));
}

#[test]
fn a_no_that_is_not_about_the_address_marks_nobody() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    commune.accepted_with_mail(&mailbox);
    mailbox.next(&[
        Mood::Refuses("550 5.7.1 relay denied"),
        Mood::Refuses("530 sign in first"),
        Mood::Refuses("554 no mail service"),
        Mood::RejectsData,
    ]);
    for (tries, wait) in [0, 1, 5, 15].into_iter().enumerate() {
        commune.later(TimeDelta::minutes(wait)).mails(&mailbox);
        assert_eq!(commune.newest(), format!("accepted waiting rejected {}", tries + 1));
    }
    assert_eq!(commune.data.values("SELECT mail AS value FROM identities"), ["given"]);
    commune.later(TimeDelta::minutes(60)).mails(&mailbox);
    assert_eq!(commune.newest(), "accepted sent - 5");
}

#[test]
fn a_slow_server_is_waited_for_a_silent_one_is_left() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    commune.files_with_mail();
    commune.files_with_mail();
    mailbox.next(&[Mood::Slow(Duration::from_millis(400))]);
    commune.mails(&mailbox);
    assert_eq!(commune.letters(), ["received sent", "received sent"]);
    commune.files_with_mail();
    commune.files_with_mail();
    mailbox.next(&[Mood::Silent]);
    commune.mails(&mailbox);
    assert_eq!(mailbox.connections(), 3, "the round ends where nobody answers");
    commune.later(TimeDelta::minutes(1)).mails(&mailbox);
    assert_eq!(commune.letters(), ["received sent"; 4]);
}

#[test]
fn where_mail_is_off_letters_stay_and_nothing_old_is_sent_when_it_is_switched_on() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    commune.files_with_mail();
    commune.later(TimeDelta::days(3)).minute();
    commune.files_with_mail();
    commune.minute();
    assert_eq!(commune.letters(), ["received expired", "received waiting"]);
    commune.mails(&mailbox);
    assert_eq!(mailbox.letters().len(), 1);
    // Where an outcome waited too long the person is called, unless somebody did already.
    let (called, waits) = (commune.accepted_with_mail(&mailbox), commune.accepted_with_mail(&mailbox));
    let today = commune.today().to_string();
    commune.does("vanthu", called, Deed::Tell, &[("channel", "phone"), ("sent_on", &today)]);
    commune.later(TimeDelta::days(4)).minute();
    let owed = "SELECT CAST(petition AS TEXT) AS value FROM outbox WHERE owed AND state = 'expired'";
    assert_eq!(commune.data.values(owed), [waits.to_string()]);
    assert!(commune.is_to_be_called(waits) && !commune.is_to_be_called(called));
}

#[test]
fn a_claim_of_a_server_that_died_is_taken_over_when_its_lease_ends() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    commune.files_with_mail();
    let claim = || commune.store().write(|tx| tiepdan::store::outbox::claim(tx, commune.now())).expect("a claim");
    let dead = claim().expect("a letter");
    assert!(claim().is_none(), "one at a time");
    commune.mails(&mailbox);
    assert_eq!(mailbox.connections(), 0);
    commune.later(TimeDelta::minutes(10)).mails(&mailbox);
    assert_eq!(commune.letters(), ["received sent"]);
    // Whoever comes back too late says nothing of it.
    let state = tiepdan::domain::mail::MailState::Failed;
    let late = commune.store().write(|tx| tiepdan::store::outbox::end(tx, &dead, state, None, commune.now()));
    assert!(!late.expect("an answer"));
    assert_eq!(commune.letters(), ["received sent"]);
}

// ---- Who looks after it ----

#[test]
fn what_did_not_go_out_is_seen_without_an_address_and_sent_again_by_hand() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let id = commune.accepted_with_mail(&mailbox);
    mailbox.always(Mood::Defers);
    for wait in [0, 1, 5, 15, 60, 180, 360, 720, 720] {
        commune.later(TimeDelta::minutes(wait)).mails(&mailbox);
    }
    assert_eq!(commune.newest(), "accepted failed deferred 9");
    let (clerk, admin) = (commune.chi_hoa(), commune.anh_khanh());
    let link = format!("/ho-so/{id}");
    for (officer, sees) in [(&clerk, true), (&admin, false)] {
        let page = officer.get("/thu").expect(200);
        assert!(page.says("Không gửi được") && page.says("Máy chủ thư bảo đợi (451)"), "{}", page.words());
        assert!(page.says("đã thử 9 lần"), "{}", page.words());
        assert!(!page.html().contains('@'), "{}", page.html());
        assert_eq!(page.attributes("main a", "href").contains(&link), sees, "{}", officer.username);
        assert_eq!(page.html().contains(&id.to_string()), sees);
    }
    assert!(admin.get("/quan-tri").expect(200).says("1 thư điện tử gửi nhiều lần không được"));
    let page = clerk.get(&link).expect(200);
    assert!(page.says("Thư điện tử báo người gửi không đến được"), "{}", page.words());
    // Once more, by whom it may be done, once.
    mailbox.always(Mood::Takes);
    let form = admin.get("/thu").expect(200).form_for("gui-lai").expect("a form");
    commune.anh_minh().post(&form.action, &[]).expect(403);
    admin.fill(&form, &[]).expect_to(303, "/thu?da=gui-lai");
    clerk.fill(&form, &[]).expect_to(303, "/thu?da=khong");
    assert!(!commune.is_to_be_called(id) || commune.case(id).running(FIRST_REPLY).is_some());
    commune.mails(&mailbox);
    assert_eq!(commune.newest(), "accepted sent - 1");
    assert!(!commune.is_to_be_called(id));
    assert!(clerk.get("/thu").expect(200).says("Không có thư nào nằm lại"));
    let events = commune.store().read(|conn| tiepdan::store::petition::history(conn, id)).expect("a history");
    let again: Vec<_> = events.iter().filter(|event| event.deed == Deed::Resend).collect();
    assert_eq!((again.len(), again[0].account), (1, Some(commune.account("quantri").id)));
    commune.chain().expect("a whole chain");
}

#[test]
fn nobody_sees_a_letter_of_what_is_out_of_their_sight() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (conduct, _) = {
        let code = commune.browser().file(&Filing::of_ba_sau().with("topic", "conduct").with("email", ADDRESS));
        (commune.petition(&code), code)
    };
    let (sealed, _) = commune.files_with_mail();
    mailbox.always(Mood::Refuses("550 5.1.1 khong co"));
    commune.mails(&mailbox);
    commune.sorts_as(sealed, "denunciation", "land");
    let letter = |petition: Id<Petition>| {
        let sql = format!("SELECT CAST(id AS TEXT) AS value FROM outbox WHERE CAST(petition AS TEXT) = '{petition}'");
        commune.data.values(&sql)[0].clone()
    };
    let (clerk, admin) = (commune.chi_hoa(), commune.anh_khanh());
    assert!(
        clerk.get("/thu").expect(200).says("Không có thư nào nằm lại"),
        "conduct is the chairman's, a tố cáo sealed"
    );
    let page = admin.get("/thu").expect(200);
    assert_eq!(page.all("tbody tr").len(), 1, "that there is a sealed one is known to nobody: {}", page.words());
    for (officer, of) in [(&clerk, conduct), (&clerk, sealed), (&admin, sealed)] {
        officer.post(&format!("/thu/{}/gui-lai", letter(of)), &[]).expect(404);
    }
}

// ---- Invited ----

#[test]
fn whoever_is_invited_is_written_when_it_is_announced() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let filing =
        Filing::of_ba_sau().with("topic", "clearance").with("project", crate::dialogue::PROJECT).with("email", ADDRESS);
    let id = commune.file(&filing);
    commune.sorts_as(id, "feedback", "clearance");
    commune.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
    let dialogue = commune.plans_talk("vanthu", &[id], &[]).expect("planned");
    commune.mails(&mailbox);
    assert_eq!(commune.letters(), ["received sent", "accepted sent"], "what is planned may still move");
    commune.convenes("vanthu", dialogue, Deed::AnnounceDialogue, &[]).expect("announced");
    commune.mails(&mailbox);
    let letters = mailbox.letters();
    let last = letters.last().expect("a letter");
    assert!(last.header("Subject").starts_with("Mời ông bà đến gặp, mã "), "{}", last.raw);
    let everything = last.everything();
    for secret in ["02/12", "14:00", "Nhà văn hóa", "Tả Trạch", "đối thoại"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert_eq!(commune.case(id).tellings.len(), 1, "an invitation is no reply");
}

#[test]
fn whoever_booked_a_reception_is_written_when_they_booked_and_when_the_day_moves() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (_, code) = commune.files_with_mail();
    let reception = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    let phone = commune.browser();
    let form = phone.get(&format!("/don/{code}/hen")).expect(200).form();
    phone.fill(&form, &[("reception", &reception.to_string())]).expect(303);
    let form =
        commune.chi_hoa().get(&format!("/tiep-dan/{reception}")).expect(200).form_for("doi-ngay-tiep").expect("a form");
    let moved = [("day", "17/12/2026"), ("part", "morning"), ("reason", "Họp hội đồng")];
    commune.chi_hoa().fill(&form, &moved).expect(303);
    commune.mails(&mailbox);
    assert_eq!(commune.letters(), ["received sent", "invited sent", "invited sent"]);
}

// ---- The morning ----

#[test]
fn the_digest_goes_to_whoever_wants_it_and_holds_numbers_alone() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    let (id, code) = commune.files_with_mail();
    commune.mails(&mailbox);
    commune.sorts_as(id, "feedback", "environment");
    let clerk = commune.chi_hoa();
    let form = clerk.get("/tai-khoan").expect(200).form_for("thu").expect("a form");
    assert!(clerk.fill(&form, &[("email", "hoa@")]).expect(422).says("Địa chỉ thư điện tử chưa đúng"));
    clerk.fill(&form, &[("email", "hoa@duong-hoa.example")]).expect_to(303, "/tai-khoan?da=thu");
    let page = clerk.get("/tai-khoan").expect(200);
    assert!(page.says("Đang gửi đến địa chỉ") && !page.html().contains("hoa@duong-hoa"), "{}", page.words());
    commune.ong_binh().post("/tai-khoan/thu", &[("email", "binh@thu.example")]).expect(403);
    commune.at("2026-12-08T07:00").minute();
    commune.minute();
    commune.mails(&mailbox);
    let letters = mailbox.letters();
    assert_eq!(letters.len(), 2, "nobody else wants one, and nobody gets two");
    assert_eq!(letters[1].to, "hoa@duong-hoa.example");
    let text = letters[1].text();
    assert!(text.contains("- Đang quá hạn: 1\n") && text.contains(&format!("{BASE}/ban-lam-viec\n")), "{text}");
    let everything = letters[1].everything();
    for secret in [&code[..4], &id.to_string(), "Sáu", "khe", "heo", "Khe Sòng", "môi trường"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    // The address is sealed, and taken back.
    let stored = crate::canary::everything_stored(&commune);
    assert!(stored.iter().all(|(_, bytes)| !crate::canary::contains(bytes, b"hoa@duong-hoa")));
    commune.chi_hoa().post("/tai-khoan/thu", &[("email", "")]).expect_to(303, "/tai-khoan?da=bo-thu");
    commune.at("2026-12-09T07:00").minute();
    commune.mails(&mailbox);
    assert_eq!(mailbox.letters().len(), 2);
}

// ---- Two servers ----

/// Letters that wait when the servers start.
const LETTERS: usize = 24;

#[test]
fn two_servers_send_each_letter_once_and_a_third_what_a_killed_one_left() {
    let (commune, mailbox) = (Commune::new(), Mailbox::open());
    for _ in 0..LETTERS {
        commune.files_with_mail();
    }
    mailbox.always(Mood::Slow(Duration::from_millis(40)));
    let (url, from) = (format!("TIEPDAN_SMTP_URL={}", mailbox.url()), format!("TIEPDAN_MAIL_FROM={FROM}"));
    let before = ["env", &url, &from];
    let launch = |hours| Portal::launch(&commune.data, free_port(), hours, &before);
    let (first, second) = (launch(1), launch(1));
    mailbox.wait_for(LETTERS / 3);
    first.kill();
    let sent = || commune.letters().iter().filter(|letter| *letter == "received sent").count();
    let wait_for = |letters: usize| {
        let begun = Instant::now();
        while sent() < letters {
            assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", commune.letters());
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    // The killed one may have had one letter in its hands: it waits for its lease, which the third one's clock has passed.
    wait_for(LETTERS - 1);
    second.kill();
    let third = launch(2);
    wait_for(LETTERS);
    drop(third);
    let mut names: Vec<String> = mailbox.letters().iter().map(|letter| letter.header("Message-ID")).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), LETTERS);
    assert!(all <= LETTERS + 1, "SMTP allows one more for one kill, there were {all}");
}
