//! The browser goes on to another address.

use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{HeaderBuilder, ResponseBuilder};

/// The way to another address (转到), with a cookie for the way back. Nobody on the way keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeeOther {
    /// Where to.
    pub location: String,
    /// The whole of `Set-Cookie`.
    pub cookie: String,
}

impl Responder for SeeOther {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let values = (HeaderValue::from_str(&self.location), HeaderValue::from_str(&self.cookie));
        match values {
            (Ok(location), Ok(cookie)) => HttpResponse::SeeOther()
                .insert_header((LOCATION, location))
                .insert_header((SET_COOKIE, cookie))
                .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
                .finish(),
            (Err(error), _) | (_, Err(error)) => HttpResponse::from_error(Fault::internal(error)),
        }
    }
}

impl Reply for SeeOther {
    fn describe(sketch: &mut Sketch) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let location = HeaderBuilder::new().schema(Some(text)).description(Some("去往何处 / Where to")).build();
        sketch.reply(303, ResponseBuilder::new().description("转到 / Go on there").header("Location", location));
    }
}
