//! The vault: who filed, and what was sealed. It opens only against an act that was recorded.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Conn, Store, Trouble, Tx,
        connection::on,
        exactly_one,
        row::StoryRow,
        schema::{identities, parties, petitions, sealed_stories, stories, texts},
        search,
    },
    Recorded,
};
use crate::{
    domain::{
        code::Code,
        event::Event,
        id::Id,
        person::Identity,
        petition::{Party, Petition, Story},
    },
    keys::{KEY_ID, KeyError, Keys, Purpose},
};

impl From<KeyError> for Trouble {
    fn from(error: KeyError) -> Trouble {
        Trouble::Database(error.to_string())
    }
}

/// What the vault holds of one party; serialised only on its way under the seal.
#[derive(Serialize, Deserialize)]
struct Held {
    full_name: String,
    phone: String,
    address: String,
    email: String,
    code: String,
}

/// Who one party is, and the code they were given, for printing it again.
pub struct Opened {
    pub position: i32,
    pub identity: Identity,
    pub code: Code,
}

/// How a code is found without being stored.
pub fn code_hash(keys: &Keys, code: &Code) -> String {
    keys.index("code", code.digits())
}

fn phone_hash(keys: &Keys, phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("84").map(|rest| format!("0{rest}")).unwrap_or(digits);
    (!digits.is_empty()).then(|| keys.index("phone", &digits))
}

/// Bound to the petition, so that a hash of four digits says nothing across petitions.
fn last4_hash(keys: &Keys, petition: Id<Petition>, last4: &str) -> String {
    keys.index("last4", &format!("{petition} {last4}"))
}

