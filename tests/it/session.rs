//! Signing in: brakes, a new token each time, idle and absolute limits, and no way to learn which names there are.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tiepdan::domain::{event::Deed, person::Role};

use crate::{
    cast::password_of,
    commune::Commune,
    database::Data,
    page::{Browser, Page},
};

/// Where each role lands.
const HOMES: &[(&str, &str)] = &[
    ("vanthu", "/ban-lam-viec"),
    ("diachinh", "/ban-lam-viec"),
    ("chutich", "/ban-lam-viec"),
    ("phochutich", "/ban-lam-viec"),
    ("mattran", "/giam-sat"),
    ("thanhtra", "/giam-sat"),
    ("truongthon", "/tiep-nhan"),
    ("quantri", "/quan-tri"),
];

fn try_in(browser: &Browser, username: &str, password: &str) -> Page {
    browser.post("/dang-nhap", &[("username", username), ("password", password)])
}

/// Whether the portal still knows who this is.
fn is_known(browser: &Browser) -> bool {
    browser.get("/dang-nhap").status == 303
}

#[test]
fn each_role_signs_in_to_its_own_page() {
    let commune = Commune::new();
    for (username, home) in HOMES {
        let browser = commune.browser();
        try_in(&browser, username, &password_of(username)).expect_to(303, home);
        assert!(is_known(&browser));
    }
    let everyone = tiepdan::demo::people().expect("people");
    assert!(Role::ALL.iter().all(|role| everyone.iter().any(|person| person.role == *role)), "the cast has every role");
    assert_eq!(commune.data.count("events WHERE deed = 'dang-nhap'"), HOMES.len());
}

#[test]
fn names_are_typed_in_any_case_and_passwords_as_they_are() {
    let commune = Commune::new();
    let password = password_of("vanthu");
    try_in(&commune.browser(), " VanThu ", &password).expect(303);
    for wrong in
        [format!(" {password}"), password.to_uppercase(), format!("{password} "), String::new(), "a".repeat(5_000)]
    {
        try_in(&commune.browser(), "vanthu", &wrong).expect(422);
    }
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    let commune = Commune::new();
    let plain = try_in(&commune.browser(), "vanthu", &password_of("vanthu")).header("set-cookie");
    assert!(plain.starts_with("phien=") && !plain.contains("Secure"), "{plain}");
    let https =
        Commune::begin(Data::of_the_demo(), &["--limits", "off", "--public-url", "https://tiepdan.example.vn/"]);
    let safe = try_in(&https.browser(), "vanthu", &password_of("vanthu")).header("set-cookie");
    assert!(safe.starts_with("__Host-phien=") && safe.contains("Secure"), "{safe}");
    for cookie in [&plain, &safe] {
        assert!(["HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| cookie.contains(part)), "{cookie}");
        assert!(!cookie.contains("Domain") && !cookie.contains("Max-Age"), "{cookie}");
    }
    let draft = https.browser().post("/gui-don/viec", &[("topic", "order")]).header("set-cookie");
    assert!(draft.starts_with("__Host-don=") && draft.contains("HttpOnly") && draft.contains("Secure"), "{draft}");
}

#[test]
fn a_wrong_password_and_a_name_that_nobody_has_look_alike() {
    let commune = Commune::new();
    let known = try_in(&commune.browser(), "vanthu", "khong-phai-dau").expect(422);
    let unknown = try_in(&commune.browser(), "vantho", "khong-phai-dau").expect(422);
    assert_eq!(known.html().replace("vanthu", "…"), unknown.html().replace("vantho", "…"));
    assert_eq!(known.value("username").as_deref(), Some("vanthu"));
    assert_eq!(known.value("password").as_deref(), Some(""), "the password never comes back");
    // Both are on record, with what is known of them and never with what was typed.
    assert_eq!(commune.data.count("events WHERE deed = 'dang-nhap-hong'"), 2);
    assert_eq!(commune.data.count("events WHERE body LIKE '%vantho%'"), 0);
}

#[test]
fn time_does_not_tell_which_names_there_are() {
    let commune = Commune::new();
    let browser = commune.browser();
    let took = |username: &str| {
        let times: Vec<Duration> = (0..7)
            .map(|_| {
                let begun = Instant::now();
                try_in(&browser, username, "khong-phai-dau").expect(422);
                begun.elapsed()
            })
            .collect();
        *times.iter().min().expect("times")
    };
    let (known, unknown) = (took("vanthu"), took("khongaico"));
    // The hash takes most of the time; without it the second would be many times faster.
    assert!(unknown * 2 > known && known * 2 > unknown, "{known:?} {unknown:?}");
}

#[test]
fn ten_wrong_passwords_brake_that_account_alone() {
    let commune = Commune::with_limits();
    for _ in 0..10 {
        try_in(&commune.browser(), "vanthu", "doan-mo-thoi").expect(422);
    }
    let braked = try_in(&commune.browser(), "vanthu", &password_of("vanthu")).expect(429);
    let wait: i64 = braked.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    try_in(&commune.browser(), "chutich", &password_of("chutich")).expect(303);
    commune.later(TimeDelta::seconds(wait + 1));
    try_in(&commune.browser(), "vanthu", &password_of("vanthu")).expect(303);
}

#[test]
fn a_right_password_forgives_the_wrong_ones_before() {
    let commune = Commune::with_limits();
    for _ in 0..2 {
        for _ in 0..8 {
            try_in(&commune.browser(), "vanthu", "doan-mo-thoi");
            commune.later(TimeDelta::seconds(5));
        }
        // Twenty a minute from one address; the story's clock is not the limiter's.
        let page = try_in(&commune.browser(), "vanthu", &password_of("vanthu"));
        assert!([303, 429].contains(&page.status), "{}", page.status);
    }
    assert_eq!(commune.data.count("throttles"), 0);
}

#[test]
fn each_sign_in_has_a_token_of_its_own_and_ends_the_one_before() {
    let commune = Commune::new();
    let browser = commune.browser();
    try_in(&browser, "vanthu", &password_of("vanthu")).expect(303);
    let first = browser.cookies();
    try_in(&browser, "vanthu", &password_of("vanthu")).expect(303);
    assert_ne!(first, browser.cookies());
    let thief = commune.browser();
    thief.take_cookies(&first);
    assert!(is_known(&browser) && !is_known(&thief));
    // What is stored does not open a session.
    let stored = commune.data.values("SELECT token_hash AS value FROM sessions");
    assert_eq!(stored.len(), 1);
    thief.take_cookies(&format!("phien={}", stored[0]));
    assert!(!is_known(&thief));
}

#[test]
fn a_cookie_that_was_set_before_signing_in_is_not_taken_over() {
    let commune = Commune::new();
    let victim = commune.browser();
    let planted = format!("phien={}", "ab".repeat(32));
    victim.take_cookies(&planted);
    try_in(&victim, "vanthu", &password_of("vanthu")).expect(303);
    assert_ne!(victim.cookies(), planted);
    let attacker = commune.browser();
    attacker.take_cookies(&planted);
    assert!(!is_known(&attacker));
}

#[test]
fn signing_out_ends_it_on_the_server() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    let cookies = hoa.cookies();
    hoa.post("/dang-xuat", &[]).expect_to(303, "/dang-nhap");
    let thief = commune.browser();
    thief.take_cookies(&cookies);
    assert!(!is_known(&thief));
    assert_eq!(commune.data.count("sessions"), 0);
}

#[test]
fn three_quarters_of_an_hour_without_a_look_end_it() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    for _ in 0..3 {
        commune.later(TimeDelta::minutes(44));
        assert!(is_known(&hoa));
    }
    commune.later(TimeDelta::minutes(46));
    assert!(!is_known(&hoa));
}

