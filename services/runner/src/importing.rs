//! Files handed in to a server: their jobs followed to the end and told.

use crate::cli::ServerArguments;
use crate::exit::Usage;
use crate::{progress, stop};
use anyhow::{Result, anyhow};
use clients::{ClientError, Imports, Server};
use contracts::import::{Job, JobState, Outcome};
use std::sync::Arc;
use std::time::Duration;

/// Pauses between two looks at a job: the first and the longest.
pub(crate) const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// The server that is named, with the token that is given.
pub(crate) fn server(arguments: &ServerArguments) -> Result<Server> {
    let missing = "须用 --token 或环境变量 FANGXIN_TOKEN 给出令牌 a token is needed: --token or FANGXIN_TOKEN";
    let token = arguments.token.clone().ok_or_else(|| Usage(missing.to_owned()))?;
    Server::new(&arguments.server, Arc::new(token)).map_err(told)
}

/// An error of a client, in both languages.
pub(crate) fn told(error: ClientError) -> anyhow::Error {
    anyhow!("{}\n  {error}", error.zh())
}

/// Follows a job until it is over, showing how far it has come. If somebody asks to stop, it is given back
/// as it is then: the server goes on.
pub(crate) fn follow(imports: &Imports, mut job: Job) -> Result<Job> {
    let bar = progress::counter(&job.file_name)?;
    let mut pause = PAUSES.0;
    while job.state == JobState::Queued && !stop::asked() {
        std::thread::sleep(pause);
        pause = (pause * 2).min(PAUSES.1);
        job = imports.job(job.import_id).map_err(told)?;
        bar.set_position(job.reading.unwrap_or_default());
    }
    bar.finish_and_clear();
    Ok(job)
}

/// A job for people.
pub(crate) fn text(imports: &Imports, job: &Job) -> String {
    let Job { file_name, import_id, .. } = job;
    let trial = if job.dry_run { "，试运行 dry run" } else { "" };
    let mut lines =
        vec![format!("{file_name}：{}（{} 导入 import {import_id}{trial}）", job.state.told(), imports.service())];
    if let Some(outcome) = &job.outcome {
        lines.extend(outcome_lines(outcome));
        if outcome.waiting().iter().map(|(_, _, rows)| rows).sum::<u64>() > outcome.waiting_already {
            let (service, server) = (imports.service(), imports.server());
            lines.push(format!("  查看 look at them: fangxin imports {service} rows {import_id} --server {server}"));
        }
    }
    lines.join("\n")
}

/// What became of a row, or where it stands, for people.
pub(crate) fn word(token: &str) -> String {
    let none = Outcome::default();
    let counted = none.kept().into_iter().chain(none.waiting()).map(|(token, zh, _)| (token, zh));
    let mut words = counted.chain([("waiting", "待处理"), ("kept", "已保存"), ("discarded", "已放弃")]);
    words.find(|(known, _)| *known == token).map_or_else(|| token.to_owned(), |(_, zh)| format!("{zh} {token}"))
}

fn waits(outcome: &Outcome) -> bool {
    outcome.waiting().iter().any(|(_, _, rows)| *rows > 0)
}

fn outcome_lines(outcome: &Outcome) -> Vec<String> {
    if let Some(fault) = &outcome.fault {
        return vec![format!("  {}\n  {}", fault.zh, fault.en)];
    }
    let counted = |counts: &[(&str, &str, u64)]| {
        let counts = counts.iter().filter(|(_, _, rows)| *rows > 0);
        counts.map(|(token, zh, rows)| format!("{zh} {token} {rows}")).collect::<Vec<_>>().join("，")
    };
    let mut lines = vec![format!("  读取 read {}：{}", outcome.read, counted(&outcome.kept()))];
    if waits(outcome) {
        lines.push(format!("  待处理 waiting: {}", counted(&outcome.waiting())));
    }
    if outcome.waiting_already > 0 {
        let before = outcome.waiting_already;
        lines.push(format!("  其中先前已待处理或已处理 of these waiting or settled before: {before}"));
    }
    if !outcome.unknown_columns.is_empty() {
        lines.push(format!("  未读取的列 columns that nothing reads: {}", outcome.unknown_columns.join(", ")));
    }
    lines
}
