//! Who was answered about a merchant (查阅情况), as a service tells others of the house from the audit trail.

use super::PortError;
use crate::access::Role;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is asked of a trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingsAsked {
    /// About whom.
    pub merchant: PartyCode,
    /// At this instant or later.
    pub from: Instant,
    /// Before this instant.
    pub until: Instant,
    /// Behind this place: the `next` of the page before.
    pub before: Option<i64>,
}

/// Something that was read of a merchant (查阅).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reading {
    /// When it was answered.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Account or client; nothing if anybody may ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What the account is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The department on whose behalf it asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Method and pattern of the operation.
    pub action: String,
    /// Path and query as they were asked for.
    pub target: String,
}

/// A page of what was read, the newest first (查阅分页).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MerchantReadings)]
pub struct ReadingPage {
    /// What was read.
    pub items: Vec<Reading>,
    /// Where it goes on; null on the last page.
    #[schema(required)]
    pub next: Option<i64>,
}

/// A service, as others ask who read something of a merchant there: what it answered to anybody but services of the
/// house themselves.
pub trait Readings: Send + Sync {
    /// The service.
    fn service(&self) -> &str;

    /// A page of them. Everything that was answered before this is asked is among them.
    ///
    /// # Errors
    /// [`PortError`].
    fn readings(&self, asked: &ReadingsAsked) -> Result<ReadingPage, PortError>;
}
