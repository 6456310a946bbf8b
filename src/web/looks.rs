//! Looks (`/giam-sat/danh-tinh`): who opened an identity or a paper that names someone, when, and why.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
};
use crate::{
    domain::{event::Deed, id::Id, oversight::is_odd_hour, person::Role, petition::Petition, policy::Sight},
    store::{
        self, Conn,
        event::{LOOKS_MAX, Look},
    },
};

#[derive(Serialize)]
pub struct LookShown {
    at: DateTime<Utc>,
    deed: Deed,
    petition: Id<Petition>,
    number: Option<i32>,
    who: String,
    title: String,
    reason: Option<String>,
    is_odd: bool,
}

/// The newest looks at identities of petitions in sight.
pub fn newest(desk: &Desk, conn: &mut Conn, sight: &Sight, rows: i64) -> Result<Vec<LookShown>, Failure> {
    Ok(store::event::looks(conn, sight, rows)?.into_iter().map(|look| look_shown(desk, look)).collect())
}

fn look_shown(desk: &Desk, look: Look) -> LookShown {
    let Look { event, petition, reason } = look;
    let account = event.account.and_then(|id| desk.office.account(id));
    let title = |title: &str, role: Role| if title.is_empty() { role.label().to_owned() } else { title.to_owned() };
    LookShown {
        at: event.at,
        deed: event.deed,
        petition: petition.id,
        number: petition.number,
        who: account.map(|account| account.name.clone()).unwrap_or_default(),
        title: account.map(|account| title(&account.title, account.role)).unwrap_or_default(),
        reason: reason.map(|text| text.body).filter(|words| !words.is_empty()),
        is_odd: is_odd_hour(event.at, &desk.office.calendar),
    }
}

#[derive(Serialize)]
struct LooksPage {
    looks: Vec<LookShown>,
    most: i64,
}

impl Page for LooksPage {
    const TEMPLATE: &'static str = "oversight/looks.html";
}

/// Who opened identities, and why: the newest of all petitions in sight.
pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Monitor])?;
    let sight = desk.sight()?;
    let looks = desk.store().read(|conn| newest(desk, conn, &sight, LOOKS_MAX))?;
    desk.page(&LooksPage { looks, most: LOOKS_MAX })
}
