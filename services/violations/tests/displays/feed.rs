//! The display of each version of a penalty travels with it, to whoever follows in the same process or over HTTP.

use crate::office::{BAKER, CARTER, Office, penalty};
use contracts::access::Role;
use contracts::change::Change;
use contracts::port::Feed as _;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::each_backend;

/// The first changes, once there are so many.
fn followed(office: &Office, count: usize) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    while changes.len() < count {
        let after = changes.last().map(|change| change.cursor.clone());
        let more = office.ledger.changes(after.as_deref(), 100, Duration::from_secs(60)).unwrap();
        assert!(!more.is_empty(), "{} of {count} changes within a minute", changes.len());
        changes.extend(more);
    }
    changes
}

#[test]
fn each_version_of_a_penalty_comes_with_the_display_that_was_decided() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let paths = [
            office.send(&penalty(BAKER, "1", "2026-02-10", &[])),
            office.send(&penalty(BAKER, "1", "2026-02-10", &[("display_stopped_on", "2026-05-20")])),
            office.send(&penalty(CARTER, "2", "2026-02-10", &[("procedure", "simple")])),
        ];
        office.send(&penalty(BAKER, "1", "2026-02-10", &[("record_state", "withdrawn")]));
        let changes = followed(&office, 4);
        let displays: Vec<_> = changes.iter().map(|change| change.display.as_ref().unwrap()).collect();
        let ends = |at: usize| -> Vec<(String, &str)> {
            let intervals = displays[at].intervals.iter();
            intervals.map(|one| (one.off.to_string(), one.ended_by.as_str())).collect()
        };
        // A general one of a bureau: one year from its publication.
        assert_eq!(ends(0), [("2027-02-11".to_owned(), "maximum")], "{}", place.backend);
        assert_eq!(ends(1), [("2026-05-20".to_owned(), "stopped")], "{}: its own version says so", place.backend);
        assert_eq!((ends(2), displays[2].unpublished.as_deref()), (Vec::new(), Some("simple_procedure")));
        assert_eq!(ends(3), [], "{}: what was taken back is displayed on no day", place.backend);
        let kinds = [0, 2].map(|at| displays[at].party_kind.token());
        assert_eq!(kinds, ["enterprise", "sole_trader"], "{}: as the registry says", place.backend);
        let digest = policy::embedded::policies().unwrap().digest().to_string();
        assert!(displays.iter().all(|display| display.policies_digest == digest), "{}", place.backend);

        // What is answered of it, as it stood then.
        let answered = office.get(&format!("{}?known_at={}", paths[2], changes[2].recorded_at));
        let regime = format!("{}@{}", told(&answered["regime"]["rule"]), told(&answered["regime"]["version"]));
        assert!(displays[2].regime.starts_with(regime.split('@').next().unwrap()), "{answered}");
        assert_eq!((&answered["severity"], &answered["channel"]), (&json!(displays[2].severity), &json!("gsxt")));
        let by = answered["derivations"].as_array().unwrap().iter().map(|one| told(&one["by"]));
        assert!(by.clone().count() > 0 && by.clone().all(|by| displays[2].rules.iter().any(|rule| rule == by)));

        // The same over HTTP.
        let lines = office.ask(Role::Service, "changes").text().unwrap();
        let over_http = lines.lines().map(|line| {
            let event: Value = serde_json::from_str(line).unwrap();
            serde_json::from_value::<Change>(event["data"].clone()).unwrap()
        });
        assert_eq!(over_http.collect::<Vec<_>>(), changes, "{}", place.backend);
    });
}

fn told(value: &Value) -> &str {
    value.as_str().unwrap()
}
