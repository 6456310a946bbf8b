//! The drill: fill, copy while serving, wipe, put back, compare; and whatever goes wrong leaves nothing half that looks whole.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tiepdan::store::backup::LEFT_OUT;

use crate::{
    commune::{Commune, skipped},
    corpus,
    database::{Data, is_postgres},
    engines::lived_in,
    files::{file, filed},
};

const PASSPHRASE: &str = "con đường về làng xa";

/// `tiepdan WHAT FILE`, as whoever keeps the server types it.
struct Terminal<'t> {
    data: &'t Data,
    passphrase: &'t str,
    /// Stands before the program on the command line.
    before: &'t [&'t str],
}

impl<'t> Terminal<'t> {
    fn at(data: &'t Data) -> Terminal<'t> {
        Terminal { data, passphrase: PASSPHRASE, before: &[] }
    }

    fn command(&self, args: &[&str]) -> Command {
        let line: Vec<&str> = self.before.iter().copied().chain([env!("CARGO_BIN_EXE_tiepdan")]).collect();
        let mut command = Command::new(line[0]);
        command
            .args(&line[1..])
            .args(args)
            .env_remove("RUST_LOG")
            .env("DATABASE_URL", self.data.url())
            .env("TIEPDAN_DATA_DIR", self.data.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn start(&self, what: &str, copy: &Path) -> Child {
        let mut child = self.command(&[what, &copy.display().to_string()]).spawn().expect("the program");
        // A program that fails early does not read what is typed.
        let _ = child.stdin.take().expect("its input").write_all(self.passphrase.as_bytes());
        child
    }

    fn run(&self, what: &str, copy: &Path) -> Output {
        self.start(what, copy).wait_with_output().expect("an end")
    }

    /// Runs, and it must succeed without a word of complaint.
    #[track_caller]
    fn does(&self, what: &str, copy: &Path) -> String {
        let done = self.run(what, copy);
        assert!(done.status.success(), "{what}: {}", err(&done));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// Runs, and it must end in one clear line.
    #[track_caller]
    fn fails(&self, what: &str, copy: &Path, words: &str) {
        let done = self.run(what, copy);
        let lines: Vec<String> = err(&done).lines().map(str::to_owned).collect();
        assert_eq!(done.status.code(), Some(1), "{lines:?}");
        assert!(lines.len() == 1 && lines[0].contains(words), "{words}: {lines:?}");
    }

    #[track_caller]
    fn head(&self) -> String {
        let done = self.command(&["audit", "verify"]).output().expect("the program");
        assert!(done.status.success(), "{}", err(&done));
        String::from_utf8_lossy(&done.stdout).lines().last().expect("a head").to_owned()
    }
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every table's rows as the database itself writes them, but for what a copy leaves out.
type Rows = BTreeMap<String, Vec<String>>;

fn rows(data: &Data) -> Rows {
    let of = |table: String| {
        let query = if is_postgres() {
            format!("SELECT CAST(row_to_json(t) AS text) AS value FROM \"{table}\" AS t ORDER BY 1")
        } else {
            let columns =
                data.values(&format!("SELECT 'quote(\"' || name || '\")' AS value FROM pragma_table_info('{table}')"));
            format!("SELECT {} AS value FROM \"{table}\" ORDER BY 1", columns.join(" || ' ' || "))
        };
        let rows = data.values(&query);
        // When it was copied is known before and after, but differs.
        let is_own = |row: &String| table == "marks" && (row.contains("last_backup") || row.contains("restored"));
        (table.clone(), rows.into_iter().filter(|row| !is_own(row)).collect())
    };
    tables(data).into_iter().filter(|table| !LEFT_OUT.contains(&table.as_str())).map(of).collect()
}

fn tables(data: &Data) -> Vec<String> {
    data.values(if is_postgres() {
        "SELECT CAST(tablename AS TEXT) AS value FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    } else {
        "SELECT name AS value FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
    })
}

/// Everything that the database says of itself.
fn shape(data: &Data) -> Vec<String> {
    data.values(if is_postgres() {
        "SELECT conname || ' ' || pg_get_constraintdef(oid) AS value FROM pg_constraint
         UNION SELECT tgname || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
         UNION SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
    } else {
        "SELECT name || ' ' || coalesce(sql, '') AS value FROM sqlite_master ORDER BY 1"
    })
}

/// Names and bytes of all files that are not being written.
fn file_bytes(data: &Data) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(data.folder.path().join("tep")).expect("the folder of files").flatten();
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    named
        .filter(|(name, _)| !name.ends_with(".tam"))
        .map(|(name, path)| (name, fs::read(path).expect("a file")))
        .collect()
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).expect("a file").permissions()) & 0o777
}

/// Nothing is left in the data folder and nothing in the database.
#[track_caller]
fn assert_untouched(data: &Data) {
    let left: Vec<_> =
        fs::read_dir(data.folder.path()).expect("a folder").flatten().map(|entry| entry.path()).collect();
    let files: Vec<&PathBuf> =
        left.iter().filter(|path| path.is_file() || fs::read_dir(path).expect("a folder").next().is_some()).collect();
    assert!(files.is_empty(), "{files:?}");
    if is_postgres() {
        assert_eq!(tables(data), Vec::<String>::new());
    }
}

struct Shelf(TempDir);

impl Shelf {
    fn new() -> Shelf {
        Shelf(TempDir::new().expect("a folder"))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }
}

/// A commune in which every table holds something, with a photo and a paper, and a copy of it.
fn copied(shelf: &Shelf) -> (Commune, PathBuf) {
    let commune = lived_in();
    commune.chi_hoa();
    filed(&commune, vec![file("ảnh.jpg", corpus::photo_of(900, 700)), file("giấy.pdf", corpus::pdf_of(700_000))]);
    commune.minute();
    let copy = shelf.at("xa.tdb");
    Terminal::at(&commune.data).does("backup", &copy);
    (commune, copy)
}

#[test]
fn a_wiped_commune_comes_back_row_by_row_and_byte_by_byte() {
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(shelf.names(), ["xa.tdb"], "no temporary name is left");
    let photo = corpus::photo_of(901, 700);
    let (id, code) = filed(&commune, vec![file("bờ khe.jpg", photo.clone())]);
    commune.minute();
    let (copy, terminal) = (shelf.at("xa-2.tdb"), Terminal::at(&commune.data));
    let said = terminal.does("backup", &copy);
    assert!(said.contains(&format!("{} tệp", file_bytes(&commune.data).len())), "{said}");
    let (rows_before, files_before, head) = (rows(&commune.data), file_bytes(&commune.data), terminal.head());
    assert!(files_before.len() >= 5 && rows_before.values().map(Vec::len).sum::<usize>() > 100);
    let shape_before = shape(&commune.data);
    // The house burns down.
    drop(commune);
    let data = Data::empty();
    let terminal = Terminal::at(&data);
    let said = terminal.does("restore", &copy);
    assert!(said.contains("Đã khôi phục") && !said.contains("Đã nâng cấp"), "{said}");
    let rows_after = rows(&data);
    for (table, before) in &rows_before {
        assert_eq!(rows_after.get(table), Some(before), "{table}");
    }
    assert_eq!(rows_after.keys().collect::<Vec<_>>(), rows_before.keys().collect::<Vec<_>>());
    assert!(file_bytes(&data) == files_before, "files byte by byte");
    assert_eq!(terminal.head(), head);
    assert_eq!(shape(&data), shape_before, "constraints, triggers and indexes are as strict as before");
    assert_eq!(mode(&data.folder.path().join("khoa.key")), 0o600);
    assert!(!data.folder.path().join("khoi-phuc.dang-do").exists());
    // It serves.
    let commune = Commune::begin(data, &["--limits", "off"]);
    let hoa = commune.chi_hoa();
    assert!(hoa.get(&format!("/ho-so/{id}")).expect(200).says("bờ khe.jpg"));
    assert!(hoa.get(&format!("/ho-so/{id}/tep/1?goc=1")).expect(200).body == photo);
    assert!(hoa.act(id, "danh-tinh", &[]).expect(200).says("Trần Thị Sáu"));
    commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(hoa.get("/ho-so?q=nước thải").expect(200).says("Khe Sòng"), "search was filled again");
    let (next, _) = commune.ba_sau_files();
    hoa.get(&format!("/ho-so/{next}")).expect(200);
    commune.minute();
    assert!(matches!(commune.chain(), Ok(tiepdan::store::record::chain::Verdict::Whole { .. })));
    let silent = commune.data.run("UPDATE petitions SET stage = 'closed'").expect_err("triggers hold");
    assert!(silent.contains("silent change"), "{silent}");
}

#[test]
fn a_scan_of_minutes_that_came_later_goes_along_and_is_as_locked_as_before() {
    let shelf = Shelf::new();
    let commune = Commune::new();
    let id = crate::scan::minuted(&commune, true);
    let pdf = corpus::pdf_of(40_000);
    crate::scan::add(&commune.chi_hoa(), id, pdf.clone()).expect(303);
    commune.minute();
    let (copy, terminal) = (shelf.at("bien-ban.tdb"), Terminal::at(&commune.data));
    terminal.does("backup", &copy);
    let (rows_before, files_before, head) = (rows(&commune.data), file_bytes(&commune.data), terminal.head());
    assert_eq!((rows_before["minutes_scans"].len(), files_before.len()), (1, 1));
    assert!(
        !files_before.values().any(|bytes| bytes.windows(9).any(|part| part == b"%PDF-1.7\n")),
        "sealed on the disk"
    );
    drop(commune);
    let data = Data::empty();
    let terminal = Terminal::at(&data);
    terminal.does("restore", &copy);
    assert_eq!(rows(&data), rows_before);
    assert!(file_bytes(&data) == files_before, "files byte by byte");
    assert_eq!(terminal.head(), head);
    let commune = Commune::begin(data, &["--limits", "off"]);
    commune.at("2026-12-03T08:00");
    let clerk = commune.chi_hoa();
    assert!(clerk.get(&format!("/doi-thoai/{id}/bien-ban/1/tep/1")).expect(200).body == pdf);
    assert!(clerk.get(&format!("/doi-thoai/{id}")).expect(200).form_for("ban-quet").is_none(), "it has its scan");
    commune.at("2026-12-07T08:00").minute();
    assert_eq!(file_bytes(&commune.data).len(), 1, "the rounds leave it");
    let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
    let forced = commune.data.run(&format!("UPDATE minutes_scans SET name = 'x', last_event = {event}"));
    assert!(forced.expect_err("locked").contains("signed minutes are locked"));
    commune.chain().expect("a whole chain");
}

#[test]
fn a_copy_made_while_people_write_is_one_moment_and_whole() {
    let (commune, shelf) = (lived_in(), Shelf::new());
    let (done, filings) = (AtomicBool::new(false), AtomicUsize::new(0));
    let copies: Vec<PathBuf> = (0..3).map(|n| shelf.at(&format!("{n}.tdb"))).collect();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    filed(&commune, vec![file("ảnh.jpg", corpus::photo_of(400, 300))]);
                    filings.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for copy in &copies {
            let before = filings.load(Ordering::Relaxed);
            let begun = Instant::now();
            Terminal::at(&commune.data).does("backup", copy);
            while filings.load(Ordering::Relaxed) == before && begun.elapsed() < Duration::from_secs(30) {
                thread::sleep(Duration::from_millis(20));
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    commune.minute();
    let original = rows(&commune.data);
    let mut counts = Vec::new();
    for copy in &copies {
        let data = Data::empty();
        Terminal::at(&data).does("restore", copy);
        Terminal::at(&data).head();
        let restored = rows(&data);
        for table in ["events", "choices", "stories", "parties", "identities", "files", "accounts"] {
            assert!(restored[table].iter().all(|row| original[table].contains(row)), "{table}");
        }
        // Each petition with its story, its party and its file: no half filing stands in the copy.
        let known = lived_in_counts(&original, &restored);
        let stored = file_bytes(&data);
        for id in data.values("SELECT CAST(id AS text) AS value FROM files WHERE preview") {
            assert!(stored.contains_key(&id) && stored.contains_key(&format!("{id}.xem")), "{id} has no bytes");
        }
        counts.push(known);
    }
    assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]) && counts[0] < original["petitions"].len(), "{counts:?}");
}

/// How many petitions a copy holds; each of them has its parties.
fn lived_in_counts(original: &Rows, restored: &Rows) -> usize {
    assert_eq!(restored["petitions"].len(), restored["choices"].len());
    assert_eq!(restored["petitions"].len(), restored["parties"].len());
    assert!(restored["petitions"].len() <= original["petitions"].len());
    restored["petitions"].len()
}

#[test]
fn every_table_of_ours_goes_along_but_for_three() {
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    let data = Data::empty();
    Terminal::at(&data).does("restore", &copy);
    let schema = crate::source::files("src/store", "schema.rs").remove(0).1;
    let heads = schema.lines().filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {"));
    let named: Vec<&str> = heads.filter_map(|head| head.split_once(" (").map(|(name, _)| name)).collect();
    assert!(named.len() > 20, "{named:?}");
    let went = rows(&data);
    for table in named {
        let is_left = LEFT_OUT.contains(&table);
        assert!(went.contains_key(table) ^ is_left, "{table} goes or stays");
        assert_eq!(
            data.count(table),
            if is_left { 0 } else { commune.data.count(table) + usize::from(table == "marks") },
            "{table}"
        );
    }
    assert_eq!(LEFT_OUT, ["sessions", "drafts", "throttles", "__diesel_schema_migrations"]);
    assert!(commune.data.count("sessions") > 0, "or nothing was left out");
}

#[test]
fn what_is_wrong_with_a_copy_is_said_before_anything_is_touched() {
    let shelf = Shelf::new();
    let (_, copy) = copied(&shelf);
    let whole = fs::read(&copy).expect("a copy");
    let data = Data::empty();
    let terminal = Terminal::at(&data);
    for (passphrase, words) in [
        ("con đường về làng gần", "sai mật khẩu"),
        ("", "chưa có mật khẩu"),
        ("\n", "chưa có mật khẩu"),
        ("ngắn quá", "ít nhất 12"),
    ] {
        Terminal { passphrase, ..Terminal::at(&data) }.fails("restore", &copy, words);
    }
    terminal.fails("restore", &shelf.at("khong-co.tdb"), "khong-co.tdb");
    let broken = shelf.at("hong.tdb");
    let mut tries = 0;
    let mut refused = |bytes: &[u8]| {
        fs::write(&broken, bytes).expect("written");
        let done = terminal.run("restore", &broken);
        assert_eq!((done.status.code(), err(&done).lines().count()), (Some(1), 1), "{}", err(&done));
        tries += 1;
    };
    // One flipped bit, in the head and in every part of what is sealed.
    for at in [0, 14, 18, 30, 50, 70, 78, 200, whole.len() / 3, whole.len() / 2, whole.len() - 17, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        refused(&flipped);
    }
    let chunk = 64 * 1024 + 16;
    for length in [0, 5, 78, 79, 78 + chunk, 78 + 3 * chunk, whole.len() - chunk, whole.len() - 1] {
        refused(&whole[..length]);
    }
    refused(&[whole.as_slice(), b"x"].concat());
    // Two chunks that changed places.
    let mut moved = whole.clone();
    moved[78..78 + 2 * chunk].rotate_left(chunk);
    refused(&moved);
    assert_eq!(tries, 22);
    assert_untouched(&data);
    assert!(!data.folder.path().join("tep").exists());
    terminal.does("restore", &copy);
}

#[test]
fn nothing_is_overwritten() {
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    let before = fs::read(&copy).expect("a copy");
    Terminal::at(&commune.data).fails("backup", &copy, "không ghi đè");
    assert!(fs::read(&copy).expect("a copy") == before);
    // A commune that lives is no empty place.
    let (rows_before, files_before) = (rows(&commune.data), file_bytes(&commune.data));
    Terminal::at(&commune.data).fails("restore", &copy, "phải trống");
    assert!(rows(&commune.data) == rows_before && file_bytes(&commune.data) == files_before);
    // Nor is a place that has only some of it.
    for name in ["khoa.key", "tep/x", "gi-do.txt"] {
        let data = Data::empty();
        fs::create_dir_all(data.folder.path().join("tep")).expect("a folder");
        fs::write(data.folder.path().join(name), "của người khác").expect("a file");
        Terminal::at(&data).fails("restore", &copy, "phải trống");
        assert_eq!(fs::read_to_string(data.folder.path().join(name)).expect("a file"), "của người khác");
    }
    let data = Data::empty();
    data.run("CREATE TABLE khac (x integer)").expect("a table");
    Terminal::at(&data).fails("restore", &copy, "khac");
    assert_eq!(tables(&data), ["khac"]);
    let nothing = Data::empty();
    Terminal::at(&nothing).fails("backup", &shelf.at("khong.tdb"), "không có dữ liệu");
    assert_untouched(&nothing);
    assert_eq!(shelf.names(), ["xa.tdb"]);
}

#[test]
fn a_full_disk_leaves_no_half_copy_and_no_half_commune() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        return skipped("prlimit");
    }
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    // No file may grow beyond half a megabyte; the program hears an error instead of being ended.
    let before = ["sh", "-c", "trap '' XFSZ; exec prlimit --fsize=500000 \"$0\" \"$@\""];
    let full = Terminal { before: &before, ..Terminal::at(&commune.data) };
    full.fails("backup", &shelf.at("day.tdb"), "day.tdb");
    assert_eq!(shelf.names(), ["xa.tdb"]);
    let data = Data::empty();
    let done = Terminal { before: &before, ..Terminal::at(&data) }.run("restore", &copy);
    assert_eq!((done.status.code(), err(&done).lines().count()), (Some(1), 1), "{}", err(&done));
    assert_untouched(&data);
    // Room again.
    Terminal::at(&data).does("restore", &copy);
    assert!(rows(&data) == rows(&commune.data));
}

