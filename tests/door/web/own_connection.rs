//! A page opens a connection of its own. Compiles; layers: only store/ knows diesel
use diesel::{Connection, connection::SimpleConnection, pg::PgConnection};

pub fn attempt(url: &str) -> Option<()> {
    let mut conn = PgConnection::establish(url).ok()?;
    conn.batch_execute("UPDATE petitions SET stage = 'closed'").ok()
}
