//! What is told of a visit that was entered, and never refused.

use crate::entered::{NOW, key, visit, with};
use crate::office::{BEGIN, IN_TIME, Office, code, value};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use testkit::each_backend;

/// Words of the warnings of an answer.
fn warned(taken: &Value) -> Vec<&str> {
    let all = taken["warnings"].as_array().unwrap();
    assert!(all.iter().all(|one| one["zh"] != "" && one["en"] != ""), "{taken}");
    all.iter().map(|one| one["code"].as_str().unwrap()).collect()
}

/// A visit by two of the register who are qualified for a department store.
fn sound(number: u32, merchant: u32, seen_at: &str) -> Value {
    with(visit(number), json!({ "code": code(merchant), "seen_at": seen_at, "inspectors": ["I1", "I3"] }))
}

#[test]
fn over_the_cap_and_within_protection_is_told_of_visits_of_own_motion_on_the_spot() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        office.task();
        let enter = |visit: &Value| office.done("visits", visit);
        let told = |visit: &Value| -> Vec<String> { warned(&enter(visit)).into_iter().map(str::to_owned).collect() };
        // Of class C, whose cap is two.
        let first = sound(1, 1, "2026-03-10T09:00:00+08:00");
        assert_eq!(told(&first), Vec::<String>::new(), "{}", place.backend);
        assert_eq!(told(&sound(2, 1, "2026-03-11T09:00:00+08:00")), ["within_protection"]);
        let third = sound(3, 1, "2026-03-12T08:30:00+08:00");
        let taken = enter(&third);
        assert_eq!(warned(&taken), ["over_cap", "within_protection"]);
        assert_eq!(taken["warnings"][0]["provisional"], json!(["inspections.visit_caps@2014-10-01"]), "{taken}");
        let zh: Vec<&str> =
            taken["warnings"].as_array().unwrap().iter().map(|one| one["zh"].as_str().unwrap()).collect();
        assert!(zh[0].contains("3 次") && zh[0].contains("2 次") && zh[1].contains("2026-03-11"), "{zh:?}");
        // Sent again each is answered as it was, whatever was entered since.
        assert_eq!(told(&first), Vec::<String>::new());
        assert_eq!(enter(&third), taken);
        assert_eq!(office.get(&format!("visits/{}", key(3)))["taken"], taken);
        // Of class B, whose cap is one: what came in late is judged by its own day.
        assert_eq!(told(&sound(4, 2, "2026-03-12T08:30:00+08:00")), Vec::<String>::new());
        assert_eq!(told(&sound(5, 2, "2026-03-05T08:30:00+08:00")), ["over_cap", "within_protection"]);
        // Visits for a reason of their own are outside both, and what is done in writing.
        for (number, change) in [
            (6, json!({ "reason": "complaint" })),
            (7, json!({ "reason": "legal_minimum" })),
            (8, json!({ "visit_type": "书面检查" })),
        ] {
            assert_eq!(
                told(&with(sound(number, 1, "2026-03-12T08:00:00+08:00"), change.clone())),
                Vec::<String>::new(),
                "{change}"
            );
        }
    });
}

#[test]
fn a_visit_of_another_year_is_not_counted_towards_the_cap() {
    each_backend(|place| {
        let office = Office::open(place, "2026-01-05T01:00:00Z");
        office.staff();
        // Of class B, whose cap is one.
        office.done("visits", &sound(1, 2, "2025-12-31T09:00:00+08:00"));
        let taken = office.done("visits", &sound(2, 2, "2026-01-02T09:00:00+08:00"));
        assert_eq!(warned(&taken), ["within_protection"], "{}: one a year, each in its own", place.backend);
    });
}

#[test]
fn inspectors_who_are_unknown_gone_not_qualified_or_alone_are_told_of() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        office.task();
        office.done("inspectors/I2/end", &json!({ "until": "2026-03-11" }));
        let told = |number: u32, inspectors: Value, seen_at: &str| -> Vec<String> {
            // Merchants that were not visited before, so that nothing else is told.
            let sent = with(sound(number, number, seen_at), json!({ "inspectors": inspectors }));
            warned(&office.done("visits", &sent)).into_iter().map(str::to_owned).collect()
        };
        let today = "2026-03-12T08:30:00+08:00";
        assert_eq!(told(1, json!(["I1", "I3"]), today), Vec::<String>::new(), "{}", place.backend);
        assert_eq!(told(2, json!(["I3"]), today), ["fewer_than_two"]);
        assert_eq!(told(3, json!(["I3", "I9"]), today), ["inspector_unknown"]);
        assert_eq!(told(4, json!(["I2", "I3"]), today), ["inspector_not_serving"]);
        assert_eq!(told(5, json!(["I2", "I3"]), "2026-03-11T08:30:00+08:00"), Vec::<String>::new(), "his last day");
        assert_eq!(
            told(6, json!(["I1", "I2"]), "2026-03-11T08:30:00+08:00"),
            ["none_qualified"],
            "both for food alone"
        );
        assert_eq!(told(8, json!(["I8", "I9"]), today), ["inspector_unknown", "inspector_unknown"]);
    });
}