#[test]
fn a_copy_that_is_killed_in_the_middle_is_no_copy() {
    let shelf = Shelf::new();
    let (commune, first) = copied(&shelf);
    let terminal = Terminal::at(&commune.data);
    let begun = Instant::now();
    terminal.does("backup", &shelf.at("do.tdb"));
    let whole = begun.elapsed();
    let (mut cut, mut left) = (0, 0);
    for n in 1..=10 {
        let copy = shelf.at(&format!("{n}.tdb"));
        let mut child = terminal.start("backup", &copy);
        thread::sleep(whole * n / 10);
        child.kill().expect("killed");
        child.wait().expect("an end");
        cut += u32::from(!copy.exists());
        left += u32::from(shelf.names().iter().any(|name| name.ends_with("tiepdan-tam")));
        if copy.exists() {
            let data = Data::empty();
            Terminal::at(&data).does("restore", &copy);
        }
    }
    assert!(cut >= 3 && left >= 1, "{cut} cut, {left} left something: no test of anything");
    terminal.does("backup", &shelf.at("cuoi.tdb"));
    assert!(!shelf.names().iter().any(|name| name.ends_with("tiepdan-tam")), "what the dead left is swept");
    assert!(first.exists());
}

#[test]
fn a_restoring_that_is_killed_in_the_middle_is_whole_or_says_so() {
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    let original = rows(&commune.data);
    let begun = Instant::now();
    Terminal::at(&Data::empty()).does("restore", &copy);
    let whole = begun.elapsed();
    let (mut halves, mut wholes, mut untouched) = (0, 0, 0);
    for n in 1..=14 {
        let data = Data::empty();
        let terminal = Terminal::at(&data);
        let mut child = terminal.start("restore", &copy);
        thread::sleep(whole * n / 14);
        child.kill().expect("killed");
        child.wait().expect("an end");
        if data.folder.path().join("khoi-phuc.dang-do").exists() {
            // Nobody opens it before it is whole.
            for command in ["migrate", "serve", "backup"] {
                let more: &[&str] = if command == "backup" { &["x.tdb"] } else { &[] };
                let done = terminal.command(&[&[command], more].concat()).output().expect("the program");
                assert!(!done.status.success() && err(&done).contains("dở dang"), "{command}: {}", err(&done));
            }
            halves += 1;
            terminal.does("restore", &copy);
        } else if data.folder.path().join("khoa.key").exists() {
            wholes += 1;
        } else {
            assert_untouched(&data);
            untouched += 1;
            continue;
        }
        assert!(rows(&data) == original && file_bytes(&data) == file_bytes(&commune.data), "{n}");
        assert!(!data.folder.path().join("khoi-phuc.dang-do").exists());
        terminal.head();
    }
    println!("{halves} halves, {wholes} wholes, {untouched} untouched");
    assert!(halves >= 1 && untouched >= 1, "{halves} {untouched}: no test of anything");
}

