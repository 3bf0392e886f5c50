//! Who may do and see what.

use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, Who, code, draw_of, value};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

#[test]
fn whoever_is_limited_to_an_area_draws_and_sees_no_more_than_it() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let east = Who::Of("371502");
        let ask =
            |who: Who<'_>, method: Method, path: &str, body: Option<&Value>| office.status(who, method, path, body).0;
        let inspector = json!({
            "inspector_id": "I9", "name": "某", "department": "局", "sectors": ["food"], "from": "2026-01-01"
        });
        assert_eq!(ask(east, Method::POST, "inspectors", Some(&inspector)), 403);
        let plan = |areas: Value| {
            json!({
                "year": 2026, "title": "计划", "areas": areas, "sectors": [{ "sector": "food", "industries": ["62"] }]
            })
        };
        assert_eq!(ask(east, Method::POST, "plans", Some(&plan(json!(["371502", "371522"])))), 403);
        assert_eq!(ask(east, Method::POST, "plans", Some(&plan(json!(["371502"])))), 201);

        let task = office.task();
        assert_eq!(ask(east, Method::POST, "draws", Some(&draw_of(task))), 403, "{}", place.backend);
        assert_eq!(ask(Who::Of("371581"), Method::POST, "draws", Some(&draw_of(task))), 404);
        let draw = office.commit(task);
        let path = |rest: &str| format!("draws/{draw}{rest}");
        assert_eq!(ask(east, Method::POST, &path("/abort"), Some(&json!({ "reason": "x" }))), 403);
        office.clock.turn_to(IN_TIME);
        assert_eq!(ask(east, Method::POST, &path("/reveal"), Some(&value())), 403);
        office.done(&path("/reveal"), &value());
        assert_eq!(ask(east, Method::GET, &path("/bundle"), None), 403);
        assert_eq!(ask(Who::Of("371581"), Method::GET, &path(""), None), 404);
        assert_eq!(ask(Who::Of("371581"), Method::GET, &path("/tasks"), None), 404);

        // A part of it is theirs.
        let (_, shown) = office.status(east, Method::GET, &path(""), None);
        let strata = shown["strata"].as_array().unwrap();
        assert!(
            !strata.is_empty() && strata.iter().all(|stratum| stratum["key"].as_str().unwrap().ends_with("/371502"))
        );
        assert!(shown.get("quotas").is_none(), "{shown}");
        let (_, visits) = office.status(east, Method::GET, &path("/tasks"), None);
        let all = office.get(&path("/tasks"));
        let of_east: Vec<&Value> = all.as_array().unwrap().iter().filter(|visit| visit["area"] == "371502").collect();
        assert_eq!(visits.as_array().unwrap().iter().collect::<Vec<_>>(), of_east);
        assert!(of_east.len() < all.as_array().unwrap().len());
        let other = all.as_array().unwrap().iter().find(|visit| visit["area"] == "371522").unwrap();
        let other = format!("draws/{draw}/visits/{}", other["code"].as_str().unwrap());
        assert_eq!(ask(east, Method::POST, &other, Some(&json!({ "dropped": "x" }))), 404);
        assert_eq!(ask(east, Method::GET, &path(&format!("/proof/{}", code(1))), None), 404, "an official elsewhere");
        assert_eq!(ask(east, Method::GET, &path(&format!("/proof/{}", code(0))), None), 200);
    });
}

