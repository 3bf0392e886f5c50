//! The policy files shipped with the program, compiled in: an installation needs no folder of
//! policies to answer, and may still lay its own files over these.

mod files;

pub use files::{
    ALERTS, CALENDARS, CATALOGUE, CLOCKS, FILINGS, INSPECTIONS, PARAMETERS, PROCEDURES, PUBLICATION, RATIOS, SCHEMES,
    SOURCES,
};

use crate::calendar::Calendar;
use crate::fault::Fault;
use crate::scheme::{Scheme, parse};
use crate::set::PolicySet;

/// A shipped scheme with its file, which a certificate carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShippedScheme {
    /// Path below `policies/`.
    pub path: &'static str,
    /// The file's text.
    pub text: &'static str,
    /// What it says.
    pub scheme: Scheme,
}

/// The shipped parameters.
///
/// # Errors
/// Never for a program that passed its tests; else every fault of the shipped files.
pub fn policies() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(PARAMETERS.iter().copied())
}

/// The shipped clocks.
///
/// # Errors
/// As [`policies`].
pub fn clocks() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(CLOCKS.iter().copied())
}

/// The shipped parameters of inspections.
///
/// # Errors
/// As [`policies`].
pub fn inspections() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(INSPECTIONS.iter().copied())
}

/// The shipped parameters of alerts.
///
/// # Errors
/// As [`policies`].
pub fn alerts() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(ALERTS.iter().copied())
}

/// The shipped parameters of what is made of filings.
///
/// # Errors
/// As [`policies`].
pub fn filings() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(FILINGS.iter().copied())
}

/// The shipped parameters of ratios.
///
/// # Errors
/// As [`policies`].
pub fn ratios() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(RATIOS.iter().copied())
}

/// The shipped parameters of the report cards of sources.
///
/// # Errors
/// As [`policies`].
pub fn sources() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(SOURCES.iter().copied())
}

/// The shipped parameters of procedures.
///
/// # Errors
/// As [`policies`].
pub fn procedures() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(PROCEDURES.iter().copied())
}

/// The shipped parameters of what may leave this house.
///
/// # Errors
/// As [`policies`].
pub fn catalogue() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(CATALOGUE.iter().copied())
}

/// The shipped parameters of publication.
///
/// # Errors
/// As [`policies`].
pub fn publication() -> Result<PolicySet, Vec<Fault>> {
    PolicySet::read(PUBLICATION.iter().copied())
}

/// The shipped calendar.
///
/// # Errors
/// As [`policies`].
pub fn calendar() -> Result<Calendar, Vec<Fault>> {
    Calendar::read(CALENDARS.iter().copied())
}

/// The shipped schemes, in order of path.
///
/// # Errors
/// Never for a program that passed its tests; else every fault of the shipped files.
pub fn schemes() -> Result<Vec<ShippedScheme>, Vec<Fault>> {
    let mut read = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in SCHEMES {
        match parse::read(path, text) {
            Ok(scheme) => read.push(ShippedScheme { path, text, scheme }),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// The shipped scheme with this label (`LC-CONSUME 1.0`) or this id (`LC-CONSUME`; of several
/// versions the one in force last), in capitals or not. `None` if none is called so.
///
/// # Errors
/// As [`schemes`].
pub fn scheme(label_or_id: &str) -> Result<Option<ShippedScheme>, Vec<Fault>> {
    let called = |name: &str| name.eq_ignore_ascii_case(label_or_id.trim());
    let found = schemes()?.into_iter().filter(|s| called(&s.scheme.label()) || called(&s.scheme.id));
    Ok(found.max_by_key(|s| s.scheme.effective_from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameter;
    use domain::day::Day;

    #[test]
    fn the_shipped_files_are_free_of_faults_and_checked() {
        let sets = [
            (policies(), PARAMETERS),
            (clocks(), CLOCKS),
            (inspections(), INSPECTIONS),
            (ratios(), RATIOS),
            (filings(), FILINGS),
            (alerts(), ALERTS),
            (publication(), PUBLICATION),
            (sources(), SOURCES),
            (procedures(), PROCEDURES),
            (catalogue(), CATALOGUE),
        ];
        for (set, files) in sets {
            let set = set.unwrap();
            assert_eq!(set.parameters().count(), files.len());
            let is_whole = |p: &Parameter| p.checked_on.is_some() && !p.title.zh.is_empty() && !p.title.en.is_empty();
            assert!(set.parameters().all(is_whole));
        }
        assert!(calendar().is_ok());
        assert_eq!(schemes().unwrap().len(), SCHEMES.len());
    }

    #[test]
    fn schemes_are_found_by_label_and_by_id() {
        let found = scheme("lc-consume 1.0").unwrap().unwrap();
        assert_eq!(found.scheme.label(), "LC-CONSUME 1.0");
        assert_eq!(scheme("LC-CONSUME").unwrap().unwrap().path, found.path);
        assert_eq!(scheme("UK-FHRS").unwrap().unwrap().path, "schemes/fhrs-2013.toml");
        assert!(scheme("LC-CONSUME 9").unwrap().is_none());
    }

    #[test]
    fn the_law_changes_on_its_days() {
        let set = policies().unwrap();
        let general = |day: &str| {
            let found = set.at("publicity.gsxt_maxima", Day::parse(day).unwrap()).unwrap();
            (found.value.entry("general").unwrap().integer().unwrap(), found.provisional, found.before_first)
        };
        assert_eq!(general("2013-05-01"), (60, false, true));
        assert_eq!(general("2021-08-31"), (60, false, false));
        assert_eq!(general("2021-09-01"), (36, false, false));
        assert_eq!(general("2025-12-24"), (36, false, false));
        assert_eq!(general("2025-12-25"), (12, true, false));
    }
}
