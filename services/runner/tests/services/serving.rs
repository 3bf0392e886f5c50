//! A server starts, says how it is, describes itself, stops cleanly, and finds everything again.

use crate::asked::in_the_document;
use crate::scattered::SERVICES;
use crate::{Installation, Served, each_form, fangxin, program, small_city, told};
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{Place, each_backend};

/// What every process answers beside its services.
const OF_HOUSE: [&str; 5] = ["/livez", "/readyz", "/problems", "/.well-known/jwks.json", "/docs/"];

#[test]
fn a_server_says_how_it_is_and_stops_cleanly() {
    each_form(|installation| {
        let served = installation.serve();
        for (service, path) in SERVICES.into_iter().flat_map(|service| OF_HOUSE.map(|path| (service, path))) {
            let answer = served.bare_of(service, Method::GET, path).send().unwrap();
            assert_eq!(answer.status(), 200, "{service} {path}");
        }
        for service in ["registry", "violations", "complaints", "inspections", "listing", "repair", "rating"] {
            let status = served.status_of(service);
            for part in [service, "audit"] {
                assert_eq!(status["services"][part]["answers"], true, "{service}: {part}");
            }
            assert_eq!(status["policies_digest"].as_str().unwrap().len(), 64);
        }
        let status = served.status_of("violations");
        let source = &status["services"]["violations"]["sources"]["penalties"];
        assert_eq!((&source["known"], &source["last_import_at"]), (&Value::Bool(false), &Value::Null));
        assert!(served.public("/docs/").text().unwrap().contains("swagger"));
        // The connection of this client is still open, which must not hold the server up.
        let begun = Instant::now();
        assert_eq!(served.stop().code(), Some(0), "{}", installation.form());
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    });
}

#[test]
fn a_server_that_starts_again_knows_what_it_knew() {
    each_form(|installation| {
        let first = installation.serve();
        first.import("penalties", &small_city("penalties.csv"), &["--history"]);
        let token = first.token("official", &["--minutes", "60"]);
        let read = |served: &Served| -> Value {
            let answer = served.ask("/violations/v1/penalties", &token);
            assert_eq!(answer.status(), 200);
            answer.json().unwrap()
        };
        let known = read(&first);
        assert_eq!(known["items"].as_array().unwrap().len(), 3);
        assert_eq!(first.stop().code(), Some(0));
        let second = installation.serve();
        let trail = second.trail("who=test-official&limit=1000");
        let reads = trail.iter().filter(|entry| entry["action"] == "GET /violations/v1/penalties").count();
        assert_eq!(reads, 1, "what was asked just before the end is in the trail as well: {trail:?}");
        assert_eq!(read(&second), known, "the same records, and the same key");
        let status = second.status_of("violations");
        assert_eq!(status["services"]["violations"]["sources"]["penalties"]["last_import_rows"], 3);
    });
}

#[test]
fn the_document_is_the_same_served_and_printed() {
    each_form(|installation| {
        let served = installation.serve();
        let printed = fangxin(&["openapi"]);
        assert_eq!(printed.status.code(), Some(0), "{}", told(&printed));
        let printed: Value = serde_json::from_slice(&printed.stdout).unwrap();
        // A service that runs apart tells what is its own; together they tell everything.
        let mut paths = BTreeSet::new();
        for (service, told) in served.documents() {
            for (path, operations) in told["paths"].as_object().unwrap() {
                let path = in_the_document(path);
                // Its trail is called after it.
                let told = operations.to_string().replace(&format!("\"{service}-audit\""), "\"audit\"");
                assert_eq!(told, printed["paths"][path].to_string(), "{service}: {path}");
                paths.insert(path.to_owned());
            }
            for (name, schema) in told["components"]["schemas"].as_object().unwrap() {
                assert_eq!(*schema, printed["components"]["schemas"][name], "{service}: {name}");
            }
            for part in ["openapi", "info"] {
                assert_eq!(told[part], printed[part], "{service}: {part}");
            }
        }
        assert!(printed["paths"].as_object().unwrap().keys().eq(&paths), "{paths:?}");
        for path in [
            "/registry/v1/merchants/{code}/identifiers",
            "/violations/v1/penalties/{code}/{key}/corrections",
            "/complaints/v1/imports/{import_id}/rows/{row}/retry",
            "/inspections/v1/changes/end",
            "/audit/v1/entries",
        ] {
            assert!(printed["paths"][path].is_object(), "{path}");
        }
        let content = &printed["components"]["schemas"]["PenaltyVersion"]["properties"]["content"]["$ref"];
        assert_eq!(content, "#/components/schemas/Penalty", "each kind has a schema of its own");
    });
}

