//! The forms of a dialogue's page: each act that may be done now, filled with the portal's proposal or with what was typed.

use serde::Serialize;
use serde_json::{Map, Value};

use super::shown;
use crate::{
    domain::{
        dialogue::{Coming, ItemOutcome, MinutesContent, Presence, Seat, Session, convene, notice},
        event::Deed,
        form::Fields,
        person::Account,
        petition::Medium,
        policy::Sight,
        refusal::FieldError,
    },
    web::{desk::Desk, page::Choice, petition::number_of},
};

/// A form that could not stand, with everything that was typed.
pub struct Again {
    pub deed: Deed,
    pub fields: Fields,
    pub errors: Vec<FieldError>,
    pub trouble: String,
}

#[derive(Serialize)]
pub struct Form {
    code: &'static str,
    path: String,
    label: &'static str,
    version: i32,
    revision: i32,
    open: bool,
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
pub struct Lists {
    presences: Vec<Choice>,
    seats: Vec<Choice>,
    mediums: Vec<Choice>,
    outcomes: Vec<Choice>,
    /// Signed minutes without a scan.
    unscanned: Vec<Choice>,
    staff: Vec<Choice>,
    /// Petitions of the agenda that are not concluded.
    items: Vec<Choice>,
    /// Why no earlier day can be chosen.
    first_day: String,
}

const FIELDS: &[(Deed, &[&str])] = &[
    (Deed::TellGuests, &["channel", "sent_on"]),
    (Deed::InviteGuest, &["seat", "label"]),
    (Deed::MoveDialogue, &["day", "hour", "place", "reason"]),
    (Deed::CallOffDialogue, &["reason"]),
    (
        Deed::WriteMinutes,
        &["began", "ended", "scribe", "purpose", "findings", "opinions", "agreed", "differing", "unsigned", "copies"],
    ),
    (Deed::SignMinutes, &["signed_on"]),
    (Deed::AddScan, &["minutes"]),
    (Deed::Conclude, &["petition", "outcome", "words", "what", "owner", "due", "evidence"]),
    (Deed::PublishDialogue, &["result", "published_on", "sent_on"]),
];

/// The first stands open; the others are folded.
pub fn offer(desk: &Desk, sight: &Sight, session: &Session, again: Option<&Again>) -> Vec<Form> {
    let offered = convene::offered(sight, session, desk.today());
    let leading = leading(&offered, session);
    let form = |deed: &Deed| form(desk, session, *deed, leading, again.filter(|again| again.deed == *deed));
    offered.iter().map(form).collect()
}

/// What is to be done next.
fn leading(offered: &[Deed], session: &Session) -> Option<Deed> {
    let untold = session.guests.iter().any(|guest| guest.told_on.is_none());
    let wanted = [
        (Deed::AnnounceDialogue, true),
        (Deed::Attend, session.dialogue.stage.is_ahead()),
        (Deed::TellGuests, untold),
        (Deed::SignMinutes, true),
        (Deed::WriteMinutes, session.minutes.is_empty()),
        (Deed::Conclude, true),
        (Deed::PublishDialogue, session.dialogue.sent_on.is_none()),
    ];
    wanted.into_iter().find(|(deed, matters)| *matters && offered.contains(deed)).map(|(deed, _)| deed)
}

fn form(desk: &Desk, session: &Session, deed: Deed, leading: Option<Deed>, again: Option<&Again>) -> Form {
    let mut values = proposal(desk, session, deed);
    if let Some(again) = again {
        for (field, typed) in again.fields.iter() {
            let first = typed.first().cloned().unwrap_or_default();
            values.insert(field.to_owned(), if field == "seats" { Value::from(typed) } else { Value::from(first) });
        }
    }
    Form {
        code: deed.code(),
        path: format!("/doi-thoai/{}/{}", session.dialogue.id, deed.code()),
        label: deed.label(),
        version: session.dialogue.version,
        revision: session.open_minutes().map_or(0, |minutes| minutes.revision),
        open: again.is_some() || leading == Some(deed),
        values,
        errors: again.map(|again| again.errors.clone()).unwrap_or_default(),
    }
}

fn proposal(desk: &Desk, session: &Session, deed: Deed) -> Map<String, Value> {
    let fields = FIELDS.iter().find(|(of, _)| *of == deed).map_or(&[][..], |(_, fields)| fields);
    let mut values: Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), Value::from(""))).collect();
    let mut set = |field: &str, value: String| values.insert(field.to_owned(), Value::from(value));
    let today = desk.today().format("%d/%m/%Y").to_string();
    let dialogue = &session.dialogue;
    match deed {
        Deed::TellGuests => {
            set("sent_on", today);
            values.insert("seats".to_owned(), Value::Array(Vec::new()));
        }
        Deed::MoveDialogue => {
            set("hour", dialogue.hour.clone());
            set("place", dialogue.place.clone());
            let first = notice::first_day(dialogue.kind, desk.today(), &desk.office);
            set("day", first.map_or(String::new(), |day| day.format("%d/%m/%Y").to_string()));
        }
        Deed::Attend => {
            for guest in &session.guests {
                let come = (guest.coming == Some(Coming::Yes)).then_some(Presence::Present);
                let code = guest.presence.or(come).map_or("", Presence::code);
                set(&format!("presence-{}", guest.position), code.to_owned());
            }
        }
        Deed::WriteMinutes => minutes(desk, session, &mut set),
        Deed::SignMinutes => drop(set("signed_on", today)),
        Deed::AddScan => {
            let last = session.unscanned().last().map_or(String::new(), |minutes| minutes.position.to_string());
            set("minutes", last);
        }
        Deed::Conclude => {
            let asked = desk.visit.query.get("ho-so");
            set("petition", asked);
        }
        Deed::PublishDialogue => {
            set("published_on", dialogue.published_on.map_or(today.clone(), |day| day.format("%d/%m/%Y").to_string()));
            set("sent_on", dialogue.sent_on.map_or(String::new(), |day| day.format("%d/%m/%Y").to_string()));
        }
        _ => {}
    }
    values
}

