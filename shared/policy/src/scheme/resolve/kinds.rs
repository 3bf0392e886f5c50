//! The kinds of indicator: which keys each needs, and their structure.

use super::{MONTHS, MOST, Resolver};
use crate::scheme::raw::{Permille, RawFactor, RawIndicator};
use crate::scheme::{Factor, IndicatorKind};
use domain::vocab::{self, FactKind, Field, StatusKind};
use std::collections::BTreeMap;

/// What ends the counting of an event. A scheme has to say so, and cannot leave one out: what may
/// not be shown may not be used.
const COUNTS_UNLESS: [&str; 3] = ["display_stopped", "annulled", "never_publishable"];

impl Resolver<'_, '_> {
    pub(super) fn kind(&mut self, raw: &RawIndicator, offset: usize) -> Option<IndicatorKind> {
        let id = raw.id.as_str();
        self.only_keys_of_the_kind(raw, offset);
        match raw.kind.as_str() {
            "event_points" => self.event_points(raw, offset),
            "event_flat" => {
                let record = self.event_record(raw, offset)?;
                if raw.while_.as_deref() != Some("unpaid") || record != FactKind::Penalty {
                    self.fault(offset, format!("{id}: event_flat is for record = \"penalty\" while = \"unpaid\""));
                    return None;
                }
                Some(IndicatorKind::EventFlat { record, points: self.amount(raw.points, id, offset)? })
            }
            "excess_ratio" => {
                let (prior, span, max) = self.ratio(raw, raw.span, "span", offset)?;
                let count = self.needed_count(raw, offset)?;
                Some(IndicatorKind::ExcessRatio { count, prior, span, max })
            }
            "count_over_expected" => {
                let (prior, full, max) = self.ratio(raw, raw.full, "full", offset)?;
                let count = self.needed_count(raw, offset)?;
                Some(IndicatorKind::CountOverExpected { count, prior, full, max })
            }
            "count_points" => {
                let count = self.needed_count(raw, offset)?;
                let points = self.need(raw.points, "points", id, offset)?;
                self.within(points, -MOST..=MOST, "points", id, offset);
                Some(IndicatorKind::CountPoints { count, points })
            }
            "status_points" => {
                let points = self.statuses(raw, offset)?;
                Some(IndicatorKind::StatusPoints { points, group: raw.group.clone() })
            }
            "highest_of" => Some(IndicatorKind::HighestOf { points: self.statuses(raw, offset)? }),
            "rate_bonus" => self.rate_bonus(raw, offset),
            "base" => Some(IndicatorKind::Base { points: self.amount(raw.points, id, offset)? }),
            other => {
                self.fault(
                    offset,
                    format!("{id}: there is no kind {other:?}; known are event_points, event_flat, excess_ratio, count_over_expected, count_points, status_points, rate_bonus, highest_of, base"),
                );
                None
            }
        }
    }

    /// A key that its kind does not read would be a silent mistake.
    fn only_keys_of_the_kind(&mut self, raw: &RawIndicator, offset: usize) {
        let given = [
            ("record", raw.record.is_some(), "event_points event_flat"),
            ("points_by", raw.points_by.is_some(), "event_points"),
            ("points", raw.points.is_some(), "event_flat count_points rate_bonus base"),
            ("factors", !raw.factors.is_empty(), "event_points"),
            ("age_steps", raw.age_steps.is_some(), "event_points"),
            ("counts_unless", raw.counts_unless.is_some(), "event_points event_flat"),
            ("while", raw.while_.is_some(), "event_flat"),
            ("count", raw.count.is_some(), "excess_ratio count_over_expected count_points rate_bonus"),
            ("due", raw.due.is_some(), "rate_bonus"),
            ("prior", raw.prior.is_some(), "excess_ratio count_over_expected"),
            ("span", raw.span.is_some(), "excess_ratio"),
            ("full", raw.full.is_some(), "count_over_expected"),
            ("max", raw.max.is_some(), "excess_ratio count_over_expected"),
            ("statuses", raw.statuses.is_some(), "status_points highest_of"),
            ("group", raw.group.is_some(), "status_points"),
            ("at_least", raw.at_least.is_some(), "rate_bonus"),
            ("percent", raw.percent.is_some(), "rate_bonus"),
            ("while_status", raw.while_status.is_some(), "rate_bonus"),
        ];
        for (key, is_given, kinds) in given {
            if is_given && !kinds.split(' ').any(|k| k == raw.kind) {
                self.fault(offset, format!("{}: {key} has no meaning in kind {:?}", raw.id, raw.kind));
            }
        }
    }

