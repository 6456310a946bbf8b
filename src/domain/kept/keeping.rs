//! Keeping a list: added, named anew, placed, retired, taken back, each from a day, by the administrator alone.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Aspect, CHANGES_MAX, ITEMS_MAX, Kept, List, ListChange, NO, NewItem, YES, slug};
use crate::domain::{
    act::{Act, Actor},
    change::{Change, Write},
    event::Deed,
    fold::fold,
    form::{Fields, Reader},
    lateness::OTHER,
    office::Office,
    person::{Account, Role},
    petition::Topic,
    refusal::Refusal,
    wording::WORDING_CHARS_MAX,
    words::words,
};

/// How far ahead a change may be written down.
const AHEAD_DAYS_MAX: i64 = 800;

/// What units have to do, by code: counts, because an administrator sees no case.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Open petitions.
    pub petitions: BTreeMap<String, i64>,
    /// Questions of other units that are not answered.
    pub asked: BTreeMap<String, i64>,
}

pub(super) fn only_admin(act: &Act) -> Result<(), Refusal> {
    match &act.by {
        Actor::System => Ok(()),
        Actor::Account(account) if account.role == Role::Admin => Ok(()),
        _ => Err(Refusal::NotYours("Danh mục do người quản trị giữ.")),
    }
}

words!(
    /// What is done with an item; its code is the last part of the address.
    pub Keep {
        Rename "doi" "Đổi",
        Retire "ngung" "Ngừng dùng",
        Resume "dung-lai" "Dùng lại",
        Place "xep" "Xếp lại",
    }
);

/// One act on one item.
pub fn perform(
    keep: Keep,
    (list, code): (List, &str),
    fields: &Fields,
    held: &Held,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    match keep {
        Keep::Rename => rename(list, code, fields, act, office),
        Keep::Retire => retire(list, code, fields, held, act, office),
        Keep::Resume => resume(list, code, fields, act, office),
        Keep::Place => place(list, code, fields, act, office),
    }
}

/// A new item, offered from a day.
pub fn add(list: List, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    if !list.is_open() {
        return Err(Refusal::Untimely(format!("{} không thêm được: {}", list.label(), NOT_OPEN)));
    }
    let items = office.kept(list);
    if items.len() >= ITEMS_MAX {
        return Err(Refusal::Untimely(format!("Danh sách đã có {ITEMS_MAX} dòng, nhiều nhất là thế.")));
    }
    let mut reader = Reader::new(fields);
    let name = named(&mut reader, list, None, &items);
    let code = slug(&name);
    if !name.is_empty() && (code.is_empty() || code.chars().count() > CODE_CHARS_MAX) {
        reader.fail("name", "Tên này chưa thành mã được. Xin ghi tên ngắn, bằng chữ.");
    } else if items.iter().any(|item| item.code == code) {
        reader.fail("name", "Đã có tên này trong danh sách, kể cả dòng đã ngừng dùng. Xin dùng lại dòng ấy.");
    }
    let address = detail(&mut reader, list, Aspect::Address);
    let phone = detail(&mut reader, list, Aspect::Phone);
    let since = since(&mut reader, act.today());
    reader.done()?;
    let since = since.ok_or(Refusal::Unseen)?;
    let position = i32::try_from(items.len()).unwrap_or(i32::MAX).saturating_add(1);
    let item = NewItem { list, code: code.clone(), name, address, phone, position, since };
    let used = ListChange { was: NO.to_owned(), ..said(list, &code, Aspect::InUse, YES.to_owned(), since, office) };
    Ok(noted(&[used], act, office)?.with(Write::ListItem(Box::new(item))))
}

const NOT_OPEN: &str = "luật và chương trình dựa vào đúng những dòng này. Đổi tên, đổi thứ tự thì được.";
const CODE_CHARS_MAX: usize = 60;

/// Other words for an item, from a day.
fn rename(list: List, code: &str, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    let (items, item) = item(list, code, office)?;
    is_newest(list, code, fields, office)?;
    let mut reader = Reader::new(fields);
    let name = named(&mut reader, list, Some(code), &items);
    let mut wanted = vec![(Aspect::Name, name)];
    let details = list.aspects().iter().filter(|aspect| **aspect != Aspect::Name);
    wanted.extend(details.map(|aspect| (*aspect, detail(&mut reader, list, *aspect))));
    let since = since(&mut reader, act.today());
    reader.done()?;
    let since = since.ok_or(Refusal::Unseen)?;
    let held = |aspect| office.lists.value(list, code, aspect, since).unwrap_or(item.get(aspect)).to_owned();
    let mut changes = Vec::new();
    for (revision, (aspect, value)) in (1..).zip(wanted.into_iter().filter(|(aspect, value)| held(*aspect) != *value)) {
        let change = said(list, code, aspect, value, since, office);
        let revision = office.lists.revision(list, code) + revision;
        changes.push(ListChange { revision, was: held(aspect), ..change });
    }
    if changes.is_empty() {
        return Err(Refusal::field("name", "Chưa có gì khác so với tên sẽ dùng vào ngày ấy."));
    }
    noted(&changes, act, office)
}

