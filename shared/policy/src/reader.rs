//! Typed values of one day, each noted with the interval that it was read from.

use crate::fault::Fault;
use crate::parameter::{Found, Unit, Value};
use crate::set::{PolicySet, path_of_id};
use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An interval of a parameter on which something rests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Does it rest on what is not settled, or stand in for a day before its first?
    pub provisional: bool,
    /// `id@first day`.
    pub reference: String,
}

/// Whatever the day, can it be read? For whoever reads a day at a time, so that what would fail on a later day fails at
/// once.
///
/// # Errors
/// Every fault on the first day of each interval of the set.
pub fn on_every_day<T>(set: &PolicySet, read: impl Fn(Day) -> Result<T, Vec<Fault>>) -> Result<(), Vec<Fault>> {
    let days: BTreeSet<Day> = set.parameters().flat_map(|parameter| &parameter.intervals).map(|one| one.day).collect();
    let faults: BTreeSet<Fault> = days.into_iter().filter_map(|day| read(day).err()).flatten().collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.into_iter().collect()) }
}

/// Reads what holds on a day, one parameter after the other, so that every fault is told at once.
#[derive(Debug)]
pub struct Reader<'p> {
    set: &'p PolicySet,
    day: Day,
    basis: Vec<Basis>,
    faults: Vec<Fault>,
}

impl<'p> Reader<'p> {
    /// Of a set, on a day.
    #[must_use]
    pub const fn on(set: &'p PolicySet, day: Day) -> Self {
        Self { set, day, basis: Vec::new(), faults: Vec::new() }
    }

    /// The value of a parameter; nothing if it is missing, has another unit, or not the shape that `read` needs.
    pub fn take<T>(&mut self, id: &str, unit: Unit, read: impl Fn(&Value) -> Result<T, String>) -> Option<T> {
        match self.find(id, unit).and_then(|found| Ok((read(found.value)?, found))) {
            Ok((value, found)) => {
                let provisional = found.provisional || found.before_first;
                self.basis.push(Basis { provisional, reference: found.reference() });
                Some(value)
            }
            Err(cause) => {
                self.fault(id, cause);
                None
            }
        }
    }

    /// Notes that a parameter cannot be used.
    pub fn fault(&mut self, id: &str, cause: String) {
        let interval = self.set.get(id).and_then(|parameter| parameter.interval(self.day));
        self.faults.push(Fault { file: path_of_id(id), line: interval.map_or(1, |interval| interval.line), cause });
    }

    /// The intervals in order of their names, or every fault.
    ///
    /// # Errors
    /// The faults, if there was any.
    pub fn end(mut self) -> Result<Vec<Basis>, Vec<Fault>> {
        self.basis.sort_by(|a, b| a.reference.cmp(&b.reference));
        if self.faults.is_empty() { Ok(self.basis) } else { Err(self.faults) }
    }

    fn find(&self, id: &str, unit: Unit) -> Result<Found<'p>, String> {
        match self.set.get(id) {
            Some(parameter) if parameter.unit != unit => Err(format!("the unit of {id} must be {unit:?}")),
            _ => self.set.at(id, self.day).map_err(|error| error.to_string()),
        }
    }
}
