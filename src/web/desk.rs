//! The desk: one request on a blocking thread, with who stands at the counter, the clock's one reading, and ways to answer.

use std::{cell::Cell, sync::Arc};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    cookie::{Cookie, SameSite, time::Duration},
    http::{
        StatusCode,
        header::{self, ContentEncoding},
    },
    web,
};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::{Stream, stream};

use super::{
    error::{Failure, RETRY_SECONDS},
    page::{ErrorPage, OfficeErrorPage, Page},
    session::{self, Hurdle},
    visit::{Visit, cookie_name},
};
use crate::{
    app::{App, Asked},
    domain::{
        act::{Act, Actor, day_of},
        office::Office,
        person::{Account, Role},
        policy::Sight,
        refusal::Refusal,
    },
    keys,
    store::{self, Store, Trouble, file::Reading, tally, throttle},
};

/// What an act of looking answers with.
pub type Answer = Result<Reply, Failure>;

/// A page's code: plain, blocking, one unit.
pub type Look = fn(&Desk) -> Answer;

pub struct Desk {
    pub app: Arc<App>,
    pub visit: Visit,
    pub now: DateTime<Utc>,
    pub office: Arc<Office>,
    /// Who is signed in; the role was read for this request.
    pub visitor: Option<Account>,
    /// The password was right, the second step has not been done: nobody is signed in yet.
    pub half: Option<Account>,
    /// What has to be done before anything else.
    pub hurdle: Option<Hurdle>,
    /// The page has put this visit's files where they belong, whatever it answers.
    files_kept: Cell<bool>,
}

impl Desk {
    fn open(app: Arc<App>, visit: Visit) -> Result<Desk, Failure> {
        let now = app.now.read();
        let (office, known) = session::known(&app.store, &visit, now)?;
        let hurdle = known.as_ref().and_then(|known| known.hurdle);
        let (half, visitor) = match known.map(|known| known.account) {
            half if hurdle == Some(Hurdle::SecondStep) => (half, None),
            visitor => (None, visitor),
        };
        Ok(Desk { app, visit, now, office, visitor, half, hurdle, files_kept: Cell::new(false) })
    }

    /// The same visit over the office as it is now: another's change may have come since this one was opened.
    pub fn over_newest(&self) -> Result<Desk, Failure> {
        let (app, today) = (self.app.clone(), self.today());
        let office = app.store.read(|conn| store::office::current(&app.store, conn, today))?;
        let Visit { path, parts, query, fields, .. } = &self.visit;
        let (path, parts, query, fields) = (path.clone(), parts.clone(), query.clone(), fields.clone());
        let visit = Visit { path, parts, query, fields, ..Visit::default() };
        let (visitor, half) = (self.visitor.clone(), self.half.clone());
        Ok(Desk { app, visit, now: self.now, office, visitor, half, hurdle: self.hurdle, files_kept: Cell::new(true) })
    }

    pub fn store(&self) -> &Store {
        &self.app.store
    }

    pub fn today(&self) -> NaiveDate {
        day_of(self.now)
    }

    /// An act of whoever is signed in; else of a citizen.
    pub fn act(&self) -> Act {
        let by = self.visitor.clone().map_or(Actor::Citizen, |account| Actor::Account(Box::new(account)));
        Act::new(by, self.now, keys::chance())
    }

    /// An act of a person who files or holds a code, whoever may be signed in on that browser.
    pub fn citizens_act(&self) -> Act {
        Act::new(Actor::Citizen, self.now, keys::chance())
    }

    /// This visit's files stay, even when the page has something to mend.
    pub fn keep_files(&self) {
        self.files_kept.set(true);
    }

    /// What came with a form that was refused belongs to nothing.
    pub fn forget_files(&self) {
        for file in self.visit.files.iter().filter(|_| !self.files_kept.get()) {
            if let Err(error) = store::file::remove(self.store(), file.id) {
                tracing::warn!(%error, "an upload was not removed; the rounds will");
            }
        }
    }

