//! The audit trail: who did what, for whom, on what ground, why, when and from where.

use crate::access::Role;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// One entry of the audit trail (审计记录): a request of somebody known, or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// When it was answered.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Address of the caller; absent if there is none, as on a socket of this machine.
    #[schema(value_type = Option<String>)]
    pub from: Option<IpAddr>,
    /// Account or client; absent if the request could not be authenticated.
    pub who: Option<String>,
    /// What the account is.
    pub role: Option<Role>,
    /// The department on whose behalf the account acts.
    pub department: Option<String>,
    /// Number of the token that was shown.
    pub token: Option<String>,
    /// Legal ground (依据): that of the role, or what the operation rested on, such as `authorisation:17`.
    pub ground: Option<String>,
    /// Method and pattern of the operation, for example `GET /violations/v1/penalties/{key}`.
    pub action: String,
    /// Path and query as they were asked for.
    pub target: String,
    /// The merchants that it was about: the one whom the path names, or those of the answer.
    #[schema(value_type = Vec<String>)]
    pub merchants: Vec<PartyCode>,
    /// HTTP status of the answer.
    #[schema(minimum = 200, maximum = 599)]
    pub status: u16,
    /// Why it was asked for, from the header `X-Purpose`.
    pub purpose: Option<String>,
    /// Number of the request, as in the log.
    pub request_id: String,
}

impl Role {
    /// On what ground the role acts unless an operation names another one (默认依据): `duty` for those who do
    /// their office, `own` for who asks about himself, `public` for who reads what everybody may.
    #[must_use]
    pub const fn ground(self) -> &'static str {
        match self {
            Self::Official | Self::Department | Self::Auditor | Self::Administrator | Self::Service => "duty",
            Self::Merchant => "own",
            Self::Bank => "public",
        }
    }
}

/// Where entries go (审计去向).
pub trait Trail: Send + Sync {
    /// Takes an entry. It is called where requests are served, so it must hand over and return; keeping
    /// the entry, and saying when that fails, is the trail's own work.
    fn put(&self, entry: Entry);
}
