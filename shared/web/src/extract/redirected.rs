//! What a browser brings along when another server sends it here: the query of that server, and our own cookie.

use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use actix_web::dev::Payload;
use actix_web::http::header::COOKIE;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use contracts::problem::{Code, FieldError};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

/// A query that another server has written (跳转参数). Unknown names are passed over, as OAuth asks (RFC 6749 §4.1.2),
/// and the trail shows none of it, for it holds a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirected<T>(pub T);

/// The query of the request belongs into no trail.
pub(crate) struct Unwritten;

impl<T: DeserializeOwned + 'static> FromRequest for Redirected<T> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        request.extensions_mut().insert(Unwritten);
        let query = request.query_string();
        if query.contains("%00") {
            return ready(Err(Fault::new(Code::NulCharacter)));
        }
        ready(serde_html_form::from_str(query).map(Self).map_err(|error| {
            let field = FieldError::new("", "跳转参数有误", error.to_string());
            Fault::new(Code::InvalidQuery).errors([field])
        }))
    }
}

impl<T: DeserializeOwned + IntoParams + 'static> Argument for Redirected<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.parameters(T::into_params(|| Some(ParameterIn::Query)));
        sketch.errors(&[Code::InvalidQuery, Code::NulCharacter]);
    }
}

/// The cookies of the request (浏览器 Cookie).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// The value of a cookie. Of two of one name one is somebody else's, and nobody can say which.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

impl FromRequest for Cookies {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let headers = request.headers().get_all(COOKIE).filter_map(|header| header.to_str().ok());
        let pairs = headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
        ready(Ok(Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())))
    }
}

impl Argument for Cookies {
    fn describe(_: &mut Sketch) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use serde::Deserialize;

    #[test]
    fn a_cookie_that_comes_twice_is_nobodys() {
        let request = TestRequest::default().append_header((COOKIE, "a=1; b=2;c=3=4; d"));
        let request = request.append_header((COOKIE, "b=5")).to_http_request();
        let cookies = Cookies::from_request(&request, &mut Payload::None).into_inner().unwrap();
        assert_eq!(["a", "b", "c", "d"].map(|name| cookies.one(name)), [Some("1"), None, Some("3=4"), None]);
    }

    #[derive(Debug, Deserialize)]
    struct Told {
        state: String,
    }

    #[test]
    fn strange_names_are_passed_over_and_wrong_queries_refused_without_a_trace() {
        let read = |query: &str| {
            let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
            let told = Redirected::<Told>::from_request(&request, &mut Payload::None).into_inner();
            assert!(request.extensions().contains::<Unwritten>(), "{query}");
            told.map(|told| told.0.state).map_err(|fault| fault.code())
        };
        assert_eq!(read("session_state=1&state=a%2Bb"), Ok("a+b".to_owned()));
        assert_eq!(read("state=a%00"), Err(Code::NulCharacter));
        for wrong in ["", "code=1", "state=a&state=b"] {
            assert_eq!(read(wrong), Err(Code::InvalidQuery), "{wrong}");
        }
    }
}
