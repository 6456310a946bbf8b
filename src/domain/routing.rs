//! Routing: accepted and assigned here, or guided, transferred, found ineligible.

use chrono::NaiveDate;

use super::{
    absence::{self, Absence},
    act::Act,
    change::{Change, Write},
    clock::{
        ACCEPT_COMPLAINT, ANSWER, CHECK_DENUNCIATION, CLASSIFY, Clocks, FIRST_REPLY, INTERNAL, NOTIFY_DENOUNCER,
        SETTLE_COMPLAINT, SETTLE_DENUNCIATION, TRANSFER_DENUNCIATION,
    },
    elsewhere,
    event::Deed,
    form::{Fields, Length, Reader},
    office::Office,
    person::{Account, Role},
    petition::{Case, Concern, Ground, Kind, Petition, Stage, TextKind, Topic},
    refusal::Refusal,
    retention::Retention,
    route::{self, Route},
    sorting::{REASON, is_hidden_from},
};

/// Petitions given in one go.
pub const AT_ONCE_MAX: usize = 50;
const AUTHORITY: Length = Length { min: 3, max: 200 };

/// Accepts (thụ lý): the settling limit starts.
pub fn accept(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let note = reader.optional("note", REASON.max);
    reader.done()?;
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Accepted;
    let mut clocks = Clocks::of(case, act, office);
    start_settling(case, &mut clocks, act, office)?;
    Ok(Change::turning(&case.petition, after, act, Deed::Accept).with_all(clocks.into_writes()).saying(
        act,
        TextKind::Note,
        &note,
    ))
}

/// What accepting meets and starts (product.md, “Clocks by kind”).
fn start_settling(case: &Case, clocks: &mut Clocks, act: &Act, office: &Office) -> Result<(), Refusal> {
    let today = act.today();
    first_outcome(case, clocks, act);
    match case.petition.kind_now() {
        Kind::Feedback | Kind::Recommendation => start_answer(clocks, act, office),
        Kind::Complaint => {
            clocks.meet(ACCEPT_COMPLAINT, today);
            clocks.start(SETTLE_COMPLAINT, today, None)?;
        }
        Kind::Denunciation => {
            clocks.meet(CHECK_DENUNCIATION, today);
            clocks.cancel(TRANSFER_DENUNCIATION);
            clocks.start(SETTLE_DENUNCIATION, today, None)?;
            clocks.start(NOTIFY_DENOUNCER, today, None)?;
        }
    }
    Ok(())
}

/// The commune's own limit: the law says only “kịp thời” (Luật THDCCS Đ.35.2b).
pub(super) fn start_answer(clocks: &mut Clocks, act: &Act, office: &Office) {
    clocks.start_own(
        ANSWER,
        "Trả lời phản ánh, kiến nghị",
        "Hạn xã tự đặt; Luật Thực hiện dân chủ ở cơ sở, Điều 35 khoản 2: kịp thời",
        office.facts.answer_days,
        act.today(),
    );
}

/// Any outcome meets XLD-10; for each whom nobody can reach it stands on the code's page, and so counts as told.
pub(super) fn first_outcome(case: &Case, clocks: &mut Clocks, act: &Act) {
    clocks.meet(CLASSIFY, act.today());
    for party in case.parties.iter().filter(|party| !party.reachable) {
        clocks.meet_of(party.id, FIRST_REPLY, act.today());
    }
}

/// What several petitions given at once have in common, before any of them is touched.
pub fn common(fields: &Fields, today: NaiveDate) -> Result<(), Refusal> {
    let mut reader = Reader::new(fields);
    instruction(&mut reader);
    internal_due(&mut reader, today);
    reader.done()
}

fn instruction(reader: &mut Reader) -> String {
    reader.optional("instruction", REASON.max)
}

fn internal_due(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    let due = reader.optional_date("internal_due");
    if due.is_some_and(|due| due < today) {
        reader.fail("internal_due", "Hạn giao không thể ở trước hôm nay.");
    }
    due
}

/// Gives it to one owner; accepts as well when that is still open.
pub fn assign(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let owner = owner(&mut reader, case, office);
    let instruction = instruction(&mut reader);
    let internal_due = internal_due(&mut reader, act.today());
    let mut after = case.petition.clone();
    let mut clocks = Clocks::of(case, act, office);
    if after.stage == Stage::Received {
        start_settling(case, &mut clocks, act, office)?;
    }
    let legal = clocks.running_settling().map(|clock| clock.due);
    if let (Some(due), Some(legal)) = (internal_due, legal)
        && due > legal
    {
        reader.fail("internal_due", format!("Hạn giao không được sau hạn của luật: {}.", legal.format("%d/%m/%Y")));
    }
    reader.done()?;
    let owner = owner.ok_or(Refusal::Unseen)?;
    after.facts.stage = Stage::InProgress;
    after.facts.owner = Some(owner.id);
    after.facts.unit = owner.unit.clone();
    after.facts.assigned = true;
    if after.sealed {
        after.facts.reader = Some(owner.id);
    }
    clocks.cancel(INTERNAL);
    if let Some(due) = internal_due {
        clocks.start_on_day(INTERNAL, "Hạn Chủ tịch giao", "Bút phê của Chủ tịch", due);
    }
    Ok(Change::turning(&case.petition, after, act, Deed::Assign).with_all(clocks.into_writes()).saying(
        act,
        TextKind::Instruction,
        &instruction,
    ))
}

