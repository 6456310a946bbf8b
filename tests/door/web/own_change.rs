//! A page asks for a change without a rule. Expect: E0624
use crate::domain::{act::Act, change::Change, event::Deed, petition::Petition};

pub fn attempt(before: &Petition, after: Petition, act: &Act) -> Change {
    Change::turning(before, after, act, Deed::Close)
}
