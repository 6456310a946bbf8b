//! Absences: who is away from a day to a day, and who takes new work meanwhile; chains are followed and never turn in a ring.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    event::Deed,
    form::{Fields, Reader},
    id::Id,
    office::Office,
    person::{Account, Role},
    refusal::Refusal,
};

/// Rows that one commune keeps, those of the past among them; the newest are read.
pub const ABSENCES_MAX: usize = 500;
/// Nobody is away for longer in one row.
const DAYS_MAX: i64 = 366;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Absence {
    pub id: Id<Absence>,
    pub version: i32,
    pub account: Id<Account>,
    pub since: NaiveDate,
    /// The last day away.
    pub until: NaiveDate,
    pub deputy: Id<Account>,
}

impl Absence {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        (self.since..=self.until).contains(&day)
    }

    fn clashes(&self, other: &Absence) -> bool {
        self.account == other.account
            && self.id != other.id
            && self.since <= self.until
            && other.since <= other.until
            && self.since <= other.until
            && other.since <= self.until
    }
}

/// Whether somebody is away that day.
pub fn of(account: Id<Account>, day: NaiveDate, office: &Office) -> Option<&Absence> {
    office.absences.iter().find(|absence| absence.account == account && absence.holds_on(day))
}

/// Who takes new work for that account on that day: itself, else the first deputy of the chain who is there.
///
/// None when all of the chain are away, or it turns in a ring.
pub fn present<'o>(account: &'o Account, day: NaiveDate, office: &'o Office) -> Option<&'o Account> {
    let mut asked = vec![account.id];
    let mut next = account;
    while let Some(absence) = of(next.id, day, office) {
        let deputy = office.account(absence.deputy).filter(|deputy| !deputy.closed && !asked.contains(&deputy.id))?;
        asked.push(deputy.id);
        next = deputy;
    }
    Some(next)
}

/// For whom this account stands in on that day.
pub fn stood_in_for(account: Id<Account>, day: NaiveDate, office: &Office) -> Vec<&Absence> {
    office.absences.iter().filter(|absence| absence.deputy == account && absence.holds_on(day)).collect()
}

/// The administrator enters it, or a head for those who answer to them and for themselves.
pub fn may_enter(account: &Account, act: &Act, office: &Office) -> Result<(), Refusal> {
    match &act.by {
        Actor::System => Ok(()),
        Actor::Account(by) if by.role == Role::Admin => Ok(()),
        Actor::Account(by) if by.role.heads() && office.upward(account).contains(&by.id) => Ok(()),
        _ => Err(Refusal::NotYours("Vắng mặt do người quản trị hoặc cấp trên của người ấy ghi.")),
    }
}

/// Those whose absence this actor enters.
pub fn entered_by<'o>(act: &Act, office: &'o Office) -> Vec<&'o Account> {
    let works = |account: &&Account| account.role.handles() && !account.closed;
    office.staff.iter().filter(works).filter(|account| may_enter(account, act, office).is_ok()).collect()
}

pub fn enter(fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let account = somebody(&mut reader, "account", "Xin chọn người vắng.", office);
    let deputy = somebody(&mut reader, "deputy", "Xin chọn người thay.", office);
    if account.is_some() && account.map(|one| one.id) == deputy.map(|one| one.id) {
        reader.fail("deputy", "Người thay phải là người khác.");
    }
    let since = day(&mut reader, "since", act.today());
    let until = day(&mut reader, "until", act.today());
    if let (Some(since), Some(until)) = (since, until) {
        if until < since {
            reader.fail("until", "Ngày cuối không thể ở trước ngày đầu.");
        } else if (until - since).num_days() > DAYS_MAX {
            reader.fail("until", "Vắng dài quá một năm: xin bàn giao hồ sơ và đóng tài khoản.");
        }
    }
    if let Some(account) = account {
        may_enter(account, act, office)?;
    }
    reader.done()?;
    let (Some(account), Some(deputy), Some(since), Some(until)) = (account, deputy, since, until) else {
        return Err(Refusal::Unseen);
    };
    let absence = Absence { id: act.mint(), version: 1, account: account.id, since, until, deputy: deputy.id };
    if let Some(other) = office.absences.iter().find(|other| other.clashes(&absence)) {
        let (since, until) = (other.since.format("%d/%m/%Y"), other.until.format("%d/%m/%Y"));
        return Err(Refusal::field("since", format!("{} đã được ghi vắng từ {since} đến {until}.", account.name)));
    }
    Ok(noted(&absence, act).with(Write::Absence(Box::new(absence))))
}

/// Back sooner: the last day away.
pub fn shorten(id: Id<Absence>, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = office.absences.iter().find(|absence| absence.id == id).ok_or(Refusal::Unseen)?;
    let account = office.account(before.account).ok_or(Refusal::Unseen)?;
    may_enter(account, act, office)?;
    let yesterday = act.today() - Days::new(1);
    if fields.get("version") != before.version.to_string() || before.until < act.today() {
        return Err(Refusal::Untimely("Dòng này vừa đổi, hoặc đã qua. Xin xem lại.".to_owned()));
    }
    let after = Absence { until: yesterday, ..before.clone() };
    Ok(noted(&after, act).with(Write::SaveAbsence(Box::new(after))))
}

fn noted(absence: &Absence, act: &Act) -> Change {
    Change::about(absence.id, act, Deed::Absence)
        .noting("account", absence.account)
        .noting("since", absence.since)
        .noting("until", absence.until)
        .noting("deputy", absence.deputy)
}

fn somebody<'o>(reader: &mut Reader, field: &str, missing: &str, office: &'o Office) -> Option<&'o Account> {
    let found = office.by_username(&reader.get(field)).filter(|account| account.role.handles() && !account.closed);
    if found.is_none() {
        reader.fail(field, missing);
    }
    found
}

fn day(reader: &mut Reader, field: &str, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get(field).is_empty() {
        reader.fail(field, "Xin ghi ngày.");
    }
    let day = reader.optional_date(field);
    if day.is_some_and(|day| day < today) {
        reader.fail(field, "Ngày này đã qua.");
    }
    day
}
