//! A record that was wrong is taken back because its merchant objected, and everybody who had received it is told.

use crate::walk::Ahead;
use crate::{SampleCity, Served, each_form, until};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use web::token::Grant;

const BUREAU: &str = "371500SJ";

/// A heavy penalty against a merchant.
fn penalty(code: &str, number: &str) -> Value {
    json!({
        "cf_xdr_mc": "示例杂货店", "cf_xdr_shxym": code, "cf_wsh": number,
        "cf_wfxw": "虚假宣传", "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "责令停产停业;罚款",
        "cf_nr": "责令停业整顿，罚款20万元", "cf_nr_fk": "20", "cf_jdrq": "2026-11-20",
        "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": BUREAU, "grade": "从重", "severity": "严重",
        "published_on": "2026-11-22", "served_on": "2026-11-21",
    })
}

fn class(served: &Served, code: &str) -> Value {
    served.read(&format!("/rating/v1/merchants/{code}"))["served"]["class"].clone()
}

#[track_caller]
fn posted(served: &Served, token: &str, path: &str, body: &Value) -> Value {
    let answer = served.request_with(Method::POST, path, token).json(body).send().unwrap();
    let (status, told) = (answer.status(), answer.json::<Value>().unwrap());
    assert!(status.is_success(), "{path}: {told}");
    told
}

#[track_caller]
fn asked(served: &Served, token: &str, path: &str) -> Value {
    let answer = served.ask(path, token);
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().unwrap()
}

fn corrections(served: &Served, token: &str) -> Vec<Value> {
    asked(served, token, "/repair/v1/corrections")["items"].as_array().unwrap().clone()
}

