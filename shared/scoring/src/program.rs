//! A points scheme made ready to run: every fact it can meet becomes a class of rows, every age a
//! step, every predicate a bit, every count a lane. What the scheme means is decided here, once.

mod cell;
mod limits;
mod shape;
mod table;

pub(crate) use cell::{ABSENT_RANK, RANK_MASK, key, key_parts};
pub(crate) use cell::{Cell, Class, LANES};
pub use limits::{MAX_EVENT_MILLI, MAX_PARTS, MAX_STEPS, ProgramError};
pub(crate) use shape::event_milli;
pub(crate) use table::Table;

use domain::vocab::{FactKind, StatusKind};
use limits::{ages, event_part, one_repeat_window};
use policy::scheme::{Combine, Count, Effect, IndicatorKind, PointsMethod, Predicate, Scheme, Select};
use serde::Serialize;
use shape::Shapes;

/// What a bit of the state says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Bit {
    Status(StatusKind),
    Event { select: Select, below: Option<u32>, from: Option<u32> },
    Unpaid { more_than: u32 },
    Trading { months_below: u32 },
    Observed { within_months: u32 },
}

/// When a rule holds, in terms of the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) enum Test {
    /// Any of these bits is set.
    Any(u64),
    /// None of these bits is set.
    None(u64),
    /// A lane has reached a number.
    Reached { lane: usize, at_least: i64 },
}

/// An indicator that is computed after the rows have been summed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) enum Post {
    Excess {
        lane: usize,
        prior: i64,
        span: i64,
        max: i64,
    },
    OverExpected {
        lane: usize,
        prior: i64,
        full: i64,
        max: i64,
    },
    PerCount {
        lane: usize,
        milli: i64,
    },
    /// The largest of several statuses, perhaps of several indicators: (bit, milli, indicator), and
    /// all their bits.
    Largest {
        any: u64,
        of: Vec<(u64, i64, usize)>,
    },
    Bonus {
        reached: usize,
        due: usize,
        at_least: i64,
        percent: i64,
        while_bit: u64,
        milli: i64,
    },
    Base {
        milli: i64,
    },
}

/// An indicator that is computed after the rows have been summed, and where its amount goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct PostStep {
    /// The indicator, or the first of a group.
    pub(crate) indicator: usize,
    /// Its part.
    pub(crate) part: usize,
    /// Does the part add to the score?
    pub(crate) adds: bool,
    /// What is computed.
    pub(crate) post: Post,
}

/// A compiled rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct CompiledRule {
    pub(crate) test: Test,
    pub(crate) class: u8,
    pub(crate) direct: bool,
}

/// A compiled flag: the rule's test holds and none of the bits is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct CompiledFlag {
    pub(crate) rule: Test,
    pub(crate) unless: u64,
}

/// A points scheme made ready to run.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) scheme: Scheme,
    pub(crate) method: PointsMethod,
    /// Ages in complete months at which something can change, rising.
    pub(crate) ages: Vec<u32>,
    pub(crate) counts: Vec<Count>,
    pub(crate) bits: Vec<Bit>,
    pub(crate) post: Vec<PostStep>,
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) flags: Vec<CompiledFlag>,
    /// The part in which events are summed, and whether per case.
    pub(crate) event_part: usize,
    pub(crate) once_per_case: bool,
    pub(crate) shapes: Shapes,
    pub(crate) table: Table,
}

impl Program {
    /// Compiles a points scheme.
    ///
    /// # Errors
    /// [`ProgramError`] if it is no points scheme or is larger than the engine's bounds.
    pub fn compile(scheme: &Scheme) -> Result<Self, ProgramError> {
        let Some(method) = scheme.points() else {
            return Err(ProgramError::NotPoints(scheme.label()));
        };
        let event_part = event_part(method)?;
        let once_per_case =
            method.parts.get(event_part).is_some_and(|part| matches!(part.combine, Combine::OncePerCase { .. }));
        let mut program = Self {
            scheme: scheme.clone(),
            method: method.clone(),
            ages: ages(method)?,
            counts: Vec::new(),
            bits: Vec::new(),
            post: Vec::new(),
            rules: Vec::new(),
            flags: Vec::new(),
            event_part,
            once_per_case,
            shapes: Shapes::default(),
            table: Table::default(),
        };
        program.compile_post();
        program.compile_rules();
        if method.parts.len() > MAX_PARTS {
            return Err(ProgramError::TooManyParts(method.parts.len()));
        }
        let compares = |step: &PostStep| matches!(step.post, Post::Excess { .. } | Post::OverExpected { .. });
        if method.peers.is_none() && program.post.iter().any(compares) {
            return Err(ProgramError::NoPeers);
        }
        if program.counts.len() > LANES {
            return Err(ProgramError::TooManyCounts(program.counts.len()));
        }
        if program.bits.len() > 64 {
            return Err(ProgramError::TooManyBits(program.bits.len()));
        }
        one_repeat_window(method)?;
        program.shapes = Shapes::of(&program);
        if let Some(class) = program.shapes.classes().iter().find(|class| class.heaviest() > MAX_EVENT_MILLI) {
            let indicator = class.indicator.and_then(|at| method.indicators.get(usize::from(at)));
            return Err(ProgramError::TooManyPoints(indicator.map(|i| i.id.clone()).unwrap_or_default()));
        }
        program.table = Table::of(program.shapes.classes(), program.ages.len());
        Ok(program)
    }

    /// The scheme it was compiled from.
    #[must_use]
    pub const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The points method of the scheme.
    #[must_use]
    pub const fn method(&self) -> &PointsMethod {
        &self.method
    }