#[test]
fn a_whole_restoring_whose_end_was_not_heard_is_known() {
    let shelf = Shelf::new();
    let (_, copy) = copied(&shelf);
    let data = Data::empty();
    let terminal = Terminal::at(&data);
    terminal.does("restore", &copy);
    let id = data.values("SELECT value AS value FROM marks WHERE name = 'restored'").remove(0);
    let before = rows(&data);
    let marker = data.folder.path().join("khoi-phuc.dang-do");
    fs::write(&marker, &id).expect("written");
    // As long as somebody holds it, they are at work, and nobody clears anything away.
    let held = fs::File::open(&marker).expect("the marker");
    held.lock().expect("held");
    terminal.fails("restore", &copy, "đang chạy");
    drop(held);
    assert!(marker.exists() && rows(&data) == before);
    assert!(terminal.does("restore", &copy).contains("đã trọn vẹn"));
    assert!(rows(&data) == before && !marker.exists());
}

#[test]
fn four_that_put_back_at_once_fill_the_place_once() {
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    let data = Data::empty();
    let terminal = Terminal::at(&data);
    let children: Vec<Child> = (0..4).map(|_| terminal.start("restore", &copy)).collect();
    let done: Vec<Output> = children.into_iter().map(|child| child.wait_with_output().expect("an end")).collect();
    let whole = done.iter().filter(|done| done.status.success()).count();
    assert_eq!(whole, 1, "{:?}", done.iter().map(err).collect::<Vec<_>>());
    assert!(rows(&data) == rows(&commune.data) && file_bytes(&data) == file_bytes(&commune.data));
    terminal.head();
}

