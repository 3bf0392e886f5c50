//! The document as a page to browse. All its files are in the binary; it asks no other host for anything.

use super::document;
use crate::api::{Api, ApiError, Reply, Sketch};
use crate::blocking::blocking;
use crate::caller::Public;
use crate::extract::{Path, State};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use contracts::problem::Code;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::OnceLock;
use utoipa::IntoParams;
use utoipa::openapi::{ContentBuilder, ResponseBuilder};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

/// Files of Swagger UI that the page needs, and their types.
const FILES: [(&str, &str); 3] = [
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("favicon-32x32.png", "image/png"),
];

const HOME: &str = r#"<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>放心 接口文档 / Fangxin API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"#;

/// No validator: the page would send the document's address to another host.
const START: &str = r##"SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  validatorUrl: null,
});
"##;

/// What the page may load: its own files only. Swagger UI sets styles of elements itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

type Files = BTreeMap<&'static str, (&'static str, Bytes)>;

/// The document and the files of its page. They are made when they are first asked for: both take longer than all the
/// rest of a start, and most processes are never asked.
pub(crate) struct Assets {
    apis: Vec<Api>,
    document: OnceLock<Result<Bytes, ApiError>>,
    files: OnceLock<Result<Files, String>>,
}

impl Assets {
    /// Those of these Apis and of the house.
    pub(crate) fn of(apis: Vec<Api>) -> Self {
        Self { apis, document: OnceLock::new(), files: OnceLock::new() }
    }

    fn document(&self) -> Result<Bytes, Fault> {
        let made = self.document.get_or_init(|| document(&self.apis).map(Bytes::from));
        made.clone().map_err(|error| Fault::internal(error.to_string()))
    }

    fn file(&self, name: &str) -> Result<(&'static str, Bytes), Fault> {
        let files = self.files.get_or_init(|| Self::unpacked().map_err(|error| error.to_string()));
        let files = files.as_ref().map_err(|error| Fault::internal(error.as_str()))?;
        files.get(name).cloned().ok_or_else(|| Fault::new(Code::NotFound))
    }

    /// Unpacks the files that travel in the binary.
    fn unpacked() -> Result<Files, zip::result::ZipError> {
        let mut archive = zip::ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
        let mut files = BTreeMap::from([("start.js", (FILES[1].1, Bytes::from_static(START.as_bytes())))]);
        for (name, kind) in FILES {
            let place = archive
                .file_names()
                .flatten()
                .find(|path| path.ends_with(&format!("/dist/{name}")))
                .map(std::borrow::Cow::into_owned)
                .ok_or(zip::result::ZipError::FileNotFound)?;
            let mut bytes = Vec::new();
            archive.by_name(&place)?.read_to_end(&mut bytes)?;
            files.insert(name, (kind, bytes.into()));
        }
        Ok(files)
    }
}

/// A file of the page, or the document (页面文件).
pub(crate) struct Page {
    kind: &'static str,
    bytes: Bytes,
    is_lasting: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct OneFile {
    /// Name of the file.
    file: String,
}

impl Page {
    pub(crate) async fn document(_: Public, assets: State<Assets>) -> Result<Self, Fault> {
        let bytes = blocking(move || assets.document()).await?;
        Ok(Self { kind: "application/json", bytes, is_lasting: false })
    }

    pub(crate) async fn home(_: Public) -> Self {
        Self { kind: "text/html; charset=utf-8", bytes: Bytes::from_static(HOME.as_bytes()), is_lasting: false }
    }

    pub(crate) async fn file(_: Public, path: Path<OneFile>, assets: State<Assets>) -> Result<Self, Fault> {
        let (kind, bytes) = blocking(move || assets.file(&path.file)).await?;
        Ok(Self { kind, bytes, is_lasting: true })
    }
}

impl Responder for Page {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.kind)
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((CACHE_CONTROL, if self.is_lasting { "public, max-age=3600" } else { "no-cache" }))
            .body(self.bytes)
    }
}

impl Reply for Page {
    fn describe(sketch: &mut Sketch) {
        let any = ContentBuilder::new().build();
        sketch.reply(200, ResponseBuilder::new().description("文件 / The file").content("*/*", any));
    }
}
