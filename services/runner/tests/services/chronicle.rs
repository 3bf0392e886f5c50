//! What of a merchant changed, and when, over HTTP.

use crate::{Served, each_form, until};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The number under which it was registered before there were credit codes.
const NUMBER: &str = "371500000000077";
const CODE: &str = "91371500795315494U";

/// An enterprise that it was merged with.
const MERGED: &str = "91371502MA3C00011G";

fn sent(served: &Served, row: &Value) {
    let mut whole = json!({
        "code": CODE, "name": "示例餐馆", "kind": "enterprise", "size": "small", "area": "371502", "industry": "6210",
        "registered_on": "2012-05-06",
    });
    for (column, cell) in row.as_object().unwrap() {
        whole[column] = cell.clone();
    }
    let (status, told) = served.post("/registry/v1/merchants", &json!({ "rows": [whole] }));
    assert_eq!(status, StatusCode::OK, "{told}");
}

/// Value, first day and the day behind the last one.
fn spans<'h>(history: &'h Value, track: &str, value: &str) -> Vec<(&'h str, Option<&'h str>, Option<&'h str>)> {
    let spans = history[track].as_array().unwrap().iter();
    spans.map(|span| (span[value].as_str().unwrap(), span["from"].as_str(), span["to"].as_str())).collect()
}

#[test]
fn a_merchant_that_changed_its_name_moved_and_got_a_new_code_is_told_in_spans_in_both_forms() {
    each_form(|installation| {
        let served = installation.serve();
        // The newest first: which came in when does not matter.
        sent(&served, &json!({ "name": "新示例餐馆", "area": "371581", "changed_at": "2023-03-04T10:00:00+08:00" }));
        sent(&served, &json!({ "name": "新示例餐馆", "changed_at": "2020-07-08T10:00:00+08:00" }));
        sent(&served, &json!({ "changed_at": "2018-01-02T10:00:00+08:00" }));
        let former = json!({ "code": NUMBER, "until": "2016-02-29", "reason": "三证合一换照" });
        let (status, told) = served.post(&format!("/registry/v1/merchants/{CODE}/identifiers"), &former);
        assert_eq!(status, StatusCode::OK, "{told}");

        let path = format!("/registry/v1/merchants/{CODE}/history");
        // Who was before it is known once the names have been read.
        let read = || Some(served.read(&path)).filter(|history| !history["predecessors"].is_null());
        let history = until(60, "the names", read);
        let (named, moved) = (Some("2020-07-08"), Some("2023-03-04"));
        let first = Some("2012-05-06");
        assert_eq!(spans(&history, "names", "value"), [("示例餐馆", first, named), ("新示例餐馆", named, None)]);
        assert_eq!(spans(&history, "areas", "value"), [("371502", first, moved), ("371581", moved, None)]);
        assert_eq!(history["areas"][1]["zh"], "临清市", "{history}");
        assert_eq!(history["industries"][0]["zh"], "H 住宿和餐饮业　62 餐饮业", "{history}");
        assert_eq!(spans(&history, "statuses", "value"), [("active", first, None)]);
        let codes = [(NUMBER, None, Some("2016-03-01")), (CODE, Some("2016-03-01"), None)];
        assert_eq!(spans(&history, "codes", "code"), codes, "{history}");
        let by = &history["names"][1]["said_by"];
        assert_eq!((&by["version"], &by["act"]), (&json!(2), &json!("sent")), "{history}");
        assert_eq!(served.read(by["href"].as_str().unwrap())["content"]["area"], "371581");
        // Under its former number it is the same merchant.
        assert_eq!(served.read(&format!("/registry/v1/merchants/{NUMBER}/history")), history);

        let then = served.read(&format!("{path}?as_of=2015-10-01"));
        assert_eq!(spans(&then, "names", "value"), [("示例餐馆", first, named)], "{then}");
        assert_eq!(spans(&then, "codes", "code"), [(NUMBER, None, Some("2016-03-01"))], "{then}");
        let unknown = served.read(&format!("{path}?known_at=2012-01-01T00:00:00%2B08:00"));
        assert_eq!((&unknown["names"], &unknown["codes"]), (&json!([]), &json!([])), "{unknown}");
        for query in ["as_of=2015-02-30", "known_at=yesterday"] {
            assert_eq!(served.get(&format!("{path}?{query}"), "official").status(), StatusCode::BAD_REQUEST, "{query}");
        }

        // Whoever is limited to the county that it left finds nobody there.
        let here = served.token("official", &["--area", "371581"]);
        until(60, "the place", || (served.ask(&path, &here).status() == StatusCode::OK).then_some(()));
        let elsewhere = served.token("official", &["--area", "371502"]);
        assert_eq!(served.ask(&path, &elsewhere).status(), StatusCode::NOT_FOUND);
        let merchant = served.token("merchant", &["--merchant", CODE]);
        assert_eq!(served.ask(&path, &merchant).status(), StatusCode::FORBIDDEN);
        // The trail names the merchant.
        until(60, "the trail", || {
            let entries = served.trail(&format!("merchant={CODE}&limit=1000"));
            let action = "GET /registry/v1/merchants/{code}/history";
            entries.iter().any(|entry| entry["action"] == action).then_some(())
        });
    });
}