#[test]
fn tables_can_be_brought_up_to_date_beforehand() {
    // Of each back-end, whichever way its services run afterwards.
    each_backend(|place| {
        let database = place.url();
        if place.backend == "sqlite" {
            let none = fangxin(&["migrate", "--database", &database]);
            assert!(none.status.code() == Some(3) && told(&none).contains("check the folder"), "{}", told(&none));
            assert_eq!(Installation::new(place).serve().stop().code(), Some(0));
        }
        for _ in 0..2 {
            let output = fangxin(&["migrate", "--database", &database]);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        }
        assert_eq!(Installation::new(place).serve().public("/readyz").status(), 200);
    });
}

#[test]
fn what_cannot_be_served_is_told_in_both_languages() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().display().to_string();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let id = "https://id.example";
    for (arguments, code, zh, en) in [
        (&["--listen", &address][..], 3, "无法监听", "cannot be listened on"),
        (&["--listen", "127.0.0.1:0", "--database", "sqlite:/proc/none"], 3, "数据库无法使用", "cannot be used"),
        (&["--database", "mysql://h/d"], 2, "不是数据库地址", "is no database URL"),
        (&["--listen", "127.0.0.1:0", "--log", "a=b=c"], 2, "不是日志过滤条件", "is no filter"),
        (&["--rate", "bank"], 2, "应为 角色=每秒/突发", "it must be ROLE=SECOND/BURST"),
        (&["--rate", "banks=1/2"], 2, "没有该角色", "there is no such role"),
        (&["--rate", "bank=0/2"], 2, "各为 1 至 1000000", "each from 1 to 1000000"),
        (&["--rate", "bank=5"], 2, "各为 1 至 1000000", "each from 1 to 1000000"),
        (&["--oidc-issuer", id, "--oidc-client-id", "a", "--public-url", id], 2, "须用环境变量", "holds the secret"),
    ] {
        let output = fangxin(&[&["serve", "--data", &data], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(zh) && told(&output).contains(en), "{}", told(&output));
    }
}

#[test]
fn who_asks_too_much_is_told_so() {
    each_form(|installation| {
        let served = installation.serve_with(&["--rate", "bank=1/30", "--rate", "official=unlimited"]);
        let (bank, official) = (served.token("bank", &[]), served.token("official", &[]));
        // No merchant is known, which costs as much.
        let code = "91371581999990010K";
        let codes = vec![code; 28];
        let body = serde_json::json!({ "codes": codes });
        let batch = || served.request_with(Method::POST, "/rating/v1/lookups", &bank).json(&body).send().unwrap();
        let first = batch();
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["ratelimit-policy"], "\"bank\";q=30;w=30");
        assert!(first.headers()["ratelimit"].to_str().unwrap().starts_with("\"bank\";r=2;t="));
        assert_eq!(batch().status(), 200);
        let refused = batch();
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(refused.json::<Value>().unwrap()["code"], "rate_limited");
        let look_up = format!("/rating/v1/lookups/{code}");
        assert_eq!(served.ask(&look_up, &bank).status(), 429);
        assert_eq!(served.ask(&look_up, &official).status(), 404);
        assert!(served.is_ready("rating"));
    });
}

#[test]
fn the_databases_of_a_folder_are_open_in_one_process() {
    let place = Place::sqlite();
    let served = Installation::new(&place).serve();
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().display().to_string();
    for command in [&["serve", "--listen", "127.0.0.1:0", "--data", &other][..], &["migrate"]] {
        let second = fangxin(&[command, &["--database", &place.url()]].concat());
        assert!(second.status.code() == Some(3) && told(&second).contains("another process"), "{}", told(&second));
    }
    assert_eq!(served.public("/readyz").status(), 200, "the first one serves on");
    drop(served);
    assert_eq!(Installation::new(&place).serve().public("/readyz").status(), 200, "killed, it holds nothing");
}

#[test]
fn an_installation_is_open_to_its_owner_alone() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("deep/data");
    let mut program = program();
    program.arg("serve").arg("--data").arg(&data).args(["--listen", "127.0.0.1:0", "--log", "warn"]);
    let served = Served::start(program, Arc::new(place));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in ["registry.db", "registry.db-wal", "rating.db", "audit.db", "signing.key"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    assert_eq!(served.stop().code(), Some(0));
}
