//! Answers that can be kept and given again.

use crate::fault::Fault;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderName, HeaderValue, LOCATION};
use serde::Serialize;

/// An answer as it is kept (应答存根): what a caller sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// HTTP status.
    pub status: u16,
    /// Where something is that was made.
    pub location: Option<String>,
    /// Version of what is shown, as the `ETag` says it.
    pub tag: Option<String>,
    /// JSON, or empty.
    pub body: Vec<u8>,
}

/// An answer that says of itself all that is sent (可留存的应答).
pub trait Outcome: Send + 'static {
    /// What is sent.
    ///
    /// # Errors
    /// An internal fault if it cannot be written as JSON.
    fn kept(self) -> Result<Kept, Fault>;
}

impl Kept {
    pub(super) fn json<T: Serialize>(status: StatusCode, body: &T) -> Result<Self, Fault> {
        Ok(Self::of(status, serde_json::to_vec(body).map_err(Fault::internal)?))
    }

    pub(super) fn of(status: StatusCode, body: Vec<u8>) -> Self {
        Self { status: status.as_u16(), location: None, tag: None, body }
    }

    /// The answer as it is sent.
    pub(crate) fn respond(self) -> HttpResponse {
        let status = match StatusCode::from_u16(self.status) {
            Ok(status) => status,
            Err(error) => return HttpResponse::from_error(Fault::internal(error)),
        };
        let mut response = if self.body.is_empty() {
            HttpResponse::new(status)
        } else {
            HttpResponse::build(status).content_type("application/json").body(self.body)
        };
        let headers: [(HeaderName, Option<String>); 2] = [(LOCATION, self.location), (ETAG, self.tag)];
        for (name, value) in headers {
            match value.map(HeaderValue::try_from).transpose() {
                Ok(Some(value)) => drop(response.headers_mut().insert(name, value)),
                Ok(None) => {}
                Err(error) => return HttpResponse::from_error(Fault::internal(error)),
            }
        }
        response
    }
}

/// What a result is sent as.
pub(super) fn sent(kept: Result<Kept, Fault>) -> HttpResponse {
    kept.map_or_else(HttpResponse::from_error, Kept::respond)
}
