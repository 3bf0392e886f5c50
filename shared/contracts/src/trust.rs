//! Whose signature counts, and which tokens no longer do: what every service follows of `access`.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

use crate::access::Claims;
use crate::port::PortError;

/// What is revoked (撤销对象).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "what", content = "value")]
pub enum Revoked {
    /// One token, by its number.
    #[schema(title = "RevokedToken")]
    Token(String),
    /// Every token of a session, by its number.
    #[schema(title = "RevokedSession")]
    Session(String),
    /// Every token of an account that was issued in an earlier generation of it.
    #[schema(title = "RevokedAccount")]
    Account(EarlierTokens),
}

/// Tokens of an account that were issued in earlier generations of it (账号变更前的令牌).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct EarlierTokens {
    /// The account.
    pub sub: String,
    /// The generation from which on tokens hold again.
    pub generation: i32,
}

/// What a token is judged by (令牌判定依据).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Trusted {
    /// Changes whenever anything here does.
    pub version: String,
    /// Public keys of Ed25519, in base64url, whose signatures count.
    pub keys: Vec<String>,
    /// What is revoked although it has not expired.
    pub revoked: Vec<Revoked>,
}

impl Revoked {
    /// Is it this token?
    #[must_use]
    pub fn means(&self, claims: &Claims) -> bool {
        match self {
            Self::Token(jti) => claims.jti == *jti,
            Self::Session(session) => claims.session.as_ref() == Some(session),
            Self::Account(EarlierTokens { sub, generation }) => claims.sub == *sub && claims.generation < *generation,
        }
    }
}

/// The service of accounts, as every other service follows it (信任依据).
pub trait Trust: Send + Sync {
    /// What counts now; where the caller `knows` the present version already, waits up to `wait` for another.
    ///
    /// # Errors
    /// [`PortError`].
    fn trusted(&self, knows: Option<&str>, wait: Duration) -> Result<Trusted, PortError>;
}
