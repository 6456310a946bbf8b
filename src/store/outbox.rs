//! The outbox: letters that acts owe, each claimed by one server at a time, and what became of them. Housekeeping.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Builder;

use super::{
    Conn, Store, Trouble, Tx,
    column::Moment,
    connection::on,
    row::PetitionRow,
    schema::{outbox, petitions, staff_mails},
    scope,
};
use crate::{
    domain::{
        id::Id,
        mail::{FRESH, Fault, MailState, Mailing, Notice, Standing},
        person::Account,
        petition::{Party, Petition},
        policy::Sight,
    },
    keys::{self, Token},
};

/// Whoever claimed a letter has it so long; then another server takes it over. Longer than the slowest sending.
pub const LEASE: TimeDelta = TimeDelta::minutes(10);
/// Letters are forgotten so long after they ended.
pub const KEPT: TimeDelta = TimeDelta::days(90);

/// A letter that this server, and no other, may send now. Made only by [`claim`].
pub struct Claimed {
    pub id: Id<Mailing>,
    pub notice: Notice,
    pub made_at: DateTime<Utc>,
    /// This one among them.
    pub tries: i32,
    pub(super) to: Option<(Id<Petition>, Id<Party>)>,
    pub account: Option<Id<Account>>,
    token: String,
}

impl Claimed {
    /// To a party of a petition; none for one to an account.
    pub fn to(&self) -> Option<(Id<Petition>, Id<Party>)> {
        self.to
    }
}

impl Store {
    /// What a letter's Message-ID says: the same at each try, and nothing of what it is about.
    pub fn letter_name(&self, of: &Claimed) -> String {
        self.keys.index("letter", &of.id.to_string())
    }
}

/// Ended without going out.
pub(super) const GIVEN_UP: [MailState; 3] = [MailState::Failed, MailState::Refused, MailState::Expired];
const UNDER_WAY: [MailState; 2] = [MailState::Waiting, MailState::Sending];

/// The next letter whose turn it is: a new one, one to be tried again, or one whose server did not come back.
pub fn claim(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<Claimed>, Trouble> {
    type Row = (Id<Mailing>, Notice, Moment, i32, Option<Id<Petition>>, Option<Id<Party>>, Option<Id<Account>>);
    let due = || outbox::state.eq_any(UNDER_WAY).and(outbox::next_at.le(Moment(now)));
    loop {
        let found: Option<Row> = on!(tx, c => outbox::table
            .filter(due())
            .order((outbox::next_at, outbox::id))
            .select((
                outbox::id,
                outbox::notice,
                outbox::made_at,
                outbox::tries,
                outbox::petition,
                outbox::party,
                outbox::account,
            ))
            .first(c)
            .optional())?;
        let Some((id, notice, made_at, tries, petition, party, account)) = found else { return Ok(None) };
        let token = Token::new_random().text();
        let rows = on!(tx, c => diesel::update(outbox::table.filter(outbox::id.eq(id)).filter(due()))
            .set((
                outbox::state.eq(MailState::Sending),
                outbox::claim.eq(&token),
                outbox::tries.eq(tries + 1),
                outbox::next_at.eq(Moment(now + LEASE)),
            ))
            .execute(c))?;
        // Another server was first: there may be more.
        if rows == 1 {
            let to = petition.zip(party);
            return Ok(Some(Claimed { id, notice, made_at: made_at.into(), tries: tries + 1, to, account, token }));
        }
    }
}

/// The morning's digest of somebody who wants it by mail.
pub fn queue_digest(tx: &mut Tx, account: Id<Account>, now: DateTime<Utc>) -> Result<(), Trouble> {
    if !wants_digest(tx, account)? {
        return Ok(());
    }
    let id: Id<Mailing> = Id::from_uuid(Builder::from_random_bytes(keys::random()).into_uuid());
    on!(tx, c => diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(id),
            outbox::notice.eq(Notice::Digest),
            outbox::account.eq(account),
            outbox::made_at.eq(Moment(now)),
            outbox::state.eq(MailState::Waiting),
            outbox::tries.eq(0),
            outbox::next_at.eq(Moment(now)),
            outbox::owed.eq(false),
        ))
        .execute(c))?;
    Ok(())
}

