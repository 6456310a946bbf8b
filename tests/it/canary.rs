//! Canaries: names, phones and words that nobody else has, planted everywhere; then everything is read as everybody.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use tiepdan::domain::{event::Deed, id::Id, petition::Petition};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, log, skipped},
    database::is_postgres,
    page::{Browser, Page, Upload},
};

/// Pages looked at by one person at most.
const PAGES_MAX: usize = 400;

/// Who a petition is from: for the vault alone.
const IDENTITY: &[(&str, &str)] = &[
    ("full_name", "Lường Thị Yểng"),
    ("phone", "0977 333 818"),
    ("address", "ngõ Hoàng Yến 47"),
    ("email", "yeng.luong@hop-thu.example"),
];
/// The same in other forms in which it could leak.
const IDENTITY_FORMS: &[&str] =
    &["Yểng", "luong thi yeng", "yeng", "0977333818", "977333818", "+84977333818", "hoang yen 47", "hop-thu"];

/// One petition with words of its own, and who may read them.
struct Planted {
    name: &'static str,
    id: Id<Petition>,
    code: String,
    words: Vec<&'static str>,
    subject: Option<&'static str>,
    readers: &'static [&'static str],
    /// Who may know that it exists, beyond its readers: its subject, never its words.
    knowing: &'static [&'static str],
}

const EVERYBODY: &[&str] = &[
    "vanthu",
    "diachinh",
    "moitruong",
    "vanhoa",
    "congan",
    "chutich",
    "phochutich",
    "mattran",
    "thanhtra",
    "truongthon",
    "quantri",
];

fn plant(commune: &Commune) -> Vec<Planted> {
    vec![plain(commune), hidden(commune), conduct(commune), sealed(commune)]
}

fn filed(commune: &Commune, word: &str, more: &[(&str, &str)]) -> (Id<Petition>, String) {
    let base = IDENTITY.iter().fold(Filing::of_ba_sau(), |filing, (field, value)| filing.with(field, value));
    let base =
        base.with("body", &format!("{word} kể chuyện nước thải chảy ra khe.")).with("place", &format!("{word}PLACE"));
    let filing = more.iter().fold(base, |filing, (field, value)| filing.with(field, value));
    let phone = commune.browser();
    let check = phone.walk(&filing);
    let name = format!("{word}FILE.pdf");
    let file = Upload { field: "files", name: &name, media: "application/pdf", bytes: pdf(&format!("{word}BYTES")) };
    phone.post_files("/gui-don/tep", &[], vec![file]).expect(303);
    let receipt = phone.on(phone.fill(&check.form(), &[]).expect(303));
    let code = crate::cast::code_on(&receipt);
    let addition = format!("{word}ADDED thêm một câu");
    phone.post(&format!("/don/{code}/bo-sung"), &[("body", &addition)]).expect(303);
    (commune.petition(&code), code)
}

fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.4\n%{words}\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n").into_bytes()
}

/// Answered by anh Minh of the economy.
fn plain(commune: &Commune) -> Planted {
    let (id, code) = filed(commune, "CHIMSAO", &[]);
    let sort = [
        ("kind", "feedback"),
        ("topic", "environment"),
        ("subject", "CHIMSAO về nước thải"),
        ("reason", "CHIMSAOREASON theo nội dung"),
    ];
    commune.does("vanthu", id, Deed::Sort, &sort);
    commune.does(
        "chutich",
        id,
        Deed::Assign,
        &[("unit", "economy"), ("owner", "moitruong"), ("instruction", "CHIMSAOTOLD xem tận nơi")],
    );
    commune.does("vanthu", id, Deed::Note, &[("body", "CHIMSAONOTE đã gọi điện")]);
    let letter = "CHIMSAOLETTER kính gửi {nguoi_gui}, xã đã kiểm tra.";
    commune.does(
        "moitruong",
        id,
        Deed::Draft,
        &[("summary", "CHIMSAOANSWER xã đã kiểm tra."), ("letter", letter), ("result", "done")],
    );
    commune.does("moitruong", id, Deed::Submit, &[]);
    commune.does("chutich", id, Deed::Approve, &[]);
    Planted {
        name: "plain",
        id,
        code,
        words: vec![
            "CHIMSAO kể",
            "CHIMSAOPLACE",
            "CHIMSAOFILE",
            "CHIMSAOADDED",
            "CHIMSAOREASON",
            "CHIMSAOTOLD",
            "CHIMSAONOTE",
            "CHIMSAOLETTER",
        ],
        subject: Some("CHIMSAO về nước thải"),
        readers: &["vanthu", "moitruong", "chutich", "phochutich"],
        knowing: &["mattran", "thanhtra"],
    }
}