/// Gives it into other hands as it stands: step, limits and draft stay as they are.
pub fn hand_over(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let owner = office.by_username(&reader.get("owner")).filter(|owner| Some(owner.id) != case.petition.owner);
    let problem = owner.map_or(Some("Xin chọn người nhận, khác người đang giữ."), |owner| {
        unfit_to_keep(owner, case, office)
    });
    if let Some(words) = problem {
        reader.fail("owner", words);
    }
    let instruction = instruction(&mut reader);
    reader.done()?;
    let owner = owner.ok_or(Refusal::Unseen)?;
    let mut after = case.petition.clone();
    after.facts.owner = Some(owner.id);
    after.facts.unit = owner.unit.clone();
    if after.sealed && after.assigned {
        after.facts.reader = Some(owner.id);
    }
    let change = Change::turning(&case.petition, after, act, Deed::HandOver);
    Ok(change.saying(act, TextKind::Instruction, &instruction))
}

/// Why somebody may not keep a petition as it stands now.
fn unfit_to_keep(owner: &Account, case: &Case, office: &Office) -> Option<&'static str> {
    let petition = &case.petition;
    // Until he gives it to somebody nobody else may know of it.
    if petition.is_confined() || (petition.sealed && !petition.assigned) {
        let chair = owner.role == Role::Chair && !owner.closed;
        return (!chair).then_some("Đơn này chưa giao cho ai thì chỉ Chủ tịch giữ.");
    }
    let new = matches!(petition.stage, Stage::Received | Stage::AwaitingSignature);
    if new && !petition.assigned && owner.role == Role::Officer && office.facts.intake_owner != Some(owner.id) {
        return Some("Đơn chưa giao thì Văn phòng hoặc lãnh đạo giữ. Xin chọn người khác.");
    }
    unfit(owner, petition, &case.concerns, office)
}

/// Where unit and owner differ the owner's counts; a unit alone means its default officer.
fn owner<'o>(reader: &mut Reader, case: &Case, office: &'o Office) -> Option<&'o Account> {
    let username = reader.get("owner");
    let unit = reader.get("unit");
    if !unit.is_empty() && office.unit_in_use(&unit).is_none() {
        reader.fail("unit", "Xã không có bộ phận này. Xin chọn trong danh sách.");
    }
    let found = if username.is_empty() { office.default_officer(&unit) } else { office.by_username(&username) };
    let problem = found.map_or(Some("Xin chọn bộ phận và người xử lý."), |owner| {
        unfit(owner, &case.petition, &case.concerns, office)
    });
    if let Some(words) = problem {
        reader.fail("owner", words);
        return None;
    }
    found
}

/// Why somebody may not be given a petition.
fn unfit(owner: &Account, petition: &Petition, concerns: &[Concern], office: &Office) -> Option<&'static str> {
    if owner.closed || !owner.role.handles() {
        return Some("Người này không nhận xử lý hồ sơ. Xin chọn người khác.");
    }
    if Some(owner.id) == petition.former_owner {
        return Some("Người dân nói chưa xong, nên không giao lại người cũ. Xin chọn người khác.");
    }
    // He alone reads it and approves: the draft has to be another's.
    if petition.sealed && owner.role == Role::Chair {
        return Some("Đơn mật do Chủ tịch duyệt, nên phải giao người khác xác minh và soạn.");
    }
    is_hidden_from(concerns, owner, office)
        .then_some("Đơn liên quan đến người này hoặc cấp trên của họ. Xin chọn người khác.")
}

/// Everyone to whom a petition may be given now.
pub fn candidates<'o>(petition: &Petition, concerns: &[Concern], office: &'o Office) -> Vec<&'o Account> {
    office.staff.iter().filter(|account| unfit(account, petition, concerns, office).is_none()).collect()
}

/// To whom the table of routes would give it, and why not where that cannot be.
pub struct Proposal<'o> {
    pub route: &'o Route,
    /// Whom the row names, when another stands in for them.
    pub absent: Option<&'o Absence>,
    pub owner: &'o Account,
    pub unfit: Option<&'static str>,
}

/// What the table of routes says of a petition on a day.
pub fn proposed<'o>(
    petition: &Petition,
    concerns: &[Concern],
    day: NaiveDate,
    office: &'o Office,
) -> Option<Proposal<'o>> {
    let route = route::of_petition(petition, day, office)?;
    let named = named(route, office)?;
    let owner = absence::present(named, day, office).unwrap_or(named);
    let absent = absence::of(named.id, day, office);
    Some(Proposal { route, absent, owner, unfit: unfit(owner, petition, concerns, office) })
}

