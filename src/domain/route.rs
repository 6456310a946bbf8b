//! Routes: the unit and officer a topic goes to, with exceptions by village or kind, each from a day to a day.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    event::{Deed, Event},
    form::{Fields, Reader},
    id::Id,
    office::{Office, Unit},
    person::{Account, Role},
    petition::{Kind, Petition, Topic},
    refusal::Refusal,
};

/// Rows that one commune keeps, those of the past among them.
pub const ROUTES_MAX: usize = 500;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    pub id: Id<Route>,
    pub version: i32,
    pub topic: Topic,
    /// Code of the village; none for all.
    pub village: Option<String>,
    /// None for all.
    pub kind: Option<Kind>,
    pub unit: String,
    /// None for whoever of the unit takes what nobody named is for.
    pub officer: Option<Id<Account>>,
    pub since: NaiveDate,
    /// The last day on which it holds; none while nobody has said.
    pub until: Option<NaiveDate>,
}

impl Route {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    fn fits(&self, topic: Topic, village: Option<&str>, kind: Kind) -> bool {
        let here = self.village.is_none() || self.village.as_deref() == village;
        self.topic == topic && here && self.kind.is_none_or(|only| only == kind)
    }

    /// Where it happened tells more of who can look at it than what kind of paper it is.
    fn exactness(&self) -> (bool, bool) {
        (self.village.is_some(), self.kind.is_some())
    }

    /// Both say the same of the same on some day.
    fn clashes(&self, other: &Route) -> bool {
        let last = |route: &Route| route.until.unwrap_or(NaiveDate::MAX);
        let ever = |route: &Route| route.since <= last(route);
        let same = (self.topic, &self.village, self.kind) == (other.topic, &other.village, other.kind);
        same && self.id != other.id
            && ever(self)
            && ever(other)
            && self.since <= last(other)
            && other.since <= last(self)
    }

    /// “Ô nhiễm môi trường, Khe Sòng, khiếu nại”.
    pub fn what(&self, office: &Office) -> String {
        let village = self.village.as_deref().and_then(|code| office.village(code));
        let parts = [
            Some(office.topic_label(self.topic).to_owned()),
            village.map(|village| village.name.clone()),
            self.kind.map(|kind| kind.label().to_lowercase()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Its officer, or its unit where it names nobody.
    pub fn whom(&self, office: &Office) -> String {
        match self.officer.and_then(|id| office.account(id)) {
            Some(officer) => officer.name.clone(),
            None => office.unit(&self.unit).map_or_else(|| self.unit.clone(), |unit| unit.name.clone()),
        }
    }
}

/// The row that says who is proposed: of those that hold on that day and fit, the most exact.
pub fn most_exact<'r>(
    routes: &'r [Route],
    topic: Topic,
    village: Option<&str>,
    kind: Kind,
    day: NaiveDate,
) -> Option<&'r Route> {
    let fitting = routes.iter().filter(|route| route.holds_on(day) && route.fits(topic, village, kind));
    fitting.max_by_key(|route| (route.exactness(), route.since))
}

pub fn of_petition<'o>(petition: &Petition, day: NaiveDate, office: &'o Office) -> Option<&'o Route> {
    most_exact(&office.routes, petition.topic, petition.village.as_deref(), petition.kind_now(), day)
}

/// The unit that a topic goes to until somebody says otherwise (interface.md, “first routing”).
fn first_unit(topic: Topic) -> &'static str {
    match topic {
        Topic::Land | Topic::Clearance | Topic::Compensation | Topic::Resettlement => "land",
        Topic::Environment | Topic::Infrastructure => "economy",
        Topic::Order => "police",
        Topic::Social => "social",
        Topic::Conduct => "chairman",
        Topic::Other => "office",
    }
}