    /// One more try at a secret; refused when there were too many.
    pub fn brake(&self, subject: &str, tries_max: i32) -> Result<(), Failure> {
        if !self.app.limits.are_on() {
            return Ok(());
        }
        match self.store().write(|tx| throttle::count(tx, subject, tries_max, self.now))? {
            None => Ok(()),
            Some(until) => {
                let seconds = (until - self.now).num_seconds().max(1).unsigned_abs();
                Err(Failure::Throttled { seconds })
            }
        }
    }

    /// It was the right one: the tries before are forgotten.
    pub fn forgive(&self, subject: &str) -> Result<(), Trouble> {
        if !self.app.limits.are_on() {
            return Ok(());
        }
        self.store().write(|tx| throttle::forgive(tx, subject))
    }

    /// The account that is signed in, in good standing.
    pub fn account(&self) -> Result<&Account, Failure> {
        self.visitor.as_ref().filter(|_| self.hurdle.is_none()).ok_or(Failure::SignInFirst)
    }

    /// Signed in and in one of these roles; for all others the page is not there.
    pub fn account_as(&self, roles: &[Role]) -> Result<&Account, Failure> {
        let account = self.account()?;
        if roles.contains(&account.role) {
            Ok(account)
        } else {
            Err(Failure::Refused(Refusal::NotYours("Trang này không thuộc phần của anh chị.")))
        }
    }

    pub fn sight(&self) -> Result<Sight, Failure> {
        Ok(Sight::of(self.account()?, &self.office))
    }

    /// 200 with a page.
    pub fn page<P: Page>(&self, page: &P) -> Answer {
        self.page_as(StatusCode::OK, page)
    }

    /// A page with another status: 422 with what was typed, 404 for an unknown code, …
    pub fn page_as<P: Page>(&self, status: StatusCode, page: &P) -> Answer {
        Ok(Reply { status, body: self.app.pages.render(self, page)?.into_bytes(), ..Reply::html() })
    }

    /// 303: what was posted worked.
    pub fn see(&self, path: impl Into<String>) -> Answer {
        Ok(Reply { status: StatusCode::SEE_OTHER, location: Some(path.into()), ..Reply::html() })
    }

    pub fn cookie(&self, name: &str, value: String, age: Option<Duration>) -> Cookie<'static> {
        let https = self.app.config.is_https();
        let mut cookie = Cookie::new(cookie_name(name, https), value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_path("/");
        cookie.set_secure(https);
        cookie.set_max_age(age);
        cookie
    }

    pub fn drop_cookie(&self, name: &str) -> Cookie<'static> {
        self.cookie(name, String::new(), Some(Duration::ZERO))
    }
}

/// What goes back to the browser.
pub struct Reply {
    pub status: StatusCode,
    pub content_type: &'static str,
    pub location: Option<String>,
    pub cookies: Vec<Cookie<'static>>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Instead of a body: a file that is read as it is sent.
    file: Option<FilePart>,
}

/// `bytes` of a file, after the first `skip` of its next chunk.
struct FilePart {
    reading: Reading,
    skip: usize,
    bytes: u64,
}

impl Reply {
    fn html() -> Reply {
        Reply {
            status: StatusCode::OK,
            content_type: "text/html; charset=utf-8",
            location: None,
            cookies: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
            file: None,
        }
    }

    /// `bytes` of a file that was set to a chunk, after the first `skip` of it.
    pub fn file(content_type: &'static str, reading: Reading, skip: usize, bytes: u64) -> Reply {
        Reply { content_type, file: Some(FilePart { reading, skip, bytes }), ..Reply::html() }
    }

    pub fn json(body: String) -> Reply {
        Reply { content_type: "application/json", body: body.into_bytes(), ..Reply::html() }
    }

    pub fn bytes(content_type: &'static str, body: Vec<u8>) -> Reply {
        Reply { content_type, body, ..Reply::html() }
    }

