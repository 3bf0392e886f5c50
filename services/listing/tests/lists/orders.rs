//! Orders about memberships: each counts once by its cause, and only what the case allows.

use crate::entries::eventually;
use crate::office::{BAKER, CARTER, OWN, Office};
use crate::serious::listed_by;
use crate::{abnormal, day, days, reasons, spans};
use contracts::access::Role;
use contracts::port::{ListAct, ListOrder, Lists as _, PortError};
use reqwest::Method;
use serde_json::json;
use std::thread;
use testkit::each_backend;
use web::token::Grant;

fn steps(office: &Office, case_no: i64) -> i64 {
    office.get(&format!("cases/{case_no}"))["steps"].as_i64().unwrap()
}

fn order(case_no: i64, what: ListAct, on: &str, cause: &str) -> ListOrder {
    ListOrder { case_no, what, on: day(on), cause: cause.to_owned(), accepted: Vec::new() }
}

#[test]
fn an_order_of_a_cause_is_carried_out_once() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2026-03-24");
        let first = office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        let again = office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)), "{}", place.backend);
        assert_eq!(steps(&office, case_no), 5, "{}", place.backend);
        let last = office.get(&format!("cases/{case_no}"))["taken"][4].clone();
        assert_eq!((&last["account"], &last["stated"]["cause"]), (&json!("house:repair"), &json!("repair:12#5")));
        // The same cause does not order something else.
        let body = json!({ "case_no": case_no, "what": "restore", "on": "2026-03-24", "cause": "repair:12#5" });
        assert_eq!(office.order(&body).0, 409, "{}", place.backend);
        // Restored and removed again by other causes, the first one is still known.
        office.ordered(case_no, "restore", "2026-03-24", "repair:12#9");
        assert_eq!(office.ordered(case_no, "remove", "2026-03-24", "repair:12#5")["repeated"], true);
        assert_eq!(office.memberships(BAKER)[0]["now"], true, "{}", place.backend);
    });
}

/// Two decisions end a listing, and one of them falls: the other one still has ended it.
#[test]
fn what_another_case_has_ended_is_not_restored() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:7#6");
        assert_eq!(office.ordered(case_no, "remove", "2026-03-24", "repair:12#5")["repeated"], true, "it is off");
        office.clock.turn_to("2026-09-01");
        assert_eq!(office.ordered(case_no, "restore", "2026-09-01", "repair:12#9")["repeated"], true);
        assert_eq!(office.memberships(BAKER)[0]["now"], false, "{}", place.backend);
        assert_eq!(office.ordered(case_no, "restore", "2026-09-01", "repair:7#9")["repeated"], false);
        assert_eq!(office.memberships(BAKER)[0]["now"], true, "{}", place.backend);
    });
}

/// What its term has ended only later than a removal was decided has a day too many, which somebody has to see.
#[test]
fn a_removal_that_comes_behind_the_end_of_the_term_stays_refused() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2028-03-13");
        office.lists.keep().unwrap();
        let remove =
            |on: &str| office.order(&json!({ "case_no": case_no, "what": "remove", "on": on, "cause": "repair:12#5" }));
        let (status, told) = remove("2028-03-06");
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_STAGE"]), "{}: {told}", place.backend);
        assert_eq!(remove("2028-03-11").0, 200, "over by then");
    });
}

#[test]
fn of_two_who_send_one_order_at_once_one_step_is_taken() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2026-03-24");
        thread::scope(|scope| {
            for _ in 0..4 {
                let lists = &office.lists;
                scope
                    .spawn(move || lists.order(&order(case_no, ListAct::Remove, "2026-03-24", "repair:12#5")).unwrap());
            }
        });
        assert_eq!(steps(&office, case_no), 5, "{}", place.backend);
    });
}

/// What was decided just before midnight counts from its own day, also where it is heard of only afterwards.
#[test]
fn an_order_that_comes_late_counts_from_the_day_of_its_decision() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2026-03-25");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        assert_eq!(
            spans(&office.memberships(BAKER)[0]),
            days(&[("2025-03-10", Some("2026-03-23"))]),
            "{}",
            place.backend
        );
        let ahead = json!({ "case_no": case_no, "what": "restore", "on": "2026-03-26", "cause": "repair:12#9" });
        let (status, told) = office.order(&ahead);
        assert_eq!((status, &told["errors"][0]["field"]), (400, &json!("on")), "{told}");
    });
}

