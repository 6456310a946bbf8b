//! The way to a mail server, step by step, so that it is known at which step it said no. The one place that speaks SMTP.

use std::{error::Error as _, time::Duration};

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::SmtpConnection,
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
    },
};

use super::Letter;
use crate::domain::mail::Fault;

/// How long each step of one sending may take; all of them together stay below the claim's lease.
const PATIENCE: Duration = Duration::from_secs(30);
const PORT: u16 = 25;
const PORT_TLS: u16 = 465;
const PORT_STARTTLS: u16 = 587;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PostError {
    #[error("TIEPDAN_SMTP_URL phải như smtp://máy:cổng, smtp://tên:mật-khẩu@máy:587?tls=required hoặc smtps://…")]
    Url,
    #[error("có TIEPDAN_SMTP_URL thì phải có TIEPDAN_MAIL_FROM, ví dụ: UBND xã Minh <khong-tra-loi@xa-minh.gov.vn>")]
    NoSender,
    #[error("TIEPDAN_MAIL_FROM không phải là địa chỉ thư")]
    Sender,
    #[error("bản này không gửi thư qua TLS được; xin dùng bản có mail-tls, hoặc máy chủ thư ở chính máy này")]
    NoTls,
    #[error("mật khẩu của máy chủ thư không được đi trần qua mạng: xin thêm ?tls=required hoặc dùng smtps://")]
    Bare,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrap {
    None,
    /// Plain first, then wrapped: never unwrapped.
    StartTls,
    Tls,
}

/// A mail server and who writes. No `Debug`: it knows a password.
pub struct Post {
    host: String,
    port: u16,
    wrap: Wrap,
    login: Option<Credentials>,
    from: Mailbox,
    patience: Duration,
}

/// What did not go out, and why; never an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    pub fault: Fault,
    pub reply: Option<i32>,
}

impl Post {
    /// From its settings; none when mail is off.
    ///
    /// # Errors
    /// Says which setting is wrong, never what stands in it.
    pub fn open(url: Option<&str>, from: Option<&str>) -> Result<Option<Post>, PostError> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else { return Ok(None) };
        let from = from.map(str::trim).filter(|from| !from.is_empty()).ok_or(PostError::NoSender)?;
        let from = from.parse::<Mailbox>().map_err(|_| PostError::Sender)?;
        let (host, port, wrap, login) = parts(url).ok_or(PostError::Url)?;
        if wrap != Wrap::None && !cfg!(feature = "mail-tls") {
            return Err(PostError::NoTls);
        }
        if wrap == Wrap::None && login.is_some() && !is_here(&host) {
            return Err(PostError::Bare);
        }
        Ok(Some(Post { host, port, wrap, login, from, patience: PATIENCE }))
    }

    /// With another patience: for stories of slow servers.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Post {
        Post { patience, ..self }
    }

    /// Brings one letter. `id` and `made_at` make its Message-ID and date, the same at each try.
    ///
    /// # Errors
    /// [`Fault::Address`] when the server refused this address for good; anything else may go better later.
    pub fn send(&self, to: &str, letter: &Letter, id: &str, made_at: DateTime<Utc>) -> Result<(), Unsent> {
        let no_address = Unsent { fault: Fault::Address, reply: None };
        let to: Address = to.parse().map_err(|_| no_address)?;
        let message = self.message(to.clone(), letter, id, made_at).map_err(|_| no_address)?;
        let mut line = self.connect()?;
        line.command(Mail::new(Some(self.from.email.clone()), Vec::new())).map_err(|error| unsent(&error))?;
        line.command(Rcpt::new(to, Vec::new())).map_err(|error| refused(&error))?;
        line.command(Data).map_err(|error| unsent(&error))?;
        line.message(&message).map_err(|error| unsent(&error))?;
        // It has the letter; whether it says goodbye does not matter.
        let _ = line.quit();
        Ok(())
    }

    fn connect(&self) -> Result<SmtpConnection, Unsent> {
        let hello = ClientId::Domain(self.from.email.domain().to_owned());
        let mut line = self.wrapped(&hello)?;
        if let Some(login) = &self.login {
            line.auth(DEFAULT_MECHANISMS, login).map_err(|error| unsent(&error))?;
        }
        Ok(line)
    }

    #[cfg(not(feature = "mail-tls"))]
    fn wrapped(&self, hello: &ClientId) -> Result<SmtpConnection, Unsent> {
        if self.wrap != Wrap::None {
            return Err(Unsent { fault: Fault::Unreachable, reply: None });
        }
        let server = (self.host.as_str(), self.port);
        SmtpConnection::connect(server, Some(self.patience), hello, None, None).map_err(|error| unreachable(&error))
    }

    #[cfg(feature = "mail-tls")]
    fn wrapped(&self, hello: &ClientId) -> Result<SmtpConnection, Unsent> {
        use lettre::transport::smtp::client::TlsParameters;
        let server = (self.host.as_str(), self.port);
        let tls = TlsParameters::new(self.host.clone()).map_err(|error| unreachable(&error))?;
        let first = (self.wrap == Wrap::Tls).then_some(&tls);
        let mut line = SmtpConnection::connect(server, Some(self.patience), hello, first, None)
            .map_err(|error| unreachable(&error))?;
        if self.wrap == Wrap::StartTls {
            line.starttls(&tls, hello).map_err(|error| unreachable(&error))?;
        }
        Ok(line)
    }

    fn message(&self, to: Address, letter: &Letter, id: &str, made_at: DateTime<Utc>) -> Result<Vec<u8>, ()> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(made_at.into())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(drop)?;
        // Nobody's holiday answer comes back to it (RFC 3834).
        let by_machine = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(by_machine, "auto-generated".to_owned()));
        Ok(message.formatted())
    }
}

