//! Merchants that the law demands another visit of before the year ends, and the last task that sees to them.

use crate::across::task_of;
use crate::office::{GONE, MERCHANTS, Office, Who, class, code};
use contracts::access::Role;
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::each_backend;

const SUMMER: &str = "2026-06-01T01:00:00Z";
const AUTUMN: &str = "2026-11-02T01:00:00Z";
const MINIMUM: &str = "inspections.legal_minimum@2016-12-01";

/// A visit on the spot that was made.
fn made(office: &Office, number: u32, day: &str) {
    let row = json!({ "code": code(number), "number": format!("V{number}-{day}"), "day": day, "result": "I01" });
    office.done("inspections", &json!({ "rows": [row] }));
}

fn codes(page: &Value) -> Vec<PartyCode> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|one| PartyCode::parse(one["code"].as_str().unwrap()).unwrap()).collect()
}

#[test]
fn whoever_has_fewer_visits_than_the_year_demands_is_listed_with_the_ground() {
    each_backend(|place| {
        let office = Office::of_food(place, SUMMER);
        // Of class B one was made, and of D one of three.
        made(&office, 2, "2026-03-01");
        made(&office, 0, "2026-03-01");
        let list = office.get("visits/owed?limit=100");
        let wanted: BTreeSet<PartyCode> = (0..MERCHANTS).filter(|n| ![2, GONE].contains(n)).map(code).collect();
        assert_eq!(codes(&list), wanted.iter().copied().collect::<Vec<_>>(), "{}: {list}", place.backend);
        let of_zero = list["items"].as_array().unwrap().iter().find(|one| one["code"] == code(0).as_str()).unwrap();
        assert_eq!(class(0), Some("D"));
        assert_eq!((&of_zero["sector"], &of_zero["last_on"]), (&json!("food"), &json!("2026-03-01")), "{of_zero}");
        assert_eq!((&of_zero["provisional"], &of_zero["pending"]), (&json!(true), &json!(0)));
        let ground = of_zero["ground"].as_str().unwrap();
        assert!(ground.contains("应有 3 次，已有 1 次") && ground.contains("2026-12-31"), "{ground}");

        // Page by page and by area it is the same.
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = office.get(&format!("visits/owed?limit=7{after}"));
            paged.extend(codes(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, codes(&list));
        let east = codes(&office.get("visits/owed?area=371502&limit=100"));
        assert!(!east.is_empty() && east.len() < paged.len() && east.iter().all(|one| paged.contains(one)));
        let see = |who: Who<'_>, path: &str| office.status(who, Method::GET, path, None);
        assert_eq!(codes(&see(Who::Of("371502"), "visits/owed?limit=100").1), east, "{}", place.backend);
        for role in [Role::Bank, Role::Merchant, Role::Department, Role::Auditor, Role::Service] {
            assert_eq!(see(Who::Role(role), "visits/owed").0, 403, "{role}");
        }
        assert_eq!(see(Who::Role(Role::Official), "visits/owed?year=1999").0, 422);
    });
}

#[test]
fn a_visit_of_a_year_before_that_nobody_made_is_not_taken_for_made() {
    each_backend(|place| {
        let office = Office::of_food(place, "2025-12-10T01:00:00Z");
        office.staff();
        let food = json!([{ "sector": "food", "industries": ["62"] }]);
        let task = task_of(&office, 2025, food, ("2025-12-15", "2025-12-31"));
        let ask = json!({ "task_id": task, "source": "双色球 2025143 期", "value_at": "2025-12-12T13:15:00Z" });
        let draw = office.done("draws", &ask)["draw_id"].clone();
        office.clock.turn_to("2025-12-12T14:00:00Z");
        let value = json!({ "value": "1", "published_at": "2025-12-12T13:15:00Z" });
        office.done(&format!("draws/{draw}/reveal"), &value);
        office.clock.turn_to(SUMMER);
        let drawn = office.get("visits/owed?year=2025&limit=100");
        let owed = office.get("visits/owed?limit=100");
        assert!(codes(&drawn).len() < codes(&owed).len(), "{}: {drawn}", place.backend);
        assert_eq!(codes(&owed).len() as u32, MERCHANTS - 1, "{}", place.backend);
        assert!(owed["items"].as_array().unwrap().iter().all(|one| one["pending"] == 0), "{owed}");
    });
}

#[test]
fn a_trade_of_which_the_law_says_nothing_is_owed_nothing() {
    each_backend(|place| {
        let office = Office::open(place, SUMMER);
        assert_eq!(office.get("visits/owed")["items"], json!([]), "{}", place.backend);
    });
}

/// By which rules merchants are due, as a commitment to a draw of a task says.
fn due_by(office: &Office, task: &Value) -> Value {
    let ask = json!({ "task_id": task, "source": "双色球 2026127 期", "value_at": "2026-11-05T13:15:00Z" });
    let draw = office.done("draws", &ask);
    let rules = draw["due"]["rules"].as_array().unwrap().iter();
    rules.map(|one| (one["rule"].as_str().unwrap().to_owned(), one["merchants"].clone())).collect()
}

#[test]
fn the_last_task_of_a_year_sees_to_what_is_owed_at_its_end() {
    each_backend(|place| {
        let office = Office::of_food(place, AUTUMN);
        office.staff();
        let plan = office.plan();
        let task = |from: &str, until: &str| {
            let task = json!({ "title": "餐饮专项", "from": from, "until": until });
            office.done(&format!("plans/{plan}/tasks"), &task)["task_id"].clone()
        };
        // Visited in the year before, so that full coverage asks for nothing.
        (0..GONE).for_each(|number| made(&office, number, "2025-08-01"));
        let november = task("2026-11-10", "2026-12-20");
        let december = task("2026-12-01", "2026-12-28");
        let least = (0..GONE).filter(|number| matches!(class(*number), Some("C" | "D"))).count();
        // Another task comes: C and D owe theirs by then, A and B at the end of the year.
        assert_eq!(due_by(&office, &november), json!({ MINIMUM: least }), "{}", place.backend);
        let draw = office.get("draws")["items"][0]["draw_id"].clone();
        office.done(&format!("draws/{draw}/abort"), &json!({ "reason": "x" }));
        // It is the last one, though it does not end on 31 December.
        assert_eq!(due_by(&office, &december), json!({ MINIMUM: GONE }), "{}", place.backend);
    });
}