#[test]
fn what_the_case_does_not_allow_is_refused_and_only_services_command() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let ask = |what: &str, cause: &str| {
            office.order(&json!({ "case_no": case_no, "what": what, "on": "2025-03-10", "cause": cause }))
        };
        let (status, told) = ask("restore", "repair:12#9");
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_STAGE"]), "{}: {told}", place.backend);
        for cause in ["repair", "Repair:1", "repair: 1"] {
            assert_eq!(ask("remove", cause).0, 400, "{cause}");
        }
        let body = json!({ "case_no": case_no + 99, "what": "remove", "on": "2025-03-10", "cause": "repair:1#1" });
        assert_eq!(office.order(&body).0, 404, "{}", place.backend);
        for role in [Role::Official, Role::Department, Role::Bank, Role::Administrator] {
            let body = json!({ "case_no": case_no, "what": "remove", "on": "2025-03-10", "cause": "repair:1#1" });
            let answer = office.send(Grant::of_role("u", "某", role), Method::POST, "orders", Some(&body));
            assert_eq!(answer.status(), 403, "{role}");
        }
        assert_eq!(steps(&office, case_no), 4, "{}", place.backend);
    });
}

const SERIOUS: [&str; 3] = ["serious_list", "serious_list_separate", "serious_list_false_data"];

/// An objection that was upheld, or a remedy that quashed it, elsewhere: off the list that day, and its measures with it.
#[test]
fn a_serious_listing_that_was_wrong_is_corrected_by_order_whichever_way_led_to_it() {
    for procedure in SERIOUS {
        each_backend(|place| {
            let office = Office::open(place, "2025-02-24");
            let case_no = listed_by(&office, procedure);
            office.clock.turn_to("2025-06-03");
            let told = office.ordered(case_no, "correct", "2025-06-03", "repair:4#3");
            assert_eq!(told["repeated"], false, "{procedure}");
            let case = office.get(&format!("cases/{case_no}"));
            assert_eq!(case["stage"], "fallen", "{procedure}, {}: still to be taken off outside", place.backend);
            let one = &office.memberships(BAKER)[0];
            assert_eq!(spans(one), days(&[("2025-03-10", Some("2025-06-02"))]), "{procedure}");
            assert_eq!((&one["now"], &one["times"][0]["left_by"]), (&json!(false), &json!("corrected")), "{one}");
            assert_eq!(office.get("measures")["items"], json!([]), "{procedure}, {}", place.backend);
            assert_eq!(office.ordered(case_no, "correct", "2025-06-03", "repair:4#3")["repeated"], true);
            // Another decision finds the same: nothing is left to be done.
            office.ordered(case_no, "correct", "2025-06-03", "repair:5#2");
            office.taken(("li", OWN), case_no, "confirm_fall", &json!({ "stated": { "confirmation": "已撤下" } }));
            office.ordered(case_no, "correct", "2025-06-03", "repair:6#2");
            assert_eq!(spans(&office.memberships(BAKER)[0]), days(&[("2025-03-10", Some("2025-06-02"))]));
        });
    }
}

#[test]
fn whoever_keeps_a_copy_is_told_that_a_listing_was_wrong() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = listed_by(&office, "serious_list");
        office.published(case_no);
        eventually(&office, "entries", 1);
        office.clock.turn_to("2025-06-03");
        office.ordered(case_no, "correct", "2025-06-03", "repair:4#3");
        assert_eq!(office.get("entries")["items"], json!([]), "{}", place.backend);
        let ended = eventually(&office, "entries/changes?from=2025-06-01", 1);
        let told = &ended["items"][0];
        assert_eq!((&told["why"], &told["on"]), (&json!("corrected"), &json!("2025-06-03")), "{told}");
    });
}

