//! The record: one event an act, codes and hashes only, chained in one order that shows every tampering; and races, of which one wins.

use std::{collections::BTreeSet, thread};

use tiepdan::{
    domain::{
        change::text_hash,
        event::Deed,
        id::Id,
        petition::{Petition, Stage},
        staff,
    },
    register,
    store::{
        self, Trouble,
        record::chain::{self, Verdict},
    },
};

use crate::{
    cast::Filing,
    commune::Commune,
    database::is_postgres,
    engines::lived_in,
    page::{Browser, Page},
};

// ---- The chain ----

#[test]
fn every_act_is_one_event_and_every_event_is_chained() {
    let commune = Commune::new();
    let before = commune.data.count("events");
    let (id, _) = commune.ba_sau_files();
    commune.answer(id);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    let deeds = commune.store().read(|conn| store::petition::history(conn, id)).expect("a history");
    let deeds: Vec<Deed> = deeds.iter().map(|event| event.deed).collect();
    let acts = [Deed::File, Deed::Sort, Deed::Assign, Deed::Draft, Deed::Submit, Deed::Approve, Deed::Tell];
    assert_eq!(deeds, acts);
    assert_eq!(commune.data.count("events"), before + acts.len());
    commune.minute();
    assert_eq!(commune.data.count("links"), commune.data.count("events"));
    let Verdict::Whole { head, entries, contains } = commune.chain().expect("a walk") else { panic!("broken") };
    assert_eq!((usize::try_from(entries), contains), (Ok(before + acts.len()), None));
    assert!(head.len() == 64 && head.bytes().all(|byte| byte.is_ascii_hexdigit()), "{head}");
}

#[test]
fn a_head_that_left_the_house_is_found_again() {
    let commune = Commune::new();
    let head = |commune: &Commune| match commune.chain().expect("a walk") {
        Verdict::Whole { head, .. } => head,
        broken => panic!("{broken:?}"),
    };
    let contains = |since: &str| match commune.store().read(|conn| chain::verify(conn, Some(since))).expect("a walk") {
        Verdict::Whole { contains, .. } => contains,
        broken => panic!("{broken:?}"),
    };
    let old = head(&commune);
    let (id, _) = commune.ba_sau_files();
    commune.answer(id);
    let new = head(&commune);
    assert_ne!(old, new);
    assert_eq!((contains(&old), contains(&new), contains(&"0".repeat(64))), (Some(true), Some(true), Some(false)));
}

#[test]
fn events_hold_codes_and_hashes_and_no_word_of_anybody() {
    let commune = lived_in();
    let bodies = commune.data.values("SELECT body AS value FROM events");
    for body in &bodies {
        for word in [
            "Trại heo",
            "Giao lại",
            "Còn mùi",
            "Phản đối",
            "Sáu",
            "0912345",
            "0912 345",
            "Mùi hôi",
            "nước thải",
            "Kiểm tra tại chỗ",
        ] {
            assert!(!body.contains(word), "an event holds {word}: {body}");
        }
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        assert_no_text(&body);
    }
    // What the event holds of a text is its salted hash.
    let texts = commune.data.values(
        "SELECT CAST(event AS TEXT) || ' ' || kind || ' ' || salt || ' ' || body AS value FROM texts WHERE body <> '' AND petition NOT IN (SELECT id FROM petitions WHERE sealed)",
    );
    assert!(texts.len() >= 5, "{texts:?}");
    for text in texts {
        let [event, kind, salt, body] = text.splitn(4, ' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
        let hash = text_hash(salt, body);
        let noted = format!("events WHERE CAST(id AS TEXT) = '{event}' AND body LIKE '%\"{kind}_hash\":\"{hash}\"%'");
        assert_eq!(commune.data.count(&noted), 1, "{kind} {body}");
    }
}

/// Codes, ids, dates, hashes, document numbers: nothing with a space in it.
fn assert_no_text(value: &serde_json::Value) {
    match value {
        serde_json::Value::String(text) => {
            assert!(!text.contains(' ') && text.len() <= 64, "free text in an event: {text}")
        }
        serde_json::Value::Array(list) => list.iter().for_each(assert_no_text),
        serde_json::Value::Object(fields) => fields.values().for_each(assert_no_text),
        _ => {}
    }
}

/// As somebody could who owns the database: without its triggers.
fn tamper(commune: &Commune, sql: &str) {
    let (before, after) = if is_postgres() {
        ("ALTER TABLE events DISABLE TRIGGER USER; ALTER TABLE links DISABLE TRIGGER USER;", "")
    } else {
        (
            "DROP TRIGGER IF EXISTS events_no_update; DROP TRIGGER IF EXISTS events_no_delete; DROP TRIGGER IF EXISTS links_no_update; DROP TRIGGER IF EXISTS links_no_delete;",
            "",
        )
    };
    commune.data.run(&format!("{before} {sql}; {after}")).expect("tampered");
}

#[test]
fn whoever_rewrites_the_record_is_found_out() {
    // Links of a commune's first days; that of a person's act on a petition is looked up, as more days may come before it.
    /// From the link of that act: what is written over, and which link tells.
    type Tampering = fn(i64) -> (String, i64);
    let tries: [(&str, Tampering); 7] = [
        ("another body", |_| (rewriting("body = '{}'", 5), 5)),
        ("another person", |acted| (rewriting("account = NULL, actor = 'system'", acted), acted)),
        ("another deed", |_| (rewriting("deed = 'dong'", 7), 7)),
        ("another petition", |acted| (rewriting("petition = NULL", acted), acted)),
        ("another form", |_| (rewriting("form = 'x'", 3), 3)),
        ("another hash", |_| ("UPDATE links SET hash = 'ab' WHERE seq = 4".to_owned(), 4)),
        ("a link is gone", |_| ("DELETE FROM links WHERE seq = 6".to_owned(), 6)),
    ];
    for (what, tampering) in tries {
        let commune = Commune::new();
        let (id, _) = commune.ba_sau_files();
        commune.answer(id);
        assert!(matches!(commune.chain().expect("a walk"), Verdict::Whole { entries, .. } if entries > 14));
        let acted = "SELECT CAST(min(seq) AS TEXT) AS value FROM links JOIN events ON events.id = links.event WHERE deed = 'giao'";
        let (sql, at) = tampering(commune.data.values(acted)[0].parse().expect("a number"));
        tamper(&commune, &sql);
        let verdict = commune.store().read(|conn| chain::verify(conn, None)).expect("a walk");
        assert!(matches!(verdict, Verdict::Broken { seq, .. } if seq == at), "{what}: {verdict:?}");
    }
}

fn rewriting(what: &str, seq: i64) -> String {
    format!("UPDATE events SET {what} WHERE id = (SELECT event FROM links WHERE seq = {seq})")
}

#[test]
fn who_cuts_off_the_end_is_found_out_by_the_head_that_left_the_house() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.answer(id);
    let Verdict::Whole { head, entries, .. } = commune.chain().expect("a walk") else { panic!("broken") };
    tamper(&commune, &format!("DELETE FROM links WHERE seq > {}", entries - 2));
    let verdict = commune.store().read(|conn| chain::verify(conn, Some(&head))).expect("a walk");
    assert!(matches!(verdict, Verdict::Whole { contains: Some(false), .. }), "{verdict:?}");
}

