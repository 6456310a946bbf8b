//! Faults: the program is killed in the middle, the disk is full; what was acknowledged stands, and nothing stands twice.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use reqwest::blocking::multipart::{Form, Part};

use crate::{
    cast::{Filing, code_on},
    commune::{BEGINNING, moment, skipped},
    corpus,
    database::{Data, is_postgres},
    page::{Browser, Page, Upload},
};

const KILLS: u32 = 20;
const PHONES: usize = 4;

/// The program itself, started on a data folder.
pub struct Portal {
    child: Child,
    pub base: String,
}

impl Portal {
    /// `before` stands before the program on the command line; `hours` after the beginning it wakes up.
    fn start(data: &Data, port: u16, hours: u32, before: &[&str]) -> Portal {
        let portal = Portal::launch(data, port, hours, before);
        portal.wait();
        portal
    }

    /// The same, without waiting until it answers.
    pub fn launch(data: &Data, port: u16, hours: u32, before: &[&str]) -> Portal {
        let program = env!("CARGO_BIN_EXE_tiepdan");
        let line: Vec<&str> = before.iter().copied().chain([program, "serve"]).collect();
        let now = moment(BEGINNING) + TimeDelta::hours(i64::from(hours));
        let child = Command::new(line[0])
            .args(&line[1..])
            .env("DATABASE_URL", data.url())
            .env("TIEPDAN_DATA_DIR", data.folder.path())
            .env("TIEPDAN_LISTEN", format!("127.0.0.1:{port}"))
            .env("TIEPDAN_LIMITS", "off")
            .env("TIEPDAN_NOW", now.to_rfc3339())
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        Portal { child, base: format!("http://127.0.0.1:{port}") }
    }

    fn wait(&self) {
        let begun = Instant::now();
        let browser = self.browser();
        while browser.attempt("/suc-khoe", |client, url| client.get(url)).is_none_or(|page| page.status != 200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "the portal does not answer");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// SIGKILL: no goodbye.
    pub fn kill(self) {
        drop(self);
    }
}

/// A story that fails leaves no program running.
impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("an address").port()
}

/// Somebody who files with two photos and goes on where the line died.
struct Villager {
    n: u32,
    phone: Browser,
    step: usize,
}

/// What a villager holds in the end.
struct Receipt {
    n: u32,
    code: String,
}

impl Villager {
    fn new(n: u32, portal: &Portal) -> Villager {
        Villager { n, phone: portal.browser(), step: 0 }
    }

    /// A photo of a width that nobody else's has.
    fn photo(n: u32, which: u32) -> Vec<u8> {
        corpus::bare_jpeg(2 * n + which + 20, 40)
    }

    fn story(n: u32) -> String {
        format!("Chuyện thứ {n}: trại heo ở đầu thôn xả nước thải ra khe, hôi lắm.")
    }

    /// One step; whether it was answered as it should be.
    fn go(&self) -> Option<Page> {
        let filing = Filing::of_ba_sau().with("body", &Self::story(self.n));
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let post = |step: &str, fields: &[&str]| {
            let fields = names(fields);
            let path = format!("/gui-don/{step}");
            self.phone.attempt(&path, |client, url| client.post(url).form(&filing.fitting(&fields)))
        };
        match self.step {
            0 => post("viec", &["topic"]),
            1 => post("quyet-dinh-khong", &["about_decision"]),
            2 => post("noi-dung", &["body"]),
            3 => post("noi-xay-ra", &["village"]),
            4 => self.phone.attempt("/gui-don/tep", |client, url| {
                let part = |which| Part::bytes(Self::photo(self.n, which)).file_name(format!("{which}.jpg"));
                client.post(url).multipart(Form::new().part("files", part(0)).part("files", part(1)))
            }),
            5 => post("nguoi-gui", &["full_name", "phone", "address"]),
            6 => post("kiem-tra", &[]),
            _ => self.phone.attempt("/gui-don/xong", |client, url| client.get(url)),
        }
    }

