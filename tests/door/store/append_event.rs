//! A list appends an event. Expect: E0603
use crate::{
    domain::event::Event,
    store::{Trouble, Tx},
};

pub fn attempt(tx: &mut Tx, event: &Event) -> Result<(), Trouble> {
    super::super::record::append(tx, event)
}
