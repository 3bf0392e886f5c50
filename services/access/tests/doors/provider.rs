//! A real OpenID Connect provider (oidc-provider of npm) beside the tests, and the browser of somebody who logs in there.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub(crate) const CLIENT: &str = "fangxin";
/// With characters that a header must encode.
pub(crate) const CLIENT_SECRET: &str = "s3cret: of/the+client%";

/// A provider at an address that is known before it runs.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    /// Its certificate and key, if it has some.
    tls: Value,
    running: Option<Child>,
}

impl Provider {
    /// One that does not run yet.
    pub(crate) fn to_be() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { issuer: format!("http://127.0.0.1:{port}"), tls: Value::Null, running: None }
    }

    /// Gives it a certificate; tells the authority that has signed it.
    pub(crate) fn secured(&mut self) -> String {
        let (key, authority) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = parameters.self_signed(&authority).unwrap().pem();
        let issuer = Issuer::new(parameters, authority);
        let own = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        self.issuer = self.issuer.replace("http://", "https://");
        self.tls = json!({ "cert": own.pem(), "key": key.serialize_pem() });
        pem
    }

    /// Starts it with a new key, for a house at this address.
    pub(crate) fn start(&mut self, house: &str, algorithm: &str) {
        assert!(self.running.is_none());
        let settings = json!({
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": CLIENT_SECRET,
            "redirect_uri": format!("{house}/access/v1/oidc/callback"),
            "algorithm": algorithm,
            "tls": self.tls,
        });
        // Its port is that of its name, and a connection of somebody else may hold it for a moment.
        for _ in 0..300 {
            let mut command = Command::new("node");
            command.arg(format!("{}/provider.mjs", folder())).arg(settings.to_string()).stdin(Stdio::piped());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut first = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
            if first.trim() == self.issuer {
                self.running = Some(child);
                return;
            }
            child.wait().unwrap();
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the provider does not start");
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where `cargo xtask test` has installed it.
#[expect(clippy::disallowed_methods, reason = "the one variable that names the provider of the tests")]
fn folder() -> String {
    std::env::var("FANGXIN_TEST_OIDC")
        .expect("FANGXIN_TEST_OIDC is not set: run `cargo xtask test`, which installs a provider")
}

/// A browser: it keeps cookies, and stops at each redirect so that a test sees where it leads.
pub(crate) struct Browser(Client);

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().no_proxy().cookie_store(true).redirect(Policy::none());
        Self(client.build().unwrap())
    }

    pub(crate) fn get(&self, url: &str) -> Response {
        self.0.get(url).send().unwrap()
    }

    /// Asks a house to log in; gives the way to the provider.
    pub(crate) fn begin(&self, house: &str, return_to: &str) -> String {
        let sent = self.get(&format!("{house}/access/v1/oidc/login?return_to={return_to}"));
        assert_eq!(sent.status(), 303);
        sent.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Goes through the provider's forms as somebody; gives the way back, not gone yet.
    pub(crate) fn prove(&self, way: &str, who: &str) -> String {
        let mut response = self.get(way);
        for _ in 0..20 {
            let here = response.url().clone();
            if response.status().is_redirection() {
                let next = here.join(response.headers()["location"].to_str().unwrap()).unwrap();
                if next.path() == "/access/v1/oidc/callback" {
                    return next.into();
                }
                response = self.get(next.as_str());
                continue;
            }
            assert_eq!(response.status(), 200, "{here}: {}", response.text().unwrap());
            let page = response.text().unwrap();
            let action = here.join(between(&page, "action=\"", "\"")).unwrap();
            let prompt = between(&page, "name=\"prompt\" value=\"", "\"");
            let form = format!("prompt={prompt}&login={who}&password=any");
            let form_type = "application/x-www-form-urlencoded";
            response = self.0.post(action).header("content-type", form_type).body(form).send().unwrap();
        }
        panic!("the provider asks without end");
    }

    /// The whole of it.
    pub(crate) fn log_in(&self, house: &str, who: &str) -> Response {
        self.get(&self.prove(&self.begin(house, "/"), who))
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap().0
}

/// The value of a parameter of an address.
pub(crate) fn parameter(url: &str, name: &str) -> String {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(own, _)| own == name).unwrap().1.into_owned()
}

/// An address with another value of a parameter.
pub(crate) fn with(url: &str, name: &str, value: &str) -> String {
    let mut changed = Url::parse(url).unwrap();
    let other = Url::parse(url).unwrap();
    let kept = other.query_pairs().filter(|(own, _)| own != name);
    changed.query_pairs_mut().clear().extend_pairs(kept).append_pair(name, value);
    changed.into()
}

/// The body of a problem.
pub(crate) fn problem(response: Response) -> (u16, String, Value) {
    let status = response.status().as_u16();
    let body: Value = response.json().unwrap();
    (status, body["code"].as_str().unwrap_or_default().to_owned(), body)
}
