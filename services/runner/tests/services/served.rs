//! An installation that serves, and how tests ask it: the first part of a path names the service, as behind the
//! gateway, so that a test need not know whether the services run together or apart.

use crate::asked::Asked;
use crate::city::owner;
use crate::process::{Process, program};
use crate::scattered::SERVICES;
use crate::{told, until};
use access::{Access, Seal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::clock::Clock;
use db::{Location, Pools};
use ed25519_dalek::SigningKey;
use reqwest::blocking::{Client, Response};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::{Command, ExitStatus, Output};
use std::sync::Arc;
use tempfile::TempDir;

/// In place of the name of a service: all of them.
const ALL: &str = "";

/// What every process answers for itself alone, so that whoever asks must say which one is meant.
const OF_EACH: [&str; 3] = ["readyz", "status", "metrics"];

/// The processes of an installation; killed when it is dropped.
pub(crate) struct Served {
    /// By the service that runs in it.
    processes: BTreeMap<&'static str, Process>,
    data: Arc<TempDir>,
    http: Client,
}

impl Served {
    /// Starts one process for everything and waits until it says where it listens.
    pub(crate) fn start(program: Command, data: Arc<TempDir>) -> Self {
        Self::of_processes(BTreeMap::from([(ALL, Process::begin(program).serving())]), data)
    }

    pub(crate) fn of_processes(processes: BTreeMap<&'static str, Process>, data: Arc<TempDir>) -> Self {
        Self { processes, data, http: Client::builder().no_proxy().build().unwrap() }
    }

    /// The process in which a service runs.
    pub(crate) fn of(&self, service: &str) -> &Process {
        let found = self.processes.get(ALL).or_else(|| self.processes.get(service));
        found.unwrap_or_else(|| panic!("{service} does not run"))
    }

    /// The process that answers a path. What belongs to no service anybody answers.
    fn at(&self, path: &str) -> &Process {
        let first = path.split(['/', '?']).nth(1).unwrap_or_default();
        if self.processes.contains_key(ALL) || SERVICES.contains(&first) {
            return self.of(first);
        }
        if ["audit", "deadlines"].contains(&first) {
            return self.of("access");
        }
        assert!(!OF_EACH.contains(&first), "{path}: of which service?");
        self.processes.values().next().unwrap()
    }

    /// Has a new process for a service that runs apart.
    pub(crate) fn put(&mut self, service: &'static str, process: Process) {
        self.processes.insert(service, process);
    }

    /// A service that runs apart is away from now on.
    pub(crate) fn end(&mut self, service: &str) {
        self.processes.remove(service).unwrap();
    }

    /// Waits until a service is ready.
    pub(crate) fn wait_for(&self, service: &str) {
        until(60, service, || self.is_ready(service).then_some(()));
    }

    pub(crate) fn is_ready(&self, service: &str) -> bool {
        self.bare_of(service, Method::GET, "/readyz").send().unwrap().status() == 200
    }

    /// Address of a service.
    pub(crate) fn url(&self, service: &str) -> &str {
        &self.of(service).url
    }

    /// A token by the program itself.
    pub(crate) fn token(&self, role: &str, more: &[&str]) -> String {
        self.token_of(&format!("test-{role}"), role, more)
    }

    /// Folder of the installation.
    pub(crate) fn data(&self) -> String {
        self.data.path().display().to_string()
    }

    /// A token for somebody of this name, by whoever holds the key of the accounts.
    pub(crate) fn token_of(&self, sub: &str, role: &str, more: &[&str]) -> String {
        let data = self.data();
        let arguments = ["token", "--role", role, "--sub", sub, "--data", &data];
        self.of("access").beside(&[&arguments, more].concat())
    }

    pub(crate) fn request(&self, method: Method, path: &str, role: &str) -> Asked {
        self.request_with(method, path, &self.token(role, &[]))
    }

    /// With a token that is there already: many questions, one bearer.
    pub(crate) fn request_with(&self, method: Method, path: &str, token: &str) -> Asked {
        self.bare(method, path).bearer_auth(token)
    }

    /// Without a token, to be furnished.
    pub(crate) fn bare(&self, method: Method, path: &str) -> Asked {
        Asked::new(self.http.request(method, format!("{}{path}", self.at(path).url)))
    }

    /// The same of the process in which a service runs, whatever the path says.
    pub(crate) fn bare_of(&self, service: &str, method: Method, path: &str) -> Asked {
        Asked::new(self.http.request(method, format!("{}{path}", self.of(service).url)))
    }

    /// What the process of a service says of how it is.
    pub(crate) fn status_of(&self, service: &str) -> Value {
        self.bare_of(service, Method::GET, "/status").send().unwrap().json().unwrap()
    }

    /// The entries of the trail that an auditor finds by a query.
    pub(crate) fn trail(&self, query: &str) -> Vec<Value> {
        let answer = self.get(&format!("/audit/v1/entries?{query}"), "auditor");
        assert_eq!(answer.status(), StatusCode::OK, "{query}");
        let page: Value = answer.json().unwrap();
        assert_eq!(page["away"], json!([]), "{page}");
        page["items"].as_array().unwrap().clone()
    }

    /// The document of each process, with its service.
    pub(crate) fn documents(&self) -> Vec<(&'static str, Value)> {
        let of = |service: &&'static str| {
            let answer = self.bare_of(service, Method::GET, "/openapi.json").send().unwrap();
            (*service, answer.json().unwrap())
        };
        self.processes.keys().map(of).collect()
    }

    /// A key that signs for a service.
    fn key(&self, service: &str) -> [u8; 32] {
        let key = self.of(service).variable("FANGXIN_KEY").map(str::to_owned);
        let key = key.unwrap_or_else(|| std::fs::read_to_string(self.data.path().join("signing.key")).unwrap());
        STANDARD.decode(key.trim()).unwrap().try_into().unwrap()
    }

    /// The key by which anybody can check what a service has signed, as the folder says it if it holds the key.
    pub(crate) fn public_key(&self, service: &str) -> String {
        match self.of(service).variable("FANGXIN_KEY") {
            Some(_) => STANDARD.encode(SigningKey::from_bytes(&self.key(service)).verifying_key()),
            None => std::fs::read_to_string(self.data.path().join("signing.pub")).unwrap().trim().to_owned(),
        }
    }

    /// The accounts of this installation, opened beside it by whoever holds its key.
    pub(crate) fn accounts(&self, clock: Arc<dyn Clock>, installation: &str) -> Access {
        let location = Location::parse(self.of("access").variable("FANGXIN_DATABASE").unwrap()).unwrap();
        Access::open(&location, Pools::default(), clock, (installation, Seal::of(&self.key("access")))).unwrap()
    }

    pub(crate) fn ask(&self, path: &str, token: &str) -> Response {
        self.request_with(Method::GET, path, token).send().unwrap()
    }

    /// What is answered to somebody; nothing if nobody answers, or does not as asked.
    pub(crate) fn ask_maybe(&self, path: &str, token: &str) -> Option<Value> {
        let answer = self.request_with(Method::GET, path, token).send().ok()?;
        answer.status().is_success().then(|| answer.json().ok()).flatten()
    }

    pub(crate) fn get(&self, path: &str, role: &str) -> Response {
        self.request(Method::GET, path, role).send().unwrap()
    }

    /// What an official reads there.
    pub(crate) fn read(&self, path: &str) -> Value {
        let response = self.get(path, "official");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let response = self.request(Method::POST, path, "official").json(body).send().unwrap();
        let status = response.status();
        (status, serde_json::from_slice(&response.bytes().unwrap()).unwrap_or_default())
    }

    /// Acts on a record that was seen as this `ETag`, or whatever it is.
    pub(crate) fn act(&self, path: &str, seen: Option<&str>, body: &Value) -> (StatusCode, Value) {
        let request = self.request(Method::POST, path, "official").header("If-Match", seen.unwrap_or("*"));
        let response = request.json(body).send().unwrap();
        let status = response.status();
        (status, serde_json::from_slice(&response.bytes().unwrap()).unwrap_or_default())
    }

    /// Without a token.
    pub(crate) fn public(&self, path: &str) -> Response {
        self.bare(Method::GET, path).send().unwrap()
    }

    /// Runs a command against the service that it is about, with an official's token.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        let service = match arguments {
            ["import", layout, ..] => owner(layout),
            ["imports", service, ..] | ["export", _, "--service", service, ..] => service,
            ["export", list, ..] => owner(list),
            strange => panic!("{strange:?}"),
        };
        let mut program = program();
        program.env("FANGXIN_TOKEN", self.token("official", &[]));
        program.args(arguments).args(["--server", self.url(service)]).output().unwrap()
    }

    /// Imports a file; gives what the command says as JSON.
    pub(crate) fn import(&self, kind: &str, file: &str, more: &[&str]) -> Value {
        let output = self.command(&[&["import", kind, file, "--json"], more].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Kills all of it, whatever it does; somebody else may be asking it.
    pub(crate) fn kill(&self) {
        self.processes.values().for_each(Process::kill);
    }

    /// Asks it to stop, as a supervisor does, those first whom nobody asks, and waits. Gives how the process ended
    /// that did not end well, if there is one.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let in_order = SERVICES.into_iter().rev().chain([ALL]);
        let ended = in_order.filter_map(|service| self.processes.remove(service)).map(Process::stop);
        ended.max_by_key(|status| !status.success()).unwrap()
    }
}