#[test]
fn whoever_keeps_away_from_the_merchant_on_that_day_is_told_of() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        office.task();
        let conflict = |inspector: &str, merchant: u32, ground: &str, until: Option<&str>| {
            let mut row = json!({
                "inspector": inspector, "merchant": code(merchant), "ground": ground, "from": "2020-01-01", "reason": "x"
            });
            if let Some(until) = until {
                row["until"] = json!(until);
            }
            office.done("conflicts", &row);
        };
        conflict("I1", 1, "kinship", None);
        conflict("I1", 2, "interest", Some("2026-03-10"));
        // Away from a former employer for three years, the last day included.
        conflict("I3", 3, "employed", Some("2023-03-11"));
        let told = |number: u32, merchant: u32, day: &str| -> Vec<String> {
            let sent = sound(number, merchant, &format!("{day}T09:00:00+08:00"));
            let taken = office.done("visits", &sent);
            assert!(!taken.to_string().contains("亲属"), "the ground is for those who decide: {taken}");
            warned(&taken).into_iter().map(str::to_owned).collect()
        };
        assert_eq!(told(1, 1, "2026-03-11"), ["inspector_conflicted"], "{}", place.backend);
        assert_eq!(told(2, 2, "2026-03-10"), ["inspector_conflicted"], "its last day");
        assert_eq!(told(3, 3, "2026-03-11"), ["inspector_conflicted"], "{}", place.backend);
        assert_eq!(told(4, 4, "2026-03-11"), Vec::<String>::new(), "another merchant");
        assert_eq!(told(5, 6, "2026-03-11"), Vec::<String>::new());
    });
}

#[test]
fn a_conflict_that_is_over_on_the_day_of_the_visit_is_not_told_of() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        office.task();
        for (inspector, merchant, ground, until) in
            [("I1", 1, "interest", "2026-03-10"), ("I3", 2, "employed", "2023-03-10")]
        {
            office.done("conflicts", &json!({
                "inspector": inspector, "merchant": code(merchant), "ground": ground, "from": "2020-01-01", "until": until,
                "reason": "x"
            }));
        }
        for (number, merchant) in [(1, 1), (2, 2)] {
            let taken = office.done("visits", &sound(number, merchant, "2026-03-11T09:00:00+08:00"));
            assert_eq!(warned(&taken), Vec::<&str>::new(), "{}: {merchant}", place.backend);
        }
    });
}

#[test]
fn a_visit_that_was_drawn_needs_somebody_qualified_for_its_sector() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let draw = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        office.done(&format!("draws/{draw}/reveal"), &value());
        office.clock.turn_to(NOW);
        office.done("inspectors", &json!({
            "inspector_id": "I4", "name": "某", "department": "市场监管局", "sectors": ["retail"], "from": "2026-01-01"
        }));
        let visits = office.get(&format!("draws/{draw}/tasks"));
        let of_food = |visit: &&Value| visit["sector"] == "food" && visit["team"] != json!([]);
        let chosen: Vec<&Value> = visits.as_array().unwrap().iter().filter(of_food).take(2).collect();
        let go = |number: u32, chosen: &Value, inspectors: Value| {
            let went = json!({
                "code": chosen["code"], "draw_id": draw, "inspectors": inspectors, "substitution": "原定人员病假"
            });
            office.done("visits", &with(visit(number), went))
        };
        assert_eq!(warned(&go(1, chosen[0], json!(["I3", "I4"]))), ["none_qualified"], "{}", place.backend);
        assert_eq!(warned(&go(2, chosen[1], chosen[1]["team"].clone())), Vec::<&str>::new());
    });
}

#[test]
fn a_visit_does_not_wait_for_ratings_that_are_away() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        office.ratings_away.store(true, Ordering::SeqCst);
        let taken = office.done("visits", &sound(1, 1, "2026-03-12T08:30:00+08:00"));
        assert_eq!(warned(&taken), ["cap_unknown"], "{}", place.backend);
        office.ratings_away.store(false, Ordering::SeqCst);
        assert_eq!(office.done("visits", &sound(1, 1, "2026-03-12T08:30:00+08:00")), taken, "as it was answered");
    });
}

#[test]
fn an_order_to_correct_says_by_which_day() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        for results in [json!(["I06"]), json!(["I03", "I06"]), json!(["I03;I06"]), json!(["发现问题已责令改正"])]
        {
            let refused = |correct_by: Value| {
                let sent = with(visit(1), json!({ "results": results, "correct_by": correct_by }));
                let (status, problem) = office.post("visits", &sent);
                (status, crate::entered::wrong(&problem).into_iter().map(str::to_owned).collect::<Vec<_>>())
            };
            for nothing in [Value::Null, json!(" ")] {
                assert_eq!(refused(nothing), (422, vec!["correct_by".to_owned()]), "{}: {results}", place.backend);
            }
        }
        assert_eq!(crate::entered::records(&office, "inspections"), Vec::<Value>::new());
        let sent = with(visit(1), json!({ "results": ["I06"], "correct_by": "2026-04-10" }));
        assert_eq!(office.post("visits", &sent).0, 201);
        assert_eq!(office.post("visits", &with(visit(2), json!({ "results": ["I07"] }))).0, 201, "no order");
    });
}
