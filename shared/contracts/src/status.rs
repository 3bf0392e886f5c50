//! How an installation is: what `/status` says to anybody.

use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How the services are (运行状况).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InstallationStatus)]
pub struct Status {
    /// What the server's clock says.
    #[schema(value_type = String, format = DateTime)]
    pub now: Instant,
    /// Digest of all policy by which it works: what was shipped, with the files of its office over it.
    pub policies_digest: String,
    /// Each service by its name.
    pub services: BTreeMap<String, ServiceStatus>,
    /// Version of the program.
    pub version: String,
}

impl Status {
    /// A program at an instant, before any service has said how it is.
    #[must_use]
    pub fn new(version: impl Into<String>, now: Instant, policies_digest: impl Into<String>) -> Self {
        Self { now, policies_digest: policies_digest.into(), services: BTreeMap::new(), version: version.into() }
    }
}

/// What a service says of itself (服务状况). What is not its business is left out, and so is everything if it does
/// not answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceStatus {
    /// Does it answer?
    pub answers: bool,
    /// Records: have all time limits been worked out that they set going? Until then a list of them may lack some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub deadlines_level: Option<bool>,
    /// Ratings: penalties whose display in the feed is another one than the same parameters give here. Ratings go by
    /// their own; one of the two programs is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub displays_differing: Option<u64>,
    /// Ratings: did the last try to rate fail?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub failing: Option<bool>,
    /// Records: cursor of the last change; nothing if there is none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub feed_end: Option<Option<String>>,
    /// Ratings: how far each feed has been taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Lag>)]
    pub feeds: Option<Vec<Lag>>,
    /// Complaints: do the ratios of handling know everything that was written? Until it has been read into memory at
    /// the start, they are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub filings_level: Option<bool>,
    /// Complaints: have holds been placed and ended by all that was written, and by today? Until then a filing may still
    /// count that is to be held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub holds_level: Option<bool>,
    /// Records: imports that wait to be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub imports_queued: Option<u64>,
    /// Ratings: merchants that are served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub merchants: Option<u64>,
    /// Registry: does the search by name know everything that was written? Until it has been read into memory at the
    /// start, searches are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub names_level: Option<bool>,
    /// Ratings: the scheme in force today; nothing if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub scheme: Option<Option<String>>,
    /// Ratings: merchants of whom nothing can be made at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub set_aside: Option<u64>,
    /// Ratings: is everything rated that was learnt, by the peers of this month?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub settled: Option<bool>,
    /// Records: how fresh each kind is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = BTreeMap<String, SourceStatus>)]
    pub sources: Option<BTreeMap<String, SourceStatus>>,
    /// Ratings: merchants that wait to be rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u64)]
    pub waiting: Option<u64>,
    /// Ratings: is all of the city in memory?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool)]
    pub whole: Option<bool>,
}

/// How far a follower is behind a feed (滞后情况).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lag {
    /// Cursor of the last change there is; nothing if the service does not answer.
    pub end: Option<String>,
    /// The feed.
    pub feed: String,
    /// Has everything been taken in?
    pub is_level: bool,
    /// Cursor of the last change that was taken in.
    pub taken: Option<String>,
}

/// How fresh a kind of records is (数据新鲜度).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceStatus {
    /// Is any record known?
    pub known: bool,
    /// When the last import was done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_import_at: Option<Instant>,
    /// How many rows it read.
    pub last_import_rows: Option<u64>,
    /// The newest day of which there is a record.
    #[schema(value_type = Option<String>, format = Date)]
    pub newest_day: Option<Day>,
    /// When that record arrived.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_recorded_at: Option<Instant>,
}
