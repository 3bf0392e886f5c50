//! Every service as a process of its own, with a role of PostgreSQL that owns its schema and reaches no other.

use crate::house::program;
use crate::{RESTAURANT, Served, small_city, told, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::Place;

const SERVICES: [&str; 6] = ["access", "registry", "violations", "complaints", "inspections", "rating"];

fn password(service: &str) -> String {
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
struct Apart<'p> {
    place: &'p Place,
    folder: Arc<TempDir>,
    served: BTreeMap<&'static str, Served>,
}

impl<'p> Apart<'p> {
    /// Prepares the database, twice as a job may that is tried again, and starts every service.
    fn start(place: &'p Place) -> Self {
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
        let mut apart = Self { place, folder: Arc::new(tempfile::tempdir().unwrap()), served: BTreeMap::new() };
        SERVICES.into_iter().for_each(|service| apart.serve(service));
        apart
    }

    /// Starts a service as its manifest does, with the addresses of this machine, and waits until it is ready.
    fn serve(&mut self, service: &'static str) {
        let Manifest { arguments, variables } = Manifest::of(service);
        let mut program = program();
        for argument in arguments {
            match argument.as_str() {
                "--data=/tmp/fangxin" => program.arg("--data").arg(self.folder.path().join(service)),
                "--listen=0.0.0.0:8080" => program.arg("--listen=127.0.0.1:0"),
                argument => match argument.strip_prefix("--neighbour=").and_then(|pair| pair.split_once('=')) {
                    Some((name, address)) => {
                        assert_eq!(address, format!("http://{name}:8080"));
                        program.arg(format!("--neighbour={name}={}", self.served[name].url))
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
        let served = Served::start(program, Arc::clone(&self.folder));
        until(30, service, || (served.public("/readyz").status() == 200).then_some(()));
        self.served.insert(service, served);
    }

    /// A token by whoever holds the key of the accounts.
    fn token(&self, role: &str, more: &[&str]) -> String {
        self.served["access"].token(role, more)
    }

    fn get(&self, service: &str, path: &str, token: &str) -> Value {
        let answer = self.served[service].ask(&format!("/{service}{path}"), token);
        assert_eq!(answer.status(), 200, "{service}{path}");
        answer.json().unwrap()
    }

    /// Sends a file of the small city to its service.
    fn import(&self, service: &str, kind: &str) {
        let mut program = program();
        program.env("FANGXIN_TOKEN", self.token("official", &[]));
        let file = small_city(&format!("{kind}.csv"));
        let output = program.args(["import", kind, &file, "--history", "--server", &self.served[service].url]).output();
        let output = output.unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
    }
}

/// The database as the role of a service reaches it.
fn as_role(place: &Place, service: &str) -> String {
    let password = password(service);
    let role = db::Role { service, password: &password };
    match role.of(place.location()) {
        Some(db::Location::Postgres(url)) => url,
        _ => unreachable!("it is PostgreSQL"),
    }
}

#[test]
fn a_role_reaches_its_own_schema_and_no_other() {
    let place = Place::postgres();
    let passwords = SERVICES.map(|service| (service, password(service)));
    let roles: Vec<db::Role<'_>> = passwords.iter().map(|(service, password)| db::Role { service, password }).collect();
    db::Role::make(place.location(), &roles).unwrap();
    for service in SERVICES {
        let mut conn = PgConnection::establish(&as_role(&place, service)).unwrap();
        conn.batch_execute(&format!("CREATE TABLE {service}.own (x INTEGER)")).unwrap();
    }
    for (own, other) in SERVICES.iter().zip(SERVICES.iter().cycle().skip(1)) {
        let mut conn = PgConnection::establish(&as_role(&place, own)).unwrap();
        conn.batch_execute(&format!("SELECT * FROM {own}.own")).unwrap();
        for statement in [
            format!("SELECT * FROM {other}.own"),
            format!("INSERT INTO {other}.own VALUES (1)"),
            format!("CREATE TABLE {other}.strange (x INTEGER)"),
            "CREATE TABLE public.strange (x INTEGER)".to_owned(),
            "CREATE SCHEMA strange".to_owned(),
            "CREATE ROLE strange".to_owned(),
        ] {
            let refused = conn.batch_execute(&statement).unwrap_err().to_string();
            assert!(refused.contains("permission denied"), "{own}: {statement}: {refused}");
        }
    }
}

#[test]
fn services_apart_rate_what_they_are_told_and_go_on_when_one_is_away() {
    let place = Place::postgres();
    let mut apart = Apart::start(&place);
    let official = apart.token("official", &[]);
    for (service, kind) in [("violations", "penalties"), ("inspections", "inspections"), ("registry", "merchants")] {
        apart.import(service, kind);
    }
    let lookup = format!("/v1/lookups/{RESTAURANT}");
    let class = |apart: &Apart<'_>| {
        let answer = apart.served["rating"].ask(&format!("/rating{lookup}"), &official);
        (answer.status() == 200).then(|| answer.json::<Value>().unwrap()["rating"]["class"].clone())
    };
    let first = until(30, "a class", || class(&apart).filter(Value::is_string));
    let explained = apart.get("rating", &format!("/v1/merchants/{RESTAURANT}"), &official);
    assert_eq!(explained["rating"]["class"], first);
    // What each service measures is read by whoever watches it, with an account.
    let watcher = apart.token("service", &[]);
    let lines = ["fangxin_ready{} 1", "fangxin_feed_level{feed=\"violations\"} 1", "fangxin_rating_failing{} 0"];
    // A class may be served before everything is taken in.
    let metrics = until(20, "level feeds", || {
        let metrics = apart.served["rating"].ask("/metrics", &watcher).text().unwrap();
        lines.iter().all(|line| metrics.lines().any(|found| found == *line)).then_some(metrics)
    });
    assert!(metrics.contains("path=\"/rating/v1/lookups/{code}\",status=\"200\""), "{metrics}");
    assert_eq!(apart.served["rating"].public("/metrics").status(), 401);
    // The violations are away: what is served is served on, and who needs them is told.
    drop(apart.served.remove("violations").unwrap());
    assert_eq!(class(&apart), Some(first.clone()));
    let lag = apart.served["rating"].public("/status").json::<Value>().unwrap();
    let feeds = lag["services"]["rating"]["feeds"].as_array().unwrap();
    let violations = feeds.iter().find(|feed| feed["feed"] == "violations").unwrap();
    assert_eq!(violations["is_level"], false, "{violations}");
    // The accounts are away: tokens are judged as before.
    drop(apart.served.remove("access").unwrap());
    assert_eq!(class(&apart), Some(first));
}

#[test]
fn what_is_revoked_ends_in_every_service_within_seconds() {
    let place = Place::postgres();
    let apart = Apart::start(&place);
    let token = apart.token("official", &[]);
    let asks = [("registry", "/v1/merchants"), ("violations", "/v1/penalties"), ("rating", "/v1/summary")];
    let all = |wanted: u16| {
        let status = |(service, path): &(&str, &str)| {
            apart.served[*service].ask(&format!("/{service}{path}"), &token).status().as_u16()
        };
        asks.iter().all(|ask| status(ask) == wanted)
    };
    assert!(all(200));
    let administrator = apart.token("administrator", &[]);
    let revoke = apart.served["access"].request_with(Method::POST, "/access/v1/revocations", &administrator);
    assert_eq!(revoke.json(&json!({ "sub": "test-official", "reason": "离职" })).send().unwrap().status(), 204);
    let begun = Instant::now();
    until(5, "the end of the token", || all(401).then_some(()));
    assert!(begun.elapsed() < Duration::from_secs(5));
}
