//! The remote-area switch: from a day, by a decision; a limit has the length of the day on which it starts.

use chrono::NaiveDate;

use super::{Aspect, List, ListChange, NO, YES, keeping};
use crate::domain::{
    act::Act,
    change::Change,
    form::{Fields, Reader},
    handling::document_no,
    office::Office,
    refusal::Refusal,
};

/// The one item of its list.
pub const CODE: &str = "remote";
/// Communes as they are now began on that day; what a new commune says of itself at its first run holds since then.
const BEGINNING: NaiveDate = match NaiveDate::from_ymd_opt(2025, 7, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const FIRST_GROUND: &str = "Ghi khi cài đặt";

impl Office {
    /// Vùng sâu, vùng xa đi lại khó khăn on that day: longer limits of the Luật Khiếu nại.
    pub fn is_remote_on(&self, day: NaiveDate) -> bool {
        let said = self.lists.newest(List::Remote, CODE, Aspect::InUse, day);
        said.is_some_and(|change| change.value == YES)
    }
}

/// What a first run says of the commune, for as long as there is a commune.
pub(in crate::domain) fn first(remote: bool) -> Option<ListChange> {
    remote.then(|| ListChange {
        list: List::Remote,
        code: CODE.to_owned(),
        revision: 1,
        aspect: Aspect::InUse,
        value: YES.to_owned(),
        was: NO.to_owned(),
        since: BEGINNING,
        ground: FIRST_GROUND.to_owned(),
    })
}

/// The same for a commune that is made in one go.
pub fn begin(act: &Act, office: &Office) -> Result<Change, Refusal> {
    keeping::only_admin(act)?;
    keeping::noted(&first(true).into_iter().collect::<Vec<_>>(), act, office)
}

/// The administrator writes down a decision that makes the commune remote from a day, or says that it is not.
pub fn set(fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    keeping::only_admin(act)?;
    if fields.get("revision") != office.lists.revision(List::Remote, CODE).to_string() {
        return Err(Refusal::Untimely("Vừa có người khác sửa mục này. Xin xem lại bản mới nhất.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    let wanted = reader.word("remote", |word| [YES, NO].into_iter().find(|one| *one == word), "Xin chọn có hay không.");
    // Its letters stay as they are written: 861/QĐ-TTg.
    document_no(&mut reader);
    let ground: String = fields.get("document_no").split_whitespace().collect();
    let since = keeping::since(&mut reader, act.today());
    if let (Some(wanted), Some(since)) = (wanted, since)
        && office.is_remote_on(since) == (wanted == YES)
    {
        reader.fail("remote", "Ngày ấy đang đúng như vậy rồi, không cần ghi nữa.");
    }
    reader.done()?;
    let (wanted, since) = wanted.zip(since).ok_or(Refusal::Unseen)?;
    let was = if office.is_remote_on(since) { YES } else { NO };
    let change = keeping::said(List::Remote, CODE, Aspect::InUse, wanted.to_owned(), since, office);
    keeping::noted(&[ListChange { was: was.to_owned(), ground, ..change }], act, office)
}
