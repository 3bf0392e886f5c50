//! Why a class was issued.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a class was issued (变动原因).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Cause {
    /// Something was learnt about the merchant; the last of it is named.
    #[schema(title = "CauseRecord")]
    Record {
        /// Business key of the record.
        key: String,
        /// What made its version: `import`, `correction`, ….
        act: String,
        /// The service that keeps it.
        feed: String,
        /// The import that brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import_id: Option<i64>,
    },
    /// Time has passed: a record aged, a display ended, a status lapsed.
    #[schema(title = "CauseAgeing")]
    Ageing,
    /// The peers' table changed.
    #[schema(title = "CausePeers")]
    Peers,
    /// Another scheme came into force, or its parameters changed.
    #[schema(title = "CausePolicy")]
    Policy,
}

/// The origin of what an import brought.
pub(crate) fn import_origin(feed: &str, import_id: i64) -> String {
    format!("import {feed}/{import_id}")
}

/// The origin of what nobody waits for: a display that stops, something taken back, a hold that is released.
pub(crate) const FREE: &str = "free";

/// The origin of a change of scheme or parameters, which may be held: each has its own.
pub(crate) fn policy_origin(digest: &str) -> String {
    format!("policy {digest}")
}

impl Cause {
    /// As it is stored. A cause that names no record is one of three words.
    pub(crate) fn text(&self) -> &'static str {
        match self {
            Self::Record { .. } => "",
            Self::Ageing => r#"{"by":"ageing"}"#,
            Self::Peers => r#"{"by":"peers"}"#,
            Self::Policy => r#"{"by":"policy"}"#,
        }
    }
}
