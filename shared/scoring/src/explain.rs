//! One merchant's rating with every reason: the lines whose sum is the score, the rules that bind,
//! and the first day on which anything changes by itself.

mod lines;
mod rules;
#[cfg(feature = "schema")]
mod schema;

use crate::change;
use crate::kernel::{Columns, Moment, Packed, Sums, sum_any};
use crate::program::Program;
use crate::settle::{Outcome, settle};
use crate::timeline::{Source, Timeline};
use domain::day::Day;
use domain::facts::{Derivation, Facts};
use domain::points::Milli;
use domain::record::RecordKey;
use policy::scheme::Name;
use serde::Serialize;

/// Meaning of the engine, frozen for ever: a change of meaning is a new number, and this one stays
/// in the code.
pub const SEMANTICS: &str = "scoring/1";

/// A merchant made ready for ratings on any day.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    pub(crate) program: &'a Program,
    pub(crate) facts: &'a Facts,
    pub(crate) timeline: Timeline,
    columns: Columns,
    pub(crate) expected: i64,
}

impl<'a> Subject<'a> {
    /// Reads a merchant's facts. `expected_thousandths` is what its peers would have.
    #[must_use]
    pub fn new(program: &'a Program, facts: &'a Facts, expected_thousandths: u32) -> Self {
        let timeline = Timeline::of(program, facts);
        let packed: Vec<Packed> = Packed::all(&timeline).collect();
        let columns = Columns::of(&packed);
        Self { program, facts, timeline, columns, expected: i64::from(expected_thousandths) }
    }

    pub(crate) fn sums(&self, day: Day) -> Sums {
        let rows = self.columns.rows(0..self.columns.len());
        sum_any(rows, &Moment::of(self.program, day), &self.program.table)
    }

    pub(crate) fn outcome(&self, day: Day) -> Outcome {
        settle(self.program, &self.sums(day), self.expected, |_, _, _| {})
    }

    /// The rating on a day in short: score and class, or nothing if the merchant is not rated then.
    #[must_use]
    pub fn rate(&self, day: Day) -> Option<Rated> {
        if self.facts.gone_from.is_some_and(|gone| gone <= day) {
            return None;
        }
        let outcome = self.outcome(day);
        Some(Rated {
            score_milli: Milli(outcome.score),
            class: outcome.class,
            band: outcome.band,
            rules: outcome.rules,
            flags: outcome.flags,
            heaviest: outcome.heaviest,
        })
    }

    /// The first day after `day` on which anything of the rating changes though nothing new is
    /// learnt, the peers' table held fixed; nothing for a merchant that is not rated any more.
    #[must_use]
    pub fn next_change_day(&self, day: Day) -> Option<Day> {
        change::next(self, day)
    }

    /// The rating on a day with all reasons.
    #[must_use]
    pub fn explain(&self, day: Day) -> Explanation<'a> {
        let scheme = self.program.scheme();
        let gone = self.facts.gone_from.filter(|gone| *gone <= day);
        let sums = self.sums(day);
        let mut amounts = Vec::with_capacity(self.program.post.len());
        let outcome = settle(self.program, &sums, self.expected, |_, amount, owner| amounts.push((amount, owner)));
        let name = |class: u8| scheme.classes.get(usize::from(class)).map(String::as_str).filter(|_| gone.is_none());
        let mut explanation = Explanation {
            engine: SEMANTICS,
            day,
            trial: !scheme.in_force(day),
            not_rated_since: gone,
            score_milli: Milli(if gone.is_none() { outcome.score } else { self.program.method.start * 1000 }),
            start_milli: Milli(self.program.method.start * 1000),
            band: name(outcome.band),
            class: name(outcome.class),
            rules: Vec::new(),
            flags: Vec::new(),
            parts: Vec::new(),
            lines: Vec::new(),
            expected_thousandths: self.expected,
            next_change_day: self.next_change_day(day),
        };
        if gone.is_none() {
            explanation.parts = lines::parts(self, &sums, &outcome);
            explanation.lines = lines::all(self, day, &sums, &outcome, &amounts);
            explanation.rules = rules::holding(self, day, &outcome);
            explanation.flags = rules::flags(self, &outcome);
        }
        explanation
    }

    /// How the values behind a row were derived.
    pub(crate) fn derivations_of(&self, source: Source) -> &'a [Derivation] {
        match source {
            Source::Fact(at) => self.facts.facts.get(at as usize).map_or(&[], |f| &f.derivations),
            Source::Status(at) => self.facts.statuses.get(at as usize).map_or(&[], |s| &s.derivations),
            Source::Trading => &[],
        }
    }

    /// The record behind a row.
    pub(crate) fn key_of(&self, source: Source) -> Option<&'a RecordKey> {
        match source {
            Source::Fact(at) => self.facts.facts.get(at as usize).map(|f| &f.key),
            Source::Status(at) => self.facts.statuses.get(at as usize).map(|s| &s.key),
            Source::Trading => None,
        }
    }
}

