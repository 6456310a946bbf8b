//! `tiepdan seed`: many invented petitions for the demonstration commune, to see how the portal bears them.

use std::{
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use anyhow::{Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tiepdan::{
    app::open_store,
    config::Config,
    demo::{
        self,
        synthetic::{self, PETITIONS_MAX, Seed, Sown},
    },
    domain::act::day_of,
    store::record::chain,
};

use super::{demo::DATA, say, serve::clock};

#[derive(Args)]
pub struct SeedArgs {
    /// Số đơn, nhiều nhất 200000
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(PETITIONS_MAX)))]
    petitions: u32,
    /// Hạt giống: cùng số, cùng ngày gốc (TIEPDAN_NOW hoặc hôm nay) thì cùng dữ liệu
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    config: Config,
}

pub fn run(args: &SeedArgs) -> Result<ExitCode> {
    let (store, _) = open_store(&args.config, &args.config.folder(DATA))?;
    if !demo::may_use(&store)? {
        bail!("cơ sở dữ liệu này đang chứa dữ liệu thật, không gieo đơn bịa vào đây được");
    }
    let now = clock(&args.config, &store)?;
    let seed = Seed { petitions: args.petitions, number: args.seed, base: day_of(now.read()) };
    let told = Told::begin(seed);
    let sown = synthetic::sow(&store, &seed, now.read(), &mut |sown| told.tell(sown))?;
    told.end();
    chain::chain(&store)?;
    // When somebody reads just now, the rounds of the portal do it later.
    if let Err(trouble) = store.forget_dead_rows() {
        tracing::warn!(error = %trouble, "sealed words still lie in dead rows");
    }
    say(format_args!(
        "Đã gieo {} đơn bịa, {} việc, hạt giống {}, ngày gốc {}.",
        sown.petitions,
        sown.changes,
        seed.number,
        seed.base.format("%d/%m/%Y")
    ));
    Ok(ExitCode::SUCCESS)
}

/// How far it is: a bar where somebody looks, a line a transaction where it is piped.
enum Told {
    Bar(ProgressBar),
    Lines(u32),
}

impl Told {
    fn begin(seed: Seed) -> Told {
        if !stderr().is_terminal() {
            return Told::Lines(seed.petitions);
        }
        let bar = ProgressBar::new(u64::from(seed.petitions));
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} đơn  {msg}  còn {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Told::Bar(bar)
    }

    fn tell(&self, sown: Sown) {
        match self {
            Told::Bar(bar) => {
                bar.set_position(u64::from(sown.petitions));
                bar.set_message(format!("{} việc", sown.changes));
            }
            Told::Lines(all) => eprintln!("{}/{all} đơn, {} việc", sown.petitions, sown.changes),
        }
    }

    fn end(&self) {
        if let Told::Bar(bar) = self {
            bar.finish();
        }
    }
}
