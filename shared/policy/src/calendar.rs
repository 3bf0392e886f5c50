//! Working days (工作日) by the arrangements of the State Council, one file a year: weekends and holidays are off, and
//! the weekend days that are worked instead are not.
//!
//! A year without a published arrangement has no working days to count: what needs one is told so, and never guesses.

use crate::fault::Fault;
use domain::day::Day;
use domain::digest::Digest;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::value::Datetime;

/// The arrangements of the years that are known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
}

/// What is known of a year, and from where.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Year {
    days: Days,
    source: String,
    digest: Digest,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Days {
    /// The arrangement: weekdays that are off, and weekend days that are worked.
    Published { off: BTreeSet<Day>, worked: BTreeSet<Day> },
    /// Only the holidays of the law; which days are moved is not known.
    Statutory(BTreeSet<Day>),
}

/// The arrangement of a year is not known: not published yet, or of long ago (尚无安排).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the working days of {year} are not known")]
pub struct Unpublished {
    /// The year.
    pub year: i32,
}

impl Unpublished {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(self) -> String {
        format!("没有{}年的节假日安排", self.year)
    }
}

impl Calendar {
    /// Reads files given as (path, text), one a year.
    ///
    /// # Errors
    /// Every fault of every file, and files of the same year.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<Fault>> {
        let (mut calendar, mut faults) = (Self::default(), Vec::new());
        for (path, text) in files {
            match read(path, text) {
                Ok((number, year)) => {
                    if calendar.years.insert(number, year).is_some() {
                        faults.push(Fault::at(path, text, 0, format!("{number} is given by two files")));
                    }
                }
                Err(more) => faults.extend(more),
            }
        }
        if faults.is_empty() { Ok(calendar) } else { Err(faults) }
    }

    /// This calendar with the years of another one instead of its own or beside them: a year that was published later.
    #[must_use]
    pub fn overlaid(mut self, newer: Self) -> Self {
        self.years.extend(newer.years);
        self
    }

    /// Digest over the files of all years, in order of year.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let lines: String = self.years.values().map(|year| format!("{}\n", year.digest)).collect();
        Digest::of_bytes(lines.as_bytes())
    }

    /// Is it a working day?
    ///
    /// # Errors
    /// [`Unpublished`], of its year.
    pub fn is_working(&self, day: Day) -> Result<bool, Unpublished> {
        let year = day.year();
        match self.years.get(&year).map(|year| &year.days) {
            Some(Days::Published { off, worked }) => {
                Ok(worked.contains(&day) || !day.is_weekend() && !off.contains(&day))
            }
            Some(Days::Statutory(_)) | None => Err(Unpublished { year }),
        }
    }

    /// Could it turn out to be a working day? Of a year that is not published, any day but a holiday of the law could.
    #[must_use]
    pub fn may_be_working(&self, day: Day) -> bool {
        self.is_working(day).unwrap_or_else(|Unpublished { year }| match self.years.get(&year).map(|year| &year.days) {
            Some(Days::Statutory(off)) => !off.contains(&day),
            _ => true,
        })
    }

    /// The years whose working days are published, and by what.
    pub fn published(&self) -> impl Iterator<Item = (i32, &str)> {
        let published = self.years.iter().filter(|(_, year)| matches!(year.days, Days::Published { .. }));
        published.map(|(number, year)| (*number, year.source.as_str()))
    }

    /// The day itself, or the first working day after it.
    ///
    /// # Errors
    /// [`Unpublished`], of a year on the way.
    pub fn rolled(&self, mut day: Day) -> Result<Day, Unpublished> {
        while !self.is_working(day)? {
            day = day.next();
        }
        Ok(day)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    year: i32,
    off: Option<Vec<RawHoliday>>,
    #[serde(default)]
    worked: Vec<Datetime>,
    statutory: Option<Vec<Datetime>>,
    source: RawSource,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    from: Datetime,
    through: Datetime,
    name: String,
}

/// What a year rests on; like every policy, it must say so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    title: String,
    published: Datetime,
}

/// Reads the file of a year, with every fault.
fn read(path: &str, text: &str) -> Result<(i32, Year), Vec<Fault>> {
    let raw: Raw = toml::from_str(text).map_err(|error| {
        vec![Fault::at(path, text, error.span().map_or(0, |span| span.start), error.message().to_owned())]
    })?;
    let mut causes = Vec::new();
    if !path.ends_with(&format!("/{}.toml", raw.year)) {
        causes
            .push(format!("year {} does not fit the path: the file of a year is named calendar/<year>.toml", raw.year));
    }
    let worked = days(&raw.worked, raw.year, &mut causes);
    let known = match (&raw.off, &raw.statutory) {
        (Some(off), None) => Days::Published { off: holidays(off, raw.year, &mut causes), worked },
        (None, Some(statutory)) if raw.worked.is_empty() => Days::Statutory(days(statutory, raw.year, &mut causes)),
        _ => {
            let cause = "a year has either off and worked, as published, or statutory alone";
            return Err(vec![Fault::at(path, text, 0, cause)]);
        }
    };
    if let Days::Published { off, worked } = &known {
        let wrong = worked.iter().filter(|day| !day.is_weekend() || off.contains(day));
        causes.extend(wrong.map(|day| format!("{day} is worked, but is no weekend day or is off")));
    }
    let RawSource { title, published } = raw.source;
    if title.trim().is_empty() || published.date.is_none() {
        causes.push("the source names its title and the day on which it was published".to_owned());
    }
    if causes.is_empty() {
        return Ok((raw.year, Year { days: known, source: title, digest: Digest::of_bytes(text.as_bytes()) }));
    }
    Err(causes.into_iter().map(|cause| Fault::at(path, text, 0, cause)).collect())
}

/// The days of holidays from one day through another.
fn holidays(off: &[RawHoliday], year: i32, causes: &mut Vec<String>) -> BTreeSet<Day> {
    let mut all = BTreeSet::new();
    for RawHoliday { from, through, name } in off {
        let ends = days(&[*from, *through], year, causes);
        let (Some(first), Some(last)) = (ends.first(), ends.last()) else { continue };
        if from.date > through.date {
            causes.push(format!("{name} ends before it begins"));
        }
        let mut day = *first;
        while day <= *last {
            if !all.insert(day) {
                causes.push(format!("{day} is named twice"));
            }
            day = day.next();
        }
    }
    all
}

fn days(texts: &[Datetime], year: i32, causes: &mut Vec<String>) -> BTreeSet<Day> {
    let mut all = BTreeSet::new();
    for text in texts {
        let date = text.date.filter(|date| text.time.is_none() && i32::from(date.year) == year);
        match date.and_then(|date| Day::from_ymd(year, u32::from(date.month), u32::from(date.day))) {
            Some(day) => drop(all.insert(day)),
            None => causes.push(format!("{text} is not a day of {year}")),
        }
    }
    all
}
