//! The house keeps its arrow: who names whom, who alone knows diesel, actix, the time and the dice, and which doors stay shut.

use crate::source::{Function, Source, files, mentions, sources};

/// What each place of ours may name besides itself (architecture.md, the arrow).
///
/// `app` is the parts put together, handed down to the edges, so it names the pages and limits that `web` makes of it;
/// `demo` founds its commune as the first start does.
const ARROW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("now", &["domain"]),
    ("notify", &["domain"]),
    ("seed", &["domain"]),
    ("keys", &["domain"]),
    ("password", &["domain", "keys"]),
    ("photo", &["domain"]),
    ("totp", &["domain"]),
    ("store", &["domain", "keys"]),
    ("register", &["domain", "store"]),
    ("backup", &["domain", "keys", "password", "store"]),
    ("rounds", &["app", "domain", "keys", "notify", "now", "register", "store"]),
    ("config", &["now", "store"]),
    ("app", &["config", "keys", "notify", "now", "store", "web"]),
    ("web", &["app", "domain", "keys", "password", "photo", "register", "store", "totp"]),
    ("demo", &["app", "domain", "keys", "password", "register", "rounds", "seed", "store"]),
    ("lib", &[]),
    ("main", &["config"]),
    (
        "command",
        &[
            "app", "backup", "config", "demo", "domain", "keys", "now", "password", "register", "rounds", "seed",
            "store", "web",
        ],
    ),
];

/// A word that only some files may say, and why those.
struct Only {
    words: &'static [&'static str],
    places: &'static [&'static str],
    why: &'static str,
}

const ONLY: &[Only] = &[
    Only { words: &["diesel", "diesel_migrations"], places: &["src/store/"], why: "only store/ knows diesel" },
    Only {
        words: &["actix_web", "actix_multipart"],
        places: &["src/web/", "src/command/serve.rs"],
        why: "only web/ knows actix; serve starts its runtime",
    },
    Only {
        words: &["Utc::now", "Local::now", "SystemTime::now", "Instant::now"],
        // The gate measures how long an answer took, which is no time of day.
        places: &["src/now.rs", "src/web/gate.rs"],
        why: "only now.rs asks what time it is",
    },
    Only {
        words: &["getrandom", "rand", "OsRng", "thread_rng", "new_v4", "now_v7", "RandomState"],
        places: &["src/keys.rs"],
        why: "only keys.rs draws lots",
    },
    Only {
        words: &["establish", "ConnectionManager", "PgConnection", "SqliteConnection"],
        places: &["src/store/connection.rs"],
        why: "only connection.rs opens a database",
    },
    Only {
        words: &["Engine::Sqlite", "Engine::Postgres"],
        // Full-text search and the catalogue of tables are each engine's own language.
        places: &["src/store/connection.rs", "src/store/search.rs", "src/store/backup/"],
        why: "two engines are known in few places",
    },
    Only { words: &["Stored", "restore"], places: &["src/domain/", "src/store/"], why: "nobody forges a petition" },
    Only { words: &["Parts"], places: &["src/domain/", "src/store/record/"], why: "a change is taken apart by record" },
    Only { words: &["XChaCha20Poly1305", "Hkdf", "Hmac"], places: &["src/keys"], why: "keys seal, nobody else" },
    Only { words: &["Argon2"], places: &["src/password.rs"], why: "passwords are hashed in one place" },
    Only { words: &["lettre"], places: &["src/notify/post.rs"], why: "one place speaks SMTP" },
    Only { words: &["totp_rs"], places: &["src/totp.rs"], why: "a phone's codes are read in one place" },
    Only {
        words: &["env", "args"],
        places: &["src/config.rs", "src/main.rs", "src/command/"],
        why: "settings come from config",
    },
    Only { words: &["anyhow"], places: &["src/main.rs", "src/command/"], why: "elsewhere errors have names" },
];

/// Tables that are written outside `store/record/`: housekeeping, never a petition's or an account's.
const HOUSEKEEPING: &[&str] = &[
    "deeds",
    "text_kinds",
    "sessions",
    "drafts",
    "throttles",
    "rounds",
    "marks",
    "units",
    "villages",
    "authorities",
    "late_reasons",
    "petition_search",
    "seen_moves",
    "digests",
    "sheets",
    "unlinked",
    "outbox",
];

/// Tables that hold what happened to somebody; only `store/record/` writes them.
const AUDITED: &[&str] = &[
    "events",
    "links",
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
    "papers",
    "withdrawals",
    "duplicates",
    "splits",
    "keepings",
    "counters",
    "slots",
    "routes",
    "absences",
    "list_changes",
    "receptions",
    "reception_notes",
    "turns",
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
];

