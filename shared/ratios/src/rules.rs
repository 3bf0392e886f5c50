//! The dated numbers of the ratios (指标参数).

use crate::measure::{Measure, ORDER_RETURN, T5_GRACE, TARGETS};
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader, on_every_day};
use policy::set::PolicySet;
use std::collections::BTreeMap;

/// What the policy says of ratios on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// What is asked of each measure, in thousandths.
    pub targets: BTreeMap<Measure, u64>,
    /// Working days after the limit within which an end because the time is over is in time.
    pub t5_grace: u32,
    /// Working days within which a work order that is handed back is in no ratio.
    pub order_return: u32,
    /// The intervals that this was read from.
    pub basis: Vec<Basis>,
}

impl Rules {
    /// Reads what holds on `day`.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or has not the shape that is needed.
    pub fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let targets = reader.take(TARGETS, Unit::Permille, targets);
        let t5_grace = reader.take(T5_GRACE, Unit::WorkingDays, number);
        let order_return = reader.take(ORDER_RETURN, Unit::WorkingDays, number);
        let basis = reader.end()?;
        let read = || Some(Self { targets: targets?, t5_grace: t5_grace?, order_return: order_return?, basis });
        // What is missing is a fault, and those have been told.
        read().ok_or_else(Vec::new)
    }

    /// Whatever the day, can the rules be read?
    ///
    /// # Errors
    /// Those of [`Rules::on`] on the first day of each interval.
    pub fn check(set: &PolicySet) -> Result<(), Vec<Fault>> {
        on_every_day(set, |day| Self::on(set, day))
    }

    /// The interval of a parameter that was used.
    #[must_use]
    pub fn basis_of(&self, id: &str) -> Option<&Basis> {
        self.basis.iter().find(|basis| basis.reference.split_once('@').is_some_and(|(name, _)| name == id))
    }

    /// The parameters that a measure goes by: its number, and its target if it has one.
    pub fn of_measure(&self, measure: Measure) -> impl Iterator<Item = &Basis> {
        let target = self.targets.contains_key(&measure).then_some(TARGETS);
        measure.number().into_iter().chain(target).filter_map(|id| self.basis_of(id))
    }
}

fn number(value: &Value) -> Result<u32, String> {
    let read = value.integer().and_then(|number| u32::try_from(number).ok()).filter(|number| *number <= 366);
    read.ok_or_else(|| "a number from 0 to 366 is needed".to_owned())
}

fn targets(value: &Value) -> Result<BTreeMap<Measure, u64>, String> {
    let table = value.table().ok_or("a table by measure is needed")?;
    let target = |(name, value): (&String, &Value)| {
        let measure = Measure::from_token(name).ok_or_else(|| format!("{name} is no measure"))?;
        let target = value.integer().and_then(|number| u64::try_from(number).ok()).filter(|target| *target <= 1_000);
        Ok((measure, target.ok_or_else(|| format!("the target of {name} is not within 0 and 1000"))?))
    };
    table.iter().map(target).collect()
}