#[test]
fn an_older_copy_is_brought_up_to_date_and_a_newer_one_is_refused() {
    let (shelf, old) = (Shelf::new(), Data::empty());
    let engine = if is_postgres() { "postgres" } else { "sqlite" };
    let spine = crate::source::root().join(format!("migrations/{engine}/2026-11-24-000000_spine/up.sql"));
    old.run(&fs::read_to_string(spine).expect("the first migration")).expect("a database of the first day");
    // Diesel's own list, and a commune of one account and one petition, as the first day wrote them.
    let (event, petition) = ("00000000-0000-7000-8000-00000000000e", "00000000-0000-7000-8000-00000000000a");
    let key = tiepdan::keys::Keys::new_random();
    key.write(&old.folder.path().join("khoa.key")).expect("a key");
    let yes = if is_postgres() { ("true", "false") } else { ("1", "0") };
    let sql = format!(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
         INSERT INTO __diesel_schema_migrations (version) VALUES ('20261124000000');
         INSERT INTO marks VALUES ('key', '{fingerprint}');
         INSERT INTO events VALUES ('{event}', '2026-11-24T01:00:00.123456Z', 'system', NULL, '{petition}', 'nop', NULL, '{{\"đơn\": 1}}');
         INSERT INTO petitions (id, version, received_at, received_on, channel, topic_chosen, about_decision, kind_proposed, anonymous, reachable,
            topic, priority, stage, sealed, past_heads, assigned, last_event)
         VALUES ('{petition}', 1, '2026-11-24T01:00:00.123456Z', '2026-11-24', 'online', 'land', 'unknown', 'feedback', {yes}, {no},
            'land', 'normal', 'guided', {no}, {no}, {no}, '{event}');",
        fingerprint = key.fingerprint(),
        yes = yes.0,
        no = yes.1,
    );
    old.run(&sql).expect("a commune of the first day");
    let copy = shelf.at("cu.tdb");
    Terminal::at(&old).does("backup", &copy);
    assert_eq!(old.count("__diesel_schema_migrations"), 1, "copying migrates nothing");
    let data = Data::empty();
    let said = Terminal::at(&data).does("restore", &copy);
    assert!(said.contains("Đã nâng cấp: 2026-11-24-000100_room"), "{said}");
    let known = crate::source::files(&format!("migrations/{engine}"), "up.sql").len();
    assert_eq!(data.count("__diesel_schema_migrations"), known);
    let chosen = data.values("SELECT topic || ' ' || about_decision AS value FROM choices");
    assert_eq!(chosen, ["land unknown"], "what a later migration moves was moved");
    let commune = Commune::begin(data, &["--limits", "off"]);
    commune.store().touch_every_column().expect("schema.rs and what was put back agree");
    // One that this program does not know.
    commune.data.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')").expect("a row");
    let newer = shelf.at("moi.tdb");
    Terminal::at(&commune.data).does("backup", &newer);
    let data = Data::empty();
    Terminal::at(&data).fails("restore", &newer, "20991231000000");
    assert_untouched(&data);
}

