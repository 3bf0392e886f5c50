//! Contents of records leaf by leaf (逐项比较): what a correction has changed is told, and binds, by the single thing that was
//! put right, such as `visit.correct_by`. A field that holds an object is no such thing: whoever compares it whole takes
//! whatever else is said in it for a part of what was wrong.

use super::Amended;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Stands in a path between the names of an object and of what it holds.
const WITHIN: char = '.';

/// What was put right, by paths.
pub type Leaves = BTreeMap<String, Amended>;

/// What one content says otherwise than another, leaf by leaf. A list is one leaf.
#[must_use]
pub fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Leaves {
    let mut found = Leaves::new();
    compare("", (before, after), &mut found);
    found
}

/// The same changes by their leaves, where some are told by whole objects, as they once were.
#[must_use]
pub fn spread(told: Leaves) -> Leaves {
    let mut found = Leaves::new();
    for (path, Amended { from, to }) in told {
        settle(path, (&from, &to), &mut found);
    }
    found
}

/// What a content says at a path; null where it says nothing.
#[must_use]
pub fn said<'c>(content: &'c Map<String, Value>, path: &str) -> &'c Value {
    let mut names = path.split(WITHIN);
    let first = names.next().and_then(|name| content.get(name));
    names.fold(first, |found, name| found?.get(name)).unwrap_or(&Value::Null)
}

/// Puts something into a content at a path; null takes it out, with an object that holds nothing any more.
pub fn put(content: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((name, rest)) = path.split_once(WITHIN) else {
        match value {
            Value::Null => drop(content.remove(path)),
            value => drop(content.insert(path.to_owned(), value)),
        }
        return;
    };
    let within = content.entry(name).or_insert(Value::Null);
    if !within.is_object() {
        *within = Value::Object(Map::new());
    }
    if let Value::Object(within) = within {
        put(within, rest, value);
        if within.is_empty() {
            content.remove(name);
        }
    }
}

/// The path of the object that holds a leaf; empty if that is the content itself.
#[must_use]
pub fn holder(path: &str) -> &str {
    path.rsplit_once(WITHIN).map_or("", |(holder, _)| holder)
}

fn compare(path: &str, (before, after): (&Map<String, Value>, &Map<String, Value>), found: &mut Leaves) {
    for name in before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))) {
        let of = |content: &'_ Map<String, Value>| content.get(name).cloned().unwrap_or(Value::Null);
        let within = if path.is_empty() { name.clone() } else { format!("{path}{WITHIN}{name}") };
        settle(within, (&of(before), &of(after)), found);
    }
}

/// Tells of one thing: by its leaves where it is an object before or after.
fn settle(path: String, (from, to): (&Value, &Value), found: &mut Leaves) {
    if from == to {
        return;
    }
    match (opened(from), opened(to)) {
        (Some(from), Some(to)) => compare(&path, (&from, &to), found),
        _ => drop(found.insert(path, Amended { from: from.clone(), to: to.clone() })),
    }
}

/// An object by its names, and what says nothing as one without any; nothing of what is one leaf. Names that a path cannot
/// hold make their object a leaf.
fn opened(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Null => Some(Map::new()),
        Value::Object(within) if !within.keys().any(|name| name.contains(WITHIN)) => Some(within.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn paths(leaves: &Leaves) -> Vec<&str> {
        leaves.keys().map(String::as_str).collect()
    }

    #[test]
    fn each_leaf_is_told_by_itself() {
        let before = map(json!({
            "number": "1", "handling": { "filer": "p", "problem": "a", "order": { "number": "7", "due_on": "d" } },
            "also": ["x"], "old": 1, "items": { "1.2": 3 },
        }));
        let after = map(json!({
            "number": "1", "handling": { "filer": "p", "problem": "b", "order": { "number": "7" } },
            "also": ["x", "y"], "publicity": { "consent": true }, "items": { "1.2": 4 },
        }));
        let found = changes(&before, &after);
        assert_eq!(
            paths(&found),
            ["also", "handling.order.due_on", "handling.problem", "items", "old", "publicity.consent"]
        );
        assert_eq!(found["handling.problem"], Amended { from: json!("a"), to: json!("b") });
        assert_eq!(found["publicity.consent"], Amended { from: json!(null), to: json!(true) });
        assert_eq!(found["handling.order.due_on"].to, json!(null));
        let mut made = before;
        for (path, Amended { from, to }) in found {
            assert_eq!(said(&made, &path), &from, "{path}");
            put(&mut made, &path, to);
        }
        assert_eq!(made, after);
    }

    #[test]
    fn an_object_is_taken_out_with_its_last_leaf_and_made_with_its_first() {
        let mut content = map(json!({ "visit": { "correct_by": "2026-01-02" } }));
        put(&mut content, "visit.correct_by", json!(null));
        assert_eq!(content, Map::new());
        put(&mut content, "visit.correct_by", json!("2026-02-02"));
        assert_eq!(json!(content), json!({ "visit": { "correct_by": "2026-02-02" } }));
        put(&mut content, "other.nothing", json!(null));
        assert!(!content.contains_key("other"));
        assert_eq!([holder("visit.correct_by"), holder("number"), holder("a.b.c")], ["visit", "", "a.b"]);
    }

    #[test]
    fn what_was_told_by_whole_objects_is_spread() {
        let told = Leaves::from([
            ("day".to_owned(), Amended { from: json!("1"), to: json!("2") }),
            (
                "visit".to_owned(),
                Amended {
                    from: json!({ "correct_by": "1", "task": "t" }),
                    to: json!({ "correct_by": "2", "task": "t" }),
                },
            ),
        ]);
        let found = spread(told);
        assert_eq!(paths(&found), ["day", "visit.correct_by"]);
        assert_eq!(spread(found.clone()), found, "leaves stay as they are");
    }
}
