//! The morning round: each step of a limit told once, on working days at seven, to whom it concerns; digests on the boards.

use std::{
    thread,
    time::{Duration, Instant},
};

use tiepdan::{
    domain::{
        digest::Digest,
        event::Deed,
        id::Id,
        petition::{Petition, Stage},
        reminder::{Step, Told},
    },
    keys, register, store,
};

use crate::{
    cast::Filing,
    commune::{Commune, fields_of},
    faults::{Portal, free_port},
};

impl Commune {
    fn told(&self, id: Id<Petition>) -> Vec<Told> {
        let history = self.store().read(|conn| store::petition::history(conn, id)).expect("a history");
        history.iter().flat_map(Told::of).collect()
    }

    /// “soon 07/12”, in the order in which they were told.
    fn steps(&self, id: Id<Petition>) -> Vec<String> {
        self.told(id).iter().map(|told| format!("{} {}", told.step.code(), told.due.format("%d/%m"))).collect()
    }

    /// Who was told of a step, by username.
    fn told_of(&self, id: Id<Petition>, step: Step) -> Vec<String> {
        let office = self.office();
        let told = self.told(id).into_iter().filter(|told| told.step == step).flat_map(|told| told.to);
        let mut names: Vec<String> =
            told.filter_map(|to| office.account(to).map(|account| account.username.clone())).collect();
        names.sort();
        names.dedup();
        names
    }

    pub fn digest(&self, username: &str) -> Option<Digest> {
        let (id, today) = (self.account(username).id, self.today());
        self.store().read(|conn| store::reminder::digest(conn, id, today)).expect("a digest")
    }

    fn sorts(&self, id: Id<Petition>, kind: &str, topic: &str, concerns: &str) {
        let fields = [("kind", kind), ("topic", topic), ("concerns", concerns), ("reason", "Theo nội dung đơn")];
        let fields = if concerns.is_empty() { vec![fields[0], fields[1], fields[3]] } else { fields.to_vec() };
        self.does("vanthu", id, Deed::Sort, &fields);
    }

    /// Written down at the counter, straight through the register.
    fn receives(&self, n: usize) {
        let today = self.today().to_string();
        for _ in 0..n {
            let fields = fields_of(&[
                ("topic", "infrastructure"),
                ("about_decision", "no"),
                ("body", "Đường vào xóm ngập nửa tháng nay, xe không qua được, xin xã xem giúp."),
                ("village", "khe-song"),
                ("full_name", "Lê Thị Bưởi"),
                ("phone", "0912 000 111"),
                ("channel", "counter"),
                ("kind", "feedback"),
                ("received_on", &today),
                ("consent", "yes"),
            ]);
            let act = self.act_of("vanthu");
            let filing = |office: &tiepdan::domain::office::Office, code| {
                tiepdan::domain::filing::Filing::counter(&fields, &act, office, code, &[])
            };
            register::file(self.store(), &act, filing, &keys::draw_code(), None).expect("received");
        }
    }
}

#[test]
fn each_step_is_told_once_on_working_days_after_seven() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    // XLD-10 ends on Monday 07/12, TCD-TRALOI on Wednesday 09/12.
    let before = commune.case(id).petition;
    commune.at("2026-12-01T09:00").minute();
    commune.at("2026-12-02T06:59").minute();
    assert!(commune.steps(id).is_empty());
    commune.at("2026-12-02T07:00").minute();
    commune.at("2026-12-02T09:00").minute();
    assert_eq!(commune.steps(id), ["soon 07/12"]);
    commune.at("2026-12-04T07:30").minute();
    commune.at("2026-12-05T09:00").minute();
    commune.at("2026-12-06T09:00").minute();
    assert_eq!(commune.steps(id), ["soon 07/12", "soon 09/12"], "nothing on a Saturday, nothing on a Sunday");
    commune.at("2026-12-07T07:00").minute();
    assert_eq!(commune.steps(id)[2..], ["due 07/12"]);
    commune.at("2026-12-08T07:00").minute();
    assert_eq!(commune.steps(id)[3..], ["overdue 07/12"]);
    // The server was off for two mornings: what was missed is told at the next, and nothing twice.
    commune.at("2026-12-11T10:00").minute();
    assert_eq!(commune.steps(id)[4..], ["due 09/12", "overdue 09/12"]);
    commune.at("2026-12-14T08:00").minute();
    assert_eq!(commune.steps(id).len(), 6);
    assert_eq!(commune.case(id).petition, before, "telling moves nothing");
    assert_eq!(commune.told_of(id, Step::Due), ["vanthu"]);
    assert_eq!(commune.told_of(id, Step::Overdue), ["chutich", "mattran", "thanhtra"]);
    // The Front sees the mark, so does the person.
    let watch = commune.ba_tam().get("/giam-sat?due=overdue").expect(200);
    assert!(watch.says("Đã báo Chủ tịch, Mặt trận 08/12/2026"), "{}", watch.words());
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(page.says("11/12/2026"), "{}", page.words());
    let history = commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(200);
    assert!(history.says("Nhắc hạn") && history.says("hạn 07/12/2026: quá hạn"), "{}", history.words());
    commune.chain().expect("a whole chain");
}

