//! Changes of the kept lists in the demonstration: a place that was added, a village that has another name from a day ahead.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use serde::Deserialize;

use super::{actor, moment};
use crate::{
    app::AppError,
    domain::{
        act::{Act, day_of},
        form::Fields,
        kept::{
            List,
            keeping::{self, Held, Keep},
        },
        office::Office,
        refusal::Refusal,
    },
    keys,
    register::{self, Failure},
    store::Store,
};

const KEEPER: &str = "quantri";

/// One line of `people.toml`: what the administrator wrote when, for which day.
#[derive(Deserialize)]
pub struct Kept {
    list: String,
    /// The item that is renamed; a new one where it is missing.
    code: Option<String>,
    days_ago: u64,
    /// Days from the writing to the first on which it holds.
    ahead: u64,
    #[serde(flatten)]
    words: BTreeMap<String, String>,
}

pub(super) fn fill(store: &Store, changes: &[Kept], now: DateTime<Utc>) -> Result<(), AppError> {
    changes.iter().try_for_each(|kept| {
        let at = moment(kept.days_ago, "09:10", true, now)?;
        write_down(store, kept, at).map_err(|failure| super::failed("danh mục", super::describe(&failure)))
    })
}

fn write_down(store: &Store, kept: &Kept, at: DateTime<Utc>) -> Result<(), Failure> {
    let act = Act::new(actor(store, KEEPER)?, at, keys::chance());
    let list = List::from_code(&kept.list).ok_or(Refusal::Unseen)?;
    let since = (day_of(at) + Days::new(kept.ahead)).to_string();
    let fields = kept.words.iter().fold(Fields::new(), |fields, (name, words)| fields.with(name, words.as_str()));
    let fields = fields.with("since", since);
    let rule = |(): &(), office: &Office| match &kept.code {
        Some(code) => {
            let fields = fields.clone().with("revision", office.lists.revision(list, code).to_string());
            keeping::perform(Keep::Rename, (list, code), &fields, &Held::default(), &act, office)
        }
        None => keeping::add(list, &fields, &act, office),
    };
    register::schedule(store, &act, &(), rule).map(drop)
}
