//! What happens by itself: at each turn of the day, also where the process ends in between.

use crate::abnormal::late;
use crate::office::{ABNORMAL_MARK, BAKER, CARTER, CARTERS, Office, standing};
use crate::{days, spans};
use serde_json::json;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use testkit::each_backend;

fn stage(office: &Office, case_no: i64) -> String {
    office.get(&format!("cases/{case_no}"))["stage"].as_str().unwrap().to_owned()
}

#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..1_500 {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("never: {what}");
}

#[track_caller]
fn becomes(office: &Office, case_no: i64, wanted: &str) {
    until(&format!("{case_no} becomes {wanted}"), || stage(office, case_no) == wanted);
}

#[test]
fn a_term_ends_at_the_turn_of_the_day_and_an_end_in_between_loses_nothing() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-10");
        let earlier = office.listed(BAKER, "0", ["2025-02-10", "2025-02-19", "2025-02-21"]);
        let first = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let second = office.listed(CARTER, "2", ["2025-04-07", "2025-04-16", "2025-04-21"]);
        let follower = office.lists.follow().unwrap();
        // From here on the thread is known to look at each turn.
        office.clock.turn_to("2028-02-22");
        becomes(&office, earlier, "expired");
        office.clock.turn_to("2028-03-10");
        assert_eq!(office.lists.keep().unwrap(), 0, "{}: the last day of the term", place.backend);
        assert_eq!(stage(&office, first), "listed", "{}", place.backend);
        office.clock.turn_to("2028-03-11");
        becomes(&office, first, "expired");
        assert_eq!(stage(&office, second), "listed", "{}", place.backend);
        drop(follower);
        // While nobody keeps the lists, the day comes and goes.
        let (violations, registry) = (Arc::clone(&office.violations), Arc::clone(&office.registry));
        drop(office);
        let office = Office::again(place, "2028-05-08", violations, registry);
        assert_eq!(
            spans(&office.memberships(CARTER)[0]),
            days(&[("2025-04-21", Some("2028-04-21"))]),
            "{}",
            place.backend
        );
        let _follower = office.lists.follow().unwrap();
        becomes(&office, second, "expired");
        assert_eq!(spans(&office.memberships(CARTER)[0]), days(&[("2025-04-21", Some("2028-04-21"))]));
    });
}

/// a mark is looked at within the day on which the report is heard of, and the five working days run from the report.
#[test]
fn a_report_that_is_heard_of_late_is_noticed_the_same_day_and_counts_from_its_own() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let key = office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
        let found = late("abnormal_mark", CARTER, &key, ABNORMAL_MARK, "2026-06-30");
        let case_no = office.opened(("wang", CARTERS), &found);
        office.clock.turn_to("2026-07-14");
        let decision = json!({ "stated": { "decision": "决定标记" }, "accept": [ABNORMAL_MARK] });
        office.taken(("li", CARTERS), case_no, "mark", &decision);
        office.clock.turn_to("2026-09-21");
        let before = office.registry.asked();
        let _follower = office.lists.follow().unwrap();
        // The house has looked at it today, and is told of the report an hour later.
        until("the registry is asked", || office.registry.asked() > before);
        assert_eq!(stage(&office, case_no), "marked", "{}", place.backend);
        office.registry.put(&standing(CARTER, "annual_report", "2026-09-18"));
        office.clock.pass_minutes(60);
        becomes(&office, case_no, "reported");
        // From 2026-09-18, a Friday: Sunday 09-20 counts.
        let due = office.get("deadlines?clock=abnormal_removal");
        assert_eq!(due["items"][0]["last_on"], "2026-09-24", "{}: {due}", place.backend);
    });
}
