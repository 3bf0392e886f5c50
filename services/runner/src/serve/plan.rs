//! Which services run in this process, and where the others are.

use crate::exit::Usage;
use crate::serve::wire::AUDIT;
use anyhow::{Context as _, Result, bail};
use clients::{Secret, Server, Tokens};
use db::Location;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Each service with those that it asks or follows, so that both the wiring and the network's rules come from one
/// table. Whoever serves requests follows `access`, which asks the others for their trails alone. Whoever shows an item asks
/// `repair` what stands beside it, which asks most of them in its turn: neither waits for the other to begin.
pub(crate) const CALLS: [(&str, &[&str]); 8] = [
    (
        access::SERVICE,
        &[
            registry::SERVICE,
            violations::SERVICE,
            complaints::SERVICE,
            inspections::SERVICE,
            listing::SERVICE,
            repair::SERVICE,
            rating::SERVICE,
        ],
    ),
    (registry::SERVICE, &[access::SERVICE, repair::SERVICE]),
    (violations::SERVICE, &[access::SERVICE, registry::SERVICE, repair::SERVICE]),
    (complaints::SERVICE, &[access::SERVICE, registry::SERVICE, repair::SERVICE]),
    (
        inspections::SERVICE,
        &[access::SERVICE, registry::SERVICE, violations::SERVICE, listing::SERVICE, repair::SERVICE, rating::SERVICE],
    ),
    (listing::SERVICE, &[access::SERVICE, registry::SERVICE, violations::SERVICE, repair::SERVICE]),
    (
        repair::SERVICE,
        &[
            access::SERVICE,
            registry::SERVICE,
            violations::SERVICE,
            complaints::SERVICE,
            inspections::SERVICE,
            listing::SERVICE,
            rating::SERVICE,
        ],
    ),
    (
        rating::SERVICE,
        &[
            access::SERVICE,
            registry::SERVICE,
            violations::SERVICE,
            complaints::SERVICE,
            inspections::SERVICE,
            listing::SERVICE,
            repair::SERVICE,
        ],
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
        let here: BTreeSet<&'static str> = services.iter().map(|text| name(text)).collect::<Result<_>>()?;
        let here: Vec<&'static str> = here.into_iter().collect();
        if here.len() > 1 && !here.contains(&access::SERVICE) {
            // Their trail would be found neither under the name of one nor of the other.
            bail!(Usage(format!(
                "多个服务同在一个进程时须包括 {access}，否则各自运行 \
                 several services in one process must include {access}, or run each by itself",
                access = access::SERVICE
            )));
        }
        let mut known: BTreeMap<&'static str, &str> = BTreeMap::new();
        for (service, address) in addresses {
            known.insert(name(service)?, address);
        }
        let callers = CALLS.iter().filter(|(name, _)| here.contains(name));
        let needed = callers.flat_map(|(caller, calls)| calls.iter().map(move |service| (*caller, service)));
        let mut neighbours = BTreeMap::new();
        for (caller, service) in needed.filter(|(_, service)| !here.contains(service)) {
            let Some(address) = known.get(service) else {
                // Whoever searches the trail is told that it is away.
                if caller == access::SERVICE {
                    continue;
                }
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

    /// Is it known where this service is that runs elsewhere?
    pub(crate) fn knows(&self, service: &str) -> bool {
        self.neighbours.contains_key(service)
    }

    /// A service that runs elsewhere.
    pub(crate) fn server(&self, service: &str, tokens: &Arc<dyn Tokens>) -> Result<Server> {
        let address = self.neighbours.get(service).with_context(|| format!("nobody said where {service} is"))?;
        Ok(Server::new(address, Arc::clone(tokens))?.of_house())
    }

    /// The services elsewhere whose trails are searched from here: all of them from where the accounts are.
    pub(crate) fn searched(&self) -> Vec<&'static str> {
        let all =
            CALLS.iter().find(|(name, _)| *name == access::SERVICE && self.has(name)).map_or(&[][..], |(_, all)| *all);
        all.iter().filter(|service| !self.has(service)).copied().collect()
    }

    /// What the audit trail of this process is called.
    pub(crate) fn trail_name(&self) -> &'static str {
        match self.here.as_slice() {
            [only] => only,
            _ => AUDIT,
        }
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
        match self.trail_name() {
            AUDIT => format!("/{AUDIT}/v1"),
            only => format!("/{only}/{AUDIT}/v1"),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The manifests of services that run apart.
    fn manifest(name: &str) -> String {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../k8s/overlays/apart");
        std::fs::read_to_string(format!("{path}/{name}.yaml")).unwrap()
    }

    /// The services that a part of a network policy names.
    fn named(part: &str) -> Vec<&str> {
        part.lines().filter_map(|line| line.trim().strip_prefix("app.kubernetes.io/component: ")).collect()
    }

    #[test]
    fn the_network_lets_through_whom_the_table_of_calls_names_and_nobody_else() {
        let text = manifest("network-policies");
        let policies: Vec<&str> = text.split("\n---\n").collect();
        assert_eq!(policies.len(), CALLS.len() + 1, "one a service, and one for the job that prepares");
        for ((service, calls), policy) in CALLS.iter().zip(policies) {
            assert!(policy.contains(&format!("  name: {service}\n")), "{service}: {policy}");
            let (ingress, egress) = policy.split_once("  egress:\n").unwrap();
            let callers = CALLS.iter().filter(|(_, calls)| calls.contains(service)).map(|(name, _)| *name);
            // The first is the service itself, to whom the policy applies.
            assert_eq!(named(ingress), [*service].into_iter().chain(callers).collect::<Vec<_>>(), "to {service}");
            assert_eq!(named(egress), *calls, "from {service}");
        }
    }

    #[test]
    fn every_service_is_told_where_those_are_whom_it_asks() {
        for (service, calls) in CALLS {
            let text = manifest(service);
            let told = text.lines().filter_map(|line| line.trim().strip_prefix("- --neighbour="));
            let told: Vec<&str> = told.filter_map(|pair| pair.split('=').next()).collect();
            assert_eq!(told, calls, "{service}");
        }
    }

    #[test]
    fn what_a_plan_lacks_is_told() {
        let of = |services: &[&str], addresses: &[(&str, &str)], account: Option<Account>| {
            let services: Vec<String> = services.iter().map(|name| (*name).to_owned()).collect();
            let addresses: Vec<_> = addresses.iter().map(|(n, url)| ((*n).to_owned(), (*url).to_owned())).collect();
            Plan::of(&services, &addresses, account).map_err(|error| error.to_string())
        };
        let account = || Some(Account { sub: "registry".to_owned(), secret: "x".to_owned() });
        let access = [("access", "http://a:1"), ("repair", "http://p:1")];
        assert!(of(&["strange"], &[], None).is_err_and(|told| told.contains("no such service")));
        assert!(of(&["registry"], &[], account()).is_err_and(|told| told.contains("--neighbour access=URL")));
        assert!(of(&["registry"], &access, None).is_err_and(|told| told.contains("FANGXIN_CLIENT_SECRET")));
        assert!(of(&["registry"], &access, account()).is_ok_and(|plan| plan.has("registry") && !plan.has("access")));
        assert!(of(&["access"], &[], None).is_ok_and(|plan| plan.secret().is_ok_and(|secret| secret.is_none())));
        // All of them are searched, also those of which nobody said where they are.
        let of_access = of(&["access", "rating"], &[("registry", "http://r:1")], account());
        assert!(of_access.is_err_and(|told| told.contains("--neighbour violations=URL")));
        assert!(
            of(&["access"], &[], None).is_ok_and(|plan| plan.searched().len() == 7 && plan.trail_name() == "access")
        );
        assert!(of(&["registry"], &access, account()).is_ok_and(|plan| plan.searched().is_empty()));
        let two = of(&["registry", "violations"], &access, account());
        assert!(two.is_err_and(|told| told.contains("must include access")));
        assert!(of(&["registry", "registry"], &access, account()).is_ok_and(|plan| plan.trail_name() == "registry"));
        assert!(of(&[], &[], None).is_ok_and(|plan| CALLS.iter().all(|(name, _)| plan.has(name))));
    }
}
