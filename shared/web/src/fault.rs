//! A fault: an error on its way out, with the problem to show and the cause to log.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use contracts::page::CursorError;
use contracts::problem::{self, Code, FieldError, Problem, RefusedReason};
use std::error::Error;
use std::fmt;
use std::io::ErrorKind;

/// Why a request is not answered as asked (故障). Outside it is a problem; the cause stays in the log.
#[derive(Debug)]
pub struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault that says no more than its code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner { problem: Problem::new(code), headers: Vec::new(), cause: None }))
    }

    /// Adds what happened this time, in Chinese and English.
    #[must_use]
    pub fn detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.problem = self.0.problem.detail(zh, en);
        self
    }

    /// Adds fields that are wrong.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        self.0.problem = self.0.problem.errors(errors);
        self
    }

    /// Adds everything for which the law does not allow it.
    #[must_use]
    pub fn refused(mut self, refused: Vec<RefusedReason>) -> Self {
        self.0.problem.refused = refused;
        self
    }

    /// Adds the cause, which only the log shows.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Adds a header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same as an error of OAuth 2.0 (RFC 6749 §5.2), whose clients read its token.
    #[must_use]
    pub fn oauth(mut self, error: &'static str) -> Self {
        self.0.problem.error = Some(error.to_owned());
        self
    }

    /// It may be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(code: Code, seconds: i64) -> Self {
        Self::new(code).header(RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// The server failed.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Code::Internal).because(cause)
    }

    /// The server cannot answer at present.
    #[must_use]
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Code::Unavailable).because(cause)
    }

    /// The disk is full, or fails, so that nothing can be written at present.
    #[must_use]
    pub fn disk(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Code::StorageFull).because(cause)
    }

    /// A file of ours that could not be written.
    #[must_use]
    pub fn unwritten(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::disk(error),
            _ => Self::internal(error),
        }
    }

    /// There is no such thing, or none that the caller may know of.
    #[must_use]
    pub fn not_found(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Code::NotFound).detail(zh, en)
    }

    /// The caller may not do it.
    #[must_use]
    pub fn forbidden(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Code::Forbidden).detail(zh, en)
    }

    /// It does not fit the present state.
    #[must_use]
    pub fn conflict(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Code::Conflict).detail(zh, en)
    }

    /// What kind of problem it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.problem.code
    }

    /// The problem that is shown.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The answer, naming the request.
    pub(crate) fn answer(&self, instance: Option<&str>, request_id: Option<&str>) -> HttpResponse {
        let problem = Problem {
            instance: instance.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
            ..self.0.problem.clone()
        };
        let mut response = HttpResponse::build(self.status_code());
        if problem.code == Code::RequestTimeout {
            // The rest of the body is not waited for, so nothing can follow it.
            response.force_close();
        }
        for header in &self.0.headers {
            response.append_header(header.clone());
        }
        // A problem is texts and numbers, which JSON always holds.
        response.content_type(problem::MEDIA_TYPE).body(serde_json::to_vec(&problem).unwrap_or_default())
    }

    /// The causes from the outermost to the innermost, for the log.
    pub(crate) fn causes(&self) -> String {
        let mut text = String::new();
        let mut next = self.source();
        while let Some(cause) = next {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.code().en())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_ref().map(|cause| &**cause as &(dyn Error + 'static))
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.answer(None, None)
    }
}

impl From<CursorError> for Fault {
    fn from(error: CursorError) -> Self {
        if matches!(error, CursorError::Unwritable(_)) {
            return Self::internal(error);
        }
        let field = FieldError::new("after", "不是本列表给出的游标", error.to_string());
        Self::new(Code::CursorInvalid).errors([field])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_listed_for_the_log_and_shown_to_nobody() {
        let fault = Fault::internal(CursorError::Content(serde_json::from_str::<u8>("x").unwrap_err()));
        assert!(fault.causes().starts_with("the cursor does not belong to this list: expected value"));
        let shown = serde_json::to_string(fault.problem()).unwrap();
        assert!(!shown.contains("cursor does"), "{shown}");
    }

    #[test]
    fn a_foreign_cursor_is_the_callers_mistake() {
        assert_eq!(Fault::from(CursorError::Nul).code(), Code::CursorInvalid);
        assert_eq!(Fault::from(CursorError::Nul).problem().errors[0].field, "after");
    }
}
