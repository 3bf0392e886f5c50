//! Whatever was written when a process is killed stays a whole chain.

use crate::house::{database, report};
use crate::{entry, keeper, kept, until};
use contracts::audit::Trail as _;
use db::Location;
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;
use testkit::{Place, child, role};

const TEST: &str = "killed::a_killed_keeper_leaves_a_whole_chain";

/// Puts entries until it is killed, and writes down the end of the chain whenever it has seen it written.
fn keep(place: &Place, told: &Path) {
    let (trail, kept) = (keeper(place), kept(place));
    let mut told = std::fs::File::create(told).unwrap();
    for number in 0.. {
        trail.put(entry(number % 900_000));
        if number % 500 == 0 {
            writeln!(told, "{}", kept.head().unwrap().number).unwrap();
        }
    }
}

#[test]
fn a_killed_keeper_leaves_a_whole_chain() {
    if let Some(role) = role() {
        let (url, told) = role.split_once(' ').unwrap();
        return keep(&Place::of(Location::parse(url).unwrap()), Path::new(told));
    }
    testkit::each_backend(|place| {
        let folder = tempfile::tempdir().unwrap();
        let mut before = 0;
        for round in 0..4 {
            let told = folder.path().join(round.to_string());
            let mut process = child(TEST, &format!("{} {}", place.url(), told.display()));
            let acknowledged = || {
                let text = std::fs::read_to_string(&told).unwrap_or_default();
                // The last line may have been cut off.
                text.rsplit_once('\n').and_then(|(lines, _)| lines.lines().last()?.parse::<i64>().ok()).unwrap_or(0)
            };
            until("an acknowledgement", || acknowledged() > before);
            thread::sleep(Duration::from_millis(fastrand::u64(0..200)));
            process.kill().unwrap();
            process.wait().unwrap();
            let report = report(place);
            assert!(acknowledged() > before, "{}: killed before anything was written", place.backend);
            assert!(report.last.unwrap() >= acknowledged(), "{:?} of {}", report.last, acknowledged());
            assert_eq!(report.findings, [], "{}", place.backend);
            before = report.last.unwrap();
        }
        drop(database(place));
    });
}
