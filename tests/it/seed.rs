//! `tiepdan seed`: many invented petitions by the rules, the same for the same seed, and never beside a real commune's.

use std::process::{Command, Output};

use tiepdan::{app::open_store, domain::petition::Stage, store::record::chain::Verdict};

use crate::{commune::Commune, database::Data, search::listed, walks::stands};

/// The base day of these stories.
const NOW: &str = "2026-11-25T08:00";

fn seed(data: &Data, petitions: &str, number: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tiepdan"))
        .args(["seed", "--petitions", petitions, "--seed", number, "--now", NOW])
        .env_remove("RUST_LOG")
        .env("DATABASE_URL", data.url())
        .env("TIEPDAN_DATA_DIR", data.folder.path())
        .output()
        .expect("the program")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn sown(data: &Data, petitions: &str, number: &str) {
    let output = seed(data, petitions, number);
    assert!(output.status.success(), "{}", err(&output));
}

/// What a seed says of everything: the rows of petitions, their words, limits and answers, and what was done when.
fn everything(data: &Data) -> Vec<String> {
    let columns = |table: &str, order: &str, columns: &[&str]| {
        let text = |column: &&str| format!("COALESCE(CAST({column} AS TEXT), '-')");
        let row = columns.iter().map(text).collect::<Vec<_>>().join(" || ' ' || ");
        data.values(&format!("SELECT {row} AS value FROM {table} ORDER BY {order}"))
    };
    let open = |table: &str| format!("{table} WHERE petition IN (SELECT id FROM petitions WHERE sealed = false)");
    let petition = ["id", "number", "kind", "topic", "subject", "stage", "owner", "received_at", "told_on", "draft"];
    [
        columns("petitions", "id", &petition),
        columns("stories", "petition", &["petition", "body", "place", "decision_no", "decision_date"]),
        columns("clocks", "id", &["id", "petition", "rule", "state", "started_on", "due", "ended_on", "trail"]),
        // What is sealed differs, as the key of each commune does.
        columns(&open("answers"), "id", &["id", "position", "state", "summary", "letter", "approver", "document_no"]),
        columns("texts", "id", &["id", "kind", "at"]),
        columns("events", "at, id", &["id", "at", "actor", "account", "petition", "deed", "body"]),
    ]
    .concat()
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_gives_others() {
    let (one, two, other) = (Data::of_the_demo(), Data::of_the_demo(), Data::of_the_demo());
    sown(&one, "60", "7");
    sown(&two, "60", "7");
    sown(&other, "60", "8");
    assert_eq!(one.count("petitions"), 60);
    let (first, second, third) = (everything(&one), everything(&two), everything(&other));
    let differs = first.iter().zip(&second).find(|(a, b)| a != b);
    assert!(first.len() == second.len() && differs.is_none(), "{differs:?}");
    let alike = first.iter().filter(|row| third.contains(row)).count();
    // The accounts are those of one demonstration.
    assert!(alike <= one.values("SELECT deed AS value FROM events WHERE petition IS NULL").len(), "{alike}");
    let again = seed(&one, "60", "7");
    assert!(!again.status.success() && err(&again).contains("đã gieo"), "{}", err(&again));
    assert_eq!(one.count("petitions"), 60, "nothing came twice");
}

#[test]
fn what_is_sown_stands_as_the_law_lets_it_stand() {
    let data = Data::empty();
    sown(&data, "240", "3");
    let commune = Commune::begin(data, &["--limits", "off"]);
    let ids = commune.data.values("SELECT CAST(id AS TEXT) AS value FROM petitions");
    assert!(ids.len() > 240 + 40, "the demonstration commune came first: {}", ids.len());
    for id in &ids {
        stands(&commune.case(id.parse().expect("an id")), "sown");
    }
    match commune.chain().expect("a walk") {
        Verdict::Whole { entries, .. } => assert_eq!(entries, commune.data.count("events") as i64),
        broken => panic!("{broken:?}"),
    }
    // One event each, and no act before its petition.
    assert!(commune.data.values("SELECT CAST(e.id AS TEXT) AS value FROM events e JOIN petitions p ON p.id = e.petition WHERE e.at < p.received_at").is_empty());
    spread(&commune);
    let found = commune.officer("vanthu").get("/ho-so?q=boc+tham+lo").expect(200);
    assert!(listed(&found).len() >= 2, "{}", found.words());
    commune.officer("chutich").get("/ban-lam-viec").expect(200);
}

/// Many kinds of many things, in time and late.
fn spread(commune: &Commune) {
    let distinct = |column: &str, table: &str| {
        commune
            .data
            .values(&format!("SELECT DISTINCT CAST({column} AS TEXT) AS value FROM {table} WHERE {column} IS NOT NULL"))
    };
    assert!(distinct("topic", "petitions").len() >= 9, "{:?}", distinct("topic", "petitions"));
    assert_eq!(distinct("kind", "petitions").len(), 4);
    assert_eq!(distinct("village", "petitions").len(), 5);
    let stages = distinct("stage", "petitions");
    for stage in
        [Stage::Answered, Stage::Closed, Stage::Transferred, Stage::Guided, Stage::Ineligible, Stage::InProgress]
    {
        assert!(stages.iter().any(|code| code == stage.code()), "{} is missing in {stages:?}", stage.code());
    }
    let count = |condition: &str| {
        let found =
            commune.data.values(&format!("SELECT CAST(count(*) AS TEXT) AS value FROM clocks WHERE {condition}"));
        found[0].parse::<usize>().expect("a number")
    };
    let (met, late) = (count("state = 'met' AND ended_on <= due"), count("state = 'met' AND ended_on > due"));
    assert!(late * 30 > met && late * 2 < met, "{met} in time, {late} late");
    let years = commune.data.values("SELECT DISTINCT substr(CAST(received_on AS TEXT), 1, 4) AS value FROM petitions");
    assert_eq!(years.len(), 4, "{years:?}");
}

#[test]
fn nothing_is_sown_beside_what_is_real() {
    let data = Data::of_the_demo();
    let facts = "replace(facts, '\"demonstration\":true', '\"demonstration\":false')";
    let event = "(SELECT id FROM events WHERE id NOT IN (SELECT last_event FROM offices) ORDER BY at LIMIT 1)";
    data.run(&format!("UPDATE offices SET facts = {facts}, last_event = {event}")).expect("a real office");
    let refused = seed(&data, "5", "1");
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).lines().count() == 1 && err(&refused).contains("dữ liệu thật"), "{}", err(&refused));
    assert_eq!(data.count("petitions"), 0);
    drop(open_store(&data.config(&[]), data.folder.path()).expect("it still opens"));
    for bad in ["0", "200001", "nhiều"] {
        assert_eq!(seed(&data, bad, "1").status.code(), Some(2), "{bad}");
    }
}
