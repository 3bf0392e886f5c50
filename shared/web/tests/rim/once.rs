//! A request that its caller has named counts once, whatever it is and however the key is written.

use crate::house::{House, problem};
use contracts::problem::Code;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use web::{Asked, Fault, Kept, Receipts, Told};

/// Receipts in memory.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<(String, String), (Asked, Kept)>>);

impl Receipts for Memory {
    fn once(&self, asked: &Asked, work: &mut dyn FnMut() -> Result<Kept, Fault>) -> Result<Told, Fault> {
        let mut known = self.0.lock().unwrap();
        let own = (asked.account.clone(), asked.key.clone());
        match known.get(&own) {
            Some((before, kept)) if before == asked => Ok(Told { kept: kept.clone(), replayed: true }),
            Some(_) => Err(Fault::new(Code::IdempotencyMismatch)),
            None => {
                let kept = work()?;
                known.insert(own, (asked.clone(), kept.clone()));
                Ok(Told { kept, replayed: false })
            }
        }
    }
}

const COUNTED: &str = "/notes/v1/counted";

fn send(house: &House, path: &str, key: Option<&str>, body: &Value) -> Response {
    let request = house.ask(Method::POST, path).json(body);
    match key {
        Some(key) => request.header("Idempotency-Key", key).send().unwrap(),
        None => request.send().unwrap(),
    }
}

/// Status, place, whether it was given before, and what is told.
fn told(answer: Response) -> (u16, Option<String>, bool, Value) {
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (location, replayed) = (header("location"), header("idempotency-replayed"));
    assert!(replayed.as_deref().is_none_or(|said| said == "true"));
    (answer.status().as_u16(), location, replayed.is_some(), answer.json().unwrap())
}

#[test]
fn status_headers_and_body_come_again() {
    let house = House::open();
    let body = json!({ "what": "a" });
    let first = told(send(&house, COUNTED, Some("one"), &body));
    assert_eq!((first.0, first.1.as_deref(), first.2), (201, Some("/notes/v1/counted/1"), false));
    let again = told(send(&house, COUNTED, Some("\"one\""), &body));
    assert_eq!(again, (first.0, first.1, true, first.3), "bare or as the string of a structured field");
    let another = told(send(&house, COUNTED, Some("two"), &body));
    assert_eq!((another.2, &another.3["number"]), (false, &json!(2)));
    for number in 3..5 {
        assert_eq!(told(send(&house, COUNTED, None, &body)).3["number"], number, "without a key each counts");
    }
}

#[test]
fn another_body_query_or_path_is_another_request() {
    let house = House::open();
    let body = json!({ "what": "a" });
    assert_eq!(send(&house, COUNTED, Some("k"), &body).status(), 201);
    let others = [
        (COUNTED.to_owned(), json!({ "what": "b" })),
        (format!("{COUNTED}?loud=true"), body.clone()),
        (format!("{COUNTED}/again"), body.clone()),
    ];
    for (path, body) in others {
        assert_eq!(problem(send(&house, &path, Some("k"), &body)).code, Code::IdempotencyMismatch, "{path} {body}");
    }
    // The same body in another coding is the same.
    let packed = zstd::encode_all(serde_json::to_vec(&body).unwrap().as_slice(), 3).unwrap();
    let request = house.ask(Method::POST, COUNTED).header("Idempotency-Key", "k");
    let request = request.header("content-type", "application/json").header("content-encoding", "zstd");
    assert!(told(request.body(packed).send().unwrap()).2);
}

#[test]
fn what_is_refused_is_not_remembered() {
    let house = House::open();
    let refused = send(&house, COUNTED, Some("k"), &json!({ "what": "" }));
    assert_eq!(problem(refused).code, Code::Conflict);
    assert_eq!(told(send(&house, COUNTED, Some("k"), &json!({ "what": "a" }))).0, 201);
}

#[test]
fn a_key_that_is_none_is_told() {
    let house = House::open();
    for key in ["", "\"\"", "two words", "a\"b", &"x".repeat(256)] {
        let problem = problem(send(&house, COUNTED, Some(key), &json!({ "what": "a" })));
        assert_eq!((problem.code, problem.errors[0].field.as_str()), (Code::InvalidHeader, "Idempotency-Key"), "{key}");
    }
    let twice = house.ask(Method::POST, COUNTED).header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    assert_eq!(problem(twice.json(&json!({ "what": "a" })).send().unwrap()).code, Code::InvalidHeader);
}
