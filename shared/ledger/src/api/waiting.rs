//! Rows of an import that could not be kept: looked at, fetched as a file, mended, put aside.

use super::imports::OneImport;
use super::{Desk, doc, faults};
use crate::asker::Asker;
use crate::import::{STATES, Settled, Waiting, WaitingFilter};
use crate::versions::Fate;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use intake::{Cells, Disposition};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, CsvFile, Fault, Import, Json, NoContent, Once, OnceAnswer, Path, Query, State, blocking,
};

const ERRORS: &[Code] = &[Code::Conflict];

pub(super) fn mount(api: Api, service: &str) -> Api {
    let id = |noun: &str| format!("{service}_{noun}");
    let one = "/imports/{import_id}/rows/{row}";
    api.get("/imports/{import_id}/rows", list, doc("list", &id("waiting_rows"), "列出待处理行", "List rows that wait"))
        .get(
            "/imports/{import_id}/waiting.csv",
            file,
            doc("download", &id("waiting_rows"), "下载待处理行", "Rows that wait as a file"),
        )
        .get(one, read, doc("read", &id("waiting_row"), "查看待处理行", "Read a row that waits"))
        .post(
            &format!("{one}/retry"),
            retry,
            doc("retry", &id("waiting_row"), "更正后重试", "Try a row again")
                .errors(&[Code::Conflict, Code::Unprocessable]),
        )
        .post(
            &format!("{one}/discard"),
            discard,
            doc("discard", &id("waiting_row"), "放弃该行", "Put a row aside").errors(ERRORS),
        )
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// Only `rejected`, `quarantined`, `unresolved` or `awaiting_confirmation` ones.
    disposition: Option<String>,
    /// Only `waiting`, `kept` or `discarded` ones.
    state: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

async fn list(
    caller: Caller<Import>,
    desk: State<Desk>,
    one: Path<OneImport>,
    filter: Query<Filter>,
) -> Result<Answer<Page<Waiting>>, Fault> {
    let filter = filter.into_inner();
    one_of("disposition", filter.disposition.as_deref(), &dispositions())?;
    one_of("state", filter.state.as_deref(), &STATES)?;
    let tag = ListTag::of("waiting_rows", &(one.import_id, &filter.disposition, &filter.state))?;
    let after: Option<i64> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let limit = i64::from(u16::from(filter.limit)) + 1;
        let wanted = WaitingFilter { disposition: filter.disposition, state: filter.state, after, limit };
        let rows = desk.ledger.waiting(one.import_id, &wanted, Asker::of(&caller))?;
        Ok(Answer::new(Page::cut(&tag, rows, filter.limit, |row| row.row)?))
    })
    .await
}

fn dispositions() -> [&'static str; 4] {
    Disposition::ALL.map(Disposition::token)
}

/// A word that nobody knows would find nothing, as if there were nothing.
fn one_of(field: &str, word: Option<&str>, known: &[&str]) -> Result<(), Fault> {
    match word {
        Some(word) if !known.contains(&word) => {
            let (zh, en) = (known.join("、"), known.join(", "));
            let wrong = FieldError {
                value: Some(word.chars().take(80).collect()),
                ..FieldError::new(field, format!("应为其一：{zh}"), format!("must be one of {en}"))
            };
            Err(Fault::new(Code::InvalidQuery).errors([wrong]))
        }
        _ => Ok(()),
    }
}

/// Which rows of the file.
#[derive(Deserialize, IntoParams)]
struct OfKind {
    /// Only `rejected`, `quarantined`, `unresolved` or `awaiting_confirmation` ones.
    disposition: Option<String>,
}

async fn file(
    caller: Caller<Import>,
    desk: State<Desk>,
    one: Path<OneImport>,
    of: Query<OfKind>,
) -> Result<CsvFile, Fault> {
    one_of("disposition", of.disposition.as_deref(), &dispositions())?;
    blocking(move || {
        let name = format!("import-{}-{}.csv", one.import_id, of.disposition.as_deref().unwrap_or("waiting"));
        let file = desk.ledger.waiting_file(one.import_id, of.disposition.as_deref(), Asker::of(&caller))?;
        let bytes = file.metadata().map_err(Fault::unwritten)?.len();
        Ok(CsvFile { name, file: Arc::new(file), bytes })
    })
    .await
}

/// Which row.
#[derive(Deserialize, IntoParams)]
struct OneRow {
    /// Number of the import.
    import_id: i64,
    /// Row of the file.
    row: i64,
}

async fn read(caller: Caller<Import>, desk: State<Desk>, one: Path<OneRow>) -> Result<Answer<Waiting>, Fault> {
    blocking(move || Ok(Answer::new(desk.ledger.waiting_row(one.import_id, one.row, Asker::of(&caller))?))).await
}

/// A row is tried again.
#[derive(Deserialize, ToSchema)]
struct Retry {
    /// New texts by column id; an empty text empties the cell.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    cells: Cells,
    /// Keep a fine over ten million yuan: its unit has been looked at.
    #[serde(default)]
    confirm: bool,
}

/// What became of a row that was tried again (重试结果).
#[derive(Serialize, ToSchema)]
struct Retried {
    /// `new`, `revised`, `superseded`, `contested` or `repeated`.
    outcome: Fate,
}

async fn retry(
    caller: Caller<Import>,
    once: Once,
    desk: State<Desk>,
    one: Path<OneRow>,
    body: Json<Retry>,
) -> Result<OnceAnswer<Answer<Retried>>, Fault> {
    once.run(move || {
        let tried = desk.ledger.retry(one.import_id, one.row, &body.cells, body.confirm, Asker::of(&caller))?;
        match tried {
            Settled::Kept(outcome) => Ok(Answer::new(Retried { outcome })),
            Settled::Refused(issue) => Err(Fault::new(Code::Unprocessable).errors(faults(&issue, None))),
        }
    })
    .await
}

/// A row is put aside.
#[derive(Deserialize, ToSchema)]
struct Discard {
    /// Why, in at most 200 characters.
    reason: String,
}

async fn discard(
    caller: Caller<Import>,
    once: Once,
    desk: State<Desk>,
    one: Path<OneRow>,
    body: Json<Discard>,
) -> Result<OnceAnswer<NoContent>, Fault> {
    once.run(move || {
        desk.ledger.discard(one.import_id, one.row, Asker::of(&caller), &body.reason)?;
        Ok(NoContent)
    })
    .await
}
