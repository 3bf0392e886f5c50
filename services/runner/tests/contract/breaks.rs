//! What of a document breaks the word that an earlier one gave.
//!
//! Whoever was written for the earlier document must get along with the later one: requests that were right stay
//! right, and answers hold nothing that he cannot read. What is added where nobody relies on its absence is none.

use crate::schemas::{Side, Walk};
use serde_json::Value;

/// Every break, each with its place.
pub(crate) fn breaks(earlier: &Value, later: &Value) -> Vec<String> {
    let mut walk = Walk::new(earlier, later);
    for (path, methods) in fields(&earlier["paths"]) {
        let Some(there) = later["paths"].get(path) else {
            walk.found(path, "the path is gone");
            continue;
        };
        for (method, operation) in fields(methods) {
            let name = format!("{} {path}", method.to_uppercase());
            match there.get(method) {
                Some(now) => of_operation(&mut walk, &name, operation, now),
                None => walk.found(&name, "the operation is gone"),
            }
        }
    }
    walk.done()
}

fn of_operation(walk: &mut Walk<'_>, name: &str, earlier: &Value, later: &Value) {
    if earlier["operationId"] != later["operationId"] {
        walk.found(name, "the operation has another id, by which programs call it");
    }
    of_callers(walk, name, &earlier["security"], &later["security"]);
    of_parameters(walk, name, &earlier["parameters"], &later["parameters"]);
    of_body(walk, name, &earlier["requestBody"], &later["requestBody"]);
    for (status, response) in fields(&earlier["responses"]) {
        let place = format!("{name} {status}");
        let Some(now) = later["responses"].get(status) else {
            walk.found(&place, "the status is gone");
            continue;
        };
        for (header, _) in fields(&response["headers"]) {
            if now["headers"].get(header).is_none() {
                walk.found(&place, &format!("the header {header} is gone"));
            }
        }
        of_content(walk, &place, &response["content"], &now["content"], Side::Answer);
    }
}

/// Who could call may call.
fn of_callers(walk: &mut Walk<'_>, name: &str, earlier: &Value, later: &Value) {
    let (was, is) = (items(earlier), items(later));
    if is.is_empty() {
        return;
    }
    if was.is_empty() {
        walk.found(name, "a token is needed, which was not");
    }
    for scope in was.iter().filter(|scope| !is.contains(scope)) {
        walk.found(name, &format!("{scope} is enough no more"));
    }
}

fn of_parameters(walk: &mut Walk<'_>, name: &str, earlier: &Value, later: &Value) {
    let is_one = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
    let is_required = |one: &Value| one["required"] == true;
    for parameter in items(earlier) {
        let place = format!("{name} parameter {}", parameter["name"]);
        let Some(now) = items(later).iter().find(|now| is_one(now, parameter)) else {
            walk.found(&place, "the parameter is gone");
            continue;
        };
        if is_required(now) && !is_required(parameter) {
            walk.found(&place, "the parameter is required, which it was not");
        }
        walk.compare(&place, &parameter["schema"], &now["schema"], Side::Request);
    }
    for now in items(later).iter().filter(|now| is_required(now)) {
        if !items(earlier).iter().any(|parameter| is_one(now, parameter)) {
            walk.found(&format!("{name} parameter {}", now["name"]), "a new parameter is required");
        }
    }
}

fn of_body(walk: &mut Walk<'_>, name: &str, earlier: &Value, later: &Value) {
    let place = format!("{name} body");
    if later["required"] == true && earlier["required"] != true {
        walk.found(&place, "a body is required, which it was not");
    }
    of_content(walk, &place, &earlier["content"], &later["content"], Side::Request);
}

fn of_content(walk: &mut Walk<'_>, place: &str, earlier: &Value, later: &Value, side: Side) {
    for (media_type, content) in fields(earlier) {
        match later.get(media_type) {
            Some(now) => walk.compare(place, &content["schema"], &now["schema"], side),
            None => walk.found(place, &format!("the media type {media_type} is gone")),
        }
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
