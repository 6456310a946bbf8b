//! What happened to a petition as the person reads it, and what is still to come.

use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;

use super::followed::due_of;
use crate::domain::{
    clock::{FIRST_REPLY, SETTLING},
    event::{Deed, Event},
    petition::{Case, Outcome, Stage},
    redating::Moved,
};
use crate::web::{desk::Desk, page::long_day};

#[derive(Serialize)]
pub(super) struct Moment {
    at: String,
    icon: &'static str,
    words: String,
    detail: Option<String>,
    state: &'static str,
    day: Option<String>,
}

/// What happened, in plain words, and what is still to come.
pub(super) fn timeline(desk: &Desk, case: &Case, history: &[Event]) -> Vec<Moment> {
    let mut answered = false;
    let mut moments: Vec<Moment> = history
        .iter()
        .filter(|event| event.petition == Some(case.petition.id) || event.deed == Deed::Split)
        .filter_map(|event| {
            answered |= is_answer(event);
            past(desk, event, answered)
        })
        .collect();
    if let Some(due) = due_of(desk, case) {
        let late = due.left < 0;
        moments.push(Moment {
            at: String::new(),
            icon: if late { "warning" } else { "clock" },
            words: match (late, due.label) {
                (true, _) => "Đã quá hạn này.".to_owned(),
                (false, "Bao giờ xong") => "Xã trả lời ông bà.".to_owned(),
                (false, _) => "Xã báo cho ông bà biết đơn được giải quyết thế nào.".to_owned(),
            },
            detail: None,
            state: if late { "late" } else { "next" },
            day: Some(format!("chậm nhất {}", long_day(due.day))),
        });
    }
    if let Some(last) = moments.iter_mut().rev().find(|moment| moment.state == "done") {
        last.state = "now";
    }
    moments
}

fn to_stage(event: &Event) -> Option<&str> {
    event.body.get("stage")?.get(1)?.as_str()
}

/// From here on, what the person is told is the answer.
fn is_answer(event: &Event) -> bool {
    matches!(event.deed, Deed::Approve | Deed::Issue) && to_stage(event) == Some(Stage::Answered.code())
}

