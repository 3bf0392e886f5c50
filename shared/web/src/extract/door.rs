//! What every request is checked for before anything looks at it: its head is not too large, its text is UTF-8
//! and holds no U+0000.

use crate::fault::Fault;
use crate::rim::{Limits, Rim};
use actix_web::HttpMessage as _;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::HeaderMap;
use contracts::problem::{Code, FieldError};
use percent_encoding::percent_decode_str;

/// The header that says why the caller asks.
pub(crate) const PURPOSE: &str = "x-purpose";
/// Longest purpose, in characters.
const LONGEST: usize = 500;

/// Why the caller asks (查阅目的), for the audit trail.
pub(crate) struct Purpose(pub(crate) String);

/// Checks sizes, path, query and purpose, and keeps the purpose with the request.
pub(crate) fn check(request: &ServiceRequest) -> Result<(), Fault> {
    sizes(request, &Rim::of(request.request())?.limits)?;
    plain(request.uri().path(), Code::InvalidPath)?;
    plain(request.query_string(), Code::InvalidQuery)?;
    if let Some(purpose) = purpose(request.headers())? {
        request.extensions_mut().insert(Purpose(purpose));
    }
    Ok(())
}

/// The library takes heads of 96 headers and 128 KiB; what is more never comes here.
fn sizes(request: &ServiceRequest, limits: &Limits) -> Result<(), Fault> {
    let most = |code, most: usize, zh: &str, en: &str| {
        Err(Fault::new(code).detail(format!("最多 {most} {zh}"), format!("at most {most} {en}")))
    };
    let uri = request.uri().path().len() + request.uri().query().map_or(0, |query| query.len() + 1);
    if uri > limits.uri {
        return most(Code::UriTooLong, limits.uri, "字节", "bytes");
    }
    let headers = request.headers();
    if headers.len() > limits.headers {
        return most(Code::HeadersTooLarge, limits.headers, "个", "headers");
    }
    // As they are written: a colon, a space and the end of the line.
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes > limits.header_bytes {
        return most(Code::HeadersTooLarge, limits.header_bytes, "字节", "bytes");
    }
    Ok(())
}

fn plain(text: &str, code: Code) -> Result<String, Fault> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|error| {
        Fault::new(code).detail("不是有效的 UTF-8", "the percent-encoded text is not UTF-8").because(error)
    })?;
    if decoded.contains('\0') { Err(Fault::new(Code::NulCharacter)) } else { Ok(decoded.into_owned()) }
}

/// `X-Purpose`: UTF-8 text, percent-encoded because a header is ASCII.
fn purpose(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(header) = headers.get(PURPOSE) else { return Ok(None) };
    let wrong = || {
        let reason =
            format!("must be percent-encoded UTF-8 of at most {LONGEST} characters without control characters");
        let zh = format!("应为百分号编码的 UTF-8 文本，最多 {LONGEST} 字，不含控制字符");
        Fault::new(Code::InvalidHeader).errors([FieldError::new("X-Purpose", zh, reason)])
    };
    let text = plain(header.to_str().map_err(|error| wrong().because(error))?, Code::InvalidHeader)?;
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(wrong());
    }
    Ok((!text.is_empty()).then_some(text))
}
