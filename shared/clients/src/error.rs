//! What goes wrong between a client and a service.

use contracts::port::PortError;
use contracts::problem::{FieldError, Problem};
use std::fmt::Write as _;

/// Why a service gave no answer, or not the one that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Not an address of a server.
    #[error("{0:?} is no address of a server such as http://127.0.0.1:8080; only http is spoken")]
    Address(String),
    /// There is no token to show.
    #[error("there is no token: {0}")]
    Token(String),
    /// The client could not be made.
    #[error("no client can be made: {0}")]
    Client(String),
    /// The server cannot be reached, or did not answer in time.
    #[error("the server cannot be reached: {0}")]
    Away(String),
    /// The server did not answer those before, and is not asked at present.
    #[error("the server did not answer before; it is not asked for a moment")]
    Resting,
    /// The server says what is wrong.
    #[error("{}", in_english(.0))]
    Problem(Box<Problem>),
    /// Something answered that is no server of this house, or one of another version.
    #[error("an answer that is not understood (status {status}): {cause}")]
    Strange {
        /// HTTP status.
        status: u16,
        /// What was not understood.
        cause: String,
    },
    /// A file of this machine.
    #[error("the file cannot be read or written")]
    File(#[from] std::io::Error),
}

impl ClientError {
    /// May the same question be answered later?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Away(_) | Self::Resting => true,
            // 408 and 429 ask to be asked again; 5xx is the server's own fault.
            Self::Problem(problem) => is_passing(problem.status),
            Self::Strange { status, .. } => is_passing(*status),
            Self::Address(_) | Self::Token(_) | Self::Client(_) | Self::File(_) => false,
        }
    }

    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Address(text) => format!("“{text}”不是服务器地址，应形如 http://127.0.0.1:8080，仅支持 http"),
            Self::Token(_) => "没有访问令牌".to_owned(),
            Self::Client(_) => "无法建立客户端".to_owned(),
            Self::Away(_) | Self::Resting => "无法连接服务器，或服务器未及时应答".to_owned(),
            Self::Problem(problem) => in_chinese(problem),
            Self::Strange { status, .. } => format!("无法理解的应答（状态码 {status}）"),
            Self::File(_) => "文件无法读写".to_owned(),
        }
    }

    /// The same as the service itself would say it in one process.
    pub(crate) fn port(&self, service: &str) -> PortError {
        let (service, cause) = (service.to_owned(), self.to_string());
        if self.is_passing() { PortError::Away { service, cause } } else { PortError::Refused { service, cause } }
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..)
}

fn in_english(problem: &Problem) -> String {
    told(&problem.title, problem.detail.as_deref(), &problem.errors, |error| (&error.field, &error.reason))
}

fn in_chinese(problem: &Problem) -> String {
    told(&problem.title_zh, problem.detail_zh.as_deref(), &problem.errors, |error| (&error.field, &error.reason_zh))
}

fn told<'p>(
    title: &str,
    detail: Option<&str>,
    errors: &'p [FieldError],
    said: impl Fn(&'p FieldError) -> (&'p str, &'p str),
) -> String {
    let mut text = detail.map_or_else(|| title.to_owned(), |detail| format!("{title}: {detail}"));
    for (field, reason) in errors.iter().map(said) {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n  {field}: {reason}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::problem::Code;

    #[test]
    fn what_passes_is_away_and_what_does_not_is_refused() {
        for code in Code::ALL {
            let port = ClientError::Problem(Box::new(Problem::new(code))).port("registry");
            let is_away = matches!(port, PortError::Away { .. });
            let may_pass = matches!(
                code,
                Code::Internal | Code::Unavailable | Code::StorageFull | Code::RateLimited | Code::RequestTimeout
            );
            assert_eq!(is_away, may_pass, "{code}");
        }
        assert!(matches!(ClientError::Away(String::new()).port("x"), PortError::Away { .. }));
        assert!(matches!(ClientError::Token(String::new()).port("x"), PortError::Refused { .. }));
    }

    #[test]
    fn a_problem_names_its_fields_in_both_languages() {
        let field = FieldError::new("rows[0].code", "缺少该字段", "missing field");
        let error = ClientError::Problem(Box::new(Problem::new(Code::InvalidBody).errors([field])));
        assert_eq!(error.to_string(), "The body is not valid\n  rows[0].code: missing field");
        assert_eq!(error.zh(), "请求内容有误\n  rows[0].code: 缺少该字段");
    }
}
