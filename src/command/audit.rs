//! `tiepdan audit verify`: whether the record still is what it was.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use tiepdan::{
    app::open_store,
    config::Config,
    store::record::chain::{self, Verdict},
};

use super::{DATA, say};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Nối những gì đang chờ vào chuỗi, đi hết chuỗi, in mắt cuối
    Verify {
        /// Mắt cuối đã ghi trước đây: có còn trong chuỗi không?
        #[arg(long)]
        since: Option<String>,
        #[command(flatten)]
        config: Config,
    },
}

pub fn verify(config: &Config, since: Option<&str>) -> Result<ExitCode> {
    let (store, _) = open_store(config, &config.folder(DATA))?;
    chain::chain(&store)?;
    match store.read(|conn| chain::verify(conn, since))? {
        Verdict::Whole { contains: Some(false), .. } => {
            eprintln!("tiepdan: mắt {} không còn trong chuỗi", since.unwrap_or_default());
            Ok(ExitCode::FAILURE)
        }
        Verdict::Whole { head, entries, .. } => {
            say(format_args!("Nhật ký nguyên vẹn: {entries} mục. Mắt cuối:"));
            say(format_args!("{head}"));
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { seq, event } => {
            eprintln!("tiepdan: chuỗi đứt ở mục {seq} ({event})");
            Ok(ExitCode::FAILURE)
        }
    }
}
