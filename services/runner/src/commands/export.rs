//! `fangxin export`: a list of a running server as a table for spreadsheets.

use crate::cli::{ExportArguments, ExportList};
use crate::exit::{INPUT, NO, Usage};
use crate::importing::PAUSES;
use crate::output;
use crate::serve::wire;
use crate::stop::{self, Stopped};
use crate::{importing, progress};
use anyhow::{Result, bail};
use clients::Exports;
use contracts::export::{Format, Job, Order, State};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &ExportArguments) -> Result<ExitCode> {
    let format = format(&arguments.to)?;
    let (service, list) = match (&arguments.list, arguments.service) {
        (ExportList::Kind(layout), None) => (wire::owner(layout.kind), layout.id),
        (ExportList::Of(list), Some(service)) => (service, list.as_str()),
        (ExportList::Kind(_), Some(_)) => {
            bail!(Usage("记录类别已决定服务，不用 --service the kind tells its service".into()))
        }
        (ExportList::Of(list), None) => {
            let known = ExportList::known();
            bail!(Usage(format!(
                "“{list}”不是记录类别，须用 --service 指明服务 is no kind of record: say whose list it is, --service \
                 SERVICE; known are: {known}"
            )))
        }
    };
    let exports = Exports::new(importing::server(&arguments.server)?, service);
    let mut filters = BTreeMap::new();
    for (name, value) in &arguments.filters {
        if filters.insert(name.clone(), value.clone()).is_some() {
            bail!(Usage(format!("--filter {name} 重复 is given twice")));
        }
    }
    let job = exports.order(&Order { list: list.to_owned(), format, filters }).map_err(importing::told)?;
    let job = fetch(&exports, follow(&exports, job)?, &arguments.to)?;
    if arguments.json {
        output::say_json(&json!({ "service": service, "export": job, "file": arguments.to }))?;
    } else {
        let Job { state, rows, .. } = &job;
        let text = format!("{list}：{}，{rows} 行 rows（{service}）", state.told());
        super::say(&match (&job.fault, state) {
            (Some(fault), _) => format!("{text}\n  {}\n  {}", fault.zh, fault.en),
            (None, State::Done) => format!("{text}\n  {}", arguments.to.display()),
            (None, _) => text,
        })?;
    }
    Ok(match job.state {
        State::Done => ExitCode::SUCCESS,
        State::Cancelled => ExitCode::from(NO),
        _ => ExitCode::from(INPUT),
    })
}

/// What a file is to be, by its name.
fn format(to: &Path) -> Result<Format> {
    let ending = to.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let format = [Format::Csv, Format::Xlsx].into_iter().find(|format| format.token() == ending);
    let told = || format!("{}：应以 .csv 或 .xlsx 结尾 it must end with .csv or .xlsx", to.display());
    Ok(format.ok_or_else(|| Usage(told()))?)
}

/// Follows an export until it is over, showing how far it has come. Whoever stops wants no file either.
fn follow(exports: &Exports, mut job: Job) -> Result<Job> {
    let mut bar = progress::counter(&job.list)?;
    let mut pause = PAUSES.0;
    while !job.state.is_over() {
        if stop::asked() {
            bar.finish_and_clear();
            exports.delete(&job.export_id).map_err(importing::told)?;
            bail!(Stopped);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(PAUSES.1);
        job = exports.job(&job.export_id).map_err(importing::told)?;
        if let Some(total) = job.rows_total.filter(|_| bar.length().is_none()) {
            bar.finish_and_clear();
            bar = progress::bar(&job.list, total)?;
        }
        bar.set_position(job.rows);
    }
    bar.finish_and_clear();
    Ok(job)
}

/// Fetches the file, if there is one; then the server need not keep it.
fn fetch(exports: &Exports, job: Job, to: &Path) -> Result<Job> {
    if job.state == State::Done {
        output::write_stream(to, |out| exports.download(&job, out).map_err(importing::told))?;
    }
    // If it cannot be removed now, it goes by itself after a day.
    if let Err(error) = exports.delete(&job.export_id) {
        output::note(&format!("{}\n  {error}", error.zh()));
    }
    Ok(job)
}
