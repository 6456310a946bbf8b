//! What the person answers: adds facts, says whether it is done.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{Named, case_of, main_of, named};
use crate::web::{
    desk::{Answer, Desk},
    page::{Page, Typed},
    upload,
};
use crate::{
    domain::{
        act::Act,
        event::Deed,
        form::Fields,
        petition::Case,
        refusal::{FieldError, Refusal},
        telling,
    },
    register::{self, Done},
};

#[derive(Serialize)]
pub(super) struct AddPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
}

impl Page for AddPage {
    const TEMPLATE: &'static str = "tracking/add.html";
}

/// The person's act. The same words on the same day about the same answer are one: a second tap, a retry after a cut.
fn own_act(desk: &Desk, case: &Case, deed: Deed) -> Act {
    let mut parts = vec![case.petition.id.to_string(), deed.code().to_owned(), desk.today().to_string()];
    parts.push(case.answers.len().to_string());
    for (field, values) in desk.visit.fields.iter() {
        parts.push(format!("{field}={}", values.join("\n")));
    }
    parts.extend_from_slice(&desk.visit.prints);
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    desk.citizens_act().with_form(desk.store().keys.form(&parts))
}

pub fn show_add(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if !telling::can_add(&case) {
        return desk.see(format!("/don/{}", code.digits()));
    }
    desk.page(&AddPage { typed: Typed::of(&["body"], &Fields::new(), Vec::new()), p: named(desk, &code, &case) })
}

pub fn add(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let mut errors = desk.visit.file_errors();
    if errors.is_empty() {
        let act = own_act(desk, &case, Deed::Add);
        let (fields, files) = (&desk.visit.fields, &desk.visit.files);
        match register::hear(desk.store(), &act, case.petition.id, Deed::Add, fields, files) {
            Ok(done) => {
                // Sent before: the same words and files stand there already.
                if matches!(done, Done::Already) {
                    desk.forget_files();
                }
                return desk.see(format!("/don/{}?da-gui=1", code.digits()));
            }
            Err(register::Failure::Refused(Refusal::Fields(found))) => errors = found,
            Err(failure) => return Err(failure.into()),
        }
    }
    if !desk.visit.files.is_empty() {
        errors.push(FieldError::new(upload::FIELD, "Tệp vừa chọn chưa được lưu. Sửa xong, xin chọn lại."));
    }
    let typed = Typed::of(&["body"], &desk.visit.fields, errors);
    desk.page_as(upload::status(&desk.visit.refused), &AddPage { typed, p: named(desk, &code, &case) })
}

#[derive(Serialize)]
pub(super) struct SayPage {
    #[serde(flatten)]
    typed: Typed,
    p: Named,
}

impl Page for SayPage {
    const TEMPLATE: &'static str = "tracking/say.html";
}

pub fn show_say(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    if !telling::can_voice(main_of(desk, &case)?.as_ref().unwrap_or(&case)) {
        return desk.see(format!("/don/{}", code.digits()));
    }
    let typed = Typed::of(&["outcome", "reason"], &desk.visit.query, Vec::new());
    desk.page(&SayPage { typed, p: named(desk, &code, &case) })
}

/// Done, partly, not done: two taps. Without words where words are needed, the page asks for them and keeps the choice.
pub fn say(desk: &Desk) -> Answer {
    let (code, case) = case_of(desk)?;
    let act = own_act(desk, &case, Deed::Voice);
    // What they say counts on the petition that stands for theirs.
    let about = main_of(desk, &case)?.map_or(case.petition.id, |main| main.petition.id);
    match register::hear(desk.store(), &act, about, Deed::Voice, &desk.visit.fields, &[]) {
        Ok(_) => desk.see(format!("/don/{}", code.digits())),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            let typed = Typed::of(&["outcome", "reason"], &desk.visit.fields, errors);
            desk.page_as(StatusCode::UNPROCESSABLE_ENTITY, &SayPage { typed, p: named(desk, &code, &case) })
        }
        Err(failure) => Err(failure.into()),
    }
}
