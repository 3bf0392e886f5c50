//! Backups of a PostgreSQL database: every table of every service at one instant, as compressed lines of JSON.

use super::journal::computed;
use super::manifest::{Form, Manifest, Service, Table};
use super::stage::Stage;
use super::{ORDER, TABLES, files};
use crate::serve::wire::AUDIT;
use crate::{output, stop};
use anyhow::{Context as _, Result, bail};
use db::Location;
use db::copying::{Filling, Snapshot, fill};
use indicatif::ProgressBar;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

/// As quick as it is worth: most of the time the database makes the lines.
const LEVEL: i32 = 3;

pub(super) fn take(location: &Location, stage: &Stage, bar: &ProgressBar) -> Result<Manifest> {
    let unreadable = || format!("{location}：无法读取 cannot be read");
    let mut manifest = Manifest::begin(Form::Postgres);
    let mut snapshot = Snapshot::take(location).with_context(unreadable)?;
    for service in ORDER {
        let migrations = snapshot.migrations(service).with_context(unreadable)?;
        if migrations.is_empty() {
            // Services that run apart keep their own trails.
            if service == AUDIT {
                continue;
            }
            bail!(
                "{location}：没有服务 {service} 的表，请核对数据库 there are no tables of {service}; check the database"
            );
        }
        let mut tables = Vec::new();
        for table in snapshot.tables(service).with_context(unreadable)? {
            tables.push(write(&mut snapshot, service, table, stage.path(), bar)?);
        }
        manifest.services.insert(service.to_owned(), Service { migrations, tables });
    }
    Ok(manifest)
}

fn write(
    snapshot: &mut Snapshot,
    service: &str,
    table: db::copying::Table,
    folder: &Path,
    bar: &ProgressBar,
) -> Result<Table> {
    let name = format!("{service}.{}.jsonl.zst", table.name);
    let path = folder.join(&name);
    let unwritable = || output::unwritable(&path);
    let file = BufWriter::new(files::create(&path)?);
    let mut lines = zstd::Encoder::new(file, LEVEL).with_context(unwritable)?;
    let rows = snapshot.rows::<anyhow::Error>(
        service,
        &table,
        |column| computed(service, &table.name, column),
        |line| {
            stop::check()?;
            bar.inc(1);
            lines.write_all(line.as_bytes()).and_then(|()| lines.write_all(b"\n")).with_context(unwritable)
        },
    )?;
    let file = lines.finish().and_then(|file| file.into_inner().map_err(std::io::IntoInnerError::into_error));
    file.and_then(|file| file.sync_all()).with_context(unwritable)?;
    Ok(Table { name: table.name, rows, columns: table.columns, file: Some(name) })
}

/// Fills a database; `at_last` comes when nothing but the commit is left.
pub(super) fn restore(
    (from, manifest): (&Path, &Manifest),
    location: &Location,
    bar: &ProgressBar,
    at_last: impl FnOnce() -> Result<()>,
) -> Result<()> {
    bar.set_position(0);
    bar.set_length(manifest.rows());
    fill::<anyhow::Error>(location, |filling| {
        for service in ORDER {
            if filling.is_occupied(service)? {
                bail!(
                    "已有服务 {service} 的表；只能恢复到空的数据库 \
                     there are tables of {service}; only an empty database can be restored to"
                );
            }
        }
        for (service, held) in &manifest.services {
            filling.make(service, &held.migrations, &TABLES)?;
            for table in &held.tables {
                put(filling, service, table, from, bar).with_context(|| format!("{service}.{}", table.name))?;
            }
        }
        stop::check()?;
        at_last()
    })
    .with_context(|| format!("{location}：无法恢复，未写入任何内容 it cannot be restored, and nothing was written"))
}

fn put(filling: &mut Filling<'_>, service: &str, held: &Table, from: &Path, bar: &ProgressBar) -> Result<()> {
    let table = filling.begin(service, &held.name)?;
    if table.columns != held.columns {
        bail!("表的列与备份不符 the table has other columns than in the backup: {}", table.columns.join(", "));
    }
    let path = from.join(held.file.as_deref().context("没有文件 there is no file")?);
    let unreadable = || format!("{}：无法读取 cannot be read", path.display());
    let lines = zstd::Decoder::new(File::open(&path).with_context(unreadable)?).with_context(unreadable)?;
    let lines = BufReader::new(lines).lines().map(|line| -> Result<String> {
        stop::check()?;
        bar.inc(1);
        line.with_context(unreadable)
    });
    let rows = filling.put(service, &table, lines)?;
    if rows != held.rows {
        bail!("有 {rows} 行，应为 {expected} 行 there are {rows} rows instead of {expected}", expected = held.rows);
    }
    Ok(filling.finish(service, &table)?)
}
