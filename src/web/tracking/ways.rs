//! The two ways on after a decision on a complaint, or after the time for one ran out, with their last days.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::{
    clock::{SECOND_COMPLAINT, SETTLE_COMPLAINT, SUE},
    law::Variant,
    petition::{Case, Kind, Stage},
};
use crate::web::desk::Desk;

/// A next legal step with its last day.
#[derive(Serialize)]
pub(super) struct Way {
    pub(super) title: &'static str,
    pub(super) to: Option<String>,
    pub(super) due: Option<NaiveDate>,
    pub(super) basis: String,
    pub(super) how: Option<&'static str>,
}

/// The day on which the person got the decision: from it the two ways are counted.
pub(super) fn delivered_on(case: &Case) -> Option<NaiveDate> {
    case.tellings
        .iter()
        .filter(|telling| matches!(telling.about, Stage::Answered | Stage::Closed))
        .find_map(|telling| telling.delivered_on)
}

pub(super) const SECOND_TITLE: &str = "Khiếu nại lần hai";
const SUE_TITLE: &str = "Khởi kiện";

/// A complaint's two ways on: from the day of delivery, or from the day on which the time for settling ran out (KN Đ.33; Luật TTHC Đ.116).
pub(super) fn ways_of(desk: &Desk, case: &Case) -> Vec<Way> {
    if case.petition.kind_now() != Kind::Complaint {
        return Vec::new();
    }
    let lapsed = case.running(SETTLE_COMPLAINT).filter(|clock| clock.due < desk.today()).map(|clock| clock.due);
    let decided = case.petition.stage == Stage::Answered || case.petition.stage == Stage::Closed;
    if lapsed.is_none() && !decided {
        return Vec::new();
    }
    let superior = desk.office.facts.superior.clone();
    let to = if superior.starts_with("Chủ tịch") { superior } else { format!("Chủ tịch {superior}") };
    let to = format!("gửi {to}");
    [(SECOND_COMPLAINT, SECOND_TITLE, Some(to)), (SUE, SUE_TITLE, Some("tại Tòa án nhân dân có thẩm quyền".to_owned()))]
        .into_iter()
        .map(|(rule, title, to)| {
            let started =
                case.clocks.iter().find(|clock| clock.rule == rule).map(|clock| (clock.due, clock.basis.clone()));
            let counted = started.or_else(|| lapsed.and_then(|from| counted(desk, rule, from)));
            let basis = counted.as_ref().map(|(_, basis)| basis.clone()).unwrap_or_default();
            let how = counted.is_none().then_some("Ngày cuối tính từ ngày ông bà nhận được quyết định.");
            Way { title, to, due: counted.map(|(due, _)| due), basis, how }
        })
        .collect()
}

fn counted(desk: &Desk, rule: &str, from: NaiveDate) -> Option<(NaiveDate, String)> {
    let found = desk.office.terms.rule(rule, from).ok()?;
    let variant = found.known(Variant { complex: false, remote: desk.office.is_remote_on(from) });
    let deadline = found.deadline(&desk.office.calendar, from, variant).ok()?;
    Some((deadline.due, deadline.basis))
}
