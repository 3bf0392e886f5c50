//! Files and raw bodies.

use crate::house::{House, UPLOAD_LIMIT, problem};
use contracts::problem::Code;
use reqwest::Method;
use serde_json::Value;

fn send(house: &House, query: &str, body: impl Into<reqwest::blocking::Body>) -> reqwest::blocking::Response {
    house.ask(Method::POST, &format!("/notes/v1/files{query}")).body(body).send().unwrap()
}

#[test]
fn a_file_arrives_whole_under_its_name() {
    let house = House::open();
    let bytes = vec![b'x'; usize::try_from(UPLOAD_LIMIT).unwrap()];
    let received: Value = send(&house, "?name=%E5%A4%84%E7%BD%9A.csv", bytes).json().unwrap();
    assert_eq!(received, serde_json::json!({"name": "处罚.csv", "bytes": UPLOAD_LIMIT, "first": "xxxxx"}));
    let empty: Value = send(&house, "?name=a.csv", "").json().unwrap();
    assert_eq!(empty["bytes"], 0);
}

#[test]
fn a_name_has_no_folders() {
    let house = House::open();
    for (name, kept) in [("..%2F..%2Fetc%2Fpasswd", "passwd"), ("C:%5Ca%5Cb.csv", "b.csv")] {
        assert_eq!(send(&house, &format!("?name={name}"), "x").json::<Value>().unwrap()["name"], kept);
    }
    for query in ["", "?name=", "?name=a%2F", "?name=a%0Ab"] {
        assert_eq!(problem(send(&house, query, "x")).errors[0].field, "name", "{query}");
    }
}

#[test]
fn a_name_may_come_in_the_header() {
    let house = House::open();
    for (value, name) in [
        ("attachment; filename=\"a.csv\"", "a.csv"),
        ("attachment; filename=\"a.csv\"; filename*=UTF-8''%E5%A4%84.csv", "处.csv"),
    ] {
        let request = house.ask(Method::POST, "/notes/v1/files").header("content-disposition", value).body("x");
        assert_eq!(request.send().unwrap().json::<Value>().unwrap()["name"], name);
    }
}

#[test]
fn a_file_that_is_too_large_is_stopped() {
    let house = House::open();
    let bytes = vec![b'x'; usize::try_from(UPLOAD_LIMIT).unwrap() + 1];
    let chunked = reqwest::blocking::Body::new(std::io::Cursor::new(bytes));
    assert_eq!(problem(send(&house, "?name=a", chunked)).code, Code::PayloadTooLarge);
    let said = format!(
        "POST /notes/v1/files?name=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        house.token(contracts::access::Role::Official),
        UPLOAD_LIMIT + 1
    );
    assert!(house.raw(said.as_bytes()).starts_with("HTTP/1.1 413 "));
}

#[test]
fn a_raw_body_is_counted() {
    let house = House::open();
    let response = house.ask(Method::POST, "/notes/v1/raw").body(&b"\0\xff\0"[..]).send().unwrap();
    assert_eq!(response.json::<usize>().unwrap(), 3);
}
