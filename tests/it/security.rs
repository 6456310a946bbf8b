//! What an attacker's review found: each weakness that was mended has a test of its own, named after it, never deleted.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Barrier,
    time::Duration,
};

use chrono::TimeDelta;
use tiepdan::web::gate::Bounds;

use crate::{
    cast::{Filing, code_on, password_of},
    commune::Commune,
    corpus,
    database::Data,
    page::{Browser, Page, Upload},
};

/// A phone that has answered all up to the files step.
fn phone_at_files(commune: &Commune) -> Browser {
    let phone = commune.browser();
    let filing = Filing::of_ba_sau();
    for step in ["viec", "quyet-dinh-khong", "noi-dung", "noi-xay-ra"] {
        let form = phone.get(&format!("/gui-don/{step}")).expect(200).form();
        phone.fill(&form, &filing.fitting(&form.names)).expect(303);
    }
    phone
}

fn stored(commune: &Commune) -> Vec<String> {
    let entries = std::fs::read_dir(commune.data.folder.path().join("tep")).expect("the folder of files");
    entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

/// A line of our own to the portal, on which anything can be said.
fn line(commune: &Commune) -> TcpStream {
    let host = commune.base.trim_start_matches("http://");
    let line = TcpStream::connect(host).expect("a line");
    line.set_read_timeout(Some(Duration::from_secs(20))).expect("patience");
    line
}

/// A photo of many pixels and few bytes: half a second of unpacking.
fn slow_photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let photo = image::RgbImage::from_fn(6_000, 6_000, |x, _| image::Rgb([(x / 64) as u8, 90, 60]));
    photo.write_to(&mut bytes, image::ImageFormat::Png).expect("a photo");
    bytes.into_inner()
}

