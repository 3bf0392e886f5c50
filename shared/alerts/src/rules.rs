//! The dated thresholds (预警参数).

use crate::growth::GrowthRules;
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader, on_every_day};
use policy::set::PolicySet;

/// What the policy says of findings on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Days within which the same person's filing of the same cause is a repetition.
    pub repeat_days: u32,
    /// Filings at one merchant on one day that are a burst.
    pub burst: u32,
    /// Identities with one text that are coordinated.
    pub coordinated: u32,
    /// Days within which their texts are compared.
    pub coordinated_days: u32,
    /// Distinct complainants with one type of problem that are a group.
    pub group: u32,
    /// Days within which they are counted.
    pub group_days: u32,
    /// What growth goes by.
    pub growth: GrowthRules,
    /// Working days after which a hold lapses.
    pub hold_days: u32,
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
        let mut number = |id: &str, unit| reader.take(id, unit, number);
        let repeat_days = number("alerts.repeat_days", Unit::Days);
        let burst = number("alerts.burst", Unit::Count);
        let coordinated = number("alerts.coordinated", Unit::Count);
        let coordinated_days = number("alerts.coordinated_days", Unit::Days);
        let group = number("alerts.group", Unit::Count);
        let group_days = number("alerts.group_days", Unit::Days);
        let hold_days = number("alerts.hold_days", Unit::WorkingDays);
        let growth = GrowthRules::read(&mut reader);
        let basis = reader.end()?;
        let read = || {
            Some(Self {
                repeat_days: repeat_days?,
                burst: burst?,
                coordinated: coordinated?,
                coordinated_days: coordinated_days?,
                group: group?,
                group_days: group_days?,
                growth: growth?,
                hold_days: hold_days?,
                basis,
            })
        };
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
}

fn number(value: &Value) -> Result<u32, String> {
    let read =
        value.integer().and_then(|number| u32::try_from(number).ok()).filter(|number| (1..=3_660).contains(number));
    read.ok_or_else(|| "a number from 1 to 3660 is needed".to_owned())
}
