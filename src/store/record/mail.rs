//! Letters, writing: what an act owes its people lies in the outbox with the act, or not at all.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Builder;

use super::super::{
    Trouble, Tx,
    column::Moment,
    connection::on,
    exactly_one,
    schema::{identities, outbox, staff_mails},
};
use crate::{
    domain::{
        change::StaffMail,
        event::Event,
        id::Id,
        mail::{Fault, MailState, Mailable, Mailing},
        person::Account,
        petition::{Party, Petition},
    },
    keys::{self, KEY_ID, Purpose},
};

/// One row for each who left an address, and one only, however often an act names them. One that was refused before is not tried: they have to be called.
pub(super) fn queue(tx: &mut Tx, mailing: &Mailing, event: Id<Event>) -> Result<(), Trouble> {
    let parties: Vec<(Id<Party>, Mailable)> = on!(tx, c => identities::table
        .filter(identities::petition.eq(mailing.petition))
        .filter(identities::mail.ne(Mailable::None))
        .order(identities::party)
        .select((identities::party, identities::mail))
        .load(c))?;
    let meant = |party: &Id<Party>| mailing.party.is_none_or(|one| one == *party);
    for (party, mail) in parties.into_iter().filter(|(party, _)| meant(party)) {
        insert(tx, mailing, party, mail == Mailable::Refused, event)?;
    }
    Ok(())
}

fn insert(tx: &mut Tx, mailing: &Mailing, party: Id<Party>, is_refused: bool, event: Id<Event>) -> Result<(), Trouble> {
    let id: Id<Mailing> = Id::from_uuid(Builder::from_random_bytes(keys::random()).into_uuid());
    let at = Moment(mailing.at);
    on!(tx, c => diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::notice.eq(mailing.notice),
            outbox::event.eq(event),
            outbox::petition.eq(mailing.petition),
            outbox::party.eq(party),
            outbox::made_at.eq(at),
            outbox::state.eq(if is_refused { MailState::Refused } else { MailState::Waiting }),
            outbox::tries.eq(0),
            outbox::next_at.eq(at),
            outbox::fault.eq(is_refused.then_some(Fault::Address)),
            outbox::owed.eq(mailing.notice.tells()),
            outbox::ended_at.eq(is_refused.then_some(at)),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The person was told, in whatever way: no letter owes that any more, wherever it stands.
pub(super) fn owe_no_more(tx: &mut Tx, petition: Id<Petition>) -> Result<(), Trouble> {
    let owed = outbox::table.filter(outbox::petition.eq(petition)).filter(outbox::owed.eq(true));
    on!(tx, c => diesel::update(owed).set(outbox::owed.eq(false)).execute(c))?;
    Ok(())
}

/// Once more from the beginning, unless somebody else was first.
pub(super) fn requeue(tx: &mut Tx, letter: Id<Mailing>, at: DateTime<Utc>) -> Result<(), Trouble> {
    let given_up = outbox::state.eq_any([MailState::Failed, MailState::Expired]);
    let target = outbox::table.filter(outbox::id.eq(letter)).filter(given_up);
    let none: Option<Moment> = None;
    exactly_one(on!(tx, c => diesel::update(target)
        .set((
            outbox::state.eq(MailState::Waiting),
            outbox::tries.eq(0),
            outbox::next_at.eq(Moment(at)),
            outbox::ended_at.eq(none),
        ))
        .execute(c))?)
}

/// What a mail server said of an address is kept beside it, with its event.
pub(super) fn mark(tx: &mut Tx, party: Id<Party>, mail: Mailable, event: Id<Event>) -> Result<(), Trouble> {
    let target = identities::table.filter(identities::party.eq(party));
    exactly_one(on!(tx, c => diesel::update(target)
        .set((identities::mail.eq(mail), identities::last_event.eq(event)))
        .execute(c))?)
}

/// The newest address of somebody of the office; none is an empty one.
pub(super) fn set_staff_mail(
    tx: &mut Tx,
    account: Id<Account>,
    mail: &StaffMail,
    event: Id<Event>,
) -> Result<(), Trouble> {
    let sealed = tx.store.keys.seal(Purpose::Vault, account.uuid().as_bytes(), mail.0.as_bytes());
    let values = (
        staff_mails::given.eq(!mail.0.is_empty()),
        staff_mails::key_id.eq(KEY_ID),
        staff_mails::sealed.eq(sealed),
        staff_mails::last_event.eq(event),
    );
    let target = staff_mails::table.filter(staff_mails::account.eq(account));
    let rows = on!(tx, c => diesel::update(target).set(values.clone()).execute(c))?;
    if rows == 0 {
        on!(tx, c => diesel::insert_into(staff_mails::table)
            .values((staff_mails::account.eq(account), values.0, values.1, values.2, values.3))
            .execute(c))?;
    }
    Ok(())
}
