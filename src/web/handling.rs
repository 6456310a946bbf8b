//! Acts on a petition: the form of each act that may be done now, and what becomes of it when it is posted.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    desk::{Answer, Desk, Reply},
    error::Failure,
    identity,
    page::Choice,
    petition::{case_of, id_of, page_of},
    proposal::{self, Group, Load, Proposed},
    slip, upload,
};
use crate::{
    domain::{
        assistance,
        clock::{Clock, EXECUTION, FIRST_REPLY, NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION},
        elsewhere::Earlier,
        event::Deed,
        execution,
        form::Fields,
        handling::{is_newest, open_draft},
        id::Id,
        lateness::{self, LateReason},
        office::Unit,
        paper::{self, Cause},
        person::{Account, Role},
        petition::{Answer3, Case, Channel, Finding, Ground, Kind, Medium, Outcome, Petition, Priority, Stage},
        policy::{self, Sight},
        proposing,
        refusal::{FieldError, Refusal},
        retention::Fate,
        withdrawal::Extent,
    },
    register::{self, Done},
    store::{self, Trouble, record::Recorded},
};

/// One act as a form: what its fields hold, and what is wrong with them.
#[derive(Serialize)]
pub struct Form {
    code: &'static str,
    path: String,
    label: &'static str,
    version: i32,
    revision: i32,
    open: bool,
    /// Telling may say as well that the decision was carried out.
    executing: bool,
    /// It would end a limit that has run out: why is asked for.
    late: Option<Late>,
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

/// A limit that has run out.
#[derive(Serialize)]
struct Late {
    what: String,
    due: NaiveDate,
    /// The decision's own day counts: dated in time, no reason is needed.
    by_date: bool,
}

/// A form that could not stand, with everything that was typed.
pub struct Again {
    pub deed: Deed,
    pub fields: Fields,
    pub errors: Vec<FieldError>,
    pub trouble: String,
}

/// One field of a form that is no longer offered: its words are not lost.
#[derive(Serialize)]
pub struct Kept {
    label: &'static str,
    body: String,
}

pub struct Offer {
    pub first: Vec<Form>,
    pub folded: Vec<Form>,
    pub kept: Vec<Kept>,
}

/// What forms choose from.
#[derive(Serialize)]
pub struct Lists {
    kinds: Vec<Choice>,
    topics: Vec<Choice>,
    priorities: Vec<Choice>,
    staff: Vec<Choice>,
    owners: Vec<Group>,
    units: Vec<Choice>,
    /// Units that may be asked, and those of which an answer is awaited.
    askable: Vec<Choice>,
    asked: Vec<Choice>,
    grounds: Vec<Choice>,
    findings: Vec<Choice>,
    mediums: Vec<Choice>,
    outcomes: Vec<Choice>,
    /// The grounds by law of each act that needs one, by its code.
    causes: BTreeMap<&'static str, Vec<Choice>>,
    extents: Vec<Choice>,
    fates: Vec<Choice>,
    pressed: Vec<Choice>,
    /// Names of the kept list of authorities.
    authorities: Vec<String>,
    /// Why something is late; empty where nothing is.
    late_reasons: Vec<Choice>,
}

/// The fields of each act, named as interface.md names them.
fn fields_of(deed: Deed) -> &'static [(&'static str, &'static str)] {
    match deed {
        Deed::Sort => &[
            ("kind", "Loại đơn"),
            ("topic", "Lĩnh vực"),
            ("subject", "Trích yếu"),
            ("priority", "Mức độ"),
            ("reason", "Lý do"),
        ],
        Deed::Sign => &[("received_on", "Ngày nhận"), ("signed_on", "Ngày ký")],
        Deed::Accept => &[("note", "Ghi chú")],
        Deed::Assign => {
            &[("unit", "Bộ phận"), ("owner", "Người xử lý"), ("instruction", "Bút phê"), ("internal_due", "Hạn giao")]
        }
        Deed::HandOver => &[("owner", "Người nhận"), ("instruction", "Bút phê")],
        Deed::Guide | Deed::Transfer => &[("authority", "Nơi giải quyết"), ("reason", "Lý do")],
        Deed::Ineligible => &[("reason_code", "Lý do theo luật"), ("reason", "Lý do")],
        Deed::Dispose => &[("fate", "Quyết định"), ("until", "Lưu thêm đến"), ("reason", "Lý do")],
        Deed::Note => &[("body", "Ghi chú")],
        Deed::Ask => &[("body", "Hỏi thêm")],
        Deed::Consult => &[("unit", "Đơn vị được hỏi"), ("body", "Câu hỏi"), ("due", "Hạn trả lời")],
        Deed::Advise => &[("body", "Câu trả lời")],
        Deed::Unask => &[("unit", "Đơn vị được hỏi"), ("reason", "Lý do")],
        Deed::Duplicate => &[("of", "Số hoặc mã của đơn chính"), ("reason", "Lý do")],
        Deed::Split => &[("subject", "Trích yếu của việc tách ra"), ("reason", "Lý do")],
        Deed::Withdraw => {
            &[("signed_on", "Ngày trên giấy rút"), ("part", "Rút bao nhiêu"), ("pressed", "Có bị ép không")]
        }
        Deed::Reply => {
            &[("document_no", "Số văn bản"), ("document_date", "Ngày văn bản"), ("note", "Nơi ấy trả lời thế nào")]
        }
        Deed::Extend | Deed::Suspend | Deed::Resume | Deed::Terminate => &[
            ("rule", "Thời hạn"),
            ("reason", "Lý do"),
            ("document_no", "Số văn bản"),
            ("document_date", "Ngày văn bản"),
        ],
        Deed::Draft | Deed::Submit => {
            &[("summary", "Hai câu người dân đọc trước"), ("letter", "Văn bản trả lời"), ("result", "Kết quả")]
        }
        Deed::Return => &[("reason", "Sửa chỗ nào")],
        Deed::Issue => &[("document_no", "Số văn bản"), ("document_date", "Ngày văn bản")],
        Deed::Tell => &[
            ("channel", "Đã báo bằng cách nào"),
            ("sent_on", "Ngày báo"),
            ("delivered_on", "Ngày người gửi nhận được"),
            ("executed", "Quyết định đã được thi hành"),
            ("note", "Ghi chú"),
        ],
        Deed::Voice => &[("outcome", "Người gửi nói"), ("reason", "Còn việc gì")],
        Deed::Identity => &[("reason", "Vì sao cần biết")],
        _ => &[],
    }
}

