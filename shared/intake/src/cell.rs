//! One cell into one value, or a reason in both languages.

mod day;

pub(crate) use day::{DateFormat, day, days, instant};

use crate::choice::{Choice, penalty_kinds};
use crate::layout::Kind;
use crate::mapping::Unit;
use crate::reason::Reason;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::money::{AmountError, Fen};
use domain::record::PenaltyKind;

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
        Kind::Several(_) => kinds(text).map(drop),
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

/// At least one kind of penalty.
pub(crate) fn kinds(text: &str) -> Result<Vec<PenaltyKind>, Reason> {
    match penalty_kinds(text) {
        Ok(none) if none.is_empty() => Err(Reason::new("no kind of penalty is named", "没有写明处罚类别")),
        Ok(kinds) => Ok(kinds),
        Err(part) => Err(Reason::new(format!("{part:?} is no kind of penalty"), format!("“{part}”不是处罚类别"))),
    }
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
