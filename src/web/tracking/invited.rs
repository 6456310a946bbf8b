//! The invitation on the code's page: when, where, what to bring, and one tap to say whether they come.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{Named, case_of, named};
use crate::{
    domain::{
        code::Code,
        dialogue::{Coming, DialogueKind, DialogueStage, guest::Invitation},
        refusal::{FieldError, Refusal},
    },
    register, store,
    web::{
        desk::{Answer, Desk},
        error::Failure,
        page::Page,
    },
};

#[derive(Serialize)]
pub(super) struct InvitationShown {
    kind: DialogueKind,
    stage: DialogueStage,
    /// Still to be answered.
    open: bool,
    subject: String,
    day: NaiveDate,
    hour: String,
    place: String,
    bring: String,
    moved_from: Option<NaiveDate>,
    coming: Option<Coming>,
}

/// What this code's holder is invited to.
pub(super) fn invitation(desk: &Desk, code: &Code) -> Result<Option<InvitationShown>, Failure> {
    let found = desk.store().read(|conn| store::dialogue::invited(desk.store(), conn, code))?;
    Ok(found.map(|invitation| shown(desk, &invitation)))
}

fn shown(desk: &Desk, invitation: &Invitation) -> InvitationShown {
    let dialogue = invitation.dialogue.clone();
    InvitationShown {
        kind: dialogue.kind,
        stage: dialogue.stage,
        open: invitation.is_open(desk.today()),
        subject: dialogue.subject,
        day: dialogue.day,
        hour: dialogue.hour,
        place: dialogue.place,
        bring: dialogue.bring,
        moved_from: dialogue.moved_from,
        coming: invitation.guest.coming,
    }
}

#[derive(Serialize)]
struct InvitedPage {
    errors: Vec<FieldError>,
    p: Named,
    i: InvitationShown,
}

impl Page for InvitedPage {
    const TEMPLATE: &'static str = "tracking/dialogue.html";
}

fn page_of(desk: &Desk, errors: Vec<FieldError>) -> Result<InvitedPage, Failure> {
    let (code, case) = case_of(desk)?;
    let i = invitation(desk, &code)?.ok_or(Failure::Gone)?;
    Ok(InvitedPage { errors, p: named(desk, &code, &case), i })
}

/// `GET /don/{code}/doi-thoai`.
pub fn show_invitation(desk: &Desk) -> Answer {
    desk.page(&page_of(desk, Vec::new())?)
}

/// `POST /don/{code}/doi-thoai`: `answer` yes or no.
pub fn answer_invitation(desk: &Desk) -> Answer {
    let (code, _) = case_of(desk)?;
    let act = desk.citizens_act();
    match register::answer_invitation(desk.store(), &act, &code, &desk.visit.fields) {
        Ok(_) => desk.see(format!("/don/{}/doi-thoai", code.digits())),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page_of(desk, errors)?)
        }
        Err(failure) => Err(failure.into()),
    }
}
