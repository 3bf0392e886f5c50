//! What steps require, as the service that keeps the cases finds it.

use crate::act::Act;
use crate::error::CaseError;
use crate::file::{CaseFile, StepTaken};
use domain::day::Day;
use statute::procedure::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// What was found of requirements, by their codes.
pub type Findings = BTreeMap<String, Finding>;

/// A case of which something is asked.
#[derive(Clone, Copy, Debug)]
pub struct Before<'b> {
    /// The case; of one that is only being opened the number is 0.
    pub file: &'b CaseFile,
    /// What was done in it.
    pub steps: &'b [StepTaken],
    /// The step that somebody wants to take; nothing where it is only asked what could be done.
    pub act: Option<&'b Act>,
    /// On which day.
    pub on: Day,
}

/// Whether what steps require holds (条件核查): the service knows the records, and whom else to ask.
pub trait Requirements: Send + Sync {
    /// What it finds of each of these codes. One that it leaves out is taken not to hold.
    ///
    /// # Errors
    /// If it cannot be found out; then the step is not taken.
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError>;

    /// Is what the step states good, once the law allows the step? Nothing is asked of most steps.
    ///
    /// # Errors
    /// [`CaseError::Field`] that names what is wrong; or whatever finding it out gives. Then the step is not taken.
    fn fits(&self, _before: Before<'_>) -> Result<(), CaseError> {
        Ok(())
    }
}
