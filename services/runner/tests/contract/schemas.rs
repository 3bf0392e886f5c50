//! Two schemas of one thing, and whether the later one still fits whoever knows the earlier one.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Who writes what a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The caller: what was right must stay right.
    Request,
    /// The server: it may say nothing that was not to be expected.
    Answer,
}

/// Upper and lower bounds of a value.
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "exclusiveMaximum"];
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "exclusiveMinimum"];

/// A walk through two documents.
pub(crate) struct Walk<'a> {
    earlier: &'a Value,
    later: &'a Value,
    /// Pairs that were compared, so that a schema that names itself comes to an end.
    seen: BTreeSet<u64>,
    found: Vec<String>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(earlier: &'a Value, later: &'a Value) -> Self {
        Self { earlier, later, seen: BTreeSet::new(), found: Vec::new() }
    }

    pub(crate) fn found(&mut self, place: &str, what: &str) {
        self.found.push(format!("{place}: {what}"));
    }

    /// Every break, in order of the places.
    pub(crate) fn done(mut self) -> Vec<String> {
        self.found.sort();
        self.found.dedup();
        self.found
    }

    /// Compares two schemas and notes what breaks.
    pub(crate) fn compare(&mut self, place: &str, earlier: &Value, later: &Value, side: Side) {
        let (was, is) = (forms(self.earlier, earlier), forms(self.later, later));
        // Each form that may come must be one that is borne: of answers those that may come now, of requests
        // those that could come before.
        let (come, borne) = if side == Side::Answer { (&is, &was) } else { (&was, &is) };
        for form in come {
            let best = borne.iter().map(|other| {
                let (was, is) = if side == Side::Answer { (other, form) } else { (form, other) };
                let mut inner = Walk { found: Vec::new(), seen: self.seen.clone(), ..*self };
                inner.compare_forms(place, was, is, side);
                // Whether two forms are the same kind of thing at all counts more than how much they differ.
                ((kind(was) != kind(is), inner.found.len()), inner)
            });
            match best.min_by_key(|(rank, _)| *rank) {
                Some((_, inner)) => {
                    self.found.extend(inner.found);
                    self.seen = inner.seen;
                }
                None => self.found(place, "nothing is allowed"),
            }
        }
    }

    fn compare_forms(&mut self, place: &str, was: &Map<String, Value>, is: &Map<String, Value>, side: Side) {
        let mut pair = DefaultHasher::new();
        (was, is, side == Side::Answer).hash(&mut pair);
        if !self.seen.insert(pair.finish()) {
            return;
        }
        let (before, now) = (kind(was), kind(is));
        // A number may be whole, and who bears anything bears this.
        let (narrow, wide) = if side == Side::Answer { (&now, &before) } else { (&before, &now) };
        if narrow != wide && !wide.is_null() && !(narrow == "integer" && wide == "number") {
            self.found(place, &format!("the type was {before} and is {now}"));
            return;
        }
        self.of_words(place, was, is, side);
        for name in ["format", "pattern"] {
            let (before, now) = (was.get(name), is.get(name));
            let breaks = if side == Side::Answer { before.is_some() } else { now.is_some() };
            if before != now && breaks {
                self.found(place, &format!("the {name} was {} and is {}", said(before), said(now)));
            }
        }
        self.of_bounds(place, was, is, side);
        self.of_fields(place, was, is, side);
        let pairs = |name: &str| Some((was.get(name)?, is.get(name)?));
        if let Some((was, is)) = pairs("items") {
            self.compare(&format!("{place}[]"), was, is, side);
        }
        let (before, now) = (was.get("prefixItems"), is.get("prefixItems"));
        if before.map(|list| list.as_array().map(Vec::len)) != now.map(|list| list.as_array().map(Vec::len)) {
            self.found(place, "the list has another length");
        }
        let lists = before.and_then(Value::as_array).zip(now.and_then(Value::as_array));
        for (at, (was, is)) in lists.into_iter().flat_map(|(was, is)| was.iter().zip(is)).enumerate() {
            self.compare(&format!("{place}[{at}]"), was, is, side);
        }
    }

    /// The words of a list.
    fn of_words(&mut self, place: &str, was: &Map<String, Value>, is: &Map<String, Value>, side: Side) {
        let words = |schema: &Map<String, Value>| match (schema.get("enum"), schema.get("const")) {
            (Some(words), _) => words.as_array().cloned(),
            (None, word) => word.map(|word| vec![word.clone()]),
        };
        let (before, now) = (words(was), words(is));
        let (come, borne) = if side == Side::Answer { (now, before) } else { (before, now) };
        let Some(borne) = borne else { return };
        if side == Side::Answer && was.get("x-extensible-enum") == Some(&json!(true)) {
            return;
        }
        let verb = if side == Side::Answer { "is a new word of the answer" } else { "is taken no more" };
        match come {
            None => self.found(place, "a list of words is free text on one side"),
            Some(come) => {
                for word in come.iter().filter(|word| !borne.contains(word)) {
                    self.found(place, &format!("{word} {verb}"));
                }
            }
        }
    }

    fn of_bounds(&mut self, place: &str, was: &Map<String, Value>, is: &Map<String, Value>, side: Side) {
        for (names, is_upper) in [(UPPER, true), (LOWER, false)] {
            for name in names {
                let bound = |schema: &Map<String, Value>| schema.get(name).and_then(Value::as_f64);
                let (before, now) = (bound(was), bound(is));
                let (come, borne) = if side == Side::Answer { (now, before) } else { (before, now) };
                let is_outside = match (come, borne) {
                    (_, None) => false,
                    (None, Some(_)) => true,
                    (Some(come), Some(borne)) => {
                        if is_upper {
                            come > borne
                        } else {
                            come < borne
                        }
                    }
                };
                if is_outside {
                    self.found(place, &format!("{name} was {} and is {}", said(was.get(name)), said(is.get(name))));
                }
            }
        }
    }

    /// The fields of an object.
    fn of_fields(&mut self, place: &str, was: &Map<String, Value>, is: &Map<String, Value>, side: Side) {
        let (before, now) = (properties(was), properties(is));
        let (needed, needed_now) = (required(was), required(is));
        for (name, earlier) in &before {
            let place = format!("{place}.{name}");
            let Some(later) = now.get(name) else {
                self.found(&place, "the field is gone");
                continue;
            };
            if side == Side::Answer && needed.contains(name) && !needed_now.contains(name) {
                self.found(&place, "the field may be left out, which it could not");
            }
            self.compare(&place, earlier, later, side);
        }
        if side == Side::Request {
            for name in needed_now.difference(&needed) {
                self.found(&format!("{place}.{name}"), "the field is required, which it was not");
            }
        }
        let others = |schema: &Map<String, Value>| schema.get("additionalProperties").cloned().unwrap_or(json!(true));
        match (others(was), others(is)) {
            (was, is) if was == is => {}
            (was, Value::Bool(false)) if side == Side::Request && was != json!(false) => {
                self.found(place, "other fields are taken no more");
            }
            (was @ Value::Object(_), is @ Value::Object(_)) => self.compare(&format!("{place}.*"), &was, &is, side),
            (Value::Object(_), Value::Bool(true)) if side == Side::Answer => {
                self.found(place, "other fields may hold anything");
            }
            _ => {}
        }
    }
}

