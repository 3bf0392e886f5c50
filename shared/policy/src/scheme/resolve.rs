//! Turns raw indicators, rules and flags into the grammar, resolving every name.

use super::parse::{Placed, Reader};
use super::raw::{OneOrMany, RawCount, RawFlag, RawIndicator, RawLinked, RawPeers, RawPredicate, RawRule};
use super::{
    ClassIndex, Combine, Count, Effect, Flag, Indicator, IndicatorKind, LinkedResults, Name, Part, Peers, Predicate,
    Rule, Rung, Select,
};
use domain::vocab::{self, DatedBy, FactKind, Field, StatusKind};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

mod kinds;

/// Largest number of points, counts, permille and the like: sums of them always fit.
pub(super) const MOST: i64 = 10_000;
/// Longest stretch of time in months.
pub(super) const MONTHS: i64 = 600;
/// Longest stretch of time in days.
const DAYS: i64 = 36_600;

pub(super) struct Resolver<'a, 't> {
    pub(super) reader: &'a mut Reader<'t>,
    pub(super) classes: &'a [String],
    pub(super) parts: &'a [Part],
}

impl Resolver<'_, '_> {
    fn fault(&mut self, offset: usize, cause: impl Into<String>) {
        self.reader.fault(offset, cause);
    }

    /// A number outside its bounds is a fault.
    pub(super) fn within(&mut self, value: i64, bounds: RangeInclusive<i64>, what: &str, id: &str, offset: usize) {
        if !bounds.contains(&value) {
            let (low, high) = bounds.into_inner();
            self.fault(offset, format!("{id}: {what} must lie between {low} and {high}, not {value}"));
        }
    }

    pub(super) fn indicators(&mut self, raw: Vec<Placed<RawIndicator>>) -> Vec<Indicator> {
        let mut out: Vec<Indicator> = Vec::new();
        for Placed { raw, offset } in raw {
            if out.iter().any(|i| i.id == raw.id) {
                self.fault(offset, format!("indicator {} is given twice", raw.id));
            }
            if raw.basis.is_empty() {
                self.fault(offset, format!("indicator {}: basis is missing", raw.id));
            }
            let Some((part, side)) = self.place(&raw, offset) else { continue };
            if let Some(kind) = self.kind(&raw, offset) {
                let indicator = Indicator {
                    id: raw.id,
                    name: Name { zh: raw.zh, en: raw.en },
                    part,
                    side,
                    kind,
                    basis: raw.basis,
                    line: self.reader.line(offset),
                };
                self.one_part_a_group(&out, &indicator, offset);
                out.push(indicator);
            }
        }
        if out.len() > 200 {
            self.fault(0, "more than two hundred indicators");
        }
        out
    }

    /// A group counts once, so it stands in one part.
    fn one_part_a_group(&mut self, so_far: &[Indicator], next: &Indicator, offset: usize) {
        let group = |i: &Indicator| match &i.kind {
            IndicatorKind::StatusPoints { group, .. } => group.clone(),
            _ => None,
        };
        let Some(name) = group(next) else { return };
        if so_far.iter().any(|i| group(i).as_ref() == Some(&name) && i.part != next.part) {
            self.fault(offset, format!("indicator {}: group {name} stands in two parts", next.id));
        }
    }

    fn place(&mut self, raw: &RawIndicator, offset: usize) -> Option<(usize, usize)> {
        let parts = self.parts;
        let Some((at, part)) = parts.iter().enumerate().find(|(_, p)| p.id == raw.part) else {
            self.fault(offset, format!("indicator {}: there is no part {:?}", raw.id, raw.part));
            return None;
        };
        match (&part.combine, &raw.side) {
            (Combine::Sum, None) => Some((at, 0)),
            (Combine::Sum, Some(_)) => {
                self.fault(offset, format!("indicator {}: part {} has no sides", raw.id, part.id));
                None
            }
            (Combine::OncePerCase { sides }, Some(side)) if sides.contains(side) => {
                Some((at, sides.iter().position(|s| s == side)?))
            }
            (Combine::OncePerCase { sides }, _) => {
                self.fault(offset, format!("indicator {}: side must be one of {}", raw.id, sides.join(", ")));
                None
            }
        }
    }

    pub(super) fn rules(&mut self, raw: Vec<Placed<RawRule>>) -> Vec<Rule> {
        let mut out: Vec<Rule> = Vec::new();
        for Placed { raw, offset } in raw {
            if out.iter().any(|r| r.id == raw.id) {
                self.fault(offset, format!("rule {} is given twice", raw.id));
            }
            if raw.basis.is_empty() {
                self.fault(offset, format!("rule {}: basis is missing", raw.id));
            }
            let effect = match (&raw.effect.class, &raw.effect.not_above) {
                (Some(class), None) => self.class(class, offset).map(Effect::Class),
                (None, Some(class)) => self.class(class, offset).map(Effect::NotAbove),
                _ => {
                    self.fault(offset, format!("rule {}: effect is either class or not_above", raw.id));
                    None
                }
            };
            if let Some(Effect::Class(class)) = effect
                && usize::from(class) + 1 != self.classes.len()
            {
                self.fault(
                    offset,
                    format!("rule {}: only the worst class can be given exactly; use not_above", raw.id),
                );
            }
            if let (Some(when), Some(effect)) = (self.predicate(&raw.when, &raw.id, offset), effect) {
                out.push(Rule {
                    id: raw.id,
                    name: Name { zh: raw.zh, en: raw.en },
                    when,
                    effect,
                    basis: raw.basis,
                    line: self.reader.line(offset),
                });
            }
        }
        if out.len() > 24 {
            self.fault(0, "more than twenty-four rules");
        }
        out
    }

