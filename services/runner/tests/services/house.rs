//! An installation with its server, and how tests ask it.

use crate::asked::Asked;
use access::{Access, Seal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::clock::Clock;
use db::Pools;
use reqwest::blocking::{Client, Response};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::Place;

pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fangxin"));
    program.env_remove("FANGXIN_DATABASE").env_remove("FANGXIN_TOKEN");
    program
}

pub(crate) fn fangxin(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

pub(crate) fn small_city(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/small-city").join(file).display().to_string()
}

/// A folder with a key, and databases at a place.
pub(crate) struct Installation<'p> {
    place: &'p Place,
    data: Arc<TempDir>,
}

impl<'p> Installation<'p> {
    pub(crate) fn new(place: &'p Place) -> Self {
        Self { place, data: Arc::new(tempfile::tempdir().unwrap()) }
    }

    /// Starts the server and waits until it says where it listens.
    pub(crate) fn serve(&self) -> Served {
        self.serve_with(&[])
    }

    /// The same with more arguments.
    pub(crate) fn serve_with(&self, more: &[&str]) -> Served {
        let data = Arc::clone(&self.data);
        // The address of a database holds a password, so it comes by the environment.
        let mut program = program();
        program.env("FANGXIN_DATABASE", self.place.url());
        program.arg("serve").arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0", "--log", "warn"]);
        // Whoever waits in a test asks as often as it can.
        program.args(["--rate", "address=unlimited"]).args(more);
        Served::start(program, data)
    }
}

/// Asks until there is an answer, and fails if there is none within some seconds.
pub(crate) fn until<T>(seconds: u64, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(seconds), "{what}: not within {seconds} seconds");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A running server; killed when it is dropped.
pub(crate) struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) url: String,
    data: Arc<TempDir>,
    /// What its program is given by the environment: where its databases lie, its key.
    environment: Vec<(OsString, OsString)>,
    http: Client,
}

impl Served {
    pub(crate) fn start(mut program: Command, data: Arc<TempDir>) -> Self {
        let given = program.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let environment = given.collect();
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("正在服务 serving: ") {
            line.clear();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut error = String::new();
                child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
                panic!("the server did not start: {error}");
            }
        }
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        Self { child, out, url, data, environment, http: Client::builder().no_proxy().build().unwrap() }
    }

    /// A token by the program itself.
    pub(crate) fn token(&self, role: &str, more: &[&str]) -> String {
        self.token_of(&format!("test-{role}"), role, more)
    }

    /// Folder of the installation.
    pub(crate) fn data(&self) -> String {
        self.data.path().display().to_string()
    }

    /// A token for somebody of this name.
    pub(crate) fn token_of(&self, sub: &str, role: &str, more: &[&str]) -> String {
        let data = self.data();
        let arguments = ["token", "--role", role, "--sub", sub, "--data", &data];
        let mut program = program();
        program.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = program.args(arguments).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
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
        let request = self.http.request(method, format!("{}{path}", self.url));
        Asked::new(request)
    }

    /// The accounts of this installation, opened beside it by whoever holds its key.
    pub(crate) fn accounts(&self, place: &Place, clock: Arc<dyn Clock>, installation: &str) -> Access {
        let key = std::fs::read_to_string(self.data.path().join("signing.key")).unwrap();
        let key: [u8; 32] = STANDARD.decode(key.trim()).unwrap().try_into().unwrap();
        Access::open(place.location(), Pools::default(), clock, (installation, Seal::of(&key))).unwrap()
    }

    pub(crate) fn ask(&self, path: &str, token: &str) -> Response {
        self.request_with(Method::GET, path, token).send().unwrap()
    }

    /// What is answered to somebody; nothing if nobody answers, or does not as asked.
    pub(crate) fn ask_maybe(&self, path: &str, token: &str) -> Option<Value> {
        let answer = self.request_with(Method::GET, path, token).send().ok()?;
        answer.status().is_success().then(|| answer.json().ok()).flatten()
    }

    /// The public key of the installation, as its folder says it.
    pub(crate) fn public_key(&self) -> String {
        std::fs::read_to_string(self.data.path().join("signing.pub")).unwrap().trim().to_owned()
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

    /// Runs a command against this server, with an official's token.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        let mut program = program();
        program.env("FANGXIN_TOKEN", self.token("official", &[]));
        program.args(arguments).args(["--server", &self.url]).output().unwrap()
    }

    /// Imports a file; gives what the command says as JSON.
    pub(crate) fn import(&self, kind: &str, file: &str, more: &[&str]) -> Value {
        let output = self.command(&[&["import", kind, file, "--json"], more].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Kills it, whatever it does; somebody else may be asking it.
    pub(crate) fn kill(&self) {
        let killed = Command::new("kill").args(["-KILL", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// Number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a supervisor does, and waits.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().unwrap();
        assert!(asked.success());
        let status = self.child.wait().unwrap();
        let (mut rest, mut error) = (String::new(), String::new());
        self.out.read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert!(!error.contains("ERROR") && !error.contains("panicked"), "{error}");
        status
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It is gone already if it was stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
