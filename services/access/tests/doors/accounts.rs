//! What administrators do with accounts and departments.

use crate::house::{House, refusal, token_of};
use contracts::access::Role;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use testkit::each_backend;

/// Changes an account as somebody does who has just read it.
fn change(house: &House, path: &str, body: &Value) -> Response {
    let read = house.ask(Method::GET, path).bearer_auth(house.token(Role::Administrator)).send().unwrap();
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    put(house, path, Some(&tag), body)
}

fn put(house: &House, path: &str, tag: Option<&str>, body: &Value) -> Response {
    let ask = house.ask(Method::PUT, path).bearer_auth(house.token(Role::Administrator)).json(body);
    tag.into_iter().fold(ask, |ask, tag| ask.header("if-match", tag)).send().unwrap()
}

#[test]
fn what_does_not_fit_together_is_refused_with_its_field() {
    each_backend(|place| {
        let house = House::open(place);
        house.department("amr", "authority");
        let add = |sub: &str, kind: &str, terms: Value| {
            let refused = house.admin(Method::POST, "/accounts", &json!({ "sub": sub, "kind": kind, "terms": terms }));
            assert_eq!(refused.status(), 422);
            refused.json::<Value>().unwrap()["errors"][0]["field"].as_str().unwrap().to_owned()
        };
        let official = || json!({ "name": "李", "role": "official", "department": "amr" });
        let but = |name: &str, value: Value| {
            let mut terms = official();
            terms[name] = value;
            terms
        };
        assert_eq!(add("L", "user", official()), "sub");
        assert_eq!(add("-li", "user", official()), "sub");
        assert_eq!(add("11010519491231002x", "user", official()), "sub", "a person's identity number");
        assert_eq!(add("li", "user", but("name", json!(" "))), "name");
        assert_eq!(add("li", "user", but("department", json!("none"))), "department");
        assert_eq!(add("li", "user", json!({ "name": "李", "role": "official" })), "department");
        assert_eq!(add("li", "user", but("merchant", json!("91371500795315494U"))), "merchant");
        assert_eq!(add("li", "user", json!({ "name": "店", "role": "merchant" })), "merchant");
        assert_eq!(add("li", "user", json!({ "name": "审", "role": "auditor", "area": "371522" })), "area");
        assert_eq!(add("li", "user", json!({ "name": "服", "role": "service" })), "role");
        assert_eq!(add("li", "user", but("scopes", json!(["administer"]))), "scopes");
        house.account("li", "user", &official());
        let twice =
            house.admin(Method::POST, "/accounts", &json!({ "sub": "li", "kind": "user", "terms": official() }));
        assert_eq!(refusal(twice).1, "conflict");
    });
}

#[test]
fn an_account_that_may_less_loses_its_tokens_and_one_with_a_new_name_does_not() {
    each_backend(|place| {
        let house = House::open(place);
        let secret = house.bank("loans");
        let token = token_of(house.grant("loans", &secret));
        let path = "/access/v1/accounts/loans";
        let mut terms = json!({ "name": "新名", "role": "bank", "department": "loans-bank" });
        assert_eq!(change(&house, path, &terms).status(), 200);
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert!(house.counts(&token));
        terms["scopes"] = json!(["read_public"]);
        assert_eq!(change(&house, path, &terms).status(), 200);
        house.ends(&token);
        let less: Value = house.grant("loans", &secret).json().unwrap();
        assert_eq!(less["scope"], "read_public");
        let less = less["access_token"].as_str().unwrap();
        terms["active"] = json!(false);
        assert_eq!(change(&house, path, &terms).status(), 200);
        house.ends(less);
        assert_eq!(house.grant("loans", &secret).status(), 401);
        let acts = house.read("/accounts/loans/changes");
        let acts: Vec<&str> = acts.as_array().unwrap().iter().map(|one| one["act"].as_str().unwrap()).collect();
        assert_eq!(acts, ["changed", "changed", "changed", "secret_added", "made"]);
    });
}

#[test]
fn a_change_names_the_version_that_was_looked_at() {
    each_backend(|place| {
        let house = House::open(place);
        house.department("amr", "authority");
        let path = "/access/v1/departments/amr";
        let body = json!({ "name": "市场监管局", "kind": "authority", "active": true });
        assert_eq!(refusal(put(&house, path, None, &body)).1, "precondition_required");
        assert_eq!(refusal(put(&house, path, Some("\"abc\""), &body)).1, "precondition_failed");
        assert_eq!(refusal(put(&house, path, Some("nonsense"), &body)).1, "precondition_failed");
        assert_eq!(change(&house, path, &body).status(), 200);
        let read = house.ask(Method::GET, path).bearer_auth(house.token(Role::Administrator)).send().unwrap();
        let tag = read.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(put(&house, path, Some(&tag), &body).status(), 200);
        assert_eq!(put(&house, path, Some(&tag), &body).status(), 412, "another one was faster");
        assert_eq!(put(&house, path, Some("*"), &body).status(), 200);
    });
}

#[test]
fn a_department_that_ends_takes_its_accounts_with_it() {
    each_backend(|place| {
        let house = House::open(place);
        let secret = house.bank("loans");
        let token = token_of(house.grant("loans", &secret));
        let ended = json!({ "name": "银行", "kind": "bank", "active": false });
        assert_eq!(change(&house, "/access/v1/departments/loans-bank", &ended).status(), 200);
        house.ends(&token);
        assert_eq!(house.grant("loans", &secret).status(), 401);
    });
}

#[test]
fn accounts_are_listed_page_by_page_and_by_role() {
    each_backend(|place| {
        let house = House::open(place);
        for number in 0..5 {
            house.account(&format!("a{number}"), "user", &json!({ "name": "审", "role": "auditor" }));
        }
        house.account("b0", "user", &json!({ "name": "管", "role": "administrator" }));
        let subs = |page: &Value| {
            let items = page["items"].as_array().unwrap().iter();
            items.map(|one| one["sub"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let first = house.read("/accounts?role=auditor&limit=3");
        assert_eq!(subs(&first), ["a0", "a1", "a2"]);
        let next = first["next"].as_str().unwrap();
        let second = house.read(&format!("/accounts?role=auditor&limit=3&after={next}"));
        assert_eq!((subs(&second), &second["next"]), (vec!["a3".to_owned(), "a4".to_owned()], &Value::Null));
        let elsewhere = format!("/access/v1/accounts?limit=3&after={next}");
        let elsewhere = house.ask(Method::GET, &elsewhere).bearer_auth(house.token(Role::Administrator));
        assert_eq!(refusal(elsewhere.send().unwrap()).1, "cursor_invalid");
        assert_eq!(subs(&house.read("/accounts?role=administrator")), ["b0"]);
    });
}
