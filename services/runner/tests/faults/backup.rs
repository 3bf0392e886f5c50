//! Backups that are taken while clients write, and what is restored from them.

use crate::city::{KEEPERS, SampleCity};
use crate::load::{Acknowledged, Load};
use crate::start::serve;
use crate::truth::{assert_trail, assert_true, records};
use crate::{Installation, RESTAURANT, Served, program, small_city, told, until};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, OptionalExtension as _, PgConnection, RunQueryDsl as _};
use domain::digest::Digest;
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use testkit::{Cluster, Place, each_backend};

fn run(place: &Place, arguments: &[&str]) -> Output {
    program().env("FANGXIN_DATABASE", place.url()).args(arguments).output().unwrap()
}

fn backup(place: &Place, data: &str, out: &Path, more: &[&str]) -> Value {
    let out = out.display().to_string();
    let output = run(place, &[&["backup", "--data", data, "--out", &out, "--json"][..], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn restore(place: &Place, data: &Path, from: &Path) -> Output {
    let (data, from) = (data.display().to_string(), from.display().to_string());
    run(place, &["restore", "--data", &data, "--from", &from])
}

/// A place where there is nothing; on PostgreSQL in another cluster, which has counted fewer transactions.
fn elsewhere(place: &Place, folder: &Path) -> (Place, Option<Cluster>) {
    if place.backend == "sqlite" {
        return (Place::of(db::Location::folder(folder)), None);
    }
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    let count = "DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$";
    conn.batch_execute(count).unwrap();
    let cluster = Cluster::start();
    (cluster.place(), Some(cluster))
}

#[test]
fn a_backup_of_a_server_at_work_gives_the_same_answers_elsewhere() {
    let city = SampleCity::of(200);
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let load = Load::begin(&served, &city, 8);
        let copies = tempfile::tempdir().unwrap();
        let folder = copies.path().join("backup");
        // Work is under way, is copied, and goes on.
        let known = load.during(&served, || {
            load.until_more_of_all(&Acknowledged::default());
            until(60, "merchants", || (records(place, "registry").len() > 100).then_some(()));
            let known = load.acknowledged();
            let said = backup(place, &served.data(), &folder, &["--with-key"]);
            assert!(said["has_key"] == true && said["rows"].as_u64().unwrap() > 100, "{said}");
            load.until_more_of_all(&load.acknowledged());
            known
        });
        let known = known.until(&load.acknowledged());
        known.assert_all_kinds();

        let data = Arc::new(tempfile::tempdir().unwrap());
        let databases = data.path().join("databases");
        let (there, _cluster) = elsewhere(place, &databases);
        let output = restore(&there, data.path(), &folder);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_trail(&there);
        let mut all = 0;
        for service in KEEPERS {
            let (ours, theirs) = (records(place, service), records(&there, service));
            assert!(theirs.is_subset(&ours), "{service}: nothing is there that never was");
            all += ours.len() - theirs.len();
        }
        assert!(all > 0, "the original has gone on");
        let restored = serve(&there, &data);
        load.wait_for_imports(&restored, &known);
        load.assert_kept(&restored, &known, &Acknowledged::default());
        assert_true(&restored, &there, load.official());
        // It goes on as any other: what is written now is followed as well.
        load.during(&restored, || load.until_more_of_all(&load.acknowledged()));
        assert_true(&restored, &there, load.official());
        let again = restore(&there, &tempfile::tempdir().unwrap().path().join("x"), &folder);
        assert!(again.status.code() == Some(3) && told(&again).contains("empty"), "{}", told(&again));
        assert_eq!(restored.stop().code(), Some(0));
        assert_trail(&there);
    });
}

/// A small installation that was backed up.
fn small(place: &Place, folder: &Path) {
    let served = Installation::new(place).serve();
    served.import("merchants", &crate::small_city("merchants.csv"), &["--history"]);
    served.import("penalties", &crate::small_city("penalties.csv"), &["--history"]);
    let said = backup(place, &served.data(), folder, &[]);
    assert_eq!(said["has_key"], false);
}

/// What is asked of the draws of an installation.
fn inspections(served: &Served, path: &str, body: &Value) -> Value {
    let (status, answer) = served.post(&format!("/inspections/v1/{path}"), body);
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

#[test]
fn a_commitment_to_a_draw_is_in_a_backup_and_goes_on_elsewhere() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        served.import("merchants", &crate::small_city("merchants.csv"), &["--history"]);
        until(60, "everybody is rated", || (served.read("/rating/v1/summary")["merchants"] != 0).then_some(()));
        let sections: Vec<String> = ('A'..='T').map(String::from).collect();
        let sectors = json!([{ "sector": "all", "industries": sections }]);
        let plan = json!({ "year": 2099, "title": "计划", "areas": ["371500"], "sectors": sectors });
        let plan = inspections(&served, "plans", &plan)["plan_id"].clone();
        let task = json!({ "title": "普查", "from": "2099-01-05", "until": "2099-02-05" });
        let task = inspections(&served, &format!("plans/{plan}/tasks"), &task)["task_id"].clone();
        let ask = json!({ "task_id": task, "source": "某期", "value_at": "2099-01-01T00:00:00Z" });
        let first = inspections(&served, "draws", &ask);
        inspections(&served, &format!("draws/{}/abort", first["draw_id"]), &json!({ "reason": "试" }));
        let mut again = ask.clone();
        again["follows"] = first["draw_id"].clone();
        again["reason"] = json!("再来");
        let draw = inspections(&served, "draws", &again);

        let copies = tempfile::tempdir().unwrap();
        let folder = copies.path().join("backup");
        backup(place, &served.data(), &folder, &["--with-key"]);
        let data = Arc::new(tempfile::tempdir().unwrap());
        let (there, _cluster) = elsewhere(place, &data.path().join("databases"));
        let output = restore(&there, data.path(), &folder);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let restored = serve(&there, &data);
        assert_eq!(restored.read("/inspections/v1/draws"), served.read("/inspections/v1/draws"), "{}", place.backend);
        // It goes on there, with the next number.
        inspections(&restored, &format!("draws/{}/abort", draw["draw_id"]), &json!({ "reason": "再试" }));
        again["follows"] = draw["draw_id"].clone();
        let next = inspections(&restored, "draws", &again);
        assert_eq!(next["draw_id"].as_i64().unwrap(), draw["draw_id"].as_i64().unwrap() + 1);
        assert_ne!(next["commitment"]["nonce_hash"], draw["commitment"]["nonce_hash"]);
    });
}

