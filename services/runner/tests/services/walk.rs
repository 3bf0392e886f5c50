//! Every operation of the served document, walked by every role and by whoever should not come in.

use crate::{GYM, RESTAURANT, Served, each_form, fangxin, told};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::{Role, Scope};
use contracts::clock::Clock;
use domain::instant::Instant;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use web::token::Grant;

/// An operation of the document.
struct Operation {
    /// In whose process it is called; each answers what belongs to no service.
    service: &'static str,
    method: Method,
    /// With something in the place of each parameter.
    path: String,
    /// The scopes of which one is needed; none if anybody may call.
    scopes: Vec<Scope>,
    /// The media type of its body.
    body: Option<String>,
}

impl Operation {
    fn of(service: &'static str, path: &str, method: &str, said: &Value) -> Self {
        let needed = said["security"].as_array().into_iter().flatten();
        let body = said["requestBody"]["content"].as_object();
        Self {
            service,
            method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
            path: filled(path),
            scopes: needed.map(|one| Scope::parse(one["token"][0].as_str().unwrap()).unwrap()).collect(),
            body: body.and_then(|content| content.keys().next().cloned()),
        }
    }
}

fn operations(served: &Served) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (service, document) in served.documents() {
        for (path, methods) in document["paths"].as_object().unwrap() {
            let methods = methods.as_object().unwrap().iter();
            operations.extend(methods.map(|(method, said)| Operation::of(service, path, method, said)));
        }
    }
    assert!(operations.len() > 100, "{}", operations.len());
    operations
}

