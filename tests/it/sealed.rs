//! Tố cáo: sealed from the moment it is sorted, opened only by a look that is known of, and gone from every byte.

use std::path::PathBuf;

use chrono::TimeDelta;
use tiepdan::{
    domain::{
        event::Deed,
        id::Id,
        petition::{Petition, Stage},
    },
    store,
};

use crate::{
    cast::Filing,
    commune::{Commune, skipped},
    database::is_postgres,
};

/// Words that nobody but the chairman and the named reader may ever meet, one for each way by which words come in.
const STORY: &str = "CANHBODY";
const PLACE: &str = "CANHPLACE";
const ADDED: &str = "CANHADDED";
const NOTE: &str = "CANHNOTE";
const SUBJECT: &str = "CANHSUBJECT";
const REASON: &str = "CANHREASON";
const INSTRUCTION: &str = "CANHINSTRUCTION";
const LATER: &str = "CANHLATER";
const SENTENCES: &str = "CANHSENTENCES";
const LETTER: &str = "CANHLETTER";
const RETURNED: &str = "CANHRETURNED";
const TOLD: &str = "CANHTOLD";
const WHY: &str = "CANHWHY";
const ALL: &[&str] =
    &[STORY, PLACE, ADDED, NOTE, SUBJECT, REASON, INSTRUCTION, LATER, SENTENCES, LETTER, RETURNED, TOLD, WHY];

fn denounced(commune: &Commune) -> (Id<Petition>, String) {
    let (id, code) = told(commune);
    sealed(commune, id);
    (id, code)
}

/// Filed and written on before anybody knows what it is.
fn told(commune: &Commune) -> (Id<Petition>, String) {
    let filing = Filing::of_ba_sau()
        .with("topic", "land")
        .with("body", &format!("{STORY} cán bộ địa chính nhận tiền để tách thửa cho người quen."))
        .with("place", &format!("{PLACE} sau chợ"));
    let code = commune.browser().file(&filing);
    let id = commune.petition(&code);
    commune.browser().post(&format!("/don/{code}/bo-sung"), &[("body", &format!("{ADDED} có người thấy"))]).expect(303);
    let hoa = commune.chi_hoa();
    hoa.act(id, "ghi-chu", &[("body", &format!("{NOTE} đã gọi"))]).expect(303);
    (id, code)
}

fn sealed(commune: &Commune, id: Id<Petition>) {
    let hoa = commune.chi_hoa();
    let values = [
        ("kind", "denunciation"),
        ("subject", &format!("{SUBJECT} nhận tiền")),
        ("reason", &format!("{REASON} nêu hành vi vi phạm của một người")),
        ("concerns", "diachinh"),
    ];
    hoa.act(id, "phan-loai", &values).expect_to(303, &format!("/ho-so/{id}/phieu"));
}

/// Everything that may be done with it afterwards, each with a text of its own.
fn handled(commune: &Commune, id: Id<Petition>) {
    let an = commune.ong_an();
    let giao = [("owner", "congan"), ("instruction", &*format!("{INSTRUCTION} xác minh kín"))];
    an.act(id, "giao", &giao).expect(303);
    let truong = commune.officer("congan");
    truong.act(id, "ghi-chu", &[("body", &format!("{LATER} đã gặp nhân chứng"))]).expect(303);
    let draft = [
        ("summary", &*format!("{SENTENCES} không đủ căn cứ kết luận.")),
        ("letter", &*format!("{LETTER} thông báo kết luận gửi {{nguoi_gui}}.")),
        ("result", "not_upheld"),
    ];
    truong.act(id, "du-thao", &draft).expect(303);
    truong.act(id, "trinh", &[]).expect(303);
    an.act(id, "tra-lai", &[("reason", &format!("{RETURNED} xác minh thêm"))]).expect(303);
    truong.act(id, "trinh", &[]).expect(303);
    an.act(id, "duyet", &[]).expect(303);
    let told = [("channel", "in_person"), ("note", &*format!("{TOLD} đã giải thích"))];
    truong.act(id, "da-bao", &told).expect(303);
    an.act(id, "danh-tinh", &[("reason", &format!("{WHY} bảo vệ người tố cáo"))]).expect(200);
}

