//! Each kind of break is one, and what only adds is none.

use crate::breaks::breaks;
use serde_json::{Value, json};

/// A document with a list to read and a thing to send.
fn document() -> Value {
    json!({
        "paths": {
            "/a/v1/things": {
                "get": {
                    "operationId": "list_things",
                    "security": [{ "token": ["read"] }],
                    "parameters": [
                        { "name": "limit", "in": "query", "required": false,
                          "schema": { "type": "integer", "minimum": 1, "maximum": 100 } },
                        { "name": "sort", "in": "query", "required": false,
                          "schema": { "type": "string", "enum": ["up", "down"] } },
                    ],
                    "responses": { "200": {
                        "headers": { "ETag": { "schema": { "type": "string" } } },
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } },
                    }, "404": { "content": {} } },
                },
                "post": {
                    "operationId": "send_thing",
                    "requestBody": { "required": true, "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Sent" } },
                        "text/csv": { "schema": { "type": "string" } },
                    } },
                    "responses": { "201": { "content": {} } },
                },
            },
        },
        "components": { "schemas": {
            "Thing": {
                "type": "object",
                "required": ["key", "state", "parts"],
                "properties": {
                    "key": { "type": "string", "format": "date" },
                    "state": { "type": "string", "enum": ["open", "shut"] },
                    "next": { "oneOf": [{ "$ref": "#/components/schemas/Thing" }, { "type": "null" }] },
                    "note": { "type": ["string", "null"] },
                    "count": { "type": "integer", "maximum": 10 },
                    "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Part" } },
                    "pair": { "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] },
                    "cause": { "oneOf": [
                        { "type": "object", "required": ["by"], "properties": { "by": { "enum": ["age"] } } },
                        { "type": "object", "required": ["by"], "properties": { "by": { "enum": ["rule"] } } },
                    ] },
                    "by_name": { "type": "object", "additionalProperties": { "type": "integer" } },
                },
            },
            "Part": { "allOf": [
                { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } },
                { "type": "object", "properties": { "more": { "type": "string" } } },
            ] },
            "Sent": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": true,
                "properties": {
                    "name": { "type": "string", "maxLength": 20 },
                    "kind": { "type": "string", "enum": ["a", "b"] },
                    "age": { "type": ["integer", "null"] },
                    "size": { "type": "number" },
                },
            },
        } },
    })
}

const LIST: &str = "/paths/~1a~1v1~1things/get";
const SEND: &str = "/paths/~1a~1v1~1things/post";
const THING: &str = "/components/schemas/Thing";
const SENT: &str = "/components/schemas/Sent";

/// The document with something else in one place; `null` takes it away.
fn with(place: &str, value: Value) -> Value {
    let mut changed = document();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = changed.pointer_mut(parent).unwrap();
    let name = name.replace("~1", "/");
    match (parent, value) {
        (Value::Array(items), Value::Null) => drop(items.remove(name.parse().unwrap())),
        (Value::Array(items), value) if name == "-" => items.push(value),
        (Value::Array(items), value) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Object(fields), Value::Null) => drop(fields.remove(&name).unwrap()),
        (Value::Object(fields), value) => drop(fields.insert(name, value)),
        _ => unreachable!("{place}"),
    }
    assert_ne!(changed, document(), "{place}");
    changed
}