    /// Goes on to the receipt, or to where the line dies.
    fn go_on(&mut self) -> Option<Receipt> {
        loop {
            let page = self.go()?;
            match (self.step, page.status) {
                (..=6, 303) => self.step += 1,
                (7, 200) => return Some(Receipt { n: self.n, code: code_on(&page) }),
                _ => panic!("villager {} at {}: {} {}", self.n, page.path, page.status, page.words()),
            }
        }
    }
}

/// Everybody who files at once, and what they hold.
#[derive(Default)]
struct Village {
    count: AtomicU32,
    cut: Mutex<Vec<Villager>>,
    receipts: Mutex<Vec<Receipt>>,
}

impl Village {
    /// Goes on filing until the line dies.
    fn file(&self, portal: &Portal) {
        loop {
            let waiting = self.cut.lock().expect("villagers").pop();
            let mut villager =
                waiting.unwrap_or_else(|| Villager::new(self.count.fetch_add(1, Ordering::Relaxed), portal));
            match villager.go_on() {
                Some(receipt) => self.receipts.lock().expect("receipts").push(receipt),
                None => return self.cut.lock().expect("villagers").push(villager),
            }
        }
    }
}

#[test]
fn twenty_kills_in_the_middle_of_filing_lose_nothing_and_double_nothing() {
    let data = Data::of_the_demo();
    let port = free_port();
    let village = Village::default();
    let mut cut = 0;
    for kill in 0..KILLS {
        let portal = Portal::start(&data, port, kill, &[]);
        thread::scope(|scope| {
            for _ in 0..PHONES {
                scope.spawn(|| village.file(&portal));
            }
            // Each time at another moment of the work.
            thread::sleep(Duration::from_millis(u64::from(150 + 83 * kill % 300)));
            kill_by_id(portal.child.id());
        });
        portal.kill();
        cut += village.cut.lock().expect("villagers").len();
    }
    let portal = Portal::start(&data, port, KILLS, &[]);
    let shown = village.receipts.lock().expect("receipts").len();
    let mut villagers = std::mem::take(&mut *village.cut.lock().expect("villagers"));
    let late = villagers.iter_mut().map(|villager| villager.go_on().expect("the line holds now"));
    let late: Vec<Receipt> = late.collect();
    let receipts: Vec<Receipt> = std::mem::take(&mut *village.receipts.lock().expect("receipts"));
    let receipts: Vec<Receipt> = receipts.into_iter().chain(late).collect();
    assert!(shown >= KILLS as usize / 2 && cut >= KILLS as usize, "{shown} receipts, {cut} cut: no test of anything");
    for receipt in &receipts {
        opens_with_its_files(&portal, receipt);
    }
    assert_eq!(data.count("petitions"), receipts.len(), "each receipt is one petition");
    assert_eq!(data.count("files"), 2 * receipts.len());
    let mut codes: Vec<&str> = receipts.iter().map(|receipt| receipt.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), receipts.len());
    verifies(&data);
    println!("{KILLS} kills: {cut} filings cut, {shown} receipts before, {} in the end", receipts.len());
    portal.kill();
}

/// SIGKILL while requests are still running.
fn kill_by_id(id: u32) {
    let done = Command::new("kill").args(["-KILL", &id.to_string()]).status().expect("kill");
    assert!(done.success());
}

/// The words and both photos of exactly this villager.
fn opens_with_its_files(portal: &Portal, receipt: &Receipt) {
    let phone = portal.browser();
    phone.get(&format!("/don/{}", receipt.code)).expect(200);
    let page = phone.post(&format!("/don/{}/noi-dung", receipt.code), &[("phone_last4", "5678")]).expect(200);
    assert!(page.says(&Villager::story(receipt.n)), "{}", page.words());
    let links = page.attributes(".files a", "href");
    assert_eq!(links.len(), 2, "{}", page.words());
    for (link, which) in links.iter().zip(0..) {
        let photo = image::load_from_memory(&phone.get(link).expect(200).body).expect("a photo");
        assert_eq!(photo.width(), 2 * receipt.n + which + 20);
    }
}