    pub(crate) fn lane(&mut self, count: &Count) -> usize {
        if let Some(at) = self.counts.iter().position(|c| c == count) {
            return at;
        }
        self.counts.push(count.clone());
        self.counts.len() - 1
    }

    fn bit(&mut self, bit: Bit) -> u64 {
        let at = self.bits.iter().position(|b| *b == bit).unwrap_or_else(|| {
            self.bits.push(bit);
            self.bits.len() - 1
        });
        1u64.checked_shl(u32::try_from(at).unwrap_or(64)).unwrap_or(0)
    }

    /// The bit of a status, if the scheme looks at it.
    pub(crate) fn status_bit(&self, status: StatusKind) -> u64 {
        self.bits
            .iter()
            .position(|b| *b == Bit::Status(status))
            .and_then(|at| 1u64.checked_shl(u32::try_from(at).ok()?))
            .unwrap_or(0)
    }

    fn compile_post(&mut self) {
        let indicators = self.method.indicators.clone();
        let mut groups: Vec<(String, usize)> = Vec::new();
        for (at, indicator) in indicators.iter().enumerate() {
            let post = match &indicator.kind {
                IndicatorKind::EventPoints { .. } | IndicatorKind::EventFlat { .. } => continue,
                IndicatorKind::ExcessRatio { count, prior, span, max } => {
                    Post::Excess { lane: self.lane(count), prior: *prior, span: *span, max: *max }
                }
                IndicatorKind::CountOverExpected { count, prior, full, max } => {
                    Post::OverExpected { lane: self.lane(count), prior: *prior, full: *full, max: *max }
                }
                IndicatorKind::CountPoints { count, points } => {
                    Post::PerCount { lane: self.lane(count), milli: points * 1000 }
                }
                IndicatorKind::StatusPoints { points, group } => {
                    let of = self.status_table(points, at);
                    let known =
                        group.as_ref().and_then(|g| groups.iter().find(|(name, _)| name == g).map(|(_, slot)| *slot));
                    match known.and_then(|slot| self.post.get_mut(slot)) {
                        Some(PostStep { post: Post::Largest { any, of: shared }, .. }) => {
                            shared.extend(of);
                            *any = union(shared);
                            continue;
                        }
                        _ => {
                            if let Some(name) = group {
                                groups.push((name.clone(), self.post.len()));
                            }
                            Post::Largest { any: union(&of), of }
                        }
                    }
                }
                IndicatorKind::HighestOf { points } => {
                    let of = self.status_table(points, at);
                    Post::Largest { any: union(&of), of }
                }
                IndicatorKind::RateBonus { reached, due, at_least, percent, while_status, points } => Post::Bonus {
                    reached: self.lane(reached),
                    due: self.lane(due),
                    at_least: *at_least,
                    percent: *percent,
                    while_bit: while_status.map_or(0, |s| self.bit(Bit::Status(s))),
                    milli: points * 1000,
                },
                IndicatorKind::Base { points } => Post::Base { milli: points * 1000 },
            };
            let adds = self.method.parts.get(indicator.part).is_some_and(|p| p.adds);
            self.post.push(PostStep { indicator: at, part: indicator.part, adds, post });
        }
    }

    fn status_table(&mut self, points: &[(StatusKind, i64)], indicator: usize) -> Vec<(u64, i64, usize)> {
        points.iter().map(|(s, p)| (self.bit(Bit::Status(*s)), p * 1000, indicator)).collect()
    }

    fn compile_rules(&mut self) {
        for rule in self.method.rules.clone() {
            let test = self.test(&rule.when);
            let direct = matches!(rule.effect, Effect::Class(_));
            self.rules.push(CompiledRule { test, class: rule.effect.class(), direct });
        }
        for flag in self.method.flags.clone() {
            let Some(rule) = self.rules.get(flag.rule).map(|r| r.test) else { continue };
            let unless = flag.unless.iter().fold(0, |bits, p| match self.test(p) {
                Test::Any(more) => bits | more,
                Test::None(_) | Test::Reached { .. } => bits,
            });
            self.flags.push(CompiledFlag { rule, unless });
        }
    }

    fn test(&mut self, predicate: &Predicate) -> Test {
        match predicate {
            Predicate::Status { any_of } => {
                Test::Any(any_of.iter().fold(0, |bits, s| bits | self.bit(Bit::Status(*s))))
            }
            Predicate::Event { select, age_months_below, age_months_from } => Test::Any(self.bit(Bit::Event {
                select: select.clone(),
                below: *age_months_below,
                from: *age_months_from,
            })),
            Predicate::Count { count, at_least } => Test::Reached { lane: self.lane(count), at_least: *at_least },
            Predicate::AgeOfTrading { months_below } => {
                Test::Any(self.bit(Bit::Trading { months_below: *months_below }))
            }
            Predicate::UnpaidDays { more_than } => Test::Any(self.bit(Bit::Unpaid { more_than: *more_than })),
            Predicate::NotObserved { within_months } => {
                Test::None(self.bit(Bit::Observed { within_months: *within_months }))
            }
        }
    }
}

/// The bits of a table of statuses.
fn union(of: &[(u64, i64, usize)]) -> u64 {
    of.iter().fold(0, |bits, (bit, _, _)| bits | bit)
}

/// Does a selection take facts of this kind with these values?
pub(crate) fn selects(
    select: &Select,
    kind: FactKind,
    dated_by: domain::vocab::DatedBy,
    values: &[(domain::vocab::Field, &'static str)],
) -> bool {
    select.record == kind
        && select.dated_by == dated_by
        && select.fields.iter().all(|(field, wanted)| values.iter().any(|(f, v)| f == field && wanted.contains(v)))
}