/// The officer of a row; the unit's own where it names nobody, or somebody who is gone.
fn named<'o>(route: &Route, office: &'o Office) -> Option<&'o Account> {
    if route.topic == Topic::Conduct {
        return office.chair();
    }
    let officer = route.officer.and_then(|id| office.account(id)).filter(|officer| !officer.closed);
    officer.or_else(|| office.default_officer(&route.unit))
}

impl Proposal<'_> {
    fn stands_in(&self, absent: &Absence, named: &Account) -> String {
        let until = absent.until.format("%d/%m/%Y");
        if named.id == self.owner.id {
            return format!(" {} vắng đến {until}, người thay cũng vắng.", named.name);
        }
        format!(" {} vắng đến {until}, {} thay.", named.name, self.owner.name)
    }

    /// Whom a form preselects.
    pub fn fit(&self) -> Option<&Account> {
        self.unfit.is_none().then_some(self.owner)
    }

    /// “Theo phân công từ 01/12/2026: ô nhiễm môi trường, Khe Sòng → Phòng Kinh tế, Nguyễn Nhật Minh.”
    pub fn words(&self, office: &Office) -> String {
        let named = self.absent.and_then(|absent| office.account(absent.account)).unwrap_or(self.owner);
        let whom = self.route.whom(office);
        let owner = if whom == named.name { String::new() } else { format!(", {}", named.name) };
        let (since, what) = (self.route.since.format("%d/%m/%Y"), self.route.what(office));
        let label = office.topic_label(self.route.topic);
        let what = what.replacen(label, &label.to_lowercase(), 1);
        let trouble = self.unfit.map_or_else(String::new, |words| format!(" {words}"));
        let stands_in = self.absent.map_or_else(String::new, |absent| self.stands_in(absent, named));
        format!("Theo phân công từ {since}: {what} → {whom}{owner}.{stands_in}{trouble}")
    }
}

/// A khiếu nại that is not the commune's: the person is told once where to go (TT 05/2021).
pub fn guide(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    send_on(fields, case, act, office, Deed::Guide, Stage::Guided)
}

/// A phản ánh, kiến nghị or tố cáo that is not the commune's: passed on once.
pub fn transfer(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    send_on(fields, case, act, office, Deed::Transfer, Stage::Transferred)
}

fn send_on(
    fields: &Fields,
    case: &Case,
    act: &Act,
    office: &Office,
    deed: Deed,
    stage: Stage,
) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let authority = reader.text("authority", AUTHORITY, "Xin ghi tên cơ quan giải quyết việc này.");
    let reason = reader.text("reason", REASON, "Xin ghi vì sao việc này không thuộc xã.");
    reader.done()?;
    let mut after = case.petition.clone();
    after.facts.stage = stage;
    let mut change = ending(case, after, act, office, deed);
    let listed = elsewhere::find(&authority, office, act.today());
    if let Some(listed) = listed {
        change = change.noting("authority", &listed.code);
    }
    let authority = listed.map_or(authority, elsewhere::Authority::words);
    Ok(change.saying(act, TextKind::Authority, &authority).saying(act, TextKind::Reason, &reason))
}

/// Does not meet what the law asks of a paper; kept one year (KN Đ.11, TT 05/2021).
pub fn ineligible(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let ground = reader.word("reason_code", Ground::from_code, "Xin chọn lý do theo luật.");
    let reason = reader.text("reason", REASON, "Xin ghi rõ lý do, để báo người gửi.");
    reader.done()?;
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Ineligible;
    after.facts.ground = ground;
    let kept = Write::Retention(Retention::from(case.petition.id, act.today()));
    Ok(ending(case, after, act, office, Deed::Ineligible).with(kept).saying(act, TextKind::Reason, &reason))
}

/// An end before acceptance: the first limits are met by it, all others fall away; telling the person is still owed.
fn ending(case: &Case, after: Petition, act: &Act, office: &Office, deed: Deed) -> Change {
    let mut clocks = Clocks::of(case, act, office);
    if deed == Deed::Transfer {
        clocks.meet(TRANSFER_DENUNCIATION, act.today());
    }
    end_clocks(case, &mut clocks, act);
    Change::turning(&case.petition, after, act, deed).with_all(clocks.into_writes())
}

/// What an end meets and what falls away; telling the person stays owed.
pub(super) fn end_clocks(case: &Case, clocks: &mut Clocks, act: &Act) {
    first_outcome(case, clocks, act);
    for rule in [ACCEPT_COMPLAINT, CHECK_DENUNCIATION] {
        clocks.meet(rule, act.today());
    }
    clocks.cancel_all_but(super::suspension::OWED);
}

/// Back to the chairman, who alone decides where it goes next.
pub(super) fn give_to_chair(after: &mut Petition, office: &Office) -> Result<(), Refusal> {
    let chair = office.chair().ok_or_else(|| Refusal::Unready("Chưa có tài khoản Chủ tịch.".to_owned()))?;
    after.facts.owner = Some(chair.id);
    after.facts.unit = chair.unit.clone();
    after.facts.assigned = false;
    Ok(())
}
