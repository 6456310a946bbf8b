//! The second step of signing in, open sessions, who keeps whose account, and what an account holds before it is closed.

use std::{
    io::Write,
    process::{Command, Stdio},
    thread,
};

use chrono::TimeDelta;
use tiepdan::domain::event::Deed;

use crate::{
    cast::{Filing, Officer, Phone, password_of},
    commune::{Commune, log},
    database::{Data, is_postgres},
    engines::lived_in,
    page::{Browser, Page},
};

/// The demonstration's people in an office that is none: there the second step is asked.
fn real() -> Commune {
    let commune = Commune::new();
    stop_being_a_demonstration(&commune);
    commune
}

fn stop_being_a_demonstration(commune: &Commune) {
    let event = "(SELECT id FROM events WHERE id <> (SELECT last_event FROM offices) LIMIT 1)";
    let sql = format!(
        "UPDATE offices SET facts = replace(facts, '\"demonstration\":true', '\"demonstration\":false'), last_event = {event}"
    );
    commune.data.run(&sql).expect("a real office");
}

/// Signed in with the password alone, wherever that leads.
fn half(commune: &Commune, username: &str) -> Browser {
    let browser = commune.browser();
    browser.type_password(username, &password_of(username)).expect(303);
    browser
}

/// Signed in with a second step that was just set up.
fn fully(commune: &Commune, username: &str) -> (Browser, Phone, Vec<String>) {
    let browser = half(commune, username);
    let (phone, codes) = browser.set_up_step(commune);
    (browser, phone, codes)
}

fn type_code(browser: &Browser, code: &str) -> Page {
    let form = browser.get("/buoc-hai").expect(200).form();
    browser.fill(&form, &[("code", code)])
}

fn next_step(commune: &Commune) {
    commune.later(TimeDelta::seconds(30));
}

const WITH_STEP: &[(&str, &str)] = &[
    ("chutich", "/ban-lam-viec"),
    ("phochutich", "/ban-lam-viec"),
    ("mattran", "/giam-sat"),
    ("thanhtra", "/giam-sat"),
    ("quantri", "/quan-tri"),
];

// ---- The second step ----

#[test]
fn heads_monitors_and_administrators_set_it_up_before_anything_else() {
    let commune = real();
    for (username, home) in WITH_STEP {
        let browser = commune.browser();
        browser.type_password(username, &password_of(username)).expect_to(303, "/buoc-hai/lap");
        for path in [*home, "/ho-so", "/tai-khoan", "/lich", "/buoc-hai/ma-du-phong"] {
            browser.get(path).expect_to(303, "/buoc-hai/lap");
        }
        let page = browser.get("/buoc-hai/lap").expect(200);
        assert!(page.html().contains("<svg") && page.all(".qr").len() == 1, "{}", page.words());
        let phone = Phone::that_reads(&page);
        let form = page.form_for("lap").expect("a form");
        for wrong in ["", "000000", "12345", "abcdef"] {
            assert_eq!(browser.fill(&form, &[("code", wrong)]).expect(422).faults(), ["code"], "{username} {wrong}");
        }
        assert_eq!(
            browser.get("/buoc-hai/lap").first(".keys"),
            page.first(".keys"),
            "the key stays the same meanwhile"
        );
        let code = phone.code(commune.now());
        let typed = format!("{} {}", &code[..3], &code[3..]);
        let answer = browser.fill(&form, &[("code", &typed)]).expect_to(303, "/buoc-hai/ma-du-phong");
        let codes = browser.on(answer).expect(200).all(".keys li");
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10, "{codes:?}");
        browser.get("/buoc-hai/ma-du-phong").expect_to(303, "/tai-khoan");
        browser.get(home).expect(200);
        assert!(browser.get("/tai-khoan").expect(200).says("Còn 10 mã dự phòng"));
    }
    for username in ["vanthu", "diachinh", "truongthon"] {
        let browser = half(&commune, username);
        assert!(!["/buoc-hai", "/buoc-hai/lap"].contains(&browser.follow("/dang-nhap").path.as_str()), "{username}");
        browser.get("/tai-khoan").expect(200);
    }
}

#[test]
fn whoever_was_signed_in_when_it_came_meets_it_at_the_next_look() {
    let commune = Commune::new();
    let an = commune.ong_an();
    an.get("/ban-lam-viec").expect(200);
    stop_being_a_demonstration(&commune);
    an.get("/ban-lam-viec").expect_to(303, "/buoc-hai/lap");
    an.set_up_step(&commune);
    an.get("/ban-lam-viec").expect(200);
}

