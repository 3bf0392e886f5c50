//! Which services run in this process, and where the others are.

use crate::exit::Usage;
use crate::serve::wire::AUDIT;
use anyhow::{Context as _, Result, bail};
use clients::{Secret, Server, Tokens};
use db::Location;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Each service with those that it asks or follows, so that both the wiring and the network's rules come from one
/// table. Whoever serves requests follows `access`.
pub(crate) const CALLS: [(&str, &[&str]); 6] = [
    (access::SERVICE, &[]),
    (registry::SERVICE, &[access::SERVICE]),
    (violations::SERVICE, &[access::SERVICE, registry::SERVICE]),
    (complaints::SERVICE, &[access::SERVICE, registry::SERVICE]),
    (inspections::SERVICE, &[access::SERVICE, registry::SERVICE]),
    (
        rating::SERVICE,
        &[access::SERVICE, registry::SERVICE, violations::SERVICE, complaints::SERVICE, inspections::SERVICE],
    ),
];

/// What runs here (部署方式).
pub(crate) struct Plan {
    /// Names of the services of this process.
    here: Vec<&'static str>,
    /// Addresses of those that they ask elsewhere.
    neighbours: BTreeMap<&'static str, String>,
    /// By what this process shows who it is.
    account: Option<Account>,
}

/// The account of a process, and the secret by which it gets tokens.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) sub: String,
    pub(crate) secret: String,
}

impl Plan {
    /// Everything in one process.
    pub(crate) fn whole() -> Self {
        Self { here: CALLS.map(|(name, _)| name).to_vec(), neighbours: BTreeMap::new(), account: None }
    }

    /// Some services; the others that they ask are at these addresses, each as its name and its URL.
    pub(crate) fn of(services: &[String], addresses: &[(String, String)], account: Option<Account>) -> Result<Self> {
        if services.is_empty() {
            return Ok(Self::whole());
        }
        let here: Vec<&'static str> = services.iter().map(|text| name(text)).collect::<Result<_>>()?;
        let mut known: BTreeMap<&'static str, &str> = BTreeMap::new();
        for (service, address) in addresses {
            known.insert(name(service)?, address);
        }
        let needed = CALLS.iter().filter(|(name, _)| here.contains(name)).flat_map(|(_, calls)| *calls);
        let mut neighbours = BTreeMap::new();
        for service in needed.filter(|service| !here.contains(service)) {
            let Some(address) = known.get(service) else {
                bail!(Usage(format!(
                    "须用 --neighbour {service}=URL 指明服务 {service} 的地址 \
                     --neighbour {service}=URL says where {service} is"
                )))
            };
            neighbours.insert(*service, (*address).to_owned());
        }
        if neighbours.contains_key(access::SERVICE) && account.is_none() {
            bail!(Usage(
                "访问其他服务须有账号：--as 和环境变量 FANGXIN_CLIENT_SECRET \
                 an account is needed to ask other services: --as, and the variable FANGXIN_CLIENT_SECRET"
                    .to_owned()
            ));
        }
        Ok(Self { here, neighbours, account })
    }

    /// The tokens by which this process asks others, if the accounts are elsewhere.
    pub(crate) fn secret(&self) -> Result<Option<Secret>> {
        match (self.neighbours.get(access::SERVICE), &self.account) {
            (Some(address), Some(Account { sub, secret })) => Ok(Some(Secret::new(address, sub, secret)?)),
            _ => Ok(None),
        }
    }

    /// Does this service run here?
    pub(crate) fn has(&self, service: &str) -> bool {
        self.here.contains(&service)
    }

    /// A service that runs elsewhere.
    pub(crate) fn server(&self, service: &str, tokens: &Arc<dyn Tokens>) -> Result<Server> {
        let address = self.neighbours.get(service).with_context(|| format!("nobody said where {service} is"))?;
        Ok(Server::new(address, Arc::clone(tokens))?)
    }

    /// Whose tables hold the audit trail: tables of its own, but on PostgreSQL those of a service that runs alone,
    /// whose role of the database reaches no others.
    pub(crate) fn trail(&self, location: &Location) -> &'static str {
        match (self.here.as_slice(), location) {
            ([only], Location::Postgres(_)) => only,
            _ => AUDIT,
        }
    }

    /// Beginning of the paths of the audit trail: a service that runs alone serves its own.
    pub(crate) fn trail_path(&self) -> String {
        match self.here.as_slice() {
            [only] => format!("/{only}/{AUDIT}/v1"),
            _ => format!("/{AUDIT}/v1"),
        }
    }
}

fn name(text: &str) -> Result<&'static str> {
    let found = CALLS.iter().map(|(name, _)| *name).find(|name| *name == text);
    let known = || CALLS.map(|(name, _)| name).join(", ");
    found.with_context(|| {
        Usage(format!("{text}：没有该服务，可用的有 there is no such service; known are: {}", known()))
    })
}
