//! The files step: photos and papers are kept in the draft, one by one or all at once.

use actix_web::http::StatusCode;
use serde::Serialize;

use super::{
    super::{
        desk::{Answer, Desk},
        draft::{Draft, Held},
        error::Failure,
        page::{Page, Typed},
        upload::{self, FIELD, FILES_MAX, Refused},
    },
    path_of,
};
use crate::{
    domain::{
        filing::Step,
        form::Fields,
        id::Id,
        media::Media,
        petition::{Answer3, Attachment},
        refusal::FieldError,
    },
    store,
};

#[derive(Serialize)]
struct FilesPage {
    #[serde(flatten)]
    typed: Typed,
    files: Vec<FileShown>,
    about_yes: bool,
}

impl Page for FilesPage {
    const TEMPLATE: &'static str = "filing/files.html";
}

#[derive(Serialize)]
struct FileShown {
    id: Id<Attachment>,
    name: String,
    size: String,
    image: bool,
}

fn shown(file: &Attachment) -> FileShown {
    FileShown {
        id: file.id,
        name: file.name.clone(),
        size: size_words(file.bytes),
        image: Media::from_code(&file.media).is_some_and(Media::is_image),
    }
}

/// “1,2 MB”, “640 kB”.
pub fn size_words(bytes: i64) -> String {
    if bytes >= 1_000_000 {
        format!("{},{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
    } else {
        format!("{} kB", (bytes + 999) / 1_000)
    }
}

pub(super) fn ask(
    desk: &Desk,
    status: StatusCode,
    answers: &Fields,
    errors: Vec<FieldError>,
    held: Option<&Held>,
) -> Answer {
    let page = FilesPage {
        typed: Typed::of(Step::Files.fields(), answers, errors),
        files: held.map_or(Vec::new(), |held| held.draft.files.iter().map(shown).collect()),
        about_yes: answers.get("about_decision") == Answer3::Yes.code(),
    };
    desk.page_as(status, &page)
}

/// `more` keeps the file and stays, `remove` stays, else it goes on and keeps a chosen file too.
pub(super) fn answer(desk: &Desk) -> Answer {
    let Some(held) = Held::find(desk)?.filter(|held| !held.draft.sent) else { return desk.see(path_of(Step::Topic)) };
    let form = &desk.visit.fields;
    let before = held.draft.files.clone();
    let held = held.change(desk, |draft| {
        draft.drop_file(&form.get("remove"));
        draft.keep_files(&desk.visit.files, &desk.visit.prints);
    })?;
    desk.keep_files();
    let mut errors = desk.visit.file_errors();
    errors.extend(settle(desk, &held.draft, &before)?);
    let answers = held.draft.fields();
    let more = !form.get("more").is_empty();
    if more && errors.is_empty() && desk.visit.files.is_empty() {
        errors.push(FieldError::new(FIELD, "Ông bà chưa chọn tệp nào. Xin bấm vào khung để chụp hoặc chọn."));
    }
    if !errors.is_empty() {
        return ask(desk, upload::status(&desk.visit.refused), &answers, errors, Some(&held));
    }
    let stay = more || !form.get("remove").is_empty();
    desk.see(path_of(if stay { Step::Files } else { Step::Files.next(&answers) }))
}

/// Bytes that the draft no longer holds go; says which new files found no room.
///
/// Once a sending has begun the rounds remove them: the petition may already name what the draft has dropped.
fn settle(desk: &Desk, draft: &Draft, before: &[Attachment]) -> Result<Vec<FieldError>, Failure> {
    let is_out = |file: &&Attachment| !draft.files.contains(file);
    let out = desk.visit.files.iter().filter(is_out);
    let dropped = before.iter().filter(is_out).filter(|_| draft.code.is_none());
    for file in out.clone().chain(dropped) {
        store::file::remove(desk.store(), file.id)?;
    }
    let full = draft.files.len() >= FILES_MAX;
    Ok(out.filter(|_| full).map(|file| Refused::too_many(file).error()).collect())
}

/// Empties the draft and removes its bytes: first the rows, so that a sending at the same moment finds no file to name.
pub fn wipe(desk: &Desk, held: Held) -> Result<Held, Failure> {
    let before = held.draft.files.clone();
    let held = held.change(desk, Draft::clear)?;
    settle(desk, &held.draft, &before)?;
    Ok(held)
}

/// Drops and names files whose bytes are gone, so that nothing is sent without them unnoticed.
pub fn drop_lost(desk: &Desk, held: Held) -> Result<(Held, Vec<FieldError>), Failure> {
    let is_lost = |file: &&Attachment| !store::file::is_there(desk.store(), file.id);
    let lost: Vec<Attachment> = held.draft.files.iter().filter(is_lost).cloned().collect();
    if lost.is_empty() {
        return Ok((held, Vec::new()));
    }
    let held = held.change(desk, |draft| lost.iter().for_each(|file| draft.drop_file(&file.id.to_string())))?;
    let words = |file: &Attachment| format!("“{}” không còn trên máy chủ. Xin gửi lại tệp này.", file.name);
    Ok((held, lost.iter().map(|file| FieldError::new(FIELD, words(file))).collect()))
}
