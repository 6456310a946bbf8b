//! The mail round, on a thread of its own so that a slow mail server holds up nothing else: one letter after the other.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    domain::{
        act::{Act, Actor, day_of},
        mail::{Fault, MailState, next_try},
        office::Office,
    },
    keys,
    notify::{Letter, Post, Unsent, letter},
    now::Now,
    register::{self, Failure},
    store::{
        self, Store, Trouble,
        outbox::{self, Claimed, Said},
        record::vault,
    },
};

const EVERY: Duration = Duration::from_secs(10);
/// Letters of one round.
const LETTERS_MAX: usize = 200;

/// Runs the mail round until the process ends; nothing runs where no mail server is set.
pub fn spawn(app: Arc<App>) -> std::io::Result<()> {
    if app.post.is_none() {
        return Ok(());
    }
    let walk = move || {
        loop {
            if let Some(post) = &app.post
                && let Err(error) = run(&app.store, post, &app.config.base(), &app.now)
            {
                tracing::error!(%error, "mail round failed");
            }
            std::thread::sleep(EVERY);
        }
    };
    std::thread::Builder::new().name("mail".to_owned()).spawn(walk).map(drop)
}

/// Sends what is due; safe on several servers at once. Stops where the mail server cannot be reached.
///
/// # Errors
/// The store's trouble. What was claimed then is taken over when its lease ends.
pub fn run(store: &Store, post: &Post, base: &str, now: &Now) -> Result<(), Failure> {
    let office = store.read(store::office::load)?.on(day_of(now.read()));
    for _ in 0..LETTERS_MAX {
        let Some(letter) = store.write(|tx| outbox::claim(tx, now.read()))? else { break };
        let unsent = send(store, post, base, &office, &letter, now)?;
        if unsent.is_some_and(|unsent| unsent.fault == Fault::Unreachable) {
            break;
        }
    }
    Ok(())
}

/// One letter, and what became of it.
fn send(
    store: &Store,
    post: &Post,
    base: &str,
    office: &Office,
    letter: &Claimed,
    now: &Now,
) -> Result<Option<Unsent>, Failure> {
    let Some((to, words)) = written(store, base, office, letter)? else {
        store.write(|tx| outbox::end(tx, letter, MailState::Void, None, now.read()))?;
        return Ok(None);
    };
    let sent = post.send(&to, &words, &store.letter_name(letter), letter.made_at);
    // The clock is read again: a slow server may have taken minutes.
    let at = now.read();
    match sent {
        Ok(()) => register::went_out(store, &act(at), letter)?,
        Err(unsent) => did_not(store, letter, unsent, at)?,
    }
    Ok(sent.err())
}

/// To which address, and what; none when it must not go out any more.
fn written(store: &Store, base: &str, office: &Office, of: &Claimed) -> Result<Option<(String, Letter)>, Failure> {
    let Some(account) = of.account else {
        let to = store.read(|conn| vault::open_address(store, conn, of))?;
        return Ok(to.map(|to| (to.email, letter::to_person(of.notice, &to.group, base, office))));
    };
    let (to, digest) = store.read(|conn| {
        let to = vault::open_staff_address(store, conn, of)?;
        Ok::<_, Trouble>((to, store::reminder::digest(conn, account, day_of(of.made_at))?))
    })?;
    Ok(to.zip(digest).map(|(to, digest)| (to, letter::to_staff(&digest, base, office))))
}

fn act(at: DateTime<Utc>) -> Act {
    Act::new(Actor::System, at, keys::chance())
}

fn did_not(store: &Store, letter: &Claimed, unsent: Unsent, at: DateTime<Utc>) -> Result<(), Failure> {
    let Unsent { fault, reply } = unsent;
    let said = Said { fault, reply };
    tracing::warn!(
        notice = letter.notice.code(),
        fault = fault.code(),
        ?reply,
        tries = letter.tries,
        "letter not sent"
    );
    if fault == Fault::Address {
        return register::refused(store, &act(at), letter, said);
    }
    match next_try(letter.tries, at) {
        Some(next) => Ok(store.write(|tx| outbox::put_off(tx, letter, said, next))?),
        None => Ok(store.write(|tx| outbox::end(tx, letter, MailState::Failed, Some(said), at)).map(drop)?),
    }
}