/// One event as the person reads it; what happens inside the office is left out.
fn past(desk: &Desk, event: &Event, answered: bool) -> Option<Moment> {
    let to_stage = to_stage(event);
    let unit = event.body.get("unit").and_then(|moved| moved.get(1)).and_then(|unit| unit.as_str());
    let unit = unit.and_then(|code| desk.office.unit(code)).map(|unit| unit.name.clone());
    let (icon, words) = match event.deed {
        Deed::File => ("pencil", "Ông bà gửi đơn qua trang này.".to_owned()),
        Deed::Register => ("pencil", "Cán bộ ghi đơn của ông bà.".to_owned()),
        Deed::Sort if to_stage == Some(Stage::AwaitingSignature.code()) => {
            ("sign", "Xã xem đơn: đây là khiếu nại, cần chữ ký của ông bà.".to_owned())
        }
        Deed::Sort => ("stamp", "Xã vào sổ, xem đơn thuộc loại nào.".to_owned()),
        Deed::Sign => ("sign", "Xã nhận đơn có chữ ký.".to_owned()),
        Deed::Accept => ("check", "Xã nhận giải quyết (thụ lý).".to_owned()),
        Deed::Assign => (
            "people",
            unit.map_or("Lãnh đạo xã giao người xử lý.".to_owned(), |unit| {
                format!("Lãnh đạo xã giao {unit} xử lý.")
            }),
        ),
        Deed::Guide => ("exit", "Xã hướng dẫn ông bà gửi đến nơi giải quyết.".to_owned()),
        Deed::Transfer => ("exit", "Xã chuyển đơn đến nơi giải quyết.".to_owned()),
        Deed::Ineligible => ("document", "Xã xem đơn: theo luật không giải quyết được.".to_owned()),
        Deed::Dispose if event.body.contains_key("until") => return None,
        Deed::Dispose => ("book", "Hết hạn lưu: theo quyết định của Chủ tịch, đơn không còn giữ ở xã.".to_owned()),
        Deed::Approve if to_stage == Some(Stage::Answered.code()) => ("check", "Lãnh đạo xã duyệt trả lời.".to_owned()),
        Deed::Issue => ("document", "Chủ tịch ký quyết định.".to_owned()),
        Deed::Duplicate if event.body.contains_key("released") => {
            ("document", "Đơn cùng việc không còn được giải quyết: xã xem lại đơn của ông bà.".to_owned())
        }
        Deed::Duplicate => ("people", "Xã xem đơn: cùng việc với đơn khác, giải quyết chung.".to_owned()),
        Deed::Split => ("plus", "Đơn nói hai việc: xã tách việc thứ hai thành hồ sơ riêng, có mã riêng.".to_owned()),
        // That somebody was pressed is not for a page which others may open.
        Deed::Withdraw if event.body.contains_key("pressed") => return None,
        Deed::Withdraw if to_stage.is_some() => ("hand", "Ông bà rút đơn.".to_owned()),
        Deed::Withdraw => ("hand", "Ông bà rút một phần; phần còn lại vẫn giải quyết.".to_owned()),
        Deed::Reply => ("document", "Nơi ấy đã trả lời xã bằng văn bản.".to_owned()),
        Deed::Ask => ("chat", "Xã hỏi thêm ông bà.".to_owned()),
        Deed::Consult => ("people", "Xã đang hỏi ý kiến đơn vị khác.".to_owned()),
        Deed::Extend => ("hourglass", moved(event, "Xã hẹn lại ngày trả lời")),
        Deed::Suspend => ("hand", "Chủ tịch ký quyết định tạm đình chỉ; thời hạn dừng lại.".to_owned()),
        Deed::Resume => ("clock", moved(event, "Chủ tịch ký quyết định tiếp tục giải quyết")),
        Deed::Terminate => ("document", "Chủ tịch ký quyết định đình chỉ giải quyết.".to_owned()),
        Deed::Tell if event.body.contains_key("executed") => {
            ("check", "Xã báo cho ông bà: quyết định đã được thi hành.".to_owned())
        }
        Deed::Tell if answered => ("phone", "Xã báo kết quả cho ông bà.".to_owned()),
        Deed::Tell => ("phone", "Xã báo cho ông bà biết đơn đến đâu.".to_owned()),
        Deed::Add => ("pencil", "Ông bà viết thêm.".to_owned()),
        Deed::Voice => {
            let outcome =
                event.body.get("outcome").and_then(|outcome| outcome.as_str()).and_then(Outcome::from_code)?;
            ("chat", format!("Ông bà cho biết: {}.", outcome.label().to_lowercase()))
        }
        Deed::Redate => {
            let told = |moved: &Moved| moved.rule == FIRST_REPLY || SETTLING.contains(&moved.rule.as_str());
            let moved = Moved::of(event).into_iter().rfind(told)?;
            (
                "calendar",
                format!("Lịch nghỉ thay đổi: hạn {} chuyển thành {}.", long_day(moved.from), long_day(moved.to)),
            )
        }
        Deed::Close => ("check", "Đã 30 ngày không có ý kiến thêm, xã đóng hồ sơ.".to_owned()),
        _ => return None,
    };
    Some(Moment {
        at: event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        icon,
        words,
        detail: None,
        state: "done",
        day: None,
    })
}

/// “…: từ 25/12/2026 sang 09/01/2027.”
fn moved(event: &Event, words: &str) -> String {
    let day = |field: &str| event.body.get(field)?.as_str()?.parse::<NaiveDate>().ok();
    match (day("due_before"), day("due_after")) {
        (Some(before), Some(after)) if before == after => {
            format!("{words}; ngày hẹn vẫn là {}.", after.format("%d/%m/%Y"))
        }
        (Some(before), Some(after)) => {
            format!("{words}: từ {} sang {}.", before.format("%d/%m/%Y"), after.format("%d/%m/%Y"))
        }
        _ => format!("{words}."),
    }
}
