//! What is frozen outlives whoever froze it.

use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, value};
use draws::Bundle;
use reqwest::Method;
use std::time::{Duration, Instant};
use std::{fs, thread};
use testkit::{Place, child, each_backend};

#[test]
fn a_restart_between_the_steps_changes_nothing() {
    each_backend(|place| {
        let (draw, committed) = {
            let office = Office::open(place, BEGIN);
            office.staff();
            let draw = office.commit(office.task());
            (draw, office.get(&format!("draws/{draw}")))
        };
        let drawn = {
            let office = Office::open(place, IN_TIME);
            assert_eq!(office.get(&format!("draws/{draw}")), committed, "{}", place.backend);
            office.done(&format!("draws/{draw}/reveal"), &value())
        };
        let office = Office::open(place, IN_TIME);
        assert_eq!(office.get(&format!("draws/{draw}")), drawn);
        let text = office.ask(OFFICIAL, Method::GET, &format!("draws/{draw}/bundle"), None).text().unwrap();
        Bundle::read(&text).unwrap().verify().unwrap();
        assert_eq!(office.post(&format!("draws/{draw}/reveal"), &value()).0, 409);
    });
}

/// Commits, says so in a file, and waits to be killed.
#[test]
fn as_a_process_that_is_killed() {
    let Some(role) = testkit::role() else { return };
    let (url, said) = role.split_once('\n').unwrap();
    let place = Place::of(db::Location::parse(url).unwrap());
    let office = Office::open(&place, BEGIN);
    office.staff();
    let draw = office.commit(office.task());
    let shown = office.get(&format!("draws/{draw}"));
    let unfinished = format!("{said}.part");
    fs::write(&unfinished, format!("{draw} {}", shown["commitment_hash"].as_str().unwrap())).unwrap();
    fs::rename(unfinished, said).unwrap();
    loop {
        thread::park();
    }
}

#[test]
fn who_is_killed_between_commitment_and_draw_has_lost_nothing() {
    each_backend(|place| {
        let folder = tempfile::tempdir().unwrap();
        let said = folder.path().join("said");
        let killed = child("kept::as_a_process_that_is_killed", &format!("{}\n{}", place.url(), said.display()));
        let begun = Instant::now();
        while !said.exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not commit");
            thread::sleep(Duration::from_millis(5));
        }
        drop(killed);
        let line = fs::read_to_string(&said).unwrap();
        let (draw, hash) = line.split_once(' ').unwrap();
        let office = Office::open(place, IN_TIME);
        let shown = office.get(&format!("draws/{draw}"));
        assert_eq!(
            (shown["state"].as_str(), shown["commitment_hash"].as_str()),
            (Some("committed"), Some(hash.trim()))
        );
        office.done(&format!("draws/{draw}/reveal"), &value());
        let text = office.ask(OFFICIAL, Method::GET, &format!("draws/{draw}/bundle"), None).text().unwrap();
        let bundle = Bundle::read(&text).unwrap();
        bundle.verify().unwrap();
        assert_eq!(bundle.public.commitment.to_string(), hash.trim(), "{}", place.backend);
    });
}