/// A khiếu nại about anh Việt, of his own unit.
fn hidden(commune: &Commune) -> Planted {
    let more = [("topic", "land"), ("about_decision", "yes"), ("decision_no", "CHIMRIPAPER/QĐ")];
    let (id, code) = filed(commune, "CHIMRI", &more);
    let sort = [
        ("kind", "complaint"),
        ("topic", "land"),
        ("subject", "CHIMRI tách thửa"),
        ("reason", "CHIMRIREASON phản đối"),
        ("concerns", "diachinh"),
    ];
    commune.does("vanthu", id, Deed::Sort, &sort);
    commune.does("vanthu", id, Deed::Note, &[("body", "CHIMRINOTE hẹn ký")]);
    Planted {
        name: "hidden from anh Việt",
        id,
        code,
        words: vec![
            "CHIMRI kể",
            "CHIMRIPLACE",
            "CHIMRIFILE",
            "CHIMRIADDED",
            "CHIMRIREASON",
            "CHIMRINOTE",
            "CHIMRIPAPER",
        ],
        subject: Some("CHIMRI tách thửa"),
        readers: &["vanthu", "chutich", "phochutich"],
        knowing: &["mattran", "thanhtra"],
    }
}

/// About how somebody treats people: the chairman's alone.
fn conduct(commune: &Commune) -> Planted {
    let (id, code) = filed(commune, "CHIMKHUYEN", &[("topic", "conduct")]);
    Planted {
        name: "conduct",
        id,
        code,
        words: vec!["CHIMKHUYEN kể", "CHIMKHUYENPLACE", "CHIMKHUYENFILE", "CHIMKHUYENADDED"],
        subject: None,
        readers: &["chutich"],
        knowing: &["mattran", "thanhtra"],
    }
}

/// A tố cáo: the chairman's page opens its words, and each opening is an event before a word is seen.
fn sealed(commune: &Commune) -> Planted {
    let (id, code) = filed(commune, "CHIMVAC", &[("topic", "land")]);
    let sort = [
        ("kind", "denunciation"),
        ("topic", "land"),
        ("subject", "CHIMVAC nhận tiền"),
        ("reason", "CHIMVACREASON tố cáo"),
    ];
    commune.does("vanthu", id, Deed::Sort, &sort);
    Planted {
        name: "sealed",
        id,
        code,
        words: vec!["CHIMVAC kể", "CHIMVACPLACE", "CHIMVACFILE", "CHIMVACADDED", "CHIMVACREASON"],
        subject: Some("CHIMVAC nhận tiền"),
        readers: &["chutich"],
        knowing: &[],
    }
}

/// Everything that can be reached by links from where somebody begins.
fn crawl(browser: &Browser, from: &[String]) -> BTreeMap<String, String> {
    let (mut seen, mut waiting): (BTreeMap<String, String>, Vec<String>) = (BTreeMap::new(), from.to_vec());
    while let Some(path) = waiting.pop() {
        if seen.contains_key(&path) || path.starts_with("/static/") {
            continue;
        }
        let page: Page = browser.get(&path);
        assert!(page.status < 500, "{path} {}", page.status);
        waiting.extend(page.location());
        if page.is_html() {
            let links = page.attributes("a[href]", "href").into_iter().filter(|to| to.starts_with('/'));
            waiting.extend(links.map(|to| to.split('#').next().unwrap_or_default().to_owned()));
        }
        seen.insert(path, format!("{:?} {}", page.headers, page.html()));
        assert!(seen.len() < PAGES_MAX, "more pages than there can be: {:?}", seen.keys().collect::<Vec<_>>());
    }
    seen
}

