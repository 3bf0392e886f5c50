//! The document of the services against those that were released: every change is looked at, and none may break
//! what somebody was promised.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod breaks;
mod kinds;
mod schemas;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the documents are kept.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/contracts/openapi").join(name)
}

/// The document that this program serves.
fn served() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fangxin")).arg("openapi").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The first places in which two documents differ.
fn differences(kept: &Value, served: &Value, place: &str, found: &mut Vec<String>) {
    match (kept, served) {
        _ if kept == served => {}
        (Value::Object(before), Value::Object(now)) => {
            for (name, value) in before {
                let place = format!("{place}/{name}");
                match now.get(name) {
                    Some(other) => differences(value, other, &place, found),
                    None => found.push(format!("- {place}")),
                }
            }
            found.extend(now.keys().filter(|name| !before.contains_key(*name)).map(|name| format!("+ {place}/{name}")));
        }
        _ => found.push(format!("~ {place}")),
    }
}

#[test]
fn every_change_of_the_document_is_looked_at() {
    let (kept, served) = (std::fs::read_to_string(kept("fangxin-v1.json")).unwrap(), served());
    let mut found = Vec::new();
    differences(&serde_json::from_str(&kept).unwrap(), &serde_json::from_str(&served).unwrap(), "", &mut found);
    found.truncate(40);
    assert!(
        kept.trim_end() == served.trim_end(),
        "the document is not the one that is kept; look at what changed, then\n  cargo run -- openapi --out \
         shared/contracts/openapi/fangxin-v1.json\n{}",
        found.join("\n")
    );
}

#[test]
fn nothing_that_was_released_is_broken() {
    let served: Value = serde_json::from_str(&served()).unwrap();
    let mut compared = 0;
    for file in std::fs::read_dir(kept("released")).unwrap() {
        let path = file.unwrap().path();
        let released: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let broken = breaks::breaks(&released, &served);
        assert!(
            broken.is_empty(),
            "whoever relies on {} can no longer:\n{}",
            path.file_name().unwrap().display(),
            broken.join("\n")
        );
        compared += 1;
    }
    assert!(compared > 0, "no document was ever released");
}

/// Every schema of the document that shows an example, by name.
#[test]
fn what_is_shown_as_an_example_is_what_the_schema_allows() {
    let document: Value = serde_json::from_str(&served()).unwrap();
    let shown: Vec<(String, Value)> = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(name, schema)| {
            let listed = schema["examples"].as_array().cloned().unwrap_or_default();
            let all = listed.into_iter().chain(schema.get("example").cloned());
            all.map(|example| (name.clone(), example)).collect::<Vec<_>>()
        })
        .filter(|(_, example)| example.is_object())
        .collect();
    assert!(shown.len() > 10, "{} examples", shown.len());
    let registry = jsonschema::Registry::new().add("fangxin:/openapi", document).unwrap().prepare().unwrap();
    for (name, example) in shown {
        let schema = serde_json::json!({ "$ref": format!("fangxin:/openapi#/components/schemas/{name}") });
        let options = jsonschema::options().with_registry(&registry).should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {example}: {wrong:?}");
    }
}

#[test]
fn differences_are_named_by_their_places() {
    let (kept, served) = (serde_json::json!({"a": {"b": 1, "c": 2}}), serde_json::json!({"a": {"b": 3, "d": 2}}));
    let mut found = Vec::new();
    differences(&kept, &served, "", &mut found);
    assert_eq!(found, ["~ /a/b", "- /a/c", "+ /a/d"]);
    found.clear();
    differences(&kept, &kept, "", &mut found);
    assert!(found.is_empty());
}
