//! Orders about memberships: each counts once by its cause, and only what the case allows.

use crate::office::{BAKER, OWN, Office};
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
        assert_eq!(ask("correct", "repair:12#9").0, 409, "{}: the serious list knows no correction", place.backend);
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
