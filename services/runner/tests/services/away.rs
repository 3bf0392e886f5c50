//! A server whose database has gone says so soon, and serves again once it is back.

use crate::{Served, program, until};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{Door, Place};

#[test]
fn a_database_that_is_away_is_told_within_seconds() {
    let place = Place::postgres();
    let (door, url) = Door::before(&place);
    let data = tempfile::tempdir().unwrap();
    let mut program = program();
    program.env("FANGXIN_DATABASE", url);
    program.arg("serve").arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0", "--log", "off"]);
    let served = Served::start(program, Arc::new(data));
    assert_eq!(served.public("/readyz").status(), 200);
    let token = served.token("official", &[]);
    door.shut();
    let within = |seconds: u64, path: &str, status: u16| {
        let begun = Instant::now();
        assert_eq!(served.ask(path, &token).status(), status, "{path}");
        assert!(begun.elapsed() < Duration::from_secs(seconds), "{path}: {:?}", begun.elapsed());
    };
    // Whoever waited as for a connection that others use would wait a minute.
    within(15, "/readyz", 503);
    within(15, "/violations/v1/penalties", 503);
    within(15, "/status", 200);
    door.open();
    until(60, "readiness", || (served.public("/readyz").status() == 200).then_some(()));
}
