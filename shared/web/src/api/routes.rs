//! From operations to routes: every path knows its methods, and answers any other with 405.

use super::{Api, Operation};
use crate::fault::Fault;
use crate::server::limiter;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use contracts::problem::Code;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parts of a path, each saying first whether it is a parameter. The router takes the first match, so a
/// fixed word must come before a parameter at the same place, as it does in this order.
type Place<'a> = Vec<(bool, &'a str)>;

/// Each path with its methods, in the order in which the router must try them.
type Paths<'a> = BTreeMap<Place<'a>, Vec<(&'a Api, &'a Operation)>>;

/// The methods of a path whose handlers read the query.
pub(crate) struct ReadQuery(Vec<Method>);

impl ReadQuery {
    /// Does the handler of this method read the query?
    pub(crate) fn by(&self, method: &Method) -> bool {
        self.0.contains(if method == Method::HEAD { &Method::GET } else { method })
    }
}

/// The path of an operation as the document writes it, with its parameters in braces.
pub(crate) struct Pattern(pub(crate) Arc<str>);

/// One resource for each path of the Apis, in the order in which the router must try them, by prefix: the
/// router tries one after the other, so that it had better not try all paths of all services.
pub(crate) fn routes(apis: &[Api]) -> Vec<(String, Vec<Resource>)> {
    let mut prefixes: BTreeMap<&str, Paths<'_>> = BTreeMap::new();
    for api in apis {
        let paths = prefixes.entry(&api.prefix).or_default();
        for operation in &api.operations {
            let place = operation.path.split('/').map(|part| (part.starts_with('{'), part)).collect();
            paths.entry(place).or_default().push((api, operation));
        }
    }
    let resources = |paths: Paths<'_>| paths.into_values().filter_map(|found| resource(&found)).collect();
    // The house, which has no prefix, comes last.
    prefixes.into_iter().rev().map(|(prefix, paths)| (prefix.to_owned(), resources(paths))).collect()
}

fn resource(operations: &[(&Api, &Operation)]) -> Option<Resource> {
    let (api, first) = operations.first()?;
    let mut resource = web::resource(first.path.strip_prefix(&api.prefix).unwrap_or(&first.path));
    for add in api.states.values() {
        resource = add(resource);
    }
    let readers = operations.iter().filter(|(_, operation)| operation.outline.reads_query());
    resource = resource.app_data(Pattern(first.path.as_str().into()));
    resource = resource.app_data(ReadQuery(readers.map(|(_, operation)| operation.method.clone()).collect()));
    let mut allowed = Vec::new();
    for (_, operation) in operations {
        resource = resource.route((operation.make)(operation.method.clone()));
        allowed.push(operation.method.to_string());
        if operation.method == Method::GET {
            resource = resource.route((operation.make)(Method::HEAD));
            allowed.push(Method::HEAD.to_string());
        }
    }
    allowed.sort();
    let allowed = allowed.join(", ");
    Some(
        resource
            .default_service(web::to(move |request: HttpRequest| std::future::ready(wrong_method(&request, &allowed)))),
    )
}

fn wrong_method(request: &HttpRequest, allowed: &str) -> HttpResponse {
    if let Err(fault) = limiter::unknown(request) {
        return HttpResponse::from_error(fault);
    }
    let fault = Fault::new(Code::MethodNotAllowed)
        .detail(format!("可用的方法：{allowed}"), format!("methods that are supported: {allowed}"));
    HttpResponse::from_error(match HeaderValue::from_str(allowed) {
        Ok(value) => fault.header(ALLOW, value),
        Err(error) => fault.because(error),
    })
}

/// What is answered where there is nothing.
pub(crate) async fn nothing(request: HttpRequest) -> HttpResponse {
    HttpResponse::from_error(limiter::unknown(&request).err().unwrap_or_else(|| Fault::new(Code::NotFound)))
}
