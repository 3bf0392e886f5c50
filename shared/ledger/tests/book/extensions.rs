//! An extension is told with its time limit, also one that changes nothing, and why.

use crate::deadlines::level;
use crate::house::{House, merchant};
use crate::http::Office;
use crate::rows::cells;
use domain::record::RecordKind;
use serde_json::{Value, json};
use statute::duties::Limits;
use testkit::each_backend;

#[test]
fn an_extension_that_came_too_late_is_told_with_the_reason() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::of(place.location(), std::sync::Arc::default(), &[RecordKind::Report]);
        house.clock.set("2026-08-26T04:00:00Z");
        let office = Office::open(&house);
        let code = merchant(1);
        // Fifteen working days from 3 August end on the 24th, thirty on 14 September.
        let report = |number: &str, extended_on: &str| {
            let row = [("code", code.as_str()), ("report_no", number), ("received_on", "2026-08-03")];
            let row = [&row[..], &[("extended_on", extended_on)]].concat();
            let sent = house.send(RecordKind::Report, &[cells(&row)]);
            assert!(matches!(sent[..], [ledger::Sent::Kept { .. }]), "{sent:?}");
        };
        report("T1", "");
        report("T2", "2026-08-24");
        report("T3", "2026-08-25");
        level(&house, &limits);
        let told = || {
            let list = office.get("deadlines?clock=report_verification&limit=100");
            let items = list["items"].as_array().unwrap().clone();
            move |number: &str| -> (Value, Value, Value) {
                let is_it = |item: &&Value| item["key"].as_str().unwrap().ends_with(number);
                let item = items.iter().find(is_it).unwrap();
                (item["state"].clone(), item["due_on"].clone(), item["extension"].clone())
            }
        };
        let of = told();
        assert_eq!(of("T1"), (json!("overdue"), json!("2026-08-24"), Value::Null), "{}", place.backend);
        let granted = json!({ "granted_on": "2026-08-24", "until": "2026-09-14", "without_effect": false });
        assert_eq!(of("T2"), (json!("running"), json!("2026-09-14"), granted), "{}", place.backend);
        let (state, due_on, extension) = of("T3");
        assert_eq!((state, due_on), (json!("overdue"), json!("2026-08-24")), "{}: it changes nothing", place.backend);
        assert_eq!((&extension["granted_on"], &extension["without_effect"]), (&json!("2026-08-25"), &json!(true)));
        assert_eq!(extension["until"], Value::Null);
        assert!(extension["reason_zh"].as_str().unwrap().contains("届满"), "{extension}");
        assert!(extension["reason"].as_str().unwrap().contains("run out"), "{extension}");
        // Another approval, of the last day, was found: the first one counts.
        house.clock.forward(60_000_000);
        report("T3", "2026-08-24;2026-08-25");
        level(&house, &limits);
        let (state, _, extension) = told()("T3");
        assert_eq!((state, &extension["granted_on"]), (json!("running"), &json!("2026-08-24")), "{}", place.backend);
    });
}
