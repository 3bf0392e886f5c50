//! A sample city is the same wherever it is made, and clean but for what was planted.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::day::Day;
use domain::digest::Digest;
use intake::{Batch, Input, Options, read};
use samplecity::{City, FileKind, PLANTED, SampleError};
use std::io::Cursor;

fn city(seed: u64, anchor: &str) -> City {
    City { seed, anchor: Day::parse(anchor).unwrap(), merchants: 400, alarming: true }
}

fn file(city: &City, kind: FileKind) -> Vec<u8> {
    let mut bytes = Vec::new();
    city.write(kind, &mut bytes, &mut |_| true).unwrap();
    bytes
}

fn digest(city: &City) -> Digest {
    let all: Vec<u8> = FileKind::ALL.iter().flat_map(|kind| file(city, *kind)).collect();
    Digest::of_bytes(&all)
}

#[test]
fn a_city_is_given_up_when_its_maker_is_asked_to_stop() {
    let stopped = city(1, "2026-11-23").write(FileKind::Merchants, Vec::new(), &mut |_| false);
    assert!(matches!(stopped, Err(SampleError::Stopped)));
}

#[test]
fn same_seed_and_anchor_same_bytes() {
    assert_eq!(digest(&city(1, "2026-11-23")), digest(&city(1, "2026-11-23")));
    assert_ne!(digest(&city(1, "2026-11-23")), digest(&city(2, "2026-11-23")));
    assert_ne!(digest(&city(1, "2026-11-23")), digest(&city(1, "2026-11-24")));
}

#[test]
fn every_row_is_clean_but_for_what_was_planted() {
    for anchor in ["2026-11-23", "2024-02-29", "2025-12-31"] {
        let city = city(7, anchor);
        for kind in FileKind::ALL {
            let mut batch = Batch::default();
            let mut bytes = Cursor::new(file(&city, kind));
            let mut issues = Vec::new();
            let input = Input {
                name: kind.file_name(),
                number: 0,
                bytes: &mut bytes,
                layout: None,
                mapping: None,
                issues: &mut |issue| issues.push(issue),
                watch: &mut |_| true,
            };
            let report = read(input, &Options::new(city.anchor), &mut batch).unwrap();
            let planted = PLANTED.iter().filter(|p| p.file == kind).count();
            // What is said twice or contradicts itself is no fault of a row.
            let well_formed = if kind == FileKind::Inspections { 2 } else { 0 };
            assert_eq!(issues.len(), planted - well_formed, "{anchor} {kind:?}: {:?}", issues);
            assert!(report.kept > 0 && report.unknown_columns.is_empty(), "{kind:?}");
        }
    }
}

#[test]
fn the_telling_merchants_stand_in_their_file() {
    let city = city(3, "2026-11-23");
    let merchants = String::from_utf8(file(&city, FileKind::Merchants)).unwrap();
    let telling = city.telling().unwrap();
    assert_eq!(telling.len(), 5);
    assert!(telling.iter().all(|t| merchants.contains(t.code.as_str())));
}
