//! `tiepdan serve`: migrates, listens, runs the rounds.

use std::{net::TcpListener, process::ExitCode, sync::Arc};

use anyhow::{Context, Result, bail};
use tiepdan::{
    app::{App, open_store},
    config::Config,
    domain::act::{Act, Actor},
    keys,
    now::Now,
    register, rounds, seed,
    store::{self, Store, record::chain},
    web,
};

use super::{DATA, say};

pub fn run(config: Config) -> Result<ExitCode> {
    config.check()?;
    let folder = config.folder(DATA);
    let (store, applied) = open_store(&config, &folder)?;
    for name in applied {
        tracing::info!(name, "migrated");
    }
    if config.now.is_some() && !store.read(store::office::load)?.facts.demonstration {
        bail!("TIEPDAN_NOW chỉ dùng được với dữ liệu dùng thử");
    }
    store.write(|tx| {
        store::office::seed_authorities(tx, &seed::authorities())?;
        store::office::seed(tx, &seed::units(), &[])
    })?;
    let mut app = App::new(config, store, Now::System)?;
    app.now = clock(&app.config, &app.store)?;
    begin_routes(&app)?;
    if let Some(secret) = &app.first_run {
        say("Xã chưa có tài khoản nào. Mở đường dẫn này một lần để lập tài khoản quản trị:");
        say(format_args!("  {}/bat-dau/{secret}", app.config.base()));
        say(format_args!("Tệp khóa: {}", app.config.key_file(&folder).display()));
        say("Mất tệp khóa là mất tên, điện thoại, tệp kèm theo của mọi đơn. Xin cất một bản ở nơi khác.");
    }
    listen(app)
}

/// A database that has no table of routes yet gets the first one.
pub fn begin_routes(app: &App) -> Result<()> {
    let act = Act::new(Actor::System, app.now.read(), keys::chance());
    register::begin_routes(&app.store, &act)?;
    Ok(register::begin_competence(&app.store, &act)?)
}

/// The system's time, or the time that TIEPDAN_NOW says it is; never before the newest event.
pub fn clock(config: &Config, store: &Store) -> Result<Now> {
    let Some(start) = config.now else { return Ok(Now::System) };
    if store.read(chain::newest)?.is_some_and(|newest| newest > start) {
        bail!("TIEPDAN_NOW sớm hơn việc mới nhất đã ghi");
    }
    Ok(Now::shifted(start))
}

pub fn listen(app: App) -> Result<ExitCode> {
    let socket =
        TcpListener::bind(app.config.listen).with_context(|| format!("không nghe được ở {}", app.config.listen))?;
    tracing::info!(address = %socket.local_addr()?, "listening");
    let app = Arc::new(app);
    rounds::spawn(app.clone())?;
    actix_web::rt::System::new().block_on(web::serve(app, socket)?)?;
    Ok(ExitCode::SUCCESS)
}
