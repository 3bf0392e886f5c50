//! What steps require (条件核查): found in records, in what officials state, in orders of other services, and in the case itself.

use crate::lists::Lists;
use crate::membership::{List, of_case, told};
use crate::records::{self, Standings};
use crate::stated::{self, name};
use cases::{Before, CaseError, Findings, Requirements, Stated, subject_stands};
use domain::day::Day;
use statute::procedure::{Finding, Role};
use std::cell::OnceCell;
use std::collections::BTreeSet;

impl Requirements for Lists {
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let asked = Asked { lists: self, before, standings: OnceCell::new() };
        let mut found = Findings::new();
        for code in codes {
            if let Some(finding) = asked.finding(code)? {
                found.insert((*code).to_owned(), finding);
            }
        }
        Ok(found)
    }
}

/// A case of which something is asked; other services are asked at most once, and only if anybody wants to know.
pub(crate) struct Asked<'a> {
    pub(crate) lists: &'a Lists,
    pub(crate) before: Before<'a>,
    standings: OnceCell<Standings>,
}

impl Asked<'_> {
    fn finding(&self, code: &str) -> Result<Option<Finding>, CaseError> {
        Ok(Some(match code {
            "NOT_DECIDING_OFFICE" => self.of_own_office()?,
            "NOT_REGISTERING_OFFICE" => self.of_registering_office()?,
            "NOT_HEAVY" => self.heavy()?,
            "NO_LISTED_CONDUCT" => self.conduct()?,
            "NOT_WITH_PENALTY" => self.with_penalty()?,
            "PENALTY_STANDS" => self.fallen()?,
            "NO_INTENT_PROVED" => self.intent(),
            "NOT_GRAVE" => self.grave(),
            "NO_REFUSAL_TO_PERFORM" => self.stated_yes(name::REFUSES, "有能力履行而拒不履行、逃避执行的认定"),
            "FALSE_DATA_NOT_SERIOUS" => self.stated_yes(name::SERIOUS, "情节严重的认定"),
            "MASKING_NOT_DONE" => self.masked(),
            "SUBJECT_STANDS" => subject_stands(&self.before, &*self.lists.around.merchants)?,
            "GATE_NOT_PASSED" => self.gate()?,
            "TERM_NOT_OVER" => self.term()?,
            "REMOVAL_NOT_APPROVED"
            | "REMOVAL_NOT_REVOKED"
            | "OBJECTION_NOT_UPHELD"
            | "NOT_OBJECTED_TO"
            | "SHIELD_NOT_APPROVED"
            | "SHIELD_NOT_LIFTED" => self.ordered(),
            "NO_ABNORMAL_GROUND" => self.abnormal_ground()?,
            "FOUND_ON_ANOTHER_DAY" => self.found_then()?,
            "LETTERS_NOT_APART" => self.letters(),
            "GROUND_TO_VERIFY" => self.needs_no_verifying(),
            "REPORT_STILL_MISSING" => self.reported()?,
            // A requirement of which this service knows nothing does not hold.
            _ => return Ok(None),
        }))
    }

    /// What other services know of the merchant.
    pub(crate) fn standings(&self) -> Result<&Standings, CaseError> {
        if self.standings.get().is_none() {
            let found = self.lists.standings(self.before.file.subject_id).map_err(records::of_case)?;
            // Nobody else has set it meanwhile.
            let _ = self.standings.set(found);
        }
        Ok(self.standings.get_or_init(Standings::default))
    }

    /// What was said last.
    pub(crate) fn last<'b, T>(&'b self, read: impl Fn(&'b Stated) -> Option<T>) -> Option<T> {
        stated::last(self.before.steps, self.before.act, read)
    }

    /// What an official has to state.
    fn stated_yes(&self, field: &str, what: &str) -> Finding {
        match self.last(|stated| stated::yes(stated, field)) {
            Some(said) => known(said, format!("stated: {field} = {said}")),
            None => known(false, format!("须写明{what} {field} is to be stated")),
        }
    }

    /// 有充分证据证明没有主观故意: nothing stands in the way as long as nobody states it.
    fn intent(&self) -> Finding {
        let proved = self.last(|stated| stated::yes(stated, name::NO_INTENT_PROVED)).unwrap_or(false);
        known(!proved, format!("stated: {} = {proved}", name::NO_INTENT_PROVED))
    }

    /// 性质恶劣、情节严重、社会危害较大: found with how it was weighed.
    fn grave(&self) -> Finding {
        let grave = self.stated_yes(name::GRAVE, "性质恶劣、情节严重、社会危害较大的认定");
        let is_weighed = self.last(|stated| stated::text(stated, name::WEIGHING).map(drop)).is_some();
        if grave.holds && !is_weighed {
            return known(false, format!("须写明考量的因素 {} is to be stated", name::WEIGHING));
        }
        grave
    }

    /// Whoever publishes has looked at it: what was said with an earlier step is of another publication.
    fn masked(&self) -> Finding {
        let said = self.before.act.and_then(|act| stated::yes(&act.stated, name::MASKED));
        let missing = || known(false, format!("须写明已去标识化核对 {} is to be stated", name::MASKED));
        said.map_or_else(missing, |said| known(said, format!("stated: {} = {said}", name::MASKED)))
    }

    /// Has another service decided it, and ordered it here?
    fn ordered(&self) -> Finding {
        let by_house = self.before.act.filter(|act| act.by.role == Role::House);
        match by_house.and_then(|act| stated::text(&act.stated, name::CAUSE)) {
            Some(cause) => known(true, format!("order: {cause}")),
            None => known(false, "没有相应决定的指令 no order of a decision".to_owned()),
        }
    }

    /// Is the term of the membership over?
    fn term(&self) -> Result<Finding, CaseError> {
        let Before { file, steps, on, .. } = self.before;
        let Some(procedure) = self.lists.law.procedures.get(&file.procedure) else {
            return Err(CaseError::UnknownProcedure(file.procedure.clone()));
        };
        let membership = of_case(file, &told(procedure, steps), &self.lists.law.rules);
        let time = membership.filter(|one| one.list == List::SeriousList).and_then(|one| one.times.last().cloned());
        Ok(time.map_or_else(
            || known(false, "case: not listed".to_owned()),
            |time| {
                let is_over = time.span.off <= on;
                let until = (!is_over && !time.span.off.is_sentinel()).then_some(time.span.off);
                Finding { provisional: time.provisional, until, ..known(is_over, time.by) }
            },
        ))
    }
}

/// What rests on no law that could be unsettled.
pub(crate) fn known(holds: bool, by: impl Into<String>) -> Finding {
    Finding::known(holds, by)
}

/// A day as it is told, or that there is none.
pub(crate) fn shown(day: Option<Day>) -> String {
    day.map_or_else(|| "-".to_owned(), |day| day.to_string())
}
