//! Promise 1 for what is added: nothing adverse may help.

use super::super::roles::polarity;
use super::super::{Example, Filing, example_day};
use super::{Checker, Combination, Step, at, describe};
use domain::vocab::{DatedBy, FactKind, Field, InspectionResult, Polarity, StatusKind};
use policy::scheme::Predicate;

/// Promise 1 speaks of merchants that have been observed within so many months (dossier §7.4): a first
/// look may lift what not having been seen had capped, a second may not.
const OBSERVED_WITHIN: u32 = 36;

impl Checker<'_> {
    /// Nothing adverse that happens may help.
    pub(super) fn helping(&mut self, c: &Combination, all: &[Combination]) {
        if !is_adverse(c) {
            return;
        }
        for step in 0..self.steps() {
            if !self.helps(c, step) {
                continue;
            }
            let line = self.line_of(c, true);
            let event = Filing::event(c.kind, c.dated_by, &c.values, example_day());
            // A bonus may need several, and the status that goes with it.
            let crowd: Vec<Filing> = self.merits(step).into_iter().chain(vec![event.clone(); 12]).collect();
            // What an event takes by itself may hide what it gives, unless its part is full already.
            for already in [Vec::new(), self.burdens(all)] {
                for copies in 0..crowd.len() {
                    let crowd = crowd.iter().take(copies).cloned();
                    let before = self.file(already.iter().cloned().chain(crowd).collect(), step);
                    let after = before.with(event.clone());
                    self.report(
                        line,
                        Step {
                            promise: 1,
                            en: &format!("adding {} helps", describe(c)),
                            zh: &format!("增加一条{}反而有利", c.kind.zh()),
                            before,
                            after,
                        },
                    );
                }
            }
        }
    }

    fn helps(&self, c: &Combination, step: usize) -> bool {
        let cell = at(&c.plain, step);
        cell.bits & self.roles.helpful_bits != 0 || cell.lanes & self.roles.helpful_lanes != 0
    }

    fn merits(&self, step: usize) -> Vec<Filing> {
        let held = StatusKind::ALL.iter().filter(|s| s.polarity() == Polarity::Merit);
        let from = self.day_of(step).plus_days(-10);
        held.filter(|s| self.program.status_bit(**s) != 0).map(|s| Filing::Status(*s, from)).collect()
    }

    /// Every adverse event that only takes, by whichever of its days, several times.
    fn burdens(&self, all: &[Combination]) -> Vec<Filing> {
        const COPIES: usize = 8;
        let gives = |c: &Combination| (0..self.steps()).any(|step| self.helps(c, step));
        let only_takes = |c: &&Combination| {
            let mut same = all.iter().filter(|other| other.kind == c.kind && other.values == c.values);
            is_adverse(c) && !same.any(gives)
        };
        let event = |c: &Combination| Filing::event(c.kind, c.dated_by, &c.values, example_day());
        all.iter().filter(only_takes).flat_map(|c| vec![event(c); COPIES]).collect()
    }

    /// A finding may lift what caps the unobserved only if nothing was observed for as long as the
    /// promise says.
    pub(super) fn looking(&mut self) {
        for rule in self.program.method.rules.clone() {
            let Predicate::NotObserved { within_months } = rule.when else { continue };
            if within_months >= OBSERVED_WITHIN {
                continue;
            }
            let day = example_day().plus_months(within_months);
            let seen = Filing::event(FactKind::AnnualReport, DatedBy::Event, &[], example_day());
            let finding = [(Field::Result, InspectionResult::I06.token())];
            let before = Example::of(vec![seen], day);
            let after = before.with(Filing::event(FactKind::Inspection, DatedBy::Event, &finding, day));
            self.report(
                rule.line,
                Step {
                    promise: 1,
                    en: &format!(
                        "a finding lifts rule {}, although the merchant was observed within {OBSERVED_WITHIN} months",
                        rule.id
                    ),
                    zh: &format!("{OBSERVED_WITHIN} 个月内已有监督记录，新查出的问题却解除规则 {}", rule.id),
                    before,
                    after,
                },
            );
        }
    }

    /// Promise 1 for statuses.
    pub(super) fn status(&mut self, status: StatusKind) {
        let bit = self.program.status_bit(status);
        if status.polarity() != Polarity::Adverse || bit & self.roles.helpful_bits == 0 {
            return;
        }
        let line = self.line_naming(status);
        let day = self.day_of(0);
        let settled = Filing::event(FactKind::OdrCase, DatedBy::Entered, &[(Field::Settled, "yes")], day.plus_days(-1));
        let others = StatusKind::ALL.iter().filter(|s| **s != status && s.polarity() == Polarity::Adverse);
        let others: Vec<Filing> = others.map(|s| Filing::Status(*s, day)).collect();
        // What a status takes by itself may hide what it gives, unless its part is full already.
        for already in [Vec::new(), others] {
            let before = self.file([vec![settled.clone(); 20], already].concat(), 0);
            let after = before.with(Filing::Status(status, day));
            self.report(
                line,
                Step {
                    promise: 1,
                    en: &format!("holding {} helps", status.token()),
                    zh: &format!("处于“{}”反而有利", status.zh()),
                    before,
                    after,
                },
            );
        }
    }
}

fn is_adverse(c: &Combination) -> bool {
    polarity(c.kind, c.dated_by, &c.values) == Polarity::Adverse
}
