//! A disk that is full: a small file system of its own in memory, in a name space in which the server may mount it, so
//! that it is the kernel that refuses, as on a disk that really is full, and nobody needs to be root.

use crate::city::SampleCity;
use crate::load::{Acknowledged, Load};
use crate::start::serve;
use crate::truth::{assert_trail, assert_true};
use crate::until;
use reqwest::Method;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::Place;

/// Bytes of the file system: much more than what the databases come to, so that nothing but the filler fills it.
const SIZE: &str = "128m";

/// Longest wait for an answer that says that it is full: nobody waits for room, as for a lock.
const SOON: Duration = Duration::from_secs(20);

/// Fills the disk to its last byte.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = fs::File::create(&path).unwrap();
    for size in [1 << 20, 4096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
    path
}

#[test]
fn a_full_disk_is_told_and_everything_goes_on_once_there_is_room() {
    let test = "disk::a_full_disk_is_told_and_everything_goes_on_once_there_is_room";
    if testkit::role().is_some() {
        return inside();
    }
    let space = ["unshare", "--user", "--map-root-user", "--mount"];
    let status = testkit::child_by(&space, test, "inside").wait().unwrap();
    assert!(status.success(), "what happened inside is told above");
}

/// Where a file system of its own can be mounted that goes away with this process.
fn inside() {
    let city = SampleCity::of(120);
    let data = Arc::new(tempfile::tempdir().unwrap());
    let disk = data.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let size = format!("size={SIZE},mode=700");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk).status().unwrap();
    assert!(mounted.success());
    let place = Place::of(db::Location::folder(&disk));
    let served = serve(&place, &data);
    let load = Load::begin(&served, &city, 6);
    // Clients work until they were told of more of everything.
    let work = || {
        let before = load.acknowledged();
        load.during(&served, || load.until_more_of_all(&before));
    };
    work();
    for _ in 0..2 {
        let (known, refused) = (load.acknowledged(), load.refused());
        // It becomes full while clients write, and stays so until they are told.
        let filler = load.during(&served, || {
            load.until_more(&known, 0);
            let filler = fill(&disk);
            load.until_refused(refused);
            filler
        });
        until(60, "unreadiness", || (served.public("/readyz").status() == 503).then_some(()));
        // A database may have room left within its own files, but not for long.
        let mut number = 0;
        until(60, "refusal", || {
            number += 1;
            let row = json!({ "code": city.telling[0].to_string(), "number": format!("full {number}"), "day": "2026-05-06", "result": "I01" });
            let ask = served.request_with(Method::POST, "/inspections/v1/inspections", load.official());
            let begun = Instant::now();
            let answer = ask.json(&json!({ "rows": [row] })).send().unwrap();
            let (status, took) = (answer.status(), begun.elapsed());
            let told: Value = answer.json().unwrap();
            assert!(took < SOON, "{took:?} {told}");
            let is_refused = status != 200;
            is_refused.then(|| assert_eq!((status.as_u16(), &told["code"]), (503, &json!("storage_full")), "{told}"))
        });
        // What is only read is read on.
        load.assert_kept_records(&served, &known);
        let listed = served.ask("/rating/v1/merchants?limit=10", load.official());
        assert_eq!(listed.status(), 200);
        assert_eq!(served.public("/livez").status(), 200);
        fs::remove_file(filler).unwrap();
        until(60, "readiness", || (served.public("/readyz").status() == 200).then_some(()));
        work();
    }
    let (answers, known) = (load.answers(), load.acknowledged());
    println!("{answers:?}");
    assert!(answers.contains_key("503 Service Unavailable") && !answers.contains_key("none"), "{answers:?}");
    assert!(answers.keys().all(|status| !status.starts_with("500")), "{answers:?}");
    known.assert_all_kinds();
    load.wait_for_imports(&served, &known);
    load.assert_kept(&served, &known, &Acknowledged::default());
    assert_true(&served, &place, load.official());
    assert_trail(&place);
}
