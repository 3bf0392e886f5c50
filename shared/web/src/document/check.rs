//! Checks of Apis before they are served.

use crate::api::{Api, ApiError};
use std::collections::BTreeSet;

/// No operation, place or id twice; the path names what the handler reads; links lead somewhere.
pub(crate) fn operations(apis: &[&Api]) -> Result<(), ApiError> {
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for operation in apis.iter().flat_map(|api| &api.operations) {
        let path = parameters(&operation.path);
        let handler = operation.outline.path_parameters();
        if path != handler {
            let (path, handler) = (path.into_iter().collect(), handler.into_iter().collect());
            return Err(ApiError::Parameters { operation: operation.name(), path, handler });
        }
        // The router tells paths apart by their words, not by the names of their parameters.
        let words = operation.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        let place = format!("{} {}", operation.method, words.collect::<Vec<_>>().join("/"));
        if !names.insert(place) {
            return Err(ApiError::Twice(operation.name()));
        }
        if !ids.insert(&operation.doc.id) {
            return Err(ApiError::Id(operation.doc.id.to_string()));
        }
    }
    links(apis)
}

/// Every link leads to an operation that has the parameters.
fn links(apis: &[&Api]) -> Result<(), ApiError> {
    let all = || apis.iter().flat_map(|api| &api.operations);
    for operation in all() {
        for link in &operation.doc.links {
            let target = all().find(|other| other.doc.id == link.id);
            let leads = target.is_some_and(|to| link.parameters.iter().all(|(name, _)| to.outline.has_parameter(name)));
            if !leads {
                return Err(ApiError::Link { operation: operation.name(), link: link.id.to_string() });
            }
        }
    }
    Ok(())
}

fn parameters(path: &str) -> BTreeSet<String> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned).collect()
}

/// Every handler gets the states that it asks for.
pub(crate) fn states(apis: &[Api]) -> Result<(), ApiError> {
    for api in apis {
        for operation in &api.operations {
            if let Some((_, state)) = operation.outline.states.iter().find(|(id, _)| !api.states.contains_key(id)) {
                return Err(ApiError::State { operation: operation.name(), state });
            }
        }
    }
    Ok(())
}

/// Every `$ref` of the document leads somewhere.
pub(super) fn references(text: &str) -> Result<(), ApiError> {
    let document: serde_json::Value =
        serde_json::from_str(text).map_err(|error| ApiError::Document(error.to_string()))?;
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(place) = fields.get("$ref").and_then(|place| place.as_str()) {
                    let held = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
                    held.ok_or_else(|| ApiError::Dangling(place.to_owned()))?;
                }
                waiting.extend(fields.values());
            }
            serde_json::Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    Ok(())
}
