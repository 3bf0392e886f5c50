//! What is answered: versions, heads, pages, lines, downloads, faults, headers.

use crate::house::{House, problem};
use crate::service::Note;
use contracts::page::Page;
use contracts::problem::Code;
use reqwest::Method;
use std::collections::HashSet;

#[test]
fn a_head_is_a_get_without_its_body() {
    let house = House::open();
    let (get, head) = (house.get("/notes/v1/notes/1"), house.ask(Method::HEAD, "/notes/v1/notes/1").send().unwrap());
    for name in ["content-length", "content-type", "etag"] {
        assert_eq!(get.headers()[name], head.headers()[name], "{name}");
    }
    assert_eq!(head.text().unwrap(), "");
    let lines = house.ask(Method::HEAD, "/notes/v1/notes/broken").send().unwrap();
    assert_eq!((lines.status().as_u16(), lines.text().unwrap().as_str()), (200, ""));
    assert_eq!(house.ask(Method::HEAD, "/notes/v1/notes/77").send().unwrap().status(), 404);
}

#[test]
fn who_has_the_version_is_told_so() {
    let house = House::open();
    let tag = house.get("/notes/v1/notes/1").headers()["etag"].to_str().unwrap().to_owned();
    assert!(tag.starts_with('"'), "{tag} is strong");
    let ask = |known: &str| house.ask(Method::GET, "/notes/v1/notes/1").header("if-none-match", known).send().unwrap();
    for known in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let response = ask(&known);
        assert_eq!((response.status().as_u16(), response.headers()["etag"].to_str().unwrap()), (304, tag.as_str()));
        assert_eq!(response.text().unwrap(), "");
    }
    assert_eq!(ask("\"other\"").status(), 200);
    assert_eq!(ask("nonsense").status(), 200);
    assert_ne!(house.get("/notes/v1/notes/2").headers()["etag"], tag.as_str());
}

#[test]
fn what_was_made_says_where_it_is() {
    let house = House::open();
    let note = Note { key: 9, text: "新".to_owned(), day: domain::day::Day::from_number(20_001) };
    let make = || house.ask(Method::POST, "/notes/v1/notes").json(&note).send().unwrap();
    let made = make();
    assert_eq!(made.status(), 201);
    let place = made.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(house.get(&place).json::<Note>().unwrap(), note);
    assert_eq!(problem(make()).code, Code::Conflict);
}

#[test]
fn walking_the_pages_sees_each_item_once() {
    let house = House::open();
    let mut seen = Vec::new();
    let mut path = "/notes/v1/notes?limit=2".to_owned();
    loop {
        let page: Page<Note> = house.get(&path).json().unwrap();
        seen.extend(page.items.into_iter().map(|note| note.key));
        let Some(next) = page.next else { break };
        path = format!("/notes/v1/notes?limit=2&after={next}");
    }
    assert_eq!(seen, [1, 2, 3]);
}

#[test]
fn lines_flow_and_a_broken_flow_is_seen_as_broken() {
    let house = House::open();
    let response = house.get("/notes/v1/notes/lines");
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let notes: Vec<Note> = response.text().unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(notes.len(), 3);
    for path in ["/notes/v1/notes/broken", "/notes/v1/notes/unwound"] {
        // It may break before its head is out, and then there is no answer at all.
        let whole = house.ask(Method::GET, path).send().and_then(|broken| {
            assert_eq!(broken.status(), 200);
            broken.text()
        });
        assert!(whole.is_err(), "{path}: a part must not pass for the whole");
    }
}

#[test]
fn a_download_has_a_name_in_any_script() {
    let house = House::open();
    let response = house.get("/notes/v1/notes/csv");
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename*=UTF-8''%E4%BE%BF%E7%AD%BE.csv");
    assert!(response.text().unwrap().starts_with("1,第1条\n"));
}

#[test]
fn a_fault_tells_nothing_outside() {
    let house = House::open();
    for path in ["/notes/v1/fault", "/notes/v1/panic"] {
        let problem = problem(house.get(path));
        assert_eq!(problem.code, Code::Internal);
        assert_eq!((problem.detail, problem.detail_zh, problem.errors.len()), (None, None, 0), "{path}");
    }
    assert_eq!(house.get("/notes/v1/notes").status(), 200);
}

#[test]
fn answers_carry_safe_headers_and_their_number() {
    let house = House::open();
    let private = house.get("/notes/v1/notes");
    assert_eq!(private.headers()["cache-control"], "no-store");
    let public = house.bare(Method::GET, "/notes/v1/hello").send().unwrap();
    assert!(!public.headers().contains_key("cache-control"));
    let lost = house.bare(Method::GET, "/nowhere").send().unwrap();
    for response in [&private, &public, &lost] {
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.headers()["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    }
    let numbers: HashSet<_> = [&private, &public, &lost].map(|r| r.headers()["x-request-id"].clone()).into();
    assert_eq!(numbers.len(), 3);
}

#[test]
fn a_plain_number_of_the_caller_is_kept() {
    let house = House::open();
    let ask = |number: &str| {
        let response = house.bare(Method::GET, "/livez").header("x-request-id", number).send().unwrap();
        response.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(ask("abc-1.2_3"), "abc-1.2_3");
    for number in ["", "a b", "<script>", &"a".repeat(65)] {
        assert_eq!(ask(number).len(), 32, "{number}");
    }
}
