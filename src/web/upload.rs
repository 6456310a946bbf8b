//! Uploads: forms with files, read as they come; each file goes to the store in chunks and is told by its content.

mod multipart;
mod refused;

use std::net::IpAddr;

use actix_web::{HttpRequest, dev::Payload, http::header, rt::time::timeout, web};
use sha2::{Digest, Sha256};

use super::{
    FORM_BYTES_MAX,
    draft::Held,
    error::Failure,
    gate::Bucket,
    session,
    visit::{FIELDS_MAX, Visit, header_text},
};
use crate::{
    app::App,
    domain::{
        act::{Act, Actor, day_of},
        code::Code,
        dialogue::{Session, convene},
        event::Deed,
        execution,
        filing::Step,
        form::Fields,
        media::{Media, bare_name},
        petition::Attachment,
        policy::{self, Sight},
        telling,
    },
    keys,
    photo::{self, Unshowable},
    store::{
        self, Trouble,
        file::{Face, Writing},
    },
};

use multipart::{Multipart, Part};
use refused::Why;
pub use refused::{Refused, status};

/// The one field that takes files.
pub const FIELD: &str = "files";
pub const UPLOAD_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// Files of one form, and of one filing.
pub const FILES_MAX: usize = 10;
/// Ten files with what stands between them.
const BODY_BYTES_MAX: usize = 105 * 1024 * 1024;
/// Bytes gathered before a blocking thread is asked to write them.
const BATCH_BYTES: usize = 128 * 1024;

type Form = Multipart<Payload>;

/// A file that was taken: its bytes are on the disk, its row is not.
struct Taken {
    file: Attachment,
    print: String,
}

/// What a form with files may do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intake {
    /// Takes files.
    Open,
    /// Would, but not from this visitor or not now: they are read past, and the page says why.
    Shut,
    /// Never takes files.
    None,
}

/// Reads a multipart form into the visit.
pub async fn read(app: web::Data<App>, request: &HttpRequest, payload: Payload, visit: Visit) -> Visit {
    let asked = app.clone();
    let asked = web::block(move || {
        let intake = intake(&asked, &visit);
        (visit, intake)
    });
    let (mut visit, intake) = match asked.await {
        Ok((visit, Ok(intake))) => (visit, intake),
        Ok((visit, Err(failure))) => return Visit { failure: Some(failure), ..visit },
        Err(_) => return Visit { failure: Some(Failure::Trouble(Trouble::Busy)), ..Visit::default() },
    };
    let parts = read_parts(&app, request, payload, intake, &mut visit);
    let read = timeout(app.bounds.upload, parts).await.unwrap_or(Err(Failure::Broken));
    match read {
        Ok(()) => {}
        Err(Failure::TooLarge) if intake != Intake::None => {
            visit.refused.push(Refused { name: String::new(), why: Why::Together });
        }
        Err(failure) => visit.failure = Some(failure),
    }
    visit
}

