//! The remote-area switch (`/quan-tri/vung-xa`): from which day, by which decision, with what it was before.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        desk::{Answer, Desk},
        page::{Page, Typed},
    },
    changed::{self, ChangedShown},
};
use crate::{
    domain::{
        form::Fields,
        kept::{List, YES, remote},
        person::Role,
        refusal::{FieldError, Refusal},
    },
    register,
};

const FIELDS: &[&str] = &["remote", "document_no", "since"];

#[derive(Serialize)]
struct RemotePage {
    #[serde(flatten)]
    typed: Typed,
    trouble: String,
    is_remote: bool,
    planned: Vec<Planned>,
    revision: i32,
    history: Vec<ChangedShown>,
    done: Option<&'static str>,
}

#[derive(Serialize)]
struct Planned {
    since: NaiveDate,
    is_remote: bool,
}

impl Page for RemotePage {
    const TEMPLATE: &'static str = "admin/remote.html";
}

pub fn show(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let fields = Fields::new().with("since", desk.today().format("%d/%m/%Y").to_string());
    ask(desk, StatusCode::OK, &fields, Vec::new(), String::new())
}

fn ask(desk: &Desk, status: StatusCode, fields: &Fields, errors: Vec<FieldError>, trouble: String) -> Answer {
    let (office, today) = (&desk.office, desk.today());
    let planned = office.lists.planned(List::Remote, remote::CODE, today);
    desk.page_as(
        status,
        &RemotePage {
            typed: Typed::of(FIELDS, fields, errors),
            trouble,
            is_remote: office.is_remote_on(today),
            planned: planned.iter().map(|one| Planned { since: one.since, is_remote: one.value == YES }).collect(),
            revision: office.lists.revision(List::Remote, remote::CODE),
            history: changed::newest(desk, &[List::Remote])?,
            done: (desk.visit.query.get("da") == "ghi" && status == StatusCode::OK)
                .then_some("Đã ghi. Đơn có hạn bắt đầu từ ngày ấy theo hạn mới; đơn trước đó giữ hạn cũ."),
        },
    )
}

pub fn set(desk: &Desk) -> Answer {
    desk.account_as(&[Role::Admin])?;
    let (act, fields) = (desk.act(), &desk.visit.fields);
    match register::schedule(desk.store(), &act, &(), |(), office| remote::set(fields, &act, office)) {
        Ok(_) => desk.see("/quan-tri/vung-xa?da=ghi"),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            ask(desk, StatusCode::UNPROCESSABLE_ENTITY, fields, errors, String::new())
        }
        Err(register::Failure::Refused(Refusal::Untimely(trouble))) => {
            ask(desk, StatusCode::CONFLICT, fields, Vec::new(), trouble)
        }
        Err(failure) => Err(failure.into()),
    }
}
