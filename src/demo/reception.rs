//! Receptions of the demonstration: held ones with their book, one that the chairman missed, the next ones with bookings.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::{SAMPLES, actor};
use crate::{
    domain::{
        act::{Act, Actor, WALL, day_of},
        code::Code,
        event::Deed,
        form::Fields,
        id::Id,
        reception::{
            self, Reception,
            book::{self, At},
            conclusion, fate, turn,
        },
        refusal::Refusal,
        slot::Part,
    },
    keys,
    register::{self, Failure, HasConclusion, OnDay},
    store::{self, Store},
};

/// Posted so many days before, unless that would be ahead of now.
const POSTED_BEFORE: Days = Days::new(16);

enum Fate {
    Held(&'static [Visit]),
    Absent(&'static str),
    Next,
}

/// Somebody who came: name, address, what they said, kind, what was done.
struct Visit {
    name: &'static str,
    address: &'static str,
    content: &'static str,
    kind: &'static str,
    result: &'static str,
}

const fn visit(
    name: &'static str,
    address: &'static str,
    content: &'static str,
    kind: &'static str,
    result: &'static str,
) -> Visit {
    Visit { name, address, content, kind, result }
}

/// Days from now, and what became of them.
const DAYS: &[(i64, Fate)] = &[
    (
        -41,
        Fate::Held(&[
            visit(
                "Hoàng Thị Lài",
                "Thôn Hộ",
                "Hỏi vì sao chưa được nhận hỗ trợ làm nhà theo diện hộ cận nghèo.",
                "feedback",
                "Đã giải thích tại chỗ, hẹn rà soát đợt tháng sau.",
            ),
            visit(
                "Phan Văn Dũng",
                "Khe Sòng",
                "Kiến nghị làm lại cống thoát nước ngang đường vào xóm 3.",
                "recommendation",
                "Giao bộ phận kinh tế khảo sát.",
            ),
        ]),
    ),
    (-27, Fate::Absent("Chủ tịch dự hội nghị giao ban của thành phố; đã hẹn lại người lấy số sang buổi sau")),
    (
        -13,
        Fate::Held(&[
            visit(
                "Ngô Thị Bưởi",
                "Thôn Hạ",
                "Phản ánh xe chở đất chạy ban đêm làm nứt tường nhà ven đường.",
                "feedback",
                "Giao công an xã kiểm tra, trả lời trong 10 ngày.",
            ),
            visit(
                "Trần Đình Phước",
                "Thanh Vân",
                "Hỏi thủ tục tách thửa cho con, đã đi lại ba lần.",
                "feedback",
                "Hướng dẫn đủ giấy tờ một lần tại chỗ.",
            ),
            visit(
                "Lê Văn Sỏi",
                "Buồng Tằm",
                "Kiến nghị công khai danh sách hộ được đền bù đợt 2.",
                "recommendation",
                "Chủ tịch hứa niêm yết tại nhà văn hóa thôn.",
            ),
        ]),
    ),
    (1, Fate::Next),
    (15, Fate::Next),
    (29, Fate::Next),
];

pub(super) fn fill(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let (mut upcoming, mut last_held) = (Vec::new(), None);
    for (days, fate) in DAYS {
        let day = free_day(store, day_of(now) + TimeDelta::days(*days))?;
        let id = plan(store, day, now)?;
        match fate {
            Fate::Held(visits) => {
                held(store, id, day, visits)?;
                last_held = Some((id, day));
            }
            Fate::Absent(reason) => {
                let fields = Fields::new().with("version", "1").with("reason", *reason);
                become_of(store, id, Deed::MissReception, "vanthu", &fields, at(day, 8, 0)?)?;
            }
            Fate::Next => upcoming.push(id),
        }
    }
    if let Some((id, day)) = last_held {
        conclude(store, id, day, now)?;
    }
    book_ahead(store, &upcoming, now)
}

/// The day itself or the next working one on which nothing else is held in the morning.
fn free_day(store: &Store, day: NaiveDate) -> Result<NaiveDate, Failure> {
    let mut day = store::office::calendar().next_working(day);
    while store.read(|conn| store::slot::of_day(conn, day))?.iter().any(|slot| slot.part == Part::Morning) {
        day = store::office::calendar().next_working(day + Days::new(1));
    }
    Ok(day)
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> Result<DateTime<Utc>, Failure> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).ok_or(Refusal::Unseen)?;
    let wall = WALL.from_local_datetime(&day.and_time(time)).single().ok_or(Refusal::Unseen)?;
    Ok(wall.with_timezone(&Utc))
}

fn act_of(store: &Store, username: &str, when: DateTime<Utc>) -> Result<Act, Failure> {
    Ok(Act::new(actor(store, username)?, when, keys::chance()))
}

fn plan(store: &Store, day: NaiveDate, now: DateTime<Utc>) -> Result<Id<Reception>, Failure> {
    let posted = (day - POSTED_BEFORE).min(day_of(now) - Days::new(2));
    let when = at(store::office::calendar().previous_working(posted), 8, 30)?;
    let act = act_of(store, "vanthu", when)?;
    let fields = Fields::new()
        .with("day", day.to_string())
        .with("part", "morning")
        .with("hours", "7:30 – 11:00")
        .with("place", "Phòng Tiếp công dân, trụ sở UBND xã")
        .with("attending", "công chức địa chính, văn phòng, trưởng Công an xã")
        .with("agenda", "đất đai, đền bù, môi trường")
        .with("seats", "15");
    let done =
        register::schedule(store, &act, &OnDay(day), |taken, office| reception::plan(&fields, taken, &act, office))?;
    let subject = done.subject().ok_or(Refusal::Unseen)?;
    Ok(Id::from_uuid(*subject.uuid()))
}

fn become_of(
    store: &Store,
    id: Id<Reception>,
    deed: Deed,
    by: &str,
    fields: &Fields,
    when: DateTime<Utc>,
) -> Result<(), Failure> {
    let act = act_of(store, by, when)?;
    let on = OnDay(day_of(when));
    register::schedule(store, &act, &(id, on), |(sitting, taken), office| {
        fate::decide(deed, fields, sitting, taken, &act, office)
    })
    .map(drop)
}

fn held(store: &Store, id: Id<Reception>, day: NaiveDate, visits: &[Visit]) -> Result<(), Failure> {
    for (number, one) in (1..).zip(visits) {
        let minute = u32::try_from(number).unwrap_or(0);
        let act = act_of(store, "vanthu", at(day, 7, 10 + minute)?)?;
        register::schedule(store, &act, &id, |sitting, _| turn::draw(None, sitting, &act))?;
        let act = act_of(store, "vanthu", at(day, 8, 10 + minute * 12)?)?;
        let fields = Fields::new()
            .with("full_name", one.name)
            .with("address", one.address)
            .with("content", one.content)
            .with("kind", one.kind)
            .with("competent", "yes")
            .with("result", one.result);
        register::schedule(store, &act, &id, |sitting, office| {
            book::write(&fields, At { sitting: Some(sitting), number: Some(number) }, None, &act, office)
        })?;
    }
    let fields = Fields::new().with("version", "1");
    become_of(store, id, Deed::HoldReception, "chutich", &fields, at(day, 11, 20)?)
}

/// Of the last one that was held: one task is done, one still runs.
fn conclude(store: &Store, id: Id<Reception>, day: NaiveDate, now: DateTime<Utc>) -> Result<(), Failure> {
    let signed = store::office::calendar().next_working(day + Days::new(1));
    let act = act_of(store, "vanthu", at(signed, 9, 0)?)?;
    let due = store::office::calendar().next_working(day_of(now) + Days::new(4));
    let fields = Fields::new()
        .with(
            "body",
            "Kiểm tra xe chở đất chạy đêm; niêm yết danh sách hộ được đền bù đợt 2; rút gọn hướng dẫn tách thửa.",
        )
        .with("contact", "Văn phòng UBND xã")
        .with("document_no", "31/TB-UBND")
        .with("document_date", signed.to_string())
        .with("task_1", "Kiểm tra xe chở đất chạy ban đêm qua thôn Hạ, lập biên bản nếu vi phạm.")
        .with("owner_1", "congan")
        .with("due_1", due.to_string())
        .with("task_2", "Niêm yết danh sách hộ được đền bù đợt 2 tại nhà văn hóa thôn Buồng Tằm.")
        .with("owner_2", "diachinh")
        .with("due_2", due.to_string());
    register::schedule(store, &act, &(id, HasConclusion(id)), |(sitting, has_one), office| {
        conclusion::conclude(&fields, sitting, *has_one, &act, office)
    })?;
    let tasks = store.read(|conn| store::book::tasks_of(conn, id))?;
    let Some(done) = tasks.last().map(|task| task.id) else { return Ok(()) };
    let act = act_of(store, "diachinh", at(signed, 15, 0)?)?;
    let fields = Fields::new().with("result", "Đã niêm yết tại nhà văn hóa thôn, có biên bản.");
    register::schedule(store, &act, &done, |due, _| conclusion::finish(&fields, due, &act)).map(drop)
}

/// Some who hold a code have a number on the next days; one took it at the counter.
fn book_ahead(store: &Store, upcoming: &[Id<Reception>], now: DateTime<Utc>) -> Result<(), Failure> {
    let when = now - TimeDelta::hours(2);
    for ((_, chance, _), id) in SAMPLES.iter().zip(upcoming.iter().chain(upcoming)) {
        let code = Code::from_chance(*chance);
        let Some(petition) = store.read(|conn| store::petition::by_code(store, conn, &code))? else { continue };
        let act = Act::new(Actor::Citizen, when, keys::chance());
        register::schedule(store, &act, id, |sitting, _| turn::draw(Some(petition), sitting, &act))?;
    }
    if let Some(id) = upcoming.first() {
        let act = act_of(store, "vanthu", when)?;
        register::schedule(store, &act, id, |sitting, _| turn::draw(None, sitting, &act))?;
    }
    Ok(())
}
