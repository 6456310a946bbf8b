//! `tiepdan account …`: an account from the terminal, and the way back in for who lost everything.

use std::{
    io::{IsTerminal, Read},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use tiepdan::{
    app::open_store,
    config::Config,
    domain::{
        act::{Act, Actor},
        factor,
        form::Fields,
        keeping,
        person::{Account, Role},
        refusal::Refusal,
        staff::{self, NewAccount},
    },
    keys,
    now::Now,
    password,
    register::{self, FactorOf, Failure},
    seed,
    store::{self, Store},
};

use super::{DATA, say};

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Thêm tài khoản; mật khẩu đọc từ đầu vào chuẩn, hoặc được sinh ra và phải đổi
    Add(AccountArgs),
    /// Gỡ bước xác nhận thứ hai của người mất cả điện thoại lẫn mã dự phòng; lập lại khi đăng nhập lần tới
    ResetFactor(NamedArgs),
    /// Sinh mật khẩu mới, phải đổi khi đăng nhập
    ResetPassword(NamedArgs),
}

#[derive(Args)]
pub struct NamedArgs {
    #[arg(long)]
    username: String,
    #[command(flatten)]
    config: Config,
}

#[derive(Args)]
pub struct AccountArgs {
    #[arg(long)]
    username: String,
    #[arg(long)]
    name: String,
    /// clerk officer chair vice-chair monitor village-head admin
    #[arg(long, value_parser = role)]
    role: Role,
    #[arg(long)]
    unit: Option<String>,
    #[arg(long)]
    village: Option<String>,
    /// Trưởng bộ phận, hoặc trưởng nhóm giám sát
    #[arg(long)]
    lead: bool,
    #[command(flatten)]
    config: Config,
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code)
        .ok_or_else(|| "một trong: clerk officer chair vice-chair monitor village-head admin".to_owned())
}

pub fn add(args: &AccountArgs) -> Result<ExitCode> {
    let (store, _) = open_store(&args.config, &args.config.folder(DATA))?;
    store.write(|tx| {
        store::office::seed_authorities(tx, &seed::authorities())?;
        store::office::seed(tx, &seed::units(), &[])
    })?;
    let typed = typed_password()?;
    let secret = typed.clone().unwrap_or_else(keys::draw_password);
    let fields = Fields::new()
        .with("username", &args.username)
        .with("name", &args.name)
        .with("role", args.role.code())
        .with("unit", args.unit.clone().unwrap_or_default())
        .with("village", args.village.clone().unwrap_or_default())
        .with("lead", if args.lead { "yes" } else { "" });
    let act = Act::new(Actor::System, Now::System.read(), keys::chance());
    let done = register::decide(&store, &act, (), |(), office| {
        let new = NewAccount { must_change: typed.is_none(), ..NewAccount::read(&fields, office)? };
        let hash = password::hash(&secret).map_err(|error| Refusal::Unready(error.to_string()))?;
        staff::open_account(new, hash, &act, office)
    });
    match done {
        Ok(_) => {}
        Err(Failure::Refused(Refusal::Fields(errors))) => {
            let words: Vec<&str> = errors.iter().map(|error| error.words.as_str()).collect();
            bail!("{}", words.join(" "));
        }
        Err(failure) => return Err(failure.into()),
    }
    match typed {
        Some(_) => say(format_args!("Đã lập tài khoản {}.", args.username)),
        None => say(format_args!("Đã lập tài khoản {}. Mật khẩu, phải đổi khi đăng nhập: {secret}", args.username)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The account of that name, in an office that is opened for one act at the terminal.
fn named(args: &NamedArgs) -> Result<(Store, Account)> {
    let (store, _) = open_store(&args.config, &args.config.folder(DATA))?;
    let office = store.read(store::office::load)?;
    let account =
        office.by_username(&args.username).with_context(|| format!("không có tài khoản {}", args.username))?;
    Ok((store, account.clone()))
}

pub fn reset_factor(args: &NamedArgs) -> Result<ExitCode> {
    let (store, account) = named(args)?;
    let act = Act::new(Actor::System, Now::System.read(), keys::chance());
    register::decide(&store, &act, FactorOf(account.id), |before, office| {
        factor::reset(account.id, before.as_ref(), &act, office)
    })?;
    store.write(|tx| store::session::end_all(tx, account.id))?;
    say(format_args!("Đã gỡ bước xác nhận thứ hai của {}. Lập lại khi đăng nhập lần tới.", account.username));
    Ok(ExitCode::SUCCESS)
}

pub fn reset_password(args: &NamedArgs) -> Result<ExitCode> {
    let (store, account) = named(args)?;
    let secret = keys::draw_password();
    let hash = password::hash(&secret)?;
    let act = Act::new(Actor::System, Now::System.read(), keys::chance());
    register::decide(&store, &act, (), |(), office| keeping::reset_password(account.id, hash, &act, office))?;
    store.write(|tx| store::session::end_all(tx, account.id))?;
    say(format_args!("Mật khẩu mới của {}, phải đổi khi đăng nhập: {secret}", account.username));
    Ok(ExitCode::SUCCESS)
}

/// The first line of standard input, when something is piped in.
fn typed_password() -> Result<Option<String>> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut text = String::new();
    input.by_ref().take(1_000).read_to_string(&mut text)?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    if password.is_empty() {
        return Ok(None);
    }
    if password.chars().count() < password::CHARS_MIN {
        bail!("mật khẩu cần ít nhất {} chữ", password::CHARS_MIN);
    }
    Ok(Some(password))
}
