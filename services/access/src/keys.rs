//! Keys that sign tokens: made, succeeded by others, withdrawn. A new key is published before it signs, and an old
//! one counts until the last token that it signed has expired, so nobody notices a change of keys.

use crate::error::AccessError;
use crate::store::{KeyRow, store};
use crate::trusting::Access;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use std::sync::Arc;
use web::token::{Grant, Issuer, Jwk, key_text};

const SECOND: i64 = 1_000_000;
/// How long a key is published before it signs: every service has learnt of it by then.
const AHEAD: i64 = 10 * SECOND;
/// How long the longest token holds, and some more.
pub(crate) const LONGEST: i64 = (12 * 60 * 60 + 60) * SECOND;
/// How long a key signs before another one is made by itself.
const OLD: i64 = 90 * 24 * 60 * 60 * SECOND;
/// How long a token holds.
pub(crate) const HOLDS: i64 = 15 * 60;

/// A key, opened.
pub(crate) struct Signer {
    /// Its public half, which is what the secret says, whatever stands beside it.
    pub(crate) public_key: String,
    from: i64,
    until: Option<i64>,
    issuer: Issuer,
}

impl Signer {
    /// Do its signatures count at an instant?
    pub(crate) fn counts(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A key that signs tokens (签名密钥), without its secret.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its thumbprint, which tokens name.
    pub kid: String,
    /// When it was made.
    pub created_at: Instant,
    /// From when on it signs, until a later one does.
    pub signs_from: Instant,
    /// Until when its signatures count, if it has a successor.
    pub counts_until: Option<Instant>,
    /// Who made it.
    pub actor: String,
}

impl From<KeyRow> for Key {
    fn from(row: KeyRow) -> Self {
        Self {
            kid: row.kid,
            created_at: Instant::from_micros(row.created_at),
            signs_from: Instant::from_micros(row.signs_from),
            counts_until: row.counts_until.map(Instant::from_micros),
            actor: row.actor,
        }
    }
}

/// Opens the keys that this installation has sealed. Others, of a folder whose key was lost or of somebody who wrote
/// into the tables, neither sign nor count.
pub(crate) fn signers(keys: &[KeyRow], access: &Access) -> Vec<Signer> {
    let open = |row: &KeyRow| match access.seal.open(&row.kid, &row.sealed) {
        Ok(secret) => {
            let key = SigningKey::from_bytes(&secret);
            let public_key = key_text(&key.verifying_key());
            let issuer = Issuer::new(&key, access.installation.as_str(), Arc::clone(&access.clock));
            Some(Signer { public_key, from: row.signs_from, until: row.counts_until, issuer })
        }
        Err(error) => {
            tracing::error!(%error, "a signing key does not count");
            None
        }
    };
    keys.iter().filter_map(open).collect()
}

impl Access {
    /// Signs a token that holds for so many seconds, at most twelve hours.
    ///
    /// # Errors
    /// [`AccessError`] if the keys cannot be read.
    pub fn issue(&self, grant: Grant, seconds: i64) -> Result<String, AccessError> {
        let now = self.clock.now().micros();
        let state = self.refreshed()?;
        // The one that began to sign last; those to come stand before it.
        let signs = |signer: &&Signer| signer.from <= now && signer.counts(now);
        let signer = state.signers.iter().find(signs);
        let signer = signer.ok_or_else(|| AccessError::Own("no key signs at present".to_owned()))?;
        if now - signer.from > OLD && state.signers.iter().all(|other| other.from <= signer.from) {
            match self.rotate(crate::SERVICE) {
                // Another process may have been faster.
                Ok(_) | Err(AccessError::Conflict { .. }) => {}
                Err(error) => tracing::warn!(%error, "the old signing key has no successor yet"),
            }
        }
        let own = |error: web::token::IssueError| AccessError::Own(error.to_string());
        signer.issuer.issue_for(grant, seconds).map_err(own)
    }

    /// Every key, the one that signs last first.
    ///
    /// # Errors
    /// [`AccessError::Database`].
    pub fn keys(&self) -> Result<Vec<Key>, AccessError> {
        let rows = self.db.read::<_, AccessError>(|conn| Ok(store(conn).keys()?))?;
        Ok(rows.into_iter().map(Key::from).collect())
    }

    /// Makes a key that signs from ten seconds on; those before count until their last token has expired.
    ///
    /// # Errors
    /// [`AccessError::Conflict`] if one is on its way already.
    pub fn rotate(&self, actor: &str) -> Result<Key, AccessError> {
        self.change(|conn| {
            let now = self.clock.now().micros();
            let keys = store(conn.again()).keys()?;
            if keys.iter().any(|key| key.signs_from > now) {
                return Err(AccessError::Conflict {
                    zh: "新的密钥即将启用，请稍后再试",
                    en: "a new key is about to sign",
                });
            }
            let row = self.new_key(actor, now + AHEAD)?;
            for key in keys.iter().filter(|key| key.counts_until.is_none()) {
                store(conn.again()).end_key(&key.kid, row.signs_from + LONGEST)?;
            }
            store(conn.again()).add_key(&row)?;
            Ok(row.into())
        })
    }

    /// Withdraws a key at once, for somebody may have got hold of it: nothing that it signed counts any more. If
    /// no other signs, a new one does.
    ///
    /// # Errors
    /// [`AccessError::Missing`] if there is no such key that counts.
    pub fn withdraw_key(&self, kid: &str, actor: &str) -> Result<(), AccessError> {
        self.change(|conn| {
            let now = self.clock.now().micros();
            let counts = |key: &&KeyRow| key.counts_until.is_none_or(|until| now < until);
            let keys = store(conn.again()).keys()?;
            let (withdrawn, others): (Vec<&KeyRow>, Vec<&KeyRow>) =
                keys.iter().filter(counts).partition(|key| key.kid == kid);
            let Some(key) = withdrawn.first() else {
                return Err(AccessError::Missing { zh: "密钥", en: "key that counts" });
            };
            store(conn.again()).end_key(&key.kid, now)?;
            if !others.iter().any(|key| key.signs_from <= now && key.counts_until.is_none()) {
                let row = self.new_key(actor, now)?;
                store(conn.again()).add_key(&row)?;
            }
            Ok(())
        })
    }

    /// Makes the first key of this installation, unless another process was faster.
    pub(crate) fn first_key(&self) -> Result<(), AccessError> {
        self.db.write(|mut conn| {
            store(conn.again()).hold_trust()?;
            if signers(&store(conn.again()).keys()?, self).is_empty() {
                let row = self.new_key(crate::SERVICE, self.clock.now().micros())?;
                store(conn.again()).add_key(&row)?;
                store(conn).grow_trust()?;
            }
            Ok(())
        })
    }

    fn new_key(&self, actor: &str, signs_from: i64) -> Result<KeyRow, AccessError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| AccessError::Own(format!("no random bytes: {error}")))?;
        let public = SigningKey::from_bytes(&secret).verifying_key();
        let kid = Jwk::of(&public).kid;
        Ok(KeyRow {
            sealed: self.seal.close(&kid, &secret)?,
            public_key: key_text(&public),
            created_at: self.clock.now().micros(),
            signs_from,
            counts_until: None,
            actor: actor.to_owned(),
            kid,
        })
    }
}