/// The text of a decision is nowhere but in its table, and neither is its release.
#[test]
fn a_backup_holds_the_texts_of_decisions_and_their_releases() {
    each_backend(|place| {
        let copies = tempfile::tempdir().unwrap();
        let folder = copies.path().join("backup");
        let told_of = |served: &Served, penalty: &str| {
            let text = served.read(&format!("{penalty}/text"));
            let publication = served.read(&format!("{penalty}/publication"));
            json!([text, publication["text"], publication["text_shown_by_us"]])
        };
        let (penalty, before) = {
            let served = Installation::new(place).serve();
            served.import("merchants", &crate::small_city("merchants.csv"), &["--history"]);
            served.import("penalties", &crate::small_city("penalties.csv"), &["--history"]);
            let penalties = served.read("/violations/v1/penalties");
            let penalty = penalties["items"][0]["href"].as_str().unwrap().to_owned();
            let send = |method, path: &str, who: &str, body: &Value| {
                let token = served.token_of(who, "official", &[]);
                let path = format!("{penalty}/{path}");
                served.request_with(method, &path, &token).json(body).send().unwrap().status()
            };
            let text = json!({ "text": "经办人王小芳，电话13800138000。", "persons": ["王小芳"] });
            assert_eq!(send(Method::PUT, "text", "writer", &text), 200);
            assert_eq!(
                send(Method::POST, "publication/release", "reader", &json!({ "text_version": 1, "record_version": 1 })),
                200
            );
            let before = told_of(&served, &penalty);
            backup(place, &served.data(), &folder, &["--with-key"]);
            (penalty, before)
        };
        assert_eq!(before[1]["masked"]["text"], "经办人王某，电话***。", "{before}");
        assert_eq!(before[1]["release"]["by"], "reader", "{before}");
        let data = Arc::new(tempfile::tempdir().unwrap());
        let (there, _cluster) = elsewhere(place, &data.path().join("databases"));
        let output = restore(&there, data.path(), &folder);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let restored = serve(&there, &data);
        assert_eq!(told_of(&restored, &penalty), before, "{}", place.backend);
    });
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_written() {
    each_backend(|place| {
        let copies = tempfile::tempdir().unwrap();
        let (folder, target) = (copies.path().join("backup"), copies.path().join("target"));
        small(place, &folder);
        let there = match place.backend {
            "sqlite" => Place::of(db::Location::folder(&target)),
            _ => Place::postgres(),
        };
        let refused = |what: &str| {
            let output = restore(&there, &copies.path().join("data"), &folder);
            let text = told(&output);
            assert!(output.status.code() == Some(3) && text.contains(what), "{what}: {text}");
            assert!(!target.exists(), "{what}");
            if place.backend == "postgres" {
                let mut conn = PgConnection::establish(&there.url()).unwrap();
                assert!(conn.batch_execute("SELECT * FROM registry.record").is_err(), "{what}");
            }
        };
        let mode = fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "its owner's alone");
        // Whoever can change a manifest can change its digest as well.
        let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
        let digest = fs::read_to_string(folder.join("manifest.sha256")).unwrap();
        fs::write(copies.path().join("planted"), "").unwrap();
        let of_nothing = json!({ "bytes": 0, "sha256": Digest::of_bytes(b"").0 });
        for name in ["../planted", "/etc/passwd", "a/../../planted", "."] {
            let mut changed: Value = serde_json::from_str(&manifest).unwrap();
            changed["files"][name] = of_nothing.clone();
            let changed = changed.to_string();
            fs::write(
                folder.join("manifest.sha256"),
                format!("{}  manifest.json\n", Digest::of_bytes(changed.as_bytes())),
            )
            .unwrap();
            fs::write(folder.join("manifest.json"), changed).unwrap();
            refused("is no name of a file");
        }
        fs::write(folder.join("manifest.json"), manifest).unwrap();
        fs::write(folder.join("manifest.sha256"), digest).unwrap();
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for (at, path) in files.iter().enumerate() {
            let (name, whole) = (path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap());
            let mut changed = whole.clone();
            changed[whole.len() / 2] ^= 1;
            fs::write(path, &changed).unwrap();
            refused("damaged");
            if at.is_multiple_of(5) || name.starts_with("manifest") {
                fs::write(path, &whole[..whole.len() - 1]).unwrap();
                refused("damaged");
                fs::remove_file(path).unwrap();
                refused(name);
            }
            fs::write(path, &whole).unwrap();
        }
        // It holds for one kind of database.
        let other = if place.backend == "sqlite" { Place::postgres() } else { Place::sqlite() };
        let output = restore(&other, &copies.path().join("data"), &folder);
        assert!(output.status.code() == Some(3) && told(&output).contains("restored to"), "{}", told(&output));
        let output = restore(&there, &copies.path().join("data"), &folder);
        assert!(output.status.code() == Some(0) && told(&output).contains("there is no key"), "{}", told(&output));
    });
}

