//! The provider of identities: where it sends browsers, and what it says of whoever comes back. It is asked when
//! somebody logs in and not before, so that nothing else waits for it.

use super::http::{agent, ask};
use crate::error::AccessError;
use chrono::{DateTime, Utc};
use contracts::clock::Clock;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::url::{Host, Url};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    SignatureVerificationError, TokenResponse as _,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Moment};
use ureq::Agent;

/// How long what the provider says of itself is believed: a key that it withdraws counts no longer than that.
const BELIEVED: i64 = 60 * 60 * 1_000_000;
/// How soon a provider that was away is asked again.
const AGAIN: Duration = Duration::from_secs(1);
/// Most that wait for the provider at a time, so that one that hangs holds nothing else up.
const AT_A_TIME: usize = 8;
/// What may sign: nothing that whoever knows the client's secret could sign as well.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why there can be no such provider.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// A setting does not fit.
    #[error("{setting}：{zh} {en}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// Nobody is trusted, so no provider can be known.
    #[error("没有可用的根证书 there are no root certificates: {0}")]
    Roots(String),
}

/// A provider of identities (统一身份认证服务), by OpenID Connect.
pub struct Provider {
    issuer: IssuerUrl,
    client: (ClientId, ClientSecret),
    redirect: RedirectUrl,
    is_secure: bool,
    agent: Agent,
    known: Mutex<Known>,
    asking: AtomicUsize,
}

/// What the provider says of itself, with its keys.
#[derive(Default)]
struct Known {
    said: Option<(i64, Arc<CoreProviderMetadata>)>,
    failed: Option<Moment>,
}

/// A client that knows where to go and where to ask.
type Ready =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The way to the provider.
pub(super) struct Way {
    pub(super) location: String,
    /// What the browser does not learn, and whoever exchanges the code must show.
    pub(super) verifier: String,
}

