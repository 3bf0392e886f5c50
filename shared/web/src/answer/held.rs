//! A file that somebody has handed in, given back as it is.

use super::attachment::kept_as;
use crate::api::{Reply, Sketch};
use crate::audit::Concerned;
use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::code::PartyCode;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

/// A file that was handed in (所附文件): to be kept by whoever fetches it, and never shown by the browser as a page of
/// this house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// What it holds.
    pub content: Vec<u8>,
    /// Whom it is about, for the trail.
    pub merchants: Vec<PartyCode>,
}

impl Responder for Held {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok()
            .content_type(self.media)
            .insert_header(kept_as(self.name))
            .insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .body(self.content);
        response.extensions_mut().insert(Concerned(self.merchants));
        response
    }
}

impl Reply for Held {
    fn describe(sketch: &mut Sketch) {
        let content = || {
            let binary = Some(SchemaFormat::KnownFormat(KnownFormat::Binary));
            let schema = ObjectBuilder::new().schema_type(Type::String).format(binary);
            ContentBuilder::new().schema(Some(schema)).build()
        };
        let response = ["application/pdf", "image/jpeg", "image/png"]
            .into_iter()
            .fold(ResponseBuilder::new().description("所附文件 / A file that was handed in"), |response, media| {
                response.content(media, content())
            });
        sketch.reply(200, response);
    }
}
