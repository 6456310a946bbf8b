//! A page records the same change twice. Expect: E0382
use crate::{
    domain::change::Change,
    store::{
        Trouble, Tx,
        record::{Recorded, record},
    },
};

pub fn attempt(tx: &mut Tx, change: Change) -> Result<Recorded, Trouble> {
    let _first = record(tx, change)?;
    record(tx, change)
}