impl Provider {
    /// A provider, by its issuer, what this installation is called there and its secret, and the address at which
    /// browsers reach this installation. It is known by the certificates of `roots` (PEM), else by those that this
    /// machine trusts.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub fn new(
        issuer: &str,
        (client, secret): (&str, &str),
        public_url: &str,
        roots: Option<&[u8]>,
    ) -> Result<Self, ProviderError> {
        let (at, own) = (address("--oidc-issuer", issuer)?, address("--public-url", public_url)?);
        if at.query().is_some() {
            return Err(setting("--oidc-issuer", "不得带参数", "has no query"));
        }
        if own.path() != "/" || own.query().is_some() {
            return Err(setting("--public-url", "不得带路径", "is an origin, without a path"));
        }
        for (name, text) in [("--oidc-client-id", client), ("FANGXIN_OIDC_SECRET", secret)] {
            if text.trim().is_empty() {
                return Err(setting(name, "须填写", "is missing"));
            }
        }
        let unusable = |error: openidconnect::url::ParseError| setting("--public-url", "不是网址", error.to_string());
        let back = own.join(&format!("{}/v1/oidc/callback", crate::SERVICE)).map_err(unusable)?;
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned())
                .map_err(|error| setting("--oidc-issuer", "不是网址", error.to_string()))?,
            client: (ClientId::new(client.to_owned()), ClientSecret::new(secret.to_owned())),
            redirect: RedirectUrl::from_url(back),
            is_secure: own.scheme() == "https",
            agent: agent(at.scheme() == "https", roots)?,
            known: Mutex::default(),
            asking: AtomicUsize::new(0),
        })
    }

    /// Its name, as tokens and accounts write it.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Is this installation reached over TLS?
    pub(super) const fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Where somebody goes to prove who he is.
    pub(super) fn way(&self, now: i64, state: &str, nonce: &str) -> Result<Way, AccessError> {
        let _turn = self.turn()?;
        let said = self.said(now, None)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(nonce.to_owned()));
        let (location, ..) = self
            .ready(&said)
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_pkce_challenge(challenge)
            .url();
        Ok(Way { location: location.into(), verifier: verifier.into_secret() })
    }

    /// Who has come back with this code, as the provider calls him.
    pub(super) fn subject(
        &self,
        clock: &dyn Clock,
        code: String,
        (verifier, nonce): (String, String),
    ) -> Result<String, AccessError> {
        let _turn = self.turn()?;
        let now = clock.now().micros();
        let said = self.said(now, None)?;
        let client = self.ready(&said);
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(away)?;
        let given = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request(&|request| self.ask(request));
        let given = given.map_err(|error| match error {
            RequestTokenError::ServerResponse(told) if *told.error() == CoreErrorResponseType::InvalidGrant => {
                AccessError::NotProved(told.to_string())
            }
            other => away(other),
        })?;
        let token = given.id_token().ok_or_else(|| AccessError::NotProved("no ID token".to_owned()))?;
        let nonce = Nonce::new(nonce);
        let proved = match self.proved(token, &said, (clock, &nonce)) {
            // The provider may have changed its keys since.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let said = self.said(now, Some(&said))?;
                self.proved(token, &said, (clock, &nonce))
            }
            proved => proved,
        };
        proved.map_err(|error| AccessError::NotProved(causes(&error)))
    }

    fn proved(
        &self,
        token: &CoreIdToken,
        said: &CoreProviderMetadata,
        (clock, nonce): (&dyn Clock, &Nonce),
    ) -> Result<String, ClaimsVerificationError> {
        let now = DateTime::<Utc>::from_timestamp_micros(clock.now().micros()).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let verifier =
            CoreIdTokenVerifier::new_public_client(self.client.0.clone(), self.issuer.clone(), said.jwks().clone())
                .set_allowed_algs(ALGORITHMS)
                .set_time_fn(move || now);
        Ok(token.claims(&verifier, nonce)?.subject().to_string())
    }

    fn ready(&self, said: &CoreProviderMetadata) -> Ready {
        let (id, secret) = self.client.clone();
        let client = CoreClient::from_provider_metadata(said.clone(), id, Some(secret));
        let client = client.set_redirect_uri(self.redirect.clone());
        // Basic is what counts if nothing is said.
        let ways = said.token_endpoint_auth_methods_supported();
        let knows = |way| ways.is_none_or(|ways| ways.contains(&way));
        let basic = knows(CoreClientAuthMethod::ClientSecretBasic) || !knows(CoreClientAuthMethod::ClientSecretPost);
        client.set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// What the provider says of itself, asked anew if it is old, or if only this is known.
    fn said(
        &self,
        now: i64,
        outdated: Option<&Arc<CoreProviderMetadata>>,
    ) -> Result<Arc<CoreProviderMetadata>, AccessError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, said)) = &known.said {
            let is_outdated = outdated.is_some_and(|old| Arc::ptr_eq(old, said));
            if !is_outdated && now - at < BELIEVED {
                return Ok(Arc::clone(said));
            }
        }
        if known.failed.is_some_and(|at| at.elapsed() < AGAIN) {
            return Err(AccessError::Away("it was away a moment ago".to_owned()));
        }
        match CoreProviderMetadata::discover(&self.issuer, &|request| self.ask(request)) {
            Ok(said) => {
                let said = Arc::new(said);
                *known = Known { said: Some((now, Arc::clone(&said))), failed: None };
                Ok(said)
            }
            Err(error) => {
                known.failed = Some(Moment::now());
                Err(away(error))
            }
        }
    }

    fn ask(&self, request: openidconnect::HttpRequest) -> Result<openidconnect::HttpResponse, ureq::Error> {
        ask(&self.agent, request)
    }

    fn turn(&self) -> Result<Turn<'_>, AccessError> {
        let before = self.asking.fetch_add(1, Ordering::AcqRel);
        let turn = Turn(&self.asking);
        if before < AT_A_TIME { Ok(turn) } else { Err(AccessError::Away("too many wait for it".to_owned())) }
    }
}

/// A turn at asking the provider.
struct Turn<'a>(&'a AtomicUsize);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// An address over TLS; without it only where nobody is in between.
fn address(name: &'static str, text: &str) -> Result<Url, ProviderError> {
    let url = Url::parse(text).map_err(|error| setting(name, "不是网址", error.to_string()))?;
    let is_here = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err(setting(name, "须为 https 网址", "is an https URL"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(setting(name, "不得含用户名、密码或片段", "has no user, password or fragment"));
    }
    Ok(url)
}

fn setting(setting: &'static str, zh: &str, en: impl Into<String>) -> ProviderError {
    ProviderError::Setting { setting, zh: zh.to_owned(), en: en.into() }
}

fn away(error: impl std::error::Error) -> AccessError {
    AccessError::Away(causes(&error))
}

/// An error with what lies behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
