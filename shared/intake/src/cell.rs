//! One cell into one value, or a reason in both languages.

use crate::choice::Choice;
use crate::mapping::Unit;
use domain::day::Day;
use domain::instant::Instant;
use domain::money::{AmountError, Fen};

/// Why a cell cannot be read: English and Chinese.
pub(crate) type Reason = (String, String);

/// Reads a day as officials write it; a mapping may name another form.
pub(crate) fn day(text: &str, format: Option<&str>) -> Result<Day, Reason> {
    let read = match format {
        Some(format) => chrono::NaiveDate::parse_from_str(text, format).ok().map(Day::from_date),
        None => usual_day(text),
    };
    read.filter(|day| (1900..=2140).contains(&chrono::Datelike::year(&day.date()))).ok_or_else(|| {
        ("this is no day; write it as 2025-02-28".to_owned(), "不是有效日期，请写成 2025-02-28 的形式".to_owned())
    })
}

/// `2025-02-28`, `2025/2/28`, `2025.2.28`, `2025年2月28日`, `20250228`; a time of 00:00:00 may follow.
fn usual_day(text: &str) -> Option<Day> {
    let text = text.strip_suffix("00:00:00").map_or(text, str::trim_end);
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    let digits = |s: &str| {
        (!s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok())?
    };
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Day::from_ymd(digits(text.get(..4)?)?.cast_signed(), digits(text.get(4..6)?)?, digits(text.get(6..)?)?);
    }
    let plain = text.strip_suffix('日').unwrap_or(text);
    let mut parts = plain.split(['年', '月', '-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Day::from_ymd(digits(year)?.cast_signed(), digits(month)?, digits(day)?)
}

/// An instant, or a day that stands for its 00:00 in Asia/Shanghai.
pub(crate) fn instant(text: &str) -> Result<Instant, Reason> {
    Instant::parse(text).or_else(|error| match usual_day(text) {
        Some(day) => Ok(Instant::start_of(day)),
        None => Err((error.to_string(), "不是时间，请写成 2025-04-01T00:00:00+08:00 的形式".to_owned())),
    })
}

/// An amount in the unit of its column.
pub(crate) fn amount(text: &str, unit: Unit) -> Result<Fen, Reason> {
    let read = match unit {
        Unit::WanYuan => Fen::from_wan_yuan_text(text),
        Unit::Yuan => Fen::from_yuan_text(text),
        Unit::Fen => Fen::from_yuan_text(text).and_then(|read| match read.0 % 100 {
            0 => Ok(Fen(read.0 / 100)),
            _ => Err(AmountError::TooPrecise),
        }),
    };
    read.map_err(|error| (error.to_string(), error.zh().to_owned()))
}

/// A whole number.
pub(crate) fn integer(text: &str) -> Result<i32, Reason> {
    text.parse().map_err(|error| (format!("this is no whole number: {error}"), "不是整数".to_owned()))
}

/// Yes or no.
pub(crate) fn flag(text: &str) -> Result<bool, Reason> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "yes" | "y" | "true" | "1" => Ok(true),
        "否" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(("write 是 (yes) or 否 (no)".to_owned(), "请填写“是”或“否”".to_owned())),
    }
}

/// One of a closed list of words.
pub(crate) fn choice<T: Choice>(text: &str) -> Result<T, Reason> {
    T::find(text).ok_or_else(|| {
        let list = T::list();
        let en: Vec<&str> = list.iter().map(|(token, _)| *token).collect();
        let zh: Vec<&str> = list.iter().map(|(_, zh)| *zh).collect();
        (format!("known are {}", en.join(", ")), format!("可填写：{}", zh.join("、")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_officials_write_them() {
        let wanted = Day::parse("2025-02-08").unwrap();
        for text in ["2025-02-08", "2025/2/8", "2025.2.8", "2025年2月8日", "20250208", "2025-02-08 00:00:00"] {
            assert_eq!(day(text, None), Ok(wanted), "{text}");
        }
        for text in ["2025-02-30", "2025/13/1", "25-2-8", "2025-2", "08/02/2025", "45696", "2025年2月30日"] {
            assert!(day(text, None).is_err(), "{text}");
        }
        assert_eq!(day("02/08/2025", Some("%m/%d/%Y")), Ok(wanted));
    }

    #[test]
    fn a_day_stands_for_its_beginning() {
        assert_eq!(instant("2025-04-01").unwrap(), Instant::parse("2025-04-01T00:00:00+08:00").unwrap());
        assert!(instant("soon").is_err());
    }
}
