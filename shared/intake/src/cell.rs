//! One cell into one value, or a reason in both languages.

mod day;
mod person;

pub(crate) use day::{DateFormat, day, days, instant};
pub(crate) use person::{digested, pseudonym, public_text};

use crate::choice::{Choice, several as words};
use crate::layout::Kind;
use crate::mapping::Unit;
use crate::reason::Reason;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::money::{AmountError, Fen};
use domain::record::Testing;

/// Can a column of this kind hold this text, written as our own files write it?
pub(crate) fn fits(kind: Kind, text: &str, unit: Unit) -> Result<(), Reason> {
    match kind {
        Kind::Code => PartyCode::parse(text).map(drop).map_err(|e| Reason::new(e.to_string(), e.zh())),
        Kind::Area => area(text).map(drop),
        Kind::Industry => industry(text).map(drop),
        Kind::Day => day(text, None).map(drop),
        Kind::Days => days(text, None).map(drop),
        Kind::Instant => instant(text).map(drop),
        Kind::WanYuan => amount(text, unit).map(drop),
        Kind::Integer => integer(text).map(drop),
        Kind::Flag => flag(text).map(drop),
        Kind::Choice(words) => words.knows(text).then_some(()).ok_or_else(|| one_of(&words.list())),
        Kind::Several(words) => words.stranger(text).map_or(Ok(()), |part| Err(no_word(part, &words.list()))),
        Kind::Keys => keys(text).map(drop),
        Kind::Periods => periods(text).map(drop),
        Kind::Digested => digested(text).map(drop),
        Kind::Pseudonym => pseudonym(text).map(drop),
        Kind::Key | Kind::Name | Kind::Text => plain(kind, text),
        Kind::NotKept | Kind::Personal => Ok(()),
    }
}

/// A text that is kept as it stands: not longer than its kind, and a key without characters that nobody sees.
pub(crate) fn plain(kind: Kind, text: &str) -> Result<(), Reason> {
    let most = kind.most_characters().unwrap_or(usize::MAX);
    // There are never more characters than bytes, and most texts are short.
    if text.len() > most && text.chars().nth(most).is_some() {
        return Err(Reason::new(
            format!("the text is longer than {most} characters"),
            format!("内容超过 {most} 个字符"),
        ));
    }
    // U+FFFD stands for a character that was lost: it would be another key.
    let is_none = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == char::REPLACEMENT_CHARACTER;
    if matches!(kind, Kind::Key) && text.contains(is_none) {
        return Err(Reason::new(
            "a number or code holds a control character or one that was lost (U+FFFD)",
            "编号或代码中含有控制字符或已丢失的字符（U+FFFD）",
        ));
    }
    Ok(())
}

/// An area, as code or as name.
pub(crate) fn area(text: &str) -> Result<AreaCode, Reason> {
    AreaCode::parse(text).map_err(|error| Reason::new(error.to_string(), error.zh()))
}

/// An industry.
pub(crate) fn industry(text: &str) -> Result<Industry, Reason> {
    Industry::parse(text).map_err(|error| Reason::new(error.to_string(), error.zh()))
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
    read.map_err(|error| Reason::new(error.to_string(), error.zh()))
}

/// A whole number.
pub(crate) fn integer(text: &str) -> Result<i32, Reason> {
    text.parse().map_err(|error| Reason::new(format!("this is no whole number: {error}"), "不是整数"))
}

/// How many there were.
pub(crate) fn count(text: &str) -> Result<i32, Reason> {
    match integer(text)? {
        number if number < 0 => Err(Reason::new("a count is never below 0", "数目不能小于 0")),
        number => Ok(number),
    }
}

/// Provinces by the first two digits of their codes (GB/T 2260).
const PROVINCES: [u8; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82,
];
/// Shandong, where the bureaus are whose records these are.
const OWN_PROVINCE: u8 = 37;