/// The table that a commune begins with; one that is there stays.
pub fn begin(act: &Act, office: &Office) -> Result<Change, Refusal> {
    if !matches!(act.by, Actor::System) || !office.routes.is_empty() {
        return Err(Refusal::Untimely("Đã có bảng phân công.".to_owned()));
    }
    let known = |topic: &&Topic| office.unit(first_unit(**topic)).is_some();
    let rows: Vec<Write> =
        Topic::ALL.iter().filter(known).map(|topic| Write::Route(Box::new(first(*topic, act)))).collect();
    Ok(Change::looking(None, act, Deed::Route).noting("routes", rows.len()).with_all(rows))
}

fn first(topic: Topic, act: &Act) -> Route {
    Route {
        id: act.mint(),
        version: 1,
        topic,
        village: None,
        kind: None,
        unit: first_unit(topic).to_owned(),
        officer: None,
        since: act.today(),
        until: None,
    }
}

/// The administrator adds a row that holds from a day.
pub fn add(fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    if office.routes.len() >= ROUTES_MAX {
        return Err(Refusal::Untimely(format!("Bảng phân công đã có {ROUTES_MAX} dòng, nhiều nhất là thế.")));
    }
    let mut reader = Reader::new(fields);
    let topic = topic(&mut reader, office);
    let village = village(&mut reader, office);
    let kind = kind(&mut reader);
    let (unit, officer) = receiver(&mut reader, office);
    let since = since(&mut reader, act.today());
    let until = reader.optional_date("until");
    if until.zip(since).is_some_and(|(until, since)| until < since) {
        reader.fail("until", "Ngày cuối không thể ở trước ngày đầu.");
    }
    reader.done()?;
    let (Some(topic), Some(unit), Some(since)) = (topic, unit, since) else { return Err(Refusal::Unseen) };
    let route =
        Route { id: act.mint(), version: 1, topic, village, kind, unit: unit.code.clone(), officer, since, until };
    alone(&route, "since", office)?;
    Ok(noted(&route, act).with(Write::Route(Box::new(route))))
}

/// The last day on which a row holds. It is never deleted: what was proposed by it can be looked up.
pub fn end(id: Id<Route>, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    let before = office.routes.iter().find(|route| route.id == id).ok_or(Refusal::Unseen)?;
    if fields.get("version") != before.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người khác sửa dòng này. Xin xem lại bản mới nhất.".to_owned()));
    }
    if before.topic == Topic::Conduct {
        return Err(Refusal::Untimely("Đơn về thái độ cán bộ luôn về thẳng Chủ tịch.".to_owned()));
    }
    let yesterday = act.today() - Days::new(1);
    if before.is_over(yesterday) {
        return Err(Refusal::Untimely("Dòng này đã hết hiệu lực.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    if reader.get("until").is_empty() {
        reader.fail("until", "Xin ghi ngày cuối cùng dòng này còn hiệu lực.");
    }
    let until = reader.optional_date("until");
    if until.is_some_and(|until| until < yesterday) {
        reader.fail("until", "Không kết thúc lùi về trước hôm qua được: những đề nghị đã nêu dựa vào dòng này.");
    }
    reader.done()?;
    let after = Route { until, ..before.clone() };
    alone(&after, "until", office)?;
    Ok(noted(&after, act).noting(WAS_UNTIL, before.until).with(Write::SaveRoute(Box::new(after))))
}

/// What an event of a row that ended says besides the row: its last day until then.
const WAS_UNTIL: &str = "was_until";

/// What an event says happened to a row of the table.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum RouteChange {
    /// The commune's first table, made by the portal.
    Begun,
    Added,
    /// Its last day was set, or set anew.
    Ended {
        was: Option<NaiveDate>,
    },
}

impl RouteChange {
    pub fn of(event: &Event) -> RouteChange {
        match event.body.get(WAS_UNTIL) {
            Some(was) => RouteChange::Ended { was: was.as_str().and_then(|day| day.parse().ok()) },
            None if event.subject.is_none() => RouteChange::Begun,
            None => RouteChange::Added,
        }
    }
}

