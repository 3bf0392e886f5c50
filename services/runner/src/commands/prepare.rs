//! `fangxin prepare`: a PostgreSQL database for services that run apart. Each gets a role that owns its schema, and an
//! account by which it asks the others.

use crate::cli::PrepareArguments;
use crate::exit::Usage;
use crate::serve::plan::CALLS;
use crate::serve::tokens;
use crate::{clock, keys};
use anyhow::{Context as _, Result};
use contracts::access::Scope;
use db::{Location, Role};
use std::process::ExitCode;

/// What every service may ask of others.
const SCOPES: [Scope; 3] = [Scope::Follow, Scope::ResolveSubjects, Scope::ReadRecords];

/// The same with what one alone asks: whoever draws freezes the classes of everybody, and repairs ask what would become of
/// one; what they decide is carried out elsewhere.
fn scopes(service: &str) -> Vec<Scope> {
    let classes = [inspections::SERVICE, repair::SERVICE].contains(&service).then_some(Scope::ReadRatings);
    let commands = (service == repair::SERVICE).then_some(Scope::Command);
    SCOPES.into_iter().chain(classes).chain(commands).collect()
}

pub(super) fn run(arguments: &PrepareArguments) -> Result<ExitCode> {
    let location = &arguments.database;
    if !matches!(location, Location::Postgres(_)) {
        return Err(
            Usage("只有 PostgreSQL 上的服务可以分开运行 only services on PostgreSQL run apart".to_owned()).into()
        );
    }
    let passwords = CALLS.map(|(service, _)| Ok((service, variable("FANGXIN_PASSWORD", service)?)));
    let passwords = passwords.into_iter().collect::<Result<Vec<_>>>()?;
    let roles: Vec<Role<'_>> = passwords.iter().map(|(service, password)| Role { service, password }).collect();
    Role::make(location, &roles).with_context(|| format!("{location}：无法建立角色 the roles cannot be made"))?;
    // As the service itself, so that its tables are its own.
    let role = roles.iter().find(|role| role.service == access::SERVICE);
    let own = role.and_then(|role| role.of(location)).context("the accounts have no role")?;
    // Nothing is signed here.
    let accounts = tokens::accounts(&own, &keys::passing()?, clock::of_machine())?;
    for (service, _) in CALLS.iter().filter(|(service, _)| *service != access::SERVICE) {
        let secret = variable("FANGXIN_SECRET", service)?;
        let made = accounts.ensure_service(service, &scopes(service), &secret);
        made.with_context(|| format!("{service}：无法建立账号 the account cannot be made"))?;
    }
    super::say(&format!("{location}：已准备好 prepared"))?;
    Ok(ExitCode::SUCCESS)
}

/// A secret of a service.
#[expect(clippy::disallowed_methods, reason = "secrets come from the environment")]
fn variable(name: &str, service: &str) -> Result<String> {
    let name = format!("{name}_{}", service.to_uppercase());
    std::env::var(&name).with_context(|| Usage(format!("缺少环境变量 {name} the variable {name} is missing")))
}