/// The forms that a value may have, each of one type, with references followed.
fn forms(document: &Value, schema: &Value) -> Vec<Map<String, Value>> {
    let Some(fields) = schema.as_object() else { return vec![Map::new()] };
    if let Some(place) = fields.get("$ref").and_then(Value::as_str) {
        let there = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return there.map_or_else(Vec::new, |schema| forms(document, schema));
    }
    if let Some(parts) = fields.get("allOf").and_then(Value::as_array) {
        return vec![joined(document, parts)];
    }
    for name in ["oneOf", "anyOf"] {
        if let Some(all) = fields.get(name).and_then(Value::as_array) {
            return all.iter().flat_map(|schema| forms(document, schema)).collect();
        }
    }
    match fields.get("type") {
        Some(Value::Array(types)) => {
            let of_type = |one: &Value| {
                fields
                    .iter()
                    .map(|(name, value)| (name.clone(), if name == "type" { one.clone() } else { value.clone() }))
                    .collect()
            };
            types.iter().map(of_type).collect()
        }
        _ => vec![fields.clone()],
    }
}

/// Parts that make one object together.
fn joined(document: &Value, parts: &[Value]) -> Map<String, Value> {
    let (mut all, mut needed) = (BTreeMap::new(), BTreeSet::new());
    for form in parts.iter().flat_map(|part| forms(document, part)) {
        needed.extend(required(&form));
        all.extend(properties(&form));
    }
    let mut whole = Map::new();
    whole.insert("type".to_owned(), json!("object"));
    whole.insert("properties".to_owned(), json!(all));
    whole.insert("required".to_owned(), json!(needed));
    whole
}

fn kind(schema: &Map<String, Value>) -> Value {
    schema.get("type").cloned().unwrap_or_default()
}

fn properties(schema: &Map<String, Value>) -> BTreeMap<String, Value> {
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields.map(|(name, schema)| (name.clone(), schema.clone())).collect()
}

fn required(schema: &Map<String, Value>) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn said(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}
