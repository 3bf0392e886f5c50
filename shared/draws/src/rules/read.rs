//! Reads the rules of a day from `policies/inspections`.

use super::{Basis, Protects, Ratio, Rules, RulesError};
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Found, Unit, Value};
use policy::set::{PolicySet, path_of_id};
use std::collections::BTreeMap;

/// Longest time in days or months, largest cap.
const MOST: u32 = 3_660;

type Read<T> = Result<T, String>;

impl Rules {
    /// Reads what holds on `day`.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or whose value has not the shape that is needed.
    pub fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader { set, day, basis: Vec::new(), faults: Vec::new() };
        let ratios = reader.take("inspections.sampling_ratios", Unit::Permille, |value| table(value, ratio));
        let caps = reader.take("inspections.visit_caps", Unit::Count, |value| table(value, number));
        let protection_months = reader.take("inspections.repeat_protection", Unit::Months, number);
        let protects = reader.take("inspections.repeat_protection_counts", Unit::Tokens, protects);
        let unrated = reader.take("inspections.unrated_class", Unit::Tokens, text);
        let former_employer_months = reader.take("inspections.former_employer", Unit::Months, number);
        let lead_days = reader.take("inspections.commitment_lead", Unit::Days, number);
        let wait_days = reader.take("inspections.value_wait", Unit::Days, number);
        let Reader { mut basis, mut faults, .. } = reader;
        basis.sort_by(|a, b| a.reference.cmp(&b.reference));
        let read = || {
            Some(Self {
                basis,
                caps: caps?,
                former_employer_months: former_employer_months?,
                lead_days: lead_days?,
                protection_months: protection_months?,
                protects: protects?,
                ratios: ratios?,
                unrated: unrated?,
                wait_days: wait_days?,
            })
        };
        let Some(rules) = read() else { return Err(faults) };
        if let Err(error) = rules.check() {
            let id = match error {
                RulesError::Unrated { .. } => "inspections.unrated_class",
                RulesError::Lead => "inspections.commitment_lead",
                _ => "inspections.sampling_ratios",
            };
            faults.push(fault(id, error.to_string()));
        }
        if faults.is_empty() { Ok(rules) } else { Err(faults) }
    }
}

struct Reader<'p> {
    set: &'p PolicySet,
    day: Day,
    basis: Vec<Basis>,
    faults: Vec<Fault>,
}

impl<'p> Reader<'p> {
    fn take<T>(&mut self, id: &str, unit: Unit, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.find(id, unit).and_then(|found| Ok((read(found.value)?, found))) {
            Ok((value, found)) => {
                let provisional = found.provisional || found.before_first;
                self.basis.push(Basis { provisional, reference: found.reference() });
                Some(value)
            }
            Err(cause) => {
                self.faults.push(fault(id, cause));
                None
            }
        }
    }

    fn find(&self, id: &str, unit: Unit) -> Read<Found<'p>> {
        match self.set.get(id) {
            Some(parameter) if parameter.unit != unit => Err(format!("the unit of {id} must be {unit:?}")),
            _ => self.set.at(id, self.day).map_err(|error| error.to_string()),
        }
    }
}

fn fault(id: &str, cause: String) -> Fault {
    Fault { file: path_of_id(id), line: 1, cause }
}

fn number(value: &Value) -> Read<u32> {
    let read = value.integer().and_then(|number| u32::try_from(number).ok()).filter(|number| *number <= MOST);
    read.ok_or_else(|| format!("a number from 0 to {MOST} is needed"))
}

fn text(value: &Value) -> Read<String> {
    value.text().map(str::to_owned).ok_or_else(|| "a text is needed".to_owned())
}

fn protects(value: &Value) -> Read<Protects> {
    match value.text() {
        Some("any_bureau") => Ok(Protects::AnyBureau),
        Some("higher_bureau") => Ok(Protects::HigherBureau),
        _ => Err("any_bureau or higher_bureau is needed".to_owned()),
    }
}

fn table<T>(value: &Value, read: impl Fn(&Value) -> Read<T>) -> Read<BTreeMap<String, T>> {
    let table = value.table().ok_or("a table by class is needed")?;
    table.iter().map(|(class, value)| Ok((class.clone(), read(value)?))).collect()
}

fn ratio(value: &Value) -> Read<Ratio> {
    let table = value.table().filter(|table| table.len() == 2);
    let share = |key: &str| table.and_then(|table| table.get(key)).ok_or("enterprise and sole_trader are needed");
    Ok(Ratio { enterprise: number(share("enterprise")?)?, sole_trader: number(share("sole_trader")?)? })
}
