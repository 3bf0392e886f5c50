//! What is asked wrongly is named: fields, types, encodings, sizes, methods and paths.

use crate::house::{BODY_LIMIT, House, problem};
use contracts::problem::{Code, Problem};
use reqwest::Method;

const NOTES: &str = "/notes/v1/notes";

#[track_caller]
fn post(house: &House, body: impl Into<reqwest::blocking::Body>) -> Problem {
    problem(house.ask(Method::POST, NOTES).header("content-type", "application/json").body(body).send().unwrap())
}

#[track_caller]
fn get(house: &House, path: &str) -> Problem {
    problem(house.get(path))
}

fn fields(problem: &Problem) -> Vec<&str> {
    problem.errors.iter().map(|error| error.field.as_str()).collect()
}

#[test]
fn a_wrong_body_names_its_fields() {
    let house = House::open();
    let cases = [
        (r#"{"key":1,"text":"a","day":"2026-03-02","colour":"red"}"#, Code::UnknownField, "colour"),
        (r#"{"key":"1","text":"a","day":"2026-03-02"}"#, Code::InvalidBody, "key"),
        (r#"{"key":1,"text":"a","day":"2026-02-30"}"#, Code::InvalidBody, "day"),
        (r#"{"key":1,"text":"a"}"#, Code::InvalidBody, "day"),
    ];
    for (body, code, field) in cases {
        let problem = post(&house, body);
        assert_eq!((problem.code, fields(&problem)), (code, vec![field]), "{body}");
        assert!(!problem.errors[0].reason_zh.is_empty());
    }
    assert_eq!(post(&house, "{").code, Code::MalformedJson);
    assert_eq!(post(&house, "").code, Code::MalformedJson);
    assert_eq!(post(&house, &b"{\"text\":\"\xff\"}"[..]).code, Code::MalformedJson);
}

#[test]
fn nul_is_refused_wherever_it_stands() {
    let house = House::open();
    for body in [&br#"{"key":1,"text":"a\u0000b","day":"2026-03-02"}"#[..], b"{\"text\":\"a\0\"}"] {
        assert_eq!(post(&house, body).code, Code::NulCharacter);
    }
    for path in ["/notes/v1/notes?after=a%00", "/notes/v1/merchants/a%00b", "/nowhere%00"] {
        assert_eq!(get(&house, path).code, Code::NulCharacter, "{path}");
    }
}

#[test]
fn bad_utf8_is_refused_in_path_query_and_header() {
    let house = House::open();
    assert_eq!(get(&house, "/notes/v1/merchants/%FF").code, Code::InvalidPath);
    assert_eq!(get(&house, "/notes/v1/notes?after=%C3%28").code, Code::InvalidQuery);
    let response = house.ask(Method::GET, NOTES).header("x-purpose", "%FF").send().unwrap();
    assert_eq!(problem(response).code, Code::InvalidHeader);
    let raw = b"GET /notes/v1/merchants/\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert!(house.raw(raw).starts_with("HTTP/1.1 400 "));
}

#[test]
fn a_wrong_query_names_its_fields() {
    let house = House::open();
    let cases = [
        ("limit=many", Code::InvalidQuery, "limit"),
        ("limit=0", Code::InvalidQuery, "limit"),
        ("limit=1001", Code::InvalidQuery, "limit"),
        ("limit=1&limit=2", Code::InvalidQuery, "limit"),
        ("day=yesterday", Code::InvalidQuery, "day"),
        ("sort=text", Code::UnknownField, "sort"),
        ("after=!!", Code::CursorInvalid, "after"),
    ];
    for (query, code, field) in cases {
        let problem = get(&house, &format!("{NOTES}?{query}"));
        assert_eq!((problem.code, fields(&problem)), (code, vec![field]), "{query}");
    }
}

#[test]
fn a_query_that_nobody_reads_is_refused() {
    let house = House::open();
    assert_eq!(get(&house, "/notes/v1/notes/1?as_of=2020-01-01").code, Code::UnknownField);
    assert_eq!(house.ask(Method::HEAD, "/notes/v1/notes/1?as_of=2020-01-01").send().unwrap().status(), 400);
    assert_eq!(house.ask(Method::HEAD, "/notes/v1/notes?limit=1").send().unwrap().status(), 200);
    let response = house.ask(Method::POST, "/notes/v1/notes?limit=1").body("{}").send().unwrap();
    assert_eq!(problem(response).code, Code::UnknownField);
    assert_eq!(house.get("/notes/v1/hello?whatever=1").status(), 200);
}

#[test]
fn a_path_is_read_as_it_was_meant() {
    let house = House::open();
    let problem = get(&house, "/notes/v1/notes/one");
    assert_eq!((problem.code, fields(&problem)), (Code::InvalidPath, vec!["key"]));
    for (sent, meant) in [
        ("%E8%81%8A%E5%9F%8E", "聊城"),
        ("a%2Fb", "a/b"),
        ("a%2Bb", "a+b"),
        ("a+b", "a+b"),
        ("a%26b=c", "a&b=c"),
        ("a%20b", "a b"),
        ("100%2525", "100%25"),
        ("%25E8", "%E8"),
    ] {
        assert_eq!(house.get(&format!("/notes/v1/merchants/{sent}")).json::<String>().unwrap(), meant, "{sent}");
    }
}

#[test]
fn bodies_have_a_type_and_a_size() {
    let house = House::open();
    let body = r#"{"key":9,"text":"a","day":"2026-03-02"}"#;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "application/jsonx"]
    {
        let response = house.ask(Method::POST, NOTES).header("content-type", kind).body(body).send().unwrap();
        assert_eq!(problem(response).code, Code::UnsupportedMediaType, "{kind}");
    }
    let response = house.ask(Method::POST, NOTES).body(body).send().unwrap();
    assert_eq!(problem(response).code, Code::UnsupportedMediaType);
    let big = format!("\"{}\"", "a".repeat(BODY_LIMIT));
    assert_eq!(post(&house, big.clone()).code, Code::PayloadTooLarge);
    // Without a length, the size shows only while it arrives.
    let chunked = reqwest::blocking::Body::new(std::io::Cursor::new(big));
    assert_eq!(post(&house, chunked).code, Code::PayloadTooLarge);
    let kind = "application/json; charset=UTF-8";
    assert_eq!(house.ask(Method::POST, NOTES).header("content-type", kind).body(body).send().unwrap().status(), 201);
}

#[test]
fn who_may_not_come_in_has_no_body_read() {
    let house = House::open();
    let response = house.bare(Method::POST, NOTES).header("content-type", "text/plain").body("{").send().unwrap();
    assert_eq!(problem(response).code, Code::Unauthenticated);
}

#[test]
fn a_known_path_says_which_methods_it_has() {
    let house = House::open();
    for (method, path, allowed) in [
        (Method::PUT, "/notes/v1/notes", "GET, HEAD, POST"),
        (Method::OPTIONS, "/notes/v1/notes/1", "DELETE, GET, HEAD"),
        (Method::POST, "/notes/v1/notes/lines", "GET, HEAD"),
        (Method::GET, "/notes/v1/raw", "POST"),
    ] {
        let response = house.ask(method.clone(), path).send().unwrap();
        assert_eq!(response.headers()["allow"], allowed, "{method} {path}");
        assert_eq!(problem(response).code, Code::MethodNotAllowed);
    }
}

#[test]
fn an_unknown_path_is_a_problem_too() {
    let house = House::open();
    for path in ["/", "/nowhere", "/notes/v1", "/notes/v1/notes/", "/notes/v1/notes/1/2", "/notes/v2/notes"] {
        assert_eq!(get(&house, path).code, Code::NotFound, "{path}");
    }
}

#[test]
fn an_instant_may_be_typed_with_its_plus() {
    let house = House::open();
    let status = |instant: &str| house.get(&format!("/notes/v1/notes?known_at={instant}")).status();
    assert_eq!(status("2025-04-01T00:00:00+08:00"), 200);
    assert_eq!(status("2025-04-01T00:00:00%2B08:00"), 200);
    assert_eq!(status("2025-04-01+00:00:00%2B08:00x"), 400);
}
