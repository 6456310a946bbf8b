//! What was changed in kept lists, in words: who, when, from what to what; for the administrator's pages and for the Front.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::{desk::Desk, error::Failure};
use crate::{
    domain::{
        kept::{Aspect, List, ListChange, YES},
        office::Office,
        petition::Topic,
        wording::Wording,
    },
    store::{self, list::Changed},
};

#[derive(Serialize)]
pub struct ChangedShown {
    at: DateTime<Utc>,
    by: String,
    /// “Thôn Thôn Hạ: ngừng dùng”.
    what: String,
    since: NaiveDate,
    ground: String,
}

/// The newest changes of these lists.
pub fn newest(desk: &Desk, lists: &[List]) -> Result<Vec<ChangedShown>, Failure> {
    let history = desk.store().read(|conn| store::list::history(conn, lists))?;
    Ok(history.iter().map(|changed| shown(desk, changed)).collect())
}

fn shown(desk: &Desk, Changed { change, at, by }: &Changed) -> ChangedShown {
    let by = by.and_then(|id| desk.office.account(id));
    ChangedShown {
        at: *at,
        by: by.map_or_else(|| "tại máy chủ".to_owned(), |by| by.name.clone()),
        what: format!("{}: {}", item_words(change, &desk.office), change_words(change)),
        since: change.since,
        ground: change.ground.clone(),
    }
}

/// “Lĩnh vực Đất đai”; of a whole list its name alone.
fn item_words(change: &ListChange, office: &Office) -> String {
    let list = change.list.label();
    if change.code.is_empty() || change.list == List::Remote {
        return list.to_owned();
    }
    let name = match change.list {
        List::Wordings => Wording::from_code(&change.code).map(|of| of.label().to_owned()),
        List::Topics => Topic::from_code(&change.code).map(|topic| topic.label().to_owned()),
        list => office.kept(list).into_iter().find(|item| item.code == change.code).map(|item| item.name),
    };
    let name = name.unwrap_or_else(|| change.code.clone());
    if change.list == List::Wordings {
        return format!("{list} “{name}”");
    }
    if name.to_lowercase().starts_with(&list.to_lowercase()) { name } else { format!("{list} {name}") }
}

/// “ngừng dùng”; “Tên “Văn phòng” → “Văn phòng HĐND””.
fn change_words(change: &ListChange) -> String {
    let quoted = |text: &str| if text.is_empty() { "(để trống)".to_owned() } else { format!("“{text}”") };
    match (change.aspect, change.list) {
        (Aspect::Order, _) => "xếp lại thứ tự".to_owned(),
        (Aspect::InUse, List::Remote) => if change.value == YES { "có" } else { "không" }.to_owned(),
        (Aspect::InUse, _) if change.value != YES => "ngừng dùng".to_owned(),
        (Aspect::InUse, _) if change.revision == 1 => "thêm mới".to_owned(),
        (Aspect::InUse, _) => "dùng lại".to_owned(),
        (Aspect::Name, List::Wordings) if change.value.is_empty() => "dùng lại câu gốc".to_owned(),
        (Aspect::Name, List::Wordings) => format!("{} → {}", quoted(&change.was), quoted(&change.value)),
        (aspect, _) => {
            format!("{} {} → {}", aspect.label().to_lowercase(), quoted(&change.was), quoted(&change.value))
        }
    }
}

/// “từ 01/12/2026: ngừng dùng”, for what is still to come.
pub fn planned_words(change: &ListChange) -> String {
    format!("từ {}: {}", change.since.format("%d/%m/%Y"), change_words(change))
}
