//! What officials made of a group (群体投诉处置): confirmed by a standing record of the registry, which alone counts;
//! dismissed here, until somebody complains later; else it waits.

use super::{Finding, Findings, Kind, Sought};
use crate::statistics::StatisticsError;
use crate::store::{Dismissal, groups};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, LedgerError};
use std::collections::BTreeSet;

/// Who dismissed a group, when, why, and what was then known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dismissed {
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// Day of receipt of the last filing that was looked at.
    pub to: Day,
    /// How many different complainants there were.
    pub complainants: i64,
}

impl Finding {
    /// The number under which a standing record confirms a group.
    #[must_use]
    pub fn document_no(&self) -> String {
        format!("群体投诉预警{}{}", self.to, self.problem.as_deref().unwrap_or_default())
    }
}

impl Findings {
    /// Says of each group whether it was dismissed. A group whose last filing came after what was looked at was not,
    /// whatever else has become of it; what changes without a later day brings none back.
    pub(super) fn say_who_dismissed(&self, findings: &mut [Finding]) -> Result<(), StatisticsError> {
        let found = findings.iter().filter(|finding| finding.kind == Kind::Group);
        let subjects: BTreeSet<i64> = found.map(|finding| finding.after.subject).collect();
        if subjects.is_empty() {
            return Ok(());
        }
        let subjects: Vec<i64> = subjects.into_iter().collect();
        let db = self.filings.ledger().database();
        let rows = db.read::<_, LedgerError>(|conn| Ok(groups(conn).dismissals(&subjects)?))?;
        for finding in findings.iter_mut().filter(|finding| finding.kind == Kind::Group) {
            let is_meant = |row: &&Dismissal| {
                row.subject_id == finding.after.subject
                    && Some(row.problem.as_str()) == finding.problem.as_deref()
                    && finding.to.number() <= row.to_day
            };
            finding.dismissed = rows.iter().rev().find(is_meant).map(|row| Dismissed {
                actor: row.actor.clone(),
                at: Instant::from_micros(row.at),
                reason: row.reason.clone(),
                to: Day::from_number(row.to_day),
                complainants: row.complainants,
            });
        }
        Ok(())
    }

    /// Notes that an official looked at a group and found none: at all that had come by the day `to`, which is that of
    /// its last filing.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such merchant within the reach, [`LedgerError::NoReason`],
    /// [`StatisticsError::Decided`] if there is no such group, or it was dismissed already.
    pub fn dismiss(
        &self,
        (code, problem, to): (PartyCode, &str, Day),
        reason: &str,
        by: Asker<'_>,
    ) -> Result<Finding, StatisticsError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LedgerError::NoReason.into());
        }
        let ledger = self.filings.ledger();
        let subject = ledger.subject_of(code)?.ok_or(LedgerError::Missing("merchant"))?;
        if !ledger.covered(&[subject], by.reach)?.contains(&subject) {
            return Err(LedgerError::Missing("merchant").into());
        }
        let wanted = || Sought {
            kind: Some(Kind::Group),
            code: Some(code),
            since: Some(to),
            reach: Reach::Everywhere,
            after: None,
            limit: usize::MAX,
        };
        let the_one = |finding: &Finding| finding.problem.as_deref() == Some(problem) && finding.to == to;
        let found = self.find(&wanted())?.findings.into_iter().find(the_one);
        let found = found.ok_or(StatisticsError::Decided("there is no such group now", "现在没有这样的群体投诉"))?;
        let decided = || StatisticsError::Decided("the group was dismissed already", "该群体投诉已被认定不成立");
        if found.dismissed.is_some() {
            return Err(decided());
        }
        let row = Dismissal {
            subject_id: subject,
            problem: problem.to_owned(),
            to_day: to.number(),
            complainants: found.complainants.and_then(|many| i64::try_from(many).ok()).unwrap_or(i64::MAX),
            at: self.clock.now().micros(),
            actor: by.actor.to_owned(),
            reason: reason.to_owned(),
        };
        // Of two at once the second one finds it noted.
        if !ledger.database().write::<_, LedgerError>(|conn| Ok(groups(conn).dismiss(&row)?))? {
            return Err(decided());
        }
        self.find(&wanted())?.findings.into_iter().find(the_one).ok_or_else(decided)
    }
}