#[test]
fn what_sqlite_gave_postgres_takes_and_gives_back() {
    if !is_postgres() {
        return;
    }
    let shelf = Shelf::new();
    let (commune, copy) = copied(&shelf);
    let folder = TempDir::new().expect("a folder");
    let sqlite = |what: &str, copy: &Path| {
        let url = format!("sqlite://{}", folder.path().join("tiepdan.db").display());
        let terminal = Terminal::at(&commune.data);
        let mut command = terminal.command(&[what, &copy.display().to_string()]);
        let mut child =
            command.env("DATABASE_URL", url).env("TIEPDAN_DATA_DIR", folder.path()).spawn().expect("the program");
        child.stdin.take().expect("its input").write_all(PASSPHRASE.as_bytes()).expect("typed");
        let done = child.wait_with_output().expect("an end");
        assert!(done.status.success(), "{what}: {}", err(&done));
    };
    sqlite("restore", &copy);
    let again = shelf.at("qua-sqlite.tdb");
    sqlite("backup", &again);
    let data = Data::empty();
    Terminal::at(&data).does("restore", &again);
    let (before, after) = (rows(&commune.data), rows(&data));
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table}");
    }
    assert_eq!(Terminal::at(&data).head(), Terminal::at(&commune.data).head());
}

#[test]
fn the_passphrase_comes_from_a_file_too_and_is_never_said() {
    let (commune, shelf) = (Commune::new(), Shelf::new());
    let (file, copy) = (shelf.at("mat-khau"), shelf.at("xa.tdb"));
    fs::write(&file, format!("{PASSPHRASE}\nghi chú\n")).expect("written");
    let run = |what: &str, data: &Data, copy: &Path| {
        let mut command = Terminal::at(data).command(&[what, &copy.display().to_string()]);
        command.env("TIEPDAN_BACKUP_PASSPHRASE_FILE", &file).stdin(Stdio::null()).output().expect("the program")
    };
    let done = run("backup", &commune.data, &copy);
    assert!(done.status.success(), "{}", err(&done));
    let said = format!("{} {}", String::from_utf8_lossy(&done.stdout), err(&done));
    assert!(!said.contains(PASSPHRASE));
    let bytes = fs::read(&copy).expect("a copy");
    for secret in ["tiepdan-key-1", "vanthu", "Trần Thị Sáu", PASSPHRASE] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} stands in the clear");
    }
    // The same words from another hand.
    let data = Data::empty();
    Terminal { passphrase: "con đu\u{31b}o\u{31b}\u{300}ng vê\u{300} la\u{300}ng xa", ..Terminal::at(&data) }
        .does("restore", &copy);
    fs::remove_file(&file).expect("removed");
    let done = run("backup", &commune.data, &shelf.at("nua.tdb"));
    assert!(done.status.code() == Some(1) && err(&done).contains("không đọc được mật khẩu sao lưu"), "{}", err(&done));
    assert_eq!(Terminal::at(&data).command(&["backup"]).output().expect("the program").status.code(), Some(2));
}

