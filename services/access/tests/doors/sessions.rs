//! Persons: passwords, sessions, refresh tokens.

use crate::house::{House, refusal, token_of};
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use testkit::{Place, each_backend};

const PASSWORD: &str = "correct horse battery";

fn with_li(place: &Place) -> House {
    let house = House::open(place);
    house.department("amr", "authority");
    house.account("li", "user", &json!({ "name": "李某", "role": "official", "department": "amr", "area": "371522" }));
    let set = house.admin(Method::PUT, "/accounts/li/password", &json!({ "password": PASSWORD }));
    assert_eq!(set.status(), 204);
    house
}

fn log_in(house: &House, sub: &str, password: &str) -> Response {
    let body = json!({ "sub": sub, "password": password });
    house.ask(Method::POST, "/access/v1/sessions").json(&body).send().unwrap()
}

fn renew(house: &House, refresh: &str) -> Response {
    house.form(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).send().unwrap()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}

#[test]
fn a_person_logs_in_renews_and_logs_out() {
    each_backend(|place| {
        let house = with_li(place);
        let begun: Value = log_in(&house, "li", PASSWORD).json().unwrap();
        let first = text(&begun, "access_token");
        let me: Value = house.ask(Method::GET, "/access/v1/me").bearer_auth(&first).send().unwrap().json().unwrap();
        assert_eq!((&me["role"], &me["area"]), (&json!("official"), &json!("371522")));
        house.clock.turn(16 * 60);
        assert!(!house.counts(&first), "a token holds for a quarter of an hour");
        let renewed: Value = renew(&house, &text(&begun, "refresh_token")).json().unwrap();
        let second = text(&renewed, "access_token");
        assert!(house.counts(&second));
        let out = house.ask(Method::DELETE, "/access/v1/sessions/current").bearer_auth(&second).send().unwrap();
        assert_eq!(out.status(), 204);
        house.ends(&second);
        assert_eq!(renew(&house, &text(&renewed, "refresh_token")).status(), 400);
    });
}

#[test]
fn a_refresh_token_that_comes_twice_ends_the_session() {
    each_backend(|place| {
        let house = with_li(place);
        let begun: Value = log_in(&house, "li", PASSWORD).json().unwrap();
        let renewed: Value = renew(&house, &text(&begun, "refresh_token")).json().unwrap();
        let (token, next) = (text(&renewed, "access_token"), text(&renewed, "refresh_token"));
        let other = token_of(log_in(&house, "li", PASSWORD));
        let stolen = refusal(renew(&house, &text(&begun, "refresh_token")));
        assert_eq!(stolen, (400, "invalid_grant".to_owned(), Some("invalid_grant".to_owned())));
        assert_eq!(renew(&house, &next).status(), 400, "nor does the one that was not stolen");
        house.ends(&token);
        assert!(house.counts(&other), "another session goes on");
    });
}

#[test]
fn a_session_lasts_twelve_hours() {
    each_backend(|place| {
        let house = with_li(place);
        let begun: Value = log_in(&house, "li", PASSWORD).json().unwrap();
        house.clock.turn(12 * 60 * 60 - 1);
        let renewed: Value = renew(&house, &text(&begun, "refresh_token")).json().unwrap();
        house.clock.turn(1);
        assert_eq!(renew(&house, &text(&renewed, "refresh_token")).status(), 400);
    });
}

#[test]
fn wrong_passwords_must_wait_and_tell_nobody_who_there_is() {
    each_backend(|place| {
        let house = with_li(place);
        house.account("wang", "user", &json!({ "name": "王某", "role": "auditor" }));
        let wrong = |sub: &str| refusal(log_in(&house, sub, "wrong"));
        // Who there is not, who has no password and who has one are refused alike.
        for sub in ["nobody", "wang", "li"] {
            for _ in 0..5 {
                assert_eq!(wrong(sub), (401, "invalid_credentials".to_owned(), None), "{sub}");
            }
            assert_eq!(wrong(sub).1, "rate_limited", "{sub}");
        }
        let right = log_in(&house, "li", PASSWORD);
        assert_eq!(right.status(), 429);
        let seconds: i64 = right.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert_eq!(seconds, 31);
        house.clock.turn(seconds);
        assert_eq!(log_in(&house, "li", PASSWORD).status(), 200, "and all is forgotten");
        assert_eq!(wrong("li").1, "invalid_credentials");
    });
}

#[test]
fn a_new_password_ends_what_the_old_one_began() {
    each_backend(|place| {
        let house = with_li(place);
        let begun: Value = log_in(&house, "li", PASSWORD).json().unwrap();
        let token = text(&begun, "access_token");
        let change = |old: &str, new: &str| {
            let body = json!({ "old": old, "new": new });
            house.ask(Method::PUT, "/access/v1/me/password").bearer_auth(&token).json(&body).send().unwrap()
        };
        assert_eq!(refusal(change("wrong", "another horse battery")).0, 422);
        assert_eq!(refusal(change(PASSWORD, "short")).0, 422);
        assert_eq!(change(PASSWORD, "another horse battery").status(), 204);
        house.ends(&token);
        assert_eq!(renew(&house, &text(&begun, "refresh_token")).status(), 400);
        assert_eq!(log_in(&house, "li", PASSWORD).status(), 401);
        assert!(house.counts(&token_of(log_in(&house, "li", "another horse battery"))));
    });
}
