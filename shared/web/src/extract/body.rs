//! Bodies: read up to a limit, in a limited time.

use super::decoding::Decoder;
use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use crate::once;
use crate::rim::{Limits, Rim};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use contracts::problem::Code;
use domain::digest::Digest;
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use sha2::{Digest as _, Sha256};
use std::time::{Duration, Instant};

/// A raw body (原始内容) in memory, at most [`Limits::body`] bytes.
#[derive(Debug, Clone)]
pub struct Body {
    /// The bytes.
    pub bytes: Bytes,
    /// The media type that the caller named, without parameters; empty if none.
    pub content_type: String,
}

impl FromRequest for Body {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let content_type = request.content_type().to_owned();
            collect(&request, payload).await.map(|bytes| Self { bytes, content_type })
        })
    }
}

impl Argument for Body {
    fn describe(sketch: &mut Sketch) {
        sketch.body("application/octet-stream", super::upload::binary());
        sketch.errors(&[Code::InvalidBody, Code::UnsupportedMediaType]);
    }
}

/// Refuses a body of another type, or one that says it is no UTF-8.
pub(super) fn is_of_type(request: &HttpRequest, wanted: &str) -> Result<(), Fault> {
    let header = request.headers().get(actix_web::http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let charset = header
        .into_iter()
        .flat_map(|value| value.split(';').skip(1))
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let is_utf8 = charset.is_none_or(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    if request.content_type().eq_ignore_ascii_case(wanted) && is_utf8 {
        return Ok(());
    }
    Err(Fault::new(Code::UnsupportedMediaType)
        .detail(format!("应为 {wanted}（UTF-8）"), format!("must be {wanted} in UTF-8")))
}

/// The whole body, at most [`Limits::body`] bytes.
pub(super) async fn collect(request: &HttpRequest, payload: Payload) -> Result<Bytes, Fault> {
    let limits = &Rim::of(request)?.limits;
    let mut parts = Parts::new(request, payload, limits, u64::try_from(limits.body).unwrap_or(u64::MAX))?;
    let mut whole = Vec::new();
    while let Some(part) = parts.next().await? {
        whole.extend_from_slice(&part);
    }
    Ok(whole.into())
}

/// Digest of a whole body, decoded; kept for requests whose caller names them, so that they are recognised.
pub(crate) struct BodyDigest(pub(crate) Digest);

/// The parts of a body, one after the other, decoded, as long as they keep within the limits.
pub(super) struct Parts {
    payload: Payload,
    decoder: Option<Decoder>,
    has_ended: bool,
    begun: Instant,
    patience: Duration,
    slowest: u64,
    limit: u64,
    /// Bytes as they came, which patience counts.
    seen: u64,
    /// Bytes that were given on, which the limit counts.
    given: u64,
    /// The request, and what was given on so far, if the whole is to be recognised.
    recognised: Option<(HttpRequest, Sha256)>,
}

impl Parts {
    /// Refuses at once what says that it is larger than `limit` bytes.
    pub(super) fn new(request: &HttpRequest, payload: Payload, limits: &Limits, limit: u64) -> Result<Self, Fault> {
        let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if length.and_then(|text| text.parse::<u64>().ok()).is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        let Limits { patience, slowest, .. } = *limits;
        let decoder = Decoder::of(request)?;
        let (begun, has_ended) = (Instant::now(), false);
        let recognised = once::is_named(request).then(|| (request.clone(), Sha256::new()));
        Ok(Self { payload, decoder, has_ended, begun, patience, slowest, limit, seen: 0, given: 0, recognised })
    }

    /// The next part, or nothing at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        let Some(part) = self.decoded().await? else {
            if let Some((request, digest)) = self.recognised.take() {
                request.extensions_mut().insert(BodyDigest(digest.into()));
            }
            return Ok(None);
        };
        if let Some((_, digest)) = &mut self.recognised {
            digest.update(&part);
        }
        self.given = self.given.saturating_add(length(&part));
        if self.given > self.limit { Err(too_large(self.limit)) } else { Ok(Some(part)) }
    }

    async fn decoded(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            if let Some(part) = self.decoder.as_mut().map(Decoder::step).transpose()?.flatten() {
                return Ok(Some(part));
            }
            if self.has_ended {
                return Ok(None);
            }
            let part = self.sent().await?;
            self.has_ended = part.is_none();
            match (part, &mut self.decoder) {
                (part, None) => return Ok(part),
                (Some(part), Some(decoder)) => decoder.take(part),
                (None, Some(decoder)) => return decoder.end().map(|rest| (!rest.is_empty()).then_some(rest)),
            }
        }
    }

    /// The next part as it was sent.
    async fn sent(&mut self) -> Result<Option<Bytes>, Fault> {
        let next = actix_web::rt::time::timeout(self.left(), self.payload.next()).await;
        let part = match next {
            Err(late) => return Err(Fault::new(Code::RequestTimeout).because(late)),
            Ok(None) => return Ok(None),
            Ok(Some(part)) => part.map_err(|error| broken(error, self.limit))?,
        };
        self.seen = self.seen.saturating_add(length(&part));
        Ok(Some(part))
    }
}

impl Parts {
    /// How long the next part is waited for. A body in many small parts must come as a whole as well, or its
    /// sender would hold the connection for as long as he likes.
    fn left(&self) -> Duration {
        let earned = Duration::from_millis(self.seen.saturating_mul(1_000) / self.slowest.max(1));
        self.patience.saturating_add(earned).saturating_sub(self.begun.elapsed()).min(self.patience)
    }
}

fn length(part: &Bytes) -> u64 {
    u64::try_from(part.len()).unwrap_or(u64::MAX)
}

fn too_large(limit: u64) -> Fault {
    Fault::new(Code::PayloadTooLarge).detail(format!("最多 {limit} 字节"), format!("at most {limit} bytes"))
}

fn broken(error: PayloadError, limit: u64) -> Fault {
    match error {
        PayloadError::Overflow => too_large(limit),
        error => Fault::new(Code::InvalidBody)
            .detail("请求内容未完整到达", "the body did not arrive whole")
            .because(error.to_string()),
    }
}
