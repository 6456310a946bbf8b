//! Reading files: who may open which bytes, and which looks must be known of.

use super::{
    act::Act,
    change::Change,
    event::Deed,
    media::Media,
    office::Office,
    person::Role,
    petition::{Case, Petition, PetitionFile, Purpose, Source, Stage},
    policy::{self, Sight},
    refusal::Refusal,
};

/// Files are words: the Front reads none, and an original only whoever handles the petition opens.
///
/// A camera writes into a photo where and with what it was taken; what cannot be made anew (HEIC) has no other copy.
pub fn may_open(sight: &Sight, case: &Case, file: &PetitionFile, original: bool) -> Result<(), Refusal> {
    if !policy::may_see(sight, case) {
        return Err(Refusal::Unseen);
    }
    if !sight.reads_words() {
        return Err(Refusal::NotYours("Ảnh, giấy tờ trong đơn không mở cho người giám sát."));
    }
    if policy::is_only_asked(sight, case) && file.purpose != Purpose::Evidence {
        return Err(Refusal::NotYours("Giấy tờ có tên chỉ mở cho người đang xử lý hồ sơ."));
    }
    if (original || !is_shareable(file)) && !policy::is_handler(sight, &case.petition) {
        return Err(Refusal::NotYours("Bản gốc của ảnh chỉ mở cho người đang xử lý hồ sơ."));
    }
    Ok(())
}

/// Says nothing of the camera: no photo, or one of which a copy was made anew.
fn is_shareable(file: &PetitionFile) -> bool {
    file.file.preview || !Media::from_code(&file.file.media).is_some_and(Media::is_image)
}

/// What the person may have again: their own files and what the office signed.
pub fn is_for_citizen(file: &PetitionFile) -> bool {
    is_shareable(file) && (file.source == Source::Citizen || file.purpose == Purpose::Decision)
}

/// A signed paper and a decision name someone, and of a sealed petition every look is known.
pub fn is_known_of(petition: &Petition, file: &PetitionFile) -> bool {
    petition.sealed || file.purpose != Purpose::Evidence
}

/// The look, recorded before the bytes are given.
pub fn open(position: i32, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
    let file = case.files.iter().find(|file| file.position == position).ok_or(Refusal::Unseen)?;
    may_open(&sight, case, file, false)?;
    let deed = if case.petition.sealed { Deed::OpenSealed } else { Deed::OpenPaper };
    Ok(Change::looking(Some(case.petition.id), act, deed).noting("file", position))
}

/// Where a letter names the person. The name stands in the vault and comes in only when the paper is made.
pub const NAME: &str = "{nguoi_gui}";

/// The name without a typed reason: who opens the identity without one, and the clerk who has the paper signed and sent.
fn may_name(sight: &Sight, petition: &Petition) -> bool {
    let sends = sight.role == Role::Clerk && matches!(petition.stage, Stage::AwaitingIssue | Stage::Answered);
    sends || !policy::identity_needs_reason(sight, petition)
}

/// Whether this person may have the answer as a paper that names its addressee.
pub fn may_open_letter(sight: &Sight, case: &Case) -> Result<(), Refusal> {
    policy::may(sight, case, Deed::OpenPaper)?;
    if may_name(sight, &case.petition) {
        Ok(())
    } else {
        Err(Refusal::NotYours("Giấy này có tên người gửi. Xin mở danh tính, ghi lý do, trong trang của hồ sơ."))
    }
}

/// A version of the answer as a paper, with the name in it: recorded before it is made.
pub fn open_letter(position: i32, case: &Case, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let sight = Sight::of(act.by.account().ok_or(Refusal::Unseen)?, office);
    may_open_letter(&sight, case)?;
    if !case.answers.iter().any(|answer| answer.position == position) {
        return Err(Refusal::Unseen);
    }
    Ok(Change::looking(Some(case.petition.id), act, Deed::OpenPaper).noting("answer", position))
}
