//! Sorting: what a petition is, by its content (TT 05/2021 Đ.6), and what follows from that.

use super::{
    act::Act,
    change::{Change, Heading, Write},
    clock::{ACCEPT_COMPLAINT, CHECK_DENUNCIATION, CLASSIFY, Clocks, TRANSFER_DENUNCIATION},
    event::Deed,
    form::{Fields, Length, Reader},
    office::Office,
    person::Account,
    petition::{Case, Concern, Kind, Petition, Priority, Purpose, Stage, TextKind, Topic},
    refusal::Refusal,
    routing::first_outcome,
};

pub const SUBJECT_CHARS_MAX: usize = 80;
pub const REASON: Length = Length { min: 3, max: 2_000 };
pub const CONCERNS_MAX: usize = 10;

struct Sorting {
    kind: Kind,
    topic: Topic,
    subject: Option<String>,
    priority: Priority,
    concerns: Vec<Concern>,
    about_head: bool,
    reason: String,
}

fn read(fields: &Fields, now: Topic, office: &Office) -> Result<Sorting, Refusal> {
    let mut reader = Reader::new(fields);
    let kind = reader.word("kind", Kind::from_code, "Xin chọn loại đơn theo nội dung.");
    let topic = reader.word("topic", Topic::from_code, "Xin chọn lĩnh vực.");
    // What it was filed under may stay.
    if topic.is_some_and(|topic| topic != now && !office.takes_topic(topic)) {
        reader.fail("topic", "Lĩnh vực này xã đã ngừng dùng. Xin chọn lĩnh vực khác.");
    }
    let subject = reader.optional("subject", SUBJECT_CHARS_MAX);
    let priority = Priority::from_code(&reader.get("priority")).unwrap_or(Priority::Normal);
    let reason = reader.text("reason", REASON, "Xin ghi lý do phân loại như vậy.");
    let named = concerned(&mut reader, office);
    reader.done()?;
    let (Some(kind), Some(topic)) = (kind, topic) else { return Err(Refusal::Unseen) };
    Ok(Sorting {
        kind,
        topic,
        subject: (!subject.is_empty()).then_some(subject),
        priority,
        // Naming the chairman in a khiếu nại only sets the mark: it stays with him by law (KN Đ.17).
        concerns: named
            .iter()
            .map(|account| Concern {
                account: account.id,
                hides: !(kind == Kind::Complaint && account.role == super::person::Role::Chair),
            })
            .collect(),
        about_head: kind != Kind::Complaint && named.iter().any(|account| account.role.heads()),
        reason,
    })
}

pub(super) fn concerned<'o>(reader: &mut Reader, office: &'o Office) -> Vec<&'o Account> {
    let names = reader.all("concerns");
    if names.len() > CONCERNS_MAX {
        reader.fail("concerns", format!("Nhiều nhất {CONCERNS_MAX} người."));
    }
    let found: Vec<&Account> = names.iter().take(CONCERNS_MAX).filter_map(|name| office.by_username(name)).collect();
    if found.len() < names.len().min(CONCERNS_MAX) {
        reader.fail("concerns", "Có người không có trong danh sách cán bộ. Xin chọn lại.");
    }
    found
}

/// Sorts; the first time gives the incoming number.
pub fn sort(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let sorting = read(fields, case.petition.topic, office)?;
    let before = &case.petition;
    let mut after = before.clone();
    after.facts.kind = Some(sorting.kind);
    after.facts.topic = sorting.topic;
    after.facts.subject = sorting.subject.clone().or_else(|| before.subject.clone());
    after.facts.priority = sorting.priority;
    let mut clocks = Clocks::of(case, act, office);
    let sealed = sorting.about_head || sorting.kind == Kind::Denunciation;
    // What is sealed never stands in the petition's own row again, not even for the length of this act.
    let heading = if sealed { take_heading(&mut after) } else { Heading::default() };
    if sorting.about_head {
        send_past_heads(&mut after, &mut clocks, act);
    } else if sorting.kind == Kind::Denunciation {
        seal(&mut after, &mut clocks, office)?;
    } else {
        settle_owner(&mut after, before, &sorting.concerns, office)?;
        gate(case, &mut after, &mut clocks, act)?;
    }
    let first = before.number.is_none();
    let mut change = Change::turning(before, after, act, Deed::Sort)
        .noting("concerns", sorting.concerns.iter().map(|concern| concern.account).collect::<Vec<_>>())
        .with(Write::Concerns(before.id, sorting.concerns))
        .with_all(clocks.into_writes())
        .saying(act, TextKind::Reason, &sorting.reason);
    // A number of the common series would betray by its gap what nobody may know of.
    if first && !sealed {
        change = change.numbered(chrono::Datelike::year(&act.today()));
    }
    Ok(if sealed { change.with(Write::Seal(before.id, heading)) } else { change })
}

fn take_heading(after: &mut Petition) -> Heading {
    Heading { subject: after.facts.subject.take(), village: after.facts.village.take() }
}

/// About the chairman or a deputy: past them to the superior, seen by nobody here (Luật Tố cáo Đ.13.4a).
fn send_past_heads(after: &mut Petition, clocks: &mut Clocks, act: &Act) {
    after.facts.sealed = true;
    after.facts.past_heads = true;
    after.facts.stage = Stage::Transferred;
    after.facts.owner = None;
    after.facts.unit = None;
    clocks.meet(CLASSIFY, act.today());
    clocks.cancel_all_but(&[]);
}

