//! Backups of an installation (备份): a folder with the tables of every service, taken while they are in use, and a
//! manifest that says what it holds.

mod files;
mod journal;
mod manifest;
mod postgres;
mod sqlite;
mod stage;

pub(crate) use manifest::{Form, Manifest};
pub(crate) use stage::Stage;

use crate::keys;
use crate::serve::wire::AUDIT;
use anyhow::{Context as _, Result, bail};
use db::{Location, Migrations};
use indicatif::ProgressBar;
use std::collections::BTreeSet;
use std::path::Path;

/// Every service, whoever follows another before it. Each is copied at an instant of its own where it is a file, so
/// that none has heard of what the copy of another lacks: ratings follow the records, records the registry, which
/// says whose they are; what a repair leads to is commanded again where a copy has not heard of it, so that whoever commands
/// is copied first; who made a record is known to the accounts; and what was done stands in the trail.
const ORDER: [&str; 9] = [
    rating::SERVICE,
    repair::SERVICE,
    listing::SERVICE,
    violations::SERVICE,
    complaints::SERVICE,
    inspections::SERVICE,
    registry::SERVICE,
    access::SERVICE,
    AUDIT,
];

/// The tables that any service may have.
const TABLES: [&Migrations; 11] = [
    &ledger::MIGRATIONS,
    &cases::MIGRATIONS,
    &repair::OWN_MIGRATIONS,
    &registry::OWN_MIGRATIONS,
    &inspections::OWN_MIGRATIONS,
    &violations::OWN_MIGRATIONS,
    &complaints::OWN_MIGRATIONS,
    &rating::MIGRATIONS,
    &access::MIGRATIONS,
    &audit::MIGRATIONS,
    &receipts::MIGRATIONS,
];

/// Takes a backup into a stage; what is there already is in use and stays so. Gives what it holds.
pub(crate) fn take(location: &Location, stage: &Stage, bar: &ProgressBar) -> Result<Manifest> {
    match location {
        Location::Sqlite(folder) => sqlite::take(folder, stage, bar),
        Location::Postgres(_) => postgres::take(location, stage, bar),
    }
}

/// Reads what a backup holds, and every byte of it: nothing is used before all of it is as it was taken.
pub(crate) fn verified(folder: &Path, bar: &ProgressBar) -> Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    manifest.stays_inside().with_context(|| format!("{}：清单无效 its manifest is not valid", folder.display()))?;
    bar.set_length(manifest.files.values().map(|file| file.bytes).sum());
    for (name, file) in &manifest.files {
        files::check(&folder.join(name), file)?;
        bar.inc(file.bytes);
    }
    known(&manifest)?;
    Ok(manifest)
}

/// A newer program may have tables of which this one knows nothing.
fn known(manifest: &Manifest) -> Result<()> {
    let mut known = BTreeSet::new();
    for set in TABLES {
        known.extend(set.numbers().map_err(anyhow::Error::msg)?);
    }
    for (service, tables) in &manifest.services {
        if let Some(strange) = tables.migrations.iter().find(|number| !known.contains(*number)) {
            let program = &manifest.program;
            bail!(
                "{service}：备份由较新的程序（{program}）生成，本程序不认识其表结构 {strange} \
                 the backup was made by a newer program ({program}); nothing is known here of its migration {strange}"
            );
        }
    }
    Ok(())
}

/// Puts a verified backup into a place where there is nothing yet, whole or not at all.
pub(crate) fn restore(
    (from, manifest): (&Path, &Manifest),
    data: &Path,
    location: &Location,
    bar: &ProgressBar,
) -> Result<()> {
    match (manifest.form, location) {
        (Form::Sqlite, Location::Sqlite(folder)) => {
            let together = same(folder, data);
            let stage = sqlite::restored((from, manifest), folder, together, bar)?;
            // The last of all that can be refused, before what cannot.
            if !together {
                restore_key(from, manifest, data)?;
            }
            stage.finish()
        }
        (Form::Postgres, Location::Postgres(_)) => {
            postgres::restore((from, manifest), location, bar, || restore_key(from, manifest, data))
        }
        (form, _) => bail!(
            "{location}：备份来自 {form}，只能恢复到 {form} \
             the backup is of {form} and can be restored to {form} alone"
        ),
    }
}

/// Are two folders the same, whether they exist yet or not?
fn same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => whole(one) == whole(other),
    }
}

/// Puts the key of a backup into the folder of the installation; one that is there must be the same.
fn restore_key(from: &Path, manifest: &Manifest, data: &Path) -> Result<()> {
    if !manifest.has_key() {
        return Ok(());
    }
    let key = keys::existing_in(from)?.with_context(|| format!("{}：密钥缺失 the key is missing", from.display()))?;
    match keys::existing_in(data)? {
        None => keys::keep(data, &key),
        Some(own) if own == key => Ok(()),
        Some(_) => bail!("{}：其中的密钥与备份中的不同 there is another key than that of the backup", data.display()),
    }
}
