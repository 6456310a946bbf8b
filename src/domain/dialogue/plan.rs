//! Planning a dialogue: from petitions to its agenda, announcing it, moving it, calling it off.

use chrono::NaiveDate;

use super::{
    AGENDA_MAX, AgendaItem, ConferenceGround, Dialogue, DialogueKind, DialogueStage, DialogueTextKind, DialogueWrite,
    GUESTS_MAX, Guest, Seat, Session, notice, preparer,
};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    clock::{self, ClockState},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    mail,
    office::Office,
    person::Account,
    petition::{Case, Kind, Party, Petition, Stage, Topic},
    policy::Sight,
    refusal::Refusal,
    slot::{self, Slot},
    sorting::REASON,
};

const SUBJECT: Length = Length { min: 8, max: 160 };
const PLACE: Length = Length { min: 3, max: 200 };
const LINE_CHARS_MAX: usize = 200;
/// How far ahead one is planned.
const AHEAD_DAYS_MAX: i64 = 400;

/// A petition that may stand on the agenda of a conference or of a theme.
pub fn is_for_agenda(petition: &Petition) -> bool {
    is_open_to_all(petition) && petition.kind_now() != Kind::Complaint && petition.stage.is_open()
}

/// A complaint that was accepted and not decided yet: its dialogue is due before the decision (KN Đ.30).
pub fn is_for_own_dialogue(petition: &Petition) -> bool {
    let undecided = [Stage::Accepted, Stage::InProgress, Stage::AwaitingApproval, Stage::AwaitingIssue];
    is_open_to_all(petition) && petition.kind_now() == Kind::Complaint && undecided.contains(&petition.stage)
}

/// Sealed ones, and those about somebody's conduct, are nobody's agenda.
fn is_open_to_all(petition: &Petition) -> bool {
    !petition.sealed && !petition.past_heads && petition.topic != Topic::Conduct
}

/// Plans one with the petitions that were ticked.
pub fn plan(fields: &Fields, cases: &[Case], taken: &[Slot], act: &Act, office: &Office) -> Result<Change, Refusal> {
    preparer(&Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office))?;
    let mut reader = Reader::new(fields);
    let kind = reader.word("kind", DialogueKind::from_code, "Xin chọn loại đối thoại.");
    let subject = reader.text("subject", SUBJECT, "Xin ghi đối thoại về việc gì, không ghi tên người.");
    let topic = Topic::from_code(&reader.get("topic"));
    if kind == Some(DialogueKind::Thematic) && topic.is_none() && reader.get("project").is_empty() {
        reader.fail("topic", "Đối thoại theo chuyên đề cần một lĩnh vực hoặc một dự án.");
    }
    let village = office.village_in_use(&reader.get("village")).map(|village| village.code.clone());
    let project = reader.optional("project", LINE_CHARS_MAX);
    let with_front = reader.get("with_front") == "yes";
    if kind == Some(DialogueKind::Conference) && !with_front {
        reader.fail("with_front", WITH_FRONT);
    }
    let ground = match kind {
        Some(DialogueKind::Conference) => {
            reader.word("ground", ConferenceGround::from_code, "Xin chọn vì sao tổ chức.")
        }
        _ => None,
    };
    let chair = presiding(&mut reader, kind, office);
    let (day, hour, place) = when_and_where(&mut reader, kind, act.today(), office);
    let bring = reader.optional("bring", LINE_CHARS_MAX);
    check_agenda(&mut reader, kind, cases);
    reader.done()?;
    let (Some(kind), Some(chair), Some(day)) = (kind, chair, day) else { return Err(Refusal::Unseen) };
    let dialogue = Dialogue {
        id: act.mint(),
        version: 1,
        kind,
        stage: DialogueStage::Planned,
        topic,
        village,
        project,
        subject,
        chair: chair.id,
        with_front,
        day,
        hour,
        place,
        bring,
        moved_from: None,
        announced_on: None,
        published_on: None,
        sent_on: None,
        ground,
    };
    slot::free(taken, chair, day, dialogue.part(), None)?;
    let clock = notice_clock(&dialogue, act, office)?;
    let agenda = agenda(&dialogue, cases, act);
    let guests = guests(&dialogue, cases, act, office);
    Ok(Change::founding(dialogue.id, &dialogue, act, Deed::PlanDialogue)
        .noting("petitions", cases.iter().map(|case| case.petition.id).collect::<Vec<_>>())
        .with(Write::TakeSlot(dialogue.slot()))
        .with(Write::Dialogue(DialogueWrite::Open(Box::new(dialogue))))
        .with_all(agenda.into_iter().chain(guests).map(Write::Dialogue))
        .with(Write::Clock(Box::new(clock))))
}

const WITH_FRONT: &str = "Hội nghị đối thoại với Nhân dân phải phối hợp với Mặt trận (Luật Thực hiện dân chủ ở cơ sở, Điều 32). \
     Xin bàn với Mặt trận rồi đánh dấu.";

