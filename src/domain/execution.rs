//! Execution: “chưa xong” of a decided khiếu nại asks whether its decision was carried out, never for another first decision.

use chrono::NaiveDate;

use super::{
    act::Act,
    clock::{Clocks, EXECUTION},
    form::Reader,
    office::Office,
    person::{Account, Role},
    petition::{Case, Petition},
    sorting::REASON,
};

/// The chairman looks at it, by the day by which the commune answers.
pub(super) fn look(clocks: &mut Clocks, act: &Act, office: &Office) {
    if clocks.is_running(EXECUTION) {
        return;
    }
    let basis = "Hạn xã tự đặt; Luật Khiếu nại, Điều 44–46: quyết định có hiệu lực phải được thi hành";
    clocks.start_own(EXECUTION, "Xem lại việc thi hành quyết định", basis, office.facts.answer_days, act.today());
}

/// Whether this person may say, for the office, that the decision was carried out.
pub fn may_end(by: &Account, case: &Case) -> bool {
    case.running(EXECUTION).is_some() && (by.role == Role::Chair || case.petition.owner == Some(by.id))
}

/// What was carried out, in words; the person was told it after they said that it was not.
pub(super) fn read(reader: &mut Reader, case: &Case, sent_on: Option<NaiveDate>) -> String {
    let Some(asked) = case.running(EXECUTION) else {
        reader.fail("executed", "Người gửi chưa nói quyết định chưa được thi hành, nên không có gì để báo ở đây.");
        return String::new();
    };
    if sent_on.is_some_and(|sent| sent < asked.started_on) {
        let asked = asked.started_on.format("%d/%m/%Y");
        reader.fail("sent_on", format!("Người gửi nói chưa xong ngày {asked}, không thể báo trước ngày ấy."));
    }
    reader.text("note", REASON, "Xin ghi đã thi hành những gì, ngày nào.")
}

/// Ends the look. It is for the person to say whether that is so: from here their silence counts, or they say it anew.
pub(super) fn end(after: &mut Petition, clocks: &mut Clocks, sent_on: NaiveDate) {
    clocks.meet(EXECUTION, sent_on);
    after.facts.outcome = None;
    after.facts.told_on = Some(sent_on);
}
