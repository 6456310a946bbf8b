//! Who may see and do what: the policy's whole matrix on one page, the same said in SQL, and every route tried as every role.

use std::{collections::BTreeSet, fmt::Write};

use tiepdan::{
    domain::{
        assistance::{Asked, Assistance},
        clock::{Clock, ClockState},
        event::Deed,
        id::Id,
        person::{Account, Role},
        petition::{
            Answer, AnswerState, Case, Channel, Concern, Finding, Kind, Petition, Stage, Stored, Topic, Writers,
        },
        policy::{self, Sight},
        refusal::Refusal,
        retention::Retention,
    },
    store::{self, board},
    web::route::{Door, ROUTES, Verb},
};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, day},
    database::is_postgres,
    page::{Browser, Page},
};

// ---- The matrix ----

/// Everybody who stands in another relation to one petition.
const RELATIONS: &[(&str, &str)] = &[
    ("clerk", "vanthu"),
    ("owner", "moitruong"),
    ("unit", "diachinh"),
    ("officer", "congan"),
    ("reader", "vanhoa"),
    ("chair", "chutich"),
    ("vice", "phochutich"),
    ("front", "mattran"),
    ("village", "truongthon"),
    ("admin", "quantri"),
];

const LETTERS: &[(Stage, char)] = &[
    (Stage::Received, 'R'),
    (Stage::AwaitingSignature, 'S'),
    (Stage::Accepted, 'C'),
    (Stage::InProgress, 'P'),
    (Stage::AwaitingApproval, 'U'),
    (Stage::AwaitingIssue, 'I'),
    (Stage::Answered, 'A'),
    (Stage::Closed, 'D'),
    (Stage::Guided, 'G'),
    (Stage::Transferred, 'T'),
    (Stage::Ineligible, 'E'),
    (Stage::Duplicate, '2'),
    (Stage::Withdrawn, 'W'),
    (Stage::Terminated, 'X'),
];

