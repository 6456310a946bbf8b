//! Assistance (phối hợp): another unit is asked one thing about a petition and answers by a day; the owner stays the owner.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    clock::{self, Clock, ClockState},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    law::{self, Direction, Whose, count},
    office::{Office, Unit},
    person::Account,
    petition::{Case, Concern, Petition, Text, TextKind, Topic},
    policy::{self, Sight},
    refusal::Refusal,
    sorting::REASON,
    words::words,
};

/// The commune's own limit for what one unit asks of another.
pub const RULE: &str = "PH-NOIBO";
pub const WORDS: Length = Length { min: 10, max: 2_000 };
/// Units that may be asked about one petition at the same time.
pub const OPEN_MAX: usize = 5;
/// Working days in which an answer is due, where nobody names a day.
pub const DAYS_DEFAULT: u32 = 5;

words!(
    pub AssistanceEnd {
        Answered "answered" "Đã trả lời",
        TakenBack "taken_back" "Đã rút câu hỏi",
        Lapsed "lapsed" "Hồ sơ xong trước khi trả lời",
    }
);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assistance {
    pub id: Id<Assistance>,
    pub petition: Id<Petition>,
    /// Code of the unit that is asked.
    pub unit: String,
    pub asker: Id<Account>,
    pub question: Id<Text>,
    pub asked_on: NaiveDate,
    pub answer: Option<Id<Text>>,
    pub answered_by: Option<Id<Account>>,
    pub ending: Option<AssistanceEnd>,
    pub ended_on: Option<NaiveDate>,
}

/// What was asked of a unit, with its limit.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    pub assistance: Assistance,
    pub clock: Clock,
}

impl Asked {
    pub fn is_open(&self) -> bool {
        self.assistance.ending.is_none()
    }

    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.clock.due < today
    }

    pub fn is_late(&self) -> bool {
        self.assistance.answer.is_some() && self.assistance.ended_on.is_some_and(|on| on > self.clock.due)
    }
}

fn open(case: &Case) -> impl Iterator<Item = &Asked> {
    case.assistances.iter().filter(|asked| asked.is_open())
}

/// What waits for this person's unit.
pub fn asked_of<'c>(sight: &Sight, case: &'c Case) -> Option<&'c Asked> {
    open(case).find(|asked| sight.role.handles() && sight.unit.as_deref() == Some(asked.assistance.unit.as_str()))
}

pub fn is_open(case: &Case) -> bool {
    open(case).next().is_some()
}

/// What is kept to few hands is asked of nobody else.
pub fn is_askable(petition: &Petition) -> bool {
    !petition.sealed && petition.topic != Topic::Conduct
}

/// The units that may be asked now: others than its own, with somebody from whom it is not hidden.
pub fn units<'o>(case: &Case, office: &'o Office) -> Vec<&'o Unit> {
    let waits = |unit: &Unit| open(case).any(|asked| asked.assistance.unit == unit.code);
    let own = |unit: &Unit| case.petition.unit.as_deref() == Some(unit.code.as_str());
    let others = office.units_in_use().filter(|unit| !waits(unit) && !own(unit));
    others.filter(|unit| office.staff.iter().any(|one| answers(one, &unit.code, &case.concerns, office))).collect()
}

/// The units of which something is still waited for.
pub fn waited_for<'o>(case: &Case, office: &'o Office) -> Vec<&'o Unit> {
    open(case).filter_map(|asked| office.unit(&asked.assistance.unit)).collect()
}

/// Whether somebody of that unit could answer. The heads see everything and need not be asked.
fn answers(account: &Account, unit: &str, concerns: &[Concern], office: &Office) -> bool {
    let of_it = account.unit.as_deref() == Some(unit) && !account.closed;
    of_it
        && account.role.handles()
        && !account.role.heads()
        && !policy::is_hidden(&Sight::of(account, office), concerns)
}

/// How many of the open questions to their unit nobody could answer once this person has left it; each by whom its petition
/// is about.
pub fn left_alone(leaving: &Account, waiting: &[Vec<Concern>], office: &Office) -> usize {
    let Some(unit) = leaving.unit.as_deref() else { return 0 };
    let only_they = |concerns: &&Vec<Concern>| {
        let could = |account: &Account| answers(account, unit, concerns, office);
        could(leaving) && !office.staff.iter().any(|other| other.id != leaving.id && could(other))
    };
    waiting.iter().filter(only_they).count()
}

/// Five working days, never later than the law's own limit.
pub fn default_due(case: &Case, today: NaiveDate, office: &Office) -> NaiveDate {
    let (due, ..) = count(&office.calendar, DAYS_DEFAULT, law::Unit::WorkingDay, Direction::Forward, Whose::Own, today);
    legal_due(case, today).map_or(due, |legal| due.min(legal))
}

/// The day after which it must be settled; none when that has passed.
fn legal_due(case: &Case, today: NaiveDate) -> Option<NaiveDate> {
    let settling = case.clocks.iter().find(|clock| clock.is_running() && clock.is_settling());
    settling.map(|clock| clock.due).filter(|due| *due >= today)
}

