//! The dated numbers of the ratios (指标参数).

use crate::measure::Measure;
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader};
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
        let targets = reader.take("ratios.targets", Unit::Permille, targets);
        let t5_grace = reader.take("ratios.t5_grace", Unit::WorkingDays, number);
        let order_return = reader.take("ratios.order_return", Unit::WorkingDays, number);
        let basis = reader.end()?;
        let read = || Some(Self { targets: targets?, t5_grace: t5_grace?, order_return: order_return?, basis });
        // What is missing is a fault, and those have been told.
        read().ok_or_else(Vec::new)
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
