//! A folder of files into one batch of records, with a report for each file.

use crate::cli::FileArguments;
use crate::waiting::{Kept, Waiting};
use crate::{progress, stop};
use anyhow::{Context, Result, anyhow, bail};
use domain::day::Day;
use intake::mapping::Mapping;
use intake::{Batch, FileReport, Input, Options, Sink, read};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Endings of files that are read.
const ENDINGS: [&str; 5] = [".csv", ".csv.gz", ".xlsx", ".jsonl", ".jsonl.gz"];
const MAPPING_ENDING: &str = ".mapping.toml";

/// A folder, read.
pub(crate) struct Loaded {
    /// Its records.
    pub(crate) batch: Batch,
    /// What became of each file, in order of name.
    pub(crate) reports: Vec<FileReport>,
    /// The rows of each file that wait.
    pub(crate) waiting: Vec<Kept>,
}

/// One file, read.
pub(crate) struct Read<S> {
    pub(crate) report: FileReport,
    pub(crate) sink: S,
    pub(crate) waiting: Kept,
}

/// Reads every file of a folder and puts them together in order of name.
pub(crate) fn folder(arguments: &FileArguments, today: Day) -> Result<Loaded> {
    let mut loaded = Loaded { batch: Batch::default(), reports: Vec::new(), waiting: Vec::new() };
    for read in each::<Batch>(arguments, today)? {
        loaded.batch.absorb(read.sink);
        loaded.reports.push(read.report);
        loaded.waiting.push(read.waiting);
    }
    Ok(loaded)
}

/// Reads every file of a folder, on all cores, each into a sink of its own, in order of name. One file
/// that cannot be read stops everything: a city without one of its files would be rated too well.
pub(crate) fn each<S: Sink + Default + Send>(arguments: &FileArguments, today: Day) -> Result<Vec<Read<S>>> {
    let from = &arguments.from;
    let named = mappings_by_file(&arguments.mappings)?;
    let files = files(from)?;
    if files.is_empty() {
        bail!("{}: there is no file to read; known endings are {}", from.display(), ENDINGS.join(" "));
    }
    let mut options = Options::new(today);
    options.confirm_large_fines = arguments.confirm;
    let read: Vec<Result<Read<S>>> =
        (0u32..).zip(&files).collect::<Vec<_>>().into_par_iter().map(|f| one(f, &named, &options)).collect();
    stop::check()?;
    let faults: Vec<String> = read.iter().filter_map(|r| r.as_ref().err()).map(|error| format!("{error:#}")).collect();
    if faults.is_empty() { read.into_iter().collect() } else { Err(anyhow!("{}", faults.join("\n"))) }
}

fn one<S: Sink + Default>(
    (number, path): (u32, &PathBuf),
    named: &BTreeMap<&str, &str>,
    options: &Options,
) -> Result<Read<S>> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mapping = mapping(path, &name, named)?;
    let mut bytes = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let bar = progress::counter(&name)?;
    let mut waiting = Waiting::default();
    let input = Input {
        name: &name,
        number,
        bytes: &mut bytes,
        mapping: mapping.as_ref(),
        issues: &mut |issue| waiting.push(&name, &issue),
        watch: &mut |rows| {
            bar.set_position(rows);
            !stop::asked()
        },
    };
    let mut sink = S::default();
    let report = read(input, options, &mut sink).map_err(|error| anyhow!("{}\n  {error}", error.zh()))?;
    bar.finish_and_clear();
    Ok(Read { report, sink, waiting: waiting.finish()? })
}

fn files(from: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{} cannot be read", from.display()))?.path();
        let name = path.to_string_lossy().to_lowercase();
        if path.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn mappings_by_file<'m>(mappings: &'m [String]) -> Result<BTreeMap<&'m str, &'m str>> {
    let pair =
        |text: &'m String| text.split_once('=').ok_or_else(|| anyhow!("--mapping is FILE=MAPPING, not {text:?}"));
    mappings.iter().map(pair).collect()
}

fn mapping(path: &Path, name: &str, named: &BTreeMap<&str, &str>) -> Result<Option<Mapping>> {
    let beside = path.with_file_name(format!("{name}{MAPPING_ENDING}"));
    let at = match named.get(name) {
        Some(given) => PathBuf::from(given),
        None if beside.is_file() => beside,
        None => return Ok(None),
    };
    let text = std::fs::read_to_string(&at).with_context(|| format!("{} cannot be read", at.display()))?;
    let mapping = Mapping::read(&at.to_string_lossy(), &text);
    mapping.map(Some).map_err(|error| anyhow!("{}\n  {error}", error.zh()))
}
