//! Two engines, one behaviour: the same migrations, the same words, the same refusals from the database itself.

use std::collections::BTreeSet;

use tiepdan::{
    app::open_store,
    demo,
    domain::{
        assistance::AssistanceEnd,
        calendar::DayKind,
        clock::ClockState,
        commitment::CommitmentState,
        competence::{Body, Handing, LandPaper},
        dialogue::{
            Coming, ConferenceGround, DialogueKind, DialogueStage, DialogueTextKind, ItemOutcome, MinutesState,
            Presence, Seat,
        },
        event::Deed,
        factor::{self, Codes, Secret},
        kept::{Aspect, List, remote},
        law::Unit,
        mail::{Fault, MailState, Mailable, Notice},
        mediation::MediationState,
        person::Role,
        petition::{
            Answer3, AnswerState, Attachment, Channel, CloseCode, Finding, Ground, Kind, Medium, Outcome, Priority,
            Purpose, Source, Stage, TextKind, Topic,
        },
        question::{About, Figure},
        reception::{
            ReceptionState,
            note::NoteKind,
            refused::RefusalGround,
            turn::{self, CallCause, TurnState, Via},
        },
        reminder::Step,
        retention::Fate,
        slot::{Occasion, Part},
        staff,
        withdrawal::Extent,
    },
    register::{self, FactorOf},
    store::{Store, board},
};

use crate::{
    cast::Filing,
    commune::{BEGINNING, Commune, fields_of, moment},
    database::{Data, is_postgres},
    source,
};

fn opened(data: &Data) -> Store {
    open_store(&data.config(&[]), data.folder.path()).expect("a store").0
}

#[test]
fn both_engines_have_the_same_migrations_there_and_back() {
    let of = |engine: &str| -> BTreeSet<String> {
        let folder = format!("migrations/{engine}/");
        source::files(&folder, ".sql").into_iter().map(|(path, _)| path.replace(&folder, "")).collect()
    };
    let sqlite = of("sqlite");
    assert_eq!(sqlite, of("postgres"));
    for name in sqlite.iter().filter(|name| name.ends_with("up.sql")) {
        assert!(sqlite.contains(&name.replace("up.sql", "down.sql")), "{name} has a way back");
    }
}

#[test]
fn up_down_and_up_again() {
    let data = Data::empty();
    let store = opened(&data);
    assert_eq!(store.migrate().expect("nothing to do"), Vec::<String>::new(), "it was opened, so it is migrated");
    let first = shape(&data);
    store.touch_every_column().expect("schema.rs and the migrations agree");
    store.unmigrate().expect("down");
    assert!(!tables(&data).iter().any(|name| name == "petitions" || name == "events"), "{:?}", tables(&data));
    assert!(store.touch_every_column().is_err());
    assert!(!store.migrate().expect("up again").is_empty());
    store.touch_every_column().expect("as before");
    assert_eq!(shape(&data), first);
}

#[test]
fn two_servers_that_start_at_once_migrate_once() {
    let data = Data::empty();
    drop(opened(&data));
    opened(&data).unmigrate().expect("down");
    std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| opened(&data).touch_every_column())).collect();
        for start in starts {
            start.join().expect("a start").expect("every column");
        }
    });
}

fn tables(data: &Data) -> Vec<String> {
    data.values(if is_postgres() {
        "SELECT CAST(tablename AS TEXT) AS value FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    } else {
        "SELECT name AS value FROM sqlite_master WHERE type = 'table' ORDER BY 1"
    })
}

/// Everything that the database says of itself: columns, checks, triggers.
fn shape(data: &Data) -> Vec<String> {
    data.values(if is_postgres() {
        "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable AS value
         FROM information_schema.columns WHERE table_schema = 'public'
         UNION SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
         UNION SELECT tgname || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    } else {
        "SELECT name || ' ' || coalesce(sql, '') AS value FROM sqlite_master ORDER BY 1"
    })
}

// ---- Words ----

const UNITS: [Unit; 4] = [Unit::Day, Unit::WorkingDay, Unit::Month, Unit::Year];