#[test]
fn a_journal_from_another_cluster_is_refused_until_it_is_restored() {
    let (place, there) = (Place::postgres(), Place::postgres());
    let copies = tempfile::tempdir().unwrap();
    let (folder, data) = (copies.path().join("backup"), Arc::new(tempfile::tempdir().unwrap()));
    {
        let served = Installation::new(&place).serve();
        served.import("merchants", &crate::small_city("merchants.csv"), &["--history"]);
        crate::truth::settle(&served);
    }
    // As a dump leaves it that is read into a younger cluster.
    let mut conn = PgConnection::establish(&place.url()).unwrap();
    conn.batch_execute(
        "UPDATE registry.record SET tx = tx + 1000000000; \
         UPDATE rating.note SET value = (split_part(value, '.', 1)::bigint + 1000000000) || '.' || \
         split_part(value, '.', 2) WHERE name = 'feed.registry'; \
         UPDATE registry.place_feed SET cursor = (split_part(cursor, '.', 1)::bigint + 1000000000) || '.' || \
         split_part(cursor, '.', 2) WHERE feed <> 'deadlines';",
    )
    .unwrap();
    let data_text = data.path().display().to_string();
    let output = run(&place, &["serve", "--data", &data_text, "--listen", "127.0.0.1:0"]);
    let text = told(&output);
    assert!(output.status.code() == Some(3) && text.contains("fangxin restore"), "{text}");
    backup(&place, &data_text, &folder, &[]);
    let output = restore(&there, data.path(), &folder);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let served = serve(&there, &data);
    served.import("penalties", &crate::small_city("penalties.csv"), &["--history"]);
    let token = served.token("official", &[]);
    assert_true(&served, &there, &token);
    // What is due is read anew from the journal that was numbered anew.
    let is_read = |service: &str| {
        let read = "SELECT (split_part(cursor, ' 0.', 2) = (SELECT max(seq)::text FROM record)) IS TRUE AS is_level \
                    FROM place_feed WHERE feed = 'deadlines'";
        let mut conn = PgConnection::establish(&there.url()).unwrap();
        conn.batch_execute(&format!("SET search_path TO {service}")).unwrap();
        diesel::sql_query(read).get_result::<Level>(&mut conn).optional().unwrap().is_some_and(|row| row.is_level)
    };
    until(60, "the time limits", || is_read("registry").then_some(()));
}

#[derive(diesel::QueryableByName)]
struct Level {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_level: bool,
}

#[test]
fn services_apart_are_restored_and_each_gets_what_is_its_own() {
    let (place, there) = (Place::postgres(), Place::postgres());
    let copies = tempfile::tempdir().unwrap();
    let folder = copies.path().join("backup");
    let class = |served: &Served| {
        let token = served.token("official", &[]);
        until(60, "a class", || {
            let answer = served.ask_maybe(&format!("/rating/v1/lookups/{RESTAURANT}"), &token)?;
            Some(answer["rating"]["class"].clone()).filter(Value::is_string)
        })
    };
    let before = {
        let served = Installation::apart(&place).serve();
        served.import("penalties", &small_city("penalties.csv"), &["--history"]);
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        let class = class(&served);
        backup(&place, "none", &folder, &[]);
        class
    };
    let output = restore(&there, copies.path(), &folder);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let served = Installation::apart(&there).serve();
    assert_eq!(class(&served), before);
    served.import("inspections", &small_city("inspections.csv"), &["--history"]);
    let official = served.token("official", &[]);
    assert_true(&served, &there, &official);
    assert_eq!(served.read("/violations/v1/imports")["items"][0]["import_id"], json!(1));
}