/// `tiepdan audit verify`, as the commune's own people run it.
fn verifies(data: &Data) {
    let done = Command::new(env!("CARGO_BIN_EXE_tiepdan"))
        .args(["audit", "verify", "--data-dir"])
        .arg(data.folder.path())
        .args(["--database-url", &data.url()])
        .output()
        .expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_full_disk_is_said_clearly_and_loses_nothing() {
    if !has("prlimit") {
        return skipped("prlimit");
    }
    let data = Data::of_the_demo();
    let port = free_port();
    // No file may grow beyond three megabytes; the program hears an error instead of being ended.
    let limit = ["sh", "-c", "trap '' XFSZ; exec prlimit --fsize=3000000 \"$0\" \"$@\""];
    let portal = Portal::start(&data, port, 0, &limit);
    let mut early = Villager::new(1, &portal);
    let early = early.go_on().expect("a receipt");
    // A paper that does not fit any more, beside a photo that does.
    let mut waiting = Villager::new(2, &portal);
    while waiting.step < 5 {
        waiting.go().expect("an answer").expect(303);
        waiting.step += 1;
    }
    let large =
        Upload { field: "files", name: "lớn.pdf", media: "application/pdf", bytes: corpus::pdf_of(4_000_000) };
    let page = waiting.phone.post_files("/gui-don/tep", &[("more", "1")], vec![large]).expect(503);
    assert!(page.says("không lưu thêm được") && page.says("vẫn còn nguyên"), "{}", page.words());
    assert!(!page.header("retry-after").is_empty());
    let kept = waiting.phone.get("/gui-don/tep").expect(200).all(".files li b");
    assert_eq!(kept, ["0.jpg", "1.jpg"], "what was kept before");
    if !is_postgres() {
        fill_database(&portal);
        // An answer changed is smaller than a draft begun: these go on until nothing fits.
        let answers = ["unknown", "no"].iter().cycle().take(200);
        let mut change =
            answers.map(|answer| waiting.phone.post("/gui-don/quyet-dinh-khong", &[("about_decision", answer)]).status);
        assert!(change.any(|status| status == 503), "the disk does not fill");
        let fields = Filing::of_ba_sau();
        let names = ["full_name", "phone", "address"].map(str::to_owned);
        let page = waiting.phone.post("/gui-don/nguoi-gui", &fields.fitting(&names)).expect(503);
        assert!(page.says("không lưu thêm được"), "{}", page.words());
        portal.browser().get("/").expect(200);
    }
    opens_with_its_files(&portal, &early);
    portal.kill();
    // The disk has room again: the person goes on where they were.
    let portal = Portal::start(&data, port, 1, &[]);
    let late = waiting.go_on().expect("a receipt");
    for receipt in [&early, &late] {
        opens_with_its_files(&portal, receipt);
    }
    assert_eq!(data.count("petitions"), 2);
    verifies(&data);
    portal.kill();
}

/// Drafts with long stories, then with short ones, until the database does not even begin a draft.
fn fill_database(portal: &Portal) {
    let mut story = "Ồn ào cả đêm, không ngủ được. ".repeat(300);
    for _ in 0..400 {
        let phone = portal.browser();
        let begun = phone.post("/gui-don/viec", &[("topic", "order")]);
        if begun.status == 503 {
            return assert!(begun.says("không lưu thêm được"), "{}", begun.words());
        }
        begun.expect(303);
        let told = phone.post("/gui-don/noi-dung", &[("body", &story)]);
        if told.status == 503 {
            assert!(told.says("không lưu thêm được"), "{}", told.words());
            "Ồn ào cả đêm, không ngủ được.".clone_into(&mut story);
        }
    }
    panic!("the disk does not fill");
}

fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|done| done.success())
}

