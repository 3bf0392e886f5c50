//! What somebody who files has filed (投诉举报人的客观情况): facts for whoever handles a filing, and no judgement of
//! anybody. Nobody is labelled; the law asks about the filing, not about the person (第121号令 Arts. 16, 42).

use crate::filings::{Filing, Filings};
use crate::statistics::StatisticsError;
use contracts::access::Reach;
use contracts::clock::Clock;
use domain::day::Day;
use domain::record::Content;
use domain::vocab::ComplaintOutcome;
use ledger::Mirror;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Months that are looked back.
const MONTHS: u32 = 12;

/// What those who file have filed.
pub struct Filers {
    filings: Arc<Mirror<Filings>>,
    clock: Arc<dyn Clock>,
}

/// What one pseudonym has filed within twelve months (客观情况).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilerFacts {
    /// First day that is looked at.
    pub from: Day,
    /// Last one.
    pub to: Day,
    /// Complaints, repetitions included.
    pub complaints: u64,
    /// Reports, repetitions included.
    pub reports: u64,
    /// Different merchants.
    pub merchants: u64,
    /// Most filings with one type of problem, and which; nothing if no filing names one.
    pub most_of_one_problem: Option<(String, u64)>,
    /// Complaints that were refused as not for daily consumption (R3).
    pub not_for_consumption: u64,
    /// Complaints that were refused for impersonation or for want of an identity (R6).
    pub without_identity: u64,
    /// Mediations that were ended because the complaint ought not to have been accepted, or was an abuse (T6).
    pub ended_as_abuse: u64,
    /// Reports that led to a case.
    pub cases: u64,
}

impl Filers {
    pub(crate) const fn new(filings: Arc<Mirror<Filings>>, clock: Arc<dyn Clock>) -> Self {
        Self { filings, clock }
    }

    /// What this pseudonym has filed about merchants within a reach; of one that nobody knows, nothing.
    ///
    /// # Errors
    /// [`StatisticsError::Reading`], and those of the ledger.
    pub fn facts(&self, filer: &str, reach: Reach) -> Result<FilerFacts, StatisticsError> {
        let to = self.clock.today();
        let from = to.aged(MONTHS).next();
        let theirs = self.filings.look(|filings| {
            let is_theirs = |filing: &Filing| {
                let handling = filing.content.handling();
                let is_then = filing.content.event_day().is_some_and(|day| from <= day && day <= to);
                is_then && handling.is_some_and(|handling| handling.filer.as_deref() == Some(filer))
            };
            let theirs = filings.all().filter(|(_, filing)| is_theirs(filing));
            theirs.map(|(subject, filing)| (subject, filing.content.clone())).collect::<Vec<(i64, Content)>>()
        });
        let mut theirs = theirs.ok_or(StatisticsError::Reading)?;
        if !reach.is_everywhere() {
            let subjects: BTreeSet<i64> = theirs.iter().map(|(subject, _)| *subject).collect();
            let covered = self.filings.ledger().covered(&subjects.into_iter().collect::<Vec<_>>(), reach)?;
            theirs.retain(|(subject, _)| covered.contains(subject));
        }
        let mut facts = FilerFacts {
            from,
            to,
            complaints: 0,
            reports: 0,
            merchants: 0,
            most_of_one_problem: None,
            not_for_consumption: 0,
            without_identity: 0,
            ended_as_abuse: 0,
            cases: 0,
        };
        let mut problems = BTreeMap::<&str, u64>::new();
        for (_, content) in &theirs {
            if let Some(problem) = content.handling().and_then(|handling| handling.problem.as_deref()) {
                *problems.entry(problem).or_default() += 1;
            }
            facts.add(content);
        }
        facts.merchants = theirs.iter().map(|(subject, _)| *subject).collect::<BTreeSet<i64>>().len() as u64;
        // Of equally frequent ones the first by name.
        let most = problems.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(one.0)));
        facts.most_of_one_problem = most.map(|(problem, count)| (problem.to_owned(), count));
        Ok(facts)
    }
}

impl FilerFacts {
    fn add(&mut self, content: &Content) {
        match content {
            Content::Complaint(complaint) => {
                self.complaints += 1;
                match complaint.outcome {
                    Some(ComplaintOutcome::R3) => self.not_for_consumption += 1,
                    Some(ComplaintOutcome::R6) => self.without_identity += 1,
                    Some(ComplaintOutcome::T6) => self.ended_as_abuse += 1,
                    _ => {}
                }
            }
            Content::Report(report) => {
                self.reports += 1;
                let is_case = report.handling.as_deref().is_some_and(|handling| handling.case_no.is_some());
                self.cases += u64::from(is_case);
            }
            _ => {}
        }
    }
}
