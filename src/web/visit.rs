//! A visit: what one request brought, read from it before any thinking begins.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, rt::time::timeout, web};
use futures_util::StreamExt;

use super::{
    FORM_BYTES_MAX,
    error::Failure,
    upload::{self, Refused},
};
use crate::{
    app::App,
    domain::{device, form::Fields, petition::Attachment, refusal::FieldError},
    keys::Token,
};

/// Fields of one form; more is no form of ours.
pub const FIELDS_MAX: usize = 300;

/// What a request brought.
#[derive(Default)]
pub struct Visit {
    pub path: String,
    /// Parts of the path that the route names.
    pub parts: Vec<(String, String)>,
    pub query: Fields,
    pub fields: Fields,
    /// Files that were taken: on the disk, named by no row yet. Gone again when the page refuses the form.
    pub files: Vec<Attachment>,
    /// What each of them is by its content: the same file sent twice has the same print.
    pub prints: Vec<String>,
    pub refused: Vec<Refused>,
    /// Why the body could not be read to its end; then no page is asked.
    pub failure: Option<Failure>,
    pub session: Option<Token>,
    pub draft: Option<Token>,
    /// Opens what was handed over to this browser: a counter's slip, a new password.
    pub handover: Option<Token>,
    /// Shows that this browser has signed in before.
    pub known: Option<Token>,
    /// The part of a file that a player asks for, as it was sent.
    pub range: String,
    /// What it is, in plain words.
    pub device: String,
    /// Kept in the limiter's memory only, never beside a petition.
    pub address: Option<IpAddr>,
}

impl Visit {
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(part, _)| part == name).map_or("", |(_, value)| value)
    }

    /// What to say of files that were not taken.
    pub fn file_errors(&self) -> Vec<FieldError> {
        self.refused.iter().map(Refused::error).collect()
    }
}

impl FromRequest for Visit {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Visit, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(read(request, payload))
    }
}

async fn read(request: HttpRequest, payload: Payload) -> Result<Visit, Failure> {
    let app = request.app_data::<web::Data<App>>().ok_or(Failure::Gone)?;
    let https = app.config.is_https();
    let cookie = |name: &str| request.cookie(&cookie_name(name, https)).and_then(|cookie| Token::parse(cookie.value()));
    let visit = Visit {
        path: request.path().to_owned(),
        parts: request.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        query: parse(request.query_string().as_bytes())?,
        session: cookie("phien"),
        draft: cookie("don"),
        handover: cookie("phieu"),
        known: cookie("quen"),
        range: header_text(&request, header::RANGE),
        device: device::in_words(&header_text(&request, header::USER_AGENT)),
        address: address(&request, app.config.trusted_proxy),
        ..Visit::default()
    };
    let kind = header_text(&request, header::CONTENT_TYPE);
    if kind.starts_with("multipart/form-data") {
        return Ok(upload::read(app.clone(), &request, payload, visit).await);
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Ok(visit);
    }
    let bytes = timeout(app.bounds.form, body(payload)).await.unwrap_or(Err(Failure::Broken));
    match bytes.and_then(|bytes| parse(&bytes)) {
        Ok(fields) => Ok(Visit { fields, ..visit }),
        Err(failure) => Ok(Visit { failure: Some(failure), ..visit }),
    }
}

pub fn header_text(request: &HttpRequest, name: header::HeaderName) -> String {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

async fn body(mut payload: Payload) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::Broken)?;
        if bytes.len() + chunk.len() > FORM_BYTES_MAX {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// `a=b&c=d`; what is no UTF-8 is no form of ours.
fn parse(bytes: &[u8]) -> Result<Fields, Failure> {
    let pairs: web::Query<Vec<(String, String)>> =
        web::Query::from_query(std::str::from_utf8(bytes).map_err(|_| Failure::Broken)?)
            .map_err(|_| Failure::Broken)?;
    if pairs.len() > FIELDS_MAX {
        return Err(Failure::TooLarge);
    }
    let mut fields = Fields::new();
    for (field, value) in pairs.into_inner() {
        fields.push(&field, value);
    }
    Ok(fields)
}

/// The `__Host-` name binds a cookie to this host alone; browsers accept it only over https.
pub fn cookie_name(name: &str, https: bool) -> String {
    if https { format!("__Host-{name}") } else { name.to_owned() }
}

/// The browser's address; the one that a trusted proxy names last, in the last line that came: what stands before it
/// was written by whoever asked the proxy.
fn address(request: &HttpRequest, proxy: Option<IpAddr>) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical())?;
    if proxy.map(|proxy| proxy.to_canonical()) != Some(peer) {
        return Some(peer);
    }
    let line = request.headers().get_all("x-forwarded-for").last().and_then(|value| value.to_str().ok());
    line.and_then(|list| list.rsplit(',').next()).and_then(|last| parse_address(last.trim())).or(Some(peer))
}

/// `1.2.3.4`, `1.2.3.4:5678`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:5678`.
fn parse_address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip()))
}