#[test]
fn each_kind_of_break_is_found() {
    let nothing = Value::Null;
    let in_list = |place: &str| format!("{LIST}/{place}");
    let cases: Vec<(String, Value, &str)> = vec![
        ("/paths/~1a~1v1~1things".to_owned(), nothing.clone(), "the path is gone"),
        (LIST.to_owned(), nothing.clone(), "the operation is gone"),
        (in_list("operationId"), json!("other"), "another id"),
        (in_list("security/0"), json!({ "token": ["write"] }), "is enough no more"),
        (format!("{SEND}/security"), json!([{ "token": ["write"] }]), "a token is needed"),
        (in_list("parameters/0"), nothing.clone(), "the parameter is gone"),
        (in_list("parameters/0/required"), json!(true), "the parameter is required"),
        (
            in_list("parameters/-"),
            json!({ "name": "x", "in": "query", "required": true }),
            "a new parameter is required",
        ),
        (in_list("parameters/0/schema/maximum"), json!(50), "maximum was 100 and is 50"),
        (in_list("parameters/0/schema/minimum"), json!(2), "minimum was 1 and is 2"),
        (in_list("parameters/0/schema/type"), json!("string"), "the type was"),
        (in_list("parameters/1/schema/enum"), json!(["up"]), "\"down\" is taken no more"),
        (in_list("parameters/0/schema/pattern"), json!("^1"), "the pattern was nothing"),
        (in_list("responses/404"), nothing.clone(), "the status is gone"),
        (in_list("responses/200/headers/ETag"), nothing.clone(), "the header ETag is gone"),
        (
            in_list("responses/200/content/application~1json"),
            nothing.clone(),
            "the media type application/json is gone",
        ),
        (format!("{SEND}/requestBody/content/text~1csv"), nothing.clone(), "the media type text/csv is gone"),
        (format!("{THING}/properties/note"), nothing.clone(), ".note: the field is gone"),
        (format!("{THING}/required"), json!(["key", "parts"]), ".state: the field may be left out"),
        (format!("{THING}/properties/count/type"), json!("number"), "the type was \"integer\" and is \"number\""),
        (
            format!("{THING}/properties/key/type"),
            json!(["string", "null"]),
            ".key: the type was \"string\" and is \"null\"",
        ),
        (format!("{THING}/properties/key/format"), nothing.clone(), "the format was \"date\" and is nothing"),
        (format!("{THING}/properties/state/enum"), json!(["open", "shut", "ajar"]), "\"ajar\" is a new word"),
        (format!("{THING}/properties/state/enum"), nothing.clone(), "free text"),
        (format!("{THING}/properties/count/maximum"), json!(11), "maximum was 10 and is 11"),
        (format!("{THING}/properties/count/maximum"), nothing.clone(), "maximum was 10 and is nothing"),
        (format!("{THING}/properties/parts/items"), json!({ "type": "string" }), "[]: the type was"),
        ("/components/schemas/Part/allOf/1".to_owned(), nothing.clone(), ".more: the field is gone"),
        (format!("{THING}/properties/pair/prefixItems/1"), nothing.clone(), "another length"),
        (format!("{THING}/properties/pair/prefixItems/1/type"), json!("string"), "[1]: the type was"),
        (
            format!("{THING}/properties/cause/oneOf/-"),
            json!({ "type": "object", "required": ["by"], "properties": { "by": { "enum": ["whim"] } } }),
            "\"whim\" is a new word",
        ),
        (format!("{THING}/properties/by_name/additionalProperties"), json!({ "type": "string" }), ".*: the type was"),
        (format!("{THING}/properties/by_name/additionalProperties"), json!(true), "other fields may hold anything"),
        (format!("{SENT}/required"), json!(["name", "kind"]), ".kind: the field is required"),
        (format!("{SENT}/properties/kind"), nothing.clone(), ".kind: the field is gone"),
        (format!("{SENT}/properties/kind/enum"), json!(["a"]), "\"b\" is taken no more"),
        (format!("{SENT}/properties/name/maxLength"), json!(10), "maxLength was 20 and is 10"),
        (format!("{SENT}/properties/name/enum"), json!(["x"]), "free text"),
        (format!("{SENT}/properties/age/type"), json!("integer"), ".age: the type was \"null\" and is \"integer\""),
        (format!("{SENT}/properties/size/type"), json!("integer"), "the type was \"number\" and is \"integer\""),
        (format!("{SENT}/additionalProperties"), json!(false), "other fields are taken no more"),
    ];
    for (place, value, reason) in cases {
        let found = breaks(&document(), &with(&place, value));
        assert!(found.iter().any(|found| found.contains(reason)), "{place}: {found:?}");
        assert_eq!(found.len(), 1, "{place}: {found:?}");
    }
}

#[test]
fn a_body_that_becomes_necessary_breaks() {
    let mut earlier = document();
    earlier.pointer_mut(&format!("{SEND}/requestBody")).unwrap()["required"] = json!(false);
    let found = breaks(&earlier, &document());
    assert_eq!(found, ["POST /a/v1/things body: a body is required, which it was not"]);
}

#[test]
fn what_only_adds_breaks_nothing() {
    let cases = [
        ("/paths/~1a~1v1~1more", json!({ "get": {} })),
        ("/paths/~1a~1v1~1things/delete", json!({ "operationId": "delete_thing" })),
        (&format!("{LIST}/security/-"), json!({ "token": ["also"] })),
        (&format!("{LIST}/security"), json!([])),
        (&format!("{LIST}/parameters/-"), json!({ "name": "x", "in": "query", "required": false })),
        (&format!("{LIST}/parameters/0/schema/maximum"), json!(1000)),
        (&format!("{LIST}/parameters/1/schema/enum"), json!(["up", "down", "random"])),
        (&format!("{LIST}/responses/409"), json!({ "content": {} })),
        (&format!("{LIST}/responses/200/headers/X-More"), json!({})),
        (&format!("{LIST}/summary"), json!("another word")),
        (&format!("{THING}/properties/more"), json!({ "type": "string" })),
        (&format!("{THING}/required"), json!(["key", "state", "parts", "note"])),
        (&format!("{THING}/properties/state/enum"), json!(["open"])),
        (&format!("{THING}/properties/count/maximum"), json!(9)),
        (&format!("{THING}/properties/note/type"), json!("string")),
        (&format!("{SENT}/properties/more"), json!({ "type": "string" })),
        (&format!("{SENT}/required"), json!([])),
        (&format!("{SENT}/properties/kind/enum"), json!(["a", "b", "c"])),
        (&format!("{SENT}/properties/name/maxLength"), json!(30)),
        (&format!("{SENT}/properties/name/type"), json!(["string", "integer"])),
    ];
    for (place, value) in cases {
        assert_eq!(breaks(&document(), &with(place, value)), Vec::<String>::new(), "{place}");
    }
    assert!(breaks(&document(), &document()).is_empty());
}

#[test]
fn a_list_of_words_that_says_it_may_grow_may_grow() {
    let mut earlier = document();
    let mut later = with(&format!("{THING}/properties/state/enum"), json!(["open", "shut", "ajar"]));
    for document in [&mut earlier, &mut later] {
        document.pointer_mut(&format!("{THING}/properties/state")).unwrap()["x-extensible-enum"] = json!(true);
    }
    assert!(breaks(&earlier, &later).is_empty());
}
