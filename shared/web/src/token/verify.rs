//! Verifies tokens, each text once.

use super::{KeyError, LEEWAY, MICROS, jwks::Jwks, provider};
use contracts::access::Claims;
use contracts::clock::Clock;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Verified tokens that are remembered.
const REMEMBERED: usize = 10_000;
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// Why a token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    Early,
    /// Longer than any that is issued.
    #[error("the token is too long")]
    Long,
    /// It names no key, or one that is not known.
    #[error("the token names no known key")]
    Key,
    /// Not a token, signed otherwise, or for another installation.
    #[error("the token was not issued for this installation")]
    Foreign(#[from] jsonwebtoken::errors::Error),
}

/// Verifies tokens of one installation (验证者).
pub struct Verifier {
    keys: HashMap<String, DecodingKey>,
    published: Jwks,
    rules: Validation,
    clock: Arc<dyn Clock>,
    /// By digest of the token's text, so that no token lies in memory.
    verified: RwLock<HashMap<[u8; 32], Arc<Claims>>>,
}

impl Verifier {
    /// A verifier for tokens of `installation` that one of `keys` has signed.
    ///
    /// # Errors
    /// [`KeyError`] if there is no key, or one is no public key of Ed25519.
    pub fn new(keys: Jwks, installation: &str, clock: Arc<dyn Clock>) -> Result<Self, KeyError> {
        provider::install();
        if keys.keys.is_empty() {
            return Err(KeyError::None);
        }
        let mut known = HashMap::new();
        for jwk in &keys.keys {
            let key = jwk.key()?;
            // The provider of this crate takes the 32 bytes of the point, not DER.
            known.insert(jwk.kid.clone(), DecodingKey::from_ed_der(key.as_bytes()));
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[installation]);
        rules.set_issuer(&[installation]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // Time comes from the clock that is given, so the library's own check is off; see `timely`.
        rules.validate_exp = false;
        Ok(Self { keys: known, published: keys, rules, clock, verified: RwLock::default() })
    }

    /// The public keys, as they are published.
    #[must_use]
    pub fn keys(&self) -> &Jwks {
        &self.published
    }

    /// What the token says, if it may be believed now.
    ///
    /// # Errors
    /// [`TokenError`] saying why not.
    pub fn verify(&self, token: &str) -> Result<Arc<Claims>, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::Long);
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        let remembered = self.verified.read().unwrap_or_else(PoisonError::into_inner).get(&digest).cloned();
        if let Some(claims) = remembered {
            self.timely(&claims)?;
            return Ok(claims);
        }
        let claims = Arc::new(self.open(token)?);
        self.timely(&claims)?;
        self.remember(digest, Arc::clone(&claims));
        Ok(claims)
    }

    fn open(&self, token: &str) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token)?;
        let key = header.kid.and_then(|kid| self.keys.get(&kid)).ok_or(TokenError::Key)?;
        Ok(jsonwebtoken::decode::<Claims>(token, key, &self.rules)?.claims)
    }

    fn timely(&self, claims: &Claims) -> Result<(), TokenError> {
        let now = self.now();
        if now >= claims.exp.saturating_add(LEEWAY) {
            Err(TokenError::Expired)
        } else if now < claims.nbf.saturating_sub(LEEWAY) {
            Err(TokenError::Early)
        } else {
            Ok(())
        }
    }

    fn remember(&self, digest: [u8; 32], claims: Arc<Claims>) {
        let now = self.now();
        let mut verified = self.verified.write().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= REMEMBERED {
            verified.retain(|_, claims| now < claims.exp);
        }
        // So many tokens in their quarter of an hour that forgetting all is cheaper than keeping an order.
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(digest, claims);
    }

    fn now(&self) -> i64 {
        self.clock.now().micros().div_euclid(MICROS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{Grant, Issuer};
    use contracts::access::Role;
    use domain::instant::Instant;
    use ed25519_dalek::SigningKey;
    use std::sync::atomic::{AtomicI64, Ordering};

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Instant {
            Instant::from_micros(self.0.load(Ordering::SeqCst))
        }
    }

    fn pair() -> (Arc<Hands>, Issuer, Verifier) {
        let clock = Arc::new(Hands(AtomicI64::new(1_800_000_000 * MICROS)));
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "x", clock.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "x", clock.clone()).unwrap();
        (clock, issuer, verifier)
    }

    #[test]
    fn a_token_is_opened_once() {
        let (_, issuer, verifier) = pair();
        let token = issuer.issue(Grant::of_role("a", "甲", Role::Bank)).unwrap();
        let first = verifier.verify(&token).unwrap();
        assert!(Arc::ptr_eq(&first, &verifier.verify(&token).unwrap()));
    }

    #[test]
    fn memory_is_bounded_and_forgets_what_is_over_first() {
        let (clock, issuer, verifier) = pair();
        let claims = |sub: &str| {
            let token = issuer.issue(Grant::of_role(sub, "甲", Role::Bank)).unwrap();
            Arc::new(verifier.open(&token).unwrap())
        };
        let digest = |number: usize| <[u8; 32]>::from(Sha256::digest(number.to_le_bytes()));
        let known = |number| verifier.verified.read().unwrap().contains_key(&digest(number));
        let early = claims("early");
        (0..REMEMBERED - 1).for_each(|number| verifier.remember(digest(number), Arc::clone(&early)));
        clock.0.fetch_add(15 * 60 * MICROS, Ordering::SeqCst);
        let late = claims("late");
        verifier.remember(digest(REMEMBERED), Arc::clone(&late));
        verifier.remember(digest(REMEMBERED + 1), Arc::clone(&late));
        assert!(!known(0) && known(REMEMBERED) && known(REMEMBERED + 1));
        (0..2 * REMEMBERED).for_each(|number| verifier.remember(digest(number), Arc::clone(&late)));
        assert!(verifier.verified.read().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn without_a_key_there_is_no_verifier() {
        let (clock, ..) = pair();
        assert!(matches!(Verifier::new(Jwks::default(), "x", clock), Err(KeyError::None)));
    }
}
