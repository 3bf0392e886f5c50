//! The time limits of all services as one list, in both forms.

use crate::{Installation, Served, each_form, small_city, until};
use serde_json::{Value, json};
use std::io::Write as _;
use testkit::Place;

const ALL: &str = "/deadlines/v1/entries";
const KEEPERS: [&str; 4] = ["registry", "violations", "complaints", "inspections"];

/// A whole list, a few at a time.
fn whole(served: &Served, path: &str, limit: usize) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = served.read(&format!("{path}{mark}limit={limit}{after}"));
        assert_eq!(page.get("away").unwrap_or(&json!([])), &json!([]), "{page}");
        let some = page["items"].as_array().unwrap();
        assert!(some.len() <= limit && (page["next"].is_null() || !some.is_empty()), "{page}");
        items.extend(some.iter().cloned());
        let Some(next) = page["next"].as_str() else { return items };
        after = format!("&after={next}");
    }
}

/// By which day a limit stands in a list.
fn day(item: &Value) -> &str {
    ["last_on", "due_on", "not_before"].iter().find_map(|field| item[*field].as_str()).unwrap()
}

/// A city whose time limits have been worked out.
fn imported(served: &Served) {
    for kind in ["merchants", "penalties", "complaints", "inspections"] {
        served.import(kind, &small_city(&format!("{kind}.csv")), &["--history"]);
    }
    // Of one of them nobody knows whose it is.
    let mut waiting = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    waiting.write_all(b"code,number,received_on\n,W1,2026-06-22\n").unwrap();
    served.import("complaints", &waiting.path().display().to_string(), &[]);
    for service in KEEPERS {
        let is_level = || served.status_of(service)["services"][service]["deadlines_level"].as_bool();
        until(60, service, || is_level().filter(|is_level| *is_level));
    }
}

#[test]
fn all_time_limits_are_one_list_in_the_order_of_their_days() {
    each_form(|installation| {
        let served = installation.serve();
        imported(&served);
        for filter in ["", "?state=overdue", "?state=met_late", "?due_before=2026-07-01"] {
            let mut each: Vec<Value> = KEEPERS
                .iter()
                .flat_map(|service| whole(&served, &format!("/{service}/v1/deadlines{filter}"), 1000))
                .collect();
            // A stable sort: of those of one day the services come in their order.
            each.sort_by(|one, other| day(one).cmp(day(other)));
            for limit in [1, 3, 1000] {
                assert_eq!(whole(&served, &format!("{ALL}{filter}"), limit), each, "{filter} {}", installation.form());
            }
        }
        let all = whole(&served, ALL, 1000);
        let of = |service: &str| {
            all.iter().filter(|item| item["href"].as_str().unwrap().starts_with(&format!("/{service}/"))).count()
        };
        assert!(of("violations") > 0 && of("complaints") > 0, "{all:?}");
        assert!(all.iter().all(|item| item.get("place").is_none()));

        let waiting: Vec<&Value> = all.iter().filter(|item| item.get("waiting").is_some()).collect();
        // One stands in the files of the city.
        assert!(waiting.len() == 2 && waiting.iter().all(|item| item.get("code").is_none()), "{waiting:?}");
        let item = waiting.iter().find(|item| item["waiting"]["row"] == 2).unwrap();
        let row = served.read(item["href"].as_str().unwrap());
        assert_eq!(row["cells"]["number"], "W1", "{row}");

        // A clock is one service's.
        let of_clock = whole(&served, &format!("{ALL}?clock=penalty_publication&state=met"), 2);
        assert_eq!(of_clock, whole(&served, "/violations/v1/deadlines?clock=penalty_publication&state=met", 100));
        assert!(!of_clock.is_empty());

        // Each service judges what is within the area of whoever asks.
        let token = served.token_of("county-official", "official", &["--area", "371581"]);
        let seen = until(60, "the places", || {
            let page = served.ask_maybe(&format!("{ALL}?limit=1000"), &token)?;
            page["items"].as_array().filter(|items| !items.is_empty()).cloned()
        });
        assert!(seen.iter().all(|item| item.get("waiting").is_none()), "another's import: {seen:?}");
        assert!(seen.len() < all.len() && seen.iter().all(|item| all.contains(item)), "{seen:?}");
    });
}

#[test]
fn what_is_asked_wrongly_is_told_and_who_may_not_read_is_refused() {
    each_form(|installation| {
        let served = installation.serve();
        for (query, field) in [
            ("clock=dream", "clock"),
            ("state=late", "state"),
            ("due_before=soon", "due_before"),
            ("whose=ours", "whose"),
        ] {
            let answer = served.get(&format!("{ALL}?{query}"), "official");
            assert_eq!(answer.status(), 400, "{query}");
            let told: Value = answer.json().unwrap();
            assert_eq!(told["errors"][0]["field"], field, "{told}");
        }
        assert_eq!(served.get(ALL, "bank").status(), 403);
        assert_eq!(served.public(ALL).status(), 401);
    });
}

#[test]
fn a_service_that_is_away_is_named_and_the_others_are_listed() {
    let place = Place::postgres();
    let mut served = Installation::apart(&place).serve();
    imported(&served);
    let all = whole(&served, ALL, 1000);
    served.end("violations");
    let page = served.read(&format!("{ALL}?limit=1000"));
    assert_eq!(page["away"], json!(["violations"]), "{page}");
    let rest: Vec<&Value> =
        all.iter().filter(|item| !item["href"].as_str().unwrap().starts_with("/violations/")).collect();
    assert!(!rest.is_empty());
    assert_eq!(page["items"].as_array().unwrap().iter().collect::<Vec<_>>(), rest);
}
