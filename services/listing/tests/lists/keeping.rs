//! What happens by itself: at each turn of the day, also where the process ends in between.

use crate::office::{BAKER, CARTER, Office};
use crate::{days, spans};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use testkit::each_backend;

fn stage(office: &Office, case_no: i64) -> String {
    office.get(&format!("cases/{case_no}"))["stage"].as_str().unwrap().to_owned()
}

#[track_caller]
fn becomes(office: &Office, case_no: i64, wanted: &str) {
    for _ in 0..1_500 {
        if stage(office, case_no) == wanted {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{case_no} never becomes {wanted}: it is {}", stage(office, case_no));
}

#[test]
fn a_term_ends_at_the_turn_of_the_day_and_an_end_in_between_loses_nothing() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let first = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let second = office.listed(CARTER, "2", ["2025-04-07", "2025-04-16", "2025-04-21"]);
        let follower = office.lists.follow().unwrap();
        office.clock.turn_to("2028-03-10");
        thread::sleep(Duration::from_millis(1_500));
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
