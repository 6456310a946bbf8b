//! The filing draft of one browser: on the server, sealed with a key that only the browser's cookie holds.

use actix_web::cookie::Cookie;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{desk::Desk, error::Failure, gate::Bucket, upload::FILES_MAX};
use crate::{
    domain::{
        code::Code,
        filing::{BODY, LINE_CHARS_MAX},
        form::Fields,
        id::Id,
        petition::{self, Attachment},
    },
    keys::{self, DraftKey, Token},
    store::{self, Store, Trouble},
};

const LIFE: TimeDelta = TimeDelta::hours(24);
const TRIES_MAX: usize = 10;
/// A text that is too long stays in the draft up to so many times its limit: long enough to be refused again.
const KEPT_TIMES: usize = 2;

/// What was answered so far.
#[derive(Serialize, Deserialize, Default, Clone, PartialEq)]
pub struct Draft {
    pub answers: Vec<(String, String)>,
    pub files: Vec<Attachment>,
    /// What each file is by its content: the same photo sent again after a cut is the same photo.
    #[serde(default)]
    prints: Vec<(Id<Attachment>, String)>,
    pub begun_at: Option<DateTime<Utc>>,
    /// The code, drawn when “Gửi đơn” was first pressed: pressing again sends the same.
    pub code: Option<String>,
    /// Sent: only the receipt is left.
    pub sent: bool,
}

impl Draft {
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        for (field, value) in &self.answers {
            fields.push(field, value.clone());
        }
        fields
    }

    /// Keeps what was typed into these fields.
    pub fn set(&mut self, names: &[&str], typed: &Fields) {
        self.answers.retain(|(field, _)| !names.contains(&field.as_str()));
        self.answers.extend(names.iter().map(|name| ((*name).to_owned(), kept(name, typed.get(name)))));
    }

    /// Keeps new files, as many as a filing may have and none twice.
    pub fn keep_files(&mut self, new: &[Attachment], prints: &[String]) {
        for (file, print) in new.iter().zip(prints) {
            let is_known = self.prints.iter().any(|(_, known)| known == print);
            if self.files.len() < FILES_MAX && !is_known {
                self.files.push(file.clone());
                self.prints.push((file.id, print.clone()));
            }
        }
    }

    /// Drops the file with this id, if there is one.
    pub fn drop_file(&mut self, id: &str) {
        let Ok(id) = id.parse() else { return };
        self.files.retain(|file| file.id != id);
        self.prints.retain(|(known, _)| *known != id);
    }

    /// Nothing of what was answered stays.
    pub fn clear(&mut self) {
        self.answers.clear();
        self.files.clear();
        self.prints.clear();
    }

    pub fn code(&self) -> Option<Code> {
        self.code.as_deref().and_then(|code| Code::parse(code).ok())
    }
}

fn kept(field: &str, text: String) -> String {
    let chars_max = if field == "body" { BODY.max } else { LINE_CHARS_MAX };
    match text.char_indices().nth(KEPT_TIMES * chars_max) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

/// A draft in the hand of the request that holds its cookie.
pub struct Held {
    pub id: Id<petition::Draft>,
    key: DraftKey,
    token: Token,
    revision: Option<i32>,
    pub draft: Draft,
}

impl Held {
    /// The browser's draft; `None` when it has none or it ran out.
    pub fn find(desk: &Desk) -> Result<Option<Held>, Failure> {
        Held::of(desk.store(), desk.visit.draft, desk.now)
    }

    /// The draft of a cookie's token.
    pub fn of(store: &Store, token: Option<Token>, now: DateTime<Utc>) -> Result<Option<Held>, Failure> {
        let Some(token) = token else { return Ok(None) };
        let key = DraftKey::of(&token.0);
        let id = Id::from_uuid(Uuid::from_bytes(key.id()));
        let Some(found) = store.read(|conn| store::draft::find(conn, id, now))? else { return Ok(None) };
        let plain = key.open(&found.sealed).map_err(Trouble::from)?;
        let draft = serde_json::from_slice(&plain).map_err(|_| Failure::Broken)?;
        Ok(Some(Held { id, key, token, revision: Some(found.revision), draft }))
    }

    /// The browser's draft, or a new one that is saved with the first answer.
    pub fn find_or_begin(desk: &Desk) -> Result<Held, Failure> {
        if let Some(held) = Held::find(desk)?
            && !held.draft.sent
        {
            return Ok(held);
        }
        desk.app.limits.take(Bucket::Draft, desk.visit.address)?;
        let token = Token::new_random();
        let key = DraftKey::of(&token.0);
        let id = Id::from_uuid(Uuid::from_bytes(key.id()));
        let draft = Draft { begun_at: Some(desk.now), ..Draft::default() };
        Ok(Held { id, key, token, revision: None, draft })
    }

    /// Changes the draft and saves it; when another tab saved in between, its change is kept and this one made again.
    /// What changes nothing is not saved, so that taps on the same button do not stand in each other's way.
    pub fn change(mut self, desk: &Desk, change: impl Fn(&mut Draft)) -> Result<Held, Failure> {
        for _ in 0..TRIES_MAX {
            let before = self.draft.clone();
            change(&mut self.draft);
            if self.revision.is_some() && self.draft == before {
                return Ok(self);
            }
            let plain = serde_json::to_vec(&self.draft).map_err(|_| Failure::Broken)?;
            let sealed = self.key.seal(&plain);
            let ends_at = desk.now + LIFE;
            let saved =
                desk.store().write(|tx| store::draft::save(tx, self.id, self.revision, &sealed, desk.now, ends_at));
            match saved {
                Ok(()) => {
                    self.revision = Some(self.revision.unwrap_or(0) + 1);
                    self.keep_young(desk)?;
                    return Ok(self);
                }
                Err(Trouble::Stale) => self = self.read_again(desk)?,
                Err(trouble) => return Err(trouble.into()),
            }
        }
        Err(Failure::Trouble(Trouble::Stale))
    }

    /// Its files live as long as the draft, which each answer prolongs.
    fn keep_young(&self, desk: &Desk) -> Result<(), Trouble> {
        self.draft.files.iter().try_for_each(|file| store::file::touch(desk.store(), file.id, desk.now))
    }

    fn read_again(self, desk: &Desk) -> Result<Held, Failure> {
        let found = desk.store().read(|conn| store::draft::find(conn, self.id, desk.now))?.ok_or(Failure::Gone)?;
        let plain = self.key.open(&found.sealed).map_err(Trouble::from)?;
        let draft = serde_json::from_slice(&plain).map_err(|_| Failure::Broken)?;
        Ok(Held { revision: Some(found.revision), draft, ..self })
    }

    pub fn cookie(&self, desk: &Desk) -> Cookie<'static> {
        desk.cookie("don", self.token.text(), None)
    }

    /// The code of this filing: drawn once, then kept.
    pub fn with_code(self, desk: &Desk) -> Result<(Held, Code), Failure> {
        let drawn = keys::draw_code();
        let held = self.change(desk, |draft| {
            draft.code.get_or_insert_with(|| drawn.digits().to_owned());
        })?;
        let code = held.draft.code().ok_or(Failure::Broken)?;
        Ok((held, code))
    }
}
