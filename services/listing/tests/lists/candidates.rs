//! Reasons to look at a merchant: found by the house, decided by nobody but officials.

use crate::office::{BAKER, CARTER, OWN, Office, penalty, proposal, standing};
use contracts::access::Role;
use domain::area::AreaCode;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

fn reasons(told: &Value) -> Vec<&str> {
    told["items"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect()
}

#[test]
fn a_heavy_penalty_a_missing_grade_and_an_overdue_report_are_reasons_to_look() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let path = format!("candidates?code={BAKER}");
        assert_eq!(reasons(&office.get(&path)), [""; 0], "{}", place.backend);
        let key = office.violations.put(&penalty(BAKER, "1", "2026-03-10", &[]));
        let fine = [("kinds", json!(["fine"])), ("fine_fen", json!(5_000_000))];
        office.violations.put(&penalty(BAKER, "2", "2026-04-10", &fine));
        office.registry.put(&standing(BAKER, "annual_report_overdue", "2026-07-01"));
        let told = office.get(&path);
        assert_eq!(reasons(&told), ["heavy_penalty", "grade_to_ask", "report_overdue"], "{}: {told}", place.backend);
        let first = &told["items"][0];
        assert_eq!((&first["key"], &first["procedure"]), (&json!(key), &json!("serious_list")), "{first}");
        assert!(first["article"].as_str().unwrap().contains("Art. 5"), "{first}");
        // What an official has taken up is none any more.
        office.clock.turn_to("2026-07-03");
        let mut body = proposal(BAKER, &key);
        body["stated"]["proposed_penalty"] = Value::Null;
        office.opened(("wang", OWN), &body);
        assert_eq!(reasons(&office.get(&path)), ["grade_to_ask", "report_overdue"], "{}", place.backend);
        // A report that has come since ends it.
        office.registry.put(&standing(BAKER, "annual_report", "2026-07-02"));
        assert_eq!(reasons(&office.get(&path)), ["grade_to_ask"], "{}", place.backend);
    });
}

#[test]
fn an_official_sees_those_of_the_own_area_and_a_bank_none() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
        let path = format!("candidates?code={CARTER}");
        assert_eq!(reasons(&office.get(&path)), ["report_overdue_mark"], "{}", place.backend);
        for (area, status) in [("371523", 200), ("371503", 404), ("371502", 404)] {
            let area = Some(AreaCode::parse(area).unwrap());
            let grant = Grant { area, ..Grant::of_role("u", "某", Role::Official) };
            assert_eq!(office.send(grant, Method::GET, &path, None).status(), status, "{area:?}");
        }
        assert_eq!(office.ask(Role::Bank, &path).0, 403);
        assert_eq!(office.ask_as(CARTER, &path).0, 403);
    });
}

/// Officials look through everybody within their reach, some at a time.
#[test]
fn an_official_goes_through_all_of_the_own_area() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        office.violations.put(&penalty(BAKER, "1", "2026-03-10", &[]));
        office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
        let codes = |told: &Value| {
            let items = told["items"].as_array().unwrap().iter();
            items.map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let told = office.get("candidates");
        assert_eq!(codes(&told), [BAKER, CARTER], "{}: {told}", place.backend);
        assert_eq!((&told["looked_at"], &told["next"]), (&json!(2), &Value::Null), "{told}");
        let first = office.get("candidates?limit=1");
        assert_eq!((codes(&first), &first["looked_at"]), (vec![BAKER.to_owned()], &json!(1)), "{first}");
        let second = office.get(&format!("candidates?limit=1&after={}", first["next"].as_str().unwrap()));
        assert_eq!((codes(&second), reasons(&second)), (vec![CARTER.to_owned()], vec!["report_overdue_mark"]));
        let area = Some(AreaCode::parse("371523").unwrap());
        let grant = Grant { area, ..Grant::of_role("u", "某", Role::Official) };
        let theirs: Value = office.send(grant, Method::GET, "candidates", None).json().unwrap();
        assert_eq!(codes(&theirs), [CARTER], "{}: of the own area", place.backend);
        assert_eq!(office.ask(Role::Bank, "candidates").0, 403);
        let lists = office.get("exports/lists");
        assert!(lists.as_array().unwrap().iter().any(|list| list["list"] == "candidates"), "{lists}");
    });
}
