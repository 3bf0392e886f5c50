//! One dated parameter (参数): what the law or the house says from which day on, with its citation.
//!
//! A file states one subject. Its intervals follow each other: each holds from its day until the
//! next one begins. Reading is in [`read`].

mod office;
pub mod read;

pub use office::{Office, SignOff};

use crate::scheme::Name;
use domain::day::Day;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// A dated parameter, read and free of faults.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Parameter {
    /// Identifier: folder and name of its file, such as `severity.lower_fine`.
    pub id: String,
    /// Name in Chinese and English.
    pub title: Name,
    /// What its numbers or texts are.
    pub unit: Unit,
    /// Who answers for it, as a part of the house or an office.
    pub owner: String,
    /// The office that has to answer what of it is not clear.
    pub ask: Office,
    /// Intervals in order of day; at least one.
    pub intervals: Vec<Interval>,
    /// Day on which someone last compared it with its sources.
    pub checked_on: Option<Day>,
}

/// One interval of a parameter: from its day until the next interval's day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Interval {
    /// First day.
    pub day: Day,
    /// What holds; `None` if the parameter ended on this day.
    pub value: Option<Value>,
    /// Does it rest on something not settled (OPEN, K-M, K-L), which no office has signed off?
    pub provisional: bool,
    /// What an office has said of what was not settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_off: Option<SignOff>,
    /// What it rests on.
    pub source: Citation,
    /// Line of the file, for messages.
    #[serde(skip)]
    pub line: usize,
}

/// What an interval rests on (依据).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Citation {
    /// Instrument.
    pub title: String,
    /// Article or section.
    pub article: String,
    /// Address of a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Day>,
    /// The sentence it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How sure the reading is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.title, self.article)
    }
}

/// How sure a reading of the law is (把握程度).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub enum Confidence {
    /// The full text was read.
    #[serde(rename = "P")]
    Text,
    /// A page states it.
    #[serde(rename = "S")]
    Stated,
    /// Only a weak source states it.
    #[serde(rename = "S-weak")]
    WeaklyStated,
    /// Known, high confidence.
    #[serde(rename = "K-H")]
    High,
    /// Known, medium confidence.
    #[serde(rename = "K-M")]
    Medium,
    /// Known, low confidence.
    #[serde(rename = "K-L")]
    Low,
    /// Could not be settled.
    #[serde(rename = "OPEN")]
    Open,
    /// No law: a proposal of the house.
    #[serde(rename = "PROP")]
    Proposal,
}

impl Confidence {
    /// Every level with its tag in files.
    pub const ALL: [(&'static str, Self); 8] = [
        ("P", Self::Text),
        ("S", Self::Stated),
        ("S-weak", Self::WeaklyStated),
        ("K-H", Self::High),
        ("K-M", Self::Medium),
        ("K-L", Self::Low),
        ("OPEN", Self::Open),
        ("PROP", Self::Proposal),
    ];

    /// Must an interval with this confidence be marked provisional?
    #[must_use]
    pub const fn is_unsettled(self) -> bool {
        matches!(self, Self::Medium | Self::Low | Self::Open)
    }
}

/// What a parameter's numbers or texts are (单位): a closed list, so that a file cannot mean yuan
/// where the code reads fen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 分: hundredths of a yuan.
    Fen,
    /// 月: calendar months.
    Months,
    /// 日: natural days.
    Days,
    /// 工作日: working days.
    WorkingDays,
    /// 千分比
    Permille,
    /// 件、次: a number of things.
    Count,
    /// Words of the closed vocabulary, such as kinds of penalty.
    Tokens,
    /// Words looked for in free text, or names.
    Words,
    /// Area codes (区划代码), and days of their changes.
    Areas,
    /// 期限: how long something may take, and how that is counted.
    Clock,
    /// 程序: stages of a case and the steps between them.
    Procedure,
}

impl Unit {
    /// Every unit with its name in files.
    pub const ALL: [(&'static str, Self); 11] = [
        ("fen", Self::Fen),
        ("months", Self::Months),
        ("days", Self::Days),
        ("working_days", Self::WorkingDays),
        ("permille", Self::Permille),
        ("count", Self::Count),
        ("tokens", Self::Tokens),
        ("words", Self::Words),
        ("areas", Self::Areas),
        ("clock", Self::Clock),
        ("procedure", Self::Procedure),
    ];

    /// Its name in files.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(_, unit)| *unit == self).map_or("", |(token, _)| token)
    }

    /// Are there whole numbers in its values?
    #[must_use]
    pub const fn has_numbers(self) -> bool {
        !matches!(self, Self::Tokens | Self::Words | Self::Areas | Self::Procedure)
    }

    /// Are there texts in them?
    #[must_use]
    pub const fn has_texts(self) -> bool {
        matches!(self, Self::Tokens | Self::Words | Self::Areas | Self::Clock | Self::Procedure)
    }
}

/// A value: text, a whole number, a day, or lists and tables of them. Never a float.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A day.
    Day(Day),
    /// A list.
    List(Vec<Value>),
    /// A table by name.
    Table(BTreeMap<String, Value>),
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The day, if it is one.
    #[must_use]
    pub const fn day(&self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// The texts, if it is a list of nothing else.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<&str>> {
        match self {
            Self::List(items) => items.iter().map(Self::text).collect(),
            _ => None,
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub const fn table(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// An entry of the table, if it is one and has it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Self> {
        self.table()?.get(key)
    }
}

/// What a parameter says on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Found<'p> {
    /// Identifier of the parameter.
    pub id: &'p str,
    /// First day of the interval that was used.
    pub since: Day,
    /// What it says.
    pub value: &'p Value,
    /// Is the interval itself unsettled?
    pub provisional: bool,
    /// Does the day lie before the first interval, so that the first stood in?
    pub before_first: bool,
    /// What it rests on.
    pub source: &'p Citation,
}

impl Found<'_> {
    /// `id@first day of the interval`: how answers name it.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.since)
    }
}

impl Parameter {
    /// What it says on `day`; before its first interval the first stands in, flagged. `None` if it
    /// has ended by then.
    #[must_use]
    pub fn at(&self, day: Day) -> Option<Found<'_>> {
        let interval = self.interval(day)?;
        Some(Found {
            id: &self.id,
            since: interval.day,
            value: interval.value.as_ref()?,
            provisional: interval.provisional,
            before_first: day < interval.day,
            source: &interval.source,
        })
    }

    /// The interval of a day; before the first one that.
    #[must_use]
    pub fn interval(&self, day: Day) -> Option<&Interval> {
        self.intervals.iter().rev().find(|interval| interval.day <= day).or_else(|| self.intervals.first())
    }
}
