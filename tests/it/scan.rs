//! The scan of signed minutes that was forgotten at signing: it comes later, once, and never in place of another.

use std::thread;

use tiepdan::domain::{dialogue::Dialogue, event::Deed, id::Id};

use crate::{
    cast::Officer,
    commune::Commune,
    corpus,
    dialogue::MINUTES,
    files::file,
    page::{Form, Page},
};

/// A dialogue that was held, its minutes written, and signed where that is wanted, without a scan.
pub fn minuted(commune: &Commune, signed: bool) -> Id<Dialogue> {
    let (petition, _) = commune.on_the_lake(1);
    let id = commune.plans_talk("vanthu", &[petition], &[]).expect("planned");
    commune.convenes("vanthu", id, Deed::AnnounceDialogue, &[]).expect("announced");
    commune.at("2026-12-02T17:00").holds(id, &[]);
    commune.convenes("vanthu", id, Deed::WriteMinutes, MINUTES).expect("written");
    if signed {
        sign(commune, id);
    }
    id
}

fn sign(commune: &Commune, id: Id<Dialogue>) {
    commune.convenes("vanthu", id, Deed::SignMinutes, &[("signed_on", "2026-12-02")]).expect("signed");
}

fn form_of(officer: &Officer, id: Id<Dialogue>) -> Option<Form> {
    officer.get(&format!("/doi-thoai/{id}")).expect(200).form_for("ban-quet")
}

fn send(officer: &Officer, form: &Form, values: &[(&str, &str)], files: &[(&str, Vec<u8>)]) -> Page {
    let fields = form.with(values);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    officer.post_files(&form.action, &fields, files.iter().map(|(name, bytes)| file(name, bytes.clone())).collect())
}

/// By the form of the page.
pub fn add(officer: &Officer, id: Id<Dialogue>, bytes: Vec<u8>) -> Page {
    let form = form_of(officer, id).expect("a scan may come");
    send(officer, &form, &[], &[("Biên bản có chữ ký.pdf", bytes)])
}

fn stored(commune: &Commune) -> usize {
    std::fs::read_dir(commune.data.folder.path().join("tep")).expect("files").count()
}

/// The minutes as they lie in their rows.
fn minutes(commune: &Commune) -> Vec<String> {
    let whole = "state || content || CAST(signed_on AS TEXT) || CAST(last_event AS TEXT)";
    commune.data.values(&format!("SELECT {whole} AS value FROM minutes WHERE state = 'signed' ORDER BY position"))
}

#[test]
fn a_forgotten_scan_comes_later_once_by_whoever_prepares_and_nothing_else_of_the_minutes_moves() {
    let commune = Commune::new();
    let id = minuted(&commune, false);
    let clerk = commune.chi_hoa();
    assert!(form_of(&clerk, id).is_none(), "not while it is a draft");
    let version = || commune.session("vanthu", id).dialogue.version.to_string();
    let path = format!("/doi-thoai/{id}/ban-quet");
    let force = |officer: &Officer| {
        let fields = [("version", &*version()), ("minutes", "1")];
        officer.post_files(&path, &fields, vec![file("b.pdf", corpus::pdf())])
    };
    assert!(force(&clerk).expect(409).says("Biên bản chưa ký"));
    sign(&commune, id);
    let before = minutes(&commune);
    let clerk = commune.chi_hoa();
    assert!(clerk.get(&format!("/doi-thoai/{id}")).expect(200).says("Chưa có bản quét"));
    let form = form_of(&clerk, id).expect("it may come now");
    // Only a scan, only to a version that has none, only by whoever prepares dialogues.
    assert_eq!(send(&clerk, &form, &[], &[]).expect(422).faults(), ["ban-quet-files"]);
    send(&clerk, &form, &[], &[("b.exe", corpus::exe())]).expect(422);
    assert_eq!(send(&clerk, &form, &[], &[("b.mp3", corpus::mp3())]).expect(422).faults(), ["ban-quet-files"]);
    let other = send(&clerk, &form, &[("minutes", "7")], &[("b.pdf", corpus::pdf())]).expect(422);
    assert_eq!(other.faults(), ["ban-quet-minutes"]);
    for username in ["diachinh", "mattran", "truongthon", "quantri"] {
        let status = force(&commune.officer(username)).status;
        assert!([403, 404].contains(&status), "{username}: {status}");
        assert!(commune.officer(username).get(&format!("/doi-thoai/{id}")).form_for("ban-quet").is_none());
    }
    let recorded = || commune.data.count("events WHERE deed = 'ban-quet'");
    assert_eq!((stored(&commune), recorded()), (0, 0), "what was refused is not kept");

    // ---- It comes ----
    let pdf = corpus::pdf();
    add(&clerk, id, pdf.clone()).expect_to(303, &format!("/doi-thoai/{id}"));
    let at = format!("/doi-thoai/{id}/bien-ban/1/tep/1");
    let page = clerk.get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(page.attributes("a", "href").contains(&at) && !page.says("Chưa có bản quét"), "{}", page.words());
    assert!(page.says("Thêm bản quét biên bản") && page.form_for("ban-quet").is_none(), "{}", page.words());
    assert_eq!(clerk.get(&at).expect(200).body, pdf);
    assert_eq!(minutes(&commune), before, "the signed minutes stand as they stood");
    let said = commune.data.values("SELECT body AS value FROM events WHERE deed = 'ban-quet'");
    let scan = commune.data.values("SELECT CAST(id AS TEXT) AS value FROM minutes_scans");
    assert!(said.len() == 1 && said[0].contains(&scan[0]) && said[0].contains("\"minutes\":1"), "{said:?}");

    // ---- Never another in its place ----
    let again = force(&clerk).expect(409);
    assert!(again.says("đã có bản quét"), "{}", again.words());
    assert_eq!((stored(&commune), commune.data.count("minutes_scans")), (1, 1));
    let front = commune.ba_tam().get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(front.says("Thêm bản quét biên bản") && !front.html().contains("/tep/"), "{}", front.words());
    commune.chain().expect("a whole chain");
}