#[test]
fn the_password_alone_opens_nothing_once_it_is_set_up() {
    let commune = real();
    let (_, phone, _) = fully(&commune, "chutich");
    next_step(&commune);
    let thief = half(&commune, "chutich");
    for path in ["/ban-lam-viec", "/ho-so", "/tai-khoan", "/doi-mat-khau", "/buoc-hai/lap", "/buoc-hai/ma-du-phong"] {
        thief.get(path).expect_to(303, "/buoc-hai");
    }
    for path in ["/doi-mat-khau", "/buoc-hai/lap", "/tai-khoan/phien", "/tai-khoan/ma-du-phong"] {
        thief.post(path, &[("code", "1"), ("end", "others")]).expect_to(303, "/buoc-hai");
    }
    assert!(!thief.get("/").expect(200).says("Hoàng Đức An"), "nobody is signed in yet");
    let failed = commune.data.count("events WHERE deed = 'dang-nhap-hong'");
    for wrong in ["000000", "", "aaaaa-bbbbb", "12345678901234567890", "'; --"] {
        assert_eq!(type_code(&thief, wrong).expect(422).faults(), ["code"], "{wrong}");
    }
    assert_eq!(commune.data.count("events WHERE deed = 'dang-nhap-hong'"), failed + 5);
    assert_eq!(commune.data.count("events WHERE deed = 'dang-nhap-hong' AND body LIKE '%000000%'"), 0);
    type_code(&thief, &phone.code(commune.now())).expect_to(303, "/ban-lam-viec");
    thief.get("/ban-lam-viec").expect(200);
}

#[test]
fn half_way_in_lasts_ten_minutes() {
    let commune = real();
    let (_, phone, _) = fully(&commune, "chutich");
    let browser = half(&commune, "chutich");
    commune.later(TimeDelta::minutes(11));
    browser.post("/buoc-hai", &[("code", &phone.code(commune.now()))]).expect_to(303, "/dang-nhap");
    browser.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
}

#[test]
fn a_code_lets_in_once() {
    let commune = real();
    let (_, phone, _) = fully(&commune, "chutich");
    // It was used to set the step up.
    let again = type_code(&half(&commune, "chutich"), &phone.code(commune.now())).expect(422);
    assert!(again.says("vừa dùng rồi"), "{}", again.words());
    let before = phone.code(commune.now());
    next_step(&commune);
    let code = phone.code(commune.now());
    type_code(&half(&commune, "chutich"), &code).expect(303);
    type_code(&half(&commune, "chutich"), &code).expect(422);
    type_code(&half(&commune, "chutich"), &before).expect(422);
}

#[test]
fn of_many_with_the_same_code_at_the_same_moment_one_comes_in() {
    let commune = real();
    let (_, phone, codes) = fully(&commune, "chutich");
    next_step(&commune);
    for code in [phone.code(commune.now()), codes[3].clone()] {
        let browsers: Vec<Browser> = (0..6).map(|_| half(&commune, "chutich")).collect();
        let statuses: Vec<u16> = thread::scope(|scope| {
            let code = &code;
            let sent: Vec<_> = browsers
                .iter()
                .map(|browser| scope.spawn(move || browser.post("/buoc-hai", &[("code", code)]).status))
                .collect();
            sent.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let mut sorted = statuses.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [303, 422, 422, 422, 422, 422], "{statuses:?}");
    }
}

#[test]
fn a_phone_whose_clock_is_a_little_off_is_taken_and_no_more() {
    let commune = real();
    let (_, phone, _) = fully(&commune, "chutich");
    commune.later(TimeDelta::minutes(5));
    for (off, status) in [(-60, 422), (60, 422), (-30, 303), (30, 303)] {
        let code = phone.code(commune.now() + TimeDelta::seconds(off));
        assert_eq!(type_code(&half(&commune, "chutich"), &code).status, status, "{off}");
    }
}

#[test]
fn each_printed_code_lets_in_once_and_only_its_own_account() {
    let commune = real();
    let (_, _, codes) = fully(&commune, "chutich");
    let (_, _, others) = fully(&commune, "mattran");
    let shouted = format!(" {} ", codes[0].to_uppercase().replace('-', " "));
    let browser = half(&commune, "chutich");
    type_code(&browser, &shouted).expect_to(303, "/ban-lam-viec");
    assert!(browser.get("/tai-khoan").expect(200).says("Còn 9 mã dự phòng"));
    type_code(&half(&commune, "chutich"), &codes[0]).expect(422);
    type_code(&half(&commune, "chutich"), &others[1]).expect(422);
    type_code(&half(&commune, "mattran"), &others[1]).expect(303);
    let with =
        commune.data.values("SELECT body AS value FROM events WHERE deed = 'dang-nhap' ORDER BY at DESC, id DESC");
    assert!(with.iter().filter(|body| body.contains("printed")).count() == 2, "{with:?}");
}

#[test]
fn a_new_set_of_codes_needs_the_phone_and_ends_the_old_set() {
    let commune = real();
    let (browser, phone, old) = fully(&commune, "quantri");
    next_step(&commune);
    let form = browser.get("/tai-khoan").expect(200).form_for("ma-du-phong").expect("a form");
    for wrong in ["", "000000", old[0].as_str()] {
        assert_eq!(browser.fill(&form, &[("code", wrong)]).expect(422).faults(), ["code"], "{wrong}");
    }
    let answer = browser.fill(&form, &[("code", &phone.code(commune.now()))]);
    let new = browser.on(answer.expect_to(303, "/buoc-hai/ma-du-phong")).expect(200).all(".keys li");
    assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)), "{new:?}");
    type_code(&half(&commune, "quantri"), &old[1]).expect(422);
    type_code(&half(&commune, "quantri"), &new[1]).expect(303);
}