#[test]
fn two_servers_chain_at_once_and_each_event_once() {
    let commune = Commune::new();
    commune.chain().expect("a walk");
    let (one, two) = (commune.second_store(), commune.second_store());
    let act = || commune.act_of("system");
    for _ in 0..620 {
        register::decide(commune.store(), &act(), (), |(), _| Ok(staff::sign_in_failed(None, &act())))
            .map(drop)
            .expect("an event");
    }
    thread::scope(|scope| {
        let chainers: Vec<_> = (0..8)
            .map(|n| {
                scope.spawn({
                    let store = if n % 2 == 0 { &one } else { &two };
                    move || chain::chain(store)
                })
            })
            .collect();
        for chainer in chainers {
            match chainer.join().expect("a chainer") {
                Ok(_) | Err(Trouble::Stale | Trouble::Taken(_)) => {}
                Err(trouble) => panic!("{trouble}"),
            }
        }
    });
    let events = commune.data.count("events");
    assert_eq!(commune.data.count("links"), events);
    assert!(matches!(commune.chain().expect("a walk"), Verdict::Whole { entries, .. } if entries == events as i64));
}

#[test]
fn the_order_of_the_chain_is_the_order_of_commits_not_of_clocks() {
    let commune = Commune::new();
    commune.ba_sau_files();
    commune.chain().expect("a walk");
    // A server whose clock is behind commits later what it dates earlier.
    commune.at("2026-11-25T07:00");
    commune.ba_sau_files();
    commune.chain().expect("a walk");
    commune.at("2026-11-25T09:00");
    commune.ba_sau_files();
    let verdict = commune.chain().expect("a walk");
    assert!(
        matches!(verdict, Verdict::Whole { entries, .. } if entries == commune.data.count("events") as i64),
        "{verdict:?}"
    );
}

// ---- Races ----

fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let gate = std::sync::Barrier::new(count);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|n| {
                let (gate, act) = (&gate, &act);
                scope.spawn(move || {
                    gate.wait();
                    act(n)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("an act")).collect()
    })
}