/// What is known besides the petition itself.
pub struct Known<'k> {
    /// Where the same matter went before.
    pub earlier: &'k [Earlier],
    /// Where the table of competence says that the contested paper is settled first.
    pub elsewhere: Option<&'k str>,
    /// A letter did not reach the person, who has to be called.
    pub undelivered: bool,
}

/// Every act that may be done now, filled with the system's proposal, or with what was typed.
pub fn offer(desk: &Desk, sight: &Sight, case: &Case, again: Option<&Again>, known: &Known) -> Offer {
    let offered = policy::offered(sight, case);
    let leading = leading(&offered, sight, case, known.undelivered);
    let mut first = Vec::new();
    let mut folded = Vec::new();
    // Whoever may assign it gives it into other hands by that.
    let doubled = |deed: Deed| deed == Deed::HandOver && offered.contains(&Deed::Assign);
    let early =
        |deed: Deed| deed == Deed::Dispose && !case.retention.as_ref().is_some_and(|kept| kept.is_due(desk.today()));
    for deed in offered.iter().copied().filter(|deed| !doubled(*deed) && !early(*deed)) {
        let form = form(desk, case, deed, again.filter(|again| again.deed == deed), known);
        if leading.contains(&deed) { first.push(form) } else { folded.push(form) }
    }
    let gone = again.filter(|again| !offered.contains(&again.deed));
    Offer { first, folded, kept: gone.map(kept).unwrap_or_default() }
}

