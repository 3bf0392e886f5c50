//! The law of the lists, read once from the policy of an installation.

use crate::unclear::Unclear;
use domain::area::{AreaCode, AreaHistory};
use domain::day::Day;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::{Interval, Value};
use policy::set::{PolicySet, path_of_id};
use statute::duties::Limits;
use statute::gate::Catalogue;
use statute::measures::Measures;
use statute::procedure::Procedures;
use statute::repair::Rules;
use statute::tables::Tables;
use std::sync::Arc;

/// The table of the offices of the next level up.
const UPPER_OFFICES: &str = "listing.upper_offices";
/// The table of the offices that register merchants, by area.
const REGISTERING_OFFICES: &str = "listing.registering_offices";
/// For how many months everybody hears of an entry that ended.
const ENDED_WINDOW: &str = "listing.ended_window";

/// Procedures, terms, heavy penalties, measures, and which office stands above which (名单规则).
#[derive(Debug)]
pub struct Law {
    pub(crate) procedures: Arc<Procedures>,
    pub(crate) rules: Rules,
    pub(crate) measures: Measures,
    pub(crate) tables: Tables,
    /// By what anything leaves the house.
    pub(crate) catalogue: Catalogue,
    /// What of all that the house goes by is not settled.
    pub(crate) unclear: Vec<Unclear>,
    policies: PolicySet,
}

impl Law {
    /// Reads it from a library.
    ///
    /// # Errors
    /// Every fault of what it is read from.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let policies = library.procedures.clone();
        let limits = Limits::of(library)?;
        let law = Self {
            procedures: Arc::new(Procedures::read(&policies, limits.clocks())?),
            rules: Rules::read(&policies)?,
            measures: Measures::read(&policies)?,
            tables: Tables::read(&library.parameters)?,
            catalogue: Catalogue::of(library)?,
            unclear: Unclear::of(library),
            policies,
        };
        law.check()?;
        Ok(law)
    }

    /// The successions of areas (区划沿革).
    #[must_use]
    pub const fn areas(&self) -> &AreaHistory {
        self.tables.areas()
    }

    /// Code of the office of the next level up (上一级机关) on a day; nothing if it is not known.
    #[must_use]
    pub fn upper_office(&self, office: &str, on: Day) -> Option<String> {
        let found = self.policies.at(UPPER_OFFICES, on).ok()?;
        found.value.entry(office).and_then(Value::text).map(str::to_owned)
    }

    /// Codes of the offices that register merchants of an area (登记机关) on a day, and what says so; none if they are not
    /// known.
    #[must_use]
    pub fn registering_offices(&self, area: AreaCode, on: Day) -> (Vec<&str>, String) {
        let Ok(found) = self.policies.at(REGISTERING_OFFICES, on) else { return (Vec::new(), String::new()) };
        let offices = found.value.entry(area.as_str()).and_then(Value::texts);
        (offices.unwrap_or_default(), found.reference())
    }

    /// Does everybody still hear on a day of an entry that ended on another (公开的时间范围)?
    #[must_use]
    pub fn is_heard(&self, ended_on: Day, on: Day) -> bool {
        let found = self.policies.at(ENDED_WINDOW, on).ok();
        let months = found.and_then(|found| found.value.integer()).and_then(|months| u32::try_from(months).ok());
        months.is_some_and(|months| on <= ended_on.plus_months(months))
    }

    /// Does every version say which office stands above which, and none above itself?
    fn check(&self) -> Result<(), Vec<Fault>> {
        let fault = |line, cause: String| Fault { file: path_of_id(UPPER_OFFICES), line, cause };
        let Some(parameter) = self.policies.get(UPPER_OFFICES) else {
            return Err(vec![fault(1, format!("parameter {UPPER_OFFICES} is missing"))]);
        };
        let mut faults = Vec::new();
        for interval in &parameter.intervals {
            match interval.value.as_ref().and_then(Value::table) {
                None => faults.push(fault(interval.line, "the value must be a table of offices".to_owned())),
                Some(table) => faults.extend(table.iter().filter_map(|(office, upper)| {
                    let is_other =
                        upper.text().is_some_and(|upper| !upper.trim().is_empty() && upper != office.as_str());
                    (!is_other).then(|| fault(interval.line, format!("{office}: the next level up is another office")))
                })),
            }
        }
        faults.extend(self.check_registering_offices());
        if self.policies.get(ENDED_WINDOW).is_none() {
            let (file, cause) = (path_of_id(ENDED_WINDOW), format!("parameter {ENDED_WINDOW} is missing"));
            faults.push(Fault { file, line: 1, cause });
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Does every version name areas, each with its offices?
    fn check_registering_offices(&self) -> Vec<Fault> {
        let fault = |line, cause: String| Fault { file: path_of_id(REGISTERING_OFFICES), line, cause };
        let Some(parameter) = self.policies.get(REGISTERING_OFFICES) else {
            return vec![fault(1, format!("parameter {REGISTERING_OFFICES} is missing"))];
        };
        let of_version = |interval: &Interval| {
            let table = interval.value.as_ref().and_then(Value::table);
            let is_wrong = |(area, offices): &(&String, &Value)| {
                AreaCode::parse(area).is_err() || offices.texts().is_none_or(|offices| offices.is_empty())
            };
            let cause = match table {
                None => Some("the value must be a table of areas".to_owned()),
                Some(table) => table.iter().find(is_wrong).map(|(area, _)| format!("{area}: an area with its offices")),
            };
            cause.map(|cause| fault(interval.line, cause))
        };
        parameter.intervals.iter().filter_map(of_version).collect()
    }
}
