//! Tokens of this installation: signed by its service of accounts, verified by what that says.

use access::{Access, Seal};
use anyhow::{Context as _, Result};
use clients::{ClientError, Tokens};
use contracts::clock::Clock;
use contracts::port::PortError;
use contracts::trust::Trust;
use db::{Location, Pools};
use ed25519_dalek::SigningKey;
use std::sync::Arc;
use std::time::Duration;
use web::token::{Following, Grant, Verifier};

/// Issuer and audience of tokens. What tells installations apart is their keys.
pub(crate) const INSTALLATION: &str = "fangxin";

/// The accounts where an installation keeps them, also beside a server that runs.
pub(crate) fn accounts(location: &Location, key: &SigningKey, clock: Arc<dyn Clock>) -> Result<Access> {
    let opened = Access::open(location, Pools::default(), clock, (INSTALLATION, Seal::of(key.as_bytes())));
    opened.with_context(|| format!("{location}：数据库无法使用 the database cannot be used"))
}

/// A verifier that follows the accounts for as long as the second lives. Where they do not answer yet it waits for
/// them: nobody can be let in before.
pub(crate) fn verifier(trust: &Arc<dyn Trust>, clock: Arc<dyn Clock>) -> Result<(Arc<Verifier>, Following)> {
    let unusable = "签名密钥无法使用 the signing keys cannot be used";
    let trusted = loop {
        match trust.trusted(None, Duration::ZERO) {
            Ok(trusted) => break trusted,
            Err(PortError::Away { service, cause }) => {
                tracing::warn!(service, cause, "the accounts do not answer yet; asked again");
                std::thread::sleep(Duration::from_secs(1));
            }
            Err(error) => return Err(error).context(unusable),
        }
    };
    let verifier = Arc::new(Verifier::trusting(&trusted, INSTALLATION, clock).context(unusable)?);
    let following = Following::begin(Arc::clone(&verifier), Arc::clone(trust)).context(unusable)?;
    Ok((verifier, following))
}

/// A token, newly signed, that holds for so many minutes.
pub(crate) fn issue(access: &Access, grant: Grant, minutes: u16) -> Result<String> {
    let signed = access.issue(grant, i64::from(minutes) * 60);
    signed.context("令牌无法签发 the token could not be signed")
}

/// A new token for each request of the program itself.
pub(crate) struct Own {
    pub(crate) access: Arc<Access>,
    pub(crate) grant: Grant,
    pub(crate) minutes: u16,
}

impl Tokens for Own {
    fn token(&self) -> Result<String, ClientError> {
        let signed = self.access.issue(self.grant.clone(), i64::from(self.minutes) * 60);
        signed.map_err(|error| ClientError::Token(error.to_string()))
    }
}
