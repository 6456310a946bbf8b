//! The demonstration commune: invented people and about 60 petitions, made through the register at moments of the past.

mod dialogues;
pub mod dice;
mod lists;
mod mediations;
mod questions;
mod reception;
pub mod synthetic;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use serde::Deserialize;
use toml::Value;

use crate::{
    app::AppError,
    domain::{
        absence,
        act::{Act, Actor, WALL, day_of},
        code::{Code, grouped},
        event::Deed,
        filing::Filing,
        form::Fields,
        id::Id,
        kept::remote,
        lateness,
        office::{Office, OfficeFacts, Village},
        person::{Account, Role},
        petition::{Draft, Petition},
        refusal::Refusal,
        route,
        staff::{self, NewAccount},
    },
    keys, password,
    register::{self, Failure},
    rounds, seed,
    store::{self, Store},
};

use dice::{Drawn, Luck};

const PEOPLE: &str = include_str!("people.toml");
const PETITIONS: &str = include_str!("petitions.toml");
/// Why an act of the source is late that says nothing of it.
const LATE_BY_CALENDAR: &str = "staff";

#[derive(Deserialize)]
struct People {
    office: OfficeSource,
    village: Vec<Village>,
    account: Vec<Person>,
    /// Rows of the table of routes beside those that a commune begins with, from the day of the demonstration.
    route: Vec<BTreeMap<String, String>>,
    away: Vec<Away>,
    kept: Vec<lists::Kept>,
}

/// Somebody who is away from the day of the demonstration.
#[derive(Deserialize)]
struct Away {
    account: String,
    deputy: String,
    days: u64,
}

#[derive(Deserialize)]
struct OfficeSource {
    name: String,
    title: String,
    superior: String,
    superior_address: String,
    address: String,
    phone: String,
    hours: String,
    reception_days: String,
    intake_owner: String,
    remote: bool,
    answer_days: i32,
}

/// An account of the demonstration.
#[derive(Deserialize)]
pub struct Person {
    pub username: String,
    pub name: String,
    pub title: String,
    pub role: Role,
    pub unit: Option<String>,
    pub village: Option<String>,
    #[serde(default)]
    pub lead: bool,
    pub password: String,
    pub answers_to: Option<String>,
}

#[derive(Deserialize)]
struct Petitions {
    petition: Vec<Source>,
}

