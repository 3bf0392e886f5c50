//! What is still to be visited, and visits that fulfil what was drawn.

use crate::entered::{key, visit, with, wrong};
use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, Who, area, code, value};
use contracts::access::Role;
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::each_backend;

/// A draw of 10 visits in the time of its task; gives its number and that of the task.
fn drawn(office: &Office) -> (i64, i64) {
    office.staff();
    let task = office.task();
    let draw = office.commit(task);
    office.clock.turn_to(IN_TIME);
    office.done(&format!("draws/{draw}/reveal"), &value());
    office.clock.turn_to("2026-03-12T01:00:00Z");
    (draw, task)
}

/// Those who were drawn for a visit, or any two where nobody was.
fn team(chosen: &Value) -> Value {
    if chosen["team"] == json!([]) { json!(["I1", "I2"]) } else { chosen["team"].clone() }
}

fn codes(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn who_was_drawn_is_listed_until_it_is_visited() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (draw, task) = drawn(&office);
        let visits = office.get(&format!("draws/{draw}/tasks"));
        let visits = visits.as_array().unwrap();
        let list = office.get("visits/assigned");
        let drawn: Vec<&str> = visits.iter().map(|visit| visit["code"].as_str().unwrap()).collect();
        assert_eq!(codes(&list), drawn, "{}", place.backend);
        let first = &list["items"][0];
        assert_eq!((&first["draw_id"], &first["due"]), (&json!(draw), &json!("2026-04-10")), "{first}");
        assert!(first["name"].as_str().unwrap().starts_with('店') && first["area_zh"].is_string(), "{first}");
        let provisional = &office.get(&format!("draws/{draw}"))["provisional"];
        assert!(
            provisional.as_array().unwrap().contains(&json!("inspections.sampling_ratios@2014-10-01")),
            "{provisional}"
        );
        assert_eq!(&first["provisional"], provisional, "what the draw rests on is not settled");
        for inspector in ["I1", "I2", "I3", "I9"] {
            let is_of = |visit: &&Value| visit["team"].as_array().unwrap().contains(&json!(inspector));
            let own: Vec<&str> = visits.iter().filter(is_of).map(|visit| visit["code"].as_str().unwrap()).collect();
            assert_eq!(codes(&office.get(&format!("visits/assigned?inspector={inspector}"))), own, "{inspector}");
            assert!(inspector == "I9" || !own.is_empty(), "{inspector} has nothing to do");
        }
        assert_eq!(codes(&office.get("visits/assigned?due_through=2026-04-09")).len(), 0);
        // Page by page it is the same list.
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = office.get(&format!("visits/assigned?limit=3{after}"));
            paged.extend(codes(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, drawn);
        // Of an area only what lies there.
        let (status, own) = office.status(Who::Of("371522"), Method::GET, "visits/assigned", None);
        let inside = |one: &&String| (0..40).any(|n| code(n).as_str() == one.as_str() && area(n) == "371522");
        assert_eq!((status, codes(&own)), (200, paged.iter().filter(inside).cloned().collect()));
        assert_eq!(office.status(Who::Role(Role::Bank), Method::GET, "visits/assigned", None).0, 403);

        for (number, (code, chosen)) in (1..).zip(drawn.iter().zip(visits)) {
            let went = json!({ "code": code, "draw_id": draw, "inspectors": team(chosen) });
            let taken = office.done("visits", &with(visit(number), went));
            assert_eq!(taken["key"], key(number));
            assert_eq!(codes(&office.get("visits/assigned")), drawn[number as usize..], "{}", place.backend);
        }
        let settled = office.get(&format!("draws/{draw}/tasks"));
        for (number, visit) in (1..).zip(settled.as_array().unwrap()) {
            assert_eq!((&visit["state"], &visit["record"]), (&json!("done"), &json!(key(number))));
        }
        let record = &office.get("inspections?limit=1")["items"][0]["content"]["visit"]["task"];
        assert_eq!(record, &list["items"][0]["task"], "the record names the task");
        assert_eq!(office.post(&format!("tasks/{task}/end"), &Value::Null).0, 200);
    });
}

