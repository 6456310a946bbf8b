//! A page adds a row to a rule's change. Expect: E0624
use crate::domain::{
    change::{Change, Write},
    petition::Petition,
};

pub fn attempt(change: Change, petition: Petition) -> Change {
    change.with(Write::Save(Box::new(petition)))
}