/// Where somebody might begin: the portal's own addresses, and those of petitions that they were never shown.
fn beginnings(planted: &[Planted], query: &[&str]) -> Vec<String> {
    let pages = [
        "/",
        "/ban-lam-viec",
        "/giam-sat",
        "/giam-sat/tai-khoan",
        "/quan-tri",
        "/quan-tri/phan-cong",
        "/quan-tri/don-vi",
        "/quan-tri/loi-van",
        "/quan-tri/vang-mat",
        "/tai-khoan",
        "/tiep-nhan",
        "/ho-so",
        "/lich",
        "/tiep-dan",
        "/tiep-dan/so",
        "/bao-cao",
        "/thu",
        "/suc-khoe",
    ];
    let cases = planted.iter().flat_map(|planted| {
        let id = planted.id;
        [format!("/ho-so/{id}"), format!("/ho-so/{id}/phieu"), format!("/ho-so/{id}/tep/1")]
    });
    let searches = query.iter().map(|word| format!("/ho-so?q={word}"));
    pages.map(str::to_owned).into_iter().chain(cases).chain(searches).collect()
}

fn holding<'p>(pages: &'p BTreeMap<String, String>, words: &str) -> BTreeSet<&'p str> {
    pages.iter().filter(|(_, html)| html.contains(words)).map(|(path, _)| path.as_str()).collect()
}

#[test]
fn everybody_reads_what_is_theirs_to_read_and_nothing_else() {
    let commune = Commune::new();
    let planted = plant(&commune);
    commune.minute();
    let searches = ["CHIMSAO", "CHIMRI", "CHIMKHUYEN", "CHIMVAC", "yeng", "0977333818"];
    for username in EVERYBODY {
        let pages = crawl(&Officer::sign_in(&commune, username), &beginnings(&planted, &searches));
        let papers: Vec<&String> = pages.keys().filter(|path| path.contains("/giay-to/")).collect();
        for canary in IDENTITY.iter().map(|(_, value)| *value).chain(IDENTITY_FORMS.iter().copied()) {
            for path in holding(&pages, canary) {
                // What was searched for stands in the search box again; a paper that names somebody opens by an act.
                let may = path.starts_with("/ho-so?q=") || papers.iter().any(|paper| *paper == path);
                assert!(may, "{username} meets {canary} on {path}");
            }
        }
        for paper in papers.iter().filter(|path| pages[**path].contains("Lường Thị Yểng")) {
            let planted = planted.iter().find(|planted| paper.contains(&planted.id.to_string()));
            assert!(planted.is_some_and(|planted| planted.readers.contains(username)), "{username} opens {paper}");
            let account = commune.account(username).id;
            let opened = format!("events WHERE deed = 'mo-giay-to' AND CAST(account AS TEXT) = '{account}'");
            assert!(commune.data.count(&opened) > 0, "{username} opened {paper} and nobody knows");
        }
        for Planted { name, words, subject, readers, knowing, .. } in &planted {
            let reads = readers.contains(username);
            for word in words {
                let found = holding(&pages, word);
                let found: Vec<_> = found.into_iter().filter(|path| !path.starts_with("/ho-so?q=")).collect();
                assert_eq!(!found.is_empty(), reads, "{username}, {name}: {word} on {found:?}");
            }
            if let Some(subject) = subject {
                let knows = reads || knowing.contains(username);
                assert_eq!(!holding(&pages, subject).is_empty(), knows, "{username}, {name}: {subject}");
            }
            // A search tells nobody that there is something to find.
            let page = pages.get(&format!("/ho-so?q={}", words[0].split(' ').next().unwrap_or_default()));
            let hits = page.is_some_and(|html| planted.iter().any(|p| html.contains(&format!("/ho-so/{}", p.id))));
            let by_subject = subject.is_some() && knowing.contains(username);
            let findable = *name != "sealed" && (reads || by_subject);
            assert_eq!(hits, findable, "{username} searches for {name}");
        }
    }
}

