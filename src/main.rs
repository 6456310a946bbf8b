//! The list of commands.

mod command;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use tiepdan::config::Config;

use command::{
    account::{self, AccountCommand},
    audit::{self, AuditCommand},
    backup::{self, BackupArgs},
    deadline, demo, health, migrate, seed, serve, sort,
};

/// Tiếp Dân: cổng phản ánh, kiến nghị, khiếu nại của xã, phường
#[derive(Parser)]
#[command(version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Chạy cổng: nâng cấp cơ sở dữ liệu, phục vụ trang, làm các vòng việc
    Serve(Config),
    /// Chạy một xã dùng thử, dữ liệu bịa
    Demo {
        /// Bỏ dữ liệu dùng thử cũ, làm lại từ đầu
        #[arg(long)]
        fresh: bool,
        #[command(flatten)]
        config: Config,
    },
    /// Gieo nhiều đơn bịa, ba năm, vào xã dùng thử: để thử tải, thử tìm, thử sổ dài
    Seed(seed::SeedArgs),
    /// Nâng cấp cơ sở dữ liệu và cho biết đã nâng những gì
    Migrate(Config),
    /// Tài khoản
    #[command(subcommand)]
    Account(AccountCommand),
    /// Tính một thời hạn theo luật
    Deadline(deadline::DeadlineArgs),
    /// Đề xuất loại đơn, lĩnh vực, bộ phận, dấu hiệu và đơn trùng cho các truyện trong một tệp
    Sort(sort::SortArgs),
    /// Nhật ký
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Sao lưu cả cổng vào một tệp: cơ sở dữ liệu, tệp kèm theo, khóa; cổng vẫn chạy được
    Backup(BackupArgs),
    /// Khôi phục một tệp sao lưu vào chỗ trống
    Restore(BackupArgs),
    /// Hỏi một cổng đang chạy xem còn khỏe không
    Health {
        /// http://địa-chỉ:cổng; hỏi thẳng cổng Tiếp Dân, không qua máy chủ web có HTTPS
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
    },
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tiepdan: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve(config) => serve::run(config),
        Command::Demo { fresh, config } => demo::run(config, fresh),
        Command::Seed(args) => seed::run(&args),
        Command::Migrate(config) => migrate::run(&config),
        Command::Account(AccountCommand::Add(args)) => account::add(&args),
        Command::Account(AccountCommand::ResetFactor(args)) => account::reset_factor(&args),
        Command::Account(AccountCommand::ResetPassword(args)) => account::reset_password(&args),
        Command::Deadline(args) => Ok(deadline::run(&args)),
        Command::Sort(args) => Ok(sort::run(&args)),
        Command::Audit(AuditCommand::Verify { since, config }) => audit::verify(&config, since.as_deref()),
        Command::Backup(args) => backup::back_up(&args),
        Command::Restore(args) => backup::bring_back(&args),
        Command::Health { url } => health::run(&url),
    }
}
