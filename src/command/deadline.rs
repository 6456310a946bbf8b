//! `tiepdan deadline`: one date of the law, counted in the open.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use tiepdan::domain::{
    calendar::WorkCalendar,
    law::{self, Terms, Variant},
};

use super::say;

#[derive(Args)]
pub struct DeadlineArgs {
    /// Mã quy tắc, ví dụ KN-THULY
    rule: String,
    /// Ngày của sự kiện, YYYY-MM-DD
    #[arg(long)]
    from: NaiveDate,
    /// Vụ việc phức tạp
    #[arg(long)]
    complex: bool,
    /// Vùng sâu, vùng xa đi lại khó khăn
    #[arg(long)]
    remote: bool,
    #[arg(long)]
    json: bool,
}

pub fn run(args: &DeadlineArgs) -> ExitCode {
    let variant = Variant { complex: args.complex, remote: args.remote };
    match law::deadline(&Terms::shipped(), &WorkCalendar::shipped(), &args.rule, args.from, variant) {
        Ok(found) if args.json => match serde_json::to_string_pretty(&found) {
            Ok(text) => say(format_args!("{text}")),
            Err(_) => return ExitCode::FAILURE,
        },
        Ok(found) => {
            say(format_args!(
                "{}: {}{}",
                found.rule,
                found.due.format("%d/%m/%Y"),
                if found.provisional { " (tạm tính)" } else { "" }
            ));
            say(format_args!("{} {} từ {}, {}", found.length, found.unit, found.from.format("%d/%m/%Y"), found.basis));
            law::compact(&found.trail).iter().for_each(|line| say(format_args!("  {line}")));
        }
        Err(error) => {
            eprintln!("tiepdan: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