/// Each column that holds words of ours, with the words that it may hold.
fn worded() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let words = |all: &[&'static str]| all.to_vec();
    macro_rules! codes {
        ($Type:ty) => {
            <$Type>::ALL.iter().map(|word| word.code()).collect()
        };
    }
    vec![
        ("accounts", "role", codes!(Role)),
        ("agenda", "outcome", codes!(ItemOutcome)),
        ("answers", "finding", codes!(Finding)),
        ("answers", "state", codes!(AnswerState)),
        ("calendar_days", "kind", codes!(DayKind)),
        ("book_entries", "kind", codes!(Kind)),
        ("book_entries", "refusal", codes!(RefusalGround)),
        ("choices", "about_decision", codes!(Answer3)),
        ("choices", "topic", codes!(Topic)),
        ("clocks", "state", codes!(ClockState)),
        ("clocks", "unit", UNITS.iter().map(|unit| unit.code()).collect()),
        ("commitments", "state", codes!(CommitmentState)),
        ("assistances", "ending", codes!(AssistanceEnd)),
        ("competences", "body", codes!(Body)),
        ("competences", "handing", codes!(Handing)),
        ("competences", "paper", codes!(LandPaper)),
        ("questions", "about", codes!(About)),
        ("questions", "figure", codes!(Figure)),
        ("list_changes", "list", codes!(List)),
        ("list_changes", "aspect", codes!(Aspect)),
        ("identities", "mail", codes!(Mailable)),
        ("outbox", "fault", codes!(Fault)),
        ("outbox", "notice", codes!(Notice)),
        ("outbox", "state", codes!(MailState)),
        ("events", "actor", words(&["account", "citizen", "system"])),
        ("files", "purpose", codes!(Purpose)),
        ("files", "source", codes!(Source)),
        ("dialogue_texts", "kind", codes!(DialogueTextKind)),
        ("dialogues", "ground", codes!(ConferenceGround)),
        ("dialogues", "kind", codes!(DialogueKind)),
        ("dialogues", "stage", codes!(DialogueStage)),
        ("dialogues", "topic", codes!(Topic)),
        ("guests", "coming", codes!(Coming)),
        ("guests", "medium", codes!(Medium)),
        ("guests", "presence", codes!(Presence)),
        ("guests", "seat", codes!(Seat)),
        ("mediations", "state", codes!(MediationState)),
        ("minutes", "state", codes!(MinutesState)),
        ("keepings", "fate", codes!(Fate)),
        ("petitions", "channel", codes!(Channel)),
        ("petitions", "close_code", codes!(CloseCode)),
        ("petitions", "ground", codes!(Ground)),
        ("petitions", "kind", codes!(Kind)),
        ("petitions", "kind_proposed", codes!(Kind)),
        ("petitions", "outcome", codes!(Outcome)),
        ("petitions", "priority", codes!(Priority)),
        ("petitions", "stage", codes!(Stage)),
        ("petitions", "topic", codes!(Topic)),
        ("receptions", "part", codes!(Part)),
        ("receptions", "state", codes!(ReceptionState)),
        ("reception_notes", "kind", codes!(NoteKind)),
        ("reception_notes", "part", codes!(Part)),
        ("reminders", "step", codes!(Step)),
        ("routes", "kind", codes!(Kind)),
        ("routes", "topic", codes!(Topic)),
        ("rounds", "state", words(&["running", "done"])),
        ("slots", "occasion", codes!(Occasion)),
        ("slots", "part", codes!(Part)),
        ("tellings", "about", codes!(Stage)),
        ("tellings", "medium", codes!(Medium)),
        ("turns", "medium", codes!(Medium)),
        ("turns", "owed", codes!(CallCause)),
        ("turns", "state", codes!(TurnState)),
        ("turns", "via", codes!(Via)),
        ("withdrawals", "part", codes!(Extent)),
        ("withdrawals", "pressed", words(&["no", "yes", "unknown"])),
    ]
}

/// `table.column` with the words that the live database lets it hold.
fn checked(data: &Data) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    if is_postgres() {
        let sql = "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS value FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
        for line in data.values(sql) {
            let (table, check) = line.split_once(' ').expect("a table and its check");
            if let Some((column, list)) = check.split_once(" = ANY ") {
                found.push((format!("{table}.{}", column.trim_start_matches("CHECK ((")), quoted(list)));
            }
        }
    } else {
        for line in data.values("SELECT name || ' ' || sql AS value FROM sqlite_master WHERE type = 'table'") {
            let (table, sql) = line.split_once(' ').expect("a table and its text");
            for check in sql.split("CHECK (").skip(1) {
                if let Some((column, list)) = check.split_once(" IN (").filter(|(column, _)| !column.contains(' ')) {
                    found.push((
                        format!("{}.{column}", table.to_lowercase()),
                        quoted(list.split(')').next().unwrap_or("")),
                    ));
                }
            }
        }
    }
    found.sort();
    found
}

