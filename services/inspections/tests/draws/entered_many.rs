//! Many devices at once, and many visits of one.

use crate::entered::{NOW, key, records, visit, with, wrong};
use crate::office::{BEGIN, Office, code};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use testkit::each_backend;

const RACERS: usize = 200;

#[test]
fn of_many_that_race_one_is_first() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let barrier = Barrier::new(RACERS);
        let answers: Vec<(u16, Value)> = thread::scope(|scope| {
            let racers: Vec<_> = (0..RACERS)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        office.post("visits", &visit(1))
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        let count = |wanted| answers.iter().filter(|(status, _)| *status == wanted).count();
        assert_eq!(
            (count(201), count(200)),
            (1, RACERS - 1),
            "{}: {:?}",
            place.backend,
            answers.iter().find(|(status, _)| *status > 201)
        );
        assert!(answers.iter().all(|(_, taken)| *taken == answers[0].1));
        let inspections = records(&office, "inspections");
        assert_eq!((inspections.len(), &inspections[0]["version"]), (1, &json!(1)));
    });
}

#[test]
fn of_a_list_each_is_taken_or_refused_by_itself() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let visits = json!([
            visit(1),
            with(visit(2), json!({ "results": ["I01", "I03"] })),
            with(visit(3), json!({ "results": 5 })),
            with(
                visit(4),
                json!({ "samples": [{ "number": "CJ1", "product": "food", "name": "x", "colour": "red" }] })
            ),
            visit(1),
            with(visit(1), json!({ "code": code(2) })),
            7,
            with(visit(5), json!({ "draw_id": 7 })),
            visit(6)
        ]);
        let items = office.done("visits/batch", &json!({ "visits": visits }))["items"].clone();
        let items = items.as_array().unwrap();
        let statuses: Vec<u64> = items.iter().map(|item| item["status"].as_u64().unwrap()).collect();
        assert_eq!(statuses, [201, 422, 400, 400, 200, 409, 400, 422, 201], "{}: {items:?}", place.backend);
        assert_eq!(items[4]["taken"], items[0]["taken"]);
        let fields = |at: usize| wrong(&items[at]["problem"]);
        assert_eq!(fields(1), BTreeSet::from(["visits[1].results"]));
        assert_eq!(fields(2), BTreeSet::from(["visits[2].results"]));
        assert_eq!(fields(3), BTreeSet::from(["visits[3].samples[0].colour"]));
        assert_eq!(fields(5), BTreeSet::from(["visits[5].key"]));
        assert_eq!(fields(6), BTreeSet::from(["visits[6]"]));
        assert_eq!(fields(7), BTreeSet::from(["visits[7].draw_id"]));
        assert_eq!((&items[1]["key"], &items[6]["key"]), (&json!(key(2)), &Value::Null));
        let kept: BTreeSet<_> =
            records(&office, "inspections").iter().map(|one| one["content"]["number"].clone().to_string()).collect();
        assert_eq!(kept, BTreeSet::from([json!(key(1)).to_string(), json!(key(6)).to_string()]));
        // Those that were taken are named in the trail.
        let trail = office.trail.0.lock().unwrap();
        let entry = trail.iter().rfind(|entry| entry.action.ends_with("/visits/batch")).unwrap();
        assert_eq!(entry.merchants, [code(1), code(1), code(1)]);
        drop(trail);
        for number in [0, 201] {
            let visits: Vec<Value> = (100..100 + number).map(visit).collect();
            let (status, problem) = office.post("visits/batch", &json!({ "visits": visits }));
            assert_eq!((status, wrong(&problem)), (400, BTreeSet::from(["visits"])));
        }
        let visits: Vec<Value> = (100..300).map(visit).collect();
        let items = office.done("visits/batch", &json!({ "visits": visits }))["items"].clone();
        assert!(items.as_array().unwrap().iter().all(|item| item["status"] == 201), "{}", place.backend);
        assert_eq!(office.get("inspections?limit=1000")["items"].as_array().unwrap().len(), 202);
    });
}

#[test]
fn a_named_request_and_a_key_are_both_honoured() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let seen = json!({ "seen_at": "2026-03-02T08:30:00+08:00" });
        let (first, other) = (with(visit(1), seen.clone()), with(visit(2), seen));
        let ask = |body: &Value| office.named("d1", "visits", body);
        assert_eq!(ask(&first), (201, false), "{}", place.backend);
        assert_eq!(ask(&first), (201, true), "the receipt answers what was answered");
        assert_eq!(ask(&other).0, 422, "the name stands for the first");
        assert_eq!(office.post("visits", &first).0, 200);
    });
}
