//! What the abnormal list and the mark require (列入经营异常名录、标记的条件).

use crate::membership;
use crate::records::STANDING;
use crate::requirements::{Asked, known};
use crate::stated::{self, name};
use cases::{CaseError, Stated};
use domain::day::Day;
use domain::record::StandingKind;
use domain::vocab::StatusKind;
use statute::abnormal::{Found, Ground, letters_apart};
use statute::procedure::Finding;

impl Asked<'_> {
    /// The step that finds the ground, and what was stated with it: the first of the case.
    fn finding_step(&self) -> Option<(&str, &Stated)> {
        let first = self.before.steps.first().map(|step| (step.step.as_str(), &step.stated));
        first.or_else(|| self.before.act.map(|act| (act.step.as_str(), &act.stated)))
    }

    fn ground(&self) -> Option<Ground> {
        self.finding_step().and_then(|(step, stated)| membership::ground(step, stated))
    }

    fn found_on(&self) -> Option<Day> {
        self.finding_step().and_then(|(_, stated)| stated::day(stated, name::FOUND_ON))
    }

    /// What was found, with what of it was made good since; or what is missing to say so.
    fn found(&self) -> Result<Result<Found, Finding>, CaseError> {
        let Some(ground) = self.ground() else {
            return Ok(Err(known(false, format!("须写明列入事由 {} is to be stated", name::GROUND))));
        };
        let Some(since) = self.found_on() else {
            return Ok(Err(known(false, format!("须写明查实之日 {} is to be stated", name::FOUND_ON))));
        };
        let said = self.last(|stated| stated::day(stated, name::CURED_ON));
        let report = match ground {
            Ground::LateReport => self.standings()?.report(since, self.before.on).map(|(day, _)| day),
            _ => None,
        };
        Ok(Ok(Found { ground, since, cured_on: said.into_iter().chain(report).min() }))
    }

    /// 有应当列入（标记）的情形
    pub(crate) fn abnormal_ground(&self) -> Result<Finding, CaseError> {
        let found = match self.found()? {
            Ok(found) => found,
            Err(missing) => return Ok(missing),
        };
        let stands = found.stands(self.before.on);
        Ok(match found.cured_on.filter(|_| !stands.holds) {
            Some(cured) => known(false, format!("{}：{cured} 已纠正 it was made good", stands.by)),
            None => stands,
        })
    }

    /// 由登记机关列入（标记）: by whoever registers merchants of its area, as far as that is known, or by the office above it.
    pub(crate) fn of_registering_office(&self) -> Result<Finding, CaseError> {
        let (file, law, on) = (self.before.file, &self.lists.law, self.before.on);
        let merchant = self.lists.around.merchants.registered(&[file.code], None)?.into_iter().next().flatten();
        let Some(area) = merchant.map(|merchant| merchant.area) else {
            return Ok(known(true, "register: not registered any more"));
        };
        let (offices, by) = law.registering_offices(area, on);
        let is_above = || offices.iter().any(|office| law.upper_office(office, on).as_ref() == Some(&file.office));
        let holds = offices.is_empty() || offices.contains(&file.office.as_str()) || is_above();
        Ok(known(holds, format!("{by} {area}")))
    }

    /// 所载之日为年报期满、责令期满或者查实之日. Of a report that is known to be overdue it is the last day of the window, since the
    /// office has its ten working days from then on, whenever it writes it down.
    pub(crate) fn found_then(&self) -> Result<Finding, CaseError> {
        let found = match self.found()? {
            Ok(found) => found,
            Err(missing) => return Ok(missing),
        };
        let is_late = found.ground == Ground::LateReport;
        let overdue = StandingKind::Status(StatusKind::AnnualReportOverdue);
        for about in self.before.file.about.iter().filter(|about| is_late && about.kind == STANDING) {
            let standing = self.standings()?.standings.get(&about.key).filter(|standing| standing.kind == overdue);
            if let Some(eve) = standing.map(|standing| standing.from.plus_days(-1)).filter(|eve| found.since != *eve) {
                return Ok(known(false, format!("{}：{eve} 年报期满 the window ended then", about.key)));
            }
        }
        Ok(found.is_of(self.before.on))
    }

    /// 两次专用信函的间隔
    pub(crate) fn letters(&self) -> Finding {
        let first = self.last(|stated| stated::day(stated, name::FIRST_LETTER_ON));
        let second = self.last(|stated| stated::day(stated, name::SECOND_LETTER_ON));
        match first.zip(second) {
            Some((first, second)) => letters_apart(first, second, &self.lists.law.rules),
            None => {
                let (first, second) = (name::FIRST_LETTER_ON, name::SECOND_LETTER_ON);
                known(false, format!("须写明两次专用信函的寄出日 {first} and {second} are to be stated"))
            }
        }
    }

    /// 事由的更正无须核实
    pub(crate) fn needs_no_verifying(&self) -> Finding {
        match self.ground() {
            Some(ground) => known(!ground.is_to_be_verified(), ground.status().token()),
            None => known(false, format!("{} is to be stated", name::GROUND)),
        }
    }

    /// 已补报年度报告
    pub(crate) fn reported(&self) -> Result<Finding, CaseError> {
        let Some(since) = self.found_on() else {
            return Ok(known(false, format!("须写明查实之日 {} is to be stated", name::FOUND_ON)));
        };
        let report = self.standings()?.report(since, self.before.on);
        let missing = || known(false, format!("{since} 以后没有年度报告 no annual report came since"));
        Ok(report.map_or_else(missing, |(on, key)| known(true, format!("{key} {on}"))))
    }
}