#[test]
fn the_watchman_and_the_administrator_are_warned_until_there_is_a_fresh_copy() {
    let (commune, shelf) = (Commune::new(), Shelf::new());
    let health =
        || Terminal::at(&commune.data).command(&["health", "--url", &commune.base]).output().expect("the program");
    let last = || -> serde_json::Value {
        let page = commune.browser().get("/suc-khoe").expect(200);
        serde_json::from_slice::<serde_json::Value>(&page.body).expect("JSON")["last_backup"].clone()
    };
    let khanh = commune.anh_khanh();
    assert!(last().is_null());
    assert!(khanh.get("/quan-tri").expect(200).says("Chưa sao lưu lần nào"));
    let told = health();
    assert!(
        told.status.success() && err(&told).contains("Chưa sao lưu lần nào"),
        "a warning is no failure: {}",
        err(&told)
    );
    Terminal::at(&commune.data).does("backup", &shelf.at("xa.tdb"));
    assert!(last().is_string(), "{}", last());
    assert!(err(&health()).is_empty(), "{}", err(&health()));
    let made = |wall: &str| {
        let at = crate::commune::moment(wall).to_rfc3339();
        commune.data.run(&format!("UPDATE marks SET value = '{at}' WHERE name = 'last_backup'")).expect("a mark");
    };
    made("2026-11-25T01:00");
    let page = khanh.get("/quan-tri").expect(200);
    assert!(page.says("Sao lưu gần nhất: 01:00") && !page.says("Đã quá một ngày"), "{}", page.words());
    made("2026-11-24T07:00");
    let page = khanh.get("/quan-tri").expect(200);
    assert!(page.says("Đã quá một ngày chưa sao lưu") && page.says("07:00"), "{}", page.words());
    made("2020-01-01T07:00");
    assert!(err(&health()).contains("Đã quá một ngày"), "{}", err(&health()));
    // Nobody else is told.
    assert!(!commune.chi_hoa().get("/ban-lam-viec").expect(200).says("sao lưu"));
}
