//! The commands: each parses, calls, prints.

use std::{
    io::{IsTerminal, Read, Write},
    net::TcpListener,
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use tiepdan::{
    app::{App, open_store},
    config::Config,
    demo,
    domain::{
        act::{Act, Actor},
        calendar::WorkCalendar,
        form::Fields,
        law::{self, Terms, Variant},
        person::Role,
        staff::{self, NewAccount},
    },
    keys,
    now::Now,
    password, register, rounds, seed,
    store::{
        self, Store,
        record::chain::{self, Verdict},
    },
    web,
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
    /// Nâng cấp cơ sở dữ liệu và cho biết đã nâng những gì
    Migrate(Config),
    /// Tài khoản
    #[command(subcommand)]
    Account(AccountCommand),
    /// Tính một thời hạn theo luật
    Deadline(DeadlineArgs),
    /// Nhật ký
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Hỏi một cổng đang chạy xem còn khỏe không
    Health {
        /// http://địa-chỉ:cổng; hỏi thẳng cổng Tiếp Dân, không qua máy chủ web có HTTPS
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
    },
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Thêm tài khoản; mật khẩu đọc từ đầu vào chuẩn, hoặc được sinh ra và phải đổi
    Add(AccountArgs),
}

#[derive(Args)]
struct AccountArgs {
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

#[derive(Args)]
struct DeadlineArgs {
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

#[derive(Subcommand)]
enum AuditCommand {
    /// Nối những gì đang chờ vào chuỗi, đi hết chuỗi, in mắt cuối
    Verify {
        /// Mắt cuối đã ghi trước đây: có còn trong chuỗi không?
        #[arg(long)]
        since: Option<String>,
        #[command(flatten)]
        config: Config,
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
        Command::Serve(config) => serve(config),
        Command::Demo { fresh, config } => demo(config, fresh),
        Command::Migrate(config) => migrate(&config),
        Command::Account(AccountCommand::Add(args)) => add_account(&args),
        Command::Deadline(args) => Ok(deadline(&args)),
        Command::Audit(AuditCommand::Verify { since, config }) => verify(&config, since.as_deref()),
        Command::Health { url } => health(&url),
    }
}

const DATA: &str = "./data";
const DEMO_DATA: &str = "./data/demo";

fn serve(config: Config) -> Result<ExitCode> {
    config.check()?;
    let folder = config.folder(DATA);
    let (store, applied) = open_store(&config, &folder)?;
    for name in applied {
        tracing::info!(name, "migrated");
    }
    if config.now.is_some() && !store.read(store::office::load)?.facts.demonstration {
        bail!("TIEPDAN_NOW chỉ dùng được với dữ liệu dùng thử");
    }
    store.write(|tx| store::office::seed(tx, &seed::units(), &[]))?;
    let mut app = App::new(config, store, Now::System)?;
    app.now = clock(&app.config, &app.store)?;
    if let Some(secret) = &app.first_run {
        say("Xã chưa có tài khoản nào. Mở đường dẫn này một lần để lập tài khoản quản trị:");
        say(format_args!("  {}/bat-dau/{secret}", app.config.base()));
        say(format_args!("Tệp khóa: {}", app.config.key_file(&folder).display()));
        say("Mất tệp khóa là mất tên, điện thoại, tệp kèm theo của mọi đơn. Xin cất một bản ở nơi khác.");
    }
    listen(app)
}

/// The system's time, or the time that TIEPDAN_NOW says it is; never before the newest event.
fn clock(config: &Config, store: &Store) -> Result<Now> {
    let Some(start) = config.now else { return Ok(Now::System) };
    if store.read(chain::newest)?.is_some_and(|newest| newest > start) {
        bail!("TIEPDAN_NOW sớm hơn việc mới nhất đã ghi");
    }
    Ok(Now::shifted(start))
}

fn demo(config: Config, fresh: bool) -> Result<ExitCode> {
    config.check()?;
    let folder = config.folder(DEMO_DATA);
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

fn listen(app: App) -> Result<ExitCode> {
    let socket =
        TcpListener::bind(app.config.listen).with_context(|| format!("không nghe được ở {}", app.config.listen))?;
    tracing::info!(address = %socket.local_addr()?, "listening");
    let app = Arc::new(app);
    rounds::spawn(app.clone())?;
    actix_web::rt::System::new().block_on(web::serve(app, socket)?)?;
    Ok(ExitCode::SUCCESS)
}

fn migrate(config: &Config) -> Result<ExitCode> {
    let (_, applied) = open_store(config, &config.folder(DATA))?;
    match applied.as_slice() {
        [] => say("Cơ sở dữ liệu đã là mới nhất."),
        names => names.iter().for_each(|name| say(format_args!("Đã nâng cấp: {name}"))),
    }
    Ok(ExitCode::SUCCESS)
}

fn add_account(args: &AccountArgs) -> Result<ExitCode> {
    let (store, _) = open_store(&args.config, &args.config.folder(DATA))?;
    store.write(|tx| store::office::seed(tx, &seed::units(), &[]))?;
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
        let hash =
            password::hash(&secret).map_err(|error| tiepdan::domain::refusal::Refusal::Unready(error.to_string()))?;
        staff::open_account(new, hash, &act, office)
    });
    match done {
        Ok(_) => {}
        Err(register::Failure::Refused(tiepdan::domain::refusal::Refusal::Fields(errors))) => {
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

/// A line for whoever asked; when they no longer listen (`| head`), that is no error.
fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn deadline(args: &DeadlineArgs) -> ExitCode {
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

fn verify(config: &Config, since: Option<&str>) -> Result<ExitCode> {
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

/// A plain HTTP request, so that a container's health check needs no other program.
fn health(url: &str) -> Result<ExitCode> {
    let address = match health_address(url) {
        Ok(address) => address,
        Err(words) => {
            eprintln!("tiepdan: {words}");
            return Ok(ExitCode::from(2));
        }
    };
    let mut stream = std::net::TcpStream::connect(&address).with_context(|| format!("không gọi được {url}"))?;
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5)))?;
    write!(stream, "GET /suc-khoe HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    let ok = answer.starts_with("HTTP/1.1 200");
    say(format_args!("{}", answer.lines().last().unwrap_or_default()));
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

const HEALTH_PATH: &str = "suc-khoe";
const HTTP_PORT: u16 = 80;

/// Host and port of the portal to ask. It speaks plain HTTP; HTTPS is the web server's in front of it.
fn health_address(url: &str) -> Result<String, String> {
    let Some(rest) = url.strip_prefix("http://") else {
        return Err(format!("--url phải bắt đầu bằng http:// (chỉ hỏi thẳng cổng, không qua HTTPS), không phải {url}"));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || !["", HEALTH_PATH].contains(&path.trim_end_matches('/')) {
        return Err(format!("--url chỉ ghi địa chỉ và cổng, ví dụ http://127.0.0.1:8080, không phải {url}"));
    }
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Ok(if has_port { host.to_owned() } else { format!("{host}:{HTTP_PORT}") })
}
