//! Reasons for an official to look at a merchant (列入线索), from what other services know of it. The house lists nobody.

use crate::error::ListError;
use crate::lists::Lists;
use crate::records::Standings;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::record::{Payment, Penalty, Standing, StandingKind};
use domain::span::Span;
use statute::abnormal::Ground;
use statute::candidates::{Candidate, ThreeYears, of_overdue, of_penalty, of_standing, three_years};

/// Merchants that are looked at for one page: others are asked about each.
pub(crate) const LOOKED_AT: u16 = 100;

/// What was found of the merchants of a page (线索清单).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundOfAll {
    /// Merchants of whom anything was found, in the house's own order.
    pub found: Vec<(PartyCode, Found)>,
    /// How many were looked at.
    pub looked_at: usize,
    /// Behind which one it goes on; nothing if every one was looked at.
    pub next: Option<i64>,
}

/// What was found of a merchant (线索).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Reasons to look, in order of the day from which they are there.
    pub candidates: Vec<Candidate>,
    /// Entries of the abnormal list that once had to lead to the serious list.
    pub three_years: Vec<ThreeYears>,
}

impl Lists {
    /// What is known of one merchant today that is reason to look.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn candidates(&self, code: PartyCode, subject_id: i64) -> Result<Found, ListError> {
        self.candidates_by(code, subject_id, &self.standings(subject_id)?)
    }

    /// The same of merchants within a reach, behind one of them: at most so many are looked at, and most of them give no
    /// reason, so that a page may be empty and the list still goes on.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn candidates_of_all(&self, after: Option<i64>, limit: usize, reach: Reach) -> Result<FoundOfAll, ListError> {
        let limit = u16::try_from(limit).unwrap_or(LOOKED_AT).clamp(1, LOOKED_AT);
        let subjects = self.ledger.placed_behind(after, limit, reach)?;
        let mut found = Vec::new();
        for subject_id in &subjects {
            let standings = self.standings(*subject_id)?;
            // Of whoever has no record there is nothing to find.
            let Some(code) = standings.party() else { continue };
            let of_one = self.candidates_by(code, *subject_id, &standings)?;
            if !of_one.candidates.is_empty() || !of_one.three_years.is_empty() {
                found.push((code, of_one));
            }
        }
        let next = subjects.last().copied().filter(|_| subjects.len() == usize::from(limit));
        Ok(FoundOfAll { found, looked_at: subjects.len(), next })
    }

    fn candidates_by(&self, code: PartyCode, subject_id: i64, standings: &Standings) -> Result<Found, ListError> {
        let (today, law) = (self.today(), &self.law);
        let mut candidates = Vec::new();
        for penalty in standings.penalties.values() {
            let payments: Vec<&Payment> = standings.payments.iter().filter(|payment| is_of(payment, penalty)).collect();
            candidates.extend(of_penalty(penalty, &payments, today, (&law.tables, &law.rules)));
        }
        let beside: Vec<&Standing> = standings.standings.values().collect();
        candidates.extend(beside.iter().filter_map(|standing| of_standing(standing, today, &law.rules)));
        let merchant = self.around.merchants.registered(&[code], None)?.into_iter().next().flatten();
        if let Some(merchant) = merchant {
            let overdue = beside.iter().filter_map(|one| of_overdue(one, merchant.kind, &beside, today, &law.rules));
            candidates.extend(overdue);
        }
        // Whoever is on the list already, or in a case about it, is none any more.
        let open = self.book.of_subject(subject_id)?;
        let is_seen = |candidate: &Candidate| {
            open.iter().any(|(file, _)| {
                let is_about = file.about.iter().any(|about| about.key == candidate.key.as_str());
                is_about && file.procedure == candidate.reason.procedure()
            })
        };
        candidates.retain(|candidate| !is_seen(candidate));
        candidates.sort_by(|one, other| (one.since, one.key.as_str()).cmp(&(other.since, other.key.as_str())));
        let entries: Vec<Span> = beside.iter().filter_map(|standing| entry(standing)).collect();
        Ok(Found { candidates, three_years: three_years(&entries, today, &law.rules) })
    }
}

/// Days of an entry of the abnormal list.
fn entry(standing: &Standing) -> Option<Span> {
    let StandingKind::Status(status) = standing.kind else { return None };
    let off = standing.until.map_or(domain::day::Day::FOREVER, domain::day::Day::next);
    Ground::of(status).filter(|_| !standing.withdrawn).map(|_| Span::new(standing.from, off))
}

/// Is a statement about the payment of this penalty?
fn is_of(payment: &Payment, penalty: &Penalty) -> bool {
    payment.decision_no == penalty.decision_no && payment.authority_code == penalty.authority_code
}