#[test]
fn it_is_gone_for_all_but_the_chairman_and_the_named_reader() {
    let commune = Commune::new();
    let (id, code) = denounced(&commune);
    let path = format!("/ho-so/{id}");
    for who in ["vanthu", "phochutich", "diachinh", "congan", "mattran", "quantri", "truongthon"] {
        let officer = commune.officer(who);
        officer.get(&path).expect(404);
        officer.force(id, "ghi-chu", &[("body", "x")]).expect(404);
        for list in [
            "/ho-so",
            "/ho-so?q=CANHBODY",
            "/ho-so?kind=denunciation",
            "/ho-so?village=khe-song",
            &format!("/ho-so?q={code}"),
        ] {
            let page = officer.get(list);
            assert!(!page.html().contains(&id.to_string()), "{who} {list}");
        }
    }
    let an = commune.ong_an();
    let list = an.get("/ho-so").expect(200);
    assert!(list.says("Hồ sơ mật") && !list.html().contains("CANH"), "{}", list.words());
    assert!(!an.get("/ho-so?q=CANHBODY").expect(200).html().contains(&id.to_string()), "search finds it for nobody");
    let opened = an.get(&path).expect(200);
    for word in [STORY, PLACE, ADDED, NOTE, SUBJECT, REASON] {
        assert!(opened.says(word), "{word} is not lost");
    }
    assert!(!opened.first("title").expect("a title").contains("CANH"));

    handled(&commune, id);
    let opened = commune.officer("congan").get(&path).expect(200);
    for word in ALL {
        assert!(opened.says(word), "{word} is for the named reader: {}", opened.words());
    }
    assert_eq!(commune.case(id).petition.stage, Stage::Answered);
    for who in ["vanthu", "phochutich", "diachinh", "mattran"] {
        commune.officer(who).get(&path).expect(404);
    }
    let followed = commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(!followed.html().contains("CANH") && followed.says("xin gọi hoặc đến gặp"), "{}", followed.words());
    commune.browser().get(&format!("/don/{code}/noi-dung")).expect(404);
}

#[test]
fn every_opening_is_an_event_before_a_word_is_seen() {
    let commune = Commune::new();
    let (id, _) = denounced(&commune);
    let looks = || commune.data.values("SELECT deed AS value FROM events WHERE deed = 'mo-ho-so-mat'").len();
    assert_eq!(looks(), 0);
    commune.later(TimeDelta::minutes(1));
    let an = commune.ong_an();
    an.get(&format!("/ho-so/{id}")).expect(200);
    an.get("/ho-so").expect(200);
    commune.chi_hoa().get(&format!("/ho-so/{id}")).expect(404);
    assert_eq!(looks(), 1, "a list is no look, and who may not look makes none");
    an.force(id, "giao", &[("version", "1")]).expect(409);
    assert_eq!(looks(), 2, "the page that comes back with a refusal shows the words again");
    let history = an.get(&format!("/ho-so/{id}")).expect(200);
    let looks: Vec<String> =
        history.all(".thread li").into_iter().filter(|line| line.contains("Mở hồ sơ mật")).collect();
    assert!(looks.len() == 1 && looks[0].contains("3 lần"), "{looks:?}");
}

#[test]
fn a_closed_database_holds_no_sealed_word() {
    let commune = Commune::new();
    let (id, _) = told(&commune);
    if files_of(&commune).is_empty() {
        return skipped("the server's files cannot be read from here");
    }
    assert_eq!(lying_about(&commune), [STORY, PLACE, ADDED, NOTE], "so far in the clear");
    sealed(&commune, id);
    // The database's own cleaner may hold a table just then: the next minutes forget what it kept.
    (0..FORGETTING_MINUTES).filter(|_| !lying_about(&commune).is_empty()).for_each(|_| commune.minute());
    assert_eq!(lying_about(&commune), NONE, "outlived the seal");
    handled(&commune, id);
    for (table, column) in text_columns(&commune) {
        let sql = format!(
            "SELECT CAST({column} AS TEXT) AS value FROM {table} WHERE lower(CAST({column} AS TEXT)) LIKE '%canh%'"
        );
        assert_eq!(commune.data.values(&sql), Vec::<String>::new(), "{table}.{column}");
    }
    assert_eq!(lying_about(&commune), NONE, "written after the seal");
}

#[test]
fn who_reads_meanwhile_only_delays_the_forgetting() {
    let commune = Commune::new();
    let (id, _) = told(&commune);
    if files_of(&commune).is_empty() {
        return skipped("the server's files cannot be read from here");
    }
    let read = commune.store().read(|conn| {
        store::petition::load(conn, id)?;
        sealed(&commune, id);
        assert!(lying_about(&commune).contains(&STORY), "the reader's own snapshot holds it");
        Ok::<_, store::Trouble>(())
    });
    read.expect("a read");
    commune.minute();
    assert_eq!(lying_about(&commune), NONE);
}

