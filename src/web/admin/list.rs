//! The kept lists (`/quan-tri/don-vi`, `thon`, `linh-vuc`, …): one page for all, with what is offered, since when, and who changed it.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        desk::{Answer, Desk},
        error::Failure,
        page::{Choice, Page, Typed},
    },
    changed::{self, ChangedShown, planned_words},
};
use crate::{
    domain::{
        event::Deed,
        form::Fields,
        kept::{
            Aspect, Kept, List, YES,
            keeping::{self, Held, Keep},
        },
        paper::{self, Cause, article},
        person::Role,
        petition::{Ground, Kind},
        refusal::{FieldError, Refusal},
        wording::Wording,
    },
    register::{self, UnitsHold},
    store,
};

/// Where the law says which papers are not handled.
const REFUSING: &str = "Luật Khiếu nại, Điều 11; Thông tư 05/2021/TT-TTCP";
/// Every field that some list's forms have.
const FIELDS: &[&str] = &["name", "explanation", "address", "phone", "since", "after"];

#[derive(Serialize)]
struct ListPage {
    list: List,
    title: &'static str,
    intro: &'static str,
    /// Of whichever form was refused; `prefix` tells which.
    errors: Vec<FieldError>,
    prefix: String,
    trouble: String,
    done: Option<&'static str>,
    asked: Vec<Asked>,
    can_add: bool,
    new: Form,
    rows: Vec<Row>,
    retired: Vec<Row>,
    history: Vec<ChangedShown>,
    /// What the law names, to be read only.
    lawful: Vec<Lawful>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "admin/list.html";
}

/// Grounds that the law fixes: where it says so, and what.
#[derive(Serialize)]
struct Lawful {
    title: String,
    grounds: Vec<LawfulGround>,
}

#[derive(Serialize)]
struct LawfulGround {
    words: &'static str,
    article: &'static str,
}

fn lawful() -> Vec<Lawful> {
    let refused = Ground::ALL.iter().map(|ground| LawfulGround { words: ground.label(), article: "" }).collect();
    let refused = Lawful { title: format!("{} ({REFUSING})", Deed::Ineligible.label()), grounds: refused };
    let kinds = [Kind::Complaint, Kind::Denunciation];
    let of = [Deed::Extend, Deed::Suspend, Deed::Resume, Deed::Terminate].into_iter().flat_map(|deed| {
        kinds.into_iter().map(move |kind| {
            let ground = |cause: &Cause| LawfulGround { words: cause.label(), article: article(deed, kind, *cause) };
            let grounds = paper::grounds(deed, kind).iter().map(ground).collect();
            Lawful { title: format!("{}: {}", deed.label(), kind.label().to_lowercase()), grounds }
        })
    });
    std::iter::once(refused).chain(of).filter(|lawful| !lawful.grounds.is_empty()).collect()
}

/// A field of an item.
#[derive(Serialize)]
struct Asked {
    name: Aspect,
    label: &'static str,
    hint: &'static str,
    rows: i32,
    optional: bool,
}

#[derive(Serialize)]
struct Form {
    prefix: String,
    errors: Vec<FieldError>,
    values: serde_json::Map<String, serde_json::Value>,
    open: bool,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    kept: Kept,
    /// As a heading; of a sentence what it is for.
    head: String,
    revision: i32,
    planned: Vec<String>,
    /// Why it is never retired.
    fixed: Option<&'static str>,
    can_retire: bool,
    can_resume: bool,
    /// What would have to go first.
    holders: Vec<String>,
    rename: Form,
    turn: Form,
    place: Form,
    /// What it may stand after.
    places: Vec<Choice>,
    wording: Option<WordingShown>,
    /// Looked at, not saved yet.
    preview: Option<String>,
}

#[derive(Serialize)]
struct WordingShown {
    first_words: &'static str,
    purpose: &'static str,
    page: Option<&'static str>,
    is_own: bool,
}

/// A form that could not stand, or that is only looked at.
#[derive(Default)]
struct Again {
    /// None where an item was to be added.
    item: Option<(String, Keep)>,
    fields: Fields,
    errors: Vec<FieldError>,
    trouble: String,
    preview: bool,
}

fn list_of(desk: &Desk) -> Result<List, Failure> {
    desk.account_as(&[Role::Admin])?;
    desk.visit.path.split('/').nth(2).and_then(List::from_code).ok_or(Failure::Gone)
}

pub fn show(desk: &Desk) -> Answer {
    ask(desk, list_of(desk)?, StatusCode::OK, &Again::default())
}

