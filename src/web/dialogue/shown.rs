//! A dialogue as pages show it: all of it to those who handle it; dates, counts and codes, no names and no minutes, to the Front.

use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;

use crate::{
    domain::{
        act::day_of,
        dialogue::{
            self, Coming, ConferenceGround, Dialogue, DialogueStage, DialogueTextKind, Guest, ItemOutcome, Minutes,
            MinutesState, Presence, RESULT, Session, notice,
        },
        event::{Deed, Event},
        id::Id,
        person::Role,
        petition::{Kind, Petition, Stage},
        policy::Sight,
    },
    store::dialogue::{Announced, Listed},
    web::{
        commitment::{self, PromiseShown},
        desk::Desk,
        page::long_day,
        petition::{heading, number_of},
    },
};

/// One dialogue of a list.
#[derive(Serialize)]
pub struct Line {
    id: Id<Dialogue>,
    day: NaiveDate,
    kind: &'static str,
    stage: DialogueStage,
    stage_words: &'static str,
    state: &'static str,
    subject: String,
    hour: String,
    place: String,
    petitions: usize,
    /// The last day on which it may be announced, while it is not.
    announce_by: Option<NaiveDate>,
}

impl Line {
    pub fn of(desk: &Desk, listed: &Listed) -> Line {
        let Listed { dialogue, petitions } = listed;
        let waits = dialogue.stage == DialogueStage::Planned;
        Line {
            id: dialogue.id,
            day: dialogue.day,
            kind: dialogue.kind.label(),
            stage: dialogue.stage,
            stage_words: dialogue.stage.label(),
            state: state_of(dialogue.stage),
            subject: dialogue.subject.clone(),
            hour: dialogue.hour.clone(),
            place: dialogue.place.clone(),
            petitions: *petitions,
            announce_by: last_notice(desk, dialogue).filter(|_| waits),
        }
    }

    pub fn is_ahead(&self) -> bool {
        self.stage.is_ahead()
    }
}

fn state_of(stage: DialogueStage) -> &'static str {
    match stage {
        DialogueStage::Planned => "soon",
        DialogueStage::Held | DialogueStage::Published => "ok",
        DialogueStage::Announced | DialogueStage::CalledOff => "wait",
    }
}

fn last_notice(desk: &Desk, dialogue: &Dialogue) -> Option<NaiveDate> {
    notice::last_day(dialogue.kind, dialogue.day, &desk.office).ok().map(|last| last.due)
}

#[derive(Serialize)]
pub struct DialogueShown {
    id: Id<Dialogue>,
    kind: &'static str,
    is_public: bool,
    stage: DialogueStage,
    stage_words: &'static str,
    state: &'static str,
    subject: String,
    day: NaiveDate,
    hour: String,
    place: String,
    bring: String,
    village: Option<String>,
    topic: Option<String>,
    project: String,
    chair: String,
    with_front: bool,
    moved_from: Option<NaiveDate>,
    announced_on: Option<NaiveDate>,
    announce_by: Option<NaiveDate>,
    notice_basis: String,
    published_on: Option<NaiveDate>,
    sent_on: Option<NaiveDate>,
    /// Why a conference is held, also for the Front.
    ground: Option<&'static str>,
    result: Option<Limit>,
    reads: bool,
    prepares: bool,
    /// A monitor asks of it.
    asks: bool,
    agenda: Vec<ItemShown>,
    guests: Vec<GuestShown>,
    untold: usize,
    counts: Counts,
    minutes: Vec<MinutesShown>,
    promises: Vec<PromiseShown>,
    texts: Vec<TextShown>,
    history: Vec<Moment>,
}

/// DT-10 as it stands.
#[derive(Serialize)]
struct Limit {
    due: NaiveDate,
    left: i32,
    met_on: Option<NaiveDate>,
    late: bool,
    basis: String,
}

#[derive(Serialize)]
struct ItemShown {
    petition: Id<Petition>,
    number: Option<String>,
    subject: String,
    kind: Kind,
    stage: Stage,
    outcome: Option<ItemOutcome>,
    outcome_words: Option<&'static str>,
}

#[derive(Serialize)]
pub struct GuestShown {
    pub position: i32,
    pub who: String,
    pub seat: &'static str,
    pub coming: Option<Coming>,
    pub presence: Option<Presence>,
    pub presence_words: Option<&'static str>,
    pub told: Option<String>,
    pub phone: bool,
    pub is_party: bool,
    /// The invitation to print.
    pub paper: String,
}

#[derive(Serialize, Default)]
struct Counts {
    invited: usize,
    coming: usize,
    present: usize,
    excused: usize,
    absent: usize,
    answered: usize,
    promised: usize,
    check: usize,
    open: usize,
}

#[derive(Serialize)]
struct MinutesShown {
    position: i32,
    signed: bool,
    signed_on: Option<NaiveDate>,
    path: Option<String>,
    /// Pages as they were signed, for who may open them.
    scans: Vec<i32>,
    /// Signed, and its scan is still to come.
    unscanned: bool,
}

