//! Questions of the Front in the demonstration: one that was answered, one that waits, one that nobody answered in time.

use chrono::{DateTime, Utc};

use super::{actor, day_of, failed, moment};
use crate::{
    app::AppError,
    domain::{
        act::Act,
        form::Fields,
        id::Id,
        policy::Sight,
        question::{self, Figure, Question},
        refusal::Refusal,
        urgency::Urgency,
    },
    keys,
    register::{self, Asking, Failure},
    store::{
        self, Store,
        board::{DueBetween, Filter},
        question::Target,
    },
};

const ASKER: &str = "mattran";
/// When each was asked, and one answered, in days before today; the commune answers within fifteen.
const LATE: u64 = 20;
const ANSWERED: (u64, u64) = (13, 8);
const OPEN: u64 = 2;

pub fn fill(store: &Store, now: DateTime<Utc>) -> Result<(), AppError> {
    let at = |days_ago, time| moment(days_ago, time, true, now);
    let failure = |failure: Failure| failed("câu hỏi", format!("{failure}: {failure:?}"));
    let late = at(LATE, "08:40")?;
    if let Some(petition) = overdue_petition(store, late, now).map_err(failure)? {
        let words = "Hồ sơ này quá hạn đã lâu. Vướng ở đâu, ai đang giữ, bao giờ trả lời bà con?";
        ask(store, late, petition, words).map_err(failure)?;
    }
    let words = "Tỉ lệ đúng hạn năm nay tính thế nào, có tính cả hồ sơ được gia hạn không?";
    let asked = ask(store, at(ANSWERED.0, "09:15")?, Target::Figure(Figure::OnTime), words).map_err(failure)?;
    answer(store, at(ANSWERED.1, "14:20")?, asked).map_err(failure)?;
    let words = "Lời hứa này đã quá ngày. Xã đã đi kiểm tra chưa, biên bản ở đâu?";
    if let Some(promise) = late_promise(store, now).map_err(failure)? {
        ask(store, at(OPEN, "10:30")?, promise, words).map_err(failure)?;
    }
    Ok(())
}

fn sight(store: &Store) -> Result<Sight, Failure> {
    let office = store.read(store::office::load)?;
    Ok(Sight::of(office.by_username(ASKER).ok_or(Refusal::Unseen)?, &office))
}

/// One whose limit is past and that was there already when it was asked about.
fn overdue_petition(store: &Store, asked: DateTime<Utc>, now: DateTime<Utc>) -> Result<Option<Target>, Failure> {
    let due = DueBetween::of(Urgency::Overdue, day_of(now), &store::office::calendar());
    let sight = sight(store)?;
    let filter = Filter { due: Some(due), ..Filter::default() };
    let page = store.read(|conn| store::board::list(conn, &sight, &filter))?;
    let found = page.rows.iter().map(|row| &row.petition).find(|petition| petition.received_at < asked);
    Ok(found.map(|petition| Target::Petition(petition.id)))
}

fn late_promise(store: &Store, now: DateTime<Utc>) -> Result<Option<Target>, Failure> {
    let sight = sight(store)?;
    let late = store.read(|conn| store::commitment::overdue(conn, &sight, day_of(now)))?;
    Ok(late.first().map(|promise| Target::Promise(promise.id)))
}

fn ask(store: &Store, at: DateTime<Utc>, target: Target, words: &str) -> Result<Id<Question>, Failure> {
    let act = Act::new(actor(store, ASKER)?, at, keys::chance());
    let fields = Fields::new().with("body", words);
    let asking = Asking { target, follows: None };
    let done = register::decide(store, &act, asking, |matter, office| question::ask(&fields, matter, &act, office))?;
    done.subject().map(|id| Id::from_uuid(*id.uuid())).ok_or(Failure::Refused(Refusal::Unseen))
}

fn answer(store: &Store, at: DateTime<Utc>, id: Id<Question>) -> Result<(), Failure> {
    let act = Act::new(actor(store, "vanthu")?, at, keys::chance());
    let fields = Fields::new().with("answer", WORDS);
    register::decide(store, &act, id, |asked, _| question::answer(&fields, asked, &act)).map(drop)
}

const WORDS: &str = "Đúng hạn là xong không sau ngày hạn cuối cùng. Hồ sơ gia hạn có quyết định thì tính theo hạn mới và đếm riêng \
    ở dòng “có gia hạn”; hồ sơ đang quá hạn tính là trễ.";
