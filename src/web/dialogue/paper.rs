//! Papers of a dialogue: an invitation with the name in it, after the look was recorded; the minutes on Mẫu 14, without names.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    id_of, session_of,
    shown::{GuestShown, guests, who},
};
use crate::{
    domain::{
        dialogue::{self, Dialogue, MinutesContent, MinutesState, Session, guest, meeting},
        id::Id,
        petition::Party,
        refusal::Refusal,
    },
    register::{self, AtSession},
    store::{self, Trouble, record::vault},
    web::{
        desk::{Answer, Desk},
        download,
        error::Failure,
        page::Page,
        petition::number_of,
    },
};

/// What stands on each paper of a dialogue.
#[derive(Serialize)]
struct Head {
    path: String,
    unit: String,
    where_signed: String,
    title: String,
    year: i32,
    signer: String,
    kind: &'static str,
    is_public: bool,
    subject: String,
    day: NaiveDate,
    hour: String,
    place: String,
    bring: String,
    with_front: bool,
    announced_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct InvitationPage {
    #[serde(flatten)]
    head: Head,
    person: String,
    named: bool,
    petition: Option<String>,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "dialogue/invitation.html";
}

#[derive(Serialize)]
struct MinutesPage {
    #[serde(flatten)]
    head: Head,
    version: i32,
    signed: bool,
    signed_on: Option<NaiveDate>,
    chair: String,
    guests: Vec<GuestShown>,
    petitions: Vec<String>,
    #[serde(flatten)]
    content: MinutesContent,
}

impl Page for MinutesPage {
    const TEMPLATE: &'static str = "dialogue/minutes.html";
}

fn head(desk: &Desk, of: &Dialogue) -> Head {
    let facts = &desk.office.facts;
    let place = facts.name.split_once(' ').map_or(facts.name.as_str(), |(_, name)| name);
    Head {
        path: format!("/doi-thoai/{}", of.id),
        unit: facts.name.to_uppercase(),
        where_signed: place.to_owned(),
        title: facts.title.clone(),
        year: desk.today().year(),
        signer: desk.office.chair().map_or(String::new(), |chair| chair.name.clone()),
        kind: of.kind.label(),
        is_public: of.kind.is_public(),
        subject: of.subject.clone(),
        day: of.day,
        hour: of.hour.clone(),
        place: of.place.clone(),
        bring: of.bring.clone(),
        with_front: of.with_front,
        announced_on: of.announced_on,
    }
}

/// `GET /doi-thoai/{id}/giay-moi/{n}`.
pub fn invitation(desk: &Desk) -> Answer {
    let session = preparers_session(desk)?;
    let n: i32 = desk.visit.part("n").parse().map_err(|_| Failure::Gone)?;
    let guest = session.guests.iter().find(|guest| guest.position == n).ok_or(Failure::Gone)?;
    let petition = session.petitions.iter().find(|petition| Some(petition.id) == guest.petition);
    let name = match (guest.petition, guest.party) {
        (Some(_), Some(party)) => Some(name_of(desk, &session, n, party)?),
        _ => None,
    };
    desk.page(&InvitationPage {
        head: head(desk, &session.dialogue),
        named: name.is_some(),
        person: name.unwrap_or_else(|| who(&session, guest)),
        petition: petition.and_then(number_of),
    })
}

/// The look is recorded on the petition before the vault opens.
fn name_of(desk: &Desk, session: &Session, n: i32, party: Id<Party>) -> Result<String, Failure> {
    let petition = session.guests.iter().find(|guest| guest.position == n).and_then(|guest| guest.petition);
    let petition = petition.ok_or(Failure::Gone)?;
    let (id, act) = (session.dialogue.id, desk.act());
    let recorded = register::decide(desk.store(), &act, petition, |case, office| {
        guest::open_invitation(id, n, case, &act, office)
    })?;
    let sight = desk.sight()?;
    let (case, opened) = desk.store().read(|conn| {
        let case = store::petition::load_in_sight(conn, petition, &sight)?;
        Ok::<_, Trouble>((case, vault::open_identities(desk.store(), conn, &recorded)?))
    })?;
    let position = case.parties.iter().find(|one| one.id == party).map(|one| one.position);
    let found = opened.into_iter().find(|opened| Some(opened.position) == position);
    let name = found.map_or(String::new(), |opened| opened.identity.full_name);
    Ok(if name.is_empty() { "Người gửi đơn".to_owned() } else { name })
}

fn preparers_session(desk: &Desk) -> Result<Session, Failure> {
    let session = session_of(desk, id_of(desk)?)?;
    if dialogue::prepares(desk.account()?.role) {
        return Ok(session);
    }
    Err(Refusal::NotYours("Giấy mời do văn phòng và lãnh đạo in.").into())
}

/// `GET /doi-thoai/{id}/bien-ban/{n}`: words, so not for who only watches.
pub fn minutes(desk: &Desk) -> Answer {
    let session = session_of(desk, id_of(desk)?)?;
    if !desk.sight()?.reads_words() {
        return Err(Refusal::NotYours("Biên bản đối thoại không mở cho người giám sát.").into());
    }
    let n: i32 = desk.visit.part("n").parse().map_err(|_| Failure::Gone)?;
    let minutes = session.minutes.iter().find(|minutes| minutes.position == n).ok_or(Failure::Gone)?;
    let chair = desk.office.account(session.dialogue.chair);
    desk.page(&MinutesPage {
        head: head(desk, &session.dialogue),
        version: n,
        signed: minutes.state == MinutesState::Signed,
        signed_on: minutes.signed_on,
        chair: chair.map_or(String::new(), |chair| format!("{}, {}", chair.name, chair.title)),
        guests: guests(&session),
        petitions: session.petitions.iter().filter_map(number_of).collect(),
        content: minutes.content.clone(),
    })
}

/// `GET /doi-thoai/{id}/bien-ban/{n}/tep/{scan}`: a page as it was signed, after the look was recorded.
pub fn scan(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let number = |name: &str| desk.visit.part(name).parse::<i32>().map_err(|_| Failure::Gone);
    let (n, position) = (number("n")?, number("scan")?);
    let act = desk.act();
    register::decide(desk.store(), &act, AtSession(id, None, None), |(session, ..), office| {
        meeting::open_scan(n, position, session, &act, office)
    })?;
    let session = session_of(desk, id)?;
    download::give_scan(desk, &session.scan(n, position).ok_or(Failure::Gone)?.file)
}
