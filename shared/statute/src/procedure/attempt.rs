//! May a step be taken? The one door through which every step goes.

use super::{Actor, Attempt, Case, Cause, Finding, Moved, Refused, Role, Step};
use crate::clock::{Extension, State};
use crate::duties::Limits;
use crate::tables::dated::Ruling;
use domain::day::Day;
use policy::unclear::unnamed;

impl<'c> Case<'c> {
    /// May this step be taken, and what does it do? `finding` says of each requirement whether it holds on the day.
    ///
    /// # Errors
    /// Everything that stands in the way, in order: never less than all of it, so that nobody mends one thing only to be
    /// told of the next.
    pub fn attempt(
        &self,
        attempt: &Attempt<'_>,
        limits: &Limits,
        finding: impl Fn(&str) -> Finding,
    ) -> Result<Moved<'c>, Vec<Refused>> {
        let Ruling { value: way, basis } = self.way(attempt.on);
        let Some(step) = way.step(attempt.step) else {
            let what = attempt.step.to_owned();
            let article = basis.by.to_owned();
            return Err(vec![Refused { cause: Cause::UnknownStep, what, article, until: None, provisional: false }]);
        };
        let door = Door { case: self, attempt, limits, step };
        let mut found = door.stage(way.out_of(self.stage()).any(|open| open.id == step.id));
        found.extend(door.person());
        found.extend(door.papers());
        found.extend(door.time());
        let (refused, mut rests_on) = door.requirements(finding);
        found.extend(refused);
        rests_on.extend(basis.provisional.then(|| basis.by.to_owned()));
        rests_on.sort();
        rests_on.dedup();
        // The house answers for nothing: it hands on what the official took upon whose decision it carries out. To ask is a
        // right, whatever the law is that will be applied.
        let is_asked = |_: &&String| attempt.by.role != Role::Party;
        found.extend(
            unnamed(&rests_on, attempt.accepted).filter(is_asked).map(|law| door.refused(Cause::LawUnsettled, law)),
        );
        if found.is_empty() { Ok(Moved { step, to: &step.to, law: basis.by.to_owned(), rests_on }) } else { Err(found) }
    }
}

/// A step at the door.
struct Door<'d, 'c> {
    case: &'d Case<'c>,
    attempt: &'d Attempt<'d>,
    limits: &'d Limits,
    step: &'c Step,
}

impl Door<'_, '_> {
    fn refused(&self, cause: Cause, what: &str) -> Refused {
        Refused { cause, what: what.to_owned(), article: self.step.article.clone(), until: None, provisional: false }
    }

    /// Does the case stand where the step can be taken, and is it not taken before another?
    fn stage(&self, is_open: bool) -> Vec<Refused> {
        let stage = self.case.stage();
        let mut found = Vec::new();
        if stage.is_none() && !self.case.history.is_empty() {
            found.push(self.refused(Cause::BrokenHistory, "the last step is none of the procedure"));
        } else if !is_open {
            found.push(self.refused(Cause::WrongStage, stage.unwrap_or("none")));
        }
        if let Some(last) = self.case.history.last().filter(|last| self.attempt.on < last.on) {
            found.push(self.refused(Cause::OutOfOrder, &last.on.to_string()));
        }
        found
    }

    /// May this one take it?
    fn person(&self) -> Vec<Refused> {
        let Actor { account, role, office } = self.attempt.by;
        let mut found = Vec::new();
        if *role != self.step.by {
            found.push(self.refused(Cause::WrongRole, self.step.by.token()));
        }
        let of = match self.step.by {
            Role::Official => Some(Some(self.case.offices.own)),
            Role::UpperOfficial => Some(self.case.offices.upper),
            // What a party did on paper is recorded by the office whose case it is.
            Role::Party => office.as_ref().map(|_| Some(self.case.offices.own)),
            Role::House => None,
        };
        if let Some(wanted) = of.filter(|wanted| wanted.is_none() || office.as_deref() != *wanted) {
            found.push(self.refused(Cause::WrongOffice, wanted.unwrap_or("the next level up is not known here")));
        }
        let is_same = |by: &Actor| by.account == *account && by.role != Role::House;
        let mut same = self.case.history.iter().filter(|taken| is_same(&taken.by));
        if let Some(involved) = same.find(|taken| self.step.not_by.contains(&taken.step)) {
            found.push(self.refused(Cause::InvolvedBefore, &involved.step));
        }
        found
    }

