//! Following a petition by its code: where it is, who has it, by when and why, and what the person may do next.

mod decree;
mod followed;
mod invited;
mod meet;
mod reply;
mod timeline;
mod ways;
mod words;

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

pub use invited::{answer_invitation, show_invitation};
pub use meet::{meet, show_meet, unmeet};
pub use reply::{add, say, show_add, show_say};
pub use words::{open_words, show_words};

use super::{
    desk::{Answer, Desk},
    error::Failure,
    gate::Bucket,
    page::{Page, Typed},
};
use crate::{
    domain::{
        clock::SECOND_COMPLAINT,
        code::{Code, CodeError},
        duplicate,
        form::Fields,
        petition::{Case, Kind},
        refusal::FieldError,
    },
    store::{self},
};
use followed::{Followed, followed, subject_of};
use meet::Meeting;

#[derive(Serialize)]
struct LookupPage {
    #[serde(flatten)]
    typed: Typed,
}

impl Page for LookupPage {
    const TEMPLATE: &'static str = "tracking/lookup.html";
}

pub fn show_lookup(desk: &Desk) -> Answer {
    desk.page(&LookupPage { typed: Typed::of(&["code"], &Fields::new(), Vec::new()) })
}

pub fn lookup(desk: &Desk) -> Answer {
    desk.app.limits.take(Bucket::Code, desk.visit.address)?;
    let again = |status: StatusCode, words: &str| {
        let errors = vec![FieldError::new("code", words)];
        desk.page_as(status, &LookupPage { typed: Typed::of(&["code"], &desk.visit.fields, errors) })
    };
    match Code::parse(&desk.visit.fields.get("code")) {
        Err(CodeError::Length) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, "Mã có 12 số, ở trên phiếu. Xin xem lại, còn thiếu hoặc thừa số.")
        }
        Err(CodeError::Check) => again(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Có một số chưa đúng, hoặc hai số đứng lộn chỗ. Xin dò lại với phiếu.",
        ),
        Ok(code) => match desk.store().read(|conn| store::petition::by_code(desk.store(), conn, &code))? {
            Some(_) => desk.see(format!("/don/{}", code.digits())),
            None => again(StatusCode::NOT_FOUND, "Không có đơn nào mang mã này. Xin dò lại, hoặc gọi xã."),
        },
    }
}

/// The petition whose code stands in the path.
pub fn case_of(desk: &Desk) -> Result<(Code, Case), Failure> {
    desk.app.limits.take(Bucket::Code, desk.visit.address)?;
    let code = Code::parse(desk.visit.part("code")).map_err(|_| Failure::Gone)?;
    let case = desk.store().read(|conn| match store::petition::by_code(desk.store(), conn, &code)? {
        Some(petition) => store::petition::load(conn, petition),
        None => Err(store::Trouble::NotFound),
    })?;
    Ok((code, case))
}

#[derive(Serialize)]
struct PetitionPage {
    #[serde(flatten)]
    typed: Typed,
    p: Followed,
    meeting: Option<Meeting>,
    added: bool,
    invitation: Option<invited::InvitationShown>,
}

impl Page for PetitionPage {
    const TEMPLATE: &'static str = "tracking/petition.html";
}

pub fn show(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    follow(desk, StatusCode::OK, &code, &case, Typed::of(&["phone_last4"], &Fields::new(), Vec::new()))
}

fn follow(desk: &Desk, status: StatusCode, code: &Code, case: &Case, typed: Typed) -> Answer {
    let history = desk.store().read(|conn| store::petition::history(conn, case.petition.id))?;
    let added = desk.visit.query.get("da-gui") == "1";
    let own = followed(desk, code, case, &history);
    let p = match main_of(desk, case)? {
        Some(main) => followed::joined(desk, own, &main),
        None => own,
    };
    let meeting = meet::meeting(desk, case)?;
    let invitation = invited::invitation(desk, code)?;
    desk.page_as(status, &PetitionPage { typed, p, meeting, invitation, added })
}

/// The petition that stands for this one, while it can.
fn main_of(desk: &Desk, case: &Case) -> Result<Option<Case>, Failure> {
    let Some(link) = case.main() else { return Ok(None) };
    let main = desk.store().read(|conn| store::petition::load(conn, link.main))?;
    Ok(Some(main).filter(|main| duplicate::speaks(&main.petition)))
}

#[derive(Serialize)]
struct Named {
    code: String,
    subject: String,
    follow_path: String,
    waiting_for_person: Option<String>,
    complaint: bool,
    second_complaint_by: Option<NaiveDate>,
}

fn named(desk: &Desk, code: &Code, case: &Case) -> Named {
    Named {
        code: code.digits().to_owned(),
        subject: subject_of(desk, &case.petition),
        follow_path: format!("/don/{}", code.digits()),
        waiting_for_person: None,
        complaint: case.petition.kind_now() == Kind::Complaint,
        second_complaint_by: case.clocks.iter().find(|clock| clock.rule == SECOND_COMPLAINT).map(|clock| clock.due),
    }
}