/// Asks, before anything is stored, whether it could be used: a draft that lives, a petition that takes more, an act that is due.
fn intake(app: &App, visit: &Visit) -> Result<Intake, Failure> {
    let store = &app.store;
    let now = app.now.read();
    let path: Vec<&str> = visit.path.trim_matches('/').split('/').collect();
    let open = match path.as_slice() {
        ["gui-don", step] if *step == Step::Files.path() => {
            Held::of(store, visit.draft, now)?.is_some_and(|held| !held.draft.sent)
        }
        ["don", code, "bo-sung"] => {
            // Before the look: whoever guesses codes is braked here as on the code's own page.
            app.limits.take(Bucket::Code, visit.address)?;
            Code::parse(code).is_ok_and(|code| may_add(store, &code).unwrap_or(false))
        }
        ["ho-so", id, act] => match (id.parse(), Deed::from_code(act)) {
            (Ok(id), Some(deed @ (Deed::Sign | Deed::Issue | Deed::Tell))) => {
                let (office, known) = session::known(store, visit, now)?;
                match known {
                    Some(session::Known { account, hurdle: None }) => store.read(|conn| {
                        let sight = Sight::of(&account, &office);
                        let case = store::petition::load_in_sight(conn, id, &sight);
                        Ok::<_, Trouble>(case.is_ok_and(|case| {
                            let due = policy::may(&sight, &case, deed).is_ok();
                            due && (deed != Deed::Tell || execution::may_end(&account, &case))
                        }))
                    })?,
                    _ => false,
                }
            }
            _ => return Ok(Intake::None),
        },
        ["doi-thoai", id, act] => match (id.parse(), Deed::from_code(act)) {
            (Ok(id), Some(deed @ (Deed::SignMinutes | Deed::AddScan))) => {
                let (office, known) = session::known(store, visit, now)?;
                match known {
                    Some(session::Known { account, hurdle: None }) => store.read(|conn| {
                        let sight = Sight::of(&account, &office);
                        let found = store::dialogue::load_in_sight(conn, id, &sight);
                        let due = |one: &Session| convene::offered(&sight, one, day_of(now)).contains(&deed);
                        Ok::<_, Trouble>(found.is_ok_and(|one| due(&one)))
                    })?,
                    _ => false,
                }
            }
            _ => return Ok(Intake::None),
        },
        _ => return Ok(Intake::None),
    };
    Ok(if open { Intake::Open } else { Intake::Shut })
}

fn may_add(store: &store::Store, code: &Code) -> Result<bool, Trouble> {
    store.read(|conn| match store::petition::by_code(store, conn, code)? {
        Some(petition) => Ok(telling::can_add(&store::petition::load(conn, petition)?)),
        None => Ok(false),
    })
}

async fn read_parts(
    app: &web::Data<App>,
    request: &HttpRequest,
    payload: Payload,
    intake: Intake,
    visit: &mut Visit,
) -> Result<(), Failure> {
    let bytes_max = if intake == Intake::None { FORM_BYTES_MAX } else { BODY_BYTES_MAX };
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: usize| bytes > bytes_max) {
        return Err(Failure::TooLarge);
    }
    let mut parts = Multipart::new(&header_text(request, header::CONTENT_TYPE), payload, bytes_max)?;
    let mut text_bytes = FORM_BYTES_MAX;
    let mut fields_left = FIELDS_MAX;
    while let Some(Part { name, file_name }) = parts.next().await? {
        fields_left = fields_left.checked_sub(1).ok_or(Failure::TooLarge)?;
        match file_name {
            None => text_bytes -= read_text(&mut parts, &name, text_bytes, &mut visit.fields).await?,
            Some(typed) if intake == Intake::Open && name == FIELD => {
                read_file(app, &mut parts, typed, visit).await?;
            }
            Some(_) if intake == Intake::Shut && name == FIELD => {
                visit.prints.extend(read_print(app, &mut parts).await?);
            }
            // Passed over, so that the rest of the form can be read and the browser hears the answer.
            Some(_) => {}
        }
    }
    Ok(())
}

async fn read_text(form: &mut Form, name: &str, bytes_max: usize, fields: &mut Fields) -> Result<usize, Failure> {
    let mut text = Vec::new();
    while let Some(chunk) = form.chunk().await? {
        if text.len() + chunk.len() > bytes_max {
            return Err(Failure::TooLarge);
        }
        text.extend_from_slice(&chunk);
    }
    let bytes = text.len();
    fields.push(name, String::from_utf8(text).map_err(|_| Failure::Broken)?);
    Ok(bytes)
}

/// What a file is, of one that is not kept: a form that was sent before is known again by it.
async fn read_print(app: &web::Data<App>, form: &mut Form) -> Result<Option<String>, Failure> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    while let Some(chunk) = form.chunk().await? {
        bytes += chunk.len() as u64;
        if bytes <= UPLOAD_BYTES_MAX {
            hash.update(&chunk);
        }
    }
    Ok((1..=UPLOAD_BYTES_MAX).contains(&bytes).then(|| print(app, hash)))
}

fn print(app: &App, content: Sha256) -> String {
    app.store.keys.form(&[&content.finalize()])
}

