//! The counter: someone of the office, or the village head, writes down what a person tells, reads it back, and files it.

use chrono::{Days, NaiveDate};

use super::{
    act::Act,
    code::Code,
    filing::{Filing, MEMBERS_MAX, NAME_CHARS_MAX, read},
    form::{Fields, Reader},
    office::Office,
    person::{Account, Identity, Role},
    petition::{Channel, Kind},
    refusal::Refusal,
    sorting,
};

/// A paper that came longer ago is no new paper.
const RECEIVED_DAYS_MAX: u64 = 366;

impl Filing {
    /// From the one page of the counter (`/tiep-nhan`); `codes` has one for each member of a group.
    pub fn counter(fields: &Fields, act: &Act, office: &Office, code: Code, codes: &[Code]) -> Result<Filing, Refusal> {
        let mut reader = Reader::new(fields);
        let filing = read(&mut reader, act.today(), office, code);
        let channel = reader.word("channel", counter_channel, "Xin chọn đơn đến bằng đường nào.");
        let kind = reader.word("kind", Kind::from_code, "Xin chọn loại đơn theo nội dung.");
        let (received_on, signed_on) = days(&mut reader, act.today());
        let names = members(&mut reader);
        let accused = accused(&mut reader, kind, office);
        if let Some(head) = act.by.account().filter(|account| account.role == Role::VillageHead) {
            within_village(&mut reader, head, filing.as_ref(), channel, kind);
        }
        if reader.get("consent") != "yes" {
            reader.fail("consent", "Xin đọc lại cho ông bà nghe và đánh dấu khi ông bà đồng ý.");
        }
        reader.done()?;
        let (Some(filing), Some(channel), Some(kind), Some(received_on)) = (filing, channel, kind, received_on) else {
            return Err(Refusal::Unseen);
        };
        let members = names.into_iter().zip(codes.iter().cloned()).collect();
        Ok(Filing { channel, kind, received_on, signed_on, members, accused, ..filing })
    }
}

/// The names of a group, one a line, as they are read from the form.
pub fn names(fields: &Fields) -> Vec<String> {
    let lines = fields.get("members");
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn counter_channel(code: &str) -> Option<Channel> {
    Channel::from_code(code).filter(|channel| *channel != Channel::Online)
}

fn days(reader: &mut Reader, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let received_on = reader.date("received_on", today, "Xin ghi ngày nhận đơn.");
    if received_on.is_some_and(|day| day < today - Days::new(RECEIVED_DAYS_MAX)) {
        reader.fail("received_on", "Ngày nhận này đã quá một năm. Xin xem lại.");
    }
    let signed_on = reader.optional_date("signed_on");
    (received_on, reader.not_after("signed_on", signed_on, received_on.unwrap_or(today)))
}

/// Each line becomes a party of its own; the law wants one who speaks for all (KN Đ.8).
fn members(reader: &mut Reader) -> Vec<Identity> {
    let names = names(reader.fields());
    if names.len() > MEMBERS_MAX {
        reader
            .fail("members", format!("Nhiều nhất {MEMBERS_MAX} người. Xin lập thêm một đơn cho những người còn lại."));
    }
    if !names.is_empty() && reader.get("anonymous") == "yes" {
        reader.fail("members", "Đơn của nhiều người phải có tên người đại diện ở trên.");
    }
    for (n, name) in (1..).zip(&names) {
        let count = name.chars().count();
        if !(2..=NAME_CHARS_MAX).contains(&count) {
            reader.fail("members", format!("Dòng {n}: họ tên dài từ 2 đến {NAME_CHARS_MAX} chữ cái."));
            break;
        }
    }
    names.into_iter().map(|full_name| Identity { full_name, ..Identity::default() }).collect()
}

/// Whom a tố cáo is about has to be known at once: from this moment it is hidden from them (Luật Tố cáo Đ.13.4a).
fn accused(reader: &mut Reader, kind: Option<Kind>, office: &Office) -> Vec<Account> {
    let named: Vec<Account> = sorting::concerned(reader, office).into_iter().cloned().collect();
    if !named.is_empty() && kind != Some(Kind::Denunciation) {
        reader.fail("concerns", "Chỉ đánh dấu người bị tố cáo khi loại đơn là tố cáo. Đơn khác thì ghi lúc phân loại.");
    }
    named
}

/// The village head writes for people of the own village, and never a tố cáo.
fn within_village(
    reader: &mut Reader,
    head: &Account,
    filing: Option<&Filing>,
    channel: Option<Channel>,
    kind: Option<Kind>,
) {
    if channel.is_some_and(|channel| channel != Channel::VillageHead) {
        reader.fail("channel", "Trưởng thôn ghi giúp bà con: xin chọn “Qua trưởng thôn”.");
    }
    if filing.is_some_and(|filing| filing.village != head.village) {
        reader.fail("village", "Trưởng thôn ghi giúp bà con thôn mình: xin chọn đúng thôn.");
    }
    if kind == Some(Kind::Denunciation) {
        reader.fail(
            "kind",
            "Tố cáo phải nói trực tiếp ở trụ sở, để giữ kín. Xin mời ông bà đến gặp người tiếp công dân.",
        );
    }
}