#[test]
fn another_phone_needs_the_password_and_ends_the_old_one() {
    let commune = real();
    let (browser, old, codes) = fully(&commune, "chutich");
    next_step(&commune);
    let elsewhere = half(&commune, "chutich");
    type_code(&elsewhere, &old.code(commune.now())).expect(303);
    next_step(&commune);
    let page = browser.get("/buoc-hai/lap").expect(200);
    let (phone, form) = (Phone::that_reads(&page), page.form_for("lap").expect("a form"));
    assert_ne!(old.code(commune.now()), phone.code(commune.now()));
    let code = phone.code(commune.now());
    let refused = browser.fill(&form, &[("code", &code), ("password", "doan-mo-thoi")]).expect(422);
    assert_eq!(refused.faults(), ["password"]);
    browser.fill(&form, &[("code", &code), ("password", &password_of("chutich"))]).expect(303);
    elsewhere.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    next_step(&commune);
    type_code(&half(&commune, "chutich"), &old.code(commune.now())).expect(422);
    type_code(&half(&commune, "chutich"), &codes[0]).expect(422);
    type_code(&half(&commune, "chutich"), &phone.code(commune.now())).expect(303);
}

#[test]
fn whoever_need_not_may_set_it_up_too() {
    let commune = real();
    let (browser, phone, _) = fully(&commune, "vanthu");
    browser.get("/ban-lam-viec").expect(200);
    next_step(&commune);
    let again = half(&commune, "vanthu");
    again.get("/ban-lam-viec").expect_to(303, "/buoc-hai");
    type_code(&again, &phone.code(commune.now())).expect_to(303, "/ban-lam-viec");
}

#[test]
fn the_demonstration_has_none() {
    let commune = Commune::new();
    for (username, home) in WITH_STEP {
        let browser = commune.browser();
        browser.type_password(username, &password_of(username)).expect_to(303, home);
        browser.get("/buoc-hai/lap").expect(409);
        browser.post("/buoc-hai/lap", &[("code", "123456")]).expect(409);
        assert!(!browser.get("/tai-khoan").expect(200).says("Bước xác nhận"), "{username}");
    }
    assert_eq!(commune.data.count("factors"), 0);
}

#[test]
fn five_wrong_codes_brake_that_account_alone_and_not_a_browser_that_is_known() {
    let commune = Commune::with_limits();
    stop_being_a_demonstration(&commune);
    let (own, phone, _) = fully(&commune, "chutich");
    own.post("/dang-xuat", &[]).expect(303);
    next_step(&commune);
    let thief = half(&commune, "chutich");
    for _ in 0..5 {
        thief.post("/buoc-hai", &[("code", "000000")]).expect(422);
    }
    let braked = thief.post("/buoc-hai", &[("code", &phone.code(commune.now()))]).expect(429);
    assert!((1..=900).contains(&braked.header("retry-after").parse::<i64>().expect("seconds")));
    own.type_password("chutich", &password_of("chutich")).expect_to(303, "/buoc-hai");
    own.post("/buoc-hai", &[("code", &phone.code(commune.now()))]).expect_to(303, "/ban-lam-viec");
    fully(&commune, "mattran");
}

#[test]
fn the_secret_lies_under_the_seal_and_in_no_event_and_no_log() {
    let commune = real();
    let browser = half(&commune, "chutich");
    let page = browser.get("/buoc-hai/lap").expect(200);
    let key: String = page.first(".keys").expect("a key").split(' ').collect();
    let (phone, codes) = browser.set_up_step(&commune);
    next_step(&commune);
    let code = phone.code(commune.now());
    type_code(&half(&commune, "chutich"), &code).expect(303);
    type_code(&half(&commune, "chutich"), &codes[0]).expect(303);
    let bodies = commune.data.values("SELECT body AS value FROM events");
    let kept = commune.data.values("SELECT codes AS value FROM factors");
    assert_eq!(kept.len(), 1);
    let (bodies, log) = (bodies.join("\n"), log());
    let bare = codes[1].replace('-', "");
    for secret in [key.as_str(), &code, &codes[0], &codes[1], &bare] {
        assert!(!bodies.contains(secret) && !kept[0].contains(secret), "{secret}");
        // Six digits stand in every second number of a log.
        assert!(secret.len() == 6 || !log.contains(secret), "{secret}");
    }
    let stored = commune.data.values(if is_postgres() {
        "SELECT encode(sealed, 'hex') AS value FROM factors"
    } else {
        "SELECT hex(sealed) AS value FROM factors"
    });
    assert!(stored[0].len() >= 2 * (24 + 20 + 16), "nonce, secret and mark: {}", stored[0].len());
}

#[test]
fn nobody_stores_a_factor_silently_even_by_hand() {
    let commune = real();
    fully(&commune, "chutich");
    let refused = commune.data.run("UPDATE factors SET last_step = 0").expect_err("silent");
    assert!(refused.contains("silent change"), "{refused}");
    assert!(commune.data.run("DELETE FROM factors").is_err());
}

// ---- Lost phones ----

fn tiepdan(commune: &Commune, args: &[&str]) -> (Option<i32>, String) {
    at_the_terminal(&commune.data, args, "")
}