#[test]
fn a_limit_that_moved_goes_through_its_steps_anew() {
    let commune = Commune::new();
    commune.at("2026-11-16T08:00");
    let id = commune.file(&Filing::of_ba_sau());
    commune.sorts(id, "feedback", "environment", "");
    commune.does("chutich", id, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    commune.at("2026-11-23T08:00").minute();
    assert_eq!(commune.steps(id), ["soon 26/11"]);
    let swap = "Hoán đổi từ ngày làm việc thứ Hai 23/11/2026 sang thứ Bảy 28/11/2026";
    let list = format!("{}\n{swap}", tiepdan::domain::year_list::written_list(&commune.office().calendar, 2026));
    let fields = crate::calendar::signed(&commune, 2026, &list);
    register::set_calendar(commune.store(), &commune.act_of("quantri"), &fields).expect("a calendar");
    commune.at("2026-11-25T08:00").minute();
    assert_eq!(commune.steps(id), ["soon 26/11", "soon 27/11"]);
}

#[test]
fn nobody_is_told_of_what_is_out_of_their_sight() {
    let commune = Commune::new();
    let (about, sealed) = (commune.file(&Filing::of_ong_tu()), commune.file(&Filing::of_ba_sau()));
    commune.sorts(about, "complaint", "compensation", "diachinh");
    commune.does("vanthu", about, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    commune.sorts(sealed, "denunciation", "land", "");
    commune.does("chutich", sealed, Deed::Assign, &[("unit", "social"), ("owner", "vanhoa")]);
    commune.at("2027-03-01T08:00").minute();
    for step in Step::ALL {
        assert!(!commune.told_of(about, *step).contains(&"diachinh".to_owned()), "{step:?}");
        let told = commune.told_of(sealed, *step);
        assert!(!told.is_empty() && told.iter().all(|name| ["chutich", "vanhoa"].contains(&name.as_str())), "{told:?}");
    }
    // The clerk's digest knows nothing of the sealed one, the chairman's does.
    let overdue = |username: &str| commune.digest(username).expect("a digest").counts[0].1;
    assert_eq!((overdue("vanthu"), overdue("chutich"), overdue("mattran")), (1, 2, 1));
    assert_eq!(overdue("diachinh"), 0);
    let history = commune.ba_tam().get(&format!("/ho-so/{sealed}"));
    assert_eq!(history.status, 404);
}

#[test]
fn the_digests_stand_on_the_boards_and_open_their_lists() {
    let commune = Commune::new();
    commune.at("2026-11-24T09:00").minute();
    assert_eq!(commune.data.count("digests"), 0, "24/11 is a day off");
    commune.at("2026-11-25T08:00");
    let (smell, road) = (commune.file(&Filing::of_ba_sau()), commune.file(&Filing::of_ba_sau()));
    commune.sorts(smell, "feedback", "environment", "");
    commune.sorts(road, "feedback", "infrastructure", "");
    commune.does("chutich", smell, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    commune.file(&Filing::of_ong_tu());
    let sealed = commune.file(&Filing::of_ba_sau());
    commune.sorts(sealed, "denunciation", "land", "");
    let mut page = Vec::new();
    for morning in ["2026-11-25T09:00", "2026-11-28T09:00", "2026-12-02T07:00", "2026-12-07T07:00", "2026-12-08T07:00"]
    {
        commune.at(morning).minute();
        page.push(format!("\n{morning}"));
        for username in ["vanthu", "moitruong", "diachinh", "chutich", "phochutich", "mattran", "truongthon", "quantri"]
        {
            page.push(format!("{username:>10}  {}", said(commune.digest(username))));
        }
    }
    insta::assert_snapshot!("digests", page.join("\n"));
    // What stands there opens what it counted.
    for officer in [commune.chi_hoa(), commune.anh_minh(), commune.ong_an(), commune.ba_hien(), commune.ba_tam()] {
        let path = if officer.username == "mattran" { "/giam-sat" } else { "/ban-lam-viec" };
        let board = officer.get(path).expect(200);
        assert!(board.says("Sáng nay") && board.says("Lúc 7:00 thứ Ba, 08/12/2026"), "{}", board.words());
        let lists = board.attributes("[aria-labelledby=sang-nay] a", "href");
        assert!(!lists.is_empty(), "{}", officer.username);
        for list in lists {
            officer.get(&list).expect(200);
        }
        assert_eq!(
            board.says("Chưa ai ký lịch làm việc năm 2027"),
            path == "/ban-lam-viec" && officer.username != "moitruong"
        );
    }
    assert_eq!(commune.case(smell).petition.stage, Stage::InProgress);
}

/// What was told of limits on other things: “09/12 DT-10 soon 14/12 → vanthu”.
fn told_of_duties(commune: &Commune) -> Vec<String> {
    let office = commune.office();
    let name = |id: &Id<_>| office.account(*id).map_or(String::new(), |account| account.username.clone());
    let events = commune
        .data
        .values("SELECT body AS value FROM events WHERE deed = 'nhac' AND subject IS NOT NULL ORDER BY at, id");
    let mut lines = Vec::new();
    for body in events {
        let body: serde_json::Value = serde_json::from_str(&body).expect("a body");
        for step in body["steps"].as_array().expect("steps") {
            let told: Told = serde_json::from_value(step.clone()).expect("a step");
            let mut to: Vec<String> = told.to.iter().map(name).collect();
            to.sort();
            let rule = step["rule"].as_str().unwrap_or_default();
            lines.push(format!("{rule} {} {} → {}", told.step.code(), told.due.format("%d/%m"), to.join(", ")));
        }
    }
    lines.sort();
    lines
}

#[test]
fn dialogues_promises_questions_tasks_and_refusals_are_chased_like_petitions() {
    let commune = Commune::new();
    let reception = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    // Its result is due on 14/12, its promise on 18/12; another has to be announced by 11/12.
    crate::dialogue::one_that_was_held(&commune);
    crate::dialogue::one_that_is_planned(&commune);
    let asked = commune.file(&Filing::of_ba_sau());
    let question = commune.asked(asked);
    let day = |n: u32| format!("2026-12-{n:02}T07:00");
    let mut page = Vec::new();
    let mut before = 0;
    for n in 3..=21 {
        commune.at(&day(n));
        if n == 15 {
            race(&commune);
        }
        commune.minute();
        let told = told_of_duties(&commune);
        page.push(format!("{n:02}/12: {} told", told.len() - before));
        before = told.len();
        if n == 10 {
            commune.at("2026-12-10T14:00");
            commune.concludes(reception).expect("concluded");
            commune.writes(None, &[("refusal", "answered")]).expect("refused");
        }
    }
    page.push(told_of_duties(&commune).join("\n"));
    for username in ["vanthu", "diachinh", "moitruong", "chutich", "mattran"] {
        page.push(format!("{username:>10}  {}", said(commune.digest(username))));
    }
    insta::assert_snapshot!("duties", page.join("\n"));
    assert_eq!(commune.data.count("reminders WHERE petition IS NULL"), before, "a row for each");
    for officer in [commune.chi_hoa(), commune.anh_viet(), commune.anh_minh(), commune.ong_an(), commune.ba_tam()] {
        opens_what_it_counts(&commune, &officer);
    }
    // What is done is not chased any more, and the Front reads neither task nor visitor.
    let watched = commune.ba_tam().get("/cam-ket").expect(200);
    assert!(watched.says("Việc theo kết luận tiếp dân") && watched.says("đã báo Chủ tịch"), "{}", watched.words());
    for hidden in ["Đo lại ranh thửa", "Chuồn Chuồn", "Phan Quốc Việt"] {
        assert!(!watched.html().contains(hidden), "the Front reads {hidden}");
    }
    commune.chi_hoa().get(&question).expect(200);
    assert!(commune.digest("truongthon").is_none());
    assert_eq!(commune.digest("quantri").expect("the calendar is the administrator's").counts, [], "but no case is");
    for username in ["truongthon", "quantri"] {
        assert!(told_of_duties(&commune).iter().all(|line| !line.contains(username)));
    }
    commune.chain().expect("a whole chain");
}

/// Two servers at the same morning: each step is told by one of them.
fn race(commune: &Commune) {
    let other = commune.second_store();
    let now = commune.now();
    thread::scope(|scope| {
        for store in [commune.store(), &other] {
            scope.spawn(move || tiepdan::rounds::morning::run(store, now).expect("a morning"));
        }
    });
}

fn opens_what_it_counts(commune: &Commune, officer: &crate::cast::Officer) {
    let path = if officer.username == "mattran" { "/giam-sat" } else { "/ban-lam-viec" };
    let digest = commune.digest(&officer.username).expect("a digest");
    let lists = officer.get(path).expect(200).attributes("[aria-labelledby=sang-nay] a", "href");
    let counted = digest.counts.iter().filter(|(matter, _)| matter.of_duties().is_some());
    for (matter, count) in counted {
        let due = matter.of_duties().expect("a duty").code();
        let list = lists.iter().find(|list| list.starts_with(&format!("/cam-ket?due={due}")));
        let page = officer.get(list.expect("its list")).expect(200);
        assert_eq!(page.all("main .job, main .holdlist li").len(), *count, "{} {due}", officer.username);
    }
}

fn said(digest: Option<Digest>) -> String {
    let Some(digest) = digest else { return "–".to_owned() };
    let counts = digest.counts.iter().map(|(matter, count)| format!("{} {count}", matter.code()));
    let year = digest.unsigned_year.map(|year| format!("unsigned {year}"));
    let lapsing = digest.lapsing.map(|lapsing| format!("lapsing {} in {}", lapsing.rows, lapsing.days));
    let all = counts.chain(year).chain(lapsing).collect::<Vec<_>>().join(" · ");
    format!("{}: {all}", digest.day.format("%d/%m"))
}

/// Petitions whose limits are near on the morning that is cut.
const MANY: usize = 120;
/// Hours from the beginning, 25/11 at eight, to Monday 07/12 at eight.
const TO_MONDAY: u32 = 12 * 24;

#[test]
fn a_server_that_is_killed_in_the_morning_leaves_each_reminder_told_once() {
    let commune = Commune::new();
    commune.receives(MANY);
    let told = || commune.data.count("reminders");
    let first = Portal::launch(&commune.data, free_port(), TO_MONDAY, &[]);
    wait_for("the first reminder", || told() > 0);
    // Another server on the same rows whose clock says that the first did not finish: both do the round at once.
    let second = crate::database::is_postgres().then(|| Portal::launch(&commune.data, free_port(), TO_MONDAY + 1, &[]));
    if second.is_some() {
        let before = told();
        wait_for("some more", || told() > before);
    }
    first.kill();
    let cut = told();
    assert!(cut < 3 * MANY, "it was killed in the middle: {cut}");
    let third = second.unwrap_or_else(|| Portal::launch(&commune.data, free_port(), TO_MONDAY + 1, &[]));
    wait_for("all", || commune.data.count("rounds WHERE name = 'morning' AND state = 'done'") == 1);
    third.kill();
    // XLD-10 is due on that day, so near and due; TCD-TRALOI is near.
    assert_eq!(told(), 3 * MANY);
    let steps = commune.data.values("SELECT CAST(clock AS TEXT) || step AS value FROM reminders");
    let events = commune.data.count("events WHERE deed = 'nhac'");
    let unique: std::collections::BTreeSet<_> = steps.iter().collect();
    assert_eq!((unique.len(), events), (3 * MANY, MANY), "one event a petition, killed after {cut}");
    // Each event names the steps that its rows hold, and no other does.
    let bodies = commune.data.values("SELECT body AS value FROM events WHERE deed = 'nhac'").join("\n");
    assert_eq!(bodies.matches("\"step\"").count(), 3 * MANY);
    assert_eq!(commune.data.count("digests WHERE day = '2026-12-07'"), commune.data.count("digests"));
    println!("killed after {cut} of {} steps", 3 * MANY);
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
