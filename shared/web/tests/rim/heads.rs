//! Heads of requests that nobody can read, or that are too large: a problem too, whoever finds it.

use crate::house::{House, problem};
use contracts::problem::{Code, Problem};
use reqwest::Method;
use std::time::Duration;

/// The problem of an answer as bytes, after its head has been checked.
#[track_caller]
fn told(answer: &str) -> Problem {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    let header = |name: &str| {
        let line = head.split("\r\n").find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name}: {head}")).split_once(": ").unwrap().1.to_owned()
    };
    let problem: Problem = serde_json::from_str(body).unwrap();
    assert!(head.starts_with(&format!("HTTP/1.1 {} ", problem.status)), "{head}");
    assert_eq!(header("content-type"), "application/problem+json");
    assert_eq!(header("content-length"), body.len().to_string());
    assert_eq!(header("connection"), "close");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(problem.request_id, Some(header("x-request-id")));
    problem
}

#[test]
fn a_head_that_is_not_http_is_a_problem() {
    let house = House::open();
    for head in [
        "GET /livez HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /livez HTTP/9.9\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /notes/v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST /notes/v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        "GET /livez HTTP/1.1\r\nHost: x\r\nna me: x\r\n\r\n",
        "POST /notes/v1/raw HTTP/1.0\r\nHost: x\r\n\r\n",
    ] {
        assert_eq!(told(&house.raw(head.as_bytes())).code, Code::MalformedRequest, "{head}");
    }
}

#[test]
fn what_follows_a_good_request_is_told_behind_its_answer() {
    let house = House::open();
    let both = house.raw(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n");
    let (first, second) = both.split_once(r#"{"status":"alive"}"#).unwrap_or_else(|| panic!("{both}"));
    assert!(first.starts_with("HTTP/1.1 200 "), "{first}");
    assert_eq!(told(second).code, Code::MalformedRequest);
}

#[test]
fn more_headers_than_the_library_takes_are_a_problem() {
    let house = House::open();
    let head = |count: usize| {
        let more: String = (0..count).map(|number| format!("x-{number}: y\r\n")).collect();
        format!("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n")
    };
    assert!(house.raw(head(62).as_bytes()).starts_with("HTTP/1.1 200 "));
    // Found at our door, then by the library.
    for count in [63, 94, 95, 1_000] {
        let problem = told(&house.raw(head(count).as_bytes()));
        assert_eq!(problem.code, Code::HeadersTooLarge, "{count}");
        assert_eq!(problem.instance.is_some(), count <= 94, "{count}");
        assert!(problem.detail_zh.is_some());
    }
}

#[test]
fn long_headers_and_addresses_are_refused_by_their_length() {
    let house = House::open_with(|options| {
        options.limits.uri = 100;
        options.limits.header_bytes = 2_000;
    });
    let path = |length: usize| format!("/livez?{}", "x".repeat(length - "/livez?".len()));
    assert_eq!(house.bare(Method::GET, &path(100)).send().unwrap().status(), 200);
    let long = problem(house.bare(Method::GET, &path(101)).send().unwrap());
    assert_eq!((long.code, long.detail.as_deref()), (Code::UriTooLong, Some("at most 100 bytes")));
    let ask = |length: usize| house.bare(Method::GET, "/livez").header("x-long", "y".repeat(length)).send().unwrap();
    assert_eq!(ask(1_800).status(), 200);
    let long = problem(ask(2_000));
    assert_eq!((long.code, long.detail.as_deref()), (Code::HeadersTooLarge, Some("at most 2000 bytes")));
}

#[test]
fn a_head_that_does_not_end_is_a_problem() {
    let house = House::open_with(|options| options.head_patience = Duration::from_millis(100));
    assert_eq!(told(&house.raw(b"GET /livez HTTP/1.1\r\nHost:")).code, Code::RequestTimeout);
}

#[test]
fn a_body_that_is_not_chunked_as_it_says_is_a_problem() {
    let house = House::open();
    let token = house.token(contracts::access::Role::Official);
    let head = format!(
        "POST /notes/v1/raw HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let answer = house.raw(format!("{head}nonsense\r\n").as_bytes());
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}
