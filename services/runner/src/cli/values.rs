//! How single arguments are read; what is wrong with one is said in both languages.

use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use std::path::PathBuf;

/// Days that can be rated lie from the first of these years to the first of these.
const YEARS: (i32, i32) = (1990, 2140);

/// The mapping of one file.
#[derive(Clone, Debug)]
pub(crate) struct NamedMapping {
    /// Name of the file within its folder.
    pub(crate) file: String,
    /// The mapping.
    pub(crate) path: PathBuf,
}

/// A day that can be rated.
pub(super) fn day(text: &str) -> Result<Day, String> {
    let day = Day::parse(text).map_err(|error| format!("不是 YYYY-MM-DD 形式的日期 {error}"))?;
    let bounds = Day::from_ymd(YEARS.0, 1, 1).zip(Day::from_ymd(YEARS.1, 1, 1));
    match bounds {
        Some((first, last)) if day < first || day > last => {
            Err(format!("可评价的日期为 {first} 至 {last} days from {first} to {last} can be rated"))
        }
        _ => Ok(day),
    }
}

pub(super) fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| format!("不是带时区的时刻 {error}"))
}

pub(super) fn party(text: &str) -> Result<PartyCode, String> {
    PartyCode::parse(text).map_err(|error| format!("{} {error}", error.zh()))
}

pub(super) fn mapping(text: &str) -> Result<NamedMapping, String> {
    let (file, path) = text.split_once('=').ok_or("应为 文件=映射文件 it must be FILE=MAPPING")?;
    Ok(NamedMapping { file: file.to_owned(), path: path.into() })
}
