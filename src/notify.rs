//! Words to people by mail: `letter` is what they say, `post` brings them to a mail server.

pub mod letter;
pub mod post;

pub use letter::Letter;
pub use post::{Post, PostError, Unsent};
