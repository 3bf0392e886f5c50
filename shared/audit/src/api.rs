//! The trail as auditors read it and take it away.

use crate::error::TrailError;
use crate::export::{self, Line};
use crate::keeper::Keeper;
use crate::search::{self, Search};
use contracts::problem::{Code, FieldError};
use domain::instant::Instant;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{Api, Caller, Doc, Fault, Ndjson, Query, ReadAudit, State, blocking};

/// Beginning of the paths of the whole trail, whichever processes keep it.
const EVERYWHERE: &str = "/audit/v1";

/// What is said of a search.
const LIST: &str = "各服务分开运行时各留各的审计记录，此处一并查询、按时间合并；未能查询的服务列于 `away`，其记录不在其中。\n\n\
     Where services run apart each keeps a trail of its own. All of them are searched here and merged by time; those \
     that could not be asked are named in `away`, and their entries are missing.";

/// What is said of an export.
const EXPORT: &str = "第一行说明安装、编号范围及其前一条摘要；其后逐条记录及其间的检查点；末行为条数、末条摘要、最新检查点和签名。\
     `fangxin verify audit` 离线核验。\n\nThe first line names the installation, the numbers and the digest before \
     them; entries follow, with the checkpoints among them; the last line holds count, last digest, latest \
     checkpoint and a signature. `fangxin verify audit` verifies it offline.";

/// The operations on the trail of this process, whose own paths begin with `path`. Where there are trails elsewhere,
/// all of them are searched at `/audit/v1`.
#[must_use]
pub fn api(search: Search, path: &str) -> Vec<Api> {
    let (keeper, search) = (Arc::clone(&search.keeper), Arc::new(search));
    let of = |path: &str| Api::new(path, "审计", "Audit trail");
    let listing = |api: Api, search| {
        let doc = Doc::new("list_audit_entries", "查询审计记录", "List audit entries").text(LIST);
        api.with(search).get("/entries", search::list, doc.errors(&[Code::CursorInvalid]))
    };
    let exporting = |api: Api| {
        let doc = Doc::new("export_audit_entries", "导出审计记录（签名）", "Export audit entries, signed").text(EXPORT);
        api.with(keeper).get("/export", export, doc.errors(&[Code::NothingInRange, Code::Unavailable]))
    };
    if search.is_alone() || path == EVERYWHERE {
        return vec![exporting(listing(of(path), search))];
    }
    vec![listing(of(EVERYWHERE), search), exporting(of(path))]
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
        let none = || {
            let fault = Fault::new(Code::NothingInRange);
            fault.detail("该范围内没有审计记录", "there are no entries in this range")
        };
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
