//! Starting: the key that belongs to the database, settings that do not go together, a database that is not ours to use.

use std::fs;

use tiepdan::{
    app::{AppError, open_store},
    demo,
};

use crate::{commune::Commune, database::Data};

fn why_not(data: &Data) -> String {
    match open_store(&data.config(&[]), data.folder.path()) {
        Ok(_) => "it starts".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_key_is_made_for_an_empty_database_and_never_again() {
    let data = Data::empty();
    assert_eq!(why_not(&data), "it starts");
    let key = data.folder.path().join("khoa.key");
    let first = fs::read_to_string(&key).expect("a key file");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&key).expect("a key file").permissions());
        assert_eq!(mode & 0o777, 0o600, "readable by its owner alone");
    }
    assert_eq!(why_not(&data), "it starts");
    assert_eq!(fs::read_to_string(&key).expect("a key file"), first);
    fs::rename(&key, data.folder.path().join("elsewhere")).expect("moved");
    assert!(why_not(&data).contains("thiếu tệp khóa"), "{}", why_not(&data));
    assert!(!key.exists(), "a lost key is not replaced by a new one");
    fs::write(&key, "gì đó").expect("written");
    assert!(why_not(&data).contains("không phải là khóa"), "{}", why_not(&data));
    fs::write(&key, format!("tiepdan-key-1 {}\n", "0a".repeat(32))).expect("written");
    assert!(why_not(&data).contains("không phải khóa của cơ sở dữ liệu này"), "{}", why_not(&data));
    fs::write(&key, first).expect("written");
    assert_eq!(why_not(&data), "it starts");
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    let data = Data::empty();
    let refused =
        |more: &[&str]| data.config(more).check().map_err(|error| error.to_string()).err().unwrap_or_default();
    assert!(refused(&["--limits", "off", "--listen", "0.0.0.0:8080"]).contains("TIEPDAN_LIMITS"));
    assert!(refused(&["--limits", "off", "--listen", "[::]:8080"]).contains("TIEPDAN_LIMITS"));
    assert_eq!(refused(&["--limits", "off", "--listen", "127.0.0.1:8080"]), "");
    assert_eq!(refused(&["--limits", "off", "--listen", "[::1]:8080"]), "");
    assert_eq!(refused(&["--limits", "on", "--listen", "0.0.0.0:8080"]), "");
    assert!(refused(&["--public-url", "tiepdan.example.vn"]).contains("TIEPDAN_PUBLIC_URL"));
    let elsewhere = crate::database::config(data.folder.path(), "mysql://x", &[]);
    let error = open_store(&elsewhere, data.folder.path()).err().expect("a refusal");
    assert!(matches!(&error, AppError::Trouble(_)) && error.to_string().contains("DATABASE_URL"), "{error}");
}

#[test]
fn an_empty_proxy_is_nobody() {
    let data = Data::empty();
    let proxy = |address: &str| data.config(&["--trusted-proxy", address]).trusted_proxy;
    assert_eq!((proxy(""), data.config(&[]).trusted_proxy), (None, None));
    assert_eq!(proxy("172.30.7.1"), "172.30.7.1".parse().ok());
    let begin = |address: &str| {
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_tiepdan"))
            .args(["migrate", "--data-dir"])
            .arg(data.folder.path())
            .env("DATABASE_URL", data.url())
            .env("TIEPDAN_TRUSTED_PROXY", address)
            .output();
        program.expect("the program").status.code()
    };
    assert_eq!((begin(""), begin("máy chủ web")), (Some(0), Some(2)));
}

#[test]
fn the_demonstration_leaves_real_data_alone() {
    let commune = Commune::new();
    assert!(demo::may_use(commune.store()).expect("a look"), "its own data");
    assert!(demo::may_use(&Commune::unfounded().app.store).expect("a look"), "nothing yet");
    let event = "(SELECT id FROM events WHERE id NOT IN (SELECT last_event FROM offices) ORDER BY at LIMIT 1)";
    let sql = format!(
        "UPDATE offices SET facts = replace(facts, '\"demonstration\":true', '\"demonstration\":false'), last_event = {event}"
    );
    commune.data.run(&sql).expect("a real office");
    assert!(!demo::may_use(commune.store()).expect("a look"));
}
