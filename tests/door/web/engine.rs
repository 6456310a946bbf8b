//! A page reaches for the engine inside a connection. Expect: E0616
use crate::store::Conn;

pub fn attempt(conn: &mut Conn) {
    let _engine = &mut conn.0;
}
