//! A request of a test: what is answered to it must be what the document promises.

use crate::promises::{Came, Promises};
use reqwest::Result;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Display;
use std::sync::OnceLock;

/// What the servers promise: all of them are the same program, so the first one is asked.
static PROMISES: OnceLock<Promises> = OnceLock::new();

/// Asks a server for its document.
fn promises(http: &Client, url: &str) -> &'static Promises {
    PROMISES.get_or_init(|| {
        let document: Value = http.get(format!("{url}/openapi.json")).send().unwrap().json().unwrap();
        Promises::of(document)
    })
}

/// A request to be furnished and sent.
pub(crate) struct Asked {
    request: RequestBuilder,
    promises: &'static Promises,
}

impl Asked {
    pub(crate) fn new(request: RequestBuilder, http: &Client, url: &str) -> Self {
        Self { request, promises: promises(http, url) }
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
        if let Err(broken) = self.promises.kept(&method, &path, &came) {
            panic!("{method} {path}: {status}: not as promised: {broken}\n{}", String::from_utf8_lossy(&body));
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        Ok(whole.into())
    }
}
