//! Issues tokens.

use super::{MICROS, jwks::Jwk, provider};
use contracts::access::{Claims, Role, Scope};
use contracts::clock::Clock;
use domain::area::AreaCode;
use domain::code::PartyCode;
use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use std::sync::Arc;

/// To whom a token is given, and what it allows (授予内容).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Number of the account or client.
    pub sub: String,
    /// Name to show.
    pub name: String,
    /// What the bearer is.
    pub role: Role,
    /// What the bearer may do.
    pub scopes: Vec<Scope>,
    /// Only this merchant, if named.
    pub merchant: Option<PartyCode>,
    /// Only merchants of this area, if named.
    pub area: Option<AreaCode>,
    /// The department on whose behalf the bearer acts.
    pub department: Option<String>,
    /// The session that the token belongs to.
    pub session: Option<String>,
    /// Generation of the account.
    pub generation: i32,
}

impl Grant {
    /// A grant with the scopes that the role has by default and no limit of rows.
    #[must_use]
    pub fn of_role(sub: impl Into<String>, name: impl Into<String>, role: Role) -> Self {
        let scopes = role.scopes().to_vec();
        Self {
            sub: sub.into(),
            name: name.into(),
            role,
            scopes,
            merchant: None,
            area: None,
            department: None,
            session: None,
            generation: 0,
        }
    }
}

/// Why a token was not issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The token could not be written or signed.
    #[error("the token could not be signed")]
    Sign(#[from] jsonwebtoken::errors::Error),
    /// The system gave no randomness for the token's number.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
}

/// Issues tokens of one installation (签发者).
pub struct Issuer {
    key: EncodingKey,
    public: VerifyingKey,
    kid: String,
    installation: String,
    seconds: i64,
    clock: Arc<dyn Clock>,
}

impl Issuer {
    /// An issuer for `installation`, which is both issuer and audience; its tokens hold for 15 minutes.
    #[must_use]
    pub fn new(key: &SigningKey, installation: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        provider::install();
        let public = key.verifying_key();
        Self {
            // The provider of this crate takes the 32 bytes of the seed, not DER.
            key: EncodingKey::from_ed_der(key.as_bytes()),
            kid: Jwk::of(&public).kid,
            public,
            installation: installation.into(),
            seconds: 15 * 60,
            clock,
        }
    }

    /// The same with tokens that hold for `minutes`.
    #[must_use]
    pub fn holding(mut self, minutes: u16) -> Self {
        self.seconds = i64::from(minutes) * 60;
        self
    }

    /// The public half of its key.
    #[must_use]
    pub fn public_key(&self) -> &VerifyingKey {
        &self.public
    }

    /// Issues a token from now on.
    ///
    /// # Errors
    /// [`IssueError`] if there is no randomness or the token cannot be written.
    pub fn issue(&self, grant: Grant) -> Result<String, IssueError> {
        self.issue_for(grant, self.seconds)
    }

    /// Issues a token that holds for so many seconds.
    ///
    /// # Errors
    /// [`IssueError`] if there is no randomness or the token cannot be written.
    pub fn issue_for(&self, grant: Grant, seconds: i64) -> Result<String, IssueError> {
        let now = self.clock.now().micros().div_euclid(MICROS);
        let claims = Claims {
            sub: grant.sub,
            name: grant.name,
            role: grant.role,
            scopes: grant.scopes,
            merchant: grant.merchant,
            area: grant.area,
            department: grant.department,
            session: grant.session,
            generation: grant.generation,
            iss: self.installation.clone(),
            aud: self.installation.clone(),
            iat: now,
            nbf: now,
            exp: now.saturating_add(seconds),
            jti: crate::random::hexadecimal()?,
        };
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, &claims, &self.key)?)
    }
}
