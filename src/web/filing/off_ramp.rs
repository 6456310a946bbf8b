//! The words just typed read like a tố cáo: where to go instead, nothing kept, the words carried back in a form.

use serde::Serialize;

use super::{Held, files};
use crate::{
    domain::{
        filing::Step,
        form::Fields,
        sorter::{self, Elsewhere, Flag, Story},
    },
    store,
    web::{
        desk::{Answer, Desk, Reply},
        error::Failure,
        public::DenouncePage,
    },
};

/// The field by which a person says that it is none.
const NOT_ONE: &str = "not_denunciation";

/// A hidden field of the form that carries the words back.
#[derive(Serialize)]
pub struct Carried {
    name: &'static str,
    value: String,
}

/// The page `/to-cao` when these words accuse an official and the person has not said that they do not; the draft is gone.
pub fn leave(desk: &Desk) -> Result<Option<Reply>, Failure> {
    let held = Held::find(desk)?.filter(|held| !held.draft.sent);
    let typed = &desk.visit.fields;
    let mut answers = held.as_ref().map(|held| held.draft.fields()).unwrap_or_default();
    for field in Step::Story.fields().iter().chain(&[NOT_ONE]) {
        if !typed.get(field).is_empty() {
            answers.set(field, typed.get(field));
        }
    }
    if answers.get(NOT_ONE) == "yes" || !sorter::one(&story(&answers)).has(Flag::OffRamp) {
        return Ok(None);
    }
    if let Some(held) = held {
        let held = files::wipe(desk, held)?;
        desk.store().write(|tx| store::draft::forget(tx, held.id))?;
    }
    let reply: Answer = desk.page(&DenouncePage { carried_text: answers.get("body"), carried: carried(&answers) });
    Ok(Some(reply?.with_cookie(desk.drop_cookie("don"))))
}

/// What else was answered, but for who they are: that never stands in a page to be sent back.
fn carried(answers: &Fields) -> Vec<Carried> {
    let steps = Step::ALL.iter().filter(|step| **step != Step::Person);
    let names = steps.flat_map(|step| step.fields()).filter(|name| **name != "body");
    names.map(|name| Carried { name, value: answers.get(name) }).filter(|carried| !carried.value.is_empty()).collect()
}

/// What came back with the words: the answers of the other steps, into a draft that begins anew.
pub fn take_back(held: Held, desk: &Desk) -> Result<Held, Failure> {
    let typed = &desk.visit.fields;
    if typed.get(NOT_ONE) != "yes" {
        return Ok(held);
    }
    let steps = Step::ALL.iter().filter(|step| ![Step::Story, Step::Person].contains(step));
    let given: Vec<&str> =
        steps.flat_map(|step| step.fields()).copied().filter(|name| !typed.get(name).is_empty()).collect();
    held.change(desk, |draft| {
        draft.set(&given, typed);
        draft.set(&[NOT_ONE], typed);
    })
}

/// Where else such a matter is taken, for a person to know before they go on.
pub fn elsewhere(answers: &Fields) -> Option<Elsewhere> {
    sorter::one(&story(answers)).elsewhere
}

fn story(answers: &Fields) -> Story {
    Story {
        channel: "online".to_owned(),
        body: answers.get("body"),
        topic_field: answers.get("topic"),
        about_decision: answers.get("about_decision"),
        decision_signer: answers.get("decision_signer"),
        ..Story::default()
    }
}
