//! Cases worked out anew from their steps: where the law of the installation has changed, and to see that nothing else
//! decides of where they stand.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::history;
use crate::plan::standing;
use crate::sight::Sight;
use crate::store::{FileRow, StepRow, Store, store};
use crate::worked::Worked;
use domain::day::Day;
use statute::procedure::Case;

/// Cases of one transaction.
const PAGE: i64 = 200;

impl CaseBook {
    /// What follows from the steps of a case by the law of today; nothing if there is no such procedure any more.
    fn worked(&self, file: &FileRow, steps: &[StepRow]) -> Result<Option<Worked>, CaseError> {
        let Some(procedure) = self.procedures.get(&file.part.procedure) else { return Ok(None) };
        let history = history(steps)?;
        let case = Case { procedure, offices: file.part.offices(), history: &history };
        Worked::of(&case, (file.case_no, &file.part), (&self.limits, &self.law)).map(Some)
    }

    /// Keeps the book from now on: whoever kept it by another law writes nothing more. What was worked out by another
    /// law is worked out anew, open cases first.
    pub(crate) fn take_over(&self) -> Result<(), CaseError> {
        self.db.write::<_, CaseError>(|conn| Ok(store(conn).set_law(&self.law)?))?;
        let counted = self.recount(false)? + self.recount(true)?;
        if counted > 0 {
            tracing::info!(service = self.db.service(), counted, "cases were worked out anew by the law of today");
        }
        Ok(())
    }

    /// Is the book kept by this law still?
    pub(crate) fn owns(&self, store: &mut dyn Store) -> Result<(), CaseError> {
        if store.law()?.as_ref() == Some(&self.law) { Ok(()) } else { Err(CaseError::OtherLaw) }
    }

    /// Works out anew what was worked out by another law, of cases that are over or of those that are not; tells how many
    /// they were.
    fn recount(&self, over: bool) -> Result<usize, CaseError> {
        let (mut behind, mut counted) = (0, 0);
        loop {
            let page = self.db.read::<_, CaseError>(|conn| Ok(store(conn).outdated(&self.law, over, behind, PAGE)?))?;
            let Some(last) = page.last() else { return Ok(counted) };
            behind = last.case_no;
            self.db.write::<_, CaseError>(|conn| {
                let store = store(conn);
                self.owns(store)?;
                page.iter().try_for_each(|file| self.recount_one(store, file))
            })?;
            counted += page.len();
        }
    }

    fn recount_one(&self, store: &mut dyn Store, file: &FileRow) -> Result<(), CaseError> {
        let steps = store.steps(file.key())?;
        let Some(worked) = self.worked(file, &steps)? else {
            let (case_no, procedure) = (file.case_no, &file.part.procedure);
            tracing::warn!(case_no, %procedure, "there is no such procedure any more: the case stays as it stands");
            return Ok(());
        };
        if worked.is_broken {
            let (case_no, stage) = (file.case_no, &file.part.stage);
            tracing::warn!(case_no, %stage, "the last step is none of the procedure any more: the stage stays as it was");
        }
        // Where somebody has acted meanwhile, that step has worked it out.
        if store.move_file(file.key(), file.part.steps, &worked.standing)? {
            store.replace_limits(file.key(), &worked.limits)?;
        }
        Ok(())
    }

    /// Everything in which what is kept of a case differs from what its steps alone say by the law of today; empty if
    /// nothing does (核对案卷).
    ///
    /// # Errors
    /// [`CaseError::Missing`] if there is no such case, [`CaseError::UnknownProcedure`], or what is kept cannot be read.
    pub fn differences(&self, case_no: i64) -> Result<Vec<String>, CaseError> {
        let (file, steps, limits) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let file = store.file(case_no, &Sight::EVERYWHERE)?.ok_or(CaseError::Missing("case"))?;
            let (steps, limits) = (store.steps(file.key())?, store.limits(file.key())?);
            Ok((file, steps, limits))
        })?;
        let unknown = || CaseError::UnknownProcedure(file.part.procedure.clone());
        let worked = self.worked(&file, &steps)?.ok_or_else(unknown)?;
        let part = &file.part;
        let kept = standing(part);
        let mut found = Vec::new();
        if worked.is_broken {
            found.push(format!("its last step is none of the procedure; it stands in {:?}", part.stage));
        }
        if kept != worked.standing {
            found.push(format!("it stands as {kept:?}, and its steps say {:?}", worked.standing));
        }
        if limits != worked.limits {
            found.push(format!("its time limits are {limits:?}, and its steps say {:?}", worked.limits));
        }
        let opened_on = steps.first().map(|step| step.part.taken_on);
        if opened_on != Some(part.opened_on) {
            let on = Day::from_number(part.opened_on);
            found.push(format!("it was opened on {on}, and its first step was taken on {opened_on:?}"));
        }
        let numbers = steps.iter().map(|step| step.part.number);
        if !numbers.eq(1..=part.steps) {
            found.push("steps are missing, or there are more than there should be".to_owned());
        }
        let last = steps.last().map(|step| step.part.stage.as_str());
        if last != Some(part.stage.as_str()) {
            found.push(format!("it stands in {:?}, and its last step led to {last:?}", part.stage));
        }
        Ok(found)
    }
}
