//! Files that are sent as the raw body, written to disk while they arrive.

use super::body::Parts;
use crate::api::{Argument, Sketch};
use crate::blocking::blocking;
use crate::fault::Fault;
use crate::rim::Rim;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_DISPOSITION, ContentDisposition};
use actix_web::{FromRequest, HttpRequest};
use contracts::problem::{Code, FieldError};
use futures_util::future::LocalBoxFuture;
use std::fs::File;
use std::io::{Seek as _, Write as _};
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, Required, SchemaFormat};

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 * 1024;
/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// An uploaded file (上传文件), at most [`crate::Limits::upload`] bytes. It lies in a temporary file without a name.
/// A handler that also takes a [`crate::Query`] has `name` among its fields.
#[derive(Debug)]
pub struct Upload {
    /// The file, at its beginning.
    pub file: File,
    /// Its name without folders, from `?name=` or `Content-Disposition`.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

impl FromRequest for Upload {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let limits = &Rim::of(&request)?.limits;
            let name = name(&request)?;
            let mut parts = Parts::new(&request, payload, limits, limits.upload)?;
            let spool = limits.spool.clone();
            let mut file = blocking(move || tempfile::tempfile_in(spool).map_err(Fault::unwritten)).await?;
            let (mut gathered, mut bytes) = (Vec::with_capacity(GATHERED), 0_u64);
            while let Some(part) = parts.next().await? {
                bytes = bytes.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
                gathered.extend_from_slice(&part);
                if gathered.len() >= GATHERED {
                    file = write(file, std::mem::take(&mut gathered)).await?;
                }
            }
            let mut file = write(file, gathered).await?;
            file.rewind().map_err(Fault::internal)?;
            Ok(Self { file, name, bytes })
        })
    }
}

async fn write(mut file: File, bytes: Vec<u8>) -> Result<File, Fault> {
    blocking(move || match file.write_all(&bytes) {
        Ok(()) => Ok(file),
        Err(error) => Err(Fault::unwritten(error)),
    })
    .await
}

/// The name that the caller gives; what looks like folders is cut off.
fn name(request: &HttpRequest) -> Result<String, Fault> {
    let query = serde_html_form::from_str::<Vec<(String, String)>>(request.query_string()).unwrap_or_default();
    let asked = query.into_iter().find(|(name, _)| name == "name").map(|(_, value)| value);
    let said = || {
        let header = request.headers().get(CONTENT_DISPOSITION)?;
        let disposition = ContentDisposition::from_raw(header).ok()?;
        let extended = disposition.get_filename_ext().and_then(|name| String::from_utf8(name.value.clone()).ok());
        extended.or_else(|| disposition.get_filename().map(str::to_owned))
    };
    let given = asked.or_else(said).unwrap_or_default();
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let wrong = name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
    if wrong {
        let field = FieldError::new("name", "缺少文件名或文件名无效", "a name of the file is missing or not valid");
        return Err(Fault::new(Code::InvalidQuery).errors([field]));
    }
    Ok(name.to_owned())
}

/// Bytes, as a schema.
pub(super) fn binary() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))).into()
}

impl Argument for Upload {
    fn describe(sketch: &mut Sketch) {
        sketch.body("application/octet-stream", binary());
        let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(LONGEST_NAME));
        let name = ParameterBuilder::new()
            .name("name")
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some("文件名；也可用 Content-Disposition 给出 / Name of the file; or in Content-Disposition"))
            .schema(Some(text));
        sketch.parameters([name.build()]);
        sketch.errors(&[Code::InvalidQuery, Code::InvalidBody, Code::UnsupportedMediaType]);
    }
}