/// The owner, the chairman or a deputy asks.
pub fn ask(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let asker = act.by.account().ok_or(Refusal::Unseen)?;
    let mut reader = Reader::new(fields);
    let unit = unit(&mut reader, case, office);
    let body = reader.text("body", WORDS, "Xin viết cần đơn vị ấy cho biết điều gì, ít nhất một câu ngắn.");
    let due = due(&mut reader, case, act, office);
    reader.done()?;
    let (Some(unit), Some(due)) = (unit, due) else { return Err(Refusal::Unseen) };
    let change = Change::turning(&case.petition, case.petition.clone(), act, Deed::Consult).saying(
        act,
        TextKind::Consult,
        &body,
    );
    let assistance = Assistance {
        id: act.mint(),
        petition: case.petition.id,
        unit: unit.code.clone(),
        asker: asker.id,
        question: change.text().ok_or(Refusal::Unseen)?,
        asked_on: act.today(),
        answer: None,
        answered_by: None,
        ending: None,
        ended_on: None,
    };
    let named = (RULE, "Trả lời đơn vị đang giữ hồ sơ", "Hạn nội bộ do người hỏi đặt");
    let limit = clock::on_day_about(assistance.id, named, due, act, office);
    Ok(change
        .also_about(assistance.id)
        .noting("unit", &assistance.unit)
        .noting("due", due)
        .with(Write::Assistance(Box::new(assistance)))
        .with(Write::Clock(Box::new(limit))))
}

fn unit<'o>(reader: &mut Reader, case: &Case, office: &'o Office) -> Option<&'o Unit> {
    let code = reader.get("unit");
    let found = units(case, office).into_iter().find(|unit| unit.code == code);
    if open(case).count() >= OPEN_MAX {
        reader.fail("unit", format!("Hồ sơ này đang chờ {OPEN_MAX} đơn vị trả lời, nhiều nhất là thế."));
    } else if open(case).any(|asked| asked.assistance.unit == code) {
        reader.fail("unit", "Đơn vị này đang được hỏi rồi. Xin chờ trả lời, hoặc rút câu hỏi trước.");
    } else if found.is_none() {
        reader.fail("unit", "Xin chọn một đơn vị khác có người trả lời được.");
    }
    found
}

fn due(reader: &mut Reader, case: &Case, act: &Act, office: &Office) -> Option<NaiveDate> {
    let today = act.today();
    if reader.get("due").is_empty() {
        return Some(default_due(case, today, office));
    }
    let due = reader.optional_date("due")?;
    let last = legal_due(case, today).unwrap_or_else(|| default_due(case, today, office));
    if due < today {
        reader.fail("due", "Hạn trả lời không thể ở trước hôm nay.");
    } else if due > last {
        reader.fail(
            "due",
            format!("Hạn trả lời muộn nhất là {}, vì hồ sơ còn phải giải quyết đúng hạn.", last.format("%d/%m/%Y")),
        );
    }
    Some(due)
}

/// The asked unit answers, once; what it wrote stands.
pub fn answer(fields: &Fields, case: &Case, act: &Act, sight: &Sight) -> Result<Change, Refusal> {
    let asked = asked_of(sight, case).ok_or(Refusal::Unseen)?;
    let mut reader = Reader::new(fields);
    let body = reader.text("body", WORDS, "Xin viết câu trả lời, ít nhất một câu ngắn.");
    reader.done()?;
    let change =
        Change::turning(&case.petition, case.petition.clone(), act, Deed::Advise).saying(act, TextKind::Advice, &body);
    let answer = change.text();
    let after = Assistance { answer, answered_by: Some(sight.me), ..asked.assistance.clone() };
    let late = asked.is_overdue(act.today());
    let change = change.also_about(asked.assistance.id).noting("unit", &after.unit).noting("late", late);
    Ok(change.with_all(ended(asked, after, AssistanceEnd::Answered, act)))
}

/// Taken back before it was answered.
pub fn take_back(fields: &Fields, case: &Case, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let code = reader.get("unit");
    let asked = open(case).find(|asked| asked.assistance.unit == code);
    if asked.is_none() {
        reader.fail("unit", "Không có câu hỏi nào đang chờ đơn vị này.");
    }
    let reason = reader.text("reason", REASON, "Xin ghi vì sao không cần hỏi nữa.");
    reader.done()?;
    let asked = asked.ok_or(Refusal::Unseen)?;
    Ok(Change::turning(&case.petition, case.petition.clone(), act, Deed::Unask)
        .also_about(asked.assistance.id)
        .noting("unit", &asked.assistance.unit)
        .saying(act, TextKind::Reason, &reason)
        .with_all(ended(asked, asked.assistance.clone(), AssistanceEnd::TakenBack, act)))
}

/// The petition came to an end: nobody waits for an answer any more. Nothing when nothing was open.
pub fn lapse(petition: Id<Petition>, open: &[Asked], act: &Act) -> Option<Change> {
    if open.is_empty() {
        return None;
    }
    let units: Vec<&str> = open.iter().map(|asked| asked.assistance.unit.as_str()).collect();
    let change = Change::looking(Some(petition), act, Deed::LapseConsult).noting("units", units);
    let writes = open.iter().flat_map(|asked| ended(asked, asked.assistance.clone(), AssistanceEnd::Lapsed, act));
    Some(change.with_all(writes))
}

fn ended(asked: &Asked, after: Assistance, ending: AssistanceEnd, act: &Act) -> [Write; 2] {
    let state = if ending == AssistanceEnd::Answered { ClockState::Met } else { ClockState::Cancelled };
    let after = Assistance { ending: Some(ending), ended_on: Some(act.today()), ..after };
    [Write::SaveAssistance(Box::new(after)), clock::ended(&asked.clock, state, act.today())]
}
