//! Calendars to keep.

use super::attachment::kept_as;
use crate::api::{Reply, Sketch};
use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

const ICS: &str = "text/calendar";

/// An iCalendar file to keep (日历文件; RFC 5545): its name and its text in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// Name of the file, in any script.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Responder for CalendarFile {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(format!("{ICS}; charset=utf-8"))
            .insert_header(kept_as(self.name))
            .body(self.text)
    }
}

impl Reply for CalendarFile {
    fn describe(sketch: &mut Sketch) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let content = ContentBuilder::new().schema(Some(text)).build();
        sketch.reply(200, ResponseBuilder::new().description("日历文件 / An iCalendar file").content(ICS, content));
    }
}
