//! What only a browser can tell: accessibility at both widths for every role, no sideways scroll, filing and the chairman's morning with the thumb.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, error::CmdError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tiepdan::{
    demo,
    domain::{event::Deed, person::Role},
};

use crate::{
    cast::{Filing, password_of},
    commune::{Commune, moment, skipped},
    database::Data,
};

const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
/// Names the axe-core script; it is not part of the tree.
const AXE: &str = "TIEPDAN_AXE";
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];
/// A whole story.
const STORY: Duration = Duration::from_secs(240);
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(30);

/// An old phone or a desk.
#[derive(Clone, Copy)]
enum Screen {
    Phone,
    Desk,
}

/// A driver of our own, on a port of our own; ended with the story.
struct Driver {
    process: Child,
    url: String,
    profiles: TempDir,
}

impl Driver {
    fn start() -> Option<Driver> {
        if !PathBuf::from(CHROMEDRIVER).exists() {
            skipped("no chromedriver");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let process = Command::new(CHROMEDRIVER)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        Some(Driver { process, url: format!("http://127.0.0.1:{port}"), profiles: TempDir::new().expect("a folder") })
    }

    async fn open(&self, screen: Screen) -> Client {
        let profile = TempDir::with_prefix_in("profile", self.profiles.path()).expect("a folder").keep();
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.display()));
        let mut options = json!({});
        match screen {
            Screen::Phone => {
                options["mobileEmulation"] =
                    json!({ "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 1.0, "touch": true } });
            }
            Screen::Desk => flags.push("--window-size=1280,900".to_owned()),
        }
        options["args"] = json!(flags);
        let wanted = json!({ "goog:chromeOptions": options });
        let capabilities = wanted.as_object().cloned().expect("an object");
        for _ in 0..100 {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            if let Ok(client) = builder.capabilities(capabilities.clone()).connect(&self.url).await {
                return client;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no browser opens");
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(story: impl Future<Output = Result<(), CmdError>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let told = runtime.block_on(async { tokio::time::timeout(STORY, story).await });
    told.expect("the story ends in time").expect("the browser does as it is told");
}

/// The demonstration with its petitions.
fn full_commune() -> Commune {
    let commune = Commune::begin(Data::empty(), &["--limits", "off"]);
    demo::fill(commune.store(), moment(crate::commune::BEGINNING)).expect("the demonstration");
    commune
}

/// What axe-core and the width find wrong on the page that is open.
async fn faults(client: &Client, axe: &str) -> Result<Vec<String>, CmdError> {
    client.execute(axe, vec![]).await?;
    let look = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
           .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))))
           .catch(error => done(['axe failed: ' + error]));";
    let found = client.execute_async(look, vec![]).await?;
    let mut faults: Vec<String> =
        found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let wide = client.execute("return document.documentElement.scrollWidth - window.innerWidth", vec![]).await?;
    let scripts = client.execute("return document.scripts.length", vec![]).await?;
    if scripts.as_i64().unwrap_or(0) > 0 {
        faults.push("holds a script".to_owned());
    }
    if wide.as_i64().unwrap_or(0) > 0 {
        faults.push(format!("sideways scroll by {wide} px"));
    }
    Ok(faults)
}

/// Visits the pages and says what is wrong on which.
async fn walk(client: &Client, base: &str, who: &str, paths: &[String], axe: &str) -> Result<Vec<String>, CmdError> {
    let mut all = Vec::new();
    for path in paths {
        client.goto(&format!("{base}{path}")).await?;
        let found = faults(client, axe).await?;
        all.extend(found.into_iter().map(|fault| format!("{who} {path}: {fault}")));
    }
    Ok(all)
}

/// Taps what the page shows once it is there.
async fn tap(client: &Client, css: &str) -> Result<(), CmdError> {
    client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await?.click().await
}

/// Taps what leads to another page and waits until that page is there: the one tapped on may hold
/// what is looked for next, and a second tap on it would call back the first.
async fn tap_on(client: &Client, css: &str) -> Result<(), CmdError> {
    client.execute("window.tapped = true", vec![]).await?;
    tap(client, css).await?;
    let arrived = "return !window.tapped && document.readyState === 'complete'";
    let there = async {
        // While a page is being replaced there is none to ask: the question is put again.
        while client.execute(arrived, vec![]).await.ok() != Some(json!(true)) {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    tokio::time::timeout(PATIENCE, there).await.unwrap_or_else(|_| panic!("{css} led nowhere"));
    Ok(())
}

async fn type_in(client: &Client, css: &str, words: &str) -> Result<(), CmdError> {
    client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await?.send_keys(words).await
}

async fn sign_in(client: &Client, base: &str, username: &str) -> Result<(), CmdError> {
    client.goto(&format!("{base}/dang-nhap")).await?;
    client.find(Locator::Css("[name=username]")).await?.send_keys(username).await?;
    client.find(Locator::Css("[name=password]")).await?.send_keys(&password_of(username)).await?;
    client.find(Locator::Css("main form button")).await?.click().await?;
    let inside = Locator::Css("form[action='/dang-xuat']");
    client.wait().at_most(PATIENCE).for_element(inside).await.map(drop)
}

/// Every address that the page itself links to inside the portal, once for each shape of address.
async fn linked(client: &Client) -> Result<Vec<String>, CmdError> {
    let look = "return [...new Set([...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href')))]";
    let found = client.execute(look, vec![]).await?;
    let mut seen = Vec::new();
    let mut paths = Vec::new();
    for path in found.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let shape: String = path.split('?').next().unwrap_or(path).split('/').map(shape_of).collect();
        let is_file = path.contains("/tep/") || path.starts_with("/static/");
        if !is_file && !seen.contains(&shape) {
            seen.push(shape);
            paths.push(path.to_owned());
        }
    }
    Ok(paths)
}

fn shape_of(part: &str) -> &str {
    if part.len() == 36 || (part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_digit())) { "/*" } else { part }
}

#[test]
fn every_page_is_accessible_to_every_role_at_both_widths() {
    let Some(driver) = Driver::start() else { return };
    let Ok(axe) = std::env::var(AXE).map(|path| std::fs::read_to_string(path).expect("the axe-core script")) else {
        return skipped("no axe-core (TIEPDAN_AXE)");
    };
    let commune = full_commune();
    let base = commune.base.clone();
    run(async {
        let mut all = Vec::new();
        for screen in [Screen::Phone, Screen::Desk] {
            let client = driver.open(screen).await;
            let public = ["/", "/gui-don", "/gui-don/viec", "/tra-cuu", "/to-cao", "/huong-dan", "/ai-thay-ten-toi"];
            let mut paths: Vec<String> = public.iter().map(|path| (*path).to_owned()).collect();
            paths.extend(["/lich-tiep-dan", "/cong-khai", "/dang-nhap", "/khong-co"].map(str::to_owned));
            for sample in demo::samples().expect("samples") {
                let digits: String = sample.code.chars().filter(char::is_ascii_digit).collect();
                paths.push(format!("/don/{digits}"));
                paths.push(format!("/don/{digits}/noi-dung"));
            }
            all.extend(walk(&client, &base, "anyone", &paths, &axe).await?);
            for person in demo::people().expect("people") {
                if person.role == Role::Officer && person.username != "diachinh" {
                    continue;
                }
                sign_in(&client, &base, &person.username).await?;
                let home = client.current_url().await?.path().to_owned();
                let mut paths = linked(&client).await?;
                if person.role != Role::VillageHead && person.role != Role::Admin {
                    client.goto(&format!("{base}/ho-so")).await?;
                    paths.extend(linked(&client).await?);
                }
                paths.insert(0, home);
                paths.sort();
                paths.dedup();
                all.extend(walk(&client, &base, &person.username, &paths, &axe).await?);
                client.delete_all_cookies().await?;
            }
            client.close().await?;
        }
        assert!(all.is_empty(), "{} faults:\n{}", all.len(), all.join("\n"));
        Ok(())
    });
}

#[test]
fn a_phone_files_and_follows_on_pages_that_hold_no_script() {
    let Some(driver) = Driver::start() else { return };
    let commune = Commune::new();
    let base = commune.base.clone();
    run(async {
        let client = driver.open(Screen::Phone).await;
        let press = "main form[method=post] .btns:last-of-type button.btn";
        client.goto(&format!("{base}/")).await?;
        for css in ["main a[href='/gui-don']", "main a[href='/gui-don/viec']"] {
            tap_on(&client, css).await?;
        }
        for css in ["[value=environment]", "[name=about_decision][value=no]"] {
            tap(&client, css).await?;
            tap_on(&client, press).await?;
        }
        // Too short: the page says so, and what was typed stays.
        type_in(&client, "[name=body]", "hôi quá").await?;
        tap_on(&client, press).await?;
        client.wait().at_most(PATIENCE).for_element(Locator::Css(".faults")).await?;
        assert!(client.source().await?.contains("hôi quá</textarea>"), "what was typed stays");
        type_in(&client, "[name=body]", ", trại heo xả nước ra khe mỗi tối").await?;
        tap_on(&client, press).await?;
        tap(&client, "[name=village][value=khe-song]").await?;
        tap_on(&client, press).await?;
        client.wait().at_most(PATIENCE).for_element(Locator::Css("[name=files]")).await?;
        tap_on(&client, press).await?;
        type_in(&client, "[name=full_name]", "Trần Thị Sáu").await?;
        type_in(&client, "[name=phone]", "0912 345 678").await?;
        tap_on(&client, press).await?;
        client.wait().at_most(PATIENCE).for_element(Locator::Css("form[action='/gui-don/kiem-tra']")).await?;
        tap_on(&client, "form[action='/gui-don/kiem-tra'] button").await?;
        let code = client.wait().at_most(PATIENCE).for_element(Locator::Css(".slip .code")).await?.text().await?;
        tap_on(&client, "main a[href^='/don/']").await?;
        client.wait().at_most(PATIENCE).for_element(Locator::Css(".thread")).await?;
        assert!(client.source().await?.contains("Đã nhận"), "the code {code} leads to the petition");
        client.close().await
    });
}

/// Five sorted, two answers to approve, and one that has been late for days.
fn a_morning() -> Commune {
    let commune = Commune::new();
    let sorted = |topic: &str| {
        let id = commune.file(&Filing::of_ba_sau());
        let fields = [("kind", "feedback"), ("topic", topic), ("reason", "Theo nội dung")];
        commune.does("vanthu", id, Deed::Sort, &fields);
        id
    };
    let late = sorted("land");
    commune.does("chutich", late, Deed::Assign, &[("owner", "diachinh")]);
    commune.at("2026-12-08T08:00");
    for _ in 0..2 {
        let id = sorted("environment");
        commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
        let answer = [
            ("summary", "Xã đã kiểm tra. Chủ trại phải che hố trước 20/12."),
            ("letter", "UBND xã đã kiểm tra trại heo và yêu cầu che hố, xử lý nước thải trước 20/12."),
            ("result", "done"),
        ];
        commune.does("moitruong", id, Deed::Draft, &answer);
        commune.does("moitruong", id, Deed::Submit, &[]);
    }
    for topic in ["environment", "land", "order", "social", "other"] {
        sorted(topic);
    }
    commune
}

/// Taps that the chairman's morning may take.
const TAPS_MAX: usize = 25;

#[test]
fn the_chairmans_morning_on_a_phone_takes_few_taps() {
    let Some(driver) = Driver::start() else { return };
    let commune = a_morning();
    let base = commune.base.clone();
    run(async {
        let client = driver.open(Screen::Phone).await;
        let mut taps = 0;
        client.goto(&format!("{base}/dang-nhap")).await?;
        for (css, words) in [("[name=username]", "chutich".to_owned()), ("[name=password]", password_of("chutich"))] {
            tap(&client, css).await?;
            taps += 1;
            type_in(&client, css, &words).await?;
        }
        let board = ".tabbar a[href='/ban-lam-viec']";
        let mut way = vec!["main form button", "main a[href='#giao-viec']"];
        let boxes: Vec<String> =
            (1..=5).map(|n| format!("#giao-viec ~ form article:nth-of-type({n}) input[name=petition]")).collect();
        way.extend(boxes.iter().map(String::as_str));
        way.push("form[action='/ban-lam-viec/giao'] .btns button");
        // Two answers, read and approved one after the other.
        for _ in 0..2 {
            way.extend([".job:not(.tall) a.btn", "form[action$='/duyet'] button", board]);
        }
        way.extend(["main table a[href*='due=overdue']", "main tbody th a"]);
        for css in way {
            // A thumb scrolls to what it taps: the words at its foot cover the last line.
            client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await?;
            let scroll = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
            client.execute(scroll, vec![json!(css)]).await?;
            let stays = css.ends_with("[href='#giao-viec']") || css.ends_with("[name=petition]");
            if stays {
                tap(&client, css).await?
            } else {
                tap_on(&client, css).await?
            }
            taps += 1;
        }
        client.wait().at_most(PATIENCE).for_element(Locator::Css("#giao, .clock")).await?;
        let wide = client.execute("return document.documentElement.scrollWidth - window.innerWidth", vec![]).await?;
        assert!(wide.as_i64().unwrap_or(0) <= 0, "no sideways scroll");
        client.close().await?;
        assert!(taps <= TAPS_MAX, "{taps} taps");
        let count = |deed: &str| commune.data.count(&format!("events WHERE deed = '{deed}' AND account IS NOT NULL"));
        assert_eq!((count("giao"), count("duyet")), (3 + 5, 2), "{taps} taps did all of it");
        Ok(())
    });
}
