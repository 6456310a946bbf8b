//! A page runs SQL of its own. Expect: E0624
use crate::store::{Conn, Trouble};

pub fn attempt(conn: &mut Conn) -> Result<(), Trouble> {
    conn.execute("UPDATE petitions SET stage = 'closed'")
}