/// One petition as it is written down: the fields of the form, and what was done with it when.
#[derive(Deserialize)]
struct Source {
    key: String,
    days_ago: u64,
    at: String,
    channel: String,
    by: Option<String>,
    #[serde(default)]
    act: Vec<ActSource>,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct ActSource {
    act: String,
    days_ago: u64,
    at: String,
    by: String,
    #[serde(default)]
    fields: BTreeMap<String, Value>,
}

/// Petitions whose code is the same in every demonstration, so that the table at the start can name it.
const SAMPLES: &[(&str, u64, &str)] = &[
    ("den-bu-keo-ghi-nham-tuoi", 33_061_745_902, "khiếu nại đã có quyết định"),
    ("thieu-bon-cay-thanh-tra", 20_815_563_307, "khiếu nại đang quá hạn"),
    ("buoc-thao-do-chuong-bo", 47_190_022_618, "khiếu nại chờ ký đơn"),
    ("kenh-noi-dong-bi-tac", 51_346_780_921, "phản ánh đã trả lời"),
    ("tru-dien-nghieng-sap-do", 68_402_917_355, "đã chuyển nơi khác"),
];

/// A code to try: what the petition is, the code, the last four digits of its phone.
pub struct Sample {
    pub what: &'static str,
    pub code: String,
    pub last4: String,
}

pub fn samples() -> Result<Vec<Sample>, AppError> {
    let source: Petitions = read(PETITIONS)?;
    let sample = |&(key, chance, what): &(&str, u64, &'static str)| {
        let petition = source.petition.iter().find(|petition| petition.key == key)?;
        let digits: String = petition.fields.get("phone")?.as_str()?.chars().filter(char::is_ascii_digit).collect();
        let last4 = digits.chars().skip(digits.len().saturating_sub(4)).collect();
        Some(Sample { what, code: grouped(Code::from_chance(chance).digits()), last4 })
    };
    Ok(SAMPLES.iter().filter_map(sample).collect())
}

/// The accounts that the table at the start names.
pub fn people() -> Result<Vec<Person>, AppError> {
    Ok(read::<People>(PEOPLE)?.account)
}

fn read<T: serde::de::DeserializeOwned>(source: &str) -> Result<T, AppError> {
    toml::from_str(source).map_err(|error| AppError::Refused(format!("dữ liệu dùng thử: {error}")))
}

fn failed(what: &str, failure: impl std::fmt::Display) -> AppError {
    AppError::Refused(format!("dữ liệu dùng thử, {what}: {failure}"))
}

/// Whether this database may be used for a demonstration: empty, or made of demonstration data.
pub fn may_use(store: &Store) -> Result<bool, AppError> {
    let (office, any) =
        store.read(|conn| Ok::<_, store::Trouble>((store::office::load(conn)?, store::account::any(conn)?)))?;
    Ok(office.facts.demonstration || !any)
}

/// Fills an empty database; one that holds the demonstration stays as it is.
pub fn fill(store: &Store, now: DateTime<Utc>) -> Result<(), AppError> {
    fill_since(store, now, now, &mut Drawn)
}

/// The same with an office that was there by `founded` at the latest.
pub fn fill_since(
    store: &Store,
    now: DateTime<Utc>,
    founded: DateTime<Utc>,
    luck: &mut dyn Luck,
) -> Result<(), AppError> {
    if store.read(store::account::any)? {
        return Ok(());
    }
    let source: Petitions = read(PETITIONS)?;
    found_by(store, earliest(&source, now).min(founded), luck)?;
    replay(store, &source, now, luck)?;
    dialogues::fill(store, now)?;
    questions::fill(store, now)?;
    arrange(store, now).map_err(|failure| failed("phân công", failure))?;
    lists::fill(store, &read::<People>(PEOPLE)?.kept, now)?;
    reception::fill(store, now).map_err(|failure| failed("tiếp dân", describe(&failure)))?;
    mediations::fill(store, now).map_err(|failure| failed("hòa giải", describe(&failure)))?;
    rounds::minute(store, now).map_err(|failure| failed("vòng việc", failure))
}

fn earliest(source: &Petitions, now: DateTime<Utc>) -> DateTime<Utc> {
    let longest = source.petition.iter().map(|petition| petition.days_ago).max().unwrap_or(0);
    now - TimeDelta::days(i64::try_from(longest + 2).unwrap_or(0))
}

/// Units, villages, accounts, the office; no petition yet. Tests begin here.
pub fn found(store: &Store, at: DateTime<Utc>) -> Result<(), AppError> {
    found_by(store, at, &mut Drawn)
}

fn found_by(store: &Store, at: DateTime<Utc>, luck: &mut dyn Luck) -> Result<(), AppError> {
    let people: People = read(PEOPLE)?;
    store.write(|tx| {
        store::office::seed_authorities(tx, &seed::authorities())?;
        store::office::seed(tx, &seed::units(), &people.village)
    })?;
    let mut system = || Act::new(Actor::System, at, luck.chance());
    // Whom one answers to has to be there first.
    let mut downward: Vec<&Person> = people.account.iter().collect();
    downward.sort_by_key(|person| height(person, &people.account));
    for person in downward {
        let act = system();
        let password = password::hash(&person.password).map_err(|failure| failed(&person.username, failure))?;
        register::decide(store, &act, (), |(), office| {
            staff::open_account(account_of(person, office)?, password, &act, office)
        })
        .map_err(|failure| failed(&person.username, failure))?;
    }
    let act = system();
    register::decide(store, &act, (), |(), office| {
        Ok(staff::save_office(facts_of(&people.office, office), &act, office))
    })
    .map(drop)
    .map_err(|failure| failed("cơ quan", failure))?;
    if people.office.remote {
        let act = system();
        register::decide(store, &act, (), |(), office| remote::begin(&act, office))
            .map_err(|failure| failed("vùng sâu, vùng xa", failure))?;
    }
    register::begin_routes(store, &system()).map_err(|failure| failed("phân công", failure))?;
    register::begin_competence(store, &system()).map_err(|failure| failed("thẩm quyền", failure))
}

/// Exceptions and absences, as the administrator enters them.
fn arrange(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let people: People = toml::from_str(PEOPLE).map_err(|error| Refusal::Unready(error.to_string()))?;
    let today = day_of(now);
    for route in &people.route {
        let fields = route.iter().fold(Fields::new(), |fields, (name, value)| fields.with(name, value.as_str()));
        let (fields, act) = (fields.with("since", today.to_string()), by_admin(store, now)?);
        register::decide(store, &act, (), |(), office| route::add(&fields, &act, office))?;
    }
    for away in &people.away {
        let fields = Fields::new()
            .with("account", away.account.as_str())
            .with("deputy", away.deputy.as_str())
            .with("since", today.to_string())
            .with("until", (today + Days::new(away.days)).to_string());
        let act = by_admin(store, now)?;
        register::decide(store, &act, (), |(), office| absence::enter(&fields, &act, office))?;
    }
    Ok(())
}

fn by_admin(store: &Store, now: DateTime<Utc>) -> Result<Act, Failure> {
    Ok(Act::new(actor(store, "quantri")?, now - TimeDelta::seconds(30), keys::chance()))
}

/// How many stand above a person.
fn height(person: &Person, people: &[Person]) -> usize {
    let above = |name: &str| people.iter().find(|other| other.username == name);
    std::iter::successors(Some(person), |below| above(below.answers_to.as_deref()?)).take(people.len()).count()
}

fn account_of(person: &Person, office: &Office) -> Result<NewAccount, Refusal> {
    let answers_to = match &person.answers_to {
        Some(name) => Some(office.by_username(name).ok_or(Refusal::Unseen)?.id),
        None => None,
    };
    Ok(NewAccount {
        username: person.username.clone(),
        name: person.name.clone(),
        title: person.title.clone(),
        role: person.role,
        unit: person.unit.clone(),
        village: person.village.clone(),
        lead: person.lead,
        answers_to,
        must_change: false,
    })
}

fn facts_of(source: &OfficeSource, office: &Office) -> OfficeFacts {
    OfficeFacts {
        name: source.name.clone(),
        title: source.title.clone(),
        superior: source.superior.clone(),
        superior_address: source.superior_address.clone(),
        address: source.address.clone(),
        phone: source.phone.clone(),
        hours: source.hours.clone(),
        reception_days: source.reception_days.clone(),
        answer_days: source.answer_days,
        question_days: crate::domain::question::DAYS_DEFAULT,
        intake_owner: office.by_username(&source.intake_owner).map(|account| account.id),
        demonstration: true,
    }
}

/// Something that happened.
enum Happening<'s> {
    Filed(&'s Source),
    Done(&'s Source, &'s ActSource),
    /// The morning round of a working day.
    Morning,
}

/// Mornings of days before today on which limits were reminded of and digests made; today's is the portal's own round, once
/// dialogues, promises and questions are there too.
const MORNINGS: usize = 5;

/// Everything in the order in which it happened: acts of different petitions interleave.
fn replay(store: &Store, source: &Petitions, now: DateTime<Utc>, luck: &mut dyn Luck) -> Result<(), AppError> {
    let mut known = HashMap::new();
    for (at, happening) in happenings(source, now)? {
        match happening {
            Happening::Filed(source) => {
                let id = file(store, source, at, day_of(now), luck).map_err(|failure| failed(&source.key, failure))?;
                known.insert(source.key.as_str(), id);
            }
            Happening::Done(petition, act) => {
                let what = format!("{} {}", petition.key, act.act);
                let id = *known.get(petition.key.as_str()).ok_or_else(|| failed(&what, "làm trước khi gửi"))?;
                let of = act.fields.get("of_key").and_then(Value::as_str).and_then(|key| known.get(key)).copied();
                perform(store, id, act, of, (at, day_of(now)), luck)
                    .map_err(|failure| failed(&what, describe(&failure)))?;
            }
            Happening::Morning => {
                rounds::morning::run(store, at).map_err(|failure| failed("buổi sáng", describe(&failure)))?;
            }
        }
    }
    Ok(())
}

fn happenings(source: &Petitions, now: DateTime<Utc>) -> Result<Vec<(DateTime<Utc>, Happening<'_>)>, AppError> {
    let mut happenings = Vec::new();
    for petition in &source.petition {
        let mut last = moment(petition.days_ago, &petition.at, petition.by.is_some(), now)?;
        happenings.push((last, Happening::Filed(petition)));
        for act in &petition.act {
            let at = moment(act.days_ago, &act.at, act.by != "citizen", now)?;
            last = at.max(last + PAUSE).min(now);
            happenings.push((last, Happening::Done(petition, act)));
        }
    }
    happenings.extend(mornings(now).map(|at| (at, Happening::Morning)));
    happenings.sort_by_key(|(at, _)| *at);
    Ok(happenings)
}

fn mornings(now: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let calendar = store::office::calendar();
    let days = day_of(now).iter_days().rev().skip(1).filter(move |day| calendar.is_working(*day));
    let at = |day: NaiveDate| WALL.from_local_datetime(&day.and_time(rounds::morning::HOUR)).single();
    days.filter_map(at).map(|at| at.with_timezone(&Utc)).filter(move |at| *at < now).take(MORNINGS)
}

fn describe(failure: &Failure) -> String {
    format!("{failure}: {failure:?}")
}

/// Between two acts on one petition, at least.
const PAUSE: TimeDelta = TimeDelta::minutes(4);

/// A moment of the past, by the wall clock, never later than now; the office's people act on working days.
fn moment(days_ago: u64, at: &str, office: bool, now: DateTime<Utc>) -> Result<DateTime<Utc>, AppError> {
    let time = NaiveTime::parse_from_str(at, "%H:%M").map_err(|error| failed(at, error))?;
    let day = back(day_of(now), days_ago);
    let day = if office { store::office::calendar().next_working(day) } else { day };
    let wall = WALL.from_local_datetime(&day.and_time(time)).single().ok_or_else(|| failed(at, "giờ không có"))?;
    Ok(wall.with_timezone(&Utc).min(now - TimeDelta::minutes(1)))
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Form fields from the source: `…_days_ago` and `…_days_ahead` become dates.
fn fields_of(source: &BTreeMap<String, Value>, today: NaiveDate, filed_or_done: DateTime<Utc>) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in source {
        let count = value.as_integer().and_then(|days| u64::try_from(days).ok());
        if let (Some(name), Some(days)) = (name.strip_suffix("_days_ago"), count) {
            let name = if ["signed", "decision", "received", "sent", "delivered", "document"].contains(&name) {
                match name {
                    "decision" | "document" => format!("{name}_date"),
                    _ => format!("{name}_on"),
                }
            } else {
                name.to_owned()
            };
            fields.push(&name, back(today, days).min(day_of(filed_or_done)).to_string());
        } else if let (Some(name), Some(days)) = (name.strip_suffix("_days_ahead"), count) {
            fields.push(name, (day_of(filed_or_done) + TimeDelta::days(i64::try_from(days).unwrap_or(0))).to_string());
        } else {
            push(&mut fields, name, value);
        }
    }
    fields
}

fn push(fields: &mut Fields, name: &str, value: &Value) {
    match value {
        Value::String(text) => fields.push(name, text.clone()),
        Value::Boolean(true) => fields.push(name, "yes".to_owned()),
        Value::Array(list) => list.iter().for_each(|value| push(fields, name, value)),
        Value::Integer(number) => fields.push(name, number.to_string()),
        _ => {}
    }
}

fn file(
    store: &Store,
    source: &Source,
    at: DateTime<Utc>,
    today: NaiveDate,
    luck: &mut dyn Luck,
) -> Result<Id<Petition>, Failure> {
    let known = SAMPLES.iter().find(|(key, ..)| *key == source.key);
    let code = known.map_or_else(|| luck.code(), |(_, chance, _)| Code::from_chance(*chance));
    let mut fields = fields_of(&source.fields, today, at);
    let by = source.by.as_deref().map(|username| actor(store, username)).transpose()?;
    let act = Act::new(by.unwrap_or(Actor::Citizen), at, luck.chance());
    if source.channel == "online" {
        let draft: Id<Draft> = act.mint();
        return register::file(
            store,
            &act,
            |office, code| Filing::online(&fields, &act, office, code, draft, Vec::new()),
            &code,
            Some(draft),
        );
    }
    fields.set("channel", source.channel.clone());
    fields.set("received_on", day_of(at).to_string());
    fields.set("consent", "yes".to_owned());
    register::file(store, &act, |office, code| Filing::counter(&fields, &act, office, code, &[]), &code, None)
}

fn perform(
    store: &Store,
    petition: Id<Petition>,
    source: &ActSource,
    of: Option<Id<Petition>>,
    (at, today): (DateTime<Utc>, NaiveDate),
    luck: &mut dyn Luck,
) -> Result<(), Failure> {
    let mut fields = fields_of(&source.fields, today, at);
    if let Some(of) = of {
        // Numbers are given as the petitions come; the source knows only its own keys.
        let named = store.read(|conn| store::petition::load(conn, of))?.petition;
        fields.set("of", named.number.map_or(String::new(), |number| number.to_string()));
    }
    let deed = Deed::from_code(&source.act).ok_or(Refusal::Unseen)?;
    if source.by == "citizen" {
        let act = Act::new(Actor::Citizen, at, luck.chance());
        return register::hear(store, &act, petition, deed, &fields, &[]).map(drop);
    }
    let case = store.read(|conn| store::petition::load(conn, petition))?;
    fields.set("version", case.petition.version.to_string());
    fields.set("revision", crate::domain::handling::open_draft(&case).map_or(0, |answer| answer.revision).to_string());
    let act = Act::new(actor(store, &source.by)?, at, luck.chance());
    // Where days off make an act late that mostly is not.
    if lateness::overrun(deed, &case, act.today()).is_some() && fields.get(lateness::REASON).is_empty() {
        fields.set(lateness::REASON, LATE_BY_CALENDAR.to_owned());
    }
    register::perform(store, &act, petition, deed, &fields, &[]).map(drop)
}

fn actor(store: &Store, username: &str) -> Result<Actor, Failure> {
    let found: Option<(Account, String)> = store.read(|conn| store::account::with_password(conn, username))?;
    let (account, _) = found.ok_or(Refusal::Unseen)?;
    Ok(Actor::Account(Box::new(account)))
}