/// A tố cáo: the chairman's, sealed from this moment.
fn seal(after: &mut Petition, clocks: &mut Clocks, office: &Office) -> Result<(), Refusal> {
    let chair = office.chair().ok_or_else(|| Refusal::Unready("Chưa có tài khoản Chủ tịch.".to_owned()))?;
    after.facts.sealed = true;
    after.facts.stage = Stage::Received;
    after.facts.owner = Some(chair.id);
    after.facts.unit = chair.unit.clone();
    clocks.cancel(ACCEPT_COMPLAINT);
    clocks.start(CHECK_DENUNCIATION, after.received_on, None)?;
    clocks.start(TRANSFER_DENUNCIATION, after.received_on, None)
}

/// A tố cáo that a clerk takes down at the counter is sorted and sealed in the same moment, so that its words never lie open.
pub(super) fn seal_at_counter(
    petition: &mut Petition,
    accused: Vec<Account>,
    clocks: &mut Clocks,
    act: &Act,
    office: &Office,
) -> Result<(Heading, Vec<Concern>), Refusal> {
    petition.facts.kind = Some(Kind::Denunciation);
    let heading = take_heading(petition);
    if accused.iter().any(|account| account.role.heads()) {
        send_past_heads(petition, clocks, act);
    } else {
        seal(petition, clocks, office)?;
    }
    Ok((heading, accused.into_iter().map(|account| Concern { account: account.id, hides: true }).collect()))
}

/// Conduct is the chairman's until he assigns it; everything else stays or returns with the intake owner.
fn settle_owner(after: &mut Petition, before: &Petition, concerns: &[Concern], office: &Office) -> Result<(), Refusal> {
    let moved = after.topic != before.topic && [after.topic, before.topic].contains(&Topic::Conduct);
    let mut owner =
        if moved { office.first_owner(after.topic)? } else { return conceal_owner(after, concerns, office) };
    if is_hidden_from(concerns, owner, office) {
        owner = office.chair().unwrap_or(owner);
    }
    after.facts.owner = Some(owner.id);
    after.facts.unit = owner.unit.clone();
    Ok(())
}

/// Whom it is about does not keep it: it goes to the chairman.
fn conceal_owner(after: &mut Petition, concerns: &[Concern], office: &Office) -> Result<(), Refusal> {
    let hidden =
        after.owner.and_then(|id| office.account(id)).is_some_and(|owner| is_hidden_from(concerns, owner, office));
    if let (true, Some(chair)) = (hidden, office.chair()) {
        after.facts.owner = Some(chair.id);
        after.facts.unit = chair.unit.clone();
    }
    Ok(())
}

/// Whether a petition with these concerns is out of this account's sight.
pub(super) fn is_hidden_from(concerns: &[Concern], account: &Account, office: &Office) -> bool {
    let upward = office.upward(account);
    concerns.iter().any(|concern| concern.hides && upward.contains(&concern.account))
}

/// The signature gate: a khiếu nại without a signed paper waits for it (KN Đ.8, Đ.11).
fn gate(case: &Case, after: &mut Petition, clocks: &mut Clocks, act: &Act) -> Result<(), Refusal> {
    after.facts.stage = Stage::Received;
    if after.kind != Some(Kind::Complaint) {
        clocks.cancel(ACCEPT_COMPLAINT);
        return Ok(());
    }
    match after.signed_received_on {
        Some(received) if !clocks.is_running(ACCEPT_COMPLAINT) => clocks.start(ACCEPT_COMPLAINT, received, None),
        Some(_) => Ok(()),
        None => {
            after.facts.stage = Stage::AwaitingSignature;
            // Asking for the signature is the first outcome (product.md, “Clocks by kind”).
            first_outcome(case, clocks, act);
            Ok(())
        }
    }
}

/// The signed paper came: KN-THULY runs from the day it was received (KN Đ.27).
pub fn sign(
    fields: &Fields,
    case: &Case,
    act: &Act,
    office: &Office,
    files: Vec<super::petition::Attachment>,
) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let received = reader.date("received_on", act.today(), "Xin ghi ngày nhận đơn có chữ ký.");
    let signed = reader.date("signed_on", received.unwrap_or(act.today()), "Xin ghi ngày ký trên đơn.");
    if received.is_some_and(|day| day < case.petition.received_on) {
        reader.fail("received_on", "Ngày nhận đơn có chữ ký không thể trước ngày gửi qua trang.");
    }
    reader.done()?;
    let (Some(received), Some(signed)) = (received, signed) else { return Err(Refusal::Unseen) };
    let mut after = case.petition.clone();
    after.facts.stage = Stage::Received;
    after.facts.signed_received_on = Some(received);
    after.facts.signed_on = Some(signed);
    let mut clocks = Clocks::of(case, act, office);
    clocks.start(ACCEPT_COMPLAINT, received, None)?;
    Ok(Change::turning(&case.petition, after, act, Deed::Sign)
        .with_all(clocks.into_writes())
        .with_all(super::handling::attach(case, files, Purpose::SignedPaper)))
}
