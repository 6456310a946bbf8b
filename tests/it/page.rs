//! A browser without JavaScript, as on an old phone: it keeps cookies, reads pages and fills their forms.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::{
    Url,
    blocking::{Client, RequestBuilder, Response, multipart},
    cookie::{CookieStore, Jar},
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
    redirect::Policy,
};
use scraper::{ElementRef, Html, Selector};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Browser {
    client: Client,
    jar: Arc<Jar>,
    pub base: String,
    /// Pages seen, newest last: Back.
    visited: Mutex<Vec<String>>,
}

/// What the server answered.
pub struct Page {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A form as it stands on a page, with what it would send now.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub post: bool,
    /// Every name there is to fill in.
    pub names: Vec<String>,
    pub fields: Vec<(String, String)>,
    pub multipart: bool,
    pub file_boxes: Vec<String>,
}

/// A file as a browser sends it: field, name, media type, bytes.
pub struct Upload<'u> {
    pub field: &'u str,
    pub name: &'u str,
    pub media: &'u str,
    pub bytes: Vec<u8>,
}

impl Upload<'_> {
    fn nothing(field: &str) -> Upload<'_> {
        Upload { field, name: "", media: "application/octet-stream", bytes: Vec::new() }
    }
}

impl Browser {
    pub fn new(base: &str) -> Browser {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(jar.clone()).redirect(Policy::none()).timeout(PATIENCE);
        let client = client.user_agent("Mozilla/5.0 (Linux; Android 8.0)").build().expect("a client");
        Browser { client, jar, base: base.to_owned(), visited: Mutex::default() }
    }

    /// What it would send as `Cookie` now.
    pub fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.url("/").parse::<Url>().expect("an address"));
        cookies.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// A cookie taken from elsewhere.
    pub fn take_cookies(&self, cookies: &str) {
        let url: Url = self.url("/").parse().expect("an address");
        cookies.split("; ").for_each(|cookie| self.jar.add_cookie_str(cookie, &url));
    }

    pub fn get(&self, path: &str) -> Page {
        self.visited.lock().expect("pages").push(path.to_owned());
        self.ask(path, self.client.get(self.url(path)))
    }

    /// The page and the pages it leads on to.
    pub fn follow(&self, path: &str) -> Page {
        self.on(self.get(path))
    }

    /// Where an answer leads.
    pub fn on(&self, page: Page) -> Page {
        let mut page = page;
        for _ in 0..10 {
            match page.location() {
                Some(next) => page = self.get(&next),
                None => return page,
            }
        }
        panic!("{} leads on for ever", page.path);
    }

    pub fn back(&self) -> Page {
        let path = {
            let mut visited = self.visited.lock().expect("pages");
            visited.pop();
            visited.pop().expect("a page before")
        };
        self.get(&path)
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask(path, self.own(self.client.post(self.url(path))).form(fields))
    }

    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: Vec<Upload>) -> Page {
        let mut form = multipart::Form::new();
        for (field, value) in fields {
            form = form.text((*field).to_owned(), (*value).to_owned());
        }
        for Upload { field, name, media, bytes } in files {
            let part = multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(media).expect("a media type");
            form = form.part(field.to_owned(), part);
        }
        self.ask(path, self.own(self.client.post(self.url(path))).multipart(form))
    }

    /// Fills a form of a page and sends it: what the page says, with `values` over it.
    pub fn fill(&self, form: &Form, values: &[(&str, &str)]) -> Page {
        let fields = form.with(values);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if !form.multipart {
            return self.post(&form.action, &fields);
        }
        // A file box that nobody touched sends a part without a name.
        let untouched = form.file_boxes.iter().map(|field| Upload::nothing(field)).collect();
        self.post_files(&form.action, &fields, untouched)
    }

    /// A request of the caller's own making: foreign origins, odd bodies.
    pub fn send(&self, path: &str, make: impl FnOnce(&Client, String) -> RequestBuilder) -> Page {
        self.ask(path, make(&self.client, self.url(path)))
    }

    /// The same, where the line may die: nothing then.
    pub fn attempt(&self, path: &str, make: impl FnOnce(&Client, String) -> RequestBuilder) -> Option<Page> {
        self.try_ask(path, make(&self.client, self.url(path))).ok()
    }

    fn own(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("origin", &self.base).header("sec-fetch-site", "same-origin")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn ask(&self, path: &str, request: RequestBuilder) -> Page {
        self.try_ask(path, request).expect("an answer")
    }

    fn try_ask(&self, path: &str, request: RequestBuilder) -> reqwest::Result<Page> {
        let answer: Response = request.send()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Page { path: path.to_owned(), status, headers, body: answer.bytes()?.to_vec() })
    }
}