/// The acts that matter now, in this order of importance: the first that may be done stands open.
fn leading(offered: &[Deed], sight: &Sight, case: &Case, undelivered: bool) -> Vec<Deed> {
    let petition = &case.petition;
    let untold = petition.stage == Stage::Answered && petition.told_on.is_none()
        || case.running(FIRST_REPLY).is_some() && petition.stage.is_ended();
    let decisions = [NOTICE, SEND_ORDER_COMPLAINT, SEND_ORDER_DENUNCIATION];
    let unsent = decisions.iter().any(|rule| case.running(rule).is_some());
    let mine = petition.owner == Some(sight.me);
    let wanted = [
        (Deed::Advise, true),
        (Deed::Sort, !petition.is_sorted()),
        (Deed::Tell, (unsent || undelivered) && sight.role == Role::Clerk),
        (Deed::Resume, true),
        (Deed::Dispose, !untold),
        (Deed::Sign, true),
        (Deed::Approve, true),
        (Deed::Submit, open_draft(case).is_some()),
        (Deed::Draft, mine && (petition.assigned || !sight.role.heads())),
        (Deed::Assign, petition.stage != Stage::InProgress || !petition.assigned),
        (Deed::Issue, true),
        (Deed::Tell, untold || unsent || case.running(EXECUTION).is_some()),
        (Deed::Voice, petition.stage == Stage::Answered && petition.outcome.is_none()),
    ];
    wanted
        .into_iter()
        .filter(|(deed, matters)| *matters && offered.contains(deed))
        .map(|(deed, _)| deed)
        .take(1)
        .collect()
}

fn form(desk: &Desk, case: &Case, deed: Deed, again: Option<&Again>, known: &Known) -> Form {
    let mut values = proposal(desk, case, deed);
    values.extend(once(deed, known.earlier));
    if let (Deed::Guide | Deed::Transfer, Some(authority)) = (deed, known.elsewhere) {
        values.insert("authority".to_owned(), Value::from(authority));
    }
    if let Some(again) = again {
        for (field, _) in fields_of(deed).iter().chain(LATE) {
            values.insert((*field).to_owned(), Value::from(again.fields.get(field)));
        }
        for several in ["concerns", "ground"] {
            values.insert(several.to_owned(), Value::from(again.fields.all(several)));
        }
    }
    Form {
        code: deed.code(),
        path: format!("/ho-so/{}/{}", case.petition.id, deed.code()),
        label: deed.label(),
        version: case.petition.version,
        revision: open_draft(case).map_or(0, |answer| answer.revision),
        open: again.is_some(),
        late: lateness::overrun(deed, case, desk.today()).map(|clock| late(deed, clock)),
        executing: deed == Deed::Tell && desk.visitor.as_ref().is_some_and(|by| execution::may_end(by, case)),
        values,
        errors: again.map(|again| again.errors.clone()).unwrap_or_default(),
    }
}

/// What every act asks for besides that ends a limit too late.
const LATE: &[(&str, &str)] = &[(lateness::REASON, "Vì sao trễ"), (lateness::NOTE, "Giải thích vì sao trễ")];

fn late(deed: Deed, clock: &Clock) -> Late {
    Late { what: clock.what.clone(), due: clock.due, by_date: deed == Deed::Issue }
}