    fn need<T>(&mut self, value: Option<T>, key: &str, id: &str, offset: usize) -> Option<T> {
        if value.is_none() {
            self.fault(offset, format!("{id}: {key} is missing"));
        }
        value
    }

    /// Amounts that a part takes or gives; the part's sign says which, so none is negative.
    fn amount(&mut self, value: Option<i64>, id: &str, offset: usize) -> Option<i64> {
        let amount = self.need(value, "points", id, offset)?;
        self.in_range(amount, "points", id, offset);
        Some(amount)
    }

    fn in_range(&mut self, value: i64, what: &str, id: &str, offset: usize) {
        self.within(value, 0..=MOST, what, id, offset);
    }

    fn needed_count(&mut self, raw: &RawIndicator, offset: usize) -> Option<crate::scheme::Count> {
        match &raw.count {
            Some(count) => self.count(count, offset),
            None => self.need(None, "count", &raw.id, offset),
        }
    }

    fn ratio(
        &mut self,
        raw: &RawIndicator,
        divisor: Option<i64>,
        name: &str,
        offset: usize,
    ) -> Option<(i64, i64, i64)> {
        let prior = self.need(raw.prior, "prior", &raw.id, offset)?;
        let divisor = self.need(divisor, name, &raw.id, offset)?;
        let max = self.need(raw.max, "max", &raw.id, offset)?;
        self.in_range(prior, "prior", &raw.id, offset);
        self.within(divisor, 1..=MOST, name, &raw.id, offset);
        self.in_range(max, "max", &raw.id, offset);
        Some((prior, divisor, max))
    }

    fn event_record(&mut self, raw: &RawIndicator, offset: usize) -> Option<FactKind> {
        let name = self.need(raw.record.as_deref(), "record", &raw.id, offset)?;
        let said = raw.counts_unless.clone().unwrap_or_default();
        if let Some(left_out) = COUNTS_UNLESS.iter().find(|w| !said.iter().any(|s| s == *w)) {
            self.fault(
                offset,
                format!("{}: counts_unless must name {left_out:?}: what may not be shown may not be used", raw.id),
            );
        }
        if let Some(odd) = said.iter().find(|s| !COUNTS_UNLESS.contains(&s.as_str())) {
            self.fault(offset, format!("{}: counts_unless cannot name {odd:?}", raw.id));
        }
        self.record(name, offset)
    }

    fn event_points(&mut self, raw: &RawIndicator, offset: usize) -> Option<IndicatorKind> {
        let id = raw.id.as_str();
        let record = self.event_record(raw, offset)?;
        let by = self.need(raw.points_by.as_ref(), "points_by", id, offset)?;
        let mut by = by.iter();
        let (Some((field, table)), None) = (by.next(), by.next()) else {
            self.fault(offset, format!("{id}: points_by names exactly one field"));
            return None;
        };
        let field = self.field(record, field, offset)?;
        let points = self.value_table(record, field, table, offset)?;
        for (_, amount) in &points {
            self.in_range(*amount, "points", id, offset);
        }
        for value in vocab::values(record, field) {
            if !points.iter().any(|(v, _)| *v == value) {
                self.fault(offset, format!("{id}: points_by leaves a gap: {} {value} has no points", field.token()));
            }
        }
        let factors = raw.factors.iter().map(|f| self.factor(record, f, id, offset)).collect::<Option<Vec<_>>>()?;
        let steps = self.need(raw.age_steps.clone(), "age_steps", id, offset)?;
        if steps.is_empty() || steps.windows(2).any(|w| matches!(w, [a, b] if b.0 <= a.0)) {
            self.fault(offset, format!("{id}: age_steps overlap: the months must rise"));
        }
        for (_, permille) in &steps {
            self.in_range(*permille, "permille", id, offset);
        }
        if steps.iter().any(|(m, _)| *m == 0 || *m > 600) {
            self.fault(offset, format!("{id}: age_steps are between 1 and 600 months"));
        }
        Some(IndicatorKind::EventPoints { record, field, points, factors, age_steps: steps })
    }