#[test]
fn a_visit_fulfils_a_choice_once_and_no_other() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (draw, _) = drawn(&office);
        let list = office.get("visits/assigned");
        let chosen = codes(&list)[0].clone();
        let went = team(&list["items"][0]);
        assert_eq!(list["items"][0]["team"], went, "it is assigned");
        let drawn = codes(&list);
        let stranger: PartyCode = (0..40).map(code).find(|code| !drawn.contains(&code.to_string())).unwrap();
        let refused = |number, changes: Value| {
            let of_draw = json!({ "code": chosen, "draw_id": draw, "inspectors": went });
            let (status, problem) = office.post("visits", &with(with(visit(number), of_draw), changes));
            (status, wrong(&problem).into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let field = |field: &str| vec![field.to_owned()];
        assert_eq!(refused(1, json!({ "code": stranger })), (422, field("draw_id")), "{}", place.backend);
        assert_eq!(refused(1, json!({ "draw_id": draw + 1 })), (422, field("draw_id")));
        assert_eq!(refused(1, json!({ "task": "x" })), (422, field("task")));
        assert_eq!(refused(1, json!({ "seen_at": "2026-03-09T23:00:00+08:00" })), (422, field("seen_at")));
        // Why and by whom, the draw says.
        assert_eq!(refused(1, json!({ "reason": "complaint" })), (422, field("reason")), "{}", place.backend);
        assert_eq!(refused(1, json!({ "inspectors": [went[0]] })), (422, field("inspectors")));
        let others = json!({ "inspectors": ["I7", "I8"] });
        assert_eq!(refused(1, others.clone()), (422, field("inspectors")));
        assert_eq!(refused(1, json!({ "draw_id": null, "substitution": "x" })), (422, field("substitution")));
        assert_eq!(office.get("inspections")["items"], json!([]), "nothing of all that was kept");
        let second = codes(&list)[1].clone();
        let told = with(others, json!({ "code": second, "substitution": "原定人员病假" }));
        assert_eq!(refused(9, told), (201, Vec::new()), "{}", place.backend);
        assert_eq!(refused(1, json!({})), (201, Vec::new()));
        assert_eq!(refused(1, json!({})), (200, Vec::new()), "twice is once");
        assert_eq!(refused(2, json!({})), (409, field("draw_id")), "it is visited");
        let kept: BTreeSet<String> =
            office.get("inspections")["items"].as_array().unwrap().iter().map(|one| one["key"].to_string()).collect();
        assert_eq!(kept.len(), 2, "{kept:?}");
        assert_eq!(office.status(OFFICIAL, Method::GET, &format!("visits/{}", key(2)), None).0, 404);
    });
}

#[test]
fn what_settles_a_choice_was_on_the_spot_for_a_fitting_reason_and_settles_no_other() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (first, _) = {
            office.staff();
            let plan = office.plan();
            let first = office.commit(office.task_of(plan));
            office.clock.turn_to(IN_TIME);
            office.done(&format!("draws/{first}/reveal"), &value());
            (first, plan)
        };
        let chosen: Vec<Value> = office.get(&format!("draws/{first}/tasks")).as_array().unwrap().clone();
        let (code, other) = (chosen[0]["code"].as_str().unwrap(), chosen[1]["code"].as_str().unwrap());
        // The law demands another visit of the first one, so that it is drawn twice.
        let plan = office.get(&format!("draws/{first}"))["plan_id"].as_i64().unwrap();
        let ask = json!({
            "task_id": office.task_of(plan), "source": "双色球 2026026 期", "value_at": "2026-03-06T13:15:00Z",
            "due": [{ "code": code, "ground": "专项部署" }]
        });
        let second = office.done("draws", &ask)["draw_id"].clone();
        office.clock.turn_to("2026-03-06T14:00:00Z");
        let value = json!({ "value": "1", "published_at": "2026-03-06T13:15:00Z" });
        office.done(&format!("draws/{second}/reveal"), &value);
        office.clock.turn_to("2026-03-12T01:00:00Z");

        let settle = |draw: &Value, code: &str, record: &str| {
            let (status, problem) = office.post(&format!("draws/{draw}/visits/{code}"), &json!({ "record": record }));
            (status, wrong(&problem).into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let refused = (422, vec!["record".to_owned()]);
        for (number, more) in [
            ("W", json!({ "visit_type": "书面检查" })),
            ("D", json!({ "on_site": "否" })),
            ("C", json!({ "reason": "complaint" })),
            ("K", json!({ "visit_type": "线索核查" })),
        ] {
            let row = json!({ "code": code, "number": number, "day": "2026-03-11", "result": "I01" });
            office.done("inspections", &json!({ "rows": [with(row, more)] }));
            assert_eq!(settle(&json!(first), code, number), refused, "{} {number}", place.backend);
        }
        let row = json!({
            "code": code, "number": "R", "day": "2026-03-11", "result": "I01", "visit_type": "网络餐饮检查", "on_site": "是"
        });
        office.done("inspections", &json!({ "rows": [row] }));
        assert_eq!(settle(&json!(first), code, "R").0, 200, "{}: its own word counts", place.backend);
        assert_eq!(settle(&second, code, "R"), refused, "it has settled the other choice");

        // A device is told the same, and need not say why the merchant was visited.
        let went = json!({ "code": other, "draw_id": first, "inspectors": team(&chosen[1]) });
        let by_data = with(with(visit(1), went.clone()), json!({ "on_site": false }));
        let (status, problem) = office.post("visits", &by_data);
        assert_eq!((status, wrong(&problem)), (422, BTreeSet::from(["draw_id"])), "{}: {problem}", place.backend);
        office.done("visits", &with(with(visit(1), went), json!({ "visit_type": "网络餐饮检查", "on_site": true })));
        let of_device = |one: &&Value| one["content"]["number"] == key(1);
        let records = office.get("inspections?limit=100");
        let record = records["items"].as_array().unwrap().iter().find(of_device).unwrap();
        assert_eq!(
            (&record["content"]["visit"]["reason"], &record["content"]["visit"]["on_site"]),
            (&json!("own_motion"), &json!(true)),
            "{record}"
        );
    });
}
