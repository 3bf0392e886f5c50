//! A bank asks by an authorisation that a merchant gave: for that merchant, for its time, and not a moment longer.

use crate::{GYM, RESTAURANT, Served, each_form, small_city, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// An account that an administrator makes, and a token that it gets for its secret.
fn bank(served: &Served, id: &str) -> String {
    let make = |path: &str, body: Value| -> Value {
        let made = served.request(Method::POST, &format!("/access/v1/{path}"), "administrator").json(&body).send();
        let made = made.unwrap();
        assert_eq!(made.status(), StatusCode::CREATED, "{path}");
        made.json().unwrap()
    };
    make("departments", json!({ "department_id": id, "name": "银行", "kind": "bank" }));
    let terms = json!({ "name": "信贷系统", "role": "bank", "department": id });
    make("accounts", json!({ "sub": format!("{id}-loans"), "kind": "client", "terms": terms }));
    let secret = make(&format!("accounts/{id}-loans/secrets"), json!({}));
    let granted = served
        .bare(Method::POST, "/access/v1/token")
        .basic_auth(format!("{id}-loans"), secret["client_secret"].as_str())
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials");
    let granted: Value = granted.send().unwrap().json().unwrap();
    granted["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_bank_looks_by_an_authorisation_until_the_merchant_takes_it_back() {
    each_form(|installation| {
        let served = installation.serve();
        for kind in ["penalties", "merchants"] {
            served.import(kind, &small_city(&format!("{kind}.csv")), &["--history"]);
        }
        let (bank_a, bank_b) = (bank(&served, "bank-a"), bank(&served, "bank-b"));
        let look = |token: &str, code: &str, number: i64| {
            let ask =
                |path: &str| served.ask(&format!("{path}/{code}?authorisation={number}"), token).status().as_u16();
            (ask("/rating/v1/lookups"), ask("/rating/v1/merchants"))
        };
        until(60, "ratings", || {
            (served.ask(&format!("/rating/v1/lookups/{RESTAURANT}"), &bank_a).status() == 200).then_some(())
        });
        let own = served.token("merchant", &["--merchant", RESTAURANT]);
        let wanted = json!({
            "grantee": "bank-a", "purpose": "credit_review", "groups": ["class"], "until": "2028-01-01",
        });
        let given = served.request_with(Method::POST, "/access/v1/authorisations", &own).json(&wanted).send().unwrap();
        let given: Value = given.json().unwrap();
        let number = given["authorisation_id"].as_i64().unwrap();
        assert_eq!(look(&bank_a, RESTAURANT, number), (200, 200));
        assert_eq!(look(&bank_a, GYM, number), (403, 403), "another merchant");
        assert_eq!(look(&bank_b, RESTAURANT, number), (403, 403), "another bank");
        assert_eq!(look(&bank_a, RESTAURANT, number + 1), (403, 403), "another authorisation");
        assert_eq!(look(&served.token("official", &[]), RESTAURANT, number), (403, 403), "nobody's but a bank's");
        // The trail says by which authorisation the bank looked, and a class that the table never opens stays hidden.
        let shown: Value =
            served.ask(&format!("/rating/v1/merchants/{RESTAURANT}?authorisation={number}"), &bank_a).json().unwrap();
        assert!(shown.get("rating").is_none() && shown.get("public").is_some(), "{shown}");
        let ground = format!("authorisation:{number}");
        until(60, "the entry", || {
            served.trail("who=bank-a-loans").iter().any(|entry| entry["ground"] == ground.as_str()).then_some(())
        });
        let back = served.request_with(Method::DELETE, &format!("/access/v1/authorisations/{number}"), &own).send();
        assert_eq!(back.unwrap().status(), 200);
        assert_eq!(look(&bank_a, RESTAURANT, number), (403, 403), "at once");
    });
}