fn quoted(list: &str) -> Vec<String> {
    list.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_database_knows_the_same_words() {
    let data = Data::of_the_demo();
    let ours: Vec<(String, Vec<String>)> = worded()
        .into_iter()
        .map(|(table, column, codes)| (format!("{table}.{column}"), codes.into_iter().map(str::to_owned).collect()))
        .collect();
    let theirs = checked(&data);
    for (column, words) in &ours {
        let found = theirs.iter().find(|(name, _)| name == column);
        assert_eq!(found.map(|(_, words)| words), Some(words), "{column}");
    }
    for (table, words) in [
        ("deeds", Deed::ALL.iter().map(|word| word.code()).collect::<Vec<_>>()),
        ("text_kinds", TextKind::ALL.iter().map(|word| word.code()).collect()),
    ] {
        let mut sorted = words;
        sorted.sort_unstable();
        let mut kept = data.values(&format!("SELECT code AS value FROM {table}"));
        kept.sort_unstable();
        assert_eq!(kept, sorted, "{table}");
    }
    for (column, _) in &theirs {
        assert!(ours.iter().any(|(name, _)| name == column), "{column} is checked against a list that nobody compares");
    }
}

// ---- Refusals ----

/// A commune in which every table holds something.
pub fn lived_in() -> Commune {
    live(Commune::new())
}

/// The same in a commune that was begun by somebody else.
pub fn live(commune: Commune) -> Commune {
    let (answered, code) = commune.ba_sau_files();
    commune.answer(answered);
    commune.does("vanthu", answered, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    commune
        .browser()
        .post(&format!("/don/{code}/y-kien"), &[("outcome", "not_done"), ("reason", "Còn mùi")])
        .expect(303);
    commune.does("chutich", answered, Deed::Note, &[("body", "Giao lại cho anh khác.")]);
    let late = commune.ba_sau_files().0;
    let complaint = commune.file(&Filing::of_ong_tu());
    let concerned =
        [("kind", "complaint"), ("topic", "compensation"), ("concerns", "diachinh"), ("reason", "Phản đối")];
    commune.does("vanthu", complaint, Deed::Sort, &concerned);
    sign_with_a_scan(&commune, complaint);
    let sealed = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.does("vanthu", sealed, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    let sudden = [("day", "2026-12-10"), ("part", "morning"), ("unplanned", "yes"), ("reason", "Đông người đến")];
    let reception = commune.plans_with("chutich", &sudden).expect("planned");
    let act = commune.act_of("vanthu");
    register::schedule(commune.store(), &act, &reception, |sitting, _| turn::draw(None, sitting, &act))
        .expect("a number");
    let account = commune.account("chutich");
    let act = commune.act_of("chutich");
    let factor = (Secret([7; 20]), 1, Codes(vec!["x".to_owned()]));
    register::decide(commune.store(), &act, FactorOf(account.id), |before, _| {
        factor::enrol(factor, before.as_ref(), &account, &act)
    })
    .expect("a second factor");
    let act = commune.act_of("chutich");
    let mail = fields_of(&[("email", "chu-tich@thu.example")]);
    register::decide(commune.store(), &act, (), |(), _| staff::set_mail(&mail, &act)).expect("an address");
    extended(&commune);
    commune.is_away("congan", "moitruong", "2026-12-01", "2026-12-02");
    let act = commune.act_of("system");
    register::decide(commune.store(), &act, (), |(), office| remote::begin(&act, office)).expect("a remote commune");
    ended(&commune);
    let list = "Thứ Tư 24/11/2027 nghỉ: Ngày Văn hóa Việt Nam";
    register::set_calendar(commune.store(), &commune.act_of("quantri"), &crate::calendar::signed(&commune, 2027, list))
        .expect("a calendar");
    crate::dialogue::one_that_was_held(&commune);
    commune.asked(answered);
    commune.consulted();
    commune.mediated();
    commune.minute();
    commune.at("2026-12-07T08:00").minute();
    commune.at("2026-12-10T08:00");
    commune.does(
        "chutich",
        late,
        Deed::Ineligible,
        &[("reason_code", "illegible"), ("reason", "Không đọc được"), ("late_reason", "slow")],
    );
    commune.writes(Some((reception, 1)), &[]).expect("written");
    commune.concludes(reception).expect("concluded");
    commune
}

fn extended(commune: &Commune) {
    let (id, _) = commune.ba_sau_files();
    commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), ("reason", "Phản ánh")]);
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
    let decision = [
        ("rule", tiepdan::domain::clock::ANSWER),
        ("ground", "more_time"),
        ("reason", "Chờ đo lại"),
        ("document_no", "4/TB-UBND"),
        ("document_date", "2026-11-25"),
    ];
    commune.does("chutich", id, Deed::Extend, &decision);
}