#[derive(Serialize)]
struct TextShown {
    label: &'static str,
    body: String,
    on: NaiveDate,
}

#[derive(Serialize)]
struct Moment {
    at: String,
    icon: &'static str,
    words: String,
    detail: Option<String>,
    state: &'static str,
    day: Option<String>,
}

impl DialogueShown {
    pub fn of(desk: &Desk, sight: &Sight, session: &Session, history: &[Event]) -> DialogueShown {
        let dialogue = &session.dialogue;
        let reads = sight.reads_words();
        let guests: Vec<GuestShown> = if reads { guests(session) } else { Vec::new() };
        let last = notice::last_day(dialogue.kind, dialogue.day, &desk.office).ok();
        let chair = desk.office.account(dialogue.chair);
        let village = dialogue.village.as_deref().and_then(|code| desk.office.village(code));
        DialogueShown {
            id: dialogue.id,
            kind: dialogue.kind.label(),
            is_public: dialogue.kind.is_public(),
            stage: dialogue.stage,
            stage_words: dialogue.stage.label(),
            state: state_of(dialogue.stage),
            subject: dialogue.subject.clone(),
            day: dialogue.day,
            hour: dialogue.hour.clone(),
            place: dialogue.place.clone(),
            bring: dialogue.bring.clone(),
            village: village.map(|village| village.name.clone()),
            topic: dialogue.topic.map(|topic| desk.office.topic_label(topic).to_owned()),
            project: dialogue.project.clone(),
            chair: chair.map_or(String::new(), |chair| chair.role.label().to_owned()),
            with_front: dialogue.with_front,
            moved_from: dialogue.moved_from,
            announced_on: dialogue.announced_on,
            announce_by: last.as_ref().map(|last| last.due),
            notice_basis: last.map_or(String::new(), |last| last.basis),
            published_on: dialogue.published_on,
            sent_on: dialogue.sent_on,
            ground: dialogue.ground.map(ConferenceGround::label),
            result: result_limit(desk, session),
            reads,
            prepares: dialogue::prepares(sight.role),
            asks: sight.role == Role::Monitor,
            agenda: session
                .agenda
                .iter()
                .zip(&session.petitions)
                .map(|(item, petition)| ItemShown {
                    petition: petition.id,
                    number: number_of(petition),
                    subject: heading(desk, sight, petition),
                    kind: petition.kind_now(),
                    stage: petition.stage,
                    outcome: item.outcome,
                    outcome_words: item.outcome.map(ItemOutcome::label),
                })
                .collect(),
            untold: guests.iter().filter(|guest| guest.told.is_none()).count(),
            guests,
            counts: counts(session),
            minutes: session.minutes.iter().map(|minutes| minutes_shown(session, minutes, reads)).collect(),
            promises: session.promises.iter().map(|promise| commitment::shown(desk, promise)).collect(),
            texts: texts(session, reads),
            history: history.iter().map(|event| moment(desk, event, reads)).collect(),
        }
    }
}

fn result_limit(desk: &Desk, session: &Session) -> Option<Limit> {
    let clock = session.clocks.iter().find(|clock| clock.rule == RESULT)?;
    Some(Limit {
        due: clock.due,
        left: clock.left(&desk.office.calendar, desk.today()),
        met_on: clock.ended_on,
        late: clock.ended_on.is_some_and(|on| on > clock.due),
        basis: clock.basis.clone(),
    })
}

/// Who is invited; a party by the petition's number, never by name.
pub fn guests(session: &Session) -> Vec<GuestShown> {
    session.guests.iter().map(|guest| guest_shown(session, guest)).collect()
}

fn guest_shown(session: &Session, guest: &Guest) -> GuestShown {
    let told = guest.medium.zip(guest.told_on);
    GuestShown {
        position: guest.position,
        who: who(session, guest),
        seat: guest.seat.label(),
        coming: guest.coming,
        presence: guest.presence,
        presence_words: guest.presence.map(Presence::label),
        told: told.map(|(medium, on)| format!("{}, {}", medium.label().to_lowercase(), on.format("%d/%m"))),
        phone: guest.party.is_some_and(|party| session.phones.contains(&party)),
        is_party: guest.party.is_some(),
        paper: format!("/doi-thoai/{}/giay-moi/{}", session.dialogue.id, guest.position),
    }
}

/// “Người gửi hồ sơ 118/2026”, and which of them in a group.
pub fn who(session: &Session, guest: &Guest) -> String {
    let petition = session.petitions.iter().find(|petition| Some(petition.id) == guest.petition);
    let Some(petition) = petition else { return guest.label.clone() };
    let number = number_of(petition).unwrap_or_else(|| "chưa có số".to_owned());
    let same: Vec<i32> =
        session.guests.iter().filter(|other| other.petition == guest.petition).map(|g| g.position).collect();
    match same.iter().position(|position| *position == guest.position) {
        Some(nth) if same.len() > 1 => format!("Người gửi hồ sơ {number}, người thứ {}", nth + 1),
        _ => format!("Người gửi hồ sơ {number}"),
    }
}

