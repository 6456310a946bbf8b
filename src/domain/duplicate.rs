//! Duplicates: one matter, several petitions. The main one is settled; each filer keeps the own code and gets the answer.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    clock::{ACCEPT_COMPLAINT, CLASSIFY, Clocks, NOTICE},
    code::Code,
    event::Deed,
    extension::NOTICE_DAYS,
    form::{Fields, Reader},
    handling::is_newest,
    id::Id,
    office::Office,
    petition::{Case, Kind, Petition, Stage, TextKind},
    policy::{self, Sight},
    refusal::Refusal,
    routing,
    sorting::REASON,
};

/// That a petition is about the matter of another, until it stands alone again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    pub id: Id<Link>,
    pub petition: Id<Petition>,
    /// No duplicate itself.
    pub main: Id<Petition>,
    pub since: NaiveDate,
    pub ended_on: Option<NaiveDate>,
}

/// How somebody names another petition.
#[derive(Clone)]
pub enum Named {
    Code(Code),
    /// Incoming number and year.
    Number(i32, i32),
}

impl Named {
    /// “131/2026”, “131” of this year, or the twelve digits of a code.
    pub fn parse(text: &str, today: NaiveDate) -> Option<Named> {
        if let Ok(code) = Code::parse(text) {
            return Some(Named::Code(code));
        }
        let (number, year) = text.split_once('/').unwrap_or((text, ""));
        let year = if year.trim().is_empty() { Some(today.year()) } else { year.trim().parse().ok() };
        Some(Named::Number(number.trim().parse().ok()?, year?))
    }
}

/// Links it to its main one, which somebody named by number or code and may see; what hung on it moves along.
pub fn link(
    fields: &Fields,
    (case, main): &(Case, Option<Case>),
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    policy::may(&Sight::of(account, office), case, Deed::Duplicate)?;
    is_newest(Deed::Duplicate, fields, case)?;
    let mut reader = Reader::new(fields);
    if let Err(words) = fit(case, main.as_ref()) {
        reader.fail("of", words);
    }
    let reason = reader.text("reason", REASON, "Xin ghi vì sao hai đơn là một việc.");
    reader.done()?;
    let main = main.as_ref().ok_or(Refusal::Unseen)?.petition.id;
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Duplicate;
    let mut clocks = Clocks::of(case, act, office);
    routing::end_clocks(case, &mut clocks, act);
    let mine = Link { id: act.mint(), petition: case.petition.id, main, since: act.today(), ended_on: None };
    let others = case.duplicates().map(|link| Write::SaveLink(Link { main, ..link.clone() }));
    Ok(Change::turning(&case.petition, after, act, Deed::Duplicate)
        .also_about(main)
        .noting("main", main)
        .with(Write::Link(mine))
        .with_all(others)
        .with_all(clocks.into_writes())
        .saying(act, TextKind::Reason, &reason))
}

fn fit(case: &Case, main: Option<&Case>) -> Result<(), &'static str> {
    let main = main.ok_or("Không có hồ sơ nào mang số hoặc mã này mà anh chị thấy được. Xin dò lại.")?;
    if main.petition.id == case.petition.id {
        return Err("Đây chính là hồ sơ này. Xin ghi số hoặc mã của đơn kia.");
    }
    if !speaks(&main.petition) {
        return Err("Hồ sơ kia đã rút, đã đình chỉ hoặc không đủ điều kiện, nên không làm đơn chính được.");
    }
    Ok(())
}

/// Whether a petition can stand for those that are about the same matter.
pub fn speaks(main: &Petition) -> bool {
    let silent = [Stage::Withdrawn, Stage::Ineligible, Stage::Terminated, Stage::Duplicate];
    !main.sealed && !silent.contains(&main.stage)
}

/// Its main one cannot speak for it any more: it is received again, and sorted and accepted anew from this day.
pub fn release(case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let link = case.main().ok_or(Refusal::Unseen)?;
    let mut after = case.petition.clone();
    let mut clocks = Clocks::of(case, act, office);
    let unsigned = after.kind_now() == Kind::Complaint && after.signed_received_on.is_none();
    after.facts.stage = if unsigned && after.is_sorted() { Stage::AwaitingSignature } else { Stage::Received };
    if after.stage == Stage::Received {
        clocks.start(CLASSIFY, act.today(), None)?;
    }
    if after.kind_now() == Kind::Complaint && !unsigned {
        clocks.start(ACCEPT_COMPLAINT, act.today(), None)?;
    }
    let ended = Link { ended_on: Some(act.today()), ..link.clone() };
    Ok(Change::turning(&case.petition, after, act, Deed::Duplicate)
        .noting("released", true)
        .with(Write::SaveLink(ended))
        .with_all(clocks.into_writes()))
}

/// Everyone whose petition hangs on an answered one is told as well.
pub(super) fn owe_answer(case: &Case, on: NaiveDate, act: &Act, office: &Office) -> Vec<Write> {
    let owed = |link: &Link| {
        let mut clocks = Clocks::none(link.petition, act, office);
        let basis = "Hạn xã tự đặt: mỗi người cùng gửi một việc đều được báo";
        clocks.owe(NOTICE, "Báo người gửi kết quả", basis, NOTICE_DAYS, on);
        clocks.into_writes()
    };
    case.duplicates().flat_map(owed).collect()
}