/// The chairman or a deputy presides; a complaint's dialogue is the chairman's, who settles it (KN Đ.17, 30).
fn presiding<'o>(reader: &mut Reader, kind: Option<DialogueKind>, office: &'o Office) -> Option<&'o Account> {
    let found = office.by_username(&reader.get("chair")).filter(|account| account.role.heads() && !account.closed);
    if found.is_none() {
        reader.fail("chair", "Xin chọn người chủ trì: Chủ tịch hoặc Phó Chủ tịch.");
    }
    if kind == Some(DialogueKind::Complaint) && found.is_some_and(|head| Some(head.id) != office.chair().map(|c| c.id))
    {
        reader.fail("chair", "Đối thoại trong khiếu nại do Chủ tịch, người giải quyết khiếu nại, chủ trì.");
    }
    found
}

fn when_and_where(
    reader: &mut Reader,
    kind: Option<DialogueKind>,
    today: NaiveDate,
    office: &Office,
) -> (Option<NaiveDate>, String, String) {
    if reader.get("day").is_empty() {
        reader.fail("day", "Xin ghi ngày đối thoại.");
    }
    let day = reader.optional_date("day");
    if let (Some(day), Some(kind)) = (day, kind) {
        if (day - today).num_days() > AHEAD_DAYS_MAX {
            reader.fail("day", "Ngày này xa quá. Xin xem lại.");
        } else if let Some(words) = notice::too_early(kind, day, today, office) {
            reader.fail("day", words);
        }
    }
    let hour = reader.get("hour").replace(['g', 'h', 'G', 'H', '.'], ":");
    let hour = hour.trim_end_matches(':').to_owned();
    let hour = if hour.contains(':') { hour } else { format!("{hour}:00") };
    let time = chrono::NaiveTime::parse_from_str(&hour, "%H:%M").ok();
    if time.is_none() {
        reader.fail("hour", "Xin ghi giờ bắt đầu, ví dụ 14:00.");
    }
    let place = reader.text("place", PLACE, "Xin ghi nơi đối thoại.");
    (day, time.map_or(hour, |time| time.format("%H:%M").to_string()), place)
}

fn check_agenda(reader: &mut Reader, kind: Option<DialogueKind>, cases: &[Case]) {
    let free_of_concern = |case: &Case| !case.concerns.iter().any(|concern| concern.hides);
    if cases.len() > AGENDA_MAX {
        reader.fail("petitions", format!("Một buổi nhiều nhất {AGENDA_MAX} hồ sơ. Xin chia ra nhiều buổi."));
    }
    match kind {
        Some(DialogueKind::Complaint) if matches!(cases, [case] if is_for_own_dialogue(&case.petition)) => {}
        Some(DialogueKind::Complaint) => {
            reader.fail("petitions", "Đối thoại trong khiếu nại là của đúng một khiếu nại đã thụ lý, chưa quyết định.")
        }
        Some(_) if cases.is_empty() => reader.fail("petitions", "Xin đánh dấu ít nhất một hồ sơ đưa ra đối thoại."),
        Some(_) => {
            if cases.iter().any(|case| case.petition.kind_now() == Kind::Complaint) {
                reader.fail("petitions", "Khiếu nại phải đối thoại riêng (Luật Khiếu nại, Điều 30).");
            } else if !cases.iter().all(|case| is_for_agenda(&case.petition) && free_of_concern(case)) {
                reader.fail("petitions", "Có hồ sơ không đưa ra đối thoại chung được. Xin xem lại danh sách.");
            }
        }
        None => {}
    }
}

fn agenda(dialogue: &Dialogue, cases: &[Case], act: &Act) -> Vec<DialogueWrite> {
    let item = |(position, case): (i32, &Case)| AgendaItem {
        id: act.mint(),
        dialogue: dialogue.id,
        petition: case.petition.id,
        position,
        outcome: None,
    };
    (1..).zip(cases).map(item).map(DialogueWrite::Item).collect()
}

/// Every party of a complaint; of other petitions whoever speaks for them; and who belongs there by office.
fn guests(dialogue: &Dialogue, cases: &[Case], act: &Act, office: &Office) -> Vec<DialogueWrite> {
    let everyone = dialogue.kind == DialogueKind::Complaint;
    let parties = cases.iter().flat_map(|case| &case.parties).filter(|party| everyone || party.position == 1);
    let parties = parties.map(|party| (Seat::Petitioner, Some(party), String::new()));
    let village = dialogue.village.as_deref().and_then(|code| office.village(code));
    let mut offices: Vec<(Seat, Option<&Party>, String)> = Vec::new();
    if everyone {
        offices.push((Seat::Complained, None, "Người bị khiếu nại".to_owned()));
    }
    offices.extend(village.map(|village| (Seat::Agency, None, format!("Trưởng thôn {}", village.name))));
    if dialogue.with_front {
        offices.push((Seat::Agency, None, "Ủy ban Mặt trận Tổ quốc, cùng chủ trì".to_owned()));
    }
    (1..)
        .zip(parties.chain(offices).take(GUESTS_MAX))
        .map(|(position, (seat, party, label))| {
            DialogueWrite::Guest(Box::new(guest(dialogue.id, position, seat, party, label, act)))
        })
        .collect()
}

