//! What is wrong with a request is its sender's fault: 4xx with a code and a field, and nothing is stored.

use crate::{RESTAURANT, Served, each_form};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

const SEND: &str = "/inspections/v1/inspections";

fn row(day: &str, result: &str) -> String {
    json!({ "rows": [{ "code": RESTAURANT, "number": "V1", "day": day, "result": result }] }).to_string()
}

/// Sends a body as it is; gives status, code and the fields that are named.
fn sent(served: &Served, path: &str, body: Vec<u8>) -> (u16, String, String) {
    let request = served.request(Method::POST, path, "official").header(CONTENT_TYPE, "application/json");
    answered(request.body(body).send().unwrap())
}

fn answered(response: reqwest::blocking::Response) -> (u16, String, String) {
    let status = response.status().as_u16();
    let is_problem = response.headers()[CONTENT_TYPE] == "application/problem+json";
    let problem: Value = response.json().unwrap();
    assert!(is_problem && problem["title_zh"].is_string() && problem["request_id"].is_string(), "{problem}");
    let fields = problem["errors"].as_array().into_iter().flatten();
    let fields: Vec<&str> = fields.map(|error| error["field"].as_str().unwrap()).collect();
    (status, problem["code"].as_str().unwrap().to_owned(), fields.join(","))
}

fn nothing_is_stored(served: &Served) {
    assert_eq!(served.read(SEND)["items"], json!([]));
    assert_eq!(served.read("/inspections/v1/imports")["items"], json!([]));
    assert_eq!(served.get("/inspections/v1/changes", "service").text().unwrap(), "");
}

#[test]
fn a_body_that_is_wrong_is_refused_with_its_field() {
    each_form(|installation| {
        let served = installation.serve();
        let text = |text: &str| text.as_bytes().to_vec();
        let many = json!({ "rows": vec![json!({}); 1001] }).to_string();
        let huge = format!("{{\"rows\": [\"{}\"]}}", "x".repeat(2 << 20));
        for (body, status, code, field) in [
            (text("{"), 400, "malformed_json", ""),
            (text(""), 400, "malformed_json", ""),
            (text("{}"), 400, "invalid_body", "rows"),
            (text(r#"{"rows": 7}"#), 400, "invalid_body", "rows"),
            (text(r#"{"rows": []}"#), 400, "invalid_body", "rows"),
            (text(&many), 400, "invalid_body", "rows"),
            (text(r#"{"rows": [], "more": 1}"#), 400, "unknown_field", "more"),
            (text(r#"{"rows": [{"code": {"a": 1}}]}"#), 400, "invalid_body", "rows[0].code"),
            (text(r#"{"rows": [{"code": "a\u0000b"}]}"#), 400, "nul_character", ""),
            (text("{\"rows\": [{\"code\": \"a\0b\"}]}"), 400, "nul_character", ""),
            (b"{\"rows\": [{\"code\": \"\xff\xfe\"}]}".to_vec(), 400, "malformed_json", ""),
            (text(&row("2026-02-30", "I01")), 422, "unprocessable", "day"),
            (text(&row("2099-01-01", "I01")), 422, "unprocessable", "day"),
            (text(&row("2026-05-06", "NICE")), 422, "unprocessable", "result"),
            (text(&row("2026-05-06", "I01").replace("10K", "10X")), 422, "unprocessable", "code"),
            (text(&row("2026-05-06", "I01").replace("\"number\"", "\"nummer\"")), 422, "unprocessable", "nummer"),
            (text(&huge), 413, "payload_too_large", ""),
        ] {
            let shown = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
            let (is_status, is_code, is_field) = sent(&served, SEND, body);
            assert_eq!((is_status, is_code.as_str()), (status, code), "{shown}: {is_field}");
            assert!(is_field.split(',').any(|named| named == field), "{shown}: {is_field} instead of {field}");
        }
        let form = served.request(Method::POST, SEND, "official").header(CONTENT_TYPE, "text/plain").body("x");
        assert_eq!(answered(form.send().unwrap()).1, "unsupported_media_type");
        nothing_is_stored(&served);
    });
}

#[test]
fn a_query_path_or_header_that_is_wrong_is_refused() {
    each_form(|installation| {
        let served = installation.serve();
        for (path, status, code, field) in [
            ("/inspections/v1/inspections?limit=0", 400, "invalid_query", "limit"),
            ("/inspections/v1/inspections?limit=many", 400, "invalid_query", "limit"),
            ("/inspections/v1/inspections?limit=1&limit=2", 400, "invalid_query", "limit"),
            ("/inspections/v1/inspections?day_from=2026-02-30", 400, "invalid_query", "day_from"),
            ("/inspections/v1/inspections?code=91371581999990010X", 400, "invalid_query", "code"),
            ("/inspections/v1/inspections?nothing=1", 400, "unknown_field", "nothing"),
            ("/inspections/v1/inspections?after=%21%21", 400, "cursor_invalid", "after"),
            ("/inspections/v1/inspections?code=%00", 400, "nul_character", ""),
            ("/inspections/v1/inspections?code=%FF", 400, "invalid_query", ""),
            ("/inspections/v1/inspections/abc/def", 400, "invalid_path", "code"),
            ("/inspections/v1/inspections/91371581999990010K/none", 404, "not_found", ""),
            ("/inspections/v1/imports/1e9", 400, "invalid_path", "import_id"),
            ("/inspections/v1/imports/99999999999999999999", 400, "invalid_path", "import_id"),
            ("/inspections/v1/imports/-1", 404, "not_found", ""),
            ("/inspections/v1/nothing", 404, "not_found", ""),
        ] {
            let (is_status, is_code, is_field) = answered(served.get(path, "official"));
            assert_eq!((is_status, is_code.as_str()), (status, code), "{path}: {is_field}");
            assert!(is_field.split(',').any(|named| named == field), "{path}: {is_field}");
        }
        let purpose = served.request(Method::GET, SEND, "official").header("X-Purpose", "%00").send().unwrap();
        assert_eq!(answered(purpose).1, "nul_character");
        let deleted = served.request(Method::DELETE, SEND, "official").send().unwrap();
        assert_eq!(answered(deleted).1, "method_not_allowed");
        nothing_is_stored(&served);
    });
}

#[test]
fn a_file_is_refused_before_it_is_kept_if_nobody_could_read_it() {
    each_form(|installation| {
        let served = installation.serve();
        let hand_in = |query: &str| {
            let path = format!("/inspections/v1/imports?{query}");
            answered(served.request(Method::POST, &path, "official").body("x").send().unwrap())
        };
        for (query, status, code, field) in [
            ("name=whatever.csv", 400, "invalid_query", "layout"),
            ("layout=inspections", 400, "invalid_query", "name"),
            ("name=a.csv&layout=nothing", 400, "invalid_query", "layout"),
            ("name=a.csv&layout=penalties", 409, "conflict", ""),
            ("name=inspections.csv&mapping=none", 404, "not_found", ""),
            ("name=inspections.csv&history=perhaps", 400, "invalid_query", "history"),
        ] {
            assert_eq!(hand_in(query), (status, code.to_owned(), field.to_owned()), "{query}");
        }
        let mapping = served.request(Method::PUT, "/inspections/v1/mappings/a", "official").body("layout = 7");
        assert_eq!(answered(mapping.send().unwrap()).1, "import_file_unreadable");
        let foreign = served.request(Method::PUT, "/inspections/v1/mappings/a", "official").body(vec![0xff, 0xfe]);
        assert_eq!(answered(foreign.send().unwrap()).1, "invalid_body");
        nothing_is_stored(&served);
    });
}
