//! Land mediation (hòa giải tranh chấp đất đai): a request with a number and a limit of its own, never a khiếu nại (Luật Đất đai Đ.235).

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    clock::{self, Clock, ClockState},
    event::Deed,
    form::{Fields, Length, Reader},
    handling::document_no,
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::Petition,
    refusal::Refusal,
    words::words,
};

/// The limit of the law: thirty days from the request.
pub const RULE: &str = "HG-DAT";
/// The unit that mediates with the office.
pub const UNIT: &str = "land";
/// Whoever stays away twice lets it fail.
pub const ABSENCES_MAX: i32 = 2;

const NAME: Length = Length { min: 2, max: 120 };
const ADDRESS: Length = Length { min: 2, max: 200 };
const SUMMARY: Length = Length { min: 10, max: 2_000 };
const PARCEL_CHARS_MAX: usize = 60;

words!(
    pub MediationState {
        Open "open" "Đang hòa giải",
        Agreed "agreed" "Hòa giải thành",
        Failed "failed" "Hòa giải không thành",
        Withdrawn "withdrawn" "Đã rút yêu cầu",
    }
);

/// One request. Who asks and who is asked stands in the vault.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mediation {
    pub id: Id<Mediation>,
    pub version: i32,
    /// Of a series of its own; given when it is written.
    pub number: i32,
    pub year: i32,
    pub received_on: NaiveDate,
    pub owner: Id<Account>,
    /// The petition in which it was told.
    pub petition: Option<Id<Petition>>,
    pub village: Option<String>,
    pub parcel: String,
    pub map_sheet: String,
    pub summary: String,
    pub state: MediationState,
    /// To which meeting both were asked last.
    pub meeting_on: Option<NaiveDate>,
    /// Meetings from which one of both stayed away.
    pub absences: i32,
    pub minutes_no: Option<String>,
    pub minutes_date: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
}

/// Both sides, for the vault. No `Debug`, no `Serialize`.
#[derive(Clone, Default)]
pub struct Sides {
    pub asker_name: String,
    pub asker_address: String,
    pub other_name: String,
    pub other_address: String,
}

/// A request with its limit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mediating {
    pub mediation: Mediation,
    pub clock: Clock,
}

/// Reads and carries on: the office, the heads and the land unit. The Front sees facts.
pub fn keeps(account: &Account) -> bool {
    let of_land = account.role == Role::Officer && account.unit.as_deref() == Some(UNIT);
    !account.closed && (account.role == Role::Clerk || account.role.heads() || of_land)
}

pub fn may_see(account: &Account) -> bool {
    keeps(account) || account.role == Role::Monitor
}

fn keeper(act: &Act) -> Result<&Account, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if !keeps(account) {
        return Err(Refusal::NotYours("Hòa giải đất đai do văn phòng, địa chính và lãnh đạo làm."));
    }
    Ok(account)
}

/// Registers a request: its number, and thirty days from the day it was received.
pub fn register(
    fields: &Fields,
    petition: Option<Id<Petition>>,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let by = keeper(act)?;
    let mut reader = Reader::new(fields);
    let received_on = reader.date("received_on", act.today(), "Xin ghi ngày nhận đơn yêu cầu hòa giải.");
    let sides = sides(&mut reader);
    let village = village(&mut reader, office);
    let parcel = reader.optional("parcel", PARCEL_CHARS_MAX);
    let map_sheet = reader.optional("map_sheet", PARCEL_CHARS_MAX);
    let summary = reader.text("summary", SUMMARY, "Xin ghi hai bên tranh chấp gì, một hai câu, không ghi tên.");
    reader.done()?;
    let received_on = received_on.ok_or(Refusal::Unseen)?;
    let mediation = Mediation {
        id: act.mint(),
        version: 1,
        number: 0,
        year: received_on.year(),
        received_on,
        owner: office.default_officer(UNIT).map_or(by.id, |officer| officer.id),
        petition,
        village,
        parcel,
        map_sheet,
        summary,
        state: MediationState::Open,
        meeting_on: None,
        absences: 0,
        minutes_no: None,
        minutes_date: None,
        ended_on: None,
    };
    let limit = clock::lawful_about(mediation.id, RULE, received_on, act, office)?;
    let change = Change::looking(petition, act, Deed::Mediate).also_about(mediation.id);
    Ok(change
        .noting("received_on", received_on)
        .noting("due", limit.due)
        .with(Write::Mediation(Box::new(mediation), Box::new(sides)))
        .with(Write::Clock(Box::new(limit))))
}

fn sides(reader: &mut Reader) -> Sides {
    Sides {
        asker_name: reader.text("asker_name", NAME, "Xin ghi tên bên yêu cầu."),
        asker_address: reader.text("asker_address", ADDRESS, "Xin ghi địa chỉ bên yêu cầu."),
        other_name: reader.text("other_name", NAME, "Xin ghi tên bên kia."),
        other_address: reader.text("other_address", ADDRESS, "Xin ghi địa chỉ bên kia."),
    }
}

fn village(reader: &mut Reader, office: &Office) -> Option<String> {
    let code = reader.get("village");
    let found = office.village(&code).map(|village| village.code.clone());
    if !code.is_empty() && found.is_none() {
        reader.fail("village", "Không có nơi này trong danh sách.");
    }
    found
}