/// No longer offered from a day; what was filed under it keeps its name.
fn retire(list: List, code: &str, fields: &Fields, held: &Held, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    let (_, item) = item(list, code, office)?;
    is_newest(list, code, fields, office)?;
    if let Some(why) = fixed(list, code) {
        return Err(Refusal::Untimely(why.to_owned()));
    }
    let mut reader = Reader::new(fields);
    let since = since(&mut reader, act.today());
    reader.done()?;
    let since = since.ok_or(Refusal::Unseen)?;
    let holders = holders(list, &item, since, held, office);
    if !holders.is_empty() {
        return Err(Refusal::Untimely(format!(
            "Chưa ngừng dùng “{}” được, vì còn: {}.",
            item.name,
            holders.join("; ")
        )));
    }
    turned(list, code, false, since, act, office)
}

/// Offered again from a day.
fn resume(list: List, code: &str, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    item(list, code, office)?;
    is_newest(list, code, fields, office)?;
    let mut reader = Reader::new(fields);
    let since = since(&mut reader, act.today());
    reader.done()?;
    turned(list, code, true, since.ok_or(Refusal::Unseen)?, act, office)
}

fn turned(list: List, code: &str, on: bool, since: NaiveDate, act: &Act, office: &Office) -> Result<Change, Refusal> {
    if office.lists.is_in_use(list, code, since) == on {
        let words = if on { "Ngày ấy vẫn đang dùng rồi." } else { "Ngày ấy đã ngừng dùng rồi." };
        return Err(Refusal::field("since", words));
    }
    let (value, was) = if on { (YES, NO) } else { (NO, YES) };
    let change = said(list, code, Aspect::InUse, value.to_owned(), since, office);
    noted(&[ListChange { was: was.to_owned(), ..change }], act, office)
}

/// Stands after another item from now on, or first where none is named.
fn place(list: List, code: &str, fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    let (items, _) = item(list, code, office)?;
    let before: Vec<String> = items.iter().map(|item| item.code.clone()).collect();
    let mut after: Vec<String> = before.iter().filter(|other| *other != code).cloned().collect();
    let anchor = fields.get("after");
    let at = if anchor.is_empty() { Some(0) } else { after.iter().position(|other| *other == anchor).map(|at| at + 1) };
    let at = at.ok_or_else(|| Refusal::field("after", "Không có dòng này để xếp sau nó. Xin chọn lại."))?;
    after.insert(at, code.to_owned());
    if after == before {
        return Err(Refusal::field("after", "Dòng này đang đứng đúng chỗ ấy rồi."));
    }
    let change = said(list, "", Aspect::Order, after.join(" "), act.today(), office);
    noted(&[ListChange { was: before.join(" "), ..change }], act, office)
}

/// Why an item can never be retired.
pub fn fixed(list: List, code: &str) -> Option<&'static str> {
    match list {
        List::Topics if code == Topic::Other.code() => {
            Some("“Việc khác” luôn phải có, cho người không chắc việc của mình thuộc đâu.")
        }
        List::Topics if code == Topic::Conduct.code() => Some(
            "Đơn về thái độ cán bộ về thẳng Chủ tịch. Bỏ dòng này thì đơn ấy vào tay người khác, nên không bỏ được.",
        ),
        List::Reasons if code == OTHER => Some("“Lý do khác” luôn phải có, kèm lời giải thích."),
        List::Units if code == "chairman" => Some("Đơn về thái độ cán bộ về thẳng Lãnh đạo UBND, nên luôn phải có."),
        list if !list.retires() => Some("Câu này không ngừng dùng được; xin dùng lại câu gốc."),
        _ => None,
    }
}

