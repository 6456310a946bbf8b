//! Land mediations of the demonstration: one that was agreed, one whose meeting is ahead. Names are invented.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};

use super::actor;
use crate::{
    domain::{
        act::{Act, WALL, day_of},
        event::Deed,
        form::Fields,
        id::Id,
        mediation::{self, Mediation},
        refusal::Refusal,
    },
    keys,
    register::{self, Failure, OfPetition},
    store::{self, Store},
};

/// Days before now on which a request came, its sides, its place and what it is about.
struct Request {
    days_ago: u64,
    asker: (&'static str, &'static str),
    other: (&'static str, &'static str),
    village: &'static str,
    parcel: (&'static str, &'static str),
    summary: &'static str,
}

const AGREED: Request = Request {
    days_ago: 20,
    asker: ("Lê Văn Thưởng", "xóm Đình, thôn Hạ"),
    other: ("Lê Thị Quế", "xóm Đình, thôn Hạ"),
    village: "thon-ha",
    parcel: ("188", "6"),
    summary: "Hai nhà không thống nhất ranh vườn sau khi cây mốc bị bật gốc trong lụt.",
};

const AHEAD: Request = Request {
    days_ago: 9,
    asker: ("Trần Đình Phúc", "xóm 3, Khe Sòng"),
    other: ("Nguyễn Hữu Thạnh", "xóm 3, Khe Sòng"),
    village: "khe-song",
    parcel: ("42", "11"),
    summary: "Tường rào mới xây lấn sang lối đi chung chừng nửa thước.",
};

pub(super) fn fill(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let (today, calendar) = (day_of(now), store::office::calendar());
    let agreed = requested(store, &AGREED, today)?;
    let met = calendar.previous_working(today - Days::new(6));
    let asked = calendar.previous_working(today - Days::new(15));
    step(store, agreed, Deed::InviteSides, &Fields::new().with("meeting_on", met.to_string()), asked)?;
    let minutes =
        Fields::new().with("outcome", "agreed").with("document_no", "02/BB-HG").with("document_date", met.to_string());
    step(store, agreed, Deed::EndMediation, &minutes, met)?;
    let ahead = requested(store, &AHEAD, today)?;
    let meeting = calendar.next_working(today + Days::new(5));
    let asked = calendar.previous_working(today - Days::new(3));
    step(store, ahead, Deed::InviteSides, &Fields::new().with("meeting_on", meeting.to_string()), asked)
}

fn requested(store: &Store, of: &Request, today: NaiveDate) -> Result<Id<Mediation>, Failure> {
    let day = store::office::calendar().previous_working(today - Days::new(of.days_ago));
    let act = act_on(store, "vanthu", day)?;
    let fields = Fields::new()
        .with("received_on", day.to_string())
        .with("asker_name", of.asker.0)
        .with("asker_address", of.asker.1)
        .with("other_name", of.other.0)
        .with("other_address", of.other.1)
        .with("village", of.village)
        .with("parcel", of.parcel.0)
        .with("map_sheet", of.parcel.1)
        .with("summary", of.summary);
    let done = register::schedule(store, &act, &OfPetition(None), |(), office| {
        mediation::register(&fields, None, &act, office)
    })?;
    let subject = done.subject().ok_or(Refusal::Unseen)?;
    Ok(Id::from_uuid(*subject.uuid()))
}

fn step(store: &Store, id: Id<Mediation>, deed: Deed, fields: &Fields, day: NaiveDate) -> Result<(), Failure> {
    let act = act_on(store, "diachinh", day)?;
    register::schedule(store, &act, &id, |case, _| {
        let fields = fields.clone().with("version", case.mediation.version.to_string());
        mediation::step(deed, &fields, case, &act)
    })
    .map(drop)
}

fn act_on(store: &Store, username: &str, day: NaiveDate) -> Result<Act, Failure> {
    let time = NaiveTime::from_hms_opt(15, 20, 0).unwrap_or_default();
    let when = WALL.from_local_datetime(&day.and_time(time)).single().ok_or(Refusal::Unseen)?;
    Ok(Act::new(actor(store, username)?, when.to_utc(), keys::chance()))
}