/// What the portal proposes in each field; empty where it knows nothing.
fn proposal(desk: &Desk, case: &Case, deed: Deed) -> Map<String, Value> {
    let petition = &case.petition;
    let mut values: Map<String, Value> =
        fields_of(deed).iter().chain(LATE).map(|(field, _)| ((*field).to_owned(), Value::from(""))).collect();
    let mut set = |field: &str, value: String| values.insert(field.to_owned(), Value::from(value));
    let today = shown_date(desk.today());
    match deed {
        Deed::Sort => {
            let new = petition.kind.is_none() && petition.channel == Channel::Online;
            let seems = proposing::of(case).filter(|_| new);
            let seems = seems.as_ref();
            set("kind", seems.and_then(proposing::kind).unwrap_or(petition.kind_now()).code().to_owned());
            set("topic", seems.and_then(proposing::topic).unwrap_or(petition.topic).code().to_owned());
            set("priority", seems.map_or(petition.priority, proposing::priority).code().to_owned());
            set("subject", petition.subject.clone().unwrap_or_else(|| desk.office.place_of(petition)));
        }
        Deed::Sign => {
            set("received_on", today.clone());
            set("signed_on", today);
        }
        Deed::Assign => {
            let proposed = Proposed::of(desk, petition, &case.concerns);
            set("why", proposed.why);
            set("unit", proposed.unit);
            set("owner", proposed.owner);
        }
        Deed::Draft => {
            let written = case.answer();
            set("summary", written.map_or(String::new(), |answer| answer.summary.clone()));
            set("letter", written.map_or(String::new(), |answer| answer.letter.clone()));
            set("result", written.map_or(String::new(), |answer| answer.finding.code().to_owned()));
        }
        Deed::Issue | Deed::Reply => drop(set("document_date", today)),
        Deed::Withdraw => drop(set("signed_on", today)),
        Deed::Extend | Deed::Suspend | Deed::Resume | Deed::Terminate => {
            let settling = case.clocks.iter().find(|clock| clock.is_live() && clock.is_settling());
            set("rule", settling.map_or(String::new(), |clock| clock.rule.clone()));
            set("document_date", today);
        }
        Deed::Consult => {
            drop(set("due", shown_date(assistance::default_due(case, desk.today(), &desk.office))));
        }
        Deed::Unask => {
            let waits = assistance::waited_for(case, &desk.office);
            set("unit", waits.first().map_or(String::new(), |unit| unit.code.clone()));
        }
        Deed::Tell => drop(set("sent_on", today)),
        _ => {}
    }
    values.insert("ground".to_owned(), Value::from(Vec::<String>::new()));
    let named = case.concerns.iter().filter_map(|concern| desk.office.account(concern.account));
    values.insert("concerns".to_owned(), named.map(|account| Value::from(account.username.clone())).collect());
    values
}

/// Guided or transferred once is enough: what the law has for a second paper of the same matter (TT 05/2021).
fn once(deed: Deed, earlier: &[Earlier]) -> Vec<(String, Value)> {
    let sent = |stage: Stage| earlier.iter().find(|one| one.stage == stage);
    let set = |field: &str, value: String| (field.to_owned(), Value::from(value));
    match (deed, sent(Stage::Guided), sent(Stage::Transferred)) {
        (Deed::Ineligible, Some(guided), _) => vec![
            set("reason_code", Ground::AlreadyGuided.code().to_owned()),
            set("reason", format!("{}, cùng nội dung.", guided.words())),
        ],
        (Deed::Duplicate, _, Some(passed)) => {
            let of = passed.name().unwrap_or_default();
            vec![set("of", of), set("reason", format!("{}, cùng nội dung.", passed.words()))]
        }
        _ => Vec::new(),
    }
}

fn shown_date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn kept(again: &Again) -> Vec<Kept> {
    let typed =
        fields_of(again.deed).iter().chain(LATE).map(|(field, label)| Kept { label, body: again.fields.get(field) });
    typed.filter(|kept| !kept.body.is_empty()).collect()
}