    fn class(&mut self, name: &str, offset: usize) -> Option<ClassIndex> {
        let at = self.classes.iter().position(|c| c == name).and_then(|at| u8::try_from(at).ok());
        if at.is_none() {
            self.fault(offset, format!("there is no class {name:?}"));
        }
        at
    }

    fn predicate(&mut self, raw: &RawPredicate, id: &str, offset: usize) -> Option<Predicate> {
        let said = [
            raw.status.is_some(),
            raw.event.is_some(),
            raw.count.is_some(),
            raw.trading_months_below.is_some(),
            raw.unpaid_days_more_than.is_some(),
            raw.not_observed_months.is_some(),
        ];
        if said.iter().filter(|s| **s).count() != 1 {
            self.fault(
                offset,
                format!("{id}: when says exactly one of status, event, count, trading_months_below, unpaid_days_more_than, not_observed_months"),
            );
            return None;
        }
        let event_only = raw.dated_by.is_some()
            || raw.age_months_below.is_some()
            || raw.age_months_from.is_some()
            || !raw.fields.is_empty();
        if raw.event.is_none() && event_only {
            let named: Vec<&String> = raw.fields.keys().collect();
            self.fault(offset, format!("{id}: ages, days and fields {named:?} belong to an event"));
            return None;
        }
        if raw.at_least.is_some() != raw.count.is_some() {
            self.fault(offset, format!("{id}: at_least goes with count"));
            return None;
        }
        let months = [
            ("age_months_below", raw.age_months_below),
            ("age_months_from", raw.age_months_from),
            ("trading_months_below", raw.trading_months_below),
            ("not_observed_months", raw.not_observed_months),
        ];
        for (what, value) in months {
            self.within(value.map_or(1, i64::from), 0..=MONTHS, what, id, offset);
        }
        self.within(raw.unpaid_days_more_than.map_or(0, i64::from), 0..=DAYS, "unpaid_days_more_than", id, offset);
        self.within(raw.at_least.unwrap_or(1), 1..=MOST, "at_least", id, offset);
        if let Some(statuses) = &raw.status {
            let any_of = statuses.list().iter().map(|s| self.status(s, offset)).collect::<Option<Vec<_>>>()?;
            return Some(Predicate::Status { any_of });
        }
        if let Some(record) = &raw.event {
            let select = self.select(record, raw.dated_by.as_deref(), &raw.fields, offset)?;
            return Some(Predicate::Event {
                select,
                age_months_below: raw.age_months_below,
                age_months_from: raw.age_months_from,
            });
        }
        if let Some(count) = &raw.count {
            let count = self.count(count, offset)?;
            return Some(Predicate::Count { count, at_least: raw.at_least.unwrap_or(1) });
        }
        if let Some(months_below) = raw.trading_months_below {
            return Some(Predicate::AgeOfTrading { months_below });
        }
        if let Some(more_than) = raw.unpaid_days_more_than {
            return Some(Predicate::UnpaidDays { more_than });
        }
        raw.not_observed_months.map(|within_months| Predicate::NotObserved { within_months })
    }

    fn status(&mut self, name: &str, offset: usize) -> Option<StatusKind> {
        let status = StatusKind::from_token(name);
        if status.is_none() {
            self.fault(offset, format!("there is no status {name:?}"));
        }
        status
    }

    fn record(&mut self, name: &str, offset: usize) -> Option<FactKind> {
        let kind = FactKind::from_token(name);
        if kind.is_none() {
            self.fault(offset, format!("there is no record {name:?}"));
        }
        kind
    }

    fn field(&mut self, record: FactKind, name: &str, offset: usize) -> Option<Field> {
        let field = Field::from_token(name).filter(|f| !vocab::values(record, *f).is_empty());
        if field.is_none() {
            self.fault(offset, format!("{} has no field {name:?}", record.token()));
        }
        field
    }

