//! Reads the rules of a day from `policies/inspections`.

use super::{Protects, Ratio, Rules, RulesError};
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::Reader;
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
        let mut reader = Reader::on(set, day);
        let ratios = reader.take("inspections.sampling_ratios", Unit::Permille, |value| table(value, ratio));
        let caps = reader.take("inspections.visit_caps", Unit::Count, |value| table(value, number));
        let protection_months = reader.take("inspections.repeat_protection", Unit::Months, number);
        let protects = reader.take("inspections.repeat_protection_counts", Unit::Tokens, protects);
        let unrated = reader.take("inspections.unrated_class", Unit::Tokens, text);
        let former_employer_months = reader.take("inspections.former_employer", Unit::Months, number);
        let lead_days = reader.take("inspections.commitment_lead", Unit::Days, number);
        let wait_days = reader.take("inspections.value_wait", Unit::Days, number);
        let basis = reader.end()?;
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
        // Whatever is missing is a fault, so there is none here.
        let Some(rules) = read() else { return Err(Vec::new()) };
        rules.check().map_err(|error| {
            let id = match error {
                RulesError::Unrated { .. } => "inspections.unrated_class",
                RulesError::Lead => "inspections.commitment_lead",
                _ => "inspections.sampling_ratios",
            };
            vec![Fault { file: path_of_id(id), line: 1, cause: error.to_string() }]
        })?;
        Ok(rules)
    }
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
        // It would protect nobody, and in silence.
        Some("higher_bureau") => {
            Err("higher_bureau cannot be applied: no record of a visit says whether a higher bureau \
                                      made it. any_bureau is needed"
                .to_owned())
        }
        _ => Err("any_bureau is needed".to_owned()),
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
