//! What every request meets: the installation's keys, clock, trail and limits.

use crate::fault::Fault;
use crate::metrics::Metrics;
use crate::rates::Rates;
use crate::server::Limiter;
use crate::token::Verifier;
use actix_web::HttpRequest;
use contracts::audit::Trail;
use contracts::clock::Clock;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Bounds of what a request may bring (请求限额).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Longest path with its query, in bytes.
    pub uri: usize,
    /// Most headers.
    pub headers: usize,
    /// Most bytes of all headers together.
    pub header_bytes: usize,
    /// Largest JSON or raw body, in bytes, decoded.
    pub body: usize,
    /// Largest uploaded file, in bytes, decoded.
    pub upload: u64,
    /// Longest wait for the next part of a body, and for the whole of a small one.
    pub patience: Duration,
    /// Bytes a second that a body brings at least, counted from its beginning, once patience is over.
    pub slowest: u64,
    /// Folder for uploaded files while they are worked on; they have no name there.
    pub spool: PathBuf,
    /// How much each caller may ask.
    pub rates: Rates,
}

impl Default for Limits {
    /// 8 KiB of path and query, 64 headers of 32 KiB, 1 MiB of body, 1 GiB of upload, 30 seconds, then 1 KiB a second, the system's folder for temporary files.
    fn default() -> Self {
        Self {
            uri: 8 << 10,
            headers: 64,
            header_bytes: 32 << 10,
            body: 1 << 20,
            upload: 1 << 30,
            patience: Duration::from_secs(30),
            slowest: 1 << 10,
            spool: std::env::temp_dir(),
            rates: Rates::default(),
        }
    }
}

/// Shared by all requests of a server.
pub(crate) struct Rim {
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) trail: Arc<dyn Trail>,
    pub(crate) limits: Limits,
    pub(crate) limiter: Limiter,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
}

impl Rim {
    pub(crate) fn of(request: &HttpRequest) -> Result<&Arc<Self>, Fault> {
        request.app_data::<Arc<Self>>().ok_or_else(|| Fault::internal("the server was built without its rim"))
    }
}