    fn value(&mut self, record: FactKind, field: Field, name: &str, offset: usize) -> Option<&'static str> {
        let value = vocab::values(record, field).into_iter().find(|v| *v == name);
        if value.is_none() {
            let known = vocab::values(record, field).join(", ");
            self.fault(
                offset,
                format!("{} of {} cannot be {name:?}; known are {known}", field.token(), record.token()),
            );
        }
        value
    }

    fn select(
        &mut self,
        record: &str,
        dated_by: Option<&str>,
        fields: &BTreeMap<String, OneOrMany>,
        offset: usize,
    ) -> Option<Select> {
        let record = self.record(record, offset)?;
        let known = vocab::dated_by(record);
        let dated_by = match dated_by {
            None => *known.first()?,
            Some(name) => {
                let found = DatedBy::from_token(name).filter(|d| known.contains(d));
                if found.is_none() {
                    self.fault(offset, format!("{} cannot be dated by {name:?}", record.token()));
                }
                found?
            }
        };
        let mut resolved = Vec::new();
        for (name, values) in fields {
            let field = self.field(record, name, offset)?;
            let values: Option<Vec<_>> = values.list().iter().map(|v| self.value(record, field, v, offset)).collect();
            resolved.push((field, values?));
        }
        Some(Select { record, dated_by, fields: resolved })
    }

    fn count(&mut self, raw: &RawCount, offset: usize) -> Option<Count> {
        let select = self.select(&raw.record, raw.dated_by.as_deref(), &raw.fields, offset)?;
        match raw.window_months {
            Some(window_months) if (1..=600).contains(&window_months) => Some(Count { select, window_months }),
            _ => {
                self.fault(offset, "a count needs window_months between 1 and 600");
                None
            }
        }
    }

    pub(super) fn flags(&mut self, raw: Vec<Placed<RawFlag>>, rules: &[Rule]) -> Vec<Flag> {
        let mut out = Vec::new();
        for Placed { raw, offset } in raw {
            let rule = rules.iter().position(|r| r.id == raw.rule);
            if rule.is_none() {
                self.fault(offset, format!("flag {}: there is no rule {:?}", raw.id, raw.rule));
            }
            let unless: Option<Vec<Predicate>> =
                raw.unless.iter().map(|p| self.predicate(p, &raw.id, offset)).collect();
            if unless.as_ref().is_some_and(|all| all.iter().any(|p| !matches!(p, Predicate::Event { .. }))) {
                self.fault(offset, format!("flag {}: unless lists events", raw.id));
            }
            if let (Some(rule), Some(unless)) = (rule, unless) {
                let name = Name { zh: raw.zh, en: raw.en };
                out.push(Flag { id: raw.id, name, rule, unless, line: self.reader.line(offset) });
            }
        }
        if out.len() > 4 {
            self.fault(0, "more than four flags");
        }
        out
    }

    pub(super) fn linked(&mut self, raw: Option<Placed<RawLinked>>) -> Option<LinkedResults> {
        let Placed { raw, offset } = raw?;
        let from = self.reader.day(raw.from, offset)?;
        let records: Option<Vec<FactKind>> = raw.records.iter().map(|r| self.record(r, offset)).collect();
        let records = records?;
        if records.iter().any(|r| !matches!(r, FactKind::Inspection | FactKind::ProductTest | FactKind::FoodTest)) {
            self.fault(offset, "only inspection, product_test and food_test are results of a case");
        }
        let kept_by = match raw.kept_by {
            Some(name) => Some(self.status(&name, offset)?),
            None => None,
        };
        if raw.basis.is_empty() {
            self.fault(offset, "linked_results: basis is missing");
        }
        Some(LinkedResults { from, records, kept_by, basis: raw.basis })
    }

    pub(super) fn peers(&mut self, raw: Option<Placed<RawPeers>>) -> Option<Peers> {
        let Placed { raw, offset } = raw?;
        let count = self.count(&raw.count, offset)?;
        if count.select.record != FactKind::Complaint {
            self.fault(offset, "peers are compared by complaints: count must have record = \"complaint\"");
        }
        let mut ladder: Vec<Rung> = Vec::new();
        for rung in &raw.ladder {
            let has = |name: &str| rung.iter().any(|r| r == name);
            if let Some(odd) = rung.iter().find(|r| !["division", "section", "size", "channel"].contains(&r.as_str())) {
                self.fault(offset, format!("a stratum is made of division or section, size and channel, not {odd:?}"));
            }
            let industry = if has("division") { 2 } else { u8::from(has("section")) };
            let next = Rung { industry, size: has("size"), channel: has("channel") };
            if let Some(last) = ladder.last()
                && !(next.industry <= last.industry
                    && next.size <= last.size
                    && next.channel <= last.channel
                    && next != *last)
            {
                self.fault(offset, "each level of the ladder must be wider than the one before");
            }
            ladder.push(next);
        }
        if ladder.last() != Some(&Rung { industry: 0, size: false, channel: false }) {
            self.fault(offset, "the last level of the ladder must be [], the whole city");
        }
        self.within(raw.floor_thousandths, 1..=1_000 * MOST, "floor_thousandths", "peers", offset);
        Some(Peers {
            count: count.select,
            window_months: count.window_months,
            ladder,
            minimum_others: raw.minimum_others,
            floor_thousandths: raw.floor_thousandths,
        })
    }
}