pub fn add(desk: &Desk) -> Answer {
    let (list, act, fields) = (list_of(desk)?, desk.act(), &desk.visit.fields);
    match register::schedule(desk.store(), &act, &(), |(), office| keeping::add(list, fields, &act, office)) {
        Ok(_) => desk.see(format!("/quan-tri/{}?da=them", list.code())),
        Err(failure) => mend(desk, list, None, failure),
    }
}

pub fn act(desk: &Desk) -> Answer {
    let (list, act, fields) = (list_of(desk)?, desk.act(), &desk.visit.fields);
    let keep = Keep::from_code(desk.visit.part("act")).ok_or(Failure::Gone)?;
    let code = desk.visit.part("code");
    if fields.get("preview") == "yes" {
        let item = Some((code.to_owned(), keep));
        return ask(
            desk,
            list,
            StatusCode::OK,
            &Again { item, fields: fields.clone(), preview: true, ..Again::default() },
        );
    }
    let rule = |held: &Held, office: &_| keeping::perform(keep, (list, code), fields, held, &act, office);
    match register::schedule(desk.store(), &act, &UnitsHold, rule) {
        Ok(_) => desk.see(format!("/quan-tri/{}?da={}", list.code(), keep.code())),
        Err(failure) => mend(desk, list, Some((code.to_owned(), keep)), failure),
    }
}

/// The newest page with what was typed.
fn mend(desk: &Desk, list: List, item: Option<(String, Keep)>, failure: register::Failure) -> Answer {
    let again = Again { item, fields: desk.visit.fields.clone(), ..Again::default() };
    match failure {
        register::Failure::Refused(Refusal::Fields(errors)) => {
            ask(&desk.over_newest()?, list, StatusCode::UNPROCESSABLE_ENTITY, &Again { errors, ..again })
        }
        register::Failure::Refused(Refusal::Untimely(trouble)) => {
            ask(&desk.over_newest()?, list, StatusCode::CONFLICT, &Again { trouble, ..again })
        }
        other => Err(other.into()),
    }
}

fn ask(desk: &Desk, list: List, status: StatusCode, again: &Again) -> Answer {
    let held = desk.store().read(store::list::held)?;
    let items = desk.office.kept(list);
    let rows = items.iter().map(|item| row(desk, list, item, &items, &held, again));
    // What is still to begin stands among those in use.
    let (rows, retired): (Vec<Row>, Vec<Row>) = rows.partition(|row| row.kept.in_use || !row.planned.is_empty());
    let (title, intro) = words(list);
    let today = desk.today().format("%d/%m/%Y").to_string();
    desk.page_as(
        status,
        &ListPage {
            list,
            title,
            intro,
            errors: again.errors.clone(),
            prefix: again.item.as_ref().map_or(String::new(), |(code, keep)| prefix_of(code, *keep)),
            trouble: again.trouble.clone(),
            done: done(&desk.visit.query.get("da")).filter(|_| status == StatusCode::OK),
            asked: list.aspects().iter().map(|aspect| asked(list, *aspect)).collect(),
            can_add: list.is_open(),
            new: form(again, None, Fields::new().with("since", today)),
            rows,
            retired,
            history: changed::newest(desk, &[list])?,
            lawful: if list == List::Reasons { lawful() } else { Vec::new() },
        },
    )
}

fn row(desk: &Desk, list: List, kept: &Kept, items: &[Kept], held: &Held, again: &Again) -> Row {
    let (lists, today, code) = (&desk.office.lists, desk.today(), kept.code.as_str());
    let planned = lists.planned(list, code, today);
    let later = planned.iter().rev().find(|change| change.aspect == Aspect::InUse);
    let ends = later.is_none_or(|change| change.value == YES) && (kept.in_use || later.is_some());
    let begin = |keep, since: NaiveDate| {
        let since = since.format("%d/%m/%Y").to_string();
        form(again, Some((code, keep)), first_fields(list, kept, &since, items))
    };
    // What is planned is called off on its own day.
    let turns_on = later.map_or(today, |change| change.since);
    let turn = if ends { Keep::Retire } else { Keep::Resume };
    let of = Wording::from_code(code).filter(|_| list == List::Wordings);
    let preview = again.preview && again.item.as_ref().is_some_and(|(of, _)| of == code);
    Row {
        head: of.map_or_else(|| kept.name.clone(), |of| of.label().to_owned()),
        revision: lists.revision(list, code),
        fixed: keeping::fixed(list, code).filter(|_| list.retires()),
        can_retire: ends && keeping::fixed(list, code).is_none(),
        can_resume: !ends,
        planned: planned.into_iter().map(planned_words).collect(),
        holders: keeping::holders(list, kept, today, held, &desk.office),
        rename: begin(Keep::Rename, today),
        turn: begin(turn, turns_on),
        place: begin(Keep::Place, today),
        places: items.iter().filter(|item| item.code != code).map(|item| Choice::new(&item.code, &item.name)).collect(),
        wording: of.map(|of| wording(of, kept)),
        preview: preview.then(|| again.fields.get("name")),
        kept: kept.clone(),
    }
}

