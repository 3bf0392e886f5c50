//! The document says what the server does, and its page needs nobody else.

use crate::house::{House, problem};
use contracts::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

fn document(house: &House) -> Value {
    house.bare(Method::GET, "/openapi.json").send().unwrap().json().unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    each.collect()
}

#[test]
fn it_is_openapi_3_1_with_whole_references() {
    let document = document(&House::open());
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    for (method, path, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["name"].is_string() && parameter["in"].is_string() && parameter["schema"].is_object());
            assert!(parameter["in"] != "path" || parameter["required"] == true, "{method} {path}");
        }
        assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{method} {path}");
        assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
    }
}

#[test]
fn it_names_the_scopes_arguments_and_answers_of_an_operation() {
    let document = document(&House::open());
    let list = &document["paths"]["/notes/v1/notes"]["get"];
    assert_eq!(list["security"], json!([{"token": ["read_records"]}]));
    let names: Vec<&str> = list["parameters"].as_array().unwrap().iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["day", "known_at", "limit", "after"]);
    let read = &document["paths"]["/notes/v1/notes/{key}"]["get"];
    assert_eq!(read["parameters"][1]["name"], "if-none-match");
    assert!(read["responses"]["304"].is_object() && list["responses"].get("304").is_none());
    let limit = &list["parameters"][2]["schema"];
    assert_eq!((&limit["minimum"], &limit["maximum"], &limit["default"]), (&json!(1), &json!(1000), &json!(100)));
    let page = &list["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(page, "#/components/schemas/NotePage");
    let items = &document["components"]["schemas"]["NotePage"]["properties"]["items"]["items"]["$ref"];
    assert_eq!(items, "#/components/schemas/Note");
    let post = &document["paths"]["/notes/v1/notes"]["post"];
    assert_eq!(post["requestBody"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Note");
    assert_eq!(post["requestBody"]["required"], true);
    assert!(post["responses"]["201"]["headers"]["Location"].is_object());
    assert!(post["responses"]["409"]["description"].as_str().unwrap().contains("`conflict`"));
    let remove = &document["paths"]["/notes/v1/notes/{key}"]["delete"];
    assert_eq!(remove["security"], json!([{"token": ["decide"]}, {"token": ["administer"]}]));
    assert_eq!(document["paths"]["/notes/v1/hello"]["get"]["security"], json!([]));
}

#[test]
fn every_error_is_documented_as_a_problem() {
    for (method, path, operation) in operations(&document(&House::open())) {
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.contains_key("500"), "{method} {path}");
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
        }
    }
}

#[test]
fn every_operation_is_served_and_asks_for_a_token_where_it_says_so() {
    let house = House::open();
    for (method, path, operation) in operations(&document(&house)) {
        let real = path.replace("{key}", "1").replace("{merchant}", "m").replace("{code}", "conflict");
        let real = real.replace("{file}", "swagger-ui.css");
        let response = house.bare(Method::from_bytes(method.as_bytes()).unwrap(), &real).send().unwrap();
        let is_public = operation["security"] == json!([]);
        assert_eq!(response.status() == 401, !is_public, "{method} {path}");
        assert!(!is_public || response.status() == 200, "{method} {path}");
        assert!(operation["responses"].get(response.status().as_str()).is_some(), "{method} {path}");
    }
}

#[test]
fn the_page_and_its_files_are_served_from_the_binary() {
    let house = House::open();
    for path in ["/docs", "/docs/"] {
        let home = house.bare(Method::GET, path).send().unwrap();
        assert!(home.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'self';"));
        let text = home.text().unwrap();
        assert!(!text.contains("http"), "the page names another host: {text}");
        let files: Vec<&str> = text.split('"').filter(|part| part.starts_with("/docs/")).collect();
        assert_eq!(files.len(), 4);
        for file in files {
            let response = house.bare(Method::GET, file).send().unwrap();
            assert_eq!(response.status(), 200, "{file}");
            assert!(response.bytes().unwrap().len() > 50, "{file}");
        }
    }
    assert_eq!(problem(house.get("/docs/nothing.js")).code, Code::NotFound);
}

#[test]
fn a_problem_leads_to_its_explanation() {
    let house = House::open();
    let kind = problem(house.get("/nowhere")).kind;
    let explained: Value = house.bare(Method::GET, &kind).send().unwrap().json().unwrap();
    assert_eq!((&explained["code"], &explained["title_zh"]), (&json!("not_found"), &json!("不存在")));
    assert_eq!(problem(house.get("/problems/nonsense")).code, Code::NotFound);
    let all: Vec<Value> = house.bare(Method::GET, "/problems").send().unwrap().json().unwrap();
    assert_eq!(all.len(), Code::ALL.len());
}

#[test]
fn every_problem_has_its_page_and_its_row() {
    let house = House::open();
    let written = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/http.md")).unwrap();
    for code in Code::ALL {
        let page: Value = house.bare(Method::GET, &code.path()).send().unwrap().json().unwrap();
        assert_eq!((&page["status"], &page["title"]), (&json!(code.status()), &json!(code.en())));
        let row = format!("| {} | `{code}` | {} | {} |", code.status(), code.zh(), code.en());
        assert!(written.lines().any(|line| line == row), "docs/http.md lacks {row}");
    }
    let rows = written.lines().filter(|line| line.starts_with("| 4") || line.starts_with("| 5"));
    assert_eq!(rows.count(), Code::ALL.len());
}

#[test]
fn health_is_what_the_services_say() {
    let house = House::open();
    let ask = |path| house.bare(Method::GET, path).send().unwrap();
    assert_eq!(ask("/livez").status(), 200);
    assert_eq!(ask("/readyz").status(), 200);
    assert_eq!(ask("/status").json::<Value>().unwrap()["version"], "1");
    house.condition.0.store(false, Ordering::SeqCst);
    let problem = problem(ask("/readyz"));
    assert_eq!((problem.code, problem.detail), (Code::Unavailable, None));
    assert_eq!(ask("/livez").status(), 200);
}