#[test]
fn twelve_hours_end_it_however_busy_one_is() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    for _ in 0..17 {
        commune.later(TimeDelta::minutes(42));
        assert!(is_known(&hoa));
    }
    commune.later(TimeDelta::minutes(7));
    assert!(!is_known(&hoa));
    commune.minute();
    assert_eq!(commune.data.count("sessions"), 0);
}

#[test]
fn a_role_taken_away_counts_at_once() {
    let commune = Commune::new();
    let hoa = commune.chi_hoa();
    // As somebody with the database's password could do; the portal reads the account on each request.
    let event = commune.data.values("SELECT CAST(id AS TEXT) AS value FROM events WHERE deed = 'dang-nhap'")[0].clone();
    let yes = if crate::database::is_postgres() { "true" } else { "1" };
    let sql = format!("UPDATE accounts SET closed = {yes}, last_event = '{event}' WHERE username = 'vanthu'");
    commune.data.run(&sql).expect("an update that names its event");
    assert!(!is_known(&hoa));
    try_in(&commune.browser(), "vanthu", &password_of("vanthu")).expect(422);
}

#[test]
fn a_failed_sign_in_stays_on_record_without_what_was_typed() {
    let commune = Commune::new();
    try_in(&commune.browser(), "vanthu", "bi-mat-cua-toi").expect(422);
    let bodies = commune.data.values("SELECT body AS value FROM events WHERE deed = 'dang-nhap-hong'");
    assert_eq!(bodies.len(), 1);
    assert!(bodies[0].contains(&commune.account("vanthu").id.to_string()), "{bodies:?}");
    assert!(!bodies[0].contains("bi-mat"), "{bodies:?}");
    assert_eq!(Deed::SignInFailed.code(), "dang-nhap-hong");
}

#[test]
fn staff_pages_ask_to_sign_in_first() {
    let commune = Commune::new();
    commune.browser().get("/doi-mat-khau").expect_to(303, "/dang-nhap");
    commune.browser().post("/doi-mat-khau", &[]).expect_to(303, "/dang-nhap");
}