/// A rating in short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rated {
    /// Score.
    pub score_milli: Milli,
    /// Index of the class, 0 the best.
    pub class: u8,
    /// Index of the band's class.
    pub band: u8,
    /// Rules that hold, one bit each in the order of the scheme.
    pub rules: u32,
    /// Flags that hold, one bit each.
    pub flags: u8,
    /// Keys of the five heaviest lines: milli-points, indicator, record.
    pub heaviest: [u64; crate::kernel::HEAVIEST],
}

/// A rating with every reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explanation<'a> {
    /// Meaning of the engine.
    pub engine: &'static str,
    /// The day it is about.
    pub day: Day,
    /// Is the scheme used outside its force?
    pub trial: bool,
    /// Deregistered or moved away since this day: no class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_rated_since: Option<Day>,
    /// Score: exactly the start plus the sum of the lines.
    pub score_milli: Milli,
    /// Points before any line.
    pub start_milli: Milli,
    /// Class by the score alone; none if it is not rated.
    pub band: Option<&'a str>,
    /// Class after the rules; none if it is not rated.
    pub class: Option<&'a str>,
    /// Rules that hold, those that bind first.
    pub rules: Vec<RuleHit<'a>>,
    /// Flags beside the class, such as too little data.
    pub flags: Vec<FlagHit<'a>>,
    /// Points of each part.
    pub parts: Vec<PartTotal<'a>>,
    /// Deductions from the heaviest on, then reliefs, then merits.
    pub lines: Vec<Line<'a>>,
    /// What the peers of the merchant would have, in thousandths of a complaint.
    pub expected_thousandths: i64,
    /// First day on which anything changes by itself, the peers' table held fixed.
    pub next_change_day: Option<Day>,
}

/// A rule that holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RuleHit<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Name.
    pub name: &'a Name,
    /// The class it names.
    pub class: &'a str,
    /// Exactly this class rather than not above it?
    pub direct: bool,
    /// Does it decide the class? A direct rule always does.
    pub binding: bool,
    /// Records that make it hold; none for what is absent.
    pub records: Vec<&'a RecordKey>,
    /// Instruments and articles.
    pub basis: &'a [String],
    /// First day on which it no longer holds by itself.
    pub lapses_on: Option<Day>,
    /// How the values of its records were derived.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derivations: Vec<&'a Derivation>,
}

/// A flag that holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FlagHit<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Name.
    pub name: &'a Name,
}

/// Points of a part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartTotal<'a> {
    /// Identifier.
    pub id: &'a str,
    /// Name.
    pub name: &'a Name,
    /// Effect on the score after the cap; negative where the part takes away.
    pub milli: Milli,
    /// In a part that counts once per case: points of the first side, and what the second adds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(schema_with = schema::named_amounts))]
    pub sides: Vec<(&'a str, Milli)>,
    /// Largest amount in points.
    pub max: i64,
}

/// What a line is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// One event.
    Event,
    /// A count in a window.
    Count,
    /// A status that holds.
    Status,
    /// Always there.
    Base,
    /// One conduct counts once: what a case would count twice is given back.
    ReliefOncePerCase,
    /// A part is at its cap: what exceeds it is given back.
    ReliefCap,
}

/// One line of a score.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ScoreLine))]
pub struct Line<'a> {
    /// What it is about.
    pub kind: LineKind,
    /// The indicator; none for a relief.
    pub indicator: Option<&'a str>,
    /// The part.
    pub part: &'a str,
    /// Name of the indicator or of the part.
    pub name: &'a Name,
    /// Effect on the score in milli-points; negative takes away.
    pub milli: Milli,
    /// Records it rests on.
    pub records: Vec<&'a RecordKey>,
    /// Case number, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_no: Option<&'a str>,
    /// How an event's points came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workings: Option<Workings>,
    /// How a count's points came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
    /// Instruments and articles.
    pub basis: &'a [String],
    /// First day on which it is gone by itself.
    pub lapses_on: Option<Day>,
    /// How the values of its record were derived.
    #[serde(skip_serializing_if = "<[Derivation]>::is_empty")]
    pub derivations: &'a [Derivation],
}

/// How the points of an event came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Workings {
    /// Day from which it ages.
    pub day: Day,
    /// The field that gives the points, and its value.
    #[cfg_attr(feature = "schema", schema(schema_with = schema::name_and_value))]
    pub by: (&'static str, &'static str),
    /// Points of that value.
    pub points: i64,
    /// Factors other than 1000 permille: of what, and how much.
    #[cfg_attr(feature = "schema", schema(schema_with = schema::named_amounts))]
    pub factors: Vec<(&'static str, i64)>,
    /// Age in complete months.
    pub age_months: u32,
    /// Share that counts at this age.
    pub age_permille: i64,
    /// First day of the next age step, if there is one.
    pub next_step_on: Option<Day>,
}

/// How the points of a count came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Counted {
    /// How many.
    pub n: i64,
    /// Out of how many, for rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// What the peers would have, in thousandths, for ratios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_thousandths: Option<i64>,
    /// Window in complete months.
    pub window_months: u32,
}
