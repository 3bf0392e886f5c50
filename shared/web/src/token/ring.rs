//! The keys whose signatures count, and what is revoked.

use super::jwks::{Jwk, Jwks, KeyError};
use super::memory::Memory;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::Claims;
use contracts::trust::{EarlierTokens, Revoked, Trusted};
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::DecodingKey;
use std::collections::{HashMap, HashSet};

/// What tokens are judged by at one moment.
pub(super) struct Ring {
    keys: HashMap<String, DecodingKey>,
    pub(super) published: Jwks,
    tokens: HashSet<String>,
    sessions: HashSet<String>,
    /// The generation from which on an account's tokens count.
    accounts: HashMap<String, i32>,
    /// Of its own: what was verified by other keys is verified again.
    pub(super) memory: Memory,
}

impl Ring {
    /// A ring of keys; nothing is revoked.
    pub(super) fn of(published: Jwks) -> Result<Self, KeyError> {
        if published.keys.is_empty() {
            return Err(KeyError::None);
        }
        let mut keys = HashMap::new();
        for jwk in &published.keys {
            // The provider of this crate takes the 32 bytes of the point, not DER.
            keys.insert(jwk.kid.clone(), DecodingKey::from_ed_der(jwk.key()?.as_bytes()));
        }
        let (tokens, sessions, accounts) = (HashSet::new(), HashSet::new(), HashMap::new());
        Ok(Self { keys, published, tokens, sessions, accounts, memory: Memory::default() })
    }

    /// The ring as the service of accounts says it.
    pub(super) fn trusted(trusted: &Trusted) -> Result<Self, KeyError> {
        let keys = trusted.keys.iter().map(|text| key(text)).collect::<Result<Vec<_>, _>>()?;
        let mut ring = Self::of(keys.iter().collect())?;
        for revoked in trusted.revoked.iter().cloned() {
            match revoked {
                Revoked::Token(jti) => {
                    ring.tokens.insert(jti);
                }
                Revoked::Session(session) => {
                    ring.sessions.insert(session);
                }
                Revoked::Account(EarlierTokens { sub, generation }) => {
                    let from = ring.accounts.entry(sub).or_insert(generation);
                    *from = generation.max(*from);
                }
            }
        }
        Ok(ring)
    }

    pub(super) fn key(&self, kid: &str) -> Option<&DecodingKey> {
        self.keys.get(kid)
    }

    /// Does the token no longer count?
    pub(super) fn has_revoked(&self, claims: &Claims) -> bool {
        let is_session = || claims.session.as_ref().is_some_and(|session| self.sessions.contains(session));
        self.tokens.contains(&claims.jti)
            || is_session()
            || self.accounts.get(&claims.sub).is_some_and(|from| claims.generation < *from)
    }
}

/// A public key from its text.
fn key(text: &str) -> Result<VerifyingKey, KeyError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    key.ok_or_else(|| KeyError::Point(text.to_owned()))
}

/// A public key as its text in [`Trusted::keys`].
#[must_use]
pub fn key_text(key: &VerifyingKey) -> String {
    Jwk::of(key).x
}
