//! Changes (变更): what a service that keeps records tells whoever follows it.

use domain::day::Day;
use domain::instant::Instant;
use domain::record::{MerchantKind, RecordKind};
use domain::vocab::Severity;
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
    /// Of a penalty, its display as it was decided; nothing with other kinds, and where who decides could not learn who
    /// its party is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = DecidedDisplay)]
    pub display: Option<DecidedDisplay>,
}

/// The display of a penalty as this version of it was decided (公示裁定): when it counts, by law alone. Whoever follows
/// obeys it, or derives the same by the same parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecidedDisplay {
    /// Digest of the parameters by which it was decided.
    pub policies_digest: String,
    /// The legal kind of its party, as it was known then; of one that is not registered `enterprise`.
    pub party_kind: MerchantKind,
    /// Severity, on which the longest display depends.
    pub severity: Severity,
    /// Whose rules apply: `gsxt` or `credit_china`.
    pub channel: String,
    /// The rule of the longest display on the day of the decision (`id@first day`).
    pub regime: String,
    /// Why it may never be published, if so, such as `warning_only`; then there are no intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String)]
    pub unpublished: Option<String>,
    /// The intervals in which it counts, in order; none of a penalty that was taken back.
    pub intervals: Vec<DecidedInterval>,
    /// The rules (`id@first day`), fields of the record and stand-ins from which all this was derived, in order.
    pub rules: Vec<String>,
}

/// Days on which a penalty is displayed (公示区间裁定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecidedInterval {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// First day on which it is not displayed any more; the last day there is if it does not end.
    #[schema(value_type = String, format = Date)]
    pub off: Day,
    /// What ends it, such as `maximum` or `repaired`.
    pub ended_by: String,
    /// The rule or the field of the record that gave the end.
    pub by: String,
    /// Does the end rest on something not settled, or on a stand-in for a missing day?
    pub provisional: bool,
}
