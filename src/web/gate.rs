//! The gate before every page: the same origin, safe headers, limits by address, and a log that names nobody.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::Failure;
use crate::app::App;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; script-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What is limited, by address. Whole villages share one address, so the limits are wide; guessing is braked by code and account.
#[derive(Clone, Copy)]
pub enum Bucket {
    /// Sending a petition.
    Filing,
    /// Looking a code up, opening words with four digits.
    Code,
    /// Signing in.
    SignIn,
    /// A file that is uploaded.
    Upload,
    /// Beginning a draft.
    Draft,
}

/// How many a minute from one address, and how many at once.
fn quota(bucket: Bucket) -> (u32, u32) {
    match bucket {
        Bucket::Filing => (6, 12),
        Bucket::Code => (30, 40),
        Bucket::SignIn => (20, 20),
        Bucket::Upload => (60, 100),
        Bucket::Draft => (20, 30),
    }
}

/// When the next is let in, at the latest; the same for all, so that the wait does not tell which limit was met.
const WAIT_SECONDS: u64 = 11;
/// The part of an IPv6 address that a house or a phone is given; below it, whoever has it numbers as they like.
const HOUSE_BITS: u32 = 64;

/// What one request may take.
pub struct Bounds {
    /// Until a form without files is there.
    pub form: Duration,
    /// Until a form with files is there: ten large photos over a slow line.
    pub upload: Duration,
    /// Bytes on the disk that are left for words, sessions and the record: below, no file is taken.
    pub free_bytes_min: u64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            form: Duration::from_secs(60),
            upload: Duration::from_secs(15 * 60),
            free_bytes_min: 200 * 1024 * 1024,
        }
    }
}

pub struct Limits {
    on: bool,
    filing: DefaultKeyedRateLimiter<IpAddr>,
    code: DefaultKeyedRateLimiter<IpAddr>,
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    upload: DefaultKeyedRateLimiter<IpAddr>,
    draft: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    pub fn on() -> Limits {
        Limits {
            on: true,
            filing: limiter(Bucket::Filing),
            code: limiter(Bucket::Code),
            sign_in: limiter(Bucket::SignIn),
            upload: limiter(Bucket::Upload),
            draft: limiter(Bucket::Draft),
        }
    }

    pub fn off() -> Limits {
        Limits { on: false, ..Limits::on() }
    }

    pub fn are_on(&self) -> bool {
        self.on
    }

    /// One more from this address.
    pub fn take(&self, bucket: Bucket, address: Option<IpAddr>) -> Result<(), Failure> {
        let (true, Some(address)) = (self.on, address) else { return Ok(()) };
        let limiter = match bucket {
            Bucket::Filing => &self.filing,
            Bucket::Code => &self.code,
            Bucket::SignIn => &self.sign_in,
            Bucket::Upload => &self.upload,
            Bucket::Draft => &self.draft,
        };
        limiter.check_key(&house_of(address)).map_err(|_| Failure::Throttled { seconds: WAIT_SECONDS })
    }

    /// Addresses that have been quiet are forgotten.
    pub fn tidy(&self) {
        for limiter in [&self.filing, &self.code, &self.sign_in, &self.upload, &self.draft] {
            limiter.retain_recent();
        }
    }
}

fn house_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> HOUSE_BITS << HOUSE_BITS).into(),
        short => short,
    }
}

fn limiter(bucket: Bucket) -> DefaultKeyedRateLimiter<IpAddr> {
    let (a_minute, at_once) = quota(bucket);
    let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
    let pause = Duration::from_secs(60) / a_minute;
    let quota = Quota::with_period(pause).unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(at_once);
    RateLimiter::keyed(quota)
}

/// Refuses forms from elsewhere and puts the safe headers on every answer.
pub async fn headers<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::EitherBody<B>>, Error> {
    let app = request.app_data::<web::Data<App>>();
    let public = app.and_then(|app| app.config.public_url.as_deref()).and_then(host_of);
    let foreign = !is_same_origin(request.method(), request.headers(), public);
    let is_static = request.path().starts_with("/static/");
    let mut response = if foreign {
        let (request, _) = request.into_parts();
        let sorry = actix_web::ResponseError::error_response(&Failure::Foreign);
        ServiceResponse::new(request, sorry).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !is_static {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// `Sec-Fetch-Site` where the browser has it, else `Origin` beside `Host` or the address that people type (what a proxy
/// forwards of a host is not asked: anybody can send it); an old browser that sends neither
/// has no cookie on a foreign form, because cookies are SameSite=Lax.
fn is_same_origin(method: &Method, headers: &HeaderMap, public: Option<&str>) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        Some(origin) => host_of(origin).is_some_and(|from| text(header::HOST) == Some(from) || public == Some(from)),
        None => true,
    }
}

/// “example.vn:8443” of an address.
fn host_of(url: &str) -> Option<&str> {
    url.split_once("://").and_then(|(_, rest)| rest.split('/').next())
}

/// Method, route pattern, status, time: never a path with a code, an address, a query.
pub async fn log<B: MessageBody>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let begun = std::time::Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let ms = begun.elapsed().as_millis();
    tracing::info!(%method, route, status = response.status().as_u16(), ms, "answered");
    Ok(response)
}
