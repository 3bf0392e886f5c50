//! How the provider is asked: with short waits, without redirects, over TLS unless it is on this very machine.

use super::ProviderError;
use openidconnect::{HttpRequest, HttpResponse};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Longest wait for a whole answer.
const ANSWER: Duration = Duration::from_secs(8);
/// Most bytes of an answer: keys, tokens and addresses are far fewer.
const LARGEST: u64 = 1 << 20;

/// Who asks. A provider with TLS is known by these certificates (PEM), else by those that this machine trusts.
pub(super) fn agent(is_secure: bool, roots: Option<&[u8]>) -> Result<Agent, ProviderError> {
    let config = Agent::config_builder()
        .https_only(is_secure)
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(ANSWER));
    let config = if is_secure { config.tls_config(tls(roots)?) } else { config };
    Ok(config.build().into())
}

fn tls(roots: Option<&[u8]>) -> Result<TlsConfig, ProviderError> {
    let (found, causes) = match roots {
        Some(pem) => match CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>() {
            Ok(found) => (found, Vec::new()),
            Err(error) => (Vec::new(), vec![error.to_string()]),
        },
        None => {
            let found = rustls_native_certs::load_native_certs();
            (found.certs, found.errors.iter().map(ToString::to_string).collect())
        }
    };
    if found.is_empty() {
        return Err(ProviderError::Roots(causes.join("; ")));
    }
    let roots: Vec<_> = found.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build())
}

/// Asks, and gives the answer whatever its status is.
pub(super) fn ask(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = agent.run(request)?.into_parts();
    let body = body.with_config().limit(LARGEST).read_to_vec()?;
    Ok(HttpResponse::from_parts(parts, body))
}
