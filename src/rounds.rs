//! What the portal does by itself, once a minute: chains events, tidies, closes what the person is silent on.

pub mod mail;
pub mod morning;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::{
    app::App,
    domain::{
        act::{Act, Actor, day_of},
        refusal::Refusal,
        telling::{self, SILENCE_DAYS},
    },
    keys,
    register::{self, Failure},
    store::{self, Store, Trouble, record::chain, round},
};

const EVERY: Duration = Duration::from_secs(60);
/// Petitions closed in one round.
const CLOSES_MAX: i64 = 500;
/// Files that no petition names are kept so long: a draft lives half of it after its last answer.
const ORPHANS: TimeDelta = TimeDelta::hours(48);
/// Finished rounds are remembered so long.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Runs the rounds until the process ends.
pub fn spawn(app: Arc<App>) -> std::io::Result<()> {
    mail::spawn(app.clone())?;
    let walk = move || {
        loop {
            if let Err(error) = minute(&app.store, app.now.read()) {
                tracing::error!(%error, "round failed");
            }
            app.limits.tidy();
            std::thread::sleep(EVERY);
        }
    };
    std::thread::Builder::new().name("rounds".to_owned()).spawn(walk).map(drop)
}

/// One minute's rounds; safe to run twice and on several servers.
pub fn minute(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    chain::chain(store)?;
    store.write(|tx| {
        store::session::tidy(tx, now)?;
        store::draft::tidy(tx, now)?;
        store::throttle::tidy(tx, now)?;
        store::outbox::tidy(tx, now)?;
        round::tidy(tx, now - REMEMBERED)
    })?;
    match store.forget_dead_rows() {
        Ok(()) => {}
        // Somebody reads for long; the next minute tries again.
        Err(Trouble::Busy) => tracing::warn!("sealed words still lie in dead rows"),
        Err(trouble) => return Err(trouble.into()),
    }
    let slot = day_of(now).to_string();
    once(store, "close-silent", &slot, now, || close_silent(store, now))?;
    once(store, "orphan-files", &slot, now, || remove_orphans(store, now))?;
    if morning::is_due(&store.read(store::office::load)?, now) {
        once(store, "morning", &slot, now, || morning::run(store, now))?;
    }
    Ok(())
}

/// Bytes whose upload broke off, or whose draft ran out.
fn remove_orphans(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let removed = store::file::remove_orphans(store, now - ORPHANS)?;
    if removed > 0 {
        tracing::info!(removed, "orphan files removed");
    }
    Ok(())
}

/// Runs a round's slot if nobody has.
fn once(
    store: &Store,
    name: &str,
    slot: &str,
    now: DateTime<Utc>,
    run: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    if !store.write(|tx| round::begin(tx, name, slot, now))? {
        return Ok(());
    }
    run()?;
    Ok(store.write(|tx| round::finish(tx, name, slot))?)
}

/// Thirty days after the person was told, without a word from them (product.md, “Closing”).
pub fn close_silent(store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(day) = day_of(now).checked_sub_days(Days::new(SILENCE_DAYS)) else { return Ok(()) };
    for petition in store.read(|conn| round::told_before(conn, day, CLOSES_MAX))? {
        let act = Act::new(Actor::System, now, keys::chance());
        match register::decide(store, &act, petition, |case, office| telling::close_silent(case, &act, office)) {
            Ok(_) | Err(Failure::Refused(Refusal::Untimely(_)) | Failure::Trouble(Trouble::Stale)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
