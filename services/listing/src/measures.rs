//! Measures that departments are told of (告知部门的措施): what follows from being on the serious list, as the cases stand now,
//! and of that only what passes the lawfulness gate.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{List, Membership};
use domain::day::Day;
use domain::span::Spans;
use statute::gate::{Missing, Passed};
use statute::measures::InForce;

/// A measure that departments are told of.
pub(crate) struct ToldMeasure<'l> {
    /// Which, and when.
    pub(crate) measure: InForce<'l>,
    /// What telling it rests on that is not settled.
    pub(crate) passed: Passed,
    /// Is it suspended, because a plan of reorganisation shields every membership of which it follows (临时屏蔽)?
    pub(crate) suspended: bool,
}

/// A measure that nobody is told of, and what is missing.
pub(crate) type HeldBack = (String, Vec<Missing>);

impl Lists {
    /// The measures of a merchant on a day, of one department or of all; and those that do not pass.
    pub(crate) fn measures_of(
        &self,
        subject_id: i64,
        day: Day,
        department: Option<&str>,
    ) -> Result<(Vec<ToldMeasure<'_>>, Vec<HeldBack>), ListError> {
        let serious: Vec<Membership> =
            self.memberships(subject_id)?.into_iter().filter(|one| one.list == List::SeriousList).collect();
        let all: Vec<&Membership> = serious.iter().collect();
        let (mut told, mut held_back) = (Vec::new(), Vec::new());
        for (measure, _) in self.in_force(&all, day, department) {
            let departments = measure.measure.departments.join("、");
            let to = department.unwrap_or(&departments);
            let mut passing = None;
            let (mut lawful, mut missing) = (Vec::new(), Vec::new());
            for one in &all {
                match one.around(day).map(|_| self.tells(one, &measure, to, day)) {
                    Some(Err(lacking)) => missing.push(lacking),
                    Some(Ok(passed)) => {
                        passing = passing.or(Some(passed));
                        lawful.push(*one);
                    }
                    None => lawful.push(*one),
                }
            }
            // It lasts as long as those memberships do of which it may be told.
            let is_same = |(found, _): &(InForce<'_>, bool)| found.measure.code == measure.measure.code;
            match passing.zip(self.in_force(&lawful, day, department).into_iter().find(is_same)) {
                Some((passed, (measure, suspended))) => told.push(ToldMeasure { measure, passed, suspended }),
                None => held_back.extend(missing.into_iter().next().map(|one| (measure.measure.code.clone(), one))),
            }
        }
        Ok((told, held_back))
    }

    /// What the table has for memberships on a day, and whether it is suspended: where a shield lies on all that hold on that
    /// day. It goes on behind it.
    fn in_force(&self, memberships: &[&Membership], day: Day, department: Option<&str>) -> Vec<(InForce<'_>, bool)> {
        let listed = Spans::of(memberships.iter().flat_map(|one| one.times.iter().map(|time| time.span)));
        let unshielded = memberships.iter().fold(Spans::none(), |all, one| all.or(&one.days().minus(&one.shields)));
        let suspended = listed.minus(&unshielded);
        let applies = |(one, _): &(InForce<'_>, bool)| {
            let is_theirs = department.is_none_or(|name| one.measure.departments.iter().any(|known| known == name));
            one.span.contains(day) && is_theirs
        };
        let table = &self.law.measures;
        let in_force = table.in_force_beside(&listed, &suspended).into_iter().map(|one| (one, false));
        in_force.chain(table.in_force(&suspended).into_iter().map(|one| (one, true))).filter(applies).collect()
    }
}
