//! What happens around every request: number, checks at the door, problem, headers, audit entry, log line.

use super::connection::{Hands, held};
use super::encoded::encoded;
use super::limiter;
use super::traced;
use crate::api::Pattern;
use crate::audit;
use crate::caller::Anybody;
use crate::extract::door;
use crate::fault::Fault;
use crate::rim::Rim;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use contracts::problem::Code;
use contracts::span::{self, Side, Span};
use std::sync::Arc;
use std::time::Instant;

pub(super) static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest number of a request that is taken over from the caller.
const LONGEST: usize = 64;
/// An answer that is not a page loads nothing and is shown in no frame.
pub(super) const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

struct Number(String);

/// The number of a request, as its answer, its audit entry and the log say it.
pub(crate) fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<Number>().map(|number| number.0.clone()).unwrap_or_default()
}

pub(super) async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let hands = request.conn_data::<Hands>().cloned().unwrap_or_default();
    let in_hand = hands.hold();
    let number = number(request.headers());
    let (trace, parent) = traced::of(request.headers(), &number);
    request.extensions_mut().insert(Number(number.clone()));
    let mut response = match door::check(&request) {
        Ok(()) => traced::within(trace, next.call(request)).await?.map_into_boxed_body(),
        Err(fault) => {
            let limited = limiter::unknown(request.request()).err();
            request.error_response(limited.unwrap_or(fault))
        }
    };
    let pattern = response.request().app_data::<Pattern>().map_or_else(|| Arc::from("-"), |found| Arc::clone(&found.0));
    if response.status().is_client_error() || response.status().is_server_error() {
        response = with_problem(response, &number);
    }
    if let Some(rim) = response.request().app_data::<Arc<Rim>>().cloned() {
        limiter::tell(&rim, &mut response);
    }
    response = encoded(response).await;
    head(&mut response, &number);
    let status = response.status().as_u16();
    let request = response.request();
    let took = started.elapsed();
    if let Some(rim) = request.app_data::<Arc<Rim>>() {
        rim.metrics.note(request.method(), &pattern, status, took);
        audit::note(rim, &response, &pattern, &number);
    }
    let name = || format!("{} {pattern}", request.method());
    span::put(|| Span { trace, parent, side: Side::Served, name: name(), took, status: Some(status) }, trace);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    // The pattern, never the path: a path may name a person.
    let (method, trace_id) = (request.method(), format_args!("{:032x}", trace.trace));
    tracing::info!(request_id = number, %trace_id, %method, pattern = &*pattern, status, micros, "request");
    Ok(response.map_body(|_, body| held(body, in_hand)))
}

/// The caller's number if it is short and plain, else a new one.
fn number(headers: &HeaderMap) -> String {
    let plain = |text: &&str| {
        let mut bytes = text.bytes();
        (1..=LONGEST).contains(&text.len()) && bytes.all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let given = headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok()).filter(plain);
    // Without randomness the request is served all the same; only its number says nothing.
    given.map_or_else(|| crate::random::hexadecimal().unwrap_or_else(|_| "0".to_owned()), str::to_owned)
}

/// Every error becomes a problem that names the request; the cause of a server's fault goes to the log.
fn with_problem(response: ServiceResponse<BoxBody>, number: &str) -> ServiceResponse<BoxBody> {
    let path = response.request().uri().path().to_owned();
    let answer = |fault: &Fault| {
        match fault.code() {
            // Somebody is away or not ready yet, which passes; who must know asks for it.
            Code::Unavailable => tracing::warn!(request_id = number, causes = fault.causes(), "{fault}"),
            code if code.is_fault() => tracing::error!(request_id = number, causes = fault.causes(), "{fault}"),
            _ => {}
        }
        fault.answer(Some(&path), Some(number))
    };
    let error = response.response().error();
    let shown = match error.and_then(|error| error.as_error::<Fault>()) {
        Some(fault) => answer(fault),
        // Everything of this crate fails with a fault, so this is a bug.
        None => answer(&Fault::internal(error.map_or_else(|| response.status().to_string(), ToString::to_string))),
    };
    response.into_response(shown)
}

fn head(response: &mut ServiceResponse<BoxBody>, number: &str) {
    let is_public = response.request().extensions().contains::<Anybody>();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(number) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !is_public {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
}