type Settings = (String, u16, Wrap, Option<Credentials>);

/// `smtp://[name:password@]host[:port][?tls=required]` or `smtps://…`; name and password percent-encoded.
fn parts(url: &str) -> Option<Settings> {
    let url = url::Url::parse(url).ok()?;
    let wrap = match (url.scheme(), url.query()) {
        ("smtps", None) => Wrap::Tls,
        ("smtp", Some("tls=required")) => Wrap::StartTls,
        ("smtp", None) => Wrap::None,
        _ => return None,
    };
    let port = url.port().unwrap_or(match wrap {
        Wrap::None => PORT,
        Wrap::StartTls => PORT_STARTTLS,
        Wrap::Tls => PORT_TLS,
    });
    let plain =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned());
    let login = match (url.username(), url.password()) {
        ("", None) => None,
        (name, Some(password)) => Some(Credentials::new(plain(name)?, plain(password)?)),
        _ => return None,
    };
    if !matches!(url.path(), "" | "/") {
        return None;
    }
    let host = url.host_str().filter(|host| !host.is_empty())?.trim_matches(['[', ']']).to_owned();
    Some((host, port, wrap, login))
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn reply(error: &Error) -> Option<i32> {
    error.status().map(|code| u16::from(code).into())
}

fn unreachable(error: &Error) -> Unsent {
    Unsent { fault: Fault::Unreachable, reply: reply(error) }
}

fn unsent(error: &Error) -> Unsent {
    let fault = match () {
        () if error.is_permanent() => Fault::Rejected,
        () if error.is_transient() => Fault::Deferred,
        () => Fault::Broken,
    };
    Unsent { fault, reply: reply(error) }
}

/// Replies to an address that say nothing of it: bad order of commands, sign in first, no mail service at all.
const NOT_OF_THE_ADDRESS: &[i32] = &[503, 530, 535, 538, 554];
/// The enhanced codes (RFC 3463) that are about policy, not about the address.
const POLICY: &str = "5.7.";

/// A no to the recipient is the address's fault, unless the server says that it is something else's.
fn refused(error: &Error) -> Unsent {
    let said = unsent(error);
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let is_policy = words.trim_start().starts_with(POLICY);
    let of_address = said.reply.is_some_and(|reply| !NOT_OF_THE_ADDRESS.contains(&reply)) && !is_policy;
    match said.fault {
        Fault::Rejected if of_address => Unsent { fault: Fault::Address, ..said },
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Option<&str> = Some("UBND xã Minh <khong-tra-loi@xa-minh.gov.vn>");

    fn opened(url: &str) -> Result<(String, u16), PostError> {
        let post = Post::open(Some(url), FROM)?.ok_or(PostError::Url)?;
        Ok((post.host, post.port))
    }

    #[test]
    fn settings_are_understood_or_named() {
        assert_eq!(opened("smtp://localhost"), Ok(("localhost".to_owned(), 25)));
        assert_eq!(opened("smtp://[::1]:2525"), Ok(("::1".to_owned(), 2525)));
        assert_eq!(opened("smtp://u:p%40w@127.0.0.1:2525/"), Ok(("127.0.0.1".to_owned(), 2525)));
        for wrong in ["localhost:25", "http://localhost", "smtp://", "smtp://h?tls=no", "smtp://h/x", "smtp://u@h"] {
            assert_eq!(opened(wrong), Err(PostError::Url), "{wrong}");
        }
        assert_eq!(opened("smtp://u:p@mail.example"), Err(PostError::Bare));
        assert!(Post::open(Some("  "), None).is_ok_and(|post| post.is_none()), "a line without a value is no setting");
        assert!(matches!(Post::open(Some("smtp://h"), None), Err(PostError::NoSender)));
        assert!(matches!(Post::open(Some("smtp://h"), Some("không phải")), Err(PostError::Sender)));
    }

    #[test]
    fn what_asks_for_a_wrap_never_goes_without() {
        let wrapped = ["smtps://u:p@mail.example", "smtp://u:p@mail.example?tls=required"].map(opened);
        if cfg!(feature = "mail-tls") {
            let at = |port| Ok(("mail.example".to_owned(), port));
            assert_eq!(wrapped, [at(PORT_TLS), at(PORT_STARTTLS)]);
        } else {
            assert_eq!(wrapped, [Err(PostError::NoTls), Err(PostError::NoTls)]);
        }
    }

    #[test]
    fn no_line_of_a_letter_makes_a_header() {
        let post = Post::open(Some("smtp://localhost"), FROM).ok().flatten();
        let letter =
            Letter { subject: "Đơn\r\nBcc: x@y.vn".to_owned(), text: "Kính gửi\n.\nBcc: x@y.vn\n".to_owned() };
        let to = "an@thu.vn".parse::<Address>().ok();
        let made = post.zip(to).and_then(|(post, to)| post.message(to, &letter, "a", DateTime::UNIX_EPOCH).ok());
        let text = String::from_utf8(made.unwrap_or_default()).unwrap_or_default();
        let (head, _) = text.split_once("\r\n\r\n").unwrap_or_default();
        assert!(head.contains("Message-ID: <a@xa-minh.gov.vn>") && head.contains("1970"), "{head}");
        assert!(!head.contains("\nBcc"), "{head}");
    }
}
