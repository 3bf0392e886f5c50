//! A cursor is a place in the list that gave it out, and nowhere else.

use crate::{Installation, Served, fangxin};
use contracts::page::ListTag;
use reqwest::StatusCode;
use serde_json::Value;
use testkit::each_backend;

/// Paths of the operations that answer with pages, with a number in the place of each parameter.
fn lists() -> Vec<String> {
    let output = fangxin(&["openapi"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_page = |operation: &Value| {
        let schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str();
        schema.is_some_and(|schema| schema.ends_with("Page"))
    };
    let paths = document["paths"].as_object().unwrap().iter();
    let paged = paths.filter(|(_, methods)| is_page(&methods["get"])).map(|(path, _)| {
        let path = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>();
        // What ended is asked for from a day on.
        let asks = if path.ends_with(&["ended"]) { "from=2026-01-01&" } else { "" };
        format!("{}?{asks}", path.join("/"))
    });
    paged.collect()
}

/// The answer to the first of these tokens whose bearer may ask.
fn answered(served: &Served, path: &str, tokens: &[String]) -> (StatusCode, Value) {
    let answers = tokens.iter().map(|token| served.ask(path, token));
    let answer = answers.into_iter().find(|answer| answer.status() != StatusCode::FORBIDDEN).unwrap();
    (answer.status(), answer.json().unwrap())
}

#[test]
fn a_cursor_of_another_list_is_refused_by_every_list() {
    let lists = lists();
    assert!(lists.len() > 15, "{lists:?}");
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let tokens = ["official", "auditor", "administrator", "bank"].map(|role| served.token(role, &[]));
        let elsewhere = ListTag::of("elsewhere", &()).unwrap();
        // Whatever a list writes into its own: nothing is too much.
        for place_there in [elsewhere.encode(&7), elsewhere.encode(&"7"), elsewhere.encode(&Value::Null)] {
            for list in &lists {
                let (status, problem) =
                    answered(&served, &format!("{list}after={}", place_there.as_deref().unwrap()), &tokens);
                assert_eq!((status.as_u16(), &problem["code"]), (400, &"cursor_invalid".into()), "{list}: {problem}");
            }
        }
    });
}
