//! Every service as a process of its own, started as its manifest does.

use crate::house::program;
use crate::{Served, small_city, told, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use testkit::{Door, Place};

pub(crate) const SERVICES: [&str; 6] = ["access", "registry", "violations", "complaints", "inspections", "rating"];

pub(crate) fn password(service: &str) -> String {
    format!("pass'word of {service}: / ? @")
}

fn secret(service: &str) -> String {
    format!("{service} asks the others by this long secret")
}

/// What the manifest of a service says: the arguments of its program, and the variables that it is given.
struct Manifest {
    arguments: Vec<String>,
    variables: Vec<String>,
}

impl Manifest {
    fn of(service: &str) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../k8s/overlays/apart");
        let text = std::fs::read_to_string(format!("{path}/{service}.yaml")).unwrap();
        let items = text.lines().skip_while(|line| line.trim() != "args:").skip(1);
        let arguments = items.map_while(|line| line.trim().strip_prefix("- ")).map(str::to_owned).collect();
        let named = text.lines().filter_map(|line| line.trim().strip_prefix("- name: FANGXIN_"));
        Self { arguments, variables: named.map(|name| format!("FANGXIN_{name}")).collect() }
    }
}

/// An installation whose services run apart.
pub(crate) struct Apart<'p> {
    place: &'p Place,
    folder: Arc<TempDir>,
    /// What every process is given besides.
    environment: Vec<(&'static str, String)>,
    pub(crate) served: BTreeMap<&'static str, Served>,
    /// Where a service is found by the others, whenever it is started again.
    pub(crate) doors: BTreeMap<&'static str, Door>,
}

impl<'p> Apart<'p> {
    /// Prepares the database, twice as a job may that is tried again, and starts every service.
    pub(crate) fn start(place: &'p Place) -> Self {
        Self::start_with(place, Vec::new())
    }

    /// The same with more in the environment of every process.
    pub(crate) fn start_with(place: &'p Place, environment: Vec<(&'static str, String)>) -> Self {
        Self::prepare(place);
        let doors = SERVICES.map(|service| (service, Door::to("127.0.0.1:9"))).into();
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut apart = Self { place, folder, environment, served: BTreeMap::new(), doors };
        SERVICES.into_iter().for_each(|service| apart.serve(service));
        apart
    }

    pub(crate) fn prepare(place: &Place) {
        let mut prepare = program();
        prepare.arg("prepare").env("FANGXIN_DATABASE", place.url());
        for service in SERVICES {
            prepare.env(format!("FANGXIN_PASSWORD_{}", service.to_uppercase()), password(service));
            prepare.env(format!("FANGXIN_SECRET_{}", service.to_uppercase()), secret(service));
        }
        for _ in 0..2 {
            let prepared = prepare.output().unwrap();
            assert_eq!(prepared.status.code(), Some(0), "{}", told(&prepared));
        }
    }

    /// Starts a service as its manifest does, with the addresses of this machine, and waits until it is ready.
    pub(crate) fn serve(&mut self, service: &'static str) {
        let Manifest { arguments, variables } = Manifest::of(service);
        let mut program = program();
        for argument in arguments {
            match argument.as_str() {
                "--data=/tmp/fangxin" => program.arg("--data").arg(self.folder.path().join(service)),
                "--listen=0.0.0.0:8080" => program.arg("--listen=127.0.0.1:0"),
                argument => match argument.strip_prefix("--neighbour=").and_then(|pair| pair.split_once('=')) {
                    Some((name, address)) => {
                        assert_eq!(address, format!("http://{name}:8080"));
                        program.arg(format!("--neighbour={name}=http://{}", self.doors[name].address()))
                    }
                    None => program.arg(argument),
                },
            };
        }
        program.args(["--log", "error", "--rate", "address=unlimited"]);
        for variable in variables {
            let value = match variable.as_str() {
                "FANGXIN_DATABASE" => as_role(self.place, service),
                "FANGXIN_KEY" => STANDARD.encode([service.len() as u8; 32]),
                "FANGXIN_CLIENT_SECRET" => secret(service),
                strange => panic!("{strange}"),
            };
            program.env(variable, value);
        }
        program.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let served = Served::start(program, Arc::clone(&self.folder));
        self.doors[service].lead_to(served.url.trim_start_matches("http://"));
        until(60, service, || (served.public("/readyz").status() == 200).then_some(()));
        self.served.insert(service, served);
    }

    /// A token by whoever holds the key of the accounts.
    pub(crate) fn token(&self, role: &str, more: &[&str]) -> String {
        self.served["access"].token(role, more)
    }

    pub(crate) fn get(&self, service: &str, path: &str, token: &str) -> Value {
        let answer = self.served[service].ask(&format!("/{service}{path}"), token);
        assert_eq!(answer.status(), 200, "{service}{path}");
        answer.json().unwrap()
    }

    /// Sends a file of the small city to its service.
    pub(crate) fn import(&self, service: &str, kind: &str) {
        let mut program = program();
        program.env("FANGXIN_TOKEN", self.token("official", &[]));
        let file = small_city(&format!("{kind}.csv"));
        let output = program.args(["import", kind, &file, "--history", "--server", &self.served[service].url]).output();
        let output = output.unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
    }
}

/// The database as the role of a service reaches it.
pub(crate) fn as_role(place: &Place, service: &str) -> String {
    let password = password(service);
    let role = db::Role { service, password: &password };
    match role.of(place.location()) {
        Some(db::Location::Postgres(url)) => url,
        _ => unreachable!("it is PostgreSQL"),
    }
}