/// What stands in the way of retiring it: names of people, counts of all else.
pub fn holders(list: List, item: &Kept, since: NaiveDate, held: &Held, office: &Office) -> Vec<String> {
    let code = Some(item.code.as_str());
    let live = office.routes.iter().filter(|route| route.until.is_none_or(|until| until >= since));
    let of_unit = |counts: &BTreeMap<String, i64>| counts.get(&item.code).copied().unwrap_or(0);
    let (petitions, asked, people, routes): (i64, i64, Vec<&Account>, usize) = match list {
        List::Units => (
            of_unit(&held.petitions),
            of_unit(&held.asked),
            office.staff.iter().filter(|account| !account.closed && account.unit.as_deref() == code).collect(),
            live.filter(|route| route.unit == item.code).count(),
        ),
        List::Villages => (
            0,
            0,
            office.staff.iter().filter(|account| !account.closed && account.village.as_deref() == code).collect(),
            live.filter(|route| route.village.as_deref() == code).count(),
        ),
        _ => return Vec::new(),
    };
    let names: Vec<&str> = people.iter().map(|account| account.name.as_str()).collect();
    [
        (petitions > 0).then(|| format!("{petitions} hồ sơ đang mở")),
        (asked > 0).then(|| format!("{asked} câu hỏi phối hợp chưa trả lời")),
        (!names.is_empty()).then(|| format!("tài khoản của {}", names.join(", "))),
        (routes > 0).then(|| format!("{routes} dòng phân công còn hiệu lực")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn item(list: List, code: &str, office: &Office) -> Result<(Vec<Kept>, Kept), Refusal> {
    let items = office.kept(list);
    let found = items.iter().find(|item| item.code == code).cloned().ok_or(Refusal::Unseen)?;
    Ok((items, found))
}

fn is_newest(list: List, code: &str, fields: &Fields, office: &Office) -> Result<(), Refusal> {
    if fields.get("revision") == office.lists.revision(list, code).to_string() {
        return Ok(());
    }
    Err(Refusal::Untimely("Vừa có người khác sửa dòng này. Xin xem lại bản mới nhất.".to_owned()))
}

/// A name that no other item of the list has, now or to come. A sentence may be emptied: then the first words hold.
fn named(reader: &mut Reader, list: List, own: Option<&str>, items: &[Kept]) -> String {
    if list == List::Wordings {
        let name = reader.optional("name", WORDING_CHARS_MAX);
        if name.contains(['<', '>']) {
            reader.fail("name", "Chỉ ghi chữ thường, không dùng dấu < và >.");
        }
        return name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let name = reader.text("name", list.length(Aspect::Name), "Xin ghi tên.");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = fold(&name);
    if items.iter().any(|item| Some(item.code.as_str()) != own && fold(&item.name) == wanted) {
        reader.fail("name", "Đã có tên này trong danh sách, kể cả dòng đã ngừng dùng.");
    }
    name
}

fn detail(reader: &mut Reader, list: List, aspect: Aspect) -> String {
    if !list.aspects().contains(&aspect) {
        return String::new();
    }
    reader.optional(aspect.code(), list.length(aspect).max)
}

/// Today or later: what was done before rests on what was said then.
pub(super) fn since(reader: &mut Reader, today: NaiveDate) -> Option<NaiveDate> {
    if reader.get("since").is_empty() {
        reader.fail("since", "Xin ghi từ ngày nào.");
    }
    let since = reader.optional_date("since")?;
    if since < today {
        reader.fail("since", "Chỉ ghi từ hôm nay trở đi: việc đã làm trước đó dựa vào tên cũ.");
    } else if (since - today).num_days() > AHEAD_DAYS_MAX {
        reader.fail("since", "Ngày này xa quá. Xin ghi một ngày trong hai năm tới.");
    }
    Some(since)
}

/// One word more about an item, on top of all that was said.
pub(super) fn said(
    list: List,
    code: &str,
    aspect: Aspect,
    value: String,
    since: NaiveDate,
    office: &Office,
) -> ListChange {
    let revision = office.lists.revision(list, code) + 1;
    let (code, was, ground) = (code.to_owned(), String::new(), String::new());
    ListChange { list, code, revision, aspect, value, was, since, ground }
}

/// The event tells which item, what of it and from when; the words stand beside it in their own rows.
pub(super) fn noted(changes: &[ListChange], act: &Act, office: &Office) -> Result<Change, Refusal> {
    if office.lists.len() + changes.len() > CHANGES_MAX {
        return Err(Refusal::Untimely(format!("Các danh mục đã đổi {CHANGES_MAX} lần, nhiều nhất là thế.")));
    }
    let first = changes.first().ok_or(Refusal::Unseen)?;
    let aspects: Vec<&str> = changes.iter().map(|change| change.aspect.code()).collect();
    Ok(Change::looking(None, act, Deed::List)
        .noting("list", first.list)
        .noting("code", &first.code)
        .noting("aspects", aspects)
        .noting("since", first.since)
        .with_all(changes.iter().map(|change| Write::ListChange(Box::new(change.clone())))))
}
