//! What is objected to (异议处理中): from the day on which an objection is made until it is answered.

use crate::bench::Own;
use crate::repairs::Repairs;
use cases::CaseError;
use contracts::port::{Pending, PendingItem, PortError};
use domain::day::Day;

impl Repairs {
    /// Every item of a merchant about which an objection is open.
    ///
    /// # Errors
    /// [`CaseError::Database`], or what is kept cannot be read.
    pub fn objected(&self, subject_id: i64) -> Result<Vec<PendingItem>, CaseError> {
        let own = self.court.book.of_subject(subject_id)?;
        Ok(own.iter().filter_map(|own| self.flag(own)).collect())
    }

    /// What a case flags, if it does: the law says by which steps it begins and ends.
    fn flag(&self, (file, steps): &Own) -> Option<PendingItem> {
        let mut since: Option<Day> = None;
        for step in steps {
            for effect in self.bench.effects(&file.procedure, step) {
                match effect.as_str() {
                    "flag" => since = Some(step.on),
                    "unflag" => since = None,
                    _ => {}
                }
            }
        }
        let about = file.about.first()?;
        Some(PendingItem { kind: about.kind.clone(), key: about.key.clone(), case_no: file.case_no, since: since? })
    }
}

impl Pending for Repairs {
    fn pending(&self, subject_id: i64) -> Result<Vec<PendingItem>, PortError> {
        let away = |error: CaseError| PortError::Away { service: crate::SERVICE.to_owned(), cause: error.to_string() };
        self.objected(subject_id).map_err(away)
    }
}