/// Which of the two heads, which act, with which fields.
type Try = (bool, &'static str, Vec<(String, String)>);

/// Fifty acts, no two alike, all lawful at this moment, by two heads over the same version.
fn fifty(version: &str) -> Vec<Try> {
    let owners = [
        ("land", "diachinh"),
        ("economy", "moitruong"),
        ("social", "vanhoa"),
        ("police", "congan"),
        ("office", "vanthu"),
    ];
    (0..50)
        .map(|n| {
            let (unit, owner) = owners[n % owners.len()];
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            let mut fields = vec![pair("version", version)];
            let act = match n % 5 {
                0 => {
                    fields.push(pair("note", &format!("Thụ lý lần {n}")));
                    "thu-ly"
                }
                1 | 2 => {
                    fields.extend([
                        pair("unit", unit),
                        pair("owner", owner),
                        pair("instruction", &format!("Việc số {n}")),
                    ]);
                    "giao"
                }
                3 => {
                    fields.extend([pair("authority", "Công an thành phố"), pair("reason", &format!("Chuyển lần {n}"))]);
                    "chuyen"
                }
                _ => {
                    fields.extend([pair("reason_code", "illegible"), pair("reason", &format!("Không đọc được {n}"))]);
                    "khong-du-dieu-kien"
                }
            };
            (n % 2 == 0, act, fields)
        })
        .collect()
}

#[test]
fn of_fifty_different_acts_at_once_one_wins_and_the_others_are_told() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "environment"), ("reason", "Theo nội dung")],
    );
    let version = commune.case(id).petition.version;
    let events = commune.data.count("events");
    let (an, hien) = (commune.ong_an(), commune.ba_hien());
    let signed_in = commune.data.count("events") - events;
    let acts = fifty(&version.to_string());
    let pages: Vec<Page> = at_once(acts.len(), |n| {
        let (by_chair, act, fields) = &acts[n];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let head: &Browser = if *by_chair { &an } else { &hien };
        head.post(&format!("/ho-so/{id}/{act}"), &fields)
    });
    let (won, told): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| page.status == 303);
    assert_eq!((won.len(), told.len()), (1, 49), "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
    assert!(
        told.iter().all(|page| page.status == 409),
        "{:?}",
        told.iter().map(|page| page.status).collect::<Vec<_>>()
    );
    // What the others typed is still there.
    let typed = told.iter().filter(|page| {
        ["Việc số", "Chuyển lần", "Không đọc được", "Thụ lý lần"].iter().any(|words| page.html().contains(words))
    });
    assert_eq!(typed.count(), 49);
    let case = commune.case(id);
    assert_eq!(case.petition.version, version + 1);
    assert_eq!(commune.data.count("events"), events + signed_in + 1);
    assert_ne!(case.petition.stage, Stage::Received);
    assert!(matches!(commune.chain().expect("a walk"), Verdict::Whole { .. }));
}

#[test]
fn of_fifty_notes_and_additions_at_once_none_is_refused() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phones: Vec<Browser> = (0..5).map(|_| commune.browser()).collect();
    let hoa = commune.chi_hoa();
    let statuses = at_once(50, |n| {
        let body = format!("Câu thứ {n} viết cùng một lúc");
        if n % 2 == 0 {
            hoa.post(&format!("/ho-so/{id}/ghi-chu"), &[("body", &body)]).status
        } else {
            phones[n % 5].post(&format!("/don/{code}/bo-sung"), &[("body", &body)]).status
        }
    });
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    let kept: BTreeSet<String> = commune.case(id).texts.into_iter().map(|text| text.body).collect();
    assert_eq!(kept.len(), 50);
}

#[test]
fn numbers_have_no_gap_and_no_twin_however_many_sort_at_once() {
    let commune = Commune::new();
    let ids: Vec<Id<Petition>> = (0..12).map(|_| commune.file(&Filing::of_ba_sau())).collect();
    let hoa = commune.chi_hoa();
    let statuses = at_once(ids.len(), |n| {
        let fields = [("version", "1"), ("kind", "feedback"), ("topic", "order"), ("reason", "Theo nội dung")];
        hoa.post(&format!("/ho-so/{}/phan-loai", ids[n]), &fields).status
    });
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    let mut numbers: Vec<i32> = ids.iter().filter_map(|id| commune.case(*id).petition.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=12).collect::<Vec<i32>>());
    assert!(ids.iter().all(|id| commune.case(*id).petition.number_year == Some(2026)));
}

#[test]
fn sorting_anew_keeps_the_number_and_a_new_year_begins_at_one() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let sort = |id, topic| {
        commune.does("vanthu", id, Deed::Sort, &[("kind", "feedback"), ("topic", topic), ("reason", "Theo nội dung")])
    };
    sort(id, "order");
    sort(id, "environment");
    assert_eq!(commune.case(id).petition.number, Some(1));
    commune.at("2027-01-04T08:00");
    let (next, _) = commune.ba_sau_files();
    sort(next, "environment");
    let petition = commune.case(next).petition;
    assert_eq!((petition.number, petition.number_year), (Some(1), Some(2027)));
}

#[test]
fn the_same_round_twice_and_on_two_servers_does_it_once() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    commune.answer(id);
    commune.does("vanthu", id, Deed::Tell, &[("channel", "phone"), ("sent_on", "2026-11-25")]);
    commune.at("2026-12-26T08:00");
    let other = commune.second_store();
    at_once(6, |n| {
        let store = if n % 2 == 0 { commune.store() } else { &other };
        tiepdan::rounds::minute(store, commune.now()).map_err(|failure| failure.to_string())
    })
    .into_iter()
    .for_each(|done| done.expect("a round"));
    commune.minute();
    assert_eq!(commune.case(id).petition.stage, Stage::Closed);
    assert_eq!(commune.data.count("events WHERE deed = 'dong'"), 1);
}
