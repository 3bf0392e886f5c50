//! What is asked: typed queries, paths and bodies that name the field that is wrong.

mod body;
mod decoding;
mod fields;
mod form;
mod if_match;
mod plus;
mod redirected;
mod state;
mod upload;

pub(crate) mod door;

pub use body::Body;
pub(crate) use body::BodyDigest;
pub use fields::read_part;
pub use form::{Basic, Form};
pub use if_match::IfMatch;
pub(crate) use redirected::Unwritten;
pub use redirected::{Cookies, Redirected};
pub use state::State;
pub use upload::Upload;

use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use contracts::problem::Code;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use std::ops::Deref;
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};

macro_rules! wrapper {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<T>(pub T);

        impl<T> $name<T> {
            /// The value inside.
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;
            fn deref(&self) -> &T {
                &self.0
            }
        }
    };
}

wrapper! {
    /// The query (查询参数). Unknown names and repeated single values are refused. An instant may be typed as it
    /// is written, `2025-04-01T00:00:00+08:00`, although a form reads its plus as a space.
    Query
}
wrapper! {
    /// The parameters of the path (路径参数), by name.
    Path
}
wrapper! {
    /// A JSON body (请求内容). Unknown fields are refused.
    Json
}

impl<T: DeserializeOwned> Query<T> {
    /// Reads what stands elsewhere as it would stand in a query; `code` is the problem of a value that is wrong.
    ///
    /// # Errors
    /// The fault that names the fields.
    pub fn written(pairs: &str, code: Code) -> Result<Self, Fault> {
        fields::read_pairs(pairs, code).map(Self)
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(fields::read_pairs(&plus::mended(request.query_string()), Code::InvalidQuery).map(Self))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The router has decoded all but `%25`, `%2F` and `%2B`. A form would read a plus as a space, and an
        // ampersand as an end, so both are encoded again.
        let pairs: Vec<String> = request
            .match_info()
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('+', "%2B").replace('&', "%26")))
            .collect();
        ready(fields::read_pairs(&pairs.join("&"), Code::InvalidPath).map(Self))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            body::is_of_type(&request, "application/json")?;
            let bytes = body::collect(&request, payload).await?;
            fields::read_json(&bytes).map(Self)
        })
    }
}

impl<T: DeserializeOwned + IntoParams + 'static> Argument for Query<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.parameters(T::into_params(|| Some(ParameterIn::Query)));
        sketch.errors(&[Code::InvalidQuery, Code::UnknownField, Code::NulCharacter, Code::UriTooLong]);
    }
}

impl<T: DeserializeOwned + IntoParams + 'static> Argument for Path<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.parameters(T::into_params(|| Some(ParameterIn::Path)));
        sketch.errors(&[Code::InvalidPath, Code::NulCharacter, Code::UriTooLong, Code::NotFound]);
    }
}

impl<T: DeserializeOwned + ToSchema + 'static> Argument for Json<T> {
    fn describe(sketch: &mut Sketch) {
        let schema = sketch.schema::<T>();
        sketch.body("application/json", schema);
        sketch.errors(&[Code::UnsupportedMediaType, Code::MalformedJson, Code::InvalidBody]);
        sketch.errors(&[Code::UnknownField, Code::NulCharacter]);
    }
}
