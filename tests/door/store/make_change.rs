//! A list makes a change. Expect: E0624
use crate::domain::{act::Act, change::Change, event::Deed};

pub fn attempt(act: &Act) -> Change {
    Change::looking(None, act, Deed::Identity)
}
