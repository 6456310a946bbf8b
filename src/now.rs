//! The one place that asks what time it is.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};

use crate::domain::act::WALL;

/// Where time comes from.
#[derive(Debug, Clone)]
pub enum Now {
    System,
    /// Time starts at a given moment and runs on: demonstrations and tests.
    Shifted {
        start: DateTime<Utc>,
        since: Instant,
    },
    /// Time stands almost still until somebody moves the hands: tests.
    Fixed(Hands),
}

/// The hands of a clock that stands still; all copies are one clock.
#[derive(Debug, Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn at(at: DateTime<Utc>) -> Hands {
        Hands(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    pub fn move_to(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }

    /// Each look takes a microsecond, so that what happens later is later.
    pub fn read(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.fetch_add(1, Ordering::SeqCst)).unwrap_or_default()
    }
}

impl Now {
    pub fn shifted(start: DateTime<Utc>) -> Now {
        Now::Shifted { start, since: Instant::now() }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub fn read(&self) -> DateTime<Utc> {
        match self {
            Now::System => Utc::now(),
            Now::Shifted { start, since } => *start + TimeDelta::from_std(since.elapsed()).unwrap_or_default(),
            Now::Fixed(hands) => hands.read(),
        }
    }
}

/// An ISO date-time; the wall clock's when it says no offset.
pub fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .and_then(|wall| WALL.from_local_datetime(&wall).single())
        .map(|at| at.with_timezone(&Utc))
}
