//! A workbook to keep.

use super::attachment::{XLSX, kept_as};
use crate::api::{Reply, Sketch};
use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

/// An XLSX file to keep (下载表格): its name and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workbook {
    /// Name of the file, in any script.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Responder for Workbook {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type(XLSX).insert_header(kept_as(self.name)).body(self.bytes)
    }
}

impl Reply for Workbook {
    fn describe(sketch: &mut Sketch) {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        let bytes = ObjectBuilder::new().schema_type(Type::String).format(Some(binary));
        let content = ContentBuilder::new().schema(Some(bytes)).build();
        sketch.reply(200, ResponseBuilder::new().description("XLSX 文件 / An XLSX file").content(XLSX, content));
    }
}
