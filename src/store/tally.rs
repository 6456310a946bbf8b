//! What a thread asks of the database, written down while somebody listens: transactions' ends are not counted, nor values.

use std::cell::RefCell;

use diesel::connection::{Instrumentation, InstrumentationEvent};

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// What `work` returns, and the text of every query it ran on this thread, without the values in them.
pub fn listen<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    HEARD.set(Some(Vec::new()));
    let done = work();
    (done, HEARD.take().unwrap_or_default())
}

/// The ear of one connection.
pub(super) struct Ear;

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        HEARD.with_borrow_mut(|heard| {
            let Some(heard) = heard else { return };
            let text = query.to_string();
            let text = text.split(" -- binds: ").next().unwrap_or_default();
            if !ends_or_begins(text) {
                heard.push(text.to_owned());
            }
        });
    }
}

fn ends_or_begins(text: &str) -> bool {
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"].iter().any(|word| text.starts_with(word))
}
