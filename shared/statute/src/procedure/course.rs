//! Where a case stands, and which time limits run: all of it from what was done.

use super::{Offices, Procedure, Step, Taken, Way};
use crate::clock::{Course, Ending, Reading, Stop};
use crate::duties::Limits;
use crate::tables::dated::Ruling;
use domain::day::Day;
use domain::span::{Span, Spans};

/// A case (案件): a procedure, whose case it is, and what was done in it, in order.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// Which procedure.
    pub procedure: &'c Procedure,
    /// Whose case it is.
    pub offices: Offices<'c>,
    /// What was done.
    pub history: &'c [Taken],
}

/// A time limit that runs or ran in a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit<'c> {
    /// Name of its clock, without `clocks.`.
    pub clock: &'c str,
    /// The day by which its rule is chosen.
    pub selected_on: Day,
    /// What has happened to it.
    pub course: Course,
}

impl<'c> Case<'c> {
    /// The version of the law that governs what is done on a day.
    #[must_use]
    pub fn way(&self, day: Day) -> Ruling<'c, Way> {
        self.procedure.governing(self.history, day)
    }

    /// The stage that the case stands in; nothing before it was opened, or where its last step is none of the procedure.
    #[must_use]
    pub fn stage(&self) -> Option<&'c str> {
        let (_, step) = self.steps().last()?;
        Some(step?.to.as_str())
    }

    /// What was done, with the step of the version by which it was taken: an amendment that becomes known late does not
    /// read anew what was done before. Only where that version is gone the one of the day stands in.
    pub fn steps(&self) -> impl Iterator<Item = (&'c Taken, Option<&'c Step>)> + use<'c> {
        let (procedure, history) = (self.procedure, self.history);
        history.iter().enumerate().map(move |(at, taken)| {
            let before = history.get(..at).unwrap_or_default();
            let way = procedure.version(&taken.law);
            let way = way.unwrap_or_else(|| procedure.governing(before, taken.on).value);
            (taken, way.step(&taken.step))
        })
    }

    /// Days from each step with the effect `begins` to the next one with the effect `ends`, which is the first day
    /// outside; without end while nothing ended them.
    #[must_use]
    pub fn days_between(&self, begins: &str, ends: &str) -> Spans {
        let (mut found, mut since) = (Vec::new(), None);
        for (taken, step) in self.steps() {
            let has = |effect: &str| step.is_some_and(|step| step.effects.iter().any(|known| known == effect));
            if has(ends) {
                found.extend(since.take().map(|from| Span::new(from, taken.on)));
            }
            if has(begins) {
                since.get_or_insert(taken.on);
            }
        }
        found.extend(since.map(Span::since));
        Spans::of(found)
    }

    /// Time limits that steps have set going, each with what ended it, in order of their beginning. One that is set
    /// going again runs anew.
    #[must_use]
    pub fn limits(&self) -> Vec<Limit<'c>> {
        let mut limits: Vec<Limit<'c>> = Vec::new();
        let opened = self.history.first().map_or(Day::DAWN, |taken| taken.on);
        for (taken, step) in self.steps() {
            let Some(step) = step else { continue };
            let done = Stop { on: taken.on, ending: Ending::Done };
            // A case that is over leaves nothing to be done but what its last step itself sets going.
            let is_over = self.way(taken.on).value.stage(&step.to).is_some_and(|stage| stage.is_end);
            for limit in limits.iter_mut().filter(|limit| limit.course.stop.is_none()) {
                let is_named = |names: &[String]| names.iter().any(|name| name == limit.clock);
                let (is_extended, is_stopped) = (is_named(&step.extends), is_named(&step.stops));
                if is_extended {
                    limit.course.approvals.push(taken.on);
                }
                limit.course.stop = match (is_stopped, is_over) {
                    (true, _) => Some(done),
                    (false, true) => Some(Stop { ending: Ending::Lapsed, ..done }),
                    (false, false) => None,
                };
            }
            // What happened before it was recorded runs from when it happened; nothing runs from a day to come.
            let stated = step.runs_from.as_ref().and_then(|name| taken.days.get(name));
            let since = stated.map_or(taken.on, |day| taken.on.min(*day));
            limits.extend(step.starts.iter().map(|clock| Limit {
                clock,
                selected_on: if self.procedure.is_chosen_by_opening() { opened } else { taken.on },
                course: Course::since(since),
            }));
        }
        limits
    }

    /// The last time limit of this name that was set going.
    #[must_use]
    pub fn limit(&self, clock: &str) -> Option<Limit<'c>> {
        self.limits().into_iter().rfind(|limit| limit.clock == clock)
    }

    /// How the last time limit of this name reads at the end of a day.
    #[must_use]
    pub fn reading(&self, clock: &str, on: Day, limits: &Limits) -> Option<Reading> {
        let limit = self.limit(clock)?;
        limits.reading(limit.clock, limit.selected_on, &limit.course, on)
    }
}
