//! Answers held against the document that promises them: status, media type, headers and body.

use jsonschema::{Registry, Validator};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// The name under which the document lies in the registry.
const NAME: &str = "fangxin:/openapi";

/// What came back.
pub(crate) struct Came<'a> {
    pub(crate) status: u16,
    pub(crate) media_type: Option<&'a str>,
    pub(crate) has_header: &'a dyn Fn(&str) -> bool,
    pub(crate) body: &'a [u8],
}

/// The document of a server, ready to be held against its answers.
pub(crate) struct Promises {
    paths: Map<String, Value>,
    registry: Registry<'static>,
    ready: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Promises {
    pub(crate) fn of(mut document: Value) -> Self {
        let mut parts = BTreeSet::new();
        parts_of(&document, &mut parts);
        for (name, schema) in document["components"]["schemas"].as_object_mut().unwrap() {
            close(schema, !parts.contains(&format!("#/components/schemas/{name}")));
        }
        let paths = document["paths"].as_object().unwrap().clone();
        let registry = Registry::new().add(NAME, document).unwrap().prepare().unwrap();
        Self { paths, registry, ready: Mutex::default() }
    }

    /// Is an answer one of those that the document names?
    pub(crate) fn kept(&self, method: &str, path: &str, came: &Came<'_>) -> Result<(), String> {
        let Some((template, methods)) = self.place(path) else {
            return match came.status {
                400.. => self.body("/components/schemas/Problem", came.body),
                status => Err(format!("the document knows no such path, and yet {status}")),
            };
        };
        let is_head = method == "HEAD";
        let name = if is_head { "get".to_owned() } else { method.to_lowercase() };
        let Some(operation) = methods.get(&name) else {
            return match came.status {
                // Whoever asks too much or names no address is refused before anybody looks at the method.
                405 | 429 => self.body("/components/schemas/Problem", came.body),
                status => Err(format!("{template} knows no {method}, and yet {status}")),
            };
        };
        let pointer = format!("/paths/{}/{name}/responses/{}", escaped(template), came.status);
        let Some(response) = operation["responses"].get(came.status.to_string()) else {
            return Err(format!("the status {} is not in the document", came.status));
        };
        for header in response["headers"].as_object().into_iter().flatten().map(|(header, _)| header) {
            if !(came.has_header)(header) {
                return Err(format!("the header {header} is missing"));
            }
        }
        let Some(content) = response["content"].as_object().filter(|content| !content.is_empty()) else {
            return if came.body.is_empty() {
                Ok(())
            } else {
                Err("there is a body, of which nothing is said".to_owned())
            };
        };
        let media_type = came.media_type.unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !content.contains_key(media_type) && !content.contains_key("*/*") {
            return Err(format!("the media type {media_type:?} is not in the document"));
        }
        let schema = format!("{pointer}/content/{}/schema", escaped(media_type));
        if response["content"].get(media_type).is_none() {
            return Ok(());
        }
        match media_type {
            _ if is_head => Ok(()),
            "application/x-ndjson" => {
                let lines = came.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
                lines.into_iter().try_for_each(|line| self.body(&schema, line))
            }
            media_type if media_type.ends_with("json") => self.body(&schema, came.body),
            _ => Ok(()),
        }
    }

    /// The template of a path, and its methods: a fixed word comes before a parameter, as in the router.
    fn place(&self, path: &str) -> Option<(&String, &Map<String, Value>)> {
        let fits = |template: &str| {
            let (mut parts, mut words) = (template.split('/'), path.split('/'));
            loop {
                match (parts.next(), words.next()) {
                    (None, None) => return true,
                    (Some(part), Some(word)) if part == word || part.starts_with('{') && !word.is_empty() => {}
                    _ => return false,
                }
            }
        };
        let of_parameters = |template: &str| template.split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>();
        let found = self.paths.iter().filter(|(template, _)| fits(template));
        let best = found.min_by_key(|(template, _)| of_parameters(template))?;
        Some((best.0, best.1.as_object()?))
    }

    fn body(&self, pointer: &str, body: &[u8]) -> Result<(), String> {
        let value: Value = serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?;
        let found: Vec<String> = self
            .validator(pointer)
            .iter_errors(&value)
            .map(|error| {
                let at = error.instance_path().to_string();
                format!("{at}: {error}")
            })
            .take(5)
            .collect();
        if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        if let Some(ready) = self.ready.lock().unwrap().get(pointer) {
            return Arc::clone(ready);
        }
        let schema = json!({ "$ref": format!("{NAME}#{}", encoded(pointer)) });
        let options = jsonschema::options().with_registry(&self.registry).should_validate_formats(true);
        let made = Arc::new(options.build(&schema).unwrap());
        self.ready.lock().unwrap().insert(pointer.to_owned(), Arc::clone(&made));
        made
    }
}

/// A part of a JSON pointer.
fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

/// A pointer as the fragment of an address.
fn encoded(pointer: &str) -> String {
    pointer.replace('{', "%7B").replace('}', "%7D")
}

/// The schemas that are only a part of an object.
fn parts_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let parts = fields.get("allOf").and_then(Value::as_array).into_iter().flatten();
            found.extend(parts.filter_map(|part| part["$ref"].as_str()).map(str::to_owned));
            fields.values().for_each(|value| parts_of(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| parts_of(value, found)),
        _ => {}
    }
}

/// Whoever reads the document takes its fields for all there are, so an answer may have no other. Where several
/// schemas make one object together, each has only a part of the fields, and the whole is closed.
fn close(schema: &mut Value, is_whole: bool) {
    match schema {
        Value::Object(fields) => {
            let is_open = is_whole && !fields.contains_key("additionalProperties");
            let whole = fields.contains_key("properties") && fields.get("type") == Some(&json!("object"));
            let joined = fields.contains_key("allOf");
            if is_open && (whole || joined) {
                fields.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
            }
            for (name, part) in fields.iter_mut() {
                close(part, name != "allOf");
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| close(part, is_whole)),
        _ => {}
    }
}