fn at_the_terminal(data: &Data, args: &[&str], typed: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiepdan"));
    let command = command.args(args).env_remove("RUST_LOG").env("DATABASE_URL", data.url());
    let command = command.env("TIEPDAN_DATA_DIR", data.folder.path()).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    // A program that needs no word does not read it.
    let _ = child.stdin.take().expect("its input").write_all(typed.as_bytes());
    let done = child.wait_with_output().expect("an end");
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn the_administrator_resets_the_offices_and_the_front_sees_it() {
    let commune = real();
    let (an, _, codes) = fully(&commune, "chutich");
    let (khanh, _, _) = fully(&commune, "quantri");
    let form = khanh.get("/quan-tri/tai-khoan/chutich").expect(200).form_for("buoc-hai").expect("a form");
    khanh.fill(&form, &[]).expect_to(303, "/quan-tri?da=buoc-hai");
    an.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    khanh.fill(&form, &[]).expect(409);
    let browser = commune.browser();
    browser.type_password("chutich", &password_of("chutich")).expect_to(303, "/buoc-hai/lap");
    browser.post("/buoc-hai", &[("code", &codes[0])]).expect_to(303, "/buoc-hai/lap");
    browser.set_up_step(&commune);
    next_step(&commune);
    type_code(&half(&commune, "chutich"), &codes[0]).expect(422);
    let (tam, _, _) = fully(&commune, "mattran");
    let page = tam.get("/giam-sat/tai-khoan").expect(200);
    assert!(page.says("Gỡ bước xác nhận thứ hai: Hoàng Đức An"), "{}", page.words());
    assert!(page.says("Bùi Gia Khánh, Quản trị"), "{}", page.words());
}

#[test]
fn nobody_resets_their_own_nor_what_another_keeps() {
    let commune = real();
    let (khanh, _, _) = fully(&commune, "quantri");
    let (tam, _, _) = fully(&commune, "mattran");
    let (loi, _, _) = fully(&commune, "thanhtra");
    let hoa = half(&commune, "vanthu");
    for (who, path, status) in [
        (&khanh, "/quan-tri/tai-khoan/quantri", 403),
        (&khanh, "/quan-tri/tai-khoan/mattran", 403),
        (&khanh, "/quan-tri/tai-khoan/thanhtra", 403),
        (&khanh, "/giam-sat/tai-khoan/thanhtra", 403),
        (&tam, "/giam-sat/tai-khoan/mattran", 403),
        (&tam, "/giam-sat/tai-khoan/quantri", 404),
        (&tam, "/quan-tri/tai-khoan/quantri", 403),
        (&loi, "/giam-sat/tai-khoan/mattran", 403),
        (&loi, "/giam-sat/tai-khoan/thanhtra", 403),
        (&hoa, "/quan-tri/tai-khoan/quantri", 403),
        (&hoa, "/giam-sat/tai-khoan/thanhtra", 403),
    ] {
        for act in ["buoc-hai", "dong"] {
            assert_eq!(who.post(&format!("{path}/{act}"), &[]).status, status, "{path}/{act}");
        }
    }
    assert_eq!(commune.data.count("factors WHERE is_set"), 3);
    tam.post("/giam-sat/tai-khoan/thanhtra/buoc-hai", &[]).expect_to(303, "/giam-sat/tai-khoan?da=buoc-hai");
    loi.get("/giam-sat").expect_to(303, "/dang-nhap");
}

#[test]
fn the_terminal_lets_in_who_lost_everything() {
    let commune = real();
    let (tam, _, _) = fully(&commune, "mattran");
    let (code, said) = tiepdan(&commune, &["account", "reset-factor", "--username", "mattran"]);
    assert_eq!(code, Some(0), "{said}");
    tam.get("/giam-sat").expect_to(303, "/dang-nhap");
    let (code, said) = tiepdan(&commune, &["account", "reset-password", "--username", "mattran"]);
    let password = said.trim().rsplit(' ').next().unwrap_or_default().to_owned();
    assert!(code == Some(0) && password.len() == 19, "{said}");
    let browser = commune.browser();
    browser.type_password("mattran", &password_of("mattran")).expect(422);
    browser.type_password("mattran", &password).expect_to(303, "/doi-mat-khau");
    let form = browser.get("/doi-mat-khau").expect(200).form_for("doi-mat-khau").expect("a form");
    let chosen = [("old_password", password.as_str()), ("new_password", "bờ tre gốc gạo"), ("again", "bờ tre gốc gạo")];
    browser.fill(&form, &chosen).expect_to(303, "/buoc-hai/lap");
    browser.set_up_step(&commune);
    let page = browser.get("/giam-sat/tai-khoan").expect(200);
    assert!(page.says("Gỡ bước xác nhận thứ hai: Võ Thị Tâm") && page.says("tại máy chủ"), "{}", page.words());
    for args in [["reset-factor", "--username", "khongai"], ["reset-factor", "--username", "chutich"]] {
        let (code, said) = tiepdan(&commune, &[&["account"], &args[..]].concat());
        assert!(code == Some(1) && said.lines().count() == 1, "{said}");
    }
}

// ---- Open sessions ----

fn on_device(commune: &Commune, agent: &str, username: &str) -> Browser {
    let browser = commune.browser();
    let (base, password) = (browser.base.clone(), password_of(username));
    let fields = [("username", username), ("password", password.as_str())];
    let page = browser.send("/dang-nhap", |client, url| {
        client.post(url).header("origin", base).header("user-agent", agent).form(&fields)
    });
    page.expect(303);
    browser
}

#[test]
fn ones_own_sessions_are_listed_in_plain_words_and_ended() {
    let commune = Commune::new();
    let here = half(&commune, "diachinh");
    commune.later(TimeDelta::minutes(3));
    let phone = on_device(&commune, "Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17.1 Safari/604.1", "diachinh");
    let desk = on_device(&commune, "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "diachinh");
    half(&commune, "moitruong");
    let page = here.get("/tai-khoan").expect(200);
    assert_eq!(page.all("tbody tr").len(), 3, "{}", page.words());
    for words in ["iPhone, Safari", "Máy tính Windows, Edge", "Máy Android", "08:03", "08:00"] {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    let own: Vec<String> = page.all("tbody tr").into_iter().filter(|row| row.contains("Máy này")).collect();
    assert!(own.len() == 1 && own[0].contains("Máy Android"), "{own:?}");
    let stored = commune.data.values("SELECT device AS value FROM sessions");
    assert!(stored.iter().all(|device| !device.contains("Mozilla") && !device.contains("NT 10")), "{stored:?}");
    // One, by its name on the page.
    let name = |words: &str| {
        let rows = page.dom();
        let row = scraper::Selector::parse("tbody tr").expect("css");
        let button = scraper::Selector::parse("button[value]").expect("css");
        rows.select(&row)
            .find(|row| row.text().collect::<String>().contains(words))
            .and_then(|row| row.select(&button).next()?.attr("value").map(str::to_owned))
            .expect("a button")
    };
    here.post("/tai-khoan/phien", &[("end", &name("iPhone"))]).expect_to(303, "/tai-khoan?da=phien");
    phone.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    desk.get("/ban-lam-viec").expect(200);
    // Nothing of others', nothing that is not there, never this one.
    let minh = half(&commune, "moitruong");
    minh.post("/tai-khoan/phien", &[("end", &name("Windows"))]).expect(303);
    for nothing in ["", "x", "0000000000000000", "' OR 1=1"] {
        here.post("/tai-khoan/phien", &[("end", nothing)]).expect(303);
    }
    desk.get("/ban-lam-viec").expect(200);
    here.post("/tai-khoan/phien", &[("end", "others")]).expect_to(303, "/tai-khoan?da=may-khac");
    desk.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    here.get("/ban-lam-viec").expect(200);
    minh.get("/ban-lam-viec").expect(200);
}

#[test]
fn a_session_that_sleeps_or_waits_for_its_code_is_not_listed() {
    let commune = real();
    let (an, phone, _) = fully(&commune, "chutich");
    half(&commune, "chutich");
    assert_eq!(an.get("/tai-khoan").expect(200).all("tbody tr").len(), 1);
    next_step(&commune);
    type_code(&half(&commune, "chutich"), &phone.code(commune.now())).expect(303);
    assert_eq!(an.get("/tai-khoan").expect(200).all("tbody tr").len(), 2);
    commune.later(TimeDelta::minutes(40));
    an.get("/tai-khoan").expect(200);
    commune.later(TimeDelta::minutes(10));
    assert_eq!(an.get("/tai-khoan").expect(200).all("tbody tr").len(), 1);
}

#[test]
fn a_new_password_ends_all_others_and_keeps_the_second_step() {
    let commune = real();
    let (an, phone, _) = fully(&commune, "chutich");
    next_step(&commune);
    let elsewhere = half(&commune, "chutich");
    type_code(&elsewhere, &phone.code(commune.now())).expect(303);
    let waiting = half(&commune, "chutich");
    let form = an.get("/doi-mat-khau").expect(200).form_for("doi-mat-khau").expect("a form");
    let wrong = [("old_password", "sai"), ("new_password", "gió lên rừng thông"), ("again", "gió lên rừng thông")];
    assert_eq!(an.fill(&form, &wrong).expect(422).faults(), ["old_password"]);
    elsewhere.get("/ban-lam-viec").expect(200);
    let old = password_of("chutich");
    let chosen =
        [("old_password", old.as_str()), ("new_password", "gió lên rừng thông"), ("again", "gió lên rừng thông")];
    an.fill(&form, &chosen).expect_to(303, "/ban-lam-viec");
    an.get("/ban-lam-viec").expect(200);
    elsewhere.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    waiting.get("/buoc-hai").expect_to(303, "/dang-nhap");
    let browser = commune.browser();
    browser.type_password("chutich", &old).expect(422);
    browser.type_password("chutich", "gió lên rừng thông").expect_to(303, "/buoc-hai");
}

#[test]
fn a_password_that_was_seen_in_breaches_is_refused() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    let form = hoa.get("/doi-mat-khau").expect(200).form_for("doi-mat-khau").expect("a form");
    let old = password_of("vanthu");
    for weak in ["iloveyou", "anhyeuem123", "Football1", "vanthu-2026", "ngắn"] {
        let chosen = [("old_password", old.as_str()), ("new_password", weak), ("again", weak)];
        assert_eq!(hoa.fill(&form, &chosen).expect(422).faults(), ["new_password"], "{weak}");
    }
    commune.browser().type_password("vanthu", &old).expect_to(303, "/ban-lam-viec");
}

// ---- Monitors keep themselves ----

const ONG_DUNG: &[(&str, &str)] = &[("username", "hoinongdan"), ("name", "Trần Dũng"), ("title", "Hội Nông dân")];

fn make_monitor(lead: &Browser, fields: &[(&str, &str)]) -> Page {
    let form = lead.get("/giam-sat/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
    lead.fill(&form, fields)
}

fn change_monitor(lead: &Browser, username: &str, fields: &[(&str, &str)]) -> Page {
    let page = lead.get(&format!("/giam-sat/tai-khoan/{username}")).expect(200);
    lead.fill(&page.form_for(username).expect("a form"), fields)
}

#[test]
fn the_lead_makes_renames_resets_and_closes_monitors_and_all_monitors_see_it() {
    let commune = Commune::new();
    let tam = commune.ba_tam();
    // Whatever a form says of it, only monitors are made here.
    let answer = make_monitor(&tam, &[ONG_DUNG, &[("role", "admin"), ("unit", "land")]].concat());
    let page = tam.on(answer.expect_to(303, "/giam-sat/mat-khau")).expect(200);
    let password = page.first(".code").expect("a password");
    let account = commune.account("hoinongdan");
    assert_eq!((account.role.code(), account.unit, account.lead), ("monitor", None, false));
    commune.browser().type_password("hoinongdan", &password).expect_to(303, "/doi-mat-khau");
    change_monitor(&tam, "hoinongdan", &[("name", "Trần Văn Dũng"), ("lead", "")])
        .expect_to(303, "/giam-sat/tai-khoan?da=tai-khoan");
    change_monitor(&tam, "hoinongdan", &[("reset", "yes"), ("lead", "")]).expect_to(303, "/giam-sat/mat-khau");
    commune.browser().type_password("hoinongdan", &password).expect(422);
    let dung = tam.get("/giam-sat/tai-khoan/hoinongdan").expect(200).form_for("dong").expect("a form");
    tam.fill(&dung, &[]).expect_to(303, "/giam-sat/tai-khoan?da=dong");
    assert!(commune.account("hoinongdan").closed);
    let loi = commune.officer("thanhtra");
    let page = loi.get("/giam-sat/tai-khoan").expect(200);
    for words in ["Lập tài khoản: Trần Văn Dũng", "Sửa tài khoản", "Đặt lại mật khẩu", "Đóng tài khoản: Trần Văn Dũng"]
    {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    assert!(page.says("Võ Thị Tâm, Giám sát"));
    // Who does not lead has no acts, on the page or by hand.
    assert!(page.attributes("a[href]", "href").iter().all(|to| !to.starts_with("/giam-sat/tai-khoan")));
    for path in ["/giam-sat/tai-khoan-moi", "/giam-sat/tai-khoan/mattran", "/giam-sat/mat-khau"] {
        loi.get(path).expect(403);
    }
    loi.post("/giam-sat/tai-khoan-moi", ONG_DUNG).expect(403);
    loi.post("/giam-sat/tai-khoan/mattran", &[("version", "1"), ("name", "X")]).expect(403);
}

#[test]
fn the_administrator_can_do_nothing_to_a_monitor() {
    let commune = Commune::new();
    let khanh = commune.anh_khanh();
    let before = (
        commune.account("mattran"),
        commune.account("thanhtra"),
        commune.data.count("events WHERE deed = 'tai-khoan'"),
    );
    for username in ["mattran", "thanhtra"] {
        let path = format!("/quan-tri/tai-khoan/{username}");
        khanh.get(&path).expect(403);
        for fields in [
            &[("version", "1"), ("name", "Ai khác"), ("lead", "")][..],
            &[("version", "1"), ("name", "Ai khác"), ("reset", "yes")],
            &[("version", "1"), ("name", "Ai khác"), ("role", "clerk"), ("unit", "office")],
        ] {
            khanh.post(&path, fields).expect(403);
        }
        khanh.post(&format!("{path}/dong"), &[]).expect(403);
        khanh.post(&format!("{path}/buoc-hai"), &[]).expect(403);
    }
    let page = khanh.get("/quan-tri").expect(200);
    assert!(page.says("Võ Thị Tâm"), "named, not touched");
    assert!(page.attributes("a[href]", "href").iter().all(|to| !to.contains("mattran") && !to.contains("thanhtra")));
    for lead in ["", "yes"] {
        let form = khanh.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
        let fields = [ONG_DUNG, &[("role", "monitor"), ("lead", lead)]].concat();
        assert_eq!(khanh.fill(&form, &fields).expect(422).faults(), ["role"], "{lead}");
    }
    let after = (
        commune.account("mattran"),
        commune.account("thanhtra"),
        commune.data.count("events WHERE deed = 'tai-khoan'"),
    );
    assert_eq!(before, after);
    half(&commune, "mattran").get("/giam-sat").expect(200);
}

#[test]
fn the_first_monitor_is_made_by_the_administrator_and_leads() {
    let commune = Commune::new();
    let khanh = commune.anh_khanh();
    // As an office stands in which no monitor leads yet.
    let (event, no) = ("(SELECT last_event FROM offices)", if is_postgres() { "false" } else { "0" });
    let sql = format!("UPDATE accounts SET lead = {no}, last_event = {event} WHERE role = 'monitor'");
    commune.data.run(&sql).expect("nobody leads");
    let make = |lead: &str| {
        let form = khanh.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
        khanh.fill(&form, &[ONG_DUNG, &[("role", "monitor"), ("lead", lead)]].concat())
    };
    let lacks = || khanh.get("/quan-tri").expect(200).says("Chưa có trưởng nhóm giám sát");
    assert!(lacks());
    assert_eq!(make("").expect(422).faults(), ["lead"]);
    make("yes").expect_to(303, "/quan-tri/mat-khau");
    assert!(commune.account("hoinongdan").lead && !lacks());
    let form = khanh.get("/quan-tri/tai-khoan-moi").expect(200).form_for("tai-khoan-moi").expect("a form");
    let second = [("username", "giamsat2"), ("name", "Lê Hai"), ("role", "monitor"), ("lead", "yes")];
    assert_eq!(khanh.fill(&form, &second).expect(422).faults(), ["role"]);
}

#[test]
fn nobody_changes_their_own_part_or_closes_themselves() {
    let commune = Commune::new();
    let (tam, khanh) = (commune.ba_tam(), commune.anh_khanh());
    change_monitor(&tam, "mattran", &[("name", "Võ Thị Minh Tâm")]).expect(303);
    let account = commune.account("mattran");
    assert!(account.lead && account.name == "Võ Thị Minh Tâm", "the name is one's own, the part stays");
    tam.post("/giam-sat/tai-khoan/mattran/dong", &[]).expect(403);
    let version = account.version.to_string();
    tam.post("/giam-sat/tai-khoan/mattran", &[("version", &version), ("name", "X Y"), ("reset", "yes")]).expect(403);
    let version = commune.account("quantri").version.to_string();
    let fields = [("version", version.as_str()), ("name", "Bùi Gia Khánh"), ("lead", "yes"), ("role", "chair")];
    khanh.post("/quan-tri/tai-khoan/quantri", &fields).expect(403);
    khanh.post("/quan-tri/tai-khoan/quantri/dong", &[]).expect(403);
    let account = commune.account("quantri");
    assert_eq!((account.role.code(), account.lead, account.closed), ("admin", false, false));
    // Another may lead beside or after one.
    change_monitor(&tam, "thanhtra", &[("lead", "yes")]).expect(303);
    let loi = commune.officer("thanhtra");
    loi.post("/giam-sat/tai-khoan/mattran/dong", &[]).expect(303);
    assert!(commune.account("mattran").closed);
    loi.post("/giam-sat/tai-khoan/thanhtra/dong", &[]).expect(403);
}

// ---- Closing ----

fn close(admin: &Officer, username: &str) -> Page {
    admin.post(&format!("/quan-tri/tai-khoan/{username}/dong"), &[])
}

#[test]
fn an_account_that_holds_anything_is_not_closed_and_says_what() {
    let commune = Commune::new();
    let khanh = commune.anh_khanh();
    let ids: Vec<_> = (0..3).map(|_| commune.file(&Filing::of_ba_sau())).collect();
    commune.assign(ids[0]);
    commune.assign(ids[1]);
    for (username, words) in [
        ("moitruong", vec!["2 hồ sơ đang mở"]),
        ("vanthu", vec!["1 hồ sơ đang mở", "việc nhận đơn mới"]),
        ("phochutich", vec!["2 người dưới quyền"]),
    ] {
        let page = khanh.get(&format!("/quan-tri/tai-khoan/{username}")).expect(200);
        let refused = close(&khanh, username).expect(409);
        for words in words {
            assert!(page.says(words), "{username} {words}: {}", page.words());
            assert!(refused.says(words), "{username} {words}: {}", refused.words());
        }
        assert!(page.form_for("dong").is_none(), "{username} is not offered");
        assert!(!commune.account(username).closed);
        for id in &ids {
            assert!(!page.html().contains(&id.to_string()), "counted, not named");
        }
    }
}

#[test]
fn promises_and_days_in_the_calendar_are_held_too() {
    let commune = lived_in();
    let khanh = commune.anh_khanh();
    let owners = commune.data.values(
        "SELECT username AS value FROM accounts WHERE id IN (SELECT owner FROM commitments WHERE state = 'open')",
    );
    assert!(!owners.is_empty());
    for username in &owners {
        assert!(close(&khanh, username).expect(409).says("lời hứa chưa làm xong"), "{username}");
    }
    let refused = close(&khanh, "chutich").expect(409);
    assert!(refused.says("buổi đã xếp lịch"), "{}", refused.words());
    commune.later(TimeDelta::days(60));
    let khanh = commune.anh_khanh();
    assert!(!close(&khanh, "chutich").expect(409).says("buổi đã xếp lịch"), "what is past is held by nobody");
}

#[test]
fn a_closed_account_signs_in_no_more_and_stays_in_history() {
    let commune = Commune::new();
    let khanh = commune.anh_khanh();
    let id = commune.file(&Filing::of_ba_sau());
    commune.answer(id);
    let minh = commune.anh_minh();
    assert!(close(&khanh, "moitruong").status == 303, "an answered petition holds nobody");
    minh.get("/ban-lam-viec").expect_to(303, "/dang-nhap");
    let refused = commune.browser().type_password("moitruong", &password_of("moitruong")).expect(422);
    let unknown = commune.browser().type_password("khongai", "gi-cung-duoc-01").expect(422);
    assert_eq!(refused.faults(), unknown.faults(), "as if there were nobody");
    let page = khanh.get("/quan-tri/tai-khoan/moitruong").expect(200);
    assert!(page.says("đã đóng") && page.form_for("moitruong").is_none(), "{}", page.words());
    let version = commune.account("moitruong").version.to_string();
    khanh
        .post("/quan-tri/tai-khoan/moitruong", &[("version", &version), ("name", "X Y"), ("unit", "economy")])
        .expect(409);
    close(&khanh, "moitruong").expect(409);
    let history = commune.ong_an().get(&format!("/ho-so/{id}")).expect(200);
    assert!(history.says("Nguyễn Nhật Minh"), "what they did stays theirs");
    let next = commune.file(&Filing::of_ba_sau());
    commune.does("vanthu", next, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), ("reason", "Phản ánh")]);
    let given = commune.perform("chutich", next, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    assert!(given.is_err(), "nobody gives it anything");
    assert_eq!(commune.data.count("events WHERE deed = 'tai-khoan' AND body LIKE '%\"change\":\"closed\"%'"), 1);
}

#[test]
fn a_copy_with_a_closed_account_and_a_second_step_is_put_back_whole() {
    let commune = real();
    let (_, phone, codes) = fully(&commune, "quantri");
    let id = commune.file(&Filing::of_ba_sau());
    commune.answer(id);
    let browser = half(&commune, "quantri");
    type_code(&browser, &codes[0]).expect(303);
    browser.post("/quan-tri/tai-khoan/moitruong/dong", &[]).expect(303);
    let (shelf, word) = (tempfile::tempdir().expect("a folder"), "con đường về làng xa");
    let copy = shelf.path().join("ban-sao.tdb").display().to_string();
    let (code, said) = at_the_terminal(&commune.data, &["backup", &copy], word);
    assert_eq!(code, Some(0), "{said}");
    let data = Data::empty();
    let (code, said) = at_the_terminal(&data, &["restore", &copy], word);
    assert_eq!(code, Some(0), "{said}");
    let again = Commune::begin(data, &["--limits", "off"]);
    assert!(again.account("moitruong").closed && again.case(id).petition.owner == Some(again.account("moitruong").id));
    again.later(TimeDelta::seconds(30));
    type_code(&half(&again, "quantri"), &codes[0]).expect(422);
    type_code(&half(&again, "quantri"), &phone.code(again.now())).expect_to(303, "/quan-tri");
}

#[test]
fn the_database_itself_lets_no_closed_account_hold_an_open_petition() {
    let commune = Commune::new();
    let (held, free) = (commune.file(&Filing::of_ba_sau()), commune.account("congan").id);
    commune.assign(held);
    let event = "(SELECT last_event FROM offices)";
    let yes = if is_postgres() { "true" } else { "1" };
    let close = |username: &str| {
        commune
            .data
            .run(&format!("UPDATE accounts SET closed = {yes}, last_event = {event} WHERE username = '{username}'"))
    };
    let refused = close("moitruong").expect_err("it holds one");
    assert!(refused.contains("closed account"), "{refused}");
    close("congan").expect("it holds none");
    let give = format!("UPDATE petitions SET owner = '{free}', last_event = {event} WHERE id = '{held}'");
    let refused = commune.data.run(&give).expect_err("it is closed");
    assert!(refused.contains("closed account"), "{refused}");
}

#[test]
fn closing_and_giving_at_the_same_moment_leave_nothing_with_a_closed_account() {
    let commune = Commune::new();
    let khanh = commune.anh_khanh();
    let an = commune.ong_an();
    for (n, username) in ["congan", "vanhoa", "diachinh"].iter().enumerate() {
        let id = commune.file(&Filing::of_ba_sau());
        commune.does(
            "vanthu",
            id,
            Deed::Sort,
            &[("kind", "feedback"), ("topic", "environment"), ("reason", "Phản ánh")],
        );
        let version = commune.case(id).petition.version.to_string();
        let unit = commune.account(username).unit.expect("a unit");
        let fields = [("version", version.as_str()), ("unit", &unit), ("owner", username)];
        let (closed, given) = thread::scope(|scope| {
            let giving = scope.spawn(|| an.force(id, "giao", &fields).status);
            let closing = scope.spawn(|| close(&khanh, username).status);
            (closing.join().expect("an answer"), giving.join().expect("an answer"))
        });
        let owner = commune.case(id).petition.owner;
        let account = commune.account(username);
        assert!(!(account.closed && owner == Some(account.id)), "{n}: {closed} {given}");
        assert!(closed == 303 || given == 303, "{n}: one of them is done: {closed} {given}");
    }
}