const NONE: [&str; 0] = [];
const FORGETTING_MINUTES: usize = 3;

/// Which of the words stand in the database's files, as typed or folded for search.
fn lying_about(commune: &Commune) -> Vec<&'static str> {
    let files: Vec<Vec<u8>> = files_of(commune).iter().map(|file| std::fs::read(file).unwrap_or_default()).collect();
    let holds = |word: &str| {
        files.iter().any(|bytes| {
            let starts = (0..bytes.len().saturating_sub(word.len())).filter(|at| bytes[*at] | 32 == b'c');
            starts.into_iter().any(|at| bytes[at..at + word.len()].eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    ALL.iter().copied().filter(|word| holds(word)).collect()
}

/// The database's own files, with all that was committed. PostgreSQL's log of changes keeps what it keeps until it is recycled.
fn files_of(commune: &Commune) -> Vec<PathBuf> {
    if !is_postgres() {
        return ["tiepdan.db", "tiepdan.db-wal"].map(|file| commune.data.folder.path().join(file)).to_vec();
    }
    commune.data.run("CHECKPOINT").expect("a checkpoint");
    let sql = "SELECT setting || '/base/' || oid AS value FROM pg_settings, pg_database \
               WHERE name = 'data_directory' AND datname = current_database()";
    let folder = &commune.data.values(sql)[0];
    std::fs::read_dir(folder).map(|files| files.flatten().map(|file| file.path()).collect()).unwrap_or_default()
}

/// Every column of every table that could hold text.
fn text_columns(commune: &Commune) -> Vec<(String, String)> {
    let sql = if is_postgres() {
        "SELECT table_name || '.' || column_name AS value FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT m.name || '.' || c.name AS value FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    };
    let columns = commune.data.values(sql);
    let columns = columns.iter().filter_map(|name| name.split_once('.'));
    let skipped = ["petition_fts", "__diesel_schema_migrations"];
    columns
        .filter(|(table, _)| !skipped.iter().any(|skip| table.starts_with(skip)))
        .map(|(table, column)| (table.to_owned(), format!("\"{column}\"")))
        .collect()
}

#[test]
fn about_a_head_it_goes_past_them_with_a_slip_and_a_count() {
    let commune = Commune::new();
    let id =
        commune.file(&Filing::of_ba_sau().with("body", "CANHBODY Phó Chủ tịch nhận đất của dân làm trang trại riêng."));
    let hoa = commune.chi_hoa();
    let values = [("kind", "denunciation"), ("reason", "Tố cáo lãnh đạo"), ("concerns", "phochutich")];
    let slip = format!("/ho-so/{id}/phieu");
    hoa.act(id, "phan-loai", &values).expect_to(303, &slip);
    let page = hoa.get(&slip).expect(200);
    assert!(page.says("UBND thành phố Huế") && page.says("Ban Tiếp công dân thành phố Huế") && page.says("1/2026"));
    assert!(!page.html().contains("CANH"));
    let case = commune.case(id);
    assert_eq!((case.petition.stage, case.petition.owner), (Stage::Transferred, None));
    for who in ["vanthu", "chutich", "phochutich", "diachinh", "mattran"] {
        let officer = commune.officer(who);
        officer.get(&format!("/ho-so/{id}")).expect(404);
        assert!(!officer.get("/ho-so").expect(200).html().contains(&id.to_string()), "{who}");
        if who != "vanthu" {
            officer.get(&slip).expect(404);
        }
    }
    // Somebody else's petition has no slip, and one that is not sealed neither.
    let (other, _) = commune.ba_sau_files();
    hoa.act(other, "phan-loai", &[("reason", "Theo nội dung")]).expect(303);
    hoa.get(&format!("/ho-so/{other}/phieu")).expect(404);
    assert!(commune.chain().is_ok());
}

#[test]
fn sorting_it_twice_by_a_double_tap_ends_at_the_same_slip() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let hoa = commune.chi_hoa();
    let form = hoa.get(&format!("/ho-so/{id}")).expect(200).form_for("phan-loai").expect("offered");
    let values = [("kind", "denunciation"), ("reason", "Nêu hành vi vi phạm")];
    for _ in 0..2 {
        hoa.fill(&form, &values).expect_to(303, &format!("/ho-so/{id}/phieu"));
    }
    let sorted = commune.data.values("SELECT deed AS value FROM events WHERE deed = 'phan-loai'");
    assert_eq!(sorted.len(), 1, "{:?}", Deed::Sort);
}
