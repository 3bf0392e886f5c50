//! Answers in a coding that the caller accepts. Only whole bodies are encoded: lines flow out as they are made.

use crate::coding::Coding;
use crate::fault::Fault;
use actix_web::body::{BodySize, BoxBody, MessageBody as _};
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, VARY};

/// Bodies of fewer bytes are sent as they are: they fit into one packet anyhow.
const LEAST: usize = 1024;
/// Bodies of more bytes are encoded beside the threads that serve requests.
const LONG: usize = 32 * 1024;

/// The answer in the coding that the caller likes best, if that makes it smaller.
pub(super) async fn encoded(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    // Also where nothing is encoded: whoever keeps answers must know what they depend on.
    response.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    let Some(coding) = Coding::wanted(response.request().headers()) else { return response };
    if response.status() == StatusCode::NOT_MODIFIED {
        weaken_known(&mut response);
        return response;
    }
    let long_enough = matches!(response.response().body().size(), BodySize::Sized(size) if size >= LEAST as u64);
    if !long_enough || !is_text(response.headers()) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return ServiceResponse::new(request, response.set_body(body)),
    };
    let shared = bytes.clone();
    let made = if bytes.len() <= LONG {
        coding.encode(&shared).map_err(Fault::internal)
    } else {
        crate::blocking(move || coding.encode(&shared).map_err(Fault::internal)).await
    };
    match made {
        Ok(made) if made.len() < bytes.len() => {
            let mut response = response.set_body(BoxBody::new(made));
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding.token()));
            weaken(response.headers_mut());
            ServiceResponse::new(request, response)
        }
        Ok(_) => ServiceResponse::new(request, response.set_body(BoxBody::new(bytes))),
        Err(fault) => {
            // The answer is there all the same.
            tracing::warn!(causes = fault.causes(), "an answer could not be encoded");
            ServiceResponse::new(request, response.set_body(BoxBody::new(bytes)))
        }
    }
}

/// Everything but pictures and files of unknown kind.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/")
        || kind.starts_with("application/json")
        || kind.contains("+json")
        || kind.contains("ndjson")
}

/// A strong version names bytes, and those of a coding are others.
fn weaken(headers: &mut HeaderMap) {
    let weak = headers.get(ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| tag.starts_with('"'));
    if let Some(weak) = weak.and_then(|tag| HeaderValue::from_str(&format!("W/{tag}")).ok()) {
        headers.insert(ETAG, weak);
    }
}

/// Who asks with the weak version keeps an encoded answer, and finds it by that version only.
fn weaken_known(response: &mut ServiceResponse<BoxBody>) {
    let Some(tag) = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()) else { return };
    let weak = format!("W/{tag}");
    let mut known = response.request().headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    if known.any(|known| known.contains(&weak)) {
        weaken(response.headers_mut());
    }
}
