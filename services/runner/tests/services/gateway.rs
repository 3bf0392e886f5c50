//! One address for services apart, as the gateway of the manifests makes it.

use crate::scattered::SERVICES;
use crate::{Installation, Served, fangxin, program, told, until};
use contracts::problem::{Code, Problem};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::thread;
use testkit::Place;

/// Which service answers the paths that begin so, as the manifest says.
fn routes(served: &Served) -> Vec<(String, String)> {
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/../../k8s/overlays/apart/gateway.yaml");
    let text = std::fs::read_to_string(text).unwrap();
    let (mut routes, mut path) = (Vec::new(), "");
    for line in text.lines().map(str::trim) {
        if let Some(begin) = line.strip_prefix("- path: ") {
            path = begin;
        } else if let Some(service) = line.strip_prefix("name: ").filter(|name| SERVICES.contains(name)) {
            routes.push((path.to_owned(), served.url(service).trim_start_matches("http://").to_owned()));
        }
    }
    assert!(routes.len() > SERVICES.len(), "{routes:?}");
    routes
}

/// Opens a gateway to the services and gives its address. It passes on what has no body.
fn open(served: &Served) -> String {
    let (listener, routes) = (TcpListener::bind("127.0.0.1:0").unwrap(), routes(served));
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let routes = routes.clone();
            thread::spawn(move || pass(near, &routes));
        }
    });
    url
}

fn pass(mut near: TcpStream, routes: &[(String, String)]) -> Option<()> {
    let (mut reader, mut head) = (BufReader::new(near.try_clone().ok()?), String::new());
    while reader.read_line(&mut head).ok()? > 2 {}
    let path = head.split(' ').nth(1)?;
    let answers = |begin: &str| path.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let Some((_, server)) = routes.iter().find(|(begin, _)| answers(begin)) else {
        return near.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok();
    };
    let mut far = TcpStream::connect(server).ok()?;
    far.write_all(head.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes()).ok()?;
    std::io::copy(&mut far, &mut near).ok().map(|_| ())
}

#[test]
fn all_trails_are_exported_at_one_address_and_each_is_verified() {
    let (place, folder) = (Place::postgres(), tempfile::tempdir().unwrap());
    let mut served = Installation::apart(&place).serve();
    // A refusal is an entry as well.
    for service in SERVICES {
        let path = match service {
            "access" => "/access/v1/accounts",
            "rating" => "/rating/v1/merchants",
            "repair" => "/repair/v1/cases",
            keeper => &format!("/{keeper}/v1/changes"),
        };
        assert_eq!(served.get(path, "bank").status(), 403, "{path}");
    }
    until(60, "entries in every trail", || {
        let entries = served.trail("who=test-bank");
        let trails: BTreeSet<&str> = entries.iter().map(|entry| entry["trail"].as_str().unwrap()).collect();
        (trails == SERVICES.into()).then_some(())
    });
    let url = open(&served);
    let auditor = served.token("auditor", &[]);
    let export = |name: &str, more: &[&str]| -> (String, Output) {
        let out = folder.path().join(name).display().to_string();
        let mut program = program();
        program.env("FANGXIN_TOKEN", &auditor).args(["audit", "export", "--server", &url, "--out", &out]).args(more);
        (out, program.output().unwrap())
    };
    let (out, output) = export("all", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(told(&output).matches("follow each other").count(), SERVICES.len(), "{}", told(&output));
    let keys: BTreeSet<String> = SERVICES.iter().map(|service| served.public_key(service)).collect();
    assert_eq!(keys.len(), SERVICES.len(), "one key cannot stand for another");
    for service in SERVICES {
        let file = format!("{out}/{service}.jsonl");
        let verified = fangxin(&["verify", "audit", &file, "--key", &served.public_key(service)]);
        assert_eq!(verified.status.code(), Some(0), "{service}: {}", told(&verified));
    }
    let (_, output) = export("numbers", &["--first", "1"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    let (out, output) = export("one.jsonl", &["--trail", "rating", "--first", "1", "--last", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("1 entries (1 to 1)") && out.ends_with("one.jsonl"), "{}", told(&output));
    // A trail that cannot be taken is told, and nothing of the others takes the place of what was taken before.
    let before = contents(&folder.path().join("all"));
    served.end("violations");
    let (_, output) = export("all", &[]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(told(&output).contains("violations：无法导出"), "{}", told(&output));
    assert!(before.len() == SERVICES.len() && contents(&folder.path().join("all")) == before);
}

/// Names and texts of the files of a folder.
fn contents(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect()
}

/// A server that speaks of these trails and has no other path.
fn pretending(trails: &[&str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let page = json!({ "items": [], "next": null, "trails": trails, "away": [] }).to_string();
    thread::spawn(move || {
        for mut near in listener.incoming().flatten() {
            let (mut reader, mut head) = (BufReader::new(near.try_clone().unwrap()), String::new());
            while reader.read_line(&mut head).unwrap() > 2 {}
            let (status, body) = match head.contains("/audit/v1/entries") {
                true => ("200 OK", page.clone()),
                false => ("404 Not Found", serde_json::to_string(&Problem::new(Code::NotFound)).unwrap()),
            };
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            near.write_all(answer.as_bytes()).unwrap();
        }
    });
    url
}

#[test]
fn a_trail_that_is_not_there_is_not_taken_for_an_empty_one_and_names_no_file_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (trails, said) in [
        (["access", "registry"], "access：无法导出"),
        (["../escaped", "registry"], "../escaped"),
        (["registry", "/escaped"], "/escaped"),
    ] {
        let out = folder.path().join("inner").join("out");
        let mut program = program();
        program.env("FANGXIN_TOKEN", "x.y.z").args(["audit", "export", "--server", &pretending(&trails), "--out"]);
        let output = program.arg(&out).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        assert!(told(&output).contains(said), "{}", told(&output));
        assert!(!out.exists() && !folder.path().join("inner").exists(), "nothing is written");
    }
}
