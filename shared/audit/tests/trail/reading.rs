//! Entries that come from everywhere are all there, and auditors find them.

use crate::{Office, entry, keeper, merchant, until};
use contracts::access::Role;
use contracts::audit::Trail as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::thread;
use testkit::each_backend;

#[test]
fn entries_of_many_threads_are_all_there_once_the_keeper_is_gone() {
    each_backend(|place| {
        let trail = keeper(place);
        thread::scope(|scope| {
            for thread in 0..20 {
                let trail = &trail;
                scope.spawn(move || (0..250).for_each(|number| trail.put(entry(thread * 250 + number))));
            }
        });
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let seen = office.list("until=2026-05-31T00:00:00Z");
        let wanted: BTreeSet<String> = (0..5_000).map(|number| format!("r-{number}")).collect();
        assert_eq!(seen.len(), 5_000, "{}", place.backend);
        assert_eq!(seen.into_iter().collect::<BTreeSet<String>>(), wanted);
    });
}

#[test]
fn auditors_alone_read_the_trail_by_account_merchant_and_time() {
    each_backend(|place| {
        // Each start begins another part of the trail.
        for part in [0..10, 10..60, 60..100] {
            let trail = keeper(place);
            part.for_each(|number| trail.put(entry(number)));
        }
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let numbers =
            |keep: fn(&u32) -> bool| (0..100).rev().filter(keep).map(|n| format!("r-{n}")).collect::<Vec<_>>();
        let before = "until=2026-05-31T00:00:00Z";
        assert_eq!(office.list(before), numbers(|_| true), "newest first");
        assert_eq!(office.list("who=u-2"), numbers(|n| n % 3 == 2));
        let of_merchant = format!("merchant={}&{before}", merchant(1));
        assert_eq!(office.list(&of_merchant), numbers(|n| n % 2 == 1));
        let hour = "from=2026-05-01T00:10:00Z&until=2026-05-01T00:20:00Z";
        assert_eq!(office.list(hour), numbers(|n| (10..20).contains(n)));
        assert_eq!(office.list("who=nobody"), Vec::<String>::new());
        let (_, page) = office.get(&format!("{before}&limit=1"), Role::Auditor);
        let item = &page["items"][0];
        assert_eq!((&item["at"], &item["role"]), (&"2026-05-01T01:39:00Z".into(), &"official".into()));
        let said = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(["from", "token", "ground"].map(said), ["192.0.2.7", "t-99", "duty"]);
        assert_eq!((&item["number"], item["digest"].as_str().unwrap().len()), (&100.into(), 64));
        assert_eq!(item["purpose"], "贷前核查\u{fffd}", "an entry is not lost for a character");
        assert_eq!(office.get("limit=1", Role::Official).0, 403);
        assert_eq!(office.get("after=%25", Role::Auditor).0, 400);
        // Who reads the trail is in the trail.
        let looked = |found: &Vec<String>| found.len() >= 10;
        until("the look-ups", || looked(&office.list("who=auditor")));
    });
}

#[test]
fn auditors_search_by_operation_outcome_request_and_purpose() {
    each_backend(|place| {
        let trail = keeper(place);
        for number in 0..60 {
            let mut entry = entry(number);
            if number.is_multiple_of(7) {
                entry.action = "POST /violations/v1/penalties".into();
                entry.purpose = Some("100%_核查".into());
            }
            if number == 5 {
                entry.status = 404;
            }
            if number == 6 {
                entry.status = 503;
            }
            trail.put(entry);
        }
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let before = "until=2026-05-31T00:00:00Z";
        let found = |query: &str| office.list(&format!("{before}&{query}"));
        let numbers = |keep: fn(&u32) -> bool| (0..60).rev().filter(keep).map(|n| format!("r-{n}")).collect::<Vec<_>>();
        let sevenths = numbers(|n| n % 7 == 0);
        for query in ["action=POST", "action=POST%20/violations/v1/penalties", "purpose=%25_", "purpose=100%25"] {
            assert_eq!(found(query), sevenths, "{query} on {}", place.backend);
        }
        assert_eq!(found("action=post"), Vec::<String>::new(), "letters are taken as they are");
        assert_eq!(found("action=%7Bcode%7D").len(), 60 - sevenths.len());
        assert_eq!(found("outcome=refused"), numbers(|n| n % 10 == 0));
        assert_eq!((found("outcome=wrong"), found("outcome=failed")), (vec!["r-5".into()], vec!["r-6".into()]));
        assert_eq!(found("outcome=done").len(), 60 - 6 - 2);
        assert_eq!(found("request_id=r-17"), ["r-17"]);
        assert_eq!(found("request_id=r-1"), ["r-1"], "a number is taken as a whole");
        assert_eq!(office.get("outcome=maybe", Role::Auditor).0, 400);
    });
}

#[test]
fn a_cursor_goes_on_with_its_own_filters_alone() {
    each_backend(|place| {
        let trail = keeper(place);
        (0..10).for_each(|number| trail.put(entry(number)));
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let (_, page) = office.get("who=u-1&limit=1", Role::Auditor);
        let next = page["next"].as_str().unwrap();
        assert_eq!(office.get(&format!("who=u-1&limit=2&after={next}"), Role::Auditor).0, 200);
        for other in ["who=u-2", "outcome=done", "who=u-1&purpose=x"] {
            let (status, problem) = office.get(&format!("{other}&after={next}"), Role::Auditor);
            assert_eq!((status, &problem["code"]), (400, &Value::from("cursor_invalid")), "{other}");
        }
    });
}