#[test]
fn hanging_up_does_not_let_the_next_photo_in_while_this_one_is_unpacked() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    let (cookie, photo) = (phone.cookies(), slow_photo());
    let head = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\n";
    let body = [head.as_bytes(), &photo, b"\r\n--x--\r\n"].concat();
    let mut line = line(&commune);
    // An answer that nobody takes makes the system reset the line when it is closed.
    write!(line, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    line.peek(&mut [0]).expect("an answer");
    write!(
        line,
        "POST /gui-don/tep HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .and_then(|()| line.write_all(&body))
    .expect("sent");
    let is_free = || commune.app.inspection.try_lock().is_some();
    while is_free() {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(line);
    let mut looks = 0;
    loop {
        let free = is_free();
        if stored(&commune).iter().any(|name| !name.ends_with(".tam")) {
            break;
        }
        assert!(!free, "the next photo would be unpacked beside this one");
        looks += 1;
        assert!(looks < 20_000, "the photo is never kept");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(looks > 20, "the photo was unpacked too fast to see anything");
}

/// A filing with brakes: people take their time.
fn file_slowly(commune: &Commune) -> String {
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    commune.later(TimeDelta::seconds(10));
    code_on(&phone.on(phone.fill(&check.form(), &[]).expect(303)))
}

#[test]
fn codes_are_not_guessed_through_the_page_that_takes_files() {
    let commune = Commune::with_limits();
    let code = file_slowly(&commune);
    let stranger = commune.browser();
    let paper = || vec![Upload { field: "files", name: "a.txt", media: "text/plain", bytes: b"x".to_vec() }];
    let add = |code: &str| stranger.post_files(&format!("/don/{code}/bo-sung"), &[("body", "")], paper());
    let braked = (0..60).map(|_| add("000000000000")).find(|page| page.status == 429).expect("guessing is braked");
    // The right code is answered exactly as the wrong one.
    let right = add(&code).expect(429);
    assert_eq!(right.header("retry-after"), braked.header("retry-after"));
}

#[test]
fn every_limit_asks_to_wait_equally_long() {
    let commune = Commune::with_limits();
    let phone = commune.browser();
    let first = |look: &dyn Fn() -> Page| {
        let page = (0..150).map(|_| look()).find(|page| page.status == 429).expect("a limit");
        page.header("retry-after")
    };
    let waits = [
        first(&|| phone.post("/tra-cuu", &[("code", "1")])),
        first(&|| commune.browser().post("/gui-don/viec", &[("topic", "order")])),
        first(&|| phone.post("/dang-nhap", &[("username", "khongai"), ("password", "x")])),
    ];
    // The account's own brake counts to its end; ten tries of nobody's name reach it first.
    assert_eq!(waits[0], waits[1]);
    assert!(waits[2].parse::<u64>().is_ok_and(|seconds| seconds > 0));
}

#[test]
fn an_address_is_what_the_proxy_wrote_last_and_a_house_is_one_address() {
    let begin = || Commune::begin(Data::of_the_demo(), &["--limits", "on", "--trusted-proxy", "127.0.0.1"]);
    let look = |commune: &Commune, lines: &[String]| {
        let page = commune.browser().send("/tra-cuu", |client, url| {
            let request = client.post(url).form(&[("code", "1")]);
            lines.iter().fold(request, |request, line| request.header("x-forwarded-for", line))
        });
        page.status
    };
    let is_braked = |lines: &dyn Fn(u32) -> Vec<String>| {
        let commune = begin();
        (0..50).any(|n| look(&commune, &lines(n)) == 429)
    };
    // What comes before the proxy's own word is whatever a stranger wrote.
    assert!(is_braked(&|n| vec![format!("10.0.0.{n}"), "203.0.113.7".into()]));
    assert!(is_braked(&|n| vec![format!("10.0.0.{n}, 203.0.113.7")]));
    // With a port, as some proxies write it: not each port a new person, and not all of them one.
    assert!(is_braked(&|n| vec![format!("203.0.113.7:{}", 40_000 + n)]));
    assert!(is_braked(&|n| vec![format!("[2001:db8::7]:{}", 40_000 + n)]));
    assert!(!is_braked(&|n| vec![format!("203.0.113.{n}:443")]));
    assert!(!is_braked(&|n| vec![format!("[2001:db8:0:{n:x}::7]:443")]));
    // A house has 2^64 addresses.
    assert!(is_braked(&|n| vec![format!("2001:db8:1:2:{n:x}::7")]));
    assert!(!is_braked(&|n| vec![format!("2001:db8:1:{n:x}::7")]));
}

/// Sends a byte now and then until the portal has had enough; what it answers.
fn trickle(commune: &Commune, head: &str) -> String {
    let mut line = line(commune);
    write!(line, "POST {head}Host: x\r\nContent-Length: 100000\r\n\r\n").expect("sent");
    line.set_read_timeout(Some(Duration::from_millis(40))).expect("patience");
    let mut answer = [0; 200];
    for _ in 0..200 {
        let _ = line.write_all(b"a");
        if let Ok(bytes @ 1..) = line.read(&mut answer) {
            return String::from_utf8_lossy(&answer[..bytes]).into_owned();
        }
    }
    panic!("it would wait for ever");
}

#[test]
fn a_body_that_trickles_in_is_given_up() {
    let short = Duration::from_millis(400);
    let bounds = Bounds { form: short, upload: short, ..Bounds::default() };
    let commune = Commune::begin_bound(Data::of_the_demo(), &["--limits", "off"], bounds);
    let kinds = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
    for kind in kinds {
        let answer = trickle(&commune, &format!("/gui-don/viec HTTP/1.1\r\nContent-Type: {kind}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400"), "{kind}: {answer}");
    }
    let usual = Bounds::default();
    assert!(usual.form <= Duration::from_secs(60) && usual.upload <= Duration::from_secs(1_200));
}

#[test]
fn drafts_do_not_fill_the_disk() {
    let commune = Commune::with_limits();
    let begin = || commune.browser().post("/gui-don/viec", &[("topic", "order")]).status;
    let begun = (0..60).take_while(|_| begin() == 303).count();
    assert!((30..50).contains(&begun), "{begun}");
    assert_eq!(commune.data.count("drafts"), begun);

    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    let long = "ơ".repeat(30_000);
    let page = phone.post("/gui-don/noi-dung", &[("body", &long)]).expect(422);
    assert_eq!(page.value("body").map(|text| text.chars().count()), Some(30_000), "what was typed comes back");
    phone.post("/gui-don/noi-xay-ra", &[("village", "khe-song"), ("place", &long)]).expect(422);
    let sealed = commune.data.values("SELECT CAST(length(sealed) AS TEXT) AS value FROM drafts");
    assert!(sealed[0].parse::<usize>().is_ok_and(|bytes| bytes < 50_000), "{sealed:?}");
    // Still too long, so it is not sent cut short.
    phone.get("/gui-don/kiem-tra").expect_to(303, "/gui-don/noi-dung");
}

fn pdf(name: &str) -> Upload<'_> {
    Upload { field: "files", name, media: "application/pdf", bytes: corpus::pdf() }
}

#[test]
fn files_are_counted_one_by_one() {
    let commune = Commune::with_limits();
    let phone = phone_at_files(&commune);
    let ten = || (0..10).map(|_| pdf("a.pdf")).collect::<Vec<_>>();
    let forms = (0..30).take_while(|_| phone.post_files("/gui-don/tep", &[("more", "1")], ten()).status != 429).count();
    assert!((9..20).contains(&forms), "{forms}");
}

#[test]
fn a_disk_that_is_nearly_full_takes_no_file_and_still_takes_the_petition() {
    let bounds = Bounds { free_bytes_min: u64::MAX, ..Bounds::default() };
    let commune = Commune::begin_bound(Data::of_the_demo(), &["--limits", "off"], bounds);
    let phone = phone_at_files(&commune);
    let page = phone.post_files("/gui-don/tep", &[], vec![pdf("giấy.pdf")]).expect(422);
    assert!(page.says("Máy chủ sắp hết chỗ") && page.says("“giấy.pdf”"), "{}", page.words());
    assert_eq!(stored(&commune), Vec::<String>::new());
    commune.file(&Filing::of_ba_sau());
}

/// Tries side by side: how many were checked.
fn checked(tries: usize, attempt: impl Fn() -> u16 + Sync) -> usize {
    let gate = Barrier::new(tries);
    std::thread::scope(|scope| {
        let each = || {
            gate.wait();
            attempt()
        };
        let threads: Vec<_> = (0..tries).map(|_| scope.spawn(each)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a try")).filter(|s| *s == 422).count()
    })
}

#[test]
fn tries_side_by_side_do_not_slip_past_the_brake() {
    let commune = Commune::with_limits();
    let code = file_slowly(&commune);
    let guess = || commune.browser().post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "0000")]).status;
    assert_eq!(checked(24, guess), 5);
    let sign_in = || commune.browser().post("/dang-nhap", &[("username", "vanthu"), ("password", "x")]).status;
    assert_eq!(checked(18, sign_in), 10);
}

