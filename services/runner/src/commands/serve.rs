//! `fangxin serve`: the services, until somebody stops them.

use crate::cli::ServeArguments;
use crate::serve::plan::{Account, Plan};
use crate::serve::{self, Settings, log};
use crate::{clock, keys, rulebook};
use anyhow::Result;
use std::process::ExitCode;
use std::thread::available_parallelism;
use web::Rates;

pub(super) fn run(arguments: &ServeArguments) -> Result<ExitCode> {
    log::begin(&arguments.log, arguments.log_form)?;
    let account = arguments.account.clone().zip(arguments.client_secret.clone());
    let account = account.map(|(sub, secret)| Account { sub, secret });
    let plan = Plan::of(&arguments.services, &arguments.neighbours, account)?;
    let running = serve::start(Settings {
        plan,
        listener: serve::listener(&arguments.listen)?,
        location: arguments.place.location(),
        key: keys::own(&arguments.place.data)?,
        clock: clock::of_machine(),
        rates: arguments.rates.iter().fold(Rates::default(), |rates, (whose, rate)| rates.with(*whose, *rate)),
        connections: usize::try_from(arguments.connections).unwrap_or(usize::MAX),
        workers: arguments.workers.map_or_else(cores, usize::from),
        schemes: rulebook::of_installation(arguments.schemes.as_deref())?,
        trusted_proxies: arguments.trusted_proxies.clone(),
    })?;
    let url = running.url();
    super::say(&format!("正在服务 serving: {url}\n接口文档 documentation: {url}/docs"))?;
    running.until_stopped()?;
    Ok(ExitCode::SUCCESS)
}

/// One thread a core; two if nobody knows how many there are.
fn cores() -> usize {
    available_parallelism().map_or(2, usize::from)
}