#[test]
fn whoever_received_a_penalty_that_was_wrong_is_told_that_it_was_taken_back() {
    let city = SampleCity::of(120);
    let code = city.telling[0].to_string();
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        city.import(&served);
        let before = class(&served, &code);
        let rows = json!({ "rows": [penalty(&code, "更-1"), penalty(&code, "更-2")] });
        let (status, receipt) = served.post("/violations/v1/penalties", &rows);
        assert!(status == 200 && receipt["rows"][0]["outcome"] == "new", "{form}: {receipt}");
        let sunk = until(60, "a new class", || Some(class(&served, &code)).filter(|class| *class != before));
        let records = served.read(&format!("/violations/v1/penalties?code={code}"))["items"].clone();
        let of = |number: &str| {
            let mut all = records.as_array().unwrap().iter();
            all.find(|one| one["content"]["decision_no"] == number).unwrap()["key"].as_str().unwrap().to_owned()
        };
        let (wrong, right) = (of("更-1"), of("更-2"));

        // One bank reads the penalty, another one the other penalty of the merchant, a third one nothing; others take the
        // list, and what is public with a rating.
        let of = |name: &str, role: Role, department: &str| {
            let grant = Grant { department: Some(department.to_owned()), ..Grant::of_role(name, "某", role) };
            served.accounts(Arc::new(Ahead(0)), "fangxin").issue(grant, 900).unwrap()
        };
        let bank = |name: &str| of(name, Role::Bank, &name.to_uppercase());
        let [first, second, third] = ["bank-a", "bank-b", "bank-c"].map(bank);
        let [lister, rater, totaller] = ["bank-d", "bank-e", "bank-f"].map(bank);
        let shown = |key: &str| format!("/violations/v1/displays/{code}/{}", key.replace('/', "%2F"));
        asked(&served, &first, &shown(&wrong));
        asked(&served, &second, &shown(&right));
        let listed = asked(&served, &lister, &format!("/violations/v1/displays?code={code}"));
        assert!(listed.to_string().contains("更-1"), "{form}: {listed}");
        asked(&served, &rater, &format!("/rating/v1/merchants/{code}"));
        asked(&served, &totaller, &format!("/complaints/v1/published/{code}"));

        let shop = served.token_of("shop", "merchant", &["--merchant", &code]);
        let official = |name: &str| of(name, Role::Official, BUREAU);
        let (wang, li) = (official("wang"), official("li"));
        let object = |key: &str| {
            let new = json!({
                "procedure": "objection", "about": [{ "kind": "penalty", "key": key }],
                "stated": { "grounds": "当事人不是本店" },
            });
            posted(&served, &shop, "/repair/v1/cases", &new)
        };
        let case = object(&wrong);
        let steps = format!("/repair/v1/cases/{}/steps", case["case_no"]);
        posted(
            &served,
            &wang,
            &steps,
            &json!({ "step": "propose", "expected": 1, "stated": { "opinion": "确有错误" } }),
        );
        let uphold = |correction: Value| json!({ "step": "uphold", "expected": 2, "stated": correction });
        let bare = served.request_with(Method::POST, &steps, &li).json(&uphold(json!({}))).send().unwrap();
        assert_eq!(bare.status(), 422, "{form}: whoever upholds says what becomes of the record");
        assert_eq!(bare.json::<Value>().unwrap()["errors"][0]["field"], "stated.correction");
        posted(&served, &li, &steps, &uphold(json!({ "correction": { "withdraw": true } })));

        // The record is gone, everywhere; of the other one the class stays down.
        until(60, "the correction", || (!corrections(&served, &li).is_empty()).then_some(()));
        let record = served.read(&format!("/violations/v1/penalties/{code}/{}", wrong.replace('/', "%2F")));
        assert_eq!(record["content"]["withdrawn"], true, "{form}: {record}");
        assert_eq!(record["actor"], "house:repair", "{record}");
        assert_eq!(served.ask(&shown(&wrong), &first).status(), 404, "{form}");
        until(60, "a rating without it", || {
            let told = served.read(&format!("/rating/v1/merchants/{code}"))["records"].to_string();
            (!told.contains(&wrong) && told.contains(&right)).then_some(())
        });
        assert_eq!(class(&served, &code), sunk);
        // A source that sends it again undoes nothing.
        served.post("/violations/v1/penalties", &json!({ "rows": [penalty(&code, "更-1")] }));
        let record = served.read(&format!("/violations/v1/penalties/{code}/{}", wrong.replace('/', "%2F")));
        assert_eq!(record["content"]["withdrawn"], true, "{form}: {record}");

        let told = corrections(&served, &first);
        assert_eq!(
            (told.len(), &told[0]["key"], &told[0]["became"]),
            (1, &json!(wrong), &json!("withdrawn")),
            "{form}"
        );
        assert_eq!([&second, &third, &totaller].map(|bank| corrections(&served, bank).len()), [0, 0, 0], "{form}");
        assert_eq!([&lister, &rater].map(|bank| corrections(&served, bank).len()), [1, 1], "{form}");
        let path = format!("/repair/v1/cases/{}/recipients", case["case_no"]);
        let received = asked(&served, &li, &path)["items"][0].clone();
        let banks: Vec<&Value> =
            received["recipients"].as_array().unwrap().iter().filter(|one| one["role"] == "bank").collect();
        assert_eq!(banks.len(), 3, "{form}: {received}");
        assert_eq!((&banks[0]["account"], &banks[0]["department"]), (&json!("bank-a"), &json!("BANK-A")), "{received}");
        assert_eq!(banks[0]["operation"], "GET /violations/v1/displays/{code}/{key}", "{received}");
        assert!(!asked(&served, &shop, &path).to_string().contains("bank-a"), "{form}: no accounts to merchants");

        // The other one is taken back as well, and the class is what it was.
        let case = object(&right);
        let steps = format!("/repair/v1/cases/{}/steps", case["case_no"]);
        posted(
            &served,
            &wang,
            &steps,
            &json!({ "step": "propose", "expected": 1, "stated": { "opinion": "确有错误" } }),
        );
        posted(&served, &li, &steps, &uphold(json!({ "correction": { "withdraw": true } })));
        until(60, "the old class", || (class(&served, &code) == before).then_some(()));
        until(60, "the second correction", || (corrections(&served, &second).len() == 1).then_some(()));
        assert_eq!([&first, &lister, &rater].map(|bank| corrections(&served, bank).len()), [1, 2, 2], "{form}");
        assert_eq!(served.stop().code(), Some(0));
    });
}
