//! What is answered: JSON with its version, things newly made, lines, downloads, nothing.

mod about;
mod accepted;
mod attachment;
mod calendar;
mod changed;
mod csv_file;
mod held;
mod json;
mod kept;
mod lines;
mod noted;
mod once;
mod see_other;
mod workbook;

pub use about::About;
pub use accepted::Accepted;
pub use attachment::{Attachment, TableType};
pub use calendar::CalendarFile;
pub use changed::Changed;
pub use csv_file::CsvFile;
pub use held::Held;
pub(crate) use json::is_of;
pub use json::{Admitted, Answer, Concerning, Created, Grounded, NoContent, Versioned};
pub use kept::{Kept, Outcome};
pub use lines::{Lines, Ndjson};
pub use noted::Noted;
pub use once::KeptOnce;
pub use see_other::SeeOther;
pub use workbook::Workbook;

use crate::api::{Reply, Sketch};
use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

/// A CSV file to keep (下载文件): its name and its text in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Name of the file, in any script.
    pub name: String,
    /// The text.
    pub text: Vec<u8>,
}

impl Responder for Download {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header(attachment::kept_as(self.name))
            .body(self.text)
    }
}

impl Reply for Download {
    fn describe(sketch: &mut Sketch) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let content = ContentBuilder::new().schema(Some(text)).build();
        sketch.reply(200, ResponseBuilder::new().description("CSV 文件 / A CSV file").content("text/csv", content));
    }
}
