//! `If-Match`: whoever changes something says which version of it was looked at.

use crate::answer::is_of;
use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use actix_web::dev::Payload;
use actix_web::http::header::{Header as _, IF_MATCH, IfMatch as Tags};
use actix_web::{FromRequest, HttpRequest};
use contracts::problem::{Code, FieldError};
use std::future::{Ready, ready};
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// The versions that the caller knows (前提版本): what is changed must be one of them. Without the header a change
/// is refused with 428, so that nobody overwrites what another has written; `*` is any version.
#[derive(Debug)]
pub struct IfMatch(Tags);

impl IfMatch {
    /// Is this the version that the caller looked at? `version` is the text that made the `ETag`.
    #[must_use]
    pub fn is(&self, version: &str) -> bool {
        match &self.0 {
            Tags::Any => true,
            Tags::Items(tags) => tags.iter().any(|known| is_of(known, version)),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(IF_MATCH) {
            let zh = "须以 If-Match 给出所见版本的 ETag";
            let fault = Fault::new(Code::PreconditionRequired);
            return ready(Err(fault.detail(zh, "If-Match names the ETag of the version that was looked at")));
        }
        let read = Tags::parse(request).map(Self).map_err(|error| {
            let field = FieldError::new("If-Match", "应为 ETag 或 *", "must be an ETag or *");
            Fault::new(Code::InvalidHeader).errors([field]).because(error.to_string())
        });
        ready(read)
    }
}

impl Argument for IfMatch {
    fn describe(sketch: &mut Sketch) {
        let header = ParameterBuilder::new()
            .name(IF_MATCH.as_str())
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("所见版本的 ETag / ETag of the version that was looked at"))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        sketch.parameters([header.build()]);
        sketch.errors(&[Code::PreconditionRequired, Code::PreconditionFailed, Code::InvalidHeader]);
    }
}
