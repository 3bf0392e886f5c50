//! Rating schemes (评价方案): the closed grammar in which a scheme is written.
//!
//! A scheme is one file with a version and a first day of force, dated and cited as a whole. While
//! it stays within these kinds it needs no code; a new kind is code, with its tests and its own
//! bound in the checker. Reading is in [`parse`], the shapes of the file in `raw`.

mod grammar;
pub mod parse;
mod raw;
mod resolve;

use domain::day::Day;
use domain::digest::Digest;
use domain::vocab::{FactKind, StatusKind};
pub use grammar::{Count, Effect, Factor, Flag, IndicatorKind, Predicate, Rule, Select};
use serde::Serialize;

/// Index of a class among [`Scheme::classes`]: 0 is the best.
pub type ClassIndex = u8;

/// A rating scheme, read and free of structural faults.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Scheme {
    /// Identifier, such as `LC-CONSUME`.
    pub id: String,
    /// Version, such as `1.0`.
    pub version: String,
    /// Name in Chinese and English.
    pub title: Name,
    /// First day of force.
    pub effective_from: Day,
    /// Last day of force, if it has ended.
    pub effective_until: Option<Day>,
    /// Who may see its classes is the disclosure policy's matter; this says what it was made for.
    pub visibility: String,
    /// Classes, best first.
    pub classes: Vec<String>,
    /// How a class comes about.
    pub method: Method,
    /// Digest of the file's text.
    pub digest: Digest,
}

/// How a class comes about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// From points, bands and rules.
    Points(Box<PointsMethod>),
    /// From the total and the worst of the items of one assessment.
    WorstItem(WorstItemMethod),
}

/// A name in two languages.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = BilingualName))]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Class from points: `score = start ± parts`, a band, then rules.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PointsMethod {
    /// Points before any part.
    pub start: i64,
    /// Inclusive lower bound in points of each class, best first; the last is the floor.
    pub bands: Vec<i64>,
    /// Parts of the score.
    pub parts: Vec<Part>,
    /// Indicators in the order of the file.
    pub indicators: Vec<Indicator>,
    /// Rules above the bands.
    pub rules: Vec<Rule>,
    /// Flags beside the class.
    pub flags: Vec<Flag>,
    /// The linked-result rule (关联检查结果同步停止).
    pub linked_results: Option<LinkedResults>,
    /// How the peers of a merchant are found; needed by ratio indicators.
    pub peers: Option<Peers>,
}

/// A part of the score.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Part {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Name,
    /// Does it add to the score (merits), or take from it?
    pub adds: bool,
    /// Largest amount in points; the smallest is 0.
    pub max: i64,
    /// How its indicators combine.
    pub combine: Combine,
}

/// How the indicators of a part combine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Their sum.
    Sum,
    /// One conduct counts once: per case the larger of the sums of its two sides.
    OncePerCase {
        /// Names of the sides.
        sides: [String; 2],
    },
}

/// One indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Indicator {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Name,
    /// Index of its part.
    pub part: usize,
    /// Index of its side, in a part that combines once per case.
    pub side: usize,
    /// What it computes.
    pub kind: IndicatorKind,
    /// Instruments and articles it rests on.
    pub basis: Vec<String>,
    /// Line of the file, for messages.
    #[serde(skip)]
    pub line: usize,
}

/// From a day on, results of a case stop counting while all its publishable penalties are off
/// display (Order 107).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LinkedResults {
    /// First day of the rule.
    pub from: Day,
    /// Kinds of result it stops.
    pub records: Vec<FactKind>,
    /// Membership status that keeps a case's results counting.
    pub kept_by: Option<StatusKind>,
    /// Instruments and articles it rests on.
    pub basis: Vec<String>,
}

/// One level of the ladder of strata.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Rung {
    /// 2 = division, 1 = section, 0 = any industry.
    pub industry: u8,
    /// Same size band?
    pub size: bool,
    /// Same channel?
    pub channel: bool,
}

/// How the peers of a merchant are found and what is expected of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Peers {
    /// What is counted; the same facts as the ratio's n.
    pub count: Select,
    /// Length of the table's window in calendar months.
    pub window_months: u32,
    /// Strata from narrow to wide.
    pub ladder: Vec<Rung>,
    /// Fewest other merchants for a stratum to be used.
    pub minimum_others: u64,
    /// Least expected number, in thousandths.
    pub floor_thousandths: i64,
}

/// Class from the items of the latest assessment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WorstItemMethod {
    /// Items that must be present; more is worse.
    pub items: Vec<String>,
    /// Rows from the best class on: the first that fits gives the class.
    pub rows: Vec<WorstItemRow>,
    /// States of an assessment that leave it unrated.
    pub unrated_when: Vec<String>,
    /// Instruments and articles it rests on.
    pub basis: Vec<String>,
}

/// One row: largest total and worst single item that still give the class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct WorstItemRow {
    /// The class.
    pub class: ClassIndex,
    /// Largest total; `None` in the last row, which takes all.
    pub total_at_most: Option<i64>,
    /// Largest single item.
    pub worst_at_most: Option<i64>,
}

impl Scheme {
    /// Name of a class.
    #[must_use]
    pub fn class_name(&self, class: ClassIndex) -> &str {
        self.classes.get(usize::from(class)).map_or("?", String::as_str)
    }

    /// The worst class.
    #[must_use]
    pub fn worst(&self) -> ClassIndex {
        u8::try_from(self.classes.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    /// Is it in force on `day`? Used on other days, every answer says "trial".
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_until.is_none_or(|until| day <= until)
    }

    /// `id version`, as shown in answers.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// The points method, if it is one.
    #[must_use]
    pub fn points(&self) -> Option<&PointsMethod> {
        match &self.method {
            Method::Points(points) => Some(points),
            Method::WorstItem(_) => None,
        }
    }
}