#[test]
fn conflicts_of_others_are_changed_and_shown_within_the_reach_alone() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let conflict = |number: u32| {
            json!({
                "inspector": "I1", "merchant": code(number), "ground": "interest", "from": "2026-01-01", "reason": "持股"
            })
        };
        let (east, west) = (Who::Of("371502"), Who::Of("371522"));
        let post = |who, path: &str, body: &Value| office.status(who, Method::POST, path, Some(body));
        let (status, own) = post(east, "conflicts", &conflict(0));
        assert_eq!(status, 201, "{}: {own}", place.backend);
        assert_eq!(post(east, "conflicts", &conflict(1)).0, 422, "there is no such merchant for them");
        assert_eq!(
            post(
                OFFICIAL,
                "conflicts",
                &json!({
                    "inspector": "I7", "merchant": code(1), "ground": "interest", "from": "2026-01-01", "reason": "x"
                })
            )
            .0,
            422
        );
        let listed = |who| office.status(who, Method::GET, "conflicts", None).1.as_array().unwrap().len();
        assert_eq!([listed(OFFICIAL), listed(east), listed(west)], [1, 1, 0]);
        let end = format!("conflicts/{}/end", own["conflict_id"]);
        assert_eq!(post(west, &end, &json!({ "until": "2026-02-01" })).0, 404);
        assert_eq!(post(east, &end, &json!({ "until": "2025-12-31" })).0, 422);
        let ended = post(east, &end, &json!({ "until": "2026-02-01" })).1;
        assert_eq!((&ended["until"], &ended["ended_by"]), (&json!("2026-02-01"), &json!("u")));
    });
}

#[test]
fn nobody_but_an_official_sees_what_is_not_public() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let draw = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        office.done(&format!("draws/{draw}/reveal"), &value());
        let see = |who: Who<'_>, path: &str| office.status(who, Method::GET, path, None).0;
        for path in ["inspectors", "conflicts", "plans", "draws"] {
            assert_eq!(see(Who::Nobody, path), 401, "{}: {path}", place.backend);
            for role in [Role::Bank, Role::Merchant, Role::Department, Role::Auditor, Role::Administrator] {
                assert_eq!(see(Who::Role(role), path), 403, "{role} {path}");
            }
        }
        for path in ["bundle", "tasks"] {
            let path = format!("draws/{draw}/{path}");
            assert_eq!((see(Who::Nobody, &path), see(Who::Merchant(code(0)), &path)), (401, 403), "{path}");
        }
        // Another service reads records, and neither conflicts nor bundles.
        let service = Who::Role(Role::Service);
        assert_eq!((see(service, "conflicts"), see(service, &format!("draws/{draw}/bundle"))), (403, 403));
        assert_eq!(see(Who::Nobody, &format!("draws/{draw}/public")), 200);
        assert_eq!(see(Who::Nobody, "draws/99/public"), 404);
    });
}

#[test]
fn an_inspector_is_changed_by_whoever_has_seen_it_and_ends() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let content = json!({ "name": "李", "department": "局", "sectors": ["food", "retail"], "from": "2026-01-01" });
        let (status, _) = office.status(OFFICIAL, Method::PUT, "inspectors/I1", Some(&content));
        assert_eq!(status, 428, "{}: without the version that was seen", place.backend);
        let ended = office.done("inspectors/I1/end", &json!({ "until": "2026-03-09" }));
        assert_eq!((&ended["until"], &ended["version"]), (&json!("2026-03-09"), &json!(2)));
        assert_eq!(office.get("inspectors/I1"), ended);
        assert_eq!(office.post("inspectors/I1/end", &json!({ "until": "2025-03-09" })).0, 422);
        // Who has ended before the task begins is not frozen.
        let draw = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        office.done(&format!("draws/{draw}/reveal"), &value());
        let visits = office.get(&format!("draws/{draw}/tasks"));
        assert!(!visits.to_string().contains("I1"), "{visits}");
    });
}

#[test]
fn a_merchant_to_whom_its_class_is_not_disclosed_is_given_no_proof_that_tells_it() {
    each_backend(|place| {
        for group in ["issued", "class"] {
            let office = Office::without(group, place, BEGIN);
            if office.get("inspectors") == json!([]) {
                office.staff();
            }
            let draw =
                office.get("draws")["items"][0]["draw_id"].as_i64().unwrap_or_else(|| office.commit(office.task()));
            let proof = format!("draws/{draw}/proof/{}", code(0));
            let (status, told) = office.status(Who::Merchant(code(0)), Method::GET, &proof, None);
            assert_eq!(status, 403, "{} {group}: {told}", place.backend);
            assert!(told["detail_zh"].as_str().unwrap().contains("披露"), "{told}");
            // Of another one it is told as always.
            assert_eq!(office.status(Who::Merchant(code(1)), Method::GET, &proof, None).0, 404, "{}", place.backend);
        }
    });
}