#[test]
fn wrong_passwords_of_a_stranger_do_not_shut_out_who_was_here_before() {
    let commune = Commune::with_limits();
    let password = password_of("vanthu");
    let sign_in = |browser: &Browser, password: &str| {
        browser.post("/dang-nhap", &[("username", "vanthu"), ("password", password)]).status
    };
    let hers = commune.browser();
    assert_eq!(sign_in(&hers, &password), 303);
    let known = hers.cookies().split("; ").find(|cookie| cookie.starts_with("quen=")).expect("a cookie").to_owned();
    assert!(!known.contains("vanthu"));
    let stranger = commune.browser();
    for _ in 0..10 {
        assert_eq!(sign_in(&stranger, "doan-mo-thoi"), 422);
    }
    assert_eq!(sign_in(&stranger, &password), 429);
    assert_eq!(sign_in(&hers, &password), 303, "she is known");
    // A forged mark is nobody's.
    let forger = commune.browser();
    forger.take_cookies(&format!("quen={}", "ab".repeat(32)));
    assert_eq!(sign_in(&forger, &password), 429);
    // With a new password the old cookie says nothing any more.
    let fields = [("old_password", password.as_str()), ("new_password", "suoi-da-mua-he"), ("again", "suoi-da-mua-he")];
    hers.post("/doi-mat-khau", &fields).expect(303);
    assert_ne!(hers.cookies().split("; ").find(|cookie| cookie.starts_with("quen=")), Some(known.as_str()));
    let thief = commune.browser();
    thief.take_cookies(&known);
    assert_eq!(sign_in(&thief, "suoi-da-mua-he"), 429);
}

#[test]
fn a_forwarded_host_does_not_make_a_foreign_form_ours() {
    let commune =
        Commune::begin(Data::of_the_demo(), &["--limits", "off", "--public-url", "https://tiepdan.example.vn/"]);
    let post = |origin: &str, name: &str, value: &str| {
        let send = |client: &reqwest::blocking::Client, url: String| {
            client.post(url).header("origin", origin).header(name, value).form(&[("code", "1")])
        };
        commune.browser().send("/tra-cuu", send).status
    };
    assert_eq!(post("https://evil.example", "x-forwarded-host", "evil.example"), 403);
    assert_eq!(post("https://evil.example", "forwarded", "host=evil.example"), 403);
    // Behind a proxy that puts its own name into Host, the address that people type is ours.
    assert_eq!(post("https://tiepdan.example.vn", "accept", "*/*"), 422);
    assert_eq!(post(&commune.base, "accept", "*/*"), 422);
}

#[cfg(unix)]
#[test]
fn the_data_folder_is_the_portals_alone() {
    use std::os::unix::fs::PermissionsExt;
    let data = Data::empty();
    let folder = data.folder.path().join("moi/du-lieu");
    let config = crate::database::config(&folder, &data.url(), &[]);
    tiepdan::app::open_store(&config, &folder).expect("a store");
    for made in [folder.clone(), folder.join("tep")] {
        assert_eq!(made.metadata().expect("made").permissions().mode() & 0o777, 0o700, "{}", made.display());
    }
}
