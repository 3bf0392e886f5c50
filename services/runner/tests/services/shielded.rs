//! A plan of reorganisation shields a penalty through the whole house: off display, out of the class that is served, and back
//! when the plan has failed. Neither form of an installation needs more than the decision.

use crate::rated_anew::{now, penalty};
use crate::walk::Ahead;
use crate::{SampleCity, Served, each_form, until};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use web::token::Grant;

const OFFICE: &str = "371500SJ";
const UNSETTLED: [&str; 1] = ["procedures.shield@2025-12-25"];

/// Whoever acts for a merchant, and two officials of the office that decided.
struct People {
    shop: String,
    proposer: String,
    decider: String,
}

impl People {
    fn of(served: &Served, code: &str) -> Self {
        let shop = served.token("merchant", &["--merchant", code]);
        Self { shop, proposer: Self::official(served, "wang"), decider: Self::official(served, "li") }
    }

    fn official(served: &Served, name: &str) -> String {
        let grant = Grant { department: Some(OFFICE.to_owned()), ..Grant::of_role(name, "某", Role::Official) };
        served.accounts(Arc::new(Ahead(0)), "fangxin").issue(grant, 900).unwrap()
    }
}

fn sent(served: &Served, token: &str, path: &str, body: &Value) -> Value {
    let answer = served.request_with(Method::POST, path, token).json(body).send().unwrap();
    let status = answer.status().as_u16();
    let told: Value = answer.json().unwrap();
    assert!((200..300).contains(&status), "{path}: {status} {told}");
    told
}

fn step(served: &Served, token: &str, case: &Value, step: &str, stated: &Value) {
    let path = format!("/repair/v1/cases/{}", case["case_no"]);
    let steps = served.read(&path)["steps"].clone();
    let body = json!({ "step": step, "expected": steps, "stated": stated, "accept": UNSETTLED });
    sent(served, token, &format!("{path}/steps"), &body);
}

#[test]
fn the_class_that_is_served_follows_a_shield_and_its_lifting() {
    let city = SampleCity::of(120);
    let code = city.telling[0].to_string();
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let before = now(&served, &code);
        let (status, receipt) = served.post("/violations/v1/penalties", &json!({ "rows": [penalty(&code)] }));
        assert!(status == 200 && receipt["rows"][0]["outcome"] == "new", "{receipt}");
        let sunk = until(60, "a new class", || Some(now(&served, &code)).filter(|told| told.0 != before.0));
        let record = served.read(&format!("/violations/v1/penalties?code={code}"))["items"][0].clone();
        let (key, href) = (record["key"].clone(), record["href"].as_str().unwrap().to_owned());
        let displayed = || served.read(&format!("{href}/display"));
        assert_eq!(displayed()["on_display"], true);

        let people = People::of(&served, &code);
        let today = displayed()["day"].clone();
        let upload = served.request_with(Method::POST, "/repair/v1/papers?name=ruling.pdf", &people.shop);
        let upload = upload.header("content-type", "application/octet-stream").body("%PDF-1.7 ruling");
        let paper: Value = upload.send().unwrap().json().unwrap();
        let applied = json!({
            "items": [{ "kind": "penalty", "key": key, "procedure": "shield" }], "stated": { "application": "申请" },
            "papers": [{ "need": "court_ruling", "digest": paper["digest"] }], "accept": UNSETTLED,
        });
        let told = sent(&served, &people.shop, "/repair/v1/applications", &applied);
        let case = told["items"][0].clone();
        assert_eq!(case["stage"], "filed", "{told}");
        step(&served, &people.proposer, &case, "accept", &json!({}));
        let ruled = json!({ "opinion": "裁定已核实", "ruling_verified": true, "ruled_on": today });
        step(&served, &people.proposer, &case, "propose", &ruled);
        assert_eq!(now(&served, &code), sunk, "nothing is shielded before the decision");
        step(&served, &people.decider, &case, "approve", &json!({}));

        until(60, "the class without it", || (now(&served, &code).0 == before.0).then_some(()));
        let hidden = displayed();
        assert_eq!((&hidden["on_display"], &hidden["stopped"]["why"]), (&json!(false), &json!("shielded")), "{hidden}");
        let rating = served.read(&format!("/rating/v1/merchants/{code}"));
        assert!(!rating["public"]["penalties"].to_string().contains("900号"), "{rating}");

        step(
            &served,
            &people.proposer,
            &case,
            "propose_restoration",
            &json!({ "facts": "计划失败", "plan_failed": true }),
        );
        step(&served, &people.decider, &case, "fail", &json!({ "decision": "恢复公示" }));
        until(60, "the class with it", || (now(&served, &code).0 == sunk.0).then_some(()));
        assert_eq!(displayed()["on_display"], true, "{}", installation.form());
        assert_eq!(served.stop().code(), Some(0));
    });
}