    /// Is everything there that has to be attached or stated?
    fn papers(&self) -> Vec<Refused> {
        let is_missing = |need: &&String| !self.attempt.has.contains(&need.as_str());
        self.step.needs.iter().filter(is_missing).map(|need| self.refused(Cause::MaterialMissing, need)).collect()
    }

    /// Are the time limits such that it can be taken?
    fn time(&self) -> Vec<Refused> {
        let within = self.step.within.iter().filter_map(|clock| self.within(clock));
        let after = self.step.after.iter().filter_map(|clock| self.after(clock));
        let extends = self.step.extends.iter().filter_map(|clock| self.extends(clock));
        within.chain(after).chain(extends).collect()
    }

    /// A right can be used up to its last day.
    fn within(&self, clock: &str) -> Option<Refused> {
        match self.case.reading(clock, self.attempt.on, self.limits).map(|reading| reading.state) {
            Some(State::Running | State::Due | State::Paused | State::Provisional) => None,
            _ => Some(self.refused(Cause::LimitOver, clock)),
        }
    }

    /// What has to be waited for is over from the day after its last day, or once it was used. What was never set going
    /// cannot be over.
    fn after(&self, clock: &str) -> Option<Refused> {
        let until = |until: Option<Day>| Some(Refused { until, ..self.refused(Cause::LimitRunning, clock) });
        let reading = self.case.reading(clock, self.attempt.on, self.limits);
        match reading.map(|reading| (reading.state, reading.last)) {
            None | Some((State::Paused, _)) => until(None),
            Some((State::Running | State::Due, last)) => until(last.map(Day::next)),
            // Nothing is lost or decided by a day that nobody knows yet.
            Some((State::Provisional, _)) => Some(self.refused(Cause::LimitUnknown, clock)),
            Some((State::Overdue | State::Met | State::MetLate | State::Ended, _)) => None,
        }
    }

    /// Only what still runs, and whose rule knows an extension, can be extended.
    fn extends(&self, clock: &str) -> Option<Refused> {
        let limit = self.case.limit(clock).filter(|limit| limit.course.stop.is_none());
        let extended = limit.and_then(|mut limit| {
            limit.course.approvals.push(self.attempt.on);
            self.limits.reading(limit.clock, limit.selected_on, &limit.course, self.attempt.on)
        });
        let is_granted = extended.is_some_and(|reading| reading.extension == Extension::Granted);
        (!is_granted).then(|| self.refused(Cause::NotExtendable, clock))
    }

    /// Does what the law requires hold, and what of it rests on law that is not settled?
    fn requirements(&self, finding: impl Fn(&str) -> Finding) -> (Vec<Refused>, Vec<String>) {
        let (mut found, mut rests_on) = (Vec::new(), Vec::new());
        for code in &self.step.requires {
            let Finding { holds, by, provisional, further, until } = finding(code);
            if !holds {
                let cause = Cause::Requirement(code.clone());
                found.push(Refused { until, provisional, ..self.refused(cause, &by) });
            } else {
                rests_on.extend(provisional.then_some(by));
                rests_on.extend(further);
            }
        }
        let lacking: Vec<Finding> =
            self.step.lacks.iter().map(|code| finding(code)).filter(|found| !found.holds).collect();
        if lacking.is_empty() && !self.step.lacks.is_empty() {
            found.push(self.refused(Cause::NoGround, &self.step.lacks.join(", ")));
        }
        // One ground that is certain is enough.
        if lacking.iter().all(|finding| finding.provisional) {
            rests_on.extend(lacking.into_iter().map(|finding| finding.by));
        }
        (found, rests_on)
    }
}
