//! The document as a page to browse. All its files are in the binary; it asks no other host for anything.

use crate::api::{Reply, Sketch};
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

/// The document and the files of its page, ready to be sent.
pub(crate) struct Assets {
    document: Bytes,
    files: BTreeMap<&'static str, (&'static str, Bytes)>,
}

impl Assets {
    /// Unpacks the files that travel in the binary.
    pub(crate) fn new(document: String) -> Result<Self, zip::result::ZipError> {
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
        Ok(Self { document: document.into(), files })
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
    pub(crate) async fn document(_: Public, assets: State<Assets>) -> Self {
        Self { kind: "application/json", bytes: assets.document.clone(), is_lasting: false }
    }

    pub(crate) async fn home(_: Public) -> Self {
        Self { kind: "text/html; charset=utf-8", bytes: Bytes::from_static(HOME.as_bytes()), is_lasting: false }
    }

    pub(crate) async fn file(_: Public, path: Path<OneFile>, assets: State<Assets>) -> Result<Self, Fault> {
        let (kind, bytes) = assets.files.get(path.file.as_str()).ok_or_else(|| Fault::new(Code::NotFound))?;
        Ok(Self { kind, bytes: bytes.clone(), is_lasting: true })
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