#[test]
fn nobody_signed_in_reads_nothing() {
    let commune = Commune::new();
    let planted = plant(&commune);
    let mut from = beginnings(&planted, &["CHIMSAO"]);
    from.extend(planted.iter().map(|planted| format!("/don/{}", planted.code)));
    from.extend(planted.iter().map(|planted| format!("/don/{}/tep/1", planted.code)));
    let pages = crawl(&commune.browser(), &from);
    assert!(pages.len() > 20, "{:?}", pages.keys());
    let identity = IDENTITY.iter().map(|(_, value)| *value).chain(IDENTITY_FORMS.iter().copied());
    let words = planted.iter().flat_map(|planted| planted.words.iter().copied());
    for canary in identity.chain(words) {
        assert!(holding(&pages, canary).is_empty(), "{canary} on {:?}", holding(&pages, canary));
    }
    // The code shows the answer's two sentences, of what was answered and of nothing else.
    assert_eq!(holding(&pages, "CHIMSAOANSWER"), BTreeSet::from([format!("/don/{}", planted[0].code).as_str()]));
}

#[test]
fn an_identity_is_in_no_byte_of_the_database_nor_of_the_files_nor_of_the_log() {
    let commune = Commune::new();
    let planted = plant(&commune);
    for planted in planted.iter().filter(|planted| planted.name != "sealed") {
        let reader = planted.readers[0];
        let opened = commune.officer(reader).act(planted.id, "danh-tinh", &[("reason", "Cần gọi lại cho người gửi")]);
        assert!(opened.expect(200).says("Lường Thị Yểng"), "the canary lives: {}", planted.name);
    }
    commune.minute();
    let bytes = everything_stored(&commune);
    let texts: Vec<&str> = IDENTITY.iter().map(|(_, value)| *value).chain(IDENTITY_FORMS.iter().copied()).collect();
    for (file, bytes) in &bytes {
        let held: Vec<&&str> = texts.iter().filter(|text| contains(bytes, text.as_bytes())).collect();
        assert!(held.is_empty(), "{file} holds {held:?}");
        for planted in &planted {
            // Files are sealed on the disk, whatever they belong to.
            let inside = format!("{}BYTES", planted.words[0].split(' ').next().unwrap_or_default());
            assert!(!contains(bytes, inside.as_bytes()), "{file} holds what a file of “{}” holds", planted.name);
        }
    }
    assert!(bytes.iter().any(|(_, bytes)| contains(bytes, b"CHIMSAONOTE")), "the search can find what is there");
    let log = log();
    assert!(texts.iter().all(|text| !log.contains(text)), "the log holds an identity");
    assert!(!log.contains("CHIM"), "the log holds words");
}

#[test]
fn sealed_words_are_in_no_byte_after_they_were_sealed() {
    let commune = Commune::new();
    sealed(&commune);
    commune.minute();
    for (file, bytes) in everything_stored(&commune) {
        for word in ["CHIMVAC", "chimvac"] {
            assert!(!contains(&bytes, word.as_bytes()), "{file} holds {word}");
        }
    }
}

/// Every file below the data folder; of PostgreSQL everything that it would give to somebody who asks for a dump.
pub fn everything_stored(commune: &Commune) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    read_below(commune.data.folder.path(), &mut found);
    if is_postgres() {
        match Command::new("pg_dump").arg("--inserts").arg(commune.data.url()).output() {
            Ok(done) if done.status.success() => found.push(("pg_dump".to_owned(), done.stdout)),
            Ok(done) => panic!("pg_dump: {}", String::from_utf8_lossy(&done.stderr)),
            Err(_) => skipped("no pg_dump to read the database's bytes"),
        }
    }
    assert!(found.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 50_000);
    found
}

fn read_below(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            read_below(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), fs::read(entry.path()).expect("bytes")));
        }
    }
}

pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