fn noted(route: &Route, act: &Act) -> Change {
    Change::about(route.id, act, Deed::Route)
        .noting("topic", route.topic)
        .noting("village", &route.village)
        .noting("kind", route.kind)
        .noting("unit", &route.unit)
        .noting("officer", route.officer)
        .noting("since", route.since)
        .noting("until", route.until)
}

fn only_admin(act: &Act) -> Result<(), Refusal> {
    match &act.by {
        Actor::System => Ok(()),
        Actor::Account(account) if account.role == Role::Admin => Ok(()),
        _ => Err(Refusal::NotYours("Bảng phân công do người quản trị ghi.")),
    }
}

fn topic(reader: &mut Reader, office: &Office) -> Option<Topic> {
    let topic = reader.word("topic", Topic::from_code, "Xin chọn lĩnh vực.");
    // Until he gives it to somebody nobody else may know of it.
    if topic == Some(Topic::Conduct) {
        reader.fail("topic", "Đơn về thái độ cán bộ về thẳng Chủ tịch, không phân công trước được.");
    }
    if topic.is_some_and(|topic| !office.takes_topic(topic)) {
        reader.fail("topic", "Lĩnh vực này xã đã ngừng dùng. Xin chọn lĩnh vực khác.");
    }
    topic
}

fn village(reader: &mut Reader, office: &Office) -> Option<String> {
    let code = reader.get("village");
    let found = office.village_in_use(&code).map(|village| village.code.clone());
    if !code.is_empty() && found.is_none() {
        reader.fail("village", "Không có nơi này trong danh sách.");
    }
    found
}

fn kind(reader: &mut Reader) -> Option<Kind> {
    let code = reader.get("kind");
    let found = Kind::from_code(&code);
    if !code.is_empty() && found.is_none() {
        reader.fail("kind", "Không có loại đơn này.");
    }
    found
}

/// Unit and officer; a person given alone brings the own unit.
fn receiver<'o>(reader: &mut Reader, office: &'o Office) -> (Option<&'o Unit>, Option<Id<Account>>) {
    let (code, username) = (reader.get("unit"), reader.get("officer"));
    let officer = office.by_username(&username).filter(|account| account.role.handles() && !account.closed);
    if !username.is_empty() && officer.is_none() {
        reader.fail("officer", "Người này không nhận xử lý hồ sơ. Xin chọn người khác.");
    }
    let chosen = if code.is_empty() { officer.and_then(|officer| officer.unit.clone()) } else { Some(code) };
    let unit = chosen.and_then(|code| office.unit_in_use(&code));
    if unit.is_none() {
        reader.fail("unit", "Xin chọn bộ phận, hoặc chọn người.");
    }
    if let (Some(unit), Some(officer)) = (unit, officer)
        && officer.unit.as_deref() != Some(unit.code.as_str())
    {
        reader.fail("officer", "Người này không thuộc bộ phận đã chọn.");
    }
    (unit, officer.map(|officer| officer.id))
}

fn since(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get("since").is_empty() {
        reader.fail("since", "Xin ghi ngày bắt đầu.");
    }
    let since = reader.optional_date("since");
    if since.is_some_and(|since| since < today) {
        reader.fail("since", "Ngày bắt đầu không thể ở trước hôm nay.");
    }
    since
}