/// Tables of which each row belongs to a petition: a query over them starts from a scope.
const OF_A_PETITION: &[&str] = &[
    "petitions",
    "choices",
    "stories",
    "sealed_stories",
    "parties",
    "identities",
    "clocks",
    "answers",
    "texts",
    "tellings",
    "concerns",
    "files",
    "papers",
    "withdrawals",
    "duplicates",
    "splits",
    "keepings",
    "events",
    "petition_search",
    "agenda",
    "guests",
    "minutes",
    "minutes_scans",
    "questions",
    "latenesses",
    "assistances",
    "commitments",
    "outbox",
];

/// Functions that read such tables without a scope, each with its reason.
const UNSCOPED: &[(&str, &str, &str)] = &[
    ("petition.rs", "load_as_stored", "for the portal itself, for whoever holds the code, and for the vault"),
    ("petition.rs", "history", "of a petition that was loaded in sight"),
    ("petition.rs", "by_code", "whoever holds the code"),
    ("petition.rs", "stranded", "what an act on the main one sets free, by an event of its own"),
    ("petition.rs", "by_draft", "whoever holds the draft's cookie"),
    ("mediation.rs", "list", "narrowed by `seen` before a word of it is told"),
    ("mediation.rs", "history", "of a mediation that was loaded in sight"),
    ("assistance.rs", "open", "narrowed by `seen` before a word of it is told"),
    ("assistance.rs", "past", "the own unit's, of petitions that `not_kept_from` lets through"),
    ("assistance.rs", "words", "of questions that were found in scope"),
    ("assistance.rs", "last_over", "the own unit's, of a petition that `not_kept_from` lets through"),
    ("assistance.rs", "only_for", "a count, for closing an account and for moving it"),
    ("assistance.rs", "held", "a count by unit, for retiring one"),
    ("board.rs", "hanging", "of petitions that a scoped list found"),
    ("figures.rs", "held", "counts by holder, and none of a sealed one"),
    ("sheet.rs", "people", "of a petition that was loaded in sight"),
    ("sheet.rs", "said", "of a petition that was loaded in sight"),
    ("sheet.rs", "decided", "of a petition that was loaded in sight"),
    ("reception.rs", "noticed", "limits of things that are no petition"),
    ("question.rs", "waiting", "counts the asker's own questions"),
    ("event.rs", "was_sorted_by", "asks for the actor's own act"),
    ("file/orphan.rs", "named", "asks whether ids have a row, tells nothing of it"),
    ("event.rs", "account_changes", "of accounts: no petition's"),
    ("event.rs", "route_changes", "of the table of routes: no petition's"),
    ("list.rs", "held", "a count by unit, for retiring one"),
    ("list.rs", "history", "of kept lists: no petition's"),
    ("account.rs", "holdings", "a count, for closing an account"),
    ("file/orphan.rs", "erased", "asks which bytes a decision took away, tells nothing of them"),
    ("search.rs", "forget_words", "takes words away, reads none"),
    ("file/orphan.rs", "all_named", "a copy of the whole commune takes all files along"),
    ("event.rs", "did_already", "asks for the actor's own form, by its keyed hash"),
    ("event.rs", "subject_of_form", "asks for the actor's own form, by its keyed hash"),
    ("reminder.rs", "pending", "the portal's own round"),
    ("reminder.rs", "duties_told", "of limits that a scoped list found"),
    ("duty.rs", "load", "narrowed by `Duty::is_seen` and the petitions in sight before a word of it is told"),
    ("calendar.rs", "open_since", "limits that the portal itself counts again; a page shows numbers and dates"),
    ("dialogue.rs", "fill", "of a dialogue that was loaded in sight, without what hangs on petitions out of it"),
    ("dialogue.rs", "history", "of a dialogue that was loaded in sight"),
    ("dialogue.rs", "invited", "whoever holds the code"),
    ("dialogue.rs", "did_already", "asks for the actor's own form, by its keyed hash"),
    ("commitment.rs", "load_in_sight", "its limit, once it was found in sight"),
    ("book.rs", "clocks_about", "limits of things that are no petition"),
    ("book.rs", "looks", "events that are about no petition"),
    ("round.rs", "told_before", "the portal's own round"),
    ("outbox.rs", "claim", "the portal's own sender"),
    ("outbox.rs", "queue_digest", "to somebody of the office, about no petition"),
    ("outbox.rs", "end", "the portal's own sender"),
    ("outbox.rs", "put_off", "the portal's own sender"),
    ("outbox.rs", "tidy", "the portal's own round"),
    ("outbox.rs", "oldest_waiting", "a moment, for health"),
    ("outbox.rs", "unsent", "says what a letter is for, not which petition's"),
    ("outbox.rs", "standing", "narrowed by the register to petitions in sight, or tells no petition"),
    ("outbox.rs", "failed_since", "a count"),
    ("outbox.rs", "is_owed", "of a petition that was loaded in sight"),
    ("search.rs", "find", "ids that a scoped query narrows"),
    ("search.rs", "index", "writes the index"),
    ("search.rs", "head", "writes the index"),
    ("search.rs", "remove", "writes the index"),
];

