//! `fangxin serve`: the services, until somebody stops them.

use crate::cli::{ServeArguments, Switch};
use crate::exit::Usage;
use crate::office::Office;
use crate::serve::plan::{Account, Plan};
use crate::serve::{self, Settings, log, otlp};
use crate::{clock, keys};
use access::{Admission, Provider};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;
use web::Rates;

pub(super) fn run(arguments: &ServeArguments) -> Result<ExitCode> {
    log::begin(&arguments.log, arguments.log_form)?;
    let account = arguments.account.clone().zip(arguments.client_secret.clone());
    let account = account.map(|(sub, secret)| Account { sub, secret });
    let plan = Plan::of(&arguments.services, &arguments.neighbours, account)?;
    // Held until the end, so that what was collected last is sent as well.
    let collector = arguments.otlp.as_ref().and_then(|collector| collector.0.as_deref());
    let _exporting = collector.map(|url| otlp::export(url, &name(&arguments.services))).transpose()?;
    let admission = admission(arguments)?;
    let running = serve::start(Settings {
        plan,
        listener: serve::listener(&arguments.listen)?,
        location: arguments.place.location(),
        key: keys::own(&arguments.place.data)?,
        clock: clock::of_machine(),
        rates: arguments.rates.iter().fold(Rates::default(), |rates, (whose, rate)| rates.with(*whose, *rate)),
        connections: usize::try_from(arguments.connections).unwrap_or(usize::MAX),
        workers: arguments.workers.map_or_else(cores, usize::from),
        office: Office::of(&arguments.policy)?,
        trusted_proxies: arguments.trusted_proxies.clone(),
        admission,
    })?;
    let url = running.url();
    super::say(&format!("正在服务 serving: {url}\n接口文档 documentation: {url}/docs"))?;
    running.until_stopped()?;
    Ok(ExitCode::SUCCESS)
}

/// What this process is called where traces are collected.
fn name(services: &[String]) -> String {
    match services {
        [] => "fangxin".to_owned(),
        some => format!("fangxin-{}", some.join("-")),
    }
}

/// By what persons prove who they are.
fn admission(arguments: &ServeArguments) -> Result<Admission> {
    let oidc = &arguments.oidc;
    let provider = match (&oidc.oidc_issuer, &oidc.oidc_client_id, &oidc.public_url) {
        (Some(issuer), Some(client_id), Some(public_url)) => {
            let unreadable = |path: &Path| format!("{}：无法读取 cannot be read", path.display());
            let read = |path: &PathBuf| std::fs::read(path).with_context(|| unreadable(path));
            let roots = oidc.oidc_ca.as_ref().map(read).transpose()?;
            let provider = Provider::new(issuer, (client_id, &secret()?), public_url, roots.as_deref());
            Some(provider.map_err(|error| Usage(error.to_string()))?)
        }
        _ => None,
    };
    let passwords = arguments.passwords.map_or(provider.is_none(), |passwords| passwords == Switch::On);
    if !passwords && provider.is_none() {
        tracing::warn!("no person can log in: passwords are off, and there is no provider of identities");
    }
    Ok(Admission { provider, passwords })
}

/// The secret of the provider, which no list of processes shows.
#[expect(clippy::disallowed_methods, reason = "an argument would be shown to whoever lists processes")]
fn secret() -> Result<String> {
    let missing = "须用环境变量 FANGXIN_OIDC_SECRET 给出密钥 the variable FANGXIN_OIDC_SECRET holds the secret";
    std::env::var("FANGXIN_OIDC_SECRET").with_context(|| Usage(missing.to_owned()))
}

/// One thread a core; two if nobody knows how many there are.
fn cores() -> usize {
    available_parallelism().map_or(2, usize::from)
}
