//! The commands at the server's terminal: one clear line for each error, exits 0, 1, 2, and never a secret that nobody asked for.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use crate::{commune::Commune, database::Data};

fn tiepdan(data: &Data, args: &[&str], typed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiepdan"));
    command
        .args(args)
        .env_remove("RUST_LOG")
        .env("DATABASE_URL", data.url())
        .env("TIEPDAN_DATA_DIR", data.folder.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    // A program that fails early does not read what is typed.
    let _ = child.stdin.take().expect("its input").write_all(typed.as_bytes());
    child.wait_with_output().expect("an end")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn assert_one_line(output: &Output, code: i32, words: &str) {
    assert_eq!(output.status.code(), Some(code), "{} {}", out(output), err(output));
    let lines: Vec<String> = err(output).lines().map(str::to_owned).collect();
    assert!(lines.len() == 1 && lines[0].contains(words), "{lines:?}");
}

#[test]
fn migrating_twice_says_that_nothing_is_left() {
    let data = Data::empty();
    let first = tiepdan(&data, &["migrate"], "");
    assert!(first.status.success() && out(&first).contains("spine"), "{}", err(&first));
    let second = tiepdan(&data, &["migrate"], "");
    assert!(second.status.success() && out(&second).contains("mới nhất"), "{}", out(&second));
}

#[test]
fn the_record_is_verified_at_the_terminal() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let first = tiepdan(&commune.data, &["audit", "verify"], "");
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    let head = out(&first).lines().last().expect("a head").to_owned();
    assert_eq!(head.len(), 64, "{}", out(&first));
    assert_eq!(commune.data.count("links"), commune.data.count("events"), "what waited was chained");
    commune.answer(id);
    let since = tiepdan(&commune.data, &["audit", "verify", "--since", &head], "");
    assert_eq!(since.status.code(), Some(0), "{}", err(&since));
    assert_ne!(out(&since).lines().last(), Some(head.as_str()));
    let foreign = tiepdan(&commune.data, &["audit", "verify", "--since", &"0".repeat(64)], "");
    assert_one_line(&foreign, 1, "không còn trong chuỗi");
    let triggers = if crate::database::is_postgres() {
        "ALTER TABLE events DISABLE TRIGGER USER"
    } else {
        "DROP TRIGGER events_no_update"
    };
    let sql = format!("{triggers}; UPDATE events SET body = '{{}}' WHERE id = (SELECT event FROM links WHERE seq = 9)");
    commune.data.run(&sql).expect("tampered");
    assert_one_line(&tiepdan(&commune.data, &["audit", "verify"], ""), 1, "chuỗi đứt ở mục 9");
}

#[test]
fn accounts_are_made_with_a_password_that_is_typed_or_drawn() {
    let data = Data::of_the_demo();
    let add = |username: &str, more: &[&str], typed: &str| {
        let args = [&["account", "add", "--username", username, "--name", "Cao Thị Mới"], more].concat();
        tiepdan(&data, &args, typed)
    };
    let typed = add("moimoi", &["--role", "officer", "--unit", "land"], "gio-nui-thoi-1\n");
    assert!(typed.status.success(), "{}", err(&typed));
    assert!(!out(&typed).contains("gio-nui"), "a typed password is not said again");
    let drawn = add("moihon", &["--role", "admin"], "");
    let password = out(&drawn).trim().rsplit(' ').next().unwrap_or_default().to_owned();
    assert!(drawn.status.success() && password.len() >= 16, "{} {}", out(&drawn), err(&drawn));
    assert_one_line(&add("moimoi", &["--role", "admin"], "gio-nui-thoi-2\n"), 1, "đã có người dùng");
    assert_one_line(&add("X", &["--role", "admin"], "gio-nui-thoi-2\n"), 1, "Tên đăng nhập");
    assert_one_line(&add("ngan", &["--role", "admin"], "ngan\n"), 1, "ít nhất 8");
    assert_one_line(&add("khongphong", &["--role", "clerk"], "gio-nui-thoi-2\n"), 1, "bộ phận");
    assert_eq!(add("vaitro", &["--role", "king"], "x").status.code(), Some(2));
    let commune = Commune::begin(data, &["--limits", "off"]);
    let sign_in = |name: &str, password: &str| {
        commune.browser().post("/dang-nhap", &[("username", name), ("password", password)])
    };
    sign_in("moimoi", "gio-nui-thoi-1").expect_to(303, "/ban-lam-viec");
    sign_in("moihon", &password).expect_to(303, "/doi-mat-khau");
}

#[test]
fn a_deadline_is_computed_without_a_database() {
    let data = Data::empty();
    let ask = |args: &[&str]| tiepdan(&data, &[&["deadline"], args].concat(), "");
    let plain = ask(&["KN-THULY", "--from", "2026-11-25"]);
    assert!(plain.status.success() && out(&plain).starts_with("KN-THULY: 04/12/2026"), "{}", out(&plain));
    let json = ask(&["KN-TOA", "--from", "2026-11-25", "--json"]);
    let read: serde_json::Value = serde_json::from_str(&out(&json)).expect("JSON");
    assert_eq!((&read["due"], &read["provisional"]), (&"2027-11-25".into(), &true.into()), "{read}");
    for args in [
        &["KHONG-CO", "--from", "2026-11-25"][..],
        &["PAKN-TRALOI", "--from", "2026-11-25"],
        &["XLD-10", "--from", "2026-11-25", "--complex"],
        &["KN-LAN1", "--from", "2090-01-01"],
    ] {
        assert_one_line(&ask(args), 2, "tiepdan:");
    }
    assert_eq!(ask(&["KN-LAN1", "--from", "hôm qua"]).status.code(), Some(2));
    assert!(!data.folder.path().join("tiepdan.db").exists(), "it asks no database");
}

#[test]
fn what_is_piped_into_head_ends_quietly() {
    let data = Data::empty();
    let program = env!("CARGO_BIN_EXE_tiepdan");
    let line = format!("{program} deadline KN-TOA --from 2026-11-25 | head -n 1");
    let done =
        Command::new("sh").args(["-c", &line]).env("TIEPDAN_DATA_DIR", data.folder.path()).output().expect("a shell");
    assert!(done.status.success() && err(&done).is_empty(), "{}", err(&done));
}

#[test]
fn health_asks_a_running_portal() {
    let commune = Commune::new();
    let well = tiepdan(&commune.data, &["health", "--url", &commune.base], "");
    assert!(well.status.success() && out(&well).contains("\"status\":\"ok\""), "{} {}", out(&well), err(&well));
    let nobody = tiepdan(&commune.data, &["health", "--url", "http://127.0.0.1:1"], "");
    assert_one_line(&nobody, 1, "không gọi được");
    let ask = |url: &str| tiepdan(&commune.data, &["health", "--url", url], "");
    assert!(ask(&format!("{}/suc-khoe", commune.base)).status.success());
    assert_one_line(&ask(&format!("{}/tra-cuu", commune.base)), 2, "chỉ ghi địa chỉ và cổng");
    assert_one_line(&ask("https://tiepdan.xa-minh.gov.vn"), 2, "không qua HTTPS");
    assert_one_line(&ask("127.0.0.1:8080"), 2, "http://");
    commune.ba_sau_files();
    commune.later(chrono::TimeDelta::minutes(20));
    assert_eq!(tiepdan(&commune.data, &["health", "--url", &commune.base], "").status.code(), Some(1));
}

#[test]
fn bad_usage_is_two_and_help_is_there() {
    let data = Data::empty();
    for args in [&["quen"][..], &["deadline"], &["audit"], &["account", "add"], &["serve", "--listen", "cổng 80"]] {
        assert_eq!(tiepdan(&data, args, "").status.code(), Some(2), "{args:?}");
    }
    for args in [
        &["serve"][..],
        &["demo"],
        &["migrate"],
        &["account", "add"],
        &["account", "reset-factor"],
        &["account", "reset-password"],
        &["deadline"],
        &["audit", "verify"],
        &["health"],
        &["backup"],
        &["restore"],
    ] {
        let help = tiepdan(&data, &[args, &["--help"]].concat(), "");
        assert!(help.status.success() && out(&help).len() > 100, "{args:?}");
    }
    let serve = tiepdan(&data, &["serve", "--help"], "");
    for setting in [
        "DATABASE_URL",
        "TIEPDAN_DATA_DIR",
        "TIEPDAN_LISTEN",
        "TIEPDAN_PUBLIC_URL",
        "TIEPDAN_SECRET_KEY_FILE",
        "TIEPDAN_TRUSTED_PROXY",
        "TIEPDAN_NOW",
        "TIEPDAN_LIMITS",
    ] {
        assert!(out(&serve).contains(setting), "{setting}");
    }
    assert!(!out(&serve).contains(&data.url()), "help shows no value of a secret setting");
}

#[test]
fn settings_that_do_not_go_together_end_in_one_line() {
    let commune = Commune::new();
    let serve = |more: &[&str]| tiepdan(&commune.data, &[&["serve", "--listen", "127.0.0.1:0"], more].concat(), "");
    assert_one_line(
        &tiepdan(&commune.data, &["serve", "--limits", "off", "--listen", "0.0.0.0:0"], ""),
        1,
        "TIEPDAN_LIMITS",
    );
    assert_one_line(&serve(&["--now", "2026-11-20T08:00"]), 1, "sớm hơn việc mới nhất");
    assert_one_line(&serve(&["--database-url", "mysql://x"]), 1, "DATABASE_URL");
    let event = "(SELECT id FROM events WHERE id NOT IN (SELECT last_event FROM offices) ORDER BY at LIMIT 1)";
    let sql = format!(
        "UPDATE offices SET facts = replace(facts, '\"demonstration\":true', '\"demonstration\":false'), last_event = {event}"
    );
    commune.data.run(&sql).expect("a real office");
    assert_one_line(&serve(&["--now", "2026-12-20T08:00"]), 1, "dữ liệu dùng thử");
    assert_one_line(&tiepdan(&commune.data, &["demo", "--listen", "127.0.0.1:0"], ""), 1, "dữ liệu thật");
    assert_one_line(&tiepdan(&commune.data, &["demo", "--fresh", "--listen", "127.0.0.1:0"], ""), 1, "dữ liệu thật");
    assert!(commune.data.count("accounts") > 0, "nothing was deleted");
}