#[test]
fn who_carries_on_whom_is_told_on_both_sides_in_both_forms() {
    each_form(|installation| {
        let served = installation.serve();
        sent(&served, &json!({}));
        let merged = json!({
            "code": MERGED, "name": "示例小吃店", "status": "deregistered", "status_from": "2024-05-06",
            "succeeded_by": CODE, "succession_ground": "合并", "succeeded_on": "2024-05-01",
        });
        sent(&served, &merged);
        let path = |code: &str| format!("/registry/v1/merchants/{code}/history");
        let history = served.read(&path(MERGED));
        let heir = &history["successors"][0];
        let told = (&heir["code"], &heir["ground_zh"], &heir["on"]);
        assert_eq!(told, (&json!(CODE), &json!("合并"), &json!("2024-05-01")), "{history}");
        assert_eq!(spans(&history, "statuses", "value")[1], ("deregistered", Some("2024-05-06"), None), "{history}");
        let of_heir = || served.read(heir["href"].as_str().unwrap());
        let history = until(60, "the registrations are read", || {
            let history = of_heir();
            history["predecessors"].get(0).is_some().then_some(history)
        });
        let carried = &history["predecessors"][0];
        assert_eq!((&carried["code"], &carried["name"]), (&json!(MERGED), &json!("示例小吃店")), "{history}");
        assert_eq!(history["successors"], json!([]), "{history}");
        until(60, "the trail", || {
            let entries = served.trail(&format!("merchant={MERGED}&limit=1000"));
            let of_heir = |entry: &&Value| entry["target"].as_str().is_some_and(|target| target.contains(CODE));
            entries.iter().find(of_heir).map(|_| ())
        });
        let before = served.read(&format!("{}?as_of=2024-04-30", path(CODE)));
        assert_eq!(before["predecessors"], json!([]), "{before}");
        let found = served.read(&format!("/registry/v1/search?q={MERGED}"));
        assert_eq!(found["items"][0]["successors"][0]["code"], CODE, "{found}");
        // Half a succession is none.
        let half = json!({ "rows": [{
            "code": MERGED, "name": "示例小吃店", "kind": "enterprise", "area": "371502", "industry": "6210",
            "succeeded_by": CODE,
        }] });
        let (status, told) = served.post("/registry/v1/merchants", &half);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    });
}

#[test]
fn a_permit_that_ran_out_is_the_merchants_and_its_renewal_meets_it_in_both_forms() {
    each_form(|installation| {
        let served = installation.serve();
        sent(&served, &json!({}));
        let permit = |number: &str, from: &str, until: &str| {
            let row = json!({
                "code": CODE, "kind": "permit", "office": "东昌府区局", "document_no": number, "from": from, "until": until,
                "permit_name": "食品经营许可证",
            });
            let (status, told) = served.post("/registry/v1/standing", &json!({ "rows": [row] }));
            assert_eq!(status, StatusCode::OK, "{told}");
        };
        let official = served.token("official", &[]);
        let first = |query: &str| {
            let list = served.ask_maybe(&format!("/registry/v1/deadlines?clock=permit_expiry&{query}"), &official)?;
            list["items"].get(0).cloned()
        };
        permit("JY1", "2015-01-01", "2019-12-31");
        let overdue = until(60, "the time limit", || first("state=overdue&whose=merchant"));
        let told = (&overdue["last_on"], &overdue["tell_from"], &overdue["whose_zh"]);
        assert_eq!(told, (&json!("2019-12-31"), &json!("2019-12-01"), &json!("经营主体")), "{overdue}");
        assert_eq!(first("state=overdue&whose=office"), None, "no duty of the office");
        permit("JY2", "2019-12-31", "2099-12-30");
        let met = until(60, "the renewal", || first("state=met"));
        assert_eq!((&met["stopped_on"], &met["state_zh"]), (&json!("2019-12-31"), &json!("按期完成")), "{met}");
        assert_eq!(first("state=overdue"), None);
        let answer = served.get("/registry/v1/deadlines?whose=nobody", "official");
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    });
}
