//! Who may come in: tokens that are absent, false, foreign, old or too weak.

use crate::house::{House, INSTALLATION, problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::Role;
use contracts::problem::Code;
use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::Method;
use serde_json::{Value, json};
use web::token::{Grant, Issuer};

const NOTES: &str = "/notes/v1/notes";

#[track_caller]
fn refused(house: &House, token: &str, code: Code) {
    let response = house.bare(Method::GET, NOTES).bearer_auth(token).send().unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.starts_with("Bearer ") && challenge.contains("invalid_token"), "{challenge}");
    assert_eq!(problem(response).code, code);
}

/// A token with this header and these changes to its claims, signed with this key.
fn forged(house: &House, header: Value, change: impl FnOnce(&mut Value), key: &SigningKey) -> String {
    let token = house.token(Role::Official);
    let mut claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap();
    change(&mut claims);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(&claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).to_bytes());
    format!("{message}.{signature}")
}

fn kid(house: &House) -> String {
    let header = house.token(Role::Official).split('.').next().unwrap().to_owned();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

fn right_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

#[test]
fn without_a_token_nobody_comes_in() {
    let house = House::open();
    for header in [None, Some("Basic dTpw"), Some("Bearer"), Some("Bearer  ")] {
        let request = house.bare(Method::GET, NOTES);
        let request = header.into_iter().fold(request, |request, value| request.header("authorization", value));
        let response = request.send().unwrap();
        assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="fangxin""#);
        assert_eq!(problem(response).code, Code::Unauthenticated, "{header:?}");
    }
}

#[test]
fn a_token_with_the_scope_comes_in() {
    let house = House::open();
    assert_eq!(house.get(NOTES).status(), 200);
    assert_eq!(
        house
            .bare(Method::GET, NOTES)
            .header("authorization", format!("bearer {}", house.token(Role::Official)))
            .send()
            .unwrap()
            .status(),
        200
    );
}

#[test]
fn changed_tokens_are_refused() {
    let house = House::open();
    let token = house.token(Role::Bank);
    let parts: Vec<&str> = token.split('.').collect();
    let raised = forged(&house, json!({}), |claims| claims["role"] = json!("official"), &right_key());
    let claims = raised.split('.').nth(1).unwrap();
    refused(&house, &format!("{}.{claims}.{}", parts[0], parts[2]), Code::TokenInvalid);
    let other = house.token(Role::Auditor);
    refused(&house, &format!("{}.{}.{}", parts[0], parts[1], other.split('.').nth(2).unwrap()), Code::TokenInvalid);
    for text in ["x", "a.b", "a.b.c", &format!("{token}."), &"a".repeat(20_000)] {
        refused(&house, text, Code::TokenInvalid);
    }
}

#[test]
fn only_ed25519_counts() {
    let house = House::open();
    let kid = kid(&house);
    let right = json!({"alg": "EdDSA", "typ": "JWT", "kid": kid});
    let token = forged(&house, right.clone(), |_| (), &right_key());
    assert_eq!(house.bare(Method::GET, NOTES).bearer_auth(&token).send().unwrap().status(), 200);
    for algorithm in ["none", "None", "HS256", "RS256", "ES256"] {
        let token = forged(&house, json!({"alg": algorithm, "typ": "JWT", "kid": kid}), |_| (), &right_key());
        refused(&house, &token, Code::TokenInvalid);
        refused(&house, &format!("{}.", token.rsplit_once('.').unwrap().0), Code::TokenInvalid);
    }
    refused(&house, &forged(&house, right, |_| (), &SigningKey::from_bytes(&[9; 32])), Code::TokenInvalid);
}

#[test]
fn keys_are_named_and_several_may_hold() {
    let house = House::open();
    let nameless = json!({"alg": "EdDSA", "typ": "JWT"});
    refused(&house, &forged(&house, nameless, |_| (), &right_key()), Code::TokenInvalid);
    let older = Issuer::new(&SigningKey::from_bytes(&[2; 32]), INSTALLATION, house.clock.clone());
    let token = older.issue(Grant::of_role("u-1", "李某", Role::Official)).unwrap();
    assert_eq!(house.bare(Method::GET, NOTES).bearer_auth(token).send().unwrap().status(), 200);
    let stranger = Issuer::new(&SigningKey::from_bytes(&[3; 32]), INSTALLATION, house.clock.clone());
    let token = stranger.issue(Grant::of_role("u-1", "李某", Role::Official)).unwrap();
    refused(&house, &token, Code::TokenInvalid);
    let keys: Value = house.bare(Method::GET, "/.well-known/jwks.json").send().unwrap().json().unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert_eq!(keys["keys"][0]["kid"], kid(&house));
}

#[test]
fn tokens_of_another_installation_are_refused() {
    let house = House::open();
    let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": kid(&house)});
    for claim in ["aud", "iss"] {
        let token = forged(&house, header.clone(), |claims| claims[claim] = json!("jinan"), &right_key());
        refused(&house, &token, Code::TokenInvalid);
    }
    let remove = |claims: &mut Value| drop(claims.as_object_mut().unwrap().remove("aud"));
    refused(&house, &forged(&house, header, remove, &right_key()), Code::TokenInvalid);
}

#[test]
fn a_token_ends_in_time_though_it_has_been_seen_before() {
    let house = House::open();
    let token = house.token(Role::Official);
    let ask = || house.bare(Method::GET, NOTES).bearer_auth(&token).send().unwrap().status();
    assert_eq!(ask(), 200);
    house.clock.forward(15 * 60 - 1);
    assert_eq!(ask(), 200);
    house.clock.forward(6);
    refused(&house, &token, Code::TokenExpired);
    house.clock.forward(-3600);
    refused(&house, &token, Code::TokenInvalid);
}

#[test]
fn a_scope_that_lacks_is_named() {
    let house = House::open();
    let response = house.bare(Method::GET, NOTES).bearer_auth(house.token(Role::Bank)).send().unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains(r#"error="insufficient_scope", scope="read_records""#), "{challenge}");
    let problem = problem(response);
    assert_eq!((problem.code, problem.detail_zh.as_deref()), (Code::Forbidden, Some("需要权限：查看记录")));
}

#[test]
fn one_of_several_scopes_is_enough() {
    let house = House::open();
    let ask =
        |role| house.bare(Method::DELETE, "/notes/v1/notes/1").bearer_auth(house.token(role)).send().unwrap().status();
    assert_eq!(ask(Role::Official), 204);
    assert_eq!(ask(Role::Administrator), 204);
    assert_eq!(ask(Role::Bank), 403);
}

#[test]
fn what_is_public_asks_for_nothing() {
    let house = House::open();
    let response = house.bare(Method::GET, "/notes/v1/hello").send().unwrap();
    assert_eq!(response.json::<String>().unwrap(), "你好");
}
