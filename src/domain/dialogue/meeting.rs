//! The meeting itself: who came, and its minutes as versions that are locked once they are signed (Mẫu 14).

use chrono::NaiveTime;

use super::{
    DialogueStage, DialogueWrite, Guest, Minutes, MinutesContent, MinutesState, Presence, RESULT, Scan, Session,
    plan::turning,
};
use crate::domain::{
    act::Act,
    change::{Change, Write, hex, text_hash},
    clock,
    event::Deed,
    form::{Fields, Length, Reader},
    media::Media,
    office::Office,
    petition::Attachment,
    policy::Sight,
    refusal::Refusal,
};

const WORDS: Length = Length { min: 2, max: 10_000 };
const LINE_CHARS_MAX: usize = 200;
/// Mẫu 14: at least three copies.
const COPIES: std::ops::RangeInclusive<i32> = 3..=50;

/// Who was there, seat by seat (`presence-<n>`). The first time it is held by this; its result is owed from its day.
pub fn attend(fields: &Fields, session: &Session, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = &session.dialogue;
    let mut reader = Reader::new(fields);
    let mut saved = Vec::new();
    for guest in &session.guests {
        let field = format!("presence-{}", guest.position);
        let presence = Presence::from_code(&reader.get(&field));
        if presence.is_none() && guest.presence.is_none() {
            reader.fail(&field, "Xin ghi có mặt hay vắng.");
        }
        saved.extend(presence.map(|presence| Guest { presence: Some(presence), ..guest.clone() }));
    }
    reader.done()?;
    let mut after = before.clone();
    let mut clocks = Vec::new();
    if before.stage == DialogueStage::Announced {
        after.stage = DialogueStage::Held;
        if before.kind.is_public() {
            let clock = clock::lawful_about(before.id, RESULT, before.day, act, office)?;
            clocks.push(Write::Clock(Box::new(clock)));
        }
    }
    let count = |presence| saved.iter().filter(|guest| guest.presence == Some(presence)).count();
    let mut change = turning(before, after, act, Deed::Attend);
    for presence in Presence::ALL {
        change = change.noting(presence.code(), count(*presence));
    }
    let saved = saved.into_iter().map(|guest| Write::Dialogue(DialogueWrite::SaveGuest(Box::new(guest))));
    Ok(change.with_all(saved).with_all(clocks))
}

/// Saves the minutes. A signed version is never overwritten: a correction begins the next one.
pub fn write(fields: &Fields, session: &Session, act: &Act) -> Result<Change, Refusal> {
    let content = read(fields)?;
    let drafter = act.by.account().ok_or(Refusal::Unseen)?.id;
    let salt = hex(&act.salt());
    let open = session.open_minutes();
    let now = open.map_or(0, |minutes| minutes.revision);
    if fields.get("revision") != now.to_string() {
        return Err(Refusal::Untimely(
            "Vừa có người khác ghi biên bản này. Những gì anh chị ghi còn ở dưới đây; xin xem bản mới nhất.".to_owned(),
        ));
    }
    let (position, write): (i32, fn(Box<Minutes>) -> DialogueWrite) = match open {
        Some(open) => (open.position, DialogueWrite::SaveMinutes),
        None => (session.minutes.last().map_or(1, |last| last.position + 1), DialogueWrite::Minutes),
    };
    let minutes = Minutes {
        id: open.map_or_else(|| act.mint(), |open| open.id),
        dialogue: session.dialogue.id,
        position,
        revision: now + 1,
        state: MinutesState::Draft,
        content,
        salt,
        drafter,
        signed_on: None,
    };
    Ok(turning(&session.dialogue, session.dialogue.clone(), act, Deed::WriteMinutes)
        .noting("minutes", position)
        .noting("minutes_hash", hash_of(&minutes))
        .with(Write::Dialogue(write(Box::new(minutes)))))
}

fn hash_of(minutes: &Minutes) -> String {
    text_hash(&minutes.salt, &serde_json::to_string(&minutes.content).unwrap_or_default())
}

fn read(fields: &Fields) -> Result<MinutesContent, Refusal> {
    let mut reader = Reader::new(fields);
    let began = time(&mut reader, "began", "Xin ghi giờ bắt đầu, ví dụ 14:00.");
    let ended = time(&mut reader, "ended", "Xin ghi giờ kết thúc, ví dụ 16:30.");
    if !began.is_empty() && !ended.is_empty() && ended < began {
        reader.fail("ended", "Giờ kết thúc không thể trước giờ bắt đầu.");
    }
    let scribe = reader.optional("scribe", LINE_CHARS_MAX);
    let purpose = reader.text("purpose", WORDS, "Xin ghi mục đích đối thoại.");
    let findings = reader.optional("findings", WORDS.max);
    let opinions = reader.text("opinions", WORDS, "Xin ghi ý kiến của từng bên về từng nội dung.");
    let agreed = reader.optional("agreed", WORDS.max);
    let differing = reader.optional("differing", WORDS.max);
    if agreed.is_empty() && differing.is_empty() {
        reader.fail("agreed", "Xin ghi điều đã thống nhất, hoặc điều còn khác nhau.");
    }
    let unsigned = reader.optional("unsigned", WORDS.max);
    let copies = reader.get("copies").parse::<i32>().ok().filter(|copies| COPIES.contains(copies));
    if copies.is_none() {
        reader.fail("copies", "Biên bản lập ít nhất 3 bản.");
    }
    reader.done()?;
    let copies = copies.unwrap_or(*COPIES.start());
    Ok(MinutesContent { began, ended, scribe, purpose, findings, opinions, agreed, differing, unsigned, copies })
}