/// A path with a value for each parameter; nothing that would change the installation.
fn filled(path: &str) -> String {
    let part = |part: &str| match part {
        "{code}" | "{merchant}" => RESTAURANT.to_owned(),
        part if part.starts_with('{') => "999999".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Calls with an empty body of the right kind, which nothing accepts that would keep anything.
fn call(served: &Served, operation: &Operation, token: Option<&str>) -> Response {
    let ask = served.bare_of(operation.service, operation.method.clone(), &operation.path);
    let ask = match operation.body.as_deref() {
        Some("application/json") => ask.json(&json!({ "walk": true })),
        Some(kind) => ask.header("content-type", kind).body(""),
        None => ask,
    };
    token.into_iter().fold(ask, |ask, token| ask.bearer_auth(token)).send().unwrap()
}

/// Would the call end or wait for something: then only refusals are tried.
fn is_left_out(operation: &Operation) -> bool {
    // Rotating the key has no body that could be wrong; it is tried by tests of its own.
    operation.method == Method::POST && operation.path == "/access/v1/keys"
}

#[test]
fn every_operation_admits_the_roles_that_the_table_names_and_no_other() {
    each_form(|installation| {
        let served = installation.serve();
        let tokens: BTreeMap<Role, String> = Role::ALL.into_iter().map(|role| (role, of_role(&served, role))).collect();
        for operation in operations(&served) {
            let name = format!("{} {}", operation.method, operation.path);
            let nobody = call(&served, &operation, None).status().as_u16();
            if operation.scopes.is_empty() {
                assert!(nobody != 403, "{name}: {nobody}");
                continue;
            }
            assert_eq!(nobody, 401, "{name} without a token");
            for (role, token) in &tokens {
                let is_allowed = role.scopes().iter().any(|scope| operation.scopes.contains(scope));
                if is_allowed && is_left_out(&operation) {
                    continue;
                }
                let answer = call(&served, &operation, Some(token));
                let status = answer.status().as_u16();
                assert!(status < 500, "{name} as {role}: {status}");
                assert_ne!(status, 401, "{name} as {role}");
                // The table of disclosure may still show nothing of it, which is another refusal.
                let challenge =
                    answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
                let is_refused = challenge.is_some_and(|value| value.contains("insufficient_scope"));
                assert_eq!(!is_refused, is_allowed, "{name} as {role}: {status} {}", answer.text().unwrap());
            }
        }
    });
}

fn of_role(served: &Served, role: Role) -> String {
    let merchant: &[&str] = if role == Role::Merchant { &["--merchant", RESTAURANT] } else { &[] };
    served.token(role.token(), merchant)
}

/// A clock that is so many seconds ahead.
pub(crate) struct Ahead(pub(crate) i64);

impl Clock for Ahead {
    #[expect(clippy::disallowed_methods, reason = "the true time, moved")]
    fn now(&self) -> Instant {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Instant::from_micros(i64::try_from(now.as_micros()).unwrap() + self.0 * 1_000_000)
    }
}

#[test]
fn no_token_that_is_not_as_it_was_issued_comes_in_anywhere() {
    each_form(|installation| {
        let served = installation.serve();
        let good = served.token("official", &[]);
        let [head, body, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
        let read = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        let written = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head_with = |name: &str, value: Value| {
            let mut changed = read(head);
            changed[name] = value;
            format!("{}.{body}.{signature}", written(&changed))
        };
        let body_with = |name: &str, value: Value| {
            let mut changed = read(body);
            changed[name] = value;
            format!("{head}.{}.{signature}", written(&changed))
        };
        // Signed with the very key of the installation, and yet not for it, or not for now.
        let signed = |ahead: i64, seconds: i64, installation: &str| {
            let accounts = served.accounts(Arc::new(Ahead(ahead)), installation);
            accounts.issue(Grant::of_role("li", "李", Role::Official), seconds).unwrap()
        };
        assert_eq!(served.ask("/registry/v1/merchants", &signed(0, 900, "fangxin")).status(), 200);
        let mut other = signature.to_owned();
        other.replace_range(5..6, if &signature[5..6] == "A" { "B" } else { "A" });
        let bad = [
            ("another algorithm", head_with("alg", json!("HS256"))),
            ("no algorithm", format!("{}.{body}.", written(&json!({ "alg": "none", "typ": "JWT" })))),
            ("another key", head_with("kid", json!("AAAA"))),
            ("another audience", body_with("aud", json!("elsewhere"))),
            ("another role", body_with("role", json!("administrator"))),
            ("more time", body_with("exp", json!(9_999_999_999_u64))),
            ("another signature", format!("{head}.{body}.{other}")),
            ("no signature", format!("{head}.{body}.")),
            ("its time over", signed(0, -100, "fangxin")),
            ("its time to come", signed(1_000, 900, "fangxin")),
            ("another installation", signed(0, 900, "elsewhere")),
            ("no token", "nonsense".to_owned()),
        ];
        for operation in operations(&served).iter().filter(|operation| !operation.scopes.is_empty()) {
            for (what, token) in &bad {
                let status = call(&served, operation, Some(token)).status();
                assert_eq!(status, 401, "{} {} with {what}", operation.method, operation.path);
            }
        }
    });
}

#[test]
fn a_merchant_walks_past_every_other_merchant() {
    each_form(|installation| {
        let served = installation.serve();
        served.import("merchants", &crate::small_city("merchants.csv"), &["--history"]);
        let own = served.token("merchant", &["--merchant", GYM]);
        let foreign = |operation: &&Operation| operation.path.contains(RESTAURANT);
        let mut tried = 0;
        for operation in operations(&served).iter().filter(foreign).filter(|one| one.method == Method::GET) {
            let status = call(&served, operation, Some(&own)).status().as_u16();
            let is_public = operation.scopes.is_empty() || operation.scopes.contains(&Scope::ReadPublic);
            assert!(matches!(status, 403 | 404) || is_public, "{}: {status}", operation.path);
            tried += 1;
        }
        assert!(tried > 10, "{tried}");
    });
}

#[test]
fn the_page_of_roles_says_what_is_served() {
    let output = fangxin(&["openapi", "--roles"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/roles.md");
    let written = String::from_utf8(output.stdout).unwrap();
    let kept = std::fs::read_to_string(page).unwrap();
    assert!(
        written.trim_end() == kept.trim_end(),
        "docs/roles.md is not what is served: `fangxin openapi --roles --out docs/roles.md`"
    );
}
