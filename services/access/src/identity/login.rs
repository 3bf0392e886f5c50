//! A login by way of the provider: begun here, proved there, finished here once, by the browser that began it.

use super::Identity;
use super::binding::LONGEST_SUBJECT;
use super::provider::Provider;
use crate::error::AccessError;
use crate::granting::Granted;
use crate::secret::{digest, drawn};
use crate::store::{LoginRow, store};
use crate::trusting::Access;

const SECOND: i64 = 1_000_000;
/// How long somebody may take to prove who he is, in seconds.
const LASTS: i64 = 10 * 60;
/// Characters of a secret that was drawn.
const DRAWN: usize = 43;
/// Most bytes of a path to return to.
const LONGEST_PATH: usize = 1_000;

/// What the provider's redirect says.
pub(crate) struct Said {
    pub(crate) state: String,
    pub(crate) code: Option<String>,
    /// Why there is no code.
    pub(crate) error: Option<String>,
    pub(crate) issuer: Option<String>,
}

/// A login that has begun.
pub(crate) struct Begun {
    pub(crate) location: String,
    pub(crate) cookie: String,
}

impl Access {
    /// The cookie that tells the browser that began a login.
    pub(crate) fn login_cookie(&self) -> Result<&'static str, AccessError> {
        Ok(cookie(self.provider()?))
    }

    /// Begins a login. A browser that has begun others goes on with its cookie, so that all of them can end.
    pub(crate) fn begin_login(&self, return_to: &str, browser: Option<&str>) -> Result<Begun, AccessError> {
        let provider = self.provider()?;
        check_path(return_to)?;
        let browser = match browser.filter(|value| is_drawn(value)) {
            Some(known) => known.to_owned(),
            None => drawn()?,
        };
        let (state, nonce, now) = (drawn()?, drawn()?, self.clock.now().micros());
        let way = provider.way(now, &state, &nonce)?;
        let row = LoginRow {
            state: digest(&state),
            browser: digest(&browser),
            nonce,
            verifier: way.verifier,
            return_to: return_to.to_owned(),
            expires_at: now + LASTS * SECOND,
        };
        self.db.write::<_, AccessError>(|conn| Ok(store(conn).add_login(&row, now)?))?;
        let secure = if provider.is_secure() { "; Secure" } else { "" };
        let name = cookie(provider);
        let cookie = format!("{name}={browser}; Path=/; Max-Age={LASTS}; HttpOnly; SameSite=Lax{secure}");
        Ok(Begun { location: way.location, cookie })
    }

    /// Finishes a login: a session for the account of whoever the provider says it is, and where he wanted to go.
    pub(crate) fn finish_login(&self, said: Said, browser: Option<&str>) -> Result<(Granted, String), AccessError> {
        let provider = self.provider()?;
        let unknown = || AccessError::NotBegun;
        let (state, browser) = (digest(&said.state), digest(browser.ok_or_else(unknown)?));
        let begun = self.db.write::<_, AccessError>(|conn| Ok(store(conn).take_login(&state, &browser)?))?;
        let now = self.clock.now().micros();
        let begun = begun.filter(|login| now < login.expires_at).ok_or_else(unknown)?;
        if said.issuer.is_some_and(|issuer| issuer != provider.issuer()) {
            return Err(AccessError::NotProved("the answer comes from another provider".to_owned()));
        }
        let Some(code) = said.code.filter(|_| said.error.is_none()) else {
            let error: String = said.error.unwrap_or_default().chars().take(100).collect();
            return Err(AccessError::NotProved(format!("the provider says {error:?}")));
        };
        let subject = provider.subject(self.clock.as_ref(), code, (begun.verifier, begun.nonce))?;
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(AccessError::NotProved("the subject is empty or too long".to_owned()));
        }
        let identity = Identity { issuer: provider.issuer().to_owned(), subject };
        let account = self.account_of(&identity)?.ok_or_else(|| unbound(&identity))?;
        let granted = self.begin_session(account.account_id, &account.proof).map_err(|error| match error {
            // Who it is has been proved, so nobody learns anything by it.
            AccessError::Credentials => AccessError::Refused {
                zh: "该账号或其机构已停用".to_owned(),
                en: "the account or its department is not active".to_owned(),
            },
            error => error,
        })?;
        Ok((granted, begun.return_to))
    }

    fn provider(&self) -> Result<&Provider, AccessError> {
        let none = AccessError::Missing { zh: "身份认证服务", en: "provider of identities" };
        self.admission.provider.as_ref().ok_or(none)
    }
}

/// Browsers keep a cookie with this prefix only from this very host over TLS, so no other can put one in its place.
fn cookie(provider: &Provider) -> &'static str {
    if provider.is_secure() { "__Host-fangxin-login" } else { "fangxin-login" }
}

fn is_drawn(text: &str) -> bool {
    text.len() == DRAWN && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// A path of this installation and nothing that a browser could read as another address: `//host`, `/\host`, or one
/// of these behind characters that browsers pass over.
fn check_path(path: &str) -> Result<(), AccessError> {
    let is_own = path.starts_with('/') && !path.starts_with("//") && path.len() <= LONGEST_PATH;
    if is_own && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return Ok(());
    }
    Err(AccessError::field(
        "return_to",
        format!("应为本系统内的路径，以单个 / 开头，最长 {LONGEST_PATH} 字节，不含空白、反斜杠和未编码的字符"),
        format!("a path of this installation: one / first, at most {LONGEST_PATH} bytes, encoded, no backslash"),
    ))
}

fn unbound(identity: &Identity) -> AccessError {
    let Identity { issuer, subject } = identity;
    AccessError::Refused {
        zh: format!("身份 {subject}（{issuer}）未绑定账号，请联系管理员"),
        en: format!("the identity {subject} of {issuer} is bound to no account; an administrator can bind it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_installation_is_returned_to() {
        for good in ["/", "/a/b?c=d&e=%E4%B8%AD#f", "/a//b", "/https://x"] {
            check_path(good).unwrap();
        }
        let long = format!("/{}", "a".repeat(1_000));
        let bad = [
            "",
            "a",
            "//x",
            "///x",
            "/\\x",
            "\\/x",
            "/a\\b",
            "https://x",
            "javascript:x",
            " /a",
            "/\t/x",
            "/\n/x",
            "/ /x",
            "/a b",
            "/中",
            "\u{feff}//x",
            &long,
        ];
        for bad in bad {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
    }
}
