//! The line of a scheme's file that a broken promise points to.

use super::{Checker, Combination};
use crate::program::selects;
use domain::vocab::{Field, StatusKind};
use policy::scheme::{Indicator, IndicatorKind, Predicate, Rule};

impl Checker<'_> {
    /// The line of the indicator or rule that reads such a fact; what helps is sought among counts.
    pub(super) fn line_of(&self, c: &Combination, helping: bool) -> usize {
        let method = &self.program.method;
        let reads = |i: &Indicator| match &i.kind {
            IndicatorKind::EventPoints { record, .. } | IndicatorKind::EventFlat { record, .. } => {
                !helping && *record == c.kind
            }
            IndicatorKind::ExcessRatio { count, .. }
            | IndicatorKind::CountOverExpected { count, .. }
            | IndicatorKind::CountPoints { count, .. }
            | IndicatorKind::RateBonus { reached: count, .. } => {
                let adds = method.parts.get(i.part).is_some_and(|p| p.adds);
                let rises = match &i.kind {
                    IndicatorKind::CountPoints { points, .. } => adds == (*points > 0),
                    _ => adds,
                };
                (!helping || rises) && selects(&count.select, c.kind, c.dated_by, &c.values)
            }
            _ => false,
        };
        let names = |r: &Rule| match &r.when {
            Predicate::Event { select, .. } => selects(select, c.kind, c.dated_by, &c.values),
            Predicate::Count { count, .. } => selects(&count.select, c.kind, c.dated_by, &c.values),
            _ => false,
        };
        let pointed = method.indicators.iter().find(|i| reads(i)).map(|i| i.line);
        let ruled = method.rules.iter().filter(|r| names(r)).find(|r| self.grows(r)).map(|r| r.line);
        ruled.or(pointed).or_else(|| method.rules.iter().find(|r| names(r)).map(|r| r.line)).unwrap_or(0)
    }

    /// Does a rule begin at an age or ask for a resolved finding?
    fn grows(&self, rule: &Rule) -> bool {
        match &rule.when {
            Predicate::Event { select, age_months_from, .. } => {
                age_months_from.is_some_and(|m| m > 0) || select.fields.contains(&(Field::Resolved, vec!["yes"]))
            }
            _ => false,
        }
    }

    pub(super) fn line_naming(&self, status: StatusKind) -> usize {
        let names = |i: &&Indicator| match &i.kind {
            IndicatorKind::StatusPoints { points, .. } | IndicatorKind::HighestOf { points } => {
                points.iter().any(|(s, _)| *s == status)
            }
            IndicatorKind::RateBonus { while_status, .. } => *while_status == Some(status),
            _ => false,
        };
        self.program.method.indicators.iter().find(names).map_or(0, |i| i.line)
    }
}
