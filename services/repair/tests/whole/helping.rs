//! What would help: the first lawful way to a better class, with nothing in it that is not needed.

use super::office::{BAKER, CARTER, Office, Who};
use contracts::access::Role;
use serde_json::json;
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