/// What had ended by then stays as it was, and the case says that it was wrong.
#[test]
fn what_has_ended_is_noted_as_wrong_and_ends_on_no_other_day() {
    for procedure in SERIOUS {
        for (way, off) in [("removed", "2026-03-23"), ("expired", "2028-03-10")] {
            each_backend(|place| {
                let office = Office::open(place, "2025-02-24");
                let case_no = listed_by(&office, procedure);
                if way == "removed" {
                    office.clock.turn_to("2026-03-24");
                    office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
                } else {
                    office.clock.turn_to("2028-03-11");
                    office.lists.keep().unwrap();
                }
                let at = |what: &str| office.get(&format!("cases/{case_no}"))[what].clone();
                assert_eq!(at("stage"), way, "{procedure}");
                office.clock.turn_to("2028-05-08");
                let told = office.ordered(case_no, "correct", "2028-05-08", "repair:13#3");
                assert_eq!((&told["repeated"], at("stage")), (&json!(false), json!("closed")), "{procedure}");
                let one = &office.memberships(BAKER)[0];
                assert_eq!(spans(one), days(&[("2025-03-10", Some(off))]), "{procedure}, {}", place.backend);
                // Nobody brings back what was wrong, and nobody waits for it.
                let told = office.ordered(case_no, "restore", "2028-05-08", "repair:12#9");
                assert_eq!((&told["repeated"], at("stage")), (&json!(true), json!("closed")), "{procedure}");
                assert_eq!(office.memberships(BAKER)[0]["now"], false, "{procedure}");
            });
        }
    }
}

/// The abnormal list and the mark: removed, or reported and restored, before the objection is upheld.
#[test]
fn an_entry_that_was_left_before_its_objection_was_upheld_is_noted_as_wrong() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let case_no = abnormal::listed(&office, "2026-07-14");
        office.clock.turn_to("2026-09-24");
        office.ordered(case_no, "remove", "2026-09-24", "repair:3#4");
        let marked = abnormal::unmarked(&office);
        office.clock.turn_to("2026-09-25");
        for (case_no, code, until) in [(case_no, BAKER, "2026-09-23"), (marked, CARTER, "2026-09-23")] {
            for cause in ["repair:4#6", "repair:5#6"] {
                office.ordered(case_no, "correct", "2026-09-25", cause);
            }
            assert_eq!(office.get(&format!("cases/{case_no}"))["stage"], "corrected", "{code}, {}", place.backend);
            let one = &office.memberships(code)[0];
            assert_eq!(spans(one), days(&[("2026-07-14", Some(until))]), "{code}, {}", place.backend);
            assert_eq!(one["times"][0]["left_by"], "removed", "{one}");
        }
    });
}

#[test]
fn a_service_elsewhere_hears_and_commands_the_same() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let case_no = abnormal::listed(&office, "2026-07-14");
        let remote = office.remote();
        let told = remote.of_subject(1).unwrap();
        assert_eq!(told, office.lists.of_subject(1).unwrap(), "{}", place.backend);
        assert_eq!((told[0].list.as_str(), told[0].office.as_str(), told[0].case_no), ("abnormal_list", OWN, case_no));
        assert_eq!(told[0].ground.as_deref(), Some("abnormal_late_report"));
        assert_eq!(told[0].spans[0].off, domain::day::Day::FOREVER, "nobody knows an end");
        assert_eq!(remote.of_subject(2).unwrap(), [], "{}", place.backend);
        let unfit = remote.order(&order(case_no, ListAct::Restore, "2026-07-14", "repair:9#1"));
        assert!(matches!(&unfit, Err(PortError::Refused { service, .. }) if service == "listing"), "{unfit:?}");
        let here = office.lists.order(&order(case_no, ListAct::Restore, "2026-07-14", "repair:9#1"));
        assert!(matches!(&here, Err(PortError::Refused { service, .. }) if service == "listing"), "{here:?}");
        for _ in 0..2 {
            remote.order(&order(case_no, ListAct::Correct, "2026-07-14", "repair:9#2")).unwrap();
        }
        // Listed and corrected on one day, it was on the list on none.
        assert_eq!(remote.of_subject(1).unwrap()[0].spans, [], "{}", place.backend);
    });
}
