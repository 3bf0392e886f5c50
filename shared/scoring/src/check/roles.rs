//! What each bit and lane of the state does to a rating: does having it hurt, help, or both?

use crate::program::{Post, Program, Test};
use domain::vocab::{self, DatedBy, FactKind, Field, InspectionResult, Polarity};

/// Bits and lanes by what they do. One can stand in both.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    pub(super) harmful_bits: u64,
    pub(super) helpful_bits: u64,
    pub(super) harmful_lanes: u64,
    pub(super) helpful_lanes: u64,
}

impl Roles {
    pub(super) fn of(program: &Program) -> Self {
        let mut roles = Self::default();
        for step in &program.post {
            match &step.post {
                Post::Excess { lane, max, .. } | Post::OverExpected { lane, max, .. } => {
                    roles.lane(*lane, step.adds, *max);
                }
                Post::PerCount { lane, milli } => roles.lane(*lane, step.adds, *milli),
                Post::Largest { of, .. } => {
                    for (bit, _, _) in of.iter().filter(|(_, milli, _)| *milli > 0) {
                        if step.adds {
                            roles.helpful_bits |= bit;
                        } else {
                            roles.harmful_bits |= bit;
                        }
                    }
                }
                Post::Bonus { reached, due, while_bit, milli, .. } => {
                    roles.lane(*reached, step.adds, *milli);
                    roles.lane(*due, !step.adds, *milli);
                    if step.adds {
                        roles.helpful_bits |= while_bit;
                    } else {
                        roles.harmful_bits |= while_bit;
                    }
                }
                Post::Base { .. } => {}
            }
        }
        for rule in &program.rules {
            match rule.test {
                Test::Any(bits) => roles.harmful_bits |= bits,
                Test::Reached { lane, .. } => roles.harmful_lanes |= lane_mask(lane),
                // Being observed lifts such a rule: the exception that promise 1 names.
                Test::None(_) => {}
            }
        }
        roles
    }

    fn lane(&mut self, lane: usize, adds: bool, amount: i64) {
        if amount == 0 {
            return;
        }
        if adds == (amount > 0) {
            self.helpful_lanes |= lane_mask(lane);
        } else {
            self.harmful_lanes |= lane_mask(lane);
        }
    }
}

fn lane_mask(lane: usize) -> u64 {
    0xFFu64 << ((lane * 8) & 63)
}

/// Is a fact with these values something held against the merchant?
pub(super) fn polarity(kind: FactKind, dated_by: DatedBy, values: &[(Field, &'static str)]) -> Polarity {
    let value = |field| values.iter().find(|(f, _)| *f == field).map(|(_, v)| *v);
    match kind {
        FactKind::Penalty | FactKind::Complaint | FactKind::Breach | FactKind::Judgment => Polarity::Adverse,
        FactKind::Inspection => match value(Field::Result).and_then(InspectionResult::from_token) {
            Some(InspectionResult::I01 | InspectionResult::I02) | None => Polarity::Neutral,
            Some(_) => Polarity::Adverse,
        },
        FactKind::ProductTest | FactKind::FoodTest => match value(Field::Result) {
            Some("SQ0" | "FS0") | None => Polarity::Neutral,
            Some(_) => Polarity::Adverse,
        },
        FactKind::OdrCase if dated_by == DatedBy::Entered && value(Field::Settled) == Some("yes") => Polarity::Merit,
        FactKind::OdrCase => Polarity::Adverse,
        FactKind::AnnualReport => Polarity::Merit,
        FactKind::Assessment => Polarity::Neutral,
    }
}

/// Pairs of values of which the second is worse, for fields in which one is.
pub(super) fn worsenings(kind: FactKind, field: Field) -> Vec<(&'static str, &'static str)> {
    let rising = |values: Vec<&'static str>| {
        values.windows(2).filter_map(|w| if let [a, b] = w { Some((*a, *b)) } else { None }).collect()
    };
    match (kind, field) {
        (FactKind::Inspection, Field::Result) => vec![("I01", "I06"), ("I06", "I06L"), ("I01", "I03")],
        (
            FactKind::Penalty | FactKind::ProductTest | FactKind::FoodTest,
            Field::Severity | Field::Grade | Field::Safety | Field::Result,
        ) => rising(vocab::values(kind, field)),
        (_, Field::Diligence | Field::Resolved) if !vocab::values(kind, field).is_empty() => vec![("yes", "no")],
        _ => Vec::new(),
    }
}