async fn read_file(app: &web::Data<App>, form: &mut Form, typed: String, visit: &mut Visit) -> Result<(), Failure> {
    let room = visit.files.len() + visit.refused.len() < FILES_MAX;
    let taken = if room { take(app, form, typed.clone(), visit.address).await? } else { Err(Why::TooMany) };
    match taken {
        Ok(Taken { file, print }) => {
            visit.files.push(file);
            visit.prints.push(print);
        }
        // A file box that nobody touched sends a part without name and content.
        Err(Why::Empty) if typed.is_empty() => {}
        Err(why) => visit.refused.push(Refused { name: bare_name(&typed), why }),
    }
    Ok(())
}

/// Streams one file to the store.
async fn take(
    app: &web::Data<App>,
    form: &mut Form,
    typed: String,
    address: Option<IpAddr>,
) -> Result<Result<Taken, Why>, Failure> {
    let Some(first) = form.chunk().await? else { return Ok(Err(Why::Empty)) };
    let mut batch = first.to_vec();
    app.limits.take(Bucket::Upload, address)?;
    let Some(mut writing) = blocking(app, begin).await? else { return Ok(Err(Why::NoRoom)) };
    while let Some(chunk) = form.chunk().await? {
        batch.extend_from_slice(&chunk);
        if writing.bytes() + batch.len() as u64 > UPLOAD_BYTES_MAX {
            return Ok(Err(Why::TooLarge));
        }
        if batch.len() >= BATCH_BYTES {
            (writing, batch) = blocking(app, move |_| write(writing, batch)).await?;
        }
    }
    // One at a time, because a file is looked at whole and a photo is unpacked.
    let turn = app.inspection.clone().lock_owned().await;
    blocking(app, move |app| {
        let _until_done = turn;
        let (writing, _) = write(writing, batch)?;
        inspect(app, writing, &typed)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    app: &web::Data<App>,
    work: impl FnOnce(&App) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Failure> {
    let app = app.clone();
    match web::block(move || work(&app)).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Failure::Trouble(Trouble::Busy)),
    }
}

/// Nothing when the disk is nearly full.
fn begin(app: &App) -> Result<Option<Writing>, Trouble> {
    if store::file::free_bytes(&app.store).is_some_and(|free| free < app.bounds.free_bytes_min) {
        tracing::error!("the disk is nearly full: files are refused");
        return Ok(None);
    }
    let now = app.now.read();
    let id = Act::new(Actor::Citizen, now, keys::chance()).mint();
    Writing::begin(&app.store, id, Face::Original, now).map(Some)
}

fn write(mut writing: Writing, mut batch: Vec<u8>) -> Result<(Writing, Vec<u8>), Trouble> {
    writing.write(&batch)?;
    batch.clear();
    Ok((writing, batch))
}

/// Reads back what is on the disk, tells its kind, makes a photo's shown copy, and gives both their names.
fn inspect(app: &App, writing: Writing, typed: &str) -> Result<Result<Taken, Why>, Trouble> {
    let store = &app.store;
    let (id, now) = (writing.id(), app.now.read());
    let original = writing.finish()?;
    let bytes = original.read(store)?.whole(UPLOAD_BYTES_MAX)?;
    let Some(media) = Media::tell(&bytes) else { return Ok(Err(Why::Kind)) };
    let mut written = Vec::with_capacity(2);
    if media.is_photo() {
        let shown = match photo::shown(&bytes, media) {
            Ok(shown) => shown,
            Err(Unshowable::Vast) => return Ok(Err(Why::Vast)),
            Err(Unshowable::Broken) => return Ok(Err(Why::Broken)),
        };
        let mut copy = Writing::begin(store, id, Face::Shown, now)?;
        copy.write(&shown)?;
        written.push(copy.finish()?);
    }
    let file = Attachment {
        id,
        name: media.name(typed),
        media: media.code().to_owned(),
        bytes: i64::try_from(original.bytes).unwrap_or(i64::MAX),
        preview: media.is_photo(),
    };
    written.push(original);
    store::file::keep(store, written)?;
    Ok(Ok(Taken { file, print: print(app, Sha256::new_with_prefix(&bytes)) }))
}
