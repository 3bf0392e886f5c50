//! The installation's signing key: made once, kept where only its owner can read it.

use crate::output;
use crate::serve::lock::private_folder;
use anyhow::{Context, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::signature::Signature as Signed;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// File of the key.
pub(crate) const SECRET: &str = "signing.key";
/// File of its public half.
pub(crate) const PUBLIC: &str = "signing.pub";

/// Names the variable that holds the key of a process without a folder of its own, in base64.
const VARIABLE: &str = "FANGXIN_KEY";

/// The key of the environment, else that in a data folder, if there is one.
pub(crate) fn existing(data: &Path) -> Result<Option<SigningKey>> {
    if let Some(text) = of_environment() {
        let secret = thirty_two_bytes(&text);
        let secret = secret.with_context(|| format!("{VARIABLE}：不是签名密钥 this is no signing key"))?;
        return Ok(Some(SigningKey::from_bytes(&secret)));
    }
    existing_in(data)
}

/// The key in a folder, if there is one, whatever the environment says.
pub(crate) fn existing_in(folder: &Path) -> Result<Option<SigningKey>> {
    let path = folder.join(SECRET);
    if !path.exists() {
        return Ok(None);
    }
    let secret = thirty_two_bytes(&output::read_text(&path)?);
    let secret = secret.with_context(|| format!("{}：不是签名密钥 this is no signing key", path.display()))?;
    Ok(Some(SigningKey::from_bytes(&secret)))
}

/// The key in a data folder; a new one is made if there is none.
pub(crate) fn own(data: &Path) -> Result<SigningKey> {
    if let Some(key) = existing(data)? {
        return Ok(key);
    }
    let key = passing()?;
    keep(data, &key)?;
    Ok(key)
}

/// Writes a key into a folder where there is none.
pub(crate) fn keep(data: &Path, key: &SigningKey) -> Result<()> {
    private_folder(data)?;
    let path = data.join(SECRET);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| output::unwritable(&path))?;
    let written = writeln!(file, "{}", STANDARD.encode(key.as_bytes())).and_then(|()| file.sync_all());
    written.with_context(|| output::unwritable(&path))?;
    let path = data.join(PUBLIC);
    let public = format!("{}\n", public_text(&key.verifying_key()));
    let written =
        File::create(&path).and_then(|mut file| file.write_all(public.as_bytes()).and_then(|()| file.sync_all()));
    written.with_context(|| output::unwritable(&path))
}

#[expect(clippy::disallowed_methods, reason = "secrets come from the environment")]
fn of_environment() -> Option<String> {
    std::env::var(VARIABLE).ok()
}

/// A key that is written nowhere.
pub(crate) fn passing() -> Result<SigningKey> {
    let mut secret = [0u8; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| anyhow!("系统不提供随机数 the system gives no random numbers: {error}"))?;
    Ok(SigningKey::from_bytes(&secret))
}

/// A public key as text.
pub(crate) fn public_text(key: &VerifyingKey) -> String {
    STANDARD.encode(key.as_bytes())
}

/// A public key from its text.
pub(crate) fn public(text: &str) -> Result<VerifyingKey, String> {
    let key = thirty_two_bytes(text).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    key.ok_or_else(|| "不是 Ed25519 公钥（base64） this is no Ed25519 public key in base64".to_owned())
}

/// A public key that is named by its text, or by a file that holds it.
pub(crate) fn named(text: &str) -> Result<VerifyingKey, String> {
    match fs::read_to_string(text) {
        Ok(held) => public(&held).map_err(|wrong| format!("{text}：{wrong}")),
        Err(_) => public(text),
    }
}

fn thirty_two_bytes(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text.trim()).ok()?.try_into().ok()
}

/// Signs bytes; the signature as text.
fn sign(key: &SigningKey, bytes: &[u8]) -> String {
    STANDARD.encode(key.sign(bytes).to_bytes())
}

/// Signs a statement.
pub(crate) fn signature(key: &SigningKey, statement: &[u8]) -> Signed {
    Signed {
        algorithm: "Ed25519".to_owned(),
        public_key: public_text(&key.verifying_key()),
        value: sign(key, statement),
    }
}

/// Is it a signature of these bytes by this key?
pub(crate) fn verifies(public_key: &str, signature: &str, bytes: &[u8]) -> bool {
    let signature = STANDARD.decode(signature).ok().and_then(|b| Signature::from_slice(&b).ok());
    matches!((public(public_key), signature), (Ok(key), Some(signature)) if key.verify_strict(bytes, &signature).is_ok())
}