#[test]
fn the_database_takes_a_scan_only_for_signed_minutes_that_have_none_from_before() {
    let commune = Commune::new();
    let id = minuted(&commune, true);
    add(&commune.chi_hoa(), id, corpus::pdf()).expect(303);
    commune.convenes("vanthu", id, Deed::WriteMinutes, MINUTES).expect("a second version");
    let insert = |position: i32, state: &str| {
        let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
        let (account, of) =
            ("(SELECT id FROM accounts LIMIT 1)", format!("(SELECT id FROM minutes WHERE state = '{state}')"));
        commune.data.run(&format!(
            "INSERT INTO minutes_scans (id, minutes, position, name, media, bytes, preview, last_event)
             SELECT {account}, {of}, {position}, 'x', 'x', 1, preview, {event} FROM minutes_scans LIMIT 1"
        ))
    };
    for (position, state) in [(2, "signed"), (1, "draft")] {
        let refused = insert(position, state).expect_err(state);
        assert!(refused.contains("signed minutes are locked"), "{state}: {refused}");
    }
    // The correction, once signed, gets its own; the first keeps its.
    sign(&commune, id);
    let clerk = commune.chi_hoa();
    assert_eq!(form_of(&clerk, id).expect("for the second").value("minutes"), Some("2"));
    add(&clerk, id, corpus::pdf_of(9_000)).expect(303);
    assert_eq!(clerk.get(&format!("/doi-thoai/{id}/bien-ban/1/tep/1")).expect(200).body, corpus::pdf());
    assert_eq!(clerk.get(&format!("/doi-thoai/{id}/bien-ban/2/tep/1")).expect(200).body, corpus::pdf_of(9_000));
}

#[test]
fn of_several_who_add_it_at_the_same_moment_one_does_and_the_others_are_told() {
    let commune = Commune::new();
    let id = minuted(&commune, true);
    let officers: Vec<Officer> = (0..4).map(|_| commune.chi_hoa()).collect();
    let form = form_of(&officers[0], id).expect("it may come");
    let form = &form;
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let sent: Vec<_> = (1..)
            .zip(&officers)
            .map(|(n, officer)| {
                scope.spawn(move || send(officer, form, &[], &[("b.pdf", corpus::pdf_of(3_000 + n))]).status)
            })
            .collect();
        sent.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409, 409]);
    assert_eq!((commune.data.count("minutes_scans"), stored(&commune)), (1, 1), "nothing of the others is left");
    assert_eq!(commune.data.count("events WHERE deed = 'ban-quet'"), 1);
}
