//! The vault: who filed. It opens only against an act that was recorded.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        Conn, Store, Trouble, Tx,
        connection::on,
        outbox::Claimed,
        schema::{accounts, identities, parties, petitions, staff_mails},
    },
    Recorded,
};
use crate::{
    domain::{
        code::Code,
        event::{Deed, Event},
        id::Id,
        mail::Mailable,
        person::Identity,
        petition::{Party, Petition},
    },
    keys::{KEY_ID, KeyError, Keys, Purpose, draw_code},
};

impl From<KeyError> for Trouble {
    fn from(error: KeyError) -> Trouble {
        Trouble::Database(error.to_string())
    }
}

/// Digits of a code that a letter may say.
const GROUP: usize = 4;

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
            identities::mail.eq(Mailable::of(identity)),
            identities::last_event.eq(event),
        ))
        .execute(c))?;
    Ok(())
}

/// The same person in another petition, under a code of its own; nobody sees who it is.
pub(super) fn same_party(tx: &mut Tx, old: Id<Party>, party: &Party, event: Id<Event>) -> Result<(), Trouble> {
    let (petition, sealed): (Id<Petition>, Vec<u8>) = on!(tx, c => identities::table
        .filter(identities::party.eq(old))
        .select((identities::petition, identities::sealed))
        .first(c))?;
    let plain = tx.store.keys.open(Purpose::Vault, petition.uuid().as_bytes(), &sealed)?;
    let held: Held = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
    let Held { full_name, phone, address, email, code: _ } = held;
    let identity = Identity { full_name, phone, address, email };
    super::insert_party(tx, party, &identity, &draw_code(), event)
}

/// Who it was is forgotten, and by which phone they could be found; the code stays, which says nothing of them.
pub(super) fn forget_identities(tx: &mut Tx, petition: Id<Petition>, event: Id<Event>) -> Result<(), Trouble> {
    let rows: Vec<(Id<Party>, Vec<u8>)> = on!(tx, c => identities::table
        .filter(identities::petition.eq(petition))
        .select((identities::party, identities::sealed))
        .load(c))?;
    for (party, sealed) in rows {
        let plain = tx.store.keys.open(Purpose::Vault, petition.uuid().as_bytes(), &sealed)?;
        let held: Held = serde_json::from_slice(&plain).map_err(|error| Trouble::Database(error.to_string()))?;
        let nobody = || String::new();
        let held = Held { full_name: nobody(), phone: nobody(), address: nobody(), email: nobody(), code: held.code };
        let plain = serde_json::to_vec(&held).map_err(|error| Trouble::Database(error.to_string()))?;
        let sealed = tx.store.keys.seal(Purpose::Vault, petition.uuid().as_bytes(), &plain);
        let none: Option<String> = None;
        on!(tx, c => diesel::update(identities::table.filter(identities::party.eq(party)))
            .set((
                identities::sealed.eq(&sealed),
                identities::phone_hash.eq(&none),
                identities::last4_hash.eq(&none),
                identities::mail.eq(Mailable::None),
                identities::last_event.eq(event),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Opens the identities of the petition that `recorded` names.
///
/// # Errors
/// [`Trouble::NotFound`] when the recorded act is no look at an identity; trouble with the keys otherwise.
pub fn open_identities(store: &Store, conn: &mut Conn, recorded: &Recorded) -> Result<Vec<Opened>, Trouble> {
    let petition = recorded.opens(&[Deed::Identity, Deed::OpenPaper])?;
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

/// Whom a letter goes to. No `Debug`.
pub struct Addressee {
    pub email: String,
    /// The first group of their code: enough to know which paper of theirs it is, too little to look it up.
    pub group: String,
}

/// Opens one address for the letter that was claimed to be sent; none when it must not or cannot go out any more.
pub fn open_address(store: &Store, conn: &mut Conn, claimed: &Claimed) -> Result<Option<Addressee>, Trouble> {
    let Some((petition, party)) = claimed.to else { return Ok(None) };
    let found: Option<Vec<u8>> = on!(conn, c => identities::table
        .inner_join(petitions::table.on(petitions::id.eq(identities::petition)))
        .filter(identities::party.eq(party))
        .filter(identities::petition.eq(petition))
        .filter(identities::mail.eq_any([Mailable::Unknown, Mailable::Given]))
        .filter(petitions::sealed.eq(false))
        .select(identities::sealed)
        .first(c)
        .optional())?;
    let Some(sealed) = found else { return Ok(None) };
    let plain = store.keys.open(Purpose::Vault, petition.uuid().as_bytes(), &sealed)?;
    let Held { email, code, .. } = serde_json::from_slice(&plain).map_err(|e| Trouble::Database(e.to_string()))?;
    let group = code.chars().take(GROUP).collect();
    Ok((!email.is_empty()).then_some(Addressee { email, group }))
}

/// Opens the address of somebody of the office for the digest that was claimed to be sent; none when they took it back.
pub fn open_staff_address(store: &Store, conn: &mut Conn, claimed: &Claimed) -> Result<Option<String>, Trouble> {
    let Some(account) = claimed.account else { return Ok(None) };
    let found: Option<Vec<u8>> = on!(conn, c => staff_mails::table
        .inner_join(accounts::table.on(accounts::id.eq(staff_mails::account)))
        .filter(staff_mails::account.eq(account))
        .filter(staff_mails::given.eq(true))
        .filter(accounts::closed.eq(false))
        .select(staff_mails::sealed)
        .first(c)
        .optional())?;
    let plain = found.map(|sealed| store.keys.open(Purpose::Vault, account.uuid().as_bytes(), &sealed)).transpose()?;
    Ok(plain.and_then(|plain| String::from_utf8(plain).ok()).filter(|address| !address.is_empty()))
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