/// A petition in a state that the matrix asks about.
type Turn = (&'static str, fn(&mut Stored, &Cast) -> Vec<Concern>);

struct Cast(Commune);

impl Cast {
    fn id(&self, username: &str) -> Id<Account> {
        self.0.account(username).id
    }
}

const TURNS: &[Turn] = &[
    ("a phản ánh of the unit “land”, owned by moitruong", |facts, cast| {
        facts.kind = Some(Kind::Feedback);
        assigned(facts, cast)
    }),
    ("a phản ánh of which the unit “police” was asked", |facts, cast| {
        facts.kind = Some(Kind::Feedback);
        assigned(facts, cast)
    }),
    ("about congan, whose unit was asked all the same", |facts, cast| {
        facts.kind = Some(Kind::Feedback);
        assigned(facts, cast);
        vec![Concern { account: cast.id("congan"), hides: true }]
    }),
    ("not yet sorted, with the intake owner", |facts, _| {
        facts.kind = None;
        Vec::new()
    }),
    ("a khiếu nại filed online", |facts, cast| {
        facts.kind = Some(Kind::Complaint);
        assigned(facts, cast)
    }),
    ("a khiếu nại that is suspended", |facts, cast| {
        facts.kind = Some(Kind::Complaint);
        assigned(facts, cast)
    }),
    ("a khiếu nại told at the counter", |facts, cast| {
        facts.kind = Some(Kind::Complaint);
        facts.channel = Channel::Counter;
        assigned(facts, cast)
    }),
    ("conduct that the chairman has not assigned", |facts, cast| {
        facts.topic = Topic::Conduct;
        facts.owner = Some(cast.id("chutich"));
        facts.unit = Some("chairman".to_owned());
        Vec::new()
    }),
    ("conduct assigned to moitruong", |facts, cast| {
        facts.kind = Some(Kind::Feedback);
        facts.topic = Topic::Conduct;
        assigned(facts, cast)
    }),
    ("a tố cáo, sealed, read by vanhoa", |facts, cast| {
        facts.kind = Some(Kind::Denunciation);
        facts.sealed = true;
        facts.reader = Some(cast.id("vanhoa"));
        assigned(facts, cast);
        facts.owner = facts.reader;
        Vec::new()
    }),
    ("gone past the heads", |facts, _| {
        facts.sealed = true;
        facts.past_heads = true;
        facts.owner = None;
        Vec::new()
    }),
    ("about moitruong, who owns it", |facts, cast| {
        facts.kind = Some(Kind::Feedback);
        assigned(facts, cast);
        vec![Concern { account: cast.id("moitruong"), hides: true }]
    }),
    ("about phochutich, whom moitruong answers to", |facts, cast| {
        facts.kind = Some(Kind::Complaint);
        assigned(facts, cast);
        vec![Concern { account: cast.id("phochutich"), hides: true }]
    }),
    ("a khiếu nại that only marks chutich", |facts, cast| {
        facts.kind = Some(Kind::Complaint);
        assigned(facts, cast);
        vec![Concern { account: cast.id("chutich"), hides: false }]
    }),
];

fn assigned(facts: &mut Stored, cast: &Cast) -> Vec<Concern> {
    facts.owner = Some(cast.id("moitruong"));
    facts.unit = Some("land".to_owned());
    facts.assigned = true;
    Vec::new()
}

/// The base case with other facts, another stage, and an answer by its owner as that stage has it.
fn turned(base: &Case, turn: &Turn, stage: Stage, cast: &Cast) -> Case {
    let mut facts = (*base.petition).clone();
    let concerns = turn.1(&mut facts, cast);
    facts.stage = stage;
    let state = match stage {
        Stage::InProgress => Some(AnswerState::Draft),
        Stage::AwaitingApproval => Some(AnswerState::Submitted),
        Stage::AwaitingIssue | Stage::Answered | Stage::Closed => Some(AnswerState::Approved),
        _ => None,
    };
    let drafter = facts.owner.unwrap_or(cast.id("moitruong"));
    let answers = state.map(|state| answer(&facts, drafter, state)).into_iter().collect();
    let clocks = if turn.0.contains("suspended") { stopped(base) } else { base.clocks.clone() };
    let assistances = if turn.0.contains("was asked") { vec![asked(base, cast)] } else { Vec::new() };
    let retention = (stage == Stage::Ineligible).then(|| Retention::from(facts.id, facts.received_on));
    Case { petition: Petition::restore(facts), concerns, answers, clocks, assistances, retention, ..base.clone() }
}

/// The police, of the base case.
fn asked(base: &Case, cast: &Cast) -> Asked {
    let assistance = Assistance {
        id: Id::from_uuid(*base.petition.id.uuid()),
        petition: base.petition.id,
        unit: "police".to_owned(),
        asker: cast.id("moitruong"),
        question: Id::from_uuid(*base.petition.id.uuid()),
        asked_on: base.petition.received_on,
        answer: None,
        answered_by: None,
        ending: None,
        ended_on: None,
    };
    Asked { assistance, clock: base.clocks[0].clone() }
}

/// Its limits as a decision to suspend leaves them.
fn stopped(base: &Case) -> Vec<Clock> {
    let stop = |clock: &Clock| Clock { state: ClockState::Paused, remaining: Some(3), ..clock.clone() };
    base.clocks.iter().map(stop).collect()
}

fn answer(facts: &Stored, drafter: Id<Account>, state: AnswerState) -> Answer {
    Answer {
        id: Id::from_uuid(*facts.id.uuid()),
        petition: facts.id,
        position: 1,
        revision: 1,
        state,
        summary: String::new(),
        letter: String::new(),
        finding: Finding::Done,
        drafter,
        writers: Writers(vec![drafter]),
        approver: None,
        approved_on: None,
        document_no: None,
        document_date: None,
    }
}

/// In which stages someone may do something; `–` never, though they see it; `·` it is not there for them.
fn cell(base: &Case, turn: &Turn, sight: &Sight, deed: Deed, cast: &Cast) -> String {
    let (mut allowed, mut forbidden, mut unseen) = (String::new(), 0, 0);
    for (stage, letter) in LETTERS {
        match policy::may(sight, &turned(base, turn, *stage, cast), deed) {
            Ok(()) => allowed.push(*letter),
            Err(Refusal::Untimely(_)) => {}
            Err(Refusal::NotYours(_)) => forbidden += 1,
            Err(Refusal::Unseen) => unseen += 1,
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
    match (allowed.is_empty(), forbidden, unseen) {
        (true, _, n) if n == LETTERS.len() => "·".to_owned(),
        (true, n, 0) if n == LETTERS.len() => "–".to_owned(),
        (true, ..) => "0".to_owned(),
        (false, 0, 0) => allowed,
        (false, _, _) => format!("{allowed}*"),
    }
}

#[test]
fn the_policy_is_this_one_page() {
    let cast = Cast(Commune::new());
    let base = cast.0.case(cast.0.file(&Filing::of_ong_tu()));
    assert_eq!(LETTERS.len(), Stage::ALL.len());
    let mut page = String::from(
        "In which stages who may do what. – never, · not there for them, 0 never its time, * in other stages forbidden.\n",
    );
    let letters: Vec<String> = LETTERS.iter().map(|(stage, letter)| format!("{letter} {}", stage.code())).collect();
    writeln!(page, "{}", letters.join(", ")).expect("text");
    for turn in TURNS {
        write!(page, "\n# {}\n{:<20}", turn.0, "").expect("text");
        RELATIONS.iter().for_each(|(relation, _)| write!(page, " {relation:<15}").expect("text"));
        for deed in policy::ON_A_PETITION {
            write!(page, "\n{:<20}", deed.code()).expect("text");
            for (_, username) in RELATIONS {
                write!(page, " {:<15}", cell(&base, turn, &cast.0.sight(username), *deed, &cast)).expect("text");
            }
        }
        page.push('\n');
    }
    let page: Vec<&str> = page.lines().map(str::trim_end).collect();
    insta::assert_snapshot!("policy", page.join("\n"));
}

// ---- Scope and policy say the same ----

/// Petitions in every combination of what decides sight, by hand: no act could make them all.
fn plant(commune: &Commune) -> usize {
    let base = commune.file(&Filing::of_ong_tu());
    let (columns, clock_columns) = (columns_of(commune, "petitions"), columns_of(commune, "clocks"));
    let asker = format!("'{}'", commune.account("chutich").id);
    let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
    let id = |username: &str| format!("'{}'", commune.account(username).id);
    let flag = |on: bool| if is_postgres() { on.to_string() } else { i32::from(on).to_string() };
    let owners = ["vanthu", "diachinh", "moitruong", "chutich", "phochutich"].map(id);
    let concerned: [&[(&str, bool)]; 7] = [
        &[],
        &[("diachinh", true)],
        &[("diachinh", false)],
        &[("chutich", true)],
        &[("chutich", false), ("moitruong", true)],
        &[("phochutich", true)],
        &[("vanthu", true), ("congan", true)],
    ];
    let (mut n, mut sql) = (0, String::from("BEGIN;"));
    for (sealed, past) in [(false, false), (true, false), (true, true)] {
        for topic in ["land", "conduct"] {
            for assigned in [false, true] {
                for owner in &owners {
                    for unit in ["'land'", "'economy'", "NULL"] {
                        for reader in ["NULL".to_owned(), id("diachinh"), id("phochutich")] {
                            for concerns in concerned {
                                n += 1;
                                let new = format!("'01a00000-0000-7000-8000-{n:012}'");
                                let value = |column: &str| match column {
                                    "id" => new.clone(),
                                    "sealed" => flag(sealed),
                                    "past_heads" => flag(past),
                                    "topic" => format!("'{topic}'"),
                                    "assigned" => flag(assigned),
                                    "owner" => owner.clone(),
                                    "unit" => unit.to_owned(),
                                    "reader" => reader.clone(),
                                    "draft" | "number" => "NULL".to_owned(),
                                    "last_event" => event.to_owned(),
                                    same => same.to_owned(),
                                };
                                let values: Vec<String> = columns.iter().map(|column| value(column)).collect();
                                let list = columns.join(", ");
                                let values = values.join(", ");
                                write!(
                                    sql,
                                    "INSERT INTO petitions ({list}) SELECT {values} FROM petitions WHERE id = '{base}';"
                                )
                                .expect("text");
                                write!(sql, "INSERT INTO choices SELECT {new}, topic, about_decision, anonymous, last_event FROM choices WHERE petition = '{base}';").expect("text");
                                // Of every second one a unit was asked: it waits, or it is over.
                                let (ending, on) =
                                    if n % 6 == 0 { ("'taken_back'", "'2026-12-01'") } else { ("NULL", "NULL") };
                                let unit = if n % 4 == 0 { "social" } else { "police" };
                                if n % 2 == 0 {
                                    write!(sql, "INSERT INTO assistances (id, petition, unit, asker, question, asked_on, ending, ended_on, last_event) VALUES ({new}, {new}, '{unit}', {asker}, {new}, '2026-11-25', {ending}, {on}, {event});").expect("text");
                                    let values: Vec<String> = clock_columns
                                        .iter()
                                        .map(|column| match column.as_str() {
                                            "id" | "subject" => new.clone(),
                                            "petition" => "NULL".to_owned(),
                                            same => same.to_owned(),
                                        })
                                        .collect();
                                    write!(sql, "INSERT INTO clocks ({}) SELECT {} FROM clocks WHERE petition = '{base}' AND rule = 'XLD-10';", clock_columns.join(", "), values.join(", ")).expect("text");
                                }
                                for (username, hides) in concerns {
                                    let (account, hides) = (id(username), flag(*hides));
                                    write!(sql, "INSERT INTO concerns (petition, account, hides, last_event) VALUES ({new}, {account}, {hides}, {event});").expect("text");
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    sql.push_str("COMMIT;");
    commune.data.run(&sql).expect("planted");
    n
}

fn columns_of(commune: &Commune, table: &str) -> Vec<String> {
    commune.data.values(&if is_postgres() {
        format!(
            "SELECT CAST(column_name AS TEXT) AS value FROM information_schema.columns WHERE table_name = '{table}'"
        )
    } else {
        format!("SELECT name AS value FROM pragma_table_info('{table}')")
    })
}

/// Everything that a list shows to this person, page after page.
fn listed(commune: &Commune, sight: &Sight) -> BTreeSet<Id<Petition>> {
    let (mut found, mut filter) = (BTreeSet::new(), board::Filter::default());
    loop {
        let page = commune.store().read(|conn| board::list(conn, sight, &filter)).expect("a list");
        found.extend(page.rows.iter().map(|row| row.petition.id));
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return found,
        }
    }
}

#[test]
fn the_scope_of_every_query_is_what_the_policy_says() {
    let commune = Commune::new();
    let planted = plant(&commune);
    let ids: Vec<Id<Petition>> = commune
        .data
        .values("SELECT CAST(id AS TEXT) AS value FROM petitions ORDER BY id")
        .iter()
        .map(|id| id.parse().expect("an id"))
        .collect();
    assert_eq!(ids.len(), planted + 1);
    let cases: Vec<Case> = ids.iter().map(|id| commune.case(*id)).collect();
    let people = tiepdan::demo::people().expect("people");
    let mut sizes = BTreeSet::new();
    for person in &people {
        let sight = commune.sight(&person.username);
        let may: BTreeSet<Id<Petition>> =
            cases.iter().filter(|case| policy::may_see(&sight, case)).map(|case| case.petition.id).collect();
        let seen = listed(&commune, &sight);
        let wrong: Vec<_> = may.symmetric_difference(&seen).take(3).collect();
        assert!(wrong.is_empty(), "{}: {} may, {} seen, {wrong:?}", person.username, may.len(), seen.len());
        for id in ids.iter().step_by(97) {
            let loaded = commune.store().read(|conn| store::petition::load_in_sight(conn, *id, &sight));
            assert_eq!(loaded.is_ok(), may.contains(id), "{} {id}", person.username);
        }
        sizes.insert(may.len());
    }
    // The combinations tell people apart: the test would find a scope that lets everybody see everything, or nothing.
    assert!(sizes.len() >= 6, "{sizes:?}");
}

// ---- Every route as every role ----

const WHO: &[&str] = &["vanthu", "moitruong", "diachinh", "chutich", "phochutich", "mattran", "truongthon", "quantri"];

/// What each route answers: to nobody signed in, then to each of [`WHO`], in that order. A GET as it is; a POST without fields.
///
/// `{id}` is bà Sáu's petition, assigned to moitruong, with one file; `{code}` its code. Steps are those of filing.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    //                                  nobody hoa minh việt an  hiền tâm bình khánh
    ("GET", "/",                        "200 200 200 200 200 200 200 200 200"),
    ("GET", "/to-cao",                  "200 200 200 200 200 200 200 200 200"),
    ("GET", "/huong-dan",               "200 200 200 200 200 200 200 200 200"),
    ("GET", "/ai-thay-ten-toi",         "200 200 200 200 200 200 200 200 200"),
    ("GET", "/lich-tiep-dan",           "200 200 200 200 200 200 200 200 200"),
    ("GET", "/cong-khai",               "200 200 200 200 200 200 200 200 200"),
    ("GET", "/suc-khoe",                "200 200 200 200 200 200 200 200 200"),
    ("GET", "/gui-don",                 "200 200 200 200 200 200 200 200 200"),
    ("GET", "/gui-don/xong",            "303 303 303 303 303 303 303 303 303"),
    ("POST", "/gui-don/xoa",            "303 303 303 303 303 303 303 303 303"),
    ("GET", "/gui-don/{step}",          "200 200 200 200 200 200 200 200 200"),
    ("POST", "/gui-don/{step}",         "422 422 422 422 422 422 422 422 422"),
    ("GET", "/tra-cuu",                 "200 200 200 200 200 200 200 200 200"),
    ("POST", "/tra-cuu",                "422 422 422 422 422 422 422 422 422"),
    ("GET", "/don/{code}",              "200 200 200 200 200 200 200 200 200"),
    ("GET", "/don/{code}/noi-dung",     "200 200 200 200 200 200 200 200 200"),
    ("POST", "/don/{code}/noi-dung",    "422 422 422 422 422 422 422 422 422"),
    ("GET", "/don/{code}/bo-sung",      "200 200 200 200 200 200 200 200 200"),
    ("POST", "/don/{code}/bo-sung",     "422 422 422 422 422 422 422 422 422"),
    ("GET", "/don/{code}/tep/{n}",      "303 303 303 303 303 303 303 303 303"),
    ("GET", "/don/{code}/y-kien",       "303 303 303 303 303 303 303 303 303"),
    ("POST", "/don/{code}/y-kien",      "409 409 409 409 409 409 409 409 409"),
    ("GET", "/don/{code}/doi-thoai",    "404 404 404 404 404 404 404 404 404"),
    ("POST", "/don/{code}/doi-thoai",   "404 404 404 404 404 404 404 404 404"),
    ("GET", "/dang-nhap",               "200 303 303 303 303 303 303 303 303"),
    ("POST", "/dang-nhap",              "422 422 422 422 422 422 422 422 422"),
    ("GET", "/ho-so/{id}/tep/{n}",      "303 404 404 404 404 404 404 404 404"),
    ("POST", "/dang-xuat",              "303 303 303 303 303 303 303 303 303"),
    ("GET", "/buoc-hai",               "303 303 303 303 303 303 303 303 303"),
    ("POST", "/buoc-hai",               "303 303 303 303 303 303 303 303 303"),
    ("GET", "/buoc-hai/lap",           "303 409 409 409 409 409 409 409 409"),
    ("POST", "/buoc-hai/lap",           "303 409 409 409 409 409 409 409 409"),
    ("GET", "/buoc-hai/ma-du-phong",   "303 303 303 303 303 303 303 303 303"),
    ("GET", "/tai-khoan",              "303 200 200 200 200 200 200 200 200"),
    ("POST", "/tai-khoan/phien",        "303 303 303 303 303 303 303 303 303"),
    ("POST", "/tai-khoan/thu",          "303 303 303 303 303 303 303 403 403"),
    ("POST", "/tai-khoan/ma-du-phong",  "303 422 422 422 422 422 422 422 422"),
    ("GET", "/doi-mat-khau",            "303 200 200 200 200 200 200 200 200"),
    ("POST", "/doi-mat-khau",           "303 422 422 422 422 422 422 422 422"),
    ("GET", "/ban-lam-viec",            "303 200 200 200 200 200 303 303 303"),
    ("GET", "/ban-lam-viec/viec",       "303 404 404 404 404 404 403 403 403"),
    ("GET", "/ban-lam-viec/han",        "303 403 403 403 200 200 403 403 403"),
    ("GET", "/ban-lam-viec/ban-giao",   "303 403 403 403 200 200 403 403 403"),
    ("POST", "/ban-lam-viec/ban-giao",  "303 403 403 403 422 422 403 403 403"),
    ("POST", "/ban-lam-viec/giao",      "303 403 403 403 422 422 403 403 403"),
    ("GET", "/ban-lam-viec/so-lieu",    "303 403 403 403 404 404 403 403 403"),
    ("POST", "/ban-lam-viec/da-xem",    "303 303 303 303 303 303 403 403 403"),
    ("GET", "/giam-sat",                "303 403 403 403 403 403 200 403 403"),
    ("GET", "/giam-sat/danh-tinh",      "303 403 403 403 403 403 200 403 403"),
    ("GET", "/giam-sat/so-lieu",        "303 403 403 403 403 403 404 403 403"),
    ("GET", "/giam-sat/tai-khoan",     "303 403 403 403 403 403 200 403 403"),
    ("GET", "/giam-sat/tai-khoan-moi",  "303 403 403 403 403 403 200 403 403"),
    ("POST", "/giam-sat/tai-khoan-moi",  "303 403 403 403 403 403 422 403 403"),
    ("GET", "/giam-sat/tai-khoan/{username}",  "303 403 403 403 403 403 404 403 403"),
    ("POST", "/giam-sat/tai-khoan/{username}",  "303 403 403 403 403 403 404 403 403"),
    ("POST", "/giam-sat/tai-khoan/{username}/buoc-hai",  "303 403 403 403 403 403 404 403 403"),
    ("POST", "/giam-sat/tai-khoan/{username}/dong",  "303 403 403 403 403 403 404 403 403"),
    ("POST", "/giam-sat/tai-khoan/{username}/mo-lai",  "303 403 403 403 403 403 404 403 403"),
    ("GET", "/giam-sat/mat-khau",      "303 403 403 403 403 403 303 403 403"),
    ("GET", "/tiep-nhan",               "303 200 403 403 403 403 403 200 403"),
    ("POST", "/tiep-nhan",              "303 422 403 403 403 403 403 422 403"),
    ("GET", "/tiep-nhan/phieu",         "303 303 403 403 403 403 403 303 403"),
    ("POST", "/tiep-nhan/phieu/xoa",    "303 303 403 403 403 403 403 303 403"),
    ("GET", "/bat-dau/{secret}",        "404 404 404 404 404 404 404 404 404"),
    ("POST", "/bat-dau/{secret}",       "404 404 404 404 404 404 404 404 404"),
    ("GET", "/quan-tri",                "303 403 403 403 403 403 403 403 200"),
    ("GET", "/quan-tri/tai-khoan-moi",  "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/tai-khoan-moi", "303 403 403 403 403 403 403 403 422"),
    ("GET", "/quan-tri/tai-khoan/{username}",  "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/tai-khoan/{username}", "303 403 403 403 403 403 403 403 409"),
    ("POST", "/quan-tri/tai-khoan/{username}/buoc-hai",  "303 403 403 403 403 403 403 403 409"),
    ("POST", "/quan-tri/tai-khoan/{username}/dong",  "303 403 403 403 403 403 403 403 409"),
    ("POST", "/quan-tri/tai-khoan/{username}/mo-lai",  "303 403 403 403 403 403 403 403 409"),
    ("GET", "/quan-tri/mat-khau",       "303 403 403 403 403 403 403 403 303"),
    ("GET", "/quan-tri/co-quan",        "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/co-quan",       "303 403 403 403 403 403 403 403 422"),
    ("GET", "/quan-tri/lich-lam-viec",  "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/lich-lam-viec", "303 403 403 403 403 403 403 403 422"),
    ("GET", "/quan-tri/don-vi",         "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/don-vi",        "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/don-vi/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/thon",           "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/thon",          "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/thon/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/linh-vuc",       "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/linh-vuc/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/noi-khac",       "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/noi-khac",      "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/noi-khac/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/ly-do",          "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/ly-do",         "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/ly-do/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/loi-van",        "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/loi-van/{code}/{act}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/vung-xa",        "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/vung-xa",       "303 403 403 403 403 403 403 403 409"),
    ("GET", "/quan-tri/phan-cong",      "303 403 403 403 403 403 403 403 200"),
    ("POST", "/quan-tri/phan-cong",     "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/phan-cong/{id}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/tham-quyen",     "303 200 403 403 200 200 403 403 200"),
    ("POST", "/quan-tri/tham-quyen",    "303 403 403 403 403 403 403 403 422"),
    ("POST", "/quan-tri/tham-quyen/{id}", "303 403 403 403 403 403 403 403 404"),
    ("GET", "/quan-tri/vang-mat",       "303 403 403 403 200 200 403 403 200"),
    ("POST", "/quan-tri/vang-mat",      "303 403 403 403 422 422 403 403 422"),
    ("POST", "/quan-tri/vang-mat/{id}", "303 403 403 403 404 404 403 403 404"),
    ("GET", "/thu",                     "303 200 403 403 403 403 403 403 200"),
    ("POST", "/thu/{id}/gui-lai",       "303 404 403 403 403 403 403 403 404"),
    ("GET", "/lich",                    "303 200 200 200 200 200 200 200 200"),
    ("GET", "/don/{code}/hen",          "200 200 200 200 200 200 200 200 200"),
    ("POST", "/don/{code}/hen",         "422 422 422 422 422 422 422 422 422"),
    ("POST", "/don/{code}/bo-hen",      "303 303 303 303 303 303 303 303 303"),
    ("GET", "/giam-sat/tiep-dan",       "303 403 403 403 403 403 200 403 403"),
    ("GET", "/tiep-dan",                "303 200 403 403 200 200 403 403 403"),
    ("GET", "/tiep-dan/moi",            "303 200 403 403 200 200 403 403 403"),
    ("POST", "/tiep-dan/moi",           "303 422 403 403 422 422 403 403 403"),
    ("GET", "/tiep-dan/so",             "303 200 403 403 200 200 403 403 403"),
    ("GET", "/tiep-dan/so/moi",         "303 200 403 403 200 200 403 403 403"),
    ("POST", "/tiep-dan/so/moi",        "303 422 403 403 422 422 403 403 403"),
    ("GET", "/tiep-dan/so/in",          "303 200 403 403 200 200 403 403 403"),
    ("POST", "/tiep-dan/so/in",         "303 200 403 403 200 200 403 403 403"),
    ("GET", "/tiep-dan/so/{entry}",     "303 404 403 403 404 404 403 403 403"),
    ("POST", "/tiep-dan/so/{entry}/{act}", "303 404 403 403 404 404 403 403 403"),
    ("GET", "/tiep-dan/viec/{task}",    "303 404 404 404 404 404 403 403 403"),
    ("POST", "/tiep-dan/viec/{task}",   "303 404 404 404 404 404 403 403 403"),
    ("GET", "/tiep-dan/{id}/luot/{n}",  "303 404 403 403 404 404 403 403 403"),
    ("POST", "/tiep-dan/{id}/luot/{n}", "303 404 403 403 404 404 403 403 403"),
    ("GET", "/tiep-dan/{id}/ket-luan",  "303 404 403 403 404 404 403 403 403"),
    ("POST", "/tiep-dan/{id}/ket-luan", "303 404 403 403 404 404 403 403 403"),
    ("GET", "/tiep-dan/{id}/thong-bao", "303 404 403 403 404 404 403 403 403"),
    ("GET", "/tiep-dan/{id}",           "303 404 403 403 404 404 403 403 403"),
    ("POST", "/tiep-dan/{id}/{act}",    "303 404 403 403 404 404 403 403 403"),
    ("GET", "/doi-thoai",               "303 200 200 200 200 200 200 403 403"),
    ("GET", "/doi-thoai/moi",           "303 200 403 403 200 200 403 403 403"),
    ("POST", "/doi-thoai/moi",          "303 422 403 403 422 422 403 403 403"),
    ("GET", "/doi-thoai/{id}",          "303 404 404 404 404 404 404 404 404"),
    ("GET", "/doi-thoai/{id}/giay-moi/{n}", "303 404 404 404 404 404 404 404 404"),
    ("GET", "/doi-thoai/{id}/bien-ban/{n}", "303 404 404 404 404 404 404 404 404"),
    ("GET", "/doi-thoai/{id}/bien-ban/{n}/tep/{scan}", "303 404 404 404 404 404 404 404 404"),
    ("POST", "/doi-thoai/{id}/{act}",   "303 404 404 404 404 404 404 404 404"),
    ("GET", "/cau-hoi",                 "303 200 200 200 200 200 200 403 403"),
    ("GET", "/cau-hoi/moi",             "303 403 403 403 403 403 404 403 403"),
    ("POST", "/cau-hoi/moi",            "303 403 403 403 403 403 404 403 403"),
    ("GET", "/cau-hoi/{id}",            "303 404 404 404 404 404 404 403 403"),
    ("POST", "/cau-hoi/{id}",           "303 404 404 404 404 404 404 403 403"),
    ("GET", "/hoa-giai",                "303 200 403 200 200 200 200 403 403"),
    ("GET", "/hoa-giai/moi",            "303 200 403 200 200 200 403 403 403"),
    ("POST", "/hoa-giai/moi",           "303 422 403 422 422 422 403 403 403"),
    ("GET", "/hoa-giai/{id}",           "303 404 403 404 404 404 404 403 403"),
    ("POST", "/hoa-giai/{id}/{act}",    "303 404 403 404 404 404 403 403 403"),
    ("GET", "/phoi-hop",                "303 200 200 200 200 200 403 403 403"),
    ("GET", "/cam-ket",                 "303 200 200 200 200 200 200 403 403"),
    ("POST", "/cam-ket/{id}/{act}",     "303 404 404 404 404 404 404 404 404"),
    ("GET", "/bao-cao",                 "303 200 200 200 200 200 200 200 200"),
    ("GET", "/ho-so",                   "303 200 200 200 200 200 200 403 403"),
    ("GET", "/ho-so/{id}",              "303 200 200 404 200 200 200 404 404"),
    ("GET", "/ho-so/{id}/giay-to/{n}",  "303 409 409 404 409 409 403 404 404"),
    ("GET", "/ho-so/{id}/phieu",        "303 404 404 404 404 404 404 404 404"),
    ("POST", "/ho-so/{id}/in-phieu",    "303 404 404 404 404 404 404 404 404"),
    ("POST", "/ho-so/{id}/{act}",       "303 422 422 404 422 422 403 404 404"),
];

/// Answers that are not those of the table; a route without a row is named.
fn differing(commune: &Commune, example: &Example) -> Vec<String> {
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for route in ROUTES {
        let verb = if route.verb == Verb::Get { "GET" } else { "POST" };
        let statuses = statuses(commune, example, verb, route.path).join(" ");
        asked += 1;
        match TABLE.iter().find(|(known, path, _)| *known == verb && *path == route.path) {
            Some((_, _, expected)) if *expected == statuses => {}
            Some((_, _, expected)) => wrong.push(format!("{verb} {}: {statuses}, not {expected}", route.path)),
            None => wrong.push(format!("(\"{verb}\", \"{}\", \"{statuses}\"),", route.path)),
        }
    }
    let gone = TABLE.iter().filter(|(verb, path, _)| {
        !ROUTES.iter().any(|route| route.path == *path && (route.verb == Verb::Get) == (*verb == "GET"))
    });
    wrong.extend(gone.map(|(verb, path, _)| format!("{verb} {path} is no route any more")));
    assert!(asked > 30, "{asked}");
    wrong
}

struct Example {
    id: Id<Petition>,
    code: String,
}

fn statuses(commune: &Commune, example: &Example, verb: &str, path: &str) -> Vec<String> {
    let path = path
        .replace("{step}", "viec")
        .replace("{code}", &example.code)
        .replace("{id}", &example.id.to_string())
        .replace("{n}", "1")
        .replace("{entry}", &example.id.to_string())
        .replace("{task}", &example.id.to_string())
        .replace("{username}", "vanthu")
        .replace("{act}", "ghi-chu");
    let ask = |browser: &Browser| -> Page { if verb == "GET" { browser.get(&path) } else { browser.post(&path, &[]) } };
    let nobody = ask(&commune.browser()).status;
    let officers = WHO.iter().map(|username| ask(&Officer::sign_in(commune, username)).status);
    std::iter::once(nobody).chain(officers).map(|status| status.to_string()).collect()
}

#[test]
fn every_route_answers_every_role_as_the_table_says() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    commune.assign(id);
    let wrong = differing(&commune, &Example { id, code });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_door_that_says_staff_opens_to_nobody_else() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let example = Example { id, code };
    for route in ROUTES.iter().filter(|route| route.door == Door::Staff) {
        let verb = if route.verb == Verb::Get { "GET" } else { "POST" };
        let nobody = &statuses_of_nobody(&commune, &example, verb, route.path);
        assert_eq!(nobody.location().as_deref(), Some("/dang-nhap"), "{verb} {}: {}", route.path, nobody.status);
    }
}

/// The lead keeps monitors and nobody else's account; the administrator everybody's but theirs.
#[test]
fn each_account_is_kept_by_one_and_only_one() {
    let commune = Commune::new();
    let people = tiepdan::demo::people().expect("people");
    for person in &people {
        let monitor = person.role == Role::Monitor;
        for username in WHO {
            let officer = commune.officer(username);
            let is_lead = *username == "mattran";
            let expected = |here: bool, may: bool| {
                if !may {
                    403
                } else if here {
                    200
                } else {
                    404
                }
            };
            let lead = officer.get(&format!("/giam-sat/tai-khoan/{}", person.username)).status;
            assert_eq!(lead, expected(monitor, is_lead), "{username} at the lead's page of {}", person.username);
            let admin = officer.get(&format!("/quan-tri/tai-khoan/{}", person.username)).status;
            let may = *username == "quantri" && !monitor;
            assert_eq!(admin, expected(true, may), "{username} at the administrator's page of {}", person.username);
        }
    }
}

fn statuses_of_nobody(commune: &Commune, example: &Example, verb: &str, path: &str) -> Page {
    let path = path.replace("{id}", &example.id.to_string()).replace("{n}", "1").replace("{act}", "ghi-chu");
    let path = path.replace("{entry}", &example.id.to_string()).replace("{task}", &example.id.to_string());
    let browser = commune.browser();
    if verb == "GET" { browser.get(&path) } else { browser.post(&path, &[]) }
}

/// Every act, posted by everybody at a moment when it is nobody's turn to be surprised: the order of checks decides.
#[test]
fn every_act_answers_every_role_in_the_order_of_checks() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    commune.assign(id);
    let version = commune.case(id).petition.version.to_string();
    for username in WHO {
        let officer = commune.officer(username);
        let (sight, case) = (commune.sight(username), commune.case(id));
        for deed in policy::ON_A_PETITION {
            let expected = match policy::may(&sight, &case, *deed) {
                Err(Refusal::Unseen) => 404,
                Err(Refusal::NotYours(_)) => 403,
                Err(_) => 409,
                Ok(()) => continue,
            };
            let page = officer.force(id, deed.code(), &[("version", &version), ("body", "x"), ("reason", "x")]);
            assert_eq!(page.status, expected, "{username} {}", deed.code());
        }
        // Not there, and not for them to know of, look alike.
        let elsewhere = officer.force(Id::from_uuid(*commune.account("vanthu").id.uuid()), "ghi-chu", &[]);
        assert_eq!(elsewhere.status, 404, "{username}");
    }
    assert_eq!(commune.case(id).petition.version.to_string(), version, "nothing was done");
    assert_eq!(commune.case(id).petition.received_on, day("25/11/2026"));
}
