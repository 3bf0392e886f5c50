//! Signing keys and answers that tell a secret lie in the database sealed; what opens them comes from the installation and never lies there.

use crate::error::AccessError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use receipts::Cover;
use sha2::{Digest as _, Sha256};

/// Bytes of a nonce.
const NONCE: usize = 24;

/// Seals and opens (封存).
pub struct Seal(XChaCha20Poly1305);

impl Seal {
    /// A seal that is made from a secret of the installation, 32 random bytes that serve other ends as well.
    #[must_use]
    pub fn of(secret: &[u8; 32]) -> Self {
        let own = Sha256::new().chain_update(b"fangxin access seal 1\0").chain_update(secret).finalize();
        Self(XChaCha20Poly1305::new(Key::from_slice(own.as_slice())))
    }

    /// Seals the secret of a key; its name must be said again to open it, so that no two can be exchanged.
    pub(crate) fn close(&self, name: &str, secret: &[u8; 32]) -> Result<String, AccessError> {
        self.close_bytes(name, secret).map(|sealed| URL_SAFE_NO_PAD.encode(sealed)).map_err(AccessError::Own)
    }

    /// Opens what this seal has closed under this name.
    pub(crate) fn open(&self, name: &str, sealed: &str) -> Result<[u8; 32], AccessError> {
        let opened = self.open_bytes(name, &URL_SAFE_NO_PAD.decode(sealed).unwrap_or_default());
        opened
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| AccessError::Own(format!("the signing key {name} was sealed by another installation")))
    }

    fn close_bytes(&self, name: &str, open: &[u8]) -> Result<Vec<u8>, String> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| format!("no random bytes: {error}"))?;
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), Payload { msg: open, aad: name.as_bytes() });
        let sealed = sealed.map_err(|error| format!("{name} cannot be sealed: {error}"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open_bytes(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        self.0.decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: name.as_bytes() }).ok()
    }
}

impl Cover for Seal {
    fn close(&self, name: &str, open: &[u8]) -> Result<Vec<u8>, String> {
        self.close_bytes(name, open)
    }

    fn open(&self, name: &str, closed: &[u8]) -> Result<Vec<u8>, String> {
        self.open_bytes(name, closed).ok_or_else(|| format!("{name} was sealed by another installation"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_seal_opens_and_only_under_the_same_name() {
        let (own, other) = (Seal::of(&[1; 32]), Seal::of(&[2; 32]));
        let sealed = own.close("a", &[7; 32]).unwrap();
        assert_eq!(own.open("a", &sealed).unwrap(), [7; 32]);
        assert!(own.open("b", &sealed).is_err() && other.open("a", &sealed).is_err());
        assert!(own.open("a", "").is_err() && own.open("a", &sealed[1..]).is_err());
        assert_ne!(own.close("a", &[7; 32]).unwrap(), sealed, "each has its own nonce");
    }
}