/// One step of an open request.
pub fn step(deed: Deed, fields: &Fields, case: &Mediating, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let before = &case.mediation;
    if before.state != MediationState::Open {
        return Err(Refusal::Untimely(format!("Việc này đã xong: {}.", before.state.label().to_lowercase())));
    }
    if fields.get("version") != before.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người khác ghi vào việc này. Xin xem lại bản mới nhất.".to_owned()));
    }
    match deed {
        Deed::InviteSides => invite(fields, case, act),
        Deed::SideAbsent => absent(fields, case, act),
        Deed::EndMediation => conclude(fields, case, act),
        Deed::WithdrawMediation => withdraw(fields, case, act),
        _ => Err(Refusal::Unseen),
    }
}

/// Both sides and the council are asked to a meeting.
fn invite(fields: &Fields, case: &Mediating, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    if reader.get("meeting_on").is_empty() {
        reader.fail("meeting_on", "Xin ghi ngày họp hội đồng hòa giải.");
    }
    let meeting_on = reader.optional_date("meeting_on");
    if meeting_on.is_some_and(|day| day < case.mediation.received_on) {
        reader.fail("meeting_on", "Ngày họp không thể trước ngày nhận đơn.");
    }
    reader.done()?;
    let after = Mediation { meeting_on, ..case.mediation.clone() };
    Ok(saved(case, after, act, Deed::InviteSides).noting("meeting_on", meeting_on))
}

/// A side stayed away from the meeting: the second time it has failed.
fn absent(fields: &Fields, case: &Mediating, act: &Act) -> Result<Change, Refusal> {
    held(case, act)?;
    let absences = case.mediation.absences + 1;
    let after = Mediation { absences, meeting_on: None, ..case.mediation.clone() };
    if absences < ABSENCES_MAX {
        return Ok(saved(case, after, act, Deed::SideAbsent).noting("absences", absences));
    }
    let (number, date) = minutes(fields, case, act)?;
    let change =
        ended(case, Mediation { absences, ..case.mediation.clone() }, MediationState::Failed, (number, date), act);
    Ok(change(Deed::SideAbsent).noting("absences", absences))
}

/// The council met: agreed or not, with its minutes.
fn conclude(fields: &Fields, case: &Mediating, act: &Act) -> Result<Change, Refusal> {
    held(case, act)?;
    let mut reader = Reader::new(fields);
    let known = |code: &str| MediationState::from_code(code).filter(|state| is_result(*state));
    let state = reader.word("outcome", known, "Xin chọn: thành hay không thành.");
    let faults = reader.done();
    let minutes = minutes(fields, case, act);
    faults?;
    let state = state.ok_or(Refusal::Unseen)?;
    Ok(ended(case, case.mediation.clone(), state, minutes?, act)(Deed::EndMediation))
}

fn is_result(state: MediationState) -> bool {
    matches!(state, MediationState::Agreed | MediationState::Failed)
}

/// A meeting was asked to, and its day has come.
fn held(case: &Mediating, act: &Act) -> Result<NaiveDate, Refusal> {
    case.mediation
        .meeting_on
        .filter(|day| *day <= act.today())
        .ok_or_else(|| Refusal::Untimely("Chưa đến ngày họp nào. Xin ghi ngày mời hai bên họp trước.".to_owned()))
}

fn minutes(fields: &Fields, case: &Mediating, act: &Act) -> Result<(String, NaiveDate), Refusal> {
    let mut reader = Reader::new(fields);
    let number = document_no(&mut reader);
    let date = reader.date("document_date", act.today(), "Xin ghi ngày trên biên bản.");
    if date.is_some_and(|date| date < case.mediation.received_on) {
        reader.fail("document_date", "Biên bản không thể có trước ngày nhận đơn.");
    }
    reader.done()?;
    Ok((number, date.ok_or(Refusal::Unseen)?))
}

/// Ended with minutes: their day meets the limit.
fn ended<'c>(
    case: &'c Mediating,
    after: Mediation,
    state: MediationState,
    (number, date): (String, NaiveDate),
    act: &'c Act,
) -> impl FnOnce(Deed) -> Change + 'c {
    let after =
        Mediation { state, minutes_no: Some(number.clone()), minutes_date: Some(date), ended_on: Some(date), ..after };
    move |deed| {
        saved(case, after, act, deed)
            .noting("state", state)
            .noting("document_no", number)
            .noting("document_date", date)
            .with(clock::ended(&case.clock, ClockState::Met, date))
    }
}

/// Whoever asked takes it back, by a signed paper.
fn withdraw(fields: &Fields, case: &Mediating, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let signed_on = reader.date("signed_on", act.today(), "Xin ghi ngày trên giấy rút.");
    reader.done()?;
    let after = Mediation { state: MediationState::Withdrawn, ended_on: Some(act.today()), ..case.mediation.clone() };
    Ok(saved(case, after, act, Deed::WithdrawMediation).noting("signed_on", signed_on).with(clock::ended(
        &case.clock,
        ClockState::Cancelled,
        act.today(),
    )))
}

fn saved(case: &Mediating, after: Mediation, act: &Act, deed: Deed) -> Change {
    Change::looking(case.mediation.petition, act, deed)
        .also_about(case.mediation.id)
        .with(Write::SaveMediation(Box::new(after)))
}

/// The names are opened: a look that is recorded.
pub fn open(mediation: &Mediation, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    Ok(Change::looking(mediation.petition, act, Deed::OpenSides).also_about(mediation.id))
}
