//! `fangxin imports`: imports of a running server looked at, and the rows that wait settled.

use crate::cli::{ImportsArguments, ImportsCommand};
use crate::{importing, output, show};
use anyhow::Result;
use clients::{Imports, RowFilter, WaitingRow};
use contracts::import::{Job, Outcome};
use contracts::page::Page;
use serde::Serialize;
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) fn run(arguments: &ImportsArguments) -> Result<ExitCode> {
    let imports = Imports::new(importing::server(&arguments.server)?, arguments.service);
    let answer = answer(&imports, &arguments.what)?;
    if arguments.json {
        output::say_json(&answer.json)?
    } else {
        output::say(&format!("{}\n", answer.text))?
    }
    Ok(ExitCode::SUCCESS)
}

/// What the server says, for programs and for people.
struct Answer {
    json: Value,
    text: String,
}

impl Answer {
    fn of(said: &impl Serialize, text: String) -> Result<Self> {
        Ok(Self { json: serde_json::to_value(said)?, text })
    }
}

fn answer(imports: &Imports, what: &ImportsCommand) -> Result<Answer> {
    match what {
        ImportsCommand::List { after } => {
            let page = imports.jobs(after.as_deref()).map_err(importing::told)?;
            Answer::of(&page, with_next(&page, jobs(&page.items)))
        }
        ImportsCommand::Show { import_id } => job(imports, &imports.job(*import_id).map_err(importing::told)?),
        ImportsCommand::Rows { import_id, disposition, state, after } => {
            let (disposition, state, after) = (disposition.as_deref(), state.as_deref(), after.as_deref());
            let page = imports.rows(*import_id, RowFilter { disposition, state, after }).map_err(importing::told)?;
            let rows: Vec<String> = page.items.iter().map(row).collect();
            let text =
                if rows.is_empty() { "没有这样的行 there are no such rows".to_owned() } else { rows.join("\n") };
            Answer::of(&page, with_next(&page, text))
        }
        ImportsCommand::Retry { import_id, row, cells, confirm } => {
            let kept = imports.retry(*import_id, *row, &cells.iter().cloned().collect(), *confirm);
            settled(*row, &kept.map_err(importing::told)?)
        }
        ImportsCommand::Discard { import_id, row, reason } => {
            imports.discard(*import_id, *row, reason).map_err(importing::told)?;
            settled(*row, "discarded")
        }
        ImportsCommand::Cancel { import_id } => job(imports, &imports.cancel(*import_id).map_err(importing::told)?),
    }
}

fn job(imports: &Imports, job: &Job) -> Result<Answer> {
    Answer::of(job, importing::text(imports, job))
}

fn settled(row: i64, outcome: &str) -> Result<Answer> {
    Answer::of(&json!({ "row": row, "outcome": outcome }), format!("第{row}行 row {row}: {}", importing::word(outcome)))
}

/// How to see what comes behind a page.
fn with_next<T>(page: &Page<T>, text: String) -> String {
    match &page.next {
        Some(next) => format!("{text}\n更多 more: --after {next}"),
        None => text,
    }
}

/// Imports, one a row.
fn jobs(jobs: &[Job]) -> String {
    let mut table =
        show::table(["编号 id", "文件 file", "状态 state", "读取 read", "待处理 waiting", "交来 handed in"]);
    for job in jobs {
        let rows = |count: fn(&Outcome) -> u64| job.outcome.as_ref().map_or_else(String::new, |o| count(o).to_string());
        table.add_row([
            job.import_id.to_string(),
            job.file_name.clone(),
            job.state.told().to_owned(),
            rows(|outcome| outcome.read),
            rows(|outcome| outcome.waiting().iter().map(|(_, _, rows)| rows).sum()),
            job.created_at.to_string(),
        ]);
    }
    table.to_string()
}

/// A row that waits: what is wrong with it, and its cells.
fn row(waiting: &WaitingRow) -> String {
    let WaitingRow { row, disposition, state, .. } = waiting;
    let head = format!("第{row}行 row {row}: {}，{}", importing::word(disposition), importing::word(state));
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let faults = waiting.faults.iter().map(|fault| {
        let [field, zh, en] = ["field", "reason_zh", "reason_en"].map(|name| text(fault, name));
        format!("  {field}：{zh}\n  {field}: {en}")
    });
    let cells = waiting.cells.iter().filter(|(_, text)| !text.is_empty());
    let cells: Vec<String> = cells.map(|(column, text)| format!("{column}={text}")).collect();
    [head].into_iter().chain(faults).chain([format!("  {}", cells.join("  "))]).collect::<Vec<_>>().join("\n")
}
