//! Memberships of every case, in memory (名单目录): worked out from the journal of steps and brought up to date before it is
//! looked at, so that a list of everybody need not read every case.

use crate::error::ListError;
use crate::feed::is_told;
use crate::lists::Lists;
use crate::membership::Membership;
use cases::{CaseFile, Sight};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Steps that are read together.
const PAGE: u16 = 1_000;

/// The memberships, by the numbers of their cases.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Index>);

#[derive(Default)]
struct Index {
    /// Up to where the journal was read.
    place: Option<String>,
    /// The last step that changed what followers are told.
    last: Option<String>,
    cases: BTreeMap<i64, Arc<Shelved>>,
    /// The cases in which somebody has named law that is not settled, by its reference.
    resting: BTreeMap<String, BTreeSet<i64>>,
}

/// A case with its membership, as they were when it was looked at.
pub(crate) struct Shelved {
    pub(crate) file: CaseFile,
    pub(crate) membership: Membership,
}

impl Lists {
    /// Every case that has led to a membership, as its steps stood when they were last written.
    pub(crate) fn shelved(&self) -> Result<Vec<Arc<Shelved>>, ListError> {
        let mut index = self.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.catch_up(&mut index)?;
        Ok(index.cases.values().map(Arc::clone).collect())
    }

    /// A case, if it has led to a membership, as its steps stood when they were last written.
    pub(crate) fn on_shelf(&self, case_no: i64) -> Result<Option<Arc<Shelved>>, ListError> {
        let mut index = self.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.catch_up(&mut index)?;
        Ok(index.cases.get(&case_no).map(Arc::clone))
    }

    /// The place of the last change that followers are told.
    pub(crate) fn last_told(&self) -> Result<Option<String>, ListError> {
        let mut index = self.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.catch_up(&mut index)?;
        let end = self.book.end()?;
        // What is behind that place cannot be read yet, and may tell something: nobody is level before that is known.
        Ok(if end == index.place { index.last.clone() } else { end })
    }

    /// How many cases rest on law that is not settled, by its reference.
    pub(crate) fn cases_resting(&self) -> Result<BTreeMap<String, usize>, ListError> {
        let mut index = self.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.catch_up(&mut index)?;
        Ok(index.resting.iter().map(|(law, cases)| (law.clone(), cases.len())).collect())
    }

    /// Up to where the journal was read.
    pub(crate) fn place(&self) -> Option<String> {
        self.shelf.0.lock().unwrap_or_else(PoisonError::into_inner).place.clone()
    }

    fn catch_up(&self, index: &mut Index) -> Result<(), ListError> {
        loop {
            let changes = self.book.changes(index.place.as_deref(), PAGE)?;
            let Some(end) = changes.last().map(|change| change.cursor.clone()) else { return Ok(()) };
            for change in &changes {
                for law in &change.step.rests_on {
                    index.resting.entry(law.clone()).or_default().insert(change.case_no);
                }
            }
            let numbers: BTreeSet<i64> = changes.iter().map(|change| change.case_no).collect();
            let mut steps = BTreeMap::new();
            for case_no in numbers {
                let file = self.book.file(case_no, &Sight::EVERYWHERE)?;
                let taken = self.book.steps(case_no, &Sight::EVERYWHERE)?;
                if let Some(membership) = self.membership(&file, &taken) {
                    index.cases.insert(case_no, Arc::new(Shelved { file: file.clone(), membership }));
                }
                steps.insert(case_no, (file, taken));
            }
            let told = changes.iter().rev().find(|change| {
                steps.get(&change.case_no).is_some_and(|(file, taken)| is_told(self, file, taken, change.step.number))
            });
            if let Some(told) = told {
                index.last = Some(told.cursor.clone());
            }
            index.place = Some(end);
        }
    }
}
