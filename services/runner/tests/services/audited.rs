//! The trail of an installation, exported and verified by the program itself.

use crate::{Installation, RESTAURANT, Served, fangxin, program, told};
use db::{Conn, Database, DbError, Location, Pools};
use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use testkit::{Place, each_backend};

/// Asks this many times, as an official.
fn look(served: &Served, times: usize) {
    let token = served.token("official", &[]);
    (0..times).for_each(|_| assert_eq!(served.ask("/violations/v1/penalties?limit=1", &token).status(), 200));
}

/// Verifies the trail where it lies.
fn verify(place: &Place, more: &[&str]) -> (Option<i32>, Value) {
    let output = program().args(["verify", "audit", "--json", "--database", &place.url()]).args(more).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(&output))))
}

fn export(served: &Served, out: &Path, more: &[&str]) -> Output {
    let mut program = program();
    program.env("FANGXIN_TOKEN", served.token("auditor", &[]));
    let out = out.display().to_string();
    program.args(["audit", "export", "--server", served.url("access"), "--out", &out]).args(more).output().unwrap()
}

/// Runs statements as somebody does who may write into the database.
fn forced(place: &Place, statements: &str) {
    let location = Location::parse(&place.url()).unwrap();
    let db = Database::open(&location, "audit", Pools::default()).unwrap();
    let triggers = match place.backend {
        "sqlite" => {
            "DROP TRIGGER audit_entry_changed; DROP TRIGGER audit_entry_deleted; DROP TRIGGER audit_head_turned; \
                     DROP TRIGGER audit_checkpoint_deleted;"
        }
        _ => {
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL; \
              ALTER TABLE audit_checkpoint DISABLE TRIGGER ALL;"
        }
    };
    let statements = format!("{triggers} {statements}");
    db.write::<_, DbError>(|conn| match conn {
        Conn::Sqlite(conn) => Ok(conn.batch_execute(&statements)?),
        Conn::Postgres(conn) => Ok(conn.batch_execute(&statements)?),
    })
    .unwrap();
}

fn first(report: &Value) -> (&str, &Value) {
    let finding = &report["findings"][0];
    (finding["what"].as_str().unwrap_or_default(), &finding["number"])
}

#[test]
fn a_trail_is_exported_and_verified_offline_and_where_it_lies() {
    // Who may write into the database is another matter on each back-end, not in each form.
    each_backend(|place| {
        let folder = tempfile::tempdir().unwrap();
        let installation = Installation::new(place);
        let served = installation.serve();
        look(&served, 30);
        let key = served.public_key("access");
        assert_eq!(served.stop().code(), Some(0));
        let (code, said) = verify(place, &["--key", &key]);
        assert_eq!(
            (code, &said["sound"], &said["trail"]["signer_known"]),
            (Some(0), &true.into(), &true.into()),
            "{said}"
        );
        let entries = said["trail"]["report"]["entries"].as_i64().unwrap();
        assert!(entries >= 30, "{said}");
        assert_eq!(said["trail"]["report"]["covered"], entries, "the end is signed when the server stops");

        // While it serves, the trail is verified as well, and taken away.
        let served = installation.serve();
        look(&served, 10);
        assert_eq!(verify(place, &["--key", &key]).0, Some(0));
        let (half, rest) = (folder.path().join("half.jsonl"), folder.path().join("rest.jsonl"));
        for (out, bounds) in [(&half, ["--first", "1", "--last", "12"]), (&rest, ["--first", "13", "--last", "25"])] {
            let output = export(&served, out, &bounds);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        }
        let output = export(&served, &folder.path().join("none"), &["--first", "99999"]);
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        assert!(told(&output).contains("there are no entries in this range"), "{}", told(&output));
        assert_eq!(served.stop().code(), Some(0));

        let [half, rest] = [&half, &rest].map(|path| path.display().to_string());
        let output = fangxin(&["verify", "audit", &half, &rest, "--key", &key]);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert!(told(&output).contains("25 entries (1 to 25) follow each other"), "{}", told(&output));
        let output = fangxin(&["verify", "audit", &rest, "--json"]);
        assert_eq!(output.status.code(), Some(0), "a piece alone: {}", told(&output));
        let changed = std::fs::read_to_string(&half).unwrap().replacen("\"status\":200", "\"status\":404", 1);
        std::fs::write(&half, changed).unwrap();
        let output = fangxin(&["verify", "audit", &half, &rest, "--json"]);
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), first(&said["exports"]["report"])),
            (Some(1), ("changed", &1.into())),
            "{said}"
        );

        // Another key is another installation's.
        let other = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        let (code, said) = verify(place, &["--key", other]);
        assert_eq!((code, &said["trail"]["signer_known"]), (Some(1), &false.into()), "{said}");

        // The end cut off together with what was signed of it: only the export still knows.
        forced(
            place,
            "DELETE FROM audit_entry WHERE number > 20; DELETE FROM audit_checkpoint; \
             UPDATE audit_head SET number = 20, digest = (SELECT digest FROM audit_entry WHERE number = 20);",
        );
        assert_eq!(verify(place, &[]).0, Some(0));
        assert_eq!(verify(place, &["--key", &key]).0, Some(1), "nothing is signed");
        let (code, said) = verify(place, &[&rest]);
        assert_eq!((code, first(&said["trail"]["report"])), (Some(1), ("missing", &21.into())), "{said}");
        forced_again(place, "UPDATE audit_entry SET who = 'somebody' WHERE number = 7");
        let (code, said) = verify(place, &[]);
        assert_eq!((code, first(&said["trail"]["report"])), (Some(1), ("changed", &7.into())), "{said}");
    });
}

