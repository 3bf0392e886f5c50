//! Processes that are killed at any instant while clients import, act and replace keys: the whole installation, or
//! any of its services.

use crate::city::SampleCity;
use crate::load::{Acknowledged, Load};
use crate::rounds::rounds;
use crate::scattered::SERVICES;
use crate::truth::{assert_trail, assert_trail_of, assert_true};
use crate::{Installation, until};
use std::thread;
use std::time::{Duration, Instant};
use testkit::{Place, each_backend};

/// So few that a round is short.
const MERCHANTS: u32 = 120;
/// Longest time until a process that was killed serves again.
const BACK: Duration = Duration::from_secs(60);

#[test]
fn an_installation_that_is_killed_at_work_loses_nothing() {
    let city = SampleCity::of(MERCHANTS);
    each_backend(|place| {
        let installation = Installation::new(place);
        let mut served = installation.serve();
        let load = Load::begin(&served, &city, 6);
        let (mut seen, mut slowest) = (Acknowledged::default(), Duration::ZERO);
        let kills = rounds(6);
        for round in 0..kills {
            load.during(&served, || {
                load.until_more(&seen, round);
                thread::sleep(Duration::from_millis(fastrand::u64(0..20)));
                served.kill();
            });
            drop(served);
            let begun = Instant::now();
            served = installation.serve();
            until(BACK.as_secs(), "readiness", || (served.public("/readyz").status() == 200).then_some(()));
            slowest = slowest.max(begun.elapsed());
            let known = load.acknowledged();
            load.assert_kept(&served, &known, &seen);
            seen = known;
        }
        println!("{}: {kills} kills, back within {slowest:?}", place.backend);
        seen.assert_all_kinds();
        load.wait_for_imports(&served, &seen);
        load.assert_kept(&served, &seen, &Acknowledged::default());
        assert_true(&served, place, load.official());
        assert_eq!(served.stop().code(), Some(0));
        assert_trail(place);
    });
}

#[test]
fn services_apart_that_are_killed_at_work_lose_nothing() {
    let city = SampleCity::of(MERCHANTS);
    let place = Place::postgres();
    let installation = Installation::apart(&place);
    let mut served = installation.serve();
    let load = Load::begin(&served, &city, 6);
    // The load asks for no case: a reading begins the trails of who keeps them.
    ["listing", "repair"].iter().for_each(|service| drop(served.read(&format!("/{service}/v1/cases"))));
    let (mut seen, mut slowest) = (Acknowledged::default(), Duration::ZERO);
    let kills = rounds(6);
    for round in 0..kills {
        // Each of them in turn, and now and then several.
        let also = if round % 3 == 2 { fastrand::choice(SERVICES) } else { None };
        let mut killed = vec![SERVICES[round % SERVICES.len()]];
        killed.extend(also.filter(|also| !killed.contains(also)));
        load.during(&served, || {
            load.until_more(&seen, round);
            thread::sleep(Duration::from_millis(fastrand::u64(0..20)));
            killed.iter().for_each(|service| served.of(service).kill());
            // The others go on meanwhile.
            thread::sleep(Duration::from_millis(fastrand::u64(0..400)));
        });
        let begun = Instant::now();
        for service in SERVICES.into_iter().filter(|service| killed.contains(service)) {
            installation.serve_again(service, &mut served);
        }
        slowest = slowest.max(begun.elapsed());
        let known = load.acknowledged();
        load.assert_kept(&served, &known, &seen);
        seen = known;
    }
    println!("apart: {kills} kills, back within {slowest:?}; {:?}", load.answers());
    seen.assert_all_kinds();
    load.wait_for_imports(&served, &seen);
    load.assert_kept(&served, &seen, &Acknowledged::default());
    assert_true(&served, &place, load.official());
    drop(served);
    SERVICES.into_iter().for_each(|service| assert_trail_of(&place, service));
}
