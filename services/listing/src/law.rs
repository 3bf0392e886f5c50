//! The law of the lists, read once from the policy of an installation.

use crate::unclear::Unclear;
use domain::area::AreaHistory;
use domain::day::Day;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::Value;
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
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}
