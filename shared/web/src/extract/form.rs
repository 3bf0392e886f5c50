//! Forms of OAuth 2.0 (RFC 6749): a body of pairs, and the name and secret of a client in a header.

use super::body;
use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::problem::{Code, FieldError};
use futures_util::future::LocalBoxFuture;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use utoipa::ToSchema;

const FORM: &str = "application/x-www-form-urlencoded";

/// A body of pairs (表单). Unknown names are passed over, as OAuth asks; what is wrong is `invalid_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            body::is_of_type(&request, FORM)?;
            let bytes = body::collect(&request, payload).await?;
            let wrong = || Fault::new(Code::InvalidBody).oauth("invalid_request");
            let text = str::from_utf8(&bytes).map_err(|error| wrong().because(error))?;
            if text.contains('\0') || text.contains("%00") {
                return Err(Fault::new(Code::NulCharacter).oauth("invalid_request"));
            }
            serde_html_form::from_str(text).map(Self).map_err(|error| {
                let field = FieldError::new("", "表单内容有误", error.to_string());
                wrong().errors([field])
            })
        })
    }
}

impl<T: DeserializeOwned + ToSchema + 'static> Argument for Form<T> {
    fn describe(sketch: &mut Sketch) {
        let schema = sketch.schema::<T>();
        sketch.body(FORM, schema);
        sketch.errors(&[Code::UnsupportedMediaType, Code::InvalidBody, Code::NulCharacter]);
    }
}

/// Name and secret from `Authorization: Basic` (客户端凭据), if the request has them.
#[derive(Clone, PartialEq, Eq)]
pub struct Basic(pub Option<(String, String)>);

impl FromRequest for Basic {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get(AUTHORIZATION) else { return ready(Ok(Self(None))) };
        let pair = header.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, pair)| {
            let decoded = STANDARD.decode(pair.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
            let (name, secret) = str::from_utf8(&decoded).ok()?.split_once(':')?;
            // RFC 6749 has both encoded as a form's values.
            let plain = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(Into::into);
            Some((plain(name)?, plain(secret)?))
        });
        let basic = HeaderValue::from_static(r#"Basic realm="fangxin""#);
        let refused = || Fault::new(Code::InvalidCredentials).oauth("invalid_client").header(WWW_AUTHENTICATE, basic);
        ready(pair.map(|pair| Self(Some(pair))).ok_or_else(refused))
    }
}

impl Argument for Basic {
    fn describe(sketch: &mut Sketch) {
        sketch.errors(&[Code::InvalidCredentials]);
    }
}
