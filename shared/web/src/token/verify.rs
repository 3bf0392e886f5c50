//! Verifies tokens, each text once.

use super::ring::Ring;
use super::{KeyError, LEEWAY, MICROS, jwks::Jwks, provider};
use contracts::access::Claims;
use contracts::clock::Clock;
use contracts::trust::Trusted;
use jsonwebtoken::{Algorithm, Validation};
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, PoisonError, RwLock};

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
    /// It was revoked, or its session or account was.
    #[error("the token was revoked")]
    Revoked,
    /// Not a token, signed otherwise, or for another installation.
    #[error("the token was not issued for this installation")]
    Foreign(#[from] jsonwebtoken::errors::Error),
}

/// Verifies tokens of one installation (验证者).
pub struct Verifier {
    ring: RwLock<Arc<Ring>>,
    rules: Validation,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// A verifier for tokens of `installation` that one of `keys` has signed.
    ///
    /// # Errors
    /// [`KeyError`] if there is no key, or one is no public key of Ed25519.
    pub fn new(keys: Jwks, installation: &str, clock: Arc<dyn Clock>) -> Result<Self, KeyError> {
        Self::judging(Ring::of(keys)?, installation, clock)
    }

    fn judging(ring: Ring, installation: &str, clock: Arc<dyn Clock>) -> Result<Self, KeyError> {
        provider::install();
        let ring = RwLock::new(Arc::new(ring));
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[installation]);
        rules.set_issuer(&[installation]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // Time comes from the clock that is given, so the library's own check is off; see `timely`.
        rules.validate_exp = false;
        Ok(Self { ring, rules, clock })
    }

    /// The same by what the service of accounts says.
    ///
    /// # Errors
    /// [`KeyError`] if there is no key, or one is no public key of Ed25519.
    pub fn trusting(trusted: &Trusted, installation: &str, clock: Arc<dyn Clock>) -> Result<Self, KeyError> {
        Self::judging(Ring::trusted(trusted)?, installation, clock)
    }

    /// Judges by other keys and revocations from now on.
    ///
    /// # Errors
    /// [`KeyError`] if there is no key, or one is no public key of Ed25519; then nothing changes.
    pub fn trust(&self, trusted: &Trusted) -> Result<(), KeyError> {
        let ring = Arc::new(Ring::trusted(trusted)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// The public keys, as they are published.
    #[must_use]
    pub fn keys(&self) -> Jwks {
        self.ring().published.clone()
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
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
        let ring = self.ring();
        let claims = match ring.memory.recall(&digest) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.open(token, &ring)?);
                self.timely(&claims)?;
                ring.memory.keep(digest, Arc::clone(&claims), self.now());
                claims
            }
        };
        self.timely(&claims)?;
        if ring.has_revoked(&claims) { Err(TokenError::Revoked) } else { Ok(claims) }
    }

    fn open(&self, token: &str, ring: &Ring) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token)?;
        let key = header.kid.and_then(|kid| ring.key(&kid)).ok_or(TokenError::Key)?;
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

    fn now(&self) -> i64 {
        self.clock.now().micros().div_euclid(MICROS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{Grant, Issuer, key_text};
    use contracts::access::Role;
    use contracts::trust::{EarlierTokens, Revoked};
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
    fn what_is_revoked_or_signed_by_a_key_that_was_withdrawn_no_longer_counts() {
        let (_, issuer, verifier) = pair();
        let issue = |sub: &str, session: Option<&str>, generation| {
            let session = session.map(str::to_owned);
            let grant = Grant { session, generation, ..Grant::of_role(sub, "甲", Role::Bank) };
            issuer.issue(grant).unwrap()
        };
        let (plain, other) = (issue("a", None, 0), issue("a", None, 0));
        let (in_session, older, newer) = (issue("b", Some("s"), 0), issue("c", None, 1), issue("c", None, 2));
        let jti = verifier.verify(&plain).unwrap().jti.clone();
        let own = key_text(issuer.public_key());
        let trusted = |keys: &[&String], revoked: &[Revoked]| Trusted {
            version: "1".to_owned(),
            keys: keys.iter().map(|key| (*key).clone()).collect(),
            revoked: revoked.to_vec(),
        };
        let account = Revoked::Account(EarlierTokens { sub: "c".to_owned(), generation: 2 });
        let revoked = [Revoked::Token(jti), Revoked::Session("s".to_owned()), account];
        verifier.trust(&trusted(&[&own], &revoked)).unwrap();
        for (token, counts) in [(&plain, false), (&other, true), (&in_session, false), (&older, false), (&newer, true)]
        {
            // Twice: a token that is remembered is judged as one that is not.
            for _ in 0..2 {
                assert_eq!(verifier.verify(token).is_ok(), counts);
            }
        }
        let next = SigningKey::from_bytes(&[2; 32]).verifying_key();
        assert!(verifier.trust(&trusted(&[], &[])).is_err() && verifier.verify(&newer).is_ok(), "nothing has changed");
        verifier.trust(&trusted(&[&own, &key_text(&next)], &[])).unwrap();
        assert!(verifier.verify(&plain).is_ok() && verifier.keys().keys.len() == 2);
        verifier.trust(&trusted(&[&key_text(&next)], &[])).unwrap();
        assert!(matches!(verifier.verify(&plain), Err(TokenError::Key)));
    }

    #[test]
    fn without_a_key_there_is_no_verifier() {
        let (clock, ..) = pair();
        assert!(matches!(Verifier::new(Jwks::default(), "x", clock), Err(KeyError::None)));
    }
}
