//! The answer to a change: what it made of the thing, and the version that is now.

use super::json::{described, tag_of, text_header};
use super::kept::{Kept, Outcome, sent};
use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa::ToSchema;

/// Something as it is after a change (变更后的内容), with the `ETag` that the next change names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<T> {
    /// As it is now.
    pub body: T,
    /// The text that makes its `ETag`.
    pub version: String,
}

impl<T: Serialize> Changed<T> {
    fn stub(self) -> Result<Kept, Fault> {
        let tag = tag_of(self.version.as_bytes()).to_string();
        Ok(Kept { tag: Some(tag), ..Kept::json(StatusCode::OK, &self.body)? })
    }
}

impl<T: Serialize + Send + 'static> Outcome for Changed<T> {
    fn kept(self) -> Result<Kept, Fault> {
        self.stub()
    }
}

impl<T: Serialize> Responder for Changed<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        sent(self.stub())
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Changed<T> {
    fn describe(sketch: &mut Sketch) {
        let response = described::<T>(sketch, "应答 / The answer");
        sketch.reply(200, response.header("ETag", text_header("版本 / The version")));
    }
}
