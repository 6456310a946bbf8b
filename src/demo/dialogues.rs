//! Two dialogues of the demonstration: a conference that was held, with minutes and promises, and one on a project that is planned.

use std::cell::Cell;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{PAUSE, actor, day_of, failed, moment};
use crate::{
    app::AppError,
    domain::{
        act::Act,
        dialogue::{Dialogue, Session, plan::is_for_agenda},
        event::Deed,
        form::Fields,
        id::Id,
        petition::{Petition, Stage, Topic},
        policy::Sight,
        refusal::Refusal,
    },
    keys,
    register::{self, Failure},
    store::{self, Store, board::Filter},
};

/// Petitions on the agenda of one.
const AGENDA: usize = 5;
/// When the conference was planned, held and published, in days before today.
const PLANNED: u64 = 30;
const HELD: u64 = 10;
const PUBLISHED: u64 = 6;

pub fn fill(store: &Store, now: DateTime<Utc>) -> Result<(), AppError> {
    let failure = |failure: Failure| failed("đối thoại", format!("{failure}: {failure:?}"));
    match held(store, now)? {
        // Around Tết the notice reaches back further than that: then there was none.
        Ok(()) | Err(Failure::Refused(Refusal::Fields(_))) => {}
        Err(other) => return Err(failure(other)),
    }
    planned(store, now).map_err(failure)
}

/// One person's acts from a moment on, one after the other.
struct Hand<'s> {
    store: &'s Store,
    username: &'static str,
    at: Cell<DateTime<Utc>>,
}

impl Hand<'_> {
    fn act(&self) -> Result<Act, Failure> {
        let at = self.at.replace(self.at.get() + PAUSE);
        Ok(Act::new(actor(self.store, self.username)?, at, keys::chance()))
    }

    fn sight(&self) -> Result<Sight, Failure> {
        let office = self.store.read(store::office::load)?;
        Ok(Sight::of(office.by_username(self.username).ok_or(Refusal::Unseen)?, &office))
    }

    /// Open petitions that may be talked about, and were there then.
    fn petitions(&self, topic: Option<Topic>) -> Result<Vec<Id<Petition>>, Failure> {
        let sight = self.sight()?;
        let filter = Filter { topic, stages: vec![Stage::Accepted, Stage::InProgress], ..Filter::default() };
        let page = self.store.read(|conn| store::board::list(conn, &sight, &filter))?;
        let ids: Vec<Id<Petition>> = page.rows.iter().map(|row| row.petition.id).collect();
        let taken = self.store.read(|conn| store::dialogue::not_free(conn, &ids, &sight))?;
        let fits = |petition: &&Petition| {
            is_for_agenda(petition) && petition.received_at < self.at.get() && !taken.contains(&petition.id)
        };
        Ok(page.rows.iter().map(|row| &row.petition).filter(fits).map(|petition| petition.id).take(AGENDA).collect())
    }

    fn plan(&self, fields: &[(&str, &str)], day: NaiveDate, ids: Vec<Id<Petition>>) -> Result<Id<Dialogue>, Failure> {
        let fields = fields_of(fields).with("day", day.to_string()).with("chair", "chutich");
        register::plan_dialogue(self.store, &self.act()?, &fields, ids)
    }

    fn does(&self, id: Id<Dialogue>, deed: Deed, fields: &[(&str, &str)]) -> Result<(), Failure> {
        let session = self.session(id)?;
        let revision = session.open_minutes().map_or(0, |minutes| minutes.revision);
        let fields = fields_of(fields)
            .with("version", session.dialogue.version.to_string())
            .with("revision", revision.to_string());
        register::convene(self.store, &self.act()?, id, deed, &fields, &[]).map(drop)
    }

    fn session(&self, id: Id<Dialogue>) -> Result<Session, Failure> {
        let sight = self.sight()?;
        Ok(self.store.read(|conn| store::dialogue::load_in_sight(conn, id, &sight))?)
    }
}

fn fields_of(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().fold(Fields::new(), |fields, (name, value)| fields.with(name, *value))
}

/// The year's conference with the people: one promise kept in time, one late.
fn held(store: &Store, now: DateTime<Utc>) -> Result<Result<(), Failure>, AppError> {
    let hand = |days_ago, at| {
        Ok::<_, AppError>(Hand { store, username: "vanthu", at: Cell::new(moment(days_ago, at, true, now)?) })
    };
    let (before, there, after) = (hand(PLANNED, "09:10")?, hand(HELD, "20:30")?, hand(PUBLISHED, "10:00")?);
    Ok(confer(&before, &there, &after))
}