impl Page {
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn dom(&self) -> Html {
        Html::parse_document(&self.html())
    }

    pub fn is_html(&self) -> bool {
        self.header(CONTENT_TYPE.as_str()).starts_with("text/html")
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    pub fn location(&self) -> Option<String> {
        let to = self.headers.get(LOCATION)?.to_str().ok()?;
        Some(to.strip_prefix("http://").map_or(to, |rest| &rest[rest.find('/').unwrap_or(rest.len())..]).to_owned())
    }

    /// The words of the page as they are read, one space between them.
    pub fn words(&self) -> String {
        text_of(self.dom().root_element())
    }

    pub fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// The text of the first element that a CSS selector finds.
    pub fn first(&self, css: &str) -> Option<String> {
        self.dom().select(&selector(css)).next().map(text_of)
    }

    pub fn all(&self, css: &str) -> Vec<String> {
        self.dom().select(&selector(css)).map(text_of).collect()
    }

    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        self.dom().select(&selector(css)).filter_map(|found| found.attr(name)).map(str::to_owned).collect()
    }

    /// Which fields have to be mended, by the error summary's links.
    pub fn faults(&self) -> Vec<String> {
        self.attributes(".faults a", "href").iter().map(|href| href.trim_start_matches('#').to_owned()).collect()
    }

    pub fn forms(&self) -> Vec<Form> {
        self.dom().select(&selector("form")).map(|found| Form::read(found, &self.path)).collect()
    }

    /// The first form that is posted, but for the one that signs out: the page's own.
    pub fn form(&self) -> Form {
        let found = self.forms().into_iter().find(|form| form.post && form.action != "/dang-xuat");
        found.unwrap_or_else(|| panic!("no form on {} ({}): {}", self.path, self.status, self.words()))
    }

    /// The form that posts to an act's address.
    pub fn form_for(&self, act: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.post && form.action.rsplit('/').next() == Some(act))
    }

    /// What a field holds, wherever it stands.
    pub fn value(&self, field: &str) -> Option<String> {
        self.forms().iter().find_map(|form| form.value(field).map(str::to_owned))
    }

    /// Fails with the page's own words unless it was answered so.
    #[track_caller]
    pub fn expect(self, status: u16) -> Page {
        assert_eq!(self.status, status, "{}: {:?} {}", self.path, self.faults(), self.words());
        self
    }

    #[track_caller]
    pub fn expect_to(self, status: u16, location: &str) -> Page {
        let page = self.expect(status);
        assert_eq!(page.location().as_deref(), Some(location), "{}", page.path);
        page
    }
}

impl Form {
    fn read(form: ElementRef, path: &str) -> Form {
        let mut read = Form {
            action: form.attr("action").filter(|action| !action.is_empty()).unwrap_or(path).to_owned(),
            post: form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
            names: Vec::new(),
            fields: Vec::new(),
            multipart: form.attr("enctype") == Some("multipart/form-data"),
            file_boxes: Vec::new(),
        };
        for control in form.select(&selector("input, select, textarea, button")) {
            if let Some(name) = control.attr("name") {
                read.names.push(name.to_owned());
                if control.attr("type") == Some("file") {
                    read.file_boxes.push(name.to_owned());
                }
                read.fields.extend(value_of(control).map(|value| (name.to_owned(), value)));
            }
        }
        read
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// What would be sent; a name given twice is sent twice.
    pub fn with(&self, values: &[(&str, &str)]) -> Vec<(String, String)> {
        let kept = self.fields.iter().filter(|(name, _)| !values.iter().any(|(given, _)| given == name)).cloned();
        kept.chain(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }
}

/// What a control would send if nobody touched it.
fn value_of(control: ElementRef) -> Option<String> {
    let value = control.attr("value").unwrap_or_default().to_owned();
    match (control.value().name(), control.attr("type").unwrap_or("text")) {
        ("input", "radio" | "checkbox") => control.attr("checked").map(|_| value),
        ("input", "file" | "submit" | "image" | "button") | ("button", _) => None,
        ("input", _) => Some(value),
        ("textarea", _) => Some(control.text().collect::<String>().trim_start_matches('\n').to_owned()),
        _ => {
            let chosen = control.select(&selector("option[selected]")).next();
            let option = chosen.or_else(|| control.select(&selector("option")).next())?;
            Some(option.attr("value").map_or_else(|| text_of(option), str::to_owned))
        }
    }
}

fn text_of(element: ElementRef) -> String {
    let text: String = element
        .descendants()
        .filter(|node| !node.parent().is_some_and(|parent| parent.value().as_element().is_some_and(is_silent)))
        .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
        .collect::<Vec<_>>()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_silent(element: &scraper::node::Element) -> bool {
    ["script", "style"].contains(&element.name())
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a CSS selector")
}
