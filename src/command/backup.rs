//! `tiepdan backup` and `tiepdan restore`: a whole commune into one file, and back.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use tiepdan::{
    app::{file_folder, open_standing},
    backup::{self, Passphrase, Place, Progress},
    config::Config,
    domain::act::WALL,
    now::Now,
    store::{self, record::chain},
};

use super::{DATA, say};

/// Progress is told after so much.
const PROGRESS_ROWS: u64 = 1_000;
const PROGRESS_BYTES: u64 = 4_000_000;

#[derive(Args)]
pub struct BackupArgs {
    /// Tệp sao lưu
    file: PathBuf,
    /// Tệp có mật khẩu sao lưu ở dòng đầu (ít nhất 12 chữ); không có thì đọc từ đầu vào chuẩn
    #[arg(long, env = "TIEPDAN_BACKUP_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    config: Config,
}

pub fn back_up(args: &BackupArgs) -> Result<ExitCode> {
    let store = open_standing(&args.config, &args.config.folder(DATA))?;
    let passphrase = Passphrase::read(args.passphrase_file.as_deref())?;
    // A full disk must not keep anybody from carrying the rows to another one.
    if let Err(trouble) = chain::chain(&store) {
        eprintln!("tiepdan: chưa nối được nhật ký: {trouble}");
    }
    let now = Now::System.read();
    let made = backup::make(&store, &args.file, &passphrase, now, &mut watch("đã chép"))?;
    if let Err(trouble) = store.write(|tx| store::backup::remember(tx, now)) {
        eprintln!("tiepdan: chưa ghi được giờ sao lưu: {trouble}");
    }
    say(format_args!(
        "Đã sao lưu vào {}: {} hàng, {} tệp, {} byte.",
        args.file.display(),
        made.rows,
        made.files,
        made.bytes
    ));
    if made.missing > 0 {
        eprintln!("tiepdan: {} tệp kèm theo không còn trong thư mục dữ liệu, nên không có trong bản sao", made.missing);
    }
    Ok(ExitCode::SUCCESS)
}

pub fn bring_back(args: &BackupArgs) -> Result<ExitCode> {
    let folder = args.config.folder(DATA);
    let passphrase = Passphrase::read(args.passphrase_file.as_deref())?;
    let place = Place {
        files: file_folder(&folder),
        key_file: args.config.key_file(&folder),
        target: args.config.target(&folder)?,
        folder,
    };
    let brought = backup::bring_back(&place, &args.file, &passphrase, &mut watch("đã khôi phục"))?;
    if brought.was_whole {
        say("Lần khôi phục trước đã trọn vẹn; không có gì phải làm lại.");
    }
    let made_at = brought.made_at.with_timezone(&WALL).format("%H:%M %d/%m/%Y");
    say(format_args!("Đã khôi phục bản sao lúc {made_at}: {} hàng, {} tệp.", brought.rows, brought.files));
    brought.migrated.iter().for_each(|name| say(format_args!("Đã nâng cấp: {name}")));
    if brought.missing > 0 {
        eprintln!("tiepdan: {} tệp kèm theo đã thiếu từ lúc sao lưu", brought.missing);
    }
    say(format_args!("Khóa ở {}. Xin chạy tiepdan audit verify rồi tiepdan serve.", place.key_file.display()));
    Ok(ExitCode::SUCCESS)
}

/// Tells a terminal how far it is; a log hears nothing.
fn watch(what: &'static str) -> impl FnMut(Progress) {
    let (is_terminal, mut told) = (std::io::stderr().is_terminal(), 0);
    move |Progress { rows, files, bytes }| {
        let step = rows / PROGRESS_ROWS + bytes / PROGRESS_BYTES;
        if is_terminal && step != told {
            told = step;
            eprint!("\r{what}: {rows} hàng, {files} tệp, {} MB   \r", bytes / 1_000_000);
        }
    }
}