/// What was written last; at first what the portal knows by itself.
fn minutes(desk: &Desk, session: &Session, set: &mut impl FnMut(&str, String) -> Option<Value>) {
    let dialogue = &session.dialogue;
    let content = session.minutes.last().map_or_else(
        || MinutesContent {
            began: dialogue.hour.clone(),
            scribe: desk.visitor.as_ref().map(|account| account.title.clone()).unwrap_or_default(),
            purpose: dialogue.subject.clone(),
            copies: 3,
            ..MinutesContent::default()
        },
        |minutes| minutes.content.clone(),
    );
    let MinutesContent { began, ended, scribe, purpose, findings, opinions, agreed, differing, unsigned, copies } =
        content;
    let fields = [
        ("began", began),
        ("ended", ended),
        ("scribe", scribe),
        ("purpose", purpose),
        ("findings", findings),
        ("opinions", opinions),
        ("agreed", agreed),
        ("differing", differing),
        ("unsigned", unsigned),
        ("copies", copies.to_string()),
    ];
    fields.into_iter().for_each(|(field, value)| drop(set(field, value)));
}

pub fn lists(desk: &Desk, session: &Session) -> Lists {
    let choice = |code: &str, label: &str| Choice::new(code, label);
    let staff = desk.office.staff.iter().filter(|account| account.role.handles() && !account.closed);
    let open = session.agenda.iter().zip(&session.petitions).filter(|(item, _)| item.outcome.is_none());
    let dialogue = &session.dialogue;
    Lists {
        presences: Presence::ALL.iter().map(|one| choice(one.code(), one.label())).collect(),
        seats: Seat::ALL.iter().skip(1).map(|one| choice(one.code(), one.label())).collect(),
        mediums: Medium::ALL.iter().map(|one| choice(one.code(), one.label())).collect(),
        outcomes: ItemOutcome::ALL.iter().map(|one| choice(one.code(), one.label())).collect(),
        unscanned: session
            .unscanned()
            .map(|minutes| choice(&minutes.position.to_string(), &format!("Bản {}", minutes.position)))
            .collect(),
        staff: staff.map(person).collect(),
        items: open
            .map(|(item, petition)| {
                let subject = petition.subject.clone().unwrap_or_else(|| desk.office.place_of(petition));
                let number = number_of(petition).unwrap_or_default();
                choice(&item.petition.to_string(), &format!("{number} · {subject}"))
            })
            .collect(),
        first_day: shown::first_day_words(desk, dialogue.kind),
    }
}

pub fn person(account: &Account) -> Choice {
    Choice { hint: account.title.clone(), ..Choice::new(&account.username, &account.name) }
}
