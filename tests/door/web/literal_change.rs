//! A page makes a change by itself. Expect: E0451
use crate::domain::{change::Change, event::Event};

pub fn attempt(event: Event) -> Change {
    Change { event, writes: Vec::new(), number_year: None }
}
