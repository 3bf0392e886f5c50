//! Every service as a process of its own, with a role of PostgreSQL that owns its schema and reaches no other.

use crate::scattered::{Apart, SERVICES, as_role, password};
use crate::{RESTAURANT, until};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Place;

#[test]
fn a_role_reaches_its_own_schema_and_no_other() {
    let place = Place::postgres();
    let passwords = SERVICES.map(|service| (service, password(service)));
    let roles: Vec<db::Role<'_>> = passwords.iter().map(|(service, password)| db::Role { service, password }).collect();
    db::Role::make(place.location(), &roles).unwrap();
    for service in SERVICES {
        let mut conn = PgConnection::establish(&as_role(&place, service)).unwrap();
        conn.batch_execute(&format!("CREATE TABLE {service}.own (x INTEGER)")).unwrap();
    }
    for (own, other) in SERVICES.iter().zip(SERVICES.iter().cycle().skip(1)) {
        let mut conn = PgConnection::establish(&as_role(&place, own)).unwrap();
        conn.batch_execute(&format!("SELECT * FROM {own}.own")).unwrap();
        for statement in [
            format!("SELECT * FROM {other}.own"),
            format!("INSERT INTO {other}.own VALUES (1)"),
            format!("CREATE TABLE {other}.strange (x INTEGER)"),
            "CREATE TABLE public.strange (x INTEGER)".to_owned(),
            "CREATE SCHEMA strange".to_owned(),
            "CREATE ROLE strange".to_owned(),
        ] {
            let refused = conn.batch_execute(&statement).unwrap_err().to_string();
            assert!(refused.contains("permission denied"), "{own}: {statement}: {refused}");
        }
    }
}

#[test]
fn services_apart_rate_what_they_are_told_and_go_on_when_one_is_away() {
    let place = Place::postgres();
    let mut apart = Apart::start(&place);
    let official = apart.token("official", &[]);
    for (service, kind) in [("violations", "penalties"), ("inspections", "inspections"), ("registry", "merchants")] {
        apart.import(service, kind);
    }
    let lookup = format!("/v1/lookups/{RESTAURANT}");
    let class = |apart: &Apart<'_>| {
        let answer = apart.served["rating"].ask_maybe(&format!("/rating{lookup}"), &official)?;
        Some(answer["rating"]["class"].clone())
    };
    let first = until(60, "a class", || class(&apart).filter(Value::is_string));
    let explained = apart.get("rating", &format!("/v1/merchants/{RESTAURANT}"), &official);
    assert_eq!(explained["rating"]["class"], first);
    // What each service measures is read by whoever watches it, with an account.
    let watcher = apart.token("service", &[]);
    let lines = ["fangxin_ready{} 1", "fangxin_feed_level{feed=\"violations\"} 1", "fangxin_rating_failing{} 0"];
    // A class may be served before everything is taken in.
    let metrics = until(60, "level feeds", || {
        let metrics = apart.served["rating"].ask("/metrics", &watcher).text().unwrap();
        lines.iter().all(|line| metrics.lines().any(|found| found == *line)).then_some(metrics)
    });
    assert!(metrics.contains("path=\"/rating/v1/lookups/{code}\",status=\"200\""), "{metrics}");
    assert_eq!(apart.served["rating"].public("/metrics").status(), 401);
    // The violations are away: what is served is served on, and who needs them is told.
    drop(apart.served.remove("violations").unwrap());
    assert_eq!(class(&apart), Some(first.clone()));
    let lag = apart.served["rating"].public("/status").json::<Value>().unwrap();
    let feeds = lag["services"]["rating"]["feeds"].as_array().unwrap();
    let violations = feeds.iter().find(|feed| feed["feed"] == "violations").unwrap();
    assert_eq!(violations["is_level"], false, "{violations}");
    // The accounts are away: tokens are judged as before.
    drop(apart.served.remove("access").unwrap());
    assert_eq!(class(&apart), Some(first));
}

#[test]
fn what_is_revoked_ends_in_every_service_within_seconds() {
    let place = Place::postgres();
    let apart = Apart::start(&place);
    let token = apart.token("official", &[]);
    let asks = [("registry", "/v1/merchants"), ("violations", "/v1/penalties"), ("rating", "/v1/summary")];
    let all = |wanted: u16| {
        let status = |(service, path): &(&str, &str)| {
            apart.served[*service].ask(&format!("/{service}{path}"), &token).status().as_u16()
        };
        asks.iter().all(|ask| status(ask) == wanted)
    };
    assert!(all(200));
    let administrator = apart.token("administrator", &[]);
    let revoke = apart.served["access"].request_with(Method::POST, "/access/v1/revocations", &administrator);
    assert_eq!(revoke.json(&json!({ "sub": "test-official", "reason": "离职" })).send().unwrap().status(), 204);
    // Much sooner than the token itself runs out.
    until(60, "the end of the token", || all(401).then_some(()));
}
