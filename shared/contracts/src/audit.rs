//! The audit trail: who did what, why and when.

use crate::access::Role;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One entry of the audit trail (审计记录): a request of somebody known, or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// When it was answered.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Account or client; absent if the request could not be authenticated.
    pub who: Option<String>,
    /// What the account is.
    pub role: Option<Role>,
    /// The department on whose behalf the account acts.
    pub department: Option<String>,
    /// Method and pattern of the operation, for example `GET /violations/v1/penalties/{key}`.
    pub action: String,
    /// Path and query as they were asked for.
    pub target: String,
    /// The merchant, if the path names one.
    #[schema(value_type = Option<String>)]
    pub merchant: Option<PartyCode>,
    /// HTTP status of the answer.
    #[schema(minimum = 200, maximum = 599)]
    pub status: u16,
    /// Why it was asked for, from the header `X-Purpose`.
    pub purpose: Option<String>,
    /// Number of the request, as in the log.
    pub request_id: String,
}

/// Where entries go (审计去向).
pub trait Trail: Send + Sync {
    /// Takes an entry. It is called where requests are served, so it must hand over and return; keeping
    /// the entry, and saying when that fails, is the trail's own work.
    fn put(&self, entry: Entry);
}