/// Another province by its two digits.
pub(crate) fn province(text: &str) -> Result<u8, Reason> {
    let read = text.parse::<u8>().ok().filter(|code| PROVINCES.contains(code));
    match read {
        Some(OWN_PROVINCE) => {
            let en = "37 is Shandong itself: leave it empty unless the party is registered in another province";
            Err(Reason::new(en, "37 为本省（山东省），仅当事人登记在外省时填写"))
        }
        Some(code) => Ok(code),
        None => {
            let en = "write the two digits of a province by GB/T 2260, such as 41";
            Err(Reason::new(en, "应为 GB/T 2260 的两位省份代码，如 41"))
        }
    }
}

/// Yes or no.
pub(crate) fn flag(text: &str) -> Result<bool, Reason> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "yes" | "y" | "true" | "1" => Ok(true),
        "否" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(Reason::new("write 是 (yes) or 否 (no)", "请填写“是”或“否”")),
    }
}

/// One of a closed list of words.
pub(crate) fn choice<T: Choice>(text: &str) -> Result<T, Reason> {
    T::find(text).ok_or_else(|| one_of(&T::list()))
}

fn one_of(list: &[(&str, &str)]) -> Reason {
    let en: Vec<&str> = list.iter().map(|(token, _)| *token).collect();
    let zh: Vec<&str> = list.iter().map(|(_, zh)| *zh).collect();
    Reason::new(format!("known are {}", en.join(", ")), format!("可填写：{}", zh.join("、")))
}

/// At least one of a closed list of words, in their order.
pub(crate) fn several<T: Choice + Ord>(text: &str) -> Result<Vec<T>, Reason> {
    match words(text) {
        Ok(none) if none.is_empty() => Err(Reason::new("no word is named", "没有填写内容")),
        Ok(words) => Ok(words),
        Err(part) => Err(no_word(part, &T::list())),
    }
}

fn no_word(part: &str, list: &[(&str, &str)]) -> Reason {
    let known = one_of(list);
    Reason::new(format!("{part:?} is none of them: {}", known.en), format!("“{part}”不在其中，{}", known.zh))
}

/// Between several in one cell.
pub const SEPARATORS: [char; 5] = [';', '；', ',', '，', '、'];

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty())
}

/// Several keys, in order and without repetition.
pub(crate) fn keys(text: &str) -> Result<Vec<String>, Reason> {
    plain(Kind::Key, text)?;
    let mut keys: Vec<String> = parts(text).map(str::to_owned).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() { Err(Reason::new("no number is named", "没有填写编号")) } else { Ok(keys) }
}

/// Periods in which something was tested, in order.
pub(crate) fn periods(text: &str) -> Result<Vec<Testing>, Reason> {
    let period = |part: &str| {
        let wrong = || {
            let en = "write a period as 2026-03-01/2026-03-15, or 2026-03-01/ while it lasts";
            Reason::new(en, "期间请写成 2026-03-01/2026-03-15，尚未结束的写成 2026-03-01/")
        };
        let (from, until) = part.split_once('/').ok_or_else(wrong)?;
        // Within a period days are written in one form alone: others hold a stroke themselves.
        let read = |text: &str| Day::parse(text.trim()).ok().ok_or_else(wrong);
        let until = if until.trim().is_empty() { None } else { Some(read(until)?) };
        let period = Testing { from: read(from)?, until };
        if period.until.is_some_and(|until| until < period.from) {
            return Err(Reason::new("a period ends before it begins", "期间的止日早于起日"));
        }
        Ok(period)
    };
    let mut periods = parts(text).map(period).collect::<Result<Vec<Testing>, Reason>>()?;
    periods.sort_unstable();
    periods.dedup();
    if periods.is_empty() { Err(Reason::new("no period is named", "没有写明期间")) } else { Ok(periods) }
}

/// Is it what Excel shows in place of a value that it cannot work out, or cannot fit in?
pub(crate) fn is_excel_error(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('#')
        && (EXCEL_ERRORS.contains(&text) || (text.len() >= 4 && text.bytes().all(|byte| byte == b'#')))
}

const EXCEL_ERRORS: [&str; 15] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#GETTING_DATA",
];
