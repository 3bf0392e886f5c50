//! The closed list of kinds: what an indicator can compute, what a rule can look at and do.

use super::{ClassIndex, Name};
use domain::vocab::{DatedBy, FactKind, Field, StatusKind};
use serde::Serialize;

/// What an indicator computes. Amounts are whole points and positive: whether they are taken or
/// added is the part's sign, except where a negative amount is said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum IndicatorKind {
    /// Points of each event by a field, times factors, times age; floored once.
    EventPoints {
        /// Which facts.
        record: FactKind,
        /// The field that gives the points.
        field: Field,
        /// Points of each of its values.
        points: Vec<(&'static str, i64)>,
        /// Factors in permille.
        factors: Vec<Factor>,
        /// Complete months below which a permille holds, rising; 0 permille after the last.
        age_steps: Vec<(u32, i64)>,
    },
    /// The same points for each counting event whose fine is overdue and unpaid.
    EventFlat {
        /// Which facts.
        record: FactKind,
        /// Points of each.
        points: i64,
    },
    /// `max·(1000n − E) / (span·(E + 1000·prior))`, clamped to 0…max; E in thousandths.
    ExcessRatio {
        /// What n counts.
        count: Count,
        /// Pseudo-complaints that steady small E.
        prior: i64,
        /// Excess at which the maximum is reached.
        span: i64,
        /// Largest amount in points.
        max: i64,
    },
    /// `max·1000k / (full·(E + 1000·prior))`, at most max; E in thousandths.
    CountOverExpected {
        /// What k counts.
        count: Count,
        /// Pseudo-complaints that steady small E.
        prior: i64,
        /// Ratio at which the maximum is reached.
        full: i64,
        /// Largest amount in points.
        max: i64,
    },
    /// Points for each of a count; may be negative in a part that adds.
    CountPoints {
        /// What is counted.
        count: Count,
        /// Points of each.
        points: i64,
    },
    /// Points while a status holds; the largest where several do. Indicators of one group count
    /// once: the largest of all.
    StatusPoints {
        /// Points of each status.
        points: Vec<(StatusKind, i64)>,
        /// Group, if it shares one.
        group: Option<String>,
    },
    /// The highest of what is held. The same arithmetic as a status, said of merits.
    HighestOf {
        /// Points of each status.
        points: Vec<(StatusKind, i64)>,
    },
    /// Points if a count and a rate are reached.
    RateBonus {
        /// What has been reached.
        reached: Count,
        /// Out of what.
        due: Count,
        /// At least so many reached.
        at_least: i64,
        /// `reached·100 >= percent·due`.
        percent: i64,
        /// Only while this status holds.
        while_status: Option<StatusKind>,
        /// Points.
        points: i64,
    },
    /// Always.
    Base {
        /// Points.
        points: i64,
    },
}

/// A factor of an event's points, in permille.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "factor", rename_all = "snake_case")]
pub enum Factor {
    /// By the value of a field.
    ByField {
        /// The field.
        field: Field,
        /// Permille of each value; 1000 for values not named.
        permille: Vec<(&'static str, i64)>,
        /// Permille when the fact lacks the field.
        missing: i64,
    },
    /// The same cause, in another case, on a strictly earlier day within the months before, itself
    /// counting.
    Repeat {
        /// Complete months below which the earlier event still makes a repetition.
        within_months: u32,
        /// Permille of a repetition.
        permille: i64,
    },
}

/// Which facts are meant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Select {
    /// Kind.
    pub record: FactKind,
    /// By which day.
    pub dated_by: DatedBy,
    /// Fields and the values that qualify; all must hold.
    pub fields: Vec<(Field, Vec<&'static str>)>,
}

/// A count of facts in a window.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Count {
    /// Which facts.
    pub select: Select,
    /// Younger than so many complete months.
    pub window_months: u32,
}

/// A rule above the bands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rule {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Name,
    /// When it holds.
    pub when: Predicate,
    /// What it does.
    pub effect: Effect,
    /// Instruments and articles it rests on.
    pub basis: Vec<String>,
    /// Line of the file, for messages.
    #[serde(skip)]
    pub line: usize,
}

/// When a rule holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "predicate", rename_all = "snake_case")]
pub enum Predicate {
    /// Any of these statuses holds.
    Status {
        /// Statuses.
        any_of: Vec<StatusKind>,
    },
    /// There is a counting fact of this kind and age.
    Event {
        /// Which facts.
        select: Select,
        /// Younger than so many complete months.
        age_months_below: Option<u32>,
        /// At least so many complete months old.
        age_months_from: Option<u32>,
    },
    /// There are so many in a window.
    Count {
        /// What is counted.
        count: Count,
        /// How many.
        at_least: i64,
    },
    /// Trading for less than so many complete months, or not yet; never for an unknown start.
    AgeOfTrading {
        /// Months.
        months_below: u32,
    },
    /// A counting penalty whose fine is unpaid more than so many days after its due day.
    UnpaidDays {
        /// Days.
        more_than: u32,
    },
    /// No observation of the merchant younger than so many complete months.
    NotObserved {
        /// Months.
        within_months: u32,
    },
}

/// What a rule does to the class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Exactly this class; only the worst class may be given so.
    Class(ClassIndex),
    /// Not above this class.
    NotAbove(ClassIndex),
}

impl Effect {
    /// The class it pulls down to.
    #[must_use]
    pub const fn class(self) -> ClassIndex {
        match self {
            Self::Class(class) | Self::NotAbove(class) => class,
        }
    }
}

/// A flag beside the class: a rule's predicate holds and none of some events exists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Flag {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Name,
    /// Index of the rule whose predicate must hold.
    pub rule: usize,
    /// Events of which none may exist.
    pub unless: Vec<Predicate>,
    /// Line of the file, for messages.
    #[serde(skip)]
    pub line: usize,
}
