//! Requests that count once (幂等请求): whoever sends one again, because its answer was lost, is given the same answer,
//! and nothing happens a second time.

use crate::answer::{Kept, Outcome};
use crate::api::{Argument, Reply, Sketch};
use crate::blocking::blocking;
use crate::caller::Known;
use crate::extract::BodyDigest;
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder};
use contracts::problem::{Code, FieldError};
use domain::digest::Digest;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// The header by which a caller names a request.
const KEY: &str = "idempotency-key";
/// Says of an answer that it was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in characters.
const LONGEST: usize = 255;

/// A request that its caller has named (带幂等键的请求).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who asks: a key is one caller's own.
    pub account: String,
    /// The key.
    pub key: String,
    /// What is asked: digest of method, path, query and body.
    pub digest: Digest,
}

/// An answer with what is known of its past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The answer.
    pub kept: Kept,
    /// Was it given before?
    pub replayed: bool,
}

/// Where answers are kept (回执): beside what they acknowledge, so that both are there or neither.
pub trait Receipts: Send + Sync {
    /// Gives the answer that was given to this request before; if there is none, does the work and keeps its answer,
    /// in one transaction. Work that fails has done nothing, and nothing is kept of it.
    ///
    /// # Errors
    /// The fault of the work; [`Code::IdempotencyMismatch`] if another request bore the key.
    fn once(&self, asked: &Asked, work: &mut dyn FnMut() -> Result<Kept, Fault>) -> Result<Told, Fault>;
}

/// Makes a request count once if its caller has named it by `Idempotency-Key` (幂等键).
pub struct Once {
    request: HttpRequest,
    key: Option<String>,
    receipts: Arc<dyn Receipts>,
}

impl Once {
    /// Does the work on the pool for blocking work. It may be done again from its beginning if somebody else was
    /// faster in the database, and it is not done at all if its answer is known.
    ///
    /// # Errors
    /// As [`Receipts::once`].
    pub async fn run<R: Outcome>(
        self,
        mut work: impl FnMut() -> Result<R, Fault> + Send + 'static,
    ) -> Result<OnceAnswer<R>, Fault> {
        let mut work = move || work().and_then(Outcome::kept);
        let told = match self.asked()? {
            Some(asked) => blocking(move || self.receipts.once(&asked, &mut work)).await?,
            None => Told { kept: blocking(work).await?, replayed: false },
        };
        Ok(OnceAnswer { told, kind: PhantomData })
    }

    fn asked(&self) -> Result<Option<Asked>, Fault> {
        let Some(key) = &self.key else { return Ok(None) };
        let extensions = self.request.extensions();
        let known = extensions.get::<Known>().ok_or_else(|| Fault::internal("a request of nobody counts once"))?;
        let body = extensions.get::<BodyDigest>().map_or("", |digest| digest.0.0.as_str());
        let asked = format!("{} {}\n{body}", self.request.method(), self.request.uri());
        let digest = Digest::of_bytes(asked.as_bytes());
        Ok(Some(Asked { account: known.0.sub.clone(), key: key.clone(), digest }))
    }
}

/// Does the caller of this request name it, so that its body must be recognised?
pub(crate) fn is_named(request: &HttpRequest) -> bool {
    request.headers().contains_key(KEY)
}

impl FromRequest for Once {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(key(request).and_then(|key| {
            let receipts = request.app_data::<Arc<dyn Receipts>>().cloned();
            let receipts = receipts.ok_or_else(|| Fault::internal("no state dyn Receipts"))?;
            Ok(Self { request: request.clone(), key, receipts })
        }))
    }
}

/// The key, bare or as the string of a structured field.
fn key(request: &HttpRequest) -> Result<Option<String>, Fault> {
    let mut headers = request.headers().get_all(KEY);
    let (first, second) = (headers.next(), headers.next());
    let Some(header) = first else { return Ok(None) };
    let text = header.to_str().unwrap_or_default();
    let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_key = !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    if is_key && second.is_none() {
        return Ok(Some(key.to_owned()));
    }
    let field = FieldError::new(
        "Idempotency-Key",
        "应为一个 1 至 255 个可见 ASCII 字符的键",
        "must be one key of 1 to 255 visible ASCII characters",
    );
    Err(Fault::new(Code::InvalidHeader).errors([field]))
}

impl Argument for Once {
    fn describe(sketch: &mut Sketch) {
        sketch.needs::<dyn Receipts>();
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(LONGEST));
        let header = ParameterBuilder::new()
            .name(KEY)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "幂等键：同一请求重复发送时只处理一次，并返回相同应答 / Sent again with the same key, the request is done \
                 once and answered the same",
            ))
            .schema(Some(text.pattern(Some(r#"^[\x21\x23-\x7e]+$"#))));
        sketch.parameters([header.build()]);
        sketch.errors(&[Code::InvalidHeader, Code::IdempotencyMismatch]);
    }
}

/// The answer to a request that counts once, made by [`Once::run`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceAnswer<R> {
    told: Told,
    kind: PhantomData<fn() -> R>,
}

impl<R> Responder for OnceAnswer<R> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = self.told.kept.respond();
        if self.told.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

impl<R: Reply> Reply for OnceAnswer<R> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}