/// One kept for a year, one withdrawn in part and split, one that hangs on another.
fn ended(commune: &Commune) {
    let file = || commune.ba_sau_files();
    let (kept, mixed, alike) = (file().0, file().0, file().0);
    let because = ("reason", "Theo nội dung đơn");
    commune.does("chutich", kept, Deed::Ineligible, &[("reason_code", "illegible"), because]);
    commune.does("vanthu", mixed, Deed::Sort, &[("kind", "feedback"), ("topic", "environment"), because]);
    let part = [("signed_on", "2026-11-25"), ("part", "part"), ("pressed", "no")];
    commune.does("vanthu", mixed, Deed::Withdraw, &part);
    commune.does("vanthu", mixed, Deed::Split, &[("subject", "Đường vào trại bị lún"), because]);
    let number = commune.case(mixed).petition.number.map_or(String::new(), |number| number.to_string());
    commune.does("vanthu", alike, Deed::Duplicate, &[("of", &number), because]);
}

fn sign_with_a_scan(commune: &Commune, id: tiepdan::domain::id::Id<tiepdan::domain::petition::Petition>) {
    let act = commune.act_of("vanthu");
    let scan = Attachment {
        id: act.mint(),
        name: "don.pdf".into(),
        media: "application/pdf".into(),
        bytes: 10,
        preview: false,
    };
    let version = commune.case(id).petition.version.to_string();
    let fields = fields_of(&[("received_on", "2026-11-25"), ("signed_on", "2026-11-24"), ("version", &version)]);
    register::perform(commune.store(), &act, id, Deed::Sign, &fields, &[scan]).expect("signed");
}

/// Every table whose rows name the event that wrote them.
const NAMED: &[&str] = &[
    "accounts",
    "factors",
    "offices",
    "petitions",
    "choices",
    "concerns",
    "stories",
    "sealed_stories",
    "parties",
    "identities",
    "clocks",
    "answers",
    "texts",
    "tellings",
    "files",
    "slots",
    "receptions",
    "reception_notes",
    "turns",
    "papers",
    "calendar_years",
    "calendar_days",
    "dialogues",
    "agenda",
    "guests",
    "minutes",
    "minutes_scans",
    "dialogue_texts",
    "commitments",
    "reminders",
    "routes",
    "absences",
    "list_changes",
    "book_entries",
    "visitors",
    "conclusions",
    "conclusion_tasks",
    "questions",
    "latenesses",
    "assistances",
    "competences",
    "mediations",
    "mediation_sides",
    "staff_mails",
    "withdrawals",
    "duplicates",
    "splits",
    "keepings",
];

#[test]
fn a_silent_update_is_refused_by_the_database() {
    let commune = lived_in();
    let data = &commune.data;
    for table in NAMED {
        assert!(data.count(table) > 0, "{table} is empty, so nothing was tried");
        let refused = data.run(&format!("UPDATE {table} SET last_event = last_event")).expect_err(table);
        assert!(refused.contains("silent change"), "{table}: {refused}");
    }
    // Every other column of the petition too, but for the day that follows its limits.
    let columns = data.values(if is_postgres() {
        "SELECT column_name::text AS value FROM information_schema.columns WHERE table_name = 'petitions'"
    } else {
        "SELECT name AS value FROM pragma_table_info('petitions')"
    });
    assert!(columns.len() > 20, "{columns:?}");
    for column in columns.iter().filter(|column| *column != "urgent_on") {
        let refused = data.run(&format!("UPDATE petitions SET {column} = {column}")).expect_err(column);
        assert!(refused.contains("silent change"), "{column}: {refused}");
    }
}

/// The most urgent day stands on the petition, so that lists are read in its order.
pub fn the_most_urgent_day_follows_the_limits(data: &Data) {
    let own = "FROM clocks WHERE clocks.petition = petitions.id AND state = 'running' AND NOT citizens";
    let wrong = format!("petitions WHERE urgent_on <> coalesce((SELECT min(due) {own}), '9999-12-31')");
    assert_eq!(data.count(&wrong), 0);
}

#[test]
fn a_list_is_in_the_order_of_the_limits_that_run() {
    the_most_urgent_day_follows_the_limits(&lived_in().data);
    let demo = Data::empty();
    demo::fill(&opened(&demo), moment(BEGINNING)).expect("the demonstration");
    assert!(demo.count("petitions WHERE urgent_on < '9999-12-31'") > 10, "few limits run");
    the_most_urgent_day_follows_the_limits(&demo);
}