/// The triggers are gone already.
fn forced_again(place: &Place, statement: &str) {
    let location = Location::parse(&place.url()).unwrap();
    let db = Database::open(&location, "audit", Pools::default()).unwrap();
    db.write::<_, DbError>(|conn| match conn {
        Conn::Sqlite(conn) => Ok(conn.batch_execute(statement)?),
        Conn::Postgres(conn) => Ok(conn.batch_execute(statement)?),
    })
    .unwrap();
}

#[test]
fn what_cannot_be_verified_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().display().to_string(), folder.path().join("x.jsonl"));
    std::fs::write(&file, "{\"statement\": 1}\n").unwrap();
    let file = file.display().to_string();
    for (arguments, code, en) in [
        (&["verify", "audit", "--data", &data][..], 3, "there is no database of an audit trail"),
        (&["verify", "audit", &file], 3, "this is no export of an audit trail"),
        (&["verify", "audit", "/nowhere/x"], 3, "cannot be read"),
        (&["verify", "audit"], 2, "required"),
        (&["verify"], 2, "required"),
        (&["verify", &file], 3, "this is no certificate"),
        (&["verify", "audit", "--data", &data, "--database", "sqlite:x"], 2, "cannot be used with"),
        (&["serve", "--trusted-proxy", "proxy.example"], 2, "invalid IP address"),
    ] {
        let output = fangxin(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(en), "{en}: {}", told(&output));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was made");
}

#[test]
fn an_entry_names_the_caller_behind_a_proxy_that_is_trusted() {
    let place = Place::sqlite();
    let installation = Installation::new(&place);
    for (more, from) in [(&[][..], "127.0.0.1"), (&["--trusted-proxy", "127.0.0.1"], "192.0.2.7")] {
        let served = installation.serve_with(more);
        let path = format!("/registry/v1/merchants/{RESTAURANT}/identifiers");
        let request =
            served.request(Method::GET, &path, "official").header("x-forwarded-for", "198.51.100.1, 192.0.2.7");
        let number = request.send().unwrap().headers()["x-request-id"].to_str().unwrap().to_owned();
        let about = format!("request_id={number}");
        let seen = crate::until(60, "the entry", || served.trail(&about).into_iter().next());
        assert_eq!((&seen["from"], &seen["ground"]), (&from.into(), &"duty".into()), "{seen}");
        assert_eq!(seen["token"].as_str().unwrap().len(), 32, "{seen}");
        assert_eq!(served.stop().code(), Some(0));
    }
}
