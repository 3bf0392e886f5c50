//! Files to keep: small ones as a text, large ones piece by piece from where they lie.

use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use crate::server::limiter::Ready;
use actix_web::body::{BoxBody, SizedStream};
use actix_web::http::header::{Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream::{self, Stream};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

/// Media type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Bytes that are read at once.
const PIECE: u64 = 64 * 1024;

/// What the file of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableType {
    /// A text of comma-separated values, in UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
}

impl TableType {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => XLSX,
        }
    }
}

/// The file of a table to keep (表格文件), however long: it is read as fast as its reader takes it. Several may be sent
/// it at once.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Name of the file, in any script.
    pub name: String,
    /// What it is.
    pub table: TableType,
    /// The file, which nobody changes any more.
    pub file: Arc<File>,
    /// Its length in bytes.
    pub bytes: u64,
    /// Was it made before it was asked for? Then it costs a request, whoever is in it.
    pub was_ready: bool,
}

impl Responder for Attachment {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok()
            .content_type(self.table.media_type())
            .insert_header(kept_as(self.name))
            .body(SizedStream::new(self.bytes, Box::pin(pieces(self.file, self.bytes))));
        if self.was_ready {
            response.extensions_mut().insert(Ready);
        }
        response
    }
}

impl Reply for Attachment {
    fn describe(sketch: &mut Sketch) {
        let content = |format: Option<SchemaFormat>| {
            let schema = ObjectBuilder::new().schema_type(Type::String).format(format);
            ContentBuilder::new().schema(Some(schema)).build()
        };
        let response = ResponseBuilder::new()
            .description("表格文件 / The file of a table")
            .content("text/csv", content(None))
            .content(XLSX, content(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))));
        sketch.reply(200, response);
    }
}

/// The header by which a browser keeps a file under a name in any script (RFC 5987).
pub(super) fn kept_as(name: String) -> ContentDisposition {
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into_bytes() };
    let parameters = vec![DispositionParam::FilenameExt(name)];
    ContentDisposition { disposition: DispositionType::Attachment, parameters }
}

/// The file piece by piece; no thread waits for a slow reader.
fn pieces(file: Arc<File>, bytes: u64) -> impl Stream<Item = Result<Bytes, Fault>> {
    stream::unfold(0, move |at| {
        let file = Arc::clone(&file);
        async move {
            let length = PIECE.min(bytes.saturating_sub(at));
            if length == 0 {
                return None;
            }
            let piece = crate::blocking(move || {
                let mut piece = vec![0; usize::try_from(length).map_err(Fault::internal)?];
                file.read_exact_at(&mut piece, at).map_err(Fault::internal)?;
                Ok(Bytes::from(piece))
            });
            Some((piece.await, at + length))
        }
    })
}