    fn value_table(
        &mut self,
        record: FactKind,
        field: Field,
        table: &BTreeMap<String, i64>,
        offset: usize,
    ) -> Option<Vec<(&'static str, i64)>> {
        table.iter().map(|(name, n)| self.value(record, field, name, offset).map(|v| (v, *n))).collect()
    }

    fn factor(&mut self, record: FactKind, raw: &RawFactor, id: &str, offset: usize) -> Option<Factor> {
        match (&raw.field, &raw.repeat_of, &raw.permille) {
            (Some(field), None, permille) => {
                let field = self.field(record, field, offset)?;
                let all = match permille {
                    Permille::One(one) => vec![*one],
                    Permille::Table(table) => table.values().copied().collect(),
                };
                for one in all.into_iter().chain(raw.missing) {
                    self.in_range(one, "permille", id, offset);
                }
                let permille = match permille {
                    Permille::One(permille) => vec![(self.value(record, field, "yes", offset)?, *permille)],
                    Permille::Table(table) => self.value_table(record, field, table, offset)?,
                };
                Some(Factor::ByField { field, permille, missing: raw.missing.unwrap_or(1000) })
            }
            (None, Some(of), Permille::One(permille)) => {
                if of != "cause" || record != FactKind::Penalty || raw.other_case != Some(true) {
                    self.fault(offset, format!("{id}: repeat_of is \"cause\" of a penalty with other_case = true"));
                }
                self.in_range(*permille, "permille", id, offset);
                let within_months = self.need(raw.within_months, "within_months", id, offset)?;
                self.within(within_months.into(), 1..=MONTHS, "within_months", id, offset);
                Some(Factor::Repeat { within_months, permille: *permille })
            }
            _ => {
                self.fault(offset, format!("{id}: a factor has field and permille, or repeat_of and one permille"));
                None
            }
        }
    }

    fn statuses(&mut self, raw: &RawIndicator, offset: usize) -> Option<Vec<(StatusKind, i64)>> {
        let table = self.need(raw.statuses.as_ref(), "statuses", &raw.id, offset)?;
        for amount in table.values() {
            self.in_range(*amount, "points", &raw.id, offset);
        }
        table.iter().map(|(name, n)| self.status(name, offset).map(|s| (s, *n))).collect()
    }

    fn rate_bonus(&mut self, raw: &RawIndicator, offset: usize) -> Option<IndicatorKind> {
        let id = raw.id.as_str();
        let reached = self.needed_count(raw, offset)?;
        let due = match &raw.due {
            Some(due) => self.count(due, offset)?,
            None => return self.need(None, "due", id, offset),
        };
        let while_status = match &raw.while_status {
            Some(name) => Some(self.status(name, offset)?),
            None => None,
        };
        let at_least = self.need(raw.at_least, "at_least", id, offset)?;
        self.within(at_least, 1..=MOST, "at_least", id, offset);
        let percent = self.need(raw.percent, "percent", id, offset)?;
        self.within(percent, 0..=100, "percent", id, offset);
        Some(IndicatorKind::RateBonus {
            reached,
            due,
            at_least,
            percent,
            while_status,
            points: self.amount(raw.points, id, offset)?,
        })
    }
}
