//! Tokens that were verified: the signature of each text is looked at once.

use contracts::access::Claims;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Verified tokens that are remembered.
const REMEMBERED: usize = 10_000;

/// What verified tokens say, by digest of their text, so that no token lies in memory.
#[derive(Default)]
pub(super) struct Memory(RwLock<HashMap<[u8; 32], Arc<Claims>>>);

impl Memory {
    pub(super) fn recall(&self, digest: &[u8; 32]) -> Option<Arc<Claims>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }

    /// Remembers a token; `now` in seconds tells which others are over.
    pub(super) fn keep(&self, digest: [u8; 32], claims: Arc<Claims>, now: i64) {
        let mut verified = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= REMEMBERED {
            verified.retain(|_, claims| now < claims.exp);
        }
        // So many tokens in their quarter of an hour that forgetting all is cheaper than keeping an order.
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(digest, claims);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn until(exp: i64) -> Arc<Claims> {
        let claims = serde_json::from_value(json!({
            "sub": "1", "name": "x", "role": "bank", "scopes": [],
            "iss": "", "aud": "", "iat": 0, "nbf": 0, "exp": exp, "jti": "",
        }));
        Arc::new(claims.unwrap())
    }

    fn digest(number: usize) -> [u8; 32] {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&number.to_le_bytes());
        digest
    }

    #[test]
    fn it_is_bounded_and_forgets_what_is_over_first() {
        let memory = Memory::default();
        (0..REMEMBERED - 1).for_each(|number| memory.keep(digest(number), until(900), 0));
        memory.keep(digest(REMEMBERED), until(1_800), 900);
        memory.keep(digest(REMEMBERED + 1), until(1_800), 900);
        assert!(memory.recall(&digest(0)).is_none() && memory.recall(&digest(REMEMBERED)).is_some());
        (0..2 * REMEMBERED).for_each(|number| memory.keep(digest(number), until(1_800), 900));
        assert!(memory.0.read().unwrap().len() <= REMEMBERED);
    }
}