fn counts(session: &Session) -> Counts {
    let presence = |wanted| session.guests.iter().filter(|guest| guest.presence == Some(wanted)).count();
    let outcome = |wanted| session.agenda.iter().filter(|item| item.outcome == Some(wanted)).count();
    Counts {
        invited: session.guests.len(),
        coming: session.guests.iter().filter(|guest| guest.coming == Some(Coming::Yes)).count(),
        present: presence(Presence::Present),
        excused: presence(Presence::Excused),
        absent: presence(Presence::Absent),
        answered: outcome(ItemOutcome::Answered),
        promised: outcome(ItemOutcome::Promised),
        check: outcome(ItemOutcome::Check),
        open: session.agenda.iter().filter(|item| item.outcome.is_none()).count(),
    }
}

fn minutes_shown(session: &Session, minutes: &Minutes, reads: bool) -> MinutesShown {
    let scans = session.scans.iter().filter(|scan| reads && scan.minutes == minutes.id);
    MinutesShown {
        unscanned: reads && session.unscanned().any(|one| one.id == minutes.id),
        scans: scans.map(|scan| scan.position).collect(),
        position: minutes.position,
        signed: minutes.state == MinutesState::Signed,
        signed_on: minutes.signed_on,
        path: reads.then(|| format!("/doi-thoai/{}/bien-ban/{}", minutes.dialogue, minutes.position)),
    }
}

/// The published result is everybody's; reasons are for those who handle it.
fn texts(session: &Session, reads: bool) -> Vec<TextShown> {
    let shown = session.texts.iter().filter(|text| reads || text.kind == DialogueTextKind::Result);
    shown.map(|text| TextShown { label: text.kind.label(), body: text.body.clone(), on: day_of(text.at) }).collect()
}

fn moment(desk: &Desk, event: &Event, reads: bool) -> Moment {
    let day = |name: &str| {
        let moved = event.body.get(name).and_then(|moved| moved.get(0)).and_then(|day| day.as_str());
        moved.and_then(|day| day.parse::<NaiveDate>().ok()).map(|day| day.format("%d/%m/%Y").to_string())
    };
    let account = event.account.and_then(|id| desk.office.account(id));
    let who = account.map(|account| if reads { account.name.clone() } else { account.role.label().to_owned() });
    let was = day("day").filter(|_| event.deed == Deed::MoveDialogue).map(|day| format!("trước định ngày {day}"));
    Moment {
        at: event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        icon: icon(event.deed),
        words: event.deed.label().to_owned(),
        detail: Some([was, who].into_iter().flatten().collect::<Vec<_>>().join(" · "))
            .filter(|words| !words.is_empty()),
        state: "done",
        day: None,
    }
}

fn icon(deed: Deed) -> &'static str {
    match deed {
        Deed::AnnounceDialogue | Deed::PublishDialogue => "board",
        Deed::TellGuests => "phone",
        Deed::InviteGuest | Deed::Attend => "people",
        Deed::MoveDialogue => "calendar",
        Deed::WriteMinutes => "pencil",
        Deed::SignMinutes => "sign",
        Deed::AddScan => "scan",
        Deed::OpenPaper => "eye",
        Deed::Coming => "hand",
        Deed::Conclude => "check",
        _ => "chat",
    }
}

/// A conference or a thematic dialogue as everybody may know of it.
#[derive(Serialize)]
pub struct AnnouncedShown {
    day: NaiveDate,
    kind: &'static str,
    subject: String,
    hour: String,
    place: String,
    with_front: bool,
    held: bool,
    result: Option<String>,
}

/// For the public page of receptions and dialogues.
pub fn announced(list: &[Announced]) -> Vec<AnnouncedShown> {
    list.iter()
        .map(|Announced { dialogue, result }| AnnouncedShown {
            day: dialogue.day,
            kind: dialogue.kind.label(),
            subject: dialogue.subject.clone(),
            hour: dialogue.hour.clone(),
            place: dialogue.place.clone(),
            with_front: dialogue.with_front,
            held: dialogue.stage.was_held(),
            result: result.clone(),
        })
        .collect()
}

/// “Sớm nhất là thứ Tư, 02/12/2026”, with the notice that asks for it.
pub fn first_day_words(desk: &Desk, kind: dialogue::DialogueKind) -> String {
    let first = notice::first_day(kind, desk.today(), &desk.office);
    let Some((first, last)) = first.and_then(|day| Some((day, notice::last_day(kind, day, &desk.office).ok()?))) else {
        return String::new();
    };
    format!(
        "Sớm nhất là {}, nếu thông báo ngay hôm nay: phải báo trước ít nhất {} {} ({}).",
        long_day(first),
        last.length,
        last.unit,
        last.basis
    )
}
