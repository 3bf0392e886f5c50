//! What steps require of the records.

use crate::error::CaseError;
use crate::file::CaseFile;
use domain::day::Day;
use statute::procedure::Finding;

/// Says whether what a step requires holds (法定条件): the service that keeps the cases knows whom to ask.
///
/// It is asked before the transaction of a step, so that it may take its time; if the case has gone on meanwhile, the
/// step is not taken.
pub trait Requirements {
    /// What is found of a requirement, by its code, of a case on a day. Of a case that is only being opened
    /// [`CaseFile::case_no`] and [`CaseFile::steps`] are 0.
    ///
    /// # Errors
    /// If it cannot be found out; then the step is not taken.
    fn finding(&self, case: &CaseFile, code: &str, on: Day) -> Result<Finding, CaseError>;
}