#[test]
fn each_place_names_only_what_the_arrow_allows() {
    let sources = sources();
    let places: Vec<&str> = ARROW.iter().map(|(place, _)| *place).collect();
    let mut wrong = Vec::new();
    for source in &sources {
        let Some((_, allowed)) = ARROW.iter().find(|(place, _)| *place == source.place()) else {
            wrong.push(format!("{} stands in no place of the arrow", source.path));
            continue;
        };
        for named in source.places_named() {
            if places.contains(&named.as_str()) && named != source.place() && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{} names {named}", source.path));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn an_arrow_that_nobody_uses_is_no_arrow() {
    let sources = sources();
    let mut unused = Vec::new();
    for (place, allowed) in ARROW {
        let named: Vec<String> =
            sources.iter().filter(|s| s.place() == *place).flat_map(Source::places_named).collect();
        unused.extend(allowed.iter().filter(|to| !named.iter().any(|n| n == *to)).map(|to| format!("{place} → {to}")));
    }
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn some_words_are_said_in_few_places() {
    assert_eq!(words_out_of_place(&sources()), Vec::<String>::new());
}

fn words_out_of_place(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for Only { words, why, .. } in ONLY.iter().filter(|only| !source.is_in(only.places)) {
            wrong.extend(
                words
                    .iter()
                    .filter(|word| source.names(word))
                    .map(|word| format!("{} says {word}: {why}", source.path)),
            );
        }
    }
    wrong
}

#[test]
fn only_record_writes_what_is_audited() {
    assert_eq!(written_elsewhere(&sources()), Vec::<String>::new());
}

fn written_elsewhere(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, function) in store_functions(sources) {
        let writes = ["insert_into", "diesel::update", "diesel::delete", "replace_into", "sql_query", "batch_execute"];
        if writes.iter().any(|word| function.code.contains(word)) {
            let named = AUDITED.iter().filter(|table| names_table(&function, table));
            wrong.extend(named.map(|table| format!("{path} {} writes {table}", function.name)));
        }
    }
    wrong
}

#[test]
fn every_table_is_audited_or_housekeeping() {
    let schema = sources().into_iter().find(|source| source.path == "src/store/schema.rs").expect("the schema");
    let tables: Vec<&str> = schema
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {"))
        .filter_map(|head| head.split_once(" (").map(|(name, _)| name))
        .collect();
    assert!(tables.len() > 20, "{tables:?}");
    for table in &tables {
        assert!(AUDITED.contains(table) ^ HOUSEKEEPING.contains(table), "{table} is in one of the two lists");
    }
    for table in AUDITED.iter().chain(HOUSEKEEPING) {
        assert!(tables.contains(table), "{table} is no table any more");
    }
}

#[test]
fn what_belongs_to_a_petition_is_read_in_scope() {
    let (wrong, used) = read_unscoped(&sources());
    assert_eq!(wrong, Vec::<String>::new());
    let stale: Vec<_> = UNSCOPED.iter().filter(|listed| !used.contains(listed)).collect();
    assert!(stale.is_empty(), "no longer needed: {stale:?}");
}

type Unscoped = (&'static str, &'static str, &'static str);

/// What reads without a scope and without a reason, and the reasons that were needed.
fn read_unscoped(sources: &[Source]) -> (Vec<String>, Vec<&'static Unscoped>) {
    let (mut wrong, mut used) = (Vec::new(), Vec::new());
    for (path, function) in store_functions(sources) {
        let scoped = function.code.contains("scope::visible") || function.code.contains("narrowed!");
        // What runs no query is a part of one.
        let runs = ["on!(", ".load(", ".first(", ".execute("].iter().any(|word| function.code.contains(word));
        if scoped || !runs || !OF_A_PETITION.iter().any(|table| names_table(&function, table)) {
            continue;
        }
        match UNSCOPED.iter().find(|(file, name, _)| path.ends_with(file) && *name == function.name) {
            Some(listed) => used.push(listed),
            None => wrong.push(format!("{path} {} reads without a scope", function.name)),
        }
    }
    (wrong, used)
}

/// Functions of `store/` that are not `record`'s, the scope's, the schema's own.
fn store_functions(sources: &[Source]) -> Vec<(String, Function)> {
    let own = ["src/store/record/", "src/store/scope.rs", "src/store/schema.rs", "src/store/connection.rs"];
    sources
        .iter()
        .filter(|source| source.place() == "store" && !source.is_in(&own))
        .flat_map(|source| source.functions().into_iter().map(|function| (source.path.clone(), function)))
        .collect()
}

/// The attempts of `tests/door` that the compiler lets pass are found by the tests above.
#[test]
fn what_the_compiler_lets_pass_is_read_here() {
    let mut tried = 0;
    for (path, text) in files("tests/door", ".rs") {
        let Some((_, expected)) = text.lines().next().unwrap_or_default().split_once("Compiles; layers: ") else {
            continue;
        };
        let stands = path.replace("tests/door/", "src/");
        let attempt = [Source::new(stands, text.clone())];
        let found = [words_out_of_place(&attempt), written_elsewhere(&attempt), read_unscoped(&attempt).0].concat();
        assert!(found.iter().any(|found| found.contains(expected)), "{path}: {found:?}");
        tried += 1;
    }
    assert!(tried >= 4, "{tried}");
}

fn names_table(function: &Function, table: &str) -> bool {
    mentions(&function.code, &format!("{table}::table"))
}

#[test]
fn templates_escape_everything_but_our_own_drawing() {
    let mut unescaped = Vec::new();
    for (path, text) in files("templates", ".html") {
        for (n, line) in text.lines().enumerate() {
            let is_safe = line.contains("| safe") || line.contains("|safe") || line.contains("autoescape");
            if is_safe {
                unescaped.push(format!("{path}:{} {}", n + 1, line.trim()));
            }
        }
    }
    assert!(unescaped.len() == 1 && unescaped[0].contains("{{ svg |"), "{unescaped:#?}");
}

#[test]
fn templates_hold_no_script_and_no_style() {
    for (path, text) in files("templates", ".html") {
        let lower = text.to_lowercase();
        for forbidden in
            ["<script>", "<style", " style=", " onclick", " onsubmit", " onchange", "javascript:", "http://", "//cdn"]
        {
            let allowed = forbidden == "http://"
                && lower.matches(forbidden).count() == lower.matches("http://www.w3.org").count();
            assert!(allowed || !lower.contains(forbidden), "{path} holds {forbidden}");
        }
    }
}

#[test]
fn every_template_is_some_pages_template() {
    let sources = sources();
    let templates = files("templates", ".html");
    for (path, _) in &templates {
        let name = path.strip_prefix("templates/").expect("below templates");
        let by_page = sources.iter().any(|source| source.text.contains(&format!("= \"{name}\"")));
        let extended = templates
            .iter()
            .any(|(_, text)| ["extends", "include"].iter().any(|word| text.contains(&format!("{word} \"{name}\""))));
        assert!(by_page || extended || name.starts_with("parts/"), "{path} is nobody's");
    }
    for source in sources.iter().filter(|source| source.place() == "web") {
        for line in source.text.lines().filter_map(|line| line.split_once("const TEMPLATE: &'static str = \"")) {
            let name = line.1.split('"').next().unwrap_or_default();
            assert!(
                templates.iter().any(|(path, _)| path == &format!("templates/{name}")),
                "{} has no {name}",
                source.path
            );
        }
    }
}

#[test]
fn every_look_of_a_page_has_a_route() {
    let sources = sources();
    let route = sources.iter().find(|source| source.path == "src/web/route.rs").expect("the routes");
    for source in sources.iter().filter(|source| source.place() == "web" && source.path != "src/web/route.rs") {
        let module =
            source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs").rsplit('/').next().unwrap_or_default();
        for line in source.text.lines() {
            let Some(rest) = line.strip_prefix("pub fn ") else { continue };
            if rest.ends_with("(desk: &Desk) -> Answer {") {
                let name = rest.split('(').next().unwrap_or_default();
                let by_route = mentions(&route.code, &format!("::{name}"));
                let by_page = sources
                    .iter()
                    .any(|page| page.place() == "web" && page.code.contains(&format!("{module}::{name}(")));
                assert!(by_route || by_page, "{} {name} stands behind no address", source.path);
            }
        }
    }
}

#[test]
fn every_file_says_in_one_sentence_what_it_is() {
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 20, "{}: {first}", source.path);
    }
}
