//! Problem details (RFC 9457): what every error looks like from outside.

mod code;

pub use code::Code;

use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong with one field of a body, query or file (字段错误).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Path of the field, for example `lines[2].fine_fen`.
    pub field: String,
    /// Row of a file, counted from 1 with the header as row 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// What stands there, shortened; never a person's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why it is refused.
    pub reason: String,
    /// The same in Chinese.
    pub reason_zh: String,
}

impl FieldError {
    /// An error of a field, with its reason in both languages.
    #[must_use]
    pub fn new(field: impl Into<String>, reason_zh: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), row: None, value: None, reason: reason.into(), reason_zh: reason_zh.into() }
    }
}

/// A reason for which the law does not allow something (不予办理的理由).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedReason {
    /// Stable code, such as `MIN_PERIOD_NOT_REACHED`.
    pub code: String,
    /// The reason in Chinese.
    pub reason_zh: String,
    /// The same in English.
    pub reason: String,
    /// What is meant: the material that is missing, the time limit, the stage, the policy that is not settled.
    pub what: String,
    /// Instrument and article.
    pub article: String,
    /// The first day on which time alone will have removed it.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Does it rest on law that is not settled?
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Problem details (问题详情) with the extension members of this house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Where the kind of problem is explained, for example `/problems/not_found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in English.
    pub title: String,
    /// The kind in Chinese.
    pub title_zh: String,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// Stable token of the kind.
    pub code: Code,
    /// What happened this time. Absent for faults of the server, whose cause only its log holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The same in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_zh: Option<String>,
    /// Path of the request that met the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Number of the request, as in the header `X-Request-Id` and in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The token of the error in OAuth 2.0 (RFC 6749 §5.2), where tokens are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Fields that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Everything for which the law does not allow it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedReason>,
}

impl Problem {
    /// A problem with nothing but what its kind says.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            kind: code.path(),
            title: code.en().to_owned(),
            title_zh: code.zh().to_owned(),
            status: code.status(),
            code,
            detail: None,
            detail_zh: None,
            instance: None,
            request_id: None,
            error: None,
            errors: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Adds what happened this time. A fault of the server keeps silent about it.
    #[must_use]
    pub fn detail(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        if !self.code.is_fault() {
            (self.detail, self.detail_zh) = (Some(en.into()), Some(zh.into()));
        }
        self
    }

    /// Adds fields that are wrong. A fault of the server keeps silent about them.
    #[must_use]
    pub fn errors(mut self, errors: impl IntoIterator<Item = FieldError>) -> Self {
        if !self.code.is_fault() {
            self.errors.extend(errors);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_its_kind_in_both_languages() {
        let problem = Problem::new(Code::NotFound).detail("没有该处罚", "no such penalty");
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(json["type"], "/problems/not_found");
        assert_eq!(json["code"], "not_found");
        assert_eq!(json["status"], 404);
        assert_eq!(json["detail_zh"], "没有该处罚");
        assert!(json.get("errors").is_none() && json.get("instance").is_none());
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }

    #[test]
    fn faults_of_the_server_keep_silent() {
        for code in Code::ALL.into_iter().filter(|code| code.status() >= 500) {
            let problem = Problem::new(code).detail("密码", "secret").errors([FieldError::new("a", "b", "c")]);
            assert_eq!((problem.detail, problem.detail_zh, problem.errors.len()), (None, None, 0), "{code}");
        }
    }
}