fn confer(before: &Hand, there: &Hand, after: &Hand) -> Result<(), Failure> {
    let day = day_of(there.at.get());
    let subject = format!("Hội nghị đối thoại với Nhân dân xã năm {}", day.format("%Y"));
    let plan = [
        ("kind", "conference"),
        ("ground", "yearly"),
        ("subject", subject.as_str()),
        ("hour", "18:30"),
        ("place", "Nhà văn hóa Thôn Hạ"),
        ("bring", "Giấy tờ liên quan đến việc muốn hỏi"),
        ("with_front", "yes"),
    ];
    let petitions = before.petitions(None)?;
    let id = before.plan(&plan, day, petitions.clone())?;
    before.does(id, Deed::AnnounceDialogue, &[])?;
    let told = [("channel", "phone"), ("sent_on", &*day_of(before.at.get()).to_string()), ("seats", "1")];
    before.does(id, Deed::TellGuests, &told)?;
    attend(there, id)?;
    there.does(id, Deed::WriteMinutes, MINUTES)?;
    there.does(id, Deed::SignMinutes, &[("signed_on", &*day.to_string())])?;
    conclude(there, id, day, &petitions)?;
    let on = day_of(after.at.get()).to_string();
    let result = [("result", RESULT), ("published_on", &*on), ("sent_on", &*on)];
    after.does(id, Deed::PublishDialogue, &result)
}

/// Everybody but the last came.
fn attend(there: &Hand, id: Id<Dialogue>) -> Result<(), Failure> {
    let session = there.session(id)?;
    let last = session.guests.iter().filter(|guest| guest.party.is_some()).map(|guest| guest.position).max();
    let seats: Vec<(String, &str)> = session
        .guests
        .iter()
        .map(|guest| {
            (format!("presence-{}", guest.position), if Some(guest.position) == last { "excused" } else { "present" })
        })
        .collect();
    let seats: Vec<(&str, &str)> = seats.iter().map(|(field, presence)| (field.as_str(), *presence)).collect();
    there.does(id, Deed::Attend, &seats)
}

fn conclude(there: &Hand, id: Id<Dialogue>, day: NaiveDate, petitions: &[Id<Petition>]) -> Result<(), Failure> {
    let later = |days| day.checked_add_days(Days::new(days)).unwrap_or(day).to_string();
    let promises =
        [("Đi kiểm tra thực địa cùng trưởng thôn", later(5)), ("Trả lời bằng văn bản cho bà con", later(40))];
    // A head's words stay a note, so that no answer is begun in an officer's place.
    let chair = Hand { username: "chutich", at: there.at.clone(), store: there.store };
    for (n, petition) in petitions.iter().enumerate() {
        let petition = petition.to_string();
        let words = [("petition", petition.as_str()), ("words", "Đã nghe bà con nói, đã giải thích tại chỗ.")];
        match promises.get(n) {
            Some((what, due)) => {
                let promise = [
                    ("outcome", "promised"),
                    ("what", *what),
                    ("evidence", "Biên bản, ảnh"),
                    ("owner", "diachinh"),
                    ("due", due.as_str()),
                ];
                chair.does(id, Deed::Conclude, &[&words[..], &promise].concat())?;
            }
            None => chair.does(id, Deed::Conclude, &[&words[..], &[("outcome", "answered")]].concat())?,
        }
    }
    Ok(())
}

const MINUTES: &[(&str, &str)] = &[
    ("began", "18:30"),
    ("ended", "20:15"),
    ("scribe", "Công chức Văn phòng"),
    ("purpose", "Nghe ý kiến, trả lời phản ánh, kiến nghị của bà con; hội nghị đối thoại hằng năm."),
    ("findings", "Các bộ phận báo cáo việc đã kiểm tra, việc đang làm của từng hồ sơ."),
    (
        "opinions",
        "Bà con hỏi bao giờ đi kiểm tra, bao giờ có văn bản trả lời. Mặt trận đề nghị niêm yết kết quả ở nhà văn hóa.",
    ),
    ("agreed", "Xã đi kiểm tra thực địa cùng trưởng thôn, trả lời bằng văn bản."),
    ("copies", "3"),
];

const RESULT: &str = "Xã đã nghe và trả lời bà con tại hội nghị. Hai việc xã hứa làm: đi kiểm tra thực địa cùng trưởng thôn; \
    trả lời bằng văn bản. Ai chưa rõ xin gọi văn phòng xã.";

/// One on the road to the lake, still to be announced.
fn planned(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let hand = Hand { store, username: "vanthu", at: Cell::new(now - PAUSE) };
    let petitions = hand.petitions(Some(Topic::Clearance))?;
    if petitions.is_empty() {
        return Ok(());
    }
    let day = day_of(now).checked_add_days(Days::new(24)).ok_or(Refusal::Unseen)?;
    let plan = [
        ("kind", "thematic"),
        ("topic", "clearance"),
        ("project", "đường vào hồ"),
        ("subject", "Đối thoại về đường vào hồ và giải phóng mặt bằng"),
        ("hour", "19:00"),
        ("place", "Nhà văn hóa Thôn Hạ"),
        ("bring", "Căn cước, giấy tờ đất"),
        ("with_front", "yes"),
        ("village", "thon-ha"),
    ];
    hand.plan(&plan, day, petitions).map(drop)
}
