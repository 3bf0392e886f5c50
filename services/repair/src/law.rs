//! The law by which repair is judged, read once.

use contracts::access::Role;
use domain::area::AreaCode;
use domain::day::Day;
use domain::vocab::InspectionResult;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::Value;
use policy::set::{PolicySet, path_of_id};
use statute::duties::Limits;
use statute::gate::Catalogue;
use statute::procedure::{Finding, Procedures};
use statute::publication;
use statute::repair::Rules;
use statute::tables::Tables;
use std::sync::Arc;

/// The table of offices by area.
const AREA_OFFICES: &str = "repair.area_offices";
/// Results that are open to a re-inspection.
const REINSPECTION_RESULTS: &str = "repair.reinspection_results";

/// Procedures, conditions of repair, the tables of display, what is public, and who handles what names no office
/// (修复和异议规则).
#[derive(Debug)]
pub struct Law {
    pub(crate) procedures: Arc<Procedures>,
    pub(crate) rules: Rules,
    pub(crate) tables: Tables,
    policies: PolicySet,
    /// What is shown of what may be published.
    pub(crate) publication: PolicySet,
    /// Which statuses are public, among other things.
    pub(crate) disclosure: PolicySet,
    /// Which results of visits and tests are public.
    pub(crate) inspections: PolicySet,
    /// How long complaints are.
    pub(crate) filings: PolicySet,
    /// What may leave the house.
    catalogue: Catalogue,
}

impl Law {
    /// Reads it from a library.
    ///
    /// # Errors
    /// Every fault of its procedures, of the conditions of repair, of the tables of display, of publication, of the catalogue, and
    /// of the tables of offices and results.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let limits = Limits::of(library)?;
        publication::Rules::check(&library.publication)?;
        let law = Self {
            procedures: Arc::new(Procedures::read(&library.procedures, limits.clocks())?),
            rules: Rules::read(&library.procedures)?,
            tables: Tables::read(&library.parameters)?,
            policies: library.procedures.clone(),
            publication: library.publication.clone(),
            disclosure: library.parameters.clone(),
            inspections: library.inspections.clone(),
            filings: library.filings.clone(),
            catalogue: Catalogue::of(library)?,
        };
        let mut faults = law.faults(AREA_OFFICES, faults_of_offices);
        faults.extend(law.faults(REINSPECTION_RESULTS, faults_of_results));
        if faults.is_empty() { Ok(law) } else { Err(faults) }
    }

    /// The office of an area that handles what names no office itself (按登记地办理的机关), or else that of its city; nothing if
    /// the table has neither.
    pub(crate) fn area_office(&self, area: AreaCode, on: Day) -> Option<String> {
        let found = self.policies.at(AREA_OFFICES, on).ok()?;
        let city = area.as_str().get(..4).map(|city| format!("{city}00"));
        let office = [Some(area.to_string()), city].into_iter().flatten().find_map(|area| found.value.entry(&area));
        office.and_then(Value::text).map(str::to_owned)
    }

    /// Is one of these results open to a re-inspection on a day?
    pub(crate) fn is_adverse(&self, mut results: impl Iterator<Item = InspectionResult>, on: Day) -> Finding {
        let Ok(found) = self.policies.at(REINSPECTION_RESULTS, on) else {
            return Finding { provisional: true, ..Finding::known(false, REINSPECTION_RESULTS) };
        };
        let open = tokens(found.value);
        let holds = results.any(|result| open.contains(&result.token()));
        let provisional = found.provisional || found.before_first;
        Finding { provisional, ..Finding::known(holds, found.reference()) }
    }

    /// Is a group of what a rating tells, such as `reasons`, opened to a role by the lawfulness gate, on the ground on which the
    /// role sees every merchant?
    pub(crate) fn opens(&self, role: Role, group: &str, day: Day) -> bool {
        let ground = match role {
            Role::Bank => "public",
            Role::Merchant => "own",
            _ => "duty",
        };
        self.catalogue.discloses("credit_class", (role.token(), ground), &[group], false, day).is_ok()
    }

    /// The same of what a merchant has authorised a role to see.
    pub(crate) fn opens_what_is_authorised(&self, role: Role, group: &str, day: Day) -> bool {
        self.catalogue.discloses("credit_class", (role.token(), "authorisation"), &[group], true, day).is_ok()
    }

    /// What is wrong with the values of a parameter.
    fn faults(&self, id: &str, wrong: impl Fn(&Value) -> Vec<String>) -> Vec<Fault> {
        let fault = |line, cause| Fault { file: path_of_id(id), line, cause };
        let Some(parameter) = self.policies.get(id) else {
            return vec![fault(1, format!("parameter {id} is missing"))];
        };
        let of_interval = |(line, value): (usize, Option<&Value>)| {
            let causes = value.map_or_else(|| vec!["it must not end".to_owned()], &wrong);
            causes.into_iter().map(|cause| fault(line, cause)).collect::<Vec<_>>()
        };
        let intervals = parameter.intervals.iter().map(|interval| (interval.line, interval.value.as_ref()));
        intervals.flat_map(of_interval).collect()
    }
}

fn tokens(value: &Value) -> Vec<&str> {
    match value {
        Value::List(values) => values.iter().filter_map(Value::text).collect(),
        _ => Vec::new(),
    }
}

fn faults_of_offices(value: &Value) -> Vec<String> {
    let Some(table) = value.table() else { return vec!["the value must be a table of areas and offices".to_owned()] };
    let is_wrong = |(area, office): &(&String, &Value)| {
        AreaCode::parse(area).is_err() || office.text().is_none_or(|office| office.trim().is_empty())
    };
    table.iter().filter(is_wrong).map(|(area, _)| format!("{area}: an area and its office are needed")).collect()
}

fn faults_of_results(value: &Value) -> Vec<String> {
    let Value::List(values) = value else { return vec!["the value must be a list of results".to_owned()] };
    let is_known = |value: &&Value| value.text().and_then(InspectionResult::from_token).is_none();
    values.iter().filter(is_known).map(|value| format!("{value:?} is no result of an inspection")).collect()
}
