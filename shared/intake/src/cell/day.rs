//! Days and times of day as officials and office programs write them.

use crate::reason::Reason;
use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use domain::day::Day;
use domain::instant::Instant;
use std::fmt::Write as _;

/// How a mapping says that days are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DateFormat {
    pattern: String,
    /// A day in this form, for those who have to mend one.
    example: String,
}

impl DateFormat {
    /// A pattern as strftime has it, such as `%m/%d/%Y`.
    ///
    /// # Errors
    /// If it holds an unknown sign, or does not settle year, month and day.
    pub(crate) fn new(pattern: &str) -> Result<Self, Reason> {
        let unknown = StrftimeItems::new(pattern).any(|item| matches!(item, Item::Error));
        let written = |year, month, day| {
            let at = NaiveDate::from_ymd_opt(year, month, day).and_then(|date| date.and_hms_opt(0, 0, 0))?;
            write_day(at, pattern).filter(|text| NaiveDate::parse_from_str(text, pattern) == Ok(at.date()))
        };
        match (written(2025, 2, 28), written(1999, 12, 3)) {
            (Some(example), Some(_)) if !unknown => Ok(Self { pattern: pattern.to_owned(), example }),
            _ => Err(Reason::new(
                format!("date format {pattern:?} does not say year, month and day, such as %Y-%m-%d"),
                format!("日期格式“{pattern}”不能确定年、月、日，应写成 %Y-%m-%d 的形式"),
            )),
        }
    }
}

/// Chrono tells of a sign that it cannot write by an error while writing.
fn write_day(at: NaiveDateTime, pattern: &str) -> Option<String> {
    let mut text = String::new();
    write!(text, "{}", at.format(pattern)).ok().map(|()| text)
}

/// Reads a day as officials write it, or in the form that a mapping demands.
pub(crate) fn day(text: &str, format: Option<&DateFormat>) -> Result<Day, Reason> {
    let read = match format {
        Some(format) => NaiveDate::parse_from_str(text, &format.pattern).ok().map(Day::from_date),
        None => usual(text).filter(|(_, seconds)| *seconds == 0).map(|(day, _)| day),
    };
    read.filter(|day| (1900..=2140).contains(&day.date().year())).ok_or_else(|| match format {
        Some(DateFormat { pattern, example }) => Reason::new(
            format!("this is no day of the form {pattern} that the mapping demands, such as {example}"),
            format!("不是有效日期，映射文件要求的格式为 {pattern}，例如 {example}"),
        ),
        None => Reason::new("this is no day; write it as 2025-02-28", "不是有效日期，请写成 2025-02-28 的形式"),
    })
}

/// At least one day, in order and without repetition.
pub(crate) fn days(text: &str, format: Option<&DateFormat>) -> Result<Vec<Day>, Reason> {
    let parts = text.split([';', '；', ',', '，', '、']).map(str::trim).filter(|part| !part.is_empty());
    let mut days = parts.map(|part| day(part, format)).collect::<Result<Vec<Day>, Reason>>()?;
    if days.is_empty() {
        return Err(Reason::new("no day is named", "没有写明日期"));
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// An instant; a day stands for its 00:00, and what names no offset is meant in Asia/Shanghai.
pub(crate) fn instant(text: &str) -> Result<Instant, Reason> {
    const MICROS: i64 = 1_000_000;
    Instant::parse(text).or_else(|error| match usual(text) {
        Some((day, seconds)) => Ok(Instant::from_micros(Instant::start_of(day).micros() + seconds * MICROS)),
        None => Err(Reason::new(error.to_string(), "不是时间，请写成 2025-04-01 10:00:00 的形式")),
    })
}

/// A day and the seconds of a time of day behind it: `2026/1/5 0:00`, `2026-01-05T10:00:00`.
fn usual(text: &str) -> Option<(Day, i64)> {
    if let Ok(day) = Day::parse(text) {
        return Some((day, 0));
    }
    let Some((date, time)) = text.split_once([' ', 'T', '\u{a0}', '\u{3000}']) else {
        return usual_day(text).map(|day| (day, 0));
    };
    let time = time.trim_start();
    let time = time.strip_suffix("+08:00").unwrap_or(time);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = whole.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let below = |text: &str, bound: i64| digits(text, 2).map(i64::from).filter(|number| *number < bound);
    let seconds = below(hour, 24)? * 3600 + below(minute, 60)? * 60 + below(second, 60)?;
    // Office programs write fractions of a second, which nobody means.
    let is_time = parts.next().is_none() && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    is_time.then_some(())?;
    Some((usual_day(date)?, seconds))
}

/// `2025-02-28`, `2025/2/28`, `2025.2.28`, `2025年2月28日`, `20250228`.
fn usual_day(text: &str) -> Option<Day> {
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..)?);
        return Day::from_ymd(digits(year, 4)?.cast_signed(), digits(month, 2)?, digits(day, 2)?);
    }
    let plain = text.strip_suffix('日').unwrap_or(text);
    let mut parts = plain.split(['年', '月', '-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Day::from_ymd(digits(year, 4)?.cast_signed(), digits(month, 2)?, digits(day, 2)?)
}

/// A number of one digit to so many.
fn digits(text: &str, most: usize) -> Option<u32> {
    let is_number = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_officials_and_offices_write_them() {
        let wanted = Day::parse("2025-02-08").unwrap();
        for text in [
            "2025-02-08",
            "2025/2/8",
            "2025.2.8",
            "2025年2月8日",
            "20250208",
            "2025-02-08 00:00:00",
            "2025/2/8 0:00",
            "2025-02-08T00:00:00+08:00",
            "2025-02-08 00:00:00.000",
        ] {
            assert_eq!(day(text, None), Ok(wanted), "{text}");
        }
        for text in [
            "2025-02-30",
            "2025/13/1",
            "25-2-8",
            "2025-2",
            "08/02/2025",
            "45696",
            "2025年2月30日",
            "2025-02-08 10:30:00",
            "2025-02-08T00:00:00Z",
            "2025-02-08 00",
            "2025-02-08 00:00:00:00",
        ] {
            assert!(day(text, None).is_err(), "{text}");
        }
        let format = DateFormat::new("%m/%d/%Y").unwrap();
        assert_eq!(day("02/08/2025", Some(&format)), Ok(wanted));
        let reason = day("2025-02-08", Some(&format)).unwrap_err();
        assert!(reason.zh.contains("%m/%d/%Y，例如 02/28/2025"), "{}", reason.zh);
    }

    #[test]
    fn a_format_settles_the_day() {
        for good in ["%Y-%m-%d", "%d/%m/%y", "%Y年%m月%d日", "%m/%d/%Y %H:%M", "%Y%j"] {
            assert!(DateFormat::new(good).is_ok(), "{good}");
        }
        for bad in ["%Q", "%m/%d", "%Y-%m", "%H:%M", "yyyy-mm-dd", "", "%Y-%m-%d %z"] {
            assert!(DateFormat::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_without_offset_is_meant_here() {
        let read = |text: &str| instant(text).unwrap().to_string();
        assert_eq!(read("2025-04-01"), "2025-03-31T16:00:00Z");
        for text in ["2026-02-01 10:00:00", "2026-02-01T10:00:00", "2026/2/1 10:00", "2026-02-01T02:00:00Z"] {
            assert_eq!(read(text), "2026-02-01T02:00:00Z", "{text}");
        }
        for text in ["soon", "2026-02-01 24:00", "2026-02-01 10:60", "2026-02-01 10"] {
            assert!(instant(text).is_err(), "{text}");
        }
    }
}
