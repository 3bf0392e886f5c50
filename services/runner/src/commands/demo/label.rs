//! The label of a demo's folder: which city lies there, up to which day it has been served, and whether its cases are made.

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
/// The line that says that its cases are made.
const CASES: &str = "cases made";

/// What has become of a city since it was made.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Past {
    /// Newest day on which it has been served; none before the first time.
    served: Option<Day>,
    /// Are the examples of cases made?
    has_cases: bool,
}

/// What a label says.
pub(super) struct Label {
    pub(super) city: City,
    pub(super) past: Past,
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
        let day = |line: &str| Day::parse(line.strip_prefix(SERVED)?).ok();
        let past = Past { served: text.lines().find_map(day), has_cases: text.lines().any(|line| line == CASES) };
        let of_city = |line: &&str| !line.starts_with(SERVED) && *line != CASES;
        let made = text.lines().filter(of_city).map(|line| format!("{line}\n")).collect();
        Ok(Some(Self { city, past, made }))
    }

    /// Newest day that anybody may have seen of the city.
    pub(super) fn newest(&self) -> Day {
        self.past.served.unwrap_or(self.city.anchor).max(self.city.anchor)
    }

    /// Labels the files as they lie there now, keeping what has become of the city.
    pub(super) fn write(city: &City, out: &Path, files: &Path, past: Past) -> Result<()> {
        put(out, &made(city, files)?, past)
    }

    /// Are these exactly the files that were made, by this program?
    pub(super) fn is_of(&self, city: &City, files: &Path) -> bool {
        made(city, files).is_ok_and(|made| made == self.made)
    }
}

/// Remembers that a city has been served on a day, if no newer one is remembered.
pub(super) fn served(out: &Path, day: Day) -> Result<()> {
    remember(out, |past| past.served = past.served.max(Some(day)))
}

/// Remembers that the cases of a city are made.
pub(super) fn cases_made(out: &Path) -> Result<()> {
    remember(out, |past| past.has_cases = true)
}

/// Are the cases of a city made?
pub(super) fn has_cases(out: &Path) -> Result<bool> {
    Ok(Label::read(out)?.is_some_and(|label| label.past.has_cases))
}

fn remember(out: &Path, change: impl FnOnce(&mut Past)) -> Result<()> {
    let Some(label) = Label::read(out)? else { return Ok(()) };
    let mut past = label.past;
    change(&mut past);
    if past == label.past { Ok(()) } else { put(out, &label.made, past) }
}

fn path(out: &Path) -> PathBuf {
    out.join(NAME)
}

fn put(out: &Path, made: &str, past: Past) -> Result<()> {
    let day = past.served.map_or_else(String::new, |day| format!("{SERVED}{day}\n"));
    let cases = if past.has_cases { format!("{CASES}\n") } else { String::new() };
    output::write_file(&path(out), format!("{made}{day}{cases}").as_bytes())
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
