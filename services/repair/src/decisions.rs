//! What was decided (修复决定): the decisions of all cases, in the order in which they were written. A revocation takes back
//! what an earlier one of the same case had granted; a restoration ends a shield.

use crate::dossier::Dossier;
use crate::kind::{Group, Kind};
use crate::repairs::Repairs;
use cases::{About, CaseChange, CaseError, Walked};
use domain::code::PartyCode;
use domain::day::Day;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A decision (决定).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The case.
    pub case_no: i64,
    /// The number of the step.
    pub number: i32,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The code under which it was known when the case was opened.
    pub code: PartyCode,
    /// The procedure.
    pub procedure: String,
    /// `approved`, `refused` or `revoked`; of a shield also `executed`, off for good, or `restored`, shown again.
    pub decision: &'static str,
    /// What it is about.
    pub about: About,
    /// The office that decided.
    pub office: String,
    /// On which day.
    pub on: Day,
    /// On which day it was written down, from which on others can know of it.
    pub recorded_on: Day,
    /// The version of the law by which it was decided.
    pub law: String,
    /// Law that is not settled, for which whoever decided answers.
    pub rests_on: Vec<String>,
}

/// Which decisions are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Those of this day or later.
    pub(crate) since: Option<Day>,
    /// Of this merchant alone.
    pub(crate) subject: Option<i64>,
    /// Only what the public is told today, and for how many months it is: nothing of what was refused, which changed nothing.
    pub(crate) public: Option<(Day, u32)>,
    /// Behind this place.
    pub(crate) after: Option<String>,
    /// At most so many.
    pub(crate) limit: usize,
}

impl Repairs {
    /// Decisions in the order in which they were written.
    ///
    /// # Errors
    /// [`CaseError::Cursor`] if the place was not given out by this list.
    pub(crate) fn decided(&self, wanted: &Wanted) -> Result<Walked<Decision>, CaseError> {
        self.court.book.walk(wanted.after.clone(), wanted.limit, |change| {
            Ok(decision(change).filter(|decision| is_wanted(decision, wanted)))
        })
    }

    /// Today, and for how many months a decision is told to the public.
    pub(crate) fn window(&self) -> (Day, u32) {
        let today = self.today();
        (today, *self.bench.law.rules.decision_window(today).value)
    }

    /// Leaves those about what the public could see on a day before they were taken, so that they tell nobody of anything
    /// that was never public. Whoever keeps it is asked, a merchant at a time.
    ///
    /// # Errors
    /// [`CaseError::Port`] if somebody who is asked does not answer.
    pub(crate) fn leave_public(&self, decisions: &mut Vec<Decision>) -> Result<(), CaseError> {
        let publicity = self.bench.publicity(self.today())?;
        let mut dossiers: BTreeMap<i64, Dossier> = BTreeMap::new();
        for decision in decisions.iter() {
            if let Entry::Vacant(place) = dossiers.entry(decision.subject_id) {
                place.insert(self.bench.dossier(decision.subject_id)?);
            }
        }
        decisions.retain(|decision| {
            let target = dossiers.get(&decision.subject_id).and_then(|dossier| dossier.target(&decision.about));
            target.is_some_and(|target| publicity.days(&target).iter().any(|span| span.from < decision.on))
        });
        Ok(())
    }
}

fn is_wanted(decision: &Decision, wanted: &Wanted) -> bool {
    wanted.since.is_none_or(|since| decision.on >= since)
        && wanted.public.is_none_or(|(today, months)| {
            decision.decision != "refused" && decision.recorded_on.plus_months(months) >= today
        })
        && wanted.subject.is_none_or(|subject| decision.subject_id == subject)
}

fn decision(change: &CaseChange) -> Option<Decision> {
    Kind::of(&change.procedure).filter(|kind| matches!(kind.group(), Group::Repair | Group::Shield))?;
    let decision = match change.step.step.as_str() {
        "approve" | "restore_shield" => "approved",
        "refuse" => "refused",
        "revoke" => "revoked",
        "execute" => "executed",
        "fail" => "restored",
        _ => return None,
    };
    Some(Decision {
        case_no: change.case_no,
        number: change.step.number,
        subject_id: change.subject_id,
        code: change.code,
        procedure: change.procedure.clone(),
        decision,
        about: change.about.first()?.clone(),
        office: change.office.clone(),
        on: change.step.on,
        recorded_on: change.step.recorded_at.day(),
        law: change.step.law.clone(),
        rests_on: change.step.rests_on.clone(),
    })
}