/// Somebody of the office left an address.
pub fn wants_digest(conn: &mut Conn, account: Id<Account>) -> Result<bool, Trouble> {
    let given: Option<bool> = on!(conn, c => staff_mails::table
        .filter(staff_mails::account.eq(account))
        .select(staff_mails::given)
        .first(c)
        .optional())?;
    Ok(given == Some(true))
}

/// What a mail server said of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub fault: Fault,
    /// Its three digits; none when it said nothing.
    pub reply: Option<i32>,
}

/// It ended so. False when the claim ran out and another server has it: then this one says nothing of it.
pub fn end(
    tx: &mut Tx,
    of: &Claimed,
    state: MailState,
    said: Option<Said>,
    now: DateTime<Utc>,
) -> Result<bool, Trouble> {
    // What was given up stays owed until somebody tells them.
    let is_over = matches!(state, MailState::Sent | MailState::Void);
    let none: Option<String> = None;
    let target = outbox::table.filter(outbox::id.eq(of.id)).filter(outbox::claim.eq(&of.token));
    let rows = on!(tx, c => diesel::update(target)
        .set((
            outbox::state.eq(state),
            outbox::claim.eq(none),
            outbox::fault.eq(said.map(|said| said.fault)),
            outbox::reply.eq(said.and_then(|said| said.reply)),
            is_over.then_some(outbox::owed.eq(false)),
            outbox::ended_at.eq(Moment(now)),
        ))
        .execute(c))?;
    Ok(rows == 1)
}

/// Did not go out; once more at that time.
pub fn put_off(tx: &mut Tx, of: &Claimed, said: Said, next: DateTime<Utc>) -> Result<(), Trouble> {
    let none: Option<String> = None;
    let target = outbox::table.filter(outbox::id.eq(of.id)).filter(outbox::claim.eq(&of.token));
    on!(tx, c => diesel::update(target)
        .set((
            outbox::state.eq(MailState::Waiting),
            outbox::claim.eq(none),
            outbox::fault.eq(said.fault),
            outbox::reply.eq(said.reply),
            outbox::next_at.eq(Moment(next)),
        ))
        .execute(c))?;
    Ok(())
}

