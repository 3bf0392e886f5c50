//! The label of a demo's folder: which city lies there, and up to which day it has been served.

use crate::output;
use anyhow::{Context, Result, bail};
use domain::day::Day;
use domain::digest::Digest;
use samplecity::{City, FileKind};
use std::fs;
use std::path::{Path, PathBuf};

/// Says which city was made, with the digest of each file as `sha256sum` prints it.
pub(super) const NAME: &str = "city.txt";
/// Begins the line that says up to which day the city has been served.
const SERVED: &str = "served ";

/// What a label says.
pub(super) struct Label {
    pub(super) city: City,
    /// Newest day on which the city has been served; none before the first time.
    pub(super) served: Option<Day>,
    /// The first line and the digests, as they were written.
    made: String,
}

impl Label {
    /// The label of a folder; nothing if no city was ever made there.
    pub(super) fn read(out: &Path) -> Result<Option<Self>> {
        let path = path(out);
        if !path.exists() {
            return Ok(None);
        }
        let text = output::read_text(&path)?;
        let Some(city) = text.lines().next().and_then(city) else {
            bail!(
                "{}：不是样例城市的标签，请换一个文件夹（--out） \
                 this is no label of a sample city, choose another folder with --out",
                path.display()
            );
        };
        let is_day = |line: &str| line.starts_with(SERVED);
        let served = text.lines().find_map(|line| Day::parse(line.strip_prefix(SERVED)?).ok());
        let made = text.lines().filter(|line| !is_day(line)).map(|line| format!("{line}\n")).collect();
        Ok(Some(Self { city, served, made }))
    }

    /// Newest day that anybody may have seen of the city.
    pub(super) fn newest(&self) -> Day {
        self.served.unwrap_or(self.city.anchor).max(self.city.anchor)
    }

    /// Labels the files as they lie there now, keeping the day up to which they have been served.
    pub(super) fn write(city: &City, out: &Path, files: &Path, served: Option<Day>) -> Result<()> {
        put(out, &made(city, files)?, served)
    }

    /// Are these exactly the files that were made, by this program?
    pub(super) fn is_of(&self, city: &City, files: &Path) -> bool {
        made(city, files).is_ok_and(|made| made == self.made)
    }
}

/// Remembers that a city has been served on a day, if no newer one is remembered.
pub(super) fn served(out: &Path, day: Day) -> Result<()> {
    match Label::read(out)? {
        Some(label) if label.served.is_none_or(|served| served < day) => put(out, &label.made, Some(day)),
        _ => Ok(()),
    }
}

fn path(out: &Path) -> PathBuf {
    out.join(NAME)
}

fn put(out: &Path, made: &str, served: Option<Day>) -> Result<()> {
    let day = served.map_or_else(String::new, |day| format!("{SERVED}{day}\n"));
    output::write_file(&path(out), format!("{made}{day}").as_bytes())
}

/// The city that a first line names.
fn city(line: &str) -> Option<City> {
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["seed", seed, "anchor", anchor, "merchants", merchants, "version", _] => Some(City {
            seed: seed.parse().ok()?,
            anchor: Day::parse(anchor).ok()?,
            merchants: merchants.parse().ok()?,
            alarming: true,
        }),
        _ => None,
    }
}

fn made(city: &City, files: &Path) -> Result<String> {
    let City { seed, anchor, merchants, .. } = city;
    let version = env!("CARGO_PKG_VERSION");
    let mut label = format!("seed {seed} anchor {anchor} merchants {merchants} version {version}\n");
    for kind in FileKind::ALL {
        let path = files.join(kind.file_name());
        let bytes = fs::read(&path).with_context(|| format!("{}：无法读取 cannot be read", path.display()))?;
        label.push_str(&format!("{}  {}\n", Digest::of_bytes(&bytes), kind.file_name()));
    }
    Ok(label)
}
