//! The trail as auditors read it.

use crate::keeper::Keeper;
use crate::store::{EntryRow, Listing};
use contracts::page::{Limit, Page, decode};
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Doc, Fault, Query, ReadAudit, State, blocking};

/// The operations on the trail.
#[must_use]
pub fn api(keeper: Arc<Keeper>) -> Api {
    Api::new("/audit/v1", "审计", "Audit trail").with(keeper).get(
        "/entries",
        list,
        Doc::new("list_audit_entries", "查询审计记录", "List audit entries"),
    )
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// Only of this account or client.
    who: Option<String>,
    /// Only about this merchant.
    #[param(value_type = Option<String>)]
    merchant: Option<PartyCode>,
    /// At this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Instant>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Instant>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// An entry of the audit trail (审计记录).
#[derive(Serialize, ToSchema)]
struct AuditEntry {
    /// Its number.
    entry_id: i64,
    /// When it was answered.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// Account or client; absent if the request could not be authenticated.
    who: Option<String>,
    /// What the account is.
    role: Option<String>,
    /// The department on whose behalf it acts.
    department: Option<String>,
    /// Method and pattern of the operation.
    action: String,
    /// Path and query as they were asked for.
    target: String,
    /// The merchant, if the path names one.
    merchant: Option<String>,
    /// HTTP status of the answer.
    status: i32,
    /// Why it was asked for.
    purpose: Option<String>,
    /// Number of the request, as in the log.
    request_id: String,
}

impl AuditEntry {
    fn of(row: EntryRow) -> Self {
        let EntryRow { entry_id, at, who, role, department, action, target, merchant, status, purpose, request_id } =
            row;
        let at = Instant::from_micros(at);
        Self { entry_id, at, who, role, department, action, target, merchant, status, purpose, request_id }
    }
}

async fn list(
    _: Caller<ReadAudit>,
    keeper: State<Keeper>,
    filter: Query<Filter>,
) -> Result<Answer<Page<AuditEntry>>, Fault> {
    let filter = filter.into_inner();
    let before: Option<i64> = filter.after.as_deref().map(decode).transpose()?;
    blocking(move || {
        let listing = Listing {
            who: filter.who,
            merchant: filter.merchant.map(|code| code.to_string()),
            from: filter.from.map(Instant::micros),
            until: filter.until.map(Instant::micros),
            before,
            limit: i64::from(u16::from(filter.limit)) + 1,
        };
        let rows = keeper.list(&listing).map_err(Fault::unavailable)?;
        let entries = rows.into_iter().map(AuditEntry::of).collect();
        Ok(Answer::new(Page::cut(entries, filter.limit, |entry| entry.entry_id)?))
    })
    .await
}
