//! Splitting: a second matter in one paper becomes a petition of its own, with the same people, words and day of receipt.

use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write},
    clock::{ACCEPT_COMPLAINT, CLASSIFY, Clocks, FIRST_REPLY},
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    petition::{Case, Kind, Party, Petition, Stage, Stored, TextKind},
    refusal::Refusal,
    sorting::{REASON, SUBJECT_CHARS_MAX},
};

const SUBJECT: Length = Length { min: 5, max: SUBJECT_CHARS_MAX };
/// Petitions that may be split off one.
pub const SPLITS_MAX: usize = 10;

/// That a petition was split off another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    pub petition: Id<Petition>,
    pub source: Id<Petition>,
    pub since: chrono::NaiveDate,
}

/// Splits a matter off (Luật Tiếp công dân Đ.25.3, TT 05/2021 Đ.6): its limits run from the receipt, as those of the first.
pub fn split(fields: &Fields, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let mut reader = Reader::new(fields);
    let subject = reader.text("subject", SUBJECT, "Xin ghi trích yếu của việc tách ra, không tên người.");
    let reason = reader.text("reason", REASON, "Xin ghi vì sao phải tách thành hai hồ sơ.");
    reader.done()?;
    if case.splits.iter().filter(|split| split.source == case.petition.id).count() >= SPLITS_MAX {
        return Err(Refusal::Untimely(format!("Đơn này đã tách thành {SPLITS_MAX} hồ sơ, không tách thêm được.")));
    }
    let story = case.story.clone().ok_or(Refusal::Unseen)?;
    let before = &case.petition;
    let petition = petition(case, subject, act, office)?;
    let (id, received) = (petition.id, petition.received_on);
    let mut clocks = Clocks::none(id, act, office);
    clocks.start(CLASSIFY, received, None)?;
    let mut parties = Vec::new();
    for old in &case.parties {
        let party = Party { id: act.mint(), petition: id, ..old.clone() };
        clocks.start(FIRST_REPLY, received, Some(party.id))?;
        parties.push(Write::SameParty(old.id, party));
    }
    if let (Kind::Complaint, Some(signed)) = (petition.kind_now(), petition.signed_received_on) {
        clocks.start(ACCEPT_COMPLAINT, signed, None)?;
    }
    let row = Split { petition: id, source: before.id, since: act.today() };
    Ok(Change::turning(before, before.clone(), act, Deed::Split)
        .also_about(id)
        .with(Write::Open(Box::new(petition), Box::new(story)))
        .with(Write::Choice(id, case.choice))
        .with_all(parties)
        .with(Write::Split(row))
        .with_all(clocks.into_writes())
        .saying(act, TextKind::Reason, &reason))
}

/// As it was when it came in, with a subject of its own.
fn petition(case: &Case, subject: String, act: &Act, office: &Office) -> Result<Petition, Refusal> {
    let before = &case.petition;
    let owner = office.first_owner(before.topic)?;
    Ok(Petition {
        facts: Stored {
            id: act.mint(),
            version: 1,
            number: None,
            number_year: None,
            kind: None,
            kind_proposed: before.kind_now(),
            subject: Some(subject),
            stage: Stage::Received,
            owner: Some(owner.id),
            unit: owner.unit.clone(),
            assigned: false,
            former_owner: None,
            reader: None,
            ground: None,
            outcome: None,
            answered_on: None,
            told_on: None,
            close_code: None,
            draft: None,
            ..(**before).clone()
        },
    })
}
