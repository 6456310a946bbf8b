//! Letters that did not go out (`/thu`): which, why, and once more by hand; to whom stands nowhere.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    page::Page,
    petition::{heading, number_of},
};
use crate::{
    domain::{
        id::Id,
        mail::{self, Fault, KEEPERS, MailState, Mailing},
        person::Role,
        petition::Petition,
        policy::Sight,
        refusal::Refusal,
    },
    register,
    store::{
        self,
        outbox::{SHOWN_MAX, Unsent},
    },
};

#[derive(Serialize)]
struct LettersPage {
    letters: Vec<LetterShown>,
    /// A mail server is set.
    is_on: bool,
    /// Whoever looks sees petitions.
    sees: bool,
    most: i64,
    done: Option<&'static str>,
    trouble: Option<&'static str>,
}

impl Page for LettersPage {
    const TEMPLATE: &'static str = "letters.html";
}

#[derive(Serialize)]
struct LetterShown {
    id: Id<Mailing>,
    made_at: DateTime<Utc>,
    what: &'static str,
    state: MailState,
    words: &'static str,
    /// “Máy chủ thư bảo đợi (451)”.
    why: String,
    tries: i32,
    /// When it is tried again.
    next_at: Option<DateTime<Utc>>,
    is_resendable: bool,
    petition: Option<Id<Petition>>,
    subject: String,
    number: Option<String>,
}

pub fn show(desk: &Desk) -> Answer {
    let account = desk.account_as(KEEPERS)?;
    let (sight, sees) = (desk.sight()?, account.role != Role::Admin);
    let unsent = desk.store().read(|conn| match sees {
        true => store::outbox::unsent_in_sight(conn, &sight),
        false => store::outbox::unsent(conn),
    })?;
    let said = desk.visit.query.get("da");
    desk.page(&LettersPage {
        letters: unsent.into_iter().map(|letter| shown(desk, &sight, letter)).collect(),
        is_on: desk.app.post.is_some(),
        sees,
        most: SHOWN_MAX,
        done: (said == "gui-lai").then_some("Thư sẽ được gửi lại ngay."),
        trouble: (said == "khong").then_some("Thư ấy đang chờ gửi, đã đi, hoặc không gửi lại được."),
    })
}

fn shown(desk: &Desk, sight: &Sight, letter: Unsent) -> LetterShown {
    let Unsent { standing, made_at, tries, next_at, fault, reply, petition } = letter;
    let of = petition.as_ref();
    LetterShown {
        id: standing.id,
        made_at,
        what: standing.notice.label(),
        state: standing.state,
        words: standing.state.label(),
        why: why(fault, reply),
        tries,
        next_at: (standing.state == MailState::Waiting && tries > 0).then_some(next_at),
        is_resendable: standing.is_resendable(),
        petition: of.map(|petition| petition.id),
        subject: of.map_or(String::new(), |petition| heading(desk, sight, petition)),
        number: of.and_then(number_of),
    }
}

fn why(fault: Option<Fault>, reply: Option<i32>) -> String {
    let words = fault.map_or("", Fault::label);
    reply.map_or(words.to_owned(), |reply| format!("{words} ({reply})"))
}

pub fn resend(desk: &Desk) -> Answer {
    desk.account_as(KEEPERS)?;
    let id: Id<Mailing> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let act = desk.act();
    match register::decide(desk.store(), &act, id, |letter, _| mail::resend(letter, &act)) {
        Ok(_) => desk.see("/thu?da=gui-lai"),
        Err(register::Failure::Refused(Refusal::Untimely(_))) => desk.see("/thu?da=khong"),
        Err(failure) => Err(failure.into()),
    }
}
