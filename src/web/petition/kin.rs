//! Petitions of the same matter, and those that were split: each a link for whoever may see it.

use serde::Serialize;

use super::{super::desk::Desk, heading, number_of};
use crate::{
    domain::{
        elsewhere::Earlier,
        id::Id,
        person::Role,
        petition::{Case, Petition, Stage},
        policy::Sight,
        withdrawal::Withdrawal,
    },
    store::{self, Trouble},
};

#[derive(Serialize)]
pub struct Kin {
    path: String,
    subject: String,
    number: Option<String>,
    stage: Stage,
    received_on: chrono::NaiveDate,
    /// What it is to this one.
    words: &'static str,
}

pub fn kin(desk: &Desk, sight: &Sight, case: &Case) -> Result<Vec<Kin>, Trouble> {
    let me = case.petition.id;
    let links =
        case.links.iter().map(|link| if link.petition == me { (link.main, MAIN) } else { (link.petition, SAME) });
    let splits = case
        .splits
        .iter()
        .map(|split| if split.petition == me { (split.source, SOURCE) } else { (split.petition, SPLIT_OFF) });
    let all: Vec<(Id<Petition>, &'static str)> = links.chain(splits).collect();
    let ids: Vec<Id<Petition>> = all.iter().map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seen = desk.store().read(|conn| store::petition::among(conn, &ids, sight))?;
    let shown = |petition: &Petition| Kin {
        path: format!("/ho-so/{}", petition.id),
        subject: heading(desk, sight, petition),
        number: number_of(petition),
        stage: petition.stage,
        received_on: petition.received_on,
        words: all.iter().find(|(id, _)| *id == petition.id).map_or("", |(_, words)| *words),
    };
    Ok(seen.iter().map(shown).collect())
}

/// Sent elsewhere before: guided or transferred once is enough.
#[derive(Serialize)]
pub struct EarlierShown {
    path: String,
    number: Option<String>,
    /// “Đã hướng dẫn ngày 12/10/2026 đến Công an thành phố Huế”.
    words: String,
    guided: bool,
}

/// What concerns whoever sorts or decides a new one.
pub fn earlier(desk: &Desk, sight: &Sight, case: &Case) -> Result<Vec<Earlier>, Trouble> {
    let new = matches!(case.petition.stage, Stage::Received | Stage::AwaitingSignature);
    let asked = sight.role == Role::Clerk || sight.role.heads();
    if !(new && asked) || case.petition.sealed {
        return Ok(Vec::new());
    }
    desk.store().read(|conn| store::petition::sent_on_before(conn, &case.petition, sight))
}

pub fn earlier_shown(one: &Earlier) -> EarlierShown {
    EarlierShown {
        path: format!("/ho-so/{}", one.petition),
        number: one.name(),
        words: one.words(),
        guided: one.stage == Stage::Guided,
    }
}

const MAIN: &str = "đơn chính của việc này";
const SAME: &str = "cùng một việc";
const SOURCE: &str = "tách ra từ đơn này";
const SPLIT_OFF: &str = "tách ra từ hồ sơ này";

/// What was withdrawn and what they said in private, for those who read words.
#[derive(Serialize)]
pub struct WithdrawnShown {
    part: &'static str,
    pressed: &'static str,
    signed_on: chrono::NaiveDate,
}

pub fn withdrawn(sight: &Sight, case: &Case) -> Vec<WithdrawnShown> {
    let shown = |one: &Withdrawal| WithdrawnShown {
        part: one.part.label(),
        pressed: one.pressed.label(),
        signed_on: one.signed_on,
    };
    if sight.reads_words() { case.withdrawals.iter().map(shown).collect() } else { Vec::new() }
}
