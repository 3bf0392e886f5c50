//! `fangxin imports`: imports of a running server looked at, and the rows that wait settled.

use crate::cli::{ImportsArguments, ImportsCommand};
use crate::{importing, output};
use anyhow::Result;
use clients::{Imports, RowFilter};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) fn run(arguments: &ImportsArguments) -> Result<ExitCode> {
    let imports = Imports::new(importing::server(&arguments.server)?, arguments.service);
    output::say_json(&answer(&imports, &arguments.what)?)?;
    Ok(ExitCode::SUCCESS)
}

/// What the server says, as JSON: there are too many rows and reasons for a table.
fn answer(imports: &Imports, what: &ImportsCommand) -> Result<Value> {
    let answer = match what {
        ImportsCommand::List { after } => imports.jobs(after.as_deref()).map(|page| json!(page)),
        ImportsCommand::Show { import_id } => imports.job(*import_id).map(|job| json!(job)),
        ImportsCommand::Rows { import_id, disposition, state, after } => {
            let (disposition, state, after) = (disposition.as_deref(), state.as_deref(), after.as_deref());
            imports.rows(*import_id, RowFilter { disposition, state, after }).map(|page| json!(page))
        }
        ImportsCommand::Retry { import_id, row, cells, confirm } => imports
            .retry(*import_id, *row, &cells.iter().cloned().collect(), *confirm)
            .map(|outcome| json!({ "row": row, "outcome": outcome })),
        ImportsCommand::Discard { import_id, row, reason } => {
            imports.discard(*import_id, *row, reason).map(|()| json!({ "row": row, "outcome": "discarded" }))
        }
        ImportsCommand::Cancel { import_id } => imports.cancel(*import_id).map(|job| json!(job)),
    };
    answer.map_err(importing::told)
}