/// What nobody tried to send for too long is not sent any more; what ended long ago is forgotten.
pub fn tidy(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Trouble> {
    let old =
        outbox::table.filter(outbox::state.eq(MailState::Waiting)).filter(outbox::next_at.lt(Moment(now - FRESH)));
    on!(tx, c => diesel::update(old)
        .set((outbox::state.eq(MailState::Expired), outbox::ended_at.eq(Moment(now))))
        .execute(c))?;
    let over = outbox::table.filter(outbox::ended_at.lt(Moment(now - KEPT))).filter(outbox::owed.eq(false));
    on!(tx, c => diesel::delete(over).execute(c))?;
    Ok(())
}

/// Since when the oldest letter waits that is not sent.
pub fn oldest_waiting(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Trouble> {
    let oldest: Option<Moment> = on!(conn, c => outbox::table
        .filter(outbox::state.eq_any(UNDER_WAY))
        .order(outbox::made_at)
        .select(outbox::made_at)
        .first(c)
        .optional())?;
    Ok(oldest.map(Into::into))
}

// ---- For those who look after it ----

/// Letters on one page.
pub const SHOWN_MAX: i64 = 200;

/// A letter that did not go out, as whoever looks after it sees it.
#[derive(Debug, Clone)]
pub struct Unsent {
    pub standing: Standing,
    pub made_at: DateTime<Utc>,
    pub tries: i32,
    pub next_at: DateTime<Utc>,
    pub fault: Option<Fault>,
    pub reply: Option<i32>,
    /// For those who see petitions.
    pub petition: Option<Petition>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox)]
struct UnsentRow {
    id: Id<Mailing>,
    notice: Notice,
    state: MailState,
    petition: Option<Id<Petition>>,
    made_at: Moment,
    tries: i32,
    next_at: Moment,
    fault: Option<Fault>,
    reply: Option<i32>,
}

impl UnsentRow {
    fn with(self, of: Option<Petition>) -> Unsent {
        let UnsentRow { id, notice, state, petition, made_at, tries, next_at, fault, reply } = self;
        let standing = Standing { id, notice, state, petition };
        Unsent { standing, made_at: made_at.into(), tries, next_at: next_at.into(), fault, reply, petition: of }
    }
}

const NOT_OUT: [MailState; 5] =
    [MailState::Waiting, MailState::Sending, MailState::Failed, MailState::Refused, MailState::Expired];

/// Of petitions in sight, the newest first.
pub fn unsent_in_sight(conn: &mut Conn, sight: &Sight) -> Result<Vec<Unsent>, Trouble> {
    let rows: Vec<(UnsentRow, PetitionRow)> = on!(conn, c => outbox::table
        .inner_join(petitions::table.on(outbox::petition.eq(petitions::id.nullable())))
        .filter(outbox::state.eq_any(NOT_OUT))
        .filter(petitions::sealed.eq(false))
        .filter(scope::visible(sight))
        .order((outbox::made_at.desc(), outbox::id))
        .limit(SHOWN_MAX)
        .select((UnsentRow::as_select(), PetitionRow::as_select()))
        .load(c))?;
    Ok(rows.into_iter().map(|(row, of)| row.with(Some(Petition::restore(of.into())))).collect())
}

/// All of them but those of sealed petitions, without what they are about: for the administrator, who sees no petition.
pub fn unsent(conn: &mut Conn) -> Result<Vec<Unsent>, Trouble> {
    let rows: Vec<UnsentRow> = on!(conn, c => outbox::table
        .left_join(petitions::table.on(outbox::petition.eq(petitions::id.nullable())))
        .filter(outbox::state.eq_any(NOT_OUT))
        .filter(outbox::petition.is_null().or(petitions::sealed.nullable().eq(false)))
        .order((outbox::made_at.desc(), outbox::id))
        .limit(SHOWN_MAX)
        .select(UnsentRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(|row| row.with(None)).collect())
}

/// How many ended without going out in these days: a fault that somebody has to look at.
pub fn failed_since(conn: &mut Conn, since: DateTime<Utc>) -> Result<i64, Trouble> {
    Ok(on!(conn, c => outbox::table
        .filter(outbox::state.eq(MailState::Failed))
        .filter(outbox::ended_at.ge(Moment(since)))
        .count()
        .get_result(c))?)
}

/// One letter as it stands; of a sealed petition none.
pub fn standing(conn: &mut Conn, id: Id<Mailing>) -> Result<Standing, Trouble> {
    let row: UnsentRow = on!(conn, c => outbox::table
        .left_join(petitions::table.on(outbox::petition.eq(petitions::id.nullable())))
        .filter(outbox::id.eq(id))
        .filter(outbox::petition.is_null().or(petitions::sealed.nullable().eq(false)))
        .select(UnsentRow::as_select())
        .first(c))?;
    Ok(row.with(None).standing)
}

/// Whether a letter about an outcome did not reach them and nobody has told them since.
pub fn is_owed(conn: &mut Conn, petition: Id<Petition>) -> Result<bool, Trouble> {
    let found: Option<Id<Mailing>> = on!(conn, c => outbox::table
        .filter(outbox::petition.eq(petition))
        .filter(outbox::owed.eq(true))
        .filter(outbox::state.eq_any(GIVEN_UP))
        .select(outbox::id)
        .first(c)
        .optional())?;
    Ok(found.is_some())
}
