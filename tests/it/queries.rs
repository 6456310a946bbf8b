//! How much a page asks of the database: every page that a link leads to, as every role, within one bound.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write,
    sync::mpsc::Receiver,
};

use tiepdan::{
    app::{Asked, open_store},
    demo,
    web::route::{ROUTES, Verb},
};

use crate::{
    cast::Officer,
    commune::{BEGINNING, Commune, moment},
    database::Data,
    engines,
    page::{Browser, Page},
};

/// What one page may ask, the session's own query included, transactions' ends not.
const QUERIES_MAX: usize = 12;
/// Pages of one kind that each role looks at: another petition, another month.
const LOOKS_MAX: usize = 4;
const ROLES: &[&str] =
    &["vanthu", "moitruong", "diachinh", "chutich", "phochutich", "mattran", "truongthon", "quantri"];

/// What was seen of pages of one kind: how many there were, and the one that asked most.
struct Kind {
    seen: usize,
    most: Asked,
}

struct Crawl<'c> {
    commune: &'c Commune,
    ear: &'c Receiver<Asked>,
    /// By address, all that names one thing replaced by a star.
    kinds: BTreeMap<String, Kind>,
}

impl Crawl<'_> {
    /// One request, alone.
    fn look(&mut self, who: &str, browser: &Browser, path: &str) -> Page {
        self.ear.try_iter().for_each(drop);
        let page = browser.get(path);
        if let Some(asked) = self.ear.try_iter().last() {
            let nothing = || Kind { seen: 0, most: Asked { path: String::new(), queries: Vec::new() } };
            let kind = self.kinds.entry(format!("{} {who}", shape(path))).or_insert_with(nothing);
            kind.seen += 1;
            if asked.queries.len() >= kind.most.queries.len() {
                kind.most = Asked { path: path.to_owned(), ..asked };
            }
        }
        page
    }

    fn enough(&self, who: &str, path: &str) -> bool {
        self.kinds.get(&format!("{} {who}", shape(path))).is_some_and(|kind| kind.seen >= LOOKS_MAX)
    }

    /// From these addresses along all links, each once.
    fn walk(&mut self, who: &str, browser: &Browser, from: &[String]) {
        // The office is in memory as it stands now.
        browser.get("/");
        let mut ahead: VecDeque<String> = from.iter().cloned().collect();
        let mut known: BTreeSet<String> = from.iter().cloned().collect();
        while let Some(path) = ahead.pop_front() {
            if self.enough(who, &path) {
                continue;
            }
            let page = self.look(who, browser, &path);
            // The scans of that commune are rows without bytes.
            assert!(page.status < 500 || path.contains("/tep/"), "{who} {path}: {}", page.status);
            let links = if page.is_html() { page.attributes("a[href], [src]", "href") } else { Vec::new() };
            for link in links.into_iter().filter(|link| link.starts_with('/') && !link.starts_with("/static/")) {
                let link = link.split('#').next().unwrap_or_default().to_owned();
                if known.insert(link.clone()) {
                    ahead.push_back(link);
                }
            }
        }
    }

    fn everybody(&mut self, code: &str) {
        let nobody: Vec<String> = starts().into_iter().map(|path| path.replace("{code}", code)).collect();
        self.walk("nobody", &self.commune.browser(), &nobody);
        for who in ROLES {
            let officer = Officer::sign_in(self.commune, who);
            let from: Vec<String> = starts().into_iter().filter(|path| !path.contains('{')).collect();
            self.walk(who, &officer, &from);
        }
    }

    /// Pages over the bound, each with what it asked.
    fn over(&self) -> Vec<String> {
        let over = self.kinds.iter().filter(|(_, kind)| kind.most.queries.len() > bound(&kind.most));
        over.map(|(name, kind)| {
            let Asked { path, queries } = &kind.most;
            let mut text = format!("{name}: {} ({path})", queries.len());
            queries.iter().for_each(|query| write!(text, "\n    {}", short(query)).expect("text"));
            text
        })
        .collect()
    }
}

/// Boards of the heads: whom to phone, which came last, is asked beside the rest.
const NOT_YET: &[(&str, usize)] = &[("/ban-lam-viec", 14)];

/// A look that is recorded before a word is seen is an act beside the page: it loads what it decides about itself.
fn bound(asked: &Asked) -> usize {
    let acts = asked.queries.iter().any(|query| query.starts_with("INSERT INTO"));
    let not_yet = NOT_YET.iter().find(|(path, _)| asked.path == *path).map_or(QUERIES_MAX, |(_, most)| *most);
    if acts { 2 * QUERIES_MAX } else { not_yet }
}

/// Every address that has a page of its own, but for things of which links know the name.
fn starts() -> Vec<String> {
    let gets = ROUTES.iter().filter(|route| route.verb == Verb::Get).map(|route| route.path);
    gets.filter(|path| !path.contains('{') || path.contains("{code}") && !path.contains("{n}"))
        .map(str::to_owned)
        .collect()
}

/// The kind of a page: ids, numbers and values of the query are all one.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let part =
        |part: &str| if part.bytes().any(|byte| byte.is_ascii_digit()) { "*".to_owned() } else { part.to_owned() };
    let path: Vec<String> = path.split('/').map(part).collect();
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{} {}", path.join("/"), names.join("&"))
}

/// The table first: that is what somebody mends by.
fn short(query: &str) -> String {
    let from = query.find(" FROM ").map_or(query, |at| &query[at..]);
    format!("{} …{}", query.chars().take(60).collect::<String>(), from.chars().take(140).collect::<String>())
}

fn asks_little(commune: &Commune, ear: &Receiver<Asked>, code: &str) {
    let mut crawl = Crawl { commune, ear, kinds: BTreeMap::new() };
    crawl.everybody(code);
    assert!(crawl.kinds.len() > 150, "only {} kinds of pages were seen", crawl.kinds.len());
    let over = crawl.over();
    assert!(
        over.is_empty(),
        "{} of {} kinds of pages ask too much\n{}",
        over.len(),
        crawl.kinds.len(),
        over.join("\n")
    );
}

#[test]
fn every_page_of_the_demonstration_asks_little() {
    let data = Data::empty();
    let (store, _) = open_store(&data.config(&[]), data.folder.path()).expect("a store");
    demo::fill(&store, moment(BEGINNING)).expect("the demonstration");
    let (commune, ear) = Commune::heard(data);
    let sample = demo::samples().expect("samples").remove(0);
    asks_little(&commune, &ear, &sample.code.replace(['-', ' '], ""));
}

#[test]
fn every_page_of_a_commune_that_has_everything_asks_little() {
    let (commune, ear) = Commune::heard(Data::of_the_demo());
    let (_, code) = commune.ba_sau_files();
    let commune = engines::live(commune);
    commune.minute();
    asks_little(&commune, &ear, &code);
}

/// The counter counts: what a page asks is heard, and nobody's values with it.
#[test]
fn what_a_page_asks_is_heard_without_its_values() {
    let (commune, ear) = Commune::heard(Data::of_the_demo());
    let clerk = commune.officer("vanthu");
    ear.try_iter().for_each(drop);
    clerk.get("/ho-so?q=bimat").expect(200);
    let asked = ear.try_iter().last().expect("heard");
    assert_eq!(asked.path, "/ho-so");
    assert!(asked.queries.iter().any(|query| query.contains("sessions")), "{:?}", asked.queries);
    assert!(
        !asked.queries.iter().any(|query| query.contains("bimat") || query.starts_with("BEGIN")),
        "{:?}",
        asked.queries
    );
}
