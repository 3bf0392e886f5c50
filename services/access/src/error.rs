//! What goes wrong with accounts, and how it is said over HTTP.

use contracts::problem::{Code, FieldError};
use db::{DbError, QueryError, Transient};
use web::Fault;

/// Why access does not do what it is asked for.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// There is no such thing.
    #[error("there is no such {en}")]
    Missing {
        /// What there is not, in Chinese.
        zh: &'static str,
        /// The same in English.
        en: &'static str,
    },
    /// A field does not fit.
    #[error("{field}: {en}")]
    Field {
        /// The field.
        field: &'static str,
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// It does not fit what is there.
    #[error("{en}")]
    Conflict {
        /// Why, in Chinese.
        zh: &'static str,
        /// Why, in English.
        en: &'static str,
    },
    /// Somebody else has changed it since it was looked at.
    #[error("it was changed meanwhile")]
    Stale,
    /// Name and secret do not belong together, or the account may not ask. Which of it is said to nobody.
    #[error("name or secret is wrong, or the account is not active")]
    Credentials,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; try again in {seconds} seconds")]
    Blocked {
        /// Until another one is looked at.
        seconds: i64,
    },
    /// A refresh token that does not count.
    #[error("the refresh token does not count, or no longer")]
    Refresh,
    /// More than the account may.
    #[error("the account has not the scope {0}")]
    Scope(String),
    /// Who it is is known, and he may not.
    #[error("{en}")]
    Refused {
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// No login of that state has begun in that browser, or no longer.
    #[error("no such login has begun in this browser, or it was finished, or it took too long; begin again")]
    NotBegun,
    /// The provider of identities has not proved who somebody is.
    #[error("it is not proved who comes back: {0}")]
    NotProved(String),
    /// The provider of identities does not answer as it should.
    #[error("the provider of identities is away: {0}")]
    Away(String),
    /// So many passwords are being looked at that another one must be sent again.
    #[error("too many passwords are being looked at")]
    Busy,
    /// Something of the installation's own: its keys, randomness.
    #[error("{0}")]
    Own(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl AccessError {
    /// A field that does not fit.
    pub(crate) fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Field { field, zh: zh.into(), en: en.into() }
    }

    /// There is no such account.
    pub(crate) const fn no_account() -> Self {
        Self::Missing { zh: "账号", en: "account" }
    }
}

impl From<QueryError> for AccessError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl Transient for AccessError {
    fn database(&self) -> Option<&DbError> {
        if let Self::Database(error) = self { Some(error) } else { None }
    }
}

impl From<AccessError> for Fault {
    fn from(error: AccessError) -> Self {
        let told = error.to_string();
        match error {
            AccessError::Missing { zh, .. } => Self::not_found(format!("没有该{zh}"), told),
            AccessError::Field { field, zh, en } => {
                Self::new(Code::Unprocessable).errors([FieldError::new(field, zh, en)])
            }
            AccessError::Conflict { zh, en } => Self::conflict(zh, en),
            AccessError::Stale => Self::new(Code::PreconditionFailed).detail("内容已被他人更改，请重新读取", told),
            AccessError::Credentials => Self::new(Code::InvalidCredentials),
            AccessError::Blocked { seconds } => Self::retry_after(Code::RateLimited, seconds)
                .detail(format!("密码错误次数过多，请在 {seconds} 秒后重试"), told),
            AccessError::Refresh => Self::new(Code::InvalidGrant),
            AccessError::Scope(scope) => {
                let field = FieldError::new("scope", format!("该账号没有权限 {scope}"), told);
                Self::new(Code::InvalidScope).errors([field])
            }
            AccessError::Refused { zh, en } => Self::forbidden(zh, en),
            AccessError::NotBegun => {
                Self::new(Code::InvalidGrant).detail("本浏览器没有这一登录，或已完成、已超时，请重新登录", told)
            }
            AccessError::NotProved(_) => {
                tracing::warn!(cause = told, "a login is refused");
                let en = "the provider of identities has not proved who you are; begin again";
                Self::new(Code::InvalidGrant).detail("身份认证未通过，请重新登录", en)
            }
            AccessError::Away(_) => Self::unavailable(told),
            AccessError::Busy => Self::retry_after(Code::Unavailable, 1).because(told),
            AccessError::Own(_) => Self::internal(told),
            AccessError::Database(error) if error.is_of_disk() => Self::disk(error),
            AccessError::Database(error) => Self::unavailable(error),
        }
    }
}
