//! A request of a test: what is answered to it must be what the document promises.

use crate::promises::{Came, Promises};
use crate::scattered::SERVICES;
use crate::{fangxin, told};
use reqwest::Result;
use reqwest::blocking::{RequestBuilder, Response};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use std::fmt::Display;
use std::sync::OnceLock;

/// What the servers promise: all of them are the same program, so that is asked, and once.
static PROMISES: OnceLock<Promises> = OnceLock::new();

/// The document of all services, also of those that run apart.
fn promises() -> &'static Promises {
    PROMISES.get_or_init(|| {
        let written = fangxin(&["openapi"]);
        assert_eq!(written.status.code(), Some(0), "{}", told(&written));
        Promises::of(serde_json::from_slice(&written.stdout).unwrap())
    })
}

/// Where the document tells of a path: a service that runs apart serves its trail under its own name.
pub(crate) fn in_the_document(path: &str) -> &str {
    let own = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    match own {
        Some((service, rest)) if SERVICES.contains(&service) && rest.starts_with("audit/") => {
            &path[service.len() + 1..]
        }
        _ => path,
    }
}

/// A request to be furnished and sent.
pub(crate) struct Asked {
    request: RequestBuilder,
    promises: &'static Promises,
}

impl Asked {
    pub(crate) fn new(request: RequestBuilder) -> Self {
        Self { request, promises: promises() }
    }

    pub(crate) fn basic_auth(self, name: impl Display, secret: Option<&str>) -> Self {
        Self { request: self.request.basic_auth(name, secret), ..self }
    }

    pub(crate) fn bearer_auth(self, token: impl Display) -> Self {
        Self { request: self.request.bearer_auth(token), ..self }
    }

    pub(crate) fn header<N, V>(self, name: N, value: V) -> Self
    where
        HeaderName: TryFrom<N, Error: Into<http::Error>>,
        HeaderValue: TryFrom<V, Error: Into<http::Error>>,
    {
        Self { request: self.request.header(name, value), ..self }
    }

    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    pub(crate) fn body(self, body: impl Into<reqwest::blocking::Body>) -> Self {
        Self { request: self.request.body(body), ..self }
    }

    /// Sends it; an answer that the document does not promise fails the test.
    pub(crate) fn send(self) -> Result<Response> {
        let (client, request) = self.request.build_split();
        let request = request?;
        let (method, path) = (request.method().to_string(), request.url().path().to_owned());
        let response = client.execute(request)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes()?;
        let came = Came {
            status: status.as_u16(),
            media_type: headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap()),
            has_header: &|name| headers.contains_key(name),
            body: &body,
        };
        if let Err(broken) = self.promises.kept(&method, in_the_document(&path), &came) {
            panic!("{method} {path}: {status}: not as promised: {broken}\n{}", String::from_utf8_lossy(&body));
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        Ok(whole.into())
    }
}
