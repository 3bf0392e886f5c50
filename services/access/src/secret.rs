//! Secrets: those that this service draws, and the passwords that people choose.

use crate::error::AccessError;
use crate::turns::Turns;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::digest::Digest;
use std::time::Duration;

/// Fewest characters of a password.
const SHORTEST: usize = 12;
/// Most bytes of a password.
const LONGEST: usize = 256;
/// Passwords are looked at four at a time: each takes 19 MiB and some hundredths of a second. As many as come to work at the
/// same minute wait for that.
static TURNS: Turns = Turns::new(4, 8, Duration::from_secs(2));
/// What is compared where there is no password, so that nobody learns by the time it takes which accounts there
/// are: the digest of random bytes that were thrown away.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$RZRDBKUqA/HMKD8EuEEuGl1m1xfdnSdVfXMM2N6HDi0";

/// 32 random bytes as text.
pub(crate) fn drawn() -> Result<String, AccessError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| AccessError::Own(format!("no random bytes: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The digest of a secret that was drawn. It needs no salt and no slowness: nobody guesses 32 random bytes.
pub(crate) fn digest(secret: &str) -> String {
    Digest::of_bytes(secret.as_bytes()).0
}

/// Is a password long enough, and nothing that names its owner?
pub(crate) fn check_password(password: &str, sub: &str) -> Result<(), AccessError> {
    let wrong = |zh: String, en: String| Err(AccessError::field("password", zh, en));
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return wrong(
            format!("密码应为 {SHORTEST} 个字符以上、{LONGEST} 字节以内"),
            format!("a password has at least {SHORTEST} characters and at most {LONGEST} bytes"),
        );
    }
    let few = password.chars().collect::<std::collections::BTreeSet<_>>().len() < 5;
    if few || password.to_lowercase().contains(&sub.to_lowercase()) {
        return wrong(
            "密码不得包含账号名，且至少含 5 个不同字符".to_owned(),
            "a password does not hold the name of the account, and has at least 5 different characters".to_owned(),
        );
    }
    Ok(())
}

/// The argon2id digest of a password, with the parameters and the salt in it.
pub(crate) fn hash(password: &str) -> Result<String, AccessError> {
    let _turn = TURNS.take()?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| AccessError::Own(format!("no random bytes: {error}")))?;
    let own = |error: argon2::password_hash::Error| AccessError::Own(format!("a password cannot be digested: {error}"));
    let salt = SaltString::encode_b64(&salt).map_err(own)?;
    Ok(argon2id()?.hash_password(password.as_bytes(), &salt).map_err(own)?.to_string())
}

/// Is it the password of this digest? Without a digest it takes as long, and is not.
pub(crate) fn is_password(password: &str, digest: Option<&str>) -> Result<bool, AccessError> {
    let _turn = TURNS.take()?;
    let known = PasswordHash::new(digest.unwrap_or(NOBODY));
    let known = known.map_err(|error| AccessError::Own(format!("the digest of a password is damaged: {error}")))?;
    Ok(argon2id()?.verify_password(password.as_bytes(), &known).is_ok() && digest.is_some())
}

/// The least that is advised for argon2id: 19 MiB, two passes, one lane.
fn argon2id() -> Result<Argon2<'static>, AccessError> {
    let params = Params::new(19_456, 2, 1, None);
    let params = params.map_err(|error| AccessError::Own(format!("argon2id: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_digest_alone() {
        let digest = hash("correct horse battery").unwrap();
        assert!(digest.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{digest}");
        assert!(is_password("correct horse battery", Some(&digest)).unwrap());
        assert!(!is_password("correct horse batterz", Some(&digest)).unwrap());
        assert!(!is_password("anything", None).unwrap());
        assert_ne!(hash("correct horse battery").unwrap(), digest, "each has its own salt");
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in
            ["", "short", "aaaaaaaaaaaaaaaa", "xx-Li.Wei-2026-xx", "一二三四五六七八九十甲", &"ab3!x".repeat(60)]
        {
            assert!(check_password(weak, "li.wei").is_err(), "{weak}");
        }
        for good in ["correct horse battery", "放心消费在聊城三年行动计划"] {
            check_password(good, "li.wei").unwrap();
        }
    }
}
