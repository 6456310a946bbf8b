//! `tiepdan migrate`: brings the database up to date and says how.

use std::process::ExitCode;

use anyhow::Result;
use tiepdan::{app::open_store, config::Config};

use super::{DATA, say};

pub fn run(config: &Config) -> Result<ExitCode> {
    let (_, applied) = open_store(config, &config.folder(DATA))?;
    match applied.as_slice() {
        [] => say("Cơ sở dữ liệu đã là mới nhất."),
        names => names.iter().for_each(|name| say(format_args!("Đã nâng cấp: {name}"))),
    }
    Ok(ExitCode::SUCCESS)
}
