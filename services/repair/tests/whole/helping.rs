//! What would help: the first lawful way to a better class, with nothing in it that is not needed.

use super::office::{BAKER, CARTER, Office, Who};
use contracts::access::Role;
use serde_json::{Value, json};
use testkit::each_backend;

#[test]
fn the_first_day_of_a_better_class_is_that_of_the_last_item_that_is_needed() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-01");
        // C13, and one that was published later: three months each by the law of then.
        let published = |day: &str, conduct: &str, ground: &str| {
            [
                ("decided_on", json!(day)),
                ("published_on", json!(day)),
                ("conduct", json!(conduct)),
                ("ground", json!(ground)),
            ]
        };
        let law = "《中华人民共和国反不正当竞争法》第二十条";
        let first = office.world.penalty(BAKER, "1", &published("2025-11-30", "虚假宣传", law));
        let law = "《中华人民共和国价格法》第四十二条";
        let second = office.world.penalty(BAKER, "2", &published("2026-01-10", "未明码标价", law));
        let read = || office.get(Who::Shop(BAKER), &format!("improvements/{BAKER}"));
        let days = |help: &serde_json::Value| -> Vec<(String, String)> {
            let measures = help["way"]["measures"].as_array().unwrap().iter();
            let told = |measure: &serde_json::Value| {
                let key = measure["item"]["shown"]["key"].as_str().unwrap();
                (measure["on"].as_str().unwrap().to_owned(), key.to_owned())
            };
            measures.map(told).collect()
        };
        *office.world.holding.lock().unwrap() = vec![first.clone(), second.clone()];
        let help = read();
        assert_eq!((&help["today"]["class"], &help["way"]["day"]), (&json!("B"), &json!("2026-04-11")), "{help}");
        assert_eq!(help["way"]["outlook"]["class"], "A", "{}", place.backend);
        let both = [("2026-03-01".to_owned(), first.clone()), ("2026-04-11".to_owned(), second.clone())];
        assert_eq!(days(&help), both, "{}", place.backend);
        // What is not needed is not asked of anybody.
        *office.world.holding.lock().unwrap() = vec![second.clone()];
        assert_eq!(days(&read()), both[1..], "{}", place.backend);
        *office.world.holding.lock().unwrap() = vec![first];
        let help = read();
        assert_eq!((&help["way"]["day"], days(&help)), (&json!("2026-03-01"), both[..1].to_vec()), "{}", place.backend);
        // Where nothing known helps, no way is made up.
        *office.world.holding.lock().unwrap() = vec!["inspection:1".to_owned()];
        assert!(read()["way"].is_null(), "{}", place.backend);
    });
}

#[test]
fn what_would_help_is_told_to_officials_and_to_the_merchant_itself() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-01");
        let path = format!("improvements/{BAKER}");
        assert_eq!(office.ask(Who::Shop(CARTER), &path).0, 404, "{}", place.backend);
        assert_eq!(office.ask(Who::As(Role::Bank), &path).0, 403, "{}", place.backend);
        // Of whom ratings know nothing there is nothing to tell.
        let own = format!("improvements/{CARTER}");
        assert_eq!(office.ask(Who::Shop(CARTER), &own).0, 404, "{}", place.backend);
    });
}

fn measures(help: &Value) -> Vec<(String, String)> {
    let told = |measure: &Value| {
        let key = measure["item"]["shown"]["key"].as_str().unwrap();
        (measure["on"].as_str().unwrap().to_owned(), key.to_owned())
    };
    help["way"]["measures"].as_array().unwrap().iter().map(told).collect()
}

/// C31: whoever has left the list asks for the penalty on the same day.
#[test]
fn where_a_list_stands_in_the_way_it_is_left_first_and_the_penalty_follows_on_that_day() {
    each_backend(|place| {
        let read = |office: &Office| office.get(Who::Shop(BAKER), &format!("improvements/{BAKER}"));
        for (list, left) in [("serious_list", "2026-03-11"), ("abnormal_list", "2026-02-01")] {
            let office = Office::open(place, "2026-02-01");
            let day = json!("2025-06-10");
            let key = office.world.penalty(BAKER, "1", &[("decided_on", day.clone()), ("published_on", day)]);
            let off = if list == "serious_list" { "2028-03-11" } else { "9999-01-01" };
            let listed = office.world.membership(BAKER, 5, list, ("2025-03-10", off));
            *office.world.holding.lock().unwrap() = vec![key.clone()];
            // The list itself holds the class down no more, but the penalty waits for it.
            let help = read(&office);
            assert_eq!(help["way"]["day"], left, "{}: {help}", place.backend);
            let both = [(left.to_owned(), listed), (left.to_owned(), key)];
            assert_eq!(measures(&help), both, "{}: {list}", place.backend);
        }
        // Of a list that nobody knows how to leave no day is known, and none of what waits for it.
        let office = Office::open(place, "2026-02-01");
        let day = json!("2025-06-10");
        let key = office.world.penalty(BAKER, "1", &[("decided_on", day.clone()), ("published_on", day)]);
        office.world.standing(BAKER, "9", "abnormal_unreachable", "2026-01-11", None);
        office.world.membership(BAKER, 5, "abnormal_list", ("2025-03-10", "9999-01-01"));
        office.world.amend(5, |membership| {
            membership.spans[0].off = domain::day::Day::FOREVER;
            membership.spans[0].key = None;
        });
        *office.world.holding.lock().unwrap() = vec![key];
        assert!(read(&office)["way"].is_null(), "{}", place.backend);
    });
}

#[test]
fn of_very_many_items_and_days_the_way_is_found_and_what_was_left_out_is_told() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-01");
        let first = domain::day::Day::parse("2025-12-25").unwrap();
        let keys: Vec<String> = (0..105)
            .map(|number| {
                let day = json!(first.plus_days(number / 3));
                let conduct = json!(format!("第{number}种行为"));
                let fields = [("decided_on", day.clone()), ("published_on", day), ("conduct", conduct)];
                office.world.penalty(BAKER, &format!("{number:03}"), &fields)
            })
            .collect();
        for number in 0..20 {
            let day = json!(first.plus_days(-20 + number));
            let fields =
                [("decided_on", day.clone()), ("published_on", day), ("conduct", json!(format!("另{number}")))];
            office.world.penalty(BAKER, &format!("b{number:03}"), &fields);
        }
        // The latest that is looked at of more than forty days.
        *office.world.holding.lock().unwrap() = vec![keys[75].clone()];
        let help = office.get(Who::Shop(BAKER), &format!("improvements/{BAKER}"));
        let day = help["way"]["measures"][0]["on"].clone();
        assert_eq!(measures(&help).len(), 1, "{}: {help}", place.backend);
        assert_eq!(
            (measures(&help)[0].1.as_str(), &help["way"]["day"]),
            (keys[75].as_str(), &day),
            "{}",
            place.backend
        );
        let told = help["assumptions"].to_string();
        assert!(told.contains("125") && told.contains("折半"), "{}: {told}", place.backend);
    });
}