fn time(reader: &mut Reader, field: &str, missing: &str) -> String {
    match NaiveTime::parse_from_str(&reader.get(field), "%H:%M") {
        Ok(time) => time.format("%H:%M").to_string(),
        Err(_) => {
            reader.fail(field, missing);
            String::new()
        }
    }
}

/// Read aloud and signed on paper that day, with its scan: from now on this version is locked.
pub fn sign(fields: &Fields, files: &[Attachment], session: &Session, act: &Act) -> Result<Change, Refusal> {
    let open = session.open_minutes().ok_or_else(|| Refusal::Untimely("Chưa có bản nháp để ký.".to_owned()))?;
    let mut reader = Reader::new(fields);
    let signed_on = reader.date("signed_on", act.today(), "Xin ghi ngày ký trên bản giấy.");
    if signed_on.is_some_and(|day| day < session.dialogue.day) {
        reader.fail("signed_on", "Ngày ký không thể trước ngày đối thoại.");
    }
    if !files.iter().all(is_scan) {
        reader.fail("files", "Bản quét là ảnh hoặc tệp PDF.");
    }
    reader.done()?;
    let signed = Minutes { state: MinutesState::Signed, signed_on, ..open.clone() };
    let scans = scans(&signed, files);
    Ok(turning(&session.dialogue, session.dialogue.clone(), act, Deed::SignMinutes)
        .noting("minutes", signed.position)
        .noting("minutes_hash", hash_of(&signed))
        .noting("signed_on", signed_on)
        .noting("scans", files.iter().map(|file| file.id).collect::<Vec<_>>())
        .with(Write::Dialogue(DialogueWrite::SaveMinutes(Box::new(signed))))
        .with_all(scans))
}

pub(super) const UNSIGNED: &str = "Biên bản chưa ký thì chưa có bản quét: ký trước đã, gửi kèm bản quét khi ghi đã ký.";
pub(super) const SCANNED: &str = "Biên bản đã ký đã có bản quét. Bản quét không thay, không thêm được nữa.";

/// The scan that was forgotten at signing: to a signed version that has none, and nothing else of it is touched.
pub fn add_scan(fields: &Fields, files: &[Attachment], session: &Session, act: &Act) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let wanted = reader.get("minutes");
    let signed = session.unscanned().find(|minutes| minutes.position.to_string() == wanted);
    if signed.is_none() {
        reader.fail("minutes", "Xin chọn bản đã ký mà chưa có bản quét.");
    }
    if files.is_empty() {
        reader.fail("files", "Xin chọn ảnh chụp hoặc tệp PDF của bản đã ký.");
    } else if !files.iter().all(is_scan) {
        reader.fail("files", "Bản quét là ảnh hoặc tệp PDF.");
    }
    reader.done()?;
    let signed = signed.ok_or(Refusal::Unseen)?;
    Ok(turning(&session.dialogue, session.dialogue.clone(), act, Deed::AddScan)
        .noting("minutes", signed.position)
        .noting("scans", files.iter().map(|file| file.id).collect::<Vec<_>>())
        .with_all(scans(signed, files)))
}

fn is_scan(file: &Attachment) -> bool {
    Media::from_code(&file.media).is_some_and(|media| media.is_image() || media == Media::Pdf)
}

fn scans(signed: &Minutes, files: &[Attachment]) -> Vec<Write> {
    let scan = |(position, file): (i32, &Attachment)| Scan { minutes: signed.id, position, file: file.clone() };
    (1..).zip(files).map(scan).map(|scan| Write::Dialogue(DialogueWrite::Scan(Box::new(scan)))).collect()
}

/// Signed pages carry names: the look at one is recorded before its bytes are given.
pub fn open_scan(
    minutes: i32,
    position: i32,
    session: &Session,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
    if !sight.reads_words() {
        return Err(Refusal::NotYours("Biên bản đối thoại không mở cho người giám sát."));
    }
    session.scan(minutes, position).ok_or(Refusal::Unseen)?;
    Ok(Change::about(session.dialogue.id, act, Deed::OpenPaper).noting("minutes", minutes).noting("scan", position))
}