pub fn lists(desk: &Desk, case: &Case, load: &Load, reasons: &[LateReason]) -> Lists {
    let office = &desk.office;
    let choice = |code: &str, label: &str| Choice::new(code, label);
    let mut anyone: Vec<&Account> =
        office.staff.iter().filter(|account| account.role != Role::Admin && !account.closed).collect();
    anyone.sort_by_key(|account| (account.role.heads(), !account.role.handles(), &account.unit, &account.name));
    Lists {
        kinds: Kind::ALL.iter().map(|kind| choice(kind.code(), kind.label())).collect(),
        topics: office
            .topics
            .iter()
            .filter(|(topic, kept)| kept.in_use || *topic == case.petition.topic)
            .map(|(_, kept)| choice(&kept.code, &kept.name))
            .collect(),
        priorities: Priority::ALL.iter().map(|priority| choice(priority.code(), priority.label())).collect(),
        staff: anyone
            .into_iter()
            .map(|account| Choice { hint: account.title.clone(), ..choice(&account.username, &account.name) })
            .collect(),
        owners: proposal::owners(desk, &case.petition, &case.concerns, load),
        units: office.units_in_use().map(|unit| choice(&unit.code, &unit.name)).collect(),
        askable: named_units(&assistance::units(case, office)),
        asked: named_units(&assistance::waited_for(case, office)),
        grounds: Ground::ALL.iter().map(|ground| choice(ground.code(), ground.label())).collect(),
        findings: Finding::ALL.iter().map(|finding| choice(finding.code(), finding.label())).collect(),
        mediums: Medium::ALL.iter().map(|medium| choice(medium.code(), medium.label())).collect(),
        outcomes: Outcome::ALL.iter().map(|outcome| choice(outcome.code(), outcome.label())).collect(),
        causes: causes(case),
        extents: Extent::ALL.iter().map(|extent| choice(extent.code(), extent.label())).collect(),
        fates: Fate::ALL
            .iter()
            .map(|fate| Choice { hint: fate_hint(*fate).to_owned(), ..choice(fate.code(), fate.label()) })
            .collect(),
        pressed: Answer3::ALL.iter().map(|answer| choice(answer.code(), answer.label())).collect(),
        authorities: there(desk),
        late_reasons: reasons
            .iter()
            .filter(|reason| reason.is_there_on(desk.today()))
            .map(|reason| choice(&reason.code, &reason.name))
            .collect(),
    }
}

fn named_units(units: &[&Unit]) -> Vec<Choice> {
    units.iter().map(|unit| Choice::new(&unit.code, &unit.name)).collect()
}

fn fate_hint(fate: Fate) -> &'static str {
    match fate {
        Fate::Destroy => "Hủy bản giấy; lời kể, tài liệu, tên người gửi trong máy xóa hẳn.",
        Fate::Keep => "Chưa đủ yên tâm để hủy: ghi giữ đến ngày nào.",
        Fate::Return => "Bản giấy trả tận tay người gửi; phần trong máy xóa hẳn như tiêu hủy.",
    }
}

fn there(desk: &Desk) -> Vec<String> {
    let today = desk.today();
    let there = desk.office.authorities.iter().filter(|authority| authority.is_there_on(today));
    there.map(|authority| authority.name.clone()).collect()
}

fn causes(case: &Case) -> BTreeMap<&'static str, Vec<Choice>> {
    let of = |deed: Deed| {
        let kind = case.petition.kind_now();
        let choice = |cause: &Cause| Choice {
            hint: paper::article(deed, kind, *cause).to_owned(),
            ..Choice::new(cause.code(), cause.label())
        };
        (deed.code(), paper::grounds(deed, kind).iter().map(choice).collect())
    };
    [Deed::Extend, Deed::Suspend, Deed::Resume, Deed::Terminate].map(of).into()
}

/// `POST /ho-so/{id}/{act}`.
pub fn act(desk: &Desk) -> Answer {
    let id = id_of(desk)?;
    let deed = Deed::from_code(desk.visit.part("act")).filter(|deed| policy::ON_A_PETITION.contains(deed));
    let deed = deed.ok_or(Failure::Gone)?;
    let (fields, files) = (&desk.visit.fields, &desk.visit.files);
    if let Some(refusal) = files_refused(desk, id, deed)? {
        return again(desk, id, deed, refusal);
    }
    let act = desk.act().with_form(fingerprint(desk, id, deed, fields)?);
    match register::perform(desk.store(), &act, id, deed, fields, files) {
        Ok(Done::Recorded(recorded)) if deed == Deed::Identity => identity::show(desk, &recorded),
        Ok(Done::Recorded(recorded)) if deed == Deed::Split => {
            desk.see(split_off(&recorded).unwrap_or_else(|| format!("/ho-so/{id}")))
        }
        Ok(Done::Recorded(_)) => after(desk, id, deed),
        Ok(Done::Already) => {
            desk.forget_files();
            after(desk, id, deed)
        }
        Err(register::Failure::Refused(refusal)) => match over(desk, id, deed, &refusal)? {
            Some(page) => Ok(page),
            None => again(desk, id, deed, refusal),
        },
        Err(register::Failure::Trouble(Trouble::Stale)) => again(desk, id, deed, Refusal::Untimely(BUSY.to_owned())),
        Err(failure) => Err(failure.into()),
    }
}

