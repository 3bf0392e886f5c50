//! What is sent again under its key counts once, whatever it is, also if the server was killed before it answered.

use crate::asked::Asked;
use crate::{RESTAURANT, Served, each_form, until};
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const VISITS: &str = "/inspections/v1/inspections";
const IMPORTS: &str = "/inspections/v1/imports";
const CLIENT: &str = "/access/v1/accounts/hangye/secrets";

/// How often the server is killed.
const ROUNDS: usize = 6;

/// One of the requests that are sent, by its number.
fn request(served: &Served, tokens: &Tokens, number: usize) -> Asked {
    let key = format!("key-{number}");
    let row = json!({ "code": RESTAURANT, "number": format!("V{number}"), "day": "2026-05-06", "result": "I01" });
    let request = match number % 3 {
        0 => served.request_with(Method::POST, VISITS, &tokens.official).json(&json!({ "rows": [row] })),
        1 => {
            let path = format!("{IMPORTS}?layout=inspections&name={number}.csv");
            let text = format!("code,number,day,result\n{RESTAURANT},F{number},2026-05-07,I01\n");
            served.request_with(Method::POST, &path, &tokens.official).body(text)
        }
        _ => served.request_with(Method::POST, CLIENT, &tokens.administrator).json(&json!({})),
    };
    request.header("Idempotency-Key", &key)
}

struct Tokens {
    official: String,
    administrator: String,
}

/// What an answer says, and whether it was given before.
fn told(answer: Response) -> (u16, bool, Value) {
    let replayed = answer.headers().contains_key("idempotency-replayed");
    (answer.status().as_u16(), replayed, answer.json().unwrap())
}

#[test]
fn what_is_sent_again_after_a_kill_counts_once() {
    each_form(|installation| {
        let first = installation.serve();
        let tokens = Tokens {
            official: first.token("official", &["--minutes", "60"]),
            administrator: first.token("administrator", &["--minutes", "60"]),
        };
        let terms = json!({ "name": "归集系统", "role": "service", "active": true });
        let account = json!({ "sub": "hangye", "kind": "client", "terms": terms });
        let made = first.request_with(Method::POST, "/access/v1/accounts", &tokens.administrator).json(&account);
        assert_eq!(made.send().unwrap().status(), 201, "{}", installation.form());
        drop(first);

        // What was answered, by number; the last may have been done and not answered.
        let mut answers: Vec<Value> = Vec::new();
        for _ in 0..ROUNDS {
            let served = installation.serve();
            // Killed by what it has answered and not by the clock, or a slow machine would answer too little.
            let (from, enough) = (answers.len(), fastrand::usize(4..16));
            let (answered, instant) = (AtomicUsize::new(0), Duration::from_millis(fastrand::u64(0..8)));
            let heard: Vec<Value> = std::thread::scope(|scope| {
                let (served, tokens, answered) = (&served, &tokens, &answered);
                let asking = scope.spawn(move || {
                    let mut heard = Vec::new();
                    for number in from.. {
                        let Ok(answer) = request(served, tokens, number).send() else { break };
                        let (status, _, body) = told(answer);
                        assert!((200..300).contains(&status), "{number}: {status} {body}");
                        heard.push(body);
                        answered.store(heard.len(), Ordering::Release);
                    }
                    heard
                });
                until(60, "enough answers", || (answered.load(Ordering::Acquire) >= enough).then_some(()));
                std::thread::sleep(instant);
                served.kill();
                asking.join().unwrap()
            });
            answers.extend(heard);
        }

        let served = installation.serve();
        let (status, _, body) = told(request(&served, &tokens, answers.len()).send().unwrap());
        assert!((200..300).contains(&status), "{}: {body}", installation.form());
        answers.push(body);
        assert!(answers.len() > 3 * ROUNDS, "{}: {} answers", installation.form(), answers.len());
        for (number, answer) in answers.iter().enumerate() {
            let (_, replayed, again) = told(request(&served, &tokens, number).send().unwrap());
            assert!(replayed && again == *answer, "{}: {number}: {again}, not {answer}", installation.form());
            if number % 3 == 0 {
                assert_eq!(
                    answer["rows"][0]["outcome"],
                    "new",
                    "{}: {number} was not there before",
                    installation.form()
                );
            }
        }
        let of = |kind: usize| answers.iter().skip(kind).step_by(3);
        let jobs = served.read(&format!("{IMPORTS}?limit=1000"))["items"].as_array().unwrap().len();
        assert_eq!(jobs, of(1).count(), "{}: each file once", installation.form());
        let secrets: Value = served.ask(CLIENT, &tokens.administrator).json().unwrap();
        assert_eq!(secrets.as_array().unwrap().len(), of(2).count(), "{}: each secret once", installation.form());
        let last = of(2).next_back().unwrap()["client_secret"].as_str().unwrap();
        let token = served.bare(Method::POST, "/access/v1/token").basic_auth("hangye", Some(last));
        let token = token.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(
            token.body("grant_type=client_credentials").send().unwrap().status(),
            200,
            "{}: the secret that was told holds",
            installation.form()
        );
        until(60, "the imports", || {
            let jobs = served.read(&format!("{IMPORTS}?limit=1000"));
            jobs["items"].as_array().unwrap().iter().all(|job| job["state"] == "done").then_some(())
        });
        let records = served.read(&format!("{VISITS}?limit=1000"))["items"].as_array().unwrap().clone();
        let keys: BTreeSet<&str> = records.iter().map(|record| record["key"].as_str().unwrap()).collect();
        assert_eq!(
            (records.len(), keys.len()),
            (of(0).count() + of(1).count(), records.len()),
            "{}",
            installation.form()
        );
        assert!(records.iter().all(|record| record["version"] == 1), "{}", installation.form());
        assert_eq!(served.stop().code(), Some(0));
    });
}