pub(super) fn seal_identity(
    tx: &mut Tx,
    party: &Party,
    identity: &Identity,
    code: &Code,
    event: Id<Event>,
) -> Result<(), Trouble> {
    let keys = &tx.store.keys;
    let Identity { full_name, phone, address, email } = identity.clone();
    let (by_phone, by_last4) =
        (phone_hash(keys, &phone), identity.phone_last4().map(|last4| last4_hash(keys, party.petition, &last4)));
    let held = Held { full_name, phone, address, email, code: code.digits().to_owned() };
    let plain = serde_json::to_vec(&held).map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = keys.seal(Purpose::Vault, party.petition.uuid().as_bytes(), &plain);
    on!(tx, c => diesel::insert_into(identities::table)
        .values((
            identities::party.eq(party.id),
            identities::petition.eq(party.petition),
            identities::key_id.eq(KEY_ID),
            identities::sealed.eq(sealed),
            identities::phone_hash.eq(by_phone),
            identities::last4_hash.eq(by_last4),
            identities::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// Opens the identities of the petition that `recorded` names.
///
/// # Errors
/// [`Trouble::NotFound`] when the recorded act names no petition; trouble with the keys otherwise.
pub fn open_identities(store: &Store, conn: &mut Conn, recorded: &Recorded) -> Result<Vec<Opened>, Trouble> {
    let petition = recorded.petition().ok_or(Trouble::NotFound)?;
    let rows: Vec<(i32, Vec<u8>)> = on!(conn, c => identities::table
        .inner_join(parties::table)
        .filter(identities::petition.eq(petition))
        .order(parties::position)
        .select((parties::position, identities::sealed))
        .load(c))?;
    rows.into_iter()
        .map(|(position, sealed)| {
            let plain = store.keys.open(Purpose::Vault, petition.uuid().as_bytes(), &sealed)?;
            let held: Held = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
            let Held { full_name, phone, address, email, code } = held;
            let code = Code::parse(&code).map_err(|_| Trouble::Database("mã hỏng trong kho".to_owned()))?;
            Ok(Opened { position, identity: Identity { full_name, phone, address, email }, code })
        })
        .collect()
}

/// Whether these are the last four digits of the phone that was given; a comparison of hashes, nothing is opened.
pub fn phone_matches(store: &Store, conn: &mut Conn, petition: Id<Petition>, last4: &str) -> Result<bool, Trouble> {
    let wanted = last4_hash(&store.keys, petition, last4);
    let found: i64 = on!(conn, c => identities::table
        .filter(identities::petition.eq(petition))
        .filter(identities::last4_hash.eq(wanted))
        .count()
        .get_result(c))?;
    Ok(found > 0)
}

/// What is sealed of a petition: its story, and the texts that were written before it was known what it is.
#[derive(Serialize, Deserialize)]
struct SealedWords {
    story: Story,
    subject: Option<String>,
    village: Option<String>,
    texts: Vec<(String, String)>,
}

/// The words of a sealed petition.
pub struct OpenedWords {
    pub story: Story,
    pub subject: Option<String>,
    pub village: Option<String>,
    pub texts: Vec<(String, String)>,
}

/// Takes words, place and texts out of ordinary rows and search, and seals them under the petition's own key.
pub(super) fn seal_petition(tx: &mut Tx, petition: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let story: StoryRow = on!(tx, c => stories::table
        .filter(stories::petition.eq(petition))
        .select(StoryRow::as_select())
        .first(c))?;
    let (subject, village): (Option<String>, Option<String>) = on!(tx, c => petitions::table
        .filter(petitions::id.eq(petition))
        .select((petitions::subject, petitions::village))
        .first(c))?;
    let written: Vec<(Id<crate::domain::petition::Text>, String)> = on!(tx, c => texts::table
        .filter(texts::petition.eq(petition))
        .select((texts::id, texts::body))
        .load(c))?;
    let words = SealedWords {
        story: story.into(),
        subject,
        village,
        texts: written.into_iter().map(|(id, body)| (id.to_string(), body)).collect(),
    };
    let plain = serde_json::to_vec(&words).map_err(|error| Trouble::Database(error.to_string()))?;
    let sealed = tx.store.keys.seal(Purpose::Sealed, petition.uuid().as_bytes(), &plain);
    on!(tx, c => diesel::insert_into(sealed_stories::table)
        .values((
            sealed_stories::petition.eq(petition),
            sealed_stories::key_id.eq(KEY_ID),
            sealed_stories::sealed.eq(sealed),
            sealed_stories::last_event.eq(event),
        ))
        .execute(c))?;
    blank(tx, petition, event)?;
    search::remove(tx, petition)
}

/// Overwrites what was sealed. `secure_delete` zeroes the old bytes in SQLite.
fn blank(tx: &mut Tx, petition: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let empty = StoryRow::from(&Story::default());
    exactly_one(on!(tx, c => diesel::update(stories::table.filter(stories::petition.eq(petition)))
        .set((&empty, stories::last_event.eq(event)))
        .execute(c))?)?;
    on!(tx, c => diesel::update(texts::table.filter(texts::petition.eq(petition)).filter(texts::last_event.ne(event)))
        .set((texts::body.eq(""), texts::salt.eq(""), texts::last_event.eq(event)))
        .execute(c))?;
    // This act's own text was inserted by the same event, so it is replaced rather than changed.
    let own: Vec<super::super::row::TextRow> = on!(tx, c => texts::table
        .filter(texts::petition.eq(petition))
        .filter(texts::last_event.eq(event))
        .filter(texts::body.ne(""))
        .select(super::super::row::TextRow::as_select())
        .load(c))?;
    for text in own {
        let blank = super::super::row::TextRow { body: String::new(), salt: String::new(), ..text };
        on!(tx, c => {
            diesel::delete(texts::table.filter(texts::id.eq(blank.id))).execute(c)?;
            diesel::insert_into(texts::table).values((blank, texts::last_event.eq(event))).execute(c)
        })?;
    }
    Ok(())
}

/// Opens the words of the sealed petition that `recorded` names.
pub fn open_words(store: &Store, conn: &mut Conn, recorded: &Recorded) -> Result<OpenedWords, Trouble> {
    let petition = recorded.petition().ok_or(Trouble::NotFound)?;
    let sealed: Vec<u8> = on!(conn, c => sealed_stories::table
        .filter(sealed_stories::petition.eq(petition))
        .select(sealed_stories::sealed)
        .first(c))?;
    let plain = store.keys.open(Purpose::Sealed, petition.uuid().as_bytes(), &sealed)?;
    let words: SealedWords = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
    let SealedWords { story, subject, village, texts } = words;
    Ok(OpenedWords { story, subject, village, texts })
}
