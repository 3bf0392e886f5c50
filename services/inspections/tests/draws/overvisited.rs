//! Merchants that were visited too often in a plan year.

use crate::office::{OFFICIAL, Office, Who, code};
use contracts::access::Role;
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

const LATE: &str = "2026-09-01T01:00:00Z";

fn made(office: &Office, number: u32, days: &[&str], more: Value) {
    for day in days {
        let mut row =
            json!({ "code": code(number), "number": format!("V{number}-{day}"), "day": day, "result": "I01" });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let sent = office.done("inspections", &json!({ "rows": [row] }));
        assert_eq!(sent["rows"][0]["outcome"], "new", "{sent}");
    }
}

fn city(office: &Office) {
    let own = || json!({ "reason": "own_motion" });
    // D, four a year: protected by a visit of the year before.
    made(office, 0, &["2025-12-20", "2026-01-05"], own());
    // C, two a year: on the last day of protection, and on the day behind it.
    made(office, 1, &["2026-01-10", "2026-04-10"], own());
    made(office, 5, &["2026-01-10", "2026-04-11"], own());
    // B, one a year, and so is whoever is not rated.
    made(office, 2, &["2026-01-10", "2026-06-10"], own());
    made(office, 7, &["2026-01-10", "2026-08-10"], json!({}));
    // What is outside cap and protection, in writing, or taken back.
    made(office, 3, &["2026-01-10", "2026-01-11", "2026-01-12"], json!({ "reason": "complaint" }));
    made(office, 4, &["2026-01-10"], own());
    made(office, 4, &["2026-01-11"], json!({ "reason": "own_motion", "visit_type": "书面检查" }));
    made(office, 4, &["2026-01-12"], json!({ "reason": "own_motion", "record_state": "withdrawn" }));
}

fn codes(page: &Value) -> Vec<PartyCode> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| PartyCode::parse(one["code"].as_str().unwrap()).unwrap())
        .collect()
}

#[test]
fn whoever_was_visited_more_often_than_the_cap_or_while_protected_is_listed_with_the_visits() {
    each_backend(|place| {
        let office = Office::open(place, LATE);
        city(&office);
        let list = office.get("visits/over-cap");
        assert_eq!(codes(&list), [0, 1, 2, 7].map(code), "{}: {list}", place.backend);
        let told: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["cap"].as_u64().unwrap(), one["over_cap"] == true, one["within_protection"] == true))
            .collect();
        assert_eq!(told, [(4, false, true), (2, false, true), (1, true, false), (1, true, false)]);
        let cap = json!(["inspections.visit_caps@2014-10-01"]);
        let protection =
            json!(["inspections.repeat_protection@2014-10-01", "inspections.repeat_protection_counts@2014-10-01"]);
        let provisional: Vec<&Value> =
            list["items"].as_array().unwrap().iter().map(|one| &one["provisional"]).collect();
        assert_eq!(provisional, [&protection, &protection, &cap, &cap], "what decided is not settled, and it says so");
        let of_one = &list["items"][1];
        assert_eq!((&of_one["name"], &of_one["area"]), (&json!("店1"), &json!("371522")), "{of_one}");
        let visits: Vec<_> = of_one["visits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|visit| (visit["day"].as_str().unwrap(), visit["within_protection"] == true))
            .collect();
        assert_eq!(visits, [("2026-01-10", false), ("2026-04-10", true)]);
        let href = of_one["visits"][1]["href"].as_str().unwrap().strip_prefix("/inspections/v1/").unwrap();
        assert_eq!(office.get(href)["content"]["day"], "2026-04-10", "the path leads to its record");
        // Of a year only its own visits are listed, though those of the year before protect.
        let of_zero = &list["items"][0]["visits"];
        assert_eq!((of_zero.as_array().unwrap().len(), &of_zero[0]["day"]), (1, &json!("2026-01-05")));
        assert!(codes(&office.get("visits/over-cap?year=2025")).is_empty(), "one visit, before which there was none");
        assert_eq!(office.get("visits/over-cap?year=2026"), list);
    });
}

#[test]
fn the_list_goes_page_by_page_and_by_area() {
    each_backend(|place| {
        let office = Office::open(place, LATE);
        city(&office);
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = office.get(&format!("visits/over-cap?limit=1{after}"));
            paged.extend(codes(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, [0, 1, 2, 7].map(code), "{}", place.backend);
        assert_eq!(codes(&office.get("visits/over-cap?area=371502")), [0, 2].map(code));
        assert_eq!(codes(&office.get("visits/over-cap?area=371500")).len(), 4, "the whole city");
        let cursor = office.get("visits/over-cap?limit=1")["next"].as_str().unwrap().to_owned();
        let other = format!("visits/over-cap?limit=1&area=371502&after={cursor}");
        assert_eq!(office.status(OFFICIAL, Method::GET, &other, None).0, 400, "a cursor of another list");
    });
}

#[test]
fn only_officials_see_it_and_of_their_area_alone() {
    each_backend(|place| {
        let office = Office::open(place, LATE);
        city(&office);
        let see = |who: Who<'_>, path: &str| office.status(who, Method::GET, path, None);
        assert_eq!(see(Who::Nobody, "visits/over-cap").0, 401, "{}", place.backend);
        for role in [Role::Bank, Role::Merchant, Role::Department, Role::Auditor, Role::Administrator, Role::Service] {
            assert_eq!(see(Who::Role(role), "visits/over-cap").0, 403, "{role}");
        }
        assert_eq!(see(Who::Merchant(code(0)), "visits/over-cap").0, 403);
        // The trail names whoever was shown.
        office.get("visits/over-cap");
        let entries = office.trail.0.lock().unwrap();
        let entry = entries.iter().rfind(|entry| entry.action.ends_with("/over-cap") && entry.status == 200).unwrap();
        assert_eq!(entry.merchants, [0, 1, 2, 7].map(code));
    });
}

#[test]
fn a_year_of_which_no_plan_may_be_is_refused_by_name() {
    each_backend(|place| {
        let office = Office::open(place, LATE);
        for (path, status) in
            [("visits/over-cap?year=1999", 422), ("visits/over-cap?year=soon", 400), ("visits/over-cap?area=1", 400)]
        {
            let (got, problem) = office.status(OFFICIAL, Method::GET, path, None);
            let field = path.split(['?', '=']).nth(1).unwrap();
            assert_eq!((got, &problem["errors"][0]["field"]), (status, &json!(field)), "{}: {problem}", place.backend);
        }
    });
}
