//! A database server that is stopped as if its processes were killed, while clients write.

use crate::city::SampleCity;
use crate::load::{Acknowledged, Load};
use crate::rounds::rounds;
use crate::start::serve;
use crate::truth::{assert_trail, assert_true};
use crate::{Served, until};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use testkit::Cluster;

/// Longest wait for an answer that says that the database is away.
const TOLD: Duration = Duration::from_secs(30);
/// Longest time until a database that is back is worked with.
const BACK: Duration = Duration::from_secs(60);

/// The status of an answer, and that it came in time.
fn status(served: &Served, path: &str, token: &str) -> u16 {
    let begun = Instant::now();
    let status = served.ask(path, token).status().as_u16();
    assert!(begun.elapsed() < TOLD, "{path}: {:?}", begun.elapsed());
    status
}

#[test]
fn a_database_that_is_stopped_immediately_loses_nothing_and_is_found_again() {
    let city = SampleCity::of(120);
    let cluster = Cluster::start();
    let place = cluster.place();
    let served = serve(&place, &Arc::new(tempfile::tempdir().unwrap()));
    let load = Load::begin(&served, &city, 6);
    let (mut seen, mut slowest) = (Acknowledged::default(), Duration::ZERO);
    let stops = rounds(3);
    for round in 0..stops {
        load.during(&served, || {
            load.until_more(&seen, round);
            thread::sleep(Duration::from_millis(fastrand::u64(0..20)));
            let refused = load.refused();
            cluster.stop_immediately();
            until(60, "unreadiness", || (status(&served, "/readyz", load.official()) == 503).then_some(()));
            for path in ["/violations/v1/penalties", "/inspections/v1/imports", "/rating/v1/holds"] {
                assert_eq!(status(&served, path, load.official()), 503, "{path}");
            }
            assert_eq!(status(&served, "/livez", load.official()), 200);
            load.until_refused(refused);
            cluster.start_again();
            let begun = Instant::now();
            until(BACK.as_secs(), "readiness", || (served.public("/readyz").status() == 200).then_some(()));
            slowest = slowest.max(begun.elapsed());
            load.until_more_of_all(&load.acknowledged());
        });
        let known = load.acknowledged();
        load.assert_kept(&served, &known, &seen);
        seen = known;
    }
    let answers = load.answers();
    println!("{stops} stops, back within {slowest:?}; {answers:?}");
    assert!(answers.contains_key("503 Service Unavailable") && !answers.contains_key("none"), "{answers:?}");
    assert!(answers.keys().all(|status| !status.starts_with("500")), "{answers:?}");
    seen.assert_all_kinds();
    load.wait_for_imports(&served, &seen);
    load.assert_kept(&served, &seen, &Acknowledged::default());
    assert_true(&served, &place, load.official());
    assert_eq!(served.stop().code(), Some(0));
    assert_trail(&place);
}
