//! Public pages that ask nothing: home, how to denounce, guides, who sees a name; and the portal's health.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::{
    desk::{Answer, Desk, Reply},
    error::Failure,
    filing::Carried,
    page::Page,
};
use crate::store::{self, record::chain};

#[derive(Serialize)]
struct HomePage {}

impl Page for HomePage {
    const TEMPLATE: &'static str = "home.html";
}

pub fn home(desk: &Desk) -> Answer {
    desk.page(&HomePage {})
}

/// With the words of a filing that read like a tố cáo, when it comes from there.
#[derive(Serialize, Default)]
pub struct DenouncePage {
    pub carried_text: String,
    pub carried: Vec<Carried>,
}

impl Page for DenouncePage {
    const TEMPLATE: &'static str = "denounce.html";
}

/// Where to go, whom to ask for, what to bring. Stores nothing (Luật Tố cáo Đ.22, 23.3).
pub fn denounce(desk: &Desk) -> Answer {
    desk.page(&DenouncePage::default())
}

#[derive(Serialize)]
struct GuidesPage {}

impl Page for GuidesPage {
    const TEMPLATE: &'static str = "guides.html";
}

pub fn guides(desk: &Desk) -> Answer {
    desk.page(&GuidesPage {})
}

#[derive(Serialize)]
struct PrivacyPage {}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "privacy.html";
}

pub fn privacy(desk: &Desk) -> Answer {
    desk.page(&PrivacyPage {})
}

/// A page that is named but not built yet says so, instead of being a dead link.
#[derive(Serialize)]
struct SoonPage {
    title: &'static str,
}

impl Page for SoonPage {
    const TEMPLATE: &'static str = "soon.html";
    fn title(&self) -> String {
        self.title.to_owned()
    }
}

pub fn soon(desk: &Desk) -> Answer {
    let title = match desk.visit.path.as_str() {
        "/cong-khai" => "Xã công khai",
        "/bao-cao" => "Báo cáo, sổ theo dõi",
        _ => "Trang này",
    };
    desk.page(&SoonPage { title })
}

/// A page of the office that is not built yet.
pub fn soon_inside(desk: &Desk) -> Answer {
    desk.account()?;
    soon(desk)
}

pub fn missing(_: &Desk) -> Answer {
    Err(Failure::Gone)
}

/// `GET /suc-khoe`: 200 when the portal can serve, 503 when it cannot.
pub fn health(desk: &Desk) -> Answer {
    let look = |conn: &mut store::Conn| {
        let oldest = (chain::oldest_waiting(conn)?, store::outbox::oldest_waiting(conn)?);
        Ok::<_, store::Trouble>((oldest, store::backup::last(conn)?))
    };
    let ((event, letter), last_backup) = desk.store().read(look)?;
    let seconds = |at: DateTime<Utc>| (desk.now - at).num_seconds().max(0);
    let waiting = event.map(seconds);
    let stuck = waiting.is_some_and(|seconds| seconds > chain::WAIT_MAX.num_seconds());
    let body = json!({
        "status": if stuck { "unchained" } else { "ok" },
        "database": "ok",
        "outbox_oldest_s": letter.map(seconds),
        "unchained_oldest_s": waiting.unwrap_or(0),
        "calendar_signed_until": desk.office.calendar.signed_until(),
        "last_backup": last_backup,
    });
    let mut reply = Reply::json(body.to_string());
    if stuck {
        reply.status = actix_web::http::StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(reply)
}