fn alone(route: &Route, field: &str, office: &Office) -> Result<(), Refusal> {
    let Some(other) = office.routes.iter().find(|other| other.clashes(route)) else { return Ok(()) };
    let until = other.until.map_or_else(String::new, |until| format!(" đến {}", until.format("%d/%m/%Y")));
    Err(Refusal::field(
        field,
        format!(
            "Đã có dòng “{}” giao {}, từ {}{until}. Xin kết thúc dòng ấy trước, rồi ghi dòng mới từ ngày sau đó.",
            other.what(office),
            other.whom(office),
            other.since.format("%d/%m/%Y")
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// topic, village, kind, since, until; its number in the list is its id.
    type Row = (Topic, &'static str, &'static str, &'static str, &'static str);

    fn table(rows: &[Row]) -> Vec<Route> {
        let row = |(n, (topic, village, kind, since, until)): (u128, &Row)| Route {
            id: Id::from_uuid(uuid::Uuid::from_u128(n)),
            version: 1,
            topic: *topic,
            village: Some((*village).to_owned()).filter(|village| !village.is_empty()),
            kind: Kind::from_code(kind),
            unit: "office".to_owned(),
            officer: None,
            since: day(since),
            until: until.parse().ok(),
        };
        (0..).zip(rows).map(row).collect()
    }

    #[test]
    fn the_most_exact_row_in_force_that_day_wins() {
        use Topic::{Environment, Land};
        let routes = table(&[
            (Environment, "", "", "2026-01-01", "2026-11-30"),
            (Environment, "", "", "2026-12-01", ""),
            (Environment, "khe-song", "", "2026-12-01", "2026-12-31"),
            (Environment, "", "complaint", "2026-01-01", ""),
            (Environment, "khe-song", "complaint", "2026-12-15", ""),
            (Land, "khe-song", "", "2026-01-01", ""),
        ]);
        for (topic, village, kind, on, expected) in [
            (Environment, None, Kind::Feedback, "2025-12-31", None),
            (Environment, None, Kind::Feedback, "2026-01-01", Some(0)),
            (Environment, Some("khe-song"), Kind::Feedback, "2026-11-30", Some(0)),
            (Environment, None, Kind::Feedback, "2026-12-01", Some(1)),
            (Environment, Some("thon-ha"), Kind::Feedback, "2026-12-01", Some(1)),
            (Environment, Some("khe-song"), Kind::Feedback, "2026-12-01", Some(2)),
            (Environment, Some("khe-song"), Kind::Feedback, "2027-01-01", Some(1)),
            // The place before the kind, both before one.
            (Environment, Some("khe-song"), Kind::Complaint, "2026-12-01", Some(2)),
            (Environment, Some("khe-song"), Kind::Complaint, "2026-12-15", Some(4)),
            (Environment, Some("thon-ha"), Kind::Complaint, "2026-12-15", Some(3)),
            (Land, Some("khe-song"), Kind::Feedback, "2026-12-01", Some(5)),
            (Land, None, Kind::Feedback, "2026-12-01", None),
            (Topic::Social, Some("khe-song"), Kind::Feedback, "2026-12-01", None),
        ] {
            let found = most_exact(&routes, topic, village, kind, day(on)).map(|route| route.id.uuid().as_u128());
            assert_eq!(found, expected, "{topic:?} {village:?} {kind:?} {on}");
        }
    }

    #[test]
    fn equal_rows_may_follow_each_other_and_never_hold_on_the_same_day() {
        let land = |since, until| table(&[(Topic::Land, "", "", since, until)]).remove(0);
        let other = |since, until| Route { id: Id::from_uuid(uuid::Uuid::from_u128(9)), ..land(since, until) };
        for (since, until, clashes) in [
            ("2026-01-01", "2026-11-30", false),
            ("2026-01-01", "2026-12-01", true),
            ("2026-01-01", "", true),
            ("2026-12-10", "2026-12-10", true),
            ("2026-12-31", "2027-02-01", true),
            ("2027-01-01", "", false),
            // Taken back before it began.
            ("2026-12-05", "2026-12-04", false),
        ] {
            let (kept, new) = (land("2026-12-01", "2026-12-31"), other(since, until));
            assert_eq!((kept.clashes(&new), new.clashes(&kept)), (clashes, clashes), "{since} {until}");
        }
        let here = Route { village: Some("khe-song".to_owned()), ..other("2026-12-01", "") };
        assert!(!land("2026-12-01", "").clashes(&here), "an exception stands beside its rule");
    }
}
