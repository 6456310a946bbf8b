//! A page records on a connection that only reads. Expect: E0308
use crate::{
    domain::change::Change,
    store::{
        Conn, Trouble,
        record::{Recorded, record},
    },
};

pub fn attempt(conn: &mut Conn, change: Change) -> Result<Recorded, Trouble> {
    record(conn, change)
}
