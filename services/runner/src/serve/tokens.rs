//! Tokens of this installation: signed and verified with its own key.

use anyhow::{Context as _, Result};
use clients::Tokens;
use contracts::clock::Clock;
use ed25519_dalek::SigningKey;
use std::sync::Arc;
use web::token::{Grant, Issuer, Jwks, Verifier};

/// Issuer and audience of tokens. What tells installations apart is their key.
const INSTALLATION: &str = "fangxin";

/// Signs tokens that hold for so many minutes.
pub(crate) fn issuer(key: &SigningKey, clock: Arc<dyn Clock>, minutes: u16) -> Issuer {
    Issuer::new(key, INSTALLATION, clock).holding(minutes)
}

/// Verifies tokens.
pub(crate) fn verifier(key: &SigningKey, clock: Arc<dyn Clock>) -> Result<Arc<Verifier>> {
    let keys: Jwks = [&key.verifying_key()].into_iter().collect();
    let verifier = Verifier::new(keys, INSTALLATION, clock);
    Ok(Arc::new(verifier.context("签名密钥无法使用 the signing key cannot be used")?))
}

/// A token, newly signed.
pub(crate) fn issue(issuer: &Issuer, grant: Grant) -> Result<String> {
    issuer.issue(grant).context("令牌无法签发 the token could not be signed")
}

/// A new token for each request of the program itself.
pub(crate) struct Own {
    pub(crate) issuer: Issuer,
    pub(crate) grant: Grant,
}

impl Tokens for Own {
    fn token(&self) -> Result<String, String> {
        self.issuer.issue(self.grant.clone()).map_err(|error| error.to_string())
    }
}