pub(super) fn guest(
    dialogue: Id<Dialogue>,
    position: i32,
    seat: Seat,
    party: Option<&Party>,
    label: String,
    act: &Act,
) -> Guest {
    Guest {
        id: act.mint(),
        dialogue,
        position,
        seat,
        petition: party.map(|party| party.petition),
        party: party.map(|party| party.id),
        label,
        coming: None,
        presence: None,
        medium: None,
        told_on: None,
    }
}

/// The limit for announcing it: one named day, counted backward from the dialogue.
fn notice_clock(dialogue: &Dialogue, act: &Act, office: &Office) -> Result<clock::Clock, Refusal> {
    let last = notice::last_day(dialogue.kind, dialogue.day, office)?;
    let what = office.terms.rule(dialogue.kind.notice(), dialogue.day).map_or(String::new(), |rule| rule.what.clone());
    Ok(clock::counted_about(dialogue.id, last, &what, act, office))
}

/// Out with it: from now on everybody who is invited has to be told.
pub fn announce(session: &Session, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = &session.dialogue;
    let today = act.today();
    if let Some(words) = notice::too_early(before.kind, before.day, today, office) {
        return Err(Refusal::Untimely(format!("{words} Xin dời ngày trước khi thông báo.")));
    }
    let after = Dialogue { stage: DialogueStage::Announced, announced_on: Some(today), ..before.clone() };
    let parties = session.guests.iter().filter_map(|guest| Some((guest.petition?, guest.party?)));
    Ok(turning(before, after, act, Deed::AnnounceDialogue)
        .with_all(end_notice(session, ClockState::Met, today))
        .with_all(parties.map(|(petition, party)| mail::invitation(petition, Some(party), act))))
}

fn end_notice(session: &Session, state: ClockState, on: NaiveDate) -> Vec<Write> {
    let rule = session.dialogue.kind.notice();
    session.running(rule).map(|clock| clock::ended(clock, state, on)).into_iter().collect()
}

/// To another day: the old one and the reason stay, the notice is counted again, everybody is told anew.
pub fn move_day(
    fields: &Fields,
    session: &Session,
    taken: &[Slot],
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let before = &session.dialogue;
    let mut reader = Reader::new(fields);
    let (day, hour, place) = when_and_where(&mut reader, Some(before.kind), act.today(), office);
    let reason = reader.text("reason", REASON, "Xin ghi vì sao dời.");
    if day == Some(before.day) && hour == before.hour && place == before.place {
        reader.fail("day", "Ngày, giờ, nơi vẫn như cũ.");
    }
    reader.done()?;
    let day = day.ok_or(Refusal::Unseen)?;
    let after = Dialogue {
        stage: DialogueStage::Planned,
        day,
        hour,
        place,
        moved_from: Some(before.day),
        announced_on: None,
        ..before.clone()
    };
    let chair = office.account(before.chair).ok_or(Refusal::Unseen)?;
    slot::free(taken, chair, day, after.part(), Some(before.id.subject()))?;
    let clock = notice_clock(&after, act, office)?;
    let (left, taken) = (before.slot(), after.slot());
    Ok(turning(before, after, act, Deed::MoveDialogue)
        .with(Write::FreeSlot(left))
        .with(Write::TakeSlot(taken))
        .with_all(end_notice(session, ClockState::Cancelled, act.today()))
        .with(Write::Clock(Box::new(clock)))
        .with(Write::Dialogue(DialogueWrite::Untell(before.id)))
        .telling_of(before.id, act, DialogueTextKind::Moved, &reason))
}

/// Not held at all: the reason stays, and whoever was told has to be told again.
pub fn call_off(fields: &Fields, session: &Session, act: &Act) -> Result<Change, Refusal> {
    let before = &session.dialogue;
    let mut reader = Reader::new(fields);
    let reason = reader.text("reason", REASON, "Xin ghi vì sao không tổ chức.");
    reader.done()?;
    let after = Dialogue { stage: DialogueStage::CalledOff, ..before.clone() };
    Ok(turning(before, after, act, Deed::CallOffDialogue)
        .with(Write::FreeSlot(before.slot()))
        .with_all(end_notice(session, ClockState::Cancelled, act.today()))
        .with(Write::Dialogue(DialogueWrite::Untell(before.id)))
        .telling_of(before.id, act, DialogueTextKind::CalledOff, &reason))
}

/// A dialogue that moved, saved over the version that was read.
pub(super) fn turning(before: &Dialogue, after: Dialogue, act: &Act, deed: Deed) -> Change {
    Change::moving(before.id, before, &after, act, deed).with(Write::Dialogue(DialogueWrite::Save(Box::new(after))))
}
