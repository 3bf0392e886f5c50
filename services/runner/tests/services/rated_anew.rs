//! What is learnt of a merchant changes its class at once, and what is taken back changes it back.

use crate::{SampleCity, Served, each_form, until};
use serde_json::{Value, json};

/// A heavy penalty against a merchant.
pub(crate) fn penalty(code: &str) -> Value {
    json!({
        "cf_xdr_mc": "示例杂货店", "cf_xdr_shxym": code, "cf_wsh": "聊市监处罚〔2026〕900号",
        "cf_wfxw": "虚假宣传", "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "责令停产停业;罚款",
        "cf_nr": "责令停业整顿，罚款20万元", "cf_nr_fk": "20", "cf_jdrq": "2026-11-20",
        "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": "371500SJ", "grade": "从重", "severity": "严重",
        "published_on": "2026-11-22", "served_on": "2026-11-21",
    })
}

/// What is served of a merchant now, and the score that goes with it.
pub(crate) fn now(served: &Served, code: &str) -> (Value, Value) {
    let answer = served.read(&format!("/rating/v1/merchants/{code}"));
    assert_eq!(answer["served"]["held_by"], Value::Null, "{answer}");
    (answer["served"]["class"].clone(), answer["rating"]["score_milli"].clone())
}

/// The same as the list tells it.
fn listed(served: &Served, code: &str) -> (Value, Value) {
    let page = served.read(&format!("/rating/v1/merchants?text={code}"));
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    (page["items"][0]["class"].clone(), page["items"][0]["score_milli"].clone())
}

fn issued(served: &Served, code: &str) -> Vec<Value> {
    served.read(&format!("/rating/v1/merchants/{code}/history"))["issued"].as_array().unwrap().clone()
}

#[test]
fn a_penalty_changes_the_class_that_is_served_and_its_withdrawal_changes_it_back() {
    let city = SampleCity::of(120);
    let code = city.telling[0].to_string();
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let before = now(&served, &code);
        assert!(before.0 == "A" && listed(&served, &code) == before, "{before:?}");
        let known = issued(&served, &code);
        assert_eq!(known.last().unwrap()["class"], "A");

        let (status, receipt) = served.post("/violations/v1/penalties", &json!({ "rows": [penalty(&code)] }));
        assert!(status == 200 && receipt["rows"][0]["outcome"] == "new", "{receipt}");
        let sunk = until(60, "a new class", || Some(now(&served, &code)).filter(|(class, _)| *class != "A"));
        assert!(["C", "D"].iter().any(|class| sunk.0 == *class), "{sunk:?}");
        assert_eq!(listed(&served, &code), sunk);
        let record = served.read(&format!("/violations/v1/penalties?code={code}"))["items"][0].clone();
        let after = issued(&served, &code);
        assert_eq!((after.len(), &after[..known.len()]), (known.len() + 1, &known[..]));
        let last = after.last().unwrap();
        assert_eq!((&last["class"], &last["score_milli"]), (&sunk.0, &sunk.1));
        let (cause, key) = (&last["cause"], &record["key"]);
        assert_eq!((&cause["by"], &cause["key"]), (&json!("record"), key), "{last}");
        assert_eq!((&cause["feed"], &cause["act"]), (&json!("violations"), &record["act"]), "{last}");
        // The answer leads to the record that made it.
        let answer = served.read(&format!("/rating/v1/merchants/{code}"));
        assert_eq!(answer["records"][key.as_str().unwrap()], record["href"], "{answer}");

        let withdrawal = format!("{}/withdrawal", record["href"].as_str().unwrap());
        let (status, gone) = served.act(&withdrawal, None, &json!({ "reason": "录入有误" }));
        assert_eq!(status, 200, "{gone}");
        until(60, "the old class", || (now(&served, &code) == before).then_some(()));
        assert_eq!(listed(&served, &code), before);
        let back = issued(&served, &code);
        assert_eq!(back.len(), after.len() + 1);
        let cause = &back.last().unwrap()["cause"];
        assert_eq!((&cause["key"], &cause["act"]), (key, &json!("withdrawal")), "{cause}");
        assert_eq!(served.stop().code(), Some(0));
    });
}
