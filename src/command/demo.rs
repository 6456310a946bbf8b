//! `tiepdan demo`: a commune of invented people, to try everything out.

use std::{io::Write, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use tiepdan::{
    app::{App, open_store},
    config::Config,
    demo,
};

use super::serve::{begin_routes, clock, listen};

/// Where invented data lies unless the settings say otherwise.
pub(super) const DATA: &str = "./data/demo";

pub fn run(config: Config, fresh: bool) -> Result<ExitCode> {
    config.check()?;
    let folder = config.folder(DATA);
    if fresh {
        forget_demo(&config, &folder)?;
    }
    let (store, _) = open_store(&config, &folder)?;
    if !demo::may_use(&store)? {
        bail!("cơ sở dữ liệu này đang chứa dữ liệu thật, không dùng thử ở đây được");
    }
    let now = clock(&config, &store)?;
    demo::fill(&store, now.read())?;
    let app = App::new(config, store, now)?;
    begin_routes(&app)?;
    print_people(&app)?;
    listen(app)
}

/// Deletes the demonstration's own files, after making sure that they are a demonstration's.
fn forget_demo(config: &Config, folder: &Path) -> Result<()> {
    if !folder.join("tiepdan.db").exists() && config.database_url.is_none() {
        return Ok(());
    }
    let (store, _) = open_store(config, folder)?;
    if !demo::may_use(&store)? {
        bail!("cơ sở dữ liệu này đang chứa dữ liệu thật, không xóa");
    }
    if config.database_url.is_some() {
        store.unmigrate()?;
        return Ok(());
    }
    drop(store);
    for name in ["tiepdan.db", "tiepdan.db-wal", "tiepdan.db-shm"] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

fn print_people(app: &App) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nXã dùng thử. Mở {} rồi đăng nhập ở {}/dang-nhap", app.config.base(), app.config.base())?;
    writeln!(out, "\n  {:<12} {:<24} vai trò", "tên", "mật khẩu")?;
    for person in demo::people()? {
        writeln!(out, "  {:<12} {:<24} {} ({})", person.username, person.password, person.role.label(), person.title)?;
    }
    writeln!(out, "\n  Vài đơn để xem ở {}/tra-cuu (mã; 4 số cuối điện thoại mở lời kể):", app.config.base())?;
    for sample in demo::samples()? {
        writeln!(out, "  {}   {}   {}", sample.code, sample.last4, sample.what)?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}
