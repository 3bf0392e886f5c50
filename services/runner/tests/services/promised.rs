//! An answer that the document does not promise is found, whatever is wrong with it.

use crate::promises::{Came, Promises};
use serde_json::{Value, json};

fn promises() -> Promises {
    let answer = |schema: Value| json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let thing = json!({ "$ref": "#/components/schemas/Thing" });
    let mut whole = answer(thing.clone());
    whole["headers"] = json!({ "ETag": {} });
    let lines = json!({ "content": { "application/x-ndjson": { "schema": thing } } });
    Promises::of(json!({
        "openapi": "3.1.0",
        "paths": {
            "/things/{key}": { "get": { "responses": { "200": whole, "204": {} } } },
            "/things/all": { "get": { "responses": { "200": answer(json!({ "$ref": "#/components/schemas/More" })) } } },
            "/things/{key}/lines": { "get": { "responses": { "200": lines } } },
        },
        "components": { "schemas": {
            "Thing": {
                "type": "object",
                "required": ["key"],
                "properties": { "key": { "type": "integer" }, "day": { "type": "string", "format": "date" } },
            },
            "Base": { "type": "object", "properties": { "a": { "type": "integer" } } },
            "More": { "allOf": [
                { "$ref": "#/components/schemas/Base" },
                { "type": "object", "properties": { "b": { "type": "integer" } } },
            ] },
            "Problem": { "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } } },
        } },
    }))
}

/// What is wrong with an answer.
fn wrong(method: &str, path: &str, status: u16, media_type: &str, headers: &[&str], body: &str) -> String {
    let media_type = (!media_type.is_empty()).then_some(media_type);
    let has_header = |name: &str| headers.contains(&name);
    let came = Came { status, media_type, has_header: &has_header, body: body.as_bytes() };
    promises().kept(method, path, &came).err().unwrap_or_default()
}

const JSON: &str = "application/json";

#[test]
fn what_is_promised_passes() {
    let good = [
        ("GET", "/things/1", 200, "application/json; charset=utf-8", &["ETag"][..], r#"{"key":1,"day":"2026-01-02"}"#),
        ("HEAD", "/things/1", 200, JSON, &["ETag"], ""),
        ("GET", "/things/1", 204, "", &[], ""),
        // A fixed word comes before a parameter; parts make one object.
        ("GET", "/things/all", 200, JSON, &[], r#"{"a":1,"b":2}"#),
        ("GET", "/things/1/lines", 200, "application/x-ndjson", &[], "{\"key\":1}\n{\"key\":2}\n"),
        ("DELETE", "/things/1", 405, "application/problem+json", &[], r#"{"code":"x"}"#),
        ("GET", "/nowhere", 404, "application/problem+json", &[], r#"{"code":"x"}"#),
    ];
    for (method, path, status, media_type, headers, body) in good {
        assert_eq!(wrong(method, path, status, media_type, headers, body), "", "{method} {path} {status}");
    }
}

#[test]
fn what_is_not_promised_is_found() {
    let thing = "/things/1";
    let bad = [
        ("GET", thing, 201, JSON, &["ETag"][..], r#"{"key":1}"#, "status 201"),
        ("GET", thing, 200, "text/html", &["ETag"], r#"{"key":1}"#, "media type"),
        ("GET", thing, 200, "", &["ETag"], r#"{"key":1}"#, "media type"),
        ("GET", thing, 200, JSON, &[], r#"{"key":1}"#, "header ETag"),
        ("GET", thing, 200, JSON, &["ETag"], r#"{"key":"1"}"#, "/key"),
        ("GET", thing, 200, JSON, &["ETag"], "{}", "required"),
        ("GET", thing, 200, JSON, &["ETag"], r#"{"key":1,"day":"soon"}"#, "/day"),
        ("GET", thing, 200, JSON, &["ETag"], r#"{"key":1,"stranger":1}"#, "stranger"),
        ("GET", thing, 200, JSON, &["ETag"], "{", "not JSON"),
        ("GET", thing, 204, "", &[], "x", "a body"),
        ("GET", "/things/all", 200, JSON, &[], r#"{"a":1,"b":2,"c":3}"#, "'c'"),
        ("GET", "/things/1/lines", 200, "application/x-ndjson", &[], "{\"key\":1}\n{}\n", "required"),
        ("DELETE", thing, 200, JSON, &[], "{}", "knows no DELETE"),
        ("GET", "/nowhere", 200, JSON, &[], "{}", "no such path"),
        ("GET", "/nowhere", 404, JSON, &[], "{}", "required"),
    ];
    for (method, path, status, media_type, headers, body, reason) in bad {
        let found = wrong(method, path, status, media_type, headers, body);
        assert!(found.contains(reason), "{method} {path} {status} {body}: {found:?}");
    }
}
