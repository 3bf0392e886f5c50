//! Changes (变更): what a service that keeps records tells whoever follows it.

use domain::instant::Instant;
use domain::record::RecordKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A version of a record, as it is followed (记录版本变更). Followers store it under subject, key and
/// version, so that one that is delivered twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// Its place in the journal, to be given back as `after`; opaque.
    pub cursor: String,
    /// Internal number of the merchant; never shown outside the house.
    pub subject_id: i64,
    /// Kind of record.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// Business key within the subject.
    pub key: String,
    /// Number of the version, from 1.
    pub version: i32,
    /// Its place in the source's order, in microseconds; nothing comes before all others.
    pub place_micros: Option<i64>,
    /// Since when it counts as known, in microseconds; the smallest number is "always".
    pub known_from_micros: i64,
    /// When it truly arrived.
    #[schema(value_type = String, format = DateTime)]
    pub recorded_at: Instant,
    /// What made it: `history`, `import`, `sent`, `correction`, ….
    pub act: String,
    /// The import that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_id: Option<i64>,
    /// The source that brought it: a department, or `account:` and the number of an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it says, as JSON of its kind.
    pub content: String,
}