#[test]
fn the_disk_has_it_before_the_browser_hears_of_it() {
    if !has("strace") {
        return skipped("strace");
    }
    let data = Data::of_the_demo();
    let log = data.folder.path().join("strace.log");
    let calls = "trace=write,writev,sendto,sendmsg,pwrite64,fsync,fdatasync,rename,renameat,renameat2";
    let log_path = log.display().to_string();
    // -D: the program stays our own child, so that it is ended by its own id.
    let before = ["strace", "-D", "-f", "-y", "-s", "2000", "-e", calls, "-o", &log_path];
    let portal = Portal::start(&data, free_port(), 0, &before);
    let mut villager = Villager::new(1, &portal);
    let receipt = villager.go_on().expect("a receipt");
    opens_with_its_files(&portal, &receipt);
    portal.kill();
    let calls = Call::read(&log);
    let folder = data.folder.path().join("tep");
    let folder = folder.to_str().expect("a path");
    let answer = |location: &str| {
        calls.iter().position(|call| call.says("HTTP/1.1 303") && call.says(&format!("location: {location}\\r\\n")))
    };
    let taken = answer("/gui-don/nguoi-gui").expect("the files step is answered");
    let sent = answer("/gui-don/xong").expect("the sending is answered");
    let names = |call: &&Call| call.name.starts_with("rename") && call.says(".tam");
    let renames: Vec<&Call> = calls[..taken].iter().filter(names).collect();
    assert_eq!(renames.len(), 4, "two photos, each with its copy");
    for rename in renames {
        let path = rename.text.split('"').nth(1).expect("a temporary name");
        let of_it = |call: &&Call| call.says(&format!("<{path}>"));
        let wrote = calls.iter().filter(of_it).filter(|call| call.name == "write").map(|call| call.end).max();
        let synced = calls.iter().filter(of_it).find(|call| call.name == "fsync").expect("fsync of the file");
        let folder_synced = calls
            .iter()
            .find(|call| call.name == "fsync" && call.says(&format!("<{folder}>")) && call.begin > rename.end)
            .expect("fsync of the folder");
        assert!(wrote.is_some_and(|wrote| wrote < synced.begin), "written, then synced");
        assert!(synced.end < rename.begin && rename.end < folder_synced.begin, "synced, renamed, folder synced");
        assert!(folder_synced.end < calls[taken].begin, "then the draft names it and the browser hears of it");
    }
    let before = || calls.iter().filter(|call| call.begin < calls[sent].begin);
    if is_postgres() {
        // The server's own disk is its own matter; it has said that the commit stands.
        let commit = before().rfind(|call| call.says("COMMIT")).expect("a commit");
        assert!(commit.begin > calls[taken].end && commit.end < calls[sent].begin);
    } else {
        let log = format!("<{}>", data.folder.path().join("tiepdan.db-wal").display());
        let last = |name: &str| before().rfind(|call| call.name.starts_with(name) && call.says(&log));
        let commit = last("pwrite64").expect("the commit is written");
        let synced = last("fdatasync").or_else(|| last("fsync")).expect("the commit is synced");
        assert!(commit.begin > calls[taken].end && commit.end < synced.begin && synced.end < calls[sent].begin);
    }
    assert_eq!(data.count("petitions"), 1);
}

/// One system call; `begin` and `end` are lines of the log.
struct Call {
    name: String,
    text: String,
    begin: usize,
    end: usize,
}

impl Call {
    /// A call that another thread interrupts stands on two lines.
    fn read(log: &Path) -> Vec<Call> {
        let mut calls: Vec<(String, Call)> = Vec::new();
        let file = std::fs::File::open(log).expect("the log");
        for (n, line) in BufReader::new(file).lines().map_while(Result::ok).enumerate() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let rest = rest.trim_start();
            if let Some(resumed) = rest.strip_prefix("<... ") {
                let name = resumed.split(' ').next().unwrap_or_default();
                let open = calls.iter_mut().rev().find(|(of, call)| of == thread && call.name == name);
                let (_, call) = open.expect("a call that was begun");
                call.text.push_str(resumed);
                call.end = n;
            } else if let Some((name, _)) = rest.split_once('(') {
                let call = Call { name: name.to_owned(), text: rest.to_owned(), begin: n, end: n };
                calls.push((thread.to_owned(), call));
            }
        }
        calls.into_iter().map(|(_, call)| call).collect()
    }

    fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}