fn wording(of: Wording, kept: &Kept) -> WordingShown {
    let first_words = of.first_words();
    WordingShown { first_words, purpose: of.purpose(), page: of.page(), is_own: kept.name != first_words }
}

fn first_fields(list: List, kept: &Kept, since: &str, items: &[Kept]) -> Fields {
    let at = items.iter().position(|item| item.code == kept.code).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|at| items.get(at)).map_or("", |item| item.code.as_str());
    let fields = Fields::new().with("since", since).with("after", before);
    list.aspects().iter().fold(fields, |fields, aspect| fields.with(aspect.code(), kept.get(*aspect)))
}

fn prefix_of(code: &str, keep: Keep) -> String {
    format!("{code}-{}-", keep.code())
}

/// A form as it is first, or with what was typed into it.
fn form(again: &Again, of: Option<(&str, Keep)>, first: Fields) -> Form {
    let is_it = again.item.as_ref().map(|(code, keep)| (code.as_str(), *keep)) == of;
    let typed = is_it && (again.preview || !again.errors.is_empty() || !again.trouble.is_empty());
    let (fields, errors) = if typed { (again.fields.clone(), again.errors.clone()) } else { (first, Vec::new()) };
    let Typed { values, errors } = Typed::of(FIELDS, &fields, errors);
    let prefix = of.map_or(String::new(), |(code, keep)| prefix_of(code, keep));
    Form { prefix, errors, values, open: typed }
}

fn asked(list: List, name: Aspect) -> Asked {
    let (label, hint) = match (list, name) {
        (List::Wordings, Aspect::Name) => ("Câu của xã", "Để trống thì dùng câu gốc. Chỉ chữ, không quá 300 chữ cái."),
        (List::Topics, Aspect::Name) => ("Tên hiện cho bà con", ""),
        (_, Aspect::Explanation) => ("Giải thích ngắn", "Ví dụ đời thường, hiện dưới tên khi bà con chọn việc."),
        (_, aspect) => (aspect.label(), ""),
    };
    let rows = if list == List::Wordings { 3 } else { 0 };
    Asked { name, label, hint, rows, optional: name != Aspect::Name }
}

fn words(list: List) -> (&'static str, &'static str) {
    match list {
        List::Units => (
            "Bộ phận",
            "Nơi nhận việc và là nơi làm của cán bộ. Các bộ phận đầu tiên theo Nghị định 150/2025; xã thêm, đổi tên được.",
        ),
        List::Villages => {
            ("Thôn", "Bà con chọn khi gửi đơn. Thôn sáp nhập thì ngừng dùng tên cũ từ ngày ấy, rồi thêm tên mới.")
        }
        List::Topics => (
            "Lĩnh vực",
            "Mười lĩnh vực là khung chung: luật, thời hạn và việc phân loại dựa vào đó, nên xã không thêm dòng mới. Xã đổi tên, giải thích, thứ tự, và tắt dòng không dùng.",
        ),
        List::Authorities => ("Nơi khác", "Cơ quan mà văn phòng hướng dẫn bà con đến, hoặc chuyển đơn đi."),
        List::Wordings => {
            ("Lời văn", "Vài câu trên trang của bà con mà xã nói theo cách mình. Câu của luật thì không sửa ở đây.")
        }
        List::Reasons => {
            ("Lý do trễ", "Khi việc xong sau hạn, người ký chọn một lý do ở đây; Mặt trận xem được lý do và đếm được.")
        }
        List::Remote => ("", ""),
    }
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "them" => Some("Đã thêm. Từ ngày đã ghi, dòng này có trong các biểu mẫu."),
        "doi" => Some("Đã ghi. Từ ngày đã ghi, mọi trang dùng chữ mới."),
        "ngung" => Some("Đã ghi ngày ngừng dùng. Hồ sơ cũ vẫn giữ tên này, và vẫn tìm được."),
        "dung-lai" => Some("Đã ghi ngày dùng lại."),
        "xep" => Some("Đã xếp lại thứ tự."),
        _ => None,
    }
}
