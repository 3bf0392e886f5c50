//! Every service as a process of its own, with a role of PostgreSQL that owns its schema and reaches no other.

use crate::city::settle;
use crate::scattered::{SERVICES, as_role, password, prepare};
use crate::{Installation, RESTAURANT, Served, small_city, until};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use domain::instant::Instant;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
    let installation = Installation::apart(&place);
    // As a job does that is tried again: it changes nothing.
    prepare(&place);
    let mut served = installation.serve();
    let official = served.token("official", &[]);
    for kind in ["penalties", "inspections", "merchants"] {
        served.import(kind, &small_city(&format!("{kind}.csv")), &["--history"]);
    }
    let class = |served: &Served| {
        let answer = served.ask_maybe(&format!("/rating/v1/lookups/{RESTAURANT}"), &official)?;
        Some(answer["rating"]["class"].clone())
    };
    let first = until(60, "a class", || class(&served).filter(Value::is_string));
    let explained = served.read(&format!("/rating/v1/merchants/{RESTAURANT}"));
    assert_eq!(explained["rating"]["class"], first);
    // What each service measures is read by whoever watches it, with an account.
    let watcher = served.token("service", &[]);
    let lines = ["fangxin_ready{} 1", "fangxin_feed_level{feed=\"violations\"} 1", "fangxin_rating_failing{} 0"];
    // A class may be served before everything is taken in.
    let metrics = until(60, "level feeds", || {
        let metrics = served.bare_of("rating", Method::GET, "/metrics").bearer_auth(&watcher);
        let metrics = metrics.send().unwrap().text().unwrap();
        lines.iter().all(|line| metrics.lines().any(|found| found == *line)).then_some(metrics)
    });
    assert!(metrics.contains("path=\"/rating/v1/lookups/{code}\",status=\"200\""), "{metrics}");
    assert_eq!(served.bare_of("rating", Method::GET, "/metrics").send().unwrap().status(), 401);
    // The violations are away: what is served is served on, and who needs them is told.
    served.end("violations");
    assert_eq!(class(&served), Some(first.clone()));
    let lag = served.status_of("rating");
    let feeds = lag["services"]["rating"]["feeds"].as_array().unwrap();
    let violations = feeds.iter().find(|feed| feed["feed"] == "violations").unwrap();
    assert_eq!(violations["is_level"], false, "{violations}");
    // The accounts are away: tokens are judged as before.
    served.end("access");
    assert_eq!(class(&served), Some(first));
    // Whoever comes back is found again.
    installation.serve_again("access", &mut served);
    installation.serve_again("violations", &mut served);
    settle(&served);
}

#[test]
fn what_is_revoked_ends_in_every_service_within_seconds() {
    let place = Place::postgres();
    let served = Installation::apart(&place).serve();
    let token = served.token("official", &[]);
    let asks = ["/registry/v1/merchants", "/violations/v1/penalties", "/rating/v1/summary"];
    let all = |wanted: u16| asks.iter().all(|path| served.ask(path, &token).status() == wanted);
    assert!(all(200));
    let administrator = served.token("administrator", &[]);
    let revoke = served.request_with(Method::POST, "/access/v1/revocations", &administrator);
    assert_eq!(revoke.json(&json!({ "sub": "test-official", "reason": "离职" })).send().unwrap().status(), 204);
    // Much sooner than the token itself runs out.
    until(60, "the end of the token", || all(401).then_some(()));
}

/// Number and trail of an entry, which nothing else has.
fn place(entry: &Value) -> (String, i64) {
    (entry["trail"].as_str().unwrap().to_owned(), entry["number"].as_i64().unwrap())
}

#[test]
fn all_trails_are_searched_at_one_address_and_who_is_away_is_named() {
    let place_of_all = Place::postgres();
    let mut served = Installation::apart(&place_of_all).serve();
    let (official, auditor) = (served.token("official", &[]), served.token("auditor", &[]));
    let asks =
        ["/registry/v1/merchants", "/violations/v1/penalties", "/rating/v1/summary", "/complaints/v1/complaints"];
    for path in asks.iter().cycle().take(22) {
        assert_eq!(served.ask(path, &official).status(), 200, "{path}");
    }
    let search = |served: &Served, query: &str| -> Value {
        let answer = served.ask(&format!("/audit/v1/entries?{query}"), &auditor);
        assert_eq!(answer.status(), 200, "{query}");
        answer.json().unwrap()
    };
    let items = |page: &Value| page["items"].as_array().unwrap().clone();
    let all = until(60, "all entries", || {
        Some(items(&search(&served, "who=test-official&limit=1000"))).filter(|found| found.len() == 22)
    });
    let trails: BTreeSet<String> = all.iter().map(|entry| place(entry).0).collect();
    assert_eq!(trails, BTreeSet::from(["registry", "violations", "rating", "complaints"].map(str::to_owned)));
    let times: Vec<Instant> = all.iter().map(|entry| Instant::parse(entry["at"].as_str().unwrap()).unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    // By pages it is the same, each entry once.
    for limit in [1, 3, 7, 22] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = search(&served, &format!("who=test-official&limit={limit}{after}"));
            assert!(items(&page).len() <= limit && page["away"] == json!([]), "{page}");
            seen.extend(items(&page));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, all, "{limit} a page");
    }
    // Each service has judged and entered the search by itself, with what it was for.
    let why = served.request_with(Method::GET, "/audit/v1/entries?limit=1", &auditor);
    assert_eq!(why.header("x-purpose", "%E6%A0%B8%E6%9F%A5").send().unwrap().status(), 200);
    until(60, "the searches", || {
        let searches = items(&search(&served, "who=test-auditor&action=audit&purpose=%E6%A0%B8%E6%9F%A5&limit=1000"));
        let by: BTreeSet<String> = searches.iter().map(|entry| place(entry).0).collect();
        (by == SERVICES.map(str::to_owned).into()).then_some(())
    });
    // Somebody else, whose refusal is not among what is searched here.
    let stranger = served.token_of("stranger", "official", &[]);
    assert_eq!(served.ask("/audit/v1/entries", &stranger).status(), 403);
    let strange = search(&served, "who=test-official&limit=3")["next"].as_str().unwrap().to_owned();
    assert_eq!(served.ask(&format!("/audit/v1/entries?after={strange}"), &auditor).status(), 400, "of another search");
    // Who is away is named, and the others are searched.
    served.end("violations");
    let page = search(&served, "who=test-official&limit=1000");
    assert_eq!((&page["away"], page["trails"].as_array().unwrap().len()), (&json!(["violations"]), SERVICES.len()));
    let rest: Vec<&Value> = all.iter().filter(|entry| entry["trail"] != "violations").collect();
    assert_eq!(items(&page).iter().collect::<Vec<_>>(), rest);
}
