//! A CSV file however long.

use super::{Attachment, Download, TableType};
use crate::api::{Reply, Sketch};
use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use std::fs::File;
use std::sync::Arc;

/// A CSV file to keep (下载文件) that no memory need hold: as a [`Download`] to whoever asks, sent as an
/// [`Attachment`].
#[derive(Debug, Clone)]
pub struct CsvFile {
    /// Name of the file, in any script.
    pub name: String,
    /// The file, which nobody changes any more, in UTF-8.
    pub file: Arc<File>,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Responder for CsvFile {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let Self { name, file, bytes } = self;
        Attachment { name, table: TableType::Csv, file, bytes, was_ready: false }.respond_to(request)
    }
}

impl Reply for CsvFile {
    fn describe(sketch: &mut Sketch) {
        Download::describe(sketch);
    }
}
