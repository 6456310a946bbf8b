//! Refusing to receive somebody: the grounds of the law; two of them have to be written within three working days.

use chrono::NaiveDate;

use super::{
    book::{Entry, Written, noted},
    keeper,
};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    form::{Fields, Length, Reader},
    refusal::Refusal,
    words::words,
};

/// Thông báo từ chối tiếp công dân, Mẫu 01/TCD.
pub const NOTICE: &str = "TCD-TUCHOI";
const DOCUMENT: Length = Length { min: 1, max: 60 };

words!(
    /// Luật Tiếp công dân Đ.9 and, from 01/07/2026, NĐ 154/2026 Đ.4.1.
    pub RefusalGround {
        Intoxicated "intoxicated" "Say rượu, dùng chất kích thích, mất năng lực hành vi",
        Insulting "insulting" "Đe dọa, xúc phạm, vi phạm nội quy nơi tiếp",
        Settled "settled" "Khiếu nại, tố cáo đã giải quyết đúng, đã rà soát, thông báo mà cố tình kéo dài",
        Other "other" "Trường hợp khác theo quy định của pháp luật",
        Weapon "weapon" "Mang vũ khí, vật cấm",
        SecurityCheck "security_check" "Không chấp hành kiểm tra an ninh",
        Recording "recording" "Tự ý ghi âm, ghi hình, phát trực tiếp khi không được phép",
        Disorder "disorder" "Kích động, gây rối trật tự",
        NoCapacity "no_capacity" "Không đủ năng lực mà không có người đại diện",
        NoPapers "no_papers" "Người đại diện không có giấy tờ chứng minh",
        OutOfScope "out_of_scope" "Nội dung ngoài phạm vi tiếp công dân",
        Answered "answered" "Kiến nghị, phản ánh đã trả lời, không có tình tiết mới",
        Judgment "judgment" "Đã có bản án, quyết định của tòa án có hiệu lực",
        Elsewhere "elsewhere" "Cơ quan khác đang thụ lý",
    }
);

impl RefusalGround {
    /// The article, as the notice names it.
    pub const fn basis(self) -> &'static str {
        match self {
            RefusalGround::Intoxicated => "Luật Tiếp công dân, Điều 9 khoản 1",
            RefusalGround::Insulting => "Luật Tiếp công dân, Điều 9 khoản 2",
            RefusalGround::Settled => "Luật Tiếp công dân, Điều 9 khoản 3",
            RefusalGround::Other => "Luật Tiếp công dân, Điều 9 khoản 4",
            RefusalGround::Answered => "Nghị định 154/2026/NĐ-CP, Điều 4 khoản 1 điểm h",
            RefusalGround::Judgment => "Nghị định 154/2026/NĐ-CP, Điều 4 khoản 1 điểm i",
            RefusalGround::Elsewhere => "Nghị định 154/2026/NĐ-CP, Điều 4 khoản 1 điểm k",
            _ => "Nghị định 154/2026/NĐ-CP, Điều 4 khoản 1",
        }
    }

    /// The others are explained aloud.
    pub const fn is_written(self) -> bool {
        matches!(self, RefusalGround::Settled | RefusalGround::Answered)
    }
}

/// The notice was signed and sent: its limit is met on its date.
pub fn issue(fields: &Fields, written: &Written, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let Some(clock) = written.clock.as_ref().filter(|clock| clock.is_running()) else {
        return Err(Refusal::Untimely("Lượt này không có thông báo từ chối nào đang chờ gửi.".to_owned()));
    };
    let mut reader = Reader::new(fields);
    let number = reader.text("refusal_no", DOCUMENT, "Xin ghi số thông báo.");
    let date: Option<NaiveDate> = reader.date("refusal_date", act.today(), "Xin ghi ngày gửi thông báo.");
    if date.is_some_and(|date| date < written.entry.day) {
        reader.fail("refusal_date", "Ngày này ở trước ngày tiếp.");
    }
    reader.done()?;
    let after = Entry { refusal_no: Some(number), refusal_date: date, ..written.entry.clone() };
    let met = clock.met(date.unwrap_or(act.today()));
    Ok(noted(&after, act, Deed::RefuseVisitor)
        .noting("refusal_date", date)
        .with(Write::SaveEntry(Box::new(after), None))
        .with(Write::SaveClock(Box::new(met))))
}
