//! The trail as auditors read it and take it away.

use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::export::{self, Line};
use crate::keeper::Keeper;
use crate::store::{Listing, Outcome};
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use web::{Answer, Api, Caller, Doc, Fault, Ndjson, Query, ReadAudit, State, blocking};

/// What is said of an export.
const EXPORT: &str = "第一行说明安装、编号范围及其前一条摘要；其后逐条记录及其间的检查点；末行为条数、末条摘要、最新检查点和签名。\
     `fangxin verify audit` 离线核验。\n\nThe first line names the installation, the numbers and the digest before \
     them; entries follow, with the checkpoints among them; the last line holds count, last digest, latest \
     checkpoint and a signature. `fangxin verify audit` verifies it offline.";

/// The operations on the trail.
#[must_use]
pub fn api(keeper: Arc<Keeper>, path: &str) -> Api {
    Api::new(path, "审计", "Audit trail")
        .with(keeper)
        .get(
            "/entries",
            list,
            Doc::new("list_audit_entries", "查询审计记录", "List audit entries").errors(&[Code::CursorInvalid]),
        )
        .get(
            "/export",
            export,
            Doc::new("export_audit_entries", "导出审计记录（签名）", "Export audit entries, signed")
                .text(EXPORT)
                .errors(&[Code::NotFound, Code::Unavailable]),
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
    /// Only of operations in whose method and pattern this text stands, such as `POST` or `/penalties/{code}`.
    action: Option<String>,
    /// Only those that ended so.
    #[param(inline)]
    outcome: Option<Outcome>,
    /// Only of the request of this number.
    request_id: Option<String>,
    /// Only those in whose purpose this text stands.
    purpose: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// An entry of the audit trail and its digest (审计记录及摘要).
#[derive(Serialize)]
struct ListedEntry {
    #[serde(flatten)]
    entry: AuditEntry,
    /// Its digest in the chain.
    digest: String,
}

impl ToSchema for ListedEntry {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        AuditEntry::schemas(schemas);
    }
}

/// An entry allows no other field, so that its schema cannot be joined with another one: the digest goes into it.
impl PartialSchema for ListedEntry {
    fn schema() -> RefOr<Schema> {
        let mut schema = AuditEntry::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let digest = ObjectBuilder::new()
                .schema_type(Type::String)
                .description(Some("在链中的摘要 / its digest in the chain"));
            object.properties.insert("digest".to_owned(), digest.into());
            object.required.push("digest".to_owned());
        }
        schema
    }
}

impl ListedEntry {
    fn of(entry: AuditEntry) -> Self {
        Self { digest: entry.digest.clone(), entry }
    }
}

async fn list(
    _: Caller<ReadAudit>,
    keeper: State<Keeper>,
    filter: Query<Filter>,
) -> Result<Answer<Page<ListedEntry>>, Fault> {
    let Filter { who, merchant, from, until, action, outcome, request_id, purpose, limit, after } = filter.into_inner();
    let tag = ListTag::of("audit_entries", &(&who, merchant, from, until, &action, outcome, &request_id, &purpose))?;
    let before: Option<i64> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let keeper = Arc::clone(&keeper);
    blocking(move || {
        let listing = Listing {
            who,
            merchant: merchant.map(|code| code.to_string()),
            from: from.map(Instant::micros),
            until: until.map(Instant::micros),
            action,
            outcome,
            request_id,
            purpose,
            before,
            limit: i64::from(u16::from(limit)) + 1,
        };
        let entries = keeper.list(&listing).map_err(Fault::unavailable)?;
        let entries = entries.into_iter().map(ListedEntry::of).collect();
        Ok(Answer::new(Page::cut(&tag, entries, limit, |listed| listed.entry.number)?))
    })
    .await
}

/// Which range, by instants or by numbers.
#[derive(Deserialize, IntoParams)]
struct Extent {
    /// Every entry at this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Instant>,
    /// Every entry before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Instant>,
    /// Number of the first entry.
    first: Option<i64>,
    /// Number of the last entry.
    last: Option<i64>,
}

/// Why an export does not go on.
enum Broken {
    Trail(TrailError),
    Reader(Fault),
}

impl From<TrailError> for Broken {
    fn from(error: TrailError) -> Self {
        Self::Trail(error)
    }
}

async fn export(_: Caller<ReadAudit>, keeper: State<Keeper>, extent: Query<Extent>) -> Result<Ndjson<Line>, Fault> {
    let Extent { from, until, first, last } = extent.into_inner();
    let dated = from.is_some() || until.is_some();
    if dated && (first.is_some() || last.is_some()) {
        let wrong = FieldError::new(
            "first",
            "不能同时按时间（from、until）和编号（first、last）导出",
            "a range is given by instants (from, until) or by numbers (first, last), not by both",
        );
        return Err(Fault::new(Code::InvalidQuery).errors([wrong]));
    }
    let signer = keeper.keeping.signer.clone().ok_or_else(|| Fault::unavailable("the trail has no key"))?;
    let (kept, at) = (keeper.kept.clone(), keeper.keeping.clock.now());
    let (range, kept) = blocking(move || {
        let range = match dated {
            true => kept.dated(from.map(Instant::micros), until.map(Instant::micros)),
            false => kept.numbered(first, last),
        };
        let none = || Fault::not_found("该范围内没有审计记录", "there are no entries in this range");
        Ok::<_, Fault>((range.map_err(Fault::unavailable)?.ok_or_else(none)?, kept))
    })
    .await?;
    Ok(Ndjson::flowing(move |lines| {
        let put = |line: &Line| lines.put(line).map_err(Broken::Reader);
        export::write(&kept, range, (at, &*signer), put).map_err(|broken| match broken {
            Broken::Trail(error) => Fault::unavailable(error),
            Broken::Reader(fault) => fault,
        })
    }))
}