/// Another of the asked unit was first, or nobody waits any more: with the answer the petition went out of sight.
fn over(desk: &Desk, id: Id<Petition>, deed: Deed, refusal: &Refusal) -> Result<Option<Reply>, Failure> {
    match (deed, refusal) {
        (Deed::Advise, Refusal::Unseen | Refusal::NotYours(_)) => super::assistance::over(desk, id),
        _ => Ok(None),
    }
}

/// A scan that cannot be taken stops the act, after all that is checked before fields.
fn files_refused(desk: &Desk, id: Id<Petition>, deed: Deed) -> Result<Option<Refusal>, Failure> {
    let errors = desk.visit.file_errors();
    if errors.is_empty() {
        return Ok(None);
    }
    let sight = desk.sight()?;
    let case = case_of(desk, &sight, id)?;
    let sooner = policy::may(&sight, &case, deed).and_then(|()| is_newest(deed, &desk.visit.fields, &case));
    Ok(Some(sooner.err().unwrap_or(Refusal::Fields(errors))))
}

const BUSY: &str = "Vừa có nhiều người cùng sửa hồ sơ này. Những gì anh chị ghi còn ở dưới đây; xin làm lại.";

/// The same person, the same petition, the same act, the same fields: the same form.
pub fn fingerprint(desk: &Desk, id: Id<Petition>, deed: Deed, fields: &Fields) -> Result<String, Failure> {
    let account = desk.account()?;
    let mut parts: Vec<Vec<u8>> =
        vec![account.id.to_string().into_bytes(), id.to_string().into_bytes(), deed.code().as_bytes().to_vec()];
    for (field, values) in fields.iter() {
        parts.push(field.as_bytes().to_vec());
        parts.extend(values.iter().map(|value| value.as_bytes().to_vec()));
        // So that a field with two values is not a field and another.
        parts.push(values.len().to_be_bytes().to_vec());
    }
    parts.extend(desk.visit.prints.iter().map(|print| print.as_bytes().to_vec()));
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(desk.store().keys.form(&parts))
}

/// The petition that an act split off: its slip is to be handed over.
fn split_off(recorded: &Recorded) -> Option<String> {
    recorded.subject().map(|new| format!("/ho-so/{new}"))
}

/// Back to the petition; where it went out of the person's sight by their own act, to what they still have to do.
fn after(desk: &Desk, id: Id<Petition>, deed: Deed) -> Answer {
    let sight = desk.sight()?;
    match desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight)) {
        Ok(_) => desk.see(format!("/ho-so/{id}")),
        Err(Trouble::NotFound) if slip::is_mine(desk, id)? => desk.see(format!("/ho-so/{id}/phieu")),
        Err(Trouble::NotFound) => desk.see(format!("/ho-so?da={}", deed.code())),
        Err(trouble) => Err(trouble.into()),
    }
}

/// The newest state, with everything typed.
pub fn again(desk: &Desk, id: Id<Petition>, deed: Deed, refusal: Refusal) -> Answer {
    let (status, trouble, errors) = match refusal {
        Refusal::Fields(errors) => (upload::status(&desk.visit.refused), String::new(), errors),
        Refusal::Untimely(words) => (StatusCode::CONFLICT, words, Vec::new()),
        Refusal::NotYours(words) => (StatusCode::FORBIDDEN, words.to_owned(), Vec::new()),
        other => return Err(other.into()),
    };
    let sight = desk.sight()?;
    let case = case_of(desk, &sight, id)?;
    let again = Again { deed, fields: desk.visit.fields.clone(), errors, trouble };
    desk.page_as(status, &page_of(desk, &sight, &case, Some(again))?)
}
