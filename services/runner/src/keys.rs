//! The installation's signing key: made once, kept where only its owner can read it.

use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

const SECRET: &str = "signing.key";
const PUBLIC: &str = "signing.pub";

/// The key in a data folder; a new one is made if there is none.
pub(crate) fn own(data: &Path) -> Result<SigningKey> {
    let path = data.join(SECRET);
    if path.exists() {
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let bytes = STANDARD.decode(text.trim()).with_context(|| format!("{} holds no key", path.display()))?;
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|bytes: Vec<u8>| anyhow!("{} holds {} bytes, a key has 32", path.display(), bytes.len()))?;
        return Ok(SigningKey::from_bytes(&bytes));
    }
    fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))?;
    let mut secret = [0u8; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    let key = SigningKey::from_bytes(&secret);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    writeln!(file, "{}", STANDARD.encode(secret))?;
    fs::write(data.join(PUBLIC), format!("{}\n", public_text(&key.verifying_key())))?;
    Ok(key)
}

/// A public key as text.
pub(crate) fn public_text(key: &VerifyingKey) -> String {
    STANDARD.encode(key.as_bytes())
}

/// Signs bytes; the signature as text.
pub(crate) fn sign(key: &SigningKey, bytes: &[u8]) -> String {
    STANDARD.encode(key.sign(bytes).to_bytes())
}

/// Is it a signature of these bytes by this key?
pub(crate) fn verifies(public_key: &str, signature: &str, bytes: &[u8]) -> bool {
    let key = STANDARD.decode(public_key).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
    let key = key.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = STANDARD.decode(signature).ok().and_then(|b| Signature::from_slice(&b).ok());
    matches!((key, signature), (Some(key), Some(signature)) if key.verify_strict(bytes, &signature).is_ok())
}
