//! Commitments that come to nothing, and what follows.

use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, TOO_LATE, VALUE_AT, Who, draw_of, value};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::each_backend;

fn redraw(task: i64, follows: Value, reason: &str) -> Value {
    let mut ask = draw_of(task);
    ask["value_at"] = json!("2026-03-09T13:15:00Z");
    ask["follows"] = follows;
    ask["reason"] = json!(reason);
    ask
}

#[test]
fn an_aborted_draw_says_why_and_its_redraw_names_it() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let task = office.task();
        let first = office.commit(task);
        assert_eq!(office.post("draws", &redraw(task, json!(first), "想换一批")).0, 409, "{}: it waits", place.backend);
        let abort = format!("draws/{first}/abort");
        assert_eq!(office.post(&abort, &json!({ "reason": " " })).0, 422);
        let aborted = office.done(&abort, &json!({ "reason": "名录有误" }));
        assert_eq!((&aborted["state"], &aborted["end"]["after_value"]), (&json!("aborted"), &json!(false)));
        assert_eq!(office.post(&abort, &json!({ "reason": "再次" })).0, 409);
        office.clock.turn_to(IN_TIME);
        assert_eq!(office.post(&format!("draws/{first}/reveal"), &value()).0, 409);

        // The public sees the reason; another commitment needs a name and a reason.
        let (status, public) = office.status(Who::Nobody, Method::GET, &format!("draws/{first}/public"), None);
        assert_eq!((status, &public["end"]["reason"]), (200, &json!("名录有误")), "{public}");
        let mut bare = redraw(task, Value::Null, "x");
        bare.as_object_mut().unwrap().remove("follows");
        assert_eq!(office.post("draws", &bare).0, 409);
        assert_eq!(office.post("draws", &redraw(task, json!(first + 100), "x")).0, 409);
        let mut without = redraw(task, json!(first), "x");
        without.as_object_mut().unwrap().remove("reason");
        assert_eq!(office.post("draws", &without).0, 422);
        let second = office.done("draws", &redraw(task, json!(first), "名录已更正"));
        assert_eq!(second["commitment"]["follows"]["reason"], "名录已更正");
        assert_eq!(second["commitment"]["follows"]["commitment"], aborted["commitment_hash"]);
        assert_eq!(second["follows"], json!(first));
    });
}

#[test]
fn an_abort_after_the_value_says_so() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let draw = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        let aborted = office.done(&format!("draws/{draw}/abort"), &json!({ "reason": "系统故障" }));
        assert_eq!(aborted["end"]["after_value"], json!(true), "{}", place.backend);
    });
}

#[test]
fn what_nobody_reveals_in_time_lapses_and_who_has_looked_states_that_no_value_came() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let task = office.task();
        let draw = office.commit(task);
        office.clock.turn_to(IN_TIME);
        let early = json!({ "value": "1", "published_at": "2026-03-04T13:14:59Z" });
        assert_eq!(office.post(&format!("draws/{draw}/reveal"), &early).0, 422, "published before its instant");
        let to_come = json!({ "value": "1", "published_at": "2026-03-04T15:00:00Z" });
        assert_eq!(office.post(&format!("draws/{draw}/reveal"), &to_come).0, 422, "not published yet");
        office.clock.turn_to(TOO_LATE);
        let (status, problem) = office.post(&format!("draws/{draw}/reveal"), &value());
        assert_eq!(status, 409, "{}: {problem}", place.backend);
        let shown = office.get(&format!("draws/{draw}"));
        assert_eq!((&shown["state"], &shown["ended_by"]), (&json!("lapsed"), &json!("house")), "{shown}");
        // The house does not know whether there was a value, and so whether somebody disliked the draw.
        assert_eq!((&shown["end"]["after_value"], shown["end"]["reason"].is_string()), (&json!(true), true), "{shown}");
        let (status, public) = office.status(Who::Nobody, Method::GET, &format!("draws/{draw}/public"), None);
        assert_eq!((status, &public["end"]), (200, &shown["end"]), "{public}");
        // Found once, it does not change.
        office.clock.turn_to("2026-03-06T00:00:00Z");
        assert_eq!(office.get(&format!("draws/{draw}")), shown);
        assert_eq!(office.post(&format!("draws/{draw}/abort"), &json!({ "reason": "x" })).0, 409);
        let second = office.done("draws", &redraw(task, json!(draw), "随机值未公布"));
        assert_eq!(second["state"], "committed");

        // Who has looked at the source says what it said.
        let void = format!("draws/{draw}/void");
        assert_eq!(office.post(&void, &json!({ "reason": " " })).0, 422);
        let stated = office.done(&void, &json!({ "reason": "该期停开，公告第12号" }));
        assert_eq!((&stated["state"], &stated["ended_by"]), (&json!("void"), &json!("u")), "{stated}");
        assert_eq!(stated["end"]["reason"], "该期停开，公告第12号");
        assert_eq!(office.post(&void, &json!({ "reason": "再次" })).0, 409);
        let waiting = format!("draws/{}/void", second["draw_id"]);
        assert_eq!(office.post(&waiting, &json!({ "reason": "尚早" })).0, 409, "the value may still come");
    });
}

