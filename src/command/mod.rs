//! The commands, one file each: each parses, calls, prints.

pub mod account;
pub mod audit;
pub mod backup;
pub mod deadline;
pub mod demo;
pub mod health;
pub mod migrate;
pub mod seed;
pub mod serve;
pub mod sort;

use std::io::Write;

/// Where a commune's own data lies unless the settings say otherwise.
const DATA: &str = "./data";

/// A line for whoever asked; when they no longer listen (`| head`), that is no error.
fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