    #[must_use]
    pub fn with_cookie(mut self, cookie: Cookie<'static>) -> Reply {
        self.cookies.push(cookie);
        self
    }

    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    fn into_response(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.content_type(self.content_type);
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        for cookie in self.cookies {
            response.cookie(cookie);
        }
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        match self.file {
            None => response.body(self.body),
            // Photos and sound are packed already.
            Some(part) => response.insert_header(ContentEncoding::Identity).body(part.into_body()),
        }
    }
}

impl FilePart {
    /// A chunk is opened when the browser has taken the one before.
    fn into_body(self) -> SizedStream<impl Stream<Item = Result<web::Bytes, Trouble>>> {
        let bytes = self.bytes;
        let stream = stream::try_unfold(self, |FilePart { mut reading, skip, bytes }| async move {
            if bytes == 0 {
                return Ok(None);
            }
            let read = web::block(move || reading.next_chunk().map(|chunk| (chunk, reading)));
            let (chunk, reading) = read.await.map_err(|_| Trouble::Busy)??;
            let chunk = chunk.ok_or(Trouble::NotFound)?;
            let end = chunk.len().min(skip + usize::try_from(bytes).unwrap_or(usize::MAX));
            let chunk = web::Bytes::from(chunk).slice(skip.min(end)..end);
            let left = bytes - chunk.len() as u64;
            Ok(Some((chunk, FilePart { reading, skip: 0, bytes: left })))
        });
        SizedStream::new(bytes, stream)
    }
}

/// Runs one look in one hop: session, rule, rows and rendering on a blocking thread.
pub async fn ask(app: web::Data<App>, visit: Visit, look: Look) -> HttpResponse {
    let app = app.into_inner();
    let done = web::block(move || overheard(app, visit, look)).await;
    match done {
        Ok(reply) => reply.into_response(),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// Tells whoever wants to know what the answer took.
fn overheard(app: Arc<App>, visit: Visit, look: Look) -> Reply {
    let Some(teller) = app.asked.clone() else { return answer(app, visit, look) };
    let path = visit.path.clone();
    let (reply, queries) = tally::listen(|| answer(app, visit, look));
    let _ = teller.send(Asked { path, queries });
    reply
}

fn answer(app: Arc<App>, visit: Visit, look: Look) -> Reply {
    let desk = match Desk::open(app, visit) {
        Ok(desk) => desk,
        Err(failure) => return plain(&failure),
    };
    if let Some(failure) = &desk.visit.failure {
        desk.forget_files();
        return sorry(&desk, failure);
    }
    let reply = look(&desk).unwrap_or_else(|failure| sorry(&desk, &failure));
    // Not after a 5xx: a commit whose end nobody saw may stand.
    if reply.status.is_client_error() {
        desk.forget_files();
    }
    reply
}

/// The page that says what went wrong and what to do next.
fn sorry(desk: &Desk, failure: &Failure) -> Reply {
    let status = failure.status();
    if status.is_server_error() {
        tracing::error!(error = %failure, "failed");
    }
    if matches!(failure, Failure::SignInFirst) {
        let path = desk.hurdle.map_or("/dang-nhap", Hurdle::path);
        return Reply { status, location: Some(path.to_owned()), ..Reply::html() };
    }
    let page = ErrorPage::new(status, failure);
    let shown = if desk.visitor.is_some() {
        desk.page_as(status, &OfficeErrorPage(&page))
    } else {
        desk.page_as(status, &page)
    };
    let mut reply = shown.unwrap_or_else(|_| plain(failure));
    if let Failure::Throttled { seconds } = failure {
        reply = reply.with_header("retry-after", seconds.to_string());
    } else if status == StatusCode::SERVICE_UNAVAILABLE && !matches!(failure, Failure::Closed) {
        reply = reply.with_header("retry-after", RETRY_SECONDS.to_string());
    }
    reply
}

fn plain(failure: &Failure) -> Reply {
    tracing::error!(error = %failure, "failed without a page");
    Reply {
        status: failure.status(),
        content_type: "text/plain; charset=utf-8",
        body: "Máy chủ đang bận, xin thử lại sau ít phút. Những gì đã gửi vẫn còn.".as_bytes().to_vec(),
        ..Reply::html()
    }
}