#[test]
fn what_is_still_to_be_revealed_is_listed_with_its_last_instant() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let task = office.task();
        let first = office.commit(task);
        office.done(&format!("draws/{first}/abort"), &json!({ "reason": "名录有误" }));
        let mut ask = redraw(task, json!(first), "名录已更正");
        ask["value_at"] = json!(VALUE_AT);
        let second = office.done("draws", &ask)["draw_id"].clone();
        let listed = |state: &str| {
            let list = office.get(&format!("draws?state={state}"));
            list["items"].as_array().unwrap().iter().map(|one| one["draw_id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(listed("committed"), std::slice::from_ref(&second), "{}", place.backend);
        assert_eq!(listed("aborted"), [json!(first)]);
        assert_eq!(office.get("draws")["items"].as_array().unwrap().len(), 2);
        let pending = &office.get("draws?state=committed")["items"][0];
        assert_eq!(pending["reveal_by"], "2026-03-05T13:15:00Z", "{pending}");
        office.clock.turn_to(TOO_LATE);
        assert_eq!((listed("committed"), listed("lapsed")), (vec![], vec![second.clone()]));
        assert_eq!(office.get(&format!("draws/{second}")).get("reveal_by"), None);
        assert_eq!(office.status(OFFICIAL, Method::GET, "draws?state=lost", None).0, 400);
    });
}

#[test]
fn a_commitment_comes_a_day_before_its_value_and_no_nonce_serves_twice() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let task = office.task();
        let mut soon = draw_of(task);
        soon["value_at"] = json!("2026-03-03T00:59:59Z");
        let (status, problem) = office.post("draws", &soon);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("value_at")), "{problem}");
        let (mut hashes, mut follows) = (BTreeSet::new(), None);
        for round in 0..5 {
            let ask = follows.map_or(draw_of(task), |follows| {
                let mut ask = redraw(task, json!(follows), "再来");
                ask["value_at"] = json!(VALUE_AT);
                ask
            });
            let draw = office.done("draws", &ask);
            hashes.insert(draw["commitment"]["nonce_hash"].as_str().unwrap().to_owned());
            assert_eq!(hashes.len(), round + 1, "{}", place.backend);
            let number = draw["draw_id"].as_i64().unwrap();
            office.done(&format!("draws/{number}/abort"), &json!({ "reason": "试" }));
            follows = Some(number);
        }
    });
}

#[test]
fn while_a_draw_waits_no_other_is_about_the_same_merchants() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let first = office.task();
        let draw = office.commit(first);
        let plan = office.get(&format!("draws/{draw}"))["plan_id"].as_i64().unwrap();
        let other = office.task_of(plan);
        assert_eq!(office.post("draws", &draw_of(other)).0, 409, "{}", place.backend);
        let task = |sectors: Value, areas: Value| {
            let ask = json!({ "title": "专项", "sectors": sectors, "areas": areas, "from": "2026-03-10", "until": "2026-03-31" });
            office.done(&format!("plans/{plan}/tasks"), &ask)["task_id"].as_i64().unwrap()
        };
        office.done(&format!("draws/{draw}/abort"), &json!({ "reason": "x" }));
        let (east, west) = (task(json!([]), json!(["371502"])), task(json!([]), json!(["371522"])));
        office.commit(east);
        office.commit(west);
        let again = office.post("draws", &draw_of(task(json!(["food"]), json!(["371522"]))));
        assert_eq!(again.0, 409, "{}", again.1);
    });
}
