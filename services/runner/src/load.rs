//! A folder of files into one batch of records, with a report for each file; or an installation's databases.

mod lapsing;
mod listing;

pub(crate) use listing::Listing;

use crate::cli::FileArguments;
use crate::office::Office;
use crate::waiting::{Kept, Waiting};
use crate::{output, progress, stop};
use anyhow::{Context, Result, anyhow, bail};
use db::{Database, Location, Pools};
use domain::day::Day;
use intake::mapping::Mapping;
use intake::{Batch, FileReport, Input, Options, Sink, read};
use listing::Listed;
use rayon::prelude::*;
use std::fs::File;
use std::path::Path;

/// A folder, read.
pub(crate) struct Loaded {
    /// Its records.
    pub(crate) batch: Batch,
    /// What became of each file, in order of name.
    pub(crate) reports: Vec<FileReport>,
    /// The rows of each file that wait.
    pub(crate) waiting: Vec<Kept>,
    /// Names in the folder that nobody reads.
    pub(crate) not_read: Vec<String>,
}

/// One file, read.
pub(crate) struct Read<S> {
    pub(crate) report: FileReport,
    pub(crate) sink: S,
    pub(crate) waiting: Kept,
}

/// Reads every file of a folder and puts them together in order of name.
pub(crate) fn folder(arguments: &FileArguments, office: &Office, today: Day) -> Result<Loaded> {
    let listing = Listing::of(arguments)?;
    let read_files = each::<Batch>(&listing, arguments.confirm, today)?;
    let mut loaded =
        Loaded { batch: Batch::default(), reports: Vec::new(), waiting: Vec::new(), not_read: listing.not_read };
    for read in read_files {
        loaded.batch.absorb(read.sink);
        loaded.reports.push(read.report);
        loaded.waiting.push(read.waiting);
    }
    lapsing::lapse(&mut loaded.batch.complaints, &office.library, today)?;
    Ok(loaded)
}

/// Reads what an installation's ratings rest on: every version of every record, as a load of history.
pub(crate) fn database(location: &Location) -> Result<Loaded> {
    let unreadable = || format!("{location}：无法读取 cannot be read");
    // Opening a file that is not there would make it.
    if let Location::Sqlite(folder) = location
        && !folder.join(format!("{}.db", rating::SERVICE)).exists()
    {
        bail!("{location}：没有评价数据库 there is no database of ratings");
    }
    let db = Database::open(location, rating::SERVICE, Pools::default()).with_context(unreadable)?;
    let bar = progress::counter(rating::SERVICE)?;
    let read = rating::everything(&db, &mut |rows| {
        bar.set_position(rows);
        !stop::asked()
    });
    bar.finish_and_clear();
    stop::check()?;
    let batch = read.with_context(unreadable)?;
    Ok(Loaded { batch, reports: Vec::new(), waiting: Vec::new(), not_read: Vec::new() })
}

/// Reads every file of a folder, on all cores, each into a sink of its own, in order of name. One file
/// that cannot be read stops everything: a city without one of its files would be rated too well.
pub(crate) fn each<S: Sink + Default + Send>(
    listing: &Listing,
    confirm_large_fines: bool,
    today: Day,
) -> Result<Vec<Read<S>>> {
    let options = Options { confirm_large_fines, ..Options::new(today) };
    let files: Vec<(u32, &Listed)> = (0u32..).zip(&listing.files).collect();
    let read: Vec<Result<Read<S>>> = files.into_par_iter().map(|file| one(file, &options)).collect();
    stop::check()?;
    let faults: Vec<String> = read.iter().filter_map(|r| r.as_ref().err()).map(|error| format!("{error:#}")).collect();
    if faults.is_empty() { read.into_iter().collect() } else { Err(anyhow!("{}", faults.join("\n"))) }
}

fn one<S: Sink + Default>((number, file): (u32, &Listed), options: &Options) -> Result<Read<S>> {
    let Listed { path, name, mapping: mapped_by } = file;
    let mapping = mapped_by.as_deref().map(mapping).transpose()?;
    let mut bytes = File::open(path).with_context(|| format!("{}：无法打开 cannot be opened", path.display()))?;
    let bar = progress::counter(name)?;
    let mut waiting = Waiting::default();
    let input = Input {
        name,
        number,
        bytes: &mut bytes,
        layout: None,
        mapping: mapping.as_ref(),
        issues: &mut |issue| waiting.push(name, &issue),
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

fn mapping(path: &Path) -> Result<Mapping> {
    let mapping = Mapping::read(&path.to_string_lossy(), &output::read_text(path)?);
    mapping.map_err(|error| anyhow!("{}\n  {error}", error.zh()))
}