#[test]
fn an_event_that_is_not_there_does_not_commit() {
    let commune = lived_in();
    let nowhere = "00000000-0000-7000-8000-000000000000";
    for table in NAMED {
        let sql = format!("BEGIN; UPDATE {table} SET last_event = '{nowhere}'; COMMIT;");
        let refused = commune.data.run(&sql).expect_err(table).to_lowercase();
        assert!(refused.contains("foreign key"), "{table}: {refused}");
        let kept = commune.data.count(&format!("{table} WHERE CAST(last_event AS TEXT) = '{nowhere}'"));
        assert_eq!(kept, 0, "{table}");
    }
}

#[test]
fn the_record_is_only_added_to() {
    let commune = lived_in();
    let data = &commune.data;
    for table in ["events", "links"] {
        let before = data.count(table);
        let column = if table == "events" { "body" } else { "hash" };
        let mut tries = vec![
            format!("UPDATE {table} SET {column} = {column}"),
            format!("UPDATE {table} SET {column} = 'x'"),
            format!("DELETE FROM {table}"),
        ];
        if is_postgres() {
            tries.push(format!("TRUNCATE {table} CASCADE"));
        }
        for sql in tries {
            let refused = data.run(&sql).expect_err(&sql);
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
        assert_eq!(data.count(table), before);
    }
}

#[test]
fn what_is_on_record_cannot_be_deleted_silently() {
    let commune = lived_in();
    let erasable = ["concerns", "texts", "slots", "reception_notes", "visitors", "dialogue_texts"];
    for table in NAMED.iter().filter(|table| !erasable.contains(table)) {
        let before = commune.data.count(table);
        assert!(commune.data.run(&format!("DELETE FROM {table}")).is_err(), "{table}");
        assert_eq!(commune.data.count(table), before, "{table}");
    }
}

#[test]
fn an_open_petition_cannot_be_without_an_owner_even_by_hand() {
    let commune = lived_in();
    let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
    let sql = format!("UPDATE petitions SET owner = NULL, last_event = {event} WHERE stage = 'received'");
    let refused = commune.data.run(&sql).expect_err("an owner is needed");
    assert!(refused.contains("open_has_owner") || refused.contains("CHECK"), "{refused}");
}

// ---- Search ----

#[test]
fn den_bu_finds_what_was_written_with_marks() {
    let commune = Commune::new();
    let decomposed = "Tiền đe\u{302}\u{300}n bu\u{300} nhà tôi sao tính thấp quá, xin xem lại giúp.";
    let his = commune.file(&Filing::of_ong_tu());
    let hers = commune.file(&Filing::of_ba_sau().with("topic", "compensation").with("body", decomposed));
    commune.file(&Filing::of_ba_sau());
    let find = |username: &str, query: &str| -> Vec<_> {
        let filter = board::Filter { query: query.to_owned(), ..board::Filter::default() };
        let sight = commune.sight(username);
        let page = commune.store().read(|conn| board::list(conn, &sight, &filter)).expect("a list");
        let count = commune.store().read(|conn| board::count(conn, &sight, &filter)).expect("a count");
        assert_eq!(count, page.rows.len(), "{query}");
        let mut ids: Vec<_> = page.rows.iter().map(|row| row.petition.id).collect();
        ids.sort();
        ids
    };
    let mut both = [his, hers];
    both.sort();
    for query in ["den bu", "đền bù", "ĐỀN BÙ", "đe\u{302}\u{300}n bu\u{300}", "  bu   den ", "den b", "“đền bù”"]
    {
        assert_eq!(find("vanthu", query), both, "{query}");
    }
    assert_eq!(find("vanthu", "dat rung 57"), [his]);
    assert_eq!(find("vanthu", "bồi thường").len(), 2, "the topic's name");
    assert!(find("vanthu", "đền bùa").is_empty());
    // What a query language would take for its own.
    for query in
        ["\"", "den\" OR \"1", "*", "den* NEAR bu", "a:b", "-den", "(", "den & | !", "'", "\\", "%", "\0", "😀"]
    {
        find("vanthu", query);
    }
    assert!(find("vanthu", "****").is_empty(), "marks without a word find nothing");
    // The Front searches subject and number only.
    assert!(find("mattran", "den bu").is_empty());
    commune.does(
        "vanthu",
        hers,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "compensation"), ("subject", "Tính lại đền bù nhà"), ("reason", "Nội dung")],
    );
    assert_eq!(find("mattran", "den bu"), [hers]);
    assert_eq!(find("mattran", "1/2026"), [hers]);
    // What is sealed is found by nobody.
    commune.does(
        "vanthu",
        his,
        Deed::Sort,
        &[("kind", "denunciation"), ("topic", "compensation"), ("reason", "Tố cáo")],
    );
    assert_eq!(find("chutich", "dat rung"), []);
}
